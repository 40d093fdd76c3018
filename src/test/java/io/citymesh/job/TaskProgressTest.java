package io.citymesh.job;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.citymesh.SparkTest;
import io.citymesh.footprint.CleaningOptions;
import io.citymesh.footprint.FootprintCleaner;
import io.citymesh.footprint.SourceFootprint;
import io.citymesh.geo.Bounds;
import io.citymesh.geo.Heights;
import io.citymesh.report.Progress;
import io.citymesh.terrain.Terrains;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.spark.TaskResultLost$;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.executor.ExecutorMetrics;
import org.apache.spark.scheduler.AccumulableInfo;
import org.apache.spark.scheduler.SparkListenerExecutorMetricsUpdate;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.scheduler.StageInfo;
import org.apache.spark.scheduler.TaskInfo;
import org.apache.spark.scheduler.TaskLocality;
import org.apache.spark.util.LongAccumulator;
import org.junit.jupiter.api.Test;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.GeometryFactory;
import scala.Option;
import scala.Tuple2;
import scala.Tuple4;
import scala.jdk.javaapi.CollectionConverters;

class TaskProgressTest extends SparkTest {

  /** Keeps what it is told, until the line it waits for. */
  private static final class Recorder implements Progress {
    final List<String> lines = Collections.synchronizedList(new ArrayList<>());
    final CountDownLatch seen = new CountDownLatch(1);
    final String last;

    Recorder(String last) {
      this.last = last;
    }

    @Override
    public void step(String words) {
      lines.add(words);
    }

    @Override
    public void done(long done, long total, String unit) {
      String line = done + "/" + total + " " + unit;
      lines.add(line);
      if (line.equals(last)) {
        seen.countDown();
      }
    }

    @Override
    public void within(String words) {
      if (!words.isEmpty()) {
        lines.add(words);
      }
    }

    @Override
    public void finish() {}
  }

  @Test
  void tasksOfADescribedJobAreCounted() throws Exception {
    JavaSparkContext context = new JavaSparkContext(spark().sparkContext());
    Recorder recorder = new Recorder("3/3 tasks");
    try (TaskProgress ignored = TaskProgress.listen(context.sc(), recorder)) {
      context.parallelize(List.of(1, 2), 2).count();
      context.sc().setJobDescription("counting");
      context.parallelize(List.of(1, 2, 3), 3).count();
      assertTrue(recorder.seen.await(10, TimeUnit.SECONDS), recorder.lines.toString());
    } finally {
      context.sc().setJobDescription(null);
    }
    assertEquals(List.of("counting", "1/3 tasks", "2/3 tasks", "3/3 tasks"), recorder.lines);
  }

  @Test
  void tilesAreCountedByTheAccumulator() throws Exception {
    JavaSparkContext context = new JavaSparkContext(spark().sparkContext());
    Recorder recorder = new Recorder("10/10 tiles");
    LongAccumulator finished = context.sc().longAccumulator("tiles");
    try (TaskProgress listener = TaskProgress.listen(context.sc(), recorder)) {
      context.sc().setJobDescription(listener.countTiles("meshing", finished, 10));
      context
          .parallelize(List.of(0, 1, 2, 3, 4, 5, 6, 7, 8, 9), 2)
          .foreach(tile -> finished.add(1));
      assertTrue(recorder.seen.await(10, TimeUnit.SECONDS), recorder.lines.toString());
    } finally {
      context.sc().setJobDescription(null);
    }
    assertEquals("meshing", recorder.lines.get(0));
  }

  /** The listeners hear of the buildings' tasks when the driver is at the tiles already. */
  @Test
  void noTilesAreCountedBeforeTheyAreMeshed() throws Exception {
    JavaSparkContext context = new JavaSparkContext(spark().sparkContext());
    Recorder recorder = new Recorder("2/2 tasks");
    LongAccumulator finished = context.sc().longAccumulator("tiles");
    try (TaskProgress listener = TaskProgress.listen(context.sc(), recorder)) {
      listener.countTiles("meshing 361 tiles", finished, 361);
      context.sc().setJobDescription("writing the buildings");
      context.parallelize(List.of(1, 2), 2).count();
      assertTrue(recorder.seen.await(10, TimeUnit.SECONDS), recorder.lines.toString());
    } finally {
      context.sc().setJobDescription(null);
    }
    assertEquals(List.of("writing the buildings", "1/2 tasks", "2/2 tasks"), recorder.lines);
  }

  /** A check that told "1/5 tasks" would tell four times the time that is left. */
  @Test
  void stagesWhoseShuffleIsThereAreNotAhead() throws Exception {
    JavaSparkContext context = new JavaSparkContext(spark().sparkContext());
    JavaPairRDD<Integer, Integer> shuffled =
        context
            .parallelize(List.of(1, 2, 3, 4, 5), 5)
            .mapToPair(i -> new Tuple2<>(i % 2, i))
            .reduceByKey(Integer::sum, 2);
    shuffled.count();
    Recorder recorder = new Recorder("3/3 tasks");
    try (TaskProgress ignored = TaskProgress.listen(context.sc(), recorder)) {
      context.sc().setJobDescription("matching");
      shuffled.mapToPair(Tuple2::swap).reduceByKey(Integer::sum, 1).count();
      assertTrue(recorder.seen.await(10, TimeUnit.SECONDS), recorder.lines.toString());
    } finally {
      context.sc().setJobDescription(null);
    }
    assertEquals(List.of("matching", "1/3 tasks", "2/3 tasks", "3/3 tasks"), recorder.lines);
  }

  /** With "4/4 tasks" and then "4/8 tasks", half of the work would seem to be lost. */
  @Test
  void aSecondJobOfAStageDoesNotTakeTheFirstOneBack() throws Exception {
    JavaSparkContext context = new JavaSparkContext(spark().sparkContext());
    Recorder recorder = new Recorder("6/0 tasks");
    try (TaskProgress ignored = TaskProgress.listen(context.sc(), recorder)) {
      context.sc().setJobDescription("reading");
      context.parallelize(List.of(1, 2, 3, 4), 4).count();
      context.parallelize(List.of(1, 2), 2).count();
      assertTrue(recorder.seen.await(10, TimeUnit.SECONDS), recorder.lines.toString());
    } finally {
      context.sc().setJobDescription(null);
    }
    assertEquals("6/0 tasks", recorder.lines.get(recorder.lines.size() - 1));
    assertTrue(recorder.lines.contains("4/4 tasks"), recorder.lines.toString());
    assertFalse(recorder.lines.contains("4/6 tasks"), recorder.lines.toString());
  }

  /** 7 of 10 tiles are done in two tasks; then the executor of one of them is lost. */
  @Test
  void aLostTaskTakesNothingBack() {
    Recorder recorder = new Recorder("");
    TaskProgress progress = TaskProgress.unattached(recorder);
    LongAccumulator finished = registered();
    progress.countTiles("meshing", finished, 10);
    begins(progress, "meshing");
    progress.onExecutorMetricsUpdate(heartbeat(1, Map.of(finished.id(), 4L)));
    progress.onExecutorMetricsUpdate(heartbeat(2, Map.of(finished.id(), 3L)));
    progress.onTaskEnd(lost(2));
    progress.onExecutorMetricsUpdate(heartbeat(1, Map.of(finished.id(), 5L)));
    progress.onExecutorMetricsUpdate(heartbeat(3, Map.of(finished.id(), 3L)));
    assertEquals(
        List.of("meshing", "4/10 tiles", "7/10 tiles", "7/10 tiles", "8/10 tiles"), recorder.lines);
  }

  @Test
  void aLongTaskTellsWhatItIsAt() {
    Recorder recorder = new Recorder("");
    TaskProgress progress = TaskProgress.unattached(recorder);
    CleaningProgress cleaning = new CleaningProgress(spark().sparkContext());
    progress.countFootprints("cleaning", cleaning, 543);
    begins(progress, "cleaning");
    long at = cleaning.corners().id();
    long steps = cleaning.steps().id();
    long done = cleaning.finished().id();
    progress.onExecutorMetricsUpdate(heartbeat(1, Map.of(done, 12L, at, 12_500L)));
    progress.onExecutorMetricsUpdate(heartbeat(1, Map.of(done, 12L, at, 12_500L, steps, 3L)));
    progress.onExecutorMetricsUpdate(heartbeat(1, Map.of(done, 13L, steps, 9L)));
    assertEquals(
        List.of(
            "cleaning",
            "12,500 corners that touch take 0 s so far, step 0",
            "12/543 footprints",
            "12,500 corners that touch take 0 s so far, step 3",
            "12/543 footprints",
            "13/543 footprints"),
        recorder.lines);
  }

  @Test
  void aLargeFootprintHasSteps() {
    CleaningProgress cleaning = new CleaningProgress(spark().sparkContext());
    CleaningOptions options = CleaningOptions.DEFAULT;
    FootprintCleaner cleaner =
        new FootprintCleaner(
            options, Terrains.open("flat:0"), new Bounds(0, 0, 2000, 2000), OptionalDouble.of(9));
    Coordinate[] ring = new Coordinate[2001];
    for (int i = 0; i < 2000; i++) {
      double r = i % 2 == 0 ? 700 : 690;
      double angle = 2 * Math.PI * i / 2000;
      ring[i] = new Coordinate(1000 + r * Math.cos(angle), 1000 + r * Math.sin(angle));
    }
    ring[2000] = ring[0];
    SourceFootprint saw =
        new SourceFootprint("saw", new GeometryFactory().createPolygon(ring), Heights.above(9));
    assertEquals(1, cleaning.clean(cleaner, List.of(saw.packed())).buildings().size());
    assertTrue(cleaning.steps().value() >= 5, "steps: " + cleaning.steps().value());
    assertEquals(0, cleaning.corners().value(), "it is done");
    assertEquals(1, cleaning.finished().value());
  }

  private static LongAccumulator registered() {
    return spark().sparkContext().longAccumulator("tiles");
  }

  /** A job of this description with one stage of two tasks. */
  private static void begins(TaskProgress progress, String words) {
    Properties properties = new Properties();
    properties.setProperty(TaskProgress.DESCRIPTION, words);
    progress.onJobStart(
        new SparkListenerJobStart(
            0, 0, CollectionConverters.asScala(List.<StageInfo>of()).toSeq(), properties));
  }

  private static SparkListenerExecutorMetricsUpdate heartbeat(long task, Map<Long, Long> values) {
    List<AccumulableInfo> heard = new ArrayList<>();
    values.forEach(
        (id, value) ->
            heard.add(
                new AccumulableInfo(
                    id,
                    Option.apply("any"),
                    Option.apply((Object) value),
                    Option.empty(),
                    false,
                    false,
                    Option.empty())));
    scala.collection.immutable.Seq<AccumulableInfo> accumulators =
        CollectionConverters.asScala(heard).toSeq();
    return new SparkListenerExecutorMetricsUpdate(
        "1",
        CollectionConverters.asScala(
                List.of(
                    new Tuple4<
                        Object, Object, Object, scala.collection.immutable.Seq<AccumulableInfo>>(
                        task, 0, 0, accumulators)))
            .toSeq(),
        scala.collection.immutable.Map$.MODULE$.empty());
  }

  private static SparkListenerTaskEnd lost(long task) {
    TaskInfo info = new TaskInfo(task, 0, 0, 0, 0, "1", "host", TaskLocality.ANY(), false);
    return new SparkListenerTaskEnd(
        0, 0, "ResultTask", TaskResultLost$.MODULE$, info, new ExecutorMetrics(), null);
  }
}
