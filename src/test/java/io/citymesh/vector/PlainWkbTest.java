package io.citymesh.vector;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.citymesh.geo.Heights;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.io.ByteOrderValues;
import org.locationtech.jts.io.ParseException;
import org.locationtech.jts.io.WKBReader;
import org.locationtech.jts.io.WKBWriter;

class PlainWkbTest {
  private static final ReadOptions WANTED =
      new ReadOptions(io.citymesh.input.HeightFields.NONE, "", "", true);

  private static final List<String> SHAPES =
      List.of(
          "POLYGON((0 0, 9 0, 9 9, 0 0))",
          "POLYGON((0 0, 9 9, 9 0, 0 9, 0 0))",
          "POLYGON((0 0, 9 0, 9 9, 0 0), (5 1, 6 1, 6 2, 5 1))",
          "MULTIPOLYGON(((0 0, 9 0, 9 9, 0 0)))",
          "MULTIPOLYGON(((0 0, 9 0, 9 9, 0 0)), ((20 0, 29 0, 29 9, 20 0), (25 1, 26 1, 26 2,"
              + " 25 1)))",
          "POLYGON Z((0 0 1, 9 0 NaN, 9 9 3, 0 0 1))",
          "MULTIPOLYGON EMPTY",
          "POLYGON EMPTY",
          "POINT(1 2)",
          "GEOMETRYCOLLECTION(POINT(1 2), POLYGON((0 0, 9 0, 9 9, 0 0)))");

  /** What becomes of a geometry, by the way through JTS or by the short one. */
  private static List<String> taken(byte[] wkb, boolean plain) {
    FeatureSink sink = new FeatureSink(() -> WANTED.summary(0));
    try {
      PlainPolygons polygons = sink.polygons();
      Geometry geometry =
          plain ? PlainWkb.geometry(ByteBuffer.wrap(wkb), polygons) : new WKBReader().read(wkb);
      sink.footprint("", geometry, polygons, Heights.UNKNOWN, null);
    } catch (ParseException | IllegalArgumentException e) {
      sink.broken("", e);
    }
    FeatureBlock block = sink.rest();
    return List.of(java.util.Arrays.toString(block.bytes()), sink.summary().json());
  }

  @Test
  void bothWaysLeadToTheSame() throws ParseException {
    Random random = new Random(2);
    for (String wkt : SHAPES) {
      Geometry geometry = TestVectors.geometry(wkt);
      for (int order : new int[] {ByteOrderValues.BIG_ENDIAN, ByteOrderValues.LITTLE_ENDIAN}) {
        for (int dimensions : new int[] {2, 3}) {
          byte[] wkb = new WKBWriter(dimensions, order).write(geometry);
          assertEquals(taken(wkb, false), taken(wkb, true), wkt);
          for (int i = 0; i < 100; i++) {
            byte[] damaged = wkb.clone();
            damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
            assertEquals(taken(damaged, false), taken(damaged, true), wkt);
          }
        }
      }
    }
  }

  @Test
  void polygonsArePlain() throws ParseException {
    PlainPolygons polygons = new PlainPolygons();
    for (String wkt : SHAPES) {
      byte[] wkb = new WKBWriter(2, ByteOrderValues.LITTLE_ENDIAN).write(TestVectors.geometry(wkt));
      Geometry other = PlainWkb.geometry(ByteBuffer.wrap(wkb), polygons);
      if (wkt.contains("POLYGON") && !wkt.contains("EMPTY") && !wkt.contains("COLLECTION")) {
        assertNull(other, wkt);
        byte[] same = new byte[polygons.wkbLength()];
        polygons.wkb(ByteBuffer.wrap(same));
        assertArrayEquals(io.citymesh.geo.Wkb.of(polygons.geometry()), same, wkt);
      } else {
        assertNotNull(other, wkt);
      }
    }
    assertThrows(
        ParseException.class, () -> PlainWkb.geometry(ByteBuffer.wrap(new byte[] {9}), polygons));
  }
}
