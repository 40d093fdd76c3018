package io.citymesh.tile;

import io.citymesh.geo.Bounds;
import io.citymesh.geo.EdgeTree;
import io.citymesh.geo.Fingerprint;
import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import org.locationtech.jts.algorithm.Orientation;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.LinearRing;
import org.locationtech.jts.geom.Polygon;

/**
 * A shape in the plane that tells how far places are from it: areas, lines and points, as directed
 * edges. A place is inside if the edges wind around it, so areas may overlap; outer rings run
 * counter-clockwise and holes clockwise. A line is there and back, a point an edge without length.
 *
 * <p>Nothing depends on the order of the edges ({@link EdgeTree}).
 */
public final class ZoneShape implements Serializable, Fingerprint.Content {
  private static final long serialVersionUID = 1L;

  private final EdgeTree edges;

  /**
   * @param edges ax, ay, bx, by of each edge, metres; at least one
   */
  public ZoneShape(double[] edges) {
    this.edges = new EdgeTree(edges);
  }

  /** A rectangle. */
  public static ZoneShape of(Bounds r) {
    return new ZoneShape(
        new double[] {
          r.xmin(), r.ymin(), r.xmax(), r.ymin(), r.xmax(), r.ymin(), r.xmax(), r.ymax(),
          r.xmax(), r.ymax(), r.xmin(), r.ymax(), r.xmin(), r.ymax(), r.xmin(), r.ymin()
        });
  }

  /** Geometries together: polygons with what is inside them, lines and points. */
  public static ZoneShape of(List<? extends Geometry> geometries) {
    Edges edges = new Edges();
    for (Geometry geometry : geometries) {
      for (int i = 0; i < geometry.getNumGeometries(); i++) {
        edges.add(geometry.getGeometryN(i));
      }
    }
    return new ZoneShape(Arrays.copyOf(edges.edges, edges.count));
  }

  /** Collects edges. */
  private static final class Edges {
    double[] edges = new double[64];
    int count;

    void add(Geometry geometry) {
      if (geometry instanceof Polygon polygon) {
        ring(polygon.getExteriorRing(), true);
        for (int h = 0; h < polygon.getNumInteriorRing(); h++) {
          ring(polygon.getInteriorRingN(h), false);
        }
      } else {
        Coordinate[] line = geometry.getCoordinates();
        for (int i = 0; i < line.length; i++) {
          Coordinate next = line[Math.min(i + 1, line.length - 1)];
          add(line[i], next);
          add(next, line[i]);
        }
      }
    }

    private void ring(LinearRing ring, boolean counterClockwise) {
      Coordinate[] line = ring.getCoordinates();
      boolean turned = Orientation.isCCW(line) != counterClockwise;
      for (int i = 0; i + 1 < line.length; i++) {
        add(line[turned ? i + 1 : i], line[turned ? i : i + 1]);
      }
    }

    private void add(Coordinate a, Coordinate b) {
      if (count == edges.length) {
        edges = Arrays.copyOf(edges, 2 * count);
      }
      edges[count] = a.x;
      edges[count + 1] = a.y;
      edges[count + 2] = b.x;
      edges[count + 3] = b.y;
      count += 4;
    }
  }

  /** The rectangle around the shape. */
  public Bounds bounds() {
    return edges.bounds();
  }

  /**
   * The distance of a place from the shape, 0 inside.
   *
   * @param limit what is given for places farther than that, metres
   */
  double distance(double x, double y, double limit) {
    if (edges.isBeyond(x, y, limit)) {
      return limit;
    }
    return isInside(x, y) ? 0 : edges.distance(x, y, limit);
  }

  /**
   * The least distance of a triangle's places from the shape, 0 where they meet.
   *
   * @param t x and y of its corners
   * @param limit what is given for triangles farther than that, metres
   */
  double distance(double[] t, double limit) {
    if (edges.isBeyond(t, limit)) {
      return limit;
    }
    return isInside(t[0], t[1]) ? 0 : edges.distance(t, limit);
  }

  /**
   * An upper bound of the distances of a rectangle's places from the shape: 0 if it lies inside,
   * else that of its middle and half its diagonal.
   *
   * @param limit what is given if that is more, metres
   */
  double mostDistance(Bounds r, double limit) {
    double x = 0.5 * (r.xmin() + r.xmax());
    double y = 0.5 * (r.ymin() + r.ymax());
    if (isInside(x, y) && !edges.overlaps(r)) {
      return 0;
    }
    double radius = 0.5 * Math.hypot(r.width(), r.height());
    return Math.min(limit, distance(x, y, limit) + radius);
  }

  boolean isInside(double x, double y) {
    return edges.winding(x, y) != 0;
  }

  @Override
  public void addTo(Fingerprint print) {
    print.put(edges);
  }
}
