package io.citymesh.geo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.Envelope;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.io.WKTReader;

class PackedFootprintTest {
  private static final Heights HEIGHTS = new Heights(12.5, Double.NaN, 3.25, 4);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "POLYGON ((0.1 0, 4 0, 4 3.000000001, 0.1 0), (1 0.1, 2 0.1, 2 0.2, 1 0.1))",
        "POLYGON ((0 0, 4 0, 4 3, 0 0), (10 10, 12 10, 12 12, 10 10))",
        "MULTIPOLYGON (((85000 447000, 85010 447000, 85010 447008, 85000 447000)),"
            + " ((-5 -6, 0 -6, 0 0, -5 -6)))",
        "GEOMETRYCOLLECTION (POINT (1 2), POINT EMPTY, LINESTRING (0 0, 9 9),"
            + " POLYGON ((0 0, 4 0, 4 3, 0 0)), POLYGON EMPTY)",
        "MULTIPOINT ((1 2), (3 4))",
        "POLYGON EMPTY"
      })
  void givesBackWhatWasPacked(String wkt) throws Exception {
    Geometry geometry = new WKTReader().read(wkt);
    PackedFootprint packed = PackedFootprint.of("straße-1#2", Wkb.of(geometry), HEIGHTS);
    assertEquals("straße-1#2", packed.id());
    assertEquals(HEIGHTS, packed.heights());
    assertTrue(geometry.equalsExact(packed.geometry()));
    Envelope box = new Envelope();
    for (Coordinate c : geometry.getCoordinates()) {
      box.expandToInclude(c);
    }
    assertEquals(
        box,
        packed
            .box()
            .map(b -> new Envelope(b.xmin(), b.xmax(), b.ymin(), b.ymax()))
            .orElseGet(Envelope::new));
    PackedFootprint lifted = packed.withLidar(7);
    assertEquals(new Heights(12.5, Double.NaN, 7, 4), lifted.heights());
    assertEquals(packed, lifted.withLidar(3.25));
    assertEquals(packed.wkb(), lifted.wkb());
  }
}
