package io.citymesh.stitch;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/**
 * The parts of small cities, joined to arrays of the whole city, are what they were when parts
 * still had global markers: the same vertices in the same order, the same faces (but for diagonals
 * of walls, which follow {@code StepOrder} since), the same markers, to the last bit. Who changes
 * the mesh on purpose writes down the new digests.
 */
class MeshBitsTest {

  @Test
  void tiles() {
    assertEquals(
        new Digests(
            "818a45c9d1458b7e48c7550d94cb92549585d6540f87f9924b61dc665b72469b",
            "dca0e502311f9db81a5b0fbeaf5d8f66008a567d7ef0f6f462f9b4c403705406",
            "4d4728b41b249287ae19d7da214316df2c63e30862826c537ee53ce6e8d480c6"),
        Digests.of(12, RandomCity::mesh));
  }

  @Test
  void tilesInPieces() {
    assertEquals(
        new Digests(
            "15071a9b1a3af4a223c84575e47d100e7997757d66274fbe38325c0af65f56f1",
            "ff849bd19739ea49d47efbde81a45e155a2a5da2c6c24cb070aea1abc619be45",
            "4ec7b15d974e67345447400d2cf277c8a96c2017d558f8c49bef752c44716cef"),
        Digests.of(3, RandomCity::meshInPieces));
  }

  @Test
  void gradedSizes() {
    assertEquals(
        new Digests(
            "ad904047fce50b82bdd929ae9bac35cc261cdb7bfbdb9c00b03d09341c5155ad",
            "24287493729d2af16a845f4d3e3c0a58499466053f6eedd2fd07dfead3280bf6",
            "f30000ca105154dfb6bb284637cffa592e65d4c54b912c200922cca930ea8c08"),
        Digests.of(4, city -> city.graded(1.4).mesh()));
  }

  /** SHA-256, little-endian, of the arrays of several cities one after the other. */
  private record Digests(String vertices, String faces, String markers) {

    /** Of the cities with the seeds from 1 on. */
    static Digests of(int cities, Function<RandomCity, Assembled> mesher) {
      MessageDigest vertices = sha();
      MessageDigest faces = sha();
      MessageDigest markers = sha();
      for (int seed = 1; seed <= cities; seed++) {
        Assembled mesh = mesher.apply(RandomCity.of(seed));
        ByteBuffer xyz = buffer(8L * mesh.vertices.length);
        xyz.asDoubleBuffer().put(mesh.vertices);
        vertices.update(xyz);
        update(faces, mesh.faces);
        update(markers, mesh.markers);
      }
      return new Digests(hex(vertices), hex(faces), hex(markers));
    }

    private static void update(MessageDigest sha, int[] values) {
      ByteBuffer bytes = buffer(4L * values.length);
      bytes.asIntBuffer().put(values);
      sha.update(bytes);
    }

    private static ByteBuffer buffer(long bytes) {
      return ByteBuffer.allocate(Math.toIntExact(bytes)).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static String hex(MessageDigest sha) {
      return HexFormat.of().formatHex(sha.digest());
    }

    private static MessageDigest sha() {
      try {
        return MessageDigest.getInstance("SHA-256");
      } catch (NoSuchAlgorithmException e) {
        throw new IllegalStateException("Every Java platform has SHA-256", e);
      }
    }
  }
}
