package io.citymesh.job;

import io.citymesh.geo.Bounds;
import io.citymesh.geo.Terrain;

/**
 * Level ground, at elevation 0 unless it says otherwise, under the {@link SmallCity}, for tests in
 * which something goes wrong.
 */
interface LevelGround extends Terrain {
  @Override
  default Bounds extent() {
    return SmallCity.DOMAIN;
  }

  @Override
  default String crs() {
    return "";
  }

  @Override
  default String fingerprint(Bounds window) {
    return "level";
  }

  @Override
  default double maxAlong(double ax, double ay, double bx, double by) {
    return 0;
  }
}
