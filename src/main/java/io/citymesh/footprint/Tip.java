package io.citymesh.footprint;

import java.util.ArrayList;
import java.util.List;
import org.locationtech.jts.algorithm.PointLocation;
import org.locationtech.jts.coverage.CoverageUnion;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.Envelope;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.LineString;
import org.locationtech.jts.geom.LinearRing;
import org.locationtech.jts.geom.Location;
import org.locationtech.jts.geom.Polygon;
import org.locationtech.jts.operation.overlayng.OverlayNG;

/**
 * The tip of a sector, which can be handed over to a neighbour: a triangle.
 *
 * @param sector whose tip it is
 * @param p its corner on the sector's first edge: the edge's end, or a new vertex
 * @param q its corner on the sector's second edge
 */
record Tip(Sector sector, Coordinate p, Coordinate q) {

  /** The tip of a sector, {@code reach} metres along both edges, which are longer. */
  static Tip of(Sector sector, double reach) {
    return new Tip(
        sector,
        Shapes.along(sector.vertex(), sector.from(), reach),
        Shapes.along(sector.vertex(), sector.to(), reach));
  }

  /** The same tip where the sector's polygon has another number. */
  Tip numbered(int polygon) {
    return new Tip(new Sector(polygon, sector.vertex(), sector.from(), sector.to()), p, q);
  }

  /** True if the triangle holds a vertex besides its corners; if not, nothing lies across it. */
  boolean holdsVertex(List<Polygon> polygons) {
    Coordinate[] triangle = triangle().getCoordinates();
    Envelope box = triangle().getEnvelopeInternal();
    for (Polygon polygon : polygons) {
      if (!polygon.getEnvelopeInternal().intersects(box)) {
        continue;
      }
      for (Coordinate c : polygon.getCoordinates()) {
        if (box.contains(c)
            && !c.equals2D(sector.vertex())
            && !isEnd(c)
            && PointLocation.locateInRing(c, triangle) != Location.EXTERIOR) {
          return true;
        }
      }
    }
    return false;
  }

  /** Whether who takes the triangle stays within limits. */
  boolean isWithin(Limits limits) {
    return limits.allow(new Coordinate[] {p, q}, triangle().getCoordinates());
  }

  /** Whether a vertex is a corner because an edge of the sector ends there. */
  private boolean isEnd(Coordinate c) {
    return (c.equals2D(p) && p.equals2D(sector.from()))
        || (c.equals2D(q) && q.equals2D(sector.to()));
  }

  /**
   * Hands the triangle over.
   *
   * @param polygons noded; those that change are replaced
   * @param winner the polygon on the other side of one of the sector's edges, -1 for the ground
   * @return false if a polygon would not be one piece any more; the list may be changed then
   */
  boolean handOver(List<Polygon> polygons, int winner) {
    Coordinate tip = sector.vertex();
    for (int i = 0; i < polygons.size(); i++) {
      polygons.set(
          i, withVertex(withVertex(polygons.get(i), tip, sector.from(), p), tip, sector.to(), q));
    }
    if (winner >= 0) {
      Geometry[] both = {polygons.get(winner), triangle()};
      if (!replace(polygons, winner, CoverageUnion.union(both))) {
        return false;
      }
    }
    int loser = sector.polygon();
    return loser < 0
        || replace(
            polygons,
            loser,
            GridOverlay.unrounded(polygons.get(loser), triangle(), OverlayNG.DIFFERENCE));
  }

  private Polygon triangle() {
    Coordinate tip = sector.vertex();
    return Shapes.FACTORY.createPolygon(new Coordinate[] {tip, p, q, tip});
  }

  private static boolean replace(List<Polygon> polygons, int i, Geometry geometry) {
    List<Polygon> pieces = Shapes.polygonsOf(geometry);
    if (pieces.size() != 1) {
      return false;
    }
    pieces.get(0).normalize();
    polygons.set(i, pieces.get(0));
    return true;
  }

  /** The polygon with the vertex {@code v} put into its edge ab, if it has that edge. */
  private static Polygon withVertex(Polygon polygon, Coordinate a, Coordinate b, Coordinate v) {
    if (v.equals2D(b) || !polygon.getEnvelopeInternal().intersects(a)) {
      return polygon;
    }
    boolean changed = false;
    List<LinearRing> rings = new ArrayList<>();
    for (LineString ring : Shapes.rings(polygon)) {
      List<Coordinate> result = new ArrayList<>();
      Coordinate[] c = ring.getCoordinates();
      for (int i = 0; i + 1 < c.length; i++) {
        result.add(c[i]);
        if ((c[i].equals2D(a) && c[i + 1].equals2D(b))
            || (c[i].equals2D(b) && c[i + 1].equals2D(a))) {
          result.add(v.copy());
          changed = true;
        }
      }
      result.add(result.get(0).copy());
      rings.add(Shapes.FACTORY.createLinearRing(result.toArray(new Coordinate[0])));
    }
    if (!changed) {
      return polygon;
    }
    return Shapes.FACTORY.createPolygon(
        rings.get(0), rings.subList(1, rings.size()).toArray(new LinearRing[0]));
  }
}
