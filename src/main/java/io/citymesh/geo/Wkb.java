package io.citymesh.geo;

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
}
