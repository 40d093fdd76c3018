package io.citymesh.job;

import io.citymesh.geo.Bounds;
import io.citymesh.geo.FlatTerrain;
import io.citymesh.geo.Sides;
import io.citymesh.geo.Terrain;
import io.citymesh.report.OptionCheck;
import io.citymesh.report.ZoneReport;
import io.citymesh.stitch.Stitcher;
import io.citymesh.tile.Domain;
import io.citymesh.tile.MeshOptions;
import io.citymesh.tile.SizeField;
import io.citymesh.tile.StitchTree;
import io.citymesh.tile.TileGrid;
import io.citymesh.tile.Workload;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * The plan of a run: the tiles and the order in which they are stitched, how much work each is, and
 * how they are spread over tasks. The tiles depend on the input and the options alone; the machine
 * decides who does what, and whether it can be done at all.
 *
 * @param options of the mesh, with the size of the tiles
 * @param tree the tiles and the stitches
 * @param faces of each tile, estimated; of a closed mesh without its top
 * @param load of all tiles
 * @param fanIn how many regions a task of stitching joins
 * @param batches which task does what
 * @param remarks what the plan chose, and why
 */
record TilePlan(
    MeshOptions options,
    StitchTree tree,
    double[] faces,
    Workload load,
    int fanIn,
    Batches batches,
    List<String> remarks) {
  /** So few that what a task holds (its buildings, in order) does not grow with the city. */
  private static final int TILES_PER_PARTITION = 16;

  /** How often a tile is halved, at most. */
  private static final int MOST_HALVINGS = 20;

  /**
   * How many faces a tile has if the plan chooses its size: so few that a city of some size gives
   * many cores work, so many that the seams are a small part. A city of fewer faces is one tile.
   */
  private static final double CHOSEN_TILE = 200_000;

  /** How much denser than the mean a tile may be without being halved. */
  private static final double DENSER = 2;

  /** The most tiles that a driver plans. */
  private static final double MOST_TILES = 2e6;

  /** Why a domain cannot be divided into tiles, if that is so. */
  static Optional<String> tooMany(Bounds domain, MeshOptions mesh) {
    double size = mesh.tileSize();
    double tiles =
        size == 0 ? 1 : Math.ceil(domain.width() / size) * Math.ceil(domain.height() / size);
    return tiles <= MOST_TILES
        ? Optional.empty()
        : Optional.of(
            String.format(
                Locale.ROOT,
                "the domain, %,.0f x %,.0f m, has about %,.0f tiles of %s m, more than %,.0f: give"
                    + " a larger --tile-size, or a smaller domain with --bounds.",
                domain.width(),
                domain.height(),
                tiles,
                OptionCheck.text(size),
                MOST_TILES));
  }

  /** Plans for the buildings of a domain on level ground. */
  static TilePlan of(
      JavaRDD<PackedBuilding> buildings,
      Domain domain,
      MeshOptions options,
      RunOptions run,
      Machine machine) {
    return of(buildings, domain, new FlatTerrain(0), options, run, machine);
  }

  /** Plans for the buildings of a domain. */
  static TilePlan of(
      JavaRDD<PackedBuilding> buildings,
      Domain domain,
      Terrain terrain,
      MeshOptions options,
      RunOptions run,
      Machine machine) {
    List<String> remarks = new ArrayList<>();
    int layers = layers(domain);
    double budget = 1e6 * run.tileMemory() / Workload.heap(1, layers);
    MeshOptions mesh = options;
    SizeField field = options.field();
    JavaSparkContext context = JavaSparkContext.fromSparkContext(buildings.context());
    if (run.autoTiles()) {
      TileGrid one = new TileGrid(domain.bounds(), options.withTileSize(0));
      Workload all =
          TerrainDensity.with(
              Workloads.of(buildings, one, options, domain), context, one, options, terrain)[0];
      mesh = chosen(all, domain, options, budget, remarks);
    }
    TileGrid grid = new TileGrid(domain.bounds(), mesh);
    Workload[] loads =
        TerrainDensity.with(
            Workloads.of(buildings, grid, options, domain), context, grid, options, terrain);
    if (!field.isUniform()) {
      double most = run.autoTiles() ? Math.min(budget, DENSER * CHOSEN_TILE) : budget;
      return byPlace(domain, mesh, field, grid, loads, most, run, machine, remarks);
    }
    int[] halvings = new int[grid.tiles()];
    for (int j = 0; j < grid.rows(); j++) {
      for (int i = 0; i < grid.columns(); i++) {
        int cell = grid.cell(i, j);
        Bounds tile = grid.block(i, j, i + 1, j + 1);
        double faces = loads[cell].faces(mesh.wallSize());
        halvings[cell] = mesh.tileSize() == 0 ? 0 : halvings(tile, faces, budget, mesh);
        if (faces / (1 << halvings[cell]) > budget) {
          remarks.add(tooLarge(grid, i, j, faces / (1 << halvings[cell]), budget, mesh, layers));
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
              Workload.heap(budget, layers) / 1e6));
    }
    StitchTree tree = new StitchTree(grid, domain, halvings);
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
              faces[node] = load.share(share).faces(sizes.wallSize());
              costs[node] = load.share(share).cost();
            });
      }
    }
    return of(domain, mesh, tree, faces, costs, total(loads), run, machine, remarks);
  }

  /**
   * The plan where sizes differ by place: a tile is halved where it takes more than it may, and so
   * are its halves. What a tile takes is spread over its pieces as the sizes of the ground are.
   */
  private static TilePlan byPlace(
      Domain domain,
      MeshOptions mesh,
      SizeField field,
      TileGrid grid,
      Workload[] loads,
      double most,
      RunOptions run,
      Machine machine,
      List<String> remarks) {
    Sides sides = domain.sides();
    double[] weights = new double[grid.tiles()];
    for (int j = 0; j < grid.rows(); j++) {
      for (int i = 0; i < grid.columns(); i++) {
        // Of a tile outside the domain any, which its load of nothing is divided by.
        double weight = field.weight(grid.block(i, j, i + 1, j + 1), sides);
        weights[grid.cell(i, j)] = weight > 0 ? weight : 1;
      }
    }
    StitchTree tree =
        new StitchTree(
            grid,
            domain,
            (cell, piece, times) ->
                mesh.tileSize() > 0
                    && times < MOST_HALVINGS
                    && loads[cell].faces(mesh.wallSize())
                            * field.weight(piece, sides)
                            / weights[cell]
                        > most
                    && mesh.isHalvable(piece, field));
    double[] faces = new double[tree.tiles()];
    double[] costs = new double[tree.tiles()];
    for (int j = 0; j < grid.rows(); j++) {
      for (int i = 0; i < grid.columns(); i++) {
        int cell = grid.cell(i, j);
        tree.forTilesIn(
            grid.block(i, j, i + 1, j + 1),
            node -> {
              Workload load =
                  loads[cell].share(field.weight(tree.rectangle(node), sides) / weights[cell]);
              faces[node] = load.faces(mesh.wallSize());
              costs[node] = load.cost();
            });
      }
    }
    if (tree.tiles() > grid.tiles()) {
      remarks.add(
          text(
              "tiles are halved where triangles are small, until each needs at most %,.0f MB: %d of"
                  + " %d become %d",
              Workload.heap(most, layers(domain)) / 1e6,
              grid.tiles() - whole(grid, tree),
              grid.tiles(),
              tree.tiles() - whole(grid, tree)));
    }
    remarks.addAll(byZone(domain, mesh));
    return of(domain, mesh, tree, faces, costs, total(loads), run, machine, remarks);
  }

  /**
   * What the ground takes in and around each zone and elsewhere, a line each; none where sizes are
   * the same everywhere.
   */
  static List<String> byZone(Domain domain, MeshOptions mesh) {
    SizeField field = mesh.field();
    List<String> lines = new ArrayList<>();
    double[] byZone = field.isUniform() ? new double[0] : field.weights(domain.sides());
    for (int i = 0; i < byZone.length; i++) {
      double triangles = Workload.triangles(byZone[i], mesh.maxSize(), mesh.isOnLattice(domain));
      lines.add(
          i < field.zones().size()
              ? text("about %,.0f %s", triangles, ZoneReport.around(field.zones().get(i).name()))
              : text("about %,.0f %s", triangles, ZoneReport.elsewhere()));
    }
    return lines;
  }

  /** How many tiles of the grid are not halved. */
  private static int whole(TileGrid grid, StitchTree tree) {
    int whole = 0;
    for (int j = 0; j < grid.rows(); j++) {
      for (int i = 0; i < grid.columns(); i++) {
        int[] pieces = new int[1];
        tree.forTilesIn(grid.block(i, j, i + 1, j + 1), node -> pieces[0]++);
        whole += pieces[0] == 1 ? 1 : 0;
      }
    }
    return whole;
  }

  private static TilePlan of(
      Domain domain,
      MeshOptions mesh,
      StitchTree tree,
      double[] faces,
      double[] costs,
      Workload load,
      RunOptions run,
      Machine machine,
      List<String> remarks) {
    int wanted =
        run.partitions() > 0
            ? run.partitions()
            : Math.max(
                Batches.howMany(tree, costs, machine.cores()), tree.tiles() / TILES_PER_PARTITION);
    int fanIn = run.fanIn();
    if (run.autoFanIn()) {
      FanIn chosen =
          FanIn.chosen(
              domain.bounds(),
              Arrays.stream(faces).sum(),
              layers(domain),
              mesh,
              Math.min(wanted, tree.tiles()),
              machine);
      if (tree.tiles() > 1) {
        remarks.add(chosen.why());
      }
      fanIn = chosen.regions();
    }
    return new TilePlan(
        mesh, tree, faces, load, fanIn, new Batches(tree, costs, wanted, fanIn), remarks);
  }

  private static Workload total(Workload[] loads) {
    return Arrays.stream(loads).reduce(Workload.NONE, Workload::plus);
  }

  /** How many layers of air there are above the faces; 0 for the surface alone. */
  int layers() {
    return layers(tree.domain());
  }

  private static int layers(Domain domain) {
    return domain.isFilled() ? Stitcher.layers(domain).count() : 0;
  }

  /** How many faces the mesh will have, estimated. */
  double allFaces() {
    return Arrays.stream(faces).sum();
  }

  /** How many triangles the mesh will have, with the top of a closed one, estimated. */
  double triangles() {
    if (!tree.domain().isClosed()) {
      return allFaces();
    }
    return load.closedFaces(layers() > 0 ? row() : options.wallSize());
  }

  /** How many cells the air will have, estimated; 0 for the surface alone. */
  double cells() {
    return layers() == 0 ? 0 : load.cells(layers(), row());
  }

  /** Height of the layers beside buildings, metres. */
  private double row() {
    return tree.domain().filling().first();
  }

  /** How many faces the largest tile will have, estimated. */
  double mostFaces() {
    return Arrays.stream(faces).max().orElseThrow();
  }

  /** Tiles of {@link #CHOSEN_TILE} faces, or of fewer if so many do not fit. */
  private static MeshOptions chosen(
      Workload all, Domain domain, MeshOptions options, double budget, List<String> remarks) {
    double faces = all.faces(options.wallSize());
    double fits = budget / DENSER;
    if (faces <= Math.min(budget, CHOSEN_TILE)) {
      remarks.add(String.format(Locale.ROOT, "one tile: about %,.0f faces are few enough", faces));
      return options.withTileSize(0);
    }
    if (!options.zones().isEmpty()) {
      // Tiles for the far field; where triangles are smaller they are halved.
      double farFaces = Workload.triangles(1, options.maxSize(), options.isOnLattice(domain));
      double most = Math.max(domain.bounds().width(), domain.bounds().height());
      double size =
          roundedUp(
              Math.max(options.smallestTileSize(), Math.min(most, Math.sqrt(fits / farFaces))));
      remarks.add(text("tiles of %.0f m where triangles are large", size));
      return options.withTileSize(size);
    }
    double area = domain.sides().area();
    double side = Math.sqrt(area * Math.min(1, Math.min(fits, CHOSEN_TILE) / faces));
    double size = Math.max(rounded(side), roundedUp(options.smallestTileSize()));
    remarks.add(
        String.format(
            Locale.ROOT,
            "tiles of %.0f m: about %,.0f faces each, so that %s",
            size,
            faces * size * size / area,
            fits < CHOSEN_TILE ? "a tile fits into --tile-memory" : "many cores get work"));
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
      TileGrid grid, int i, int j, double faces, double budget, MeshOptions mesh, int layers) {
    return String.format(
        Locale.ROOT,
        "tile %s takes about %,.0f MB, more than the %,.0f of --tile-memory, and is not halved: %s",
        grid.key(i, j),
        Workload.heap(faces, layers) / 1e6,
        Workload.heap(budget, layers) / 1e6,
        mesh.tileSize() == 0 ? "--tile-size 0 asks for one tile" : "its halves would be too small");
  }

  // ---- heap

  /**
   * The least heap in which each node can be made, bytes: of a tile that of its faces; of a stitch
   * that of the strip along its seam, and of the frontiers on both sides.
   */
  long[] heap() {
    long[] heap = new long[tree.nodes()];
    SizeField field = options.field();
    for (int node = 0; node < heap.length; node++) {
      heap[node] =
          Math.round(
              tree.isTile(node) ? Workload.leastHeap(faces[node], layers()) : seam(node, field));
    }
    return heap;
  }

  private double seam(int node, SizeField field) {
    Bounds first = tree.rectangle(tree.firstChild(node));
    Bounds second = tree.rectangle(tree.secondChild(node));
    if (!field.isUniform()) {
      boolean alongX = tree.joinsAlongX(node);
      double along =
          field.weightAlong(
              alongX ? first.xmax() : first.xmin(),
              alongX ? first.ymin() : first.ymax(),
              first.xmax(),
              first.ymax());
      double faces =
          Workload.triangles(
              2 * options.seamWeight(along), options.maxSize(), options.isOnLattice(tree.domain()));
      double density = faces / Math.max(1, first.area() + second.area());
      return Workload.leastHeap(faces, layers())
          + Workload.frontier(perimeter(first) + perimeter(second), density, layers());
    }
    double reach = 2 * options.seamHalfWidth();
    Bounds strip =
        tree.joinsAlongX(node)
            ? new Bounds(
                Math.max(first.xmin(), first.xmax() - reach),
                first.ymin(),
                Math.min(second.xmax(), first.xmax() + reach),
                first.ymax())
            : new Bounds(
                first.xmin(),
                Math.max(first.ymin(), first.ymax() - reach),
                first.xmax(),
                Math.min(second.ymax(), first.ymax() + reach));
    double[] inStrip = new double[1];
    tree.forTilesMeeting(strip, tile -> inStrip[0] += share(tile, strip) * faces[tile]);
    return Workload.leastHeap(inStrip[0], layers())
        + Workload.frontier(
            perimeter(first) + perimeter(second), inStrip[0] / Math.max(1, strip.area()), layers());
  }

  /** How much of a tile lies in a rectangle. */
  private double share(int tile, Bounds rectangle) {
    Bounds r = tree.rectangle(tile);
    double width = Math.min(r.xmax(), rectangle.xmax()) - Math.max(r.xmin(), rectangle.xmin());
    double height = Math.min(r.ymax(), rectangle.ymax()) - Math.max(r.ymin(), rectangle.ymin());
    return Math.max(0, width) * Math.max(0, height) / r.area();
  }

  private static double perimeter(Bounds r) {
    return 2 * (r.width() + r.height());
  }

  /**
   * The error, if the heap of an executor is too small for a tile or a seam, and the remedy; found
   * before anything is meshed.
   *
   * @param heap of each node, as {@link #heap()} has it
   */
  Optional<String> shortage(long[] heap, Machine machine) {
    int largest = 0;
    for (int node = 1; node < heap.length; node++) {
      largest = heap[node] > heap[largest] ? node : largest;
    }
    if (heap[largest] <= machine.room()) {
      return Optional.empty();
    }
    String what =
        tree.isTile(largest)
            ? options.tileSize() == 0 ? "the one tile of the city" : "tile " + tree.key(largest)
            : "the seam across " + tree.rectangle(largest);
    boolean halves =
        tree.isTile(largest)
            && options.tileSize() > 0
            && options.mostHalvings(tree.rectangle(largest)) > 0;
    String smaller =
        !tree.isTile(largest)
            ? "a larger --max-size and --building-size"
            : halves
                ? text(
                    "a smaller --tile-size or --tile-memory, such as %d, which is another mesh",
                    (long)
                        (machine.room()
                            * Workload.heap(1, layers())
                            / Workload.leastHeap(1, layers())
                            / 1e6))
                : options.tileSize() == 0 ? "a --tile-size" : "a larger --max-size";
    return Optional.of(
        text(
            "%s needs at least %,.0f MB of heap, but an executor has %,.0f MB for it: give more"
                + " memory (CITYMESH_MEMORY, spark.executor.memory), or %s",
            what, Math.ceil(heap[largest] / 1e6), Math.floor(machine.room() / 1e6), smaller));
  }

  private static String text(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
