package io.citymesh.mesh;

import io.citymesh.tile.SizeField;
import io.citymesh.tile.SizeTree;
import io.citymesh.tile.Sizes;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;

/**
 * Delaunay refinement: adds Steiner vertices until every triangle in the region meets the limits.
 *
 * <ol>
 *   <li>A piece of a segment is <i>encroached</i> when a vertex sees it under a wide angle; it is
 *       split, at its middle, or, at a corner that it shares with another segment, at a power of
 *       two metres from the corner, so that the vertices around a small corner lie on common
 *       circles and do not provoke each other without end. A piece much longer than the size is
 *       split as well.
 *   <li>Where nothing is near, vertices of a {@link Lattice} are added.
 *   <li>A triangle that is too large or has too small an angle gets a vertex at its off-centre: the
 *       point on the bisector of its shortest edge from which that edge is seen under the minimum
 *       angle, or the circumcentre if that is nearer. If the new vertex would encroach upon a piece
 *       of a segment, that piece is split instead.
 *   <li>A triangle between two segments that meet at a small angle, whose shortest edge joins
 *       vertices at equal distances from the corner, is left: no mesh has better ones there. So is
 *       one with an edge, or in a gap, below {@link Limits#SHORTEST_EDGE}.
 *   <li>The triangles with the shortest edges come first ({@link BadTriangles}).
 *   <li>Before a piece is split, free vertices in its diametral circle are removed.
 * </ol>
 *
 * <p>Frozen segments are never split: a vertex that would encroach upon one is not inserted.
 *
 * <p>Sources: J. Ruppert, <i>A Delaunay Refinement Algorithm for Quality 2-Dimensional Mesh
 * Generation</i>, J. Algorithms 18 (1995); J. R. Shewchuk, <i>Delaunay Refinement Algorithms for
 * Triangular Mesh Generation</i>, Comput. Geom. 22 (2002); A. Üngör, <i>Off-centers</i>, LATIN
 * 2004; G. Miller, S. Pav and N. Walkington, <i>When and Why Ruppert's Algorithm Works</i>, IMR
 * 2003.
 */
final class Refiner {
  /**
   * The height of an off-centre over a thin triangle's shortest edge, as a share of the exact one:
   * of some forty pairs tried with {@link #NEARER_IF_LARGE} the one with the fewest triangles on a
   * real city, by a tenth of a per cent (decision 0002). Below 1 the new triangle's angle is larger
   * than asked for.
   */
  private static final double NEARER = 0.965;

  /** The height of an off-centre, as {@link #NEARER} has it, for a triangle that is too large. */
  private static final double NEARER_IF_LARGE = 0.87;

  /** Edges shorter than so many ulps of a coordinate have no angles worth the name. */
  private static final double SHORTEST_IN_ULPS = 1024;

  /**
   * A large mesh is refined by so many triangles of the initial one at a time, which lie next to
   * each other, so that the work stays in the processor's cache.
   */
  private static final int CHUNK = 1 << 14;

  /**
   * A piece so many times longer than the size along it is split before the triangles beside it are
   * refined: later, all the vertices in its diametral circle would have to go again.
   */
  private static final double LONG = 100;

  /**
   * The same before a {@link Lattice} is made: its vertices have pieces of their own size beside
   * them.
   */
  private static final double LONG_FOR_LATTICE = 2.4;

  /** How many points are tried when a piece is split, and how far apart, growing by the square. */
  private static final int SPLIT_TRIES = 64;

  private static final double SPLIT_STEP = 0x1p-18;

  /**
   * Where a point is tried beside a frozen piece: parts of the way from the centroid to the
   * off-centre.
   */
  private static final double[] BESIDE = {1, 0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.2, 0, -0.2, -0.4};

  /**
   * Where a point is tried beside a frozen piece: to the left of that way, as parts of its length.
   */
  private static final double[] ASIDE = {0, 0.2, -0.2, 0.4, -0.4};

  /**
   * The part of the bound's squared sine that is enough beside a frozen piece, if the triangle is
   * too large.
   */
  private static final double TOLERATED = 0.25;

  /** How often vertices are moved and triangles refined again. */
  private static final int SMOOTHING_ROUNDS = 10;

  private final Triangulation mesh;
  private final MeshInput input;
  private final Limits limits;
  private final SizeTrees trees;
  private final SizeField sizes;
  private final double sinSquared;
  private final double offCentre;

  /** Squared cosine of the angle under which a piece is seen when it counts as encroached. */
  private final double lensCosSquared;

  private final SteinerVertices vertices;

  private int[] encroached = new int[256];
  private int encroachedCount;

  private final BadTriangles bad = new BadTriangles();

  private final Set<Long> unsplittable = new HashSet<>();

  /** Whether the triangle that was looked at last is too large, or lies as it must not. */
  private boolean large;

  /** Triangles for which no vertex could be added; the slots may hold others by now. */
  private int[] left = new int[16];

  private int leftCount;

  private final int inputVertices;

  /** Whether vertices are being moved already. */
  private boolean settling;

  private double newX;
  private double newY;

  private final ForcedTriangles forced;
  private final Removal removal;

  /** The gradation of sizes; null if the growth of triangles is not bounded. */
  private final Gradation gradation;

  /** Whether sizes are the same everywhere. */
  private final boolean uniform;

  /** The largest areas anywhere, square metres. */
  private final double groundArea;

  private final double roofArea;

  /** What holds triangles of ground against sizes that differ by place; else null. */
  private final SizeTree groundSizes;

  /** The same inside buildings. */
  private final SizeTree roofSizes;

  private final double[] region;
  private final Limits.Part part;

  /** Whether all of the region is refined. */
  private final boolean whole;

  /** Whether the triangles that are looked at have a corner that is known to be in the region. */
  private boolean cornerInRegion;

  /** Square of the length below which no edge is split and no angle improved. */
  private final double shortestSquared;

  /**
   * @param trees those of the limits
   */
  Refiner(
      Triangulation mesh,
      MeshInput input,
      Limits limits,
      SteinerVertices vertices,
      SizeTrees trees) {
    this.trees = trees;
    groundSizes = trees == null ? null : trees.ground();
    roofSizes = trees == null ? null : trees.roof();
    this.mesh = mesh;
    this.input = input;
    this.limits = limits;
    this.sizes = limits.sizes();
    this.inputVertices = input.vertexCount;
    this.vertices = vertices;
    double angle = Math.toRadians(limits.minAngle());
    double sin = Math.sin(angle);
    sinSquared = sin * sin;
    double cos = Math.cos(angle);
    offCentre = angle > 0 ? 0.5 * Math.sqrt((1 + cos) / (1 - cos)) : Double.POSITIVE_INFINITY;
    double lens = Math.max(0, 2 * cos * cos - 1);
    lensCosSquared = lens * lens;
    double largest = 0;
    for (double c : input.extent) {
      largest = Math.max(largest, Math.abs(c));
    }
    double shortest = Math.max(Limits.SHORTEST_EDGE, SHORTEST_IN_ULPS * Math.ulp(largest));
    shortestSquared = shortest * shortest;
    uniform = sizes.isUniform();
    groundArea = limits.groundArea();
    roofArea = limits.roofArea();
    region = limits.region();
    part = limits.part();
    whole = part == Limits.Part.WHOLE;
    removal = new Removal(mesh);
    forced = new ForcedTriangles(mesh, input, shortestSquared);
    gradation =
        limits.gradation() < Double.POSITIVE_INFINITY
            ? new Gradation(mesh, input, vertices, limits.gradation())
            : null;
  }

  /**
   * Refines the mesh until every triangle in the region meets the limits or must be left.
   *
   * @throws IllegalStateException if the {@link SteinerVertices} allow no more; the message names
   *     the place
   */
  void refine() {
    for (int e = 0; e < 4 * mesh.triangleCount; e++) {
      if ((e & 3) != 3 && mesh.constraint[e] != 0) {
        checkEncroached(e);
      }
    }
    splitEncroached();
    if (limits.onLattice()) {
      new Lattice(mesh, input, limits, vertices, trees, gradation).seed();
    }
    int initial = mesh.triangleCount;
    for (int t = 0; t < initial; t++) {
      enqueueIfBad(t);
      if (t % CHUNK == CHUNK - 1) {
        improveAll();
      }
    }
    improveAll();
    settling = true;
    for (int round = 0; round < SMOOTHING_ROUNDS && leftCount > 0 && smoothLeft(); round++) {
      improveAll();
    }
    if (gradation != null) {
      gradation.spread();
    }
    vertices.closeGaps();
  }

  /** Empties the queues. */
  private void improveAll() {
    for (int t = bad.take(); t >= 0; t = bad.take()) {
      if (bad.tookLarge()) {
        // That is still so, unless it is gone: who changes a triangle queues it anew.
        if (refinable(t)) {
          improve(t, true);
        }
      } else if (isBad(t)) {
        // Its neighbours may have changed, which force a small angle or no longer do.
        improve(t, large || isFittedPoor(t));
      }
    }
  }

  // --- bad triangles ---

  private boolean refinable(int t) {
    return mesh.label(t) >= MeshInput.GROUND;
  }

  /**
   * Says that the triangles that are looked at next, those just made, have a corner at a place,
   * until {@link #standNowhere}: what holds there is asked for once.
   */
  private void standAt(double x, double y) {
    cornerInRegion = whole ? holds(region, x, y) : part.holds(x, y);
    if (!uniform) {
      SizeTree first = sizesAt(mesh.made[0]);
      SizeTree last = sizesAt(mesh.made[mesh.madeCount - 1]);
      first.standAt(x, y);
      if (last != first) { // A segment parts them, with ground on one side.
        last.standAt(x, y);
      }
    }
  }

  private void standNowhere() {
    cornerInRegion = false;
    if (!uniform) {
      groundSizes.leave();
      roofSizes.leave();
    }
  }

  private static boolean holds(double[] r, double x, double y) {
    return x >= r[0] && y >= r[1] && x <= r[2] && y <= r[3];
  }

  private SizeTree sizesAt(int t) {
    return mesh.label(t) == MeshInput.GROUND ? groundSizes : roofSizes;
  }

  private boolean inRegion(int t) {
    if (cornerInRegion) {
      return true;
    }
    if (whole) {
      return mesh.touches(t, region);
    }
    int a = 2 * mesh.vertex[4 * t];
    return part.holds(mesh.xy[a], mesh.xy[a + 1]) || (mesh.touches(t, region) && touchesPart(t));
  }

  private boolean touchesPart(int t) {
    double[] xy = mesh.xy;
    int a = 2 * mesh.vertex[4 * t];
    int b = 2 * mesh.vertex[4 * t + 1];
    int c = 2 * mesh.vertex[4 * t + 2];
    return part.touches(
        Math.min(xy[a], Math.min(xy[b], xy[c])),
        Math.min(xy[a + 1], Math.min(xy[b + 1], xy[c + 1])),
        Math.max(xy[a], Math.max(xy[b], xy[c])),
        Math.max(xy[a + 1], Math.max(xy[b + 1], xy[c + 1])));
  }

  /**
   * True if the triangle t is too large, or would be with its corners elsewhere.
   *
   * @param longest square of the longest side
   */
  private boolean isTooLarge(
      int t,
      double doubleArea,
      double longest,
      double ax,
      double ay,
      double bx,
      double by,
      double cx,
      double cy) {
    if (gradation != null && doubleArea > 2 * gradation.area(t)) {
      return true;
    }
    if (uniform) {
      return doubleArea > 2 * (mesh.label(t) == MeshInput.GROUND ? groundArea : roofArea);
    }
    return sizesAt(t).isExceeded(doubleArea, longest, ax, ay, bx, by, cx, cy);
  }

  private boolean isBad(int t) {
    return shortestIfBad(t) >= 0;
  }

  /**
   * The square of the shortest edge of a triangle that must be improved; -1 if it is good. Of a bad
   * one {@link #large} then says whether it is so for its size.
   */
  private double shortestIfBad(int t) {
    int label = mesh.label(t);
    if (label < MeshInput.GROUND) {
      return -1;
    }
    double[] xy = mesh.xy;
    int e = 4 * t;
    int a = 2 * mesh.vertex[e];
    int b = 2 * mesh.vertex[e + 1];
    int c = 2 * mesh.vertex[e + 2];
    double abx = xy[b] - xy[a];
    double aby = xy[b + 1] - xy[a + 1];
    double bcx = xy[c] - xy[b];
    double bcy = xy[c + 1] - xy[b + 1];
    double cax = xy[a] - xy[c];
    double cay = xy[a + 1] - xy[c + 1];
    double ab = abx * abx + aby * aby;
    double bc = bcx * bcx + bcy * bcy;
    double ca = cax * cax + cay * cay;
    double doubleArea = abx * bcy - aby * bcx;
    double longest = Math.max(ab, Math.max(bc, ca));
    large = isTooLarge(t, doubleArea, longest, a, b, c);
    if (!large) {
      // The smallest angle lies between the two longer edges: their product is the largest.
      double wide = doubleArea * doubleArea;
      if (wide >= sinSquared * (ab * bc)
          && wide >= sinSquared * (bc * ca)
          && wide >= sinSquared * (ca * ab)) {
        if (!isFitted(label) || !inRegion(t) || !isPoor(t)) {
          return -1;
        }
        large = true;
      }
    }
    // Most triangles are good: where they lie is looked at for the others only.
    if (!inRegion(t)) {
      return -1;
    }
    double shortest = Math.min(ab, Math.min(bc, ca));
    if (!large) {
      int shortEdge = shortest == ab ? e : shortest == bc ? e + 1 : e + 2;
      boolean isForced =
          shortest < shortestSquared
              || forced.atCorner(shortEdge, vertices.feature)
              || forced.inNarrowGap(e, doubleArea);
      if (isForced) {
        return isFittedPoor(t) ? shortest : -1;
      }
    }
    return shortest;
  }

  /** The same of the triangle as it is, by the indices of x of its corners. */
  private boolean isTooLarge(int t, double doubleArea, double longest, int a, int b, int c) {
    double[] xy = mesh.xy;
    return isTooLarge(t, doubleArea, longest, xy[a], xy[a + 1], xy[b], xy[b + 1], xy[c], xy[c + 1]);
  }

  private void enqueueIfBad(int t) {
    double shortest = shortestIfBad(t);
    if (shortest >= 0) {
      bad.add(t, shortest, large);
    } else {
      bad.forget(t);
    }
  }

  /**
   * @param tooLarge whether it is too large, or fits poorly, besides its angles
   */
  private void improve(int t, boolean tooLarge) {
    if (settling && !tooLarge) {
      // Once vertices are being moved, one is added for an angle only if all its triangles are
      // good: the two could provoke each other without end.
      insertBesideFrozen(t);
      return;
    }
    int from = 4 * t;
    offCentre(t, tooLarge);
    switch (mesh.locate(newX, newY, from, true)) {
      case INSIDE -> insertFree(t, mesh.located >> 2);
      case ON_EDGE -> {
        int e = mesh.located;
        if (mesh.constraint[e] != 0) {
          splitInstead(t, e);
        } else {
          insertFree(t, e >> 2);
        }
      }
      case BLOCKED -> splitInstead(t, mesh.located);
      case ON_VERTEX, OUTSIDE -> leave(t);
    }
  }

  /** Computes the off-centre of a bad triangle, into newX and newY. */
  private void offCentre(int t, boolean tooLarge) {
    double[] xy = mesh.xy;
    int e = 4 * t;
    int a = 2 * mesh.vertex[e];
    int b = 2 * mesh.vertex[e + 1];
    int c = 2 * mesh.vertex[e + 2];
    double ab = mesh.squaredDistance(a / 2, b / 2);
    double bc = mesh.squaredDistance(b / 2, c / 2);
    double ca = mesh.squaredDistance(c / 2, a / 2);
    // Turn so that a-b is the shortest edge.
    if (bc < ab && bc <= ca) {
      int first = a;
      a = b;
      b = c;
      c = first;
    } else if (ca < ab && ca < bc) {
      int last = c;
      c = b;
      b = a;
      a = last;
    }
    double bx = xy[b] - xy[a];
    double by = xy[b + 1] - xy[a + 1];
    double cx = xy[c] - xy[a];
    double cy = xy[c + 1] - xy[a + 1];
    double b2 = bx * bx + by * by;
    double c2 = cx * cx + cy * cy;
    double scale = 0.5 / (bx * cy - by * cx);
    double dx = (cy * b2 - by * c2) * scale;
    double dy = (bx * c2 - cx * b2) * scale;
    double height = offCentre * (tooLarge ? NEARER_IF_LARGE : NEARER);
    double ox = 0.5 * bx - height * by;
    double oy = 0.5 * by + height * bx;
    if (ox * ox + oy * oy < dx * dx + dy * dy) {
      dx = ox;
      dy = oy;
    }
    newX = xy[a] + dx;
    newY = xy[a + 1] + dy;
  }

  private static double square(double x) {
    return x * x;
  }

  private void insertFree(int bad, int triangle) {
    double x = newX;
    double y = newY;
    mesh.openCavity(triangle, x, y);
    boolean spoils = false;
    boolean blocked = false;
    for (int i = 0; i < mesh.rimCount(); i++) {
      int constrained = mesh.rimConstraint(i);
      if (constrained == 0) {
        continue;
      }
      int u = mesh.rimOrigin(i);
      int v = mesh.rimTarget(i);
      if (splittable(constrained - 1, u, v)) {
        if (seenWide(u, v, x, y)) {
          spoils = true;
          pushEncroached(u, v, mesh.rimInner(i));
        }
      } else if (worseThan(sinSquared, u, v, x, y)) {
        blocked = true;
      }
    }
    if (blocked) {
      encroachedCount = 0;
      insertBesideFrozen(bad);
    } else if (spoils) {
      keepLongestEncroached();
      splitEncroached();
      enqueueIfBad(bad);
    } else {
      insert(x, y);
    }
  }

  private void insert(double x, double y) {
    int v = vertices.add(x, y, -1, 0);
    fill(v);
    standAt(x, y);
    for (int i = 0; i < mesh.madeCount; i++) {
      enqueueIfBad(mesh.made[i]);
    }
    standNowhere();
  }

  /**
   * Improves a bad triangle whose proper point lies too near a piece that can't be split: takes, of
   * some points between its centroid and there, the one that gives the best new triangles, if they
   * are all good enough; a triangle that is too large is content with less.
   */
  private void insertBesideFrozen(int t) {
    boolean tooLarge = tooLarge(t);
    offCentre(t, tooLarge);
    double px = newX;
    double py = newY;
    double bestX = 0;
    double bestY = 0;
    double least = tooLarge ? TOLERATED * sinSquared : sinSquared;
    double best = least;
    for (int i = 0; i < BESIDE.length * ASIDE.length; i++) {
      candidate(t, px, py, BESIDE[i % BESIDE.length], ASIDE[i / BESIDE.length]);
      double quality = qualityOf(t, newX, newY);
      if (quality > best) {
        best = quality;
        bestX = newX;
        bestY = newY;
      }
    }
    if (best > least && qualityOf(t, bestX, bestY) > least) {
      insert(bestX, bestY);
    }
    // A point to the side can lie outside the triangle's circle, and leave it as it was.
    if (isBad(t)) {
      leave(t);
    }
  }

  /** Notes a triangle for which no vertex could be added. */
  private void leave(int t) {
    if (leftCount == left.length) {
      left = Arrays.copyOf(left, 2 * leftCount);
    }
    left[leftCount++] = t;
  }

  /** Moves vertices around the triangles that were left; true if any vertex was moved. */
  private boolean smoothLeft() {
    Smoother smoother =
        new Smoother(
            mesh, input, this::isRefused, inputVertices, vertices.feature, vertices.parameter);
    int count = leftCount;
    leftCount = 0;
    boolean moved = false;
    for (int i = 0; i < count; i++) {
      int t = left[i];
      if (shortestIfBad(t) < 0) {
        continue;
      }
      if (smoother.improve(t)) {
        moved = true;
        for (int j = 0; j < mesh.flippedCount; j++) {
          enqueueIfBad(mesh.flipped[j]);
        }
      } else {
        leave(t);
      }
    }
    return moved;
  }

  private boolean tooLarge(int t) {
    double[] xy = mesh.xy;
    int e = 4 * t;
    int a = mesh.vertex[e];
    int b = mesh.vertex[e + 1];
    int c = mesh.vertex[e + 2];
    double ab = mesh.squaredDistance(a, b);
    double bc = mesh.squaredDistance(b, c);
    double ca = mesh.squaredDistance(c, a);
    return isTooLarge(
            t,
            mesh.doubleArea(t),
            Math.max(ab, Math.max(bc, ca)),
            xy[2 * a],
            xy[2 * a + 1],
            xy[2 * b],
            xy[2 * b + 1],
            xy[2 * c],
            xy[2 * c + 1])
        || isFittedPoor(t);
  }

  /**
   * The point at a part of the way from the triangle's centroid to p, and at another to its left,
   * into newX, newY.
   */
  private void candidate(int t, double px, double py, double part, double aside) {
    double cx = 0;
    double cy = 0;
    for (int e = 4 * t; e < 4 * t + 3; e++) {
      cx += mesh.xy[2 * mesh.vertex[e]] / 3;
      cy += mesh.xy[2 * mesh.vertex[e] + 1] / 3;
    }
    newX = cx + part * (px - cx) - aside * (py - cy);
    newY = cy + part * (py - cy) + aside * (px - cx);
  }

  /**
   * Opens the cavity of a point near a triangle.
   *
   * @return the squared sine of the smallest angle among the triangles that would be made; -1 if
   *     the point can't be inserted, or encroaches upon a piece that should rather be split
   */
  private double qualityOf(int t, double x, double y) {
    switch (mesh.locate(x, y, 4 * t, true)) {
      case INSIDE -> mesh.openCavity(mesh.located >> 2, x, y);
      case ON_EDGE -> {
        if (mesh.constraint[mesh.located] != 0) {
          return -1;
        }
        mesh.openCavity(mesh.located >> 2, x, y);
      }
      default -> {
        return -1;
      }
    }
    double worst = 1;
    for (int i = 0; i < mesh.rimCount(); i++) {
      int u = mesh.rimOrigin(i);
      int v = mesh.rimTarget(i);
      int constrained = mesh.rimConstraint(i);
      if (constrained != 0 && splittable(constrained - 1, u, v) && seenWide(u, v, x, y)) {
        return -1;
      }
      if (mesh.squaredDistance(u, v) > shortestSquared) {
        worst = Math.min(worst, mesh.squaredSine(u, v, x, y));
      }
    }
    return worst;
  }

  /** True if the triangle u, v, (x, y) has a smaller angle; with u-v as short as can be, it may. */
  private boolean worseThan(double squaredSine, int u, int v, double x, double y) {
    return mesh.squaredDistance(u, v) > shortestSquared
        && mesh.squaredSine(u, v, x, y) < squaredSine;
  }

  private void splitInstead(int badTriangle, int e) {
    int u = mesh.origin(e);
    int v = mesh.target(e);
    if (!splittable(mesh.constraint[e] - 1, u, v)) {
      insertBesideFrozen(badTriangle);
      return;
    }
    pushEncroached(u, v, e);
    splitEncroached();
    enqueueIfBad(badTriangle);
  }

  // --- segments ---

  private boolean splittable(int s, int u, int v) {
    return input.feature[s] >= 0
        && (unsplittable.isEmpty() || !unsplittable.contains(key(u, v)))
        && mesh.squaredDistance(u, v) > shortestSquared;
  }

  private static long key(int u, int v) {
    return (long) Math.min(u, v) << 32 | Math.max(u, v);
  }

  /** True if the point sees the piece u-v under so wide an angle that it encroaches upon it. */
  private boolean seenWide(int u, int v, double x, double y) {
    double ux = mesh.xy[2 * u] - x;
    double uy = mesh.xy[2 * u + 1] - y;
    double vx = mesh.xy[2 * v] - x;
    double vy = mesh.xy[2 * v + 1] - y;
    double dot = ux * vx + uy * vy;
    return dot < 0 && dot * dot >= lensCosSquared * (ux * ux + uy * uy) * (vx * vx + vy * vy);
  }

  /** Queues the piece if the apex of its triangle encroaches upon it, or if it is very long. */
  private void checkEncroached(int e) {
    int t = e >> 2;
    if (!refinable(t)) {
      return;
    }
    int u = mesh.origin(e);
    int v = mesh.target(e);
    int apex = mesh.apex(e);
    if ((seenWide(u, v, mesh.xy[2 * apex], mesh.xy[2 * apex + 1]) || isLong(u, v, t))
        && splittable(mesh.constraint[e] - 1, u, v)
        && square(mesh.doubleArea(t)) >= shortestSquared * mesh.squaredDistance(u, v)
        && inRegion(t)) {
      pushEncroached(u, v, e);
    }
  }

  /** Whether triangles of this label must lie on the ground. */
  private boolean isFitted(int label) {
    return label == MeshInput.GROUND && limits.fit() != Limits.Fit.ANY;
  }

  private boolean isFittedPoor(int t) {
    return isFitted(mesh.label(t)) && isPoor(t);
  }

  private boolean isPoor(int t) {
    double[] xy = mesh.xy;
    int a = 2 * mesh.vertex[4 * t];
    int b = 2 * mesh.vertex[4 * t + 1];
    int c = 2 * mesh.vertex[4 * t + 2];
    return limits.fit().isPoor(xy[a], xy[a + 1], xy[b], xy[b + 1], xy[c], xy[c + 1]);
  }

  /** What {@link Smoother} asks of a triangle that it changes. */
  private boolean isRefused(
      int t,
      double doubleArea,
      double longest,
      double ax,
      double ay,
      double bx,
      double by,
      double cx,
      double cy) {
    return isTooLarge(t, doubleArea, longest, ax, ay, bx, by, cx, cy)
        || (isFitted(mesh.label(t)) && limits.fit().isPoor(ax, ay, bx, by, cx, cy));
  }

  private boolean isLong(int u, int v, int t) {
    double squared = mesh.squaredDistance(u, v);
    if (gradation != null && squared > square(LONG) * 2 * gradation.area(t)) {
      return true;
    }
    Sizes.Kind kind = Limits.kind(mesh.label(t));
    double most = squared / square(limits.onLattice() ? LONG_FOR_LATTICE : LONG);
    return most > square(sizes.least(kind))
        && (uniform
            || sizesAt(t).growsTo(mesh.xy[2 * u], mesh.xy[2 * u + 1], squared, most)
                && most > square(sizes.least(kind, alongEdge(u, v))));
  }

  /** The piece from u to v as a triangle without an area. */
  private double[] alongEdge(int u, int v) {
    double[] xy = mesh.xy;
    return new double[] {
      xy[2 * u], xy[2 * u + 1], xy[2 * v], xy[2 * v + 1], xy[2 * v], xy[2 * v + 1]
    };
  }

  private void pushEncroached(int u, int v, int e) {
    if (encroachedCount + 3 > encroached.length) {
      encroached = Arrays.copyOf(encroached, 2 * encroached.length);
    }
    encroached[encroachedCount++] = u;
    encroached[encroachedCount++] = v;
    encroached[encroachedCount++] = e;
  }

  /**
   * Of the pieces upon which one point encroaches, a split of the longest often saves the others.
   */
  private void keepLongestEncroached() {
    int longest = 0;
    for (int i = 3; i < encroachedCount; i += 3) {
      if (lengthOfEncroached(i) > lengthOfEncroached(longest)) {
        longest = i;
      }
    }
    System.arraycopy(encroached, longest, encroached, 0, 3);
    encroachedCount = 3;
  }

  private double lengthOfEncroached(int i) {
    return mesh.squaredDistance(encroached[i], encroached[i + 1]);
  }

  private void splitEncroached() {
    while (encroachedCount > 0) {
      int e = encroached[--encroachedCount];
      int v = encroached[--encroachedCount];
      int u = encroached[--encroachedCount];
      // The half-edge may have been rewritten; a piece that still is encroached comes again.
      if (mesh.origin(e) == u && mesh.target(e) == v && mesh.constraint[e] != 0) {
        split(e);
      }
    }
  }

  private double parameter(int s, int v) {
    if (vertices.feature[v] == input.feature[s]) {
      return vertices.parameter[v];
    }
    return v == input.start[s] ? input.ta[s] : input.tb[s];
  }

  /** True if the piece e and the next constrained edge around its origin bound one triangle. */
  private boolean cornerAtOrigin(int e) {
    int o = mesh.twin[e];
    return (refinable(e >> 2) && mesh.constraint[Triangulation.previous(e)] != 0)
        || (o >= 0 && refinable(o >> 2) && mesh.constraint[Triangulation.next(o)] != 0);
  }

  private boolean cornerAtTarget(int e) {
    int o = mesh.twin[e];
    return (refinable(e >> 2) && mesh.constraint[Triangulation.next(e)] != 0)
        || (o >= 0 && refinable(o >> 2) && mesh.constraint[Triangulation.previous(o)] != 0);
  }

  private void split(int e) {
    int s = mesh.constraint[e] - 1;
    int u = mesh.origin(e);
    int v = mesh.target(e);
    double tu = parameter(s, u);
    double tv = parameter(s, v);
    double part = 0.5;
    boolean atOrigin = cornerAtOrigin(e);
    boolean atTarget = cornerAtTarget(e);
    if (!atOrigin && !atTarget) {
      e = clearCircle(e, u, v);
      if (mesh.twin[e] >= 0) {
        e = mesh.twin[clearCircle(mesh.twin[e], v, u)];
      }
    } else {
      double length = Math.sqrt(mesh.squaredDistance(u, v));
      // The power of two that splits most evenly, at worst 1 : 2.
      double shell = Math.scalb(1.0, Math.getExponent(length / 1.5));
      part = shell / length;
      if (atTarget) {
        part = 1 - part;
      }
    }
    // The rounded point may fall beyond a vertex or a segment next to this one; then one beside it
    // may do.
    for (int i = 0; i < SPLIT_TRIES; i++) {
      double aside = (i % 2 == 0 ? i : -i) * i * SPLIT_STEP;
      if (splitAt(e, s, tu + (part + aside) * (tv - tu))) {
        return;
      }
    }
    unsplittable.add(key(u, v));
  }

  /**
   * Removes the free vertices next to the piece e, from u to v, that lie in its diametral circle:
   * at its middle they would be in the way.
   *
   * @return the half-edge u-v, which may have changed
   */
  private int clearCircle(int e, int u, int v) {
    int w = mesh.apex(e);
    while (vertices.isFree(w) && seesObtuse(w, u, v)) {
      boolean removed = removal.remove(Triangulation.previous(e));
      if (removed) {
        vertices.remove(w);
      }
      for (int i = 0; i < removal.touchedCount; i++) {
        int t = removal.touched[i];
        afterSplit(t);
        for (int edge = 4 * t; edge < 4 * t + 3; edge++) {
          if (mesh.origin(edge) == u && mesh.target(edge) == v) {
            e = edge;
          }
        }
      }
      if (!removed) {
        break;
      }
      w = mesh.apex(e);
    }
    return e;
  }

  private boolean seesObtuse(int w, int u, int v) {
    return mesh.squaredDistance(u, w) + mesh.squaredDistance(v, w) < mesh.squaredDistance(u, v);
  }

  private boolean splitAt(int e, int s, double t) {
    int f = input.feature[s];
    double[] feature = input.features;
    double x = feature[4 * f] + t * (feature[4 * f + 2] - feature[4 * f]);
    double y = feature[4 * f + 1] + t * (feature[4 * f + 3] - feature[4 * f + 1]);
    int u = mesh.origin(e);
    int v = mesh.target(e);
    if (!mesh.openCavityOnEdge(e, x, y)) {
      return false;
    }
    int w = vertices.add(x, y, f, t);
    fill(w);
    int toU = mesh.spokeTo(u);
    int toV = mesh.spokeTo(v);
    mesh.constrain(toU, s + 1);
    mesh.constrain(toV, s + 1);
    boolean fan = true;
    if (mesh.orient(u, v, x, y) != 0) {
      // Off the line by a rounding error, the vertex may have a spoke that is not locally Delaunay.
      mesh.flippedCount = 0;
      for (int i = 0; i < mesh.madeCount; i++) {
        mesh.legalise(4 * mesh.made[i] + 1);
      }
      for (int i = 0; i < mesh.flippedCount; i++) {
        afterSplit(mesh.flipped[i]);
      }
      fan = mesh.flippedCount == 0;
    }
    if (fan) {
      standAt(x, y);
    }
    for (int i = 0; i < mesh.madeCount; i++) {
      afterSplit(mesh.made[i]);
    }
    standNowhere();
    return true;
  }

  private void afterSplit(int t) {
    for (int e = 4 * t; e < 4 * t + 3; e++) {
      if (mesh.constraint[e] != 0) {
        checkEncroached(e);
      }
    }
    enqueueIfBad(t);
  }

  private void fill(int v) {
    mesh.fillCavity(v);
    if (gradation != null) {
      gradation.inherit(v);
    }
  }
}
