package io.citymesh.vector;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.citymesh.crs.CoordinateSystems;
import io.citymesh.geo.Wkb;
import java.nio.ByteBuffer;
import org.geotools.api.referencing.operation.MathTransform;
import org.geotools.api.referencing.operation.TransformException;
import org.junit.jupiter.api.Test;
import org.locationtech.jts.geom.CoordinateFilter;
import org.locationtech.jts.geom.Geometry;

class PlacedWkbTest {
  private static final String WKT =
      "MULTIPOLYGON(((4.37 52, 4.37 52.001, 4.371 52.001, 4.371 52, 4.37 52),"
          + " (4.3702 52.0002, 4.3708 52.0002, 4.3708 52.0008, 4.3702 52.0002)),"
          + " ((4.38 52.1, 4.39 52.123456789, 4.391 52.1, 4.38 52.1)))";

  /** Each coordinate by itself. */
  private static Geometry oneByOne(Geometry geometry, MathTransform transform) {
    Geometry moved = geometry.copy();
    moved.apply(
        (CoordinateFilter)
            c -> {
              double[] point = {c.x, c.y};
              try {
                transform.transform(point, 0, point, 0, 1);
              } catch (TransformException e) {
                throw new AssertionError(e);
              }
              c.x = point[0];
              c.y = point[1];
            });
    moved.geometryChanged();
    return moved;
  }

  @Test
  void aRingAtATimeIsWhatItsCoordinatesAreOneByOne() {
    Geometry geometry = TestVectors.geometry(WKT);
    for (Geometry one : new Geometry[] {geometry, geometry.getGeometryN(0)}) {
      for (String target : new String[] {"EPSG:28992", "EPSG:32631", "EPSG:3857", "EPSG:31370"}) {
        MathTransform transform = CoordinateSystems.transform("EPSG:4326", target);
        Geometry expected = oneByOne(one, transform);
        byte[] wkb = Wkb.of(one);
        PlacedWkb placing = new PlacedWkb(transform);
        assertTrue(placing.place(ByteBuffer.wrap(wkb)));
        assertArrayEquals(Wkb.of(expected), wkb, target);
        assertEquals(expected.getEnvelopeInternal(), placing.box());
      }
    }
  }

  @Test
  void whatHasNoPlaceIsTold() {
    MathTransform mercator = CoordinateSystems.transform("EPSG:4326", "EPSG:3857");
    byte[] pole = Wkb.of(TestVectors.geometry("POLYGON((0 89.5, 0.9 89.5, 0.9 90, 0 89.5))"));
    assertFalse(new PlacedWkb(mercator).place(ByteBuffer.wrap(pole)));
  }
}
