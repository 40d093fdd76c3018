package io.citymesh.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.citymesh.stitch.FaceKind;
import io.citymesh.stitch.Part;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PartSurfacesTest {
  @TempDir private Path dir;

  private static final int OWN = 90;
  private static final int FOREIGN = 30;

  private static Part part(int faces, Random random) {
    byte[] kinds = new byte[faces];
    int[] building = new int[faces];
    for (int f = 0; f < faces; f++) {
      kinds[f] = (byte) random.nextInt(FaceKind.TOP + 2);
      boolean standing = kinds[f] == FaceKind.WALL || kinds[f] == FaceKind.ROOF;
      building[f] = standing ? random.nextInt(3) : -1;
    }
    return new Part(
        0,
        1,
        Part.Kind.CORE,
        "core_0_0",
        random.doubles(3 * OWN, -100, 100).toArray(),
        random.ints(3L * faces, 0, OWN + FOREIGN).toArray(),
        kinds,
        building,
        new long[] {7, 8, 9},
        new long[2 * FOREIGN],
        random.doubles(3 * FOREIGN, -200, 200).toArray());
  }

  /** Counted with sets. */
  private static PartSurfaces.Surface expected(Part part, Set<Byte> kinds) {
    long faces = 0;
    Set<List<Integer>> users = new HashSet<>();
    double[] bounds = IntStream.range(0, 6).mapToDouble(i -> (i < 3 ? 1 : -1) / 0.0).toArray();
    double[] xyz =
        DoubleStream.concat(DoubleStream.of(part.vertices()), DoubleStream.of(part.ghosts()))
            .toArray();
    for (int f = 0; f < part.faceCount(); f++) {
      if (kinds.contains(part.faceKinds()[f])) {
        faces++;
        for (int c = 3 * f; c < 3 * f + 3; c++) {
          int vertex = part.faces()[c];
          users.add(List.of(vertex, part.building()[f]));
          for (int axis = 0; axis < 3; axis++) {
            bounds[axis] = Math.min(bounds[axis], xyz[3 * vertex + axis]);
            bounds[3 + axis] = Math.max(bounds[3 + axis], xyz[3 * vertex + axis]);
          }
        }
      }
    }
    return new PartSurfaces.Surface(faces, users.size(), DoubleStream.of(bounds).boxed().toList());
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 7, 60, 2_000})
  void areCountedByTheWriterAndReadBack(int faces) throws IOException {
    Part part = part(faces, new Random(faces));
    PartSurfaces expected =
        new PartSurfaces(
            List.of(
                expected(part, Set.of(FaceKind.GROUND, FaceKind.HALO)),
                expected(part, Set.of(FaceKind.WALL)),
                expected(part, Set.of(FaceKind.ROOF))));
    assertEquals(expected, PartSurfaces.of(part));
    Path file = dir.resolve("part.h5");
    PartFile.write(file, part, new PartFile.Label("a key", "a digest", faces % 2));
    try (Hdf5File read = Hdf5File.open(file)) {
      assertEquals(expected, PartSurfaces.read(read, faces));
    }
  }

  private String refused(double[] surfaces) throws IOException {
    Path file = dir.resolve("bad.h5");
    Hdf5File.write(file, Map.of("id", 1L), FlatArray.of(PartSurfaces.NAME, 8, surfaces));
    try (Hdf5File read = Hdf5File.open(file)) {
      return assertThrows(IOException.class, () -> PartSurfaces.read(read, 10)).getMessage();
    }
  }

  @Test
  void countsThatThereCannotBeAreRefused() throws IOException {
    for (double[] counts :
        new double[][] {{11, 3}, {-1, 0}, {2, 7}, {2, -1}, {Double.NaN, 1}, {1e300, 1e300}}) {
      double[] surfaces = new double[24];
      surfaces[0] = counts[0];
      surfaces[1] = counts[1];
      String message = refused(surfaces);
      assertTrue(message.contains("bad.h5: surfaces has numbers"), message);
    }
    refused(IntStream.range(0, 16).mapToDouble(i -> 0).toArray());
  }
}
