package io.citymesh.mesh;

import java.util.Arrays;

/**
 * A triangulation of a convex box in primitive arrays, with point insertion, point location and
 * flips. Constrained edges are never crossed or flipped.
 *
 * <p><b>Layout.</b> Triangle t has the half-edges 4t, 4t+1 and 4t+2 in counter-clockwise order;
 * half-edge e runs from {@code vertex[e]} to {@code vertex[next(e)]}. {@code twin[e]} is the same
 * edge seen from the neighbour, or -1 on the box. {@code constraint[e]} is 0 for a free edge, else
 * 1 + the index of the segment that the edge is a piece of; both twins carry the same value. The
 * fourth slot of {@code vertex} holds the triangle's label. Vertex v lies at {@code xy[2v],
 * xy[2v+1]} (metres). All triangle slots below {@link #triangleCount} are live.
 *
 * <p><b>Insertion</b> is Bowyer-Watson: the triangles whose circumcircle holds the new point and
 * that can be reached from it without crossing a constraint are replaced by a fan. With exact
 * predicates the fan is valid by a local argument, whatever the rest of the mesh is like: a
 * triangle enters the cavity through an edge that the point sees, and if its far corner lay outside
 * the wedge of that edge, the point would lie outside its circumcircle.
 *
 * <p>Not thread-safe. Sources: A. Bowyer and D. F. Watson, The Computer Journal 24 (1981); O.
 * Devillers, S. Pion and M. Teillaud, <i>Walking in a Triangulation</i> (2001).
 */
final class Triangulation {
  /** The label of a triangle that the flood fill has not reached. */
  static final int UNLABELLED = Integer.MIN_VALUE;

  /** How many triangles the arrays can hold. */
  static final int MOST = (Integer.MAX_VALUE - 64) / 4;

  /** After so many steps a walk may be going round in circles. */
  private static final int SHORT_WALK = 16;

  double[] xy;
  int vertexCount;

  int[] vertex;
  int[] twin;
  int[] constraint;
  int triangleCount;

  /** Where the last {@link #locate} stopped: a half-edge of the triangle, or the blocking edge. */
  int located;

  // The cavity of the point that is being inserted: its boundary, counter-clockwise, as parallel
  // arrays.
  private int[] rimOrigin = new int[64];
  private int[] rimOuter = new int[64];
  private int[] rimConstraint = new int[64];
  private int[] rimLabel = new int[64];
  private int rimCount;
  private int[] removed = new int[64];
  private int removedCount;
  private int[] stack = new int[64];
  private int stackCount;

  /** The triangles that the last {@link #fillCavity} made, in counter-clockwise order. */
  int[] made = new int[64];

  int madeCount;

  /** The triangles that {@link #legalise} changed since the caller last set the count to 0. */
  int[] flipped = new int[16];

  int flippedCount;

  /** Whether there are no constraints, and so no array for them: a Delaunay triangulation. */
  private boolean delaunay = true;

  private int walkSeed = 1;

  Triangulation(int expectedVertices) {
    int vertices = Math.max(16, expectedVertices);
    xy = new double[2 * vertices];
    int slots = 4 * (2 * vertices + 16);
    vertex = new int[slots];
    twin = new int[slots];
    constraint = new int[0];
  }

  /** Makes the array of constraints: from now on edges may be constrained. */
  void allowConstraints() {
    delaunay = false;
    constraint = new int[vertex.length];
  }

  static int next(int e) {
    return (e & 3) == 2 ? e - 2 : e + 1;
  }

  static int previous(int e) {
    return (e & 3) == 0 ? e + 2 : e - 1;
  }

  int origin(int e) {
    return vertex[e];
  }

  int target(int e) {
    return vertex[next(e)];
  }

  int apex(int e) {
    return vertex[previous(e)];
  }

  int label(int triangle) {
    return vertex[4 * triangle + 3];
  }

  void setLabel(int triangle, int label) {
    vertex[4 * triangle + 3] = label;
  }

  int addVertex(double x, double y) {
    if (2 * vertexCount == xy.length) {
      xy = Arrays.copyOf(xy, grown(xy.length));
    }
    xy[2 * vertexCount] = x;
    xy[2 * vertexCount + 1] = y;
    return vertexCount++;
  }

  /** The two triangles of the convex quadrilateral a, b, c, d (counter-clockwise). */
  void startWithBox(int a, int b, int c, int d) {
    ensureTriangles(2);
    triangleCount = 2;
    setTriangle(0, a, b, c, UNLABELLED);
    setTriangle(1, a, c, d, UNLABELLED);
    Arrays.fill(twin, 0, 8, -1);
    twin[2] = 4;
    twin[4] = 2;
  }

  /** Makes room for so many triangles, and half as many vertices, in all. */
  void reserve(int triangles) {
    if (triangles > vertex.length / 4) {
      vertex = Arrays.copyOf(vertex, 4 * triangles);
      twin = Arrays.copyOf(twin, 4 * triangles);
      constraint = delaunay ? constraint : Arrays.copyOf(constraint, 4 * triangles);
    }
    if (triangles > xy.length) {
      xy = Arrays.copyOf(xy, triangles & ~1);
    }
  }

  private void setTriangle(int t, int a, int b, int c, int label) {
    int e = 4 * t;
    vertex[e] = a;
    vertex[e + 1] = b;
    vertex[e + 2] = c;
    vertex[e + 3] = label;
  }

  private void ensureTriangles(int count) {
    if (4L * count > vertex.length) {
      int length = Math.max(4 * count, grown(vertex.length));
      vertex = Arrays.copyOf(vertex, length);
      twin = Arrays.copyOf(twin, length);
      constraint = delaunay ? constraint : Arrays.copyOf(constraint, length);
    }
  }

  private static int grown(int length) {
    long wanted = length + (long) (length >> 1) + 16;
    if (wanted > Integer.MAX_VALUE - 64) {
      if (length > Integer.MAX_VALUE - 1024) {
        throw new IllegalStateException("more triangles than one array holds; use smaller tiles");
      }
      wanted = Integer.MAX_VALUE - 64;
    }
    return (int) (wanted & ~3L);
  }

  /** Twice the area of a triangle, square metres, up to rounding. */
  double doubleArea(int t) {
    int a = 2 * vertex[4 * t];
    int b = 2 * vertex[4 * t + 1];
    int c = 2 * vertex[4 * t + 2];
    return (xy[b] - xy[a]) * (xy[c + 1] - xy[a + 1]) - (xy[b + 1] - xy[a + 1]) * (xy[c] - xy[a]);
  }

  double squaredDistance(int u, int v) {
    double dx = xy[2 * u] - xy[2 * v];
    double dy = xy[2 * u + 1] - xy[2 * v + 1];
    return dx * dx + dy * dy;
  }

  /** True if the bounds of the triangle touch the rectangle {xmin, ymin, xmax, ymax}. */
  boolean touches(int t, double[] r) {
    int a = 2 * vertex[4 * t];
    int b = 2 * vertex[4 * t + 1];
    int c = 2 * vertex[4 * t + 2];
    // Nearly always decided by the first of three; Math.max would look at all.
    return (xy[a] >= r[0] || xy[b] >= r[0] || xy[c] >= r[0])
        && (xy[a + 1] >= r[1] || xy[b + 1] >= r[1] || xy[c + 1] >= r[1])
        && (xy[a] <= r[2] || xy[b] <= r[2] || xy[c] <= r[2])
        && (xy[a + 1] <= r[3] || xy[b + 1] <= r[3] || xy[c + 1] <= r[3]);
  }

  /** The squared sine of the smallest angle of the triangle u, v, (x, y). */
  double squaredSine(int u, int v, double x, double y) {
    double ux = xy[2 * u] - x;
    double uy = xy[2 * u + 1] - y;
    double vx = xy[2 * v] - x;
    double vy = xy[2 * v + 1] - y;
    double u2 = ux * ux + uy * uy;
    double v2 = vx * vx + vy * vy;
    double w2 = squaredDistance(u, v);
    double doubleArea = ux * vy - uy * vx;
    double shortest = Math.min(u2, Math.min(v2, w2));
    double longer = shortest == u2 ? v2 * w2 : shortest == v2 ? u2 * w2 : u2 * v2;
    return doubleArea * doubleArea / longer;
  }

  double orient(int a, int b, double x, double y) {
    return Predicates.orient(xy[2 * a], xy[2 * a + 1], xy[2 * b], xy[2 * b + 1], x, y);
  }

  double orient(int a, int b, int c) {
    return orient(a, b, xy[2 * c], xy[2 * c + 1]);
  }

  private boolean inCircle(int triangle, double x, double y) {
    int e = 4 * triangle;
    int a = 2 * vertex[e];
    int b = 2 * vertex[e + 1];
    int c = 2 * vertex[e + 2];
    return Predicates.inCircle(xy[a], xy[a + 1], xy[b], xy[b + 1], xy[c], xy[c + 1], x, y) > 0;
  }

  /** The longest edge of the triangle whose first half-edge is e. */
  private int longest(int e) {
    double ab = squaredDistance(vertex[e], vertex[e + 1]);
    double bc = squaredDistance(vertex[e + 1], vertex[e + 2]);
    double ca = squaredDistance(vertex[e + 2], vertex[e]);
    return ab >= bc && ab >= ca ? e : bc >= ca ? e + 1 : e + 2;
  }

  /** The outcome of a walk. */
  enum Place {
    /** {@link #located} is a half-edge of the triangle that holds the point in its interior. */
    INSIDE,
    /** The point lies on the interior of the edge {@link #located}. */
    ON_EDGE,
    /** The point is the vertex that {@link #located} starts from. */
    ON_VERTEX,
    /** The walk met the constraint {@link #located} (seen from the near side) and stopped. */
    BLOCKED,
    /** The walk left the box through the edge {@link #located}. */
    OUTSIDE
  }

  /**
   * Walks from the triangle of half-edge {@code from} to the point. Across the longest edge first:
   * where refinement wants a vertex, that is nearly always the way out of a triangle.
   *
   * @param stopAtConstraints whether a constrained edge ends the walk
   */
  Place locate(double x, double y, int from, boolean stopAtConstraints) {
    int base = from & ~3;
    int entered = -1;
    for (int step = 0; ; step++) {
      int e = entered < 0 ? longest(base) : next(entered);
      if (!delaunay && step >= SHORT_WALK) {
        // Random order of the edges: else a walk in such a triangulation could go round in circles.
        walkSeed = walkSeed * 1664525 + 1013904223;
        e = base + ((walkSeed >>> 16) % 3);
      }
      int zeros = 0;
      int zeroEdge = -1;
      int crossed = -1;
      for (int i = 0; i < 3; i++, e = next(e)) {
        if (e == entered) {
          continue;
        }
        double side = orient(vertex[e], vertex[next(e)], x, y);
        if (side < 0) {
          crossed = e;
          break;
        }
        if (side == 0) {
          zeros++;
          // With two zero edges the point is their common vertex: keep the one that starts there.
          zeroEdge = zeros == 2 && next(e) == zeroEdge ? zeroEdge : e;
        }
      }
      if (crossed < 0) {
        located = base;
        if (zeros == 0) {
          return Place.INSIDE;
        }
        located = zeroEdge;
        if (zeros == 2) {
          return Place.ON_VERTEX;
        }
        return Place.ON_EDGE;
      }
      located = crossed;
      if (stopAtConstraints && constraint[crossed] != 0) {
        return Place.BLOCKED;
      }
      entered = twin[crossed];
      if (entered < 0) {
        return Place.OUTSIDE;
      }
      base = entered & ~3;
    }
  }

  /** Finds the cavity of a point that lies in the triangle, or on an unconstrained edge of it. */
  void openCavity(int triangle, double x, double y) {
    rimCount = 0;
    stackCount = 0;
    removedCount = 0;
    remove(triangle);
    int e = 4 * triangle;
    push(e + 2);
    push(e + 1);
    push(e);
    growCavity(x, y);
  }

  /**
   * Finds the cavity of a point that splits the constrained edge {@code e}. The point may lie off
   * the edge by a rounding error.
   *
   * @return false if, by that error, the point lies outside the two triangles at the edge
   */
  boolean openCavityOnEdge(int e, double x, double y) {
    int o = twin[e];
    if (!seen(next(e), x, y) || !seen(previous(e), x, y)) {
      return false;
    }
    rimCount = 0;
    stackCount = 0;
    removedCount = 0;
    if (o >= 0) {
      if (!seen(next(o), x, y) || !seen(previous(o), x, y)) {
        return false;
      }
      remove(o >> 2);
      push(previous(o));
      push(next(o));
    }
    remove(e >> 2);
    push(previous(e));
    push(next(e));
    growCavity(x, y);
    return true;
  }

  private boolean seen(int e, double x, double y) {
    return orient(vertex[e], vertex[next(e)], x, y) > 0;
  }

  private void remove(int triangle) {
    if (removedCount == removed.length) {
      removed = Arrays.copyOf(removed, 2 * removedCount);
    }
    removed[removedCount++] = triangle;
  }

  private void push(int e) {
    if (stackCount == stack.length) {
      stack = Arrays.copyOf(stack, 2 * stackCount);
    }
    stack[stackCount++] = e;
  }

  private void growCavity(double x, double y) {
    boolean free = delaunay;
    while (stackCount > 0) {
      int e = stack[--stackCount];
      int o = twin[e];
      int constrained = free ? 0 : constraint[e];
      if (o < 0 || constrained != 0 || !inCircle(o >> 2, x, y)) {
        addRim(vertex[e], o, constrained, vertex[e | 3]);
      } else {
        remove(o >> 2);
        push(previous(o));
        push(next(o));
      }
    }
  }

  private void addRim(int origin, int outer, int constrained, int label) {
    if (rimCount == rimOrigin.length) {
      int length = 2 * rimCount;
      rimOrigin = Arrays.copyOf(rimOrigin, length);
      rimOuter = Arrays.copyOf(rimOuter, length);
      rimConstraint = Arrays.copyOf(rimConstraint, length);
      rimLabel = Arrays.copyOf(rimLabel, length);
      made = Arrays.copyOf(made, length);
    }
    rimOrigin[rimCount] = origin;
    rimOuter[rimCount] = outer;
    rimConstraint[rimCount] = constrained;
    rimLabel[rimCount++] = label;
  }

  int rimCount() {
    return rimCount;
  }

  int rimConstraint(int i) {
    return rimConstraint[i];
  }

  int rimOrigin(int i) {
    return rimOrigin[i];
  }

  int rimTarget(int i) {
    return rimOrigin[i + 1 == rimCount ? 0 : i + 1];
  }

  /**
   * The half-edge inside the cavity at rim edge i, while nothing has been changed; -1 on the box.
   */
  int rimInner(int i) {
    return rimOuter[i] < 0 ? -1 : twin[rimOuter[i]];
  }

  /**
   * Replaces the open cavity by a fan around vertex {@code v}; lists the triangles in {@link
   * #made}.
   */
  void fillCavity(int v) {
    int count = rimCount;
    ensureTriangles(triangleCount + count - removedCount);
    for (int i = 0; i < count; i++) {
      made[i] = i < removedCount ? removed[i] : triangleCount++;
    }
    madeCount = count;
    for (int i = 0; i < count; i++) {
      int e = 4 * made[i];
      vertex[e] = rimOrigin[i];
      vertex[e + 1] = rimOrigin[i + 1 == count ? 0 : i + 1];
      vertex[e + 2] = v;
      vertex[e + 3] = rimLabel[i];
      int outer = rimOuter[i];
      twin[e] = outer;
      if (outer >= 0) {
        twin[outer] = e;
      }
      twin[e + 1] = 4 * made[i + 1 == count ? 0 : i + 1] + 2;
      twin[e + 2] = 4 * made[i == 0 ? count - 1 : i - 1] + 1;
      if (!delaunay) {
        constraint[e] = rimConstraint[i];
        constraint[e + 1] = 0;
        constraint[e + 2] = 0;
      }
    }
  }

  /** In the fan just made: the half-edge that runs from the centre to vertex u, or -1. */
  int spokeTo(int u) {
    for (int i = 0; i < madeCount; i++) {
      if (vertex[4 * made[i]] == u) {
        return 4 * made[i] + 2;
      }
    }
    return -1;
  }

  void constrain(int e, int value) {
    constraint[e] = value;
    if (twin[e] >= 0) {
      constraint[twin[e]] = value;
    }
  }

  /** Replaces edge e, the diagonal of a strictly convex quadrilateral, by the other diagonal. */
  void flip(int e) {
    int o = twin[e];
    int en = next(e);
    int ep = previous(e);
    int on = next(o);
    int op = previous(o);
    int a = vertex[e];
    int b = vertex[en];
    int c = vertex[ep];
    int d = vertex[op];
    int label = vertex[e | 3];
    // Triangles (a, b, c) and (b, a, d) become (c, d, b) in e's slot and (d, c, a) in o's.
    int bc = twin[en];
    int ca = twin[ep];
    int ad = twin[on];
    int db = twin[op];
    int bcC = constraint[en];
    int caC = constraint[ep];
    int adC = constraint[on];
    int dbC = constraint[op];
    vertex[e] = c;
    vertex[en] = d;
    vertex[ep] = b;
    vertex[o] = d;
    vertex[on] = c;
    vertex[op] = a;
    vertex[e | 3] = label;
    link(en, db, dbC);
    link(ep, bc, bcC);
    link(on, ca, caC);
    link(op, ad, adC);
  }

  /**
   * Moves the last triangle to a slot that is not used any more. What is left in the last slot
   * looks like a triangle that nobody wants, for those who remember it by its index.
   */
  void moveLast(int slot) {
    int last = --triangleCount;
    for (int i = 0; i < 3 && slot != last; i++) {
      vertex[4 * slot + i] = vertex[4 * last + i];
      link(4 * slot + i, twin[4 * last + i], constraint[4 * last + i]);
    }
    vertex[4 * slot + 3] = vertex[4 * last + 3];
    vertex[4 * last + 3] = UNLABELLED;
    Arrays.fill(constraint, 4 * last, 4 * last + 3, 0);
  }

  void link(int e, int o, int constrained) {
    twin[e] = o;
    constraint[e] = constrained;
    if (o >= 0) {
      twin[o] = e;
    }
  }

  /** True if the free edge e is not locally Delaunay. */
  boolean isIllegal(int e) {
    int o = twin[e];
    if (o < 0 || constraint[e] != 0) {
      return false;
    }
    int d = 2 * apex(o);
    return inCircle(e >> 2, xy[d], xy[d + 1]);
  }

  /**
   * Flips until every free edge reachable from the given one is locally Delaunay (Lawson).
   * Triangles that changed are added to {@link #flipped}.
   */
  void legalise(int edge) {
    stackCount = 0;
    push(edge);
    while (stackCount > 0) {
      int e = stack[--stackCount];
      if (isIllegal(e)) {
        int o = twin[e];
        flip(e);
        addFlipped(e >> 2);
        addFlipped(o >> 2);
        push(next(e));
        push(previous(e));
        push(next(o));
        push(previous(o));
      }
    }
  }

  void addFlipped(int triangle) {
    if (flippedCount == flipped.length) {
      flipped = Arrays.copyOf(flipped, 2 * flippedCount);
    }
    flipped[flippedCount++] = triangle;
  }
}
