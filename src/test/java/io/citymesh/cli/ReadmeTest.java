package io.citymesh.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.citymesh.CityMesh;
import io.citymesh.ForeignProgram;
import io.citymesh.SparkTest;
import io.citymesh.option.OptionTable;
import io.citymesh.output.MeshReader;
import io.citymesh.output.OutputDir;
import io.citymesh.stitch.FaceKind;
import io.citymesh.stitch.Part;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the README says is what the program does. Runs in the project's directory. */
class ReadmeTest extends SparkTest {
  private static final Path SELF = Path.of("src/test/java/io/citymesh/cli/ReadmeTest.java");

  @TempDir Path dir;

  @Test
  void theJavaSnippetIsTheCodeOfThisTest() throws Exception {
    String self = Files.readString(SELF);
    String code = between(self, "    // README {\n", "    // }\n").replace("dir + \"/", "\"");
    assertEquals(code.stripTrailing().stripIndent(), blocks("java").get(0).strip());
  }

  @Test
  void theJavaSnippetBuildsACity() throws Exception {
    DemoCity.write(dir, 2, 2, 1);
    snippet(spark());
    assertTrue(Files.exists(dir.resolve("city/manifest.json")));
  }

  @Test
  void thePythonLinesReadTheMesh() throws Exception {
    ForeignProgram python = pythonWithHdf5();
    DemoCity.write(dir, 2, 2, 1);
    snippet(spark());
    Path code = dir.resolve("read.py");
    Files.writeString(
        code,
        "import os; os.chdir('%s')\n".formatted(dir)
            + blocks("python").get(0)
            + "print(len(vertices), len(faces), (kinds == 3).sum(), vertices[faces].sum())\n");
    String[] found = python.run(code.toString()).strip().split(" ");
    long roofs = 0;
    double sum = 0;
    try (MeshReader mesh =
        new MeshReader(OutputDir.of(dir.resolve("city").toString(), new Configuration()))) {
      assertEquals(mesh.manifest().totals().vertices(), Long.parseLong(found[0]));
      assertEquals(mesh.manifest().totals().faces(), Long.parseLong(found[1]));
      for (int number = 0; number < mesh.manifest().parts().size(); number++) {
        Part part = mesh.part(number);
        for (int f = 0; f < part.faceCount(); f++) {
          roofs += part.faceKinds()[f] == FaceKind.ROOF ? 1 : 0;
        }
        int own = part.vertices().length;
        for (int corner : part.faces()) {
          for (int at = 3 * corner; at < 3 * corner + 3; at++) {
            sum += at < own ? part.vertices()[at] : part.ghosts()[at - own];
          }
        }
      }
    }
    assertEquals(roofs, Long.parseLong(found[2]));
    assertEquals(sum, Double.parseDouble(found[3]), 1e-9 * Math.abs(sum));
  }

  private static ForeignProgram pythonWithHdf5() throws Exception {
    for (String python : List.of("python3", "/usr/bin/python3")) {
      ForeignProgram program = ForeignProgram.named(python);
      if (program.isThere() && program.succeeds("-c", "import h5py, numpy")) {
        return program;
      }
    }
    return Assumptions.abort("h5py is not installed");
  }

  private void snippet(SparkSession spark) {
    // README {
    CityMesh.Result result =
        CityMesh.builder(spark)
            .buildings(dir + "/buildings.geojson")
            .terrain(dir + "/terrain.tif")
            .heightField("height")
            .tileSize(250)
            .out(dir + "/city")
            .build();
    System.out.println(result.summary());
    // }
  }

  @Test
  void theCommandsParse() throws Exception {
    int commands = 0;
    for (String block : blocks("sh")) {
      for (String line : block.replace("\\\n", " ").split("\n")) {
        if (line.startsWith("submit/citymesh")) {
          String[] words = line.replaceAll("\\s(#|-- ).*", "").replace("'", "").split("\\s+");
          Main.commandLine().parseArgs(Arrays.copyOfRange(words, 1, words.length));
          commands++;
        }
      }
    }
    assertTrue(commands >= 3, "commands in the README: " + commands);
  }

  /** On failure, what is expected is what the README has to say. */
  @Test
  void theOptionsAreThoseOfTheTable() throws Exception {
    String told = between(Files.readString(Path.of("README.md")), "### Options\n", "### Outputs");
    assertEquals(OptionTable.markdown(), told.stripTrailing() + "\n");
  }

  @Test
  void linksToFilesLeadSomewhere() throws Exception {
    Pattern link = Pattern.compile("\\]\\(([^):]+)\\)");
    for (String page : List.of("README.md", "ARCHITECTURE.md", "CHANGELOG.md")) {
      for (MatchResult match : link.matcher(Files.readString(Path.of(page))).results().toList()) {
        assertTrue(Files.exists(Path.of(match.group(1))), page + " links to " + match.group(1));
      }
    }
  }

  private static List<String> blocks(String language) throws Exception {
    List<String> blocks = new ArrayList<>();
    Pattern fenced = Pattern.compile("(?s)```" + language + "\n(.*?)```");
    fenced
        .matcher(Files.readString(Path.of("README.md")))
        .results()
        .forEach(match -> blocks.add(match.group(1)));
    return blocks;
  }

  private static String between(String text, String start, String end) {
    int from = text.indexOf(start) + start.length();
    return text.substring(from, text.indexOf(end, from));
  }
}
