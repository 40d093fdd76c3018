package io.citymesh.job;

import io.citymesh.footprint.Building;
import io.citymesh.geo.Bounds;
import io.citymesh.geo.Sides;
import io.citymesh.tile.SizeField;
import io.citymesh.tile.Sizes;
import io.citymesh.tile.TileGrid;
import io.citymesh.tile.Workload;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaRDD;

/** The workload of each tile of the grid, found from the buildings in one pass. */
final class Workloads {
  private static final double[] EVERYWHERE_ALIKE = {1, 1, 1, 1};

  private Workloads() {}

  /**
   * The work in each tile, by {@link TileGrid#cell}. What comes to the driver are five numbers for
   * each tile that has buildings; they are whole, so that they add up the same in any order.
   */
  static Workload[] of(JavaRDD<PackedBuilding> buildings, TileGrid grid) {
    Bounds all = grid.block(0, 0, grid.columns(), grid.rows());
    return of(buildings, grid, SizeField.uniform(1, 1), Sides.of(all));
  }

  /**
   * The same between the sides of a domain, where sizes differ by place: each square metre and
   * metre counts as often as the far field's sizes ask for more of them than those there.
   */
  static Workload[] of(
      JavaRDD<PackedBuilding> buildings, TileGrid grid, SizeField sizes, Sides sides) {
    Map<Integer, long[]> sums =
        buildings
            .mapPartitions(all -> List.of(sums(all, grid, sizes)).iterator())
            .treeReduce(Workloads::merged);
    Workload[] result = new Workload[grid.tiles()];
    for (int j = 0; j < grid.rows(); j++) {
      for (int i = 0; i < grid.columns(); i++) {
        Bounds tile = grid.block(i, j, i + 1, j + 1);
        double weight = sizes.weight(tile) * (sides.area(tile) / tile.area());
        result[grid.cell(i, j)] = new Workload(weight, 0, 0, 0, 0);
      }
    }
    sums.forEach(
        (cell, sum) -> {
          double area = result[cell].area();
          double ground = Math.max(0, area - sum[4]);
          result[cell] =
              sizes.isUniform()
                  ? new Workload(area, Math.min(area, sum[0]), sum[1], sum[2], sum[3])
                  : new Workload(ground + sum[0], sum[0], sum[1], sum[2], sum[3]);
        });
    return result;
  }

  private static Map<Integer, long[]> merged(Map<Integer, long[]> a, Map<Integer, long[]> b) {
    b.forEach((cell, sum) -> a.merge(cell, sum, Workloads::sum));
    return a;
  }

  private static long[] sum(long[] a, long[] b) {
    return IntStream.range(0, a.length).mapToLong(i -> a[i] + b[i]).toArray();
  }

  /**
   * By tile: square metres of roof (a building lies where its box does), corners, metres of
   * outline, square metres of wall, and square metres of ground below roofs.
   */
  private static Map<Integer, long[]> sums(
      Iterator<PackedBuilding> buildings, TileGrid grid, SizeField sizes) {
    Map<Integer, long[]> sums = new HashMap<>();
    while (buildings.hasNext()) {
      Building building = buildings.next().unpacked();
      double area = 0;
      double perimeter = 0;
      for (double[] ring : building.rings()) {
        for (int c = 0; c < ring.length; c += 2) {
          int next = (c + 2) % ring.length;
          area += 0.5 * (ring[c] * ring[next + 1] - ring[next] * ring[c + 1]);
          perimeter += Math.hypot(ring[next] - ring[c], ring[next + 1] - ring[c + 1]);
          int cell = grid.cell(grid.column(ring[c]), grid.row(ring[c + 1]));
          sums.computeIfAbsent(cell, any -> new long[5])[1]++;
        }
      }
      double wallArea = perimeter * Math.max(0, building.roof() - building.ground());
      Bounds box = building.bounds();
      double[] times =
          sizes.isUniform()
              ? EVERYWHERE_ALIKE
              : times(sizes, 0.5 * (box.xmin() + box.xmax()), 0.5 * (box.ymin() + box.ymax()));
      double[] measures = {
        area * times[0], perimeter * times[1], wallArea * times[2], area * times[3]
      };
      spread(measures, box, grid, sums);
    }
    return sums;
  }

  /** How often roofs, outlines, walls and ground count at a place. */
  private static double[] times(SizeField sizes, double x, double y) {
    double ground = sizes.far(Sizes.Kind.GROUND) / sizes.at(Sizes.Kind.GROUND, x, y);
    double roof = sizes.far(Sizes.Kind.ROOF) / sizes.at(Sizes.Kind.ROOF, x, y);
    double here = Math.min(sizes.at(Sizes.Kind.GROUND, x, y), sizes.at(Sizes.Kind.ROOF, x, y));
    double along = Math.min(sizes.far(Sizes.Kind.GROUND), sizes.far(Sizes.Kind.ROOF)) / here;
    double wall = sizes.far(Sizes.Kind.WALL);
    double rows = wall < Double.POSITIVE_INFINITY ? wall / sizes.at(Sizes.Kind.WALL, x, y) : 1;
    return new double[] {roof * roof, along, along * rows, ground * ground};
  }

  private static void spread(
      double[] measures, Bounds box, TileGrid grid, Map<Integer, long[]> sums) {
    for (int j = grid.row(box.ymin()); j <= grid.row(box.ymax()); j++) {
      for (int i = grid.column(box.xmin()); i <= grid.column(box.xmax()); i++) {
        Bounds tile = grid.block(i, j, i + 1, j + 1);
        double width = Math.min(box.xmax(), tile.xmax()) - Math.max(box.xmin(), tile.xmin());
        double height = Math.min(box.ymax(), tile.ymax()) - Math.max(box.ymin(), tile.ymin());
        double share = Math.max(0, width) * Math.max(0, height) / box.area();
        long[] sum = sums.computeIfAbsent(grid.cell(i, j), any -> new long[5]);
        sum[0] += Math.round(share * measures[0]);
        sum[2] += Math.round(share * measures[1]);
        sum[3] += Math.round(share * measures[2]);
        sum[4] += Math.round(share * measures[3]);
      }
    }
  }
}
