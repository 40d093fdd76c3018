package io.citymesh.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.citymesh.CityMesh;
import io.citymesh.PolygonDeterminismTest;
import io.citymesh.cli.DemoCity;
import io.citymesh.report.Manifest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerTaskStart;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Executors of a standalone cluster are killed, or do the same work twice: the mesh is the same, to
 * the last bit, and nothing is left behind.
 */
class ExecutorLossIT {
  private static final Map<String, String> SPECULATION =
      Map.of(
          "spark.speculation", "true",
          "spark.speculation.interval", "10ms",
          "spark.speculation.quantile", "0.01",
          "spark.speculation.multiplier", "1",
          "spark.speculation.minTaskRuntime", "1ms",
          "spark.speculation.efficiency.enabled", "false",
          "spark.locality.wait", "0");

  @TempDir static Path dir;

  private static DemoCity.Written city;
  private static String digest;
  private static String digestOfPolygon;
  private static String digestOfVolume;
  private static TestCluster cluster;
  private static int runs;

  @BeforeAll
  static void meshOnceAndStart() throws Exception {
    city = DemoCity.write(dir, 3, 3, 5);
    try (SparkSession spark = Executors.session("local[2]", Map.of())) {
      digest = build(spark, b -> b).digest();
      digestOfPolygon = build(spark, PolygonDeterminismTest::polygon).digest();
      digestOfVolume = build(spark, b -> b.volume(true)).digest();
    }
    // Two hosts: Spark runs no second copy of a task on the same one.
    cluster = TestCluster.start(dir.resolve("cluster"), "127.0.0.1 127.0.0.2");
  }

  @AfterAll
  static void stop() throws Exception {
    if (cluster != null) {
      cluster.close();
    }
  }

  @Test
  void killedWhileMeshingAndStitching() throws Exception {
    try (SparkSession spark = Executors.session(cluster.url(), Map.of())) {
      killed(spark, "meshing", 2, digest, b -> b.partitions(6));
      killed(spark, "meshing", 6, digest, b -> b.partitions(6)); // With all that it has made.
      killed(spark, "stitching", 1, digest, b -> b.partitions(12));
    }
  }

  /** A closed polygon with zones, graded sizes, a rim and aprons, whose files are read again. */
  @Test
  void killedOnAPolygon() throws Exception {
    try (SparkSession spark = Executors.session(cluster.url(), Map.of())) {
      UnaryOperator<CityMesh.Builder> polygon = PolygonDeterminismTest::polygon;
      killed(spark, "meshing", 2, digestOfPolygon, b -> polygon.apply(b).partitions(6));
      killed(spark, "stitching", 1, digestOfPolygon, b -> polygon.apply(b).partitions(12));
    }
  }

  /** Levels travel with frontiers, and parts hold them. */
  @Test
  void killedWithAVolume() throws Exception {
    try (SparkSession spark = Executors.session(cluster.url(), Map.of())) {
      killed(spark, "meshing", 2, digestOfVolume, b -> b.volume(true).partitions(6));
      killed(spark, "stitching", 1, digestOfVolume, b -> b.volume(true).partitions(12));
    }
  }

  /** The task is tried again after it has published some of its parts. */
  @Test
  @Tag("slow")
  void killedWithHalfOfATasksPartsPublished() throws Exception {
    try (SparkSession spark = Executors.session(cluster.url(), Map.of())) {
      Executors.awaitTwo(spark.sparkContext());
      // Large parts, so that publishing takes a while.
      UnaryOperator<CityMesh.Builder> large = b -> b.partitions(1).maxSize(1).buildingSize(1);
      String expected = build(spark, large).digest();
      String application = spark.sparkContext().applicationId();
      List<ProcessHandle> executors =
          List.of(TestCluster.executor(application, "0"), TestCluster.executor(application, "1"));
      Path parts = Path.of(out()).resolve("parts");
      CompletableFuture<Void> kill =
          CompletableFuture.runAsync(
              () -> {
                while (published(parts) < 3) {
                  Thread.yield();
                }
                executors.forEach(ProcessHandle::destroyForcibly);
              });
      Manifest manifest = build(spark, large);
      kill.get();
      assertEquals(expected, manifest.digest());
      assertTrue(manifest.counters().get("failed_tasks") > 0, manifest.counters().toString());
    }
  }

  @Test
  @Tag("slow")
  void tasksDoneTwice() throws Exception {
    AtomicInteger copies = new AtomicInteger();
    try (SparkSession spark = Executors.session(cluster.url(), SPECULATION)) {
      Executors.awaitTwo(spark.sparkContext());
      spark
          .sparkContext()
          .addSparkListener(
              new SparkListener() {
                @Override
                public void onTaskStart(SparkListenerTaskStart event) {
                  copies.addAndGet(event.taskInfo().speculative() ? 1 : 0);
                }
              });
      assertEquals(digest, build(spark, b -> b.partitions(5)).digest());
      assertTrue(copies.get() > 0, "no task was speculative");
    }
  }

  private static void killed(
      SparkSession spark,
      String stage,
      int tasks,
      String expected,
      UnaryOperator<CityMesh.Builder> more)
      throws Exception {
    Executors.awaitTwo(spark.sparkContext());
    Executors.Killer killer =
        new Executors.Killer(spark.sparkContext().applicationId(), stage, tasks);
    spark.sparkContext().addSparkListener(killer);
    Manifest manifest = build(spark, more);
    spark.sparkContext().removeSparkListener(killer);
    assertEquals(0, killer.left(), "tasks to go until an executor is killed while " + stage);
    assertEquals(expected, manifest.digest(), stage);
  }

  private static long published(Path parts) {
    try (Stream<Path> files = Files.list(parts)) {
      return files.filter(file -> file.toString().endsWith(".h5")).count();
    } catch (IOException e) {
      return 0;
    }
  }

  private static String out() {
    return dir.resolve("out" + runs).toString();
  }

  private static Manifest build(SparkSession spark, UnaryOperator<CityMesh.Builder> more)
      throws IOException {
    Path spill = dir.resolve("spill");
    String out = out();
    Manifest manifest =
        more.apply(
                CityMesh.builder(spark)
                    .buildings(city.buildings().toString())
                    .terrain(city.terrain().toString())
                    .heightField(DemoCity.HEIGHT_FIELD)
                    .merge(false)
                    .tileSize(100)
                    .maxSize(4)
                    .spillDirs(spill.toString())
                    .out(out))
            .build()
            .manifest();
    runs++;
    System.out.println(manifest.counters());
    assertEquals(List.of(), TestCluster.files(spill), "spilled files are left");
    for (Path file : TestCluster.files(Path.of(out, "parts"))) {
      assertTrue(!file.getFileName().toString().startsWith("."), file + " is left");
    }
    assertEquals(manifest.totals().parts(), (int) published(Path.of(out, "parts")));
    return manifest;
  }
}
