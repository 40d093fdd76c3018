package io.citymesh;

import io.citymesh.footprint.CleaningOptions;
import io.citymesh.format.FormatOptions;
import io.citymesh.format.MeshParts;
import io.citymesh.geo.Bounds;
import io.citymesh.input.CityInput;
import io.citymesh.inspect.CityInspection;
import io.citymesh.job.CityRun;
import io.citymesh.job.MeshExport;
import io.citymesh.job.RunOptions;
import io.citymesh.job.TaskProgress;
import io.citymesh.option.Option;
import io.citymesh.option.OptionTable;
import io.citymesh.option.OptionValues;
import io.citymesh.output.OutputDir;
import io.citymesh.output.OutputOptions;
import io.citymesh.page.CityCard;
import io.citymesh.report.Inspection;
import io.citymesh.report.Manifest;
import io.citymesh.report.Progress;
import io.citymesh.report.Summary;
import io.citymesh.report.UserError;
import io.citymesh.tile.DomainOptions;
import io.citymesh.tile.MeshOptions;
import io.citymesh.view.Picture;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
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
   * @param domain whether the mesh is closed
   * @param run stores, partitions, failures
   * @param output where the result goes
   * @param formats in which formats it is written, beside the parts
   * @param values all of them as they were given
   */
  public record Options(
      CityInput input,
      CleaningOptions cleaning,
      MeshOptions mesh,
      DomainOptions domain,
      RunOptions run,
      OutputOptions output,
      FormatOptions formats,
      OptionValues values) {

    /**
     * The values by the names that the command line gives them, as the manifest records them:
     * strings, numbers, booleans and lists of strings; an option without a value is left out.
     */
    public Map<String, Object> byName() {
      Map<String, Object> byName = values.byName();
      if (input.buildings() instanceof CityInput.Table) {
        byName.put(OptionTable.BUILDINGS.name(), List.of("(a Dataset)"));
      }
      return byName;
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
     * marker}, {@code kind}, {@code building} (its key), {@code area} and more, as the data source
     * {@code citymesh} has them.
     */
    public Dataset<Row> faces(SparkSession spark) {
      return table(spark, "faces");
    }

    /** The buildings: the table {@code buildings.parquet}. */
    public Dataset<Row> buildings(SparkSession spark) {
      return table(spark, "buildings");
    }

    private Dataset<Row> table(SparkSession spark, String name) {
      return spark.read().format("citymesh").option("table", name).load(out);
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

    /**
     * The mesh as seen from the south-west: see {@link Picture}.
     *
     * @param width pixels
     * @param height pixels
     * @throws UserError if the output is not whole
     */
    public BufferedImage picture(SparkSession spark, int width, int height) {
      try {
        return Picture.of(
            OutputDir.of(out, spark.sparkContext().hadoopConfiguration()),
            MeshParts.of(manifest),
            width,
            height,
            false,
            Progress.silent());
      } catch (IOException e) {
        throw new UserError(out + ": the mesh cannot be read: " + e.getMessage(), e);
      }
    }

    /** A table of figures and the picture, as HTML for a notebook's cell. */
    public String html(SparkSession spark) {
      return CityCard.of(out, manifest, picture(spark, 720, 450));
    }
  }

  /**
   * Collects the description of a run; each setter replaces what was said before. Not thread-safe.
   * A value that is impossible in itself is a {@link UserError} where it is set; what does not fit
   * together is one in {@link #options}, {@link #plan} and {@link #build}.
   */
  public static final class Builder {
    /** What Spark calls a heap in which it does not start. */
    private static final String SPARKS_FLOOR = "INVALID_DRIVER_MEMORY";

    /** The roof step of a volume, metres: cells between roofs that nearly touch are poor. */
    private static final double ROOF_STEP_OF_VOLUME = 0.5;

    private final Supplier<SparkSession> session;
    private final OptionValues values = new OptionValues();
    private Optional<Dataset<Row>> rows = Optional.empty();
    private Progress progress = Progress.silent();

    private Builder(Supplier<SparkSession> session) {
      this.session = session;
    }

    /**
     * Footprints in files: paths, folders or globs that Hadoop can read, each GeoJSON, a shapefile,
     * a GeoPackage or (Geo)Parquet.
     */
    public Builder buildings(String... paths) {
      return set(OptionTable.BUILDINGS, List.of(paths)).filesInsteadOfRows();
    }

    /** The layer of a GeoPackage, where it has more than one. */
    public Builder layer(String name) {
      return set(OptionTable.LAYER, name);
    }

    /**
     * The field that holds the footprints' ids. Without it each feature's own {@code id} counts,
     * else the first there is of {@code identificatie}, {@code gml_id}, {@code id}, {@code gid},
     * {@code fid}, {@code objectid}, {@code osm_id} and {@code uuid}.
     */
    public Builder idField(String name) {
      return set(OptionTable.ID_FIELD, name);
    }

    /**
     * The fields that the buildings keep, as columns of {@code buildings.parquet} and of the
     * formats made of it. A building of several footprints has the values of the largest.
     */
    public Builder keepFields(String... names) {
      return set(OptionTable.KEEP_FIELDS, List.of(names));
    }

    /** The CRS of the inputs, such as {@code EPSG:28992}, whatever they say themselves. */
    public Builder crs(String code) {
      return set(OptionTable.CRS, code);
    }

    /**
     * The metric CRS of the mesh; without it the terrain's, else the footprints', else (for
     * footprints in degrees) the UTM zone of their centre.
     */
    public Builder targetCrs(String code) {
      return set(OptionTable.TARGET_CRS, code);
    }

    /**
     * The unit of height and roof fields and of the raster's elevations: {@code m} (the default),
     * {@code ft} or {@code us-ft}. All else is in metres.
     *
     * @throws UserError for any other unit
     */
    public Builder heightUnit(String symbol) {
      return set(OptionTable.HEIGHT_UNIT, symbol);
    }

    /**
     * Footprints that are already a Dataset, one row per feature, with a column of geometries: WKB,
     * WKT, or Sedona's type.
     */
    public Builder buildings(Dataset<Row> features) {
      rows = Optional.of(features);
      values.clear(OptionTable.BUILDINGS);
      return this;
    }

    /** The path of a GeoTIFF, or {@code flat:Z} for a plane at elevation Z (metres). */
    public Builder terrain(String pathOrFlat) {
      return set(OptionTable.TERRAIN, pathOrFlat);
    }

    /**
     * Elevations in the raster that stand for no value, beside what it says itself, in its own
     * unit; default none.
     */
    public Builder noData(Double... elevations) {
      return set(OptionTable.NODATA, List.of(elevations));
    }

    /**
     * Lidar points in LAS or LAZ files, for the terrain if no other is given, and for the roofs of
     * buildings whose columns say nothing: paths of files or folders, or globs.
     */
    public Builder points(String... paths) {
      return set(OptionTable.POINTS, List.of(paths));
    }

    /** Side of the cells of a terrain made of points, metres, default 1. */
    public Builder cell(double metres) {
      return set(OptionTable.CELL, metres);
    }

    /**
     * How ground points are found: {@code class} (the default) by their class, or {@code lowest} by
     * a filter, for points without classes.
     *
     * @throws UserError for any other name
     */
    public Builder ground(String name) {
      return set(OptionTable.GROUND, name);
    }

    /** The classes of ground points; default 2. */
    public Builder groundClasses(Integer... classes) {
      return set(OptionTable.GROUND_CLASSES, List.of(classes));
    }

    /** The classes of points on buildings; default 6. */
    public Builder buildingClasses(Integer... classes) {
      return set(OptionTable.BUILDING_CLASSES, List.of(classes));
    }

    /** The percentile of the points in a footprint that is its roof, default 90. */
    public Builder roofPercentile(double percent) {
      return set(OptionTable.ROOF_PERCENTILE, percent);
    }

    /**
     * What happens when a file of points cannot be read as a whole: {@code fail} (the default) or
     * {@code skip}.
     *
     * @throws UserError for any other name
     */
    public Builder onBadFile(String name) {
      return set(OptionTable.ON_BAD_FILE, name);
    }

    /** The column with each building's height above its ground (metres). */
    public Builder heightField(String column) {
      return set(OptionTable.HEIGHT_FIELD, column);
    }

    /** The column with each roof's elevation (metres). */
    public Builder roofField(String column) {
      return set(OptionTable.ROOF_FIELD, column);
    }

    /** The column with each building's number of storeys, of 3 m each. */
    public Builder storeysField(String column) {
      return set(OptionTable.STOREYS_FIELD, column);
    }

    /** The height of a building whose columns say nothing (metres). */
    public Builder buildingHeight(double metres) {
      return set(OptionTable.BUILDING_HEIGHT, metres);
    }

    /** The domain; without it, the footprints' extent grown by the margin. */
    public Builder bounds(Bounds domain) {
      return set(
          OptionTable.BOUNDS, List.of(domain.xmin(), domain.ymin(), domain.xmax(), domain.ymax()));
    }

    /** Metres between the footprints' extent and the domain's boundary; default 50. */
    public Builder margin(double metres) {
      return set(OptionTable.MARGIN, metres);
    }

    /**
     * What the ground is where the domain goes beyond the terrain: {@code none} (the default) is an
     * error, {@code nearest} the nearest elevation, {@code flat} levels off to the mean elevation
     * of the terrain's end.
     */
    public Builder extendTerrain(String extension) {
      return set(OptionTable.EXTEND_TERRAIN, extension);
    }

    /**
     * Width before the domain's boundary over which the terrain goes over to one elevation, metres;
     * without it, it does not.
     */
    public Builder flatRim(double metres) {
      return set(OptionTable.FLAT_RIM, metres);
    }

    /** Elevation of the flat rim, metres; without it, the terrain's mean along the boundary. */
    public Builder rimElevation(double metres) {
      return set(OptionTable.RIM_ELEVATION, metres);
    }

    /** Side of a tile, metres; 0 means one tile; default 1000. */
    public Builder tileSize(double metres) {
      return set(OptionTable.TILE_SIZE, Optional.of(metres));
    }

    /** Ground triangles have at most the area 0.5 x this x this; metres, default 10. */
    public Builder maxSize(double metres) {
      return set(OptionTable.MAX_SIZE, metres);
    }

    /** Roof triangles have at most the area 0.5 x this x this; metres, default 5. */
    public Builder buildingSize(double metres) {
      return set(OptionTable.BUILDING_SIZE, metres);
    }

    /**
     * Walls are cut into equal rows of at most this height, 0 for one row; metres, default: the
     * building size. There are at most 10,000 rows between two levels, however small this is.
     */
    public Builder wallSize(double metres) {
      return set(OptionTable.WALL_SIZE, metres);
    }

    /** Smallest angle of a triangle in plan, 0 to 33 degrees, default 25. */
    public Builder minAngle(double degrees) {
      return set(OptionTable.MIN_ANGLE, degrees);
    }

    /**
     * Triangles grow from small features outwards by at most this factor per step; default: no
     * bound.
     */
    public Builder gradation(double factor) {
      return set(OptionTable.GRADATION, factor);
    }

    /**
     * Places with smaller triangles: {@code FILE:SIZE} for the polygons of a file, or {@code
     * XMIN,YMIN,XMAX,YMAX:SIZE}, metres; {@code SIZE,BUILDING-SIZE,WALL-SIZE} for other sizes of
     * roofs and walls. Around them sizes grow by the gradation, or by 1.5 if there is none.
     */
    public Builder refine(String... places) {
      return set(OptionTable.REFINE, List.of(places));
    }

    /**
     * What the mesh is made for, with small triangles around it: a geometry as WKT in the CRS of
     * the mesh, the polygons of a file, or ids of footprints, separated by commas.
     */
    public Builder focus(String geometryFileOrIds) {
      return set(OptionTable.FOCUS, geometryFileOrIds);
    }

    /**
     * How far around the focus its sizes hold, metres; without it 3 times its largest dimension.
     */
    public Builder focusRadius(double metres) {
      return set(OptionTable.FOCUS_RADIUS, metres);
    }

    /**
     * The size of triangles around the focus, metres, default 1; {@code
     * SIZE,BUILDING-SIZE,WALL-SIZE} for other sizes of roofs and walls.
     */
    public Builder focusSize(String sizes) {
      return set(OptionTable.FOCUS_SIZE, sizes);
    }

    /**
     * How far a cell of the terrain may lie above or below the triangles of ground, metres;
     * default: any distance.
     */
    public Builder terrainError(double metres) {
      return set(OptionTable.TERRAIN_ERROR, metres);
    }

    /** Footprint details narrower than this are closed; metres, default 0.5. */
    public Builder minDetail(double metres) {
      return set(OptionTable.MIN_DETAIL, metres);
    }

    /**
     * Smaller buildings are left out, or without merging given to a neighbour that they touch;
     * square metres, default 15.
     */
    public Builder minArea(double squareMetres) {
      return set(OptionTable.MIN_AREA, squareMetres);
    }

    /** Whether buildings that touch or nearly touch become one; default true. */
    public Builder merge(boolean on) {
      return set(OptionTable.MERGE, on);
    }

    /**
     * What becomes of the roofs of merged buildings: {@code mean} (the default), {@code max}, or
     * {@code keep}, which merges only what touches and has equal roofs.
     *
     * @throws UserError for any other name
     */
    public Builder mergeRoofs(String way) {
      return set(OptionTable.MERGE_ROOFS, way);
    }

    /** Buildings nearer to each other than this are merged; metres, default 0.5. */
    public Builder mergeTolerance(double metres) {
      return set(OptionTable.MERGE_TOLERANCE, metres);
    }

    /** Which percentile of the terrain inside a building is its ground; 0 to 100, default 10. */
    public Builder groundPercentile(double percent) {
      return set(OptionTable.GROUND_PERCENTILE, percent);
    }

    /**
     * What buildings stand on: {@code terrain} (the default) as it is, or {@code flat}: those that
     * touch on one elevation, to which the ground around is levelled.
     */
    public Builder base(String name) {
      return set(OptionTable.BASE, name);
    }

    /** How far around a flat base the ground is levelled, metres, 0.5 to 100; default 5. */
    public Builder baseApron(double metres) {
      return set(OptionTable.BASE_APRON, metres);
    }

    /**
     * Without merging: roofs that touch are equal or at least so far apart, and where two are
     * closer, all roofs of the block become multiples of it; metres, a whole number of millimetres,
     * 0 to leave roofs as they are, default 0.1.
     */
    public Builder roofStep(double metres) {
      return set(OptionTable.ROOF_STEP, metres);
    }

    /**
     * Where parts lie until they are published: {@code disk} (the default) or {@code memory}.
     *
     * @throws UserError for any other name
     */
    public Builder store(String name) {
      return set(OptionTable.STORE, name);
    }

    /** Directories for the disk store; without them, those that Spark gives the executor. */
    public Builder spillDirs(String... directories) {
      return set(OptionTable.SPILL_DIR, List.of(directories));
    }

    /** Whether the spilled parts are left behind at the end; default false. */
    public Builder keepIntermediate(boolean on) {
      return set(OptionTable.KEEP_INTERMEDIATE, on);
    }

    /** How many partitions the tiles are spread over; 0 (the default) leaves it to the job. */
    public Builder partitions(int count) {
      return set(OptionTable.PARTITIONS, count);
    }

    /**
     * What happens when a tile cannot be meshed: {@code skip} (the default) or {@code fail}.
     *
     * @throws UserError for any other name
     */
    public Builder onTileFailure(String name) {
      return set(OptionTable.ON_TILE_FAILURE, name);
    }

    /** The output directory, any Hadoop path; default {@code citymesh-out}. */
    public Builder out(String directory) {
      return set(OptionTable.OUT, directory);
    }

    /**
     * Whether an output that citymesh has written, or an empty folder, is replaced; anything else
     * never is.
     */
    public Builder overwrite(boolean on) {
      return set(OptionTable.OVERWRITE, on);
    }

    /**
     * Leaves the size of the tiles to the plan, which looks at the city and the options, not at the
     * machine: tiles of about 200,000 faces, or of fewer if the tile memory is small. The manifest
     * tells the size.
     */
    public Builder autoTileSize() {
      return set(OptionTable.TILE_SIZE, Optional.empty());
    }

    /**
     * Heap that meshing a tile may take, megabytes, default 512; larger tiles are halved before
     * they are meshed. What heap there is does not change the tiles: it decides how many are meshed
     * at once, and whether they can be at all.
     */
    public Builder tileMemory(int megabytes) {
      return set(OptionTable.TILE_MEMORY, megabytes);
    }

    /**
     * Whether the parts of an earlier run are used again where they fit: after a run that died, or
     * after a change of the input; and whether the output's folder {@code _work} keeps what a later
     * run needs for that. An output with such a folder need not be free. Default false.
     */
    public Builder resume(boolean on) {
      return set(OptionTable.RESUME, on);
    }

    /**
     * Whether parts of an earlier run are read, and their checksums compared, before they are used
     * again; else their sizes and times are. Default false.
     */
    public Builder verify(boolean on) {
      return set(OptionTable.VERIFY, on);
    }

    /**
     * How many regions a task of stitching joins at a time: 2 (the default) or more; 0 leaves it to
     * the plan.
     */
    public Builder fanIn(int regions) {
      return set(OptionTable.FAN_IN, regions == 0 ? Optional.empty() : Optional.of(regions));
    }

    /** Compression of the parts: {@code none} (the default) or {@code deflate:1} to 9. */
    public Builder compress(String method) {
      return set(OptionTable.COMPRESS, method);
    }

    /** The formats to write beside the parts, such as {@code vtu}. */
    public Builder formats(String... names) {
      return set(OptionTable.FORMAT, List.of(names));
    }

    /**
     * Sets an option by the name and the texts that the command line takes, such as {@code
     * max-size} and {@code 10}. Lists are separated by commas, but for {@code buildings} and {@code
     * points}, of which each path is a text of its own; a flag is {@code true} or {@code false}.
     *
     * @param name without dashes, in any case
     * @throws UserError if there is no such option, or a text is no value of it
     */
    public Builder option(String name, String... texts) {
      values.set(name, List.of(texts));
      return filesInsteadOfRows();
    }

    /** Sets all options that these values have; the others stay as they are. */
    public Builder options(OptionValues given) {
      values.setAll(given);
      return filesInsteadOfRows();
    }

    private Builder filesInsteadOfRows() {
      if (values.isGiven(OptionTable.BUILDINGS)) {
        rows = Optional.empty();
      }
      return this;
    }

    private <T> Builder set(Option<T> option, T value) {
      values.set(option, value);
      return this;
    }

    /**
     * What buildings are in formats with patches: {@code surface} (the default: walls and roofs) or
     * {@code building}, a patch for each.
     *
     * @throws UserError for any other name
     */
    public Builder patches(String name) {
      return set(OptionTable.PATCHES, name);
    }

    /**
     * The column of {@code keepFields} by whose values buildings have patches; empty for none (the
     * default).
     */
    public Builder patchField(String name) {
      return set(OptionTable.PATCH_FIELD, name);
    }

    /**
     * What gives the domain: {@code tight} (the default), {@code wind} or {@code round}, or a
     * polygon: that which the polygons of a file make, or a {@code POLYGON} as WKT in the CRS of
     * the mesh.
     */
    public Builder domain(String nameFileOrPolygon) {
      return set(OptionTable.DOMAIN, nameFileOrPolygon);
    }

    /**
     * How far a domain for wind reaches: {@code cost732} (the default), {@code aij} or three
     * numbers with commas, in heights of the tallest building: upstream, at the sides, downstream.
     */
    public Builder domainRule(String name) {
      return set(OptionTable.DOMAIN_RULE, name);
    }

    /**
     * Whether the mesh is closed, by a level top and upright sides, so that every edge has two
     * faces; by default it is open to the sky.
     */
    public Builder close(boolean closed) {
      return set(OptionTable.CLOSE, closed);
    }

    /**
     * The elevation of a closed mesh's top, metres; without it the top lies 5 times the height of
     * the tallest building above the highest roof.
     */
    public Builder top(double elevation) {
      return set(OptionTable.TOP, elevation);
    }

    /**
     * From where the wind comes, degrees clockwise from north, 0 to 360: it makes inlets and
     * outlets of a closed mesh's sides.
     */
    public Builder flowDirection(double degrees) {
      return set(OptionTable.FLOW_DIRECTION, degrees);
    }

    /**
     * Whether the air of a closed mesh is filled with cells up to the top, in layers that follow
     * the ground; it closes the mesh, and then roofs that touch are equal or half a metre apart
     * unless {@link #roofStep} says otherwise.
     */
    public Builder volume(boolean filled) {
      return set(OptionTable.VOLUME, filled);
    }

    /** The height of the layers of a volume up to the highest roof, metres; 3 by default. */
    public Builder firstLayer(double metres) {
      return set(OptionTable.FIRST_LAYER, metres);
    }

    /**
     * How many times higher each layer of a volume is than the one below, above the highest roof;
     * 1.15 by default.
     */
    public Builder layerGrowth(double factor) {
      return set(OptionTable.LAYER_GROWTH, factor);
    }

    /** The highest layer of a volume, metres; 20 by default. */
    public Builder layerMax(double metres) {
      return set(OptionTable.LAYER_MAX, metres);
    }

    /** Whether {@code stl} is text, with a solid for each patch; by default it is binary. */
    public Builder ascii(boolean text) {
      return set(OptionTable.ASCII, text);
    }

    /** Whether {@code glb} has coordinates of 16 bits; by default they are floats. */
    public Builder quantize(boolean shorts) {
      return set(OptionTable.QUANTIZE, shorts);
    }

    /** Whether {@code obj} and {@code stl} have the bottoms of buildings. */
    public Builder baseFaces(boolean bottoms) {
      return set(OptionTable.BASE_FACES, bottoms);
    }

    /** Whether {@code obj} and {@code stl} have each building as a closed solid. */
    public Builder solids(boolean closed) {
      return set(OptionTable.SOLIDS, closed);
    }

    /**
     * Speed of the wind 10 m above the ground in cases of OpenFOAM, metres per second, above 0 (5).
     */
    public Builder windSpeed(double metresPerSecond) {
      return set(OptionTable.WIND_SPEED, metresPerSecond);
    }

    /** Roughness length of the ground in cases of OpenFOAM, metres, above 0 (0.1). */
    public Builder roughness(double metres) {
      return set(OptionTable.ROUGHNESS, metres);
    }

    /** The side of a cell of the rasters that {@code tif} makes, metres; 1 by default. */
    public Builder rasterCell(double metres) {
      return set(OptionTable.RASTER_CELL, metres);
    }

    /**
     * What {@code vtu}, {@code vtkhdf}, {@code xdmf} and {@code msh} have of a volume: {@code
     * mixed} (the default: its cells as they are) or {@code tets}.
     */
    public Builder cells(String shapes) {
      return set(OptionTable.CELLS, shapes);
    }

    /** Whether {@code report.html} is written, a page that shows what was built; default true. */
    public Builder report(boolean on) {
      return set(OptionTable.REPORT, on);
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
      DomainOptions domain = DomainOptions.of(values);
      FormatOptions formats = FormatOptions.of(values);
      formats.requireFor(
          domain.close(), domain.layers().isPresent(), values.get(OptionTable.KEEP_FIELDS));
      OptionValues all = values.copy();
      if (domain.close()) {
        all.set(OptionTable.CLOSE, true);
      }
      if (domain.layers().isPresent() && !values.isGiven(OptionTable.ROOF_STEP)) {
        all.set(OptionTable.ROOF_STEP, ROOF_STEP_OF_VOLUME);
      }
      Options options =
          new Options(
              CityInput.of(values, rows),
              CleaningOptions.of(all),
              MeshOptions.of(values),
              domain,
              RunOptions.of(values),
              OutputOptions.of(values),
              formats,
              all);
      // Last: some have words of their own for what means nothing.
      OptionTable.ofRun().forEach(all::requireMeaning);
      return options;
    }

    /**
     * Looks at the inputs, each of which is read once, and says what they hold, what is wrong with
     * them and what to do about it; of a closed domain also, once buildings are cleaned, how far it
     * reaches, and where sizes differ by place, what the ground takes of triangles in and around
     * each zone. Broken files are told, not thrown. Writes nothing.
     *
     * @throws UserError if a path leads to no file, or an option is impossible
     */
    public Inspection inspect() {
      boolean ground = values.says(OptionTable.TERRAIN) || values.says(OptionTable.POINTS);
      OptionValues looked = values.copy();
      if (!ground) {
        looked.set(OptionTable.TERRAIN, "flat:0");
      }
      CityInput input = CityInput.of(looked, rows);
      MeshOptions mesh = MeshOptions.of(values);
      boolean zoned = !mesh.refine().isEmpty() || !mesh.focus().isEmpty();
      boolean plain = !zoned && !DomainOptions.of(values).close();
      SparkSession spark = session();
      Inspection found;
      try (TaskProgress tasks = TaskProgress.listen(spark.sparkContext(), progress)) {
        found = new CityInspection(spark, input, ground).inspect();
      }
      if (plain || !found.ready()) {
        return found;
      }
      try {
        return found.with(run().inspectDomain());
      } catch (UserError e) {
        return found.withObstacle(e.getMessage());
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
      try {
        return new Result(values.get(OptionTable.OUT), run().build());
      } finally {
        progress.finish();
      }
    }

    private SparkSession session() {
      try {
        return session.get();
      } catch (SparkIllegalArgumentException e) {
        if (!SPARKS_FLOOR.equals(e.getCondition())) {
          throw e;
        }
        throw new UserError(
            String.format(
                Locale.ROOT,
                "Spark does not start in a heap of %d MB: give 512m or more with -Xmx, or set"
                    + " spark.testing.reservedMemory",
                Runtime.getRuntime().maxMemory() >> 20),
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
          options.domain(),
          options.run(),
          options.output(),
          options.formats(),
          options.byName(),
          progress);
    }
  }
}
