package io.citymesh.stitch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.citymesh.geo.Bounds;
import io.citymesh.mesh.Limits;
import io.citymesh.tile.MeshOptions;
import io.citymesh.tile.SizeZone;
import io.citymesh.tile.Sizes;
import io.citymesh.tile.StitchTree;
import io.citymesh.tile.TileGrid;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeptZoneTest {
  private static final Bounds DOMAIN = new Bounds(1000, 2000, 3000, 3500);

  /** What cells know of places and triangles is what the sizes there say. */
  @ParameterizedTest
  @ValueSource(doubles = {Double.POSITIVE_INFINITY, 1.2, 2})
  void cellsSayWhatSizesSay(double gradation) {
    MeshOptions options =
        new MeshOptions(820, 40, 20, 0, 25, gradation)
            .withZones(
                List.of(
                    zone(new Bounds(1700, 2300, 2400, 2900), 10, 15),
                    zone(new Bounds(1950, 2450, 2050, 2800), 1, 2)));
    StitchTree tree = new StitchTree(new TileGrid(DOMAIN, options));
    Random random = new Random(5);
    int known = 0;
    for (int node = 0; node < tree.nodes(); node++) {
      KeptZone zone =
          tree.isTile(node)
              ? KeptZone.ofCore(tree, node, options, options.field())
              : KeptZone.ofSeam(tree, node, options, options.field());
      if (zone instanceof KeptZone.Local local) {
        known += compare(local, tree.rectangle(node), random);
      }
    }
    assertTrue(known > 5000, known + " places");
  }

  private static SizeZone zone(Bounds r, double ground, double roof) {
    return SizeZone.of("zone", r, new Sizes(ground, roof, Double.POSITIVE_INFINITY));
  }

  /** Returns of how many places it is known that what is around them is refined. */
  private static int compare(KeptZone.Local zone, Bounds r, Random random) {
    Limits.Part part = zone;
    int known = 0;
    for (int i = 0; i < 4000; i++) {
      double x = place(r.xmin(), r.xmax(), random);
      double y = place(r.ymin(), r.ymax(), random);
      String where = x + ", " + y;
      assertEquals(r.contains(x, y) && zone.containsItself(x, y), zone.contains(x, y), where);
      double size = 60 * Math.pow(random.nextDouble(), 4);
      double west = x - size * random.nextDouble();
      double south = y - size * random.nextDouble();
      double east = x + size * random.nextDouble();
      double north = y + size * random.nextDouble();
      boolean isHere = r.intersects(new Bounds(west, south, east, north));
      boolean isRefined = zone.isRefinedItself(west, south, east, north, isHere);
      assertEquals(isRefined, zone.isRefined(west, south, east, north), where);
      if (part.holds(x, y)) {
        known++;
        assertTrue(isRefined, where);
      }
    }
    return known;
  }

  /** In an interval, often near its ends, or a little beyond. */
  private static double place(double min, double max, Random random) {
    double away = random.nextInt(3) == 0 ? 0.5 : 0.1 * Math.pow(random.nextDouble(), 3);
    double part = random.nextInt(3) == 0 ? random.nextDouble() : away;
    double from = random.nextInt(8) == 0 ? -part / 4 : part;
    return random.nextBoolean() ? min + from * (max - min) : max - from * (max - min);
  }
}
