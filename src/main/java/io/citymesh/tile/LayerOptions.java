package io.citymesh.tile;

import io.citymesh.option.Option;
import io.citymesh.option.OptionTable;
import io.citymesh.option.OptionValues;
import io.citymesh.report.OptionCheck;
import io.citymesh.report.UserError;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * In what layers the air is divided, if it is filled with cells.
 *
 * @param first height of the layers up to the highest roof, metres
 * @param growth how many times higher each layer above it is than the one below
 * @param max the highest layer, metres
 */
public record LayerOptions(double first, double growth, double max) {

  /**
   * @throws UserError if a value is impossible
   */
  public LayerOptions {
    OptionTable.FIRST_LAYER.checked(first);
    OptionTable.LAYER_GROWTH.checked(growth);
    OptionTable.LAYER_MAX.checked(max);
    if (max < first) {
      throw new UserError(
          String.format(
              Locale.ROOT,
              "%s %s is below the first layer of %s m: give a higher one, or a lower %s",
              OptionTable.LAYER_MAX.flag(),
              OptionCheck.text(max),
              OptionCheck.text(first),
              OptionTable.FIRST_LAYER.flag()));
    }
  }

  /**
   * The options of these values; empty if the air is not filled.
   *
   * @throws UserError if they are impossible, or mean nothing here
   */
  static Optional<LayerOptions> of(OptionValues values) {
    if (values.get(OptionTable.VOLUME)) {
      if (values.isGiven(OptionTable.WALL_SIZE)) {
        throw new UserError(
            OptionTable.WALL_SIZE.flag()
                + " is for a surface alone: the rows of a volume's walls are its layers, see "
                + OptionTable.FIRST_LAYER.flag());
      }
      return Optional.of(
          new LayerOptions(
              values.get(OptionTable.FIRST_LAYER),
              values.get(OptionTable.LAYER_GROWTH),
              values.get(OptionTable.LAYER_MAX)));
    }
    for (Option<?> option :
        List.of(OptionTable.FIRST_LAYER, OptionTable.LAYER_GROWTH, OptionTable.LAYER_MAX)) {
      if (values.isGiven(option)) {
        throw new UserError(option.flag() + " is for a volume: give --volume too");
      }
    }
    return Optional.empty();
  }

  /**
   * The layers of a city.
   *
   * @param ground the elevation from which heights are counted, metres
   * @param highest the highest roof, metres
   */
  public Filling filling(double ground, double highest) {
    return new Filling(first, growth, max, ground, highest);
  }
}
