package io.citymesh.footprint;

import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.Polygon;

/** Polygons that a sweep along x can make nothing of. */
final class Combs {
  private Combs() {}

  /** A comb with long level teeth, of four edges each, 100 m wide, on the grid. */
  static Polygon of(int teeth) {
    Coordinate[] ring = new Coordinate[4 * teeth + 3];
    for (int i = 0; i < teeth; i++) {
      ring[4 * i] = new Coordinate(1, 2 * i);
      ring[4 * i + 1] = new Coordinate(100, 2 * i);
      ring[4 * i + 2] = new Coordinate(100, 2 * i + 1);
      ring[4 * i + 3] = new Coordinate(1, 2 * i + 1);
    }
    ring[4 * teeth] = new Coordinate(0, 2 * teeth - 1);
    ring[4 * teeth + 1] = new Coordinate(0, 0);
    ring[4 * teeth + 2] = ring[0].copy();
    return Shapes.FACTORY.createPolygon(ring);
  }
}
