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
 * Who does what: which tiles make up a run, the work of one task, and in which stage, by which
 * task, regions of different runs are stitched.
 *
 * <p>A run is the set of tiles below one node of the stitching tree, so that all but one of its
 * stitches are its own. The costliest one is halved, by its estimate, until there are enough. The
 * costliest run comes first, which evens out the end of the stage.
 *
 * <p>Above the runs, a node is stitched one stage after the later of its children, or, with a
 * greater fan-in, in the same task as its children, as many levels at a time as the fan-in has
 * doublings. None of this changes the mesh.
 */
final class Runs implements Serializable {
  private static final long serialVersionUID = 1L;

  /** How many runs a core gets, at most and at least, if nobody says. */
  private static final int MOST_PER_CORE = 4;

  private static final int FEWEST_PER_CORE = 2;

  /** So that a task that is tried again is a part of the city, not all of it. */
  private static final int FEWEST = 4;

  /** What a level of stitching across tasks costs, in faces that could be meshed meanwhile. */
  private static final double LEVEL = 120_000;

  /** By what part of a run its end may be later than estimated. */
  private static final double DOUBT = 0.1;

  private static final Comparator<Run> COSTLIEST_FIRST =
      Comparator.comparingDouble(Run::cost).reversed().thenComparingInt(Run::node);

  /** The run of each tile. */
  private final int[] runOfTile;

  private final int runs;
  private final int tiles;

  /** Of each node above the runs the stage in which it is stitched, from 1; else 0. */
  private final int[] stage;

  /** Of each node above the runs the task of its stage. */
  private final int[] task;

  /** How many tasks each stage has; at 0 the runs. */
  private final List<Integer> tasks = new ArrayList<>();

  /** Of each task of the first stage of stitching its runs; for the driver alone. */
  private final transient List<List<Integer>> runsOfTask = new ArrayList<>();

  /** Of each stage the partitions of each earlier one that feed it; for the driver alone. */
  private final transient List<Map<Integer, BitSet>> feeds = new ArrayList<>();

  /** The top of each run. */
  private record Run(int node, double cost) {}

  /**
   * @param costs of each tile, in any unit
   * @param partitions how many runs are wanted; there are never more than tiles
   * @param fanIn how many regions a task of stitching joins, 2 or more; counts as the power of two
   *     below it
   */
  Runs(StitchTree tree, double[] costs, int partitions, int fanIn) {
    tiles = tree.tiles();
    List<Run> found = dealt(tree, below(tree, costs), partitions);
    runs = found.size();
    runOfTile = new int[tiles];
    boolean[] inRun = new boolean[tree.nodes()];
    for (int run = 0; run < runs; run++) {
      int top = found.get(run).node;
      inRun[top] = true;
      Arrays.fill(runOfTile, tree.firstTile(top), tree.endTile(top), run);
    }
    for (int node = tree.root(); node >= 0; node--) {
      inRun[node] |= tree.parent(node) >= 0 && inRun[tree.parent(node)];
    }
    stage = stages(tree, inRun, Integer.SIZE - 1 - Integer.numberOfLeadingZeros(fanIn));
    task = new int[stage.length];
    tasks.add(runs);
    feeds.add(new TreeMap<>());
    for (int node = tree.root(); node >= tiles; node--) {
      if (inRun[node]) {
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
      runsOfTask.add(new ArrayList<>());
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
      int partition = stage[child] == 0 ? runOfTile[tree.firstTile(child)] : task[child];
      feeds.get(stage[node]).computeIfAbsent(stage[child], any -> new BitSet()).set(partition);
      if (stage[node] == 1) {
        runsOfTask.get(task[node]).add(partition);
      }
    }
  }

  /** What each node costs with all that is below it. */
  private static double[] below(StitchTree tree, double[] costs) {
    double[] below = Arrays.copyOf(costs, tree.nodes());
    for (int node = tree.tiles(); node < below.length; node++) {
      below[node] = below[tree.firstChild(node)] + below[tree.secondChild(node)];
    }
    return below;
  }

  /** The whole, of which the costliest is halved until there are enough, or nothing but tiles. */
  private static List<Run> dealt(StitchTree tree, double[] below, int partitions) {
    PriorityQueue<Run> open = new PriorityQueue<>(COSTLIEST_FIRST);
    List<Run> found = new ArrayList<>();
    open.add(new Run(tree.root(), below[tree.root()]));
    while (!open.isEmpty() && found.size() + open.size() < partitions) {
      Run run = open.remove();
      if (tree.isTile(run.node)) {
        found.add(run);
      } else {
        open.add(new Run(tree.firstChild(run.node), below[tree.firstChild(run.node)]));
        open.add(new Run(tree.secondChild(run.node), below[tree.secondChild(run.node)]));
      }
    }
    found.addAll(open);
    found.sort(COSTLIEST_FIRST);
    return found;
  }

  /**
   * How many runs are likely to be done soonest: few are of unequal length, many are stitched in
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
      List<Run> dealt = dealt(tree, below, n);
      int levels = dealt.stream().mapToInt(run -> depth(tree, run.node)).max().orElseThrow();
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

  /** When the last run ends, if each core takes the next one as soon as it is free. */
  private static double lastEnd(List<Run> dealt, int cores) {
    PriorityQueue<Double> free = new PriorityQueue<>(Collections.nCopies(cores, 0.0));
    for (Run run : dealt) {
      free.add(free.remove() + run.cost);
    }
    return Collections.max(free);
  }

  /** Stages by levels above the runs, several levels to a stage. */
  private static int[] stages(StitchTree tree, boolean[] inRun, int levels) {
    int[] level = new int[tree.nodes()];
    for (int node = tree.tiles(); node < level.length; node++) {
      if (!inRun[node]) {
        level[node] = 1 + Math.max(level[tree.firstChild(node)], level[tree.secondChild(node)]);
      }
    }
    for (int node = 0; node < level.length; node++) {
      level[node] = (level[node] + levels - 1) / levels;
    }
    return level;
  }

  /** How many runs there are. */
  int count() {
    return runs;
  }

  /** The run of a tile. */
  int runOf(int tile) {
    return runOfTile[tile];
  }

  /** How many stages of stitching there are after the runs. */
  int stages() {
    return tasks.size() - 1;
  }

  /** The stage in which a node is made: 0 for those inside a run. */
  int stageOf(int node) {
    return stage[node];
  }

  /** The partition of its stage that makes a node above the runs. */
  int taskOf(int node) {
    return task[node];
  }

  /** The runs whose regions are stitched by a task of the first stage of stitching. */
  List<Integer> runsOfTask(int taskOfFirstStage) {
    return runsOfTask.get(taskOfFirstStage);
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
