package io.citymesh.vector;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.citymesh.geo.Wkb;
import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.locationtech.jts.geom.Envelope;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.operation.valid.IsValidOp;

class PlainPolygonsTest {
  private final PlainPolygons polygons = new PlainPolygons();

  /** A ring of points of a small lattice: most of them touch or cross themselves somewhere. */
  private boolean drawRing(Random random, int corners, int lattice) {
    for (int i = 0; i < corners; i++) {
      polygons.point(0.1 * random.nextInt(lattice), 1e5 + random.nextInt(lattice));
    }
    return polygons.endRing();
  }

  @Test
  void whatIsClearlyValidIsValidAndMostThatIsValidIsClear() {
    Random random = new Random(5);
    int clear = 0;
    int valid = 0;
    for (int i = 0; i < 20_000; i++) {
      polygons.clear();
      if (!drawRing(random, 3 + random.nextInt(4), 4 + random.nextInt(20))) {
        continue;
      }
      assertTrue(polygons.endPolygon());
      Geometry geometry = polygons.geometry();
      boolean good = geometry.getArea() > 0 && new IsValidOp(geometry).isValid();
      boolean told = polygons.isClearlyValid();
      assertTrue(good || !told, geometry::toText);
      valid += good ? 1 : 0;
      clear += told ? 1 : 0;
    }
    assertTrue(valid > 2000 && clear > 0.9 * valid, clear + " of " + valid);
  }

  @Test
  void theBytesAreThoseOfJts() {
    Random random = new Random(6);
    for (int parts = 1; parts <= 3; parts++) {
      polygons.clear();
      for (int i = 0; i < parts; i++) {
        for (int j = 0; j <= i; j++) {
          while (!drawRing(random, 5, 1000)) {}
        }
        assertTrue(polygons.endPolygon());
      }
      byte[] wkb = new byte[polygons.wkbLength()];
      polygons.wkb(ByteBuffer.wrap(wkb));
      Geometry geometry = Wkb.geometry(wkb);
      assertEquals(parts, geometry.getNumGeometries());
      assertArrayEquals(Wkb.of(geometry), wkb);
      Envelope box = new Envelope();
      polygons.expand(box);
      assertEquals(geometry.getEnvelopeInternal(), box);
    }
  }
}
