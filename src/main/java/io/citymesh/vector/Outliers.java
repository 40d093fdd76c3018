package io.citymesh.vector;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.citymesh.geo.Bounds;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.locationtech.jts.geom.Envelope;

/**
 * Footprints far from all others, which make the domain much larger than the city.
 *
 * @param footprints the farthest first
 * @param rest the rectangle around the others
 */
public record Outliers(List<Outlier> footprints, Bounds rest) {
  /** No gap below this makes an outlier, in units of the CRS. */
  private static final double LEAST_GAP = 2000;

  /** At most this part of the footprints are outliers, or one. */
  private static final double LARGEST_PART = 0.1;

  /**
   * A footprint far from the others.
   *
   * @param id the input's own
   * @param distance from the rectangle around the others, metres
   */
  public record Outlier(String id, double distance) {}

  /**
   * The outermost footprints on each of the four sides, whatever the number of footprints. Mutable;
   * two of them add up to that of both.
   */
  static final class Outermost {
    /** Footprints that are kept on each side. */
    private static final int KEPT = 16;

    private static final int LONGEST_ID = 100;

    private record Box(String id, double west, double south, double east, double north) {
      /** How far out it reaches on a side: west, south, east, north. */
      double outer(int side) {
        return side == 0 ? -west : side == 1 ? -south : side == 2 ? east : north;
      }

      /** Where it ends, seen from a side. */
      double inner(int side) {
        return -outer((side + 2) % 4);
      }

      double distance(Bounds rest) {
        double dx = Math.max(rest.xmin() - east, west - rest.xmax());
        double dy = Math.max(rest.ymin() - north, south - rest.ymax());
        return Math.hypot(Math.max(0, dx), Math.max(0, dy));
      }
    }

    /** West, south, east, north; the outermost first. */
    private final List<List<Box>> sides =
        List.of(new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>());

    void add(String id, Envelope e) {
      if (isInner(0, -e.getMinX())
          && isInner(1, -e.getMinY())
          && isInner(2, e.getMaxX())
          && isInner(3, e.getMaxY())) {
        return;
      }
      Box box =
          new Box(
              id.length() > LONGEST_ID ? id.substring(0, LONGEST_ID) + "..." : id,
              e.getMinX(),
              e.getMinY(),
              e.getMaxX(),
              e.getMaxY());
      for (int side = 0; side < 4; side++) {
        add(side, box);
      }
    }

    /** Whether enough others reach farther out on a side. */
    private boolean isInner(int side, double outer) {
      List<Box> kept = sides.get(side);
      return kept.size() == KEPT && outer < kept.get(KEPT - 1).outer(side);
    }

    private void add(int side, Box box) {
      List<Box> kept = sides.get(side);
      Comparator<Box> order = order(side);
      if (kept.size() == KEPT && order.compare(box, kept.get(KEPT - 1)) >= 0) {
        return;
      }
      int at = kept.size();
      while (at > 0 && order.compare(box, kept.get(at - 1)) < 0) {
        at--;
      }
      kept.add(at, box);
      if (kept.size() > KEPT) {
        kept.remove(KEPT);
      }
    }

    /** Of equally far ones the first by id, then by the other sides: the order is not that read. */
    private static Comparator<Box> order(int side) {
      return Comparator.comparingDouble((Box box) -> -box.outer(side))
          .thenComparing(Box::id)
          .thenComparingDouble(Box::west)
          .thenComparingDouble(Box::south)
          .thenComparingDouble(Box::east)
          .thenComparingDouble(Box::north);
    }

    void add(Outermost other) {
      for (int side = 0; side < 4; side++) {
        for (Box box : other.sides.get(side)) {
          add(side, box);
        }
      }
    }

    void write(ArrayNode json) {
      for (List<Box> side : sides) {
        ArrayNode boxes = json.addArray();
        for (Box box : side) {
          boxes.addArray().add(box.id).add(box.west).add(box.south).add(box.east).add(box.north);
        }
      }
    }

    static Outermost parse(JsonNode json) {
      Outermost result = new Outermost();
      for (int side = 0; side < 4; side++) {
        for (JsonNode box : json.path(side)) {
          result
              .sides
              .get(side)
              .add(
                  new Box(
                      box.get(0).asText(),
                      box.get(1).asDouble(),
                      box.get(2).asDouble(),
                      box.get(3).asDouble(),
                      box.get(4).asDouble()));
        }
      }
      return result;
    }

    /**
     * The footprints beyond gaps that are wider than all that lies behind them.
     *
     * @param count of all footprints
     */
    Optional<Outliers> outliers(long count) {
      Set<Box> far = new LinkedHashSet<>();
      for (List<Box> found = beyondAGap(far); !found.isEmpty(); found = beyondAGap(far)) {
        far.addAll(found);
      }
      long most = Math.max(1, (long) (LARGEST_PART * count));
      boolean known = sides.stream().noneMatch(far::containsAll);
      if (far.isEmpty() || far.size() > most || count < 3 || !known) {
        return Optional.empty();
      }
      Bounds rest =
          new Bounds(
              -nearest(0, far).outer(0),
              -nearest(1, far).outer(1),
              nearest(2, far).outer(2),
              nearest(3, far).outer(3));
      List<Outlier> found = new ArrayList<>();
      far.forEach(box -> found.add(new Outlier(box.id, box.distance(rest))));
      found.sort(
          Comparator.comparingDouble(Outlier::distance).reversed().thenComparing(Outlier::id));
      return Optional.of(new Outliers(List.copyOf(found), rest));
    }

    /** The fewest footprints beyond a gap on any side, where those known no longer count. */
    private List<Box> beyondAGap(Set<Box> far) {
      List<Box> fewest = List.of();
      for (int side = 0; side < 4; side++) {
        List<Box> near = sides.get(side).stream().filter(box -> !far.contains(box)).toList();
        double innermost = Double.POSITIVE_INFINITY;
        for (int n = 1; n < near.size(); n++) {
          innermost = Math.min(innermost, near.get(n - 1).inner(side));
          double gap = innermost - near.get(n).outer(side);
          if (gap > LEAST_GAP && gap > size(side, near.get(n), far)) {
            fewest = fewest.isEmpty() || n < fewest.size() ? near.subList(0, n) : fewest;
            break;
          }
        }
      }
      return List.copyOf(fewest);
    }

    /** How far what lies behind a footprint extends away from the side. */
    private double size(int side, Box first, Set<Box> far) {
      int opposite = (side + 2) % 4;
      return sides.get(opposite).stream().allMatch(far::contains)
          ? Double.POSITIVE_INFINITY
          : first.outer(side) + nearest(opposite, far).outer(opposite);
    }

    /** The outermost on a side of those that are not far. */
    private Box nearest(int side, Set<Box> far) {
      return sides.get(side).stream().filter(box -> !far.contains(box)).findFirst().orElseThrow();
    }
  }
}
