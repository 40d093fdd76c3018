package io.citymesh.vector;

import io.citymesh.crs.CoordinateSystems;
import io.citymesh.crs.Frame;
import io.citymesh.crs.Georeference;
import io.citymesh.geo.FlatTerrain;
import io.citymesh.input.CityInput;
import io.citymesh.input.HeightFields;
import io.citymesh.report.UserError;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Reads footprints: GeoJSON, shapefiles, GeoPackages, (Geo)Parquet, or any dataset with a geometry
 * column.
 *
 * <p>Files are parsed in the executors, a feature at a time; the driver sees a summary per file.
 * The footprints do not depend on the order of the features, nor on how they are spread over files.
 *
 * <p>The id of a footprint is the feature's {@code id}, else the first there is among its
 * properties {@code identificatie}, {@code gml_id}, {@code id}, {@code gid}, {@code fid}, {@code
 * objectid}, {@code osm_id}, {@code uuid}, else {@code geom-} and a hash of its geometry; or that
 * of the field that is named. Of several footprints with one id the first, in the order of their
 * geometries, keeps it; the others get {@code #2}, {@code #3} and so on, see {@link FootprintIds}.
 */
public final class FootprintReader {
  private FootprintReader() {}

  /**
   * Reads the footprints of a city, each input in its own CRS.
   *
   * @throws UserError if there is no such file, it is of no format that is read, or not whole,
   *     holds features but no polygon, or no height where one is needed
   */
  public static FootprintSource open(SparkSession spark, CityInput input) {
    FootprintInputs inputs = FootprintInputs.required(spark, input);
    return checked(inputs, input.georeference().crs(), FootprintFields.of(input));
  }

  /**
   * Reads files and takes their coordinates as they are.
   *
   * @param paths files, folders of them, or globs; anywhere Hadoop can read
   * @throws UserError as {@link #open}, and if the coordinates are not all in one metric CRS
   */
  public static FootprintSet read(SparkSession spark, List<String> paths, FootprintFields fields) {
    CityInput.Files files = new CityInput.Files(paths, "", fields.id(), fields.keep());
    return asRead(FootprintInputs.of(spark, files, fields.heights()), "", fields);
  }

  /**
   * Takes the footprints of a dataset: its geometry column is the one named {@code geometry},
   * {@code geom}, {@code wkb}, {@code wkt} or {@code the_geom}, else its first binary column, or
   * one of a type for geometries, such as Sedona's; WKB if binary, WKT if text. Ids are found as in
   * files; heights come from the named fields, or from columns {@code height}, {@code roof} and
   * {@code storeys}.
   *
   * @param crs code of the coordinates' CRS, empty if unknown
   * @throws UserError as for files
   */
  public static FootprintSet of(Dataset<Row> dataset, String crs, FootprintFields fields) {
    CityInput.Table table = new CityInput.Table(dataset, fields.id(), fields.keep());
    return asRead(FootprintInputs.of(table, fields.heights()), CoordinateSystems.code(crs), fields);
  }

  /**
   * Reads polygons that are no buildings; of any format that footprints have.
   *
   * @param paths files, folders of them, or globs
   * @param override the CRS of the files, whatever they say; empty to believe them
   * @param crs a metric CRS to bring them to, or empty to take coordinates as they are
   * @throws UserError if there is no such file, it is of no format that is read, or not whole, or
   *     holds features but no polygon
   */
  public static FootprintSet polygons(
      SparkSession spark, List<String> paths, String override, String crs) {
    FootprintFields fields = new FootprintFields(HeightFields.NONE, true);
    CityInput.Files files = new CityInput.Files(paths, "", "", List.of());
    FootprintInputs inputs = FootprintInputs.of(spark, files, HeightFields.NONE);
    FootprintSource source = checked(inputs, override, fields);
    try {
      return source.in(crs, 1);
    } catch (Throwable e) { // Spark throws checked exceptions, undeclared.
      source.close();
      throw e;
    }
  }

  /** Reads everything, as a run does: what stands in its way is thrown. */
  private static FootprintSource checked(
      FootprintInputs inputs, String crs, FootprintFields fields) {
    FootprintScan scan = FootprintScan.of(inputs);
    try {
      scan.requireUsable(fields);
      return scan.source(crs);
    } catch (Throwable e) { // Spark throws checked exceptions, undeclared.
      scan.close();
      throw e;
    }
  }

  private static FootprintSet asRead(FootprintInputs inputs, String crs, FootprintFields fields) {
    FootprintSource source = checked(inputs, crs, fields);
    try {
      return source.in(new Frame(source.statedCrs(), new FlatTerrain(0), Georeference.AS_READ));
    } catch (Throwable e) { // Spark throws checked exceptions, undeclared.
      source.close();
      throw e;
    }
  }
}
