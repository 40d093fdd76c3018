package io.citymesh.tile;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.citymesh.geo.Bounds;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Which zone decides, against a look at each zone alone. */
class ZoneCountsTest {
  private static final Bounds AREA = new Bounds(100, 200, 500, 450);

  /** Two that overlap with equal sizes, one in a larger one, one around a place, one far away. */
  private static final List<SizeZone> ZONES =
      List.of(
          zone(new Bounds(150, 250, 200, 300), 2),
          zone(new Bounds(180, 280, 260, 320), 2),
          zone(new Bounds(300, 200, 420, 400), 10),
          zone(new Bounds(340, 260, 350, 270), 1),
          new SizeZone(
              "round",
              ZoneShape.of(new Bounds(450, 420, 450, 420)),
              15,
              new Sizes(3, 3, Double.POSITIVE_INFINITY)),
          zone(new Bounds(2000, 2000, 2100, 2100), 1));

  private static SizeZone zone(Bounds r, double size) {
    return SizeZone.of("a zone", r, new Sizes(size, size, Double.POSITIVE_INFINITY));
  }

  private static MeshOptions options(List<SizeZone> zones) {
    return new MeshOptions(0, 40, 40, 0, 25, 1.3).withZones(zones);
  }

  @Test
  void eachPlaceCountsForTheFirstZoneThatDecides() {
    MeshOptions options = options(ZONES);
    List<SizeField> alone = ZONES.stream().map(z -> options(List.of(z)).field()).toList();
    ZoneCounts counts = new ZoneCounts(options, AREA);
    long[] expected = new long[ZONES.size() + 1];
    Random random = new Random(17);
    for (int i = 0; i < 20_000; i++) {
      // Some lie outside of the rectangle.
      double x = 90 + 420 * random.nextDouble();
      double y = 190 + 270 * random.nextDouble();
      counts.add(x, y);
      double[] sizes = alone.stream().mapToDouble(f -> f.at(Sizes.Kind.GROUND, x, y)).toArray();
      double least = Arrays.stream(sizes).min().orElseThrow();
      int zone = 0;
      while (zone < sizes.length && (sizes[zone] > least || least == 40)) {
        zone++;
      }
      expected[zone]++;
    }
    long[] seen = counts.counts();
    assertEquals(ZONES.size(), seen.length, "without the one far away, and elsewhere");
    assertArrayEquals(expected, ZoneCounts.ofAll(options, AREA, seen));
    assertArrayEquals(seen, ZoneCounts.ofSeen(options, AREA, expected));
    assertTrue(Arrays.stream(seen).allMatch(n -> n > 100), Arrays.toString(seen));
  }

  /** Where rounding makes a zone's reach end a little below the largest size. */
  @Test
  void whereZonesDoNotReachAllIsElsewhere() {
    for (int radius = 10; radius < 200; radius += 5) {
      SizeZone zone =
          new SizeZone(
              "focus",
              ZoneShape.of(new Bounds(300, 300, 310, 310)),
              radius,
              new Sizes(1, 1, Double.POSITIVE_INFINITY));
      MeshOptions options = new MeshOptions(0, 10, 10, 0, 25, 1.2).withZones(List.of(zone));
      Bounds area = new Bounds(0, 0, 2000, 2000);
      ZoneCounts counts = new ZoneCounts(options, area);
      SizeField field = options.field();
      long elsewhere = 0;
      Random random = new Random(radius);
      for (int i = 0; i < 2000; i++) {
        double x = 2000 * random.nextDouble();
        double y = 2000 * random.nextDouble();
        counts.add(x, y);
        elsewhere += field.at(Sizes.Kind.GROUND, x, y) == 10 ? 1 : 0;
      }
      assertArrayEquals(new long[] {2000 - elsewhere, elsewhere}, counts.counts());
      assertTrue(elsewhere > 1000);
    }
  }

  @Test
  void countsOfOtherZonesAreRefused() {
    assertThrows(
        IllegalArgumentException.class,
        () -> ZoneCounts.ofAll(options(ZONES), AREA, new long[ZONES.size() + 1]));
  }

  @Test
  void whereNoZoneIsNearAllIsElsewhere() {
    ZoneCounts counts = new ZoneCounts(options(List.of()), AREA);
    counts.add(200, 300);
    counts.add(201, 300);
    assertArrayEquals(new long[] {2}, counts.counts());
  }
}
