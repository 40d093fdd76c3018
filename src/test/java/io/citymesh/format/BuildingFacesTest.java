package io.citymesh.format;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BuildingFacesTest {
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 5, 300})
  void facesComeBackFromTheirBytes(int count) {
    Random random = new Random(count);
    byte[] kinds = new byte[count];
    random.nextBytes(kinds);
    int[] corners = random.ints(3L * count, 0, count + 2).toArray();
    double[] xyz = random.doubles(3L * (count + 2), -1e7, 1e7).toArray();
    byte[] packed = new BuildingFaces(7, 2, kinds, corners, xyz).packed();
    assertEquals(8 + 13 * count + 24 * (count + 2), packed.length);
    BuildingFaces faces = BuildingFaces.unpacked(7, 2, packed);
    assertEquals(7, faces.building());
    assertEquals(2, faces.part());
    assertArrayEquals(kinds, faces.kinds());
    assertArrayEquals(corners, faces.corners());
    assertArrayEquals(xyz, faces.xyz());
  }
}
