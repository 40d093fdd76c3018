package io.citymesh.footprint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.citymesh.SparkTest;
import io.citymesh.TestData;
import io.citymesh.geo.Bounds;
import io.citymesh.geo.Heights;
import io.citymesh.geo.PackedFootprint;
import io.citymesh.input.HeightFields;
import io.citymesh.terrain.Terrains;
import io.citymesh.vector.FootprintFields;
import io.citymesh.vector.FootprintReader;
import io.citymesh.vector.FootprintSet;
import io.citymesh.vector.TestQuarter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.locationtech.jts.geom.Envelope;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.Polygon;
import org.locationtech.jts.index.strtree.STRtree;
import org.locationtech.jts.io.ParseException;
import org.locationtech.jts.io.WKTReader;

/** Footprints that the domain cuts: the smallest detail holds at its boundary too. */
class CutFootprintsTest extends SparkTest {

  private static CleaningOptions options(boolean merge) {
    return new CleaningOptions(0.5, 15, merge, 0.5, 10, 0.1);
  }

  /** No edge, gap or corner is too fine, and nothing is nearer to the boundary than a detail. */
  private static void assertFine(
      String message, Bounds domain, boolean merge, List<List<SourceFootprint>> clusters) {
    FootprintCleaner cleaner =
        new FootprintCleaner(options(merge), Terrains.open("flat:0"), domain, OptionalDouble.of(9));
    List<Polygon> polygons = new ArrayList<>();
    for (List<SourceFootprint> cluster : clusters) {
      cleaner.clean(cluster).buildings().forEach(building -> polygons.add(building.polygon()));
    }
    assertEquals(List.of(), Defects.find(polygons, 0.5, 0.5, !merge), message);
    Bounds inside = domain.grow(-0.499);
    for (Polygon polygon : polygons) {
      Envelope box = polygon.getEnvelopeInternal();
      assertTrue(
          inside.contains(new Bounds(box.getMinX(), box.getMinY(), box.getMaxX(), box.getMaxY())),
          () -> message + ": " + polygon);
    }
  }

  private static SourceFootprint footprint(String id, String wkt) {
    try {
      return new SourceFootprint(id, new WKTReader().read(wkt), Heights.above(9));
    } catch (ParseException e) {
      throw new IllegalArgumentException(e);
    }
  }

  /** Buildings keep to x of 0.5 or more. */
  private static final Bounds EAST = new Bounds(0, -100, 200, 100);

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aSharpTipIsCutWhereItIsWide(boolean merge) {
    // Its cut leaves a corner of 22.4 degrees, of which the offsets of cleaning took 3 cm.
    String house = "POLYGON((10 0, -2.4 30, -20 30, -20 0, 10 0))";
    assertFine("tip", EAST, merge, List.of(List.of(footprint("a", house))));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aCornerThatIsCutOffIsNotPutBack(boolean merge) {
    // The boundary leaves an edge of 0.4 m; the corner before it lies 0.3 m from the domain's.
    String house = "POLYGON((0.3 0, 10.3 10, 20.3 0, 10.3 -10, 0.3 0))";
    assertFine("corner", EAST, merge, List.of(List.of(footprint("a", house))));
  }

  /** The corner of one house and the wall of the other end 0.49 m apart on the boundary. */
  @Test
  void aPartyWallThatEndsBesideACornerIsMovedToIt() {
    assertFine(
        "party wall",
        EAST,
        false,
        List.of(
            List.of(
                footprint(
                    "a",
                    "POLYGON((0.251 8.61, 7.55 15.857, 11.226 12.29, 4.788 4.11, 0.251 8.61))"),
                footprint(
                    "b", "POLYGON((0.251 8.61, 7.55 15.857, 3.8 19.5, -3.5 12.3, 0.251 8.61))"))));
  }

  @Test
  void aDrawnQuarterIsFineAtTheBoundary(@TempDir Path dir) {
    isFineAtTheBoundary(TestQuarter.geoJson(dir.resolve("q.geojson")), 2);
  }

  @Tag("slow")
  @ParameterizedTest
  @ValueSource(strings = {"delft", "tudcampus"})
  void realCitiesAreFineAtTheBoundary(String city) {
    isFineAtTheBoundary(TestData.path(city).resolve("buildings.geojson"), 5);
  }

  /** In a lattice of n x n small domains; their boundaries cut most blocks somewhere. */
  private static void isFineAtTheBoundary(Path file, int n) {
    List<SourceFootprint> all = new ArrayList<>();
    FootprintFields fields = new FootprintFields(HeightFields.NONE, true);
    try (FootprintSet set = FootprintReader.read(spark(), List.of(file.toString()), fields)) {
      for (PackedFootprint footprint : set.footprints().collect()) {
        all.add(new SourceFootprint(footprint.id(), footprint.geometry(), Heights.UNKNOWN));
      }
      List<List<SourceFootprint>> clusters = clusters(all, options(true).clusterDistance());
      Bounds extent = set.extent().orElseThrow();
      for (int i = 0; i < n * n; i++) {
        double x = Shapes.snapped(extent.xmin() + extent.width() * (i % n) / n);
        double y = Shapes.snapped(extent.ymin() + extent.height() * (i / n) / n);
        Bounds domain = new Bounds(x, y, x + 130, y + 130);
        Envelope box = new Envelope(x, x + 130, y, y + 130);
        List<List<SourceFootprint>> here =
            clusters.stream().filter(c -> envelope(c).intersects(box)).toList();
        for (boolean merge : new boolean[] {true, false}) {
          assertFine(domain + (merge ? " merged" : ""), domain, merge, here);
        }
      }
    }
  }

  private static List<List<SourceFootprint>> clusters(List<SourceFootprint> all, double distance) {
    Groups groups = new Groups(all.size());
    STRtree index = new STRtree();
    for (int i = 0; i < all.size(); i++) {
      index.insert(all.get(i).geometry().getEnvelopeInternal(), i);
    }
    for (int i = 0; i < all.size(); i++) {
      Geometry geometry = all.get(i).geometry();
      Envelope window = new Envelope(geometry.getEnvelopeInternal());
      window.expandBy(distance);
      for (Object found : index.query(window)) {
        int j = (Integer) found;
        if (j < i && geometry.isWithinDistance(all.get(j).geometry(), distance)) {
          groups.join(i, j);
        }
      }
    }
    return groups.all().stream().map(set -> set.stream().map(all::get).toList()).toList();
  }

  private static Envelope envelope(List<SourceFootprint> cluster) {
    Envelope box = new Envelope();
    cluster.forEach(s -> box.expandToInclude(s.geometry().getEnvelopeInternal()));
    return box;
  }
}
