package io.citymesh;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.citymesh.cli.DemoCity;
import io.citymesh.geo.PackedFootprint;
import io.citymesh.input.HeightFields;
import io.citymesh.output.CheckReport;
import io.citymesh.output.MeshCheck;
import io.citymesh.report.Manifest;
import io.citymesh.report.UserError;
import io.citymesh.vector.FootprintFields;
import io.citymesh.vector.FootprintReader;
import io.citymesh.vector.FootprintSet;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.io.WKTReader;
import org.locationtech.jts.operation.buffer.BufferOp;
import org.locationtech.jts.operation.buffer.BufferParameters;
import org.locationtech.jts.operation.union.UnaryUnionOp;

/** A made-up city in domains that are polygons, through the whole build. */
class PolygonCityTest extends SparkTest {
  /** Concave, through buildings, with a hole of which three sides run through buildings. */
  static final String CONCAVE =
      "POLYGON((84020 446010, 84320 446030, 84310 446330, 84190 446310, 84170 446150,"
          + " 84120 446320, 84030 446300, 84020 446010),"
          + "(84080 446060, 84090 446110, 84140 446100, 84080 446060))";

  @TempDir static Path dir;

  private static DemoCity.Written city;

  @BeforeAll
  static void write() throws Exception {
    city = DemoCity.write(dir, 2, 2, 3);
  }

  private static CityMesh.Builder builder(String name, String domain) {
    return CityMesh.builder(spark())
        .buildings(city.buildings().toString())
        .terrain(city.terrain().toString())
        .heightField(DemoCity.HEIGHT_FIELD)
        .tileSize(100)
        .domain(domain)
        .out(dir.resolve(name).toString());
  }

  private static double shoelace(List<Double> ring) {
    double twice = 0;
    int n = ring.size();
    for (int i = 0; i < n; i += 2) {
      twice +=
          (ring.get(i) - ring.get(0)) * (ring.get((i + 3) % n) - ring.get(1))
              - (ring.get((i + 2) % n) - ring.get(0)) * (ring.get(i + 1) - ring.get(1));
    }
    return twice / 2;
  }

  /** What must hold of each domain: proved by the build, found by the check, accounted for. */
  private static CheckReport assertSound(Manifest manifest, String name) throws Exception {
    assertEquals(0, manifest.topology().get("open_edges"));
    assertEquals(0, manifest.topology().get("coverage_gaps"));
    assertEquals(0, manifest.totals().failedTiles());
    CheckReport report = MeshCheck.run(dir.resolve(name).toString());
    assertTrue(!report.broken(), report.table());
    Map<String, Double> areas = manifest.areas();
    double dropped =
        areas.entrySet().stream()
            .filter(entry -> entry.getKey().startsWith("dropped"))
            .mapToDouble(Map.Entry::getValue)
            .sum();
    double source = areas.get("source");
    assertEquals(
        source,
        areas.get("built") + dropped + areas.get("clipped") + areas.get("simplified"),
        1e-2);
    return report;
  }

  /** How much of the footprints lies outside a polygon or within half a metre of its sides. */
  private static double outside(String wkt) throws Exception {
    FootprintFields fields = new FootprintFields(HeightFields.NONE, true);
    List<String> file = List.of(city.buildings().toString());
    try (FootprintSet read = FootprintReader.read(spark(), file, fields)) {
      List<Geometry> all =
          read.footprints().collect().stream().map(PackedFootprint::geometry).toList();
      Geometry union = UnaryUnionOp.union(all);
      BufferParameters mitred =
          new BufferParameters(8, BufferParameters.CAP_FLAT, BufferParameters.JOIN_MITRE, 5);
      Geometry inside = BufferOp.bufferOp(new WKTReader().read(wkt), -0.5, mitred);
      return union.getArea() - union.intersection(inside).getArea();
    }
  }

  private static void assertClosedForOpenFoam(String name) throws Exception {
    ForeignProgram surfaceCheck = ForeignProgram.ofOpenFoam("surfaceCheck");
    if (surfaceCheck.isThere()) {
      String words = surfaceCheck.run(dir.resolve(name).resolve("mesh.obj").toString());
      assertTrue(words.contains("Surface has no illegal triangles."), words);
      assertTrue(words.contains("Surface is closed. All edges connected to two faces."), words);
      assertTrue(words.contains("Number of unconnected parts : 1\n"), words);
    }
  }

  @Test
  void aConcaveOneWithAHoleThroughBuildings() throws Exception {
    Manifest manifest =
        builder("concave", CONCAVE).close(true).flatRim(20).formats("obj").build().manifest();
    CheckReport report = assertSound(manifest, "concave");
    assertClosedForOpenFoam("concave");
    assertEquals(2, manifest.domain().size());
    assertEquals(List.of(84020.0, 446010.0), manifest.domain().get(0).subList(0, 2));
    assertEquals(1 + 7 + 3, manifest.kinds().size());
    assertEquals(5, manifest.kinds().get("side_1") - 2); // After the kinds of inlet and outlet.
    assertTrue(report.patches().values().stream().allMatch(faces -> faces > 0));
    assertTrue(manifest.features().get("clipped: cut at the domain's boundary") > 5);
    double clipped = outside(CONCAVE);
    assertTrue(clipped > 50, clipped + " m2 are cut off");
    assertEquals(clipped, manifest.areas().get("clipped"), 0.5);
    String notes = String.join("\n", manifest.notes());
    assertTrue(notes.contains("a polygon of 10 sides and 1 hole"), notes);
    assertTrue(notes.contains("The terrain goes over to "), notes);
    String page = Files.readString(dir.resolve("concave/report.html"));
    assertTrue(page.contains("a polygon of 10 sides and 1 hole"), "the page tells it");
    assertEquals(
        manifest.digest(),
        builder("again", CONCAVE)
            .close(true)
            .flatRim(20)
            .partitions(7)
            .fanIn(8)
            .store("memory")
            .build()
            .manifest()
            .digest());
  }

  @Test
  void aRectangleIsThatOfTheBounds() {
    String rectangle =
        "POLYGON((84050 446050, 84050 446250, 84250 446250, 84250 446050, 84050 446050))";
    Manifest polygon = builder("rectangle", rectangle).build().manifest();
    Manifest bounds =
        CityMesh.builder(spark())
            .buildings(city.buildings().toString())
            .terrain(city.terrain().toString())
            .heightField(DemoCity.HEIGHT_FIELD)
            .tileSize(100)
            .option("bounds", "84050,446050,84250,446250")
            .out(dir.resolve("bounds").toString())
            .build()
            .manifest();
    assertEquals(bounds.digest(), polygon.digest());
    assertEquals(List.of(), polygon.domain());
  }

  @Test
  void thePolygonsOfAFileMakeOneInTheCrsOfTheMesh() throws Exception {
    Path file = dir.resolve("quarters.geojson");
    Files.writeString(
        file,
        """
        {"type":"FeatureCollection",
         "crs":{"type":"name","properties":{"name":"urn:ogc:def:crs:EPSG::28992"}},
         "features":[
          {"type":"Feature","properties":{},"geometry":{"type":"Polygon","coordinates":
           [[[84050,446050],[84150,446040],[84150,446250],[84060,446240],[84050,446050]]]}},
          {"type":"Feature","properties":{},"geometry":{"type":"Polygon","coordinates":
           [[[84150,446040],[84260,446060],[84240,446260],[84150,446250],[84150,446040]]]}}]}
        """);
    Manifest manifest = builder("file", file.toString()).build().manifest();
    assertSound(manifest, "file");
    assertEquals(1, manifest.domain().size());
    assertEquals(39_650, shoelace(manifest.domain().get(0)), 1e-6);
    String plan = builder("plan", file.toString()).plan().text();
    assertTrue(plan.contains("a polygon of 6 sides"), plan);
    assertTrue(plan.contains("of the rectangle around it"), plan);
    String found = builder("seen", file.toString()).inspect().text();
    assertTrue(found.contains("a polygon of 6 sides, "), found);
    assertTrue(found.contains("at the boundary "), found);
  }

  @Test
  void withAWindFromSomewhereSidesAreInletsAndOutlets() throws Exception {
    Manifest manifest =
        builder("wind", "POLYGON((84020 446010, 84320 446030, 84170 446330, 84020 446010))")
            .close(true)
            .flowDirection(180)
            .top(120)
            .build()
            .manifest();
    assertSound(manifest, "wind");
    assertTrue(manifest.features().get("dropped: outside the domain") > 5);
    assertEquals(Set.of("top", "inlet", "side"), manifest.kinds().keySet());
    assertEquals(120, manifest.closing().get("top"));
  }

  @Test
  void oneWhollyInsideATileWithASliverOfACorner() throws Exception {
    String sliver =
        "POLYGON((84105 446102, 84199 446103, 84120 446106, 84150 446190, 84105 446102))";
    Manifest manifest = builder("sliver", sliver).close(true).formats("obj").build().manifest();
    assertSound(manifest, "sliver");
    assertClosedForOpenFoam("sliver");
    assertEquals(1, manifest.totals().tiles());
  }

  static String riverBank(int vertices) {
    StringBuilder bank = new StringBuilder("POLYGON((");
    for (int i = 0; i < vertices; i++) {
      double x = 300.0 * i / (vertices - 1);
      double y = 100 + 40 * Math.sin(x / 40) + 0.4 * Math.sin(x) + 0.1 * (i % 2);
      bank.append(String.format(Locale.ROOT, "%.3f %.3f, ", 84020 + x, 446000 + y));
    }
    return bank.append("84320 446330, 84020 446330, 84020 446100.000))").toString();
  }

  @Tag("slow")
  @Test
  void aRiverBankOfFiveThousandVertices() throws Exception {
    Manifest manifest =
        builder("river", riverBank(5000)).close(true).formats("obj").build().manifest();
    assertSound(manifest, "river");
    assertClosedForOpenFoam("river");
    assertEquals(Set.of("top", "ring_1"), manifest.kinds().keySet());
    assertTrue(manifest.features().get("clipped: cut at the domain's boundary") > 0);
    assertEquals(outside(riverBank(5000)), manifest.areas().get("clipped"), 0.5);
    assertEquals(
        manifest.digest(),
        builder("river-more", riverBank(5000))
            .close(true)
            .partitions(5)
            .build()
            .manifest()
            .digest());
  }

  private static void refused(String domain, String... words) {
    UserError error =
        assertThrows(UserError.class, () -> builder("refused", domain).plan(), domain);
    for (String word : words) {
      assertTrue(error.getMessage().contains(word), error.getMessage());
    }
    assertTrue(error.getMessage().lines().count() == 1, error.getMessage());
  }

  @Test
  void whatIsElsewhereIsOneLine() {
    refused("POLYGON((0 0, 100 0, 0 100, 0 0))", "lies elsewhere", "--crs");
    refused(
        "POLYGON((84000 446000, 84300 446000, 84300 448000, 84000 446000))",
        "The terrain",
        "does not cover the domain",
        "m2 (",
        "--extend-terrain");
    refused(dir.resolve("nothing.gpkg").toString(), "--domain", "nothing.gpkg");
  }

  @Test
  void boundsAndAPolygonTogetherAreOneLine() {
    UserError error =
        assertThrows(
            UserError.class,
            () -> builder("both", CONCAVE).option("bounds", "84050,446050,84250,446250").options());
    assertTrue(error.getMessage().contains("leave one of them out"), error.getMessage());
  }
}
