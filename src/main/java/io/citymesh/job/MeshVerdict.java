package io.citymesh.job;

import io.citymesh.output.CheckReport;
import io.citymesh.output.CheckRunner;
import io.citymesh.output.CheckSource;
import io.citymesh.output.CheckStep;
import io.citymesh.output.MeshCheck;
import io.citymesh.output.OutputDir;
import io.citymesh.report.Manifest;
import io.citymesh.report.Progress;
import io.citymesh.session.HadoopSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Queue;
import org.apache.spark.Partitioner;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.SparkSession;
import scala.Tuple2;

/**
 * Checks a published mesh by the executors: the steps of {@link MeshCheck} are stages, and what
 * they send each other is shuffled, on the executors' disks.
 *
 * <p>Memory: of an executor, for each task what a step takes for a number ({@link CheckStep#heap},
 * as many at a time as {@link Admission} lets in) and the blocks of this number; of the driver,
 * some hundred bytes a part.
 */
public final class MeshVerdict implements CheckRunner {
  /**
   * The most tasks of a step. Fewer sort more at a time; of more, Spark keeps the product of two
   * steps' tasks on disk.
   */
  private static final int MOST_TASKS = 2000;

  private final JavaSparkContext spark;

  /** The most tasks of a step. */
  private final int tasks;

  /** What the step before has sent, by receiver and sender. */
  private JavaPairRDD<Long, byte[]> sent;

  private MeshVerdict(JavaSparkContext spark, int tasks) {
    this.spark = spark;
    this.tasks = tasks;
  }

  /**
   * Checks the mesh in an output directory.
   *
   * @param manifest of this directory
   * @throws IOException if reading fails although the files are sound
   */
  public static CheckReport of(
      SparkSession session, String directory, Manifest manifest, Progress progress)
      throws IOException {
    return of(session, directory, manifest, progress, MOST_TASKS, MeshCheck.Buckets.USUAL);
  }

  /**
   * As the other, on other partitions: they change nothing.
   *
   * @param tasks the most of a step
   * @param buckets how much what parts have in common is divided
   */
  static CheckReport of(
      SparkSession session,
      String directory,
      Manifest manifest,
      Progress progress,
      int tasks,
      MeshCheck.Buckets buckets)
      throws IOException {
    JavaSparkContext spark = JavaSparkContext.fromSparkContext(session.sparkContext());
    Source source =
        new Source(
            directory,
            spark.broadcast(new HadoopSettings(spark.hadoopConfiguration())),
            spark.broadcast(manifest));
    try (TaskProgress listener = TaskProgress.listen(session.sparkContext(), progress)) {
      return MeshCheck.run(source, new MeshVerdict(spark, tasks), buckets);
    } finally {
      session.sparkContext().setJobDescription(null);
      source.hadoop.destroy();
      source.published.destroy();
    }
  }

  /** The mesh, as it travels to the tasks. */
  private record Source(
      String path, Broadcast<HadoopSettings> hadoop, Broadcast<Manifest> published)
      implements CheckSource {
    @Override
    public OutputDir directory() {
      return OutputDir.of(path, hadoop.value().value());
    }

    @Override
    public Manifest manifest() {
      return published.value();
    }
  }

  @Override
  public List<CheckStep.Block> run(CheckStep step, int count, int next) {
    spark.sc().setJobDescription(step.words());
    Numbers numbers = sent == null ? numbers(count) : (Numbers) sent.partitioner().get();
    if (numbers.count != count) {
      throw new IllegalArgumentException(
          step.words() + ": " + count + " numbers where " + numbers.count + " were said");
    }
    JavaPairRDD<Long, byte[]> received =
        sent == null
            ? JavaPairRDD.fromJavaRDD(spark.parallelize(List.of(), numbers.numPartitions()))
            : sent;
    sent =
        JavaPairRDD.fromJavaRDD(
                received.mapPartitionsWithIndex(
                    (partition, blocks) -> new Sender(step, numbers, partition, blocks), false))
            .repartitionAndSortWithinPartitions(numbers(next));
    List<CheckStep.Block> told = new ArrayList<>();
    for (List<Tuple2<Long, byte[]>> blocks : sent.collectPartitions(new int[] {0})) {
      blocks.forEach(block -> told.add(new CheckStep.Block(sender(block._1()), block._2())));
    }
    return told;
  }

  private Numbers numbers(int count) {
    return new Numbers(count, tasks);
  }

  /** Receiver and sender of a block as one number, in whose order they come. */
  private static long key(int to, int from) {
    return (long) to << 32 | from;
  }

  private static int receiver(long key) {
    return (int) (key >> 32);
  }

  private static int sender(long key) {
    return (int) key;
  }

  /** The numbers below a count in ranges; the first partition is the driver's. */
  private static final class Numbers extends Partitioner {
    private static final long serialVersionUID = 1L;

    private final int count;
    private final int ranges;

    /**
     * @param most ranges
     */
    Numbers(int count, int most) {
      this.count = count;
      this.ranges = Math.min(count, most);
    }

    @Override
    public int numPartitions() {
      return 1 + ranges;
    }

    @Override
    public int getPartition(Object key) {
      int number = receiver((Long) key);
      return number == CheckStep.DRIVER ? 0 : 1 + (int) ((long) number * ranges / count);
    }

    /** The first number that is not in the partitions up to this one, nor in it. */
    int end(int partition) {
      return ranges == 0 ? 0 : (int) (((long) partition * count + ranges - 1) / ranges);
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Numbers numbers && numbers.count == count && numbers.ranges == ranges;
    }

    @Override
    public int hashCode() {
      return 31 * count + ranges;
    }
  }

  /** Runs a step for the numbers of a partition, one after the other, as what it sends is taken. */
  private static final class Sender implements Iterator<Tuple2<Long, byte[]>> {
    private final CheckStep step;
    private final Iterator<Tuple2<Long, byte[]>> received;
    private final int end;
    private final Queue<Tuple2<Long, byte[]>> sent = new ArrayDeque<>();

    /** The next number. */
    private int number;

    /** The first block that is not yet delivered, or null. */
    private Tuple2<Long, byte[]> block;

    Sender(
        CheckStep step, Numbers numbers, int partition, Iterator<Tuple2<Long, byte[]>> received) {
      this.step = step;
      this.received = received;
      this.number = partition == 0 ? 0 : numbers.end(partition - 1);
      this.end = numbers.end(partition);
      if (partition > 0) {
        advance();
      }
    }

    private void advance() {
      block = received.hasNext() ? received.next() : null;
    }

    @Override
    public boolean hasNext() {
      while (sent.isEmpty() && number < end) {
        runStep(number++);
      }
      return !sent.isEmpty();
    }

    private void runStep(int from) {
      List<CheckStep.Block> blocks = new ArrayList<>();
      for (; block != null && receiver(block._1()) == from; advance()) {
        blocks.add(new CheckStep.Block(sender(block._1()), block._2()));
      }
      try (Admission.Pass pass = Admission.ofThisExecutor().admit(step.heap(from))) {
        step.run(from, blocks, (to, bytes) -> sent.add(new Tuple2<>(key(to, from), bytes)));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public Tuple2<Long, byte[]> next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      return sent.remove();
    }
  }
}
