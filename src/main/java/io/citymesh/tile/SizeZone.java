package io.citymesh.tile;

import io.citymesh.geo.Bounds;
import io.citymesh.geo.Fingerprint;
import java.io.Serializable;

/**
 * A place with sizes of its own.
 *
 * @param name how reports call it
 * @param shape where it is
 * @param radius how far around the shape its sizes hold, metres
 * @param sizes that triangles have there
 */
public record SizeZone(String name, ZoneShape shape, double radius, Sizes sizes)
    implements Serializable, Fingerprint.Content {

  /** A rectangle in which sizes hold. */
  public static SizeZone of(String name, Bounds r, Sizes sizes) {
    return new SizeZone(name, ZoneShape.of(r), 0, sizes);
  }

  /** The rectangle around all places that have its sizes. */
  public Bounds bounds() {
    return shape.bounds().grow(radius);
  }

  @Override
  public void addTo(Fingerprint print) {
    print.put(shape).put(radius).put(sizes);
  }
}
