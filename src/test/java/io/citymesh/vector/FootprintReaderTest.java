package io.citymesh.vector;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.citymesh.SparkTest;
import io.citymesh.TestData;
import io.citymesh.geo.Bounds;
import io.citymesh.geo.PackedFootprint;
import io.citymesh.geo.Wkb;
import io.citymesh.input.HeightFields;
import io.citymesh.report.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FootprintReaderTest extends SparkTest {
  private static final String SQUARE =
      "{\"type\":\"Polygon\",\"coordinates\":[[[0,0],[900,0],[900,9],[0,9],[0,0]]]}";
  private static final String OTHER =
      "{\"type\":\"Polygon\",\"coordinates\":[[[0,20],[900,20],[900,29],[0,29],[0,20]]]}";

  @TempDir Path dir;

  private static String feature(String id, String properties, String geometry) {
    return "{\"type\":\"Feature\","
        + (id.isEmpty() ? "" : "\"id\":" + id + ",")
        + "\"properties\":{"
        + properties
        + "},\"geometry\":"
        + geometry
        + "}";
  }

  private static String collection(String... features) {
    return "{\"type\":\"FeatureCollection\",\"features\":[" + String.join(",\n", features) + "]}";
  }

  private FootprintSet read(String text, String heightField, boolean fallback) {
    try {
      Path file = Files.writeString(dir.resolve("f" + System.nanoTime() + ".geojson"), text);
      return FootprintReader.read(
          spark(),
          List.of(file.toString()),
          new FootprintFields(new HeightFields(heightField, "", ""), fallback));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private String error(String text, String heightField, boolean fallback) {
    String message =
        assertThrows(UserError.class, () -> read(text, heightField, fallback)).getMessage();
    assertEquals(1, message.lines().count(), message);
    return message;
  }

  private static Map<String, Double> heights(FootprintSet set) {
    Map<String, Double> result = new TreeMap<>();
    for (PackedFootprint footprint : set.footprints().collect()) {
      double height = footprint.heights().height();
      result.put(footprint.id(), Double.isNaN(height) ? null : height);
    }
    return result;
  }

  @Test
  void heightsMayBeNumbersOrText() {
    try (FootprintSet set =
        read(
            collection(
                feature("\"a\"", "\"h\":3.5", SQUARE),
                feature("7", "\"h\":\" 4 \"", OTHER),
                feature("", "\"GID\":12,\"h\":\"high\"", SQUARE),
                feature("\"n\"", "\"h\":null", OTHER),
                feature("\"x\"", "\"h\":5", "null")),
            "h",
            false)) {
      Map<String, Double> expected = new TreeMap<>(Map.of("a", 3.5, "7", 4.0));
      expected.put("12", null);
      expected.put("n", null);
      assertEquals(expected, heights(set));
      assertEquals(new Bounds(0, 0, 900, 29), set.extent().orElseThrow());
      assertEquals(2, set.withoutHeight());
      assertEquals(Map.of("no geometry", 1L), set.dropped());
      assertEquals(List.of(new RejectedFeature("x", "no geometry")), set.rejected().collect());
      assertEquals("", set.crs());
    }
  }

  @Test
  void idsAreUniqueWhateverTheOrder() {
    String[] features = {
      feature("\"a\"", "\"h\":1", SQUARE),
      feature("\"a\"", "\"h\":2", OTHER),
      feature("\"a#2\"", "\"h\":3", SQUARE),
      feature("", "\"h\":4", OTHER),
      feature("", "\"h\":5", SQUARE)
    };
    try (FootprintSet forward = read(collection(features), "h", false);
        FootprintSet lines = read(String.join("\n", backwards(features)), "h", false)) {
      Map<String, Double> ids = heights(forward);
      assertEquals(5, ids.size());
      List<String> named = ids.keySet().stream().limit(3).toList();
      assertEquals(List.of("a", "a#2", "a#2#1"), named);
      assertEquals(List.of("a", "a", "a#2"), named.stream().map(FootprintIds::own).toList());
      assertEquals(ids, heights(lines));
    }
  }

  /** What is no number in JSON is written where there is none. */
  @Test
  void numbersThatAreNotFiniteAreMissing() {
    String[] features = {
      feature("\"a\"", "\"h\":NaN", SQUARE),
      feature("\"b\"", "\"h\":Infinity", SQUARE),
      feature("\"c\"", "\"h\":-Infinity", SQUARE),
      feature("\"d\"", "\"h\":\"NaN\"", SQUARE),
      feature("NaN", "\"h\":4", OTHER),
      feature("\"e\"", "\"h\":5", SQUARE.replace("0]]]", "NaN]]]"))
    };
    try (FootprintSet set = read(collection(features), "h", false)) {
      Map<String, Double> heights = heights(set);
      assertEquals(5, heights.size());
      assertEquals(4, set.withoutHeight());
      assertEquals(Map.of("broken geometry", 1L), set.dropped());
      assertTrue(heights.keySet().stream().anyMatch(id -> id.startsWith(FeatureSink.HASHED)));
    }
  }

  @Test
  void textsWithADecimalCommaAreToldWhereNothingElseGivesAHeight() {
    String message = error(collection(feature("1", "\"h\":\"12,5\"", SQUARE)), "h", false);
    assertTrue(message.contains("h holds texts with a decimal comma, such as '12,5'"), message);
  }

  @Test
  void theNamedFieldHoldsTheIds() {
    String text =
        collection(
            feature("1", "\"gid\":7,\"Bag\":\"x\"", SQUARE), feature("2", "\"gid\":8", OTHER));
    Map<String, List<String>> expected =
        Map.of("", List.of("1", "2"), "gid", List.of("7", "8"), "id", List.of("1", "2"));
    expected.forEach((field, ids) -> assertEquals(ids, idsOf(text, field), field));
    List<String> bag = idsOf(text, "Bag");
    assertEquals("x", bag.get(1));
    assertTrue(bag.get(0).startsWith(FeatureSink.HASHED), bag.toString());
    String message = assertThrows(UserError.class, () -> idsOf(text, "none")).getMessage();
    assertTrue(message.contains("has no field none: give --id-field one of Bag, gid"), message);
  }

  private List<String> idsOf(String text, String field) {
    try {
      Path file = Files.writeString(dir.resolve("ids" + System.nanoTime() + ".geojson"), text);
      FootprintFields fields = new FootprintFields(field, HeightFields.NONE, true);
      try (FootprintSet set = FootprintReader.read(spark(), List.of(file.toString()), fields)) {
        return set.footprints().map(PackedFootprint::id).collect().stream().sorted().toList();
      }
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static List<String> backwards(String[] values) {
    List<String> result = new ArrayList<>(List.of(values));
    Collections.reverse(result);
    return result;
  }

  @Test
  void crsIsReadWhereverItStands() {
    String crs = "\"crs\":{\"type\":\"name\",\"properties\":{\"name\":\"%s\"}}";
    String metric = crs.formatted("urn:ogc:def:crs:EPSG::28992");
    String features = "\"features\":[" + feature("1", "", SQUARE) + "]";
    for (String text : List.of(metric + "," + features, features + "," + metric)) {
      try (FootprintSet set = read("{" + text + ",\"type\":\"FeatureCollection\"}", "", true)) {
        assertEquals("EPSG:28992", set.crs());
      }
    }
    String degrees = crs.formatted("urn:ogc:def:crs:OGC:1.3:CRS84");
    assertTrue(
        error("{\"type\":\"FeatureCollection\"," + degrees + "," + features + "}", "", true)
            .contains("name its real CRS with --crs"));
  }

  @Test
  void nothingIsACityWithoutBuildings() {
    try (FootprintSet set = read(collection(), "height", false)) {
      assertEquals(0, set.count());
      assertEquals(Optional.empty(), set.extent());
      assertEquals(List.of(), set.footprints().collect());
    }
  }

  @Test
  void errorsNameTheRemedy() {
    String good = collection(feature("1", "\"h\":null,\"levels\":3", SQUARE));
    assertTrue(error(good.substring(0, 80), "", true).contains("not valid JSON"));
    assertTrue(error("{\"a\":1}", "", true).contains("not GeoJSON"));
    assertTrue(error("[]", "", true).contains("not GeoJSON"));
    String point = "{\"type\":\"Point\",\"coordinates\":[1,2]}";
    assertTrue(error(collection(feature("1", "", point)), "", true).contains("(not a polygon: 1)"));
    assertTrue(error(good, "height", true).contains("h, levels"));
    assertTrue(error(good, "h", false).contains("--building-height"));
    String tiny = "{\"type\":\"Polygon\",\"coordinates\":[[[4,52],[4.1,52],[4.1,52.1],[4,52]]]}";
    try (FootprintSet set = read(collection(feature("1", "", tiny)), "", true)) {
      assertEquals("EPSG:32631", set.crs(), "GeoJSON is in degrees unless it says otherwise");
    }
    UserError missing =
        assertThrows(
            UserError.class,
            () ->
                FootprintReader.read(
                    spark(),
                    List.of(dir + "/no.geojson"),
                    new FootprintFields(HeightFields.NONE, true)));
    assertTrue(missing.getMessage().contains("no.geojson"));
  }

  @Test
  void datasetsOfWktOrWkbAreTaken() {
    StructType schema =
        new StructType()
            .add("gid", DataTypes.LongType)
            .add("wkt", DataTypes.StringType)
            .add("height", DataTypes.FloatType);
    Dataset<Row> wkt =
        spark()
            .createDataFrame(
                List.of(
                    RowFactory.create(5L, "POLYGON((0 0, 900 0, 900 9, 0 0))", 2.5f),
                    RowFactory.create(6L, "POLYGON((0 0, 900", 2.5f),
                    RowFactory.create(7L, null, 2.5f)),
                schema);
    FootprintFields fields = new FootprintFields(HeightFields.NONE, false);
    try (FootprintSet set = FootprintReader.of(wkt, "EPSG:28992", fields)) {
      assertEquals(Map.of("5", 2.5), heights(set));
      assertEquals(Map.of("broken geometry", 1L, "no geometry", 1L), set.dropped());
      assertEquals(
          Set.of(
              new RejectedFeature("6", "broken geometry"), new RejectedFeature("7", "no geometry")),
          Set.copyOf(set.rejected().collect()));
      PackedFootprint only = set.footprints().first();
      Dataset<Row> wkb =
          spark()
              .createDataFrame(
                  List.of(RowFactory.create("5", Wkb.of(only.geometry()), 2.5)),
                  new StructType()
                      .add("id", DataTypes.StringType)
                      .add("geometry", DataTypes.BinaryType)
                      .add("height", DataTypes.DoubleType));
      try (FootprintSet again = FootprintReader.of(wkb, "", fields)) {
        assertEquals(List.of(only), again.footprints().collect());
      }
    }
    Dataset<Row> none = wkt.select("gid", "height");
    assertTrue(
        assertThrows(UserError.class, () -> FootprintReader.of(none, "", fields))
            .getMessage()
            .contains("no geometry column"));
  }

  @Test
  void campusIsReadInEitherCrs() {
    Path data = TestData.path("tudcampus");
    isReadInEitherCrs(
        1529, data.resolve("buildings.geojson"), data.resolve("buildings_4326.geojson"));
  }

  @Test
  void aDrawnQuarterIsReadInEitherCrs() {
    isReadInEitherCrs(
        TestQuarter.houses().size(),
        TestQuarter.geoJson(dir.resolve("q.geojson")),
        TestQuarter.geoJsonInDegrees(dir.resolve("degrees.geojson")));
  }

  private static void isReadInEitherCrs(int count, Path metres, Path inDegrees) {
    FootprintFields fields = new FootprintFields(HeightFields.NONE, true);
    try (FootprintSet set = FootprintReader.read(spark(), List.of(metres.toString()), fields)) {
      assertEquals(count, set.count());
      assertEquals(count, set.footprints().map(PackedFootprint::id).distinct().count());
      assertEquals("EPSG:28992", set.crs());
    }
    String degrees = inDegrees.toString();
    try (FootprintSet set = FootprintReader.read(spark(), List.of(degrees), fields)) {
      assertEquals(count, set.count());
      assertEquals("EPSG:32631", set.crs());
    }
  }
}
