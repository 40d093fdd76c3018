package io.citymesh.lidar;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.Envelope;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.LinearRing;
import org.locationtech.jts.geom.Polygon;
import org.locationtech.jts.geom.util.GeometryFixer;
import org.locationtech.jts.geom.util.PolygonExtracter;
import org.locationtech.jts.operation.buffer.BufferOp;
import org.locationtech.jts.operation.buffer.BufferParameters;

/**
 * The part of a footprint in which points count for its roof.
 *
 * @param id of the footprint
 * @param rings of all its polygons, shells and holes alike: x0, y0, x1, y1, ..., the first point
 *     repeated at the end. A point is inside if a ray from it crosses them an odd number of times.
 */
public record RoofShape(String id, double[][] rings) implements Serializable {
  /** How far from the outline a point must be, metres: walls and gutters are no roofs. */
  private static final double SHRINK = 0.3;

  /** A footprint that would lose more than this share of its area is not shrunk. */
  private static final double SMALLEST_SHARE = 0.5;

  private static final BufferParameters MITRE =
      new BufferParameters(1, BufferParameters.CAP_FLAT, BufferParameters.JOIN_MITRE, 2);

  /** Of a footprint as it was read, valid or not. */
  public static RoofShape of(String id, Geometry footprint) {
    Geometry whole = footprint.isValid() ? footprint : GeometryFixer.fix(footprint);
    Geometry inner = BufferOp.bufferOp(whole, -SHRINK, MITRE);
    Geometry area = inner.getArea() >= SMALLEST_SHARE * whole.getArea() ? inner : whole;
    List<double[]> rings = new ArrayList<>();
    for (Object found : PolygonExtracter.getPolygons(area)) {
      Polygon polygon = (Polygon) found;
      if (!polygon.isEmpty()) {
        rings.add(flat(polygon.getExteriorRing()));
        for (int i = 0; i < polygon.getNumInteriorRing(); i++) {
          rings.add(flat(polygon.getInteriorRingN(i)));
        }
      }
    }
    return new RoofShape(id, rings.toArray(double[][]::new));
  }

  private static double[] flat(LinearRing ring) {
    Coordinate[] coordinates = ring.getCoordinates();
    double[] result = new double[2 * coordinates.length];
    for (int i = 0; i < coordinates.length; i++) {
      result[2 * i] = coordinates[i].x;
      result[2 * i + 1] = coordinates[i].y;
    }
    return result;
  }

  /** The rectangle around it; a null envelope if it has no area. */
  public Envelope envelope() {
    Envelope box = new Envelope();
    for (double[] ring : rings) {
      for (int i = 0; i < ring.length; i += 2) {
        box.expandToInclude(ring[i], ring[i + 1]);
      }
    }
    return box;
  }

  /** Whether a point is inside: even-odd over all rings. */
  boolean contains(double x, double y) {
    boolean inside = false;
    for (double[] ring : rings) {
      double ax = ring[0];
      double ay = ring[1];
      for (int i = 2; i < ring.length; i += 2) {
        double bx = ring[i];
        double by = ring[i + 1];
        if (ay > y != by > y && x < ax + (y - ay) / (by - ay) * (bx - ax)) {
          inside = !inside;
        }
        ax = bx;
        ay = by;
      }
    }
    return inside;
  }

  /** In the form that {@link #read} takes. */
  public byte[] bytes() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    out.writeUTF(id);
    out.writeInt(rings.length);
    for (double[] ring : rings) {
      out.writeInt(ring.length);
      for (double value : ring) {
        out.writeDouble(value);
      }
    }
    return bytes.toByteArray();
  }

  static RoofShape read(DataInputStream in) throws IOException {
    String id = in.readUTF();
    double[][] rings = new double[in.readInt()][];
    for (int k = 0; k < rings.length; k++) {
      rings[k] = new double[in.readInt()];
      for (int i = 0; i < rings[k].length; i++) {
        rings[k][i] = in.readDouble();
      }
    }
    return new RoofShape(id, rings);
  }
}
