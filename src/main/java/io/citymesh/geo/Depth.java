package io.citymesh.geo;

import java.io.Serializable;

/**
 * How far inside an area places lie, metres: the distance to its boundary, negative outside.
 * Between two places it differs by no more than they are apart. Thread-safe.
 */
public interface Depth extends Serializable, Fingerprint.Content {

  /** The depth of a place. */
  double at(double x, double y);

  /** A depth that no place of a rectangle falls below. */
  default double least(Bounds window) {
    return at(0.5 * (window.xmin() + window.xmax()), 0.5 * (window.ymin() + window.ymax()))
        - 0.5 * Math.hypot(window.width(), window.height());
  }

  /** The depth in an area without a boundary. */
  Depth ENDLESS = new Endless();

  /** Infinite everywhere. */
  record Endless() implements Depth {
    @Override
    public double at(double x, double y) {
      return Double.POSITIVE_INFINITY;
    }

    @Override
    public void addTo(Fingerprint print) {
      print.put("endless");
    }
  }

  /** The depth in a rectangle. */
  static Depth in(Bounds area) {
    return new InRectangle(area);
  }

  /** The depth between sides. */
  static Depth in(Sides area) {
    return area.isRectangle() ? new InRectangle(area.bounds()) : new InPolygon(area);
  }

  /** The depth in a polygon: the distance to the nearest of its sides. */
  record InPolygon(Sides area) implements Depth {
    @Override
    public void addTo(Fingerprint print) {
      double[][] rings = area.rings();
      print.put(rings.length);
      for (double[] ring : rings) {
        print.put(ring);
      }
    }

    @Override
    public double at(double x, double y) {
      double distance = area.distance(x, y);
      return area.isInside(x, y) ? distance : -distance;
    }
  }

  /** The depth in a rectangle; beyond its sides the farther of them counts. */
  record InRectangle(Bounds area) implements Depth {
    @Override
    public void addTo(Fingerprint print) {
      print.put(area);
    }

    @Override
    public double at(double x, double y) {
      return Math.min(
          Math.min(x - area.xmin(), area.xmax() - x), Math.min(y - area.ymin(), area.ymax() - y));
    }

    @Override
    public double least(Bounds window) {
      return Math.min(at(window.xmin(), window.ymin()), at(window.xmax(), window.ymax()));
    }
  }
}
