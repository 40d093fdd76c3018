package io.citymesh.footprint;

import java.util.List;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.Polygon;

/**
 * Areas with all vertices on the grid. Mostly rounding moves vertices, and does no more: then no
 * overlay is needed for it, and the result is the same to the last bit.
 *
 * <p>Why it is enough to look at the vertices on the grid: each is moved by less than 0.71 mm. A
 * vertex that is 3 mm and more from an edge afterwards was on the same side of it before, and the
 * edge does not run through the vertex' cell of the grid.
 */
final class OnGrid {
  /** The distance of a vertex from an edge that rounding to the grid cannot undo, millimetres. */
  static final double SAFE = 3;

  /** The farthest from the origin that doubles tell micrometres apart, metres. */
  static final double FARTHEST = 1e8;

  /** The largest extent of which products are whole 64-bit numbers, millimetres. */
  static final long WIDEST = 1L << 29;

  private OnGrid() {}

  /**
   * An area on the grid, if it is one polygon that is valid and that rounding does not change but
   * for the places of its vertices: as {@link Shapes#repaired} has it.
   *
   * @return null if that is not plain
   */
  static Geometry moved(Geometry area) {
    if (area.getNumGeometries() != 1 || area.isEmpty()) {
      return null;
    }
    if (!(area.getGeometryN(0) instanceof Polygon polygon)) {
      return null;
    }
    GridRings rings = GridRings.rounded(polygon, FARTHEST, WIDEST);
    return rings != null && rings.isClear(SAFE) && rings.areNested()
        ? Shapes.FACTORY.createMultiPolygon(new Polygon[] {Shapes.polygon(rings.metres())})
        : null;
  }

  /** An area on the grid. */
  static Geometry of(Geometry area) {
    if (area.isEmpty()) {
      return area;
    }
    Geometry moved = moved(area);
    return moved != null ? moved : Shapes.union(List.of(area));
  }

  /** Fills what is narrower than {@code width}: grown by half of it and shrunk again. */
  static Geometry closed(Geometry area, double width) {
    return of(RingOffset.of(RingOffset.of(area, 0.5 * width), -0.5 * width));
  }

  /** Removes what is narrower than {@code width}: shrunk by half of it and grown again. */
  static Geometry opened(Geometry area, double width) {
    return of(RingOffset.of(RingOffset.of(area, -0.5 * width), 0.5 * width));
  }
}
