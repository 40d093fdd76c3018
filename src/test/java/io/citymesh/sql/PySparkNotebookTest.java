package io.citymesh.sql;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.citymesh.SparkTest;
import io.citymesh.output.ManifestFile;
import io.citymesh.output.OutputDir;
import io.citymesh.report.Manifest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The notebook of PySpark; {@link ConnectTest} runs it through Spark Connect. */
class PySparkNotebookTest extends SparkTest {
  /** Of three houses, a tower, and a court around a yard, square metres. */
  static final double ROOFS = 3 * 8 * 11 + 16 * 16 + 48 * 42 - 24 * 18;

  @AfterAll
  static void forget() {
    spark().sql("DROP VIEW IF EXISTS faces");
    spark().sql("DROP VIEW IF EXISTS buildings");
    spark().conf().unset("spark.sql.catalog.citymesh");
  }

  @Test
  void itsCellsBuildAndLook(@TempDir Path dir) throws Exception {
    String out = dir.resolve("out").toString();
    List<List<Row>> results = PySparkNotebook.run(spark(), out);
    Manifest manifest = ManifestFile.read(OutputDir.of(out, new Configuration()));
    assertEquals(4, results.size());
    List<Row> kinds = results.get(0);
    assertEquals(List.of(0, 1, 2, 3), kinds.stream().map(row -> row.getInt(0)).toList());
    assertEquals(manifest.totals().faces(), kinds.stream().mapToLong(row -> row.getLong(1)).sum());
    List<Row> roofs = results.get(1);
    assertEquals(manifest.totals().buildings(), roofs.size());
    assertEquals(ROOFS, roofs.stream().mapToDouble(row -> row.getDouble(1)).sum(), 0.01);
    assertTrue(results.get(2).stream().allMatch(row -> row.getLong(1) == 0), results::toString);
    assertEquals(2, results.get(3).size(), results::toString);
    assertTrue(Files.size(dir.resolve("out/mesh.vtu")) > 0);
    assertTrue(Files.size(dir.resolve("out/mesh.obj")) > 0);
  }
}
