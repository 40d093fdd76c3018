package io.citymesh.job;

import io.citymesh.geo.Bounds;
import io.citymesh.option.OptionTable;
import io.citymesh.report.OptionCheck;
import io.citymesh.report.UserError;
import io.citymesh.tile.Domain;
import io.citymesh.tile.DomainOptions;
import java.io.Serializable;
import java.util.Iterator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.apache.spark.api.java.JavaRDD;

/**
 * Finds the domain of a run: that of its options, and where they leave it to the buildings, theirs.
 */
final class CityDomain {
  /** How far the top is above the highest roof, in heights of the tallest building. */
  private static final double ABOVE_ROOFS = 5;

  /** How far it is at least above the ground of every building, in the same. */
  private static final double ABOVE_GROUND = 6;

  private CityDomain() {}

  /**
   * How high the buildings are.
   *
   * @param tallest the largest height of a roof above its building's ground, metres
   * @param roof the highest elevation of a roof, metres; negative infinity without buildings
   * @param ground the highest elevation of a building's ground, metres; the same
   */
  record Heights(double tallest, double roof, double ground) implements Serializable {
    private static final Heights NONE =
        new Heights(0, Double.NEGATIVE_INFINITY, Double.NEGATIVE_INFINITY);

    /** Of all buildings, in one pass; the same in any order. */
    static Heights of(JavaRDD<PackedBuilding> buildings) {
      return buildings.mapPartitions(all -> List.of(of(all)).iterator()).treeReduce(Heights::and);
    }

    private static Heights of(Iterator<PackedBuilding> buildings) {
      Heights all = NONE;
      while (buildings.hasNext()) {
        PackedBuilding next = buildings.next();
        all = all.and(new Heights(next.roof() - next.ground(), next.roof(), next.ground()));
      }
      return all;
    }

    private Heights and(Heights other) {
      return new Heights(
          Math.max(tallest, other.tallest),
          Math.max(roof, other.roof),
          Math.max(ground, other.ground));
    }

    /** The elevation of the top by the rule, rounded up to a whole metre. */
    double top() {
      return Math.ceil(Math.max(roof + ABOVE_ROOFS * tallest, ground + ABOVE_GROUND * tallest));
    }
  }

  /**
   * The domain.
   *
   * @param bounds the rectangle that is meshed
   * @param note hears what was chosen
   * @throws UserError if the top is below a roof, or nothing says where it is
   */
  static Domain of(
      Bounds bounds,
      DomainOptions options,
      JavaRDD<PackedBuilding> buildings,
      Consumer<String> note) {
    Domain open = Domain.of(bounds);
    if (!options.close()) {
      return open;
    }
    Heights heights = Heights.of(buildings);
    double top = options.top().orElseGet(heights::top);
    if (Double.isInfinite(top)) {
      throw new UserError(
          "no building says how high the closed domain is: give its elevation with "
              + OptionTable.TOP.flag());
    }
    if (top <= heights.roof()) {
      throw new UserError(
          OptionTable.TOP.flag()
              + " "
              + OptionCheck.text(top)
              + " is not above the highest roof, at "
              + OptionCheck.text(heights.roof())
              + " m: give a higher one, or leave it out for "
              + OptionCheck.text(heights.top()));
    }
    if (options.top().isEmpty()) {
      note.accept(
          "The domain is closed at %s m: %s times the height of the tallest building, %s m, above the highest roof."
              .formatted(
                  OptionCheck.text(top),
                  OptionCheck.text(ABOVE_ROOFS),
                  OptionCheck.text(Math.rint(1000 * heights.tallest()) / 1000)));
    }
    return open.closed(top, options.flow());
  }

  /** What the manifest says of a closed domain: its top and the direction of the wind. */
  static SortedMap<String, Double> closing(Domain domain) {
    SortedMap<String, Double> closing = new TreeMap<>();
    if (domain.isClosed()) {
      closing.put("top", domain.top());
      if (domain.hasWind()) {
        closing.put("flow_direction", domain.wind());
      }
    }
    return closing;
  }
}
