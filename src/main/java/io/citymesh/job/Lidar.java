package io.citymesh.job;

import io.citymesh.geo.Bounds;
import io.citymesh.geo.PackedFootprint;
import io.citymesh.geo.Terrain;
import io.citymesh.input.CityInput;
import io.citymesh.input.PointInput;
import io.citymesh.inspect.InspectionNotes;
import io.citymesh.inspect.PlaceNotes;
import io.citymesh.inspect.PointFiles;
import io.citymesh.inspect.PointNotes;
import io.citymesh.lidar.GroundCells;
import io.citymesh.lidar.PointFile;
import io.citymesh.lidar.RangeScan;
import io.citymesh.lidar.RoofCounts;
import io.citymesh.lidar.RoofFiles;
import io.citymesh.lidar.RoofShape;
import io.citymesh.lidar.TerrainGrid;
import io.citymesh.output.OutputDir;
import io.citymesh.report.UserError;
import io.citymesh.session.HadoopSettings;
import io.citymesh.terrain.Terrains;
import io.citymesh.vector.FootprintSet;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.HashPartitioner;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.storage.StorageLevel;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.Geometry;
import scala.Tuple2;

/**
 * Terrain and roof heights from lidar points, each of which is decoded once.
 *
 * <ol>
 *   <li>Tasks read the files' headers. Files beyond the city are left out; the others are divided
 *       into ranges of 500,000 points, whatever the cluster.
 *   <li>Footprints go, shrunk, to working files, sorted by blocks of 256 m: so a task can take
 *       those near its points, wherever these lie, and holds one block at a time. The driver knows
 *       only where each block begins.
 *   <li>Of each range a task makes ground cells and, per building, histograms of elevations ({@link
 *       RangeScan}). These are kept on disk, and shuffled; the points are not.
 *   <li>{@link PointTerrain} makes a raster of the cells; {@link RoofCounts} meet by building.
 * </ol>
 *
 * <p>The result depends on the files, the footprints and the options, not on their order nor on the
 * partitions. {@link #close} deletes the files that only the run needs.
 */
final class Lidar implements AutoCloseable {
  /** The name of the terrain's file in the output. */
  static final String TERRAIN_FILE = "terrain.tif";

  /** Points of no building class count for a roof from this height above the ground, metres. */
  private static final double LOWEST_ROOF = 2;

  /** Ranges that a task reads, one after the other, once every core has enough tasks. */
  private static final int TASK_RANGES = 8;

  private static final int TASKS_PER_CORE = 4;

  private final Optional<OutputDir> files;
  private final Path folder;
  private final Configuration hadoop;
  private final Terrain terrain;
  private final JavaRDD<PackedFootprint> placed;
  private final boolean ownTerrain;
  private final SortedMap<String, Long> remarks;
  private final List<JavaRDD<?>> persisted;

  private Lidar(Reading reading, Terrain terrain, JavaRDD<PackedFootprint> placed) {
    this.files = Optional.of(reading.files);
    this.folder = reading.folder;
    this.hadoop = reading.hadoop;
    this.terrain = terrain;
    this.placed = placed;
    this.ownTerrain = reading.known.isEmpty();
    this.remarks = reading.remarks;
    this.persisted = reading.persisted;
  }

  private Lidar(Terrain terrain, JavaRDD<PackedFootprint> placed) {
    this.files = Optional.empty();
    this.folder = new Path(".");
    this.hadoop = new Configuration(false);
    this.terrain = terrain;
    this.placed = placed;
    this.ownTerrain = false;
    this.remarks = new TreeMap<>();
    this.persisted = List.of();
  }

  /** A city without points. */
  static Lidar none(Terrain terrain, FootprintSet footprints) {
    return new Lidar(terrain, footprints.footprints());
  }

  /**
   * Reads the points.
   *
   * @param footprints in the CRS of the mesh
   * @param domain in which a terrain is needed
   * @param known the terrain; if empty, it is made from the points
   * @param folder for working files, a whole path of nothing that exists
   * @param notes hear what is worth knowing about the points
   * @throws UserError if the points cannot be used
   */
  static Lidar read(
      SparkSession spark,
      CityInput input,
      FootprintSet footprints,
      Bounds domain,
      Optional<Terrain> known,
      Path folder,
      InspectionNotes notes) {
    Reading reading = new Reading(spark, input, footprints, domain, known, folder, notes);
    try {
      return reading.read();
    } catch (IOException e) {
      reading.close();
      throw new UserError(
          "the working files of --points cannot be written to " + folder + ": " + e.getMessage(),
          e);
    } catch (Throwable e) { // Spark throws checked exceptions, undeclared.
      reading.close();
      throw e;
    }
  }

  /** The terrain to use. */
  Terrain terrain() {
    return terrain;
  }

  /** The footprints, with the roofs' elevations. */
  JavaRDD<PackedFootprint> footprints() {
    return placed;
  }

  /** The counts for the summary, by words that begin with {@code lidar}. */
  SortedMap<String, Long> remarks() {
    return remarks;
  }

  /** Puts the terrain into the output, if it was made from the points. */
  void publish(OutputDir out) throws IOException {
    if (ownTerrain) {
      try (InputStream in = files.orElseThrow().open(TERRAIN_FILE)) {
        out.write(TERRAIN_FILE, in::transferTo);
      }
    }
  }

  @Override
  public void close() {
    persisted.forEach(rdd -> rdd.unpersist());
    if (files.isPresent()) {
      delete(folder, hadoop);
    }
  }

  private static void delete(Path folder, Configuration hadoop) {
    try {
      folder.getFileSystem(hadoop).delete(folder, true);
    } catch (IOException e) {
      // Working files that stay behind harm nobody, and must not hide how the run ended.
    }
  }

  /** The steps, and what they need of one another. */
  private static final class Reading {
    private final SparkSession spark;
    private final JavaSparkContext context;
    private final PointInput points;
    private final FootprintSet footprints;
    private final String override;
    private final Bounds domain;
    private final Optional<Terrain> known;
    private final Configuration hadoop;
    private final HadoopSettings serializable;
    private final Path folder;
    private final OutputDir files;
    private final PointNotes pointNotes;
    private final PlaceNotes placeNotes;
    private final SortedMap<String, Long> remarks = new TreeMap<>();
    private final List<JavaRDD<?>> persisted = new ArrayList<>();

    Reading(
        SparkSession spark,
        CityInput input,
        FootprintSet footprints,
        Bounds domain,
        Optional<Terrain> known,
        Path folder,
        InspectionNotes notes) {
      this.spark = spark;
      this.context = JavaSparkContext.fromSparkContext(spark.sparkContext());
      this.points = input.points();
      this.footprints = footprints;
      this.override = input.georeference().crs();
      this.domain = domain;
      this.known = known;
      this.pointNotes = new PointNotes(input, notes);
      this.placeNotes = new PlaceNotes(input, notes);
      this.hadoop = context.hadoopConfiguration();
      this.serializable = new HadoopSettings(hadoop);
      this.folder = folder;
      this.files = OutputDir.of(folder.toString(), hadoop);
    }

    void close() {
      persisted.forEach(rdd -> rdd.unpersist());
      delete(folder, hadoop);
    }

    Lidar read() throws IOException {
      describe("reading the headers of point files");
      List<PointFile> all = headers();
      String crs = PointFiles.crs(all, override, footprints.crs());
      pointNotes.crs(all, crs);
      footprints
          .extent()
          .ifPresent(extent -> placeNotes.covered("points", extent, PointFiles.extents(all)));
      TerrainGrid grid =
          known.isPresent() ? TerrainGrid.NONE : TerrainGrid.covering(domain, points.cell());
      List<PointFile> near = near(all, known.isPresent() ? domain : grid.bounds());
      List<PointFile.Range> ranges = near.stream().flatMap(f -> f.ranges().stream()).toList();
      describe("placing footprints for the points");
      RoofFiles roofs = roofFiles();
      describe("reading points");
      JavaRDD<RangeScan.Result> scanned = scanned(ranges, grid, roofs);
      SortedMap<Integer, Long> classes = tallied(scanned);
      if (known.isEmpty() && points.ground() == PointInput.Ground.CLASS) {
        PointFiles.requireGround(points, classes);
      }
      pointNotes.classes(classes);
      Terrain terrain;
      if (known.isPresent()) {
        terrain = known.get();
      } else {
        describe("making the terrain of points");
        boolean lowest = points.ground() == PointInput.Ground.LOWEST;
        JavaRDD<GroundCells> ground = scanned.flatMap(range -> range.ground().iterator());
        PointTerrain.Coverage coverage =
            PointTerrain.write(
                ground,
                lowest,
                grid,
                domain,
                crs,
                folder.toString(),
                context.broadcast(serializable),
                TERRAIN_FILE);
        remarks.put("lidar terrain cells", coverage.cells());
        remarks.put("lidar terrain cells filled", coverage.voids());
        remarks.put("lidar terrain cells filled far from any ground point", coverage.far());
        terrain = Terrains.open(new Path(folder, TERRAIN_FILE).toString());
      }
      describe("reading roofs from points");
      boolean byClass = points.buildingClasses().stream().anyMatch(classes::containsKey);
      JavaRDD<PackedFootprint> roofed = withRoofs(scanned, terrain, byClass);
      scanned.unpersist();
      return new Lidar(this, terrain, roofed);
    }

    private void describe(String words) {
      spark.sparkContext().setJobDescription(words);
    }

    // ---- headers

    private List<PointFile> headers() {
      PointFiles.Headers headers = PointFiles.headers(context, points.paths(), serializable);
      if (points.onBadFile() == PointInput.OnBadFile.FAIL && !headers.bad().isEmpty()) {
        throw new UserError(headers.bad().firstEntry().getValue());
      }
      headers.bad().values().forEach(error -> remarks.put("lidar file left out: " + error, 1L));
      headers.bad().values().forEach(error -> pointNotes.unreadable(error, true));
      return headers.requireAny();
    }

    private List<PointFile> near(List<PointFile> all, Bounds area) {
      footprints.extent().ifPresent(extent -> PointFiles.requireOverlap(all, extent));
      List<PointFile> near = PointFiles.near(all, area);
      if (near.size() < all.size()) {
        remarks.put("lidar files outside the domain", (long) (all.size() - near.size()));
      }
      return near;
    }

    // ---- footprints by block

    private RoofFiles roofFiles() {
      HadoopSettings configuration = serializable;
      String directory = folder.toString();
      int partitions = context.defaultParallelism();
      JavaRDD<Tuple2<Long, RoofFiles.Place>> places =
          footprints
              .footprints()
              .flatMapToPair(Reading::shapes)
              .repartitionAndSortWithinPartitions(new HashPartitioner(partitions))
              .mapPartitions(shapes -> written(shapes, directory, configuration));
      Map<Long, RoofFiles.Place> byBlock = new HashMap<>();
      places.collect().forEach(place -> byBlock.put(place._1, place._2));
      return new RoofFiles(byBlock);
    }

    private static Iterator<Tuple2<Long, RoofShape>> shapes(PackedFootprint footprint) {
      RoofShape shape = RoofShape.of(footprint.id(), footprint.geometry());
      List<Tuple2<Long, RoofShape>> result = new ArrayList<>();
      for (long block : RoofFiles.blocks(shape.envelope())) {
        result.add(new Tuple2<>(block, shape));
      }
      return result.iterator();
    }

    /** Writes a partition's shapes, which are sorted by block, to one file. */
    private static Iterator<Tuple2<Long, RoofFiles.Place>> written(
        Iterator<Tuple2<Long, RoofShape>> shapes, String directory, HadoopSettings hadoop)
        throws IOException {
      List<Tuple2<Long, RoofFiles.Place>> places = new ArrayList<>();
      if (!shapes.hasNext()) {
        return places.iterator();
      }
      String name = "footprints-" + TaskContext.get().taskAttemptId();
      String path = new Path(directory, name).toString();
      OutputDir.of(directory, hadoop.value())
          .write(
              name,
              stream -> {
                long block = 0;
                long start = 0;
                long written = 0;
                boolean first = true;
                while (shapes.hasNext()) {
                  Tuple2<Long, RoofShape> next = shapes.next();
                  if (first || next._1 != block) {
                    if (!first) {
                      places.add(place(block, path, start, written));
                    }
                    first = false;
                    block = next._1;
                    start = written;
                  }
                  byte[] bytes = next._2.bytes();
                  stream.write(bytes);
                  written += bytes.length;
                }
                places.add(place(block, path, start, written));
              });
      return places.iterator();
    }

    private static Tuple2<Long, RoofFiles.Place> place(
        long block, String path, long start, long end) {
      return new Tuple2<>(block, new RoofFiles.Place(path, start, Math.toIntExact(end - start)));
    }

    // ---- points

    private JavaRDD<RangeScan.Result> scanned(
        List<PointFile.Range> ranges, TerrainGrid grid, RoofFiles roofs) {
      Broadcast<RangeScan.Task> task = context.broadcast(new RangeScan.Task(points, grid, roofs));
      int tasks =
          Math.min(
              ranges.size(),
              Math.max(TASKS_PER_CORE * context.defaultParallelism(), ranges.size() / TASK_RANGES));
      HadoopSettings configuration = serializable;
      JavaRDD<RangeScan.Result> scanned =
          context
              .parallelize(ranges, tasks)
              .map(range -> RangeScan.of(range, task.value(), configuration.value()))
              .persist(StorageLevel.DISK_ONLY());
      persisted.add(scanned);
      return scanned;
    }

    /** Compares the numbers of points read with the headers, and returns the points by class. */
    private SortedMap<Integer, Long> tallied(JavaRDD<RangeScan.Result> scanned) {
      SortedMap<String, PointFiles.Tally> byFile = PointFiles.tallied(scanned);
      byFile.forEach(
          (path, tally) -> {
            if (tally.read() != tally.said()) {
              String error = PointFile.mismatch(path, tally.said(), tally.read());
              if (points.onBadFile() == PointInput.OnBadFile.FAIL) {
                throw new UserError(error);
              }
              pointNotes.unreadable(error, true);
              remarks.put("lidar points lost in " + path, tally.said() - tally.read());
            }
          });
      remarks.put(
          "lidar points read", byFile.values().stream().mapToLong(PointFiles.Tally::read).sum());
      return PointFiles.classes(byFile);
    }

    // ---- roofs

    private JavaRDD<PackedFootprint> withRoofs(
        JavaRDD<RangeScan.Result> scanned, Terrain terrain, boolean byClass) {
      double percentile = points.roofPercentile();
      JavaPairRDD<String, RoofCounts> counts =
          scanned
              .flatMap(range -> range.roofs().iterator())
              .mapToPair(roof -> new Tuple2<>(roof.id(), roof))
              .reduceByKey(RoofCounts::plus);
      JavaRDD<PackedFootprint> roofed =
          footprints
              .footprints()
              .mapToPair(footprint -> new Tuple2<>(footprint.id(), footprint))
              .leftOuterJoin(counts)
              .map(
                  found -> {
                    PackedFootprint footprint = found._2._1;
                    double roof = Double.NaN;
                    if (found._2._2.isPresent()) {
                      RoofCounts roofs = found._2._2.get();
                      roof =
                          byClass
                              ? roofs.ofBuildingClasses(percentile)
                              : roofs.ofOthers(
                                  percentile, lowestRoof(footprint.geometry(), terrain));
                    }
                    return footprint.withLidar(roof);
                  })
              .persist(StorageLevel.MEMORY_AND_DISK());
      persisted.add(roofed);
      remarks.put("lidar roofs", roofed.filter(Reading::hasRoof).count());
      return roofed;
    }

    private static boolean hasRoof(PackedFootprint footprint) {
      return !Double.isNaN(footprint.heights().lidar());
    }

    /** The lowest elevation of a roof point, from the terrain at a point inside the footprint. */
    private static double lowestRoof(Geometry footprint, Terrain terrain) {
      Coordinate inside = footprint.getInteriorPoint().getCoordinate();
      boolean covered = terrain.extent().contains(inside.x, inside.y);
      double[] xy = {inside.x, inside.y};
      return covered ? terrain.elevations(xy, 1)[0] + LOWEST_ROOF : Double.POSITIVE_INFINITY;
    }
  }
}
