package io.citymesh.vector;

import io.citymesh.input.CityInput;
import io.citymesh.input.HeightFields;
import java.util.List;

/**
 * Which fields to read.
 *
 * @param id the field with ids, empty to look for one
 * @param heights the fields with heights
 * @param heightsFollow whether buildings whose fields say nothing get a height later
 * @param keep the fields that are kept
 */
public record FootprintFields(
    String id, HeightFields heights, boolean heightsFollow, List<String> keep) {
  /** Fields of which none is kept. */
  public FootprintFields(String id, HeightFields heights, boolean heightsFollow) {
    this(id, heights, heightsFollow, List.of());
  }

  /** Fields without a named one for ids. */
  public FootprintFields(HeightFields heights, boolean heightsFollow) {
    this("", heights, heightsFollow);
  }

  /** The fields that a city's input names. */
  public static FootprintFields of(CityInput input) {
    return new FootprintFields(
        input.buildings().idField(),
        input.heightFields(),
        input.buildingHeight().isPresent() || input.points().present(),
        input.buildings().keepFields());
  }
}
