package io.citymesh.vector;

import java.nio.ByteBuffer;
import org.geotools.api.referencing.operation.MathTransform;
import org.geotools.api.referencing.operation.TransformException;
import org.locationtech.jts.geom.Envelope;

/**
 * Brings the polygons of WKB, as {@link io.citymesh.geo.Wkb#of} writes it, to another CRS where
 * they are, a ring at a time.
 */
final class PlacedWkb {
  private final MathTransform transform;
  private final Envelope box = new Envelope();
  private double[] ring = new double[64];

  /**
   * @param transform null to leave the coordinates as they are
   */
  PlacedWkb(MathTransform transform) {
    this.transform = transform;
  }

  /** The rectangle around the outlines that were placed last. */
  Envelope box() {
    return box;
  }

  /**
   * Replaces the coordinates.
   *
   * @param wkb from the buffer's position on
   * @return whether there is a place for each of them; if not, some may have been replaced
   */
  boolean place(ByteBuffer wkb) {
    box.setToNull();
    return placed(wkb);
  }

  private boolean placed(ByteBuffer wkb) {
    wkb.get();
    int type = wkb.getInt();
    int parts = wkb.getInt();
    for (int i = 0; i < parts; i++) {
      boolean there =
          switch (type) {
            case 3 -> ring(wkb, i == 0);
            case 6 -> placed(wkb);
            default -> throw new IllegalArgumentException("a footprint of the WKB type " + type);
          };
      if (!there) {
        return false;
      }
    }
    return true;
  }

  private boolean ring(ByteBuffer wkb, boolean outline) {
    int points = wkb.getInt();
    if (ring.length < 2 * points) {
      ring = new double[2 * points];
    }
    int start = wkb.position();
    for (int i = 0; i < 2 * points; i++) {
      ring[i] = wkb.getDouble();
    }
    if (transform != null) {
      try {
        transform.transform(ring, 0, ring, 0, points);
      } catch (TransformException e) {
        return false;
      }
      wkb.position(start);
      for (int i = 0; i < 2 * points; i++) {
        if (!Double.isFinite(ring[i])) {
          return false;
        }
        wkb.putDouble(ring[i]);
      }
    }
    for (int i = 0; outline && i < points; i++) {
      box.expandToInclude(ring[2 * i], ring[2 * i + 1]);
    }
    return true;
  }
}
