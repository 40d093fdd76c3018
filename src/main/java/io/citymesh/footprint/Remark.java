package io.citymesh.footprint;

import io.citymesh.city.Wkb;
import java.io.Serializable;
import java.util.Locale;
import org.locationtech.jts.geom.Geometry;

/**
 * Something that cleaning did to a feature, for the report.
 *
 * @param kind what was done
 * @param sourceId the feature, or the first one of the building
 * @param reason why, a fixed text without figures, so that remarks can be counted by it
 * @param geometry the feature's geometry, as it was read
 */
public record Remark(Kind kind, String sourceId, String reason, Geometry geometry)
    implements Serializable {

  /** What was done to a feature. */
  public enum Kind {
    /** It is not part of any building. */
    DROPPED,
    /** Its geometry was invalid. */
    REPAIRED,
    /** Part of it lies outside the domain. */
    CLIPPED,
    /** It became one building with others, or part of it went to a neighbour. */
    MERGED,
    /** Its roof was raised above the terrain. */
    LIFTED,
    /** Its roof was moved a little, so that no wall between two roofs is lower than a step. */
    ROUNDED,
    /** Some detail of it could not be brought above the smallest size. */
    FINE,
    /** What one of its sources says of its height was not believed. */
    HEIGHT
  }

  /** The kind as the report writes it: in lower case. */
  public static String name(Kind kind) {
    return kind.name().toLowerCase(Locale.ROOT);
  }

  private Object writeReplace() {
    return new Packed(kind, sourceId, reason, Wkb.of(geometry));
  }

  private record Packed(Kind kind, String sourceId, String reason, byte[] wkb)
      implements Serializable {
    private Object readResolve() {
      return new Remark(kind, sourceId, reason, Wkb.geometry(wkb));
    }
  }
}
