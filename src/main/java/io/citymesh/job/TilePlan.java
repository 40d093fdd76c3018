package io.citymesh.job;

import io.citymesh.city.Bounds;
import io.citymesh.footprint.Building;
import io.citymesh.tile.MeshOptions;
import io.citymesh.tile.StitchTree;
import io.citymesh.tile.TileGrid;
import io.citymesh.tile.Workload;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.apache.spark.api.java.JavaRDD;

/**
 * What is to be done: the tiles and the order in which they are stitched, how much work each is,
 * and how they are spread over tasks.
 *
 * @param mesh the options, with the size of the tiles
 * @param tree the tiles and the stitches
 * @param faces of each tile, estimated
 * @param fanIn how many regions a task of stitching joins
 * @param runs which task does what
 * @param remarks what the plan chose, and why
 */
record TilePlan(
    MeshOptions mesh, StitchTree tree, double[] faces, int fanIn, Runs runs, List<String> remarks) {
  /** So few that what a task holds (its buildings, in order) does not grow with the city. */
  private static final int TILES_PER_PARTITION = 16;

  /** How often a tile is halved, at most. */
  private static final int MOST_HALVINGS = 20;

  /** A city of fewer faces is one tile: it is done before tiles would pay. */
  private static final double SMALL_CITY = 200_000;

  /** How many tiles a core gets at least, where there are several. */
  private static final int TILES_PER_CORE = 3;

  /** How much denser than the mean a tile may be without being halved. */
  private static final double DENSER = 2;

  /** Plans for the buildings of a domain. */
  static TilePlan of(
      JavaRDD<Building> buildings,
      Bounds domain,
      MeshOptions options,
      RunOptions run,
      Machine machine) {
    List<String> remarks = new ArrayList<>();
    double budget =
        (run.tileMemory() > 0 ? 1e6 * run.tileMemory() : machine.heapPerTask()) / Workload.heap(1);
    MeshOptions mesh = options;
    if (run.autoTiles()) {
      Workload all = Workloads.of(buildings, new TileGrid(domain, options.withTileSize(0)))[0];
      mesh = chosen(all, options, budget, machine.cores(), remarks);
    }
    TileGrid grid = new TileGrid(domain, mesh);
    Workload[] loads = Workloads.of(buildings, grid);
    int[] halvings = new int[grid.tiles()];
    for (int j = 0; j < grid.rows(); j++) {
      for (int i = 0; i < grid.columns(); i++) {
        int cell = grid.cell(i, j);
        Bounds tile = grid.block(i, j, i + 1, j + 1);
        double faces = loads[cell].faces(mesh);
        halvings[cell] = mesh.tileSize() == 0 ? 0 : halvings(tile, faces, budget, mesh);
        if (faces / (1 << halvings[cell]) > budget) {
          remarks.add(tooLarge(grid, i, j, faces / (1 << halvings[cell]), budget, mesh));
        }
      }
    }
    long halved = Arrays.stream(halvings).filter(n -> n > 0).count();
    if (halved > 0) {
      remarks.add(
          String.format(
              Locale.ROOT,
              "%d of %d tiles are halved, until each needs at most %,.0f MB (--tile-memory)",
              halved,
              grid.tiles(),
              Workload.heap(budget) / 1e6));
    }
    StitchTree tree = new StitchTree(grid, halvings);
    double[] faces = new double[tree.tiles()];
    double[] costs = new double[tree.tiles()];
    for (int j = 0; j < grid.rows(); j++) {
      for (int i = 0; i < grid.columns(); i++) {
        Workload load = loads[grid.cell(i, j)];
        Bounds tile = grid.block(i, j, i + 1, j + 1);
        MeshOptions sizes = mesh;
        tree.forTilesIn(
            tile,
            node -> {
              double share = tree.rectangle(node).area() / tile.area();
              faces[node] = load.share(share).faces(sizes);
              costs[node] = load.share(share).cost(sizes);
            });
      }
    }
    int wanted =
        run.partitions() > 0
            ? run.partitions()
            : Math.max(
                Runs.howMany(tree, costs, machine.cores()), tree.tiles() / TILES_PER_PARTITION);
    int fanIn = run.fanIn();
    if (run.autoFanIn()) {
      FanIn chosen =
          FanIn.chosen(
              domain, Arrays.stream(faces).sum(), mesh, Math.min(wanted, tree.tiles()), machine);
      if (tree.tiles() > 1) {
        remarks.add(chosen.why());
      }
      fanIn = chosen.regions();
    }
    return new TilePlan(mesh, tree, faces, fanIn, new Runs(tree, costs, wanted, fanIn), remarks);
  }

  /** How many faces the mesh will have, estimated. */
  double allFaces() {
    return Arrays.stream(faces).sum();
  }

  /** How many faces the largest tile will have, estimated. */
  double mostFaces() {
    return Arrays.stream(faces).max().orElseThrow();
  }

  /** The largest tiles that fit, and give every core work. */
  private static MeshOptions chosen(
      Workload all, MeshOptions options, double budget, int cores, List<String> remarks) {
    double faces = all.faces(options);
    double fits = budget / DENSER;
    double fair = cores == 1 ? faces : faces / (TILES_PER_CORE * cores);
    if (faces <= budget && (faces <= SMALL_CITY || cores == 1)) {
      remarks.add(String.format(Locale.ROOT, "one tile: about %,.0f faces are few enough", faces));
      return options.withTileSize(0);
    }
    double side = Math.sqrt(all.area() * Math.min(1, Math.min(fits, fair) / faces));
    double size = Math.max(rounded(side), roundedUp(options.smallestTileSize()));
    remarks.add(
        String.format(
            Locale.ROOT,
            "tiles of %.0f m: about %,.0f faces each, so that %s",
            size,
            faces * size * size / all.area(),
            fits < fair
                ? "a tile fits into the memory of a task"
                : "each of the " + cores + " cores gets several"));
    return options.withTileSize(size);
  }

  /** The largest of 1, 2, 2.5 and 5 times a power of ten that is not larger. */
  private static double rounded(double size) {
    double power = Math.pow(10, Math.floor(Math.log10(size)));
    double lead = size / power;
    return power * (lead >= 5 ? 5 : lead >= 2.5 ? 2.5 : lead >= 2 ? 2 : 1);
  }

  private static double roundedUp(double size) {
    double power = Math.pow(10, Math.floor(Math.log10(size)));
    double lead = size / power;
    return power * (lead <= 1 ? 1 : lead <= 2 ? 2 : lead <= 2.5 ? 2.5 : lead <= 5 ? 5 : 10);
  }

  private static int halvings(Bounds tile, double faces, double budget, MeshOptions mesh) {
    int most = Math.min(MOST_HALVINGS, mesh.mostHalvings(tile));
    int times = 0;
    while (times < most && faces / (1 << times) > budget) {
      times++;
    }
    return times;
  }

  private static String tooLarge(
      TileGrid grid, int i, int j, double faces, double budget, MeshOptions mesh) {
    return String.format(
        Locale.ROOT,
        "tile %s needs about %,.0f MB, more than the %,.0f MB of a task: give more memory (%s)%s",
        grid.key(i, j),
        Workload.heap(faces) / 1e6,
        Workload.heap(budget) / 1e6,
        "CITYMESH_MEMORY, spark.executor.memory",
        mesh.tileSize() == 0 ? ", or a --tile-size" : ", or fewer cores");
  }
}
