package io.citymesh.mesh;

import io.citymesh.geo.Bounds;
import io.citymesh.tile.MeshOptions;
import io.citymesh.tile.SizeField;
import io.citymesh.tile.Sizes;

/**
 * What the triangles of a mesh must satisfy.
 *
 * @param minAngle smallest angle, degrees, 0 to 33
 * @param sizes a triangle's area is at most half the square of the least size in it: that of
 *     ground, or inside a building that of roofs
 * @param region the rectangle {xmin, ymin, xmax, ymax} in which the mesh is refined: triangles that
 *     do not touch it are left as they are
 * @param part the part of the region in which the mesh is refined
 * @param fit which triangles of ground lie as they must
 * @param gradation from small features outwards, triangles grow by at most this factor per step;
 *     more than 1, infinite for no bound
 * @param onLattice whether vertices are put on a lattice where nothing is near ({@link Lattice}):
 *     for angles that {@link MeshOptions#isOnLattice(double)} allows
 */
public record Limits(
    double minAngle,
    SizeField sizes,
    double[] region,
    Part part,
    Fit fit,
    double gradation,
    boolean onLattice) {
  /**
   * Metres. A triangle with a shorter edge is not refined for its angle: so a gap of a micrometre
   * between two walls does not call for millions of triangles.
   */
  public static final double SHORTEST_EDGE = 1e-5;

  /** A part of the region. */
  public interface Part {
    /** All of it. */
    Part WHOLE =
        new Part() {
          @Override
          public boolean touches(double xmin, double ymin, double xmax, double ymax) {
            return true;
          }

          @Override
          public boolean holds(double x, double y) {
            return false;
          }
        };

    /** Whether the rectangle may touch it: true if it does, mostly false if it does not. */
    boolean touches(double xmin, double ymin, double xmax, double ymax);

    /**
     * Whether a place is known to be in it, in no time: then it touches all rectangles with that
     * place.
     */
    boolean holds(double x, double y);
  }

  /** What triangles of ground are held against, besides their sizes. */
  public interface Fit {
    /** Nothing. */
    Fit ANY =
        new Fit() {
          @Override
          public boolean isPoor(double ax, double ay, double bx, double by, double cx, double cy) {
            return false;
          }

          @Override
          public double places(Bounds r) {
            return 0;
          }
        };

    /**
     * Whether a triangle must be refined; never true of one that is small enough, so that
     * refinement ends.
     */
    boolean isPoor(double ax, double ay, double bx, double by, double cx, double cy);

    /** About how many triangles it may ask for in a rectangle, at most. */
    double places(Bounds r);
  }

  /**
   * The bounds for triangle sizes, by the reference's rule: an area of at most half the size
   * squared.
   */
  public static Limits ofSizes(double minAngle, double groundSize, double roofSize) {
    return of(minAngle, SizeField.uniform(groundSize, roofSize));
  }

  /** The same for sizes that differ by place. */
  public static Limits of(double minAngle, SizeField sizes) {
    return new Limits(
        minAngle,
        sizes,
        new double[] {
          Double.NEGATIVE_INFINITY,
          Double.NEGATIVE_INFINITY,
          Double.POSITIVE_INFINITY,
          Double.POSITIVE_INFINITY
        },
        Part.WHOLE,
        Fit.ANY,
        Double.POSITIVE_INFINITY,
        MeshOptions.isOnLattice(minAngle));
  }

  /** The same limits, in a rectangle only. */
  public Limits within(double xmin, double ymin, double xmax, double ymax) {
    return within(xmin, ymin, xmax, ymax, Part.WHOLE);
  }

  /** The same limits, in a part of a rectangle only. */
  public Limits within(double xmin, double ymin, double xmax, double ymax, Part inside) {
    return new Limits(
        minAngle, sizes, new double[] {xmin, ymin, xmax, ymax}, inside, fit, gradation, onLattice);
  }

  /**
   * The same limits, with sizes that grow from small features outwards by at most the factor.
   *
   * @throws IllegalArgumentException if the factor is not more than 1
   */
  public Limits graded(double factor) {
    if (!(factor > 1)) {
      throw new IllegalArgumentException("gradation must be more than 1: " + factor);
    }
    return new Limits(minAngle, sizes, region, part, fit, factor, onLattice);
  }

  /** The same limits, with triangles of ground that lie as they must. */
  public Limits fitted(Fit to) {
    return new Limits(minAngle, sizes, region, part, to, gradation, onLattice);
  }

  /** The same limits, with vertices where the refinement puts them. */
  public Limits withoutLattice() {
    return new Limits(minAngle, sizes, region, part, fit, gradation, false);
  }

  static Sizes.Kind kind(int label) {
    return label == MeshInput.GROUND ? Sizes.Kind.GROUND : Sizes.Kind.ROOF;
  }

  /** The largest area of a ground triangle anywhere, square metres. */
  double groundArea() {
    return 0.5 * sizes.far(Sizes.Kind.GROUND) * sizes.far(Sizes.Kind.GROUND);
  }

  /** The largest area of a triangle inside a building anywhere, square metres. */
  double roofArea() {
    return 0.5 * sizes.far(Sizes.Kind.ROOF) * sizes.far(Sizes.Kind.ROOF);
  }
}
