package io.citymesh.inspect;

import io.citymesh.crs.Frame;
import io.citymesh.geo.Bounds;
import io.citymesh.geo.Sides;
import io.citymesh.geo.Terrain;
import io.citymesh.input.CityInput;
import io.citymesh.input.Place;
import io.citymesh.input.PointInput;
import io.citymesh.lidar.PointFile;
import io.citymesh.lidar.RangeScan;
import io.citymesh.lidar.RoofFiles;
import io.citymesh.lidar.TerrainGrid;
import io.citymesh.report.Inspection;
import io.citymesh.report.UserError;
import io.citymesh.session.HadoopSettings;
import io.citymesh.session.SessionEnd;
import io.citymesh.terrain.DomainTerrain;
import io.citymesh.terrain.RasterSummary;
import io.citymesh.terrain.Terrains;
import io.citymesh.vector.DomainReader;
import io.citymesh.vector.FootprintSet;
import io.citymesh.vector.FootprintSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;

/**
 * Inspects inputs before any work. Each input is read once, by the code that a run reads it with,
 * and each check of a run is made; but an error that would end a run is one finding among the
 * others.
 *
 * <ol>
 *   <li>Footprints: a summary per file; the features stay in the executors.
 *   <li>Terrain: sums over rows of blocks of the raster.
 *   <li>Points: all headers, and every point once, for its class.
 *   <li>Where a run would mesh them, and whether they meet there.
 * </ol>
 */
public final class CityInspection {
  private final SparkSession spark;
  private final JavaSparkContext context;
  private final CityInput input;
  private final boolean ground;
  private final InspectionNotes notes = new InspectionNotes(words -> {});
  private final FootprintNotes footprintNotes;
  private final TerrainNotes terrainNotes;
  private final PointNotes pointNotes;
  private final PlaceNotes placeNotes;

  /**
   * @param ground whether the input says where the ground is; else its terrain stands in for one
   */
  public CityInspection(SparkSession spark, CityInput input, boolean ground) {
    this.spark = spark;
    this.context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    this.input = input;
    this.ground = ground;
    this.footprintNotes = new FootprintNotes(input, notes);
    this.terrainNotes = new TerrainNotes(input, notes);
    this.pointNotes = new PointNotes(input, notes);
    this.placeNotes = new PlaceNotes(input, notes);
  }

  /**
   * Reads all inputs and returns the findings.
   *
   * @throws UserError if a path leads to no file, or an option cannot be meant
   */
  public Inspection inspect() {
    boolean raster = input.raster();
    if (raster) {
      RasterSummary.requireFile(input.terrain());
    }
    SessionEnd.await(spark.sparkContext());
    try {
      describe("looking at footprints");
      try (FootprintInspection footprints = FootprintInspection.of(spark, input)) {
        footprintNotes.tell(footprints);
        Optional<Terrain> terrain = Optional.empty();
        if (raster) {
          describe("looking at the terrain");
          terrain = terrain();
        } else if (!ground) {
          notes.obstacle(CityInput.NO_TERRAIN);
        }
        List<PointFile> points = List.of();
        if (input.points().present()) {
          describe("looking at points");
          points = points();
        }
        if (footprints.source().isPresent()) {
          describe("comparing places");
          meet(footprints, terrain, raster, points);
        }
        pointNotes.more();
        return notes.inspection();
      }
    } finally {
      spark.sparkContext().setJobDescription(null);
    }
  }

  private void describe(String words) {
    spark.sparkContext().setJobDescription(words);
  }

  // ---- terrain

  /** The raster, if a run could use it. */
  private Optional<Terrain> terrain() {
    try {
      RasterSummary raster = RasterSummary.of(input.terrain(), input.noData());
      TerrainSurvey survey = TerrainSurvey.of(context, raster);
      terrainNotes.tell(raster, survey);
      if (survey.obstacle().isPresent()) {
        notes.obstacle(survey.obstacle().get());
        return Optional.empty();
      }
      return Optional.of(raster.terrain());
    } catch (UserError e) {
      notes.obstacle(e.getMessage());
      return Optional.empty();
    }
  }

  // ---- points

  /** The files of points that a run could use. */
  private List<PointFile> points() {
    PointInput wanted = input.points();
    HadoopSettings hadoop = new HadoopSettings(context.hadoopConfiguration());
    PointFiles.Headers headers = PointFiles.headers(context, wanted.paths(), hadoop);
    boolean skip = wanted.onBadFile() == PointInput.OnBadFile.SKIP;
    headers.bad().forEach((path, error) -> pointNotes.unreadable(error, skip));
    if (headers.good().isEmpty()) {
      if (skip) {
        notes.check(headers::requireAny);
      }
      return List.of();
    }
    SortedMap<String, PointFiles.Tally> tallies = tallies(headers.good(), hadoop);
    for (PointFile file : headers.good()) {
      PointFiles.Tally tally = tallies.get(file.path());
      pointNotes.file(file, tally.read(), new TreeMap<>(tally.classes()));
      if (tally.read() != tally.said()) {
        pointNotes.unreadable(PointFile.mismatch(file.path(), tally.said(), tally.read()), skip);
      }
    }
    boolean byClass = wanted.ground() == PointInput.Ground.CLASS;
    SortedMap<Integer, Long> classes = PointFiles.classes(tallies);
    if (input.terrain().isBlank() && byClass) {
      notes.check(() -> PointFiles.requireGround(wanted, classes));
    }
    pointNotes.classes(classes);
    return headers.good();
  }

  private SortedMap<String, PointFiles.Tally> tallies(
      List<PointFile> files, HadoopSettings hadoop) {
    List<PointFile.Range> ranges = files.stream().flatMap(f -> f.ranges().stream()).toList();
    RangeScan.Task classesAlone =
        new RangeScan.Task(input.points(), TerrainGrid.NONE, RoofFiles.NONE);
    JavaRDD<RangeScan.Result> scanned =
        context
            .parallelize(ranges, ranges.size())
            .map(range -> scanned(range, classesAlone, hadoop));
    return PointFiles.tallied(scanned);
  }

  /** The result of scanning a range; no points, if the file cannot be opened. */
  private static RangeScan.Result scanned(
      PointFile.Range range, RangeScan.Task task, HadoopSettings hadoop) {
    try {
      return RangeScan.of(range, task, hadoop.value());
    } catch (UserError e) {
      return new RangeScan.Result(range, 0, Map.of(), List.of(), List.of());
    }
  }

  // ---- together

  /** Brings the inputs to one CRS as a run does, and checks that they meet. */
  private void meet(
      FootprintInspection found,
      Optional<Terrain> terrain,
      boolean raster,
      List<PointFile> points) {
    if (raster && terrain.isEmpty()) {
      return; // What the CRS of the mesh would be is not known.
    }
    try {
      FootprintSource source = found.source().orElseThrow();
      Frame frame =
          new Frame(
              source.statedCrs(),
              terrain.orElseGet(() -> Terrains.open("flat:0")),
              input.georeference());
      frame.notes().forEach(notes::advice);
      FootprintSet set = source.in(frame);
      Optional<Bounds> extent = set.extent();
      Optional<Sides> polygon =
          input
              .polygon()
              .map(text -> DomainReader.read(spark, text, input.georeference().crs(), frame.crs()));
      Place place = Place.of(input, polygon, extent, frame, terrain.isPresent());
      Sides sides = place.domain();
      Bounds domain = sides.bounds();
      placeNotes.together(frame.crs(), extent, sides);
      placeNotes.placed(set, sides);
      placeNotes.outliers(set, domain);
      if (place.terrain().isPresent()) {
        Terrain placed = place.terrain().get();
        extent.ifPresent(
            footprints -> {
              placeNotes.covered("terrain", footprints, List.of(placed.extent()));
              frame.requireOverlap(footprints, placed);
            });
        DomainTerrain shaped = DomainTerrain.of(placed, input.terrainShape(), sides);
        shaped.notes().forEach(notes::advice);
        Place.requireCovered(shaped.terrain(), sides, extent);
      }
      if (!points.isEmpty()) {
        String crs = PointFiles.crs(points, input.georeference().crs(), frame.crs());
        pointNotes.crs(points, crs);
        extent.ifPresent(
            footprints -> {
              placeNotes.covered("points", footprints, PointFiles.extents(points));
              PointFiles.requireOverlap(points, footprints);
            });
        Bounds area = domain;
        if (input.terrain().isBlank()) {
          area = TerrainGrid.covering(domain, input.points().cell()).bounds();
        }
        PointFiles.near(points, area);
      }
    } catch (UserError e) {
      notes.obstacle(e.getMessage());
    }
  }
}
