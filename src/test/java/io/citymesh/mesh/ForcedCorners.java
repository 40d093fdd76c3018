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
  /** Degrees. At larger corners refinement ends by itself: nothing is forced. */
  private static final double FORCING = 37;

  /** Distances from a corner that differ by less than this part count as equal. */
  private static final double EQUAL = 0.001;

  /** Ends nearer to each other than this count as one corner, metres. */
  private static final double SAME_PLACE = 4 * Limits.SHORTEST_EDGE;

  /** A segment a-b seen from a corner at (x, y), at one of its ends or on it, towards (dx, dy). */
  private record Ray(
      double x, double y, double dx, double dy, double ax, double ay, double bx, double by) {

    double angleTo(Ray other) {
      double cross = dx * other.dy - dy * other.dx;
      return Math.toDegrees(Math.atan2(Math.abs(cross), dx * other.dx + dy * other.dy));
    }

    boolean carries(double px, double py, double tolerance) {
      double length = Math.hypot(bx - ax, by - ay);
      double off = Math.abs((px - ax) * (by - ay) - (py - ay) * (bx - ax)) / length;
      double along = ((px - ax) * (bx - ax) + (py - ay) * (by - ay)) / length;
      return off <= tolerance
          && along >= -tolerance
          && along <= length + tolerance
          && (px - x) * dx + (py - y) * dy > 0;
    }

    /** On which side of the ray a point lies: positive to the left. */
    double side(double px, double py) {
      return (dx * (py - y) - dy * (px - x)) / Math.hypot(dx, dy);
    }
  }

  /** Two segments that meet under a forcing angle, the second to the left of the first. */
  private record Wedge(Ray right, Ray left) {}

  private final List<Wedge> wedges = new ArrayList<>();

  /** By how much rounding may put a vertex beside its segment, metres. */
  private final double tolerance;

  /** A vertex on a segment, or next to it, counts as an end of both its halves. */
  ForcedCorners(double[] xy, int[] start, int[] end, double tolerance) {
    this.tolerance = tolerance;
    Map<String, List<Ray>> rays = new HashMap<>();
    for (int s = 0; s < start.length; s++) {
      double ax = xy[2 * start[s]];
      double ay = xy[2 * start[s] + 1];
      double bx = xy[2 * end[s]];
      double by = xy[2 * end[s] + 1];
      add(rays, new Ray(ax, ay, bx - ax, by - ay, ax, ay, bx, by));
      add(rays, new Ray(bx, by, ax - bx, ay - by, ax, ay, bx, by));
      for (int v = 0; v < xy.length / 2; v++) {
        double px = xy[2 * v];
        double py = xy[2 * v + 1];
        boolean between =
            (px - ax) * (px - bx) + (py - ay) * (py - by) < 0
                && Math.abs(Predicates.orient(ax, ay, bx, by, px, py))
                    <= Limits.SHORTEST_EDGE * Math.hypot(bx - ax, by - ay);
        if (between) {
          add(rays, new Ray(px, py, bx - ax, by - ay, ax, ay, bx, by));
          add(rays, new Ray(px, py, ax - bx, ay - by, ax, ay, bx, by));
        }
      }
    }
    for (List<Ray> corner : rays.values()) {
      for (Ray right : corner) {
        for (Ray left : corner) {
          double angle = right.angleTo(left);
          if (angle > 0 && angle < FORCING && right.dx * left.dy > right.dy * left.dx) {
            wedges.add(new Wedge(right, left));
          }
        }
      }
    }
  }

  private static void add(Map<String, List<Ray>> rays, Ray ray) {
    long column = Math.round(ray.x / SAME_PLACE);
    long row = Math.round(ray.y / SAME_PLACE);
    for (long i = column - 1; i <= column + 1; i++) {
      for (long j = row - 1; j <= row + 1; j++) {
        List<Ray> corner = rays.get(i + " " + j);
        if (corner != null
            && Math.hypot(corner.get(0).x - ray.x, corner.get(0).y - ray.y) < SAME_PLACE) {
          corner.add(ray);
          return;
        }
      }
    }
    rays.put(column + " " + row, new ArrayList<>(List.of(ray)));
  }

  /**
   * True if u-v, the shortest edge of a triangle, runs from one side of a wedge to the other at
   * equal distances from its corner, and w, the third corner of the triangle, lies in the wedge.
   */
  boolean explain(double ux, double uy, double vx, double vy, double wx, double wy) {
    for (Wedge wedge : wedges) {
      double x = wedge.right.x;
      double y = wedge.right.y;
      double du = Math.hypot(ux - x, uy - y);
      double dv = Math.hypot(vx - x, vy - y);
      boolean spans =
          Math.abs(du - dv) <= EQUAL * Math.max(du, dv) + SAME_PLACE
              && ((wedge.right.carries(ux, uy, tolerance) && wedge.left.carries(vx, vy, tolerance))
                  || (wedge.right.carries(vx, vy, tolerance)
                      && wedge.left.carries(ux, uy, tolerance)));
      if (spans
          && wedge.right.side(wx, wy) >= -SAME_PLACE
          && wedge.left.side(wx, wy) <= SAME_PLACE) {
        return true;
      }
    }
    return false;
  }
}
