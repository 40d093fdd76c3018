package io.citymesh.footprint;

import io.citymesh.geo.Terrain;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.locationtech.jts.geom.CoordinateSequence;
import org.locationtech.jts.geom.Envelope;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.LineString;
import org.locationtech.jts.geom.Polygon;

/** The elevations of a building's ground and roof. Not thread-safe. */
final class Levels {
  /**
   * A roof stands at least this far above the terrain along its outline, metres, to half a
   * millimetre: roofs lie on the grid, so that two that differ by rounding alone are the same.
   */
  static final double CLEARANCE = 0.1;

  /** About how many samples of the terrain one building's rectangle takes. */
  private static final int SAMPLES = 256;

  private final Terrain terrain;
  private final double groundPercentile;

  /** The elevation of level ground. */
  private final OptionalDouble level;

  /** The ground under areas, by identity: an area is asked for its ground and for its volume. */
  private final Map<Geometry, Ground> grounds = new IdentityHashMap<>();

  /**
   * The terrain inside an area, metres.
   *
   * @param percentile that was asked for
   */
  record Ground(double percentile, double mean) {
    /**
     * The volume between the terrain and a roof, cubic metres.
     *
     * @param area square metres
     */
    double volume(double area, double roof) {
      return area * Math.max(0, roof - mean);
    }
  }

  /**
   * @param groundPercentile 0 to 100
   */
  Levels(Terrain terrain, double groundPercentile) {
    this.terrain = terrain;
    this.groundPercentile = groundPercentile;
    this.level = terrain.level();
  }

  /**
   * The ground under a building: a percentile of the terrain on a square grid inside it, which
   * depends on its area alone; at its corners if it is too narrow for the grid.
   */
  double ground(Geometry area) {
    return under(area).percentile;
  }

  /** The volume over an area between the terrain and a roof, cubic metres. */
  double volume(Geometry area, double roof) {
    return under(area).volume(area.getArea(), roof);
  }

  /** Uses the ground below one area for another area too, which hardly differs. */
  void alike(Geometry area, Geometry other) {
    grounds.put(area, under(other));
  }

  private Ground under(Geometry area) {
    return grounds.computeIfAbsent(area, this::sampled);
  }

  private Ground sampled(Geometry area) {
    if (isExactlyLevel()) {
      return levelGround();
    }
    Envelope box = area.getEnvelopeInternal();
    return sampled(rings(area), box.getMinX(), box.getMinY(), box.getMaxX(), box.getMaxY());
  }

  /**
   * The ground under a polygon, as {@link #ground(Geometry)} and {@link #volume} have it.
   *
   * @param rings the shell and then the holes, each x0, y0, x1, y1, ... without a repeated last
   *     point
   */
  Ground under(double[][] rings) {
    if (isExactlyLevel()) {
      return levelGround();
    }
    double[] shell = rings[0];
    double xmin = shell[0];
    double xmax = xmin;
    double ymin = shell[1];
    double ymax = ymin;
    for (int i = 2; i < shell.length; i += 2) {
      xmin = Math.min(xmin, shell[i]);
      xmax = Math.max(xmax, shell[i]);
      ymin = Math.min(ymin, shell[i + 1]);
      ymax = Math.max(ymax, shell[i + 1]);
    }
    return sampled(rings, xmin, ymin, xmax, ymax);
  }

  /**
   * Whether the mean of however many samples is the elevation itself, without rounding: no sum of
   * them needs more digits than there are.
   */
  private boolean isExactlyLevel() {
    return level.isPresent()
        && Math.abs(level.getAsDouble()) < 1e9
        && Long.numberOfTrailingZeros(Double.doubleToRawLongBits(level.getAsDouble()))
            >= Integer.SIZE;
  }

  private Ground levelGround() {
    double elevation = level.getAsDouble();
    return new Ground(elevation, elevation + 0.0); // A sum is 0 and never -0.
  }

  private Ground sampled(double[][] rings, double xmin, double ymin, double xmax, double ymax) {
    double step = Math.max(0.5, Math.sqrt((xmax - xmin) * (ymax - ymin) / SAMPLES));
    GridPoints.Inside points = GridPoints.of(rings, xmin, ymin, xmax, ymax, step);
    double[] elevations =
        points.count() > 0
            ? terrain.elevations(points.x(), points.y(), points.inside(), points.count())
            : atCorners(rings);
    SampleSort.sort(elevations);
    return new Ground(
        elevations[(int) (groundPercentile / 100 * (elevations.length - 1))],
        sum(elevations) / elevations.length);
  }

  /** The elevations of the corners of rings, the first of each counted again. */
  private double[] atCorners(double[][] rings) {
    double[] xy = new double[Arrays.stream(rings).mapToInt(ring -> ring.length + 2).sum()];
    int n = 0;
    for (double[] ring : rings) {
      System.arraycopy(ring, 0, xy, n, ring.length);
      n += ring.length;
      xy[n++] = ring[0];
      xy[n++] = ring[1];
    }
    return terrain.elevations(xy, n / 2);
  }

  /** The sum, with what is lost to rounding added to the next summand (Kahan). */
  private static double sum(double[] values) {
    double sum = 0;
    double excess = 0;
    for (double value : values) {
      double summand = value - excess;
      double next = sum + summand;
      excess = next - sum - summand;
      sum = next;
    }
    return sum - excess;
  }

  /** The lowest elevation that a roof over the polygon may have, on the grid. */
  double lowestRoof(Polygon polygon) {
    return lowestRoof(level.isPresent() ? new double[0][] : rings(polygon));
  }

  /**
   * The lowest elevation that a roof over a polygon may have, on the grid.
   *
   * @param rings as for {@link #under(double[][])}
   */
  double lowestRoof(double[][] rings) {
    double highest = level.orElse(Double.NEGATIVE_INFINITY);
    for (double[] ring : rings) {
      int last = ring.length - 2;
      for (int i = 0; i <= last && level.isEmpty(); i += 2) {
        int j = i == last ? 0 : i + 2;
        highest = Math.max(highest, terrain.maxAlong(ring[i], ring[i + 1], ring[j], ring[j + 1]));
      }
    }
    return Shapes.snapped(highest + CLEARANCE);
  }

  /** The outlines of polygons, each without its repeated last point. */
  private static double[][] rings(Geometry area) {
    List<double[]> result = new ArrayList<>();
    for (Polygon polygon : Shapes.polygonsOf(area)) {
      for (LineString line : Shapes.rings(polygon)) {
        CoordinateSequence points = line.getCoordinateSequence();
        double[] ring = new double[2 * (points.size() - 1)];
        for (int i = 0; i < ring.length; i += 2) {
          ring[i] = points.getX(i / 2);
          ring[i + 1] = points.getY(i / 2);
        }
        result.add(ring);
      }
    }
    return result.toArray(double[][]::new);
  }
}
