package io.citymesh.job;

import io.citymesh.report.Manifest;
import io.citymesh.stitch.Frontier;
import io.citymesh.stitch.Part;
import io.citymesh.stitch.PartQuality;
import java.io.IOException;
import java.io.Serializable;

/** What a task passes on: a summary of each part, and the open regions. */
sealed interface StageItem extends Serializable {

  /** The node of the stitching tree that it is about. */
  int node();

  /**
   * A part that was sealed and, if there was room, lies in the store of the executor that made it,
   * or in the output's work.
   *
   * @param vertices how many it owns
   * @param faces how many it has
   * @param quality the shape of its triangles
   * @param area planar area of its ground and roof faces, square metres
   * @param open edges of the region's frontier after it
   * @param bytes of its arrays
   * @param seconds that making it took
   * @param key its {@link NodeKeys key}
   * @param halvings how often the tile was halved because it ran out of memory
   * @param reused whether an earlier run has made it
   */
  record PartSummary(
      int node,
      Part.Kind kind,
      int vertices,
      int faces,
      PartQuality quality,
      double area,
      int open,
      long bytes,
      double seconds,
      String key,
      int halvings,
      boolean reused)
      implements StageItem {

    /** The same part in a later run. */
    PartSummary asReused() {
      return new PartSummary(
          node, kind, vertices, faces, quality, area, open, bytes, seconds, key, halvings, true);
    }
  }

  /**
   * A tile that could not be meshed.
   *
   * @param error what was thrown
   * @param seconds that it took
   */
  record FailedTile(int node, String error, double seconds) implements StageItem {}

  /** A region that waits for its sibling. */
  sealed interface OpenRegion extends StageItem {

    /** The {@link NodeKeys key} of the region's node. */
    String key();

    /**
     * What the stitch above it needs.
     *
     * @throws IOException if it must be read, and cannot be
     */
    Frontier frontier(Setting setting) throws IOException;
  }

  /** A region that was made here: its frontier travels with it. */
  record MadeRegion(int node, String key, Frontier frontier) implements OpenRegion {
    @Override
    public Frontier frontier(Setting setting) {
      return frontier;
    }
  }

  /** A region that was found in the output's work; its frontier is read if it is needed. */
  record FoundRegion(int node, String key) implements OpenRegion {
    @Override
    public Frontier frontier(Setting setting) throws IOException {
      return setting.work().frontier(node, key);
    }
  }

  /** A part that lies in the output, and its line in the manifest. */
  record PublishedPart(int node, Manifest.Part line) implements StageItem {}

  /**
   * A part that was sealed but cannot be read where it should lie, and must be made again.
   *
   * @param why what reading it said
   */
  record MissingPart(int node, String why) implements StageItem {}
}
