package io.citymesh;

import io.citymesh.crs.Georeference;
import io.citymesh.crs.HeightUnit;
import io.citymesh.footprint.CleaningOptions;
import io.citymesh.footprint.MergeRoofs;
import io.citymesh.format.FormatOptions;
import io.citymesh.geo.Bounds;
import io.citymesh.input.CityInput;
import io.citymesh.input.HeightFields;
import io.citymesh.input.PointInput;
import io.citymesh.inspect.CityInspection;
import io.citymesh.job.CityRun;
import io.citymesh.job.MeshExport;
import io.citymesh.job.MeshTables;
import io.citymesh.job.RunOptions;
import io.citymesh.job.TaskProgress;
import io.citymesh.output.KnownFiles;
import io.citymesh.output.OutputOptions;
import io.citymesh.report.Inspection;
import io.citymesh.report.Manifest;
import io.citymesh.report.OptionCheck;
import io.citymesh.report.Progress;
import io.citymesh.report.Summary;
import io.citymesh.report.UserError;
import io.citymesh.tile.MeshOptions;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.spark.SparkIllegalArgumentException;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * The way in for programs and notebooks; the command line is a thin layer over it.
 *
 * <pre>{@code
 * CityMesh.Result result =
 *     CityMesh.builder(spark)
 *         .buildings("buildings.geojson")
 *         .terrain("terrain.tif")
 *         .heightField("height")
 *         .out("city")
 *         .build();
 * }</pre>
 */
public final class CityMesh {

  private CityMesh() {}

  /**
   * Starts to describe a city that this session is to mesh. Spark starts none in a heap below 450
   * MB unless {@code spark.testing.reservedMemory} (bytes) is set to less than two thirds of the
   * heap, as the command line does.
   */
  public static Builder builder(SparkSession spark) {
    return new Builder(() -> spark);
  }

  /**
   * Starts to describe a city, with a session that is opened only once the options have been
   * checked: a wrong option costs no start of Spark. A heap in which Spark does not start is a
   * {@link UserError}.
   */
  public static Builder builder(Supplier<SparkSession> spark) {
    return new Builder(spark);
  }

  /**
   * What an earlier run has built.
   *
   * @param out its output directory, any Hadoop path
   * @throws UserError if there is no mesh
   */
  public static Result open(SparkSession spark, String out) {
    return new Result(out, MeshExport.manifest(spark, out));
  }

  /**
   * All options of a run, checked.
   *
   * @param input what is read
   * @param cleaning how footprints are cleaned
   * @param mesh triangles and tiles
   * @param run stores, partitions, failures
   * @param output where the result goes
   * @param formats in which formats it is written, beside the parts
   */
  public record Options(
      CityInput input,
      CleaningOptions cleaning,
      MeshOptions mesh,
      RunOptions run,
      OutputOptions output,
      FormatOptions formats) {

    /**
     * The values by the names that the command line gives them, as the manifest records them:
     * strings, numbers, booleans and lists of strings; an option without a value is left out.
     */
    public Map<String, Object> byName() {
      Map<String, Object> values = new LinkedHashMap<>();
      values.put(
          "buildings",
          input.buildings() instanceof CityInput.Files files
              ? files.paths()
              : List.of("(a Dataset)"));
      if (input.buildings() instanceof CityInput.Files files) {
        putNamed(values, "layer", files.layer());
      }
      putNamed(values, "id-field", input.buildings().idField());
      putNamed(values, "terrain", input.terrain());
      if (!input.noData().isEmpty()) {
        values.put(
            "nodata",
            input.noData().stream().map(OptionCheck::text).collect(Collectors.joining(",")));
      }
      values.putAll(input.points().byName());
      putNamed(values, "crs", input.georeference().crs());
      putNamed(values, "target-crs", input.georeference().targetCrs());
      values.put("height-unit", input.georeference().heightUnit().symbol());
      putNamed(values, "height-field", input.heightFields().height());
      putNamed(values, "roof-field", input.heightFields().roof());
      putNamed(values, "storeys-field", input.heightFields().storeys());
      input.buildingHeight().ifPresent(height -> values.put("building-height", height));
      input.bounds().ifPresent(bounds -> values.put("bounds", bounds.toString()));
      values.put("margin", input.margin());
      values.put("tile-size", run.autoTiles() ? "auto" : mesh.tileSize());
      values.put("tile-memory", run.tileMemory());
      values.put("max-size", mesh.maxSize());
      values.put("building-size", mesh.buildingSize());
      values.put("wall-size", mesh.wallSize());
      values.put("min-angle", mesh.minAngle());
      if (Double.isFinite(mesh.gradation())) {
        values.put("gradation", mesh.gradation());
      }
      values.put("min-detail", cleaning.minDetail());
      values.put("min-area", cleaning.minArea());
      values.put("merge", cleaning.merge());
      if (cleaning.merge()) {
        values.put("merge-roofs", cleaning.mergeRoofs().toString());
      }
      values.put("merge-tolerance", cleaning.mergeTolerance());
      values.put("ground-percentile", cleaning.groundPercentile());
      values.put("roof-step", cleaning.roofStep());
      values.put("store", run.store() == RunOptions.Store.DISK ? "disk" : "memory");
      values.put("spill-dir", run.spillDirs());
      values.put("keep-intermediate", run.keepIntermediate());
      values.put("partitions", run.partitions());
      values.put(
          "on-tile-failure",
          run.onTileFailure() == RunOptions.OnTileFailure.SKIP ? "skip" : "fail");
      values.put("fan-in", run.autoFanIn() ? "auto" : run.fanIn());
      values.put("compress", output.deflate() == 0 ? "none" : "deflate:" + output.deflate());
      values.put("out", output.out());
      values.put("overwrite", output.overwrite());
      values.put("resume", output.resume());
      values.put("format", formats.names());
      values.put("group-by", formats.groupBy().toString());
      values.put("ascii", formats.ascii());
      return values;
    }

    private static void putNamed(Map<String, Object> values, String option, String field) {
      if (!field.isEmpty()) {
        values.put(option, field);
      }
    }
  }

  /**
   * What a run would do.
   *
   * @param text what {@code --dry-run} prints: the domain, buildings, tiles, and the memory and
   *     disk that are needed and that there are
   */
  public record Plan(String text) {}

  /**
   * What a run has done.
   *
   * @param out the output directory
   * @param manifest what was built, as {@code manifest.json} has it
   */
  public record Result(String out, Manifest manifest) {

    /** How many tiles are missing from the mesh; the manifest names them. */
    public int failedTiles() {
      return manifest.totals().failedTiles();
    }

    /**
     * The faces: {@code part}, {@code v0}, {@code v1}, {@code v2} (global vertex ids), {@code
     * marker}.
     */
    public Dataset<Row> faces(SparkSession spark) {
      return MeshTables.faces(spark, out, manifest);
    }

    /** The buildings: the table {@code buildings.parquet}. */
    public Dataset<Row> buildings(SparkSession spark) {
      // The reader takes it for a pattern.
      String name = out.replaceAll("[{}\\[\\]*?\\\\]", "\\\\$0");
      return spark.read().parquet(name + "/" + KnownFiles.BUILDINGS);
    }

    /**
     * Writes the mesh in other formats, into the output itself, whose manifest names them.
     *
     * @param progress is told how far it is
     * @return the result with that manifest
     * @throws UserError if a format cannot hold the mesh, or another run is at work there
     */
    public Result export(SparkSession spark, FormatOptions formats, Progress progress) {
      return new Result(out, MeshExport.intoOutput(spark, out, formats, progress));
    }

    /** The same for one format with its usual choices, such as {@code vtu}; nobody is told. */
    public Result export(SparkSession spark, String format) {
      return export(spark, FormatOptions.of(format), Progress.silent());
    }

    /**
     * Writes the mesh in other formats elsewhere.
     *
     * @param target a file, if there is one format, or a folder: any Hadoop path
     * @param overwrite whether files that are there are replaced
     * @return the paths of all files
     * @throws UserError if a format cannot hold the mesh, or a file is there or cannot be written
     */
    public List<String> export(
        SparkSession spark,
        FormatOptions formats,
        String target,
        boolean overwrite,
        Progress progress) {
      return MeshExport.elsewhere(spark, out, formats, target, overwrite, progress);
    }

    /**
     * The same for one format with its usual choices, such as {@code vtu}; nobody is told, and a
     * file that is there is an error.
     */
    public List<String> export(SparkSession spark, String format, String target) {
      return export(spark, FormatOptions.of(format), target, false, Progress.silent());
    }

    /** A few lines for people: counts, quality, times. */
    public String summary() {
      return Summary.of(out, manifest);
    }
  }

  /**
   * Collects the description of a run; each setter replaces what was said before. Not thread-safe.
   * Values are checked by {@link #options}, {@link #plan} and {@link #build}.
   */
  public static final class Builder {
    /** What Spark calls a heap in which it does not start. */
    private static final String SPARKS_FLOOR = "INVALID_DRIVER_MEMORY";

    private final Supplier<SparkSession> session;
    private CityInput.Buildings buildings = new CityInput.Files(List.of(), "", "");
    private String layer = "";
    private String idField = "";
    private String crs = "";
    private String targetCrs = "";
    private HeightUnit heightUnit = HeightUnit.METRE;
    private String terrain = "";
    private List<String> points = List.of();
    private double cell = PointInput.NONE.cell();
    private PointInput.Ground ground = PointInput.NONE.ground();
    private List<Double> noData = List.of();
    private List<Integer> groundClasses = PointInput.NONE.groundClasses();
    private List<Integer> buildingClasses = PointInput.NONE.buildingClasses();
    private double roofPercentile = PointInput.NONE.roofPercentile();
    private PointInput.OnBadFile onBadFile = PointInput.NONE.onBadFile();
    private String heightField = "";
    private String roofField = "";
    private String storeysField = "";
    private int fanIn = 2;
    private int tileMemory = RunOptions.TILE_MEMORY;
    private boolean autoTiles;
    private int deflate;
    private OptionalDouble buildingHeight = OptionalDouble.empty();
    private Optional<Bounds> bounds = Optional.empty();
    private double margin = 50;
    private double tileSize = 1000;
    private double maxSize = 10;
    private double buildingSize = 5;
    private OptionalDouble wallSize = OptionalDouble.empty();
    private double minAngle = 25;
    private double gradation = Double.POSITIVE_INFINITY;
    private double minDetail = 0.5;
    private double minArea = 15;
    private boolean merge = true;
    private Optional<MergeRoofs> mergeRoofs = Optional.empty();
    private double mergeTolerance = 0.5;
    private double groundPercentile = 10;
    private double roofStep = 0.1;
    private RunOptions.Store store = RunOptions.Store.DISK;
    private List<String> spillDirs = List.of();
    private boolean keepIntermediate;
    private int partitions;
    private RunOptions.OnTileFailure onTileFailure = RunOptions.OnTileFailure.SKIP;
    private String out = "citymesh-out";
    private boolean overwrite;
    private boolean resume;
    private List<String> formats = List.of();
    private FormatOptions.GroupBy groupBy = FormatOptions.NONE.groupBy();
    private boolean ascii;
    private Progress progress = Progress.silent();

    private Builder(Supplier<SparkSession> session) {
      this.session = session;
    }

    /**
     * Footprints in files: paths, folders or globs that Hadoop can read, each GeoJSON, a shapefile,
     * a GeoPackage or (Geo)Parquet.
     */
    public Builder buildings(String... paths) {
      buildings = new CityInput.Files(List.of(paths), "", "");
      return this;
    }

    /** The layer of a GeoPackage, where it has more than one. */
    public Builder layer(String name) {
      layer = name;
      return this;
    }

    /**
     * The field that holds the footprints' ids. Without it each feature's own {@code id} counts,
     * else the first there is of {@code identificatie}, {@code gml_id}, {@code id}, {@code gid},
     * {@code fid}, {@code objectid}, {@code osm_id} and {@code uuid}.
     */
    public Builder idField(String name) {
      idField = name;
      return this;
    }

    /** The CRS of the inputs, such as {@code EPSG:28992}, whatever they say themselves. */
    public Builder crs(String code) {
      crs = code;
      return this;
    }

    /**
     * The metric CRS of the mesh; without it the terrain's, else the footprints', else (for
     * footprints in degrees) the UTM zone of their centre.
     */
    public Builder targetCrs(String code) {
      targetCrs = code;
      return this;
    }

    /**
     * The unit of height and roof fields and of the raster's elevations: {@code m} (the default),
     * {@code ft} or {@code us-ft}. All else is in metres.
     *
     * @throws UserError for any other unit
     */
    public Builder heightUnit(String symbol) {
      heightUnit = HeightUnit.of(symbol);
      return this;
    }

    /**
     * Footprints that are already a Dataset, one row per feature, with a column of geometries: WKB,
     * WKT, or Sedona's type.
     */
    public Builder buildings(Dataset<Row> rows) {
      buildings = new CityInput.Table(rows, "");
      return this;
    }

    /** The path of a GeoTIFF, or {@code flat:Z} for a plane at elevation Z (metres). */
    public Builder terrain(String pathOrFlat) {
      terrain = pathOrFlat;
      return this;
    }

    /**
     * Elevations in the raster that stand for no value, beside what it says itself, in its own
     * unit; default none.
     */
    public Builder noData(Double... elevations) {
      noData = List.of(elevations);
      return this;
    }

    /**
     * Lidar points in LAS or LAZ files, for the terrain if no other is given, and for the roofs of
     * buildings whose columns say nothing: paths of files or folders, or globs.
     */
    public Builder points(String... paths) {
      points = List.of(paths);
      return this;
    }

    /** Side of the cells of a terrain made of points, metres, default 1. */
    public Builder cell(double metres) {
      cell = metres;
      return this;
    }

    /**
     * How ground points are found: {@code class} (the default) by their class, or {@code lowest} by
     * a filter, for points without classes.
     *
     * @throws UserError for any other name
     */
    public Builder ground(String name) {
      ground = PointInput.Ground.of(name);
      return this;
    }

    /** The classes of ground points; default 2. */
    public Builder groundClasses(Integer... classes) {
      groundClasses = List.of(classes);
      return this;
    }

    /** The classes of points on buildings; default 6. */
    public Builder buildingClasses(Integer... classes) {
      buildingClasses = List.of(classes);
      return this;
    }

    /** The percentile of the points in a footprint that is its roof, default 90. */
    public Builder roofPercentile(double percent) {
      roofPercentile = percent;
      return this;
    }

    /**
     * What happens when a file of points cannot be read as a whole: {@code fail} (the default) or
     * {@code skip}.
     *
     * @throws UserError for any other name
     */
    public Builder onBadFile(String name) {
      onBadFile = PointInput.OnBadFile.of(name);
      return this;
    }

    /** The column with each building's height above its ground (metres). */
    public Builder heightField(String column) {
      heightField = column;
      return this;
    }

    /** The column with each roof's elevation (metres). */
    public Builder roofField(String column) {
      roofField = column;
      return this;
    }

    /** The column with each building's number of storeys, of 3 m each. */
    public Builder storeysField(String column) {
      storeysField = column;
      return this;
    }

    /** The height of a building whose columns say nothing (metres). */
    public Builder buildingHeight(double metres) {
      buildingHeight = OptionalDouble.of(metres);
      return this;
    }

    /** The domain; without it, the footprints' extent grown by the margin. */
    public Builder bounds(Bounds domain) {
      bounds = Optional.of(domain);
      return this;
    }

    /** Metres between the footprints' extent and the domain's boundary; default 50. */
    public Builder margin(double metres) {
      margin = metres;
      return this;
    }

    /** Side of a tile, metres; 0 means one tile; default 1000. */
    public Builder tileSize(double metres) {
      tileSize = metres;
      autoTiles = false;
      return this;
    }

    /** Ground triangles have at most the area 0.5 x this x this; metres, default 10. */
    public Builder maxSize(double metres) {
      maxSize = metres;
      return this;
    }

    /** Roof triangles have at most the area 0.5 x this x this; metres, default 5. */
    public Builder buildingSize(double metres) {
      buildingSize = metres;
      return this;
    }

    /**
     * Walls are cut into equal rows of at most this height, 0 for one row; metres, default: the
     * building size. There are at most 10,000 rows between two levels, however small this is.
     */
    public Builder wallSize(double metres) {
      wallSize = OptionalDouble.of(metres);
      return this;
    }

    /** Smallest angle of a triangle in plan, 0 to 33 degrees, default 25. */
    public Builder minAngle(double degrees) {
      minAngle = degrees;
      return this;
    }

    /**
     * Triangles grow from small features outwards by at most this factor per step; default: no
     * bound.
     */
    public Builder gradation(double factor) {
      gradation = factor;
      return this;
    }

    /** Footprint details narrower than this are closed; metres, default 0.5. */
    public Builder minDetail(double metres) {
      minDetail = metres;
      return this;
    }

    /**
     * Smaller buildings are left out, or without merging given to a neighbour that they touch;
     * square metres, default 15.
     */
    public Builder minArea(double squareMetres) {
      minArea = squareMetres;
      return this;
    }

    /** Whether buildings that touch or nearly touch become one; default true. */
    public Builder merge(boolean on) {
      merge = on;
      return this;
    }

    /**
     * What becomes of the roofs of merged buildings: {@code mean} (the default), {@code max}, or
     * {@code keep}, which merges only what touches and has equal roofs.
     *
     * @throws UserError for any other name
     */
    public Builder mergeRoofs(String way) {
      mergeRoofs = Optional.of(MergeRoofs.of(way));
      return this;
    }

    /** Buildings nearer to each other than this are merged; metres, default 0.5. */
    public Builder mergeTolerance(double metres) {
      mergeTolerance = metres;
      return this;
    }

    /** Which percentile of the terrain inside a building is its ground; 0 to 100, default 10. */
    public Builder groundPercentile(double percent) {
      groundPercentile = percent;
      return this;
    }

    /**
     * Without merging: roofs that touch are equal or at least so far apart, and where two are
     * closer, all roofs of the block become multiples of it; metres, a whole number of millimetres,
     * 0 to leave roofs as they are, default 0.1.
     */
    public Builder roofStep(double metres) {
      roofStep = metres;
      return this;
    }

    /**
     * Where parts lie until they are published: {@code disk} (the default) or {@code memory}.
     *
     * @throws UserError for any other name
     */
    public Builder store(String name) {
      store = RunOptions.Store.of(name);
      return this;
    }

    /** Directories for the disk store; without them, those that Spark gives the executor. */
    public Builder spillDirs(String... directories) {
      spillDirs = List.of(directories);
      return this;
    }

    /** Whether the spilled parts are left behind at the end; default false. */
    public Builder keepIntermediate(boolean on) {
      keepIntermediate = on;
      return this;
    }

    /** How many partitions the tiles are spread over; 0 (the default) leaves it to the job. */
    public Builder partitions(int count) {
      partitions = count;
      return this;
    }

    /**
     * What happens when a tile cannot be meshed: {@code skip} (the default) or {@code fail}.
     *
     * @throws UserError for any other name
     */
    public Builder onTileFailure(String name) {
      onTileFailure = RunOptions.OnTileFailure.of(name);
      return this;
    }

    /** The output directory, any Hadoop path; default {@code citymesh-out}. */
    public Builder out(String directory) {
      out = directory;
      return this;
    }

    /**
     * Whether an output that citymesh has written, or an empty folder, is replaced; anything else
     * never is.
     */
    public Builder overwrite(boolean on) {
      overwrite = on;
      return this;
    }

    /**
     * Leaves the size of the tiles to the plan, which looks at the city and the options, not at the
     * machine: tiles of about 200,000 faces, or of fewer if the tile memory is small. The manifest
     * tells the size.
     */
    public Builder autoTileSize() {
      tileSize = 0;
      autoTiles = true;
      return this;
    }

    /**
     * Heap that meshing a tile may take, megabytes, default 512; larger tiles are halved before
     * they are meshed. What heap there is does not change the tiles: it decides how many are meshed
     * at once, and whether they can be at all.
     */
    public Builder tileMemory(int megabytes) {
      tileMemory = megabytes;
      return this;
    }

    /**
     * Whether what is sealed is also kept in the output's folder {@code _work}, and what an earlier
     * run has kept there is used again where it fits: after a run that died, or after a change of
     * the input. An output with such a folder need not be free. Default false.
     */
    public Builder resume(boolean on) {
      resume = on;
      return this;
    }

    /**
     * How many regions a task of stitching joins at a time: 2 (the default) or more; 0 leaves it to
     * the plan.
     */
    public Builder fanIn(int regions) {
      fanIn = regions;
      return this;
    }

    /** Compression of the parts: {@code none} (the default) or {@code deflate:1} to 9. */
    public Builder compress(String method) {
      deflate = OutputOptions.deflate(method);
      return this;
    }

    /** The formats to write beside the parts, such as {@code vtu}. */
    public Builder formats(String... names) {
      formats = List.of(names);
      return this;
    }

    /**
     * What the groups of an {@code obj} file are: {@code surface} (the default: ground, walls and
     * roofs) or {@code building}.
     *
     * @throws UserError for any other name
     */
    public Builder groupBy(String name) {
      groupBy = FormatOptions.GroupBy.of(name);
      return this;
    }

    /** Whether {@code stl} is text, with a solid for each patch; by default it is binary. */
    public Builder ascii(boolean text) {
      ascii = text;
      return this;
    }

    /** Who is told how far the run is; by default nobody. */
    public Builder progress(Progress listener) {
      progress = listener;
      return this;
    }

    /**
     * The options as they stand.
     *
     * @throws UserError if one of them is impossible; nothing is read or started to find out
     */
    public Options options() {
      if (!merge && mergeRoofs.isPresent()) {
        throw new UserError(
            "--merge-roofs says what becomes of the roofs of merged buildings, and --no-merge merges"
                + " none: leave one of them out.");
      }
      return new Options(
          input(terrain),
          new CleaningOptions(
              minDetail,
              minArea,
              merge,
              mergeTolerance,
              groundPercentile,
              roofStep,
              mergeRoofs.orElse(MergeRoofs.MEAN)),
          new MeshOptions(
              tileSize, maxSize, buildingSize, wallSize.orElse(buildingSize), minAngle, gradation),
          new RunOptions(
              store,
              spillDirs,
              keepIntermediate,
              partitions,
              onTileFailure,
              fanIn,
              tileMemory,
              autoTiles),
          new OutputOptions(out, overwrite, deflate, resume),
          new FormatOptions(formats, groupBy, ascii));
    }

    private CityInput input(String terrain) {
      return new CityInput(
          buildings instanceof CityInput.Files files
              ? new CityInput.Files(files.paths(), layer, idField)
              : new CityInput.Table(((CityInput.Table) buildings).rows(), idField),
          terrain,
          new PointInput(
              points, cell, ground, groundClasses, buildingClasses, roofPercentile, onBadFile),
          new HeightFields(heightField, roofField, storeysField),
          buildingHeight,
          bounds,
          margin,
          new Georeference(crs, targetCrs, heightUnit),
          noData);
    }

    /**
     * Looks at the inputs, each of which is read once, and says what they hold, what is wrong with
     * them and what to do about it. Broken files are told, not thrown. Writes nothing.
     *
     * @throws UserError if a path leads to no file, or an option is impossible
     */
    public Inspection inspect() {
      boolean ground = !terrain.isBlank() || !points.isEmpty();
      CityInput input = input(ground ? terrain : "flat:0");
      SparkSession spark = session();
      try (TaskProgress tasks = TaskProgress.listen(spark.sparkContext(), progress)) {
        return new CityInspection(spark, input, ground).inspect();
      }
    }

    /**
     * Reads the inputs and says what {@link #build} would do. Writes nothing.
     *
     * @throws UserError if the inputs or options cannot be used
     */
    public Plan plan() {
      return new Plan(run().plan());
    }

    /**
     * Builds the mesh.
     *
     * @throws UserError if the inputs or options cannot be used
     */
    public Result build() {
      return new Result(out, run().build());
    }

    private SparkSession session() {
      try {
        return session.get();
      } catch (SparkIllegalArgumentException e) {
        if (!SPARKS_FLOOR.equals(e.getCondition())) {
          throw e;
        }
        throw new UserError(
            "Spark does not start in a heap of %d MB: give 512m or more with -Xmx, or set spark.testing.reservedMemory"
                .formatted(Runtime.getRuntime().maxMemory() >> 20),
            e);
      }
    }

    private CityRun run() {
      Options options = options();
      return new CityRun(
          session(),
          options.input(),
          options.cleaning(),
          options.mesh(),
          options.run(),
          options.output(),
          options.formats(),
          options.byName(),
          progress);
    }
  }
}
