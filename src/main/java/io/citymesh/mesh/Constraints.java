package io.citymesh.mesh;

import java.util.Arrays;

/**
 * Turns a Delaunay triangulation of the input's vertices into the constrained Delaunay
 * triangulation of its segments, with labels.
 *
 * <ol>
 *   <li>Each segment is forced in by flipping the edges that cross it, where the quadrilateral
 *       around an edge is convex, until none crosses; a vertex that lies exactly on the segment
 *       subdivides it.
 *   <li>The flipped edges are made locally Delaunay again (Lawson).
 *   <li>Labels flood from both sides of every constrained edge over the free edges.
 * </ol>
 *
 * <p>Source of the flipping: S. W. Sloan, <i>A fast algorithm for generating constrained Delaunay
 * triangulations</i>, Computers and Structures 47 (1993).
 */
final class Constraints {
  private final Triangulation mesh;
  private final MeshInput input;
  private final int[] vertexFeature;
  private final double[] vertexParameter;

  /** For each vertex a half-edge that starts there. */
  private int[] edgeAt;

  private int[] crossing = new int[64];
  private int[] fresh = new int[64];

  Constraints(Triangulation mesh, MeshInput input, int[] vertexFeature, double[] vertexParameter) {
    this.mesh = mesh;
    this.input = input;
    this.vertexFeature = vertexFeature;
    this.vertexParameter = vertexParameter;
  }

  /**
   * @param alias for each input vertex the vertex that stands for it
   */
  void insertSegments(int[] alias) {
    mesh.allowConstraints();
    edgeAt = new int[mesh.vertexCount];
    for (int t = 0; t < mesh.triangleCount; t++) {
      for (int e = 4 * t; e < 4 * t + 3; e++) {
        edgeAt[mesh.vertex[e]] = e;
      }
    }
    int given = input.segmentCount;
    for (int s = 0; s < given; s++) {
      input.start[s] = alias[input.start[s]];
      input.end[s] = alias[input.end[s]];
      if (input.start[s] != input.end[s]) {
        insert(s);
      }
    }
  }

  /** Forces segment s in; where a vertex lies on it, the rest becomes a segment of its own. */
  private void insert(int s) {
    while (true) {
      int a = input.start[s];
      int b = input.end[s];
      int reached = force(a, b, s);
      int e = edgeBetween(a, reached);
      if (reached == b) {
        claim(e, s);
        return;
      }
      double t = parameter(s, reached);
      int rest =
          input.add(input.feature[s], reached, t, b, input.tb[s], input.left[s], input.right[s]);
      input.end[s] = reached;
      input.tb[s] = t;
      if (input.feature[s] >= 0 && reached < vertexFeature.length && vertexFeature[reached] < 0) {
        vertexFeature[reached] = input.feature[s];
        vertexParameter[reached] = t;
      }
      claim(e, s);
      s = rest;
    }
  }

  /**
   * Makes edge e a piece of segment s. Where two segments lie on top of each other, the edge
   * belongs to the first, or to the one that is frozen, and that takes over what the other knows of
   * labels.
   */
  private void claim(int e, int s) {
    int owner = mesh.constraint[e] - 1;
    if (owner >= 0) {
      int other = s;
      if (input.feature[s] < 0 && input.feature[owner] >= 0) {
        other = owner;
        owner = s;
      }
      boolean along = input.start[owner] == input.start[other];
      input.left[owner] =
          merged(input.left[owner], along ? input.left[other] : input.right[other], owner);
      input.right[owner] =
          merged(input.right[owner], along ? input.right[other] : input.left[other], owner);
    } else {
      owner = s;
    }
    mesh.constrain(e, owner + 1);
  }

  private int merged(int label, int other, int s) {
    if (label != other && label != MeshInput.UNKNOWN && other != MeshInput.UNKNOWN) {
      throw clash(label, other, input.start[s]);
    }
    return label == MeshInput.UNKNOWN ? other : label;
  }

  /** The parameter of a vertex that lies on segment s, by projection. */
  private double parameter(int s, int v) {
    double x = mesh.xy[2 * v];
    double y = mesh.xy[2 * v + 1];
    double ax = mesh.xy[2 * input.start[s]];
    double ay = mesh.xy[2 * input.start[s] + 1];
    double dx = mesh.xy[2 * input.end[s]] - ax;
    double dy = mesh.xy[2 * input.end[s] + 1] - ay;
    double along = ((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy);
    return input.ta[s] + along * (input.tb[s] - input.ta[s]);
  }

  private int edgeBetween(int a, int b) {
    int first = edgeAt[a];
    int e = first;
    do {
      if (mesh.target(e) == b) {
        return e;
      }
      int back = Triangulation.previous(e);
      if (mesh.vertex[back] == b) {
        // Edge b-a of this triangle; its twin may lie outside the box.
        return mesh.twin[back] >= 0 ? mesh.twin[back] : back;
      }
      e = mesh.twin[back];
    } while (e >= 0 && e != first);
    e = mesh.twin[first];
    while (e >= 0) {
      e = Triangulation.next(e);
      if (e == first) {
        break;
      }
      if (mesh.target(e) == b) {
        return e;
      }
      e = mesh.twin[e];
    }
    return -1;
  }

  /**
   * Makes an edge from a towards b: to b itself, or to the first vertex that lies on the way.
   *
   * @return the vertex that the edge ends at
   */
  private int force(int a, int b, int s) {
    if (edgeBetween(a, b) >= 0) {
      return b;
    }
    int e = edgeTowards(a, b);
    if (e < 0) {
      return -e - 1;
    }
    // Walk along a-b; crossing edges are kept as vertex pairs, for flips rename half-edges.
    int count = 0;
    int reached;
    while (true) {
      if (mesh.constraint[e] != 0) {
        throw crossed(s, mesh.constraint[e] - 1);
      }
      crossing = room(crossing, count + 2);
      crossing[count++] = mesh.origin(e);
      crossing[count++] = mesh.target(e);
      int o = mesh.twin[e];
      int apex = mesh.apex(o);
      if (apex == b) {
        reached = b;
        break;
      }
      double side = mesh.orient(a, b, apex);
      if (side == 0) {
        reached = apex;
        break;
      }
      // The crossed edge runs from the right of a-b to its left, and so must the next one.
      e = side > 0 ? Triangulation.next(o) : Triangulation.previous(o);
    }
    flipAway(a, reached, count);
    return reached;
  }

  /** The edge opposite a that a-b crosses; or -1-v for a vertex v next to a on the way to b. */
  private int edgeTowards(int a, int b) {
    int first = edgeAt[a];
    int e = first;
    // a is never a corner of the box, so its triangles go all the way round.
    do {
      int p = mesh.target(e);
      int q = mesh.apex(e);
      double sideP = mesh.orient(a, b, p);
      if (sideP == 0 && ahead(a, b, p)) {
        return -p - 1;
      }
      double sideQ = mesh.orient(a, b, q);
      if (sideP < 0 && sideQ > 0) {
        return Triangulation.next(e);
      }
      e = mesh.twin[Triangulation.previous(e)];
    } while (e != first);
    throw new IllegalStateException("no way from vertex " + a + " to " + b);
  }

  private boolean ahead(int a, int b, int p) {
    double[] xy = mesh.xy;
    double dx = xy[2 * b] - xy[2 * a];
    double dy = xy[2 * b + 1] - xy[2 * a + 1];
    return (xy[2 * p] - xy[2 * a]) * dx + (xy[2 * p + 1] - xy[2 * a + 1]) * dy > 0;
  }

  /** Flips the crossing edges until none is left; a flipped edge that still crosses waits again. */
  private void flipAway(int a, int b, int count) {
    int freshCount = 0;
    int tail = count;
    for (int head = 0; head < tail; head += 2) {
      int u = crossing[head];
      int v = crossing[head + 1];
      int e = edgeBetween(u, v);
      int c = mesh.apex(e);
      int d = mesh.apex(mesh.twin[e]);
      boolean convex = mesh.orient(c, d, v) > 0 && mesh.orient(d, c, u) > 0;
      if (convex) {
        flip(e);
        u = c;
        v = d;
      }
      if (!convex || crosses(a, b, c, d)) {
        crossing = room(crossing, tail + 2);
        crossing[tail++] = u;
        crossing[tail++] = v;
      } else {
        fresh = room(fresh, freshCount + 2);
        fresh[freshCount++] = u;
        fresh[freshCount++] = v;
      }
    }
    legalise(a, b, freshCount);
  }

  private void flip(int e) {
    int o = mesh.twin[e];
    mesh.flip(e);
    for (int i = 0; i < 3; i++) {
      edgeAt[mesh.vertex[e]] = e;
      edgeAt[mesh.vertex[o]] = o;
      e = Triangulation.next(e);
      o = Triangulation.next(o);
    }
  }

  private boolean crosses(int a, int b, int c, int d) {
    double sideC = mesh.orient(a, b, c);
    double sideD = mesh.orient(a, b, d);
    return (sideC > 0 && sideD < 0) || (sideC < 0 && sideD > 0);
  }

  /**
   * Makes the flipped edges locally Delaunay, all but a-b itself; repeats until nothing changes.
   */
  private void legalise(int a, int b, int freshCount) {
    boolean changed = true;
    while (changed) {
      changed = false;
      for (int i = 0; i < freshCount; i += 2) {
        int u = fresh[i];
        int v = fresh[i + 1];
        if ((u == a && v == b) || (u == b && v == a)) {
          continue;
        }
        int e = edgeBetween(u, v);
        if (mesh.isIllegal(e)) {
          flip(e);
          fresh[i] = mesh.origin(e);
          fresh[i + 1] = mesh.target(e);
          changed = true;
        }
      }
    }
  }

  private static int[] room(int[] array, int length) {
    return length <= array.length
        ? array
        : Arrays.copyOf(array, Math.max(length, 2 * array.length));
  }

  private IllegalArgumentException crossed(int s, int other) {
    return new IllegalArgumentException(
        "two segments cross: " + describe(s) + " and " + describe(other));
  }

  private String describe(int s) {
    int a = input.start[s];
    int b = input.end[s];
    return "("
        + mesh.xy[2 * a]
        + " "
        + mesh.xy[2 * a + 1]
        + ", "
        + mesh.xy[2 * b]
        + " "
        + mesh.xy[2 * b + 1]
        + ")";
  }

  /**
   * Gives every triangle its label.
   *
   * @param rest the label of what no segment's label reaches
   * @param surroundings the label at the box, or {@link MeshInput#UNKNOWN}
   * @param box the first of the four corners of the box
   * @throws IllegalArgumentException if two segments disagree about a piece of the plane
   */
  void flood(int rest, int surroundings, int box) {
    int[] queue = new int[Math.max(16, mesh.triangleCount)];
    int count = 0;
    for (int e = 0; e < 4 * mesh.triangleCount; e++) {
      if ((e & 3) == 3 || mesh.constraint[e] == 0) {
        continue;
      }
      int s = mesh.constraint[e] - 1;
      int label = mesh.origin(e) == input.start[s] ? input.left[s] : input.right[s];
      if (label != Triangulation.UNLABELLED && spreads(label, e) && label(e >> 2, label, e)) {
        queue[count++] = e >> 2;
      }
    }
    for (int t = 0; t < mesh.triangleCount && surroundings != Triangulation.UNLABELLED; t++) {
      if (touches(t, box) && label(t, surroundings, 4 * t)) {
        queue[count++] = t;
      }
    }
    spread(queue, count);
    if (input.isKnownInPart()) {
      guess(queue);
    }
    for (int t = 0; t < mesh.triangleCount; t++) {
      if (mesh.label(t) == Triangulation.UNLABELLED) {
        mesh.setLabel(t, rest);
      }
    }
    if (input.isKnownInPart()) {
      part();
    }
  }

  /** Spreads labels on, to where lines may be missing: whatever comes first. */
  private void guess(int[] queue) {
    int count = 0;
    for (int t = 0; t < mesh.triangleCount; t++) {
      if (mesh.label(t) != Triangulation.UNLABELLED) {
        queue[count++] = t;
      }
    }
    for (int i = 0; i < count; i++) {
      int t = queue[i];
      for (int e = 4 * t; e < 4 * t + 3; e++) {
        int o = mesh.twin[e] >> 2;
        if (mesh.constraint[e] == 0
            && mesh.twin[e] >= 0
            && mesh.label(o) == Triangulation.UNLABELLED) {
          mesh.setLabel(o, mesh.label(t));
          queue[count++] = o;
        }
      }
    }
  }

  /**
   * Draws a line wherever two labels meet without one, all of them outside the window: refinement
   * takes the triangles that it joins for those of one label. The lines are as long as triangles
   * before refinement, so they can be split: what lies in the window is not kept from being refined
   * by one that passes beyond.
   */
  private void part() {
    for (int e = 0; e < 4 * mesh.triangleCount; e++) {
      if ((e & 3) == 3 || mesh.constraint[e] != 0 || mesh.twin[e] < 0) {
        continue;
      }
      int label = mesh.label(e >> 2);
      int other = mesh.label(mesh.twin[e] >> 2);
      if (label != other && Math.max(label, other) >= MeshInput.GROUND) {
        int a = mesh.origin(e);
        int b = mesh.target(e);
        double[] xy = mesh.xy;
        int s =
            input.addDrawn(xy[2 * a], xy[2 * a + 1], xy[2 * b], xy[2 * b + 1], a, b, label, other);
        mesh.constrain(e, s + 1);
      }
    }
  }

  /** True if a corner of the triangle is one of the box's. */
  private boolean touches(int t, int box) {
    for (int e = 4 * t; e < 4 * t + 3; e++) {
      if (mesh.vertex[e] >= box && mesh.vertex[e] < box + 4) {
        return true;
      }
    }
    return false;
  }

  private void spread(int[] queue, int count) {
    for (int i = 0; i < count; i++) {
      int t = queue[i];
      for (int e = 4 * t; e < 4 * t + 3; e++) {
        if (mesh.constraint[e] == 0
            && mesh.twin[e] >= 0
            && spreads(mesh.label(t), e)
            && label(mesh.twin[e] >> 2, mesh.label(t), e)) {
          queue[count++] = mesh.twin[e] >> 2;
        }
      }
    }
  }

  /** Whether a label is known on both sides of an edge, see {@link MeshInput#knownWithin}. */
  private boolean spreads(int label, int e) {
    if (label > MeshInput.GROUND || !input.isKnownInPart()) {
      return true;
    }
    double[] w = input.window;
    double ax = mesh.xy[2 * mesh.origin(e)];
    double ay = mesh.xy[2 * mesh.origin(e) + 1];
    double bx = mesh.xy[2 * mesh.target(e)];
    double by = mesh.xy[2 * mesh.target(e) + 1];
    if (Math.max(ax, bx) < w[0]
        || Math.max(ay, by) < w[1]
        || Math.min(ax, bx) > w[2]
        || Math.min(ay, by) > w[3]) {
      return false;
    }
    // Nor does the edge's own line part it from the window; exactly, for sides lie along windows.
    boolean left = false;
    boolean right = false;
    for (int corner = 0; corner < 4; corner++) {
      double side =
          Predicates.orient(ax, ay, bx, by, w[corner < 2 ? 0 : 2], w[corner % 2 == 0 ? 1 : 3]);
      left |= side >= 0;
      right |= side <= 0;
    }
    return left && right;
  }

  /** Labels a triangle; true if it had no label. */
  private boolean label(int t, int label, int e) {
    int had = mesh.label(t);
    if (had == Triangulation.UNLABELLED) {
      mesh.setLabel(t, label);
      return true;
    }
    // What lies outside is as good as what is covered: neither is meshed.
    if (had != label && (had >= MeshInput.GROUND || label >= MeshInput.GROUND)) {
      throw clash(had, label, mesh.origin(e));
    }
    return false;
  }

  private IllegalArgumentException clash(int label, int other, int v) {
    return new IllegalArgumentException(
        "two labels, "
            + label
            + " and "
            + other
            + ", for the same piece of the plane near ("
            + mesh.xy[2 * v]
            + " "
            + mesh.xy[2 * v + 1]
            + ")");
  }
}
