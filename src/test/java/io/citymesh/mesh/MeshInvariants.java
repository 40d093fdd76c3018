package io.citymesh.mesh;

import static org.junit.jupiter.api.Assertions.fail;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * Checks a mesh against the graph it was made from, with no help from the mesher but the two
 * predicates (which have a test of their own). Take it from the input before meshing, for meshing
 * uses the input up.
 */
final class MeshInvariants {
  /** Input corners below this angle force triangles below the bound. */
  static final double FORCING_ANGLE = 60;

  /** Edges shorter than this are not refined: see {@link Limits}. */
  private static final double SHORTEST_REFINED = Limits.SHORTEST_EDGE;

  private final double[] inputXy;
  private final double[] features;
  private final int[] start;
  private final int[] end;
  private final int[] feature;
  private final int[] left;
  private final int[] right;
  private final double scale;

  private PlanarMesh mesh;

  /** For each vertex the first half-edge that starts there, or -1; then a list of the others. */
  private int[] firstEdge;

  private int[] nextEdge;

  MeshInvariants(MeshInput input) {
    inputXy = Arrays.copyOf(input.xy, 2 * input.vertexCount);
    features = Arrays.copyOf(input.features, 4 * input.featureCount);
    start = Arrays.copyOf(input.start, input.segmentCount);
    end = Arrays.copyOf(input.end, input.segmentCount);
    feature = Arrays.copyOf(input.feature, input.segmentCount);
    left = Arrays.copyOf(input.left, input.segmentCount);
    right = Arrays.copyOf(input.right, input.segmentCount);
    double largest = 1e-300;
    for (double c : inputXy) {
      largest = Math.max(largest, Math.abs(c));
    }
    scale = largest;
  }

  /** The label that a point of the plane should have. */
  interface LabelAt {
    int label(double x, double y);
  }

  /** Everything that holds for every mesh. */
  MeshInvariants check(PlanarMesh made) {
    mesh = made;
    indexEdges();
    checkTopology();
    checkSegments();
    checkConstrainedDelaunay();
    checkSteinerVertices();
    return this;
  }

  private void indexEdges() {
    int[] t = mesh.triangles();
    firstEdge = new int[mesh.vertexCount()];
    nextEdge = new int[t.length];
    Arrays.fill(firstEdge, -1);
    for (int e = 0; e < t.length; e++) {
      nextEdge[e] = firstEdge[t[e]];
      firstEdge[t[e]] = e;
    }
  }

  static int next(int e) {
    return e % 3 == 2 ? e - 2 : e + 1;
  }

  private int origin(int e) {
    return mesh.triangles()[e];
  }

  private int target(int e) {
    return mesh.triangles()[next(e)];
  }

  private int apex(int e) {
    return mesh.triangles()[next(next(e))];
  }

  double x(int v) {
    return mesh.xy()[2 * v];
  }

  double y(int v) {
    return mesh.xy()[2 * v + 1];
  }

  private double orient(int a, int b, int c) {
    return Predicates.orient(x(a), y(a), x(b), y(b), x(c), y(c));
  }

  private String at(int v) {
    return v + " (" + x(v) + " " + y(v) + ")";
  }

  /** Triangles counter-clockwise, twins mutual, one triangle on each side of an edge. */
  private void checkTopology() {
    for (int v = 0; v < inputXy.length / 2; v++) {
      if (x(v) != inputXy[2 * v] || y(v) != inputXy[2 * v + 1]) {
        fail("input vertex moved: " + at(v));
      }
    }
    for (int e = 0; e < mesh.triangles().length; e++) {
      if (e % 3 == 0 && orient(origin(e), target(e), apex(e)) <= 0) {
        fail("not counter-clockwise: " + at(origin(e)) + at(target(e)) + at(apex(e)));
      }
      int o = mesh.twins()[e];
      if (o >= 0) {
        if (mesh.twins()[o] != e || origin(o) != target(e) || target(o) != origin(e)) {
          fail("twins do not match at " + at(origin(e)) + at(target(e)));
        }
        if (mesh.edgeFeatures()[e] != mesh.edgeFeatures()[o]) {
          fail("features of twins differ at " + at(origin(e)) + at(target(e)));
        }
        if (mesh.labels()[e / 3] != mesh.labels()[o / 3] && mesh.edgeFeatures()[e] == -1) {
          fail("labels change across a free edge at " + at(origin(e)) + at(target(e)));
        }
      }
      for (int other = nextEdge[e]; other >= 0; other = nextEdge[other]) {
        if (target(other) == target(e)) {
          fail("two triangles on one side of " + at(origin(e)) + at(target(e)));
        }
      }
      if (o < 0 && twinByVertices(e) >= 0) {
        fail("a twin is missing at " + at(origin(e)) + at(target(e)));
      }
    }
  }

  private int twinByVertices(int e) {
    for (int o = firstEdge[target(e)]; o >= 0; o = nextEdge[o]) {
      if (target(o) == origin(e)) {
        return o;
      }
    }
    return -1;
  }

  /** Each segment that borders on labelled plane is a chain of constrained edges. */
  private void checkSegments() {
    Map<Long, Integer> places = new HashMap<>();
    for (int v = 0; v < inputXy.length / 2; v++) {
      places.merge(place(v), v, Math::min);
    }
    for (int s = 0; s < start.length; s++) {
      if (outside(left[s]) && outside(right[s])) {
        continue;
      }
      int a = standsFor(start[s]);
      int b = standsFor(end[s]);
      if (a != b) {
        walk(s, a, b);
      }
    }
  }

  private static boolean outside(int label) {
    return label == MeshInput.OUTSIDE || label == MeshInput.COVERED;
  }

  private static long place(double x, double y) {
    return Double.doubleToLongBits(x + 0.0) * 31 + Double.doubleToLongBits(y + 0.0);
  }

  private long place(int v) {
    return place(inputXy[2 * v], inputXy[2 * v + 1]);
  }

  /** The vertex at the same place that the triangles use; the vertex itself if none does. */
  private int standsFor(int v) {
    if (firstEdge[v] >= 0) {
      return v;
    }
    for (int u = 0; u < inputXy.length / 2; u++) {
      if (firstEdge[u] >= 0
          && inputXy[2 * u] == inputXy[2 * v]
          && inputXy[2 * u + 1] == inputXy[2 * v + 1]) {
        return u;
      }
    }
    return v;
  }

  private void walk(int s, int a, int b) {
    double tolerance = 1e-15 * scale * 8;
    double dx = x(b) - x(a);
    double dy = y(b) - y(a);
    double length = Math.hypot(dx, dy);
    int at = a;
    int edges = 0;
    while (at != b) {
      int best = -1;
      double least = Double.POSITIVE_INFINITY;
      for (int e : constrainedEdges(at)) {
        int to = origin(e) == at ? target(e) : origin(e);
        double ahead = (x(to) - x(at)) * dx + (y(to) - y(at)) * dy;
        double off = Math.abs((x(to) - x(a)) * dy - (y(to) - y(a)) * dx) / length;
        // Where segments lie on top of each other, the edge may belong to another one.
        off += belongsTo(e, s) ? 0 : tolerance / 2;
        if (ahead > 0 && off <= tolerance && off < least) {
          best = to;
          least = off;
        }
      }
      if (best < 0) {
        fail("segment " + s + " from " + at(a) + " to " + at(b) + " is broken at " + at(at));
      }
      if (feature[s] < 0 && best >= inputXy.length / 2) {
        fail("frozen segment " + s + " was split at " + at(best));
      }
      at = best;
      if (++edges > mesh.triangles().length) {
        fail("segment " + s + " goes round in circles at " + at(at));
      }
    }
  }

  /** True if the edge is a piece of segment s, or of a feature on the same line. */
  private boolean belongsTo(int e, int s) {
    int f = mesh.edgeFeatures()[e];
    if (f < 0 || feature[s] < 0) {
      return f == (feature[s] < 0 ? -2 : feature[s]);
    }
    return f == feature[s] || (onLine(f, start[s]) && onLine(f, end[s]));
  }

  private boolean onLine(int f, int v) {
    double[] line = Arrays.copyOfRange(features, 4 * f, 4 * f + 4);
    return Predicates.orient(line[0], line[1], line[2], line[3], x(v), y(v)) == 0;
  }

  /** The constrained edges at v, out of it or into it. */
  private int[] constrainedEdges(int v) {
    int[] found = new int[16];
    int count = 0;
    for (int e = firstEdge[v]; e >= 0; e = nextEdge[e]) {
      for (int edge : new int[] {e, next(next(e))}) {
        if (mesh.edgeFeatures()[edge] != -1) {
          if (count == found.length) {
            found = Arrays.copyOf(found, 2 * count);
          }
          found[count++] = edge;
        }
      }
    }
    return Arrays.copyOf(found, count);
  }

  private void checkConstrainedDelaunay() {
    for (int e = 0; e < mesh.triangles().length; e++) {
      int o = mesh.twins()[e];
      if (o > e && mesh.edgeFeatures()[e] == -1 && inCircle(e / 3, apex(o)) > 0) {
        fail("not Delaunay: edge " + at(origin(e)) + at(target(e)) + " sees " + at(apex(o)));
      }
    }
  }

  private double inCircle(int t, int v) {
    int[] c = mesh.triangles();
    return Predicates.inCircle(
        x(c[3 * t]),
        y(c[3 * t]),
        x(c[3 * t + 1]),
        y(c[3 * t + 1]),
        x(c[3 * t + 2]),
        y(c[3 * t + 2]),
        x(v),
        y(v));
  }

  /** All pairs of triangle and vertex: what lies inside a circumcircle is hidden by a segment. */
  MeshInvariants checkDelaunayByAllPairs() {
    for (int t = 0; t < mesh.triangleCount(); t++) {
      int e = 3 * t;
      double cx = (x(origin(e)) + x(origin(e + 1)) + x(origin(e + 2))) / 3;
      double cy = (y(origin(e)) + y(origin(e + 1)) + y(origin(e + 2))) / 3;
      if (!inside(t, cx, cy)) {
        continue; // too thin for a point in its middle
      }
      for (int v = 0; v < mesh.vertexCount(); v++) {
        if (firstEdge[v] >= 0 && inCircle(t, v) > 0 && !hidden(v, cx, cy)) {
          fail("vertex " + at(v) + " lies in the circle of triangle " + t);
        }
      }
    }
    return this;
  }

  private boolean inside(int t, double px, double py) {
    for (int e = 3 * t; e < 3 * t + 3; e++) {
      int a = origin(e);
      int b = target(e);
      if (Predicates.orient(x(a), y(a), x(b), y(b), px, py) <= 0) {
        return false;
      }
    }
    return true;
  }

  private boolean hidden(int v, double cx, double cy) {
    for (int e = 0; e < mesh.triangles().length; e++) {
      int a = origin(e);
      int b = target(e);
      if (mesh.edgeFeatures()[e] == -1 && mesh.twins()[e] >= 0) {
        continue;
      }
      double sideC = Predicates.orient(x(a), y(a), x(b), y(b), cx, cy);
      double sideV = orient(a, b, v);
      if (sideC > 0 && sideV <= 0) {
        double sideA = Predicates.orient(x(v), y(v), cx, cy, x(a), y(a));
        double sideB = Predicates.orient(x(v), y(v), cx, cy, x(b), y(b));
        if (sideA * sideB <= 0) {
          return true;
        }
      }
    }
    return false;
  }

  /** A Steiner vertex on a constrained edge knows its feature, and lies on it at its parameter. */
  private void checkSteinerVertices() {
    for (int v = mesh.inputVertices(); v < mesh.vertexCount(); v++) {
      int f = mesh.vertexFeature()[v];
      if (f < 0) {
        if (constrainedEdges(v).length > 0) {
          fail("a vertex on a segment has forgotten its feature: " + at(v));
        }
        continue;
      }
      double t = mesh.vertexParameter()[v];
      double fx = features[4 * f] + t * (features[4 * f + 2] - features[4 * f]);
      double fy = features[4 * f + 1] + t * (features[4 * f + 3] - features[4 * f + 1]);
      if (!(t > 0 && t < 1) || fx != x(v) || fy != y(v)) {
        fail("vertex " + at(v) + " is not at " + t + " on feature " + f);
      }
      for (int e = firstEdge[v]; e >= 0; e = nextEdge[e]) {
        int g = mesh.edgeFeatures()[e];
        if (g != -1 && g != f) {
          fail("edges at " + at(v) + " of features " + f + " and " + g);
        }
      }
    }
  }

  MeshInvariants checkLabels(LabelAt expected) {
    for (int t = 0; t < mesh.triangleCount(); t++) {
      int e = 3 * t;
      double cx = (x(origin(e)) + x(origin(e + 1)) + x(origin(e + 2))) / 3;
      double cy = (y(origin(e)) + y(origin(e + 1)) + y(origin(e + 2))) / 3;
      int label = expected.label(cx, cy);
      if (label != mesh.labels()[t]) {
        fail("label " + mesh.labels()[t] + " instead of " + label + " at " + cx + " " + cy);
      }
    }
    return this;
  }

  /** With the right boundary, the right area means that the plane is covered once. */
  MeshInvariants checkArea(double expected) {
    double area = 0;
    for (int t = 0; t < mesh.triangleCount(); t++) {
      area += doubleArea(t) / 2;
    }
    if (Math.abs(area - expected) > 1e-9 * expected) {
      fail("area " + area + " instead of " + expected);
    }
    return this;
  }

  double area(int t) {
    return doubleArea(t) / 2;
  }

  private double doubleArea(int t) {
    int a = origin(3 * t);
    int b = origin(3 * t + 1);
    int c = origin(3 * t + 2);
    return (x(b) - x(a)) * (y(c) - y(a)) - (y(b) - y(a)) * (x(c) - x(a));
  }

  /** Angles and areas, away from input corners below {@link #FORCING_ANGLE}. */
  MeshInvariants checkQuality(Limits limits) {
    boolean anyFrozen = Arrays.stream(feature).anyMatch(f -> f < 0);
    Map<Integer, double[]> corners = ForcedCorners.of(inputXy, start, end, FORCING_ANGLE);
    double least = Math.toRadians(limits.minAngle()) - 1e-7;
    for (int t = 0; t < mesh.triangleCount(); t++) {
      if (!touchesRegion(t, limits.region()) || (anyFrozen && nearFrozen(t))) {
        continue;
      }
      double bound = limits.area(mesh.labels()[t]);
      if (doubleArea(t) > 2 * bound * (1 + 1e-12)) {
        fail("area " + doubleArea(t) / 2 + " > " + bound + " at " + at(origin(3 * t)));
      }
      if (smallestAngle(t) < least
          && smallestHeight(t) > SHORTEST_REFINED
          && !ForcedCorners.explain(corners, mesh, t)) {
        fail(
            "angle of "
                + Math.toDegrees(smallestAngle(t))
                + " at "
                + at(origin(3 * t))
                + at(target(3 * t))
                + at(apex(3 * t)));
      }
    }
    return this;
  }

  /** Sizes are there if they are graded, and grow along no edge by more than they may. */
  MeshInvariants checkSizes(Limits limits) {
    boolean graded = limits.gradation() < Double.POSITIVE_INFINITY;
    if (mesh.sizes().length != (graded ? mesh.vertexCount() : 0)) {
      fail(mesh.sizes().length + " sizes for " + mesh.vertexCount() + " vertices");
    }
    for (int e = 0; graded && e < mesh.triangles().length; e++) {
      double u = mesh.sizes()[origin(e)];
      double v = mesh.sizes()[target(e)];
      double step = (limits.gradation() - 1) * edgeLength(e);
      if (!(Math.abs(u - v) <= step * (1 + 1e-9) + 1e-12)) {
        fail("sizes grow from " + u + " to " + v + " at " + at(origin(e)) + at(target(e)));
      }
    }
    return this;
  }

  /** True if the triangle has a vertex on a frozen segment. */
  private boolean nearFrozen(int t) {
    for (int i = 0; i < 3; i++) {
      for (int e = firstEdge[origin(3 * t + i)]; e >= 0; e = nextEdge[e]) {
        if (mesh.edgeFeatures()[e] == -2 || mesh.edgeFeatures()[next(next(e))] == -2) {
          return true;
        }
      }
    }
    return false;
  }

  private boolean touchesRegion(int t, double[] r) {
    double[] xs = {x(origin(3 * t)), x(origin(3 * t + 1)), x(origin(3 * t + 2))};
    double[] ys = {y(origin(3 * t)), y(origin(3 * t + 1)), y(origin(3 * t + 2))};
    Arrays.sort(xs);
    Arrays.sort(ys);
    return xs[2] >= r[0] && ys[2] >= r[1] && xs[0] <= r[2] && ys[0] <= r[3];
  }

  private double edgeLength(int e) {
    return Math.hypot(x(target(e)) - x(origin(e)), y(target(e)) - y(origin(e)));
  }

  private double smallestHeight(int t) {
    return doubleArea(t)
        / Math.max(edgeLength(3 * t), Math.max(edgeLength(3 * t + 1), edgeLength(3 * t + 2)));
  }

  /** Radians. */
  double smallestAngle(int t) {
    double smallest = Math.PI;
    for (int e = 3 * t; e < 3 * t + 3; e++) {
      int p = apex(e);
      double ux = x(target(e)) - x(origin(e));
      double uy = y(target(e)) - y(origin(e));
      double vx = x(p) - x(origin(e));
      double vy = y(p) - y(origin(e));
      smallest = Math.min(smallest, Math.atan2(ux * vy - uy * vx, ux * vx + uy * vy));
    }
    return smallest;
  }

  /** How many triangles have an angle below the bound (degrees). */
  static int below(PlanarMesh mesh, double degrees) {
    MeshInvariants view = new MeshInvariants(new MeshInput());
    view.mesh = mesh;
    int count = 0;
    for (int t = 0; t < mesh.triangleCount(); t++) {
      count += view.smallestAngle(t) < Math.toRadians(degrees) - 1e-9 ? 1 : 0;
    }
    return count;
  }
}
