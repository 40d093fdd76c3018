package io.citymesh.job;

import io.citymesh.geo.Terrain;
import io.citymesh.stitch.Stitcher;
import io.citymesh.tile.MeshOptions;
import io.citymesh.tile.StitchTree;
import java.io.Serializable;

/**
 * What every task of a run knows.
 *
 * @param id the run's name, unique among the runs of an executor
 * @param tree the domain, its tiles and the order in which they are joined
 * @param options triangle sizes
 * @param terrain elevations in the whole domain
 * @param run stores and what to do about failures
 * @param work what is kept for a later run, and the output
 * @param heap that making each node is estimated to take, bytes; empty if it is not known
 */
record Setting(
    String id,
    StitchTree tree,
    MeshOptions options,
    Terrain terrain,
    RunOptions run,
    Work work,
    long[] heap)
    implements Serializable {

  /** A run that keeps nothing for a later one. */
  Setting(
      String id,
      StitchTree tree,
      MeshOptions options,
      Terrain terrain,
      RunOptions run,
      Output output) {
    this(id, tree, options, terrain, run, Work.off(output), new long[0]);
  }

  /** Where parts are published. */
  Output output() {
    return work.output();
  }

  /** Waits until this executor's heap has room to make a node. */
  Admission.Pass admit(int node) {
    return Admission.ofThisExecutor().admit(heap.length == 0 ? 0 : heap[node]);
  }

  Stitcher stitcher() {
    return new Stitcher(tree, options, terrain);
  }
}
