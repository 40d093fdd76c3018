package io.citymesh.format;

import static io.citymesh.format.ObjGroups.at;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.citymesh.CityMesh;
import io.citymesh.SparkTest;
import io.citymesh.report.Progress;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Buildings as bodies: each is closed and as large as it is told, and neighbours have the same
 * triangles on the wall between them.
 */
class SolidsTest extends SparkTest {
  private static final double GROUND = 2;

  @TempDir static Path dir;

  private static ObjGroups solids;

  /**
   * On the lines between tiles of 50 m:
   *
   * <pre>
   *   +-----------+   +-------+    c: 7 m high, a: 10 m, b: 16 m
   *   |     c     |   | d     |    d: 9 m, around e of 5 m, which has no wall of its own
   *   +-------+---+   |  +--+ |
   *   |   a   | b |   |  |e | |
   *   +-------+---+   +--+--+-+
   * </pre>
   */
  @BeforeAll
  static void build() throws IOException {
    StructType schema =
        new StructType()
            .add("id", DataTypes.StringType)
            .add("h", DataTypes.DoubleType)
            .add("geom", DataTypes.StringType);
    List<Row> rows =
        List.of(
            RowFactory.create("a", 10.0, rectangle(0, 0, 30, 20)),
            RowFactory.create("b", 16.0, rectangle(30, 0, 50, 20)),
            RowFactory.create("c", 7.0, rectangle(0, 20, 50, 40)),
            RowFactory.create(
                "d",
                9.0,
                "POLYGON((60 0, 100 0, 100 40, 60 40, 60 0),(70 10, 70 30, 90 30, 90 10, 70 10))"),
            RowFactory.create("e", 5.0, rectangle(70, 10, 90, 30)));
    CityMesh.builder(SparkTest::spark)
        .buildings(spark().createDataFrame(rows, schema))
        .terrain("flat:" + GROUND)
        .heightField("h")
        .merge(false)
        .tileSize(50)
        .maxSize(5)
        .wallSize(2)
        .formats("obj,stl".split(","))
        .solids(true)
        .out(dir.resolve("city").toString())
        .build();
    solids = new ObjGroups(dir.resolve("city/mesh.obj"));
  }

  private static String rectangle(int west, int south, int east, int north) {
    return "POLYGON((%1$d %2$d, %3$d %2$d, %3$d %4$d, %1$d %4$d, %1$d %2$d))"
        .formatted(west, south, east, north);
  }

  @Test
  void eachBuildingIsClosedAndHasItsVolume() {
    double[] volumes = {600 * 10, 400 * 16, 1000 * 7, (1600 - 400) * 9, 400 * 5};
    for (int building = 0; building < 5; building++) {
      List<String[]> body = solids.triangles("building_" + building);
      ObjGroups.assertClosed(body, true);
      assertEquals(volumes[building], ObjGroups.volume(body), 1e-3, "of building " + building);
      assertEquals(
          GROUND, body.stream().flatMap(Stream::of).mapToDouble(v -> at(v)[2]).min().orElseThrow());
    }
  }

  @Test
  void theHeadTellsTheOrigin() throws IOException {
    String head = Files.readString(dir.resolve("city/mesh.obj")).substring(0, 300);
    assertTrue(head.startsWith("# citymesh: 5 buildings (solids), and the ground\n# crs "), head);
    assertTrue(head.matches("(?s).*\n# origin -?[0-9.]+ -?[0-9.]+ -?[0-9.]+, to be added.*"), head);
  }

  /** With bottoms alone a block is closed, and nothing is inside it. */
  @Test
  void bottomsCloseBlocks() throws IOException {
    String file = dir.resolve("bottoms.obj").toString();
    export(
        "obj",
        new FormatChoices(
            FormatOptions.NONE.choices().patches(),
            false,
            false,
            false,
            true,
            1,
            CellChoice.MIXED,
            FormatOptions.NONE.choices().wind()),
        file);
    ObjGroups bottoms = new ObjGroups(Path.of(file));
    List<String[]> block = bottoms.triangles("building_0", "building_1", "building_2");
    ObjGroups.assertClosed(block, true);
    assertEquals(600 * 10 + 400 * 16 + 1000 * 7, ObjGroups.volume(block), 1e-3);
    List<String[]> around = bottoms.triangles("building_3", "building_4");
    ObjGroups.assertClosed(around, true);
    assertEquals((1600 - 400) * 9 + 400 * 5, ObjGroups.volume(around), 1e-3);
    int walls = solids.triangles("building_0").size() - bottoms.triangles("building_0").size();
    assertTrue(walls > 0, "the walls to two neighbours");
    String stl = dir.resolve("bottoms.stl").toString();
    export(
        "stl",
        new FormatChoices(
            FormatOptions.NONE.choices().patches(),
            false,
            false,
            false,
            true,
            1,
            CellChoice.MIXED,
            FormatOptions.NONE.choices().wind()),
        stl);
    int faces = bottoms.triangles(bottoms.names().toArray(String[]::new)).size();
    assertEquals(84 + 50 * faces, Files.size(Path.of(stl)));
  }

  private static void export(String format, FormatChoices choices, String file) {
    CityMesh.open(spark(), dir.resolve("city").toString())
        .export(
            spark(), new FormatOptions(List.of(format), choices), file, false, Progress.silent());
  }

  /** The area of triangles that two buildings both have, turned around. */
  private static double common(int one, int other) {
    Map<String, Integer> known = new HashMap<>();
    for (String[] face : solids.triangles("building_" + one)) {
      known.merge(key(face[0], face[1], face[2]), 1, Integer::sum);
    }
    double area = 0;
    for (String[] face : solids.triangles("building_" + other)) {
      if (known.containsKey(key(face[2], face[1], face[0]))) {
        double[] a = at(face[0]);
        double[] b = at(face[1]);
        double[] c = at(face[2]);
        double x = (b[1] - a[1]) * (c[2] - a[2]) - (b[2] - a[2]) * (c[1] - a[1]);
        double y = (b[2] - a[2]) * (c[0] - a[0]) - (b[0] - a[0]) * (c[2] - a[2]);
        area += 0.5 * Math.hypot(x, y);
      }
    }
    return area;
  }

  /** Starts at the smallest corner. */
  private static String key(String a, String b, String c) {
    if (a.compareTo(b) < 0 && a.compareTo(c) < 0) {
      return a + "," + b + "," + c;
    }
    return b.compareTo(c) < 0 ? b + "," + c + "," + a : c + "," + a + "," + b;
  }

  @Test
  void theWallBetweenNeighboursBelongsToBoth() {
    assertEquals(20 * 10, common(0, 1), 1e-6);
    assertEquals(30 * 7, common(0, 2), 1e-6);
    assertEquals(20 * 7, common(1, 2), 1e-6);
    assertEquals(80 * 5, common(3, 4), 1e-6);
    assertEquals(0, common(2, 3));
  }

  @Test
  void theGroundIsAGroupOfItsOwn() {
    double area = 0;
    for (String[] face : solids.triangles("ground")) {
      double[] a = at(face[0]);
      double[] b = at(face[1]);
      double[] c = at(face[2]);
      area += 0.5 * ((b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]));
    }
    assertEquals(200 * 140 - 2000 - 1600, area, 1e-3);
    assertEquals(6, solids.names().size(), solids.names().toString());
  }

  @Test
  void stlHasTheSameTriangles() throws IOException {
    int faces = 0;
    for (int building = 0; building < 5; building++) {
      faces += solids.triangles("building_" + building).size();
    }
    byte[] binary = Files.readAllBytes(dir.resolve("city/mesh.stl"));
    assertEquals(84 + 50 * faces, binary.length);
    assertEquals(faces, ByteBuffer.wrap(binary).order(ByteOrder.LITTLE_ENDIAN).getInt(80));
    String text = dir.resolve("text.stl").toString();
    export(
        "stl",
        new FormatChoices(
            FormatOptions.NONE.choices().patches(),
            true,
            false,
            true,
            false,
            1,
            CellChoice.MIXED,
            FormatOptions.NONE.choices().wind()),
        text);
    List<String> lines = Files.readAllLines(Path.of(text));
    assertEquals(faces, lines.stream().filter(line -> line.startsWith("facet")).count());
    assertEquals(5, lines.stream().filter(line -> line.startsWith("solid building_")).count());
    assertEquals(5, lines.stream().filter(line -> line.startsWith("endsolid building_")).count());
  }
}
