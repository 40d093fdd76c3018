package io.citymesh.footprint;

import io.citymesh.geo.Bounds;
import io.citymesh.geo.EdgeTree;
import io.citymesh.geo.Sides;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.locationtech.jts.algorithm.PointLocation;
import org.locationtech.jts.algorithm.RobustLineIntersector;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.Envelope;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.LineString;
import org.locationtech.jts.geom.LinearRing;
import org.locationtech.jts.geom.Location;
import org.locationtech.jts.geom.Polygon;
import org.locationtech.jts.geom.prep.PreparedGeometry;
import org.locationtech.jts.geom.prep.PreparedGeometryFactory;
import org.locationtech.jts.operation.buffer.BufferOp;
import org.locationtech.jts.operation.buffer.BufferParameters;

/**
 * Where buildings may stand: in the domain, one smallest detail away from its boundary. Footprints
 * are cut there.
 *
 * <p>In a rectangle an outline stays where its vertices do. A polygon may be concave, so that an
 * edge between two places inside leaves it. Beside the <b>cut</b>, one detail inside the domain, it
 * has a <b>guard</b> half a detail inside: what is cut lies within both, and no edit of an outline
 * is allowed that meets the guard or has a piece of it between the outline before and after. So
 * whatever becomes of an outline, it keeps half a detail from the boundary.
 *
 * <p>Immutable and thread-safe.
 */
abstract class Limits implements Serializable {
  private static final long serialVersionUID = 1L;

  /** The most that snapping to the grid adds, metres. */
  private static final double GRID = 0.001;

  /** The distance of the guard from the boundary, in details. */
  private static final double GUARD = 0.5;

  /** Beyond this ratio mitred corners are cut off. */
  private static final double MITRE_LIMIT = 5;

  private static final BufferParameters MITRED =
      new BufferParameters(8, BufferParameters.CAP_FLAT, BufferParameters.JOIN_MITRE, MITRE_LIMIT);

  /**
   * The limits in a domain.
   *
   * @param detail the smallest detail, metres
   */
  static Limits in(Sides domain, double detail) {
    if (domain.isRectangle()) {
      return new Rectangle(domain.bounds().grow(-detail));
    }
    Polygon area = Shapes.polygon(domain.rings());
    return new Outline(
        OnGrid.of(BufferOp.bufferOp(area, -detail, MITRED)),
        OnGrid.of(BufferOp.bufferOp(area, -GUARD * detail, MITRED)));
  }

  /** Whether a rectangle lies within them for certain. */
  abstract boolean surround(Bounds box);

  /** Whether all of an area lies within them. */
  abstract boolean hold(Geometry area);

  /** The area that they enclose, perhaps in several pieces. */
  abstract Geometry area();

  /** Whether a vertex may lie there. */
  abstract boolean allow(Coordinate vertex);

  /**
   * Whether an outline may run along a path.
   *
   * @param path its vertices
   * @param swept the ring of the path and of what it replaces
   */
  abstract boolean allow(Coordinate[] path, Coordinate[] swept);

  /** Whether an outline, or what it encloses, keeps clear of the boundary. */
  abstract boolean allow(Polygon area);

  /**
   * The polygon without its holes of less than {@code minArea} square metres, but for those that
   * reach out of the limits.
   */
  final Polygon withoutSmallHoles(Polygon polygon, double minArea) {
    List<LinearRing> holes = new ArrayList<>();
    for (int i = 0; i < polygon.getNumInteriorRing(); i++) {
      LinearRing hole = polygon.getInteriorRingN(i);
      Polygon courtyard = Shapes.FACTORY.createPolygon(hole);
      if (courtyard.getArea() >= minArea || !allow(courtyard)) {
        holes.add(hole);
      }
    }
    return Shapes.FACTORY.createPolygon(
        polygon.getExteriorRing(), holes.toArray(new LinearRing[0]));
  }

  /** What of an area lies within them, on the grid. */
  final Geometry cut(Geometry area) {
    return Shapes.intersection(area, area());
  }

  /** A rectangle. */
  private static final class Rectangle extends Limits {
    private static final long serialVersionUID = 1L;
    private final Bounds bounds;
    private final Envelope envelope;
    private final Envelope wider;

    Rectangle(Bounds bounds) {
      this.bounds = bounds;
      this.envelope =
          bounds.width() <= 0 || bounds.height() <= 0
              ? new Envelope()
              : new Envelope(bounds.xmin(), bounds.xmax(), bounds.ymin(), bounds.ymax());
      this.wider = new Envelope(envelope);
      wider.expandBy(GRID);
    }

    @Override
    boolean surround(Bounds box) {
      return bounds.contains(box);
    }

    @Override
    boolean hold(Geometry area) {
      return envelope.contains(area.getEnvelopeInternal());
    }

    @Override
    Geometry area() {
      return Shapes.FACTORY.toGeometry(envelope);
    }

    @Override
    boolean allow(Coordinate vertex) {
      return wider.contains(vertex);
    }

    @Override
    boolean allow(Coordinate[] path, Coordinate[] swept) {
      return true; // Where the vertices lie, the edges do.
    }

    @Override
    boolean allow(Polygon area) {
      return true;
    }
  }

  /** Polygons: what is left of the domain. */
  private static final class Outline extends Limits {
    private static final long serialVersionUID = 1L;
    private final Geometry cut;
    private final Geometry guard;
    private transient volatile Searched searched;

    Outline(Geometry cut, Geometry guard) {
      this.cut = cut;
      this.guard = guard;
    }

    /** What finds places in the outlines; made where it is used. */
    private record Searched(
        PreparedGeometry cut, Edges cutEdges, PreparedGeometry guard, Edges guardEdges) {}

    private Searched searched() {
      Searched known = searched;
      if (known == null) {
        known =
            new Searched(
                PreparedGeometryFactory.prepare(cut),
                Edges.of(cut),
                PreparedGeometryFactory.prepare(guard),
                Edges.of(guard));
        searched = known;
      }
      return known;
    }

    @Override
    boolean surround(Bounds box) {
      return !searched().cutEdges.anyNear(box)
          && searched()
              .cut
              .covers(Shapes.FACTORY.createPoint(new Coordinate(box.xmin(), box.ymin())));
    }

    @Override
    boolean hold(Geometry area) {
      Envelope e = area.getEnvelopeInternal();
      return surround(new Bounds(e.getMinX(), e.getMinY(), e.getMaxX(), e.getMaxY()))
          || searched().cut.covers(area);
    }

    @Override
    Geometry area() {
      return cut;
    }

    @Override
    boolean allow(Coordinate vertex) {
      return searched().guard.covers(Shapes.FACTORY.createPoint(vertex));
    }

    @Override
    boolean allow(Coordinate[] path, Coordinate[] swept) {
      return searched().guardEdges.areClear(path, swept);
    }

    @Override
    boolean allow(Polygon area) {
      return hold(area) || searched().guard.covers(area);
    }
  }

  /** The edges of polygons, found by where they are. */
  private static final class Edges {
    private final double[] ends;
    private final EdgeTree tree;

    private Edges(double[] ends) {
      this.ends = ends;
      this.tree = ends.length == 0 ? null : new EdgeTree(ends);
    }

    static Edges of(Geometry polygons) {
      List<double[]> all = new ArrayList<>();
      for (Polygon polygon : Shapes.polygonsOf(polygons)) {
        for (LineString ring : Shapes.rings(polygon)) {
          Coordinate[] c = ring.getCoordinates();
          for (int i = 0; i + 1 < c.length; i++) {
            all.add(new double[] {c[i].x, c[i].y, c[i + 1].x, c[i + 1].y});
          }
        }
      }
      return new Edges(all.stream().flatMapToDouble(Arrays::stream).toArray());
    }

    /** Whether the rectangle around an edge meets a rectangle; whether there is none. */
    boolean anyNear(Bounds box) {
      return tree == null || tree.overlaps(box);
    }

    /** Whether no edge meets a path or lies in the ring that it sweeps over. */
    boolean areClear(Coordinate[] path, Coordinate[] swept) {
      if (tree == null) {
        return false;
      }
      Envelope e = new Envelope();
      for (Coordinate c : swept) {
        e.expandToInclude(c);
      }
      boolean[] clear = {true};
      Bounds window = new Bounds(e.getMinX(), e.getMinY(), e.getMaxX(), e.getMaxY());
      tree.forOverlapping(window, i -> clear[0] = clear[0] && isClear(4 * i, path, swept));
      return clear[0];
    }

    private boolean isClear(int i, Coordinate[] path, Coordinate[] swept) {
      Coordinate a = new Coordinate(ends[i], ends[i + 1]);
      Coordinate b = new Coordinate(ends[i + 2], ends[i + 3]);
      RobustLineIntersector crossing = new RobustLineIntersector();
      for (int k = 0; k + 1 < path.length; k++) {
        crossing.computeIntersection(path[k], path[k + 1], a, b);
        if (crossing.hasIntersection()) {
          return false;
        }
      }
      return PointLocation.locateInRing(a, swept) != Location.INTERIOR;
    }
  }
}
