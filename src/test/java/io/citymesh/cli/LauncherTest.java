package io.citymesh.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
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
  void aClusterNeedsASparkDistribution() throws Exception {
    fakeBuild();
    Outcome outcome = launch(Map.of(), "build", "--master", "spark://host:7077");
    assertEquals(2, outcome.code());
    assertEquals(1, outcome.err().size(), outcome.toString());
    assertTrue(outcome.err().get(0).contains("SPARK_HOME"), outcome.toString());
  }

  @Test
  void aClusterGetsTheJarsThatItLacks() throws Exception {
    fakeBuild();
    Path spark = dir.resolve("spark");
    script(spark.resolve("bin/spark-submit"), "printf '%s\\n' \"$@\"");
    Outcome outcome =
        launch(Map.of("SPARK_HOME", spark.toString()), "build", "--master=spark://host:7077");
    assertEquals(0, outcome.code(), outcome.toString());
    List<String> args = outcome.out();
    assertEquals("spark://host:7077", args.get(args.indexOf("--master") + 1));
    assertTrue(args.get(args.indexOf("--jars") + 1).contains("jhdf-1.jar"), args.toString());
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
    for (String library :
        List.of("jts-core", "jhdf", "picocli", "geotools-wrapper", "sqlite-jdbc")) {
      Files.createFile(root.resolve("target/jars/" + library + "-1.jar"));
    }
    Files.createFile(root.resolve("target/citymesh-1.jar"));
  }

  private static void script(Path file, String... lines) throws IOException {
    Files.createDirectories(file.getParent());
    String text = "#!/bin/sh\n" + String.join("\n", lines) + "\n";
    Files.writeString(file, text, StandardCharsets.UTF_8);
    assertTrue(file.toFile().setExecutable(true));
  }
}
