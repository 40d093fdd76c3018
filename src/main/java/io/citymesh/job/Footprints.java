package io.citymesh.job;

import io.citymesh.footprint.Building;
import io.citymesh.footprint.CleaningOptions;
import io.citymesh.footprint.FootprintCleaner;
import io.citymesh.footprint.HeightSource;
import io.citymesh.footprint.Remark;
import io.citymesh.geo.Bounds;
import io.citymesh.geo.Footing;
import io.citymesh.geo.PackedFootprint;
import io.citymesh.geo.Sides;
import io.citymesh.geo.Terrain;
import io.citymesh.input.Place;
import io.citymesh.output.BuildingsFile;
import io.citymesh.output.OutputDir;
import io.citymesh.output.RejectedFile;
import io.citymesh.report.AreaReport;
import io.citymesh.report.UserError;
import io.citymesh.report.VolumeReport;
import io.citymesh.session.HadoopSettings;
import io.citymesh.vector.FootprintSet;
import io.citymesh.vector.RejectedFeature;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.storage.StorageLevel;
import org.locationtech.jts.geom.Envelope;
import org.locationtech.jts.geom.GeometryFactory;
import scala.Tuple2;

/**
 * Cleans a city's footprints in parallel, cluster by cluster, and numbers the buildings.
 *
 * <p>The result depends on the set of footprints, the terrain, the domain and the options only: not
 * on the order of the rows, nor on how many partitions there are.
 */
public final class Footprints {
  /**
   * The cleaned footprints. {@link #close} frees the executors' disks that hold them.
   *
   * @param buildings with their keys, in any order; the index of each is its place among those of
   *     the same name
   * @param count how many buildings (N)
   * @param remarks how many features or buildings were dropped, clipped and so on, by kind (in
   *     lower case) and then by reason
   * @param heightSources how many buildings have their roof from which source
   * @param areas what the footprints cover
   * @param volumes cubic metres, by the names of {@link VolumeReport}
   * @param notes what the user should know of roofs that were lost
   * @param clusters what became of each cluster
   */
  public record Result(
      JavaRDD<PackedBuilding> buildings,
      int count,
      Map<String, Map<String, Long>> remarks,
      Map<HeightSource, Long> heightSources,
      Areas areas,
      SortedMap<String, Double> volumes,
      List<String> notes,
      Clusters clusters)
      implements AutoCloseable {

    /**
     * The buildings in ascending order of their numbers 0 ... count - 1. Which partition has which
     * depends on the set of buildings alone. Sorted anew for each job.
     */
    public JavaRDD<Building> numbered() {
      NameRanges ranges = new NameRanges(clusters.totals().buildingNames(), count);
      return buildings
          .mapToPair(building -> new Tuple2<>(building, true))
          .repartitionAndSortWithinPartitions(ranges)
          .keys()
          .zipWithIndex()
          .map(numbered -> numbered._1.unpacked(Math.toIntExact(numbered._2)));
    }

    /** The footings of the blocks of buildings whose ground is to be levelled. */
    JavaRDD<Footing> footings() {
      return clusters
          .items()
          .filter(item -> item instanceof CleanedItem.Standing)
          .map(item -> ((CleanedItem.Standing) item).footing());
    }

    /** Whether there is a block of buildings whose ground is to be levelled. */
    boolean hasFlatBases() {
      return clusters
          .totals()
          .tally()
          .counts(CleaningTotals.BLOCKS)
          .containsKey(CleaningTotals.FLAT);
    }

    /**
     * Writes {@code buildings.parquet}.
     *
     * @param out the output directory
     * @param crs code of the mesh's CRS, or an empty text
     */
    public void writeBuildings(String out, String crs, JavaSparkContext context) {
      HadoopSettings hadoop = new HadoopSettings(context.hadoopConfiguration());
      numbered()
          .foreachPartition(
              rows ->
                  BuildingsFile.write(
                      OutputDir.of(out, hadoop.value()), TaskContext.getPartitionId(), rows, crs));
    }

    /**
     * Writes {@code buildings.parquet} with the fields that are kept, if there are any.
     *
     * @param footprints that were cleaned
     * @return how many buildings are made of footprints whose values differ: they have those of the
     *     largest
     */
    long writeBuildings(String out, String crs, FootprintSet footprints, JavaSparkContext context) {
      if (footprints.kept().isEmpty()) {
        writeBuildings(out, crs, context);
        return 0;
      }
      JavaRDD<Building> numbered = numbered().persist(StorageLevel.DISK_ONLY());
      try {
        return KeptValues.write(numbered, footprints, out, crs, context);
      } finally {
        numbered.unpersist();
      }
    }

    /**
     * Writes {@code rejected.geojson}, by the features' ids: the tasks write pieces, the driver
     * strings them together.
     *
     * @param footprints that were cleaned, with the features that reading rejected
     * @param crs code of the mesh's CRS, or an empty text
     */
    public void writeRejected(
        String out, FootprintSet footprints, String crs, JavaSparkContext context)
        throws IOException {
      OutputDir directory = OutputDir.of(out, context.hadoopConfiguration());
      long unread = sum(footprints.dropped());
      long told = remarks.values().stream().mapToLong(Result::sum).sum();
      if (unread + told == 0) {
        RejectedFile.join(directory, 0, crs);
        return;
      }
      JavaRDD<PackedRemark> all =
          clusters
              .items()
              .filter(item -> item instanceof PackedRemark)
              .map(item -> (PackedRemark) item);
      List<String> sample = new ArrayList<>(clusters.totals().remarkNames());
      if (unread > 0) {
        JavaRDD<PackedRemark> rejected = footprints.rejected().map(Footprints::rejected);
        all = all.union(rejected);
        if (unread > told) { // The others do not say how these are spread.
          sample.addAll(
              rejected
                  .map(remark -> remark.unpacked().sourceId())
                  .filter(CleaningTotals::isSampled)
                  .collect());
        }
      }
      NameRanges pieces = new NameRanges(sample, unread + told);
      HadoopSettings hadoop = new HadoopSettings(context.hadoopConfiguration());
      all.mapToPair(remark -> new Tuple2<>(remark.order(), remark))
          .repartitionAndSortWithinPartitions(pieces)
          .map(remark -> remark._2.unpacked())
          .foreachPartition(
              remarks ->
                  RejectedFile.writePiece(
                      OutputDir.of(out, hadoop.value()), TaskContext.getPartitionId(), remarks));
      RejectedFile.join(directory, pieces.numPartitions(), crs);
    }

    private static long sum(Map<String, Long> counts) {
      return counts.values().stream().mapToLong(Long::longValue).sum();
    }

    @Override
    public void close() {
      clusters.close();
    }
  }

  private static PackedRemark rejected(RejectedFeature feature) {
    return PackedRemark.of(
        new Remark(
            Remark.Kind.DROPPED,
            feature.id(),
            feature.reason(),
            new GeometryFactory().createPolygon()));
  }

  /**
   * The account of areas, square metres: {@code source} is {@code built} and {@code dropped} and
   * {@code clipped} and {@code simplified}; {@code buildings} is {@code built} and {@code added}.
   *
   * @param source of the union of the footprints
   * @param built how much of it buildings stand on
   * @param dropped how much of it was left out, by reason
   * @param clipped how much of it lies outside the domain
   * @param simplified how much of it cleaning cut off as too fine
   * @param added where buildings stand on no footprint: gaps and slivers that cleaning filled
   * @param buildings of the buildings
   */
  public record Areas(
      double source,
      double built,
      SortedMap<String, Double> dropped,
      double clipped,
      double simplified,
      double added,
      double buildings) {

    /**
     * The account with the footprints that reading has dropped.
     *
     * @param unread square metres by reason
     */
    public Areas and(Map<String, Double> unread) {
      SortedMap<String, Double> all = new TreeMap<>(dropped);
      double sum = source;
      for (Map.Entry<String, Double> entry : new TreeMap<>(unread).entrySet()) {
        all.merge(entry.getKey(), entry.getValue(), Double::sum);
        sum += entry.getValue();
      }
      return new Areas(sum, built, all, clipped, simplified, added, buildings);
    }

    /** As the manifest has them: by the names of {@link AreaReport}. */
    public SortedMap<String, Double> byName() {
      SortedMap<String, Double> result = new TreeMap<>();
      result.put(AreaReport.SOURCE, source);
      result.put(AreaReport.BUILT, built);
      dropped.forEach((reason, area) -> result.put(AreaReport.DROPPED + reason, area));
      result.put(AreaReport.CLIPPED, clipped);
      result.put(AreaReport.SIMPLIFIED, simplified);
      result.put(AreaReport.ADDED, added);
      result.put(AreaReport.BUILDINGS, buildings);
      return result;
    }
  }

  private Footprints() {}

  /**
   * Cleans footprints.
   *
   * @param footprints with unique ids
   * @param expected about how many there are
   * @param terrain defined in the whole domain
   * @param domain the rectangle to be meshed; buildings keep clear of its boundary
   * @param fallbackHeight height above ground of buildings without any, metres
   * @return perhaps no building at all
   * @throws UserError if the terrain does not cover the domain
   */
  public static Result clean(
      JavaSparkContext context,
      JavaRDD<PackedFootprint> footprints,
      long expected,
      Terrain terrain,
      Bounds domain,
      CleaningOptions options,
      OptionalDouble fallbackHeight) {
    CleaningProgress progress = new CleaningProgress(context.sc());
    return clean(
        context,
        footprints,
        expected,
        terrain,
        Sides.of(domain),
        options,
        fallbackHeight,
        progress);
  }

  /**
   * Cleans the footprints of a domain, and tells how far that is. What Spark's jobs are called when
   * this is called is for the cleaning; finding the clusters before is a stage of its own.
   */
  static Result clean(
      JavaSparkContext context,
      JavaRDD<PackedFootprint> footprints,
      long expected,
      Terrain terrain,
      Sides domain,
      CleaningOptions options,
      OptionalDouble fallbackHeight,
      CleaningProgress progress) {
    Place.requireCovered(terrain, domain, Optional.empty());
    FootprintCleaner cleaner = new FootprintCleaner(options, terrain, domain, fallbackHeight);
    Clusters clusters =
        Clusters.clean(
            footprints,
            expected,
            options.clusterDistance(),
            cluster -> progress.clean(cleaner, cluster));
    try {
      return keyed(clusters);
    } catch (Throwable e) { // Spark throws checked exceptions, undeclared.
      clusters.close();
      throw e;
    }
  }

  private static Result keyed(Clusters clusters) {
    JavaRDD<PackedBuilding> hashed =
        clusters
            .items()
            .filter(item -> item instanceof PackedBuilding)
            .map(item -> (PackedBuilding) item);
    BuildingKeys keys =
        BuildingKeys.of(hashed, clusters.hashesTwice(), BuildingKeys.Hash.OF_CITIES);
    Tally tally = clusters.totals().tally();
    Map<HeightSource, Long> heightSources = new TreeMap<>();
    tally
        .counts(CleaningTotals.ROOFS)
        .forEach((source, count) -> heightSources.put(HeightSource.valueOf(source), count));
    long count = heightSources.values().stream().mapToLong(Long::longValue).sum();
    Map<String, Map<String, Long>> reasons = new TreeMap<>();
    for (Remark.Kind kind : Remark.Kind.values()) {
      Map<String, Long> counts = tally.counts(Remark.name(kind));
      if (!counts.isEmpty()) {
        reasons.put(Remark.name(kind), counts);
      }
    }
    SortedMap<String, Double> volumes = volumes(tally);
    List<String> notes =
        new ArrayList<>(LoweredRoofs.notes(clusters.totals().tallest(), reasons, volumes));
    notes.addAll(new VolumeReport(volumes).notes());
    steep(tally.counts(CleaningTotals.BLOCKS)).ifPresent(notes::add);
    return new Result(
        hashed.map(keys::keyed),
        Math.toIntExact(count),
        reasons,
        heightSources,
        areas(tally),
        volumes,
        notes,
        clusters);
  }

  /** Tells of blocks of buildings that have no flat base though it is asked for. */
  private static Optional<String> steep(Map<String, Long> blocks) {
    long steep = blocks.getOrDefault(CleaningTotals.STEEP, 0L);
    long all = steep + blocks.getOrDefault(CleaningTotals.FLAT, 0L);
    return steep == 0
        ? Optional.empty()
        : Optional.of(
            String.format(
                Locale.ROOT,
                "%,d of %,d blocks of buildings %s on the terrain as it is, which ranges over more"
                    + " than 2 m along their walls; the others have a flat base",
                steep,
                all,
                steep == 1 ? "stands" : "stand"));
  }

  /** Such as {@code " (dropped: no height: 1; repaired: invalid geometry: 2)"}. */
  static String words(Map<String, Map<String, Long>> reasons) {
    return reasons.isEmpty()
        ? ""
        : reasons.entrySet().stream()
            .map(
                kind ->
                    kind.getKey()
                        + ": "
                        + kind.getValue().entrySet().stream()
                            .map(e -> e.getKey() + ": " + e.getValue())
                            .collect(Collectors.joining(", ")))
            .collect(Collectors.joining("; ", " (", ")"));
  }

  private static Areas areas(Tally tally) {
    SortedMap<String, Double> dropped = new TreeMap<>();
    tally
        .counts(CleaningTotals.DROPPED_AREAS)
        .forEach((reason, area) -> dropped.put(reason, squareMetres(area)));
    Map<String, Long> sums = tally.counts(CleaningTotals.AREAS);
    return new Areas(
        squareMetres(sums.getOrDefault(CleaningTotals.SOURCE, 0L)),
        squareMetres(sums.getOrDefault(CleaningTotals.BUILT, 0L)),
        dropped,
        squareMetres(sums.getOrDefault(CleaningTotals.CLIPPED, 0L)),
        squareMetres(sums.getOrDefault(CleaningTotals.SIMPLIFIED, 0L)),
        squareMetres(sums.getOrDefault(CleaningTotals.ADDED, 0L)),
        squareMetres(sums.getOrDefault(CleaningTotals.AREA, 0L)));
  }

  private static SortedMap<String, Double> volumes(Tally tally) {
    SortedMap<String, Double> volumes = new TreeMap<>();
    tally.counts(CleaningTotals.VOLUMES).forEach((name, litres) -> volumes.put(name, litres / 1e3));
    return volumes;
  }

  private static double squareMetres(long squareCentimetres) {
    return squareCentimetres / 1e4;
  }

  /**
   * The rectangle around all footprints.
   *
   * @throws UserError if there is none
   */
  public static Bounds extent(JavaRDD<PackedFootprint> footprints) {
    List<Bounds> parts = footprints.mapPartitions(Footprints::extents).collect();
    return parts.stream()
        .reduce(Bounds::union)
        .orElseThrow(() -> new UserError("There are no footprints: give at least one polygon."));
  }

  private static Iterator<Bounds> extents(Iterator<PackedFootprint> footprints) {
    Envelope all = new Envelope();
    while (footprints.hasNext()) {
      all.expandToInclude(footprints.next().geometry().getEnvelopeInternal());
    }
    return all.isNull()
        ? List.<Bounds>of().iterator()
        : List.of(new Bounds(all.getMinX(), all.getMinY(), all.getMaxX(), all.getMaxY()))
            .iterator();
  }
}
