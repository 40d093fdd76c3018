package io.citymesh.mesh;

/**
 * Decides which triangles below the angle bound are forced by the input, so that they must be left:
 * at small corners, where no mesh has better ones, and in gaps below {@link Limits#SHORTEST_EDGE},
 * where a better mesh would have millions.
 *
 * <p>Source of the rule for corners: G. Miller, S. Pav and N. Walkington, <i>When and Why Ruppert's
 * Algorithm Works</i>, IMR 2003.
 */
final class ForcedTriangles {
  /** Distances from a corner that differ by less than this part count as equal. */
  private static final double SHELL_TOLERANCE = 0.001;

  /**
   * Square of the ratio of a short edge to its distance from a corner of about 37 degrees: at
   * larger corners refinement ends by itself.
   */
  private static final double FORCING = 0.4;

  private final Triangulation mesh;
  private final double[] ends;
  private final double shortestSquared;

  private double cornerX;
  private double cornerY;

  /**
   * @param shortestSquared square of the length below which nothing is refined for its angle
   */
  ForcedTriangles(Triangulation mesh, MeshInput input, double shortestSquared) {
    this.mesh = mesh;
    this.ends = input.features;
    this.shortestSquared = shortestSquared;
  }

  /**
   * True if the skinny triangle's shortest edge spans a corner of the input, from one segment to
   * another, at equal distances.
   */
  boolean atCorner(int shortEdge, int[] vertexFeature) {
    int u = mesh.origin(shortEdge);
    int v = mesh.target(shortEdge);
    int fu = vertexFeature[u];
    int fv = vertexFeature[v];
    if (fu < 0 || fv < 0 || fu == fv || mesh.constraint[shortEdge] != 0) {
      return false;
    }
    if (!findCorner(fu, fv)) {
      return false;
    }
    double du = square(mesh.xy[2 * u] - cornerX, mesh.xy[2 * u + 1] - cornerY);
    double dv = square(mesh.xy[2 * v] - cornerX, mesh.xy[2 * v + 1] - cornerY);
    return Math.abs(du - dv) <= 2 * SHELL_TOLERANCE * Math.max(du, dv)
        && mesh.squaredDistance(u, v) < FORCING * Math.min(du, dv);
  }

  /**
   * True if a corner of the triangle lies next to the piece opposite it, so near that no triangle
   * between them can be any better.
   */
  boolean inNarrowGap(int first, double doubleArea) {
    for (int e = first; e < first + 3; e++) {
      if (mesh.constraint[e] != 0) {
        int u = mesh.origin(e);
        int v = mesh.target(e);
        int w = mesh.apex(e);
        double uv = mesh.squaredDistance(u, v);
        // The height over u-v is small, and its foot lies between u and v.
        if (doubleArea * doubleArea < shortestSquared * uv
            && Math.abs(mesh.squaredDistance(u, w) - mesh.squaredDistance(v, w)) < uv) {
          return true;
        }
      }
    }
    return false;
  }

  /**
   * Finds the point where two features meet, into cornerX and cornerY: a common end, or, as
   * features do not cross, a vertex on one of them.
   */
  private boolean findCorner(int f, int g) {
    for (int i = 4 * f; i < 4 * f + 4; i += 2) {
      for (int j = 4 * g; j < 4 * g + 4; j += 2) {
        if (ends[i] == ends[j] && ends[i + 1] == ends[j + 1]) {
          cornerX = ends[i];
          cornerY = ends[i + 1];
          return true;
        }
      }
    }
    double fx = ends[4 * f + 2] - ends[4 * f];
    double fy = ends[4 * f + 3] - ends[4 * f + 1];
    double gx = ends[4 * g + 2] - ends[4 * g];
    double gy = ends[4 * g + 3] - ends[4 * g + 1];
    double dx = ends[4 * g] - ends[4 * f];
    double dy = ends[4 * g + 1] - ends[4 * f + 1];
    double det = fx * gy - fy * gx;
    double alongF = (dx * gy - dy * gx) / det;
    double alongG = (dx * fy - dy * fx) / det;
    cornerX = ends[4 * f] + alongF * fx;
    cornerY = ends[4 * f + 1] + alongF * fy;
    return within(alongF, square(fx, fy)) && within(alongG, square(gx, gy));
  }

  /** True if the parameter lies on the feature, or off its end by less than the shortest edge. */
  private boolean within(double parameter, double squaredLength) {
    double beyond = Math.max(-parameter, parameter - 1);
    return beyond <= 0 || beyond * beyond * squaredLength <= shortestSquared;
  }

  private static double square(double x, double y) {
    return x * x + y * y;
  }
}
