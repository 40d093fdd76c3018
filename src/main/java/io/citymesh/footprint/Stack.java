package io.citymesh.footprint;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.Envelope;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.LineString;
import org.locationtech.jts.geom.Polygon;
import org.locationtech.jts.index.strtree.STRtree;

/**
 * Which of a cluster's footprints stands highest where they overlap, as a tower on its podium.
 *
 * <p>The higher roof comes first, of equal ones the lower number, and what has no known roof last.
 * In a cluster without overlaps the order is that of the numbers: it decides nothing but what
 * rounding to the grid does.
 */
final class Stack {
  /**
   * What two footprints have in common is an overlap if it is wider than this on average, metres.
   */
  private static final double WIDTH = 0.002;

  /** A cluster whose footprints have less than this in common has no overlaps, square metres. */
  private static final double AREA = 0.01;

  private final List<Geometry> areas;
  private final int[] ranks;

  /** Per footprint those that overlap it and stand higher. */
  private final List<List<Integer>> above = new ArrayList<>();

  /** What was asked for. */
  private final Geometry[] visible;

  /**
   * @param areas of the footprints, by number
   * @param union of them all, square metres
   * @param roofs elevation of a footprint's roof, metres, NaN if it is not known; asked for only
   *     where there are overlaps
   */
  Stack(List<Geometry> areas, double union, IntToDoubleFunction roofs) {
    this.areas = areas;
    this.ranks = IntStream.range(0, areas.size()).toArray();
    this.visible = new Geometry[areas.size()];
    areas.forEach(area -> above.add(List.of()));
    double sum = areas.stream().mapToDouble(Geometry::getArea).sum();
    if (areas.size() > 1 && sum - union > AREA) {
      List<int[]> overlaps = overlaps();
      if (!overlaps.isEmpty()) {
        order(roofs);
        overlaps.forEach(this::stack);
      }
    }
  }

  private List<int[]> overlaps() {
    STRtree index = new STRtree();
    for (int i = 0; i < areas.size(); i++) {
      index.insert(areas.get(i).getEnvelopeInternal(), i);
    }
    List<int[]> result = new ArrayList<>();
    for (int i = 0; i < areas.size(); i++) {
      for (Object found : index.query(areas.get(i).getEnvelopeInternal())) {
        int other = (Integer) found;
        if (other > i && overlap(areas.get(i), areas.get(other))) {
          result.add(new int[] {i, other});
        }
      }
    }
    return result;
  }

  private static boolean overlap(Geometry a, Geometry b) {
    double area = Shapes.commonArea(a, b);
    // No shape of this area has an outline so short that it would be wide enough.
    if (area < 3 * WIDTH * WIDTH) {
      return false;
    }
    // Nor is its outline longer than what of both lies where it may be.
    Envelope box = a.getEnvelopeInternal().intersection(b.getEnvelopeInternal());
    if (area > 0.5 * WIDTH * (lengthIn(box, a) + lengthIn(box, b)) * (1 + 1e-6)) {
      return true;
    }
    Geometry common = Shapes.common(a, b);
    // A strip's area is its width times half of its perimeter.
    return common.getArea() > 0.5 * WIDTH * common.getLength();
  }

  /** At least the length of a geometry's outline in a box, metres. */
  private static double lengthIn(Envelope box, Geometry geometry) {
    double diagonal = box.getDiameter();
    double sum = 0;
    for (Polygon polygon : Shapes.polygonsOf(geometry)) {
      for (LineString ring : Shapes.rings(polygon)) {
        Coordinate[] c = ring.getCoordinates();
        for (int i = 1; i < c.length; i++) {
          if (box.intersects(c[i - 1], c[i])) {
            sum += Math.min(diagonal, Shapes.distance(c[i - 1], c[i]));
          }
        }
      }
    }
    return sum;
  }

  private void order(IntToDoubleFunction roofs) {
    double[] elevations = new double[ranks.length];
    for (int i = 0; i < elevations.length; i++) {
      double roof = Shapes.snapped(roofs.applyAsDouble(i));
      elevations[i] = Double.isNaN(roof) ? Double.NEGATIVE_INFINITY : roof;
    }
    List<Integer> highestFirst =
        IntStream.range(0, ranks.length)
            .boxed()
            .sorted(Comparator.comparingDouble(i -> -elevations[i]))
            .toList();
    for (int rank = 0; rank < ranks.length; rank++) {
      ranks[highestFirst.get(rank)] = rank;
    }
  }

  private void stack(int[] pair) {
    boolean firstIsHigher = ranks[pair[0]] < ranks[pair[1]];
    int higher = firstIsHigher ? pair[0] : pair[1];
    int lower = firstIsHigher ? pair[1] : pair[0];
    if (above.get(lower).isEmpty()) {
      above.set(lower, new ArrayList<>());
    }
    above.get(lower).add(higher);
  }

  /** Place in the order from above, 0 and up, by number: of those that overlap the least wins. */
  int[] ranks() {
    return ranks.clone();
  }

  /** Whether a footprint lies below another, in part at least. */
  boolean covered(int number) {
    return !above.get(number).isEmpty();
  }

  /** Where a footprint is the highest; its whole area itself if it lies below no other. */
  Geometry visible(int number) {
    if (visible[number] == null) {
      List<Geometry> higher = above.get(number).stream().map(areas::get).toList();
      Geometry area = areas.get(number);
      visible[number] = higher.isEmpty() ? area : Shapes.difference(area, Shapes.union(higher));
    }
    return visible[number];
  }
}
