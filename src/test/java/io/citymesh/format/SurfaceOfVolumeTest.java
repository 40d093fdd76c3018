package io.citymesh.format;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.citymesh.CityMesh;
import io.citymesh.SparkTest;
import io.citymesh.air.AirPart;
import io.citymesh.option.OptionValues;
import io.citymesh.output.MeshReader;
import io.citymesh.output.OutputDir;
import io.citymesh.report.Manifest;
import io.citymesh.report.Progress;
import io.citymesh.report.UserError;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The formats of the surface of a city whose air is filled with cells: each face is that of the
 * parts, and no vertex is written that none has.
 */
class SurfaceOfVolumeTest extends SparkTest {
  private static final int BUILDINGS = 4;

  @TempDir static Path dir;

  private static Path city;
  private static Manifest manifest;
  private static Triangles parts;

  /** Two buildings that touch, of different heights, and others in several tiles of 100 m. */
  @BeforeAll
  static void build() throws IOException {
    Path buildings = dir.resolve("buildings.geojson");
    Files.writeString(
        buildings,
        """
        {"type": "FeatureCollection", "features": [%s, %s, %s, %s]}\
        """
            .formatted(house(7, 20, 20), house(12, 40, 20), house(19, 85, 60), house(9, 190, 130)));
    city = dir.resolve("city");
    manifest =
        CityMesh.builder(SparkTest::spark)
            .buildings(buildings.toString())
            .heightField("h")
            .terrain("flat:1.25")
            .tileSize(100)
            .merge(false)
            .volume(true)
            .layerMax(12)
            .formats("ply,obj,snappy".split(","))
            .out(city.toString())
            .build()
            .manifest();
    parts = MeshFormatsTest.readParts(city, BUILDINGS);
  }

  private static String house(int height, int x, int y) {
    return """
    {"type": "Feature", "properties": {"h": %d}, "geometry": {"type": "Polygon", "coordinates":
     [[[%2$d, %3$d], [%4$d, %3$d], [%4$d, %5$d], [%2$d, %5$d], [%2$d, %3$d]]]}}\
    """
        .formatted(height, x, y, x + 20, y + 15);
  }

  @Test
  void theCityHasManyMoreVerticesThanItsSurface() {
    assertTrue(manifest.parts().size() > 4, manifest.parts().size() + " parts");
    assertTrue(
        4 * parts.vertices() < manifest.totals().vertices(),
        parts.vertices() + " of " + manifest.totals().vertices());
  }

  @Test
  void ply() throws IOException {
    Path file = city.resolve("mesh.ply");
    parts.assertEqual(MeshReaders.ply(file, BUILDINGS), 0);
    String header = Files.readString(file, StandardCharsets.ISO_8859_1);
    assertTrue(
        header.contains("element vertex " + parts.vertices() + "\n"),
        header.split("end_header", 2)[0]);
  }

  /** With a group for all buildings, and with one for each. */
  @Test
  void obj() throws IOException {
    assertObj(city.resolve("mesh.obj"));
    Path other = dir.resolve("by-building.obj");
    OptionValues byBuilding =
        new OptionValues().set("format", List.of("obj")).set("patches", List.of("building"));
    CityMesh.open(spark(), city.toString())
        .export(spark(), FormatOptions.of(byBuilding), other.toString(), false, Progress.silent());
    assertObj(other);
  }

  @Test
  void snappy() throws IOException {
    assertObj(city.resolve("snappy/constant/triSurface/city.obj"));
  }

  private static void assertObj(Path file) throws IOException {
    List<String> lines = Files.readAllLines(file);
    assertEquals(parts.vertices(), lines.stream().filter(line -> line.startsWith("v ")).count());
    double[] areas = new double[2];
    for (double[] face : parts.faces()) {
      areas[0] += Triangles.area(face);
    }
    List<double[]> xyz = new ArrayList<>();
    int faces = 0;
    for (String line : lines) {
      String[] words = line.split(" ");
      if (words[0].equals("v")) {
        xyz.add(Arrays.stream(words).skip(1).mapToDouble(Double::parseDouble).toArray());
      } else if (words[0].equals("f")) {
        double[] face = new double[10];
        for (int i = 0; i < 3; i++) {
          System.arraycopy(xyz.get(Integer.parseInt(words[1 + i]) - 1), 0, face, 3 * i, 3);
        }
        areas[1] += Triangles.area(face);
        faces++;
      }
    }
    assertEquals(parts.faces().size(), faces);
    assertEquals(areas[0], areas[1], 1e-6 * areas[0]);
  }

  /** Lines that parts share come first in their owners: what may be named is a small piece. */
  @Test
  void partsNameTheFirstVerticesOfOthers() throws IOException {
    Map<Long, Integer> shared = new HashMap<>();
    List<AirPart> all = new ArrayList<>();
    try (MeshReader reader = new MeshReader(OutputDir.of(city.toString(), new Configuration()))) {
      for (int number = 0; number < manifest.parts().size(); number++) {
        AirPart air = reader.air(number).orElseThrow();
        all.add(air);
        shared.put(air.id(), air.sharedVertices());
      }
    }
    Map<Long, Integer> named = new HashMap<>();
    for (AirPart air : all) {
      for (int line = air.owned(); line < air.lines(); line++) {
        int end = air.firstVertex(line) + air.levels().count(line);
        named.merge(air.owner(line), end, Math::max);
      }
    }
    assertTrue(named.size() > 1);
    named.forEach((part, end) -> assertEquals(shared.get(part), end));
    long sum = shared.values().stream().mapToInt(Integer::intValue).sum();
    assertTrue(2 * sum < manifest.totals().vertices(), sum + " vertices are shared");
  }

  @Test
  void usesOfPartsArePutTogether() {
    Random random = new Random(5);
    for (int round = 0; round < 200; round++) {
      int shared = random.nextInt(200);
      boolean[] own = new boolean[shared + random.nextInt(200)];
      for (int v = 0; v < own.length; v++) {
        own[v] = random.nextInt(3) == 0;
      }
      boolean[] used = own.clone();
      long[] uses = SurfaceVertices.own(own, shared);
      for (int part = 0; part < 2 && shared > 0; part++) {
        long[] others = null;
        for (int i = random.nextInt(20); i >= 0; i--) {
          int v = random.nextInt(shared);
          others = SurfaceVertices.with(others, v);
          used[v] = true;
        }
        uses =
            part == 0
                ? SurfaceVertices.together(uses, others)
                : SurfaceVertices.together(others, uses);
      }
      SurfaceVertices surface = new SurfaceVertices(uses, "a");
      int count = 0;
      for (int v = 0; v < used.length; v++) {
        if (v < shared) {
          assertEquals(used[v], surface.has(v), "vertex " + v);
          assertTrue(!used[v] || surface.place(v) == count, "vertex " + v);
        }
        count += used[v] ? 1 : 0;
      }
      assertEquals(count, surface.count());
      assertTrue(!surface.has(-1) && !surface.has(1L << 40));
    }
  }

  @Test
  void whatIsNotSharedMayNotBeNamed() {
    long[] own = SurfaceVertices.own(new boolean[] {true, false, true, true}, 2);
    long[] uses = SurfaceVertices.together(own, SurfaceVertices.with(null, 3));
    String message =
        assertThrows(UserError.class, () -> new SurfaceVertices(uses, "parts/a.h5")).getMessage();
    assertEquals(
        "parts/a.h5: other parts name its vertex 3, and it shares 2: build the city again",
        message);
  }
}
