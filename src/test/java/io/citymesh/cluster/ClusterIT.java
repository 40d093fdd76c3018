package io.citymesh.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.citymesh.cli.DemoCity;
import io.citymesh.output.ManifestFile;
import io.citymesh.output.OutputDir;
import io.citymesh.report.Manifest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code submit/citymesh} as packaged, on this machine and on a standalone cluster. */
class ClusterIT {
  private static final List<String> FOR_THE_CLUSTER =
      List.of(
          "--",
          "--conf",
          "spark.executor.memory=1g",
          "--conf",
          "spark.executor.extraJavaOptions=-XX:TieredStopAtLevel=1");

  @TempDir static Path dir;

  private static DemoCity.Written city;
  private static String digest;
  private static TestCluster cluster;

  @BeforeAll
  static void start() throws Exception {
    city = DemoCity.write(dir, 2, 2, 5);
    cluster = TestCluster.start(dir.resolve("cluster"), "127.0.0.1 127.0.0.1");
    digest = twoRunsAtOnce();
  }

  @AfterAll
  static void stop() throws Exception {
    if (cluster != null) {
      cluster.close();
    }
  }

  /** Two runs share this machine and its spill directory. */
  private static String twoRunsAtOnce() throws Exception {
    Path spill = dir.resolve("shared-spill");
    List<String> more = List.of("--master", "local[1]", "--spill-dir", spill.toString());
    try (Command first = Command.start(Map.of(), build(dir.resolve("first"), more));
        Command second = Command.start(Map.of(), build(dir.resolve("second"), more))) {
      complete(first.outcome());
      complete(second.outcome());
    }
    assertEquals(List.of(), TestCluster.files(spill));
    assertEquals(digest(dir.resolve("first")), digest(dir.resolve("second")));
    return digest(dir.resolve("first"));
  }

  @Test
  void clientMode() throws Exception {
    Path out = dir.resolve("client");
    complete(citymesh(build(out, List.of("--master", cluster.url()), FOR_THE_CLUSTER)));
    assertEquals(digest, digest(out));
    // Two executors share this machine: parts are published by the one that holds them.
    complete(citymesh(List.of("submit/citymesh", "check", out.toString())));
    Command.Outcome again =
        citymesh(build(out, List.of("--master", cluster.url()), FOR_THE_CLUSTER));
    assertEquals(2, again.code(), again.output());
    assertTrue(again.output().contains("exists: choose another --out"), again.output());
  }

  @Test
  void clusterMode() throws Exception {
    Path out = dir.resolve("cluster-mode");
    List<String> master =
        List.of("--", "--master", cluster.url(), "--deploy-mode", "cluster", "--driver-memory=1g");
    complete(citymesh(build(out), master));
    assertEquals(digest, digest(out));
    // The driver refuses; its exit code stays with it, but that it failed is told.
    Command.Outcome again = citymesh(build(out), master);
    assertEquals(4, again.code(), again.output());
  }

  @Test
  void ctrlCOnThisMachine() throws Exception {
    interrupted("INT", 130, dir.resolve("interrupted"), List.of());
  }

  @Test
  void aDriverThatIsTerminatedLeavesNothingOnTheExecutors() throws Exception {
    interrupted(
        "TERM",
        143,
        dir.resolve("terminated"),
        List.of("--master", cluster.url()),
        FOR_THE_CLUSTER);
  }

  @SafeVarargs
  private static void interrupted(String signal, int code, Path out, List<String>... more)
      throws Exception {
    Path spill = dir.resolve(out.getFileName() + "-spill");
    List<String> first = List.of("--max-size", "1", "--spill-dir", spill.toString());
    List<List<String>> all = new ArrayList<>(List.of(first));
    all.addAll(List.of(more));
    try (Command run = Command.start(Map.of(), joined(build(out), all))) {
      while (run.runs() && TestCluster.files(spill).isEmpty()) {
        Thread.sleep(20);
      }
      run.signal(signal);
      Command.Outcome outcome = run.outcome();
      assertEquals(code, outcome.code(), outcome.output());
      assertTrue(outcome.output().contains("citymesh: interrupted"), outcome.output());
      assertFalse(outcome.output().contains("\tat "), outcome.output());
    }
    assertTrue(Files.notExists(out.resolve("_SUCCESS")));
    // Executors end a moment after their driver.
    for (int tenths = 0; !TestCluster.files(spill).isEmpty() && tenths < 600; tenths++) {
      Thread.sleep(100);
    }
    assertEquals(List.of(), TestCluster.files(spill));
  }

  @Test
  void anOutputThatCannotBeMadeIsAOneLineError() throws Exception {
    Path out = Files.createFile(dir.resolve("file")).resolve("out");
    Command.Outcome outcome = citymesh(build(out));
    assertEquals(2, outcome.code(), outcome.output());
    List<String> lines = outcome.output().lines().filter(l -> l.startsWith("citymesh: ")).toList();
    assertEquals(1, lines.size(), outcome.output());
    assertTrue(lines.get(0).contains(out.toString()), outcome.output());
    assertFalse(outcome.output().contains("\tat "), outcome.output());
  }

  @Test
  void theJarHoldsNothingButOurs() throws Exception {
    try (JarFile jar = new JarFile(TestCluster.applicationJar().toFile())) {
      for (JarEntry entry : jar.stream().filter(e -> !e.isDirectory()).toList()) {
        assertTrue(entry.getName().matches("(io/citymesh|META-INF)/.*"), entry.getName());
      }
    }
    assertFalse(TestCluster.jars().contains("spark-"), TestCluster.jars());
  }

  @SafeVarargs
  private static Command.Outcome citymesh(List<String> words, List<String>... more)
      throws Exception {
    return Command.run(Map.of("CITYMESH_MEMORY", "1g"), joined(words, List.of(more)));
  }

  @SafeVarargs
  private static List<String> build(Path out, List<String>... more) {
    return joined(
        List.of(
            "submit/citymesh",
            "build",
            "--buildings",
            city.buildings().toString(),
            "--terrain",
            city.terrain().toString(),
            "--height-field",
            DemoCity.HEIGHT_FIELD,
            "--no-merge",
            "--tile-size",
            "100",
            "--out",
            out.toString()),
        List.of(more));
  }

  private static List<String> joined(List<String> words, List<List<String>> more) {
    List<String> all = new ArrayList<>(words);
    more.forEach(all::addAll);
    return all;
  }

  private static void complete(Command.Outcome outcome) {
    assertEquals(0, outcome.code(), outcome.output());
  }

  private static String digest(Path out) throws IOException {
    return manifest(out).digest();
  }

  private static Manifest manifest(Path out) throws IOException {
    assertTrue(Files.exists(out.resolve("_SUCCESS")));
    return ManifestFile.read(OutputDir.of(out.toString(), new Configuration()));
  }
}
