package io.citymesh.job;

import io.citymesh.geo.Footing;
import io.citymesh.geo.PackedFootprint;
import java.io.Serializable;

/**
 * What a task that cleans hands on: buildings, the blocks that they make, and remarks; then, for
 * the driver, sums ({@link CleaningTotals}); and footprints whose clusters reach into other
 * regions, which wait for the rest of these.
 */
sealed interface CleanedItem extends Serializable
    permits PackedBuilding,
        PackedRemark,
        CleaningTotals,
        CleanedItem.Standing,
        CleanedItem.KeyHashes,
        CleanedItem.OpenFootprint,
        CleanedItem.OpenComponents {

  /** Where a block of buildings meets the ground, if that is levelled. */
  record Standing(Footing footing) implements CleanedItem {}

  /**
   * The hashes of the keys of a task's buildings, from which the same twice is found.
   *
   * @param hashes in any order
   */
  record KeyHashes(long[] hashes) implements CleanedItem {}

  /**
   * A footprint of a component that reaches into other regions.
   *
   * @param component its number in its region
   */
  record OpenFootprint(int component, PackedFootprint footprint) implements CleanedItem {}

  /**
   * The components of a region that reach into others.
   *
   * @param costs of their footprints at home in the region, by the component's number
   * @param links three numbers for each footprint that lies in several regions: two that stand for
   *     its id, and its component
   */
  record OpenComponents(long[] costs, long[] links) implements CleanedItem {}
}
