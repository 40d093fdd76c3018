package io.citymesh.sql;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.citymesh.CityMesh;
import io.citymesh.SparkTest;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.spark.sql.DataFrameWriter;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.locationtech.jts.io.ParseException;
import org.locationtech.jts.io.WKBWriter;
import org.locationtech.jts.io.WKTReader;

/** Builds by {@code DataFrame.write}. */
class BuildSourceTest extends SparkTest {
  @TempDir static Path dir;

  private static CityMesh.Result ofFile;

  @BeforeAll
  static void build() throws Exception {
    ofFile = SmallCity.built(spark());
  }

  private static DataFrameWriter<Row> writer(Dataset<Row> rows) {
    return rows.write()
        .format("citymesh")
        .option("terrain", "flat:1")
        .option("height-field", "height")
        .option("crs", "EPSG:28992")
        .option("tile-size", 100);
  }

  private static String digest(String out) {
    return CityMesh.open(spark(), out).manifest().digest();
  }

  @Test
  void textGivesTheBitsOfTheFile() throws Exception {
    String out = dir.resolve("wkt").toString();
    writer(SmallCity.rows(spark())).save(out);
    assertEquals(ofFile.manifest().digest(), digest(out));
    assertEquals(
        ofFile.buildings(spark()).selectExpr("bit_xor(xxhash64(key, index, area))").first(),
        CityMesh.open(spark(), out)
            .buildings(spark())
            .selectExpr("bit_xor(xxhash64(key, index, area))")
            .first());
    assertTrue(Files.exists(dir.resolve("wkt/report.html")));
  }

  /** Also with a column of a type that no file has, in another order, over other partitions. */
  @Test
  void binaryInAnyOrderGivesTheBitsOfTheFile() {
    String out = dir.resolve("wkb").toString();
    Dataset<Row> rows =
        SmallCity.rows(spark())
            .withColumn(
                "geometry",
                functions
                    .udf((UDF1<String, byte[]>) BuildSourceTest::wkb, DataTypes.BinaryType)
                    .apply(functions.col("geometry")))
            .withColumn("since", functions.expr("INTERVAL '3' YEAR"))
            .repartition(7)
            .orderBy(functions.expr("hash(id)"));
    writer(rows).mode("overwrite").option("report", "false").save(out);
    assertEquals(ofFile.manifest().digest(), digest(out));
    assertFalse(Files.exists(dir.resolve("wkb/report.html")));
  }

  private static byte[] wkb(String wkt) {
    try {
      return new WKBWriter().write(new WKTReader().read(wkt));
    } catch (ParseException e) {
      throw new IllegalArgumentException(wkt, e);
    }
  }

  @Test
  void modesAreSparks() throws Exception {
    String out = dir.resolve("modes").toString();
    Dataset<Row> one = SmallCity.rows(spark()).limit(1);
    writer(one).mode("ignore").save(out);
    String first = digest(out);
    Path other = Files.writeString(dir.resolve("modes/notes.txt"), "mine");

    assertError("exists: choose another", () -> writer(one).save(out));
    assertError("exists: choose another", () -> writer(one).mode("errorifexists").save(out));
    assertError("nothing can be appended", () -> writer(one).mode("append").save(out));
    writer(SmallCity.rows(spark())).mode("ignore").save(out);
    assertEquals(first, digest(out), "ignore leaves it as it is");

    writer(SmallCity.rows(spark())).mode("overwrite").save(out);
    assertEquals(ofFile.manifest().digest(), digest(out));
    assertEquals("mine", Files.readString(other));

    Path foreign = Files.createDirectories(dir.resolve("foreign"));
    Files.writeString(foreign.resolve("notes.txt"), "mine");
    assertError(
        "is no output of citymesh", () -> writer(one).mode("overwrite").save(foreign.toString()));
    assertEquals("mine", Files.readString(foreign.resolve("notes.txt")));
  }

  @Test
  void whatIsWrongIsTheLineOfTheCommand() {
    String out = dir.resolve("wrong").toString();
    Dataset<Row> rows = SmallCity.rows(spark());
    assertError(
        "there is no option 'max-sise'", () -> writer(rows).option("max-sise", 5).save(out));
    assertError("--max-size must be", () -> writer(rows).option("max-size", -5).save(out));
    assertError("no terrain: name a GeoTIFF", () -> rows.write().format("citymesh").save(out));
    assertError("no path: give save()", () -> writer(rows).save());
    assertError("leave the option out out", () -> writer(rows).option("out", out).save(out));
    assertError(
        "leave the option buildings out", () -> writer(rows).option("buildings", "x").save(out));
    assertError(
        "leave the option overwrite out", () -> writer(rows).option("overwrite", true).save(out));
    assertError("no geometry column", () -> writer(rows.drop("geometry")).save(out));
    assertError("partitionBy", () -> writer(rows).partitionBy("id").save(out));
    assertFalse(Files.exists(dir.resolve("wrong")), "nothing was made");
  }

  private static void assertError(String words, Executable work) {
    CityMeshException error = assertThrows(CityMeshException.class, work);
    assertEquals(CityMeshException.CONDITION, error.getCondition());
    assertEquals("P0001", error.getSqlState());
    assertTrue(error.getMessage().contains(words), error.getMessage());
    assertFalse(error.getMessage().contains("\n"), error.getMessage());
  }
}
