package io.citymesh.footprint;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.LinearRing;
import org.locationtech.jts.geom.Polygon;
import org.locationtech.jts.geom.util.AffineTransformation;
import org.locationtech.jts.io.ParseException;
import org.locationtech.jts.io.WKTReader;
import org.locationtech.jts.operation.overlayng.OverlayNG;
import org.locationtech.jts.operation.overlayng.OverlayNGRobust;

/** The common area against the overlay that it stands for. */
class CommonAreaTest {
  private static double overlaid(Geometry a, Geometry b) {
    return OverlayNGRobust.overlay(a, b, OverlayNG.INTERSECTION).getArea();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        // Beside one another, with a wall in common, or a corner.
        "0 | ((0 0, 4 0, 4 4, 0 4, 0 0)) | ((4 0, 8 0, 8 4, 4 4, 4 0))",
        "0 | ((0 0, 4 0, 4 4, 0 4, 0 0)) | ((4 4, 8 4, 8 8, 4 8, 4 4))",
        "0 | ((0 0, 4 0, 4 4, 0 4, 0 0)) | ((9 9, 12 9, 12 12, 9 9))",
        // The same, whatever the direction.
        "16 | ((0 0, 4 0, 4 4, 0 4, 0 0)) | ((0 0, 0 4, 4 4, 4 0, 0 0))",
        // One within the other, in one's courtyard, and around it.
        "1 | ((0 0, 4 0, 4 4, 0 4, 0 0)) | ((1 1, 2 1, 2 2, 1 2, 1 1))",
        "0 | ((0 0, 4 0, 4 4, 0 4, 0 0), (1 1, 1 2, 2 2, 2 1, 1 1)) | ((1 1, 2 1, 2 2, 1 2, 1 1))",
        "3 | ((0 0, 4 0, 4 4, 0 4, 0 0), (1 1, 2 1, 2 2, 1 2, 1 1)) | ((1 1, 3 1, 3 3, 1 3, 1 1))",
        // Across.
        "4 | ((0 1, 6 1, 6 3, 0 3, 0 1)) | ((2 0, 4 0, 4 6, 2 6, 2 0))",
        "2 | ((0 0, 4 0, 0 4, 0 0)) | ((1 1, 5 1, 5 5, 1 5, 1 1)) ",
        "8 | ((0 0, 4 4, 4 0, 0 0)) | ((-9 -9, 9 -9, 9 9, -9 9, -9 -9))",
      })
  void drawn(double area, String a, String b) throws ParseException {
    WKTReader reader = new WKTReader();
    Geometry first = reader.read("POLYGON " + a);
    Geometry second = reader.read("POLYGON " + b);
    assertEquals(area, CommonArea.of(first, second), 1e-12);
    assertEquals(area, CommonArea.of(second, first), 1e-12);
    for (double turn = 0.1; turn < 6; turn++) {
      AffineTransformation by = AffineTransformation.rotationInstance(turn).translate(8e4, 4e5);
      assertEquals(area, CommonArea.of(by.transform(first), by.transform(second)), 1e-8);
    }
  }

  @Test
  void emptyGeometriesHaveNothingInCommon() {
    Geometry nothing = Shapes.FACTORY.createMultiPolygon();
    assertEquals(0, CommonArea.of(nothing, nothing));
    assertEquals(0, CommonArea.of(nothing, CityClusters.star(new Random(1), 0, 0, 9, 0, 9)));
  }

  @ParameterizedTest
  @ValueSource(ints = {4, 12, 60, 300})
  void starsInAllPlaces(int size) {
    Random random = new Random(size);
    for (int i = 0; i < (size > 100 ? 8 : 200); i++) {
      double far = 80_000 + random.nextInt(1000);
      double apart = 30 * random.nextDouble();
      Polygon a = CityClusters.star(random, far, 4e5, 20, 0.9, size);
      Polygon b = CityClusters.star(random, far + apart, 4e5, 20, 0.5, 3 + random.nextInt(size));
      Polygon hole = CityClusters.star(random, far + apart, 4e5, 9, 0.5, size);
      Polygon ring =
          Shapes.FACTORY.createPolygon(
              b.getExteriorRing(), new LinearRing[] {hole.getExteriorRing()});
      assertEquals(overlaid(a, b), CommonArea.of(a, b), 1e-8);
      assertEquals(a.getArea(), CommonArea.of(a, a), 1e-8);
      if (ring.isValid()) {
        assertEquals(overlaid(a, ring), CommonArea.of(a, ring), 1e-8);
      }
    }
  }

  /** Of each two neighbours, and of each footprint with the outline of its cluster. */
  private static void ofCity(String city) {
    for (List<SourceFootprint> cluster : CityClusters.of(city)) {
      List<Geometry> areas =
          cluster.stream().map(f -> Shapes.repaired(f.geometry(), f.geometry().isValid())).toList();
      Geometry union = Shapes.union(areas);
      for (Geometry area : areas) {
        assertEquals(overlaid(union, area), CommonArea.of(union, area), 1e-8);
        for (Geometry other : areas.subList(0, Math.min(5, areas.size()))) {
          assertEquals(overlaid(other, area), CommonArea.of(other, area), 1e-8);
        }
      }
    }
  }

  @Test
  void ofDelft() {
    ofCity("delft");
  }

  @Test
  @Tag("slow")
  void ofACampus() {
    ofCity("tudcampus");
  }
}
