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
            "8c01b24eabd8ba05cbbdbfd187b4d35185eac2616fa6d5d79b86cc181ce595d0",
            "50aec77475ad8ea43498c17f72603fcf72bca846e9efec3da1d2660f589407ca"),
        Digests.of(12, RandomCity::mesh));
  }

  @Test
  void tilesInPieces() {
    assertEquals(
        new Digests(
            "15071a9b1a3af4a223c84575e47d100e7997757d66274fbe38325c0af65f56f1",
            "b641b1c4996df3d03e9c02f633f2e4451fd1dd48e5f0e7fd9a3d9f73e419964d",
            "41742779f3a3cc7a97d86e09c40e01eed0b931149aebb599ea3020b0673864e6"),
        Digests.of(3, RandomCity::meshInPieces));
  }

  @Test
  void gradedSizes() {
    assertEquals(
        new Digests(
            "ad904047fce50b82bdd929ae9bac35cc261cdb7bfbdb9c00b03d09341c5155ad",
            "014ebc545247661cc78a3f954d018c63c9bf5cc3e6ab73498e9b416c0e90ae1d",
            "04c770d4a794b7c7c78c09654e5567461ff8aaa9bcc657277361715d088de9cf"),
        Digests.of(4, city -> city.graded(1.4).mesh()));
  }

  @Test
  void sizesByPlace() {
    assertEquals(
        new Digests(
            "72c2085bb9453a1d8f874224acfba65bebfde354e4c915ea286fc93d37366657",
            "34f3ae537ebb4b38b3f27a13122bb45b8f3b774e914228b426c887fdecd5b522",
            "0ed80552aec96d8e0d6b8ecdff36d19e024ce6f04f88af108646536d298a9273"),
        Digests.of(3, city -> city.withZones().mesh()));
  }

  @Test
  void gradedSizesByPlace() {
    assertEquals(
        new Digests(
            "d8a34e69364bfd59a7bb0bf9fe8cff754652a529c2ce119c03023f589e304d1c",
            "04a7c9b9faf5dc1cd9f0bac63ee141d79ac700ebabbab63c80f6609e4f5a5728",
            "b2888de9f2b65a04b5f84cf74d9732d83fa03b8ac60173a780eb8b7a2f1b52b2"),
        Digests.of(2, city -> city.graded(1.5).withZones().mesh()));
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
