package io.citymesh.footprint;

import java.util.Arrays;
import org.locationtech.jts.algorithm.Area;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.Envelope;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.LinearRing;
import org.locationtech.jts.geom.Polygon;

/**
 * The area that two polygonal geometries have in common, without the overlay.
 *
 * <p>The area of a polygon is the sum of the areas below its edges, with the sign of their
 * direction. So the common area is the sum, over each edge of the one and each of the other, of the
 * area below both: an integral of the lower of two straight lines, which knows no special case.
 * Only edges over the same place of the x axis have such an area; large polygons are therefore cut
 * into columns. The error is that of the sum, some 1e-16 of the area for each edge.
 */
final class CommonArea {
  /** Edges of a column, on average. */
  private static final int COLUMN = 16;

  private static final int MOST_COLUMNS = 1 << 15;

  /** Doubles of a piece: x, y at its left end, x, y at its right end, least and largest y, sign. */
  private static final int SIZE = 7;

  /** What rounding may add to a height above the box's bottom, metres, and much more. */
  private static final double DOUBT = 1e-6;

  private final Envelope box;
  private final double columnWidth;
  private final Pieces[] first;
  private final Pieces[] second;

  private CommonArea(Envelope box, int columns) {
    this.box = box;
    this.columnWidth = box.getWidth() / columns;
    this.first = new Pieces[columns];
    this.second = new Pieces[columns];
  }

  /**
   * The common area, square metres, 0 or more.
   *
   * @param a polygons with disjoint interiors, valid
   * @param b likewise
   */
  static double of(Geometry a, Geometry b) {
    Envelope box = a.getEnvelopeInternal().intersection(b.getEnvelopeInternal());
    if (box.isNull() || !(box.getArea() > 0)) {
      return 0;
    }
    int edges = a.getNumPoints() + b.getNumPoints();
    int columns = Math.max(1, Math.min(MOST_COLUMNS, edges / COLUMN - 3));
    CommonArea sum = new CommonArea(box, columns);
    sum.add(a, sum.first);
    sum.add(b, sum.second);
    return Math.max(0, sum.area());
  }

  private void add(Geometry geometry, Pieces[] columns) {
    for (int i = 0; i < geometry.getNumGeometries(); i++) {
      if (geometry.getGeometryN(i) instanceof Polygon polygon
          && polygon.getEnvelopeInternal().intersects(box)) {
        add(polygon.getExteriorRing(), 1, columns);
        for (int j = 0; j < polygon.getNumInteriorRing(); j++) {
          add(polygon.getInteriorRingN(j), -1, columns);
        }
      }
    }
  }

  /**
   * @param side 1 for a shell, -1 for a hole
   */
  private void add(LinearRing ring, double side, Pieces[] columns) {
    if (ring.isEmpty() || !ring.getEnvelopeInternal().intersects(box)) {
      return;
    }
    Coordinate[] c = ring.getCoordinates();
    // Of a clockwise shell the edges that lead to the right are above.
    double sign = Area.ofRingSigned(c) > 0 ? side : -side;
    for (int i = 0; i + 1 < c.length; i++) {
      double ax = c[i].x - box.getMinX();
      double bx = c[i + 1].x - box.getMinX();
      double ay = c[i].y - box.getMinY();
      double by = c[i + 1].y - box.getMinY();
      if (ax < bx) {
        addEdge(ax, ay, bx, by, sign, columns);
      } else if (bx < ax) {
        addEdge(bx, by, ax, ay, -sign, columns);
      }
    }
  }

  /** Adds the parts of an edge, which leads to the right, that lie over the box's bottom. */
  private void addEdge(double ax, double ay, double bx, double by, double sign, Pieces[] columns) {
    double left = Math.max(0, ax);
    double right = Math.min(box.getWidth(), bx);
    if (left >= right || (ay <= 0 && by <= 0)) {
      return;
    }
    int from = Math.min(columns.length - 1, (int) (left / columnWidth));
    int to = Math.min(columns.length - 1, (int) (right / columnWidth));
    double x = left;
    double y = left == ax ? ay : at(left, ax, ay, bx, by);
    for (int column = from; column <= to; column++) {
      double nextX = column == to ? right : (column + 1) * columnWidth;
      if (nextX <= x) {
        continue;
      }
      double nextY = nextX == bx ? by : at(nextX, ax, ay, bx, by);
      if (columns[column] == null) {
        columns[column] = new Pieces();
      }
      columns[column].addClipped(x, y, nextX, nextY, box.getHeight(), sign);
      x = nextX;
      y = nextY;
    }
  }

  private static double at(double x, double ax, double ay, double bx, double by) {
    return ay + (x - ax) / (bx - ax) * (by - ay);
  }

  private double area() {
    double sum = 0;
    for (int column = 0; column < first.length; column++) {
      if (first[column] != null && second[column] != null) {
        sum += first[column].below(second[column]);
      }
    }
    return sum;
  }

  /** Pieces of edges over one column, with heights from 0 to the box's. */
  private static final class Pieces {
    private double[] values = new double[8 * SIZE];
    private int end;

    /** Adds what is left of a piece between the bottom and the top; above it, the top itself. */
    void addClipped(double ax, double ay, double bx, double by, double top, double sign) {
      if (ay >= top && by >= top) {
        add(ax, top, bx, top, sign);
        return;
      }
      // Where it crosses the two lines, if it does: from left to right.
      double bottomX = crosses(0, ay, by) ? ax + (0 - ay) / (by - ay) * (bx - ax) : ax;
      double topX = crosses(top, ay, by) ? ax + (top - ay) / (by - ay) * (bx - ax) : ax;
      boolean rising = by > ay;
      double x1 = Math.min(bx, rising ? bottomX : topX);
      double x2 = Math.min(bx, rising ? topX : bottomX);
      double x = ax;
      double y = clamp(ay, top);
      if (x1 > x) {
        double level = rising ? 0 : top;
        add(x, y, x1, level, sign);
        x = x1;
        y = level;
      }
      if (x2 > x) {
        double level = rising ? top : 0;
        add(x, y, x2, level, sign);
        x = x2;
        y = level;
      }
      if (bx > x) {
        add(x, y, bx, clamp(by, top), sign);
      }
    }

    private static boolean crosses(double level, double from, double to) {
      return (from < level && level < to) || (to < level && level < from);
    }

    private static double clamp(double y, double top) {
      return Math.min(top, Math.max(0, y));
    }

    private void add(double ax, double ay, double bx, double by, double sign) {
      if (ay <= 0 && by <= 0) {
        return;
      }
      if (end == values.length) {
        values = Arrays.copyOf(values, 2 * end);
      }
      values[end] = ax;
      values[end + 1] = ay;
      values[end + 2] = bx;
      values[end + 3] = by;
      values[end + 4] = Math.min(ay, by);
      values[end + 5] = Math.max(ay, by);
      values[end + 6] = sign;
      end += SIZE;
    }

    /** The signed area below the pieces of both. */
    double below(Pieces other) {
      double[] v = values;
      double[] w = other.values;
      double sum = 0;
      for (int i = 0; i < end; i += SIZE) {
        for (int j = 0; j < other.end; j += SIZE) {
          if (w[j] < v[i + 2] && v[i] < w[j + 2]) {
            double left = Math.max(v[i], w[j]);
            double right = Math.min(v[i + 2], w[j + 2]);
            sum += v[i + 6] * w[j + 6] * lower(left, right, v, i, w, j);
          }
        }
      }
      return sum;
    }

    /** The area below the lower of two pieces. */
    private static double lower(double left, double right, double[] v, int i, double[] w, int j) {
      double width = right - left;
      if (isBelow(v, i, w, j)) {
        return 0.5 * (at(left, v, i) + at(right, v, i)) * width;
      }
      if (isBelow(w, j, v, i)) {
        return 0.5 * (at(left, w, j) + at(right, w, j)) * width;
      }
      double v0 = at(left, v, i);
      double v1 = at(right, v, i);
      double w0 = at(left, w, j);
      double w1 = at(right, w, j);
      double before = v0 - w0;
      double after = v1 - w1;
      if (before <= 0 && after <= 0) {
        return 0.5 * (v0 + v1) * width;
      }
      if (before >= 0 && after >= 0) {
        return 0.5 * (w0 + w1) * width;
      }
      double t = before / (before - after);
      double y = v0 + t * (v1 - v0);
      return before < 0
          ? 0.5 * width * (t * (v0 + y) + (1 - t) * (y + w1))
          : 0.5 * width * (t * (w0 + y) + (1 - t) * (y + v1));
    }

    /** Whether a piece lies, beyond doubt, below another as a whole. */
    private static boolean isBelow(double[] v, int i, double[] w, int j) {
      return v[i + 5] + DOUBT < w[j + 4];
    }

    /** The height of a piece. */
    private static double at(double x, double[] v, int i) {
      return x == v[i]
          ? v[i + 1]
          : x == v[i + 2] ? v[i + 3] : CommonArea.at(x, v[i], v[i + 1], v[i + 2], v[i + 3]);
    }
  }
}
