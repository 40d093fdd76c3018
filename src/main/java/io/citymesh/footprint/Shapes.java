package io.citymesh.footprint;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.locationtech.jts.algorithm.Angle;
import org.locationtech.jts.coverage.CoverageUnion;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.Envelope;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.GeometryFactory;
import org.locationtech.jts.geom.LineString;
import org.locationtech.jts.geom.LinearRing;
import org.locationtech.jts.geom.Polygon;
import org.locationtech.jts.geom.PrecisionModel;
import org.locationtech.jts.geom.util.GeometryFixer;
import org.locationtech.jts.geom.util.PolygonExtracter;
import org.locationtech.jts.operation.overlayng.OverlayNG;

/** Plane geometry on the 1 mm grid: what the cleaning steps have in common. */
final class Shapes {
  static final PrecisionModel GRID = Grid.PRECISION;
  static final GeometryFactory FACTORY = Grid.FACTORY;

  private Shapes() {}

  /** The double nearest to the nearest whole number of millimetres. */
  static double snapped(double value) {
    return Math.rint(value * Grid.SCALE) / Grid.SCALE;
  }

  /** The nearest whole number of millimetres. */
  static long millimetres(double metres) {
    return Grid.millimetres(metres);
  }

  /** The double nearest to a whole number of millimetres. */
  static double metres(long millimetres) {
    return Grid.metres(millimetres);
  }

  static Coordinate snapped(double x, double y) {
    return new Coordinate(snapped(x), snapped(y));
  }

  /**
   * The area of whatever geometry, repaired, polygons only, on the grid.
   *
   * @param valid whether the geometry is valid
   */
  static Geometry repaired(Geometry geometry, boolean valid) {
    return union(polygonsOf(valid ? geometry : GeometryFixer.fix(geometry)));
  }

  /** The polygonal parts, without empty ones. */
  static List<Polygon> polygonsOf(Geometry geometry) {
    List<Polygon> result = new ArrayList<>();
    for (Object part : PolygonExtracter.getPolygons(geometry)) {
      Polygon polygon = (Polygon) part;
      if (!polygon.isEmpty()) {
        result.add(polygon);
      }
    }
    return result;
  }

  /** A ring of the corners x0, y0, x1, y1, ..., without a repeated last one. */
  static LinearRing ring(double[] xy) {
    Coordinate[] points = new Coordinate[xy.length / 2 + 1];
    for (int i = 0; i < points.length; i++) {
      int at = i + 1 == points.length ? 0 : 2 * i;
      points[i] = new Coordinate(xy[at], xy[at + 1]);
    }
    return FACTORY.createLinearRing(points);
  }

  /** A polygon of its shell and its holes. */
  static Polygon polygon(double[][] rings) {
    LinearRing[] holes = new LinearRing[rings.length - 1];
    for (int i = 0; i < holes.length; i++) {
      holes[i] = ring(rings[i + 1]);
    }
    return FACTORY.createPolygon(ring(rings[0]), holes);
  }

  /** The outlines: the outer one, then those of the holes. */
  static List<LineString> rings(Polygon polygon) {
    List<LineString> result = new ArrayList<>();
    result.add(polygon.getExteriorRing());
    for (int i = 0; i < polygon.getNumInteriorRing(); i++) {
      result.add(polygon.getInteriorRingN(i));
    }
    return result;
  }

  /** The union on the grid. */
  static Geometry union(Collection<? extends Geometry> geometries) {
    if (geometries.isEmpty()) {
      return FACTORY.createMultiPolygon();
    }
    List<Polygon> polygons = flat(geometries);
    return areal(GridUnion.of(polygons));
  }

  /** The union of two geometries of polygons, on the grid. */
  static Geometry union(Geometry a, Geometry b) {
    return areal(GridUnion.union(a, b));
  }

  static Geometry intersection(Geometry a, Geometry b) {
    return areal(GridOverlay.onGrid(a, b, OverlayNG.INTERSECTION));
  }

  static Geometry difference(Geometry a, Geometry b) {
    return areal(GridUnion.difference(a, b));
  }

  /**
   * The union of noded polygons with disjoint interiors; all their vertices on its outline stay.
   */
  static List<Polygon> joined(Collection<? extends Geometry> coverage) {
    List<Polygon> joined = polygonsOf(CoverageUnion.union(coverage.toArray(new Geometry[0])));
    // It runs past a vertex in which an outline meets itself, where a hole should begin.
    return joined.stream().allMatch(Shapes::simple)
        ? joined
        : polygonsOf(GridOverlay.unrounded(flat(coverage)));
  }

  /** Whether each ring runs through each of its vertices once. */
  private static boolean simple(Polygon polygon) {
    for (LineString ring : rings(polygon)) {
      Coordinate[] c = ring.getCoordinates();
      Set<Coordinate> vertices = new HashSet<>();
      for (int i = 1; i < c.length; i++) {
        if (!vertices.add(c[i])) {
          return false;
        }
      }
    }
    return true;
  }

  /** What two geometries have in common, not rounded to the grid. */
  static Geometry common(Geometry a, Geometry b) {
    if (!a.getEnvelopeInternal().intersects(b.getEnvelopeInternal())) {
      return FACTORY.createMultiPolygon();
    }
    return GridOverlay.unrounded(a, b, OverlayNG.INTERSECTION);
  }

  /** The area that two geometries have in common, square metres. */
  static double commonArea(Geometry a, Geometry b) {
    return CommonArea.of(a, b);
  }

  /** The rectangle around the segment ab, {@code margin} metres wider on every side. */
  static Geometry patch(Coordinate a, Coordinate b, double margin) {
    double length = a.distance(b);
    double ux = length > 0 ? (b.x - a.x) / length * margin : margin;
    double uy = length > 0 ? (b.y - a.y) / length * margin : 0;
    return FACTORY.createPolygon(
        new Coordinate[] {
          new Coordinate(a.x - ux - uy, a.y - uy + ux),
          new Coordinate(a.x - ux + uy, a.y - uy - ux),
          new Coordinate(b.x + ux + uy, b.y + uy - ux),
          new Coordinate(b.x + ux - uy, b.y + uy + ux),
          new Coordinate(a.x - ux - uy, a.y - uy + ux)
        });
  }

  /** Polygons only, with every coordinate on the grid exactly. */
  static Geometry areal(Geometry geometry) {
    List<Polygon> polygons = new ArrayList<>();
    for (Polygon polygon : polygonsOf(geometry)) {
      polygons.add(exact(polygon));
    }
    Collections.sort(polygons);
    return FACTORY.createMultiPolygon(polygons.toArray(new Polygon[0]));
  }

  /** Polygons in normal form, sorted. */
  static List<Polygon> normal(List<Polygon> polygons) {
    List<Polygon> result = new ArrayList<>();
    polygons.forEach(polygon -> result.add((Polygon) polygon.norm()));
    Collections.sort(result);
    return result;
  }

  private static Polygon exact(Polygon polygon) {
    LinearRing shell = exact(polygon.getExteriorRing());
    LinearRing[] holes = new LinearRing[polygon.getNumInteriorRing()];
    for (int i = 0; i < holes.length; i++) {
      holes[i] = exact(polygon.getInteriorRingN(i));
    }
    Polygon result = FACTORY.createPolygon(shell, holes);
    result.normalize();
    return result;
  }

  private static LinearRing exact(LinearRing ring) {
    Coordinate[] coordinates = ring.getCoordinates();
    Coordinate[] result = new Coordinate[coordinates.length];
    for (int i = 0; i < result.length; i++) {
      result[i] = snapped(coordinates[i].x, coordinates[i].y);
    }
    return FACTORY.createLinearRing(result);
  }

  private static List<Polygon> flat(Collection<? extends Geometry> geometries) {
    List<Polygon> result = new ArrayList<>();
    for (Geometry geometry : geometries) {
      result.addAll(polygonsOf(geometry));
    }
    return result;
  }

  /** The angle at b between the directions to a and c, radians, 0 to pi. */
  static double angle(Coordinate a, Coordinate b, Coordinate c) {
    return Angle.angleBetween(a, b, c);
  }

  /** The distance of two places, metres. */
  static double distance(Coordinate a, Coordinate b) {
    double dx = b.x - a.x;
    double dy = b.y - a.y;
    return Math.sqrt(dx * dx + dy * dy); // Nothing overflows here: no need of a slow hypotenuse.
  }

  /** The distance of a place from the segment ab, metres. */
  static double distance(Coordinate c, Coordinate a, Coordinate b) {
    double dx = b.x - a.x;
    double dy = b.y - a.y;
    double square = dx * dx + dy * dy;
    double along = ((c.x - a.x) * dx + (c.y - a.y) * dy) / square;
    if (!(along > 0)) {
      return distance(c, a);
    }
    if (along >= 1) {
      return distance(c, b);
    }
    double share = ((a.y - c.y) * dx - (a.x - c.x) * dy) / square;
    return Math.abs(share) * Math.sqrt(square);
  }

  /** The distance of the segments ab and cd, metres. */
  static double distance(Coordinate a, Coordinate b, Coordinate c, Coordinate d) {
    if (Envelope.intersects(a, b, c, d)) {
      double cross = (b.x - a.x) * (d.y - c.y) - (b.y - a.y) * (d.x - c.x);
      double alongA = ((a.y - c.y) * (d.x - c.x) - (a.x - c.x) * (d.y - c.y)) / cross;
      double alongC = ((a.y - c.y) * (b.x - a.x) - (a.x - c.x) * (b.y - a.y)) / cross;
      if (cross != 0 && alongA >= 0 && alongA <= 1 && alongC >= 0 && alongC <= 1) {
        return 0;
      }
    }
    return Math.min(
        Math.min(distance(a, c, d), distance(b, c, d)),
        Math.min(distance(c, a, b), distance(d, a, b)));
  }

  /** Signed area of the triangle, positive if counter-clockwise, square metres. */
  static double triangleArea(Coordinate a, Coordinate b, Coordinate c) {
    return 0.5 * ((b.x - a.x) * (c.y - a.y) - (c.x - a.x) * (b.y - a.y));
  }

  /** The grid point nearest to the place {@code distance} metres from a towards b. */
  static Coordinate along(Coordinate a, Coordinate b, double distance) {
    double t = distance / a.distance(b);
    return snapped(a.x + t * (b.x - a.x), a.y + t * (b.y - a.y));
  }

  /** Where the lines pa and bq cross, on the grid; null if they are (nearly) parallel. */
  static Coordinate crossing(Coordinate p, Coordinate a, Coordinate b, Coordinate q) {
    double ux = a.x - p.x;
    double uy = a.y - p.y;
    double vx = b.x - q.x;
    double vy = b.y - q.y;
    double cross = ux * vy - uy * vx;
    if (Math.abs(cross) < 0.05 * Math.hypot(ux, uy) * Math.hypot(vx, vy)) {
      return null;
    }
    double t = ((b.x - p.x) * vy - (b.y - p.y) * vx) / cross;
    return snapped(p.x + t * ux, p.y + t * uy);
  }
}
