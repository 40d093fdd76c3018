package io.citymesh.footprint;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.citymesh.geo.Bounds;
import io.citymesh.geo.Sides;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.Polygon;

/** Shared walls are those that the overlays make, to the last bit, also where none is made. */
class SharedWallsTest {
  private static final Limits LIMITS = Limits.in(Sides.of(new Bounds(-1e7, -1e7, 1e7, 1e7)), 0);

  private static CleaningOptions options(double minArea) {
    return new CleaningOptions(0.5, minArea, false, 0.5, 10, 0.1);
  }

  /** The parts of a cluster, as the cleaner hands them on: the first footprint is on top. */
  private static List<SharedWalls.Owned> parts(List<SourceFootprint> cluster) {
    List<SharedWalls.Owned> result = new ArrayList<>();
    for (int owner = 0; owner < cluster.size(); owner++) {
      Geometry raw = cluster.get(owner).geometry();
      for (Polygon polygon : Shapes.polygonsOf(Shapes.repaired(raw, raw.isValid()))) {
        result.add(new SharedWalls.Owned(owner, polygon));
      }
    }
    return result;
  }

  private static void assertLikeOverlays(
      List<SourceFootprint> cluster, double minArea, String name) {
    List<SharedWalls.Owned> parts = parts(cluster);
    List<Polygon> polygons = parts.stream().map(SharedWalls.Owned::polygon).toList();
    CleaningOptions options = options(minArea);
    MergedOutlines outlines = new MergedOutlines(options, LIMITS, () -> {});
    int[] ranks = IntStream.range(0, cluster.size()).toArray();
    Geometry union = Shapes.union(polygons);
    Optional<Coverage> proved = Coverage.of(polygons);
    proved.ifPresent(coverage -> assertSame(union, coverage.union(), name));
    List<SharedWalls.Owned> expected =
        new OverlaidWalls(options, outlines, ranks, () -> {}).of(parts);
    List<SharedWalls.Owned> actual =
        new SharedWalls(options, outlines, ranks, () -> {}).of(parts, proved, union);
    assertEquals(expected.size(), actual.size(), name);
    for (int i = 0; i < expected.size(); i++) {
      assertEquals(expected.get(i).owner(), actual.get(i).owner(), name);
      assertSame(expected.get(i).polygon(), actual.get(i).polygon(), name);
    }
  }

  private static void assertSame(Geometry expected, Geometry actual, String name) {
    assertEquals(0, expected.compareTo(actual), () -> name + ": " + expected + " is " + actual);
    assertEquals(expected.getGeometryType(), actual.getGeometryType(), name);
    assertEquals(
        Arrays.toString(expected.getCoordinates()), Arrays.toString(actual.getCoordinates()), name);
  }

  @ParameterizedTest
  @ValueSource(doubles = {15, 0})
  void rowsOfHousesAndStackedBlocksHaveTheWallsOfTheOverlays(double minArea) {
    for (int seed = 0; seed < 40; seed++) {
      assertLikeOverlays(CleaningInvariantsTest.row(new Random(seed)), minArea, "row " + seed);
      assertLikeOverlays(StackedCity.of(1, new Random(seed)), minArea, "block " + seed);
    }
  }

  @Tag("slow")
  @Test
  void manyRowsOfHousesAndStackedBlocksHaveTheWallsOfTheOverlays() {
    for (int seed = 100; seed < 2_600; seed++) {
      assertLikeOverlays(CleaningInvariantsTest.row(new Random(seed)), 15, "row " + seed);
      assertLikeOverlays(StackedCity.of(1, new Random(seed)), 15, "block " + seed);
    }
  }

  @Test
  void delftHasTheWallsOfTheOverlays() {
    assertCityLikeOverlays("delft");
  }

  @Tag("slow")
  @Test
  void theCampusHasTheWallsOfTheOverlays() {
    assertCityLikeOverlays("tudcampus");
  }

  private static void assertCityLikeOverlays(String city) {
    for (List<SourceFootprint> cluster : CityClusters.of(city)) {
      assertLikeOverlays(cluster, 15, city + " at " + cluster.get(0).geometry().getCentroid());
    }
  }
}
