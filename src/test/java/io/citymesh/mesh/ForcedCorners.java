package io.citymesh.mesh;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Corners of the input that are so small that they force small angles. An oracle for tests: it
 * looks at the given segments only, all pairs at a vertex.
 */
final class ForcedCorners {
  private ForcedCorners() {}

  /**
   * The vertices at which two segments meet under less than the angle, each with its place and the
   * length of its longest segment: {x, y, reach}. A vertex on a segment, or next to it, counts as
   * an end of both its halves.
   *
   * @param degrees the angle
   */
  static Map<Integer, double[]> of(double[] xy, int[] start, int[] end, double degrees) {
    Map<String, List<double[]>> rays = new HashMap<>();
    for (int s = 0; s < start.length; s++) {
      double ax = xy[2 * start[s]];
      double ay = xy[2 * start[s] + 1];
      double bx = xy[2 * end[s]];
      double by = xy[2 * end[s] + 1];
      ray(rays, ax, ay, bx, by);
      ray(rays, bx, by, ax, ay);
      for (int v = 0; v < xy.length / 2; v++) {
        double px = xy[2 * v];
        double py = xy[2 * v + 1];
        boolean between =
            (px - ax) * (px - bx) + (py - ay) * (py - by) < 0
                && Math.abs(Predicates.orient(ax, ay, bx, by, px, py))
                    <= Limits.SHORTEST_EDGE * Math.hypot(bx - ax, by - ay);
        if (between) {
          ray(rays, px, py, ax, ay);
          ray(rays, px, py, bx, by);
        }
      }
    }
    Map<Integer, double[]> corners = new HashMap<>();
    for (List<double[]> at : rays.values()) {
      double reach = 0;
      for (double[] r : at) {
        for (double[] q : at) {
          double cross = r[2] * q[3] - r[3] * q[2];
          double dot = r[2] * q[2] + r[3] * q[3];
          double angle = Math.toDegrees(Math.atan2(Math.abs(cross), dot));
          if (angle > 0 && angle < degrees) {
            double shorter = Math.min(Math.hypot(r[2], r[3]), Math.hypot(q[2], q[3]));
            reach = Math.max(reach, shorter);
          }
        }
      }
      if (reach > 0) {
        corners.put(corners.size(), new double[] {at.get(0)[0], at.get(0)[1], reach});
      }
    }
    return corners;
  }

  /** Ends nearer to each other than the shortest edge that is refined count as one corner. */
  private static void ray(
      Map<String, List<double[]>> rays, double x, double y, double toX, double toY) {
    double grid = 4 * Limits.SHORTEST_EDGE;
    long column = Math.round(x / grid);
    long row = Math.round(y / grid);
    double[] ray = {x, y, toX - x, toY - y};
    for (long i = column - 1; i <= column + 1; i++) {
      for (long j = row - 1; j <= row + 1; j++) {
        List<double[]> at = rays.get(i + " " + j);
        if (at != null && Math.hypot(at.get(0)[0] - x, at.get(0)[1] - y) < grid) {
          at.add(ray);
          return;
        }
      }
    }
    rays.put(column + " " + row, new ArrayList<>(List.of(ray)));
  }

  /** True if all corners of the triangle lie within the reach of one of them. */
  static boolean explain(Map<Integer, double[]> corners, PlanarMesh mesh, int t) {
    for (double[] c : corners.values()) {
      boolean near = true;
      for (int i = 3 * t; i < 3 * t + 3; i++) {
        int v = mesh.triangles()[i];
        double dx = mesh.xy()[2 * v] - c[0];
        double dy = mesh.xy()[2 * v + 1] - c[1];
        near &= Math.hypot(dx, dy) <= 1.01 * c[2];
      }
      if (near) {
        return true;
      }
    }
    return false;
  }
}
