package io.citymesh.footprint;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.LineString;
import org.locationtech.jts.geom.Polygon;

/**
 * The roofs of buildings that touch, without walls that are too low to be meshed well: two roofs
 * that touch are equal, or at least a step apart.
 *
 * <p>Buildings touch if their outlines share a vertex, for there all levels lie on one vertical
 * line; outlines are noded, so that a common piece of wall is two common vertices. In a connected
 * component of touching buildings that holds two touching roofs closer than the step, but not
 * equal, every roof is rounded to a multiple of the step: to the nearest one, or to the next one up
 * if that is not far enough above the terrain. So roofs that are a little apart, one after the
 * other, do not become one, and no roof moves by more than half a step (by less than a step where
 * it is rounded up). Every other component keeps its roofs.
 *
 * <p>Each roof is rounded from its own elevation, however often it is asked for; elevations rise
 * only where an outline that was changed needs it, and a component that was rounded stays so.
 *
 * <p>Elevations are kept as whole millimetres. Not thread-safe.
 */
final class RoofSteps {
  private static final long UNKNOWN = Long.MIN_VALUE;

  /** The roof step, millimetres; 0 for no rounding. */
  private final long step;

  private final ToDoubleFunction<Polygon> lowestRoof;

  /** The roofs before rounding. */
  private final long[] exact;

  /** The lowest elevations that the terrain allows, as far as they were needed. */
  private final long[] lowest;

  private final boolean[] rounded;
  private final boolean[] lifted;

  /** The outlines that the elevations belong to. */
  private List<Polygon> polygons;

  /**
   * @param step metres, a whole number of millimetres; 0 for no rounding
   * @param lowestRoof the lowest elevation that the terrain allows a roof over an outline, metres
   * @param polygons the buildings' outlines, noded
   * @param roofs their roofs, on the 1 mm grid and not below {@code lowestRoof}, metres
   */
  RoofSteps(
      double step, ToDoubleFunction<Polygon> lowestRoof, List<Polygon> polygons, double[] roofs) {
    this.step = Shapes.millimetres(step);
    this.lowestRoof = lowestRoof;
    this.polygons = polygons;
    this.exact = Arrays.stream(roofs).mapToLong(Shapes::millimetres).toArray();
    this.lowest = new long[roofs.length];
    Arrays.fill(lowest, UNKNOWN);
    this.rounded = new boolean[roofs.length];
    this.lifted = new boolean[roofs.length];
  }

  /**
   * The roofs over these outlines of the same buildings, in the same order, metres, on the 1 mm
   * grid.
   */
  double[] over(List<Polygon> outlines) {
    List<Polygon> before = polygons;
    polygons = outlines;
    for (int i = 0; i < exact.length; i++) {
      if (outlines.get(i) != before.get(i)) {
        lowest[i] =
            Math.max(lowest[i], Shapes.millimetres(lowestRoof.applyAsDouble(outlines.get(i))));
        lifted[i] |= lowest[i] > exact[i];
        exact[i] = Math.max(exact[i], lowest[i]);
      }
    }
    if (step > 0 && exact.length > 1) {
      round();
    }
    double[] result = new double[exact.length];
    for (int i = 0; i < result.length; i++) {
      result[i] = Shapes.metres(roof(i));
    }
    return result;
  }

  /** Whether building i stands higher than at first, because its outline has changed. */
  boolean lifted(int i) {
    return lifted[i];
  }

  /** Whether the roof of building i is not where it would be without a step. */
  boolean moved(int i) {
    return roof(i) != exact[i];
  }

  /** Marks the components that have to be rounded. */
  private void round() {
    Map<Coordinate, List<Integer>> at = new HashMap<>();
    Groups touching = Groups.touching(polygons);
    for (int i = 0; i < exact.length; i++) {
      for (LineString ring : Shapes.rings(polygons.get(i))) {
        for (Coordinate c : ring.getCoordinates()) {
          List<Integer> there = at.computeIfAbsent(c, k -> new ArrayList<>(2));
          if (there.isEmpty() || there.get(there.size() - 1) != i) {
            there.add(i);
          }
        }
      }
    }
    boolean[] close = new boolean[exact.length];
    for (List<Integer> there : at.values()) {
      long[] roofs = there.stream().mapToLong(this::roof).sorted().toArray();
      for (int k = 1; k < roofs.length; k++) {
        long apart = roofs[k] - roofs[k - 1];
        close[touching.find(there.get(0))] |= apart > 0 && apart < step;
      }
    }
    for (int i = 0; i < exact.length; i++) {
      rounded[i] |= close[touching.find(i)];
    }
  }

  private long roof(int i) {
    if (!rounded[i]) {
      return exact[i];
    }
    long nearest = Math.floorDiv(2 * exact[i] + step, 2 * step) * step;
    if (nearest >= exact[i]) {
      return nearest;
    }
    if (lowest[i] == UNKNOWN) {
      lowest[i] = Shapes.millimetres(lowestRoof.applyAsDouble(polygons.get(i)));
    }
    return nearest >= lowest[i] ? nearest : nearest + step;
  }
}
