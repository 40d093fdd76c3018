package io.citymesh.job;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.citymesh.SparkTest;
import io.citymesh.report.Progress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.util.LongAccumulator;
import org.junit.jupiter.api.Test;

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
    public void stage(String words) {
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
      listener.countTiles(finished, 10);
      context.sc().setJobDescription("meshing");
      context
          .parallelize(List.of(0, 1, 2, 3, 4, 5, 6, 7, 8, 9), 2)
          .foreach(tile -> finished.add(1));
      assertTrue(recorder.seen.await(10, TimeUnit.SECONDS), recorder.lines.toString());
    } finally {
      context.sc().setJobDescription(null);
    }
    assertEquals("meshing", recorder.lines.get(0));
  }
}
