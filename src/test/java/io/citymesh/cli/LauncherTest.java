package io.citymesh.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code submit/citymesh}, in a copy of the project with a Java that only prints its arguments. */
class LauncherTest {
  @TempDir Path dir;

  private Path root;

  private record Outcome(int code, List<String> out, List<String> err) {}

  @BeforeEach
  void copyProject() throws IOException {
    Assumptions.assumeTrue(Files.isExecutable(Path.of("/bin/sh")), "needs a POSIX system");
    root = dir.resolve("a project");
    Files.createDirectories(root.resolve("submit"));
    Files.createDirectories(root.resolve("src/main"));
    Files.copy(Path.of("pom.xml"), root.resolve("pom.xml"));
    Files.copy(Path.of("submit/citymesh"), root.resolve("submit/citymesh"));
    assertTrue(root.resolve("submit/citymesh").toFile().setExecutable(true));
    fakeJava("17.0.15");
  }

  @Test
  void anOldJavaIsAOneLineError() throws Exception {
    for (String version : List.of("11.0.2", "1.8.0_392")) {
      fakeJava(version);
      Outcome outcome = launch(Map.of(), "demo");
      assertEquals(2, outcome.code());
      assertEquals(1, outcome.err().size(), outcome.toString());
      assertTrue(outcome.err().get(0).contains("Java 17 or later"), outcome.toString());
    }
  }

  @Test
  void aDryRunBuildsNothing() throws Exception {
    Outcome outcome = launch(Map.of(), "build", "--dry-run");
    assertEquals(0, outcome.code(), outcome.toString());
    assertTrue(outcome.out().get(0).contains("mvn"), outcome.toString());
    assertTrue(Files.notExists(root.resolve("target")));
  }

  @Test
  void javaGetsTheModuleFlagsTheClassPathInItsOrderAndTheArguments() throws Exception {
    fakeBuild();
    Files.createSymbolicLink(dir.resolve("link"), root.resolve("submit/citymesh"));
    Outcome outcome = launch(Map.of("CITYMESH_MEMORY", "3g"), "build", "--out", "my city");
    assertEquals(0, outcome.code(), outcome.toString());
    List<String> args = outcome.out();
    assertTrue(args.contains("--add-opens=java.base/java.nio=ALL-UNNAMED"), args.toString());
    assertTrue(args.contains("-Xmx3g"), args.toString());
    assertTrue(args.contains("-XX:+UseParallelGC"), args.toString());
    String real = root.toRealPath().toString();
    assertEquals(
        real
            + "/conf:"
            + real
            + "/target/citymesh-1.jar:"
            + real
            + "/target/jars/b.jar:"
            + real
            + "/target/jars/a.jar",
        args.get(args.indexOf("-cp") + 1));
    int main = args.indexOf("io.citymesh.cli.Main");
    assertEquals(List.of("build", "--out", "my city"), args.subList(main + 1, args.size()));
  }

  @Test
  void javaCanNameFilesBeyondAsciiInTheCLocale() throws Exception {
    fakeBuild();
    script(
        dir.resolve("java/bin/java"),
        "if [ \"$1\" = -version ]; then echo 'openjdk version \"17\" 2025' >&2",
        "else locale charmap; for last; do :; done; echo \"$last\"; fi");
    for (String locale : List.of("C", "C.UTF-8")) {
      Outcome outcome = launch(Map.of("LC_ALL", locale), "build", "--out", "jörg");
      assertEquals(List.of("UTF-8", "jörg"), outcome.out());
    }
  }

  @Test
  void aCollectorOfTheUserWins() throws Exception {
    fakeBuild();
    Outcome outcome = launch(Map.of("CITYMESH_JAVA_OPTS", "-Da=b -XX:+UseZGC"), "build");
    assertTrue(outcome.out().contains("-XX:+UseZGC"), outcome.toString());
    assertFalse(outcome.out().contains("-XX:+UseParallelGC"), outcome.toString());
  }

  @Test
  void yarnAndKubernetesNeedASparkDistribution() throws Exception {
    fakeBuild();
    for (String master : List.of("yarn", "k8s://https://host:6443")) {
      Outcome outcome = launch(Map.of(), "build", "--master", master);
      assertEquals(2, outcome.code());
      assertEquals(1, outcome.err().size(), outcome.toString());
      assertTrue(outcome.err().get(0).contains("SPARK_HOME"), outcome.toString());
    }
  }

  @Test
  void aClusterGetsTheJarsThatItLacks() throws Exception {
    List<String> args = submitted("build", "--master=spark://host:7077");
    assertEquals("spark://host:7077", args.get(args.indexOf("--master") + 1));
    assertEquals(List.of("a.jar"), jars(args));
  }

  @Test
  void whatFollowsTwoDashesIsForSparkSubmit() throws Exception {
    List<String> args =
        submitted("build", "--out", "my city", "--", "--master", "yarn", "--jars", "my.jar");
    assertEquals("yarn", args.get(args.indexOf("--master") + 1));
    assertEquals(List.of("a.jar", "my.jar"), jars(args));
    int jar = args.indexOf(root.toRealPath() + "/target/citymesh-1.jar");
    assertEquals(List.of("build", "--out", "my city"), args.subList(jar + 1, args.size()));

    Outcome local = launch(Map.of(), "build", "--", "--executor-memory", "4g");
    assertEquals(2, local.code(), local.toString());
    assertTrue(local.err().get(0).contains("spark-submit"), local.toString());
  }

  @Test
  void aDriverOnAStandaloneClusterMustSayThatItEndedWell() throws Exception {
    List<String> clusterMode = List.of("--master", "spark://host:7077", "--deploy-mode", "cluster");
    for (String end : List.of("FINISHED", "FAILED")) {
      fakeBuild();
      Path spark = dir.resolve("spark-" + end);
      script(
          spark.resolve("bin/spark-submit"),
          "echo \"$@\" >&2",
          "echo 'INFO ClientEndpoint: State of driver driver-1 is " + end + ", exiting' >&2");
      List<String> args = new ArrayList<>(List.of("build", "--"));
      args.addAll(clusterMode);
      Outcome outcome = launch(Map.of("SPARK_HOME", spark.toString()), args.toArray(String[]::new));
      assertEquals(end.equals("FINISHED") ? 0 : 4, outcome.code(), outcome.toString());
      assertTrue(outcome.toString().contains("--add-opens=java.base/java.nio"));
    }
  }

  /** What spark-submit is given. */
  private List<String> submitted(String... args) throws Exception {
    fakeBuild();
    Path spark = dir.resolve("spark");
    script(spark.resolve("bin/spark-submit"), "printf '%s\\n' \"$@\"");
    Outcome outcome = launch(Map.of("SPARK_HOME", spark.toString()), args);
    assertEquals(0, outcome.code(), outcome.toString());
    return outcome.out();
  }

  private static List<String> jars(List<String> args) {
    return Arrays.stream(args.get(args.indexOf("--jars") + 1).split(","))
        .map(jar -> Path.of(jar).getFileName().toString())
        .toList();
  }

  private Outcome launch(Map<String, String> environment, String... args) throws Exception {
    List<String> command = new ArrayList<>();
    Path link = dir.resolve("link");
    command.add((Files.exists(link) ? link : root.resolve("submit/citymesh")).toString());
    command.addAll(List.of(args));
    Path out = dir.resolve("out");
    Path err = dir.resolve("err");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(dir.toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    builder.environment().keySet().removeIf(name -> name.matches("(CITYMESH|SPARK|JAVA)_.*"));
    builder.environment().put("JAVA_HOME", dir.resolve("java").toString());
    builder.environment().putAll(environment);
    Process process = builder.start();
    assertTrue(process.waitFor(60, TimeUnit.SECONDS));
    return new Outcome(process.exitValue(), Files.readAllLines(out), Files.readAllLines(err));
  }

  private void fakeJava(String version) throws IOException {
    script(
        dir.resolve("java/bin/java"),
        "if [ \"$1\" = -version ]; then echo 'openjdk version \"" + version + "\" 2025' >&2",
        "else printf '%s\\n' \"$@\"; fi");
  }

  private void fakeBuild() throws IOException {
    Files.createDirectories(root.resolve("target/jars"));
    Files.writeString(root.resolve("target/classpath.txt"), "target/jars/b.jar:target/jars/a.jar");
    Files.writeString(root.resolve("target/application-jars.txt"), "target/jars/a.jar");
    Files.write(root.resolve("target/citymesh-1.jar"), new byte[0]);
  }

  private static void script(Path file, String... lines) throws IOException {
    Files.createDirectories(file.getParent());
    String text = "#!/bin/sh\n" + String.join("\n", lines) + "\n";
    Files.writeString(file, text, StandardCharsets.UTF_8);
    assertTrue(file.toFile().setExecutable(true));
  }
}
