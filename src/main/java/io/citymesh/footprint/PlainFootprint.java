package io.citymesh.footprint;

import java.nio.ByteBuffer;

/**
 * A footprint that cleaning leaves as it is, but for vertices on the line between their neighbours
 * and for small courtyards: one polygon that is valid, inside the limits, and nowhere finer than
 * the smallest detail. Most are.
 *
 * <p>Recognised from the coordinates alone, in whole millimetres: whatever the test says yes to,
 * the general way ({@link Shapes#repaired}, {@link MergedOutlines}) gives the same outlines for, to
 * the last bit. Where that is not plain, as where a distance is the smallest detail but for
 * rounding, the answer is no.
 */
final class PlainFootprint {
  /** How near ratios may be to each other for the answer to be no. */
  private static final double DOUBTFUL_SHARE = 1e-6;

  private static final double SHARPEST = Math.tan(Defects.FORCED_ANGLE) * (1 + DOUBTFUL_SHARE);

  private final double[][] area;
  private final double[][] outline;
  private final boolean fine;

  private PlainFootprint(double[][] area, double[][] outline, boolean fine) {
    this.area = area;
    this.outline = outline;
    this.fine = fine;
  }

  /**
   * The rings of the footprint on the grid, the shell first, each x0, y0, x1, y1, ... without a
   * repeated last point, metres; of the normal form of JTS.
   */
  double[][] area() {
    return area;
  }

  /**
   * The rings without small courtyards and vertices on the line between their neighbours, likewise;
   * the same object if nothing was removed.
   */
  double[][] outline() {
    return outline;
  }

  /** Whether it is plain: the outline is that of its building. */
  boolean isFine() {
    return fine;
  }

  /**
   * Recognises a plain footprint.
   *
   * @param wkb big-endian, in two dimensions
   * @param limits that the footprint must not leave
   * @return null if it is not plain
   */
  static PlainFootprint of(ByteBuffer wkb, CleaningOptions options, Limits limits) {
    PlainFootprint known = known(wkb, options, limits);
    return known != null && known.fine ? known : null;
  }

  /**
   * What is plain about a footprint: also of one that is too fine somewhere it may be known that it
   * is one polygon, valid and inside the limits, and which of its vertices are needed.
   *
   * @param wkb big-endian, in two dimensions
   * @return null if that is not plain
   */
  static PlainFootprint known(ByteBuffer wkb, CleaningOptions options, Limits limits) {
    GridRings rings = GridRings.read(wkb, OnGrid.FARTHEST, OnGrid.WIDEST);
    if (rings == null || !limits.surround(rings.bounds())) {
      return null;
    }
    double[][] area = rings.metres();
    GridRings kept = rings.withoutSmallHoles(area, options.minArea());
    boolean bent = kept.isBentEverywhere(CollinearVertices.TOLERANCE + GridRings.DOUBT);
    double reach =
        Math.max(OnGrid.SAFE, 1000 * (options.minDetail() - Defects.ROUNDING) + GridRings.DOUBT);
    if (kept == rings && bent) {
      boolean fine = rings.isNowhereSharp(SHARPEST) && rings.isClear(reach);
      return (fine || rings.isClear(OnGrid.SAFE)) && rings.areNested()
          ? new PlainFootprint(area, area, fine)
          : null;
    }
    if (!rings.isClear(OnGrid.SAFE) || !rings.areNested()) {
      return null;
    }
    if (!bent) {
      kept = new CollinearVertices(kept, options.minDetail()).removed();
    }
    return kept == null
        ? null
        : new PlainFootprint(
            area, kept.metres(), kept.isNowhereSharp(SHARPEST) && kept.isClear(reach));
  }
}
