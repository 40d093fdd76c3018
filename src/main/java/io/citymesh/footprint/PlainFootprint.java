package io.citymesh.footprint;

import java.nio.ByteBuffer;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.Polygon;

/**
 * A footprint that cleaning leaves as it is, but for vertices on the line between their neighbours
 * and for small courtyards: one polygon that is valid, inside the limits, and nowhere finer than
 * the smallest detail. Most are.
 *
 * <p>Recognised from the coordinates alone, in whole millimetres: whatever the test says yes to,
 * the general way ({@link Shapes#repaired}, {@link MergedOutlines}) gives the same outlines for, to
 * the last bit. Where that is not plain, as where a distance is the smallest detail but for
 * rounding, the answer is no.
 *
 * <p>Why it is enough to look at the vertices on the grid: each is moved by less than 0.71 mm. A
 * vertex that is 3 mm and more from an edge afterwards was on the same side of it before, and the
 * edge does not run through the vertex' cell of the grid.
 */
final class PlainFootprint {
  /** The distance of a vertex from an edge that rounding to the grid cannot undo, millimetres. */
  static final double SAFE = 3;

  /** The same of two ratios. */
  private static final double DOUBTFUL_SHARE = 1e-6;

  /** The farthest from the origin that doubles tell micrometres apart, metres. */
  private static final double FARTHEST = 1e8;

  /** The largest extent of which products are whole 64-bit numbers, millimetres. */
  static final long WIDEST = 1L << 29;

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
   * A footprint on the grid, if it is one polygon that is valid and that rounding does not change
   * but for the places of its vertices: as {@link Shapes#repaired} has it, to the last bit.
   *
   * @return null if that is not plain
   */
  static Geometry repaired(Geometry footprint) {
    if (footprint.getNumGeometries() != 1 || footprint.isEmpty()) {
      return null;
    }
    if (!(footprint.getGeometryN(0) instanceof Polygon polygon)) {
      return null;
    }
    GridRings rings = GridRings.rounded(polygon, FARTHEST, WIDEST);
    return rings != null && rings.isClear(SAFE) && rings.areNested()
        ? Shapes.FACTORY.createMultiPolygon(new Polygon[] {Shapes.polygon(rings.metres())})
        : null;
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
    GridRings rings = GridRings.read(wkb, FARTHEST, WIDEST);
    if (rings == null || !limits.surround(rings.bounds())) {
      return null;
    }
    double[][] area = rings.metres();
    GridRings kept = rings.withoutSmallHoles(area, options.minArea());
    boolean bent = kept.isBentEverywhere(CollinearVertices.TOLERANCE + GridRings.DOUBT);
    double reach =
        Math.max(SAFE, 1000 * (options.minDetail() - Defects.ROUNDING) + GridRings.DOUBT);
    if (kept == rings && bent) {
      boolean fine = rings.isNowhereSharp(SHARPEST) && rings.isClear(reach);
      return (fine || rings.isClear(SAFE)) && rings.areNested()
          ? new PlainFootprint(area, area, fine)
          : null;
    }
    if (!rings.isClear(SAFE) || !rings.areNested()) {
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
