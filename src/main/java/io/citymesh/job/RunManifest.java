package io.citymesh.job;

import io.citymesh.air.AirQuality;
import io.citymesh.air.CellKind;
import io.citymesh.geo.Bounds;
import io.citymesh.geo.Sides;
import io.citymesh.report.CellReport;
import io.citymesh.report.Manifest;
import io.citymesh.report.VolumeReport;
import io.citymesh.report.ZoneReport;
import io.citymesh.stitch.FaceKind;
import io.citymesh.stitch.Part;
import io.citymesh.stitch.PartQuality;
import io.citymesh.tile.MeshOptions;
import io.citymesh.tile.SizeZone;
import io.citymesh.tile.StitchTree;
import io.citymesh.tile.ZoneCounts;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Puts the manifest together from what the steps of a run have found. */
final class RunManifest {
  private final Scene scene;
  private final CityDomain domain;
  private final Footprints.Result cleaned;
  private final Setting setting;
  private final CityJob job;

  /**
   * @param job that has meshed and stitched everything
   */
  RunManifest(
      Scene scene, CityDomain domain, Footprints.Result cleaned, Setting setting, CityJob job) {
    this.scene = scene;
    this.domain = domain;
    this.cleaned = cleaned;
    this.setting = setting;
    this.job = job;
  }

  /** The parts. */
  List<StageItem.PartSummary> sealed() {
    return job.sealed();
  }

  /** How many tiles have failed. */
  int failedTiles() {
    return job.failed().size();
  }

  /** Where the mesh is not the one that the input and the options stand for. */
  static List<String> deviations(StitchTree tree, CityJob job) {
    return job.sealed().stream()
        .filter(part -> part.halvings() > 0)
        .map(
            part ->
                String.format(
                    Locale.ROOT,
                    "tile %s ran out of memory and was meshed in %d pieces: with more memory the"
                        + " mesh is another",
                    tree.key(part.node()),
                    1 << part.halvings()))
        .toList();
  }

  /**
   * The whole manifest.
   *
   * @param options as the user gave them, by name
   * @param parts in vertex order
   * @param resume whether the run keeps its work
   * @param counts what Spark did, by name; the run's own counters are added
   */
  Manifest of(
      Map<String, Object> options,
      RunJournal journal,
      List<Manifest.Part> parts,
      boolean resume,
      SortedMap<String, Long> counts) {
    Bounds d = setting.tree().bounds();
    List<Manifest.Tile> tiles = tiles();
    long[] planar = planar();
    PartQuality all = new PartQuality();
    AirQuality air = new AirQuality();
    job.sealed().forEach(part -> all.add(part.quality()));
    job.sealed().stream()
        .map(StageItem.PartSummary::cells)
        .filter(numbers -> numbers.length > 0)
        .forEach(numbers -> air.add(AirQuality.ofNumbers(numbers)));
    return new Manifest(
        new TreeMap<>(options),
        scene.crs(),
        new Manifest.Extent(d.xmin(), d.ymin(), d.xmax(), d.ymax()),
        rings(setting.tree().domain().sides()),
        new Manifest.Totals(
            parts.stream().mapToLong(Manifest.Part::vertices).sum(),
            parts.stream().mapToLong(Manifest.Part::faces).sum(),
            parts.size(),
            tiles.size(),
            job.failed().size(),
            cleaned.count()),
        tiles,
        parts,
        List.of(),
        quality(all),
        walls(all),
        cells(air),
        cellQuality(air),
        topology(),
        features(),
        domain.closing(),
        kinds(),
        zones(planar),
        journal.notes(),
        deviations(setting.tree(), job),
        areas(scene, cleaned).byName(),
        volumes(),
        journal.timings(),
        counters(counts, planar, resume),
        versions(),
        Manifest.digestOf(parts));
  }

  private SortedMap<String, Long> counters(
      SortedMap<String, Long> counts, long[] planar, boolean resume) {
    List<StageItem.PartSummary> made = job.sealed().stream().filter(p -> !p.reused()).toList();
    counts.put("halved_tiles", job.sealed().stream().filter(p -> p.halvings() > 0).count());
    if (!setting.options().zones().isEmpty()) {
      counts.put(ZoneReport.ELSEWHERE, planar[planar.length - 1]);
    }
    counts.put("core_millis", millis(made, Part.Kind.CORE));
    counts.put("seam_millis", millis(made, Part.Kind.SEAM));
    counts.put("written_bytes", made.stream().mapToLong(p -> p.file().stamp().bytes()).sum());
    if (resume) {
      long cores = made.stream().filter(p -> p.kind() == Part.Kind.CORE).count();
      counts.put("reused_parts", (long) job.sealed().size() - made.size());
      counts.put("made_cores", cores);
      counts.put("made_seams", made.size() - cores);
    }
    return counts;
  }

  /** What meshing the parts of a kind took, in the time of a task. */
  private static long millis(List<StageItem.PartSummary> parts, Part.Kind kind) {
    return Math.round(
        1e3
            * parts.stream()
                .filter(part -> part.kind() == kind)
                .mapToDouble(StageItem.PartSummary::seconds)
                .sum());
  }

  private List<Manifest.Tile> tiles() {
    StitchTree tree = setting.tree();
    Map<Integer, StageItem> byNode = new HashMap<>();
    job.sealed().forEach(part -> byNode.put(part.node(), part));
    job.failed().forEach(tile -> byNode.put(tile.node(), tile));
    List<Manifest.Tile> tiles = new ArrayList<>();
    for (int node = 0; node < tree.tiles(); node++) {
      Bounds r = tree.rectangle(node);
      Manifest.Extent bounds = new Manifest.Extent(r.xmin(), r.ymin(), r.xmax(), r.ymax());
      String key = tree.key(node).toString();
      StageItem item = byNode.get(node);
      if (item instanceof StageItem.PartSummary part) {
        tiles.add(
            new Manifest.Tile(
                key,
                bounds,
                Manifest.Status.MESHED,
                part.vertices(),
                part.faces(),
                part.seconds(),
                ""));
      } else if (item instanceof StageItem.FailedTile failed) {
        tiles.add(
            new Manifest.Tile(
                key, bounds, Manifest.Status.FAILED, 0, 0, failed.seconds(), failed.error()));
      } else {
        throw new IllegalStateException("tile " + key + " is neither meshed nor failed");
      }
    }
    return tiles;
  }

  private static Manifest.Quality walls(PartQuality all) {
    return new Manifest.Quality(
        all.smallestWall(),
        0,
        0,
        Arrays.stream(all.wallHistogram()).boxed().toList(),
        new TreeMap<>());
  }

  /** The cells by kind; none of a surface. */
  private static SortedMap<String, Long> cells(AirQuality air) {
    SortedMap<String, Long> cells = new TreeMap<>();
    if (air.cells() > 0) {
      for (CellKind kind : CellKind.values()) {
        cells.put(kind.name().toLowerCase(Locale.ROOT), air.cells(kind));
      }
    }
    return cells;
  }

  private static SortedMap<String, Manifest.Spread> cellQuality(AirQuality air) {
    return air.cells() == 0
        ? new TreeMap<>()
        : new TreeMap<>(
            Map.of(
                CellReport.NON_ORTHOGONALITY,
                air.nonOrthogonality().spread(),
                CellReport.SKEWNESS,
                air.skewness().spread()));
  }

  private Manifest.Quality quality(PartQuality all) {
    SortedMap<String, Long> causes = new TreeMap<>();
    long below = 0;
    for (PartQuality.Cause cause : PartQuality.Cause.values()) {
      causes.put(cause.name().toLowerCase(Locale.ROOT), all.below(cause));
      below += all.below(cause);
    }
    return new Manifest.Quality(
        all.smallestPlanar(),
        setting.options().minAngle(),
        below,
        Arrays.stream(all.planarHistogram()).boxed().toList(),
        causes);
  }

  /**
   * What the stitches have proved: that nothing is open at the root, and that the areas add up.
   * Around failed tiles they prove neither, and so tell what is open there, and nothing else.
   */
  private SortedMap<String, Long> topology() {
    SortedMap<String, Long> topology = new TreeMap<>();
    long open = job.sealed().get(job.sealed().size() - 1).open();
    if (job.failed().isEmpty()) {
      double area = job.sealed().stream().mapToDouble(StageItem.PartSummary::area).sum();
      double whole = setting.tree().domain().sides().area();
      boolean gap = Math.abs(area - whole) > 1e-9 * whole;
      topology.put("open_edges", open);
      topology.put("coverage_gaps", gap ? 1L : 0L);
    } else {
      topology.put("hole_edges", open);
    }
    return topology;
  }

  /** The rings of a polygon; none of a rectangle along the axes. */
  private static List<List<Double>> rings(Sides sides) {
    return sides.isRectangle()
        ? List.of()
        : Arrays.stream(sides.rings()).map(ring -> Arrays.stream(ring).boxed().toList()).toList();
  }

  /** The kinds of faces that only a closed mesh has, by name. */
  private SortedMap<String, Integer> kinds() {
    SortedMap<String, Integer> kinds = new TreeMap<>();
    setting
        .tree()
        .domain()
        .patches()
        .forEach((patch, name) -> kinds.put(name, (int) FaceKind.ofPatch(patch)));
    return kinds;
  }

  /**
   * The zones, as far as they lie in the domain.
   *
   * @param planar triangles of ground and roofs by zone, then elsewhere
   */
  private List<Manifest.Zone> zones(long[] planar) {
    Bounds d = setting.tree().bounds();
    List<Manifest.Zone> zones = new ArrayList<>();
    for (int i = 0; i < setting.options().zones().size(); i++) {
      SizeZone zone = setting.options().zones().get(i);
      Bounds b = zone.bounds();
      if (!b.intersects(d)) {
        continue;
      }
      zones.add(
          new Manifest.Zone(
              zone.name(),
              new Manifest.Extent(
                  Math.max(b.xmin(), d.xmin()),
                  Math.max(b.ymin(), d.ymin()),
                  Math.min(b.xmax(), d.xmax()),
                  Math.min(b.ymax(), d.ymax())),
              zone.sizes().ground(),
              zone.sizes().roof(),
              planar[i]));
    }
    return zones;
  }

  /** Triangles of ground and roofs by zone, then elsewhere. */
  private long[] planar() {
    MeshOptions options = setting.options();
    long[] sum = new long[options.zones().size() + 1];
    for (StageItem.PartSummary part : job.sealed()) {
      long[] more = ZoneCounts.ofAll(options, setting.tree().rectangle(part.node()), part.byZone());
      Arrays.setAll(sum, zone -> sum[zone] + more[zone]);
    }
    return sum;
  }

  private SortedMap<String, Double> volumes() {
    SortedMap<String, Double> volumes = new TreeMap<>(cleaned.volumes());
    if (setting.tree().domain().isClosed() && job.failed().isEmpty()) {
      volumes.put(
          VolumeReport.ENCLOSED,
          job.sealed().stream().mapToDouble(StageItem.PartSummary::volume).sum());
    }
    return volumes;
  }

  private SortedMap<String, Long> features() {
    SortedMap<String, Long> features = new TreeMap<>();
    features.put("read", scene.footprints().count());
    scene.footprints().dropped().forEach((reason, n) -> features.put("not read: " + reason, n));
    cleaned
        .remarks()
        .forEach(
            (kind, reasons) ->
                reasons.forEach((reason, n) -> features.put(kind + ": " + reason, n)));
    cleaned
        .heightSources()
        .forEach((source, n) -> features.put("roof from: " + source.column(), n));
    features.putAll(scene.lidar().remarks());
    return features;
  }

  static Footprints.Areas areas(Scene scene, Footprints.Result cleaned) {
    return cleaned.areas().and(scene.footprints().droppedAreas());
  }

  private static SortedMap<String, String> versions() {
    SortedMap<String, String> versions = new TreeMap<>();
    String own = RunManifest.class.getPackage().getImplementationVersion();
    versions.put("citymesh", own == null ? "development" : own);
    versions.put("spark", org.apache.spark.package$.MODULE$.SPARK_VERSION());
    versions.put("java", Runtime.version().toString());
    return versions;
  }
}
