package io.citymesh.format;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.citymesh.output.OutputDir;
import io.citymesh.store.FlatArray;
import io.citymesh.store.Hdf5File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FormatPartTest {
  private static final long[] KEYS = {11, 22};

  /** Ground, ground beside a building, wall, roof, and a side that a closed domain has. */
  private static final byte[] KINDS = {0, 1, 2, 3, 5, 2, 0, 0, 3, 1, 0};

  private static final int[] BUILDINGS = {-1, -1, 0, 1, -1, 1, -1, -1, 0, -1, -1};

  @TempDir static Path dir;

  @Test
  void kindsAndBuildingsThatFitAreRead() throws IOException {
    for (int count = 0; count <= KINDS.length; count++) {
      byte[] kinds = Arrays.copyOf(KINDS, count);
      int[] buildings = Arrays.copyOf(BUILDINGS, count);
      read(
          kinds,
          buildings,
          part -> {
            assertArrayEquals(kinds, part.kinds());
            assertArrayEquals(buildings, part.localBuildings());
            return null;
          });
    }
  }

  @Test
  void eachKindThatThereIsNotIsNamed() {
    for (int kind = Byte.MIN_VALUE; kind <= Byte.MAX_VALUE; kind++) {
      assertNamed(0, kind);
    }
    for (int at = 1; at < KINDS.length; at++) {
      for (int kind : new int[] {Byte.MIN_VALUE, -1, 4, 6, Byte.MAX_VALUE}) {
        assertNamed(at, kind);
      }
    }
  }

  @Test
  @Tag("slow")
  void eachKindThatThereIsNotIsNamedAtEachPlace() {
    for (int at = 1; at < KINDS.length; at++) {
      for (int kind = Byte.MIN_VALUE; kind <= Byte.MAX_VALUE; kind++) {
        assertNamed(at, kind);
      }
    }
  }

  private static void assertNamed(int at, int kind) {
    if (kind >= 0 && kind <= 3 || kind == 5) {
      return;
    }
    byte[] kinds = KINDS.clone();
    kinds[at] = (byte) kind;
    IOException error =
        assertThrows(IOException.class, () -> read(kinds, BUILDINGS, FormatPart::kinds));
    assertEquals("part.h5: a face has the kind " + kind, error.getMessage());
  }

  @Test
  void eachBuildingThatDoesNotFitIsNamed() {
    for (int at = 0; at < BUILDINGS.length; at++) {
      boolean ofOne = KINDS[at] == 2 || KINDS[at] == 3;
      for (int building : new int[] {Integer.MIN_VALUE, -2, -1, 0, 1, 2, Integer.MAX_VALUE}) {
        boolean isThere = building >= -1 && building < KEYS.length;
        if (isThere && building >= 0 == ofOne) {
          continue;
        }
        int[] buildings = BUILDINGS.clone();
        buildings[at] = building;
        IOException error =
            assertThrows(
                IOException.class, () -> read(KINDS, buildings, FormatPart::localBuildings));
        assertEquals(
            isThere
                ? "part.h5: a face has the kind " + KINDS[at] + " and the building " + building
                : "part.h5: a face has the building " + building + " of 2",
            error.getMessage());
      }
    }
  }

  private static <T> T read(byte[] kinds, int[] buildings, FormatPart.Reader<T> reader)
      throws IOException {
    Hdf5File.write(
        dir.resolve("part.h5"),
        Map.of(),
        FlatArray.of("kind", 1, kinds),
        FlatArray.of("building", 1, buildings),
        FlatArray.of("buildings", 1, KEYS));
    MeshParts mesh =
        new MeshParts(
            "",
            "",
            new double[4],
            KEYS.length,
            Patches.of(Map.of("east", 5)),
            Enclosure.NONE,
            new long[] {1},
            new int[] {0},
            List.of("part.h5"),
            new long[] {0},
            new long[] {kinds.length},
            List.of());
    return FormatPart.read(OutputDir.of(dir.toString(), new Configuration()), mesh, 0, reader);
  }
}
