package io.citymesh.vector;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.citymesh.crs.CoordinateSystems;
import io.citymesh.report.ReadFailure;
import io.citymesh.report.UserError;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.FileMetaData;
import org.apache.parquet.hadoop.util.HadoopInputFile;
import org.apache.spark.sql.SparkSession;

/**
 * What the footers of Parquet files say: which column holds geometries and in which CRS (GeoParquet
 * 1.0 and 1.1, metadata {@code geo}), and which files are alike and can be read together. The rows
 * themselves are read by Spark.
 */
final class ParquetFiles {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String VECTORS = "spark.sql.parquet.enableVectorizedReader";

  /**
   * Files with the same columns and the same CRS.
   *
   * @param geometry the column with geometries, or empty if the files do not say
   * @param crs code, or empty if unknown
   */
  record Group(List<String> paths, String geometry, String crs) {}

  private ParquetFiles() {}

  /**
   * Reads the footers.
   *
   * @param onBad is told of each file that is not whole, or whose geometries are of another
   *     encoding than WKB; it is left out
   */
  static List<Group> group(
      List<String> paths, Configuration hadoop, BiConsumer<String, UserError> onBad) {
    Map<String, Group> groups = new LinkedHashMap<>();
    for (String path : paths) {
      try (ParquetFileReader reader =
          ParquetFileReader.open(HadoopInputFile.fromPath(new Path(path), hadoop))) {
        FileMetaData footer = reader.getFooter().getFileMetaData();
        String geo = footer.getKeyValueMetaData().get("geo");
        Group one = geo == null ? new Group(List.of(), "", "") : geoParquet(path, geo);
        groups
            .computeIfAbsent(
                one.geometry + "\n" + one.crs + "\n" + footer.getSchema(),
                any -> new Group(new ArrayList<>(), one.geometry, one.crs))
            .paths
            .add(path);
      } catch (IOException | RuntimeException e) {
        onBad.accept(
            path,
            e instanceof UserError error
                ? error
                : new UserError(
                    "The Parquet file "
                        + path
                        + " cannot be read"
                        + ReadFailure.reason(e)
                        + ": is it whole? Copy or download it again.",
                    e));
      }
    }
    return List.copyOf(groups.values());
  }

  /**
   * Reads with Spark's Parquet reader that goes row by row. The other one, which takes columns in
   * vectors, never ends where a file has a run of no values.
   */
  static <T> T rowByRow(SparkSession spark, Supplier<T> reading) {
    String before = spark.conf().get(VECTORS);
    spark.conf().set(VECTORS, false);
    try {
      return reading.get();
    } finally {
      spark.conf().set(VECTORS, before);
    }
  }

  private static Group geoParquet(String path, String geo) throws JsonProcessingException {
    JsonNode root = JSON.readTree(geo);
    String primary = root.path("primary_column").asText("geometry");
    JsonNode column = root.path("columns").path(primary);
    String encoding = column.path("encoding").asText("WKB");
    if (!encoding.equals("WKB")) {
      throw new UserError(
          "The GeoParquet file "
              + path
              + " encodes its geometries as "
              + encoding
              + ", which is not read: write it again with WKB.");
    }
    return new Group(List.of(), primary, crs(column));
  }

  /** Absent is longitude and latitude; null is unknown; else PROJJSON. */
  private static String crs(JsonNode column) {
    JsonNode crs = column.path("crs");
    if (crs.isMissingNode()) {
      return "EPSG:4326";
    }
    if (crs.isTextual()) {
      return CoordinateSystems.code(crs.asText());
    }
    if (crs.has("components")) {
      JsonNode horizontal = crs.path("components").path(0);
      return id(horizontal, id(crs, horizontal.path("name").asText()));
    }
    return id(crs, crs.path("name").asText());
  }

  private static String id(JsonNode crs, String otherwise) {
    JsonNode id = crs.path("id");
    return id.has("code")
        ? CoordinateSystems.code(id.path("authority").asText() + ":" + id.path("code").asText())
        : otherwise;
  }
}
