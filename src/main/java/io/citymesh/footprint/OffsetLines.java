package io.citymesh.footprint;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.locationtech.jts.algorithm.Distance;
import org.locationtech.jts.algorithm.LineIntersector;
import org.locationtech.jts.algorithm.Orientation;
import org.locationtech.jts.algorithm.RobustLineIntersector;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.Envelope;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.LinearRing;
import org.locationtech.jts.geom.Location;
import org.locationtech.jts.geom.Polygon;
import org.locationtech.jts.geom.Position;
import org.locationtech.jts.geomgraph.Label;
import org.locationtech.jts.noding.SegmentString;
import org.locationtech.jts.operation.buffer.BufferCurveSetBuilder;
import org.locationtech.jts.operation.buffer.BufferInputLineSimplifier;
import org.locationtech.jts.operation.buffer.BufferParameters;

/**
 * The lines beside the rings of polygons that are grown or shrunk, with mitred corners: the bits of
 * JTS ({@link BufferCurveSetBuilder}) in a fraction of the time. Each edge is moved once, where
 * edges cross is a {@link LineCrossing}, and no root is taken where a square will do.
 *
 * <p>A corner that leaves a gap becomes the crossing of the moved edges beside it, or one of their
 * ends if these nearly meet; of one that does not, where they cross, or if they are too short, a
 * detour by the middles between their ends and the corner. Corners too sharp for a mitre and
 * triangles that are shrunk are left to JTS, with all the polygons. Not thread-safe.
 */
final class OffsetLines {
  /** The ends of moved edges that are nearer than this share of the distance are one. */
  private static final double SAME_OUTSIDE = 0.05;

  private static final double SAME_INSIDE = 1e-3;
  private static final double SAME_VERTEX = 1e-6;

  /**
   * How near to an edge a place may be on either side of it, metres: beyond what rounding makes of
   * edges that are less than ten thousand kilometres apart. Buildings are.
   */
  private static final double DOUBT = 1e-8;

  /** A ring of fewer points is looked at whether it was turned inside out. */
  private static final int MAY_INVERT = 9;

  /** The share of the distance that some point of its line must keep. */
  private static final double KEPT_DISTANCE = 0.99;

  private final BufferParameters parameters;
  private final double distance;
  private final boolean grows;
  private final List<Line> lines = new ArrayList<>();

  private final LineIntersector intersector = new RobustLineIntersector();

  private Coordinate[] points = new Coordinate[16];
  private int count;

  /**
   * A closed line.
   *
   * @param forward whether what was grown lies on its right
   */
  record Line(Coordinate[] points, boolean forward) {}

  private OffsetLines(double distance, BufferParameters parameters) {
    this.parameters = parameters;
    this.distance = Math.abs(distance);
    this.grows = distance > 0;
  }

  /**
   * The lines beside the rings of polygons.
   *
   * @param distance metres, not 0; inwards if it is negative
   * @param parameters with mitred corners
   */
  static List<Line> of(Geometry polygons, double distance, BufferParameters parameters) {
    OffsetLines own = new OffsetLines(distance, parameters);
    return own.addAll(polygons) ? own.lines : byJts(polygons, distance, parameters);
  }

  private static List<Line> byJts(Geometry polygons, double distance, BufferParameters parameters) {
    List<Line> result = new ArrayList<>();
    for (Object curve :
        new BufferCurveSetBuilder(polygons, distance, polygons.getPrecisionModel(), parameters)
            .getCurves()) {
      SegmentString line = (SegmentString) curve;
      int right = ((Label) line.getData()).getLocation(0, Position.RIGHT);
      result.add(new Line(line.getCoordinates(), right == Location.INTERIOR));
    }
    return result;
  }

  /** False if some ring is left to JTS. */
  private boolean addAll(Geometry polygons) {
    for (int i = 0; i < polygons.getNumGeometries(); i++) {
      Polygon polygon = (Polygon) polygons.getGeometryN(i);
      if (polygon.isEmpty() || (!grows && vanishes(polygon.getExteriorRing()))) {
        continue;
      }
      if (!add(polygon.getExteriorRing(), true)) {
        return false;
      }
      for (int j = 0; j < polygon.getNumInteriorRing(); j++) {
        LinearRing hole = polygon.getInteriorRingN(j);
        if (!(grows && vanishes(hole)) && !add(hole, false)) {
          return false;
        }
      }
    }
    return true;
  }

  /** Whether a ring that becomes smaller is too narrow to stay. */
  private boolean vanishes(LinearRing ring) {
    Envelope box = ring.getEnvelopeInternal();
    return ring.getNumPoints() > 4 && 2 * distance > Math.min(box.getHeight(), box.getWidth());
  }

  private boolean add(LinearRing ring, boolean shell) {
    Coordinate[] c = ring.getCoordinates();
    if (c.length < 4 || (c.length == 4 && shell != grows)) {
      return false;
    }
    boolean counterClockwise = Orientation.isCCWArea(c);
    boolean left = (shell == grows) != counterClockwise;
    double depth = distance * parameters.getSimplifyFactor();
    Coordinate[] line =
        isAnyShallow(c, depth) ? BufferInputLineSimplifier.simplify(c, left ? depth : -depth) : c;
    count = 0;
    if (!addCorners(line, left)) {
      return false;
    }
    if (count > 0 && !points[0].equals2D(points[count - 1])) {
      put(points[0].copy());
    }
    Coordinate[] moved = Arrays.copyOf(points, count);
    if (count > 1 && !isInverted(c, moved)) {
      lines.add(new Line(moved, shell != counterClockwise));
    }
    return true;
  }

  /** Whether some vertex may be so near to the line between its neighbours. */
  private static boolean isAnyShallow(Coordinate[] c, double depth) {
    int last = c.length - 1;
    for (int i = 0; i < last; i++) {
      if (!Filters.isFarther(c[i], c[i == 0 ? last - 1 : i - 1], c[i + 1], depth)) {
        return true;
      }
    }
    return false;
  }

  /** Adds the corners of a closed line; false if it is left to JTS. */
  private boolean addCorners(Coordinate[] c, boolean left) {
    int n = c.length - 1;
    double side = left ? distance : -distance;
    Coordinate before = c[n - 1];
    double lengthBefore = length(before, c[0]);
    Coordinate begin = moved(before, before, c[0], side, lengthBefore);
    Coordinate end = moved(c[0], before, c[0], side, lengthBefore);
    for (int i = 0; i < n; i++) {
      Coordinate at = c[i];
      Coordinate after = c[i + 1];
      double length = length(at, after);
      if (!(length > 0)) {
        return false;
      }
      Coordinate nextBegin = moved(at, at, after, side, length);
      Coordinate nextEnd = moved(after, at, after, side, length);
      int turn = Orientation.index(before, at, after);
      if (turn == Orientation.COLLINEAR) {
        if ((at.x - before.x) * (after.x - at.x) + (at.y - before.y) * (after.y - at.y) <= 0) {
          return false;
        }
      } else if ((turn == Orientation.CLOCKWISE) == left) {
        if (isNearer(end, nextBegin, SAME_OUTSIDE * distance)) {
          add(lengthBefore > length ? end : nextBegin);
        } else {
          Coordinate mitre = LineCrossing.of(begin, end, nextBegin, nextEnd);
          if (mitre == null || !isNearer(mitre, at, parameters.getMitreLimit() * distance)) {
            return false;
          }
          add(mitre);
        }
      } else {
        addInside(at, begin, end, nextBegin, nextEnd);
      }
      before = at;
      lengthBefore = length;
      begin = nextBegin;
      end = nextEnd;
    }
    return true;
  }

  private static double length(Coordinate a, Coordinate b) {
    return Math.hypot(b.x - a.x, b.y - a.y); // To the last bit as JTS has it.
  }

  /** Where an end of the edge ab is moved to. */
  private static Coordinate moved(
      Coordinate end, Coordinate a, Coordinate b, double side, double length) {
    return new Coordinate(end.x - side * (b.y - a.y) / length, end.y + side * (b.x - a.x) / length);
  }

  /** Adds the crossing of two moved edges, or if they have none, what stands between them. */
  private void addInside(
      Coordinate corner,
      Coordinate begin,
      Coordinate end,
      Coordinate nextBegin,
      Coordinate nextEnd) {
    Coordinate crossing =
        crossPlainly(begin, end, nextBegin, nextEnd)
            ? LineCrossing.of(begin, end, nextBegin, nextEnd)
            : null;
    if (crossing != null) {
      add(crossing);
      return;
    }
    intersector.computeIntersection(begin, end, nextBegin, nextEnd);
    if (intersector.hasIntersection()) {
      add(intersector.getIntersection(0).copy());
      return;
    }
    add(end);
    if (!isNearer(end, nextBegin, SAME_INSIDE * distance)) {
      add(middle(end, corner));
      add(middle(nextBegin, corner));
      add(nextBegin);
    }
  }

  /** Whether two segments cross, beyond doubt, with their ends on both sides of each other. */
  private static boolean crossPlainly(Coordinate a, Coordinate b, Coordinate c, Coordinate d) {
    double ux = b.x - a.x;
    double uy = b.y - a.y;
    double vx = d.x - c.x;
    double vy = d.y - c.y;
    double doubt = DOUBT * (Math.abs(ux) + Math.abs(uy) + Math.abs(vx) + Math.abs(vy));
    double ofC = ux * (c.y - a.y) - uy * (c.x - a.x);
    double ofD = ux * (d.y - a.y) - uy * (d.x - a.x);
    double ofA = vx * (a.y - c.y) - vy * (a.x - c.x);
    double ofB = vx * (b.y - c.y) - vy * (b.x - c.x);
    return Math.min(Math.abs(ofC), Math.abs(ofD)) > doubt
        && Math.min(Math.abs(ofA), Math.abs(ofB)) > doubt
        && ofC > 0 != ofD > 0
        && ofA > 0 != ofB > 0;
  }

  private static Coordinate middle(Coordinate a, Coordinate b) {
    return new Coordinate((a.x + b.x) / 2, (a.y + b.y) / 2);
  }

  /** Adds a place, unless it is that of the point before. */
  private void add(Coordinate place) {
    if (count == 0 || !isNearer(place, points[count - 1], SAME_VERTEX * distance)) {
      put(place);
    }
  }

  /** Whether places are nearer than a limit: by the root only where their squares leave it open. */
  private static boolean isNearer(Coordinate a, Coordinate b, double limit) {
    double dx = a.x - b.x;
    double dy = a.y - b.y;
    double square = dx * dx + dy * dy;
    double most = limit * limit;
    return square < most * (1 - 1e-9) || (square < most * (1 + 1e-9) && a.distance(b) < limit);
  }

  private void put(Coordinate place) {
    if (count == points.length) {
      points = Arrays.copyOf(points, 2 * count);
    }
    points[count++] = place;
  }

  /** Whether a ring was turned inside out: no point of its line is as far away as it should be. */
  private boolean isInverted(Coordinate[] ring, Coordinate[] line) {
    if (ring.length >= MAY_INVERT || line.length > 4 * ring.length) {
      return false;
    }
    double least = KEPT_DISTANCE * distance;
    for (int i = 0; i + 1 < line.length; i++) {
      if (Distance.pointToSegmentString(line[i], ring) > least
          || Distance.pointToSegmentString(middle(line[i], line[i + 1]), ring) > least) {
        return false;
      }
    }
    return true;
  }
}
