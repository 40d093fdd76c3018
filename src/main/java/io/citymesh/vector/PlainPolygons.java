package io.citymesh.vector;

import io.citymesh.geo.Wkb;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.locationtech.jts.algorithm.CGAlgorithmsDD;
import org.locationtech.jts.geom.Envelope;
import org.locationtech.jts.geom.Geometry;

/**
 * The polygons of a feature as numbers, without an object for each coordinate: what most features
 * are. Every ring is closed and has at least four points, every polygon has an outline, and all
 * coordinates are finite; whoever finds anything else takes the way through JTS. Mutable, to be
 * used again and again.
 */
final class PlainPolygons {
  /** Up to so many sides a ring is compared side by side. */
  private static final int FEW = 100;

  private double[] xy = new double[256];

  /** Points of all rings so far. */
  private int points;

  /** For each ring the point after its last one. */
  private int[] ringEnds = new int[8];

  private int rings;

  /** For each polygon the ring after its last one. */
  private int[] polygonEnds = new int[8];

  private int polygons;
  private boolean multi;
  private boolean z;

  /** Begins with no polygon. */
  void clear() {
    points = 0;
    rings = 0;
    polygons = 0;
    multi = false;
    z = false;
  }

  /** Adds a point to the present ring. */
  void point(double x, double y) {
    if (2 * points + 2 > xy.length) {
      xy = Arrays.copyOf(xy, Math.multiplyExact(2, xy.length));
    }
    xy[2 * points] = x;
    xy[2 * points + 1] = y;
    points++;
  }

  /**
   * Ends the present ring, and closes it if it is open.
   *
   * @return whether the ring is a plain one
   */
  boolean endRing() {
    int first = rings == 0 ? 0 : ringEnds[rings - 1];
    if (points == first) {
      return false;
    }
    if (xy[2 * first] != xy[2 * points - 2] || xy[2 * first + 1] != xy[2 * points - 1]) {
      point(xy[2 * first], xy[2 * first + 1]);
    }
    if (points - first < 4) {
      return false;
    }
    if (rings == ringEnds.length) {
      ringEnds = Arrays.copyOf(ringEnds, 2 * rings);
    }
    ringEnds[rings++] = points;
    return true;
  }

  /**
   * Ends the present polygon.
   *
   * @return whether it has a ring
   */
  boolean endPolygon() {
    if (rings == (polygons == 0 ? 0 : polygonEnds[polygons - 1])) {
      return false;
    }
    if (polygons == polygonEnds.length) {
      polygonEnds = Arrays.copyOf(polygonEnds, 2 * polygons);
    }
    polygonEnds[polygons++] = rings;
    return true;
  }

  /** Says that the polygons came as a MultiPolygon. */
  void setMulti() {
    multi = true;
  }

  /** Says that a point has an elevation. */
  void setZ() {
    z = true;
  }

  boolean isMulti() {
    return multi;
  }

  boolean hasZ() {
    return z;
  }

  int polygons() {
    return polygons;
  }

  // ---- as WKB

  /** Bytes of {@link #wkb}. */
  int wkbLength() {
    int length = polygons == 1 ? 0 : 1 + 4 + 4;
    return Math.addExact(
        length, Math.addExact(polygons * (1 + 4 + 4) + 4 * rings, Math.multiplyExact(16, points)));
  }

  /**
   * Puts the polygon, or the MultiPolygon if they are several, as {@link Wkb#of} writes it: so that
   * the bytes are the same whatever way a feature has taken.
   */
  void wkb(ByteBuffer into) {
    if (polygons != 1) {
      into.put((byte) 0).putInt(6).putInt(polygons);
    }
    int ring = 0;
    int point = 0;
    for (int i = 0; i < polygons; i++) {
      into.put((byte) 0).putInt(3).putInt(polygonEnds[i] - ring);
      for (; ring < polygonEnds[i]; ring++) {
        into.putInt(ringEnds[ring] - point);
        for (; point < ringEnds[ring]; point++) {
          into.putDouble(xy[2 * point]).putDouble(xy[2 * point + 1]);
        }
      }
    }
  }

  /** The same as a JTS geometry. */
  Geometry geometry() {
    byte[] wkb = new byte[wkbLength()];
    wkb(ByteBuffer.wrap(wkb));
    return Wkb.geometry(wkb);
  }

  // ---- what they are

  /** The rectangle around the outlines. */
  void expand(Envelope box) {
    double west = Double.POSITIVE_INFINITY;
    double south = Double.POSITIVE_INFINITY;
    double east = Double.NEGATIVE_INFINITY;
    double north = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < polygons; i++) {
      int outline = i == 0 ? 0 : polygonEnds[i - 1];
      for (int p = outline == 0 ? 0 : ringEnds[outline - 1]; p < ringEnds[outline]; p++) {
        double x = xy[2 * p];
        double y = xy[2 * p + 1];
        west = x < west ? x : west;
        south = y < south ? y : south;
        east = x > east ? x : east;
        north = y > north ? y : north;
      }
    }
    box.init(west, east, south, north);
  }

  /**
   * Whether this is one polygon without holes that is valid and has an area; false where that is
   * not clear at once. Decided by the signs of exact determinants.
   */
  boolean isClearlyValid() {
    int sides = points - 1;
    if (polygons != 1 || rings != 1 || sides > FEW || area() == 0) {
      return false;
    }
    for (int i = 0; i < sides; i++) {
      if (!turns(i, (i + 1) % sides)) {
        return false;
      }
      // The last side is a neighbour of the first.
      int last = i == 0 ? sides - 1 : sides;
      for (int j = i + 2; j < last; j++) {
        if (!apart(i, j)) {
          return false;
        }
      }
    }
    return true;
  }

  /** Twice the area by the formula of JTS, which alone says whether it counts as none. */
  private double area() {
    double sum = 0;
    double x0 = xy[0];
    for (int i = 1; i < points - 1; i++) {
      double x = xy[2 * i] - x0;
      sum += x * (xy[2 * i - 1] - xy[2 * i + 3]);
    }
    return sum;
  }

  /** Whether a side and the next have no more than their common corner. */
  private boolean turns(int i, int next) {
    int side = side(i, next + 1);
    if (side != 0) {
      return true;
    }
    double dx = xy[2 * i + 2] - xy[2 * i];
    double dy = xy[2 * i + 3] - xy[2 * i + 1];
    double ex = xy[2 * next + 2] - xy[2 * next];
    double ey = xy[2 * next + 3] - xy[2 * next + 1];
    boolean length = (dx != 0 || dy != 0) && (ex != 0 || ey != 0);
    // On one line: straight on if no coordinate turns back.
    return length
        && Math.signum(dx) * Math.signum(ex) >= 0
        && Math.signum(dy) * Math.signum(ey) >= 0;
  }

  /** Whether two sides clearly have no point in common. */
  private boolean apart(int i, int j) {
    double ax = xy[2 * i];
    double ay = xy[2 * i + 1];
    double bx = xy[2 * i + 2];
    double by = xy[2 * i + 3];
    double cx = xy[2 * j];
    double cy = xy[2 * j + 1];
    double dx = xy[2 * j + 2];
    double dy = xy[2 * j + 3];
    if (Math.max(ax, bx) < Math.min(cx, dx)
        || Math.max(cx, dx) < Math.min(ax, bx)
        || Math.max(ay, by) < Math.min(cy, dy)
        || Math.max(cy, dy) < Math.min(ay, by)) {
      return true;
    }
    return side(i, j) * side(i, j + 1) > 0 || side(j, i) * side(j, i + 1) > 0;
  }

  /** On which side of a ring's side a point of it lies: 1, -1, or 0 for on its line. */
  private int side(int i, int point) {
    return CGAlgorithmsDD.orientationIndex(
        xy[2 * i], xy[2 * i + 1], xy[2 * i + 2], xy[2 * i + 3], xy[2 * point], xy[2 * point + 1]);
  }
}
