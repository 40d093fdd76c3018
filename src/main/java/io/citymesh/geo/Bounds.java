package io.citymesh.geo;

import java.io.Serializable;
import java.util.Locale;

/**
 * An axis-parallel rectangle in CRS coordinates (metres), closed on all sides.
 *
 * @param xmin west
 * @param ymin south
 * @param xmax east, at least {@code xmin}
 * @param ymax north, at least {@code ymin}
 */
public record Bounds(double xmin, double ymin, double xmax, double ymax)
    implements Serializable, Fingerprint.Content {

  @Override
  public void addTo(Fingerprint print) {
    print.put(xmin).put(ymin).put(xmax).put(ymax);
  }

  public double width() {
    return xmax - xmin;
  }

  public double height() {
    return ymax - ymin;
  }

  /** The area, square metres. */
  public double area() {
    return width() * height();
  }

  /** True if the point lies inside or on the boundary. */
  public boolean contains(double x, double y) {
    return x >= xmin && x <= xmax && y >= ymin && y <= ymax;
  }

  /** True if {@code other} lies inside this rectangle; touching the boundary counts as inside. */
  public boolean contains(Bounds other) {
    return other.xmin >= xmin && other.xmax <= xmax && other.ymin >= ymin && other.ymax <= ymax;
  }

  /** True if the two rectangles share at least a point. */
  public boolean intersects(Bounds other) {
    return other.xmin <= xmax && other.xmax >= xmin && other.ymin <= ymax && other.ymax >= ymin;
  }

  /** The smallest rectangle around both. */
  public Bounds union(Bounds other) {
    return new Bounds(
        Math.min(xmin, other.xmin),
        Math.min(ymin, other.ymin),
        Math.max(xmax, other.xmax),
        Math.max(ymax, other.ymax));
  }

  /** This rectangle grown by {@code margin} metres on every side (shrunk, if negative). */
  public Bounds grow(double margin) {
    return new Bounds(xmin - margin, ymin - margin, xmax + margin, ymax + margin);
  }

  /**
   * A half across the longer side; across x if both are as long.
   *
   * @param low the western or southern one, else the eastern or northern one
   */
  public Bounds half(boolean low) {
    boolean alongX = width() >= height();
    double middle = 0.5 * (alongX ? xmin + xmax : ymin + ymax);
    return new Bounds(
        alongX && !low ? middle : xmin,
        !alongX && !low ? middle : ymin,
        alongX && low ? middle : xmax,
        !alongX && low ? middle : ymax);
  }

  /** {@code xmin,ymin,xmax,ymax} with three decimals, as {@code --bounds} takes it. */
  @Override
  public String toString() {
    return String.format(Locale.ROOT, "%.3f,%.3f,%.3f,%.3f", xmin, ymin, xmax, ymax);
  }
}
