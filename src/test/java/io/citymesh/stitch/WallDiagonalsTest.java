package io.citymesh.stitch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.citymesh.air.StepOrder;
import io.citymesh.geo.Bounds;
import io.citymesh.tile.MeshOptions;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * The triangles of walls are those of one order of all steps, whichever side they are seen from.
 */
class WallDiagonalsTest {
  private static final Bounds NINE = new Bounds(0, 0, 300, 300);

  /** From one vertex to the next above it. */
  private record Step(int low, int high) {}

  private final Assembled mesh =
      Assembled.mesh(
          NINE,
          new MeshOptions(100, 10, 5, 2, 25),
          new Wave(NINE),
          Drawn.city()
              .box(12, 60, 80, 100, 120)
              .box(17, 100, 80, 150, 120)
              .box(17.4, 150, 80, 170, 120)
              .box(9, 20, 190, 120, 230)
              .buildings(),
          Set.of());

  private List<Double> place(int v) {
    return List.of(mesh.vertices[3 * v], mesh.vertices[3 * v + 1]);
  }

  private double z(int v) {
    return mesh.vertices[3 * v + 2];
  }

  /** The node that owns a vertex. */
  private int owner(int v) {
    int owner = -1;
    for (Part part : mesh.parts) {
      int first = mesh.offset[part.node()];
      owner = v >= first && v < first + part.vertexCount() ? part.node() : owner;
    }
    return owner;
  }

  private boolean isFirst(Step a, Step b) {
    int nodeA = owner(a.low);
    int nodeB = owner(b.low);
    return StepOrder.isFirst(
        z(a.low),
        z(a.high),
        mesh.tree.id(nodeA),
        a.low - mesh.offset[nodeA],
        z(b.low),
        z(b.high),
        mesh.tree.id(nodeB),
        b.low - mesh.offset[nodeB]);
  }

  @Test
  void eachTriangleIsTheNextStep() {
    // By the lines on both sides: the steps that the wall between them takes, and from where.
    Map<Set<List<Double>>, Map<Step, Integer>> walls = new HashMap<>();
    for (int f = 0; f < mesh.kinds.length; f++) {
      if (mesh.kinds[f] != FaceKind.WALL) {
        continue;
      }
      for (int i = 0; i < 3; i++) {
        int a = mesh.faces[3 * f + i];
        int b = mesh.faces[3 * f + (i + 1) % 3];
        int third = mesh.faces[3 * f + (i + 2) % 3];
        if (place(a).equals(place(b))) {
          Step step = z(a) < z(b) ? new Step(a, b) : new Step(b, a);
          walls
              .computeIfAbsent(new HashSet<>(List.of(place(a), place(third))), k -> new HashMap<>())
              .put(step, third);
        }
      }
    }
    int compared = 0;
    int ties = 0;
    for (Map<Step, Integer> wall : walls.values()) {
      for (Map.Entry<Step, Integer> taken : wall.entrySet()) {
        Step step = taken.getKey();
        for (Step other : wall.keySet()) {
          // The step that the other line could have taken instead.
          if (other.low == taken.getValue()) {
            assertTrue(isFirst(step, other), step + " before " + other);
            ties += z(step.low) + z(step.high) == z(other.low) + z(other.high) ? 1 : 0;
            compared++;
          }
        }
      }
    }
    assertTrue(compared > 500, compared + " triangles");
    assertTrue(ties > 20, ties + " of steps at equal heights");
    assertEquals(Map.of(), mesh.defects());
  }
}
