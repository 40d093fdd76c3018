package io.citymesh.job;

import io.citymesh.stitch.Frontier;
import io.citymesh.stitch.Part;
import io.citymesh.stitch.Stitched;
import io.citymesh.stitch.Stitcher;
import io.citymesh.store.MeshStore;
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
  private final MeshStore store;
  private final TreeMap<Integer, Frontier> waiting = new TreeMap<>();

  Combiner(Setting setting, MeshStore store) {
    this.setting = setting;
    this.stitcher = setting.stitcher();
    this.store = store;
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
      made.add(seal(stitched, Part.Kind.SEAM, start));
      frontier = stitched.frontier();
    }
    waiting.put(frontier.node(), frontier);
    return made;
  }

  /** Spills a part and says a word about it. */
  StageItem seal(Stitched stitched, Part.Kind kind, long startNanos) {
    Part part = stitched.part();
    try {
      store.write(part);
    } catch (IOException e) {
      throw new UncheckedIOException(
          "part " + part.name() + " cannot be kept: " + e.getMessage(), e);
    }
    return new StageItem.SealedPart(
        part.id(),
        kind,
        part.vertexCount(),
        part.faceCount(),
        stitched.quality(),
        stitched.area(),
        stitched.frontier().edgeCount(),
        (System.nanoTime() - startNanos) / 1e9);
  }

  /** The regions that still wait, for a later stage. */
  List<StageItem> rest() {
    List<StageItem> rest = new ArrayList<>();
    waiting.values().forEach(frontier -> rest.add(new StageItem.OpenRegion(frontier)));
    waiting.clear();
    return rest;
  }

  /** Stitches the regions of a partition as far as they go. */
  static Iterator<StageItem> combine(Setting setting, Iterator<StageItem> regions) {
    Combiner combiner = new Combiner(setting, ExecutorStores.of(setting));
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
