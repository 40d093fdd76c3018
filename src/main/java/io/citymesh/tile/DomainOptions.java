package io.citymesh.tile;

import io.citymesh.option.Option;
import io.citymesh.option.OptionTable;
import io.citymesh.option.OptionValues;
import io.citymesh.report.UserError;
import java.util.OptionalDouble;

/**
 * Whether the surface of a domain is closed, and how.
 *
 * @param close whether it is
 * @param top elevation of the top, metres; empty to choose it by the heights of the city
 * @param flow from where the wind comes, degrees clockwise from north; empty for no wind
 */
public record DomainOptions(boolean close, OptionalDouble top, OptionalDouble flow) {

  /**
   * @throws UserError if a value is impossible, or means nothing on an open surface
   */
  public DomainOptions {
    requireClosed(close, OptionTable.TOP, top);
    requireClosed(close, OptionTable.FLOW_DIRECTION, flow);
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
    return new DomainOptions(
        values.get(OptionTable.CLOSE),
        number(values, OptionTable.TOP),
        number(values, OptionTable.FLOW_DIRECTION));
  }

  private static OptionalDouble number(OptionValues values, Option<Double> option) {
    return values.find(option).map(OptionalDouble::of).orElse(OptionalDouble.empty());
  }
}
