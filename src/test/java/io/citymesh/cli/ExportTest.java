package io.citymesh.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.citymesh.CityMesh;
import io.citymesh.SparkTest;
import io.citymesh.output.ManifestFile;
import io.citymesh.output.OutputDir;
import io.citymesh.report.Manifest;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code citymesh export} writes what {@code build --format} would have, wherever it is asked to.
 */
class ExportTest extends SparkTest {
  @TempDir static Path dir;

  private static Path city;

  @BeforeAll
  static void build() throws IOException {
    Path buildings = dir.resolve("buildings.geojson");
    Files.writeString(
        buildings,
        """
        {"type": "FeatureCollection",
         "crs": {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::28992"}},
         "features": [
          {"type": "Feature", "id": "a", "properties": {"h": 9}, "geometry": {"type": "Polygon",
           "coordinates": [[[85090, 446040], [85130, 446040], [85130, 446060], [85090, 446060],
           [85090, 446040]]]}},
          {"type": "Feature", "id": "b", "properties": {"h": 20}, "geometry": {"type": "Polygon",
           "coordinates": [[[85020, 446020], [85040, 446020], [85040, 446045], [85020, 446045],
           [85020, 446020]]]}}]}
        """);
    city = dir.resolve("city");
    CityMesh.builder(SparkTest::spark)
        .buildings(buildings.toString())
        .heightField("h")
        .terrain("flat:1.5")
        .tileSize(100)
        .formats("vtu")
        .out(city.toString())
        .build();
  }

  private record Outcome(int code, String out, String err) {}

  private static Outcome export(String... args) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    String[] all =
        Stream.concat(Stream.of("export", city.toString()), Stream.of(args)).toArray(String[]::new);
    int code = Main.execute(new PrintWriter(out, true), new PrintWriter(err, true), all);
    return new Outcome(code, out.toString(), err.toString());
  }

  private static Manifest manifest() throws IOException {
    return ManifestFile.read(OutputDir.of(city.toString(), new Configuration()));
  }

  private static Set<String> files(Path folder) throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      return all.map(file -> file.getFileName().toString()).collect(Collectors.toSet());
    }
  }

  @Test
  void intoTheOutputWhoseManifestNamesIt() throws IOException {
    Manifest before = manifest();
    byte[] built = Files.readAllBytes(city.resolve("mesh.vtu"));
    Outcome outcome = export("--format", "vtu", "--format", "ply");
    assertEquals(0, outcome.code(), outcome.err());
    assertEquals(city + "/mesh.vtu\n" + city + "/mesh.ply\n", outcome.out());
    assertArrayEquals(built, Files.readAllBytes(city.resolve("mesh.vtu")));
    Manifest after = manifest();
    assertEquals(List.of("vtu"), before.formats().stream().map(f -> f.name()).toList());
    assertEquals(List.of("ply", "vtu"), after.formats().stream().map(f -> f.name()).toList());
    assertEquals(before.digest(), after.digest());
    assertEquals(before.parts(), after.parts());
    Manifest.Format ply = after.formats().get(0);
    assertEquals(List.of("mesh.ply"), ply.files());
    assertEquals(Files.size(city.resolve("mesh.ply")), ply.bytes());
    assertEquals(List.of(0.0, 0.0, 0.0), ply.origin());
    assertTrue(Files.readString(city.resolve("_citymesh.json")).contains("complete"));
  }

  @Test
  void toAFileOrAFolder() throws IOException {
    Set<String> before = files(city);
    Path file = dir.resolve("elsewhere/city.vtk.vtu");
    Outcome outcome = export("--format", "vtu", "--out", file.toString());
    assertEquals("file:" + file + "\n", outcome.out(), outcome.err());
    Path folder = dir.resolve("folder");
    assertEquals(0, export("--format", "vtu,ply", "--out", folder + "/").code());
    assertEquals(Set.of("mesh.vtu", "mesh.ply"), files(folder));
    assertArrayEquals(Files.readAllBytes(file), Files.readAllBytes(folder.resolve("mesh.vtu")));
    assertEquals(before, files(city));
  }

  @Test
  void nothingIsReplacedUnasked() throws IOException {
    Path file = Files.writeString(dir.resolve("mine.ply"), "mine");
    Outcome outcome = export("--format", "ply", "--out", file.toString());
    assertEquals(2, outcome.code());
    assertTrue(outcome.err().contains("--overwrite"), outcome.err());
    assertEquals("mine", Files.readString(file));
    assertEquals(0, export("--format", "ply", "--out", file.toString(), "--overwrite").code());
    assertTrue(Files.size(file) > 1000);
  }

  @Test
  void placesThatAreNone() {
    Outcome several = export("--format", "ply,vtu", "--out", dir.resolve("one.ply").toString());
    assertTrue(several.err().contains("name a folder"), several.err());
    Outcome inside = export("--format", "ply", "--out", city.resolve("parts/a.ply").toString());
    assertTrue(inside.err().contains("leave --out out"), inside.err());
    assertEquals(List.of(2, 2), List.of(several.code(), inside.code()));
  }

  /** Each building's faces stand together, from all parts, and are those of the file by surface. */
  @Test
  void objByBuilding() throws IOException {
    Path surfaces = dir.resolve("surfaces.obj");
    Path buildings = dir.resolve("buildings.obj");
    assertEquals(0, export("--format", "obj", "--out", surfaces.toString()).code());
    Outcome outcome =
        export("--format", "obj", "--patches", "building", "--out", buildings.toString());
    assertEquals(0, outcome.code(), outcome.err());
    List<String> found = Files.readAllLines(buildings);
    assertEquals(
        List.of("g ground", "g building_0", "g building_1"),
        found.stream().filter(line -> line.startsWith("g")).toList());
    Predicate<String> isFace = line -> line.startsWith("f");
    assertEquals(
        Files.readAllLines(surfaces).stream().filter(isFace).sorted().toList(),
        found.stream().filter(isFace).sorted().toList());
    assertEquals(
        Files.readAllLines(surfaces).stream().filter(line -> line.startsWith("v")).toList(),
        found.stream().filter(line -> line.startsWith("v")).toList());
    List<Long> expected =
        CityMesh.open(spark(), city.toString())
            .faces(spark())
            .filter("building is not null")
            .groupBy("building")
            .count()
            .collectAsList()
            .stream()
            .map(row -> row.<Long>getAs("count"))
            .sorted()
            .toList();
    List<Long> actual =
        Stream.of("g building_0", "g building_1")
            .map(
                group ->
                    found.stream()
                        .dropWhile(line -> !line.equals(group))
                        .skip(1)
                        .takeWhile(isFace)
                        .count())
            .sorted()
            .toList();
    assertEquals(expected, actual, "faces of each building");
  }

  @Test
  void whatIsToBeAddedIsTold() {
    Outcome outcome = export("--format", "obj,ply", "--out", dir.resolve("told") + "/");
    String told = "obj is about a local origin: 85075 446040 0 (x y z) is to be added";
    assertEquals(List.of(told), outcome.out().lines().skip(2).toList(), outcome.err());
  }

  @Test
  void whatReadersAddThemselvesIsNot() {
    String folder = dir.resolve("placed") + "/";
    Outcome outcome = export("--format", "cityjsonseq,3dtiles", "--out", folder);
    assertEquals(0, outcome.code(), outcome.err());
    assertEquals(2, outcome.out().lines().count(), outcome.out());
  }

  /** One line, and nothing is left. */
  @Test
  void aDamagedPartIsNamed() throws IOException {
    Path copy = dir.resolve("damaged");
    try (Stream<Path> all = Files.walk(city)) {
      for (Path file : all.toList()) {
        Files.copy(file, copy.resolve(city.relativize(file)));
      }
    }
    String part = manifest().parts().get(0).file();
    byte[] bytes = Files.readAllBytes(copy.resolve(part));
    bytes[bytes.length / 2] ^= 1;
    Files.write(copy.resolve(part), bytes);
    Path out = dir.resolve("of-damaged");
    StringWriter err = new StringWriter();
    int code =
        Main.execute(
            new PrintWriter(new StringWriter()),
            new PrintWriter(err, true),
            "export",
            copy.toString(),
            "--format",
            "vtu",
            "--out",
            out + "/");
    assertEquals(2, code, err.toString());
    assertEquals(1, err.toString().lines().count(), err.toString());
    assertTrue(err.toString().contains(part), err.toString());
    assertEquals(Set.of(), files(out));
  }
}
