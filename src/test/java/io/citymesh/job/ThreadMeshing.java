package io.citymesh.job;

import io.citymesh.footprint.Building;
import io.citymesh.footprint.CleaningOptions;
import io.citymesh.geo.Terrain;
import io.citymesh.input.CityInput;
import io.citymesh.option.OptionTable;
import io.citymesh.option.OptionValues;
import io.citymesh.report.Progress;
import io.citymesh.stitch.Frontier;
import io.citymesh.stitch.PartQuality;
import io.citymesh.stitch.Stitched;
import io.citymesh.stitch.Stitcher;
import io.citymesh.tile.DomainOptions;
import io.citymesh.tile.MeshOptions;
import io.citymesh.tile.SizeZone;
import io.citymesh.tile.StitchTree;
import io.citymesh.tile.ZoneCounts;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;

/**
 * The meshing and stitching of a city by the thread that asks for it, tile by tile as the plan has
 * them, and the CPU time that this thread takes: nothing is written, and neither Spark nor other
 * work on the machine has a part in it.
 */
public final class ThreadMeshing {
  private static final ThreadMXBean CLOCK = ManagementFactory.getThreadMXBean();

  private final TilePlan plan;
  private final Terrain terrain;
  private final List<List<Building>> byTile = new ArrayList<>();

  private long faces;
  private long below;
  private long nanos;
  private SortedMap<Double, Long> bySize;

  /**
   * What a city took.
   *
   * @param faces of all parts
   * @param bySize triangles of ground and roofs by the size of ground, metres, in the zone that
   *     decides how large they are, or in the far field
   * @param below how many triangles have a smaller angle than the options want
   * @param seconds of the thread's CPU
   */
  public record Result(long faces, SortedMap<Double, Long> bySize, long below, double seconds) {
    /** Triangles of ground and roofs. */
    public long triangles() {
      return bySize.values().stream().mapToLong(n -> n).sum();
    }

    /** Faces per second. */
    public double rate() {
      return faces / seconds;
    }
  }

  /**
   * Reads and cleans the inputs, and plans.
   *
   * @param values of a build; nothing is written to its output
   */
  public ThreadMeshing(SparkSession spark, OptionValues values) {
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    RunJournal journal = new RunJournal(spark.sparkContext(), Progress.silent());
    RunOptions run = RunOptions.of(values);
    MeshOptions mesh = MeshOptions.of(values);
    DomainOptions domainOptions = DomainOptions.of(values);
    CityInput input = CityInput.of(values, Optional.empty());
    boolean moves = domainOptions.shape() != DomainOptions.Shape.TIGHT;
    SceneReader reader =
        new SceneReader(
            spark, input, mesh, moves, run.onTileFailure(), values.get(OptionTable.OUT), journal);
    try (Scene scene = reader.read(true);
        Footprints.Result cleaned =
            Footprints.clean(
                context,
                scene.lidar().footprints(),
                scene.footprints().count(),
                scene.terrain(),
                scene.domain().bounds(),
                CleaningOptions.of(values),
                input.buildingHeight())) {
      CityDomain domain =
          CityDomain.of(
              scene.domain(), scene.terrain(), domainOptions, cleaned.buildings(), note -> {});
      Scene there = scene.in(domain.domain().sides());
      terrain = there.terrain();
      plan =
          TilePlan.of(
              cleaned.buildings(),
              domain.domain(),
              terrain,
              mesh.withZones(there.zones()),
              run,
              Machine.of(spark.sparkContext()));
      List<Building> city =
          cleaned.buildings().collect().stream().map(PackedBuilding::unpacked).toList();
      StitchTree tree = plan.tree();
      for (int node = 0; node < tree.tiles(); node++) {
        int tile = node;
        byTile.add(city.stream().filter(b -> b.bounds().intersects(tree.rectangle(tile))).toList());
      }
    }
  }

  /** How many faces the plan expects. */
  public double expected() {
    return plan.triangles();
  }

  /** How many tiles there are. */
  public int tiles() {
    return plan.tree().tiles();
  }

  /** Meshes and stitches all tiles. */
  public Result run() {
    faces = 0;
    below = 0;
    nanos = 0;
    bySize = new TreeMap<>();
    mesh(new Stitcher(plan.tree(), plan.options(), terrain), plan.tree().root());
    return new Result(faces, bySize, below, nanos / 1e9);
  }

  private Frontier mesh(Stitcher stitcher, int node) {
    StitchTree tree = plan.tree();
    if (tree.isTile(node)) {
      long start = CLOCK.getCurrentThreadCpuTime();
      Stitched core = stitcher.core(node, byTile.get(node));
      return take(core, node, start);
    }
    Frontier first = mesh(stitcher, tree.firstChild(node));
    Frontier second = mesh(stitcher, tree.secondChild(node));
    long start = CLOCK.getCurrentThreadCpuTime();
    return take(stitcher.stitch(node, first, second), node, start);
  }

  private Frontier take(Stitched made, int node, long start) {
    nanos += CLOCK.getCurrentThreadCpuTime() - start;
    faces += made.part().faceCount();
    for (PartQuality.Cause cause : PartQuality.Cause.values()) {
      below += made.quality().below(cause);
    }
    MeshOptions options = plan.options();
    List<SizeZone> zones = options.zones();
    long[] more = ZoneCounts.ofAll(options, plan.tree().rectangle(node), made.byZone());
    for (int i = 0; i < more.length; i++) {
      double size = i < zones.size() ? zones.get(i).sizes().ground() : options.maxSize();
      bySize.merge(size, more[i], Long::sum);
    }
    return made.frontier();
  }
}
