package io.citymesh.footprint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.Envelope;
import org.locationtech.jts.geom.Polygon;
import org.locationtech.jts.index.strtree.STRtree;

/** The defects, and their order, are those that an index of JTS finds. */
class DefectsTest {
  private static final double DETAIL = 0.5;
  private static final Envelope EVERYWHERE = new Envelope(-1e9, 1e9, -1e9, 1e9);

  private static List<Defects.Defect> assertAsIndexed(
      List<Polygon> polygons, double across, boolean shared, String what) {
    List<Defects.Defect> indexed =
        IndexedDefects.find(EVERYWHERE, polygons, DETAIL, across, shared);
    assertSame(indexed, Defects.find(polygons, DETAIL, across, shared), what);
    return indexed;
  }

  /** The same defects in the same order; their sizes but for rounding, for JTS has other roots. */
  private static void assertSame(
      List<Defects.Defect> expected, List<Defects.Defect> found, String what) {
    assertEquals(withoutSizes(expected), withoutSizes(found), what);
    for (int i = 0; i < expected.size(); i++) {
      assertEquals(expected.get(i).size(), found.get(i).size(), 1e-12, what);
    }
  }

  private static List<Defects.Defect> withoutSizes(List<Defects.Defect> defects) {
    return defects.stream()
        .map(d -> new Defects.Defect(d.kind(), d.first(), d.second(), d.at(), d.other(), 0))
        .toList();
  }

  @Test
  void fewPolygons() {
    int fine = 0;
    for (int seed = 0; seed < 2000; seed++) {
      Random random = new Random(seed);
      List<Polygon> polygons = new ArrayList<>();
      for (int i = 0; i <= random.nextInt(4); i++) {
        double x = 10 * i + random.nextDouble();
        int size = 3 + random.nextInt(9);
        polygons.add(CityClusters.star(random, x, 0, 6.3, 0.9 * random.nextDouble(), size));
      }
      List<Defects.Defect> defects = assertAsIndexed(polygons, DETAIL, true, "seed " + seed);
      fine += defects.isEmpty() ? 1 : 0;
      Envelope window = new Envelope(-3, 12, -4, 2);
      assertSame(
          IndexedDefects.find(window, polygons, DETAIL, DETAIL, true),
          Defects.within(window, polygons, DETAIL),
          "seed " + seed);
    }
    assertTrue(fine > 100 && fine < 1900, fine + " fine");
  }

  /** As faces lie side by side: many meet in a vertex, and many edges are near one another. */
  @Test
  void heapsOfPolygons() {
    for (int seed = 0; seed < 300; seed++) {
      List<Polygon> cluster = GridUnionTest.cluster(new Random(seed));
      assertAsIndexed(cluster, 1, seed % 2 == 0, "seed " + seed);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {40, 151, 300, 3000})
  void oneRingOfManyVertices(int size) {
    for (double depth : new double[] {0, 0.01, 0.5, 0.98}) {
      Random random = new Random(size);
      double radius = size * (0.1 + random.nextDouble()) / 6;
      Polygon star = CityClusters.star(random, 84_000, 447_000, radius, depth, size);
      List<Defects.Defect> defects =
          assertAsIndexed(List.of(star), DETAIL, false, size + " of depth " + depth);
      assertEquals(!defects.isEmpty(), Defects.isRough(star, DETAIL));
    }
  }

  /** What has more beside it in the direction of x than is looked at is not fine, nor rough. */
  @Test
  void aCombIsRoughIfItsTeethAreNearOneAnother() {
    Polygon comb = Combs.of(500);
    assertFalse(Defects.isFine(List.of(comb), DETAIL, DETAIL));
    assertFalse(Defects.isRough(comb, DETAIL));
    assertTrue(Defects.isRough(comb, 1.1));
  }

  @Test
  void longAndSteepEdges() {
    for (int seed = 0; seed < 200; seed++) {
      Random random = new Random(seed);
      List<Polygon> polygons = new ArrayList<>();
      for (int i = 0; i < 60; i++) {
        double x = 500_000 + 0.4 * i;
        double y = 5_800_000 + 9 * random.nextDouble();
        double lean = 0.002 * random.nextInt(300);
        polygons.add(
            Shapes.FACTORY.createPolygon(
                new Coordinate[] {
                  Shapes.snapped(x, y),
                  Shapes.snapped(x + 0.3, y),
                  Shapes.snapped(x + lean + 0.3, y + 900),
                  Shapes.snapped(x, y)
                }));
      }
      assertAsIndexed(polygons, DETAIL, true, "seed " + seed);
    }
  }

  @Test
  void housesThatMeetInACornerAreNotFine() {
    List<Polygon> polygons =
        List.of(
            (Polygon) Shapes.FACTORY.toGeometry(new Envelope(0, 8, 0, 8)),
            (Polygon) Shapes.FACTORY.toGeometry(new Envelope(8, 16, 8, 16)));
    List<Defects.Defect> defects = Defects.find(polygons, 0, 0, false);
    assertTrue(defects.stream().anyMatch(d -> d.kind() == Defects.Kind.TOUCH));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 9, 10, 11, 20, 21, 99, 100, 101, 110, 1000, 1001, 12_345})
  void theOrderOfEdgesIsThatOfATree(int count) {
    Random random = new Random(count);
    Coordinate[] a = new Coordinate[count];
    Coordinate[] b = new Coordinate[count];
    STRtree tree = new STRtree();
    for (int i = 0; i < count; i++) {
      // On few places, so that many middles are equal.
      a[i] = new Coordinate(random.nextInt(20), random.nextInt(count < 500 ? 5 : 500));
      b[i] = new Coordinate(random.nextInt(20), random.nextInt(9));
      tree.insert(new Envelope(a[i], b[i]), i);
    }
    int[] places = PackedOrder.places(a, b, count);
    TreeMap<Integer, Integer> ordered = new TreeMap<>();
    for (int i = 0; i < count; i++) {
      ordered.put(places[i], i);
    }
    assertEquals(tree.query(EVERYWHERE), List.copyOf(ordered.values()));
  }
}
