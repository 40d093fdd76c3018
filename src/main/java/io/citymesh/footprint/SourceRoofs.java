package io.citymesh.footprint;

import java.util.List;
import org.locationtech.jts.geom.Geometry;

/**
 * The roofs of a cluster's footprints as they were read, each over the ground below its own
 * footprint: so they do not depend on what cleaning makes of them. Not thread-safe.
 */
final class SourceRoofs {
  private final List<SourceFootprint> footprints;
  private final List<Geometry> areas;
  private final HeightChain heights;
  private final Levels levels;
  private final HeightChain.Roof[] roofs;

  /**
   * @param areas of the footprints, in the same order
   */
  SourceRoofs(
      List<SourceFootprint> footprints, List<Geometry> areas, HeightChain heights, Levels levels) {
    this.footprints = footprints;
    this.areas = areas;
    this.heights = heights;
    this.levels = levels;
    this.roofs = new HeightChain.Roof[footprints.size()];
  }

  /** The roof of a footprint, by number; its elevation is NaN if no source says anything. */
  HeightChain.Roof roof(int number) {
    if (roofs[number] == null) {
      roofs[number] =
          heights.roof(footprints.get(number).heights(), levels.ground(areas.get(number)));
    }
    return roofs[number];
  }

  /** The roof above the ground below its footprint, metres; NaN if no source says anything. */
  double height(int number) {
    return roof(number).elevation() - levels.ground(areas.get(number));
  }

  /**
   * The elevation by which a roof is above another, metres; NaN where nothing is known of this
   * footprint: the one height for all such buildings must not bury what is known.
   */
  double known(int number) {
    HeightChain.Roof roof = roof(number);
    return roof.source() == HeightSource.BUILDING_HEIGHT ? Double.NaN : roof.elevation();
  }

  /** The volume between the terrain and the highest roof over each point, cubic metres. */
  double volume(Stack stack) {
    double volume = 0;
    for (int i = 0; i < roofs.length; i++) {
      double roof = roof(i).elevation();
      Geometry visible = stack.visible(i);
      if (!Double.isNaN(roof) && !visible.isEmpty()) {
        volume += levels.volume(visible, roof);
      }
    }
    return volume;
  }
}
