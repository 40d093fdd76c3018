package io.citymesh.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.citymesh.air.AirPart;
import io.citymesh.air.AirParts;
import io.citymesh.air.Levels;
import io.citymesh.air.Town;
import io.citymesh.stitch.Part;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The air of a part in its file. */
class AirFileTest {
  @TempDir Path temporary;

  static final AirPart[] PARTS = parts();

  /** A small town, cut in two. */
  private static AirPart[] parts() {
    AirPart whole = AirParts.above(Town.casbah(2).surface(40), 6, 30);
    int[] partOf = new int[whole.triangleCount()];
    for (int t = 0; t < partOf.length; t++) {
      partOf[t] = whole.xy()[2 * whole.triangles()[3 * t]] < 67 ? 0 : 1;
    }
    return AirParts.cut(whole, partOf, 9, 4);
  }

  /** A part whose vertices are the levels of the air, with some faces between them. */
  static Part part(AirPart air) {
    Part some = MeshStoreTest.randomPart(1, air.ownVertices(), 5, 2);
    double[] vertices = new double[3 * air.ownVertices()];
    for (int line = 0; line < air.owned(); line++) {
      for (int v = air.levels().start()[line]; v < air.levels().start()[line + 1]; v++) {
        vertices[3 * v] = air.xy()[2 * line];
        vertices[3 * v + 1] = air.xy()[2 * line + 1];
        vertices[3 * v + 2] = air.levels().z()[v];
      }
    }
    return new Part(
        some.node(),
        air.id(),
        some.kind(),
        some.name(),
        vertices,
        some.faces(),
        some.faceKinds(),
        some.building(),
        some.buildings(),
        some.foreign(),
        some.ghosts());
  }

  private Path write(AirPart air, int deflate) throws IOException {
    Path file = temporary.resolve("part.h5");
    Part part = part(air);
    String digest = PartDigest.of(part, Optional.of(air));
    PartFile.write(file, part, Optional.of(air), new PartFile.Label("a key", digest, deflate));
    assertArrayEquals(PartFile.bounds(part.vertices()), PartFile.bounds(part, Optional.of(air)));
    return file;
  }

  private static AirPart read(Path path) throws IOException {
    try (Hdf5File file = Hdf5File.open(path)) {
      return PartFile.air(file).orElseThrow();
    }
  }

  private static void assertSame(AirPart expected, AirPart found) {
    assertEquals(expected.id(), found.id());
    assertEquals(expected.top(), found.top());
    assertEquals(expected.owned(), found.owned());
    assertArrayEquals(expected.xy(), found.xy());
    assertArrayEquals(expected.levels().base(), found.levels().base());
    assertArrayEquals(expected.levels().start(), found.levels().start());
    assertArrayEquals(expected.levels().z(), found.levels().z());
    assertArrayEquals(expected.foreign(), found.foreign());
    assertArrayEquals(expected.triangles(), found.triangles());
    assertArrayEquals(expected.bottoms(), found.bottoms());
    assertArrayEquals(expected.kinds(), found.kinds());
    assertArrayEquals(expected.sides(), found.sides());
    assertArrayEquals(expected.eaves(), found.eaves());
    assertArrayEquals(expected.twins(), found.twins());
  }

  @Test
  void whatIsReadIsWhatWasWritten() throws IOException {
    for (AirPart air : PARTS) {
      for (int deflate : new int[] {0, 1}) {
        Path file = write(air, deflate);
        assertSame(air, read(file));
        MeshStoreTest.assertSame(part(air), PartFile.read(file, 1));
        String digest = PartDigest.of(part(air), Optional.of(air));
        assertTrue(PartDigest.isHeld(file, "a key", digest));
        assertNotEquals(digest, PartDigest.of(part(air)));
        try (Hdf5File open = Hdf5File.open(file)) {
          assertFalse(open.has("vertices"), "the levels stand for them");
          assertEquals(air.ownVertices(), PartFile.vertexRows(open));
          List<Double> streamed = new ArrayList<>();
          PartFile.streamVertices(
              open,
              slab -> {
                assertEquals(0, slab.remaining() % 24);
                while (slab.hasRemaining()) {
                  streamed.add(slab.getDouble());
                }
              });
          assertArrayEquals(part(air).vertices(), streamed.stream().mapToDouble(d -> d).toArray());
        }
      }
    }
    assertTrue(PARTS[1].owned() < PARTS[1].lines(), "the second has lines of the first");
  }

  @Test
  void aPartWithoutAirHasNone() throws IOException {
    Path file = temporary.resolve("plain.h5");
    PartFile.write(file, MeshStoreTest.randomPart(1, 4, 2, 1), new PartFile.Label("a", "b", 0));
    try (Hdf5File open = Hdf5File.open(file)) {
      assertTrue(PartFile.air(open).isEmpty());
      assertEquals(4, PartFile.vertexRows(open));
    }
  }

  @Test
  void aPartWithoutLinesIsKept() throws IOException {
    AirPart empty =
        new AirPart(
            7,
            3,
            0,
            new double[0],
            Levels.NONE,
            new long[0],
            new int[0],
            new int[0],
            new byte[0],
            new byte[0],
            new int[0],
            new int[0]);
    assertSame(empty, read(write(empty, 0)));
  }

  @Test
  void eachChangeOfTheAirChangesTheDigest() throws IOException {
    AirPart air = PARTS[0];
    String digest = PartDigest.of(part(air), Optional.of(air));
    byte[] kinds = air.kinds().clone();
    kinds[Arrays.binarySearch(kinds, (byte) 0) < 0 ? 0 : indexOf(kinds, (byte) 0)] = 1;
    AirPart halo =
        new AirPart(
            air.id(),
            air.top(),
            air.owned(),
            air.xy(),
            air.levels(),
            air.foreign(),
            air.triangles(),
            air.bottoms(),
            kinds,
            air.sides(),
            air.eaves(),
            air.twins());
    assertNotEquals(digest, PartDigest.of(part(air), Optional.of(halo)));
    Path file = write(halo, 0);
    assertFalse(PartDigest.isHeld(file, "a key", digest));
  }

  private static int indexOf(byte[] values, byte wanted) {
    int i = 0;
    while (values[i] != wanted) {
      i++;
    }
    return i;
  }

  /** Each flipped byte is found, or lies where it changes nothing. */
  @Test
  void aFlippedByteIsAnErrorThatNamesTheFileOrChangesNothing() throws IOException {
    AirPart air = PARTS[1];
    Path file = write(air, 0);
    byte[] bytes = Files.readAllBytes(file);
    int found = 0;
    for (int i = 0; i < bytes.length; i += 13) {
      bytes[i] ^= 0x10;
      Files.write(file, bytes);
      bytes[i] ^= 0x10;
      AirPart read;
      try {
        PartFile.read(file, 1);
        read = read(file);
      } catch (IOException e) {
        assertTrue(e.getMessage().contains(file.toString()), e::toString);
        found++;
        continue;
      }
      assertSame(air, read);
    }
    assertTrue(found > bytes.length / 13 / 2, found + " of " + bytes.length / 13);
  }

  /** Arrays whose checksums are right, and which make no sense. */
  @Test
  void arraysThatDoNotFitEachOtherAreRefusedInOneLine() throws IOException {
    double[] z = {0, 1, 2, 0, 1, 2, 0, 1, 2};
    refuse(
        "lines has 2 rows where 3", a -> a.put("lines", FlatArray.of("lines", 2, new double[4])));
    refuse("levels has 8 rows", a -> a.put("levels", FlatArray.of("levels", 1, new double[8])));
    refuse("do not ascend", a -> a.put("levels", FlatArray.of("levels", 1, new double[9])));
    refuse("the label -1 below", a -> ints(a, "base", 1, 0, -1, 0));
    refuse("the label 2 below", a -> ints(a, "base", 1, 0, 2, 0));
    refuse("the line 3 of 3", a -> ints(a, "columns", 3, 0, 1, 3));
    refuse("two triangles on one side", a -> ints(a, "columns", 3, 0, 1, 1));
    refuse("bottoms", a -> ints(a, "bottoms", 3, 0, 2, 0));
    refuse("bottoms", a -> ints(a, "bottoms", 3, 0, 1, 0));
    refuse("stands on the kind 3", a -> bytes(a, "column_kind", 1, 3));
    refuse("stands on the kind 2", a -> bytes(a, "column_kind", 1, 2));
    refuse("a side of the kind 4", a -> bytes(a, "sides", 3, -1, 4, -1));
    refuse("eaves", a -> ints(a, "eaves", 3, 3, 1, 1));
    refuse("eaves", a -> ints(a, "eaves", 3, 1, 0, 1));
    refuse("eaves", a -> ints(a, "eaves", 3, 1, 1, 1, 1, 1, 1));
    refuse(
        "the number NaN",
        a -> a.put("lines", FlatArray.of("lines", 2, new double[] {0, 0, Double.NaN, 0, 0, 1})));
    z[0] = Double.NEGATIVE_INFINITY;
    refuse("the number -Inf", a -> a.put("levels", FlatArray.of("levels", 1, z)));
    refuse("ghost_lines has 0 rows", a -> ints(a, "ghost_base", 1, 0));
    refuse("share 9 of its vertices, and it says 0", a -> bytes(a, "sides", 3, 7, -1, 7));
    refuse("has no array eaves", a -> a.remove("eaves"));
    refuse("column_kind has 2 rows", a -> bytes(a, "column_kind", 1, 0, 0));
  }

  private static void ints(Map<String, FlatArray> arrays, String name, int columns, int... values) {
    arrays.put(name, FlatArray.of(name, columns, values));
  }

  private static void bytes(
      Map<String, FlatArray> arrays, String name, int columns, int... values) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) values[i];
    }
    arrays.put(name, FlatArray.of(name, columns, bytes));
  }

  /** One triangle of ground below two layers, with something changed. */
  private void refuse(String message, Consumer<Map<String, FlatArray>> change) throws IOException {
    AirPart air =
        new AirPart(
            7,
            2,
            3,
            new double[] {0, 0, 1, 0, 0, 1},
            new Levels(
                new int[3], new int[] {0, 3, 6, 9}, new double[] {0, 1, 2, 0, 1, 2, 0, 1, 2}),
            new long[0],
            new int[] {0, 1, 2},
            new int[3],
            new byte[1],
            new byte[] {7, 7, 7},
            new int[0],
            new int[] {-1, -1, -1});
    Map<String, FlatArray> arrays = new java.util.LinkedHashMap<>();
    for (List<FlatArray> some :
        List.of(AirFile.vertices(air), AirFile.columns(air), AirFile.ghosts(air))) {
      some.forEach(array -> arrays.put(array.name(), array));
    }
    Path file = temporary.resolve("crafted.h5");
    Map<String, Object> attributes = Map.of("id", 7L, "top_label", 2, "shared_count", 0);
    Hdf5File.write(file, attributes, arrays.values().toArray(FlatArray[]::new));
    assertSame(air, read(file));
    change.accept(arrays);
    Hdf5File.write(file, attributes, arrays.values().toArray(FlatArray[]::new));
    IOException refused = assertThrows(IOException.class, () -> read(file));
    assertTrue(
        refused.getMessage().startsWith(file + ": ") && refused.getMessage().contains(message),
        refused::toString);
  }

  @Test
  void aTopThatIsNoneIsRefused() throws IOException {
    for (int top : new int[] {0, -1, 10_001}) {
      Path file = temporary.resolve("top.h5");
      Hdf5File.write(
          file,
          Map.of("id", 7L, "top_label", top),
          FlatArray.of("levels", 1, new double[0]),
          FlatArray.of("base", 1, new int[0]));
      assertTrue(
          assertThrows(IOException.class, () -> read(file)).getMessage().contains("of the top"));
    }
  }
}
