package io.citymesh.tile;

import io.citymesh.option.Option;
import io.citymesh.option.OptionTable;
import io.citymesh.option.OptionValues;
import io.citymesh.report.UserError;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * How far the domain reaches, and whether and how its surface is closed.
 *
 * @param shape what gives it
 * @param rule how far it reaches beyond the buildings
 * @param close whether it is closed; always if the shape is for wind, or the air is filled
 * @param top elevation of the top, metres; empty to choose it by the heights of the city
 * @param flow from where the wind comes, degrees clockwise from north; empty for no wind
 * @param layers of the air, if it is filled with cells
 */
public record DomainOptions(
    Shape shape,
    Rule rule,
    boolean close,
    OptionalDouble top,
    OptionalDouble flow,
    Optional<LayerOptions> layers) {

  /** What gives the domain. */
  public enum Shape {
    /** The bounds or the polygon that are given, or the footprints and a margin. */
    TIGHT,
    /** A rectangle around the buildings, turned with the wind. */
    WIND,
    /** A circle around them, for winds from everywhere. */
    ROUND
  }

  /**
   * How far a domain reaches beyond the buildings, in heights of the tallest of them.
   *
   * @param upstream from where the wind comes
   * @param aside on both sides
   * @param downstream where it goes, and of a round domain everywhere
   */
  public record Rule(double upstream, double aside, double downstream) {
    /** COST action 732, <em>Best practice guideline for the CFD simulation of flows</em>, 2007. */
    private static final Rule COST732 = new Rule(5, 5, 15);

    /** Tominaga et al., <em>AIJ guidelines for practical applications of CFD</em>, 2008. */
    private static final Rule AIJ = new Rule(5, 5, 10);

    private static Rule named(String name) {
      if (name.equals("cost732")) {
        return COST732;
      }
      if (name.equals("aij")) {
        return AIJ;
      }
      double[] heights = Arrays.stream(name.split(",")).mapToDouble(Double::parseDouble).toArray();
      return new Rule(heights[0], heights[1], heights[2]);
    }
  }

  /**
   * @throws UserError if a value is impossible, or means nothing here
   */
  public DomainOptions {
    requireClosed(close, OptionTable.TOP, top);
    requireClosed(close, OptionTable.FLOW_DIRECTION, flow);
    if (shape == Shape.WIND && flow.isEmpty()) {
      throw new UserError(
          "--domain wind is turned with the wind: say from where it comes with --flow-direction, or"
              + " take --domain round");
    }
  }

  private static void requireClosed(boolean close, Option<Double> option, OptionalDouble value) {
    if (value.isPresent()) {
      option.checked(value.getAsDouble());
      if (!close) {
        throw new UserError(option.flag() + " is for a closed domain: give --close too");
      }
    }
  }

  /**
   * The options of these values.
   *
   * @throws UserError if they are impossible together
   */
  public static DomainOptions of(OptionValues values) {
    Shape shape =
        OptionTable.isPolygon(values.get(OptionTable.DOMAIN))
            ? Shape.TIGHT
            : values.choice(OptionTable.DOMAIN, Shape.class);
    if (shape == Shape.TIGHT && values.isGiven(OptionTable.DOMAIN_RULE)) {
      throw new UserError(
          "--domain-rule is for --domain wind or round: give one of them, or leave it out");
    }
    Optional<LayerOptions> layers = LayerOptions.of(values);
    return new DomainOptions(
        shape,
        Rule.named(values.get(OptionTable.DOMAIN_RULE)),
        shape != Shape.TIGHT || layers.isPresent() || values.get(OptionTable.CLOSE),
        number(values, OptionTable.TOP),
        number(values, OptionTable.FLOW_DIRECTION),
        layers);
  }

  private static OptionalDouble number(OptionValues values, Option<Double> option) {
    return values.find(option).map(OptionalDouble::of).orElse(OptionalDouble.empty());
  }
}
