package io.citymesh.input;

import io.citymesh.crs.Georeference;
import io.citymesh.geo.Bounds;
import io.citymesh.option.OptionTable;
import io.citymesh.option.OptionValues;
import io.citymesh.report.UserError;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * What a city is read from.
 *
 * @param buildings the footprints; files without a path stand for none
 * @param terrain the path of a GeoTIFF, or {@code flat:Z} for a plane at elevation Z (metres);
 *     empty if it is made from the points
 * @param points lidar points, for the terrain if there is no other, and for the roofs
 * @param heightFields the columns with heights
 * @param buildingHeight the height of a building whose columns say nothing, metres
 * @param bounds the domain in CRS coordinates; if empty, the footprints' extent grown by {@code
 *     margin}, and without footprints the terrain's
 * @param margin metres between the footprints' extent and the domain's boundary, 0 or more
 * @param georeference what the user says of the coordinates
 * @param noData elevations in the raster that stand for no value, beside what it says itself; in
 *     the raster's unit
 * @param terrainShape what the terrain becomes towards the domain's boundary and beyond its end
 * @param polygon the domain as a polygon: WKT in the CRS of the mesh, or a file; then there are no
 *     bounds
 */
public record CityInput(
    Buildings buildings,
    String terrain,
    PointInput points,
    HeightFields heightFields,
    OptionalDouble buildingHeight,
    Optional<Bounds> bounds,
    double margin,
    Georeference georeference,
    List<Double> noData,
    TerrainShape terrainShape,
    Optional<String> polygon) {

  /** What is said where there is neither a terrain nor points. */
  public static final String NO_TERRAIN =
      "no terrain: name a GeoTIFF with --terrain, or a level plane with --terrain flat:0, or"
          + " lidar points with --points";

  private static final String NO_INPUT =
      "nothing to read: name footprints with --buildings, and a terrain: a GeoTIFF with --terrain,"
          + " or a level plane with --terrain flat:0, or lidar points with --points";

  /** What is said where nothing gives a domain. */
  public static final String NO_DOMAIN =
      "no domain: without footprints (--buildings) or a raster (--terrain) name it with --bounds"
          + " XMIN,YMIN,XMAX,YMAX";

  /** Where footprints come from. */
  public sealed interface Buildings permits Files, Table {
    /** The field with the ids, or an empty text to look for one. */
    String idField();

    /** The fields that become columns of the buildings, in alphabetical order, each once. */
    List<String> keepFields();
  }

  /**
   * Files of footprints.
   *
   * @param paths Hadoop paths or globs; none for a city without buildings
   * @param layer the layer of a GeoPackage, or an empty text for the only one
   * @param idField the field with the ids, or an empty text to look for one
   * @param keepFields the fields that become columns of the buildings
   */
  public record Files(List<String> paths, String layer, String idField, List<String> keepFields)
      implements Buildings {
    /**
     * Keeps a copy of the lists.
     *
     * @throws UserError if a path is no name of a file, or two fields would be one column
     */
    public Files {
      paths = OptionTable.BUILDINGS.checked(paths);
      keepFields = KeptColumns.checked(keepFields);
    }

    /** Files of which no field is kept. */
    public Files(List<String> paths, String layer, String idField) {
      this(paths, layer, idField, List.of());
    }
  }

  /**
   * Footprints that the caller has read already.
   *
   * @param rows one row per feature
   * @param idField the column with the ids, or an empty text to look for one
   * @param keepFields the columns that become columns of the buildings
   */
  public record Table(Dataset<Row> rows, String idField, List<String> keepFields)
      implements Buildings {
    /**
     * Keeps a copy of the list.
     *
     * @throws UserError if two fields would be one column
     */
    public Table {
      keepFields = KeptColumns.checked(keepFields);
    }
  }

  /**
   * @throws UserError if a value is impossible in itself; whether the paths exist is for the
   *     readers to say
   */
  public CityInput {
    noData = OptionTable.NODATA.checked(noData);
    boolean none = buildings instanceof Files files && files.paths().isEmpty();
    if (terrain.isBlank() && !points.present()) {
      throw new UserError(none ? NO_INPUT : NO_TERRAIN);
    }
    OptionTable.TERRAIN.checked(terrain);
    if (terrain.startsWith("flat:")) {
      flatElevation(terrain);
    }
    if (!noData.isEmpty() && (terrain.isBlank() || terrain.startsWith("flat:"))) {
      throw new UserError("--nodata is for a raster, and --terrain names none: leave it out");
    }
    if (buildingHeight.isPresent()) {
      OptionTable.BUILDING_HEIGHT.checked(buildingHeight.getAsDouble());
    }
    bounds.ifPresent(CityInput::requireArea);
    OptionTable.MARGIN.checked(margin);
    if (polygon.isPresent() && bounds.isPresent()) {
      throw new UserError(
          "--bounds and --domain "
              + (polygon.get().length() > 40 ? "with a polygon" : polygon.get())
              + " both give the domain: leave one of them out");
    }
    if (none && bounds.isEmpty() && polygon.isEmpty() && !isRaster(terrain)) {
      throw new UserError(NO_DOMAIN);
    }
  }

  /**
   * The input of these values.
   *
   * @param rows the footprints, if the caller has read them already
   * @throws UserError if values are impossible together
   */
  public static CityInput of(OptionValues values, Optional<Dataset<Row>> rows) {
    String idField = values.get(OptionTable.ID_FIELD);
    List<String> keep = values.get(OptionTable.KEEP_FIELDS);
    requireMargin(values);
    Buildings buildings =
        rows.isPresent()
            ? new Table(rows.get(), idField, keep)
            : new Files(
                values.get(OptionTable.BUILDINGS), values.get(OptionTable.LAYER), idField, keep);
    return new CityInput(
        buildings,
        values.get(OptionTable.TERRAIN),
        PointInput.of(values),
        HeightFields.of(values),
        values
            .find(OptionTable.BUILDING_HEIGHT)
            .map(OptionalDouble::of)
            .orElse(OptionalDouble.empty()),
        values
            .find(OptionTable.BOUNDS)
            .map(v -> new Bounds(v.get(0), v.get(1), v.get(2), v.get(3))),
        values.get(OptionTable.MARGIN),
        Georeference.of(values),
        values.get(OptionTable.NODATA),
        TerrainShape.of(values),
        Optional.of(values.get(OptionTable.DOMAIN)).filter(OptionTable::isPolygon));
  }

  /** Refuses a margin around footprints where the domain itself is given. */
  private static void requireMargin(OptionValues values) {
    boolean drawn = OptionTable.isPolygon(values.get(OptionTable.DOMAIN));
    boolean wanted = !values.find(OptionTable.MARGIN).equals(OptionTable.MARGIN.fallback());
    if (wanted && (drawn || values.isGiven(OptionTable.BOUNDS))) {
      throw new UserError(
          OptionTable.MARGIN.flag()
              + " is around footprints, and "
              + (drawn ? OptionTable.DOMAIN : OptionTable.BOUNDS).flag()
              + " gives the domain itself: leave one of them out");
    }
  }

  /** Whether the terrain is a raster, which ends somewhere. */
  public boolean raster() {
    return isRaster(terrain);
  }

  private static boolean isRaster(String terrain) {
    return !terrain.isBlank() && !terrain.startsWith("flat:");
  }

  /**
   * An input whose raster, if any, says itself what stands for no value, and is meshed as it is.
   */
  public CityInput(
      Buildings buildings,
      String terrain,
      PointInput points,
      HeightFields heightFields,
      OptionalDouble buildingHeight,
      Optional<Bounds> bounds,
      double margin,
      Georeference georeference) {
    this(
        buildings,
        terrain,
        points,
        heightFields,
        buildingHeight,
        bounds,
        margin,
        georeference,
        List.of(),
        TerrainShape.AS_IT_IS,
        Optional.empty());
  }

  /**
   * The elevation in {@code flat:Z}.
   *
   * @throws UserError if Z is not a finite number
   */
  public static double flatElevation(String terrain) {
    String text = terrain.substring("flat:".length());
    double z = Double.NaN;
    try {
      z = Double.parseDouble(text);
    } catch (NumberFormatException e) {
      // Reported below, like NaN.
    }
    if (!Double.isFinite(z)) {
      throw new UserError(
          "--terrain flat:Z needs an elevation in metres, such as flat:0, not '" + text + "'");
    }
    return z;
  }

  private static void requireArea(Bounds bounds) {
    boolean finite =
        Double.isFinite(bounds.xmin())
            && Double.isFinite(bounds.ymin())
            && Double.isFinite(bounds.xmax())
            && Double.isFinite(bounds.ymax());
    if (!finite || bounds.xmin() >= bounds.xmax() || bounds.ymin() >= bounds.ymax()) {
      throw new UserError(
          "--bounds must be xmin,ymin,xmax,ymax with xmin < xmax and ymin < ymax, not " + bounds);
    }
  }
}
