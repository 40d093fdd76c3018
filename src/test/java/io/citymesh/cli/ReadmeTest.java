package io.citymesh.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.citymesh.CityMesh;
import io.citymesh.ForeignProgram;
import io.citymesh.PageCode;
import io.citymesh.SparkTest;
import io.citymesh.option.OptionTable;
import io.citymesh.output.MeshReader;
import io.citymesh.output.OutputDir;
import io.citymesh.stitch.FaceKind;
import io.citymesh.stitch.Part;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the pages for users say is what the program does. Runs in the project's directory. */
class ReadmeTest extends SparkTest {
  private static final Path SELF = Path.of("src/test/java/io/citymesh/cli/ReadmeTest.java");

  @TempDir Path dir;

  @Test
  void theJavaSnippetIsTheCodeOfThisTest() throws Exception {
    String self = Files.readString(SELF);
    String code = between(self, "    // README {\n", "    // }\n").replace("dir + \"/", "\"");
    assertEquals(
        code.stripTrailing().stripIndent(),
        PageCode.blocks(Path.of("src/docs/spark.md"), "java").get(0).strip());
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
            + PageCode.blocks(Path.of("src/docs/outputs.md"), "python").get(0)
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
    List<String> blocks = new ArrayList<>();
    for (Path page : pages()) {
      blocks.addAll(PageCode.blocks(page, "sh"));
    }
    for (String block : blocks) {
      for (String line : block.replace("\\\n", " ").split("\n")) {
        if (line.startsWith("submit/citymesh")) {
          String[] words = line.replaceAll("\\s(#|-- ).*", "").replace("'", "").split("\\s+");
          Main.commandLine().parseArgs(Arrays.copyOfRange(words, 1, words.length));
          commands++;
        }
      }
    }
    assertTrue(commands >= 20, "commands in the pages: " + commands);
  }

  /** {@code mvn test -Dtest=ReadmeTest -Dcitymesh.write-pages=true} writes the page anew. */
  @Test
  void theOptionsAreThoseOfTheTable() throws Exception {
    Path file = Path.of("src/docs/options.md");
    String page = Files.readString(file);
    String told = between(page, "## Options\n", "## Exit codes");
    if (Boolean.getBoolean("citymesh.write-pages")) {
      Files.writeString(file, page.replace(told, OptionTable.markdown() + "\n"));
    } else {
      assertEquals(OptionTable.markdown(), told.stripTrailing() + "\n", "see this test's comment");
    }
  }

  @Test
  void linksToFilesLeadSomewhere() throws Exception {
    Pattern link = Pattern.compile("\\]\\(([^):]+)\\)");
    for (Path page : pages()) {
      for (MatchResult match : link.matcher(Files.readString(page)).results().toList()) {
        String target = match.group(1).replaceAll("#.*", "");
        assertTrue(
            Files.exists(page.toAbsolutePath().resolveSibling(target)),
            page + " links to " + match.group(1));
      }
    }
  }

  /** A newcomer sees what it is and how to begin; all else stands in pages of its own. */
  @Test
  void theReadmeIsOneScreenAndLeadsToEachPage() throws Exception {
    String readme = Files.readString(Path.of("README.md"));
    assertTrue(readme.lines().count() <= 80, readme.lines().count() + " lines");
    for (Path page : pages()) {
      if (page.startsWith("src/docs") && !page.endsWith("fuzz.md")) {
        assertTrue(readme.contains("(" + page + ")"), "no link to " + page);
      }
    }
  }

  /** All pages for users. */
  static List<Path> pages() throws IOException {
    List<Path> pages = new ArrayList<>();
    for (String page : List.of("README.md", "ARCHITECTURE.md", "CHANGELOG.md")) {
      pages.add(Path.of(page));
    }
    pages.add(Path.of("src/docs/benchmarks/README.md"));
    for (String folder : List.of("src/docs", "src/docs/migrate")) {
      try (Stream<Path> files = Files.list(Path.of(folder))) {
        files.filter(file -> file.toString().endsWith(".md")).sorted().forEach(pages::add);
      }
    }
    return pages;
  }

  private static String between(String text, String start, String end) {
    int from = text.indexOf(start) + start.length();
    return text.substring(from, text.indexOf(end, from));
  }
}
