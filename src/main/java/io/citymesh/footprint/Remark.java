package io.citymesh.footprint;

import io.citymesh.geo.Wkb;
import java.io.Serializable;
import java.util.Locale;
import java.util.Map;
import org.locationtech.jts.geom.Geometry;

/**
 * Something that cleaning did to a feature, for the report.
 *
 * @param kind what was done
 * @param sourceId the feature, or the first one of the building
 * @param reason why, a fixed text without figures, so that remarks can be counted by it
 * @param geometry the feature's geometry, as it was read
 * @param figures numbers that belong to it, by name
 */
public record Remark(
    Kind kind, String sourceId, String reason, Geometry geometry, Map<String, Double> figures)
    implements Serializable {

  /** The height of a {@link Kind#LOWERED} roof above its ground, metres. */
  public static final String HEIGHT = "height";

  /** The height above the same ground of the roof that is there now, metres. */
  public static final String LOWERED_TO = "lowered_to";

  /** The volume that was lost with a small part, cubic metres. */
  public static final String VOLUME = "volume";

  /** Takes a copy of the figures. */
  public Remark {
    figures = Map.copyOf(figures);
  }

  /** A remark without figures. */
  public Remark(Kind kind, String sourceId, String reason, Geometry geometry) {
    this(kind, sourceId, reason, geometry, Map.of());
  }

  /** Of what tells most remarks apart: geometries take long. */
  @Override
  public int hashCode() {
    return 31 * (31 * sourceId.hashCode() + kind.ordinal()) + reason.hashCode();
  }

  /** The kinds of remarks: what was done to a feature. */
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
    /** Its roof was 3 m or more above that of the building that it is part of now. */
    LOWERED,
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
    return new Packed(kind, sourceId, reason, Wkb.of(geometry), figures);
  }

  private record Packed(
      Kind kind, String sourceId, String reason, byte[] wkb, Map<String, Double> figures)
      implements Serializable {
    private Object readResolve() {
      return new Remark(kind, sourceId, reason, Wkb.geometry(wkb), figures);
    }
  }
}
