package io.citymesh.sql;

import io.citymesh.CityMesh;
import io.citymesh.option.Option;
import io.citymesh.option.OptionTable;
import io.citymesh.report.UserError;
import io.citymesh.session.SessionHadoop;
import java.io.IOException;
import java.util.Map;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Builds that are described by the names and texts of options, as Spark passes them on. */
final class TextBuild {
  private static final Logger LOG = LoggerFactory.getLogger(TextBuild.class);

  /** Under this name Spark passes on what {@code partitionBy} says. */
  private static final String PARTITION_BY = "__partition_columns";

  private TextBuild() {}

  /**
   * Builds the city of footprints that are rows.
   *
   * @param mode what happens if the output exists
   * @param options {@code path}, and those of the command line by their names
   * @throws UserError if an option or an input is wrong
   */
  static void write(
      SparkSession spark, SaveMode mode, Map<String, String> options, Dataset<Row> footprints) {
    CityMesh.Builder builder = CityMesh.builder(spark).buildings(footprints);
    String path = "";
    for (Map.Entry<String, String> option : options.entrySet()) {
      if (option.getKey().equalsIgnoreCase(SourceOptions.PATH)) {
        path = option.getValue();
      } else {
        requireFree(option.getKey());
        builder.option(option.getKey(), option.getValue());
      }
    }
    if (path.isBlank()) {
      throw new UserError("no path: give save() the directory that is to be written");
    }
    if (mode == SaveMode.Append) {
      throw new UserError(
          "nothing can be appended to a city, whose mesh is one: build it of all footprints, with"
              + " mode(\"overwrite\")");
    }
    if (mode == SaveMode.Ignore && exists(path)) {
      return;
    }
    tell(builder.out(path).overwrite(mode == SaveMode.Overwrite).build());
  }

  /** What Spark says by other means is no option. */
  private static void requireFree(String option) {
    if (option.equalsIgnoreCase(OptionTable.OUT.name())) {
      throw used(OptionTable.OUT, "the output is what save() names");
    }
    if (option.equalsIgnoreCase(OptionTable.BUILDINGS.name())) {
      throw used(OptionTable.BUILDINGS, "the footprints are the rows that are written");
    }
    if (option.equalsIgnoreCase(OptionTable.OVERWRITE.name())) {
      throw used(OptionTable.OVERWRITE, "mode(\"overwrite\") says it");
    }
    if (option.equalsIgnoreCase(PARTITION_BY)) {
      throw new UserError("a city has no partitionBy(): its mesh is in tiles, see tile-size");
    }
  }

  private static UserError used(Option<?> option, String why) {
    return new UserError(why + ": leave the option " + option.name() + " out");
  }

  private static boolean exists(String path) {
    try {
      Path out = new Path(path);
      return out.getFileSystem(SessionHadoop.configuration(SessionHadoop.settings())).exists(out);
    } catch (IOException | IllegalArgumentException e) {
      throw new UserError("the output " + path + " cannot be used: " + e.getMessage(), e);
    }
  }

  /** What the command line says by its exit code. */
  private static void tell(CityMesh.Result result) {
    if (result.failedTiles() > 0) {
      LOG.warn(
          "{} is complete but for {} failed tiles, which its manifest names",
          result.out(),
          result.failedTiles());
    }
  }
}
