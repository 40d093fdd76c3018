package io.citymesh.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.citymesh.stitch.Part;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every store must do, run for each store. */
class MeshStoreTest {
  @TempDir static Path temporary;

  static Stream<MeshStore> stores() throws IOException {
    return Stream.of(
        new MemoryStore(),
        new DiskStore(List.of(temporary.resolve("one"))),
        new DiskStore(List.of(temporary.resolve("a"), temporary.resolve("b/c"))));
  }

  /** A part of random numbers, among them every kind of double that is easily lost. */
  static Part randomPart(int id, int vertices, int faces, int foreign) {
    Random random = new Random(id);
    double[] xyz = random.doubles(3L * vertices, -1e6, 1e6).toArray();
    double[] odd = {-0.0, Double.MIN_VALUE, Double.NaN, Double.NEGATIVE_INFINITY, 0.1};
    System.arraycopy(odd, 0, xyz, 0, Math.min(odd.length, xyz.length));
    int[] building = random.ints(faces, -1, 2).toArray();
    byte[] kinds = new byte[faces];
    random.nextBytes(kinds);
    return new Part(
        id,
        (1L << 40) + id,
        id % 2 == 0 ? Part.Kind.CORE : Part.Kind.SEAM,
        "core_" + id + "_-3",
        xyz,
        random.ints(3L * faces, 0, Math.max(1, vertices + foreign)).toArray(),
        kinds,
        building,
        new long[] {Long.MIN_VALUE, Long.MAX_VALUE},
        IntStream.range(0, 2 * foreign)
            .mapToLong(i -> i % 2 == 0 ? Long.MAX_VALUE - i : random.nextInt() >>> 1)
            .toArray(),
        random.doubles(3L * foreign).toArray());
  }

  static void assertSame(Part expected, Part actual) {
    assertEquals(expected.node(), actual.node());
    assertEquals(expected.id(), actual.id());
    assertEquals(expected.kind(), actual.kind());
    assertEquals(expected.name(), actual.name());
    assertArrayEquals(bits(expected.vertices()), bits(actual.vertices()));
    assertArrayEquals(expected.faces(), actual.faces());
    assertArrayEquals(expected.faceKinds(), actual.faceKinds());
    assertArrayEquals(expected.building(), actual.building());
    assertArrayEquals(expected.buildings(), actual.buildings());
    assertArrayEquals(expected.foreign(), actual.foreign());
    assertArrayEquals(bits(expected.ghosts()), bits(actual.ghosts()));
  }

  private static long[] bits(double[] values) {
    long[] bits = new long[values.length];
    for (int i = 0; i < bits.length; i++) {
      bits[i] = Double.doubleToRawLongBits(values[i]);
    }
    return bits;
  }

  private static final PartFile.Label LABEL = new PartFile.Label("a key", "a digest", 0);

  static Path write(MeshStore store, Part part) throws IOException {
    return store.write(part, Optional.empty(), "part" + part.node() + ".h5", LABEL);
  }

  @ParameterizedTest
  @MethodSource("stores")
  void readsWhatWasWrittenBitForBit(MeshStore store) throws IOException {
    for (int id = 0; id < 5; id++) {
      Path file = write(store, randomPart(id, 10 + id, 20, 3 * id));
      assertSame(randomPart(id, 10 + id, 20, 3 * id), PartFile.read(file, id));
    }
  }

  @ParameterizedTest
  @MethodSource("stores")
  void theBytesAreTheSameInEveryStore(MeshStore store) throws IOException {
    for (int deflate : new int[] {0, 1}) {
      Part part = randomPart(3, 100, 190, 7);
      PartFile.Label label = new PartFile.Label("a key", PartDigest.of(part), deflate);
      Path plain = temporary.resolve("plain.h5");
      PartFile.write(plain, part, label);
      Path file = store.write(part, Optional.empty(), "part.h5", label);
      assertEquals(-1, Files.mismatch(plain, file));
      assertTrue(PartDigest.isHeld(file, label.key(), label.digest()));
      assertFalse(PartDigest.isHeld(file, label.key(), "another"));
    }
  }

  @ParameterizedTest
  @MethodSource("stores")
  void keepsEmptyArrays(MeshStore store) throws IOException {
    int[][] counts = {{0, 0, 0}, {4, 0, 0}, {0, 2, 3}, {4, 2, 0}};
    for (int id = 0; id < counts.length; id++) {
      Part part = randomPart(id, counts[id][0], counts[id][1], counts[id][2]);
      assertSame(part, PartFile.read(write(store, part), id));
    }
  }

  @ParameterizedTest
  @MethodSource("stores")
  void keepsAPartOfManySlabs(MeshStore store) throws IOException {
    Part part = randomPart(7, 100_003, 200_001, 50_001);
    assertSame(part, PartFile.read(write(store, part), 7));
  }

  @ParameterizedTest
  @MethodSource("stores")
  void aPartWrittenAgainIsReplaced(MeshStore store) throws IOException {
    write(store, randomPart(3, 50, 90, 4));
    Part shorter = randomPart(3, 5, 6, 1);
    assertSame(shorter, PartFile.read(write(store, shorter), 3));
  }

  @ParameterizedTest
  @MethodSource("stores")
  void aFileThatIsMovedAwayIsGone(MeshStore store) throws IOException {
    Path file = write(store, randomPart(1, 5, 6, 1));
    Files.delete(file);
    assertThrows(IOException.class, () -> PartFile.read(file, 1));
    assertFalse(PartDigest.isHeld(file, "a key", "a digest"));
  }

  @ParameterizedTest
  @MethodSource("stores")
  void partsOfDifferentIdsAreWrittenAtTheSameTime(MeshStore store) throws IOException {
    Path[] written = new Path[24];
    IntStream.range(0, written.length)
        .parallel()
        .forEach(
            id -> {
              try {
                written[id] = write(store, randomPart(id, 300, 600, 10));
              } catch (IOException e) {
                throw new AssertionError(e);
              }
            });
    for (int id = 0; id < written.length; id++) {
      assertSame(randomPart(id, 300, 600, 10), PartFile.read(written[id], id));
    }
  }
}
