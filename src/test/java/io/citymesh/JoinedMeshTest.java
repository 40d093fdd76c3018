package io.citymesh;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.citymesh.cli.DemoCity;
import io.citymesh.output.BuildingNumbers;
import io.citymesh.output.MeshReader;
import io.citymesh.output.OutputDir;
import io.citymesh.stitch.Part;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The parts, joined to global arrays of vertices, faces and markers, are the arrays that the
 * program published when parts still had global ids and markers. That was compared by digests that
 * were taken then; those of today are of the meshes with a lattice, which came later.
 */
class JoinedMeshTest extends SparkTest {
  @TempDir Path dir;

  @Test
  void ofAMadeUpCity() throws Exception {
    DemoCity.Written city = DemoCity.write(dir, 3, 3, 5);
    CityMesh.Result result =
        CityMesh.builder(spark())
            .buildings(city.buildings().toString())
            .terrain(city.terrain().toString())
            .heightField(DemoCity.HEIGHT_FIELD)
            .merge(false)
            .tileSize(100)
            .out(dir.resolve("mesh").toString())
            .build();
    assertEquals(
        "f0aac2a7b290948f0f0a21f63e581ac482fe24cc5b818d44189fd620caed58fa", digest(result));
    assertGhostsAreTheOwnersVertices(result);
  }

  @Test
  @Tag("slow")
  void ofTheCampus() throws Exception {
    CityMesh.Result result =
        CityMesh.builder(spark())
            .buildings(TestData.path("tudcampus/buildings.geojson").toString())
            .terrain(TestData.path("tudcampus/synthetic_dem.tif").toString())
            .buildingHeight(9)
            .maxSize(2)
            .buildingSize(2)
            .tileSize(500)
            .out(dir.resolve("mesh").toString())
            .build();
    assertEquals(
        "357af7c8300d09586899a7a83fb0171a668831a29bc9e80ea54359d140a88417", digest(result));
    assertGhostsAreTheOwnersVertices(result);
  }

  private static MeshReader open(CityMesh.Result result) throws IOException {
    return new MeshReader(OutputDir.of(result.out(), new Configuration()));
  }

  /** Of each part the vertices, the faces with global ids and the markers; then of all parts. */
  private static String digest(CityMesh.Result result) throws Exception {
    BuildingNumbers numbers = BuildingNumbers.read(OutputDir.of(result.out(), new Configuration()));
    MessageDigest whole = MessageDigest.getInstance("SHA-256");
    try (MeshReader mesh = open(result)) {
      for (int number = 0; number < mesh.manifest().parts().size(); number++) {
        Part part = mesh.part(number);
        MessageDigest sha = MessageDigest.getInstance("SHA-256");
        ByteBuffer bytes =
            ByteBuffer.allocate(8 * part.vertices().length + 28 * part.faceCount())
                .order(ByteOrder.LITTLE_ENDIAN);
        Arrays.stream(part.vertices()).forEach(bytes::putDouble);
        Arrays.stream(mesh.globalFaces(number, part)).forEach(bytes::putLong);
        Arrays.stream(MeshReader.markers(part, numbers)).forEach(bytes::putInt);
        String hex = HexFormat.of().formatHex(sha.digest(bytes.array()));
        whole.update((hex + "\n").getBytes(StandardCharsets.US_ASCII));
      }
    }
    return HexFormat.of().formatHex(whole.digest());
  }

  private static void assertGhostsAreTheOwnersVertices(CityMesh.Result result) throws IOException {
    Map<Long, double[]> vertices = new HashMap<>();
    int ghosts = 0;
    try (MeshReader mesh = open(result)) {
      int parts = mesh.manifest().parts().size();
      for (int number = 0; number < parts; number++) {
        Part part = mesh.part(number);
        vertices.put(part.id(), part.vertices());
      }
      for (int number = 0; number < parts; number++) {
        Part part = mesh.part(number);
        long[] expected = new long[part.ghosts().length];
        for (int i = 0; i < expected.length; i++) {
          double[] owners = vertices.get(part.foreignPart(i / 3));
          expected[i] = Double.doubleToRawLongBits(owners[3 * part.foreignIndex(i / 3) + i % 3]);
        }
        assertArrayEquals(
            expected,
            Arrays.stream(part.ghosts()).mapToLong(Double::doubleToRawLongBits).toArray(),
            part.name());
        ghosts += part.foreignCount();
      }
    }
    assertTrue(ghosts > 0);
  }
}
