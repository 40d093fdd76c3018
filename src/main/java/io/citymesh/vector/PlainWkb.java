package io.citymesh.vector;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.io.ParseException;
import org.locationtech.jts.io.WKBReader;

/** Plain polygons in WKB as programs write it, in two dimensions or three (ISO). */
final class PlainWkb {
  private static final int POLYGON = 3;
  private static final int MULTI_POLYGON = 6;

  /** What ISO adds to the number of a type for Z. */
  private static final int Z = 1000;

  private PlainWkb() {}

  /**
   * Reads polygons.
   *
   * @param wkb read from its position on
   * @return whether they are plain; if not, somebody else has to read the bytes
   */
  static boolean read(ByteBuffer wkb, PlainPolygons into) {
    into.clear();
    int type = type(wkb);
    boolean z = type > Z;
    switch (z ? type - Z : type) {
      case POLYGON -> {
        return polygon(wkb, z, into);
      }
      case MULTI_POLYGON -> {
        into.setMulti();
        int parts = wkb.remaining() < 4 ? 0 : wkb.getInt();
        for (int i = 0; i < parts; i++) {
          if (type(wkb) != (z ? Z : 0) + POLYGON || !polygon(wkb, z, into)) {
            return false;
          }
        }
        return parts > 0;
      }
      default -> {
        return false;
      }
    }
  }

  /**
   * Reads a geometry.
   *
   * @param wkb an array's bytes from the buffer's position to its limit
   * @return null if it is plain, and {@code into} has it; else the geometry
   * @throws ParseException if it is no WKB
   */
  static Geometry geometry(ByteBuffer wkb, PlainPolygons into) throws ParseException {
    int start = wkb.position();
    if (read(wkb, into)) {
      return null;
    }
    return new WKBReader().read(Arrays.copyOfRange(wkb.array(), start, wkb.limit()));
  }

  /** The number of a geometry's type, behind the order of its bytes; -1 if there is none. */
  private static int type(ByteBuffer wkb) {
    if (wkb.remaining() < 5) {
      return -1;
    }
    byte order = wkb.get();
    if (order != 0 && order != 1) {
      return -1;
    }
    wkb.order(order == 0 ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
    return wkb.getInt();
  }

  private static boolean polygon(ByteBuffer wkb, boolean z, PlainPolygons into) {
    int rings = wkb.remaining() < 4 ? 0 : wkb.getInt();
    for (int i = 0; i < rings; i++) {
      int points = wkb.remaining() < 4 ? 0 : wkb.getInt();
      if (points <= 0 || wkb.remaining() / (z ? 24 : 16) < points) {
        return false;
      }
      for (int j = 0; j < points; j++) {
        double x = wkb.getDouble();
        double y = wkb.getDouble();
        if (!Double.isFinite(x) || !Double.isFinite(y)) {
          return false;
        }
        into.point(x, y);
        if (z && !Double.isNaN(wkb.getDouble())) {
          into.setZ();
        }
      }
      if (!into.endRing()) {
        return false;
      }
    }
    return rings > 0 && into.endPolygon();
  }
}
