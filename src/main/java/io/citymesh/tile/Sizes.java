package io.citymesh.tile;

import io.citymesh.geo.Fingerprint;
import java.io.Serializable;

/**
 * Sizes of triangles.
 *
 * @param ground ground triangles have at most the area {@code 0.5 * ground^2}, metres
 * @param roof the same for roofs, metres
 * @param wall largest height of the rows that walls are cut into, metres; infinite for one row
 */
public record Sizes(double ground, double roof, double wall)
    implements Serializable, Fingerprint.Content {

  /** What has a size. */
  public enum Kind {
    GROUND,
    ROOF,
    WALL
  }

  @Override
  public void addTo(Fingerprint print) {
    print.put(ground).put(roof).put(wall);
  }

  /** Whether one of them is smaller. */
  boolean isBelow(Sizes other) {
    return ground < other.ground || roof < other.roof || wall < other.wall;
  }

  double of(Kind kind) {
    return switch (kind) {
      case GROUND -> ground;
      case ROOF -> roof;
      case WALL -> wall;
    };
  }
}
