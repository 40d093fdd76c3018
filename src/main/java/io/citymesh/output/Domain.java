package io.citymesh.output;

import io.citymesh.geo.Bounds;
import io.citymesh.geo.EdgeTree;
import io.citymesh.geo.Rings;
import io.citymesh.report.Manifest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.DoubleStream;

/**
 * The area that the mesh has to cover: the domain's rings, without the failed tiles, seen from
 * above.
 *
 * <p>Around a failed tile the mesh ends with whole triangles, none of which has a corner inside the
 * tile: its rim lies in a <b>collar</b> along the tile's sides, as wide as the longest edge that a
 * triangle within the bounds of area and angle can have.
 */
final class Domain {
  /**
   * A point this close to a boundary lies on it, metres: a slanted boundary's points are rounded.
   */
  static final double TOLERANCE = 1e-6;

  private final List<double[]> rings = new ArrayList<>();
  private final List<Manifest.Extent> failed = new ArrayList<>();
  private final double collar;

  /** Elevation of the top of a closed mesh, metres; NaN for an open one. */
  private final double top;

  /** The kinds of faces that only a closed mesh has. */
  private final Set<Integer> closing;

  /** ax, ay, bx, by of each side. */
  private final double[] ends;

  private final EdgeTree boundary;
  private final double area;

  /** How far the covered area may be from {@link #area}, square metres. */
  private final double collars;

  Domain(Manifest manifest) {
    for (List<Double> ring : manifest.domain()) {
      rings.add(ring.stream().mapToDouble(Double::doubleValue).toArray());
    }
    if (rings.isEmpty()) {
      rings.add(ring(manifest.bounds()));
    }
    top = manifest.closing().getOrDefault("top", Double.NaN);
    closing = Set.copyOf(manifest.kinds().values());
    double size = Math.max(manifest.number("max-size"), manifest.number("building-size"));
    double angle = Math.toRadians(Math.max(1, manifest.number("min-angle")));
    // Two corners of the smallest angle, and the largest area: half the size squared.
    collar = size * Math.sqrt(2 / Math.tan(angle));
    ends = rings.stream().flatMapToDouble(Domain::ends).toArray();
    boundary = new EdgeTree(ends);
    double sum = area(rings);
    double doubt = 0;
    for (Manifest.Tile tile : manifest.tiles()) {
      if (tile.status() == Manifest.Status.FAILED) {
        Manifest.Extent b = tile.bounds();
        failed.add(b);
        doubt += 2 * collar * (b.xmax() - b.xmin() + b.ymax() - b.ymin() + 2 * collar);
        Bounds bounds = new Bounds(b.xmin(), b.ymin(), b.xmax(), b.ymax());
        sum -= area(rings.stream().map(ring -> Rings.clip(ring, bounds)).toList());
      }
    }
    area = sum;
    collars = doubt;
  }

  /**
   * How far the covered area may be from {@link #area}: nothing, but for the failed tiles' collars,
   * square metres.
   */
  double areaTolerance() {
    return collars + 1e-9 * Math.abs(area);
  }

  /** Square metres, without the failed tiles (which do not overlap). */
  double area() {
    return area;
  }

  /** Whether the mesh is closed by a top and sides. */
  boolean isClosed() {
    return !Double.isNaN(top);
  }

  /** Elevation of the top of a closed mesh, metres. */
  double top() {
    return top;
  }

  /** Whether faces of a kind close the mesh. */
  boolean closes(byte kind) {
    return closing.contains((int) kind);
  }

  /** True if both points lie on the same side of the domain's boundary. */
  boolean onBoundary(double ax, double ay, double bx, double by) {
    boolean[] any = new boolean[1];
    Bounds near = new Bounds(ax, ay, ax, ay).grow(TOLERANCE);
    boundary.forOverlapping(
        near, side -> any[0] |= isNear(4 * side, ax, ay) && isNear(4 * side, bx, by));
    return any[0];
  }

  /** True if the point lies in the collar of a failed tile. */
  boolean atFailedTile(double x, double y) {
    for (Manifest.Extent tile : failed) {
      if (inside(tile, collar, x, y) && !inside(tile, -collar, x, y)) {
        return true;
      }
    }
    return false;
  }

  private static boolean inside(Manifest.Extent tile, double margin, double x, double y) {
    return x >= tile.xmin() - margin
        && x <= tile.xmax() + margin
        && y >= tile.ymin() - margin
        && y <= tile.ymax() + margin;
  }

  private boolean isNear(int i, double x, double y) {
    double px = ends[i];
    double py = ends[i + 1];
    double qx = ends[i + 2];
    double qy = ends[i + 3];
    double dx = qx - px;
    double dy = qy - py;
    double length = dx * dx + dy * dy;
    double t = length == 0 ? 0 : ((x - px) * dx + (y - py) * dy) / length;
    t = Math.max(0, Math.min(1, t));
    return Math.hypot(px + t * dx - x, py + t * dy - y) <= TOLERANCE;
  }

  private static DoubleStream ends(double[] ring) {
    double[] ends = new double[2 * ring.length];
    for (int i = 0; i < ring.length; i += 2) {
      int j = (i + 2) % ring.length;
      ends[2 * i] = ring[i];
      ends[2 * i + 1] = ring[i + 1];
      ends[2 * i + 2] = ring[j];
      ends[2 * i + 3] = ring[j + 1];
    }
    return Arrays.stream(ends);
  }

  private static double[] ring(Manifest.Extent e) {
    return new double[] {
      e.xmin(), e.ymin(), e.xmax(), e.ymin(), e.xmax(), e.ymax(), e.xmin(), e.ymax()
    };
  }

  /** Area of the first ring without the others, whatever their direction. */
  private static double area(List<double[]> rings) {
    double area = 0;
    for (int i = 0; i < rings.size(); i++) {
      double ring = Math.abs(Rings.signedArea(rings.get(i)));
      area += i == 0 ? ring : -ring;
    }
    return area;
  }
}
