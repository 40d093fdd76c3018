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
 * A footprint, and the part of it in which points count for its roof.
 *
 * <p>Rings are those of all its polygons, shells and holes alike: x0, y0, x1, y1, ..., the first
 * point repeated at the end. A point is inside if a ray from it crosses them an odd number of
 * times.
 *
 * @param id of the footprint
 * @param area of the whole footprint, square metres
 * @param outline of the whole footprint; none if every point in it counts
 * @param rings of the part in which points count
 */
public record RoofShape(String id, double area, double[][] outline, double[][] rings)
    implements Serializable {
  /** How far from the outline a point must be, metres: walls and gutters are no roofs. */
  private static final double SHRINK = 0.3;

  /** A footprint that would lose more than this share of its area is not shrunk. */
  private static final double SMALLEST_SHARE = 0.5;

  private static final BufferParameters MITRE =
      new BufferParameters(1, BufferParameters.CAP_FLAT, BufferParameters.JOIN_MITRE, 2);

  /** The shape of a footprint as it was read, valid or not. */
  public static RoofShape of(String id, Geometry footprint) {
    Geometry whole = footprint.isValid() ? footprint : GeometryFixer.fix(footprint);
    Geometry inner = BufferOp.bufferOp(whole, -SHRINK, MITRE);
    boolean shrunk = inner.getArea() >= SMALLEST_SHARE * whole.getArea();
    return new RoofShape(
        id,
        whole.getArea(),
        shrunk ? rings(whole) : new double[0][],
        rings(shrunk ? inner : whole));
  }

  private static double[][] rings(Geometry area) {
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
    return rings.toArray(double[][]::new);
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

  /** The rectangle around the whole footprint; a null envelope if it has no area. */
  public Envelope envelope() {
    Envelope box = new Envelope();
    for (double[] ring : whole()) {
      for (int i = 0; i < ring.length; i += 2) {
        box.expandToInclude(ring[i], ring[i + 1]);
      }
    }
    return box;
  }

  private double[][] whole() {
    return outline.length == 0 ? rings : outline;
  }

  /** Whether a point lies in the footprint. */
  boolean holds(double x, double y) {
    return inside(x, y, whole());
  }

  /** Whether a point that the footprint holds counts for its roof. */
  boolean counts(double x, double y) {
    return inside(x, y, rings);
  }

  private static boolean inside(double x, double y, double[][] rings) {
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

  /** The shape as bytes, which {@link #read} takes. */
  public byte[] bytes() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    out.writeUTF(id);
    out.writeDouble(area);
    write(outline, out);
    write(rings, out);
    return bytes.toByteArray();
  }

  private static void write(double[][] rings, DataOutputStream out) throws IOException {
    out.writeInt(rings.length);
    for (double[] ring : rings) {
      out.writeInt(ring.length);
      for (double value : ring) {
        out.writeDouble(value);
      }
    }
  }

  static RoofShape read(DataInputStream in) throws IOException {
    return new RoofShape(in.readUTF(), in.readDouble(), readRings(in), readRings(in));
  }

  private static double[][] readRings(DataInputStream in) throws IOException {
    double[][] rings = new double[in.readInt()][];
    for (int k = 0; k < rings.length; k++) {
      rings[k] = new double[in.readInt()];
      for (int i = 0; i < rings[k].length; i++) {
        rings[k][i] = in.readDouble();
      }
    }
    return rings;
  }
}
