package io.citymesh.output;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.citymesh.footprint.Building;
import io.citymesh.footprint.HeightSource;
import io.citymesh.stitch.Part;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BuildingNumbersTest {
  @TempDir private Path dir;

  private OutputDir out() {
    return OutputDir.of(dir.toString(), new Configuration());
  }

  private void write(int partition, int first, long... keys) throws IOException {
    List<Building> buildings =
        IntStream.range(0, keys.length)
            .mapToObj(
                i ->
                    new Building(
                        first + i,
                        keys[i],
                        List.of("a"),
                        0,
                        9,
                        HeightSource.LIDAR,
                        new double[][] {{0, 0, 9, 0, 9, 9}}))
            .toList();
    BuildingsFile.write(out(), partition, buildings.iterator(), "");
  }

  @Test
  void numbersAreThoseOfTheTableWhateverTheOrderOfTheKeys() throws IOException {
    write(0, 0, 500, 7, Long.MAX_VALUE);
    write(1, 3);
    write(2, 3, 0, 8);
    BuildingNumbers numbers = BuildingNumbers.read(out());
    assertEquals(5, numbers.count());
    assertEquals(0, numbers.of(500));
    assertEquals(1, numbers.of(7));
    assertEquals(2, numbers.of(Long.MAX_VALUE));
    assertEquals(3, numbers.of(0));
    assertEquals(4, numbers.of(8));
    IOException error = assertThrows(IOException.class, () -> numbers.of(9));
    assertTrue(error.getMessage().contains("no building with the key 9"), error.getMessage());
  }

  /** A wall of no building would have the marker of ground, a roof that of the last wall. */
  @Test
  void aFaceThatCannotBeHasNoMarker() throws IOException {
    BuildingNumbers numbers = BuildingNumbers.of(new long[] {500, 7});
    int[][] sound = {{0, -1}, {1, -1}, {2, 0}, {3, 1}};
    int[] markers = {-2, -1, 1, 2};
    for (int i = 0; i < sound.length; i++) {
      assertEquals(
          markers[i], MeshReader.markers(face(sound[i][0], sound[i][1]), numbers)[0], "" + i);
    }
    for (int[] bad : new int[][] {{2, -1}, {3, -1}, {0, 0}, {1, 1}, {4, 0}, {-1, -1}}) {
      Part part = face(bad[0], bad[1]);
      String message =
          assertThrows(IOException.class, () -> MeshReader.markers(part, numbers)).getMessage();
      assertTrue(message.contains("face 0 has the kind " + bad[0]), message);
    }
  }

  /** A part of one face, that knows the buildings 1 and 0. */
  private static Part face(int kind, int building) {
    return new Part(
        0,
        1,
        Part.Kind.CORE,
        "core_0_0",
        new double[9],
        new int[] {0, 1, 2},
        new byte[] {(byte) kind},
        new int[] {building},
        new long[] {7, 500},
        new long[0],
        new double[0]);
  }

  @Test
  void aTableWithGapsIsRefused() throws IOException {
    write(0, 0, 500, 7);
    write(1, 3, 8);
    IOException error = assertThrows(IOException.class, () -> BuildingNumbers.read(out()));
    assertTrue(error.getMessage().contains("building 3 where 2 must be"), error.getMessage());
  }

  @Test
  void aCityWithoutBuildingsHasNoNumbers() throws IOException {
    write(0, 0);
    assertEquals(0, BuildingNumbers.read(out()).count());
  }

  @Test
  void anotherMeshInTheSamePlaceHasNumbersOfItsOwn() throws IOException {
    write(0, 0, 500, 7);
    BuildingNumbers first = BuildingNumbers.read(out(), "first");
    write(0, 0, 7, 500);
    assertEquals(first, BuildingNumbers.read(out(), "first"), "what was read is kept");
    assertEquals(0, BuildingNumbers.read(out(), "second").of(7));
  }
}
