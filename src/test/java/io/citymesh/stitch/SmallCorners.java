package io.citymesh.stitch;

import io.citymesh.footprint.Building;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The corners of a city that force small angles on any mesh of it: all pairs of walls with a common
 * end that meet under a small angle. Found from the footprints alone, with no help from the mesher.
 */
final class SmallCorners {
  /** Larger corners leave room for good triangles, degrees. */
  private static final double FORCING = 60;

  /** How far from its wall a vertex may lie for rounding, metres. */
  private static final double ROUNDING = 1e-6;

  /** Where two walls meet, and how far and where each of them goes from there. */
  private record Corner(double x, double y, double[] first, double[] second) {}

  private final List<Corner> corners = new ArrayList<>();

  SmallCorners(List<Building> city) {
    Map<List<Double>, Set<List<Double>>> walls = new HashMap<>();
    for (Building b : city) {
      for (double[] ring : b.rings()) {
        for (int i = 0; i < ring.length; i += 2) {
          int j = i + 2 == ring.length ? 0 : i + 2;
          List<Double> from = List.of(ring[i] + 0.0, ring[i + 1] + 0.0);
          List<Double> to = List.of(ring[j] + 0.0, ring[j + 1] + 0.0);
          walls.computeIfAbsent(from, k -> new HashSet<>()).add(to);
          walls.computeIfAbsent(to, k -> new HashSet<>()).add(from);
        }
      }
    }
    walls.forEach(
        (at, ends) -> {
          double x = at.get(0);
          double y = at.get(1);
          List<double[]> rays =
              ends.stream().map(e -> new double[] {e.get(0) - x, e.get(1) - y}).toList();
          for (int i = 0; i < rays.size(); i++) {
            for (int j = 0; j < i; j++) {
              if (angle(rays.get(i), rays.get(j)) < FORCING) {
                corners.add(new Corner(x, y, rays.get(i), rays.get(j)));
              }
            }
          }
        });
  }

  private static double angle(double[] u, double[] v) {
    double cross = u[0] * v[1] - u[1] * v[0];
    return Math.toDegrees(Math.atan2(Math.abs(cross), u[0] * v[0] + u[1] * v[1]));
  }

  /**
   * True if the edge leads from one wall of a small corner to the other: then the triangles on both
   * its sides may have a small angle opposite it.
   */
  boolean span(double ax, double ay, double bx, double by) {
    return corners.stream()
        .anyMatch(
            c ->
                (isOn(c.first, ax - c.x, ay - c.y) && isOn(c.second, bx - c.x, by - c.y))
                    || (isOn(c.second, ax - c.x, ay - c.y) && isOn(c.first, bx - c.x, by - c.y)));
  }

  /** True if the point, seen from the corner, lies on the wall and not in the corner itself. */
  private static boolean isOn(double[] wall, double x, double y) {
    double length = Math.hypot(wall[0], wall[1]);
    double along = (x * wall[0] + y * wall[1]) / length;
    double aside = (x * wall[1] - y * wall[0]) / length;
    return along > ROUNDING && along < length + ROUNDING && Math.abs(aside) < ROUNDING;
  }
}
