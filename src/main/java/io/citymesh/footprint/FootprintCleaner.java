package io.citymesh.footprint;

import io.citymesh.city.Bounds;
import io.citymesh.city.Heights;
import io.citymesh.city.Terrain;
import io.citymesh.report.UserError;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.TreeSet;
import org.locationtech.jts.geom.Envelope;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.Polygon;

/**
 * Turns a cluster of footprints, as they were read, into buildings that can be meshed.
 *
 * <p>A cluster is a set of footprints that contains, with each, all others within {@link
 * CleaningOptions#clusterDistance()} of it. The result depends on the set of footprints alone, not
 * on their order. Immutable and thread-safe.
 */
public final class FootprintCleaner implements Serializable {
  private static final long serialVersionUID = 1L;

  private static final Comparator<SourceFootprint> ORDER =
      Comparator.comparing(SourceFootprint::id)
          .thenComparing((a, b) -> a.geometry().compareTo(b.geometry()))
          .thenComparingDouble(source -> source.heights().height())
          .thenComparingDouble(source -> source.heights().roof())
          .thenComparingDouble(source -> source.heights().lidar())
          .thenComparingDouble(source -> source.heights().storeys());

  /** A feature counts as a source of a building if it covers this much of it, square metres, */
  private static final double SOURCE_AREA = 0.5;

  /** or if this share of the feature lies in the building. */
  private static final double SOURCE_SHARE = 0.05;

  /** Height of a storey, metres. */
  private static final double STOREY = 3;

  private final CleaningOptions options;
  private final Terrain terrain;
  private final Bounds domain;
  private final double fallbackHeight;

  /**
   * What became of a cluster.
   *
   * @param buildings sorted; without numbers as yet
   * @param remarks what was done, in a fixed order
   * @param sourceArea area of the union of the footprints inside the domain, square metres
   */
  public record Result(List<CleanedBuilding> buildings, List<Remark> remarks, double sourceArea)
      implements Serializable {}

  /** A footprint made valid, cut at the domain and put on the grid. */
  private record Prepared(SourceFootprint source, Geometry area) {}

  /**
   * @param terrain defined in the whole domain
   * @param domain buildings keep one smallest detail away from its boundary
   * @param fallbackHeight the height above ground of buildings without any, metres
   * @throws UserError if the fallback height is not positive
   */
  public FootprintCleaner(
      CleaningOptions options, Terrain terrain, Bounds domain, OptionalDouble fallbackHeight) {
    if (fallbackHeight.isPresent()
        && !(fallbackHeight.getAsDouble() > 0 && fallbackHeight.getAsDouble() < 10_000)) {
      throw new UserError(
          "--building-height is "
              + fallbackHeight.getAsDouble()
              + ": give a height above ground between 0 and 10000 metres.");
    }
    this.options = options;
    this.terrain = terrain;
    this.domain = domain.grow(-options.minDetail());
    this.fallbackHeight = fallbackHeight.orElse(Double.NaN);
  }

  /** Cleans one cluster. */
  public Result clean(Collection<SourceFootprint> cluster) {
    List<SourceFootprint> sorted = new ArrayList<>(cluster);
    sorted.sort(ORDER);
    List<Remark> remarks = new ArrayList<>();
    List<Prepared> prepared = new ArrayList<>();
    for (SourceFootprint source : sorted) {
      Geometry area = prepared(source, remarks);
      if (!area.isEmpty()) {
        prepared.add(new Prepared(source, area));
      }
    }
    if (prepared.isEmpty()) {
      return new Result(List.of(), remarks, 0);
    }
    Geometry union = Shapes.union(prepared.stream().map(Prepared::area).toList());
    List<CleanedBuilding> buildings =
        options.merge() ? merged(prepared, union, remarks) : kept(prepared, remarks);
    Collections.sort(buildings);
    remarkOnFineDetails(buildings, remarks);
    return new Result(buildings, remarks, union.getArea());
  }

  private Envelope limits() {
    return domain.width() <= 0 || domain.height() <= 0
        ? new Envelope()
        : new Envelope(domain.xmin(), domain.xmax(), domain.ymin(), domain.ymax());
  }

  private Geometry prepared(SourceFootprint source, List<Remark> remarks) {
    Geometry raw = source.geometry();
    if (!raw.isValid()) {
      remarks.add(new Remark(Remark.Kind.REPAIRED, source.id(), "invalid geometry"));
    }
    Geometry area = Shapes.repaired(raw);
    if (area.isEmpty()) {
      remarks.add(new Remark(Remark.Kind.DROPPED, source.id(), "no area"));
      return area;
    }
    Envelope limits = limits();
    if (limits.contains(area.getEnvelopeInternal())) {
      return area;
    }
    Geometry inside = Shapes.intersection(area, Shapes.FACTORY.toGeometry(limits));
    remarks.add(
        inside.isEmpty()
            ? new Remark(Remark.Kind.DROPPED, source.id(), "outside the domain")
            : new Remark(Remark.Kind.CLIPPED, source.id(), "cut at the domain's boundary"));
    return inside;
  }

  // ---- merged buildings

  private List<CleanedBuilding> merged(
      List<Prepared> prepared, Geometry union, List<Remark> remarks) {
    List<Polygon> outlines = new MergedOutlines(options, limits()).of(union);
    Levels levels = new Levels(terrain);
    List<CleanedBuilding> result = new ArrayList<>();
    TreeSet<String> used = new TreeSet<>();
    TreeMap<String, String> lost = new TreeMap<>();
    for (Polygon outline : outlines) {
      List<Prepared> sources = new ArrayList<>();
      List<Double> areas = new ArrayList<>();
      for (Prepared candidate : prepared) {
        double area = Shapes.commonArea(outline, candidate.area);
        if (area > SOURCE_SHARE * candidate.area.getArea() || area > SOURCE_AREA) {
          sources.add(candidate);
          areas.add(area);
        }
      }
      List<String> ids = sources.stream().map(p -> p.source.id()).distinct().toList();
      if (ids.isEmpty() || outline.getArea() < options.minArea()) {
        ids.forEach(id -> lost.put(id, "smaller than the smallest area"));
        continue;
      }
      double ground = levels.ground(outline);
      double roof = roof(sources, areas, ground);
      if (Double.isNaN(roof)) {
        ids.forEach(id -> lost.put(id, "no height"));
        continue;
      }
      used.addAll(ids);
      if (ids.size() > 1) {
        ids.forEach(id -> remarks.add(new Remark(Remark.Kind.MERGED, id, "joined to neighbours")));
      }
      result.add(lifted(ids, ground, roof, outline, levels, remarks));
    }
    remarkOnLost(prepared, used, lost, remarks);
    return result;
  }

  /** The area-weighted roof of the features, those without a height taking the fallback; or NaN. */
  private double roof(List<Prepared> sources, List<Double> areas, double ground) {
    double sum = 0;
    double weight = 0;
    for (int i = 0; i < sources.size(); i++) {
      SourceFootprint source = sources.get(i).source;
      Heights known = source.heights();
      double roof = Double.isNaN(known.roof()) ? ground + known.height() : known.roof();
      if (Double.isNaN(roof)) {
        roof = known.lidar();
      }
      if (Double.isNaN(roof)) {
        double storeys = STOREY * known.storeys();
        roof = ground + (Double.isNaN(storeys) ? fallbackHeight : storeys);
      }
      if (!Double.isNaN(roof)) {
        sum += areas.get(i) * roof;
        weight += areas.get(i);
      }
    }
    return weight > 0 ? sum / weight : Double.NaN;
  }

  private static CleanedBuilding lifted(
      List<String> ids,
      double ground,
      double roof,
      Polygon outline,
      Levels levels,
      List<Remark> remarks) {
    double lowest = levels.lowestRoof(outline);
    if (roof < lowest) {
      remarks.add(new Remark(Remark.Kind.LIFTED, ids.get(0), "roof not above the terrain"));
    }
    return new CleanedBuilding(ids, ground, Math.max(roof, lowest), outline);
  }

  private static void remarkOnLost(
      List<Prepared> prepared,
      TreeSet<String> used,
      TreeMap<String, String> lost,
      List<Remark> remarks) {
    for (Prepared p : prepared) {
      String id = p.source.id();
      if (!used.contains(id)) {
        String reason = lost.getOrDefault(id, "smaller than the smallest area");
        remarks.add(new Remark(Remark.Kind.DROPPED, id, reason));
      }
    }
  }

  // ---- buildings that keep their identity

  private List<CleanedBuilding> kept(List<Prepared> prepared, List<Remark> remarks) {
    List<SharedWalls.Owned> parts = new ArrayList<>();
    for (int i = 0; i < prepared.size(); i++) {
      for (Polygon polygon : Shapes.polygonsOf(prepared.get(i).area)) {
        parts.add(new SharedWalls.Owned(i, polygon));
      }
    }
    List<SharedWalls.Owned> walls =
        new SharedWalls(options, new MergedOutlines(options, limits())).of(parts);
    Levels levels = new Levels(terrain);
    List<CleanedBuilding> buildings = new ArrayList<>();
    TreeSet<String> used = new TreeSet<>();
    TreeMap<String, String> lost = new TreeMap<>();
    for (SharedWalls.Owned wall : walls) {
      Prepared source = prepared.get(wall.owner());
      String id = source.source.id();
      if (wall.polygon().getArea() < options.minArea()) {
        lost.put(id, "smaller than the smallest area");
        continue;
      }
      double ground = levels.ground(wall.polygon());
      double roof = roof(List.of(source), List.of(1.0), ground);
      if (Double.isNaN(roof)) {
        lost.put(id, "no height");
        continue;
      }
      used.add(id);
      buildings.add(lifted(List.of(id), ground, roof, wall.polygon(), levels, remarks));
    }
    remarkOnLost(prepared, used, lost, remarks);
    return parted(buildings, levels);
  }

  /** Without corners in which two high buildings, or two pieces of one, meet in a point only. */
  private List<CleanedBuilding> parted(List<CleanedBuilding> buildings, Levels levels) {
    Saddles saddles = new Saddles(options.minDetail());
    List<CleanedBuilding> current = buildings;
    boolean changed = true;
    while (changed) {
      changed = false;
      List<Polygon> polygons =
          saddles.parted(
              current.stream().map(b -> new Saddles.Roofed(b.polygon(), b.roof())).toList());
      List<CleanedBuilding> next = new ArrayList<>();
      for (int i = 0; i < polygons.size(); i++) {
        CleanedBuilding old = current.get(i);
        double roof = old.roof();
        if (polygons.get(i) != old.polygon()) {
          // A changed outline may rise higher on the terrain, and a higher roof change the corners.
          double lowest = levels.lowestRoof(polygons.get(i));
          changed |= lowest > roof;
          roof = Math.max(roof, lowest);
        }
        next.add(new CleanedBuilding(old.sourceIds(), old.ground(), roof, polygons.get(i)));
      }
      current = next;
    }
    return current;
  }

  private void remarkOnFineDetails(List<CleanedBuilding> buildings, List<Remark> remarks) {
    List<Polygon> polygons = buildings.stream().map(CleanedBuilding::polygon).toList();
    TreeSet<String> fine = new TreeSet<>();
    double detail = options.minDetail();
    for (Defects.Defect defect : Defects.find(polygons, detail, detail, !options.merge())) {
      fine.add(buildings.get(defect.first()).sourceIds().get(0));
    }
    for (String id : fine) {
      remarks.add(new Remark(Remark.Kind.FINE, id, "a detail finer than the smallest remains"));
    }
  }
}
