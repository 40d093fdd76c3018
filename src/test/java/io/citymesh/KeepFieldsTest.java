package io.citymesh;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.citymesh.report.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A small house and a large one side by side, which become one building, and a third apart. */
class KeepFieldsTest extends SparkTest {
  private static final String COLUMNS = "input_height, listed, mixed, share, use, year";

  @TempDir private Path dir;

  private static String house(int x, int width, String properties) {
    return """
    {"type": "Feature", "properties": {%s}, "geometry": {"type": "Polygon", "coordinates":
     [[[%2$d, 446000], [%3$d, 446000], [%3$d, 446010], [%2$d, 446010], [%2$d, 446000]]]}}"""
        .formatted(properties, 85_000 + x, 85_000 + x + width);
  }

  private Path footprints() throws IOException {
    String features =
        String.join(
            ",\n",
            // An id that is there twice: names are told apart by a number, and so are the values.
            house(0, 10, "\"id\": \"a\", \"height\": 9, \"use\": \"shed\", \"year\": 1900"),
            house(
                10,
                20,
                "\"id\": \"b\", \"height\": 9, \"use\": \"say \\\"no\\\"\", \"year\": 1950,"
                    + " \"share\": 0.25, \"listed\": true, \"mixed\": 7"),
            house(
                80,
                10,
                "\"id\": \"a\", \"height\": 12.5, \"use\": null, \"share\": 1, \"listed\": false,"
                    + " \"mixed\": \"seven\""));
    return Files.writeString(
        dir.resolve("houses.geojson"),
        "{\"type\": \"FeatureCollection\", \"features\": [" + features + "]}");
  }

  private CityMesh.Builder city(String... fields) throws IOException {
    return CityMesh.builder(spark())
        .buildings(footprints().toString())
        .terrain("flat:0")
        .crs("EPSG:28992")
        .heightField("height")
        .margin(20)
        .tileSize(0)
        .keepFields(fields)
        .out(dir.resolve("city").toString());
  }

  private List<Row> rows(String file) {
    return spark()
        .read()
        .parquet(dir.resolve("city").resolve(file).toString())
        .orderBy("index")
        .selectExpr(COLUMNS.split(", "))
        .collectAsList();
  }

  private List<String> layer() throws SQLException {
    try (Connection connection =
            DriverManager.getConnection("jdbc:sqlite:" + dir.resolve("city/buildings.gpkg"));
        Statement statement = connection.createStatement();
        ResultSet found = statement.executeQuery("SELECT " + COLUMNS + " FROM buildings")) {
      List<String> rows = new ArrayList<>();
      while (found.next()) {
        List<String> values = new ArrayList<>();
        for (int i = 1; i <= 6; i++) {
          values.add(found.getMetaData().getColumnTypeName(i) + " " + found.getString(i));
        }
        rows.add(values.stream().collect(Collectors.joining(", ")));
      }
      return rows;
    }
  }

  @Test
  void theBuildingsKeepTheFieldsOfTheirLargestFootprint() throws Exception {
    CityMesh.Result result =
        city("year", "use", "share", "listed", "mixed", "height")
            .formats("geoparquet", "gpkg", "cityjsonseq")
            .build();
    for (String file : List.of("buildings.parquet", "buildings.geo.parquet")) {
      assertEquals(
          "[[9.0,true,7,0.25,say \"no\",1950], [12.5,false,seven,1.0,null,null]]",
          rows(file).toString());
    }
    assertEquals(
        List.of(
            "DOUBLE 9.0, BOOLEAN 1, TEXT 7, DOUBLE 0.25, TEXT say \"no\", INTEGER 1950",
            "DOUBLE 12.5, BOOLEAN 0, TEXT seven, DOUBLE 1.0, TEXT null, INTEGER null"),
        layer());
    try (var files = Files.list(dir.resolve("city"))) {
      Path sequence = files.filter(f -> f.toString().endsWith(".city.jsonl")).findFirst().get();
      String text = Files.readString(sequence);
      assertTrue(
          text.contains(
              "\"input_height\":9.0,\"listed\":true,\"mixed\":\"7\",\"share\":0.25,"
                  + "\"use\":\"say \\\"no\\\"\",\"year\":1950}"),
          text);
      assertTrue(text.contains("\"use\":null,\"year\":null}"), text);
    }
    assertTrue(
        result.manifest().notes().stream()
            .anyMatch(note -> note.startsWith("1 building is made of footprints whose --keep")),
        result.manifest().notes().toString());
    // A GeoPackage is an input, too, with the types that it says.
    CityMesh.builder(spark())
        .buildings(dir.resolve("city/buildings.gpkg").toString())
        .terrain("flat:0")
        .heightField("height")
        .margin(20)
        .tileSize(0)
        .keepFields("input_height", "listed", "mixed", "share", "use", "year")
        .out(dir.resolve("again").toString())
        .build();
    assertEquals(
        rows("buildings.parquet").toString(), rows("../again/buildings.parquet").toString());
  }

  @Test
  void aFieldThatIsNotThereIsAnErrorThatListsThoseThereAre() throws IOException {
    CityMesh.Builder city = city("year", "colour");
    UserError error = assertThrows(UserError.class, city::build);
    assertTrue(
        error
            .getMessage()
            .endsWith(
                " has no field colour: give --keep-fields one of height, id, listed, mixed, share,"
                    + " use, year."),
        error.getMessage());
  }
}
