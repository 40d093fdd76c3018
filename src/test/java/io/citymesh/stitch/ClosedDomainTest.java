package io.citymesh.stitch;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.citymesh.geo.Bounds;
import io.citymesh.report.UserError;
import io.citymesh.tile.Domain;
import io.citymesh.tile.MeshOptions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * Surfaces that are closed by a top and by sides: nine tiles of 100 m with the buildings of a city.
 */
class ClosedDomainTest {
  private static final Bounds NINE = new Bounds(0, 0, 300, 300);
  private static final MeshOptions TILED = new MeshOptions(100, 10, 5, 5, 25);
  private static final double TOP = 80;
  private static final Domain CLOSED = Domain.of(NINE).closed(TOP, OptionalDouble.empty());

  /** Houses that touch each other, a courtyard, a house on a tile corner. */
  private static Drawn city() {
    return Drawn.city()
        .box(12, 60, 80, 100, 120)
        .box(17, 100, 80, 150, 120)
        .with(
            20,
            "POLYGON((160 160, 260 160, 260 260, 160 260, 160 160),"
                + " (180 180, 240 180, 240 240, 180 240, 180 180))")
        .box(9, 20, 190, 120, 230)
        .box(8, 270, 5, 295, 25);
  }

  private static Assembled closed(Domain domain) {
    return Assembled.mesh(domain, TILED, new Wave(NINE), city().buildings());
  }

  /** The faces up to the roofs by their kinds and the bits of their corners, in order. */
  private static List<List<Long>> surface(Assembled mesh) {
    List<List<Long>> faces = new ArrayList<>();
    for (int f = 0; f < mesh.kinds.length; f++) {
      if (mesh.kinds[f] < FaceKind.TOP) {
        List<Long> face = new ArrayList<>(List.of((long) mesh.kinds[f]));
        for (int i = 0; i < 9; i++) {
          face.add(
              Double.doubleToRawLongBits(mesh.vertices[3 * mesh.faces[3 * f + i / 3] + i % 3]));
        }
        faces.add(face);
      }
    }
    return faces;
  }

  private static Map<Integer, Integer> facesByKind(Assembled mesh) {
    Map<Integer, Integer> count = new TreeMap<>();
    for (byte kind : mesh.kinds) {
      count.merge((int) kind, 1, Integer::sum);
    }
    return count;
  }

  @Test
  void everyEdgeHasTwoFacesThatPointIntoTheAir() {
    Assembled mesh = closed(CLOSED);
    assertEquals(0, ClosedSurface.openEdges(mesh));
    assertEquals(mesh.volume, ClosedSurface.enclosed(mesh), 1e-9 * mesh.volume);
    double empty = NINE.area() * TOP;
    assertTrue(mesh.volume > 0.8 * empty && mesh.volume < empty, mesh.volume + " of " + empty);
  }

  @Test
  void groundRoofsAndWallsAreThoseOfTheOpenSurface() {
    Assembled open = Assembled.mesh(NINE, TILED, new Wave(NINE), city().buildings(), Set.of());
    Assembled closed = closed(CLOSED);
    assertEquals(surface(open), surface(closed));
    assertArrayEquals(open.quality.wallHistogram(), closed.quality.wallHistogram());
    assertEquals(0, open.volume);
  }

  @Test
  void theTopIsACopyOfThePlanarMesh() {
    Assembled mesh = closed(CLOSED);
    Map<Integer, Integer> count = facesByKind(mesh);
    assertEquals(count.get(0) + count.get(1) + count.get(3), count.get((int) FaceKind.TOP));
    for (int f = 0; f < mesh.kinds.length; f++) {
      for (int i = 3 * f; i < 3 * f + 3 && mesh.kinds[f] == FaceKind.TOP; i++) {
        assertEquals(TOP, mesh.vertices[3 * mesh.faces[i] + 2]);
      }
    }
  }

  @Test
  void sidesAreNumberedFromTheSouthAgainstTheClock() {
    Assembled mesh = closed(CLOSED);
    double[][] ends = {{1, 0}, {0, 300}, {1, 300}, {0, 0}};
    for (int f = 0; f < mesh.kinds.length; f++) {
      int side = mesh.kinds[f] - FaceKind.ofPatch(Domain.SIDES);
      for (int i = 3 * f; i < 3 * f + 3 && side >= 0; i++) {
        int axis = (int) ends[side][0];
        assertEquals(ends[side][1], mesh.vertices[3 * mesh.faces[i] + axis], "side " + side);
      }
    }
    assertEquals(
        List.of("top", "side_1", "side_2", "side_3", "side_4"),
        List.copyOf(CLOSED.patches().values()));
  }

  @Test
  void theWindMakesInletsAndOutlets() {
    // From the north-west: two inlets, two outlets; from the west, two sides.
    assertEquals(
        Set.of(0, 1, 2, 3, 4, 5, 6),
        facesByKind(closed(Domain.of(NINE).closed(TOP, OptionalDouble.of(315)))).keySet());
    Domain west = Domain.of(NINE).closed(TOP, OptionalDouble.of(270));
    Assembled mesh = closed(west);
    assertEquals(Set.of(0, 1, 2, 3, 4, 5, 6, 7), facesByKind(mesh).keySet());
    for (int f = 0; f < mesh.kinds.length; f++) {
      for (int i = 3 * f; i < 3 * f + 3; i++) {
        double x = mesh.vertices[3 * mesh.faces[i]];
        assertTrue(mesh.kinds[f] != FaceKind.ofPatch(Domain.INLET) || x == 0);
        assertTrue(mesh.kinds[f] != FaceKind.ofPatch(Domain.OUTLET) || x == 300);
      }
    }
    assertEquals(0, ClosedSurface.openEdges(mesh));
  }

  @Test
  void aTileInPiecesIsClosedToo() {
    Assembled mesh =
        Assembled.inPieces(CLOSED, TILED, new Wave(NINE), city().buildings(), tile -> tile % 2);
    assertEquals(0, ClosedSurface.openEdges(mesh));
    assertEquals(mesh.volume, ClosedSurface.enclosed(mesh), 1e-9 * mesh.volume);
  }

  @Test
  void aTopBelowARoofIsRefused() {
    UserError error =
        assertThrows(
            UserError.class, () -> closed(Domain.of(NINE).closed(20, OptionalDouble.empty())));
    assertTrue(error.getMessage().contains("give a higher --top"), error.getMessage());
  }

  @Test
  void markersOfTopAndSidesAreNegative() {
    assertEquals(-3, Markers.of(FaceKind.TOP, -1, 5));
    assertEquals(-6, Markers.of(FaceKind.ofPatch(Domain.SIDES), -1, 5));
    assertTrue(Arrays.stream(closed(CLOSED).markers).filter(m -> m < Markers.GROUND).count() > 100);
  }
}
