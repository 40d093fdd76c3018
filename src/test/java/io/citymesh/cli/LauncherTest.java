package io.citymesh.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
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

  /** The file {@code release} of a Java says what it is; the program need not be started for it. */
  @Test
  void javaIsNotStartedToTellItsVersion() throws Exception {
    fakeBuild();
    Path release = dir.resolve("java/release");
    script(
        dir.resolve("java/bin/java"), "[ \"$1\" != -version ] || exit 3", "printf '%s\\n' \"$@\"");
    Files.writeString(release, "JAVA_RUNTIME_VERSION=\"17.0.15+6\"\nJAVA_VERSION=\"17.0.15\"\n");
    assertEquals(0, launch(Map.of(), "demo").code());
    Files.writeString(release, "IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"1.8.0_392\"\n");
    Outcome old = launch(Map.of(), "demo");
    assertEquals(2, old.code());
    assertTrue(old.err().get(0).contains("is version 8: Java 17"), old.toString());
    Files.writeString(release, "JAVA_VERSION=\"17.0.15\"\nJVM_VARIANT=\"Openj9\"\n");
    assertEquals(2, launch(Map.of(), "demo").code(), "it is asked");
    Files.writeString(release, "VERSION=\"1.0 of another product\"\n");
    script(
        dir.resolve("java/bin/java"),
        "[ \"$1\" != -version ] || { echo 'openjdk version \"21\"'; exit; }",
        "printf '%s\\n' \"$@\"");
    assertEquals(0, launch(Map.of(), "demo").code(), "it is asked");
  }

  /** What takes seconds is compiled once; what may take minutes also to the utmost. */
  @Test
  void aSmallRunIsCompiledLess() throws Exception {
    fakeBuild();
    Path few = Files.write(dir.resolve("few.geojson"), new byte[1000]);
    Path many = Files.write(dir.resolve("many.geojson"), new byte[4_000_000]);
    String small = few.toString();
    assertTrue(isSmall("demo"));
    assertTrue(isSmall("build", "--buildings", small, "--terrain", "flat:0", "--max-size", "2"));
    assertTrue(isSmall("build", "--buildings=" + small, "--tile-size", "500"));
    assertTrue(isSmall("inspect", "--buildings", small, small));
    assertFalse(isSmall("build", "--buildings", small, many.toString()));
    assertFalse(isSmall("build", "--buildings", dir.toString()));
    assertFalse(isSmall("build", "--terrain", "flat:0", "--bounds", "0,0,9,9"));
    assertFalse(isSmall("build", "--buildings", small, "--max-size", "1.5"));
    assertFalse(isSmall("build", "--buildings", small, "--building-size=.5"));
    assertFalse(isSmall("build", "--buildings", small, "--volume"));
    assertFalse(isSmall("build", "--buildings", small, "--points", small));
    assertFalse(isSmall("build", "--buildings", small, "@more"));
    assertFalse(isSmall("build", "--buildings", small, "--max-size", "2e-1"));
    assertFalse(isSmall("demo", "--buildings", "100000"));
    assertFalse(isSmall("demo", "--blocks", "99x99"));
    assertFalse(isSmall("check", small));
  }

  private boolean isSmall(String... args) throws Exception {
    List<String> options = launch(Map.of(), args).out();
    assertTrue(options.contains("io.citymesh.cli.Main"), options.toString());
    return options.contains("-XX:TieredStopAtLevel=1");
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
            + "/target/citymesh-1.jar:"
            + real
            + "/target/jars/b.jar:"
            + real
            + "/target/jars/a.jar",
        args.get(args.indexOf("-cp") + 1));
    int main = args.indexOf("io.citymesh.cli.Main");
    assertEquals(List.of("build", "--out", "my city"), args.subList(main + 1, args.size()));
  }

  /** A release has neither sources nor a pom.xml, and its jars in lib. */
  @Test
  void aReleaseIsStartedAsItIs() throws Exception {
    fakeBuild();
    Files.move(root.resolve("target"), root.resolve("lib"));
    Files.delete(root.resolve("pom.xml"));
    Files.delete(root.resolve("src/main"));
    Files.writeString(
        root.resolve("lib/module-flags.txt"),
        "--add-modules=jdk.incubator.vector --add-opens=java.base/java.nio=ALL-UNNAMED\n");
    List<String> args = launch(Map.of(), "demo").out();
    assertTrue(args.contains("--add-opens=java.base/java.nio=ALL-UNNAMED"), args.toString());
    assertFalse(args.contains("--add-modules=jdk.incubator.vector"), args.toString());
    String lib = root.toRealPath() + "/lib/";
    assertEquals(
        lib + "citymesh-1.jar:" + lib + "jars/b.jar:" + lib + "jars/a.jar",
        args.get(args.indexOf("-cp") + 1));

    Files.delete(root.resolve("lib/application-jars.txt"));
    Outcome outcome = launch(Map.of(), "demo");
    assertEquals(2, outcome.code());
    assertTrue(outcome.err().get(0).contains("unpack the release again"), outcome.toString());
  }

  @Test
  void filesOfPropertiesInConfAreOnTheClassPath() throws Exception {
    fakeBuild();
    Files.createDirectories(root.resolve("conf"));
    Files.createFile(root.resolve("conf/core-site.xml"));
    List<String> args = launch(Map.of("CITYMESH_CACHE", dir.resolve("cache").toString())).out();
    String classPath = args.get(args.indexOf("-cp") + 1);
    assertTrue(classPath.startsWith(root.toRealPath() + "/conf:"), classPath);
    assertEquals(List.of(), archiveOptions(args));
  }

  /** Class-data sharing: a Java that writes four bytes for an archive, as it ends. */
  @Test
  void laterStartsUseTheClassesOfABuildThatEndedWell() throws Exception {
    fakeBuild();
    Path cache = dir.resolve("cache");
    archivingJava("\\250\\253\\013\\360", true);
    assertEquals(List.of(), archiveOptions(start(cache, "--version")));
    assertEquals(List.of(), archiveOptions(start(cache, "build", "--dry-run")));
    assertEquals("ArchiveClassesAtExit", onlyArchiveOption(start(cache, "build")));
    assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(cache)));
    for (String command : List.of("build", "check", "--version")) {
      assertEquals("SharedArchiveFile", onlyArchiveOption(start(cache, command)), command);
    }
    assertEquals(1, files(cache).size(), files(cache).toString());

    // The application was built again.
    Path jar = root.resolve("target/citymesh-1.jar");
    Files.setLastModifiedTime(jar, FileTime.from(Instant.now().plusSeconds(60)));
    assertEquals("ArchiveClassesAtExit", onlyArchiveOption(start(cache, "demo")));
    Files.setLastModifiedTime(jar, FileTime.from(Instant.now().minusSeconds(60)));
    assertEquals("SharedArchiveFile", onlyArchiveOption(start(cache, "demo")));
    assertEquals(1, files(cache).size(), files(cache).toString());

    // Other options need other classes; each has its own.
    Map<String, String> others =
        Map.of("CITYMESH_CACHE", cache.toString(), "CITYMESH_JAVA_OPTS", "-XX:+UseZGC");
    assertEquals("ArchiveClassesAtExit", onlyArchiveOption(launch(others, "build").out()));
    assertEquals("SharedArchiveFile", onlyArchiveOption(launch(others, "build").out()));
    assertEquals("SharedArchiveFile", onlyArchiveOption(start(cache, "build")));
    assertEquals(2, files(cache).size(), files(cache).toString());

    // Java does not notice that an archive has lost its end.
    for (String archive : files(cache)) {
      Files.write(cache.resolve(archive), new byte[] {(byte) 0xa8, (byte) 0xab});
    }
    assertEquals("ArchiveClassesAtExit", onlyArchiveOption(start(cache, "demo")));
  }

  @Test
  void anArchiveOfARunThatFailedOrThatIsNotWholeIsRemoved() throws Exception {
    fakeBuild();
    Path cache = dir.resolve("cache");
    archivingJava("\\250\\253\\013\\360", false);
    assertEquals("ArchiveClassesAtExit", onlyArchiveOption(start(cache, "build")));
    archivingJava("\\000\\000\\000\\000", true);
    for (int run = 0; run < 2; run++) {
      assertEquals("ArchiveClassesAtExit", onlyArchiveOption(start(cache, "build")));
    }
    assertEquals(2, files(cache).size(), "only that of the last run: " + files(cache));
  }

  /** As two builds that a script starts together do, after one before them. */
  @Test
  void startsAtOnceTakeUpAnArchiveOnce() throws Exception {
    fakeBuild();
    archivingJava("\\250\\253\\013\\360", true);
    Path cache = dir.resolve("cache");
    // Each look at a file takes so long that the others have gone on meanwhile.
    Path tools = dir.resolve("tools");
    for (String tool : List.of("od", "wc", "mv", "rm")) {
      String slow = "PATH=${PATH#*:}; sleep 0.0$(($$ % 9)); exec " + tool + " \"$@\"";
      script(tools.resolve(tool), slow);
    }
    String path = tools + ":" + System.getenv("PATH");
    for (int round = 0; round < 3; round++) {
      start(cache, "build");
      Map<String, String> environment = Map.of("CITYMESH_CACHE", cache.toString(), "PATH", path);
      List<Process> starts = new ArrayList<>();
      for (int i = 0; i < 6; i++) {
        starts.add(begin(environment, "at once " + i, "check"));
      }
      for (int i = 0; i < 6; i++) {
        assertTrue(starts.get(i).waitFor(60, TimeUnit.SECONDS));
        assertEquals("", Files.readString(dir.resolve("at once " + i + ".err")));
        assertEquals(0, starts.get(i).exitValue());
      }
      assertEquals(1, files(cache).size(), files(cache).toString());
      assertTrue(files(cache).get(0).endsWith("-4.jsa"), files(cache).toString());
      Files.delete(cache.resolve(files(cache).get(0)));
    }
  }

  @Test
  void archivesAreNeverReadWhereOthersMayWrite() throws Exception {
    fakeBuild();
    archivingJava("\\250\\253\\013\\360", true);
    Path cache = Files.createDirectory(dir.resolve("shared"));
    Files.setPosixFilePermissions(cache, PosixFilePermissions.fromString("rwxrwxrwx"));
    assertEquals(List.of(), archiveOptions(start(cache, "build")));
    assertEquals(List.of(), files(cache));
    assertEquals(List.of(), archiveOptions(start(Path.of("off"), "build")));
  }

  private List<String> start(Path cache, String... args) throws Exception {
    Outcome outcome = launch(Map.of("CITYMESH_CACHE", cache.toString()), args);
    assertEquals(0, outcome.code(), outcome.toString());
    return outcome.out();
  }

  private static List<String> archiveOptions(List<String> args) {
    return args.stream()
        .filter(arg -> arg.startsWith("-XX:") && arg.contains("Archive"))
        .map(arg -> arg.substring("-XX:".length(), arg.indexOf('=')))
        .toList();
  }

  private static String onlyArchiveOption(List<String> args) {
    assertEquals(1, archiveOptions(args).size(), args.toString());
    return archiveOptions(args).get(0);
  }

  private static List<String> files(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  /**
   * @param header the first bytes of the archive, for printf
   * @param endsWell whether the program says that it ended well
   */
  private void archivingJava(String header, boolean endsWell) throws IOException {
    script(
        dir.resolve("java/bin/java"),
        "if [ \"$1\" = -version ]; then echo 'openjdk version \"17\" 2025' >&2",
        "echo 'OpenJDK 64-Bit Server VM' >&2; exit; fi",
        "printf '%s\\n' \"$@\"",
        "for option; do case $option in",
        "-XX:ArchiveClassesAtExit=*) printf '" + header + "' >\"${option#*=}\" ;;",
        (endsWell ? "-Dcitymesh.ended-well=*) : >\"${option#*=}\" ;;" : ""),
        "esac; done");
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
  void jarsOfAFileSystemAreOnEveryClassPath() throws Exception {
    fakeBuild();
    Map<String, String> more = Map.of("CITYMESH_JARS", "/s3/aws.jar,/s3/sdk/*");
    List<String> here = launch(more, "check", "s3a://city/mesh").out();
    String path = here.get(here.indexOf("-cp") + 1);
    assertTrue(path.endsWith("/target/jars/a.jar:/s3/aws.jar:/s3/sdk/*"), path);

    Path spark = dir.resolve("spark");
    script(spark.resolve("bin/spark-submit"), "printf '%s\\n' \"$@\"");
    Map<String, String> both = new HashMap<>(more);
    both.put("SPARK_HOME", spark.toString());
    String[] args = {"build", "--", "--master", "yarn", "--jars", "my.jar"};
    assertEquals(List.of("a.jar", "aws.jar", "*", "my.jar"), jars(launch(both, args).out()));
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
    Process process = begin(environment, "launch", args);
    assertTrue(process.waitFor(60, TimeUnit.SECONDS));
    return new Outcome(
        process.exitValue(),
        Files.readAllLines(dir.resolve("launch.out")),
        Files.readAllLines(dir.resolve("launch.err")));
  }

  private Process begin(Map<String, String> environment, String name, String... args)
      throws IOException {
    List<String> command = new ArrayList<>();
    Path link = dir.resolve("link");
    command.add((Files.exists(link) ? link : root.resolve("submit/citymesh")).toString());
    command.addAll(List.of(args));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(dir.toFile())
            .redirectOutput(dir.resolve(name + ".out").toFile())
            .redirectError(dir.resolve(name + ".err").toFile());
    builder.environment().keySet().removeIf(key -> key.matches("(CITYMESH|SPARK|JAVA)_.*"));
    builder.environment().put("JAVA_HOME", dir.resolve("java").toString());
    builder.environment().put("CITYMESH_CACHE", "off");
    builder.environment().putAll(environment);
    return builder.start();
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
