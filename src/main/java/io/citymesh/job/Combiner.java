package io.citymesh.job;

import io.citymesh.air.AirPart;
import io.citymesh.air.AirQuality;
import io.citymesh.report.Manifest;
import io.citymesh.stitch.Frontier;
import io.citymesh.stitch.Part;
import io.citymesh.stitch.Stitched;
import io.citymesh.stitch.Stitcher;
import io.citymesh.store.PartFile;
import io.citymesh.tile.StitchTree;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Joins regions as soon as both children of a node are here: the pairwise combine of the
 * tree-reduce.
 *
 * <p>It holds the frontiers that still wait for their sibling, a handful for a batch of
 * neighbouring tiles, and never more than one part.
 */
final class Combiner {
  private static final Logger LOG = LoggerFactory.getLogger(Combiner.class);

  private final Setting setting;
  private final Stitcher stitcher;
  private final TreeMap<Integer, StageItem.OpenRegion> waiting = new TreeMap<>();

  Combiner(Setting setting) {
    this.setting = setting;
    this.stitcher = setting.stitcher();
  }

  Stitcher stitcher() {
    return stitcher;
  }

  /**
   * Adds a region and stitches upwards as far as possible; returns the summaries of the parts that
   * were sealed.
   */
  List<StageItem> add(StageItem.OpenRegion region) {
    List<StageItem> made = new ArrayList<>();
    StitchTree tree = setting.tree();
    StageItem.OpenRegion top = region;
    while (top.node() != tree.root()) {
      int parent = tree.parent(top.node());
      boolean inOrder = top.node() == tree.firstChild(parent);
      StageItem.OpenRegion other =
          waiting.remove(inOrder ? tree.secondChild(parent) : tree.firstChild(parent));
      if (other == null) {
        break;
      }
      top = inOrder ? join(parent, top, other, made) : join(parent, other, top, made);
    }
    waiting.put(top.node(), top);
    return made;
  }

  private StageItem.OpenRegion join(
      int node, StageItem.OpenRegion first, StageItem.OpenRegion second, List<StageItem> made) {
    String key = NodeKeys.stitch(setting, node, first.key(), second.key());
    Optional<StageItem.OpenRegion> found = find(node, key, made);
    if (found.isPresent()) {
      return found.get();
    }
    try (Admission.Pass pass = setting.admit(node)) {
      long start = System.nanoTime();
      Stitched stitched;
      try {
        stitched = stitch(node, first, second);
      } catch (OutOfMemoryError e) {
        LOG.warn("seam {} ran out of memory ({}) and is tried again alone", node, e.getMessage());
        pass.alone();
        stitched = stitch(node, first, second);
      }
      return seal(stitched, key, 0, start, made);
    }
  }

  private Stitched stitch(int node, StageItem.OpenRegion first, StageItem.OpenRegion second) {
    return stitcher.stitch(node, frontier(first), frontier(second));
  }

  /** The frontier of a region, which travels with it or is read from the output's work. */
  private Frontier frontier(StageItem.OpenRegion region) {
    return region instanceof StageItem.MadeRegion made
        ? made.frontier()
        : setting.work().frontier(setting.tree().id(region.node()), region.key());
  }

  /** Looks for a node that an earlier run, or an earlier attempt of this one, has made. */
  Optional<StageItem.OpenRegion> find(int node, String key, List<StageItem> made) {
    Optional<StageItem.PartSummary> found =
        setting.work().find(setting.id(), node, setting.tree().id(node), key);
    found.ifPresent(made::add);
    return found.map(part -> new StageItem.FoundRegion(node, key));
  }

  /** Publishes the part and notes its summary; returns the region after it. */
  StageItem.OpenRegion seal(
      Stitched stitched, String key, int halvings, long startNanos, List<StageItem> made) {
    Part part = stitched.part();
    double seconds = (System.nanoTime() - startNanos) / 1e9;
    double[] bounds = PartFile.bounds(part, stitched.air());
    StageItem.PartSummary summary =
        new StageItem.PartSummary(
            part.node(),
            part.id(),
            part.kind(),
            part.vertexCount(),
            part.faceCount(),
            new Manifest.Extent(bounds[0], bounds[1], bounds[2], bounds[3]),
            stitched.quality(),
            stitched.air().map(this::quality).orElseGet(() -> new long[0]),
            stitched.byZone(),
            stitched.area(),
            stitched.volume(),
            stitched.frontier().edgeCount(),
            bytes(stitched),
            seconds,
            key,
            halvings,
            false,
            Publisher.publish(setting, part, stitched.air(), key));
    setting.work().keep(setting.id(), summary, stitched.frontier());
    made.add(summary);
    return new StageItem.MadeRegion(part.node(), key, stitched.frontier());
  }

  /** The quality of the cells above a part, as numbers. */
  private long[] quality(AirPart air) {
    return AirQuality.ofFaces(air, Stitcher.layers(setting.tree().domain())).numbers();
  }

  /** How much room a part takes; with air above it, lines are in place of vertices. */
  private static long bytes(Stitched stitched) {
    Part part = stitched.part();
    return stitched
        .air()
        .map(air -> part.bytes() - 8L * part.vertices().length + air.bytes())
        .orElseGet(part::bytes);
  }

  /** The regions that still wait, for a later stage. */
  List<StageItem> rest() {
    List<StageItem> rest = new ArrayList<>(waiting.values());
    waiting.clear();
    return rest;
  }

  /** Stitches the regions of a partition as far as they go. */
  static Iterator<StageItem> combine(Setting setting, Iterator<StageItem> regions) {
    Combiner combiner = new Combiner(setting);
    List<StageItem> made = new ArrayList<>();
    while (regions.hasNext()) {
      if (regions.next() instanceof StageItem.OpenRegion region) {
        made.addAll(combiner.add(region));
      }
    }
    made.addAll(combiner.rest());
    return made.iterator();
  }
}
