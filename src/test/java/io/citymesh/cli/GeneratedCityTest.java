package io.citymesh.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.citymesh.ChildJvm;
import io.citymesh.CityMesh;
import io.citymesh.SparkTest;
import io.citymesh.geo.Bounds;
import io.citymesh.output.CheckReport;
import io.citymesh.output.MeshCheck;
import io.citymesh.report.UserError;
import io.citymesh.terrain.Terrains;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.Envelope;
import org.locationtech.jts.geom.GeometryFactory;
import org.locationtech.jts.geom.LinearRing;
import org.locationtech.jts.geom.Polygon;
import org.locationtech.jts.index.strtree.STRtree;

class GeneratedCityTest extends SparkTest {
  private static final GeometryFactory FACTORY = new GeometryFactory();
  private static final int COUNT = 20_000;

  /** Where a wall is shared its ends are rounded to millimetres: m2. */
  private static final double ROUNDING = 0.05;

  @TempDir static Path dir;

  private static GeneratedCity.Written city;
  private static List<Feature> features;

  private record Feature(String id, double height, Polygon polygon) {}

  @BeforeAll
  static void write() throws Exception {
    city = GeneratedCity.write(dir.resolve("city"), COUNT, 1, false);
    features = read(city.buildings());
  }

  @Test
  void theSameArgumentsGiveTheSameBytes() throws Exception {
    byte[] first = bytes(GeneratedCity.write(dir.resolve("a"), 1500, 7, false));
    byte[] again = bytes(GeneratedCity.write(dir.resolve("b"), 1500, 7, false));
    byte[] other = bytes(GeneratedCity.write(dir.resolve("c"), 1500, 8, false));
    assertArrayEquals(first, again);
    assertFalse(Arrays.equals(first, other));
  }

  private static byte[] bytes(GeneratedCity.Written written) throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (Path file : files(written.buildings())) {
      all.write(file.getFileName().toString().getBytes(StandardCharsets.UTF_8));
      all.write(Files.readAllBytes(file));
    }
    all.write(Files.readAllBytes(written.terrain()));
    return all.toByteArray();
  }

  @Test
  void thereAreAsManyFootprintsAsWanted() throws Exception {
    assertEquals(COUNT, features.size());
    for (int count : List.of(1, 2, 9, 60, 333)) {
      for (boolean skewed : List.of(false, true)) {
        GeneratedCity.Written small = GeneratedCity.write(dir.resolve("small"), count, 3, skewed);
        assertEquals(count, read(small.buildings()).size());
      }
    }
  }

  /** Found in the files, not taken from the writer's word; one of them each is a few per mille. */
  @Test
  void flawsAreAsManyAsItSays() {
    Map<GeneratedCity.Flaw, Integer> found = new EnumMap<>(GeneratedCity.Flaw.class);
    Feature before = null;
    for (Feature feature : features) {
      Coordinate[] shell = feature.polygon.getExteriorRing().getCoordinates();
      GeneratedCity.Flaw flaw = null;
      if (before != null && before.id.equals(feature.id)) {
        flaw =
            before.polygon.equalsExact(feature.polygon)
                ? GeneratedCity.Flaw.TWICE
                : GeneratedCity.Flaw.SAME_ID;
      } else if (Double.isNaN(feature.height)) {
        flaw = GeneratedCity.Flaw.NO_HEIGHT;
      } else if (feature.height < 0) {
        flaw = GeneratedCity.Flaw.HEIGHT_FLAG;
      } else if (shell.length == 4) {
        flaw = GeneratedCity.Flaw.NO_AREA;
      } else if (shell[0].equals2D(shell[1])) {
        flaw = GeneratedCity.Flaw.REPEATED_POINT;
      } else if (shell[0].equals2D(shell[2])) {
        flaw = GeneratedCity.Flaw.SPIKE;
      } else if (!feature.polygon.isValid()) {
        flaw = GeneratedCity.Flaw.CROSSED;
      }
      if (flaw != null) {
        found.merge(flaw, 1, Integer::sum);
      }
      before = feature;
    }
    assertEquals(city.flaws(), found);
    assertEquals(Set.of(GeneratedCity.Flaw.values()), found.keySet(), "one of each at least");
    int flawed = found.values().stream().mapToInt(Integer::intValue).sum();
    assertTrue(flawed > 0.008 * COUNT && flawed < 0.015 * COUNT, found.toString());
  }

  @Test
  void whatIsSoundDoesNotOverlap() {
    STRtree sound = new STRtree();
    List<Polygon> polygons = new ArrayList<>();
    Set<String> ids = new HashSet<>();
    for (Feature feature : features) {
      if (ids.add(feature.id) && feature.polygon.isValid() && feature.polygon.getArea() > 0.1) {
        sound.insert(feature.polygon.getEnvelopeInternal(), feature.polygon);
        polygons.add(feature.polygon);
      }
    }
    int touching = 0;
    for (Polygon polygon : polygons.subList(0, 4000)) {
      for (Object other : sound.query(polygon.getEnvelopeInternal())) {
        Polygon neighbour = (Polygon) other;
        if (neighbour != polygon && polygon.intersects(neighbour)) {
          touching++;
          double common = polygon.intersection(neighbour).getArea();
          assertTrue(common < ROUNDING, () -> polygon + " " + neighbour + " " + common);
        }
      }
    }
    assertTrue(touching > 2000, "row houses share walls: " + touching);
  }

  @Test
  void shapesAreAsManifoldAsInARegister() {
    assertShare(0.18, 0.32, feature -> feature.polygon.getArea() < 15);
    assertShare(0.10, 0.30, feature -> shortest(feature) < 0.1);
    assertShare(0.25, 0.50, feature -> shortest(feature) < 0.5);
    assertShare(0.30, 0.60, feature -> feature.polygon.getNumPoints() == 5);
    assertTrue(features.stream().anyMatch(f -> f.polygon.getNumInteriorRing() == 1), "courtyards");
    assertTrue(features.stream().anyMatch(f -> f.polygon.getNumInteriorRing() > 1), "podiums");
  }

  private static void assertShare(double least, double most, Predicate<Feature> which) {
    double share = features.stream().filter(which).count() / (double) COUNT;
    assertTrue(share >= least && share <= most, "share " + share);
  }

  private static double shortest(Feature feature) {
    Coordinate[] c = feature.polygon.getExteriorRing().getCoordinates();
    double shortest = Double.POSITIVE_INFINITY;
    for (int i = 1; i < c.length; i++) {
      double edge = c[i].distance(c[i - 1]);
      shortest = edge > 0 ? Math.min(shortest, edge) : shortest;
    }
    return shortest;
  }

  @Test
  void allFootprintsStandOnTheTerrain() throws Exception {
    Bounds raster = Terrains.open(city.terrain().toString()).extent();
    Envelope land = new Envelope(raster.xmin(), raster.xmax(), raster.ymin(), raster.ymax());
    Bounds b = city.bounds();
    Envelope domain = new Envelope(b.xmin(), b.xmax(), b.ymin(), b.ymax());
    assertTrue(
        land.contains(new Envelope(b.xmin() - 90, b.xmax() + 90, b.ymin() - 90, b.ymax() + 90)));
    for (Feature feature : features) {
      assertTrue(domain.contains(feature.polygon.getEnvelopeInternal()), feature.toString());
    }
  }

  /** Of a million buildings, by the plan: nothing is written. */
  @Test
  void densityVariesByAThousand() {
    CityPlan plan = CityPlan.of(1_000_000, 1, false);
    double[] density = densities(plan);
    Arrays.sort(density);
    double empty = Arrays.stream(density, 0, density.length / 4).average().orElseThrow();
    double centre = density[density.length - density.length / 100];
    assertTrue(centre > 3000 && empty < 8, centre + " and " + empty + " to the km2");
    double area = Math.pow(plan.side() * CityPlan.BLOCK / 1000.0, 2);
    assertEquals(1000, area, 100, "km2");
  }

  @Test
  void aSkewedCityStandsInAQuarterOfItsSquare() {
    CityPlan plan = CityPlan.of(100_000, 1, true);
    long quarter = 0;
    for (int row = 0; 2 * row < plan.side(); row++) {
      for (int column = 0; 2 * column < plan.side(); column++) {
        quarter += plan.plot(column, row).buildings();
      }
    }
    assertTrue(quarter > 0.99 * plan.room());
  }

  /** Buildings in each square of 10 x 10 blocks, which is one km2. */
  private static double[] densities(CityPlan plan) {
    int across = plan.side() / 10;
    double[] density = new double[across * across];
    for (int row = 0; row < 10 * across; row++) {
      for (int column = 0; column < 10 * across; column++) {
        density[row / 10 * across + column / 10] += plan.plot(column, row).buildings();
      }
    }
    return density;
  }

  /** 33 MB of footprints and 17 MB of terrain in a heap of 32 MB. */
  @Test
  void memoryDoesNotGrowWithTheCity() throws Exception {
    ChildJvm.Outcome outcome =
        ChildJvm.run(
            List.of("-Xmx32m", "-XX:+UseSerialGC"),
            GeneratedCityTest.class,
            List.of(dir.resolve("large").toString()));
    assertEquals(0, outcome.code(), outcome.output());
    assertEquals(2, files(dir.resolve("large").resolve(GeneratedCity.BUILDINGS)).size());
  }

  public static void main(String[] args) throws IOException {
    GeneratedCity.write(Path.of(args[0]), 100_000, 1, false);
  }

  @Test
  void anEarlierCityIsReplacedAsAWhole() throws Exception {
    Path place = dir.resolve("again");
    GeneratedCity.Written large = GeneratedCity.write(place, 70_000, 1, true);
    assertEquals(2, files(large.buildings()).size());
    GeneratedCity.Written small = GeneratedCity.write(place, 10, 1, true);
    assertEquals(1, files(small.buildings()).size());
  }

  @Test
  void nobodysFilesAreReplaced() throws Exception {
    for (String name : List.of("buildings", "buildings/mine.geojson", "terrain.tif")) {
      Path place = dir.resolve("mine-" + name.replace('/', '-'));
      Path mine = place.resolve(name);
      Files.createDirectories(mine.getParent());
      Files.writeString(mine, "mine");
      UserError error =
          assertThrows(UserError.class, () -> GeneratedCity.write(place, 10, 1, false));
      assertTrue(error.getMessage().startsWith(mine + " is none of"), error.getMessage());
      assertEquals("mine", Files.readString(mine));
    }
    Path linked = Files.createDirectories(dir.resolve("linked"));
    Files.createSymbolicLink(linked.resolve("buildings"), dir.resolve("city/buildings"));
    assertThrows(UserError.class, () -> GeneratedCity.write(linked, 10, 1, false));
    assertEquals(COUNT, read(city.buildings()).size());
    Path file = Files.writeString(dir.resolve("file"), "mine");
    assertThrows(UserError.class, () -> GeneratedCity.write(file, 10, 1, false));
  }

  @Test
  void itsMeshIsSound() throws Exception {
    assertSound(GeneratedCity.write(dir.resolve("built"), 400, 1, false), true);
  }

  @Test
  @Tag("slow")
  void itsMeshIsSoundWithEachFootprint() throws Exception {
    assertSound(city, false);
  }

  private static void assertSound(GeneratedCity.Written built, boolean merge) throws Exception {
    CityMesh.Result result =
        CityMesh.builder(spark())
            .buildings(built.buildings().toString())
            .terrain(built.terrain().toString())
            .heightField(GeneratedCity.HEIGHT_FIELD)
            .merge(merge)
            .tileSize(500)
            .out(dir.resolve("mesh-" + merge).toString())
            .build();
    CheckReport report = MeshCheck.run(result.out());
    assertFalse(report.broken(), report::table);
    assertTrue(result.manifest().tiles().size() > 1, "several tiles");
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.sorted().toList();
    }
  }

  private static List<Feature> read(Path folder) throws IOException {
    List<Feature> read = new ArrayList<>();
    for (Path file : files(folder)) {
      JsonNode root = new ObjectMapper().readTree(file.toFile());
      assertEquals("urn:ogc:def:crs:EPSG::28992", root.at("/crs/properties/name").asText());
      for (JsonNode feature : root.get("features")) {
        List<LinearRing> rings = new ArrayList<>();
        for (JsonNode ring : feature.at("/geometry/coordinates")) {
          List<Coordinate> points = new ArrayList<>();
          ring.forEach(p -> points.add(new Coordinate(p.get(0).asDouble(), p.get(1).asDouble())));
          rings.add(FACTORY.createLinearRing(points.toArray(Coordinate[]::new)));
        }
        LinearRing[] holes = rings.subList(1, rings.size()).toArray(LinearRing[]::new);
        read.add(
            new Feature(
                feature.get("id").asText(),
                feature.at("/properties/height").asDouble(Double.NaN),
                FACTORY.createPolygon(rings.get(0), holes)));
      }
    }
    return read;
  }
}
