package io.citymesh.job;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.citymesh.SparkTest;
import io.citymesh.TestData;
import io.citymesh.footprint.AreaAccount;
import io.citymesh.footprint.Building;
import io.citymesh.footprint.CleaningOptions;
import io.citymesh.footprint.FootprintCleaner;
import io.citymesh.footprint.Remark;
import io.citymesh.footprint.SourceFootprint;
import io.citymesh.geo.Bounds;
import io.citymesh.geo.Heights;
import io.citymesh.geo.PackedFootprint;
import io.citymesh.geo.Terrain;
import io.citymesh.input.HeightFields;
import io.citymesh.output.KnownFiles;
import io.citymesh.report.UserError;
import io.citymesh.terrain.Terrains;
import io.citymesh.terrain.TestRaster;
import io.citymesh.vector.FootprintFields;
import io.citymesh.vector.FootprintReader;
import io.citymesh.vector.FootprintSet;
import io.citymesh.vector.TestQuarter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.locationtech.jts.algorithm.Angle;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.Envelope;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.GeometryFactory;
import org.locationtech.jts.geom.LinearRing;
import org.locationtech.jts.geom.Polygon;
import org.locationtech.jts.precision.MinimumClearance;

class FootprintsTest extends SparkTest {
  private static final GeometryFactory FACTORY = new GeometryFactory();

  /** Buildings of the drawn quarter. */
  private static final int QUARTER = 16;

  private static final FootprintFields NO_HEIGHTS = new FootprintFields(HeightFields.NONE, true);

  @TempDir Path dir;

  private static Footprints.Result cleaned(
      CleaningOptions options, FootprintSet set, Terrain terrain) {
    return Footprints.clean(
        JavaSparkContext.fromSparkContext(spark().sparkContext()),
        set.footprints(),
        set.count(),
        terrain,
        set.extent().orElseThrow().grow(50),
        options,
        OptionalDouble.of(10));
  }

  private static Polygon polygon(Building building) {
    List<LinearRing> rings = new ArrayList<>();
    for (double[] ring : building.rings()) {
      Coordinate[] c = new Coordinate[ring.length / 2 + 1];
      for (int i = 0; i < c.length; i++) {
        c[i] = new Coordinate(ring[2 * i % ring.length], ring[(2 * i + 1) % ring.length]);
      }
      rings.add(FACTORY.createLinearRing(c));
    }
    return FACTORY.createPolygon(
        rings.get(0), rings.subList(1, rings.size()).toArray(new LinearRing[0]));
  }

  private static double sharpestCorner(List<Building> buildings) {
    double sharpest = 180;
    for (Building building : buildings) {
      for (double[] ring : building.rings()) {
        int n = ring.length;
        for (int i = 0; i < n; i += 2) {
          Coordinate a = new Coordinate(ring[i], ring[i + 1]);
          Coordinate b = new Coordinate(ring[(i + 2) % n], ring[(i + 3) % n]);
          Coordinate c = new Coordinate(ring[(i + 4) % n], ring[(i + 5) % n]);
          sharpest = Math.min(sharpest, Math.toDegrees(Angle.angleBetween(a, b, c)));
        }
      }
    }
    return sharpest;
  }

  @Test
  @Tag("slow")
  void campusIsMeshableAfterCleaning() {
    Path campus = TestData.path("tudcampus");
    isMeshableAfterCleaning(
        campus.resolve("buildings.geojson"), campus.resolve("synthetic_dem.tif"), 364, 10);
  }

  @Test
  void aDrawnQuarterIsMeshableAfterCleaning() {
    isMeshableAfterCleaning(
        TestQuarter.geoJson(dir.resolve("q.geojson")),
        TestQuarter.terrain(dir.resolve("q.tif")),
        QUARTER,
        0);
  }

  private void isMeshableAfterCleaning(Path file, Path raster, int count, int more) {
    Terrain terrain = Terrains.open(raster.toString());
    try (FootprintSet set = FootprintReader.read(spark(), List.of(file.toString()), NO_HEIGHTS);
        Footprints.Result result = cleaned(CleaningOptions.DEFAULT, set, terrain)) {
      List<Building> buildings = result.numbered().collect();
      assertEquals(result.count(), buildings.size());
      assertEquals(count, buildings.size(), more);
      Polygon[] polygons = buildings.stream().map(FootprintsTest::polygon).toArray(Polygon[]::new);
      Geometry all = FACTORY.createMultiPolygon(polygons);
      // Of the whole campus at once: so clusters keep clear of one another too.
      assertTrue(all.isValid());
      assertTrue(MinimumClearance.getDistance(all) >= 0.497);
      assertTrue(sharpestCorner(buildings) >= 29.9);
      assertEquals(
          result.areas().source(), result.areas().buildings(), 0.01 * result.areas().source());
      assertEquals(all.getArea(), result.areas().buildings(), 0.1);
      TreeSet<String> kept = new TreeSet<>();
      buildings.forEach(b -> kept.addAll(b.sourceIds()));
      long dropped =
          result.remarks().get("dropped").values().stream().mapToLong(Long::longValue).sum();
      assertEquals(set.count(), kept.size() + dropped);
      for (int i = 0; i < buildings.size(); i++) {
        assertEquals(i, buildings.get(i).index());
        assertTrue(buildings.get(i).roof() - buildings.get(i).ground() > 0.1);
      }
      result.writeBuildings(
          dir.toString(), "", JavaSparkContext.fromSparkContext(spark().sparkContext()));
      Dataset<Row> table = spark().read().parquet(dir.resolve(KnownFiles.BUILDINGS).toString());
      assertEquals(result.count(), table.count());
      assertEquals(
          result.areas().buildings(), table.agg(functions.sum("area")).first().getDouble(0), 0.1);
    }
  }

  @Test
  @Tag("slow")
  void resultDoesNotDependOnPartitionsOrOrder() {
    doesNotDependOnPartitionsOrOrder(
        TestData.path("delft/buildings.geojson"), TestData.path("delft/dem_1m.tif"));
  }

  @Test
  void aDrawnQuarterDoesNotDependOnPartitionsOrOrder() {
    doesNotDependOnPartitionsOrOrder(
        TestQuarter.geoJson(dir.resolve("q.geojson")), TestQuarter.terrain(dir.resolve("q.tif")));
  }

  private static void doesNotDependOnPartitionsOrOrder(Path path, Path raster) {
    String file = path.toString();
    Terrain terrain = Terrains.open(raster.toString());
    for (boolean merge : new boolean[] {true, false}) {
      CleaningOptions options = new CleaningOptions(0.5, 15, merge, 0.5, 10, 0.1);
      try (FootprintSet set = FootprintReader.read(spark(), List.of(file), NO_HEIGHTS)) {
        Bounds domain = set.extent().orElseThrow().grow(-20);
        List<List<Building>> results = new ArrayList<>();
        List<Footprints.Areas> areas = new ArrayList<>();
        for (int partitions : new int[] {1, 7, 3}) {
          JavaSparkContext context = JavaSparkContext.fromSparkContext(spark().sparkContext());
          List<PackedFootprint> shuffled = new ArrayList<>(set.footprints().collect());
          Collections.shuffle(shuffled, new Random(partitions));
          try (Footprints.Result result =
              Footprints.clean(
                  context,
                  context.parallelize(shuffled, partitions),
                  partitions == 3 ? MANY : set.count(),
                  terrain,
                  domain,
                  options,
                  OptionalDouble.of(9))) {
            results.add(result.numbered().collect());
            areas.add(result.areas());
          }
        }
        for (int i : new int[] {1, 2}) {
          assertSame(results.get(0), results.get(i));
          assertEquals(areas.get(0), areas.get(i));
        }
        assertTrue(areas.get(0).clipped() > 100, () -> areas.get(0).toString());
        for (Building building : results.get(0)) {
          assertTrue(domain.grow(-0.497).contains(building.bounds()));
        }
      }
    }
  }

  private static void assertSame(List<Building> a, List<Building> b) {
    assertEquals(a.size(), b.size());
    for (int i = 0; i < a.size(); i++) {
      assertEquals(a.get(i).sourceIds(), b.get(i).sourceIds());
      assertEquals(a.get(i).roof(), b.get(i).roof());
      assertEquals(a.get(i).ground(), b.get(i).ground());
      assertTrue(Arrays.deepEquals(a.get(i).rings(), b.get(i).rings()));
    }
  }

  @Test
  void clustersAreTheConnectedComponents() {
    Random random = new Random(5);
    List<SourceFootprint> footprints = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      double x = 1500 * random.nextDouble() - 200;
      double y = 700 * random.nextDouble() - 200;
      double w = 5 + 60 * random.nextDouble();
      Geometry box = FACTORY.toGeometry(new Envelope(x, x + w, y, y + 10));
      footprints.add(new SourceFootprint("f" + i, box, Heights.UNKNOWN));
    }
    TreeSet<String> expected = components(footprints, 3);
    assertEquals(expected, clusters(footprints, 5, FEW));
    assertEquals(expected, clusters(footprints, 5, MANY));
    Collections.shuffle(footprints, random);
    assertEquals(expected, clusters(footprints, 2, MANY));
  }

  @Test
  void aStreetThroughAllRegionsIsOneCluster() {
    // The village in the middle draws the regions together, and the street runs through them.
    List<SourceFootprint> footprints = new ArrayList<>();
    TreeSet<String> street = new TreeSet<>();
    for (int i = 0; i < 400; i++) {
      Geometry box = FACTORY.toGeometry(new Envelope(10 * i, 10 * i + 8, i, i + 10));
      footprints.add(new SourceFootprint("s" + i, box, Heights.UNKNOWN));
      street.add("s" + i);
    }
    for (int i = 0; i < 400; i++) {
      double x = 1900 + 5 * (i % 20);
      double y = 300 + 5 * (i / 20.0);
      Geometry box = FACTORY.toGeometry(new Envelope(x, x + 1, y, y + 0.01));
      footprints.add(new SourceFootprint("v" + i, box, Heights.UNKNOWN));
    }
    TreeSet<String> found = clusters(footprints, 3, MANY);
    assertTrue(found.contains(street.toString()), found::toString);
    assertEquals(clusters(footprints, 1, FEW), found);
  }

  @Test
  void footprintsThatAreLargerThanUsualDoNotComeToTheDriver() {
    List<SourceFootprint> footprints = new ArrayList<>();
    TreeSet<String> expected = new TreeSet<>();
    for (int i = 0; i < 4; i++) {
      Coordinate[] circle = new Coordinate[150_001];
      for (int c = 0; c < circle.length; c++) {
        double angle = 2 * Math.PI * (c % 150_000) / 150_000;
        circle[c] = new Coordinate(300 * i + 100 * Math.cos(angle), 100 * Math.sin(angle));
      }
      footprints.add(new SourceFootprint("f" + i, FACTORY.createPolygon(circle), Heights.UNKNOWN));
      expected.add("[f" + i + "]");
    }
    assertEquals(expected, clusters(footprints, 2, FEW));
    assertEquals(new TreeSet<>(), clusters(List.of(), 2, FEW));
    assertEquals(new TreeSet<>(), clusters(List.of(), 2, MANY));
  }

  /** So many are said to come that the driver finds the clusters; so many that the tasks do. */
  private static final int FEW = 10;

  private static final int MANY = 30_000;

  /** The ids of each cluster, sorted. */
  private static TreeSet<String> clusters(
      List<SourceFootprint> footprints, int partitions, int expected) {
    JavaRDD<PackedFootprint> rdd =
        JavaSparkContext.fromSparkContext(spark().sparkContext())
            .parallelize(footprints, partitions)
            .map(SourceFootprint::packed);
    try (Clusters clusters = Clusters.clean(rdd, expected, 3, FootprintsTest::told)) {
      List<String> told =
          clusters
              .items()
              .filter(item -> item instanceof PackedRemark)
              .map(item -> ((PackedRemark) item).unpacked().sourceId())
              .collect();
      TreeSet<String> set = new TreeSet<>(told);
      assertEquals(told.size(), set.size(), "each cluster once");
      return set;
    }
  }

  /** In place of what cleaning makes of a cluster, a remark on its ids. */
  private static FootprintCleaner.Result told(List<PackedFootprint> cluster) {
    String ids = new TreeSet<>(cluster.stream().map(PackedFootprint::id).toList()).toString();
    return new FootprintCleaner.Result(
        List.of(),
        List.of(new Remark(Remark.Kind.DROPPED, ids, "test", FACTORY.createPolygon())),
        new AreaAccount(0, 0, new TreeMap<>(), 0, 0, 0),
        new FootprintCleaner.Volumes(0, 0));
  }

  @Test
  void aPartInsideAnotherFootprintIsNearItAlthoughNeitherBoxHoldsTheOther() {
    // The hall's one wing stands free, its other one in the middle of the block, off its outline.
    Geometry block = FACTORY.toGeometry(new Envelope(0, 100, 0, 100));
    Geometry hall =
        FACTORY.buildGeometry(
            List.of(
                FACTORY.toGeometry(new Envelope(40, 60, 40, 60)),
                FACTORY.toGeometry(new Envelope(140, 160, 40, 60))));
    // Not valid: its hole lies outside, in the block, and is area when it is repaired.
    LinearRing inBlock =
        ((Polygon) FACTORY.toGeometry(new Envelope(70, 80, 70, 80))).getExteriorRing();
    LinearRing shell =
        ((Polygon) FACTORY.toGeometry(new Envelope(200, 210, 70, 80))).getExteriorRing();
    Geometry broken = FACTORY.createPolygon(shell, new LinearRing[] {inBlock});
    Geometry yard = FACTORY.toGeometry(new Envelope(0, 400, 300, 310));
    List<SourceFootprint> footprints =
        List.of(
            new SourceFootprint("block", block, Heights.above(10)),
            new SourceFootprint("hall", hall, Heights.above(20)),
            new SourceFootprint("broken", broken, Heights.above(10)),
            new SourceFootprint("yard", yard, Heights.above(10)));
    TreeSet<String> expected = new TreeSet<>(List.of("[block, broken, hall]", "[yard]"));
    assertEquals(expected, clusters(footprints, 2, FEW));
    assertEquals(expected, clusters(footprints, 2, MANY));
  }

  /** Brute force. */
  private static TreeSet<String> components(List<SourceFootprint> footprints, double distance) {
    List<TreeSet<String>> sets = new ArrayList<>();
    List<List<Geometry>> geometries = new ArrayList<>();
    for (SourceFootprint footprint : footprints) {
      TreeSet<String> ids = new TreeSet<>(List.of(footprint.id()));
      List<Geometry> shapes = new ArrayList<>(List.of(footprint.geometry()));
      for (int i = sets.size() - 1; i >= 0; i--) {
        if (geometries.get(i).stream()
            .anyMatch(g -> g.isWithinDistance(footprint.geometry(), distance))) {
          ids.addAll(sets.remove(i));
          shapes.addAll(geometries.remove(i));
        }
      }
      sets.add(ids);
      geometries.add(shapes);
    }
    TreeSet<String> result = new TreeSet<>();
    sets.forEach(set -> result.add(set.toString()));
    return result;
  }

  @Test
  void inputsThatDoNotFitTogetherAreRefused() {
    String file = TestQuarter.geoJson(dir.resolve("q.geojson")).toString();
    Terrain campus =
        Terrains.open(
            new TestRaster(9, 9, (c, r) -> 1)
                .origin(84_900, 446_300)
                .steps(20, 20)
                .write(dir.resolve("beside.tif"))
                .toString());
    try (FootprintSet set = FootprintReader.read(spark(), List.of(file), NO_HEIGHTS)) {
      assertEquals(set.extent().orElseThrow(), Footprints.extent(set.footprints()));
      String message =
          assertThrows(
                  UserError.class,
                  () ->
                      Footprints.clean(
                          JavaSparkContext.fromSparkContext(spark().sparkContext()),
                          set.footprints(),
                          set.count(),
                          campus,
                          set.extent().orElseThrow(),
                          CleaningOptions.DEFAULT,
                          OptionalDouble.of(9)))
              .getMessage();
      assertTrue(message.contains(campus.extent().toString()), message);
      assertTrue(message.contains(set.extent().orElseThrow().toString()), message);
      Bounds elsewhere = new Bounds(0, 0, 100, 100);
      try (Footprints.Result nothing =
          Footprints.clean(
              JavaSparkContext.fromSparkContext(spark().sparkContext()),
              set.footprints(),
              set.count(),
              Terrains.open("flat:0"),
              elsewhere,
              CleaningOptions.DEFAULT,
              OptionalDouble.of(9))) {
        assertEquals(0, nothing.count());
        assertEquals(nothing.areas().source(), nothing.areas().clipped());
      }
    }
  }
}
