package io.citymesh.job;

import io.citymesh.report.Manifest;
import io.citymesh.tile.StitchTree;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.spark.SparkEnv;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.serializer.SerializerInstance;
import org.apache.spark.util.LongAccumulator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.reflect.ClassTag$;
import scala.runtime.AbstractFunction1;
import scala.runtime.BoxedUnit;

/**
 * The Spark job: tiles are an RDD of batches along the stitching tree; each task meshes the tiles
 * of its batch, publishes the cores and stitches what is complete; a tree-reduce stitches the
 * regions of the batches, two at a time; then a prefix sum numbers the parts ({@link Lineage},
 * {@link CoreTask}, {@link Combiner}, {@link Publisher}).
 *
 * <p>What the driver sees of a part is a summary of a few hundred bytes; what travels between tasks
 * are buildings (once, to their tiles) and frontiers.
 *
 * <p><b>Loss.</b> A part is safe once it is in the output. What an executor holds besides may go
 * with it: Spark makes it again from the lineage, and the files that are there are left. An attempt
 * may differ from the one before, if a tile runs out of memory in one of them: the driver tells all
 * later tasks what became of the tiles that it knows ({@link TileOutcomes}), and the keys of the
 * parts tell it whether a stitch has seen another attempt than the one it knows.
 */
final class CityJob implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(CityJob.class);

  /** Of so many stitches at most the driver looks whether they are there: a few milliseconds. */
  private static final int MOST_LOOKED_FOR = 512;

  private final JavaSparkContext spark;
  private final Setting setting;
  private final Lineage lineage;

  /** What was sealed, by node of the stitching tree. */
  private final List<StageItem.PartSummary> sealed = new ArrayList<>();

  private final List<StageItem.FailedTile> failed = new ArrayList<>();

  /**
   * @param batches how the tiles are spread over tasks
   * @param finished counts the tiles that are done
   */
  CityJob(
      JavaSparkContext spark,
      Setting setting,
      Batches batches,
      JavaRDD<PackedBuilding> buildings,
      LongAccumulator finished) {
    this.spark = spark;
    this.setting = setting;
    this.lineage = new Lineage(spark, setting, batches, buildings, finished);
    spark.sc().addJobTag(tag());
  }

  private String tag() {
    return tag(setting.id());
  }

  /**
   * The tag of all jobs of a run that mesh and stitch.
   *
   * @param run its name
   */
  static String tag(String run) {
    return "citymesh-" + run;
  }

  List<StageItem.PartSummary> sealed() {
    return sealed;
  }

  List<StageItem.FailedTile> failed() {
    return failed;
  }

  /**
   * Meshes all tiles, and stitches those of each batch.
   *
   * @param watch is told of the parts of each batch that is done; it may end the run
   */
  void meshCores(Consumer<List<StageItem.PartSummary>> watch) {
    SerializerInstance serializer = SparkEnv.get().serializer().newInstance();
    spark
        .sc()
        .<StageItem, Squeezed>runJob(
            summaries(lineage.batches()).rdd(),
            new Squeeze(),
            (batch, made) -> {
              int known = sealed.size();
              note(made.items(serializer));
              watch.accept(sealed.subList(known, sealed.size()));
              return BoxedUnit.UNIT;
            },
            ClassTag$.MODULE$.apply(Squeezed.class));
    sort();
    TileOutcomes.tell(spark, sealed, failed);
  }

  /**
   * Stitches regions of different batches, up to the whole city: one job, so that no stage waits
   * for the driver; none, if an earlier run has left all that it would make.
   */
  void stitch() {
    List<StageItem.PartSummary> cores = List.copyOf(sealed);
    note(found().orElseGet(() -> summaries(lineage.stitches()).collect()));
    sort();
    if (!isOneCity()) {
      LOG.warn("attempts of a task differed: the regions are stitched again");
      TileOutcomes.tell(spark, cores, failed);
      lineage.restart();
      sealed.clear();
      sealed.addAll(cores);
      note(summaries(lineage.stitches()).collect());
      sort();
      if (!isOneCity()) {
        throw new IllegalStateException("stitches have seen other tiles than there are");
      }
    }
  }

  /**
   * The stitches that are not sealed yet, if an earlier run has left all of them; looked for only
   * where that is quicker than a job: they are few, and in a local output.
   */
  private Optional<List<StageItem>> found() {
    StitchTree tree = setting.tree();
    Work work = setting.work();
    if (!work.isOn()
        || work.verify()
        || setting.output().dir().local().isEmpty()
        || tree.nodes() - sealed.size() > MOST_LOOKED_FOR
        || !failed.isEmpty()
        || !sealed.stream().allMatch(StageItem.PartSummary::reused)) {
      return Optional.empty();
    }
    String[] keys = new String[tree.nodes()];
    sealed.forEach(part -> keys[part.node()] = part.key());
    List<StageItem> all = new ArrayList<>();
    for (int node = tree.tiles(); node < keys.length; node++) { // Children before their parents.
      if (keys[node] == null) {
        keys[node] =
            NodeKeys.stitch(
                setting, node, keys[tree.firstChild(node)], keys[tree.secondChild(node)]);
        Optional<StageItem.PartSummary> part =
            work.find(setting.id(), node, tree.id(node), keys[node]);
        if (part.isEmpty()) {
          return Optional.empty();
        }
        all.add(part.get());
      }
    }
    return Optional.of(all);
  }

  /** Whether each stitch has seen the regions that the driver knows of: its key tells. */
  private boolean isOneCity() {
    StitchTree tree = setting.tree();
    String[] keys = new String[tree.nodes()];
    failed.forEach(tile -> keys[tile.node()] = NodeKeys.failed(setting, tile.node()));
    for (StageItem.PartSummary part : sealed) {
      int node = part.node();
      keys[node] = part.key();
      if (!tree.isTile(node)) {
        String first = keys[tree.firstChild(node)];
        String second = keys[tree.secondChild(node)];
        if (first == null
            || second == null
            || !part.key().equals(NodeKeys.stitch(setting, node, first, second))) {
          return false;
        }
      }
    }
    return sealed.size() + failed.size() == tree.nodes();
  }

  /** The manifest's lines, in vertex order: a prefix sum over the parts, cores first. */
  List<Manifest.Part> parts() {
    List<Manifest.Part> lines = new ArrayList<>();
    long offset = 0;
    for (StageItem.PartSummary part : sealed) {
      lines.add(
          new Manifest.Part(
              part.id(),
              lines.size(),
              setting.tree().partName(part.node()),
              part.file().name(),
              part.kind().name().toLowerCase(Locale.ROOT),
              offset,
              part.vertices(),
              part.faces(),
              part.bounds(),
              part.file().digest()));
      offset += part.vertices();
    }
    return lines;
  }

  private static JavaRDD<StageItem> summaries(JavaRDD<StageItem> stage) {
    return stage.filter(item -> !(item instanceof StageItem.OpenRegion));
  }

  private void note(List<StageItem> items) {
    for (StageItem item : items) {
      if (item instanceof StageItem.PartSummary part) {
        sealed.add(part);
      } else if (item instanceof StageItem.FailedTile tile) {
        failed.add(tile);
      }
    }
  }

  private void sort() {
    sealed.sort(Comparator.comparingInt(StageItem.PartSummary::node));
    failed.sort(Comparator.comparingInt(StageItem.FailedTile::node));
  }

  /** Ends what is still at work, removes what was spilled, and lets Spark forget the stages. */
  @Override
  public void close() {
    String id = setting.id();
    RunOptions run = setting.run();
    spark.sc().removeJobTag(tag());
    TileOutcomes.forget(spark);
    if (run.keepIntermediate()) {
      ExecutorStores.forget(id);
    } else if (spark.sc().isStopped()) {
      // Each executor removes its own as it ends.
      ExecutorStores.close(id, run);
    } else {
      spark.sc().cancelJobsWithTag(tag());
      if (!spark.isLocal()) {
        int everywhere = 4 * Math.max(1, spark.defaultParallelism());
        spark
            .parallelize(new ArrayList<>(Collections.nCopies(everywhere, id)), everywhere)
            .foreach(any -> ExecutorStores.close(any, run));
      }
      ExecutorStores.close(id, run);
    }
    lineage.close();
  }

  /** All that a task has made. */
  private static final class Squeeze
      extends AbstractFunction1<scala.collection.Iterator<StageItem>, Squeezed>
      implements Serializable {
    private static final long serialVersionUID = 1L;

    @Override
    public Squeezed apply(scala.collection.Iterator<StageItem> items) {
      List<StageItem> all = new ArrayList<>();
      while (items.hasNext()) {
        all.add(items.next());
      }
      return Squeezed.of(all, SparkEnv.get().serializer().newInstance());
    }
  }
}
