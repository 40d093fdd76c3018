package io.citymesh.stitch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.citymesh.footprint.Building;
import io.citymesh.geo.Bounds;
import io.citymesh.option.OptionTable;
import io.citymesh.option.OptionValues;
import io.citymesh.tile.MeshOptions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Ground that keeps to the terrain, by as many triangles as that takes. */
class TerrainErrorTest {
  private static final Bounds DOMAIN = new Bounds(1000, 2000, 2000, 3000);
  private static final Mountain MOUNTAIN = new Mountain(DOMAIN);
  private static final List<Building> CITY =
      Drawn.city()
          .box(300, 1_590, 2_490, 1_620, 2_520)
          .box(300, 1_300, 2_300, 1_330, 2_320)
          .box(300, 1_450, 2_690, 1_480, 2_720)
          .buildings();

  private static MeshOptions options(double tileSize, double maxSize, double error) {
    OptionValues values = new OptionValues();
    values.set(OptionTable.TILE_SIZE, Optional.of(tileSize));
    values.set(OptionTable.MAX_SIZE, maxSize);
    values.set(OptionTable.BUILDING_SIZE, 20.0);
    values.set(OptionTable.TERRAIN_ERROR, error);
    return MeshOptions.of(values);
  }

  private static Assembled mesh(MeshOptions options) {
    return Assembled.mesh(DOMAIN, options, MOUNTAIN, CITY, Set.of());
  }

  /** The largest distance of a node of the terrain from the triangle of ground that it lies in. */
  private static double error(Assembled mesh) {
    TerrainFit fit = TerrainFit.of(MOUNTAIN, 1).orElseThrow();
    double worst = 0;
    for (int f = 0; f < mesh.markers.length; f++) {
      if (mesh.markers[f] < 0) {
        double[] t = new double[6];
        for (int i = 0; i < 3; i++) {
          System.arraycopy(mesh.vertices, 3 * mesh.faces[3 * f + i], t, 2 * i, 2);
        }
        worst = Math.max(worst, fit.worst(t[0], t[1], t[2], t[3], t[4], t[5], 1e9));
      }
    }
    return worst;
  }

  @ParameterizedTest
  @CsvSource({"0, 60, 0.5", "600, 60, 0.5", "400, 40, 0.25"})
  void noNodeIsFartherFromTheGround(double tileSize, double maxSize, double error) {
    Assembled mesh = mesh(options(tileSize, maxSize, error));
    assertEquals(Map.of(), mesh.defects());
    assertTrue(error(mesh) <= error, error(mesh) + " m");
  }

  /** A third of what a mesh with triangles of one size needs for the same error. */
  @Test
  void fewerTrianglesThanOfOneSize() {
    Assembled fitted = mesh(options(0, 60, 0.5));
    double size = 60;
    Assembled uniform = mesh(options(0, size, Double.POSITIVE_INFINITY));
    while (error(uniform) > 0.5) {
      size *= 0.8;
      uniform = mesh(options(0, size, Double.POSITIVE_INFINITY));
    }
    assertTrue(3 * fitted.triangles() <= uniform.triangles());
  }
}
