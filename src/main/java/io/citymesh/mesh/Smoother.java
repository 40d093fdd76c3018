package io.citymesh.mesh;

import java.util.Arrays;

/**
 * Moves Steiner vertices around a triangle that refinement had to leave as it is, because frozen
 * segments stood in its way.
 *
 * <ol>
 *   <li>A vertex is movable if it is free, or if it may slide along its feature.
 *   <li>Its star is searched for the place with the best worst triangle: steps in eight directions
 *       (two along a feature), halved whenever none of them helps.
 *   <li>If that is better than before, and no triangle gets too large, the vertex moves, and edges
 *       are flipped until the star is Delaunay again, which only improves the smallest angle.
 * </ol>
 *
 * <p>Source: L. Freitag, M. Jones and P. Plassmann, <i>An Efficient Parallel Algorithm for Mesh
 * Smoothing</i>, IMR 1995.
 */
final class Smoother {
  /** Tells triangles that are too large. */
  @FunctionalInterface
  interface SizeTest {
    /**
     * True if the triangle t would be too large with these corners.
     *
     * @param doubleArea twice its area there, square metres
     * @param longest square of its longest side there, square metres
     */
    boolean isTooLarge(
        int t,
        double doubleArea,
        double longest,
        double ax,
        double ay,
        double bx,
        double by,
        double cx,
        double cy);
  }

  private static final int HALVINGS = 12;

  /** The vertices of the surrounding box follow those of the input. */
  private static final int BOX_CORNERS = 4;

  /** A move must better the squared sine of the worst angle by this factor. */
  private static final double WORTHWHILE = 1.02;

  private final Triangulation mesh;
  private final MeshInput input;
  private final SizeTest sizes;
  private final int inputVertices;
  private final int[] vertexFeature;
  private final double[] vertexParameter;

  /** The half-edges that start from the vertex at hand, counter-clockwise. */
  private int[] star = new int[32];

  private int starCount;

  private double bestX;
  private double bestY;
  private double bestParameter;

  /**
   * @param sizes tells triangles that are too large
   * @param vertexFeature the feature of each vertex, or -1
   * @param vertexParameter the parameter on it; changed where a vertex slides
   */
  Smoother(
      Triangulation mesh,
      MeshInput input,
      SizeTest sizes,
      int inputVertices,
      int[] vertexFeature,
      double[] vertexParameter) {
    this.mesh = mesh;
    this.input = input;
    this.sizes = sizes;
    this.inputVertices = inputVertices;
    this.vertexFeature = vertexFeature;
    this.vertexParameter = vertexParameter;
  }

  /**
   * Tries to improve a triangle by moving one of its corners, or else one of their neighbours. The
   * triangles that changed are then listed in {@code mesh.flipped}.
   *
   * @return whether a vertex was moved
   */
  boolean improve(int t) {
    int[] near = {4 * t, 4 * t + 1, 4 * t + 2};
    if (moveBest(near, 3)) {
      return true;
    }
    int count = 0;
    for (int e = 4 * t; e < 4 * t + 3; e++) {
      if (findStar(e)) {
        near = Arrays.copyOf(near, Math.max(near.length, count + starCount));
        for (int i = 0; i < starCount; i++) {
          near[count++] = Triangulation.next(star[i]);
        }
      }
    }
    return moveBest(near, count);
  }

  /** Moves the one among the origins of these half-edges whose star gets best by it. */
  private boolean moveBest(int[] edges, int count) {
    int chosen = -1;
    double best = WORTHWHILE;
    double x = 0;
    double y = 0;
    double parameter = 0;
    for (int i = 0; i < count; i++) {
      int v = mesh.vertex[edges[i]];
      if (isMovable(v) && findStar(edges[i])) {
        double before = worst(v);
        double gain = search(v, before) / before;
        if (gain > best) {
          best = gain;
          chosen = edges[i];
          x = bestX;
          y = bestY;
          parameter = bestParameter;
        }
      }
    }
    if (chosen < 0) {
      return false;
    }
    move(chosen, x, y, parameter);
    return true;
  }

  private boolean isMovable(int v) {
    return v < inputVertices ? input.hint[v] : v >= inputVertices + BOX_CORNERS;
  }

  /** Finds the star of e's origin; false if it reaches the surrounding box. */
  private boolean findStar(int e) {
    starCount = 0;
    int at = e;
    do {
      if (starCount == star.length) {
        star = Arrays.copyOf(star, 2 * starCount);
      }
      star[starCount++] = at;
      at = mesh.twin[Triangulation.previous(at)];
    } while (at >= 0 && at != e);
    return at == e;
  }

  /** The squared sine of the worst angle in the star with its centre where it is now. */
  private double worst(int v) {
    return quality(mesh.xy[2 * v], mesh.xy[2 * v + 1], false);
  }

  /**
   * The squared sine of the worst angle in the star with its centre at a place; -1 if a triangle
   * would be turned over, or too large.
   *
   * @param bounded whether areas are checked
   */
  private double quality(double x, double y, boolean bounded) {
    double worst = 1;
    for (int i = 0; i < starCount; i++) {
      int e = star[i];
      int a = mesh.target(e);
      int b = mesh.apex(e);
      if (mesh.orient(a, b, x, y) <= 0) {
        return -1;
      }
      if (mesh.label(e >> 2) < MeshInput.GROUND) {
        continue;
      }
      double ax = mesh.xy[2 * a] - x;
      double ay = mesh.xy[2 * a + 1] - y;
      double bx = mesh.xy[2 * b] - x;
      double by = mesh.xy[2 * b + 1] - y;
      double doubleArea = ax * by - ay * bx;
      double a2 = ax * ax + ay * ay;
      double b2 = bx * bx + by * by;
      double c2 = (ax - bx) * (ax - bx) + (ay - by) * (ay - by);
      if (bounded
          && sizes.isTooLarge(
              e >> 2,
              doubleArea,
              Math.max(a2, Math.max(b2, c2)),
              mesh.xy[2 * a],
              mesh.xy[2 * a + 1],
              mesh.xy[2 * b],
              mesh.xy[2 * b + 1],
              x,
              y)) {
        return -1;
      }
      double shortest = Math.min(a2, Math.min(b2, c2));
      double longer = shortest == a2 ? b2 * c2 : shortest == b2 ? a2 * c2 : a2 * b2;
      worst = Math.min(worst, doubleArea * doubleArea / longer);
    }
    return worst;
  }

  /**
   * Searches for a better place of the centre, into bestX, bestY and bestParameter; returns the
   * quality there.
   */
  private double search(int v, double before) {
    bestX = mesh.xy[2 * v];
    bestY = mesh.xy[2 * v + 1];
    bestParameter = vertexParameter[v];
    double best = before;
    double step = 0.25 * shortestSpoke(v);
    int f = vertexFeature[v];
    for (int halving = 0; halving < HALVINGS; ) {
      double found = f < 0 ? stepFreely(step, best) : slide(f, step, best);
      if (found > best) {
        best = found;
      } else {
        step /= 2;
        halving++;
      }
    }
    return best;
  }

  private double shortestSpoke(int v) {
    double shortest = Double.POSITIVE_INFINITY;
    for (int i = 0; i < starCount; i++) {
      int w = mesh.target(star[i]);
      shortest =
          Math.min(
              shortest,
              Math.hypot(mesh.xy[2 * w] - mesh.xy[2 * v], mesh.xy[2 * w + 1] - mesh.xy[2 * v + 1]));
    }
    return shortest;
  }

  private double stepFreely(double step, double best) {
    double found = best;
    double fromX = bestX;
    double fromY = bestY;
    for (int dx = -1; dx <= 1; dx++) {
      for (int dy = -1; dy <= 1; dy++) {
        double x = fromX + dx * step;
        double y = fromY + dy * step;
        double quality = dx == 0 && dy == 0 ? -1 : quality(x, y, true);
        if (quality > found) {
          found = quality;
          bestX = x;
          bestY = y;
        }
      }
    }
    return found;
  }

  private double slide(int f, double step, double best) {
    double[] ends = input.features;
    double dx = ends[4 * f + 2] - ends[4 * f];
    double dy = ends[4 * f + 3] - ends[4 * f + 1];
    double dt = step / Math.sqrt(dx * dx + dy * dy);
    double from = bestParameter;
    double found = best;
    for (int sign = -1; sign <= 1; sign += 2) {
      double t = from + sign * dt;
      double x = ends[4 * f] + t * dx;
      double y = ends[4 * f + 1] + t * dy;
      double quality = quality(x, y, true);
      if (quality > found) {
        found = quality;
        bestX = x;
        bestY = y;
        bestParameter = t;
      }
    }
    return found;
  }

  private void move(int e, double x, double y, double parameter) {
    int v = mesh.vertex[e];
    findStar(e);
    mesh.xy[2 * v] = x;
    mesh.xy[2 * v + 1] = y;
    vertexParameter[v] = parameter;
    mesh.flippedCount = 0;
    // Flips rename half-edges, but not triangles; every edge of the star's triangles is looked at.
    int[] triangles = new int[starCount];
    for (int i = 0; i < starCount; i++) {
      triangles[i] = star[i] >> 2;
      mesh.addFlipped(triangles[i]);
    }
    for (int t : triangles) {
      for (int i = 0; i < 3; i++) {
        mesh.legalise(4 * t + i);
      }
    }
  }
}
