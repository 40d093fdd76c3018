package io.citymesh.geo;

import java.io.Serializable;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * The ground's elevation as a function of the place: continuous, and the same for the same point
 * whoever asks, in whatever order and from whichever executor.
 *
 * <p>An instance is a small, serializable description (a path, a constant); what it reads it reads
 * on the executor, a bounded window at a time. Thread-safe.
 */
public interface Terrain extends Serializable {

  /** The rectangle in which {@link #elevations} is defined, in CRS coordinates (metres). */
  Bounds extent();

  /**
   * The CRS of the coordinates, such as {@code EPSG:28992}, or an empty text if unknown. A raster's
   * may be in degrees: only {@link io.citymesh.crs.Frame#terrain} gives what can be meshed.
   */
  String crs();

  /**
   * Elevations of points.
   *
   * @param xy the points, interleaved: x0, y0, x1, y1, ... (metres, CRS coordinates)
   * @param count how many points
   * @return {@code count} elevations in metres, all finite
   * @throws io.citymesh.report.UserError if a point lies outside {@link #extent()}; the message
   *     names both extents
   */
  double[] elevations(double[] xy, int count);

  /**
   * Elevations of some of the points of a grid, in any order.
   *
   * @param x of the columns, ascending
   * @param y of the rows, ascending
   * @param wanted which points, row by row
   * @param count how many points that are
   * @return {@code count} elevations, those of {@link #elevations(double[], int)} to the last bit
   */
  default double[] elevations(double[] x, double[] y, boolean[] wanted, int count) {
    double[] xy = new double[2 * count];
    int n = 0;
    for (int i = 0; i < wanted.length; i++) {
      if (wanted[i]) {
        xy[n++] = x[i % x.length];
        xy[n++] = y[i / x.length];
      }
    }
    return elevations(xy, count);
  }

  /**
   * The points of an upright grid.
   *
   * @param x of one of them, metres
   * @param y of the same
   * @param stepX from one to the next, metres, more than 0
   * @param stepY the same
   */
  record Grid(double x, double y, double stepX, double stepY) {}

  /**
   * The points at which elevations are known; a terrain that is seen from another CRS has points as
   * dense as its own. Empty if it is a plane.
   */
  default Optional<Grid> grid() {
    return Optional.empty();
  }

  /** The elevation if it is the same everywhere, metres: who knows it need not ask for points. */
  default OptionalDouble level() {
    return OptionalDouble.empty();
  }

  /**
   * An upper bound of the elevation along the straight segment from a to b: at least the largest
   * elevation on it, and at most the largest raster value in the cells around it.
   */
  double maxAlong(double ax, double ay, double bx, double by);

  /**
   * A text that stands for the elevations in a rectangle: while it is the same, so are {@link
   * #elevations} and {@link #maxAlong} there, to the last bit. It is made from what is there, not
   * from a file's name or date.
   *
   * @throws io.citymesh.report.UserError if the terrain cannot be read
   */
  String fingerprint(Bounds window);
}
