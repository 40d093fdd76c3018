package io.citymesh.stitch;

import java.io.IOException;
import java.io.Serializable;
import java.util.Arrays;

/**
 * The shape of the triangles of a part, or of several.
 *
 * <p>Angles are taken in the plane for ground and roofs, and in the plane of the wall for walls.
 */
public final class PartQuality implements Serializable {
  private static final long serialVersionUID = 1L;

  /**
   * Width of a class of the histograms, degrees; the smallest angle of a triangle is at most 60.
   */
  public static final double CLASS_WIDTH = 5;

  private static final int CLASSES = 12;

  /** Tangents of the angles between the classes. */
  private static final double[] BETWEEN = new double[CLASSES - 1];

  static {
    for (int i = 0; i < BETWEEN.length; i++) {
      BETWEEN[i] = Math.tan(Math.toRadians((i + 1) * CLASS_WIDTH));
    }
  }

  /** Larger than any triangle's smallest angle. */
  private static final double NONE = 180;

  /** Why a triangle stays below the minimum angle. */
  public enum Cause {
    /**
     * It lies in a corner of the footprints that is itself too small, or between the shells around
     * one.
     */
    INPUT_CORNER,
    /** It was meshed against the sealed rim of a core or seam, which can't be split. */
    SEALED_RIM,
    /** Another cause. */
    OTHER
  }

  private final long[] planar = new long[CLASSES];
  private final long[] wall = new long[CLASSES];
  private final long[] causes = new long[Cause.values().length];
  private double smallestPlanar = NONE;
  private double smallestWall = NONE;

  /** The tangents of the smallest angles so far: only a triangle below them is measured. */
  private double planarTangent = Double.POSITIVE_INFINITY;

  private double wallTangent = Double.POSITIVE_INFINITY;

  /**
   * Counts a triangle of ground or a roof, given a multiple of the sine of its smallest angle and
   * the same multiple of the cosine, as {@link #cosine} has it.
   */
  void addPlanar(double sine, double cosine) {
    planar[classOf(sine, cosine)]++;
    if (sine < planarTangent * cosine) {
      planarTangent = sine / cosine;
      smallestPlanar = Math.min(smallestPlanar, degrees(sine, cosine));
    }
  }

  /** Counts a triangle of a wall, as {@link #addPlanar} does one of ground or a roof. */
  void addWall(double sine, double cosine) {
    wall[classOf(sine, cosine)]++;
    if (sine < wallTangent * cosine) {
      wallTangent = sine / cosine;
      smallestWall = Math.min(smallestWall, degrees(sine, cosine));
    }
  }

  void addBelow(Cause cause) {
    causes[cause.ordinal()]++;
  }

  /**
   * The class of an angle, found by comparisons: the angle itself would take ten times as long. A
   * comparison is the sign of a difference, for a branch that nobody can foresee takes three times
   * as long.
   */
  private static int classOf(double sine, double cosine) {
    int below = 0;
    for (double tangent : BETWEEN) {
      below += (int) (Double.doubleToRawLongBits(sine - tangent * cosine) >>> 63);
    }
    return BETWEEN.length - below;
  }

  /** Puts the figures into a record. */
  public void write(RecordOutput record) {
    record.put(planar).put(wall).put(causes).put(smallestPlanar).put(smallestWall);
  }

  /**
   * Takes the figures out of a record.
   *
   * @throws IOException if there are none
   */
  public static PartQuality read(RecordInput record) throws IOException {
    PartQuality quality = new PartQuality();
    take(record, quality.planar);
    take(record, quality.wall);
    take(record, quality.causes);
    quality.smallestPlanar = angle(record);
    quality.smallestWall = angle(record);
    return quality;
  }

  private static void take(RecordInput record, long[] counts) throws IOException {
    long[] taken = record.longs();
    if (taken.length != counts.length || Arrays.stream(taken).anyMatch(n -> n < 0)) {
      throw new IOException("counts of triangles are missing");
    }
    System.arraycopy(taken, 0, counts, 0, counts.length);
  }

  private static double angle(RecordInput record) throws IOException {
    double degrees = record.real();
    if (!(degrees >= 0 && degrees <= NONE)) {
      throw new IOException(degrees + " is no angle");
    }
    return degrees;
  }

  /** Adds another part's figures to these. */
  public void add(PartQuality other) {
    for (int i = 0; i < planar.length; i++) {
      planar[i] += other.planar[i];
      wall[i] += other.wall[i];
    }
    for (int i = 0; i < causes.length; i++) {
      causes[i] += other.causes[i];
    }
    smallestPlanar = Math.min(smallestPlanar, other.smallestPlanar);
    smallestWall = Math.min(smallestWall, other.smallestWall);
  }

  /** The smallest angle of the triangles of ground and roofs, degrees; 0 if there are none. */
  public double smallestPlanar() {
    return smallestPlanar == NONE ? 0 : smallestPlanar;
  }

  /** The smallest angle of the triangles of walls, degrees; 0 if there are none. */
  public double smallestWall() {
    return smallestWall == NONE ? 0 : smallestWall;
  }

  /** How many planar triangles have their smallest angle in each class of 5 degrees. */
  public long[] planarHistogram() {
    return planar.clone();
  }

  /** The same for walls. */
  public long[] wallHistogram() {
    return wall.clone();
  }

  /** How many planar triangles are below the minimum angle for that cause. */
  public long below(Cause cause) {
    return causes[cause.ordinal()];
  }

  /**
   * The cosine of the smallest angle of the triangle with the given squared sides, times as much as
   * twice its area is the sine.
   */
  static double cosine(double a2, double b2, double c2) {
    // The smallest angle lies opposite the shortest side, and is below 90 degrees.
    double shortest = Math.min(a2, Math.min(b2, c2));
    return 0.5 * (a2 + b2 + c2) - shortest;
  }

  /** The angle, given multiples of its sine and cosine. */
  static double degrees(double sine, double cosine) {
    return Math.toDegrees(Math.atan2(sine, cosine));
  }
}
