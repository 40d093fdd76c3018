package io.citymesh.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.citymesh.ForeignProgram;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** Images and the example for Kubernetes, as far as they can be looked at without either. */
class ContainerTest {
  private static final Path FOLDER = Path.of("src/main/docker");

  private static String pom() throws Exception {
    return Files.readString(Path.of("pom.xml"));
  }

  private static List<String> found(String pattern, Path file) throws Exception {
    return Pattern.compile(pattern, Pattern.MULTILINE)
        .matcher(Files.readString(file))
        .results()
        .map(match -> match.group(1))
        .toList();
  }

  /** What is copied is what the build makes, and the entry point is in it. */
  @Test
  void theImageHasTheReleaseAndItsEntryPoint() throws Exception {
    Path file = FOLDER.resolve("Dockerfile");
    assertEquals(List.of("citymesh-*-bin.tar.gz"), found("^ADD (\\S+) /opt/$", file));
    Path assembly = Path.of("src/main/assembly/release.xml");
    assertEquals(List.of("bin"), found("<id>(\\w+)</id>", assembly));
    assertEquals(List.of("tar.gz"), found("<format>(.*)</format>", assembly));
    String entry = found("^ENTRYPOINT \\[\"(.*)\"]$", file).get(0);
    Path command = Path.of(entry.replaceFirst("^/opt/citymesh/", ""));
    assertTrue(Files.isExecutable(command), entry);
    assertTrue(Files.readString(assembly).contains("<include>" + command.getFileName()), entry);
  }

  @Test
  void theImageOfSparkHasTheJarThatTheBuildMakes() throws Exception {
    Path file = FOLDER.resolve("spark.Dockerfile");
    String jar = found("^COPY (\\S+) /opt/spark/jars/citymesh.jar$", file).get(0);
    assertEquals("citymesh-spark4_2.13-*.jar", jar);
    assertTrue(
        pom().contains("/citymesh-spark4_${scala.binary.version}-${project.version}.jar</output"));
    String spark = found("<spark.version>(.*)</spark.version>", Path.of("pom.xml")).get(0);
    assertEquals(List.of("apache/spark:" + spark + "-java17"), found("^ARG SPARK=(.*)$", file));
  }

  /** The instructions of a Dockerfile are ones that there are. */
  @Test
  void theirInstructionsAreDockers() throws Exception {
    try (Stream<Path> files = Files.list(FOLDER)) {
      for (Path file : files.filter(f -> f.toString().endsWith("Dockerfile")).toList()) {
        for (String line : Files.readAllLines(file)) {
          assertTrue(
              line.matches("|#.*|(ARG|FROM|ADD|RUN|COPY|ENV|WORKDIR|ENTRYPOINT) \\S.*"), line);
        }
      }
    }
  }

  /** Kubernetes gives a container its arguments as they stand. */
  @Test
  void theCommandOfTheJobIsOneOfOurs() throws Exception {
    List<String> args =
        new ArrayList<>(found("^            - (\\S*)$", FOLDER.resolve("kubernetes.yaml")));
    assertEquals("build", args.get(0));
    assertTrue(args.contains("--resume"), args::toString);
    Main.commandLine().parseArgs(args.toArray(String[]::new));
  }

  /** Each document has what Kubernetes asks of all; names that are referred to are there. */
  @Test
  void theDocumentsOfKubernetesAreWhole() throws Exception {
    Path file = FOLDER.resolve("kubernetes.yaml");
    List<String> kinds = new ArrayList<>();
    for (String document : Files.readString(file).split("(?m)^---\n")) {
      for (String key : List.of("apiVersion: ", "kind: ", "metadata:\n  name: ")) {
        assertTrue(Pattern.compile("(?m)^" + key).matcher(document).find(), key + document);
      }
      MatchResult kind =
          Pattern.compile("(?m)^kind: (.*)$").matcher(document).results().toList().get(0);
      kinds.add(kind.group(1));
    }
    assertEquals(
        List.of("PersistentVolumeClaim", "Job", "ServiceAccount", "Role", "RoleBinding"), kinds);
    assertEquals(List.of("city"), found("claimName: (.*)$", file));
    assertEquals(
        found("^        - name: (.*)$\\n +(?:persistent|emptyDir)", file),
        found("^            - name: (.*)$\\n +mountPath", file));
  }

  @Test
  void theDocumentsOfKubernetesAreYaml() throws Exception {
    ForeignProgram python = pythonWithYaml();
    String count =
        python.run(
            "-c",
            "import sys, yaml; print(len(list(yaml.safe_load_all(open(sys.argv[1])))))",
            FOLDER.resolve("kubernetes.yaml").toString());
    assertEquals("5", count.strip());
  }

  private static ForeignProgram pythonWithYaml() throws Exception {
    for (String python : List.of("python3", "/usr/bin/python3")) {
      ForeignProgram program = ForeignProgram.named(python);
      if (program.isThere() && program.succeeds("-c", "import yaml")) {
        return program;
      }
    }
    return Assumptions.abort("PyYAML is not installed");
  }
}
