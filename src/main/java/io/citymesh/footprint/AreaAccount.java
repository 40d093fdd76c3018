package io.citymesh.footprint;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.Polygon;
import org.locationtech.jts.index.strtree.STRtree;
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

  /** Up to so many polygons are compared each with each. */
  private static final int FEW = 16;

  /**
   * Draws up the account of a cluster. Overlays are made only where what was left out overlaps a
   * building, or something else that was, and areas alone do not tell.
   *
   * @param union of the footprints
   * @param inside what of it lies in the domain; the same object if all of it does
   * @param buildings with disjoint interiors
   * @param known the area that they and the footprints have in common, if it is known
   * @param leftOut what belongs to no building, by reason; it may overlap buildings, which come
   *     first, and one another, where the first reason counts
   * @param reasonOf why nothing stands on a whole piece of the union that is not left out by name
   */
  static AreaAccount of(
      Geometry union,
      Geometry inside,
      List<Polygon> buildings,
      OptionalDouble known,
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
    double common =
        footprints.isEmpty() || built.isEmpty() || known.isEmpty()
            ? Shapes.commonArea(footprints, built)
            : Math.max(0, known.getAsDouble() - unchanged);
    double lost = Math.max(0, within - unchanged - common);
    SortedMap<String, Double> dropped = new TreeMap<>();
    double simplified = lost;
    if (lost > NOTHING && (!leftOut.isEmpty() || pieces.smallest() < lost + NOTHING)) {
      Indexed buildingsThere = new Indexed(Shapes.polygonsOf(built));
      double whole = tellWhole(pieces, buildingsThere, leftOut, dropped);
      Indexed others = new Indexed(pieces.polygons());
      SortedMap<String, List<Geometry>> open = overlapping(leftOut, others);
      simplified = told(open, others, buildingsThere, lost - whole, dropped);
      Indexed told = new Indexed(polygons(open.values().stream().flatMap(List::stream).toList()));
      for (Polygon piece : pieces.polygons()) {
        double area = piece.getArea();
        if (area < simplified + NOTHING
            && buildingsThere.common(piece) < NOTHING
            && told.common(piece) < NOTHING) {
          tell(dropped, reasonOf.apply(piece), area);
          simplified -= area;
        }
      }
      simplified = Math.max(0, simplified);
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

  /**
   * Removes the pieces of the union that were left out as they are, tells them, and returns their
   * area. Most of what is left out is a footprint that stands alone.
   */
  private static double tellWhole(
      Remainder pieces,
      Indexed built,
      SortedMap<String, List<Geometry>> leftOut,
      SortedMap<String, Double> dropped) {
    List<Polygon> before = new ArrayList<>();
    double sum = 0;
    for (Map.Entry<String, List<Geometry>> left : leftOut.entrySet()) {
      Indexed earlier = new Indexed(before);
      List<Polygon> own = polygons(left.getValue());
      double area = 0;
      for (Polygon region : own) {
        if (pieces.has(region)
            && built.common(region) < NOTHING
            && earlier.common(region) < NOTHING) {
          pieces.remove(region);
          area += region.getArea();
        }
      }
      tell(dropped, left.getKey(), area);
      sum += area;
      before.addAll(own);
    }
    return sum;
  }

  private static List<Polygon> polygons(Collection<Geometry> geometries) {
    List<Polygon> result = new ArrayList<>();
    geometries.forEach(geometry -> result.addAll(Shapes.polygonsOf(geometry)));
    return result;
  }

  /** What was left out that has an area in common with some pieces of the union. */
  private static SortedMap<String, List<Geometry>> overlapping(
      SortedMap<String, List<Geometry>> leftOut, Indexed pieces) {
    SortedMap<String, List<Geometry>> result = new TreeMap<>();
    leftOut.forEach(
        (reason, regions) -> {
          List<Geometry> some =
              regions.stream().filter(region -> pieces.common(region) >= NOTHING).toList();
          if (!some.isEmpty()) {
            result.put(reason, some);
          }
        });
    return result;
  }

  /**
   * Tells what was left out, without what lies in a building or was left out before.
   *
   * @param area of the pieces that is not built
   * @return what is left of it
   */
  private static double told(
      SortedMap<String, List<Geometry>> leftOut,
      Indexed pieces,
      Indexed built,
      double area,
      SortedMap<String, Double> dropped) {
    List<Polygon> all = new ArrayList<>();
    leftOut.values().forEach(regions -> all.addAll(polygons(regions)));
    Indexed regions = new Indexed(all);
    double rest = area;
    int next = 0;
    for (Map.Entry<String, List<Geometry>> left : leftOut.entrySet()) {
      double sum = 0;
      for (Polygon region : polygons(left.getValue())) {
        List<Polygon> taken = built.overlapping(region, Integer.MAX_VALUE);
        taken.addAll(regions.overlapping(region, next));
        if (areApart(taken) && pieces.common(region) > region.getArea() - NOTHING) {
          // Areas alone tell.
          sum += Math.max(0, region.getArea() - commonOfEach(region, taken));
        } else {
          sum += pieces.common(without(region, taken));
        }
        next++;
      }
      tell(dropped, left.getKey(), sum);
      rest -= sum;
    }
    return rest;
  }

  /** Whether polygons are few, and no two have an area in common. */
  private static boolean areApart(List<Polygon> polygons) {
    if (polygons.size() > FEW) {
      return false;
    }
    for (int i = 1; i < polygons.size(); i++) {
      if (commonOfEach(polygons.get(i), polygons.subList(0, i)) >= NOTHING) {
        return false;
      }
    }
    return true;
  }

  /** The area that each of the polygons has in common with a geometry, all together. */
  private static double commonOfEach(Geometry geometry, List<Polygon> polygons) {
    return polygons.stream().mapToDouble(polygon -> Shapes.commonArea(geometry, polygon)).sum();
  }

  private static Geometry without(Geometry geometry, List<Polygon> taken) {
    if (taken.isEmpty()) {
      return geometry;
    }
    Geometry all = taken.size() == 1 ? taken.get(0) : GridOverlay.unrounded(taken);
    return GridOverlay.unrounded(geometry, all, OverlayNG.DIFFERENCE);
  }

  /** Polygons that are found by their boxes. */
  private static final class Indexed {
    private final List<Polygon> polygons;

    /** Null for few polygons: an index costs more than it saves. */
    private final STRtree index;

    Indexed(Collection<Polygon> polygons) {
      this.polygons = List.copyOf(polygons);
      this.index = polygons.size() > FEW ? new STRtree() : null;
      for (int i = 0; i < this.polygons.size() && index != null; i++) {
        index.insert(this.polygons.get(i).getEnvelopeInternal(), i);
      }
    }

    /** The area that each of the polygons has in common with a geometry, all together. */
    double common(Geometry geometry) {
      return commonOfEach(geometry, near(geometry, Integer.MAX_VALUE));
    }

    /** Those of the first so many polygons that have an area in common with a geometry. */
    List<Polygon> overlapping(Geometry geometry, int first) {
      List<Polygon> result = near(geometry, first);
      result.removeIf(polygon -> Shapes.commonArea(geometry, polygon) < NOTHING);
      return result;
    }

    /** Those of the first so many polygons with boxes that meet a geometry's, in their order. */
    private List<Polygon> near(Geometry geometry, int first) {
      List<Polygon> result = new ArrayList<>();
      if (index == null) {
        for (int i = 0; i < polygons.size() && i < first; i++) {
          if (geometry.getEnvelopeInternal().intersects(polygons.get(i).getEnvelopeInternal())) {
            result.add(polygons.get(i));
          }
        }
        return result;
      }
      List<Integer> found = new ArrayList<>();
      index.query(geometry.getEnvelopeInternal(), number -> found.add((Integer) number));
      Collections.sort(found);
      for (int number : found) {
        if (number < first) {
          result.add(polygons.get(number));
        }
      }
      return result;
    }
  }

  /** A polygon, equal to those of the same normal form, which is made only for equal boxes. */
  private static final class Shape {
    private final Polygon polygon;
    private Geometry normal;

    Shape(Polygon polygon) {
      this.polygon = polygon;
    }

    private Geometry normal() {
      if (normal == null) {
        normal = polygon.norm();
      }
      return normal;
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Shape shape
          && polygon.getNumPoints() == shape.polygon.getNumPoints()
          && polygon.getEnvelopeInternal().equals(shape.polygon.getEnvelopeInternal())
          && normal().equalsExact(shape.normal());
    }

    @Override
    public int hashCode() {
      return polygon.getEnvelopeInternal().hashCode();
    }
  }

  /** Polygons with disjoint interiors, of which some are taken away as a whole. */
  private static final class Remainder {
    /** The polygons by their shape, in a fixed order. */
    private final Map<Shape, Polygon> polygons = new LinkedHashMap<>();

    Remainder(List<Polygon> all) {
      all.forEach(polygon -> polygons.put(new Shape(polygon), polygon));
    }

    boolean has(Polygon polygon) {
      return polygons.containsKey(new Shape(polygon));
    }

    boolean remove(Polygon polygon) {
      return polygons.remove(new Shape(polygon)) != null;
    }

    /** Removes the polygons that both have, and returns their area. */
    double removeCommon(Remainder other) {
      double area = 0;
      for (Shape shape : List.copyOf(polygons.keySet())) {
        if (other.polygons.remove(shape) != null) {
          area += polygons.remove(shape).getArea();
        }
      }
      return area;
    }

    Collection<Polygon> polygons() {
      return polygons.values();
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
