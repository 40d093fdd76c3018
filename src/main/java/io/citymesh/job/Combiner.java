package io.citymesh.job;

import io.citymesh.stitch.Frontier;
import io.citymesh.stitch.Part;
import io.citymesh.stitch.Stitched;
import io.citymesh.stitch.Stitcher;
import io.citymesh.tile.StitchTree;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.TreeMap;

/**
 * Joins regions as soon as both children of a node are here: the pairwise combine of the
 * tree-reduce.
 *
 * <p>It holds the frontiers that still wait for their sibling, a handful for a run of neighbouring
 * tiles, and never more than one part.
 */
final class Combiner {
  private final Setting setting;
  private final Stitcher stitcher;
  private final Destination destination;
  private final TreeMap<Integer, Frontier> waiting = new TreeMap<>();

  Combiner(Setting setting, Destination destination) {
    this.setting = setting;
    this.stitcher = setting.stitcher();
    this.destination = destination;
  }

  Stitcher stitcher() {
    return stitcher;
  }

  /** Takes a region and stitches upwards as far as possible; returns what was sealed on the way. */
  List<StageItem> add(Frontier region) {
    List<StageItem> made = new ArrayList<>();
    StitchTree tree = setting.tree();
    Frontier frontier = region;
    while (frontier.node() != tree.root()) {
      int parent = tree.parent(frontier.node());
      int first = tree.firstChild(parent);
      int second = tree.secondChild(parent);
      int sibling = frontier.node() == first ? second : first;
      Frontier other = waiting.remove(sibling);
      if (other == null) {
        break;
      }
      long start = System.nanoTime();
      boolean inOrder = frontier.node() == first;
      Stitched stitched =
          stitcher.stitch(parent, inOrder ? frontier : other, inOrder ? other : frontier);
      made.addAll(seal(stitched, start));
      frontier = stitched.frontier();
    }
    waiting.put(frontier.node(), frontier);
    return made;
  }

  /** Hands a part on and says a word about it. */
  List<StageItem> seal(Stitched stitched, long startNanos) {
    Part part = stitched.part();
    List<StageItem> items = new ArrayList<>();
    try {
      destination.take(setting, part).ifPresent(items::add);
    } catch (IOException e) {
      throw new UncheckedIOException(
          "part " + part.name() + " cannot be written: " + e.getMessage(), e);
    }
    items.add(
        new StageItem.SealedPart(
            part.id(),
            part.kind(),
            part.vertexCount(),
            part.faceCount(),
            stitched.quality(),
            stitched.area(),
            stitched.frontier().edgeCount(),
            part.bytes(),
            (System.nanoTime() - startNanos) / 1e9));
    return items;
  }

  /** The regions that still wait, for a later stage. */
  List<StageItem> rest() {
    List<StageItem> rest = new ArrayList<>();
    waiting.values().forEach(frontier -> rest.add(new StageItem.OpenRegion(frontier)));
    waiting.clear();
    return rest;
  }

  /** Stitches the regions of a partition as far as they go. */
  static Iterator<StageItem> combine(
      Setting setting, Destination destination, Iterator<StageItem> regions) {
    Combiner combiner = new Combiner(setting, destination);
    List<StageItem> made = new ArrayList<>();
    while (regions.hasNext()) {
      if (regions.next() instanceof StageItem.OpenRegion region) {
        made.addAll(combiner.add(region.frontier()));
      }
    }
    made.addAll(combiner.rest());
    return made.iterator();
  }
}
