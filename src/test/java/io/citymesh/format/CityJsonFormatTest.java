package io.citymesh.format;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.citymesh.geo.Bounds;
import io.citymesh.output.BuildingRow;
import io.citymesh.stitch.FaceKind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Buildings of a few faces as solids. */
class CityJsonFormatTest {
  private static final MeshParts MESH =
      new MeshParts(
          "",
          "EPSG:28992",
          new double[4],
          2,
          Patches.of(Map.of()),
          Enclosure.NONE,
          new long[0],
          new int[0],
          List.of(),
          new long[0],
          new long[0],
          List.of());

  /** Faces of a building, as a mesh has them. */
  private static final class Faces {
    private final List<double[]> corners = new ArrayList<>();
    private final List<Byte> kinds = new ArrayList<>();

    private Faces add(int kind, double... xyz) {
      kinds.add((byte) kind);
      corners.add(xyz);
      return this;
    }

    /** Two triangles: the outline of a quad, counter-clockwise from outside. */
    Faces quad(int kind, double[] a, double[] b, double[] c, double[] d) {
      add(kind, a[0], a[1], a[2], b[0], b[1], b[2], c[0], c[1], c[2]);
      return add(kind, a[0], a[1], a[2], c[0], c[1], c[2], d[0], d[1], d[2]);
    }

    /** A wall from a to b, up to an elevation. */
    Faces wall(double[] a, double[] b, double top) {
      return quad(
          FaceKind.WALL, a, b, new double[] {b[0], b[1], top}, new double[] {a[0], a[1], top});
    }

    BuildingFaces part(int number) {
      byte[] kind = new byte[kinds.size()];
      double[] xyz = new double[9 * kind.length];
      for (int f = 0; f < kind.length; f++) {
        kind[f] = kinds.get(f);
        System.arraycopy(corners.get(f), 0, xyz, 9 * f, 9);
      }
      int[] each = IntStream.range(0, 3 * kind.length).toArray();
      return new BuildingFaces(0, number, kind, each, xyz);
    }
  }

  private static double[] at(double x, double y, double z) {
    return new double[] {x, y, z};
  }

  private static CityJson feature(BuildingFaces... parts) throws IOException {
    BuildingRow row =
        new BuildingRow(
            0,
            77,
            List.of("a\"b"),
            1.5,
            9,
            "lidar",
            100,
            new Bounds(0, 0, 10, 10),
            new byte[0],
            Map.of("use", "say \"no\""));
    byte[] line = new CityJsonFormat().building(MESH, row, List.of(parts));
    assertEquals('\n', line[line.length - 1]);
    return new CityJson(new String(line, StandardCharsets.UTF_8));
  }

  private static Faces roof(double z) {
    return new Faces().quad(FaceKind.ROOF, at(0, 0, z), at(10, 0, z), at(10, 10, z), at(0, 10, z));
  }

  /** It stands on a slope: a skirt goes down to the flat floor. */
  @Test
  void aHouseOnASlopeIsClosedByASkirtAndAFloor() throws IOException {
    Faces faces = roof(9);
    double[][] feet = {at(0, 0, 1), at(10, 0, 2), at(10, 10, 3), at(0, 10, 1.5)};
    for (int i = 0; i < 4; i++) {
      faces.wall(feet[i], feet[(i + 1) % 4], 9);
    }
    CityJson house = feature(faces.part(0));
    house.assertClosed();
    assertEquals(800, house.volume(), 1e-6);
    assertEquals(Map.of("RoofSurface", 2, "WallSurface", 8 + 4, "GroundSurface", 1), house.kinds());
    assertEquals("Solid", house.object().at("/geometry/0/type").asText());
    assertEquals("1.2", house.object().at("/geometry/0/lod").asText());
    assertEquals("building-77", house.json.at("/id").asText());
    assertEquals("a\"b", house.object().at("/attributes/source_ids/0").asText());
    assertEquals(7.5, house.object().at("/attributes/height").asDouble());
  }

  /**
   * In the south stands a lower house (roof at 5), above which is a wall; in the west a higher one,
   * which has the wall between them. Where the southern wall ends it uses the level of the ground.
   */
  @Test
  void wallsToNeighboursAreClosed() throws IOException {
    Faces faces = roof(9);
    faces.wall(at(0, 0, 5), at(10, 0, 5), 9);
    double[] far = at(10, 10, 2);
    // The eastern wall uses the southern neighbour's level at its end.
    faces.add(FaceKind.WALL, 10, 0, 2, 10, 10, 2, 10, 0, 5);
    faces.add(FaceKind.WALL, 10, 0, 5, 10, 10, 2, 10, 10, 9);
    faces.add(FaceKind.WALL, 10, 0, 5, 10, 10, 9, 10, 0, 9);
    faces.wall(far, at(0, 10, 2.5), 9);
    CityJson house = feature(faces.part(0));
    house.assertClosed();
    assertEquals(700, house.volume(), 1e-6);
  }

  @Test
  void aCourtyardIsAHoleOfTheFloor() throws IOException {
    Faces faces = new Faces();
    double[][] outer = {at(0, 0, 9), at(10, 0, 9), at(10, 10, 9), at(0, 10, 9)};
    double[][] inner = {at(4, 4, 9), at(6, 4, 9), at(6, 6, 9), at(4, 6, 9)};
    for (int i = 0; i < 4; i++) {
      int j = (i + 1) % 4;
      faces.quad(FaceKind.ROOF, outer[i], outer[j], inner[j], inner[i]);
      faces.wall(at(outer[i][0], outer[i][1], 0), at(outer[j][0], outer[j][1], 0), 9);
      faces.wall(at(inner[j][0], inner[j][1], 0), at(inner[i][0], inner[i][1], 0), 9);
    }
    CityJson house = feature(faces.part(0));
    house.assertClosed();
    assertEquals(9 * 96, house.volume(), 1e-6);
    assertEquals(1, house.kinds().get("GroundSurface"));
  }

  @Test
  void partsOfABuildingAreJoined() throws IOException {
    Faces first = roof(9);
    Faces second = new Faces();
    double[][] feet = {at(0, 0, 1), at(10, 0, 1), at(10, 10, 1), at(0, 10, 1)};
    for (int i = 0; i < 4; i++) {
      (i % 2 == 0 ? first : second).wall(feet[i], feet[(i + 1) % 4], 9);
    }
    CityJson house = feature(first.part(0), second.part(3));
    house.assertClosed();
    assertEquals(800, house.volume(), 1e-6);
  }

  @Test
  void whatIsNotWholeIsNoSolid() throws IOException {
    Faces faces = new Faces().add(FaceKind.ROOF, 0, 0, 9, 10, 0, 9, 10, 10, 9);
    faces.add(FaceKind.ROOF, 10, 10, 9, 20, 10, 9, 20, 20, 9);
    CityJson house = feature(faces.part(0));
    assertEquals("MultiSurface", house.object().at("/geometry/0/type").asText());
    assertFalse(feature().object().at("/geometry").has(0));
  }

  @Test
  void theHeadSaysCrsAndTransform() throws IOException {
    CityJson head =
        new CityJson(new String(new CityJsonFormat().head(MESH, 0), StandardCharsets.UTF_8));
    assertEquals("2.0", head.json.at("/version").asText());
    assertEquals(0.0001, head.json.at("/transform/scale/2").asDouble());
    assertEquals(
        "https://www.opengis.net/def/crs/EPSG/0/28992",
        head.json.at("/metadata/referenceSystem").asText());
  }
}
