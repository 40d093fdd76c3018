package io.citymesh.footprint;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.locationtech.jts.algorithm.PointLocator;
import org.locationtech.jts.algorithm.locate.IndexedPointInAreaLocator;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.Envelope;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.LineString;
import org.locationtech.jts.geom.Location;
import org.locationtech.jts.geom.Polygon;

/**
 * The outlines of merged buildings: neighbours that nearly touch are joined, details that are too
 * small are removed.
 *
 * <p>Rounds, until nothing is too fine any more: polygons that are too close to one another or to
 * themselves are closed (gaps filled) and opened (necks cut) as a group, then simplified. In the
 * first round one that is too close to itself only is simplified first: mostly that is enough.
 * Polygons without a defect stay as they are, so a clean input comes through unchanged. Each round
 * is a little coarser than the one before; what the last one leaves is counted by the caller.
 */
final class MergedOutlines {
  private static final int MAX_ROUNDS = 8;

  /** Farther from the line between its neighbours no vertex counts as collinear, metres. */
  private static final double NEARLY_COLLINEAR = 0.0021;

  /**
   * Farther apart than this, metres, vertices and edges are not moved by snap rounding. Every
   * smallest detail is larger by more than what rounding moves, so that whatever is nearer is a
   * defect.
   */
  private static final double CLEAR = 0.001;

  /** Up to so many polygons, or groups of them, are compared each with each. */
  private static final int FEW = 16;

  private final CleaningOptions options;
  private final Limits limits;
  private final Runnable step;

  /**
   * @param limits that no outline may leave
   * @param step is told when a step ends
   */
  MergedOutlines(CleaningOptions options, Limits limits, Runnable step) {
    this.options = options;
    this.limits = limits;
    this.step = step;
  }

  /**
   * Outlines.
   *
   * @param polygons sorted; disjoint, but for one in a courtyard that was too small and is filled,
   *     which is too small as well
   * @param fine whether it is known that they have no {@link Defects} of the smallest detail
   */
  record Outlines(List<Polygon> polygons, boolean fine) {}

  /**
   * @param union the union of a cluster's footprints, on the grid
   */
  Outlines of(Geometry union) {
    return from(withoutCollinear(sizeable(union, 0)));
  }

  /**
   * The outlines of a cluster of one footprint.
   *
   * @param outline without small courtyards and vertices on the line between their neighbours
   */
  Outlines of(Polygon outline) {
    return from(List.of(outline));
  }

  private Outlines from(List<Polygon> union) {
    if (union.size() != 1) {
      return inRounds(union, null);
    }
    boolean isRough = Defects.isRough(union.get(0), options.minDetail());
    step.run();
    return isRough
        ? alone(union)
        : new Outlines(union, options.closingDistance() >= options.minDetail());
  }

  /** The outlines of a polygon in which something is too fine: mostly to simplify it is enough. */
  private Outlines alone(List<Polygon> polygon) {
    List<Polygon> simple = withoutCollinear(simplified(polygon));
    // Nobody asks where the defects were.
    return simple.size() == 1 && Defects.isFine(simple, options.minDetail(), options.minDetail())
        ? new Outlines(Shapes.normal(simple), true)
        : inRounds(polygon, simple);
  }

  /**
   * @param simple the only polygon, simplified, in which something is too fine all the same; null
   *     if that is not known
   */
  private Outlines inRounds(List<Polygon> union, List<Polygon> simple) {
    List<Polygon> polygons = union;
    double detail = options.minDetail();
    double across = options.closingDistance();
    for (int round = 0; round < MAX_ROUNDS; round++) {
      // In the first round they only tell what is coarsened together.
      List<Defects.Defect> defects =
          round == 0
              ? Defects.unsorted(polygons, detail, across, false)
              : Defects.find(polygons, detail, across, false);
      step.run();
      if (defects.isEmpty()) {
        return new Outlines(sorted(polygons), across >= detail);
      }
      Groups groups = new Groups(polygons.size());
      for (Defects.Defect defect : defects) {
        groups.join(defect.first(), defect.second());
      }
      Map<Integer, List<Defects.Defect>> defectsOf = new HashMap<>();
      for (Defects.Defect defect : defects) {
        int group = groups.find(defect.first());
        defectsOf.computeIfAbsent(group, k -> new ArrayList<>()).add(defect);
      }
      List<List<Polygon>> next = new ArrayList<>();
      for (List<Integer> group : groups.all()) {
        List<Polygon> members = group.stream().map(polygons::get).toList();
        List<Defects.Defect> here = defectsOf.get(group.get(0));
        next.add(here == null ? members : refined(members, simple, here, across, round));
      }
      List<Polygon> all = next.stream().flatMap(List::stream).toList();
      if (areApart(next) && Defects.isFine(all, detail, detail)) {
        step.run();
        return new Outlines(Shapes.normal(all), true); // As their union has them.
      }
      // What was moved may overlap what was not: only possible if they were too close before.
      polygons = Shapes.polygonsOf(Coverage.union(all));
      across = detail;
    }
    return new Outlines(sorted(parted(polygons)), false);
  }

  /** Whether no two polygons have an area in common, as boxes tell, if none of a group have. */
  private static boolean areApart(List<List<Polygon>> groups) {
    if (groups.size() > FEW) {
      return false;
    }
    List<Envelope> boxes = new ArrayList<>();
    for (List<Polygon> group : groups) {
      Envelope box = new Envelope();
      group.forEach(polygon -> box.expandToInclude(polygon.getEnvelopeInternal()));
      if (boxes.stream().anyMatch(box::intersects) || mayBeNested(group)) {
        return false;
      }
      boxes.add(box);
    }
    return true;
  }

  /** Whether a polygon may lie in another, as one in a courtyard that was filled. */
  private static boolean mayBeNested(List<Polygon> polygons) {
    if (polygons.size() > FEW) {
      return true;
    }
    for (Polygon outer : polygons) {
      for (Polygon inner : polygons) {
        if (inner != outer && outer.getEnvelopeInternal().covers(inner.getEnvelopeInternal())) {
          return true;
        }
      }
    }
    return false;
  }

  private static List<Polygon> sorted(List<Polygon> polygons) {
    List<Polygon> result = new ArrayList<>(polygons);
    Collections.sort(result);
    return result;
  }

  /** The last resort for polygons that still meet in a point: cut them apart there. */
  private List<Polygon> parted(List<Polygon> polygons) {
    List<Geometry> cuts = new ArrayList<>();
    for (Defects.Defect defect : Defects.find(polygons, 0, 0, false)) {
      if (defect.kind() == Defects.Kind.TOUCH) {
        cuts.add(Shapes.patch(defect.at(), defect.at(), 0.5 * options.minDetail()));
      }
    }
    return cuts.isEmpty()
        ? polygons
        : Shapes.polygonsOf(Shapes.difference(Shapes.union(polygons), Shapes.union(cuts)));
  }

  /**
   * @param known the group, simplified, in which something is too fine all the same; null if that
   *     is not known
   */
  private List<Polygon> refined(
      List<Polygon> group,
      List<Polygon> known,
      List<Defects.Defect> defects,
      double gap,
      int round) {
    Geometry union =
        !mayBeNested(group) && defects.stream().allMatch(MergedOutlines::isPlain)
            ? together(group)
            : Coverage.union(group);
    if (round == 0 && defects.stream().allMatch(MergedOutlines::isWithinOne)) {
      List<Polygon> simple =
          known != null ? known : withoutCollinear(simplified(Shapes.polygonsOf(union)));
      if (known == null && Defects.isFine(simple, options.minDetail(), gap)) {
        return simple;
      }
      union = Coverage.union(simple);
    }
    return simplified(Shapes.polygonsOf(coarser(union, defects, gap, round)));
  }

  private List<Polygon> simplified(List<Polygon> polygons) {
    Linework linework = linework(polygons);
    linework.simplify();
    step.run();
    return linework.polygons();
  }

  /** Disjoint polygons as one geometry, as their union has them. */
  private static Geometry together(List<Polygon> polygons) {
    return Shapes.FACTORY.createMultiPolygon(Shapes.normal(polygons).toArray(new Polygon[0]));
  }

  /**
   * What a group of polygons covers, without gaps and necks that are too narrow.
   *
   * @param defects where they are too fine
   * @param gap the widest gap that is closed, metres
   * @param round the later, the coarser
   */
  Geometry coarser(List<Polygon> group, List<Defects.Defect> defects, double gap, int round) {
    return coarser(Coverage.union(group), defects, gap, round);
  }

  private Geometry coarser(Geometry union, List<Defects.Defect> defects, double gap, int round) {
    double factor = 1.02 + 0.06 * round;
    Geometry shape = union;
    if (round > 0) {
      shape = patched(shape, defects, factor);
      step.run();
    }
    shape = OnGrid.closed(shape, factor * gap);
    step.run();
    shape = OnGrid.opened(shape, factor * options.minDetail());
    step.run();
    if (!limits.hold(shape)) {
      shape = limits.cut(shape);
    }
    return Shapes.FACTORY.createMultiPolygon(sizeable(shape, 0.5).toArray(new Polygon[0]));
  }

  /** Whether a defect is such that simplification alone may mend it. */
  private static boolean isWithinOne(Defects.Defect defect) {
    return defect.first() == defect.second() && defect.kind() != Defects.Kind.TOUCH;
  }

  /** Whether a defect of outlines is such that snap rounding leaves its edges where they are. */
  private static boolean isPlain(Defects.Defect defect) {
    return switch (defect.kind()) {
      case CLEARANCE -> defect.size() > CLEAR;
      case TOUCH -> false;
      case ANGLE -> true;
    };
  }

  /**
   * Joins or parts what closing and opening undo in turn, such as two corners that nearly meet: a
   * bridge wide enough to survive opening, or a cut wide enough to survive closing.
   */
  private Geometry patched(Geometry shape, List<Defects.Defect> defects, double factor) {
    List<Geometry> bridges = new ArrayList<>();
    List<Geometry> cuts = new ArrayList<>();
    IndexedPointInAreaLocator areas = new IndexedPointInAreaLocator(shape);
    for (Defects.Defect defect : defects) {
      Coordinate a = defect.at();
      Coordinate b = defect.other();
      Coordinate middle = new Coordinate(0.5 * (a.x + b.x), 0.5 * (a.y + b.y));
      switch (defect.kind()) {
        case TOUCH -> bridges.add(Shapes.patch(a, b, 0.7 * factor * options.minDetail()));
        case CLEARANCE -> {
          int where = areas.locate(middle);
          if (where == Location.BOUNDARY) {
            // Where two outlines meet, it is inside.
            where = new PointLocator().locate(middle, shape);
          }
          if (where == Location.EXTERIOR) {
            bridges.add(Shapes.patch(a, b, 0.7 * factor * options.minDetail()));
          } else if (where == Location.INTERIOR) {
            cuts.add(Shapes.patch(a, b, 0.7 * factor * options.minDetail()));
          }
        }
        case ANGLE -> {
          // Left to the simplification.
        }
      }
    }
    Geometry result = shape;
    if (!cuts.isEmpty()) {
      result = Shapes.difference(result, Shapes.union(cuts));
    }
    if (!bridges.isEmpty()) {
      bridges.add(result);
      result = Shapes.union(bridges);
    }
    return result;
  }

  /** What no outline may leave. */
  Limits limits() {
    return limits;
  }

  /** The outlines as lines that can be simplified. */
  Linework linework(List<Polygon> polygons) {
    return new Linework(polygons, options.minDetail(), limits);
  }

  private List<Polygon> withoutCollinear(List<Polygon> polygons) {
    if (polygons.stream().noneMatch(MergedOutlines::hasCollinear)) {
      return polygons;
    }
    GridRings rings = GridRings.of(polygons, OnGrid.WIDEST);
    if (rings != null && rings.isClear(OnGrid.SAFE) && limits.surround(rings.bounds())) {
      GridRings left = new CollinearVertices(rings, options.minDetail()).removed();
      if (left != null) {
        return left.polygons(polygons);
      }
    }
    Linework linework = linework(polygons);
    linework.removeCollinear();
    return linework.polygons();
  }

  private static boolean isCollinear(Coordinate before, Coordinate at, Coordinate after) {
    return !Filters.isFarther(at, before, after, NEARLY_COLLINEAR)
        && Shapes.distance(at, before, after) < NEARLY_COLLINEAR;
  }

  /** Whether a vertex lies on the line between its neighbours, or nearly. */
  private static boolean hasCollinear(Polygon polygon) {
    for (LineString ring : Shapes.rings(polygon)) {
      Coordinate[] c = ring.getCoordinates();
      int last = c.length - 1;
      for (int i = 0; i < last; i++) {
        if (isCollinear(c[i == 0 ? last - 1 : i - 1], c[i], c[i + 1])) {
          return true;
        }
      }
    }
    return false;
  }

  /**
   * The polygons without small courtyards, and without parts far too small to be kept in the end.
   *
   * @param share of the smallest area, below which a part is left out already now
   */
  private List<Polygon> sizeable(Geometry shape, double share) {
    List<Polygon> result = new ArrayList<>();
    for (Polygon polygon : Shapes.polygonsOf(shape)) {
      Polygon filled = limits.withoutSmallHoles(polygon, options.minArea());
      if (filled.getArea() >= share * options.minArea()) {
        result.add(filled);
      }
    }
    return result;
  }
}
