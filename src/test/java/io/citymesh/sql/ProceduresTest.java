package io.citymesh.sql;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.citymesh.CityMesh;
import io.citymesh.PageCode;
import io.citymesh.SparkTest;
import io.citymesh.option.OptionTable;
import io.citymesh.output.Defect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands as procedures of a catalog. */
class ProceduresTest extends SparkTest {
  @TempDir static Path dir;

  private static CityMesh.Result city;

  @BeforeAll
  static void build() throws Exception {
    spark().conf().set("spark.sql.catalog.citymesh", CityMeshCatalog.class.getName());
    city = SmallCity.build(spark(), dir);
    SmallCity.rows(spark()).createOrReplaceTempView("footprints");
  }

  @AfterAll
  static void forget() {
    spark().conf().unset("spark.sql.catalog.citymesh");
    spark().catalog().dropTempView("footprints");
  }

  private static List<Row> call(String call) {
    return spark().sql("CALL citymesh." + call).collectAsList();
  }

  @Test
  void aBuildOfAViewGivesTheBitsOfTheFile() {
    Path out = dir.resolve("view");
    List<Row> rows =
        call(
            "system.build(footprints => 'footprints', terrain => 'flat:1', height_field =>"
                + " 'height', crs => 'EPSG:28992', tile_size => 100, report => false, out => '"
                + out
                + "')");
    assertEquals(1, rows.size());
    Row row = rows.get(0);
    assertEquals(city.manifest().digest(), row.getAs("digest"));
    assertEquals(city.manifest().totals().faces(), row.<Long>getAs("faces"));
    assertEquals(20L, row.<Long>getAs("buildings"));
    assertEquals(0L, row.<Long>getAs("failed_tiles"));
    assertEquals(out.toString(), row.getAs("path"));
    assertTrue(Files.exists(out.resolve("_SUCCESS")) && !Files.exists(out.resolve("report.html")));
  }

  @Test
  void aBuildOfAFileGivesTheSame() {
    List<Row> rows =
        call(
            "build(buildings => '%s', terrain => 'flat:1', height_field => 'height', crs =>"
                    .formatted(dir.resolve("buildings.geojson"))
                + " 'EPSG:28992', max_size => 7.5, tile_size => 200, out => '"
                + dir.resolve("file")
                + "')");
    CityMesh.Result same =
        CityMesh.builder(spark())
            .buildings(dir.resolve("buildings.geojson").toString())
            .terrain("flat:1")
            .heightField("height")
            .crs("EPSG:28992")
            .maxSize(7.5)
            .tileSize(200)
            .out(dir.resolve("same").toString())
            .build();
    assertEquals(same.manifest().digest(), rows.get(0).getAs("digest"));
  }

  @Test
  void aCheckHasARowForEachDefect() throws Exception {
    List<Row> rows = call("system.check(path => '" + city.out() + "')");
    assertEquals(
        Arrays.stream(Defect.values()).map(Defect::key).toList(),
        rows.stream().map(row -> row.<String>getAs("defect")).toList());
    assertTrue(rows.stream().allMatch(row -> row.<Long>getAs("count") == 0), "" + rows);
  }

  @Test
  void anInspectionTellsWhatStandsInTheWay() {
    List<Row> rows = call("inspect(footprints => 'footprints')");
    assertTrue(rows.stream().anyMatch(row -> row.<String>getAs("text").contains("20")), "" + rows);
    assertTrue(
        rows.stream()
            .anyMatch(
                row ->
                    row.getAs("section").equals("in the way of build")
                        && row.<String>getAs("text").contains("no terrain")),
        "" + rows);
  }

  @Test
  void anExportNamesItsFiles() {
    Path file = dir.resolve("city.obj");
    List<Row> rows =
        call("export(path => '%s', format => 'obj', out => '%s')".formatted(city.out(), file));
    assertEquals(1, rows.size());
    assertTrue(rows.get(0).getString(0).endsWith(file.toString()), "" + rows);
    assertTrue(Files.exists(file));
    assertError(
        "overwrite",
        "export(path => '%s', format => 'obj', out => '%s')".formatted(city.out(), file));
    List<Row> inside = call("export('" + city.out() + "', 'stl')");
    assertTrue(inside.size() >= 3, "" + inside);
    inside.forEach(row -> assertTrue(Files.exists(Path.of(row.getString(0))), "" + row));
  }

  /** What the page says runs, on other paths. */
  @Test
  void theSqlOfThePageRuns() throws Exception {
    String block = PageCode.blocks(Path.of("src/docs/spark.md"), "sql").get(0);
    String out = dir.resolve("page").toString();
    for (String statement : block.strip().split(";")) {
      String run =
          statement
              .replace("'terrain.tif'", "'flat:1'")
              .replace("'/data/city'", "'" + out + "'")
              .replace("'buildings.geojson'", "'" + dir.resolve("buildings.geojson") + "'");
      List<Row> rows = spark().sql(run).collectAsList();
      if (run.contains("SELECT")) {
        assertEquals(SmallCity.BUILDINGS, rows.size());
      }
    }
    spark().sql("DROP TABLE faces");
    assertTrue(Files.exists(Path.of(out, "mesh.vtu")));
  }

  @Test
  void everyOptionOfARunIsAParameter() {
    List<String> parameters = List.copyOf(Procedures.named("BUILD").parametersByName().keySet());
    assertEquals(1 + OptionTable.ofRun().size(), parameters.size());
    OptionTable.ofRun()
        .forEach(option -> assertTrue(parameters.contains(option.name().replace('-', '_'))));
  }

  @Test
  void whatIsWrongIsTheLineOfTheCommand() {
    assertError("--max-size must be", "build(terrain => 'flat:0', max_size => -1)");
    assertError("nothing to read", "build(out => '" + dir + "/none')");
    assertError("has no manifest.json", "check('" + dir + "/nowhere')");
    assertError("no path", "check()");
    assertError("format is missing", "export(path => '" + city.out() + "')");
    assertError("there is no procedure 'mesh'", "system.mesh()");
    assertError("there is no namespace town", "town.build()");
    assertError(
        "two names for the same",
        "build(footprints => 'footprints', buildings => 'x', terrain => 'flat:0')");
  }

  private static void assertError(String words, String call) {
    CityMeshException error = assertThrows(CityMeshException.class, () -> call(call));
    assertEquals(CityMeshException.CONDITION, error.getCondition());
    assertTrue(error.getMessage().contains(words), error.getMessage());
  }
}
