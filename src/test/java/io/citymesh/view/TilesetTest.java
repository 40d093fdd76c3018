package io.citymesh.view;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.citymesh.CityMesh;
import io.citymesh.SparkTest;
import io.citymesh.cli.DemoCity;
import io.citymesh.format.FormatOptions;
import io.citymesh.format.MeshParts;
import io.citymesh.output.BuildingRow;
import io.citymesh.output.BuildingsFile;
import io.citymesh.output.ManifestFile;
import io.citymesh.output.OutputDir;
import io.citymesh.report.Manifest;
import io.citymesh.report.Progress;
import io.citymesh.store.FlatArray;
import io.citymesh.store.Hdf5File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The demo city as 3D Tiles: hills, buildings that cross tiles, and subtrees with their own sets.
 */
class TilesetTest extends SparkTest {
  @TempDir static Path dir;

  private static final ObjectMapper JSON = new ObjectMapper();

  private static Path city;
  private static Manifest manifest;
  private static Tile root;

  /** A tile with those below it, whatever file they stand in. */
  private record Tile(double[] box, double error, String file, Gltf content, List<Tile> children) {
    Stream<Tile> all() {
      return Stream.concat(Stream.of(this), children.stream().flatMap(Tile::all));
    }

    boolean isLeaf() {
      return children.isEmpty();
    }
  }

  @BeforeAll
  static void build() throws IOException {
    DemoCity.Written demo = DemoCity.write(dir.resolve("demo"), 4, 3, 1);
    city = dir.resolve("city");
    CityMesh.builder(SparkTest::spark)
        .buildings(demo.buildings().toString())
        .terrain(demo.terrain().toString())
        .heightField("height")
        .tileSize(100)
        .formats("3dtiles")
        .out(city.toString())
        .build();
    manifest = ManifestFile.read(OutputDir.of(city.toString(), new Configuration()));
    root = read(city.resolve("3dtiles/tileset.json"));
  }

  private static Tile read(Path tileset) throws IOException {
    JsonNode json = JSON.readTree(tileset.toFile());
    assertEquals("1.1", json.at("/asset/version").asText());
    double half = Math.hypot(halfAlong(json, 3), halfAlong(json, 7));
    assertTrue(json.at("/geometricError").asDouble() >= 2 * half, "to show nothing is all wrong");
    assertTrue(json.at("/geometricError").asDouble() >= json.at("/root/geometricError").asDouble());
    return tile(tileset.getParent(), json.get("root"));
  }

  /** A tile; one whose content is a tileset is that tileset's root. */
  private static Tile tile(Path folder, JsonNode json) throws IOException {
    Set<String> fields = new TreeSet<>();
    json.fieldNames().forEachRemaining(fields::add);
    assertTrue(
        Set.of("boundingVolume", "geometricError", "refine", "content", "children", "transform")
            .containsAll(fields),
        fields.toString());
    assertEquals("REPLACE", json.get("refine").asText());
    double[] numbers = new double[12];
    assertEquals(12, json.at("/boundingVolume/box").size());
    for (int i = 0; i < 12; i++) {
      numbers[i] = json.at("/boundingVolume/box/" + i).asDouble();
    }
    double[] box = new double[6];
    for (int axis = 0; axis < 3; axis++) {
      box[axis] = numbers[axis] - numbers[3 + 4 * axis];
      box[axis + 3] = numbers[axis] + numbers[3 + 4 * axis];
    }
    double error = json.get("geometricError").asDouble();
    Path file = folder.resolve(json.at("/content/uri").asText());
    if (file.toString().endsWith(".json")) {
      assertFalse(json.has("children"));
      Tile whole = read(file);
      assertEquals(error, whole.error);
      assertArrayEquals(box, whole.box, 1e-9);
      return whole;
    }
    List<Tile> children = new ArrayList<>();
    for (JsonNode child : json.path("children")) {
      children.add(tile(folder, child));
    }
    return new Tile(box, error, file.getFileName().toString(), new Gltf(file), children);
  }

  @Test
  void theLeavesAreThePartsFaceByFace() throws IOException {
    Map<String, Manifest.Part> parts =
        manifest.parts().stream().collect(Collectors.toMap(p -> "p" + p.id() + ".glb", p -> p));
    List<Tile> leaves = root.all().filter(Tile::isLeaf).toList();
    assertEquals(parts.keySet(), leaves.stream().map(Tile::file).collect(Collectors.toSet()));
    for (Tile leaf : leaves) {
      assertEquals(parts.get(leaf.file).faces(), leaf.content.triangles.size(), leaf.file);
      assertEquals(0, leaf.error);
    }
    assertTrue(leaves.size() > 16, "there are several subtrees");
    try (Stream<Path> files = Files.list(city.resolve("3dtiles"))) {
      Set<String> there =
          files.map(file -> file.getFileName().toString()).collect(Collectors.toSet());
      assertTrue(there.stream().anyMatch(file -> file.matches("n\\d+\\.json")), there.toString());
      long contents = there.stream().filter(file -> file.endsWith(".glb")).count();
      assertEquals(contents, root.all().count(), "each content is that of one tile");
    }
    Manifest.Format told = manifest.formats().get(0);
    assertEquals(List.of("3dtiles/tileset.json"), told.files());
    try (Stream<Path> files = Files.list(city.resolve("3dtiles"))) {
      assertEquals(files.mapToLong(file -> file.toFile().length()).sum(), told.bytes());
    }
  }

  /** What stands in the manifest lies between the coarsest of the city and all of it. */
  @Test
  void aFirstScreenLoadsNoMoreThanIsSeen() throws IOException {
    OutputDir tiles = OutputDir.of(city.resolve("3dtiles").toString(), new Configuration());
    long tileset = tiles.size("tileset.json");
    assertEquals(tileset + tiles.size(root.file), FirstScreen.bytes(tiles, 2, 1));
    long told = manifest.formats().get(0).firstScreen();
    assertEquals(told, FirstScreen.bytes(tiles));
    assertTrue(told > tileset + tiles.size(root.file), "the root's error is seen: " + told);
    long small = FirstScreen.bytes(tiles, 700, 450);
    assertTrue(small <= told && told < manifest.formats().get(0).bytes(), small + ", " + told);
    assertEquals(manifest.formats().get(0).bytes(), FirstScreen.bytes(tiles, 1_000_000, 800_000));
  }

  @Test
  void boxesHoldContentsAndChildrenAndErrorsGrowUpwards() {
    for (Tile tile : root.all().toList()) {
      for (Gltf.Triangle triangle : tile.content.triangles) {
        for (int i = 0; i < 9; i++) {
          assertTrue(
              triangle.xyz()[i] >= tile.box[i % 3] && triangle.xyz()[i] <= tile.box[i % 3 + 3],
              tile.file);
        }
      }
      for (Tile child : tile.children) {
        assertTrue(tile.error > 0 && tile.error >= child.error, tile.file);
        for (int axis = 0; axis < 3; axis++) {
          assertTrue(tile.box[axis] <= child.box[axis] + 1e-9, tile.file);
          assertTrue(tile.box[axis + 3] >= child.box[axis + 3] - 1e-9, tile.file);
        }
      }
    }
  }

  /** A ground's edge in the plane, from one end to the other. */
  private record Edge(double ax, double ay, double bx, double by) {}

  /** The edges in the plane with one face: of a part its ground and its roofs, else the ground. */
  private static Set<Edge> rim(Collection<Tile> tiles) {
    Set<Edge> rim = new HashSet<>();
    for (Tile tile : tiles) {
      for (Gltf.Triangle face : tile.content.triangles) {
        if (face.kind().equals("ground") || tile.isLeaf() && face.kind().equals("roof")) {
          double[] p = face.xyz();
          for (int c = 0; c < 3; c++) {
            int d = (c + 1) % 3;
            Edge back = new Edge(p[3 * d], p[3 * d + 1], p[3 * c], p[3 * c + 1]);
            if (!rim.remove(back)) {
              rim.add(new Edge(back.bx, back.by, back.ax, back.ay));
            }
          }
        }
      }
    }
    return rim;
  }

  private static double area(Tile tile) {
    double sum = 0;
    for (Gltf.Triangle face : tile.content.triangles) {
      if (face.kind().equals("ground") || tile.isLeaf() && face.kind().equals("roof")) {
        double[] p = face.xyz();
        double twice = (p[3] - p[0]) * (p[7] - p[1]) - (p[4] - p[1]) * (p[6] - p[0]);
        assertTrue(twice > 0, "faces look up");
        sum += twice / 2;
      }
    }
    return sum;
  }

  /**
   * So any choice of levels is without a gap: each fills exactly the place of what it stands for.
   */
  @Test
  void aNodeHasTheRimAndTheAreaOfItsChildren() {
    for (Tile tile : root.all().filter(tile -> !tile.isLeaf()).toList()) {
      assertEquals(rim(tile.children), rim(List.of(tile)), tile.file);
      double children = tile.children.stream().mapToDouble(TilesetTest::area).sum();
      assertEquals(children, area(tile), 1e-6 * children, tile.file);
    }
    Manifest.Extent b = manifest.bounds();
    assertEquals((b.xmax() - b.xmin()) * (b.ymax() - b.ymin()), area(root), 0.1);
  }

  @Test
  void noGroundIsFartherFromACoarseOneThanItsError() {
    double[] worst = {0};
    List<double[]> coarse =
        root.content.triangles.stream()
            .filter(face -> face.kind().equals("ground"))
            .map(Gltf.Triangle::xyz)
            .toList();
    root.all()
        .filter(Tile::isLeaf)
        .flatMap(leaf -> leaf.content.triangles.stream())
        .filter(face -> face.kind().equals("ground"))
        .forEach(face -> worst[0] = Math.max(worst[0], distance(coarse, face.xyz())));
    assertTrue(worst[0] > 0.01, "there are hills, and they are simplified: " + worst[0]);
    assertTrue(worst[0] <= root.error, worst[0] + " of " + root.error);
    assertTrue(
        coarse.size() * 3
            < root.all()
                .filter(Tile::isLeaf)
                .flatMap(leaf -> leaf.content.triangles.stream())
                .filter(face -> face.kind().equals("ground"))
                .count());
  }

  /** How far a face's first corner lies above or below the ground. */
  private static double distance(List<double[]> ground, double[] face) {
    for (double[] t : ground) {
      double u = cross(t, 3, 6, face);
      double v = cross(t, 6, 0, face);
      double w = cross(t, 0, 3, face);
      if (u >= 0 && v >= 0 && w >= 0) {
        return Math.abs((u * t[2] + v * t[5] + w * t[8]) / (u + v + w) - face[2]);
      }
    }
    return 0;
  }

  private static double cross(double[] t, int a, int b, double[] at) {
    return (t[b] - t[a]) * (at[1] - t[a + 1]) - (t[b + 1] - t[a + 1]) * (at[0] - t[a]);
  }

  @Test
  void eachBuildingTellsItsOwnIdAndHeightInEveryTile() throws IOException {
    Map<Integer, BuildingRow> rows = new HashMap<>();
    BuildingsFile.read(
        OutputDir.of(city.toString(), new Configuration()), row -> rows.put(row.index(), row));
    Set<Integer> atLeaves = new TreeSet<>();
    for (Tile tile : root.all().toList()) {
      Map<Integer, Double> tops = new TreeMap<>();
      for (Gltf.Triangle face : tile.content.triangles) {
        if (face.kind().equals("roof")) {
          tops.merge(face.row(), face.xyz()[2], Math::max);
        }
      }
      for (int row = 0; row < tile.content.rows(); row++) {
        BuildingRow told = rows.get((int) tile.content.number("index", row));
        assertEquals(String.join(", ", told.sourceIds()), tile.content.text("id", row));
        assertEquals(told.heightSource(), tile.content.text("height_source", row));
        assertEquals(told.height(), tile.content.number("height", row), 1e-4);
        assertEquals(told.area(), tile.content.number("area", row), 1e-2);
        if (tops.containsKey(row)) {
          assertEquals(told.roof(), tops.get(row), 1e-3);
        }
        if (tile.isLeaf()) {
          atLeaves.add(told.index());
        }
      }
    }
    assertEquals(rows.keySet(), atLeaves);
    assertEquals(rows.size(), root.content.rows(), "a small city is whole from afar");
  }

  @Test
  void theRootLiesWhereTheCrsSays() throws IOException {
    JsonNode json = JSON.readTree(city.resolve("3dtiles/tileset.json").toFile());
    double[] m = new double[16];
    for (int i = 0; i < 16; i++) {
      m[i] = json.at("/root/transform/" + i).asDouble();
    }
    double radius = Math.sqrt(m[12] * m[12] + m[13] * m[13] + m[14] * m[14]);
    assertEquals(6_367_000, radius, 12_000, "on the earth");
    for (int column = 0; column < 12; column += 4) {
      double length = Math.hypot(Math.hypot(m[column], m[column + 1]), m[column + 2]);
      assertEquals(1, length, 1e-3);
    }
    assertEquals(0, m[0] * m[4] + m[1] * m[5] + m[2] * m[6], 1e-6, "square");
    double up = (m[8] * m[12] + m[9] * m[13] + m[10] * m[14]) / radius;
    assertEquals(1, up, 1e-4);
    double turn = // x, y and up are right-handed.
        m[8] * (m[1] * m[6] - m[2] * m[5])
            + m[9] * (m[2] * m[4] - m[0] * m[6])
            + m[10] * (m[0] * m[5] - m[1] * m[4]);
    assertEquals(1, turn, 2e-3);
  }

  /** The Dutch grid's centre stands at the church tower of Amersfoort. */
  @Test
  void aKnownPlace() {
    double[] m =
        Placement.transform("EPSG:28992", new double[] {155_000, 463_000, 0}).orElseThrow();
    double longitude = Math.toDegrees(Math.atan2(m[13], m[12]));
    double latitude =
        Math.toDegrees(Math.atan2(m[14], (1 - 0.00669437999014) * Math.hypot(m[12], m[13])));
    assertEquals(5.38721, longitude, 2e-5);
    assertEquals(52.15517, latitude, 2e-5);
    assertTrue(Placement.transform("", new double[3]).isEmpty());
  }

  @Test
  void theBytesAreTheSameElsewhere() throws IOException {
    CityMesh.Result mesh = CityMesh.open(spark(), city.toString());
    Path again = dir.resolve("again");
    mesh.export(spark(), FormatOptions.of("3dtiles"), again.toString(), false, Progress.silent());
    try (Stream<Path> files = Files.list(city.resolve("3dtiles"))) {
      for (Path file : files.toList()) {
        assertArrayEquals(
            Files.readAllBytes(file), Files.readAllBytes(again.resolve(file.getFileName())));
      }
    }
  }

  private static double halfAlong(JsonNode tileset, int number) {
    return tileset.at("/root/boundingVolume/box/" + number).asDouble();
  }

  /** A leaf trusts what a part says of its surfaces, and notices that it is not so. */
  @Test
  void aPartThatSaysOtherThanItHasIsDamaged() throws IOException {
    Manifest.Part largest =
        manifest.parts().stream().max(Comparator.comparing(Manifest.Part::faces)).orElseThrow();
    assertEquals("", leafOf(largest, 0, 0), "as it is");
    for (int surface = 0; surface < 3; surface++) {
      int faces = 8 * surface;
      assertEquals("says other counts of faces than it has", leafOf(largest, faces, -1));
      assertEquals("says other counts of faces than it has", leafOf(largest, faces + 1, -1));
      for (int bound = 0; bound < 6; bound++) {
        assertEquals(
            "a vertex lies beyond the bounds that it gives",
            leafOf(largest, faces + 2 + bound, bound < 3 ? 0.01 : -0.01));
      }
    }
  }

  /** What is wrong with a part of which a number of its surfaces is another by so much. */
  private static String leafOf(Manifest.Part part, int number, double more) throws IOException {
    Path folder = Files.createTempDirectory(dir, "said");
    Path file = folder.resolve(part.file());
    Files.createDirectories(file.getParent());
    try (Hdf5File from = Hdf5File.open(city.resolve(part.file()))) {
      double[] surfaces = from.doubles("surfaces", 8);
      surfaces[number] += more;
      Hdf5File.write(
          file,
          Map.of(),
          FlatArray.of("vertices", 3, from.doubles("vertices", 3)),
          FlatArray.of("ghosts", 3, from.doubles("ghosts", 3)),
          FlatArray.of("faces", 3, from.ints("faces", 3)),
          FlatArray.of("kind", 1, from.bytes("kind", 1)),
          FlatArray.of("building", 1, from.ints("building", 1)),
          FlatArray.of("buildings", 1, from.longs("buildings", 1)),
          FlatArray.of("surfaces", 8, surfaces));
    }
    Files.copy(city.resolve("manifest.json"), folder.resolve("manifest.json"));
    Path rows = Files.createDirectory(folder.resolve("buildings.parquet"));
    try (Stream<Path> files = Files.list(city.resolve("buildings.parquet"))) {
      for (Path each : files.toList()) {
        Files.copy(each, rows.resolve(each.getFileName()));
      }
    }
    OutputDir said = OutputDir.of(folder.toString(), new Configuration());
    MeshParts mesh = MeshParts.of(manifest);
    int place = manifest.parts().indexOf(part);
    AtomicInteger next = new AtomicInteger(place);
    try {
      LeafWriter leaves = new LeafWriter(mesh, said);
      leaves.write(next, OutputDir.of(folder.resolve("leaves").toString(), new Configuration()));
    } catch (IOException e) {
      if (e.getMessage().startsWith(part.file() + ": ")) {
        return e.getMessage().substring(part.file().length() + 2);
      }
      assertEquals(place + 2, next.get(), e.getMessage()); // Of others there is no file.
    }
    return "";
  }
}
