package io.citymesh.job;

import io.citymesh.footprint.Building;
import io.citymesh.footprint.FootprintCleaner;
import io.citymesh.footprint.Remark;
import io.citymesh.geo.Footing;
import io.citymesh.geo.PackedFootprint;
import java.io.Serializable;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;

/**
 * A task that cleans clusters, one after the other. Lazy: what was made of one cluster is all that
 * it holds, beside sums and eight bytes for each building.
 */
final class CleaningTask implements Iterator<CleanedItem> {

  /** Cleans a cluster; in tests something else, which shows what the clusters are. */
  interface Cleaning extends Serializable {
    /** What is to be done with each cluster, to be made anew in each task. */
    FootprintCleaner.Result clean(List<PackedFootprint> cluster);
  }

  private final Iterator<List<PackedFootprint>> clusters;
  private final Iterator<? extends CleanedItem> open;
  private final Cleaning cleaning;
  private final CleaningTotals totals;
  private final Deque<CleanedItem> ready = new ArrayDeque<>();
  private long[] hashes = new long[64];
  private int buildings;
  private boolean told;

  /**
   * @param open what is handed on as it is
   * @param totals to which the sums are added
   */
  CleaningTask(
      Iterator<List<PackedFootprint>> clusters,
      Iterator<? extends CleanedItem> open,
      Cleaning cleaning,
      CleaningTotals totals) {
    this.clusters = clusters;
    this.open = open;
    this.cleaning = cleaning;
    this.totals = totals;
  }

  @Override
  public boolean hasNext() {
    while (ready.isEmpty() && clusters.hasNext()) {
      clean(clusters.next());
    }
    if (ready.isEmpty() && open.hasNext()) {
      ready.add(open.next());
    }
    if (ready.isEmpty() && !told) {
      told = true;
      ready.add(new CleanedItem.KeyHashes(Arrays.copyOf(hashes, buildings)));
      ready.add(totals);
    }
    return !ready.isEmpty();
  }

  @Override
  public CleanedItem next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    return ready.remove();
  }

  private void clean(List<PackedFootprint> cluster) {
    FootprintCleaner.Result result = cleaning.clean(cluster);
    totals.addCluster(result);
    for (Building building : BuildingKeys.counted(result, BuildingKeys.Hash.OF_CITIES)) {
      PackedBuilding packed = PackedBuilding.of(building);
      totals.addBuilding(building, packed);
      if (buildings == hashes.length) {
        hashes = Arrays.copyOf(hashes, 2 * buildings);
      }
      hashes[buildings++] = building.key();
      ready.add(packed);
    }
    for (Footing footing : result.footings()) {
      ready.add(new CleanedItem.Standing(footing));
    }
    for (Remark remark : result.remarks()) {
      PackedRemark packed = PackedRemark.of(remark);
      totals.addRemark(remark, packed);
      ready.add(packed);
    }
  }
}
