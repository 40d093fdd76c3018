package io.citymesh.stitch;

import io.citymesh.geo.Bounds;
import io.citymesh.geo.Terrain;
import java.util.Optional;

/**
 * A mountain with a rough top in a plain: heights at the nodes of a grid of 4 m, bilinear between.
 */
final class Mountain implements Terrain {
  private static final long serialVersionUID = 1L;
  private static final double STEP = 4;

  private final Bounds domain;

  Mountain(Bounds domain) {
    this.domain = domain;
  }

  @Override
  public Optional<Grid> grid() {
    return Optional.of(new Grid(domain.xmin() + 1, domain.ymin() + 2, STEP, STEP));
  }

  /** The elevation at a node, metres. */
  double node(double x, double y) {
    double u = (x - domain.xmin()) / domain.width() - 0.6;
    double v = (y - domain.ymin()) / domain.height() - 0.55;
    double r = Math.sqrt(u * u + v * v);
    double rough = r < 0.1 ? 2 * (1 - r / 0.1) * Math.sin(0.15 * x) * Math.cos(0.2 * y) : 0;
    return 120 * Math.exp(-20 * r * r) + rough;
  }

  @Override
  public double[] elevations(double[] xy, int count) {
    double[] z = new double[count];
    Grid grid = grid().orElseThrow();
    for (int i = 0; i < count; i++) {
      double column = (xy[2 * i] - grid.x()) / STEP;
      double row = (xy[2 * i + 1] - grid.y()) / STEP;
      double west = grid.x() + STEP * Math.floor(column);
      double south = grid.y() + STEP * Math.floor(row);
      double a = column - Math.floor(column);
      double b = row - Math.floor(row);
      z[i] =
          (1 - b) * ((1 - a) * node(west, south) + a * node(west + STEP, south))
              + b * ((1 - a) * node(west, south + STEP) + a * node(west + STEP, south + STEP));
    }
    return z;
  }

  @Override
  public Bounds extent() {
    return domain;
  }

  @Override
  public String crs() {
    return "";
  }

  @Override
  public double maxAlong(double ax, double ay, double bx, double by) {
    return 1000;
  }

  @Override
  public String fingerprint(Bounds window) {
    return "mountain " + domain;
  }
}
