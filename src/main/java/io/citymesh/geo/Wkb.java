package io.citymesh.geo;

import java.nio.ByteBuffer;
import java.util.Optional;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.io.ParseException;
import org.locationtech.jts.io.WKBReader;
import org.locationtech.jts.io.WKBWriter;

/** The form in which geometries travel and are kept: a JTS geometry is dozens of objects. */
public final class Wkb {
  private Wkb() {}

  /** The geometry in two dimensions as WKB, without its factory and user data. */
  public static byte[] of(Geometry geometry) {
    return new WKBWriter(2).write(geometry);
  }

  /**
   * The geometry that was written, to the last bit.
   *
   * @throws IllegalArgumentException if it is not WKB
   */
  public static Geometry geometry(byte[] wkb) {
    try {
      return new WKBReader().read(wkb);
    } catch (ParseException e) {
      throw new IllegalArgumentException("a geometry is not WKB", e);
    }
  }

  /**
   * The rectangle around all coordinates of a geometry, without making it.
   *
   * @param wkb as {@link #of} writes it, read from its position on
   * @return empty if there are no coordinates
   */
  public static Optional<Bounds> box(ByteBuffer wkb) {
    double[] box = {
      Double.POSITIVE_INFINITY,
      Double.POSITIVE_INFINITY,
      Double.NEGATIVE_INFINITY,
      Double.NEGATIVE_INFINITY
    };
    expand(box, wkb);
    return box[0] <= box[2]
        ? Optional.of(new Bounds(box[0], box[1], box[2], box[3]))
        : Optional.empty();
  }

  /**
   * Reads the head of a geometry: 1 point, 2 line, 3 polygon, 4 and more a collection.
   *
   * @param wkb as {@link #of} writes it, at the beginning of the geometry or of a member
   * @throws IllegalArgumentException if it is not big-endian
   */
  public static int type(ByteBuffer wkb) {
    if (wkb.get() != 0) {
      throw new IllegalArgumentException("WKB is not big-endian");
    }
    return wkb.getInt();
  }

  private static void expand(double[] box, ByteBuffer wkb) {
    int type = type(wkb);
    switch (type) {
      case 1 -> points(box, wkb, 1);
      case 2 -> points(box, wkb, wkb.getInt());
      case 3 -> {
        for (int rings = wkb.getInt(); rings > 0; rings--) {
          points(box, wkb, wkb.getInt());
        }
      }
      case 4, 5, 6, 7 -> {
        for (int members = wkb.getInt(); members > 0; members--) {
          expand(box, wkb);
        }
      }
      default -> throw new IllegalArgumentException("WKB of the type " + type);
    }
  }

  /** An empty point has the coordinates NaN, which no comparison takes in. */
  private static void points(double[] box, ByteBuffer wkb, int count) {
    for (int i = 0; i < count; i++) {
      double x = wkb.getDouble();
      double y = wkb.getDouble();
      if (x < box[0]) {
        box[0] = x;
      }
      if (y < box[1]) {
        box[1] = y;
      }
      if (x > box[2]) {
        box[2] = x;
      }
      if (y > box[3]) {
        box[3] = y;
      }
    }
  }
}
