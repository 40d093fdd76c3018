package io.citymesh.job;

import io.citymesh.report.Manifest;
import io.citymesh.stitch.Frontier;
import io.citymesh.stitch.Part;
import io.citymesh.stitch.PartQuality;
import java.io.Serializable;

/** What a task passes on: a summary of each part, and the open regions. */
sealed interface StageItem extends Serializable {

  /** The node of the stitching tree that it is about. */
  int node();

  /** The node of what is not in a tree. */
  int NO_NODE = -1;

  /**
   * A part that was sealed and lies in the output.
   *
   * @param id its place in the tree, whatever becomes of other tiles
   * @param vertices how many it owns
   * @param faces how many it has
   * @param bounds the rectangle around its own vertices
   * @param quality the shape of its triangles
   * @param cells {@link io.citymesh.air.AirQuality#numbers} of the air above it; none without a
   *     volume
   * @param byZone triangles of ground and roofs by each zone that has a say in the node's
   *     rectangle, then elsewhere
   * @param area planar area of its ground and roof faces, square metres
   * @param volume between them and the top of a closed domain, cubic metres; else 0
   * @param open edges of the region's frontier after it
   * @param bytes of its arrays
   * @param seconds that making it took
   * @param key its {@link NodeKeys key}
   * @param halvings how often the tile was halved because it ran out of memory
   * @param reused whether an earlier run has made it
   * @param file where it lies
   */
  record PartSummary(
      int node,
      long id,
      Part.Kind kind,
      int vertices,
      int faces,
      Manifest.Extent bounds,
      PartQuality quality,
      long[] cells,
      long[] byZone,
      double area,
      double volume,
      int open,
      long bytes,
      double seconds,
      String key,
      int halvings,
      boolean reused,
      PublishedFile file)
      implements StageItem {

    /**
     * The same part in a run.
     *
     * @param nodeThere the part's node in the run's tree
     * @param wasThere whether an earlier run has made it
     */
    PartSummary inRun(int nodeThere, boolean wasThere) {
      return new PartSummary(
          nodeThere, id, kind, vertices, faces, bounds, quality, cells, byZone, area, volume, open,
          bytes, seconds, key, halvings, wasThere, file);
    }
  }

  /**
   * A tile that could not be meshed.
   *
   * @param error what was thrown
   * @param mendable whether the user can mend it: an input is damaged there
   * @param seconds that it took
   */
  record FailedTile(int node, String error, boolean mendable, double seconds)
      implements StageItem {}

  /** A region that waits for its sibling. */
  sealed interface OpenRegion extends StageItem {

    /** The {@link NodeKeys key} of the region's node. */
    String key();
  }

  /** A region that was made here: its frontier travels with it. */
  record MadeRegion(int node, String key, Frontier frontier) implements OpenRegion {}

  /** A region that was found in the output's work; its frontier is read if it is needed. */
  record FoundRegion(int node, String key) implements OpenRegion {}
}
