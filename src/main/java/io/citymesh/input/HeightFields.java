package io.citymesh.input;

import io.citymesh.option.OptionTable;
import io.citymesh.option.OptionValues;
import java.io.Serializable;
import java.util.List;

/**
 * The fields (columns, properties) of the footprints that hold heights; an empty name for none.
 *
 * @param height height above the ground, metres
 * @param roof elevation of the roof, metres
 * @param storeys number of storeys
 */
public record HeightFields(String height, String roof, String storeys) implements Serializable {
  /** No field holds a height. */
  public static final HeightFields NONE = new HeightFields("", "", "");

  /** The fields of these values. */
  public static HeightFields of(OptionValues values) {
    return new HeightFields(
        values.get(OptionTable.HEIGHT_FIELD),
        values.get(OptionTable.ROOF_FIELD),
        values.get(OptionTable.STOREYS_FIELD));
  }

  /** The names; an empty one where there is no such field. */
  public List<String> names() {
    return List.of(height, roof, storeys);
  }
}
