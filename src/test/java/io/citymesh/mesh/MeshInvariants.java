package io.citymesh.mesh;

import static org.junit.jupiter.api.Assertions.fail;

import java.util.Arrays;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.LineSegment;
import org.locationtech.jts.geom.Triangle;

/**
 * Checks a mesh against the graph it was made from, with no help from the mesher but the two
 * predicates (which have a test of their own). Take it from the input before meshing, for meshing
 * uses the input up.
 */
final class MeshInvariants {
  /** How many times a circumcircle's radius a frozen segment may be away that spoils a triangle. */
  private static final double CIRCLE = 2;

  private final double[] inputXy;
  private final double[] features;
  private final int[] start;
  private final int[] end;
  private final int[] feature;
  private final int[] left;
  private final int[] right;

  /** By how much rounding may put a vertex beside its segment, metres. */
  private final double tolerance;

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
    tolerance = 8e-15 * largest;
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
    checkEdgesOnSegments();
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
    LineSegment line = line(f);
    return Predicates.orient(line.p0.x, line.p0.y, line.p1.x, line.p1.y, x(v), y(v)) == 0;
  }

  private LineSegment line(int f) {
    return new LineSegment(
        features[4 * f], features[4 * f + 1], features[4 * f + 2], features[4 * f + 3]);
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

  /**
   * The mesh has no border but along segments, and an edge that is said to lie on a feature, or on
   * a frozen segment, does.
   */
  private void checkEdgesOnSegments() {
    for (int e = 0; e < mesh.triangles().length; e++) {
      int f = mesh.edgeFeatures()[e];
      if (f == -1 && mesh.twins()[e] < 0) {
        fail("a border along no segment at " + at(origin(e)) + at(target(e)));
      }
      int edge = e;
      if ((f >= 0 && !joins(line(f), e)) || (f == -2 && frozen().noneMatch(s -> joins(s, edge)))) {
        fail("not on feature " + f + ": " + at(origin(e)) + at(target(e)));
      }
    }
  }

  /** True if both ends of the edge lie on the line. */
  private boolean joins(LineSegment line, int e) {
    return line.distance(corner(e)) <= tolerance && line.distance(corner(next(e))) <= tolerance;
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

  /** Angles and areas, away from what the input forces and but for triangles at frozen edges. */
  MeshInvariants checkQuality(Limits limits) {
    checkAreas(limits, this::touchesFrozen);
    return checkAngles(limits, this::touchesFrozen);
  }

  /**
   * The same among many frozen segments, where one triangle that has to be left spoils the next: a
   * triangle may be too large if its circumcircle, made twice as large, reaches a frozen segment,
   * and have a small angle if it lies no further from one than that is long.
   */
  MeshInvariants checkQualityAmongFrozen(Limits limits) {
    checkAreas(limits, this::circleReachesFrozen);
    return checkAngles(limits, this::liesBesideFrozen);
  }

  /**
   * The same where vertices and segments lie a few ulps apart. A piece that has no room to be split
   * there leaves, in about one of 60 such graphs, a small angle beside it: one edge away from a gap
   * below {@link Limits#SHORTEST_EDGE} at most. (In one of 250, further away: no seed of the
   * properties is one of these.)
   */
  MeshInvariants checkQualityAmongGaps(Limits limits) {
    checkAreas(limits, t -> false);
    return checkAngles(limits, this::liesBesideGap);
  }

  private void checkAreas(Limits limits, IntPredicate excused) {
    for (int t = 0; t < mesh.triangleCount(); t++) {
      double size = limits.sizes().least(Limits.kind(mesh.labels()[t]), corners(t));
      double bound = 0.5 * size * size;
      if (doubleArea(t) > 2 * bound * (1 + 1e-12)
          && touchesRegion(t, limits.region())
          && !excused.test(t)) {
        fail("area " + area(t) + " > " + bound + " at " + at(origin(3 * t)));
      }
    }
  }

  private double[] corners(int t) {
    double[] corners = new double[6];
    for (int i = 0; i < 3; i++) {
      System.arraycopy(mesh.xy(), 2 * mesh.triangles()[3 * t + i], corners, 2 * i, 2);
    }
    return corners;
  }

  private MeshInvariants checkAngles(Limits limits, IntPredicate excused) {
    ForcedCorners corners = new ForcedCorners(inputXy, start, end, tolerance);
    double least = Math.toRadians(limits.minAngle()) - 1e-7;
    for (int t = 0; t < mesh.triangleCount(); t++) {
      if (smallestAngle(t) < least
          && touchesRegion(t, limits.region())
          && !inNarrowGap(t)
          && !isForced(corners, t)
          && !excused.test(t)) {
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

  /**
   * True if the triangle has an edge below {@link Limits#SHORTEST_EDGE}, or a segment along one
   * side and a corner so near to it.
   */
  private boolean inNarrowGap(int t) {
    for (int e = 3 * t; e < 3 * t + 3; e++) {
      double length = edgeLength(e);
      double difference = Math.abs(edgeLength(next(e)) - edgeLength(next(next(e))));
      double sum = edgeLength(next(e)) + edgeLength(next(next(e)));
      boolean footBetween = difference * sum < length * length;
      if (length < Limits.SHORTEST_EDGE
          || (mesh.edgeFeatures()[e] != -1
              && footBetween
              && doubleArea(t) < Limits.SHORTEST_EDGE * length)) {
        return true;
      }
    }
    return false;
  }

  private boolean liesBesideGap(int t) {
    return IntStream.range(3 * t, 3 * t + 3)
        .map(this::origin)
        .anyMatch(v -> isAtGap(v) || edgesFrom(v).map(this::target).anyMatch(this::isAtGap));
  }

  /** True if a triangle at the vertex is lower than the shortest edge. */
  private boolean isAtGap(int v) {
    return edgesFrom(v)
        .map(e -> e / 3)
        .anyMatch(
            t -> {
              double longest =
                  IntStream.range(3 * t, 3 * t + 3)
                      .mapToDouble(this::edgeLength)
                      .max()
                      .orElseThrow();
              return doubleArea(t) < Limits.SHORTEST_EDGE * longest;
            });
  }

  private IntStream edgesFrom(int v) {
    return IntStream.iterate(firstEdge[v], e -> e >= 0, e -> nextEdge[e]);
  }

  private boolean isForced(ForcedCorners corners, int t) {
    int shortest = 3 * t;
    for (int e = 3 * t + 1; e < 3 * t + 3; e++) {
      shortest = edgeLength(e) < edgeLength(shortest) ? e : shortest;
    }
    int u = origin(shortest);
    int v = target(shortest);
    int w = apex(shortest);
    return mesh.edgeFeatures()[shortest] == -1
        && corners.explain(x(u), y(u), x(v), y(v), x(w), y(w));
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
  private boolean touchesFrozen(int t) {
    for (int i = 0; i < 3; i++) {
      for (int e = firstEdge[origin(3 * t + i)]; e >= 0; e = nextEdge[e]) {
        if (mesh.edgeFeatures()[e] == -2 || mesh.edgeFeatures()[next(next(e))] == -2) {
          return true;
        }
      }
    }
    return false;
  }

  private boolean circleReachesFrozen(int t) {
    Coordinate centre = Triangle.circumcentre(corner(3 * t), corner(3 * t + 1), corner(3 * t + 2));
    double radius = centre.distance(corner(3 * t));
    return frozen().anyMatch(s -> s.distance(centre) <= CIRCLE * radius);
  }

  private boolean liesBesideFrozen(int t) {
    return frozen()
        .anyMatch(
            s ->
                IntStream.range(3 * t, 3 * t + 3)
                    .anyMatch(e -> s.distance(corner(e)) <= s.getLength()));
  }

  private Coordinate corner(int e) {
    return new Coordinate(x(origin(e)), y(origin(e)));
  }

  private Stream<LineSegment> frozen() {
    return IntStream.range(0, start.length)
        .filter(s -> feature[s] < 0)
        .mapToObj(s -> new LineSegment(given(start[s]), given(end[s])));
  }

  private Coordinate given(int v) {
    return new Coordinate(inputXy[2 * v], inputXy[2 * v + 1]);
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
