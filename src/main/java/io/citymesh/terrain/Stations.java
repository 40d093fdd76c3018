package io.citymesh.terrain;

import io.citymesh.geo.Bounds;
import io.citymesh.geo.Sides;
import io.citymesh.geo.Terrain;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The elevations of a terrain along lines, at stations that are equally far from each other. */
final class Stations {
  /** The most stations: a driver looks at them one after the other. */
  private static final int MOST = 1000;

  /** The least distance between two stations, metres. */
  private static final double LEAST = 1;

  private Stations() {}

  /**
   * Elevations along lines.
   *
   * @param lines each x0, y0, x1, y1, ...
   */
  static double[] along(Terrain terrain, List<double[]> lines) {
    double length = lines.stream().mapToDouble(Stations::length).sum();
    double step = Math.max(LEAST, length / MOST);
    double[] xy = new double[2 * (int) Math.ceil(length / step + 1)];
    int n = 0;
    double next = 0;
    double done = 0;
    for (double[] line : lines) {
      for (int i = 0; i + 3 < line.length; i += 2) {
        double dx = line[i + 2] - line[i];
        double dy = line[i + 3] - line[i + 1];
        double piece = Math.hypot(dx, dy);
        for (; next < done + piece && n < xy.length; next += step) {
          double t = (next - done) / piece;
          xy[n++] = line[i] + t * dx;
          xy[n++] = line[i + 1] + t * dy;
        }
        done += piece;
      }
    }
    return terrain.elevations(xy, n / 2);
  }

  private static double length(double[] line) {
    double length = 0;
    for (int i = 0; i + 3 < line.length; i += 2) {
      length += Math.hypot(line[i + 2] - line[i], line[i + 3] - line[i + 1]);
    }
    return length;
  }

  /** The elevations along sides. */
  static double[] around(Terrain terrain, Sides sides) {
    List<double[]> lines = new ArrayList<>();
    for (double[] ring : sides.rings()) {
      double[] line = Arrays.copyOf(ring, ring.length + 2);
      line[ring.length] = ring[0];
      line[ring.length + 1] = ring[1];
      lines.add(line);
    }
    return along(terrain, lines);
  }

  /** The elevations where a terrain ends within a domain that it meets. */
  static double[] alongEnd(Terrain terrain, Bounds domain) {
    Bounds own = terrain.extent();
    double west = Math.max(own.xmin(), domain.xmin());
    double south = Math.max(own.ymin(), domain.ymin());
    double east = Math.min(own.xmax(), domain.xmax());
    double north = Math.min(own.ymax(), domain.ymax());
    double[] none = {};
    return along(
        terrain,
        List.of(
            own.ymin() > domain.ymin() ? new double[] {west, south, east, south} : none,
            own.xmax() < domain.xmax() ? new double[] {east, south, east, north} : none,
            own.ymax() < domain.ymax() ? new double[] {east, north, west, north} : none,
            own.xmin() > domain.xmin() ? new double[] {west, north, west, south} : none));
  }

  /** The mean, in whole millimetres; 0 of nothing. */
  static double mean(double[] elevations) {
    return Math.rint(1000 * Arrays.stream(elevations).average().orElse(0)) / 1000 + 0.0;
  }
}
