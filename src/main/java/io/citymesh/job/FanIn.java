package io.citymesh.job;

import io.citymesh.geo.Bounds;
import io.citymesh.tile.MeshOptions;
import io.citymesh.tile.Workload;
import java.util.Locale;

/**
 * How many regions a task of stitching joins. More of them make fewer stages, each of which costs a
 * shuffle; but a task may have to hold all its regions' frontiers at once, beside the seam that it
 * meshes, and joins them one after the other, while other cores may have nothing to do. The mesh is
 * the same.
 *
 * @param regions a power of two, 2 or more
 * @param why one line for the plan
 */
record FanIn(int regions, String why) {

  /**
   * The largest that memory and cores allow.
   *
   * @param domain the rectangle of the whole city
   * @param faces of the whole mesh, estimated
   * @param layers of air above them; 0 for the surface alone
   * @param mesh triangle sizes
   * @param batches from how many batches of tiles the stitching starts
   */
  static FanIn chosen(
      Bounds domain, double faces, int layers, MeshOptions mesh, int batches, Machine machine) {
    double perSquareMetre = faces / domain.area();
    double strip = 4 * mesh.seamHalfWidth() * Math.max(domain.width(), domain.height());
    double seam = Workload.heap(Math.min(faces, strip * perSquareMetre), layers);
    double perimeter = 2 * (domain.width() + domain.height());
    int wanted = Integer.highestOneBit(Math.max(2, batches / machine.cores()));
    int regions = wanted;
    while (regions > 2
        && seam + frontiers(regions, perimeter, perSquareMetre, layers) > machine.heapPerTask()) {
      regions /= 2;
    }
    double needed = seam + frontiers(regions, perimeter, perSquareMetre, layers);
    return new FanIn(
        regions,
        String.format(
            Locale.ROOT,
            "fan-in %d: a seam and the frontiers of %d regions take about %,.0f of the %,.0f MB of"
                + " a task, %s",
            regions,
            regions,
            Math.ceil(needed / 1e6),
            machine.heapPerTask() / 1e6,
            needed > machine.heapPerTask()
                ? "which may be too little"
                : regions < wanted
                    ? "those of " + 2 * regions + " take too much"
                    : "and more would leave cores without work"));
  }

  /** Regions of equal size that make up the domain: the perimeters of k are sqrt(k) times its. */
  private static double frontiers(
      int regions, double perimeter, double perSquareMetre, int layers) {
    return Workload.frontier(Math.sqrt(regions) * perimeter, perSquareMetre, layers);
  }
}
