package io.citymesh.mesh;

import io.citymesh.tile.SizeField;
import io.citymesh.tile.SizeTree;
import io.citymesh.tile.Sizes;

/**
 * What holds triangles against sizes that differ by place.
 *
 * @param ground for those of ground
 * @param roof for those inside buildings
 */
record SizeTrees(SizeTree ground, SizeTree roof) {

  /** Of the sizes in the limits' region; null if they are the same everywhere. */
  static SizeTrees of(Limits limits) {
    SizeField sizes = limits.sizes();
    return sizes.isUniform()
        ? null
        : new SizeTrees(
            sizes.tree(Sizes.Kind.GROUND, limits.region()),
            sizes.tree(Sizes.Kind.ROOF, limits.region()));
  }
}
