package io.citymesh.stitch;

import io.citymesh.footprint.Building;
import io.citymesh.footprint.HeightSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.locationtech.jts.algorithm.Orientation;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.LinearRing;
import org.locationtech.jts.geom.Polygon;
import org.locationtech.jts.io.ParseException;
import org.locationtech.jts.io.WKTReader;

/** Buildings drawn as text, numbered in the order in which they are drawn. */
final class Drawn {
  private final List<Building> city = new ArrayList<>();

  /** A city without buildings so far. */
  static Drawn city() {
    return new Drawn();
  }

  /**
   * Adds a building.
   *
   * @param roof elevation, metres
   * @param wkt a polygon; its rings may run either way
   */
  Drawn with(double roof, String wkt) {
    try {
      Polygon polygon = (Polygon) new WKTReader().read(wkt);
      double[][] rings = new double[1 + polygon.getNumInteriorRing()][];
      rings[0] = ring(polygon.getExteriorRing(), true);
      for (int i = 1; i < rings.length; i++) {
        rings[i] = ring(polygon.getInteriorRingN(i - 1), false);
      }
      return with(roof, rings);
    } catch (ParseException e) {
      throw new IllegalArgumentException(wkt, e);
    }
  }

  /** Adds a building of rings that run the right way. */
  Drawn with(double roof, double[]... rings) {
    return add(roof, 0, rings);
  }

  /**
   * Adds a building of one ring that runs the right way.
   *
   * @param ground elevation below it, metres
   */
  Drawn with(double roof, double ground, double[] ring) {
    return add(roof, ground, ring);
  }

  private Drawn add(double roof, double ground, double[]... rings) {
    city.add(
        new Building(
            city.size(),
            key(city.size()),
            List.of("b%04d".formatted(city.size())), // In the order of the numbers.
            ground,
            roof,
            HeightSource.HEIGHT_FIELD,
            rings));
    return this;
  }

  /** In another order than the buildings. */
  private static long key(int index) {
    return 0x9E3779B97F4A7C15L * (index + 1) >>> 1;
  }

  /** Adds an axis-parallel box. */
  Drawn box(double roof, double xmin, double ymin, double xmax, double ymax) {
    return with(roof, new double[] {xmin, ymin, xmax, ymin, xmax, ymax, xmin, ymax});
  }

  List<Building> buildings() {
    return city;
  }

  /** The ring without its repeated last point. */
  private static double[] ring(LinearRing ring, boolean counterClockwise) {
    Coordinate[] at = ring.getCoordinates();
    boolean turn = Orientation.isCCW(at) != counterClockwise;
    return Arrays.stream((turn ? ring.reverse() : ring).getCoordinates())
        .limit(at.length - 1)
        .flatMap(c -> Arrays.asList(c.x, c.y).stream())
        .mapToDouble(v -> v)
        .toArray();
  }
}
