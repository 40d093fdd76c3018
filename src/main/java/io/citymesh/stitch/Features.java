package io.citymesh.stitch;

import io.citymesh.footprint.Building;
import io.citymesh.geo.Bounds;
import io.citymesh.geo.Sides;
import io.citymesh.mesh.MeshInput;
import io.citymesh.tile.Domain;
import java.util.Arrays;
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
  /** Cosine of the angle of a corner below which refinement would not end by itself. */
  private static final double SMALL_COS = 0.8;

  /** A place on the 1 mm grid. */
  record Corner(double x, double y) {}

  private record Line(double ax, double ay, double bx, double by) {}

  private final Map<Line, Integer> index = new HashMap<>();
  private double[] ends = new double[64];
  private int[] left = new int[16];
  private int[] right = new int[16];
  private int count;

  /**
   * Adds the ring edges of a building: its inside lies to the left of its rings.
   *
   * @param label the building's label in this task
   */
  void addBuilding(Building building, int label) {
    for (double[] ring : building.rings()) {
      for (int i = 0; i < ring.length; i += 2) {
        int j = i + 2 == ring.length ? 0 : i + 2;
        addWall(ring[i], ring[i + 1], ring[j], ring[j + 1], label);
      }
    }
  }

  private void addWall(double ax, double ay, double bx, double by, int label) {
    if (ax < bx || (ax == bx && ay < by)) {
      add(ax, ay, bx, by, label, MeshInput.GROUND);
    } else {
      add(bx, by, ax, ay, MeshInput.GROUND, label);
    }
  }

  /**
   * Adds the features of a frontier, or finds them.
   *
   * @param labels the labels of the frontier's buildings in this task
   * @return by the number of each there its number here
   */
  int[] addAll(Frontier.Lines lines, int[] labels) {
    int[] numbers = new int[lines.rows()];
    double[] e = lines.ends.values;
    for (int i = 0; i < numbers.length; i++) {
      int leftLabel = lines.left.values[i];
      int rightLabel = lines.right.values[i];
      numbers[i] =
          add(
              e[4 * i],
              e[4 * i + 1],
              e[4 * i + 2],
              e[4 * i + 3],
              leftLabel < 0 ? leftLabel : labels[leftLabel],
              rightLabel < 0 ? rightLabel : labels[rightLabel]);
    }
    return numbers;
  }

  /** Writes all features, in the order of their numbers. */
  void write(Frontier.Lines to) {
    to.ends.values = Arrays.copyOf(ends, 4 * count);
    to.left.values = Arrays.copyOf(left, count);
    to.right.values = Arrays.copyOf(right, count);
  }

  /**
   * The label of a side of which two tables tell. A table that does not know the building on that
   * side has ground there: the building lies beyond its tiles.
   */
  private static int common(int one, int other, Line line) {
    if (one == other || other == MeshInput.GROUND) {
      return one;
    }
    if (one == MeshInput.GROUND) {
      return other;
    }
    throw new IllegalArgumentException("two buildings overlap at the wall " + line);
  }

  /** Adds the sides of the domain that a tile has to know. */
  void addSides(Domain domain, Bounds tile) {
    domain.forSidesOf(tile, this::addSide);
  }

  private void addSide(double ax, double ay, double bx, double by) {
    if (ax < bx || (ax == bx && ay < by)) {
      add(ax, ay, bx, by, MeshInput.GROUND, MeshInput.OUTSIDE);
    } else {
      add(bx, by, ax, ay, MeshInput.OUTSIDE, MeshInput.GROUND);
    }
  }

  /** Adds a feature, or finds it and learns its labels. Returns its index. */
  int add(double ax, double ay, double bx, double by, int leftLabel, int rightLabel) {
    // Adding 0.0 turns -0.0 into 0.0: they are one place.
    Line line = new Line(ax + 0.0, ay + 0.0, bx + 0.0, by + 0.0);
    Integer known = index.get(line);
    if (known != null) {
      left[known] = common(left[known], leftLabel, line);
      right[known] = common(right[known], rightLabel, line);
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

  /**
   * The graph of all features, whole and without labels.
   *
   * @param corners an empty table, which gets the graph's vertex at each end of a feature
   */
  MeshInput graph(Map<Corner, Integer> corners) {
    MeshInput graph = new MeshInput();
    for (int f = 0; f < count; f++) {
      int a = corners.computeIfAbsent(start(f), c -> graph.addVertex(c.x(), c.y()));
      int b = corners.computeIfAbsent(end(f), c -> graph.addVertex(c.x(), c.y()));
      graph.addSegment(a, b, MeshInput.UNKNOWN, MeshInput.UNKNOWN);
    }
    return graph;
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

  /**
   * True if the two features have a corner in common, so small that it forces small angles: below
   * about 37 degrees ({@code ForcedTriangles} of the mesher).
   */
  boolean meetInSmallCorner(int f, int g) {
    for (int i = 4 * f; i < 4 * f + 4; i += 2) {
      for (int j = 4 * g; j < 4 * g + 4; j += 2) {
        if (ends[i] == ends[j] && ends[i + 1] == ends[j + 1]) {
          return isSmall(i, otherEnd(i), otherEnd(j));
        }
      }
    }
    return false;
  }

  /** The other end of a feature; both are indices of x in {@link #ends}. */
  private static int otherEnd(int i) {
    return i ^ 2;
  }

  private boolean isSmall(int corner, int a, int b) {
    double ax = ends[a] - ends[corner];
    double ay = ends[a + 1] - ends[corner + 1];
    double bx = ends[b] - ends[corner];
    double by = ends[b + 1] - ends[corner + 1];
    double dot = ax * bx + ay * by;
    return dot > 0 && dot * dot > SMALL_COS * SMALL_COS * (ax * ax + ay * ay) * (bx * bx + by * by);
  }

  boolean onDomainBoundary(int f) {
    return left[f] == MeshInput.OUTSIDE || right[f] == MeshInput.OUTSIDE;
  }

  /** True if a side of the domain lies so far in a rectangle that no tile beyond it knows it. */
  boolean isInside(int f, Bounds r) {
    int i = 4 * f;
    Bounds inner = r.grow(-2 * Sides.NEAR);
    return inner.contains(ends[i], ends[i + 1]) && inner.contains(ends[i + 2], ends[i + 3]);
  }

  /** The patch of a side of the domain. */
  int patch(int f, Domain domain) {
    int i = 4 * f;
    return right[f] == MeshInput.OUTSIDE
        ? domain.patch(ends[i], ends[i + 1], ends[i + 2], ends[i + 3])
        : domain.patch(ends[i + 2], ends[i + 3], ends[i], ends[i + 1]);
  }
}
