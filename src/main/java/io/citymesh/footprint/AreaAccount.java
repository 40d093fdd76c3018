package io.citymesh.footprint;

import java.io.Serializable;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.Polygon;
import org.locationtech.jts.operation.overlayng.OverlayNG;

/**
 * What became of the ground that a cluster's footprints cover, in square metres.
 *
 * <p>Every line is measured by itself, and the account closes: {@code source} is {@code built} and
 * {@code dropped} and {@code clipped} and {@code simplified}; the area of the buildings is {@code
 * built} and {@code added}.
 *
 * @param source of the union of the footprints, repaired, also outside the domain
 * @param built how much of it buildings stand on
 * @param dropped how much of it inside the domain belongs to no building, by reason
 * @param clipped how much of it lies outside the domain
 * @param simplified what is left: corners, necks and spikes below the smallest detail
 * @param added where buildings stand on no footprint: gaps, slivers and courtyards that were filled
 */
public record AreaAccount(
    double source,
    double built,
    SortedMap<String, Double> dropped,
    double clipped,
    double simplified,
    double added)
    implements Serializable {

  /**
   * The area below which an overlay's result counts as empty, square metres: overlays of doubles
   * leave slivers.
   */
  private static final double NOTHING = 1e-6;

  /**
   * Draws up the account of a cluster. Overlays are made only where something was changed or left
   * out.
   *
   * @param union of the footprints
   * @param inside what of it lies in the domain; the same object if all of it does
   * @param buildings with disjoint interiors
   * @param leftOut what belongs to no building, by reason; it may overlap buildings, which come
   *     first, and one another, where the first reason counts
   * @param reasonOf why nothing stands on a whole piece of the union that is not left out by name
   */
  static AreaAccount of(
      Geometry union,
      Geometry inside,
      List<Polygon> buildings,
      SortedMap<String, List<Geometry>> leftOut,
      Function<Polygon, String> reasonOf) {
    double source = union.getArea();
    double within = inside == union ? source : inside.getArea();
    double covered = buildings.stream().mapToDouble(Polygon::getArea).sum();
    Remainder pieces = new Remainder(Shapes.polygonsOf(inside));
    Remainder changed = new Remainder(buildings);
    // What came through as it was needs no overlay.
    double unchanged = pieces.removeCommon(changed);
    // Nor do neighbours that fill together what they were drawn on together.
    Remainder blocks = new Remainder(changed.dissolved());
    unchanged += pieces.removeCommon(blocks);
    Geometry footprints = pieces.together();
    Geometry built = blocks.together();
    double common = Shapes.commonArea(footprints, built);
    double lost = Math.max(0, within - unchanged - common);
    SortedMap<String, Double> dropped = new TreeMap<>();
    double simplified = lost;
    if (lost > NOTHING && (!leftOut.isEmpty() || pieces.smallest() < lost + NOTHING)) {
      Geometry rest = difference(footprints, built);
      for (Map.Entry<String, List<Geometry>> left : leftOut.entrySet()) {
        boolean all = left.getValue().contains(rest);
        Geometry region = all ? rest : GridOverlay.unrounded(left.getValue());
        tell(dropped, left.getKey(), all ? rest.getArea() : Shapes.commonArea(rest, region));
        rest = difference(rest, region);
      }
      Remainder whole = new Remainder(Shapes.polygonsOf(rest));
      for (Polygon piece : pieces.polygons()) {
        if (whole.remove(piece)) {
          tell(dropped, reasonOf.apply(piece), piece.getArea());
        }
      }
      simplified = whole.area();
    }
    return new AreaAccount(
        source,
        unchanged + common,
        Collections.unmodifiableSortedMap(dropped),
        source - within,
        simplified,
        Math.max(0, covered - unchanged - common));
  }

  private static void tell(SortedMap<String, Double> dropped, String reason, double area) {
    if (area > NOTHING) {
      dropped.merge(reason, area, Double::sum);
    }
  }

  private static Geometry difference(Geometry a, Geometry b) {
    if (a == b) {
      return Shapes.FACTORY.createMultiPolygon();
    }
    return !a.getEnvelopeInternal().intersects(b.getEnvelopeInternal())
        ? a
        : GridOverlay.unrounded(a, b, OverlayNG.DIFFERENCE);
  }

  /** Polygons with disjoint interiors, of which some are taken away as a whole. */
  private static final class Remainder {
    /** The polygons by their normal form, in a fixed order. */
    private final Map<Geometry, Polygon> polygons = new LinkedHashMap<>();

    Remainder(List<Polygon> all) {
      all.forEach(polygon -> polygons.put(polygon.norm(), polygon));
    }

    boolean remove(Polygon polygon) {
      return polygons.remove(polygon.norm()) != null;
    }

    /** Removes the polygons that both have, and returns their area. */
    double removeCommon(Remainder other) {
      double area = 0;
      for (Geometry shape : List.copyOf(polygons.keySet())) {
        if (other.polygons.remove(shape) != null) {
          area += polygons.remove(shape).getArea();
        }
      }
      return area;
    }

    Collection<Polygon> polygons() {
      return polygons.values();
    }

    double area() {
      return polygons.values().stream().mapToDouble(Polygon::getArea).sum();
    }

    double smallest() {
      return polygons.values().stream().mapToDouble(Polygon::getArea).min().orElse(0);
    }

    /** The polygons as one geometry; valid if no two have a common wall. */
    Geometry together() {
      return Shapes.FACTORY.createMultiPolygon(polygons.values().toArray(new Polygon[0]));
    }

    /** The union of the polygons, in which neighbours with a common wall are one. */
    List<Polygon> dissolved() {
      List<Polygon> all = List.copyOf(polygons.values());
      return all.size() < 2
          ? all
          : Shapes.polygonsOf(
              Coverage.of(all).map(Coverage::union).orElseGet(() -> GridOverlay.unrounded(all)));
    }
  }
}
