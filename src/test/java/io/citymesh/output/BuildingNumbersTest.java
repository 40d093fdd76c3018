package io.citymesh.output;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.citymesh.footprint.Building;
import io.citymesh.footprint.HeightSource;
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
