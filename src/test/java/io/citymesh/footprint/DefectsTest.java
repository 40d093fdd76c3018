package io.citymesh.footprint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.locationtech.jts.geom.Envelope;
import org.locationtech.jts.geom.Polygon;

/** Few polygons are looked through without an index: the same defects. */
class DefectsTest {
  private static final double DETAIL = 0.5;

  @Test
  void fewPolygonsHaveTheDefectsThatTheIndexFinds() {
    int fine = 0;
    int defective = 0;
    for (int seed = 0; seed < 2000; seed++) {
      Random random = new Random(seed);
      List<Polygon> polygons = new ArrayList<>();
      for (int i = 0; i <= random.nextInt(4); i++) {
        double x = 10 * i + random.nextDouble();
        int size = 3 + random.nextInt(9);
        polygons.add(CityClusters.star(random, x, 0, 6.3, 0.9 * random.nextDouble(), size));
      }
      Envelope everywhere = new Envelope(-100, 200, -100, 100);
      List<Defects.Defect> indexed = Defects.within(everywhere, polygons, DETAIL);
      assertEquals(indexed, Defects.find(polygons, DETAIL, DETAIL, true), "seed " + seed);
      if (indexed.isEmpty()) {
        fine++;
      } else {
        defective++;
      }
    }
    assertTrue(fine > 100 && defective > 100, fine + " fine, " + defective + " with defects");
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
}
