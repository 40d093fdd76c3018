package io.citymesh.view;

import io.citymesh.output.BuildingRow;
import java.io.Serializable;

/**
 * What tiles tell of a building.
 *
 * @param index 0 ... N-1
 * @param ids the input's own ids, with commas between them
 * @param ground elevation of the ground under it, metres
 * @param roof elevation of its roof, metres
 * @param source where the roof comes from
 * @param area of the footprint, square metres
 * @param footprint as it was meshed, a polygon as WKB
 */
public record TileBuilding(
    int index, String ids, double ground, double roof, String source, double area, byte[] footprint)
    implements Serializable {

  /** What a row tells. */
  public static TileBuilding of(BuildingRow row) {
    return new TileBuilding(
        row.index(),
        String.join(", ", row.sourceIds()),
        row.ground(),
        row.roof(),
        row.heightSource(),
        row.area(),
        row.footprint());
  }
}
