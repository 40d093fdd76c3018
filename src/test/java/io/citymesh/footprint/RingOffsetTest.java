package io.citymesh.footprint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.Polygon;
import org.locationtech.jts.geom.TopologyException;
import org.locationtech.jts.io.ParseException;
import org.locationtech.jts.io.WKTReader;
import org.locationtech.jts.operation.buffer.BufferOp;
import org.locationtech.jts.operation.buffer.BufferParameters;

/** Polygons grown and shrunk against JTS, whose bits they have. */
class RingOffsetTest {
  private static final BufferParameters PARAMETERS =
      new BufferParameters(8, BufferParameters.CAP_FLAT, BufferParameters.JOIN_MITRE, 5);

  /** Grown by a distance, and the result shrunk by it again: each by JTS from the same shape. */
  private static void assertAsByJts(Geometry shape, double distance, String what) {
    Geometry once = RingOffset.of(shape, distance);
    Geometry back = RingOffset.of(once, -distance);
    assertSame(
        BufferOp.bufferOp(shape, distance, PARAMETERS), once, shape, what + " by " + distance);
    assertSame(
        BufferOp.bufferOp(once, -distance, PARAMETERS),
        back,
        once,
        what + " by " + distance + " and back");
    assertOnGridAsByOverlay(once);
    assertOnGridAsByOverlay(back);
  }

  /** What is rounded where that is beyond doubt enough is as the overlay has it. */
  private static void assertOnGridAsByOverlay(Geometry shape) {
    if (!shape.isEmpty()) {
      assertTrue(
          Shapes.union(List.of(shape)).equalsExact(OnGrid.of(shape)), () -> shape + " rounded");
    }
  }

  private static void assertSame(Geometry jts, Geometry own, Geometry shape, String what) {
    assertTrue(
        jts.norm().equalsExact(own.norm()), () -> what + "\n" + shape + "\n" + jts + "\n" + own);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        // A house, one with a bay, one with a thin wing.
        "((0 0, 8 0, 8 9, 0 9, 0 0))",
        "((0 0, 8 0, 8 4, 9 4, 9 5, 8 5, 8 9, 0 9, 0 0))",
        "((0 0, 8 0, 8 4, 12 4, 12 4.3, 8 4.3, 8 9, 0 9, 0 0))",
        // A narrow gap between two, of one height and turned; and a notch.
        "((0 0, 8 0, 8 9, 0 9, 0 0)), ((8.2 0, 16 0, 16 9, 8.2 9, 8.2 0))",
        "((0 0, 8 0, 8 9, 0 9, 0 0)), ((8.1 -1, 16 1, 15.9 9, 8.3 9.7, 8.1 -1))",
        "((0 0, 8 0, 8 4, 3 4.1, 3 4.3, 8 4.5, 8 9, 0 9, 0 0))",
        // Courtyards: wide, narrow, and beside a thin wall.
        "((0 0, 9 0, 9 9, 0 9, 0 0), (3 3, 3 6, 6 6, 6 3, 3 3))",
        "((0 0, 9 0, 9 9, 0 9, 0 0), (3 3, 3 6, 3.3 6, 3.3 3, 3 3))",
        "((0 0, 9 0, 9 9, 0 9, 0 0), (0.2 3, 0.3 6, 6 6, 6 3, 0.2 3))",
        // Too thin, and with a sharp corner.
        "((0 0, 8 0, 8 0.3, 0 0.3, 0 0))",
        "((0 0, 20 1, 0 2, 0 0))",
      })
  void drawn(String polygons) throws ParseException {
    Geometry shape = new WKTReader().read("MULTIPOLYGON (" + polygons + ")");
    for (double distance : new double[] {0.255, -0.255, 0.1, -0.1, 1.3, -1.3}) {
      assertAsByJts(shape, distance, "drawn");
    }
  }

  @Test
  void randomClusters() {
    randomClusters(0, 1000);
  }

  @Test
  @Tag("slow")
  void manyRandomClusters() {
    randomClusters(1000, 21_000);
  }

  private static void randomClusters(int from, int to) {
    for (int seed = from; seed < to; seed++) {
      Random random = new Random(seed);
      List<Polygon> cluster = GridUnionTest.cluster(random);
      if (cluster.stream().allMatch(Polygon::isValid)) {
        double distance = (random.nextBoolean() ? 0.255 : -0.255) * (1 + random.nextInt(3));
        try {
          assertAsByJts(Shapes.union(cluster), distance, "seed " + seed);
        } catch (TopologyException e) {
          continue; // JTS has no union.
        }
      }
    }
  }

  /** Lines that lie along one another, with which JTS fails until it rounds to a micrometre. */
  @Test
  void roundedAsByJts() throws IOException, ParseException {
    Geometry shape = new WKTReader().read(resource("collinear-offsets.wkt"));
    Geometry jts = BufferOp.bufferOp(shape, -0.255, PARAMETERS);
    assertTrue(Arrays.stream(jts.getCoordinates()).allMatch(c -> isRounded(c.x) && isRounded(c.y)));
    assertSame(jts, RingOffset.rounded(shape, -0.255), shape, "rounded");
  }

  private static boolean isRounded(double metres) {
    return Math.rint(metres * 1e6) / 1e6 == metres;
  }

  private static String resource(String name) throws IOException {
    try (InputStream file = RingOffsetTest.class.getResourceAsStream(name)) {
      return new String(file.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /** What is rounded to a micrometre lies within it of what JTS makes without rounding. */
  @Test
  void roundedNearlyAsByJts() {
    for (int seed = 0; seed < 20; seed++) {
      Geometry shape = Shapes.union(List.of(noisy(new Random(seed), 300)));
      for (int round = 0; round < 3; round++) {
        double distance = 0.255 + 0.015 * round;
        for (double by : new double[] {distance, -distance, -distance, distance}) {
          Geometry jts = BufferOp.bufferOp(shape, by, PARAMETERS);
          Geometry own = RingOffset.rounded(shape, by);
          String what = "seed " + seed + " round " + round + " by " + by;
          assertTrue(own.isValid(), what);
          assertEquals(0, jts.symDifference(own).getArea(), 2e-6 * jts.getLength(), what);
          shape = jts;
        }
        shape = OnGrid.of(shape);
      }
    }
  }

  /** Of an outline of many points nothing is left to JTS. */
  @Test
  void ofManyPoints() {
    Geometry shape = Shapes.union(List.of(noisy(new Random(1), 3000)));
    for (int round = 0; round < 2; round++) {
      for (double by : new double[] {0.255, -0.255, -0.255, 0.255}) {
        assertTrue(shape.getNumPoints() < 2000 || RingOffset.own(shape, by) != null);
        Geometry jts = BufferOp.bufferOp(shape, by, PARAMETERS);
        Geometry own = RingOffset.of(shape, by);
        assertEquals(0, jts.symDifference(own).getArea(), 2e-6 * jts.getLength());
        shape = own;
      }
      shape = OnGrid.of(shape);
    }
  }

  /** A circle of points about 0.3 m apart, each up to two metres farther out. */
  private static Polygon noisy(Random random, int corners) {
    Coordinate[] ring = new Coordinate[corners + 1];
    for (int i = 0; i < corners; i++) {
      double radius = 0.05 * corners + 2 * random.nextDouble();
      double turn = 2 * Math.PI * i / corners;
      ring[i] =
          Shapes.snapped(100_000 + radius * Math.cos(turn), 400_000 + radius * Math.sin(turn));
    }
    ring[corners] = ring[0].copy();
    return Shapes.FACTORY.createPolygon(ring);
  }

  /** Long teeth one above the other: each step may cross each by its place on the x axis. */
  @Test
  void comb() {
    assertAsByJts(Combs.of(2_000), 0.2, "comb");
  }

  @Test
  void outlinesOfDelft() {
    ofCity("delft");
  }

  @Test
  @Tag("slow")
  void outlinesOfACampus() {
    ofCity("tudcampus");
  }

  private static void ofCity(String city) {
    for (List<SourceFootprint> cluster : CityClusters.of(city)) {
      Geometry union =
          Shapes.union(
              cluster.stream()
                  .map(f -> Shapes.repaired(f.geometry(), f.geometry().isValid()))
                  .toList());
      assertAsByJts(union, 0.255, cluster.get(0).id());
      assertAsByJts(union, -0.255, cluster.get(0).id());
    }
  }
}
