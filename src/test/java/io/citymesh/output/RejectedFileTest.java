package io.citymesh.output;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.citymesh.footprint.Remark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.io.ParseException;
import org.locationtech.jts.io.WKTReader;

class RejectedFileTest {
  private static Remark dropped(String id, String wkt) {
    try {
      Geometry geometry = new WKTReader().read(wkt);
      return new Remark(Remark.Kind.DROPPED, id, "no area", geometry);
    } catch (ParseException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private static JsonNode written(Path dir, String crs, List<List<Remark>> pieces)
      throws IOException {
    OutputDir out = OutputDir.of(dir.toString(), new Configuration());
    for (int i = 0; i < pieces.size(); i++) {
      RejectedFile.writePiece(out, i, pieces.get(i).iterator());
    }
    RejectedFile.join(out, pieces.size(), crs);
    try (var files = Files.list(dir)) {
      assertEquals(List.of(dir.resolve(KnownFiles.REJECTED)), files.toList());
    }
    return new ObjectMapper().readTree(dir.resolve(KnownFiles.REJECTED).toFile());
  }

  @Test
  void piecesBecomeOneCollection(@TempDir Path dir) throws IOException {
    Remark polygon =
        dropped("a \"quoted\" id", "POLYGON((0 0, 9 0, 9 9.125, 0 0), (7 1, 8 1, 8 2, 7 1))");
    Remark parts = dropped("b", "MULTIPOLYGON(((0 0, 1 0, 1 1, 0 0)), ((5 5, 6 5, 6 6, 5 5)))");
    Remark none = dropped("c", "POLYGON EMPTY");
    JsonNode root =
        written(dir, "EPSG:28992", List.of(List.of(), List.of(polygon, parts), List.of(none)));
    assertEquals("FeatureCollection", root.get("type").asText());
    assertEquals("urn:ogc:def:crs:EPSG::28992", root.at("/crs/properties/name").asText());
    JsonNode features = root.get("features");
    assertEquals(3, features.size());
    assertEquals("a \"quoted\" id", features.at("/0/properties/id").asText());
    assertEquals("dropped", features.at("/0/properties/what").asText());
    assertEquals("no area", features.at("/0/properties/reason").asText());
    assertEquals(2, features.at("/0/geometry/coordinates").size());
    assertEquals(9.125, features.at("/0/geometry/coordinates/0/2/1").asDouble());
    assertEquals("MultiPolygon", features.at("/1/geometry/type").asText());
    assertEquals(5, features.at("/1/geometry/coordinates/1/0/0/0").asDouble());
    assertTrue(features.at("/2/geometry").isNull());
  }

  @Test
  void nothingRejectedIsAnEmptyCollection(@TempDir Path dir) throws IOException {
    JsonNode root = written(dir, "", List.of(List.of(), List.of()));
    assertEquals(0, root.get("features").size());
    assertFalse(root.has("crs"));
  }

  @Test
  void linesMayFallOnTheEdgesOfTheCopyBuffer(@TempDir Path dir) throws IOException {
    Iterator<Integer> lengths = IntStream.range(0, 3000).iterator();
    List<Remark> many =
        IntStream.range(0, 3000)
            .mapToObj(i -> dropped("x".repeat(lengths.next() % 97), "POLYGON EMPTY"))
            .toList();
    assertEquals(3000, written(dir, "", List.of(many)).get("features").size());
  }
}
