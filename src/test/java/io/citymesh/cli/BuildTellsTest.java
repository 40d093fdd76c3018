package io.citymesh.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.citymesh.CityMesh;
import io.citymesh.SparkTest;
import io.citymesh.lidar.TestCloud;
import io.citymesh.report.Progress;
import io.citymesh.report.UserError;
import io.citymesh.terrain.TestRaster;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code build} tells of its inputs what {@code inspect} does, in the same words. */
class BuildTellsTest extends SparkTest {
  @TempDir Path dir;

  /** Hears notes. */
  private static final class Notes implements Progress {
    private final List<String> lines = new ArrayList<>();

    @Override
    public void step(String words) {}

    @Override
    public void done(long done, long total, String unit) {}

    @Override
    public void note(String line) {
      lines.add(line);
    }

    @Override
    public void finish() {}
  }

  private static List<String> assertTellsTheSame(CityMesh.Builder city) {
    Notes notes = new Notes();
    city.progress(notes).plan();
    List<String> found = city.inspect().advice();
    assertEquals(new TreeSet<>(found), new TreeSet<>(notes.lines));
    return found;
  }

  private static void assertTold(List<String> told, String... words) {
    for (String each : words) {
      assertTrue(told.stream().anyMatch(line -> line.contains(each)), each + " in " + told);
    }
  }

  // ---- drawn inputs

  private static String feature(String members, int column, String height) {
    double x = 85_000 + 30 * column;
    return "{\"type\":\"Feature\",%s\"properties\":{\"height\":%s},\"geometry\":%s}"
        .formatted(members, height, square(x, 445_200));
  }

  private static String square(double x, double y) {
    return "{\"type\":\"Polygon\",\"coordinates\":[[[%1$s,%2$s],[%3$s,%2$s],[%3$s,%4$s],[%1$s,%4$s],[%1$s,%2$s]]]}"
        .formatted(x, y, x + 20, y + 20);
  }

  private String file(String... features) throws Exception {
    String crs = "{\"type\":\"name\",\"properties\":{\"name\":\"EPSG:28992\"}}";
    return Files.writeString(
            dir.resolve("buildings.geojson"),
            "{\"type\":\"FeatureCollection\",\"crs\":%s,\"features\":[%s]}"
                .formatted(crs, String.join(",", features)))
        .toString();
  }

  @Test
  void ofFootprints() throws Exception {
    String bow =
        "{\"type\":\"Feature\",\"id\":\"bow\",\"properties\":{\"height\":9},\"geometry\":"
            + "{\"type\":\"Polygon\",\"coordinates\":[[[85200,445200],[85220,445220],[85220,445200],"
            + "[85200,445220],[85200,445200]]]}}";
    String file =
        file(
            feature("\"id\":1,", 0, "9"),
            feature("\"id\":1,", 1, "\"12,5\""),
            feature("\"id\":2,", 2, "NaN"),
            feature("\"id\":3,", 3, "-9999"),
            feature("", 4, "\"nine\""),
            "{\"type\":\"Feature\",\"id\":4,\"properties\":{},\"geometry\":null}",
            bow);
    List<String> told =
        assertTellsTheSame(
            CityMesh.builder(spark()).buildings(file).terrain("flat:0").heightField("height"));
    assertTold(
        told,
        "2 footprints share 1 id: source_ids tells the same id for each",
        "1 footprint of " + file + " has no id: source_ids tells a name made of the geometry",
        "1 invalid footprint of " + file + " (self-intersection 1)",
        "Left out: 1 feature of " + file + " (no geometry 1)",
        "5 features without a height (-9999 or -1000 1, missing 2, text such as '12,5' 2)",
        "1 text with a decimal comma: write a point instead.");
  }

  @Test
  void ofFieldsThatNobodyNamed() throws Exception {
    List<String> told =
        assertTellsTheSame(
            CityMesh.builder(spark())
                .buildings(file(feature("\"id\":1,", 0, "9")))
                .terrain("flat:0")
                .buildingHeight(5));
    assertTold(told, "Fields that may hold heights: height; use one with --height-field");
  }

  @Test
  void ofPoints() throws Exception {
    TestCloud cloud = new TestCloud();
    for (int i = 0; i < 400; i++) {
      cloud.add(85_000 + i % 20, 445_200 + i / 20, i % 2 == 0 ? 1 : 8, 2);
    }
    List<String> told =
        assertTellsTheSame(
            CityMesh.builder(spark())
                .buildings(file(feature("\"id\":1,", 0, "9"), feature("\"id\":2,", 1, "9")))
                .heightField("height")
                .margin(10)
                .terrain("flat:0")
                .points(cloud.write(dir.resolve("points.las")).toString())
                .out(dir.resolve("out").toString()));
    assertTold(
        told,
        "The points have no building class [6]",
        "Points without a CRS are taken to be in that of the mesh",
        "The points cover only");
  }

  // ---- places

  @Test
  void ofAFootprintFarAway() throws Exception {
    String far =
        "{\"type\":\"Feature\",\"id\":\"stray\",\"properties\":{\"height\":9},\"geometry\":%s}"
            .formatted(square(85_000, 545_240));
    String file = file(feature("\"id\":1,", 0, "9"), feature("\"id\":2,", 1, "9"), far);
    CityMesh.Builder city =
        CityMesh.builder(spark()).buildings(file).terrain("flat:0").heightField("height");
    String words =
        "1 footprint lies far from all others: stray (100,020 m away); the domain is 150 x 100,160"
            + " m, without it 150 x 120 m: if it does not belong to the city, leave it out with"
            + " --bounds 84950.000,445150.000,85100.000,445270.000.";
    assertTold(assertTellsTheSame(city), words);
    String bounds = words.replaceAll(".*--bounds (.*)\\.", "$1");
    assertEquals(List.of(), city.option("bounds", bounds).inspect().advice());
  }

  @Test
  void ofAFootprintSoFarAwayThatTilesCannotBeCounted() throws Exception {
    String far =
        "{\"type\":\"Feature\",\"id\":\"stray\",\"properties\":{\"height\":9},\"geometry\":%s}"
            .formatted(square(5e8, 5e8));
    String file = file(feature("\"id\":1,", 0, "9"), feature("\"id\":2,", 1, "9"), far);
    CityMesh.Builder city =
        CityMesh.builder(spark()).buildings(file).terrain("flat:0").heightField("height");
    UserError error = assertThrows(UserError.class, city::plan);
    assertTrue(error.getMessage().contains("tiles of 1000 m, more than"), error.getMessage());
    assertTrue(error.getMessage().contains("far from all others: stray"), error.getMessage());
    assertEquals(1, error.getMessage().lines().count());
  }

  /** What the message gives can be pasted. */
  @Test
  void ofATerrainThatDoesNotCoverTheDomain() throws Exception {
    Path raster =
        new TestRaster(50, 20, (c, r) -> 1)
            .origin(84_979.9, 445_237.3)
            .steps(3, 3)
            .write(dir.resolve("narrow.tif"));
    CityMesh.Builder city =
        CityMesh.builder(spark())
            .buildings(file(feature("\"id\":1,", 0, "9"), feature("\"id\":2,", 1, "9")))
            .terrain(raster.toString())
            .heightField("height");
    String words = assertThrows(UserError.class, city::plan).getMessage();
    assertEquals(List.of(words), city.inspect().obstacles());
    assertTrue(
        words.endsWith(
            "give a terrain that covers it, or all footprints with --margin 17.29, or the part that"
                + " it covers with --bounds 84979.900,445177.300,85100.000,445237.300, or go on"
                + " beyond it with --extend-terrain nearest."),
        words);
    assertEquals(List.of(), city.margin(17.29).inspect().obstacles());
    String part = "84979.900,445177.300,85100.000,445237.300";
    assertEquals(List.of(), city.margin(50).option("bounds", part).inspect().obstacles());
  }

  // ---- ids

  /** The input's own ids, whether they repeat or look like those that are made. */
  @Test
  void sourceIdsAndRejectedIdsJoinBack() throws Exception {
    Set<String> own = new TreeSet<>(Set.of("a", "a#2", "b"));
    String file =
        file(
            feature("\"id\":\"a\",", 0, "9"),
            feature("\"id\":\"a\",", 1, "9"),
            feature("\"id\":\"a#2\",", 2, "9"),
            feature("\"id\":\"b\",", 3, "9"),
            feature("\"id\":\"b\",", 4, "-9999"));
    Path out = dir.resolve("city");
    CityMesh.Result result =
        CityMesh.builder(spark())
            .buildings(file)
            .terrain("flat:0")
            .heightField("height")
            .tileSize(0)
            .out(out.toString())
            .build();
    List<String> found = new ArrayList<>();
    for (Row building : result.buildings(spark()).collectAsList()) {
      found.addAll(building.getList(building.fieldIndex("source_ids")));
    }
    assertEquals(4, found.size(), found.toString());
    assertEquals(own, new TreeSet<>(found));
    JsonNode rejected =
        new ObjectMapper().readTree(out.resolve("rejected.geojson").toFile()).get("features");
    assertTrue(rejected.size() > 0);
    for (JsonNode feature : rejected) {
      assertEquals("b", feature.get("properties").get("id").asText());
    }
    assertTrue(
        result.manifest().notes().stream().anyMatch(n -> n.contains("4 footprints share 2 ids")),
        result.manifest().notes().toString());
  }
}
