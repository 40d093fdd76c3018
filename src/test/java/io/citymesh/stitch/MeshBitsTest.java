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
            "ab5d5f6aea6e7a3a08384b33b3a2ca2a6f1e3d490070bfe361c798b51217059b",
            "acefbbe6641774db512a31db3894493db8b45b88b88cca0e627c2a48496e79cb",
            "870bcb6eb4857714ea1b0b253814a11ac52491079ab388e037830e5aebbd3dc2"),
        Digests.of(12, RandomCity::mesh));
  }

  @Test
  void tilesInPieces() {
    assertEquals(
        new Digests(
            "ab1982db18d25ed031d1dc613edbf9a7dc09fd41b001b31a192ae43aeaca840f",
            "5aa2e897d9e9af07faabfa51b124d55b1ec7515d26b1f7b16911cc7568103099",
            "f1814c6490eb49d0b2c80a4f8cd87e91d22fe360b48ff8dffeee52c36e296924"),
        Digests.of(3, RandomCity::meshInPieces));
  }

  @Test
  void gradedSizes() {
    assertEquals(
        new Digests(
            "64e288d9c61068f7dc34b1d4b2f46ab7dc6e94d6960854a79d19df43dde3e17d",
            "73e128a70b13971272f16ce20e90bcf501ab01b78e2c0dda84fa72bc81421b4c",
            "6c5efc2ec5d3f92dccdb4f64e913e03ed3462e0b7c38437adfb750c1e14d46de"),
        Digests.of(4, city -> city.graded(1.4).mesh()));
  }

  @Test
  void sizesByPlace() {
    assertEquals(
        new Digests(
            "92f655042d3fbe6184716fe149789430125fdf90ad6c5406d39fdce381454b32",
            "41a22d922c3e7f2607dabb55a7e063b350cc1eefbb9981edc51757838da802cd",
            "bb65a455faf9bfff78cc0c186734807068799f5431bfc6cf1c3d8763fb9d711d"),
        Digests.of(3, city -> city.withZones().mesh()));
  }

  @Test
  void gradedSizesByPlace() {
    assertEquals(
        new Digests(
            "28eee195ad0f97eacb792297cb9aab3c3957b1eed4b8c37c674acacce800cb6f",
            "f8e460c11b3708927f396b6b7a344610ebef28b99d275bfc1ecbee3731e3daca",
            "9be58becb5a210f92f1d45b14b8756b872abf685aa2dc297d135d98d91307b80"),
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
