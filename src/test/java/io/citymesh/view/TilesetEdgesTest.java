package io.citymesh.view;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.citymesh.CityMesh;
import io.citymesh.SparkTest;
import io.citymesh.geo.Bounds;
import io.citymesh.report.Manifest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tilesets of meshes that have less than others: no CRS, no building, one part. */
class TilesetEdgesTest extends SparkTest {
  @TempDir static Path dir;

  private static JsonNode tileset(Path city) throws Exception {
    return new ObjectMapper().readTree(city.resolve("3dtiles/tileset.json").toFile());
  }

  private static CityMesh.Builder ground(Path city, double tileSize) {
    return CityMesh.builder(spark())
        .terrain("flat:3.5")
        .bounds(new Bounds(0, 0, 300, 200))
        .tileSize(tileSize)
        .formats("3dtiles")
        .out(city.toString());
  }

  @Test
  void onePartIsItsOwnRootInALocalFrame() throws Exception {
    Path city = dir.resolve("one");
    CityMesh.Result mesh = ground(city, 0).build();
    JsonNode json = tileset(city);
    assertEquals(0, json.at("/root/geometricError").asDouble());
    assertTrue(json.at("/geometricError").asDouble() > 1, "or clients show nothing");
    assertEquals("p1.glb", json.at("/root/content/uri").asText());
    Manifest.Format told = mesh.manifest().formats().get(0);
    assertEquals(told.bytes(), told.firstScreen());
    assertFalse(json.at("/root").has("transform"));
    assertFalse(json.at("/root").has("children"));
    assertTrue(json.at("/extras/placement").asText().contains("local frame"));
    Gltf gltf = new Gltf(city.resolve("3dtiles/p1.glb"));
    assertEquals(mesh.manifest().totals().faces(), gltf.triangles.size());
    assertEquals(0, gltf.rows());
    assertTrue(gltf.triangles.stream().allMatch(face -> face.xyz()[2] == 3.5));
  }

  @Test
  void aFlatGroundOfSeveralTilesHasCoarserOnes() throws Exception {
    Path city = dir.resolve("several");
    CityMesh.Result mesh = ground(city, 100).build();
    JsonNode json = tileset(city);
    assertTrue(json.at("/root/geometricError").asDouble() > 0);
    Gltf root = new Gltf(city.resolve("3dtiles").resolve(json.at("/root/content/uri").asText()));
    assertTrue(root.triangles.size() < mesh.manifest().totals().faces() / 3);
    double area =
        root.triangles.stream()
            .mapToDouble(
                face -> {
                  double[] p = face.xyz();
                  return ((p[3] - p[0]) * (p[7] - p[1]) - (p[4] - p[1]) * (p[6] - p[0])) / 2;
                })
            .sum();
    assertEquals(60_000, area, 1e-3);
  }

  /** What an earlier mesh left there is gone, and what is not ours stays. */
  @Test
  void anotherMeshLeavesNoTileOfTheOneBefore() throws Exception {
    Path city = dir.resolve("again");
    ground(city, 100).build();
    Path mine = Files.writeString(city.resolve("3dtiles/mine.txt"), "mine");
    ground(city, 0).overwrite(true).build();
    try (Stream<Path> files = Files.list(city.resolve("3dtiles"))) {
      assertEquals(3, files.count(), "tileset.json, p1.glb and what is not ours");
    }
    assertEquals("mine", Files.readString(mine));
  }
}
