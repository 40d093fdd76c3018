package io.citymesh.format;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.citymesh.CityMesh;
import io.citymesh.SparkTest;
import io.citymesh.cli.DemoCity;
import io.citymesh.output.KnownFiles;
import io.citymesh.output.ManifestFile;
import io.citymesh.output.OutputDir;
import io.citymesh.output.PublishTest;
import io.citymesh.output.TinyCity;
import io.citymesh.report.Manifest;
import io.citymesh.report.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The case of OpenFOAM of a made-up city, without OpenFOAM. */
class SnappyFormatTest extends SparkTest {
  @TempDir static Path dir;

  private static Manifest manifest;

  @BeforeAll
  static void build() throws Exception {
    DemoCity.Written city = DemoCity.write(dir, 2, 2, 3);
    manifest =
        CityMesh.builder(spark())
            .buildings(city.buildings().toString())
            .terrain("flat:5")
            .heightField(DemoCity.HEIGHT_FIELD)
            .domain("wind")
            .flowDirection(240)
            .maxSize(40)
            .tileSize(500)
            .refine("84100,446100,84160,446150:10,4")
            .windSpeed(8)
            .roughness(0.3)
            .formats("snappy")
            .out(dir.resolve("mesh").toString())
            .build()
            .manifest();
  }

  private static String text(String path) throws IOException {
    return Files.readString(dir.resolve("mesh/snappy").resolve(path));
  }

  private static Set<String> files(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(Files::isRegularFile)
          .map(file -> folder.relativize(file).toString())
          .collect(Collectors.toCollection(TreeSet::new));
    }
  }

  /** The numbers in brackets behind a word. */
  private static double[] numbers(String text, String word) {
    Matcher found = Pattern.compile(Pattern.quote(word) + "\\s+\\(([^)]*)\\)").matcher(text);
    assertTrue(found.find(), word + " in " + text);
    return Arrays.stream(found.group(1).trim().split("\\s+"))
        .mapToDouble(Double::parseDouble)
        .toArray();
  }

  @Test
  void allFilesOfTheCaseAreThereAndKnown() throws IOException {
    Set<String> expected =
        new TreeSet<>(
            Set.of("README", "0/U", "0/p", "0/k", "0/epsilon", "0/nut", "0/include/atmosphere"));
    List.of("transportProperties", "turbulenceProperties", "triSurface/city.obj")
        .forEach(file -> expected.add("constant/" + file));
    List.of("controlDict", "fvSchemes", "fvSolution", "blockMeshDict")
        .forEach(file -> expected.add("system/" + file));
    expected.add("system/surfaceFeatureExtractDict");
    expected.add("system/snappyHexMeshDict");
    assertEquals(expected, files(dir.resolve("mesh/snappy")));
    Manifest.Format written = manifest.formats().get(0);
    assertEquals("snappy", written.name());
    assertEquals("snappy/README", written.files().get(0));
    assertTrue(written.files().stream().allMatch(KnownFiles::isOurs));
    assertEquals(
        expected, written.files().stream().map(f -> f.substring(7)).collect(Collectors.toSet()));
    List<String> readme = text("README").lines().toList();
    assertEquals(
        List.of(
            "blockMesh && surfaceFeatureExtract",
            "snappyHexMesh -overwrite",
            "checkMesh",
            "simpleFoam"),
        readme.subList(1, 5));
    assertEquals(5, readme.size());
  }

  @Test
  void theSurfaceIsClosedAndItsGroupsAreThePatches() throws IOException {
    Set<String> patches = Set.of("ground", "walls", "roofs", "top", "inlet", "outlet", "side");
    Set<String> groups = new TreeSet<>();
    Map<String, Integer> edges = new HashMap<>();
    for (String line : text("constant/triSurface/city.obj").lines().toList()) {
      String[] words = line.split(" ");
      if (words[0].equals("g")) {
        groups.add(words[1]);
      }
      for (int i = 1; i < 4 && words[0].equals("f"); i++) {
        int a = Integer.parseInt(words[i]);
        int b = Integer.parseInt(words[i % 3 + 1]);
        edges.merge(Math.min(a, b) + " " + Math.max(a, b), 1, Integer::sum);
      }
    }
    assertEquals(patches, groups);
    assertTrue(edges.values().stream().allMatch(n -> n == 2));
    String snappy = text("system/snappyHexMeshDict");
    for (String patch : patches) {
      assertTrue(snappy.contains(" " + patch + " { name " + patch + "; }\n"), snappy);
    }
    assertTrue(snappy.contains(" inlet { level (0 0); patchInfo { type patch; } }\n"), snappy);
  }

  @Test
  void thePointIsInTheAir() throws IOException {
    double[] at = numbers(text("system/snappyHexMeshDict"), "locationInMesh");
    List<double[]> vertices = new ArrayList<>();
    List<Double> crossed = new ArrayList<>();
    for (String line : text("constant/triSurface/city.obj").lines().toList()) {
      String[] words = line.split(" ");
      if (words[0].equals("v")) {
        vertices.add(Arrays.stream(words).skip(1).mapToDouble(Double::parseDouble).toArray());
      } else if (words[0].equals("f")) {
        double[][] corners = new double[3][];
        for (int i = 0; i < 3; i++) {
          corners[i] = vertices.get(Integer.parseInt(words[i + 1]) - 1);
        }
        double z = above(at, corners);
        if (!Double.isNaN(z)) {
          crossed.add(z);
        }
      }
    }
    double top = manifest.closing().get("top");
    assertEquals(2, crossed.size(), "the ground or a roof, and the top");
    double low = Math.min(crossed.get(0), crossed.get(1));
    double high = Math.max(crossed.get(0), crossed.get(1));
    assertEquals(top, high, 1e-6);
    assertTrue(at[2] > low + 0.2 * (high - low) && at[2] < high - 0.2 * (high - low));
  }

  /** The elevation at which a triangle lies over or under a point; NaN beside it or upright. */
  private static double above(double[] at, double[][] t) {
    double a = cross(t[1], t[2], at);
    double b = cross(t[2], t[0], at);
    double c = cross(t[0], t[1], at);
    boolean inside = (a > 0 && b > 0 && c > 0) || (a < 0 && b < 0 && c < 0);
    return inside ? (a * t[0][2] + b * t[1][2] + c * t[2][2]) / (a + b + c) : Double.NaN;
  }

  private static double cross(double[] p, double[] q, double[] r) {
    return (q[0] - p[0]) * (r[1] - p[1]) - (q[1] - p[1]) * (r[0] - p[0]);
  }

  @Test
  void theDictionariesHaveTheSizesTheZoneAndTheWind() throws IOException {
    String snappy = text("system/snappyHexMeshDict");
    String block = text("system/blockMeshDict");
    // Turned with the domain: no side of the box is along the axes.
    double[] first = numbers(block, "vertices\n(\n   ");
    assertEquals(3, first.length);
    int ground = level(snappy, "ground");
    int roofs = level(snappy, "roofs");
    // Of 40 m, and of 5 m: three halvings more.
    assertEquals(3, roofs - ground, snappy);
    assertEquals(roofs, level(snappy, "walls"));
    double[] min = numbers(snappy, "min");
    double[] max = numbers(snappy, "max");
    double[] origin = manifest.formats().get(0).origin().stream().mapToDouble(o -> o).toArray();
    assertArrayEquals(
        new double[] {84100, 446100, 84160, 446150},
        new double[] {
          min[0] + origin[0], min[1] + origin[1], max[0] + origin[0], max[1] + origin[1]
        },
        1e-6);
    Matcher zone =
        Pattern.compile("zone_1 \\{ mode inside; levels \\(\\(1e15 (\\d+)\\)\\); }")
            .matcher(snappy);
    assertTrue(zone.find(), snappy);
    assertTrue(Integer.parseInt(zone.group(1)) > roofs, snappy); // Of 4 m.
    String wind = text("0/include/atmosphere");
    double[] flow = numbers(wind, "flowDir");
    assertArrayEquals(new double[] {Math.sin(Math.toRadians(60)), 0.5, 0}, flow, 1e-6);
    assertTrue(wind.contains("Uref            8.000000;"), wind);
    assertTrue(wind.contains("z0              uniform 0.300000;"), wind);
    assertTrue(wind.contains("zGround         uniform 5.000000;"), wind);
    for (String field : List.of("U", "p", "k", "epsilon", "nut")) {
      String words = text("0/" + field);
      assertTrue(words.contains("object      " + field + ";"), words);
      assertEquals(
          words.chars().filter(c -> c == '{').count(), words.chars().filter(c -> c == '}').count());
    }
    assertEquals(
        snappy.chars().filter(c -> c == '{').count(), snappy.chars().filter(c -> c == '}').count());
  }

  private static int level(String snappy, String patch) {
    Matcher found = Pattern.compile(" " + patch + " \\{ level \\((\\d+) (\\d+)\\)").matcher(snappy);
    assertTrue(found.find(), snappy);
    assertEquals(found.group(1), found.group(2));
    return Integer.parseInt(found.group(1));
  }

  @Test
  void theBytesDependNeitherOnThePiecesNorOnTheFileSystem() throws IOException {
    Configuration configuration = new Configuration();
    configuration.setClass(
        "fs.remote.impl",
        PublishTest.RemoteFileSystem.class,
        org.apache.hadoop.fs.FileSystem.class);
    OutputDir city = OutputDir.of(dir.resolve("mesh").toString(), configuration);
    PartFormat format = new SnappyFormat(new Wind(8, 0.3));
    OutputDir cut = OutputDir.of(dir.resolve("cut").toString(), configuration);
    Written.write(format, city, manifest, cut, "case", 1);
    OutputDir remote = OutputDir.of("remote://" + dir.resolve("remote"), configuration);
    Written.write(format, city, manifest, remote, "case", 100_000);
    Set<String> files = files(dir.resolve("mesh/snappy"));
    assertEquals(files, files(dir.resolve("cut/case")));
    assertEquals(files, files(dir.resolve("remote/case")), "no piece is left");
    for (String file : files) {
      byte[] whole = Files.readAllBytes(dir.resolve("mesh/snappy").resolve(file));
      assertArrayEquals(whole, Files.readAllBytes(dir.resolve("cut/case").resolve(file)), file);
      assertArrayEquals(whole, Files.readAllBytes(dir.resolve("remote/case").resolve(file)), file);
    }
  }

  @Test
  void aCaseIsRemovedWithItsOutputAndWhatIsNotOursStays() throws IOException {
    OutputDir out = OutputDir.of(dir.resolve("removed").toString(), new Configuration());
    OutputDir city = OutputDir.of(dir.resolve("mesh").toString(), new Configuration());
    Written.write(new SnappyFormat(new Wind(5, 0.1)), city, manifest, out, "snappy", 1 << 20);
    KnownFiles.clear(out, true);
    assertTrue(Files.notExists(dir.resolve("removed/snappy")));
    Written.write(new SnappyFormat(new Wind(5, 0.1)), city, manifest, out, "snappy", 1 << 20);
    Files.createDirectories(dir.resolve("removed/snappy/constant/polyMesh"));
    Files.writeString(dir.resolve("removed/snappy/constant/polyMesh/points"), "()");
    KnownFiles.clear(out, true);
    assertEquals(Set.of("constant/polyMesh/points"), files(dir.resolve("removed/snappy")));
  }

  @Test
  void anOpenMeshIsOneLine() throws IOException {
    UserError early =
        assertThrows(UserError.class, () -> CityMesh.builder(spark()).formats("snappy").options());
    assertTrue(early.getMessage().contains("--close"), early.getMessage());
    OutputDir out = OutputDir.of(dir.resolve("tiny").toString(), new Configuration());
    Manifest open = new TinyCity().publish(out);
    UserError late =
        assertThrows(
            UserError.class,
            () -> Written.write(new SnappyFormat(new Wind(5, 0.1)), out, open, out, "case", 1));
    assertTrue(late.getMessage().contains("--close"), late.getMessage());
    assertTrue(Files.notExists(dir.resolve("tiny/case")));
  }

  @Test
  void groundAboveTheTopIsOneLine() throws IOException {
    OutputDir out = OutputDir.of(dir.resolve("mesh").toString(), new Configuration());
    String json = ManifestFile.toJson(manifest);
    Path low = dir.resolve("low");
    Files.createDirectories(low);
    double top = manifest.closing().get("top");
    Files.writeString(
        low.resolve("manifest.json"), json.replace("\"top\" : " + top, "\"top\" : 7.5"));
    Manifest lowered = ManifestFile.read(OutputDir.of(low.toString(), new Configuration()));
    UserError error =
        assertThrows(
            UserError.class,
            () -> Written.write(new SnappyFormat(new Wind(5, 0.1)), out, lowered, out, "c", 1));
    assertTrue(error.getMessage().contains("--top"), error.getMessage());
  }
}
