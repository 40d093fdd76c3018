package io.citymesh.stitch;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.citymesh.footprint.Building;
import io.citymesh.geo.Bounds;
import io.citymesh.tile.MeshOptions;
import io.citymesh.tile.SizeZone;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Sizes that differ by place. */
class SizeZonesTest {
  private static final Bounds DOMAIN = new Bounds(84_613.5, 445_631.25, 86_213.5, 447_231.25);

  @ParameterizedTest
  @CsvSource({"0, 0", "400, 0", "800, 0", "0, 1.2", "850, 1.2", "0, 2", "400, 2"})
  void tiles(double tileSize, double gradation) {
    List<Building> city =
        Drawn.city()
            .box(10, 85_300, 446_300, 85_320, 446_330)
            .box(17, 85_320, 446_300, 85_340, 446_330)
            .box(9, 85_390, 446_400, 85_410, 446_420)
            .box(12, 85_590, 446_600, 85_620, 446_640)
            .buildings();
    MeshOptions options =
        new MeshOptions(
                tileSize, 40, 40, 5, 25, gradation == 0 ? Double.POSITIVE_INFINITY : gradation)
            .withZones(
                List.of(
                    SizeZone.of(
                        "a",
                        new Bounds(85_280, 446_280, 85_360, 446_350),
                        new SizeZone.Sizes(2, 1.5, 2)),
                    SizeZone.of(
                        "b",
                        new Bounds(85_200, 446_200, 85_640, 446_700),
                        new SizeZone.Sizes(10, 5, 5))));
    long t0 = System.nanoTime();
    Assembled mesh = Assembled.mesh(DOMAIN, options, new Wave(DOMAIN), city, Set.of());
    long t1 = System.nanoTime();
    double w = options.field().weight(DOMAIN) / (0.5 * 40 * 40 * 0.55);
    System.err.printf(
        "tile %s g %s: %d triangles, predicted %.0f, ratio %.3f, %.0f ms, defects %s%n",
        tileSize,
        gradation,
        mesh.triangles(),
        w,
        mesh.triangles() / w,
        (t1 - t0) / 1e6,
        mesh.defects());
    assertEquals(Map.of(), mesh.defects());
  }
}
