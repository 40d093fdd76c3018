package io.citymesh.job;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.citymesh.footprint.Building;
import io.citymesh.footprint.HeightSource;
import io.citymesh.footprint.Remark;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.locationtech.jts.geom.Envelope;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.GeometryFactory;

/** What is packed comes out as it was, and is sorted as it would be unpacked. */
class PackedBuildingTest {
  private static final double[][] RINGS = {{0, 0, 9.125, 0, 9, 7, -1, 7}, {2, 2, 2, 3, 3, 3}};

  private static Building building(int index, String... ids) {
    return new Building(index, 77, List.of(ids), 1.5, 9.25, HeightSource.HEIGHT_FIELD, RINGS);
  }

  @Test
  void aBuildingComesOutAsItWas() {
    Building building = building(3, "way/1", "Böden-\uD83C\uDFE0");
    PackedBuilding packed = PackedBuilding.of(building);
    Building out = packed.withKey(5).unpacked(8);
    assertEquals(8, out.index());
    assertEquals(5, out.key());
    assertEquals(building.sourceIds(), out.sourceIds());
    assertEquals(building.ground(), out.ground());
    assertEquals(building.roof(), out.roof());
    assertEquals(building.heightSource(), out.heightSource());
    assertTrue(Arrays.deepEquals(building.rings(), out.rings()));
    assertEquals(building.bounds(), packed.bounds());
    assertEquals("way/1", packed.name());
    assertEquals(3, packed.index());
    assertEquals(77, packed.key());
  }

  @Test
  void packedBuildingsAreSortedAsBuildings() {
    List<Building> all =
        List.of(
            building(0, "a"),
            building(1, "a"),
            building(0, "a", "b"),
            building(0, "ab"),
            building(0, ""),
            building(0, "\u00e9"),
            building(0, "\ud7ff"),
            building(0, "\ue000"), // Above all surrogates of UTF-16, below them in UTF-8.
            building(0, "\uffee"),
            building(0, "\uD83C\uDFE0"),
            building(0, "x\uD83C\uDFE0"),
            building(0, "x\uff21"));
    for (Building a : all) {
      for (Building b : all) {
        assertEquals(
            Integer.signum(a.compareTo(b)),
            Integer.signum(PackedBuilding.of(a).compareTo(PackedBuilding.of(b))),
            () -> a.sourceIds() + " and " + b.sourceIds());
      }
    }
  }

  @Test
  void aRemarkComesOutAsItWas() {
    Geometry house = new GeometryFactory().toGeometry(new Envelope(0, 9, 0, 9));
    Remark remark =
        new Remark(Remark.Kind.LOWERED, "way/1", "why", house, Map.of("height", 9.5, "a", 1.0));
    PackedRemark packed = PackedRemark.of(remark);
    assertEquals(remark, packed.unpacked());
    assertEquals(
        "way/1\0" + Remark.Kind.LOWERED.ordinal() + "why\0{a=1.0, height=9.5}", packed.order());
  }
}
