package io.citymesh.vector;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.citymesh.TestData;
import io.citymesh.input.HeightFields;
import io.citymesh.vector.FootprintFiles.Format;
import io.citymesh.vector.FootprintFiles.Piece;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Features that are read from their bytes are what their trees of values say. */
class PlainGeoJsonTest {
  private static final Configuration HADOOP = new Configuration(false);
  private static final String RING = "[[0, 0], [20, 0], [20, 20.5], [0, 2e1], [0, 0]]";

  /** All fields are looked at, or those of the heights; two are kept. */
  private static final List<ReadOptions> WANTED =
      List.of(
          new ReadOptions(new HeightFields("roof", "h", "levels"), "", "", true),
          new ReadOptions(new HeightFields("", "h", ""), "name", "", false, List.of("a", "name")),
          new ReadOptions(HeightFields.NONE, "id", "", false));

  /** What may stand for a geometry. */
  private static final List<String> GEOMETRIES =
      List.of(
          polygon("[" + RING + "]"),
          polygon("[" + RING + ", [[5, 5], [5, 9], [9, 9], [5, 5]]]"),
          polygon("[[[0, 0], [20, 0], [20, 20]]]"),
          polygon("[[[0, 0, 3], [20, 0, 3], [20, 20, 3, 4]]]"),
          polygon("[[[0, 0], [20, 20], [20, 0], [0, 20], [0, 0]]]"),
          polygon("[[[0, 0], [5, 0], [5, 0], [9, 0], [9, 9], [0, 0]]]"),
          polygon("[[[0, 0], [5, 0], [10, 0], [10, 5], [10, 10], [0, 0]]]"),
          polygon("[[[0, 0], [9, 0], [5, 0], [5, 5], [0, 0]]]"),
          polygon("[[[0, 0], [9, 0], [0, 0], [0, 0]]]"),
          polygon("[[[0, 0], [9, 0]]]"),
          polygon("[[[0, 0], [9, 0], [9]]]"),
          polygon("[[[0, 0], [9, null], [9, 9]]]"),
          polygon("[[[0, 0], [9, \"1\"], [9, 9]]]"),
          polygon("[[[0, 0], [9, 0], [9, NaN]]]"),
          polygon("[[[0, 0], [9, 0], [9, 1e999]]]"),
          polygon("[[[-0, -0.0], [9, -0.0], [9, 9], [0.0, 0]]]"),
          polygon(
              "[[[1234567.1234567891, 0.30000000000000004], [9007199254740993, 9],"
                  + " [123456789012345678, 1e-7], [12345678901234567890123, 7.1234567890123456789]]]"),
          polygon("[]"),
          polygon("[[]]"),
          polygon("[[], " + RING + "]"),
          polygon("{}"),
          polygon("7"),
          "{\"coordinates\": [[[0, 0], [20, 0], [20, 20]]], \"x\": [{}], \"type\": \"Polygon\"}",
          "{\"type\": \"MultiPolygon\", \"coordinates\": [[" + RING + "]]}",
          "{\"type\": \"MultiPolygon\", \"coordinates\": [["
              + RING
              + "],"
              + " [[[50, 0], [60, 0], [60, 9], [50, 0]], [[55, 1], [56, 1], [56, 2], [55, 1]]]]}",
          "{\"type\": \"MultiPolygon\", \"coordinates\": [[" + RING + "], []]}",
          "{\"type\": \"MultiPolygon\", \"coordinates\": []}",
          "{\"type\": \"MultiPolygon\", \"coordinates\": [" + RING + "]}",
          "{\"type\": \"Polygon\", \"type\": \"Point\", \"coordinates\": [1, 2]}",
          "{\"type\": \"Point\", \"coordinates\": [1, 2]}",
          "{\"type\": \"GeometryCollection\", \"geometries\": [" + polygon("[" + RING + "]") + "]}",
          "{\"type\": \"Circle\"}",
          "{\"type\": 7, \"coordinates\": [" + RING + "]}",
          "{\"coordinates\": [" + RING + "]}",
          "{}",
          "[]",
          "null");

  /** What may stand beside it in a feature. */
  private static final List<String> MEMBERS =
      List.of(
          "\"id\": \"a\", \"properties\": {\"h\": 12.5, \"roof\": -9999, \"levels\": 3}",
          "\"id\": 7, \"properties\": {\"h\": \"12,5\", \"name\": \" x \", \"a\": [1, {\"b\": 2}]}",
          "\"id\": 7.50, \"properties\": {\"GID\": 12, \"h\": \" 4 \", \"a\": true}",
          "\"id\": -0, \"properties\": {\"name\": 12345678901234567890, \"a\": 1.10}",
          "\"id\": 1e999999999, \"properties\": {\"name\": -0.0, \"h\": 1e3, \"a\": null}",
          "\"id\": {}, \"properties\": {\"objectid\": 5, \"Gid\": \"g\", \"h\": \"nan\"}",
          "\"id\": null, \"properties\": {\"id\": \"\", \"ID\": \"second\", \"fid\": 3}",
          "\"properties\": {\"name\": \"\\u00e9\\n\", \"a\": \"é€😀\", \"h\": \"-Infinity\"}",
          "\"properties\": {\"Höhe\": 5, \"a\\u0062\": 1, \"name\": false}",
          "\"properties\": {\"h\": 1, \"a\": 1, \"h\": 2}",
          "\"properties\": {\"\": 1, \"h\": NaN, \"roof\": Infinity}",
          "\"properties\": [1, 2], \"bbox\": [1, 2, 3, 4]",
          "\"properties\": null",
          "\"properties\": {}",
          "\"type\": 7, \"features\": [1], \"crs\": {\"properties\": {\"name\": \"EPSG:7415\"}}",
          "\"id\": 1, \"id\": 2, \"other\": {\"type\": \"Feature\"}",
          "\"properties\": {\"deep\": " + "[".repeat(300) + "]".repeat(300) + "}");

  @TempDir Path dir;

  private static String polygon(String coordinates) {
    return "{\"type\": \"Polygon\", \"coordinates\": " + coordinates + "}";
  }

  private static String feature(String members, String geometry) {
    return "{\"type\": \"Feature\", " + members + ", \"geometry\": " + geometry + "}";
  }

  private static String collection(List<String> features) {
    return "{\"type\": \"FeatureCollection\", \"crs\": {\"type\": \"name\", \"properties\": {\"name\":"
        + " \"urn:ogc:def:crs:EPSG::28992\"}},\n \"features\": ["
        + String.join(",\n", features)
        + "], \"name\": \"x\"}\n";
  }

  private static List<String> features() {
    List<String> features = new ArrayList<>();
    for (String geometry : GEOMETRIES) {
      features.add(feature(MEMBERS.get(features.size() % MEMBERS.size()), geometry));
    }
    for (String members : MEMBERS) {
      features.add(feature(members, GEOMETRIES.get(0)));
      features.add(feature(members, "null"));
    }
    features.add("{}");
    features.add("{\"geometry\": " + GEOMETRIES.get(0) + "}");
    return features;
  }

  /** All that a reader gives: its blocks' bytes as texts, the summary or the error. */
  private static List<String> read(FeatureReader reader, FeatureSink sink) throws IOException {
    List<String> result = new ArrayList<>();
    String last;
    try (reader) {
      while (reader.more()) {
        reader.next();
      }
      last = sink.summary().json();
    } catch (FeatureReader.BadFile e) {
      last = e.getMessage();
    } catch (JsonProcessingException e) {
      last = Json.invalid("The file", e, "");
    }
    for (FeatureBlock block = sink.rest(); block != null; block = sink.rest()) {
      block.footprints().forEachRemaining(f -> result.add(f.footprint().hashCode() + text(f)));
      block.rejected().forEachRemaining(f -> result.add(f.toString()));
    }
    result.add(last);
    return result;
  }

  private static String text(NamedFootprint named) {
    return named.footprint().id()
        + named.footprint().heights()
        + named.footprint().geometry()
        + named.kept();
  }

  private static List<String> plain(Piece piece, ReadOptions wanted, int window)
      throws IOException {
    FeatureSink sink = new FeatureSink(() -> wanted.summary(3));
    return read(PlainGeoJsonReader.open(piece, HADOOP, wanted, sink, window), sink);
  }

  private static List<String> tree(Piece piece, ReadOptions wanted) throws IOException {
    FeatureSink sink = new FeatureSink(() -> wanted.summary(3));
    return read(GeoJsonReader.open(piece, HADOOP, wanted, sink), sink);
  }

  private static Piece whole(Path file) throws IOException {
    return new Piece(file.toString(), 3, Format.GEOJSON, 0, Files.size(file), true, false);
  }

  private void assertSame(byte[] json, int... windows) throws IOException {
    Path file = Files.write(dir.resolve("a.geojson"), json);
    for (ReadOptions wanted : WANTED) {
      List<String> expected = tree(whole(file), wanted);
      for (int window : windows) {
        assertEquals(
            expected,
            plain(whole(file), wanted, window),
            () -> window + ": " + new String(json, StandardCharsets.UTF_8));
      }
    }
  }

  private void assertSame(String json, int... windows) throws IOException {
    assertSame(json.getBytes(StandardCharsets.UTF_8), windows);
  }

  @Test
  void eachFeatureByItself() throws IOException {
    for (String feature : features()) {
      assertSame(collection(List.of(feature)), 64);
      assertSame(feature, 64);
    }
  }

  @Test
  void allFeaturesTogether() throws IOException {
    assertSame(collection(features()), 1, 100, 1 << 20);
    assertSame(String.join("\n", features()), 1, 100, 1 << 20);
    assertSame("\u001e" + String.join("\n\u001e", features()), 100);
    assertSame("\ufeff" + collection(features()).replace("\n", "\r\n"), 1, 100);
    assertSame(collection(features()) + collection(List.of()), 100);
    assertSame(collection(features()).getBytes(StandardCharsets.UTF_16), 100);
    assertSame(" \n", 100);
    assertSame("{\"features\": [], \"type\": \"FeatureCollection\"}", 1, 100);
    assertSame("{\"type\": \"FeatureCollection\", \"features\": [1]}", 100);
    assertSame("{\"type\": \"FeatureCollection\", \"features\": {}}", 100);
    assertSame(GEOMETRIES.get(1), 100);
  }

  /** A byte is lost, doubled or another: most of it is no JSON any more, or other JSON. */
  @Test
  void damagedFilesAreToldInTheSameWords() throws IOException {
    Random random = new Random(1);
    byte[] some = collection(features().subList(0, 12)).getBytes(StandardCharsets.UTF_8);
    String marks = "{}[]\",:\\ \n0-.eEtn\u0000";
    for (int i = 0; i < 400; i++) {
      int at = random.nextInt(some.length);
      int what = random.nextInt(4);
      byte[] damaged = new byte[some.length + (what == 0 ? -1 : what == 1 ? 1 : 0)];
      System.arraycopy(some, 0, damaged, 0, at);
      int rest = Math.min(some.length - at, damaged.length - at) - (what == 0 ? 0 : 1);
      if (what == 0) {
        System.arraycopy(some, at + 1, damaged, at, rest);
      } else {
        System.arraycopy(some, at + (what == 1 ? 0 : 1), damaged, at + 1, rest);
        damaged[at] =
            what == 3
                ? (byte) random.nextInt(256)
                : (byte) marks.charAt(random.nextInt(marks.length()));
      }
      assertSame(damaged, 1000);
    }
  }

  @Test
  void realFilesAreTheSame() throws IOException {
    for (String name :
        List.of(
            "tudcampus/buildings.geojson",
            "tudcampus/buildings_4326.geojson",
            "delft/buildings.geojson")) {
      Path file = TestData.path(name);
      for (ReadOptions wanted : WANTED) {
        List<String> expected = tree(whole(file), wanted);
        assertTrue(expected.size() > 100);
        assertEquals(expected, plain(whole(file), wanted, 5000));
      }
    }
  }
}
