package io.citymesh.footprint;

import io.citymesh.geo.Terrain;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.locationtech.jts.algorithm.locate.IndexedPointInAreaLocator;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.Envelope;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.LineString;
import org.locationtech.jts.geom.Location;
import org.locationtech.jts.geom.Polygon;

/**
 * The elevations of a building as they were found before, point by point: the oracle of {@link
 * Levels}.
 */
final class SampledLevels {
  /**
   * A roof stands at least this far above the terrain along its outline, metres, to half a
   * millimetre: roofs lie on the grid, so that two that differ by rounding alone are the same.
   */
  static final double CLEARANCE = 0.1;

  /** About how many samples of the terrain one building's rectangle takes. */
  private static final int SAMPLES = 256;

  private final Terrain terrain;
  private final double groundPercentile;

  /** The ground under areas, by identity: an area is asked for its ground and for its volume. */
  private final Map<Geometry, Ground> grounds = new IdentityHashMap<>();

  /** The terrain inside an area: the percentile asked for, and the mean, metres. */
  private record Ground(double percentile, double mean) {}

  /**
   * @param groundPercentile 0 to 100
   */
  SampledLevels(Terrain terrain, double groundPercentile) {
    this.terrain = terrain;
    this.groundPercentile = groundPercentile;
  }

  /**
   * The ground under a building: a percentile of the terrain on a square grid inside it, which
   * depends on its area alone; at its corners if it is too narrow for the grid.
   */
  double ground(Geometry area) {
    return grounds.computeIfAbsent(area, this::sampled).percentile;
  }

  /** The volume over an area between the terrain and a roof, cubic metres. */
  double volume(Geometry area, double roof) {
    double mean = grounds.computeIfAbsent(area, this::sampled).mean;
    return area.getArea() * Math.max(0, roof - mean);
  }

  /** Uses the ground below one area for another area too, which hardly differs. */
  void alike(Geometry area, Geometry other) {
    grounds.put(area, grounds.computeIfAbsent(other, this::sampled));
  }

  private Ground sampled(Geometry area) {
    Envelope box = area.getEnvelopeInternal();
    double step = Math.max(0.5, Math.sqrt(box.getArea() / SAMPLES));
    IndexedPointInAreaLocator inside = new IndexedPointInAreaLocator(area);
    List<Coordinate> points = new ArrayList<>();
    for (double x = box.getMinX() + 0.5 * step; x < box.getMaxX(); x += step) {
      for (double y = box.getMinY() + 0.5 * step; y < box.getMaxY(); y += step) {
        Coordinate c = new Coordinate(x, y);
        if (inside.locate(c) != Location.EXTERIOR) {
          points.add(c);
        }
      }
    }
    if (points.isEmpty()) {
      points.addAll(Arrays.asList(area.getCoordinates()));
    }
    double[] xy = new double[2 * points.size()];
    for (int i = 0; i < points.size(); i++) {
      xy[2 * i] = points.get(i).x;
      xy[2 * i + 1] = points.get(i).y;
    }
    double[] elevations = terrain.elevations(xy, points.size());
    Arrays.sort(elevations);
    return new Ground(
        elevations[(int) (groundPercentile / 100 * (elevations.length - 1))],
        Arrays.stream(elevations).sum() / elevations.length);
  }

  /** The lowest elevation that a roof over the polygon may have, on the grid. */
  double lowestRoof(Polygon polygon) {
    double highest = Double.NEGATIVE_INFINITY;
    for (LineString ring : Shapes.rings(polygon)) {
      Coordinate[] c = ring.getCoordinates();
      for (int i = 0; i + 1 < c.length; i++) {
        highest = Math.max(highest, terrain.maxAlong(c[i].x, c[i].y, c[i + 1].x, c[i + 1].y));
      }
    }
    return Shapes.snapped(highest + CLEARANCE);
  }
}
