package io.citymesh.footprint;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.citymesh.TestData;
import io.citymesh.benchmark.CleaningInput;
import io.citymesh.benchmark.RollingTerrain;
import io.citymesh.geo.Bounds;
import io.citymesh.geo.Heights;
import io.citymesh.geo.PackedFootprint;
import io.citymesh.geo.Sides;
import io.citymesh.geo.Terrain;
import io.citymesh.geo.Wkb;
import io.citymesh.terrain.Terrains;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.io.ParseException;
import org.locationtech.jts.io.WKTReader;

/** Plain footprints come through as they would in the general way, to the last bit. */
class PlainFootprintTest {
  private static final int FEW = 600;
  private static final int MANY = 20_000;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a rectangle       | POLYGON ((0 0, 9 0, 9 7, 0 7, 0 0))",
        "a triangle        | POLYGON ((0 0, 9 0, 9 7, 0 0))",
        "anticlockwise     | POLYGON ((0 0, 0 7, 9 7, 9 0, 0 0))",
        "an L              | POLYGON ((0 0, 9 0, 9 4, 5 4, 5 9, 0 9, 0 0))",
        "a point twice     | POLYGON ((0 0, 9 0, 9 0, 9 7, 0 7, 0 0))",
        "a collection      | MULTIPOLYGON (((0 0, 9 0, 9 7, 0 7, 0 0)))",
        "a courtyard       | POLYGON ((0 0, 9 0, 9 9, 0 9, 0 0), (2 2, 7 2, 7 7, 2 7, 2 2))",
        "a small courtyard | POLYGON ((0 0, 9 0, 9 9, 0 9, 0 0), (2 2, 3 2, 3 3, 2 3, 2 2))",
        "a point on a wall | POLYGON ((0 0, 5 0, 9 0, 9 7, 0 7, 0 0))",
        "points on a wall  | POLYGON ((0 0, 2 0, 5 0, 5.2 0, 9 0, 9 7, 0 7, 0 2, 0 1, 0 0))",
        "almost on a wall  | POLYGON ((0 0, 5 0.001, 9 0, 9 7, 0 7, 0 0))",
        "too small         | POLYGON ((0 0, 2 0, 2 2, 0 2, 0 0))"
      })
  void plain(String name, String wkt) throws ParseException {
    assertEquals(1, ofShape(wkt));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a bow tie        | POLYGON ((0 0, 9 7, 9 0, 0 7, 0 0))",
        "a cross          | POLYGON ((0 3, 9 3, 9 6, 3 6, 3 0, 6 0, 6 9, 0 9, 0 3))",
        "an inlet         | POLYGON ((0 0, 9 0, 9 4, 2 4, 2 4.3, 9 4.3, 9 9, 0 9, 0 0))",
        "a short edge     | POLYGON ((0 0, 8.8 0, 9 0.2, 9 7, 0 7, 0 0))",
        "a sharp corner   | POLYGON ((0 0, 20 0, 0 7, 0 0))",
        "a spike          | POLYGON ((0 0, 9 0, 20 0, 9 0, 9 7, 0 7, 0 0))",
        "two parts        | MULTIPOLYGON (((0 0, 9 0, 9 7, 0 0)), ((20 0, 29 0, 29 7, 20 0)))",
        "a hole outside   | POLYGON ((0 0, 9 0, 9 9, 0 9, 0 0), (12 2, 17 2, 17 7, 12 7, 12 2))",
        "a hole in a hole | POLYGON ((0 0, 30 0, 30 30, 0 30, 0 0), (2 2, 27 2, 27 27, 2 27, 2 2),"
            + " (8 8, 20 8, 20 20, 8 20, 8 8))",
        "a narrow wall    | POLYGON ((0 0, 9 0, 9 9, 0 9, 0 0), (0.2 2, 7 2, 7 7, 0.2 7, 0.2 2))",
        "no area          | POLYGON ((0 0, 9 0, 4 0, 0 0))",
        "no polygon       | LINESTRING (0 0, 9 0, 9 7, 0 7, 0 0)",
        "nothing          | POLYGON EMPTY",
        "far away         | POLYGON ((1e9 0, 1000000009 0, 1000000009 7, 1e9 7, 1e9 0))"
      })
  void notPlain(String name, String wkt) throws ParseException {
    assertEquals(0, ofShape(wkt));
  }

  private static int ofShape(String wkt) throws ParseException {
    SourceFootprint footprint =
        new SourceFootprint("f", new WKTReader().read(wkt), Heights.above(4));
    int plain = -1;
    for (boolean merge : new boolean[] {true, false}) {
      CleaningOptions options = new CleaningOptions(0.5, 15, merge, 0.5, 10, 0.1);
      Bounds domain = new Bounds(-100, -100, 100, 100);
      plain =
          same(
              footprint,
              new FootprintCleaner(
                  options, new RollingTerrain(domain), domain, OptionalDouble.empty()),
              options);
    }
    return plain;
  }

  /** A ring of many vertices takes about as much time for each as one of few. */
  @ParameterizedTest
  @CsvSource({"0.05, 100000", "0, 7500"})
  void aRingOfManyVertices(double bend, int most) {
    int n = 100_000;
    Coordinate[] ring = new Coordinate[n + 1];
    for (int i = 0; i < n; i++) {
      double radius = 10_000 + bend * (i % 2);
      double angle = 2 * Math.PI * i / n;
      ring[i] = new Coordinate(radius * Math.cos(angle), radius * Math.sin(angle));
    }
    ring[n] = ring[0].copy();
    byte[] wkb = Wkb.of(Shapes.FACTORY.createPolygon(ring));
    CleaningOptions options = new CleaningOptions(0.01, 15, true, 0.5, 10, 0.1);
    Limits everywhere = Limits.in(Sides.of(new Bounds(-1e9, -1e9, 1e9, 1e9)), 0);
    long start = System.nanoTime();
    PlainFootprint plain = PlainFootprint.of(ByteBuffer.wrap(wkb), options, everywhere);
    int left = plain.outline()[0].length / 2;
    assertTrue(left > 0.9 * most && left <= most, left + " vertices are left");
    assertTrue(System.nanoTime() - start < 5e9);
  }

  @Test
  void randomFootprintsAreCleanedAsInTheGeneralWay() {
    randomFootprints(1, FEW);
  }

  @Test
  @Tag("slow")
  void manyRandomFootprintsAreCleanedAsInTheGeneralWay() {
    randomFootprints(2, MANY);
  }

  private static void randomFootprints(long seed, int count) {
    Random random = new Random(seed);
    Bounds[] places = {
      new Bounds(-60, -60, 60, 60), new Bounds(499_950, 5_799_950, 500_050, 5_800_050)
    };
    int plain = 0;
    for (int i = 0; i < count; i++) {
      Bounds place = places[random.nextInt(places.length)];
      double reach = random.nextInt(20) == 0 ? 50 : 10;
      SourceFootprint footprint =
          new RandomFootprints(
                  random,
                  0.5 * (place.xmin() + place.xmax()) + reach * (random.nextDouble() - 0.5),
                  0.5 * (place.ymin() + place.ymax()) + reach * (random.nextDouble() - 0.5))
              .next("f" + i);
      CleaningOptions options = options(random);
      Terrain terrain =
          random.nextInt(3) == 0 ? Terrains.open("flat:1.3") : new RollingTerrain(place.grow(100));
      OptionalDouble height =
          random.nextBoolean() ? OptionalDouble.of(7.1) : OptionalDouble.empty();
      plain += same(footprint, new FootprintCleaner(options, terrain, place, height), options);
    }
    assertTrue(plain > 0.3 * count, plain + " of " + count + " are plain");
  }

  private static CleaningOptions options(Random random) {
    double[] details = {0.5, 0.5, 0.5, 0.01, 0.1, 1};
    return new CleaningOptions(
        details[random.nextInt(details.length)],
        random.nextInt(4) == 0 ? 0 : 15,
        random.nextInt(3) > 0,
        0.5,
        random.nextInt(101),
        0.1,
        MergeRoofs.values()[random.nextInt(MergeRoofs.values().length)]);
  }

  @ParameterizedTest
  @CsvSource({
    "tudcampus/buildings.geojson, true, 150",
    "tudcampus/buildings.geojson, false, 150",
    "delft/buildings.geojson, true, 5",
    "delft/buildings.geojson, false, 5"
  })
  void realFootprintsAreCleanedAsInTheGeneralWay(String file, boolean merge, int fewest)
      throws IOException {
    CleaningOptions options = new CleaningOptions(0.5, 15, merge, 0.5, 10, 0.1);
    Bounds domain = new Bounds(0, 0, 1e6, 1e6);
    FootprintCleaner cleaner =
        new FootprintCleaner(options, new RollingTerrain(domain), domain, OptionalDouble.of(9));
    int plain = 0;
    List<CleaningInput> city = CleaningInput.copies(TestData.path(file), 1);
    for (List<CleaningInput> cluster : CleaningInput.clusters(city, options.clusterDistance())) {
      cluster.forEach(input -> assertRepaired(Wkb.geometry(input.wkb())));
      if (cluster.size() == 1) {
        CleaningInput input = cluster.get(0);
        plain +=
            same(
                new SourceFootprint(input.id(), Wkb.geometry(input.wkb()), input.heights()),
                cleaner,
                options);
      }
    }
    assertTrue(plain >= fewest, plain + " are plain");
  }

  /** What is put on the grid without an overlay is as the overlay has it. */
  private static void assertRepaired(Geometry footprint) {
    Geometry repaired = OnGrid.moved(footprint);
    if (repaired != null) {
      assertTrue(footprint.isValid(), footprint::toString);
      assertArrayEquals(
          Wkb.of(Shapes.repaired(footprint, true)), Wkb.of(repaired), footprint::toString);
    }
  }

  /** Compares the two ways, and returns 1 if the footprint is plain. */
  private static int same(
      SourceFootprint footprint, FootprintCleaner cleaner, CleaningOptions options) {
    String what = footprint.geometry() + " with " + options;
    assertRepaired(footprint.geometry());
    FootprintCleaner.Result general = cleaner.clean(List.of(footprint));
    PackedFootprint packed = footprint.packed();
    FootprintCleaner.Result result = cleaner.clean(List.of(packed), () -> {});
    assertEquals(general, result, what);
    for (int i = 0; i < general.buildings().size(); i++) {
      assertArrayEquals(
          Wkb.of(general.buildings().get(i).polygon()),
          Wkb.of(result.buildings().get(i).polygon()),
          what);
    }
    Limits everywhere = Limits.in(Sides.of(new Bounds(-1e9, -1e9, 1e9, 1e9)), 0);
    return PlainFootprint.of(packed.wkb(), options, everywhere) == null ? 0 : 1;
  }
}
