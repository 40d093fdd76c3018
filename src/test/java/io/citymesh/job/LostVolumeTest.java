package io.citymesh.job;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.citymesh.CityMesh;
import io.citymesh.SparkTest;
import io.citymesh.cli.DemoCity;
import io.citymesh.output.CheckReport;
import io.citymesh.output.MeshCheck;
import io.citymesh.report.Manifest;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.spark.SparkContext;
import org.apache.spark.TaskKilled;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerStageCompleted;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.scheduler.SparkListenerTaskStart;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A volume is the same to the last bit if tasks are killed while it is made, and lost after it. */
class LostVolumeTest extends SparkTest {
  @TempDir static Path dir;

  /** Kills the first attempt of every third task, and loses what Spark keeps of every other one. */
  private static final class Killer extends SparkListener {
    private final SparkContext context = spark().sparkContext();
    private final AtomicInteger killed = new AtomicInteger();

    @Override
    public void onTaskStart(SparkListenerTaskStart start) {
      if (start.taskInfo().attemptNumber() == 0 && start.taskInfo().index() % 3 == 0) {
        context.killTaskAttempt(start.taskInfo().taskId(), false, "by this test");
      }
    }

    @Override
    public void onTaskEnd(SparkListenerTaskEnd end) {
      if (end.reason() instanceof TaskKilled) {
        killed.incrementAndGet();
      }
    }

    @Override
    public void onStageCompleted(SparkListenerStageCompleted completed) {
      LostPartsTest.lose(i -> i % 2 == 0);
    }
  }

  @Test
  void tasksAreKilledAndFrontiersLost() throws Exception {
    DemoCity.Written city = DemoCity.write(dir, 3, 3, 3);
    String undisturbed = build(city, "whole").digest();
    Killer killer = new Killer();
    spark().sparkContext().addSparkListener(killer);
    Manifest manifest;
    try {
      manifest = build(city, "killed");
    } finally {
      spark().sparkContext().removeSparkListener(killer);
    }
    assertTrue(killer.killed.get() >= 3, killer.killed + " attempts were killed");
    assertEquals(undisturbed, manifest.digest());
    assertEquals(0, manifest.totals().failedTiles());
    CheckReport report = MeshCheck.run(dir.resolve("killed").toString());
    assertTrue(!report.broken(), report.table());
  }

  /**
   * The parts of a volume are found to be what they were, by the driver from what was kept of them,
   * and by tasks that read them whole, with their air.
   */
  @Test
  void whatIsKeptIsNotMadeAgain() throws Exception {
    DemoCity.Written city = DemoCity.write(dir, 2, 2, 3);
    Manifest first = builder(city, "kept").resume(true).build().manifest();
    assertTrue(first.counters().get("made_cores") > 1);
    for (String verify : List.of("false", "true")) {
      Manifest again =
          builder(city, "kept").resume(true).option("verify", verify).build().manifest();
      assertEquals(0, again.counters().get("made_cores") + again.counters().get("made_seams"));
      assertEquals(first.digest(), again.digest());
      assertEquals(first.cells(), again.cells());
      assertEquals(first.cellQuality(), again.cellQuality());
      assertEquals(first.volumes(), again.volumes());
      assertEquals(first.quality(), again.quality());
    }
  }

  private static Manifest build(DemoCity.Written city, String out) {
    return builder(city, out).build().manifest();
  }

  private static CityMesh.Builder builder(DemoCity.Written city, String out) {
    return CityMesh.builder(spark())
        .buildings(city.buildings().toString())
        .terrain(city.terrain().toString())
        .heightField(DemoCity.HEIGHT_FIELD)
        .tileSize(100)
        .volume(true)
        .layerMax(12)
        .report(false)
        .partitions(6)
        .out(dir.resolve(out).toString());
  }
}
