package io.citymesh.stitch;

import io.citymesh.city.Bounds;
import io.citymesh.footprint.Building;
import io.citymesh.mesh.MeshInput;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/**
 * The table of features that a task works with: lines with the label on either side, each known
 * once.
 *
 * <p>A feature's identity is its two ends, which lie on the 1 mm grid: two tiles that know the same
 * wall know it by the same four numbers.
 */
final class Features {
  /** A place on the 1 mm grid. */
  record Corner(double x, double y) {}

  private record Line(double ax, double ay, double bx, double by) {}

  private final Map<Line, Integer> index = new HashMap<>();
  private double[] ends = new double[64];
  private int[] left = new int[16];
  private int[] right = new int[16];
  private int count;

  /** Adds the ring edges of buildings: the inside of a building lies to the left of its rings. */
  void addBuildings(Collection<Building> buildings) {
    for (Building building : buildings) {
      for (double[] ring : building.rings()) {
        for (int i = 0; i < ring.length; i += 2) {
          int j = i + 2 == ring.length ? 0 : i + 2;
          addWall(ring[i], ring[i + 1], ring[j], ring[j + 1], building.index());
        }
      }
    }
  }

  private void addWall(double ax, double ay, double bx, double by, int building) {
    boolean forward = ax < bx || (ax == bx && ay < by);
    int f =
        forward
            ? add(ax, ay, bx, by, MeshInput.GROUND, MeshInput.GROUND)
            : add(bx, by, ax, ay, MeshInput.GROUND, MeshInput.GROUND);
    int[] side = forward ? left : right;
    if (side[f] != MeshInput.GROUND) {
      throw new IllegalArgumentException(
          "buildings "
              + side[f]
              + " and "
              + building
              + " overlap at the wall ("
              + ax
              + " "
              + ay
              + ", "
              + bx
              + " "
              + by
              + ")");
    }
    side[f] = building;
  }

  /** Adds the four sides of the domain. */
  void addDomain(Bounds d) {
    add(d.xmin(), d.ymin(), d.xmax(), d.ymin(), MeshInput.GROUND, MeshInput.OUTSIDE);
    add(d.xmax(), d.ymin(), d.xmax(), d.ymax(), MeshInput.GROUND, MeshInput.OUTSIDE);
    add(d.xmin(), d.ymax(), d.xmax(), d.ymax(), MeshInput.OUTSIDE, MeshInput.GROUND);
    add(d.xmin(), d.ymin(), d.xmin(), d.ymax(), MeshInput.OUTSIDE, MeshInput.GROUND);
  }

  /**
   * Adds a feature, or finds it, and returns its index. Of two buildings that touch, a tile may
   * know one only, and takes the other for ground: so a building's label replaces the ground's.
   */
  int add(double ax, double ay, double bx, double by, int leftLabel, int rightLabel) {
    // Adding 0.0 turns -0.0 into 0.0: they are one place.
    Line line = new Line(ax + 0.0, ay + 0.0, bx + 0.0, by + 0.0);
    Integer known = index.get(line);
    if (known != null) {
      left[known] = either(left[known], leftLabel, known);
      right[known] = either(right[known], rightLabel, known);
      return known;
    }
    if (count == left.length) {
      ends = Arrays.copyOf(ends, 8 * count);
      left = Arrays.copyOf(left, 2 * count);
      right = Arrays.copyOf(right, 2 * count);
    }
    ends[4 * count] = line.ax;
    ends[4 * count + 1] = line.ay;
    ends[4 * count + 2] = line.bx;
    ends[4 * count + 3] = line.by;
    left[count] = leftLabel;
    right[count] = rightLabel;
    index.put(line, count);
    return count++;
  }

  private int either(int label, int other, int f) {
    if (label == MeshInput.GROUND || label == other) {
      return other;
    }
    if (other != MeshInput.GROUND) {
      throw new IllegalStateException(
          "two labels, "
              + label
              + " and "
              + other
              + ", on the same side of the feature "
              + start(f)
              + " "
              + end(f));
    }
    return label;
  }

  int count() {
    return count;
  }

  double[] ends() {
    return ends;
  }

  int left(int f) {
    return left[f];
  }

  int right(int f) {
    return right[f];
  }

  Corner start(int f) {
    return new Corner(ends[4 * f], ends[4 * f + 1]);
  }

  Corner end(int f) {
    return new Corner(ends[4 * f + 2], ends[4 * f + 3]);
  }

  /** True if the direction from a to b is the feature's own. */
  boolean forward(int f, double ax, double ay, double bx, double by) {
    double dx = ends[4 * f + 2] - ends[4 * f];
    double dy = ends[4 * f + 3] - ends[4 * f + 1];
    return (bx - ax) * dx + (by - ay) * dy > 0;
  }

  /** True if the two features have a corner in common. */
  boolean meet(int f, int g) {
    return start(f).equals(start(g))
        || start(f).equals(end(g))
        || end(f).equals(start(g))
        || end(f).equals(end(g));
  }

  boolean onDomainBoundary(int f) {
    return left[f] == MeshInput.OUTSIDE || right[f] == MeshInput.OUTSIDE;
  }
}
