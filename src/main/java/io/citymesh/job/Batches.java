package io.citymesh.job;

import io.citymesh.tile.StitchTree;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.TreeMap;

/**
 * The division of the work: which tiles make up a batch, the work of one task, and in which stage,
 * by which task, regions of different batches are stitched.
 *
 * <p>A batch is the set of tiles below one node of the stitching tree, so that all but one of its
 * stitches are its own. The costliest one is halved, by its estimate, until there are enough. The
 * costliest batch comes first, which evens out the end of the stage.
 *
 * <p>Above the batches, a node is stitched one stage after the later of its children, or, with a
 * greater fan-in, in the same task as its children, as many levels at a time as the fan-in has
 * doublings. None of this changes the mesh.
 */
final class Batches implements Serializable {
  private static final long serialVersionUID = 1L;

  /** How many batches a core gets, at most and at least, if nobody says. */
  private static final int MOST_PER_CORE = 4;

  private static final int FEWEST_PER_CORE = 2;

  /**
   * The fewest batches, so that a task that is tried again is a part of the city, not all of it.
   */
  private static final int FEWEST = 4;

  /** The time of a level of stitching across tasks, in faces that could be meshed meanwhile. */
  private static final double LEVEL = 120_000;

  /** The part of a batch's time by which it may end later than estimated. */
  private static final double DOUBT = 0.1;

  private static final Comparator<Batch> COSTLIEST_FIRST =
      Comparator.comparingDouble(Batch::cost).reversed().thenComparingInt(Batch::node);

  /** The batch of each tile. */
  private final int[] batchOfTile;

  private final int batches;
  private final int tiles;

  /** For each node above the batches the stage in which it is stitched, from 1; else 0. */
  private final int[] stage;

  /** Of each node above the batches the task of its stage. */
  private final int[] task;

  /** How many tasks each stage has; at 0 the batches. */
  private final List<Integer> tasks = new ArrayList<>();

  /** Of each task of the first stage of stitching its batches; for the driver alone. */
  private final transient List<List<Integer>> batchesOfTask = new ArrayList<>();

  /** Of each stage the partitions of each earlier one that feed it; for the driver alone. */
  private final transient List<Map<Integer, BitSet>> feeds = new ArrayList<>();

  /** The top of each batch. */
  private record Batch(int node, double cost) {}

  /**
   * @param costs of each tile, in any unit
   * @param partitions how many batches are wanted; there are never more than tiles
   * @param fanIn how many regions a task of stitching joins, 2 or more; counts as the power of two
   *     below it
   */
  Batches(StitchTree tree, double[] costs, int partitions, int fanIn) {
    tiles = tree.tiles();
    List<Batch> found = dealt(tree, below(tree, costs), partitions);
    batches = found.size();
    batchOfTile = new int[tiles];
    boolean[] inBatch = new boolean[tree.nodes()];
    for (int batch = 0; batch < batches; batch++) {
      int top = found.get(batch).node;
      inBatch[top] = true;
      Arrays.fill(batchOfTile, tree.firstTile(top), tree.endTile(top), batch);
    }
    for (int node = tree.root(); node >= 0; node--) {
      inBatch[node] |= tree.parent(node) >= 0 && inBatch[tree.parent(node)];
    }
    stage = stages(tree, inBatch, Integer.SIZE - 1 - Integer.numberOfLeadingZeros(fanIn));
    task = new int[stage.length];
    tasks.add(batches);
    feeds.add(new TreeMap<>());
    for (int node = tree.root(); node >= tiles; node--) {
      if (inBatch[node]) {
        continue;
      }
      // The root has the last stage; a node of the same stage as its parent is in the same task.
      while (tasks.size() <= stage[node]) {
        tasks.add(0);
        feeds.add(new TreeMap<>());
      }
      int parent = tree.parent(node);
      boolean joined = parent >= 0 && stage[parent] == stage[node];
      task[node] = joined ? task[parent] : tasks.get(stage[node]);
      if (!joined) {
        tasks.set(stage[node], task[node] + 1);
      }
    }
    for (int t = 0; stages() > 0 && t < tasks(1); t++) {
      batchesOfTask.add(new ArrayList<>());
    }
    for (int node = tiles; node < stage.length; node++) {
      if (stage[node] > 0) {
        feed(node, tree.firstChild(node), tree);
        feed(node, tree.secondChild(node), tree);
      }
    }
  }

  private void feed(int node, int child, StitchTree tree) {
    if (stage[child] < stage[node]) {
      int partition = stage[child] == 0 ? batchOfTile[tree.firstTile(child)] : task[child];
      feeds.get(stage[node]).computeIfAbsent(stage[child], any -> new BitSet()).set(partition);
      if (stage[node] == 1) {
        batchesOfTask.get(task[node]).add(partition);
      }
    }
  }

  /** The cost of each node, with all nodes below it. */
  private static double[] below(StitchTree tree, double[] costs) {
    double[] below = Arrays.copyOf(costs, tree.nodes());
    for (int node = tree.tiles(); node < below.length; node++) {
      below[node] = below[tree.firstChild(node)] + below[tree.secondChild(node)];
    }
    return below;
  }

  /**
   * Deals the tiles: the whole city, of which the costliest batch is halved until there are enough
   * batches, or nothing but tiles.
   */
  private static List<Batch> dealt(StitchTree tree, double[] below, int partitions) {
    PriorityQueue<Batch> open = new PriorityQueue<>(COSTLIEST_FIRST);
    List<Batch> found = new ArrayList<>();
    open.add(new Batch(tree.root(), below[tree.root()]));
    while (!open.isEmpty() && found.size() + open.size() < partitions) {
      Batch batch = open.remove();
      if (tree.isTile(batch.node)) {
        found.add(batch);
      } else {
        open.add(new Batch(tree.firstChild(batch.node), below[tree.firstChild(batch.node)]));
        open.add(new Batch(tree.secondChild(batch.node), below[tree.secondChild(batch.node)]));
      }
    }
    found.addAll(open);
    found.sort(COSTLIEST_FIRST);
    return found;
  }

  /**
   * How many batches are likely to be done soonest: few are of unequal length, many are stitched in
   * more levels across tasks.
   *
   * @param costs of each tile, in faces that are meshed in that time
   */
  static int howMany(StitchTree tree, double[] costs, int cores) {
    double[] below = below(tree, costs);
    int most = Math.max(FEWEST, MOST_PER_CORE * cores);
    int best = most;
    double soonest = Double.POSITIVE_INFINITY;
    for (int n = Math.max(FEWEST, FEWEST_PER_CORE * cores); n <= most; n++) {
      List<Batch> dealt = dealt(tree, below, n);
      int levels = dealt.stream().mapToInt(batch -> depth(tree, batch.node)).max().orElseThrow();
      double end = lastEnd(dealt, cores) + DOUBT * dealt.get(0).cost + LEVEL * levels;
      if (end < soonest) {
        soonest = end;
        best = n;
      }
    }
    return best;
  }

  /** How many nodes lie above this one. */
  private static int depth(StitchTree tree, int node) {
    int depth = 0;
    for (int above = tree.parent(node); above >= 0; above = tree.parent(above)) {
      depth++;
    }
    return depth;
  }

  /** When the last batch ends, if each core takes the next one as soon as it is free. */
  private static double lastEnd(List<Batch> dealt, int cores) {
    PriorityQueue<Double> free = new PriorityQueue<>(Collections.nCopies(cores, 0.0));
    for (Batch batch : dealt) {
      free.add(free.remove() + batch.cost);
    }
    return Collections.max(free);
  }

  /** Stages by levels above the batches, several levels to a stage. */
  private static int[] stages(StitchTree tree, boolean[] inBatch, int levels) {
    int[] level = new int[tree.nodes()];
    for (int node = tree.tiles(); node < level.length; node++) {
      if (!inBatch[node]) {
        level[node] = 1 + Math.max(level[tree.firstChild(node)], level[tree.secondChild(node)]);
      }
    }
    for (int node = 0; node < level.length; node++) {
      level[node] = (level[node] + levels - 1) / levels;
    }
    return level;
  }

  /** How many batches there are. */
  int count() {
    return batches;
  }

  /** The batch of a tile. */
  int batchOf(int tile) {
    return batchOfTile[tile];
  }

  /** How many stages of stitching there are after the batches. */
  int stages() {
    return tasks.size() - 1;
  }

  /** The stage in which a node is made: 0 for those inside a batch. */
  int stageOf(int node) {
    return stage[node];
  }

  /** The partition of its stage that makes a node above the batches. */
  int taskOf(int node) {
    return task[node];
  }

  /** The batches whose regions are stitched by a task of the first stage of stitching. */
  List<Integer> batchesOfTask(int taskOfFirstStage) {
    return batchesOfTask.get(taskOfFirstStage);
  }

  /** The partitions of an earlier stage whose regions are stitched in a later one. */
  BitSet feeds(int earlier, int later) {
    return feeds.get(later).getOrDefault(earlier, new BitSet());
  }

  /** How many partitions a stage has. */
  int tasks(int stageNumber) {
    return tasks.get(stageNumber);
  }
}
