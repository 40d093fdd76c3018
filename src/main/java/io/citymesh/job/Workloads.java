package io.citymesh.job;

import io.citymesh.footprint.Building;
import io.citymesh.geo.Bounds;
import io.citymesh.tile.Domain;
import io.citymesh.tile.MeshOptions;
import io.citymesh.tile.OutlineEstimate;
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
  /** Sums are whole numbers of this part, so that they add up the same in any order. */
  private static final double UNIT = 1 / 1024.0;

  // What is summed up by tile.
  private static final int BESIDE = 0;
  private static final int ROOFS = 1;
  private static final int BELOW_ROOFS = 2;
  private static final int EDGES = 3;
  private static final int HEIGHTS = 4;
  private static final int SUMS = 5;

  // What is noted of a line.
  private static final int BESIDE_NOTED = 0;
  private static final int EDGES_NOTED = 1;
  private static final int HEIGHTS_NOTED = 2;
  private static final int ROOF_NOTED = 3;
  private static final int RUNGS_NOTED = 4;
  private static final int NOTES = 5;

  private final TileGrid grid;
  private final SizeField sizes;
  private final OutlineEstimate outlines;
  private final boolean onLattice;
  private final Map<Integer, long[]> sums = new HashMap<>();
  private final SharedLines shared = new SharedLines(NOTES);

  private Workloads(TileGrid grid, MeshOptions options, boolean onLattice) {
    this.grid = grid;
    this.sizes = options.field();
    this.outlines = new OutlineEstimate(options.gradation(), onLattice);
    this.onLattice = onLattice;
  }

  /**
   * The work in each tile, by {@link TileGrid#cell}. What comes to the driver are five numbers for
   * each tile that has buildings.
   *
   * @param buildings those that touch in the same partition
   */
  static Workload[] of(
      JavaRDD<PackedBuilding> buildings, TileGrid grid, MeshOptions options, Domain domain) {
    boolean onLattice = options.isOnLattice(domain);
    Map<Integer, long[]> sums =
        buildings
            .mapPartitions(
                all -> List.of(new Workloads(grid, options, onLattice).sums(all)).iterator())
            .treeReduce(Workloads::merged);
    SizeField sizes = options.field();
    Workload[] result = new Workload[grid.tiles()];
    for (int j = 0; j < grid.rows(); j++) {
      for (int i = 0; i < grid.columns(); i++) {
        Bounds tile = grid.block(i, j, i + 1, j + 1);
        double area = sizes.weight(tile, domain.sides());
        double triangles = Workload.triangles(area, sizes.far(Sizes.Kind.GROUND), onLattice);
        long[] sum = sums.getOrDefault(grid.cell(i, j), new long[SUMS]);
        result[grid.cell(i, j)] =
            new Workload(
                Math.max(0, triangles - UNIT * sum[BELOW_ROOFS]),
                UNIT * sum[BESIDE],
                UNIT * sum[ROOFS],
                UNIT * sum[EDGES],
                UNIT * sum[HEIGHTS]);
      }
    }
    return result;
  }

  private static Map<Integer, long[]> merged(Map<Integer, long[]> a, Map<Integer, long[]> b) {
    b.forEach((cell, sum) -> a.merge(cell, sum, Workloads::sum));
    return a;
  }

  private static long[] sum(long[] a, long[] b) {
    return IntStream.range(0, a.length).mapToLong(i -> a[i] + b[i]).toArray();
  }

  private Map<Integer, long[]> sums(Iterator<PackedBuilding> buildings) {
    while (buildings.hasNext()) {
      add(buildings.next().unpacked());
    }
    return sums;
  }

  private void add(Building building) {
    Bounds box = building.bounds();
    double x = 0.5 * (box.xmin() + box.xmax());
    double y = 0.5 * (box.ymin() + box.ymax());
    double ground = sizes.at(Sizes.Kind.GROUND, x, y);
    double roof = sizes.at(Sizes.Kind.ROOF, x, y);
    double rows =
        sizes.far(Sizes.Kind.WALL) < Double.POSITIVE_INFINITY
            ? sizes.far(Sizes.Kind.WALL) / sizes.at(Sizes.Kind.WALL, x, y)
            : 1;
    double area = 0;
    double onRoof = 0;
    for (double[] ring : building.rings()) {
      int n = ring.length;
      double before = length(ring, n - 2);
      double length = length(ring, 0);
      for (int c = 0; c < n; c += 2) {
        int next = (c + 2) % n;
        double after = length(ring, next);
        area += 0.5 * (ring[c] * ring[next + 1] - ring[next] * ring[c + 1]);
        double edges = outlines.edges(length, before, after, Math.min(ground, roof));
        onRoof += outlines.onRoof(edges, length, roof);
        addWall(building, ring, c, outlines.onGround(edges, length, ground), edges, rows);
        before = length;
        length = after;
      }
    }
    spread(
        Workload.triangles(area, roof, onLattice) + onRoof,
        Workload.triangles(area, ground, onLattice),
        box);
  }

  /**
   * Adds the line that begins at c. Where two buildings touch, there is no ground, and a wall only
   * from one roof to the other: the same whichever of the two comes first.
   */
  private void addWall(
      Building building, double[] ring, int c, double beside, double edges, double rows) {
    int next = (c + 2) % ring.length;
    boolean fromC = ring[c] < ring[next] || ring[c] == ring[next] && ring[c + 1] < ring[next + 1];
    int least = fromC ? c : next;
    long[] here = at(grid.column(ring[least]), grid.row(ring[least + 1]));
    int at = shared.at(ring[c], ring[c + 1], ring[next], ring[next + 1]);
    long[] notes = shared.notes();
    long asEdges = units(edges);
    double rungs = edges * rows;
    if (notes[at + EDGES_NOTED] > 0) {
      // It was met in the other direction.
      double higher = Math.abs(building.roof() - Double.longBitsToDouble(notes[at + ROOF_NOTED]));
      double most = Math.max(rungs, Double.longBitsToDouble(notes[at + RUNGS_NOTED]));
      here[BESIDE] -= notes[at + BESIDE_NOTED];
      here[EDGES] +=
          (higher > 0 ? Math.max(asEdges, notes[at + EDGES_NOTED]) : 0) - notes[at + EDGES_NOTED];
      here[HEIGHTS] += units(most * higher) - notes[at + HEIGHTS_NOTED];
      return;
    }
    notes[at + BESIDE_NOTED] = units(beside);
    notes[at + EDGES_NOTED] = asEdges;
    notes[at + HEIGHTS_NOTED] = units(rungs * Math.max(0, building.roof() - building.ground()));
    notes[at + ROOF_NOTED] = Double.doubleToLongBits(building.roof());
    notes[at + RUNGS_NOTED] = Double.doubleToLongBits(rungs);
    here[BESIDE] += notes[at + BESIDE_NOTED];
    here[EDGES] += asEdges;
    here[HEIGHTS] += notes[at + HEIGHTS_NOTED];
  }

  private static double length(double[] ring, int c) {
    int next = (c + 2) % ring.length;
    return Math.hypot(ring[next] - ring[c], ring[next + 1] - ring[c + 1]);
  }

  private static long units(double value) {
    return Math.round(value / UNIT);
  }

  private long[] at(int column, int row) {
    return sums.computeIfAbsent(grid.cell(column, row), any -> new long[SUMS]);
  }

  /** A building's roof lies where its box does. */
  private void spread(double roofs, double below, Bounds box) {
    for (int j = grid.row(box.ymin()); j <= grid.row(box.ymax()); j++) {
      for (int i = grid.column(box.xmin()); i <= grid.column(box.xmax()); i++) {
        Bounds tile = grid.block(i, j, i + 1, j + 1);
        double width = Math.min(box.xmax(), tile.xmax()) - Math.max(box.xmin(), tile.xmin());
        double height = Math.min(box.ymax(), tile.ymax()) - Math.max(box.ymin(), tile.ymin());
        double share = Math.max(0, width) * Math.max(0, height) / box.area();
        long[] sum = at(i, j);
        sum[ROOFS] += units(share * roofs);
        sum[BELOW_ROOFS] += units(share * below);
      }
    }
  }
}
