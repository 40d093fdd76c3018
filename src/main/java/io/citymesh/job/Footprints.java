package io.citymesh.job;

import io.citymesh.footprint.AreaAccount;
import io.citymesh.footprint.Building;
import io.citymesh.footprint.CleaningOptions;
import io.citymesh.footprint.FootprintCleaner;
import io.citymesh.footprint.HeightSource;
import io.citymesh.footprint.Remark;
import io.citymesh.geo.Bounds;
import io.citymesh.geo.PackedFootprint;
import io.citymesh.geo.Terrain;
import io.citymesh.input.Place;
import io.citymesh.output.BuildingRow;
import io.citymesh.output.BuildingsFile;
import io.citymesh.output.OutputDir;
import io.citymesh.output.RejectedFile;
import io.citymesh.report.AreaReport;
import io.citymesh.report.UserError;
import io.citymesh.report.VolumeReport;
import io.citymesh.vector.FootprintSet;
import io.citymesh.vector.RejectedFeature;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
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
import org.apache.spark.util.SerializableConfiguration;
import org.locationtech.jts.geom.Envelope;
import org.locationtech.jts.geom.GeometryFactory;

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
   * @param buildings in ascending order of their numbers 0 ... count - 1; persisted
   * @param count how many buildings (N)
   * @param remarks how many features or buildings were dropped, clipped and so on, by kind (in
   *     lower case) and then by reason
   * @param heightSources how many buildings have their roof from which source
   * @param areas what the footprints cover
   * @param volumes cubic metres, by the names of {@link VolumeReport}
   * @param notes what the user should know of roofs that were lost
   * @param cleaned what became of each cluster; persisted
   */
  public record Result(
      JavaRDD<Building> buildings,
      int count,
      Map<String, Map<String, Long>> remarks,
      Map<HeightSource, Long> heightSources,
      Areas areas,
      SortedMap<String, Double> volumes,
      List<String> notes,
      JavaRDD<FootprintCleaner.Result> cleaned)
      implements AutoCloseable {

    /**
     * Writes {@code buildings.parquet}.
     *
     * @param out the output directory
     * @param crs code of the mesh's CRS, or an empty text
     */
    public void writeBuildings(String out, String crs, JavaSparkContext context) {
      SerializableConfiguration hadoop =
          new SerializableConfiguration(context.hadoopConfiguration());
      buildings.foreachPartition(
          rows -> {
            int partition = TaskContext.getPartitionId();
            if (rows.hasNext() || partition == 0) { // The first tells the columns at least.
              BuildingsFile.write(OutputDir.of(out, hadoop.value()), partition, rows, crs);
            }
          });
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
      return KeptValues.write(buildings, footprints, out, crs, context);
    }

    /**
     * Writes {@code rejected.geojson}, by the features' ids: the tasks write pieces, the driver
     * strings them together.
     *
     * @param unread features that reading rejected
     * @param crs code of the mesh's CRS, or an empty text
     */
    public void writeRejected(
        String out, JavaRDD<RejectedFeature> unread, String crs, JavaSparkContext context)
        throws IOException {
      SerializableConfiguration hadoop =
          new SerializableConfiguration(context.hadoopConfiguration());
      int pieces =
          cleaned
              .flatMap(result -> result.remarks().iterator())
              .union(unread.map(Footprints::rejected))
              .sortBy(Footprints::order, true, cleaned.getNumPartitions())
              .mapPartitionsWithIndex(
                  (piece, told) -> {
                    RejectedFile.writePiece(OutputDir.of(out, hadoop.value()), piece, told);
                    return List.of(piece).iterator();
                  },
                  false)
              .collect()
              .size();
      RejectedFile.join(OutputDir.of(out, hadoop.value()), pieces, crs);
    }

    @Override
    public void close() {
      buildings.unpersist();
      cleaned.unpersist();
    }
  }

  private static Remark rejected(RejectedFeature feature) {
    return new Remark(
        Remark.Kind.DROPPED, feature.id(), feature.reason(), new GeometryFactory().createPolygon());
  }

  private static String order(Remark remark) {
    return remark.sourceId()
        + '\0'
        + remark.kind().ordinal()
        + remark.reason()
        + '\0'
        + new TreeMap<>(remark.figures());
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

  /** On disk: in memory they would take from the mesher what Spark believes to be its own. */
  private static final StorageLevel KEPT = StorageLevel.DISK_ONLY();

  // What is tallied.
  private static final String ROOFS = "roofs";
  private static final String AREAS = "areas";
  private static final String VOLUMES = "volumes";
  private static final String DROPPED_AREAS = "dropped areas";
  private static final String SOURCE = "source";
  private static final String BUILT = "built";
  private static final String CLIPPED = "clipped";
  private static final String SIMPLIFIED = "simplified";
  private static final String ADDED = "added";
  private static final String AREA = "buildings";

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
    return clean(context, footprints, expected, terrain, domain, options, fallbackHeight, progress);
  }

  /**
   * Cleans footprints, and tells how far that is. What Spark's jobs are called when this is called
   * is for the cleaning; finding the clusters before is a stage of its own.
   */
  static Result clean(
      JavaSparkContext context,
      JavaRDD<PackedFootprint> footprints,
      long expected,
      Terrain terrain,
      Bounds domain,
      CleaningOptions options,
      OptionalDouble fallbackHeight,
      CleaningProgress progress) {
    Place.requireCovered(terrain, domain, Optional.empty());
    String words = context.getLocalProperty(TaskProgress.DESCRIPTION);
    if (words != null) {
      context.setJobDescription("finding footprints that touch");
    }
    int partitions = Math.max(context.defaultParallelism(), FootprintSet.partitions(expected));
    FootprintCleaner cleaner = new FootprintCleaner(options, terrain, domain, fallbackHeight);
    JavaRDD<FootprintCleaner.Result> cleaned =
        Clusters.of(footprints, options.clusterDistance(), partitions)
            .map(cluster -> progress.clean(cleaner, cluster))
            .persist(KEPT);
    context.setJobDescription(words);
    try {
      return numbered(cleaned, partitions);
    } catch (Throwable e) { // Spark throws checked exceptions, undeclared.
      cleaned.unpersist();
      throw e;
    }
  }

  private static Result numbered(JavaRDD<FootprintCleaner.Result> cleaned, int partitions) {
    Tally remarks = Tally.of(cleaned, Footprints::tell);
    BuildingKeys keys = BuildingKeys.of(cleaned);
    JavaRDD<Building> buildings =
        cleaned
            .flatMap(BuildingKeys::counted)
            .sortBy(counted -> counted.building().key(), true, partitions)
            .zipWithIndex()
            .map(numbered -> keys.building(numbered._1, numbered._2))
            .persist(KEPT);
    Tally built = Tally.of(buildings, Footprints::tell);
    Map<HeightSource, Long> heightSources = new TreeMap<>();
    built
        .counts(ROOFS)
        .forEach((source, count) -> heightSources.put(HeightSource.valueOf(source), count));
    long count = heightSources.values().stream().mapToLong(Long::longValue).sum();
    Map<String, Map<String, Long>> reasons = new TreeMap<>();
    for (Remark.Kind kind : Remark.Kind.values()) {
      Map<String, Long> counts = remarks.counts(Remark.name(kind));
      if (!counts.isEmpty()) {
        reasons.put(Remark.name(kind), counts);
      }
    }
    SortedMap<String, Double> volumes = volumes(remarks);
    List<String> notes = new ArrayList<>(LoweredRoofs.notes(cleaned, reasons, volumes));
    notes.addAll(new VolumeReport(volumes).notes());
    return new Result(
        buildings,
        Math.toIntExact(count),
        reasons,
        heightSources,
        areas(remarks, built),
        volumes,
        notes,
        cleaned);
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

  private static void tell(FootprintCleaner.Result result, Tally tally) {
    for (Remark remark : result.remarks()) {
      tally.add(Remark.name(remark.kind()), remark.reason(), 1);
      Double volume = remark.figures().get(Remark.VOLUME);
      if (volume != null) {
        tally.add(VOLUMES, VolumeReport.SMALL_PARTS, litres(volume));
      }
    }
    tally.add(VOLUMES, VolumeReport.SOURCE, litres(result.volumes().source()));
    tally.add(VOLUMES, VolumeReport.BUILDINGS, litres(result.volumes().buildings()));
    AreaAccount areas = result.areas();
    tally.add(AREAS, SOURCE, squareCentimetres(areas.source()));
    tally.add(AREAS, BUILT, squareCentimetres(areas.built()));
    tally.add(AREAS, CLIPPED, squareCentimetres(areas.clipped()));
    tally.add(AREAS, SIMPLIFIED, squareCentimetres(areas.simplified()));
    tally.add(AREAS, ADDED, squareCentimetres(areas.added()));
    areas
        .dropped()
        .forEach((reason, area) -> tally.add(DROPPED_AREAS, reason, squareCentimetres(area)));
  }

  private static void tell(Building building, Tally tally) {
    tally.add(ROOFS, building.heightSource().name(), 1);
    tally.add(AREAS, AREA, squareCentimetres(BuildingRow.polygon(building).getArea()));
  }

  /** An area in whole square centimetres, which add up the same in any order. */
  private static long squareCentimetres(double area) {
    return Math.round(area * 1e4);
  }

  private static Areas areas(Tally clusters, Tally built) {
    SortedMap<String, Double> dropped = new TreeMap<>();
    clusters
        .counts(DROPPED_AREAS)
        .forEach((reason, area) -> dropped.put(reason, squareMetres(area)));
    Map<String, Long> sums = clusters.counts(AREAS);
    return new Areas(
        squareMetres(sums.getOrDefault(SOURCE, 0L)),
        squareMetres(sums.getOrDefault(BUILT, 0L)),
        dropped,
        squareMetres(sums.getOrDefault(CLIPPED, 0L)),
        squareMetres(sums.getOrDefault(SIMPLIFIED, 0L)),
        squareMetres(sums.getOrDefault(ADDED, 0L)),
        squareMetres(built.counts(AREAS).getOrDefault(AREA, 0L)));
  }

  private static long litres(double cubicMetres) {
    return Math.round(cubicMetres * 1e3);
  }

  private static SortedMap<String, Double> volumes(Tally clusters) {
    SortedMap<String, Double> volumes = new TreeMap<>();
    clusters.counts(VOLUMES).forEach((name, litres) -> volumes.put(name, litres / 1e3));
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
