package io.citymesh.footprint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.citymesh.geo.Bounds;
import io.citymesh.geo.Heights;
import io.citymesh.terrain.Terrains;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.locationtech.jts.geom.Envelope;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.GeometryFactory;
import org.locationtech.jts.geom.Polygon;
import org.locationtech.jts.geom.PrecisionModel;
import org.locationtech.jts.geom.util.AffineTransformation;
import org.locationtech.jts.geom.util.GeometryFixer;
import org.locationtech.jts.io.ParseException;
import org.locationtech.jts.io.WKTReader;
import org.locationtech.jts.operation.overlayng.OverlayNG;
import org.locationtech.jts.operation.overlayng.UnaryUnionNG;

/** The account of areas closes, and each line is what plain overlays of the input say it is. */
class AreaAccountTest {
  private static final Bounds DOMAIN = new Bounds(-0.5, -0.5, 100.5, 100.5);

  /** The domain without its rim of one smallest detail. */
  private static final Geometry BUILDABLE =
      new GeometryFactory().toGeometry(new Envelope(0, 100, 0, 100));

  /** The oracle's overlays round to a finer grid than cleaning; those of the account do not. */
  private static final PrecisionModel MICROMETRES = new PrecisionModel(1e6);

  private static final String TOO_SMALL = "smaller than the smallest area";
  private static final String NO_HEIGHT = "no height";

  private static CleaningOptions options(boolean merge) {
    return new CleaningOptions(0.5, 15, merge, 0.5, 10, 0.1);
  }

  private static FootprintCleaner.Result clean(boolean merge, List<SourceFootprint> footprints) {
    return new FootprintCleaner(
            options(merge), Terrains.open("flat:0"), DOMAIN, OptionalDouble.empty())
        .clean(footprints);
  }

  private static Geometry wkt(String text) {
    try {
      return new WKTReader().read(text);
    } catch (ParseException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private static String box(double x0, double y0, double x1, double y1) {
    return "((%1$s %2$s, %3$s %2$s, %3$s %4$s, %1$s %4$s, %1$s %2$s))".formatted(x0, y0, x1, y1);
  }

  private static SourceFootprint footprint(String id, double height, String... boxes) {
    Geometry geometry = wkt("MULTIPOLYGON(" + String.join(",", boxes) + ")");
    return new SourceFootprint(id, geometry, Heights.above(height));
  }

  private static void assertAccount(
      AreaAccount account,
      double source,
      double built,
      Map<String, Double> dropped,
      double clipped,
      double simplified,
      double added) {
    assertEquals(source, account.source(), 1e-6, account::toString);
    assertEquals(built, account.built(), 1e-6, account::toString);
    assertEquals(dropped.keySet(), account.dropped().keySet(), account::toString);
    dropped.forEach(
        (reason, area) ->
            assertEquals(area, account.dropped().get(reason), 1e-6, account::toString));
    assertEquals(clipped, account.clipped(), 1e-6, account::toString);
    assertEquals(simplified, account.simplified(), 1e-6, account::toString);
    assertEquals(added, account.added(), 1e-6, account::toString);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void buildingsWithoutAHeightAreDropped(boolean merge) {
    AreaAccount alone =
        clean(merge, List.of(footprint("a", Double.NaN, box(10, 10, 30, 20)))).areas();
    assertAccount(alone, 200, 0, Map.of(NO_HEIGHT, 200.0), 0, 0, 0);
    AreaAccount beside =
        clean(
                merge,
                List.of(
                    footprint("a", Double.NaN, box(10, 10, 30, 20)),
                    footprint("b", 5, box(32, 10, 52, 20))))
            .areas();
    assertAccount(beside, 400, 200, Map.of(NO_HEIGHT, 200.0), 0, 0, 0);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void whatLiesOutsideTheDomainIsClipped(boolean merge) {
    FootprintCleaner.Result result =
        clean(
            merge,
            List.of(
                footprint("across", 5, box(80, 10, 110, 20)),
                footprint("outside", 5, box(110, 10, 120, 20))));
    assertAccount(result.areas(), 400, 200, Map.of(), 200, 0, 0);
    AreaAccount outside = clean(merge, List.of(footprint("b", 5, box(110, 10, 120, 20)))).areas();
    assertAccount(outside, 100, 0, Map.of(), 100, 0, 0);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void whatIsTooSmallIsDroppedAndGapsAreAdded(boolean merge) {
    FootprintCleaner.Result result =
        clean(
            merge,
            List.of(
                footprint("a", 5, box(10, 10, 30, 20)),
                footprint("b", 5, box(30.3, 10, 50, 20)),
                footprint("c", 5, box(51.4, 10, 53.4, 12))));
    assertAccount(result.areas(), 401, 397, Map.of(TOO_SMALL, 4.0), 0, 0, 3);
  }

  @Test
  void whatOneFeatureLosesOfItsPartsIsDroppedAlthoughTheFeatureStands() {
    FootprintCleaner.Result result =
        clean(true, List.of(footprint("a", 5, box(10, 10, 30, 20), box(40, 10, 42, 12))));
    assertEquals(1, result.buildings().size());
    assertAccount(result.areas(), 204, 200, Map.of(TOO_SMALL, 4.0), 0, 0, 0);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aThinFinIsSimplifiedAway(boolean merge) {
    FootprintCleaner.Result result =
        clean(merge, List.of(footprint("a", 5, box(10, 10, 30, 20), box(30, 14, 34, 14.2))));
    assertAccount(result.areas(), 200.8, 200, Map.of(), 0, 0.8, 0);
  }

  @Test
  void overlapsCountOnce() {
    FootprintCleaner.Result result =
        clean(
            false,
            List.of(
                footprint("a", 5, box(10, 10, 30, 20)),
                footprint("b", 5, box(20, 10, 40, 20)),
                footprint("c", Double.NaN, box(12, 12, 28, 18))));
    assertAccount(result.areas(), 300, 300, Map.of(), 0, 0, 0);
  }

  /** A row of houses across the edge of the domain, some without a height, some as bow ties. */
  private static List<SourceFootprint> cluster(int seed) {
    // Seeds that follow each other give nearly the same first number.
    Random random = new Random(seed * 0x9E3779B97F4A7C15L);
    List<SourceFootprint> result = new ArrayList<>();
    AffineTransformation move =
        AffineTransformation.translationInstance(
            100 * random.nextDouble(), 100 * random.nextDouble());
    for (SourceFootprint house : CleaningInvariantsTest.row(random)) {
      Geometry shape = move.transform(house.geometry());
      if (random.nextInt(8) == 0) {
        var corners = shape.getCoordinates();
        Collections.swap(Arrays.asList(corners), 1, 2);
        shape = shape.getFactory().createPolygon(corners);
      }
      Heights heights = random.nextInt(4) == 0 ? Heights.UNKNOWN : house.heights();
      result.add(new SourceFootprint(house.id(), shape, heights));
    }
    return result;
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void theAccountOfRandomClustersIsThatOfPlainOverlays(boolean merge) {
    boolean someClipped = false;
    boolean someDropped = false;
    for (int seed = 0; seed < 60; seed++) {
      List<SourceFootprint> cluster = cluster(seed);
      FootprintCleaner.Result result = clean(merge, cluster);
      AreaAccount account = result.areas();
      String message = "seed " + seed + " " + account;
      Geometry all =
          union(cluster.stream().map(source -> GeometryFixer.fix(source.geometry())).toList());
      List<Geometry> polygons = new ArrayList<>();
      result.buildings().forEach(building -> polygons.add(building.polygon()));
      Geometry built = union(polygons);
      // The footprints are put on the grid before they are measured.
      double rounding = 0.001 * all.getLength();
      assertEquals(all.getArea(), account.source(), rounding, message);
      assertEquals(
          overlay(all, built, OverlayNG.INTERSECTION).getArea(),
          account.built(),
          rounding,
          message);
      assertEquals(
          overlay(all, BUILDABLE, OverlayNG.DIFFERENCE).getArea(),
          account.clipped(),
          rounding,
          message);
      assertEquals(
          overlay(built, all, OverlayNG.DIFFERENCE).getArea(), account.added(), rounding, message);
      Geometry inside = overlay(all, BUILDABLE, OverlayNG.INTERSECTION);
      Geometry lost = overlay(inside, built, OverlayNG.DIFFERENCE);
      double dropped = account.dropped().values().stream().mapToDouble(area -> area).sum();
      assertEquals(lost.getArea(), dropped + account.simplified(), rounding, message);
      // What is simplified away is part of no feature that was dropped.
      Geometry standing = overlay(lost, union(dropped(cluster, result)), OverlayNG.DIFFERENCE);
      assertTrue(account.simplified() <= standing.getArea() + rounding, message);
      // And the account closes without the rounding.
      double covered = result.buildings().stream().mapToDouble(b -> b.polygon().getArea()).sum();
      assertEquals(
          account.source(),
          account.built() + dropped + account.clipped() + account.simplified(),
          1e-6,
          message);
      assertEquals(covered, account.built() + account.added(), 1e-6, message);
      Collections.shuffle(cluster, new Random(seed));
      assertEquals(account, clean(merge, cluster).areas());
      someClipped |= account.clipped() > 0;
      someDropped |= dropped > 0;
    }
    assertTrue(someClipped && someDropped);
  }

  /** The features that are told as dropped, but for those that others cover. */
  private static List<Geometry> dropped(
      List<SourceFootprint> cluster, FootprintCleaner.Result result) {
    List<String> ids =
        result.remarks().stream()
            .filter(r -> r.kind() == Remark.Kind.DROPPED && !r.reason().startsWith("covered"))
            .map(Remark::sourceId)
            .toList();
    return cluster.stream()
        .filter(source -> ids.contains(source.id()))
        .map(source -> GeometryFixer.fix(source.geometry()))
        .toList();
  }

  private static Geometry union(List<Geometry> geometries) {
    return UnaryUnionNG.union(geometries, new GeometryFactory(), MICROMETRES);
  }

  private static Geometry overlay(Geometry a, Geometry b, int operation) {
    return OverlayNG.overlay(a, b, operation, MICROMETRES);
  }

  /** What areas tell is what overlays tell, however buildings and what was left out overlap. */
  @Test
  void asByOverlays() {
    for (int seed = 0; seed < 400; seed++) {
      Random random = new Random(seed);
      List<Polygon> footprints = boxes(random, 6);
      Geometry union = Shapes.union(footprints);
      List<Polygon> buildings = new ArrayList<>();
      SortedMap<String, List<Geometry>> leftOut = new TreeMap<>();
      for (Polygon piece : Shapes.polygonsOf(union)) {
        int fate = random.nextInt(4);
        if (fate == 0) {
          buildings.add(piece);
        } else if (fate == 1) {
          leftOut.computeIfAbsent(NO_HEIGHT, any -> new ArrayList<>()).add(piece);
        }
      }
      for (Polygon more : boxes(random, 3)) {
        if (random.nextBoolean()) {
          String reason = random.nextBoolean() ? NO_HEIGHT : TOO_SMALL;
          leftOut.computeIfAbsent(reason, any -> new ArrayList<>()).add(more);
        } else if (buildings.stream().noneMatch(other -> Shapes.commonArea(other, more) > 0)) {
          buildings.add(more);
        }
      }
      double built = Shapes.commonArea(union, Shapes.union(buildings));
      // What is known is not reckoned again.
      OptionalDouble known = seed % 2 == 0 ? OptionalDouble.of(built) : OptionalDouble.empty();
      AreaAccount account = AreaAccount.of(union, union, buildings, known, leftOut, any -> "other");
      Geometry rest = Shapes.difference(union, Shapes.union(buildings));
      Map<String, Double> dropped = new TreeMap<>();
      for (Map.Entry<String, List<Geometry>> left : leftOut.entrySet()) {
        Geometry region = Shapes.union(left.getValue());
        dropped.put(left.getKey(), Shapes.commonArea(rest, region));
        rest = Shapes.difference(rest, region);
      }
      double simplified = rest.getArea();
      for (Polygon piece : Shapes.polygonsOf(union)) {
        if (Shapes.commonArea(piece, rest) > piece.getArea() - 1e-6) {
          dropped.merge("other", piece.getArea(), Double::sum);
          simplified -= piece.getArea();
        }
      }
      dropped.values().removeIf(area -> area < 1e-6);
      double covered = buildings.stream().mapToDouble(Polygon::getArea).sum();
      assertAccount(account, union.getArea(), built, dropped, 0, simplified, covered - built);
    }
  }

  /** Boxes of whole metres. */
  private static List<Polygon> boxes(Random random, int most) {
    List<Polygon> result = new ArrayList<>();
    int count = 1 + random.nextInt(most);
    for (int i = 0; i < count; i++) {
      int x = random.nextInt(20);
      int y = random.nextInt(20);
      String box = box(x, y, x + 1 + random.nextInt(8), y + 1 + random.nextInt(8));
      result.addAll(Shapes.polygonsOf(Shapes.areal(wkt("POLYGON" + box))));
    }
    return result;
  }
}
