package io.citymesh.job;

import io.citymesh.report.Manifest;
import io.citymesh.stitch.Frontier;
import io.citymesh.stitch.Part;
import io.citymesh.stitch.PartQuality;
import java.io.Serializable;

/** What a task passes on: a word about each part, and the open regions. */
sealed interface StageItem extends Serializable {

  /** The node of the stitching tree that it is about. */
  int node();

  /**
   * A part that was sealed and, if there was room, lies in the store of the executor that made it.
   *
   * @param vertices how many it owns
   * @param faces how many it has
   * @param quality the shape of its triangles
   * @param area planar area of its ground and roof faces, square metres
   * @param open edges of the region's frontier after it
   * @param bytes of its arrays
   * @param seconds that making it took
   */
  record SealedPart(
      int node,
      Part.Kind kind,
      int vertices,
      int faces,
      PartQuality quality,
      double area,
      int open,
      long bytes,
      double seconds)
      implements StageItem {}

  /**
   * A tile that could not be meshed.
   *
   * @param error what was thrown
   * @param seconds that it took
   */
  record FailedTile(int node, String error, double seconds) implements StageItem {}

  /** The frontier of a region whose sibling is in another partition. */
  record OpenRegion(Frontier frontier) implements StageItem {
    @Override
    public int node() {
      return frontier.node();
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
