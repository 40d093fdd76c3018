package io.citymesh.vector;

import io.citymesh.geo.Heights;
import io.citymesh.geo.PackedFootprint;
import io.citymesh.geo.Wkb;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.zip.CRC32C;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.Envelope;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.util.PolygonExtracter;

/**
 * Takes the features of an input as they are read, counts them in its summary, and gives what they
 * became in blocks. Its size is bounded but for the largest feature.
 */
final class FeatureSink {
  /** The beginning of the names of features without an id. */
  static final String HASHED = "geom-";

  /** Bytes from which a block is full. */
  private static final int FULL = 1 << 18;

  private final FootprintSummary summary;
  private final FeatureBlock.Builder footprints;
  private final FeatureBlock.Builder rejected;

  /**
   * @param summary counts what comes
   */
  FeatureSink(FootprintSummary summary) {
    this.summary = summary;
    this.footprints = new FeatureBlock.Builder(FeatureBlock.Kind.FOOTPRINTS, summary.source);
    this.rejected = new FeatureBlock.Builder(FeatureBlock.Kind.REJECTED, summary.source);
  }

  FootprintSummary summary() {
    return summary;
  }

  /** Takes a feature that is no footprint. */
  void rejected(String id, String reason) {
    summary.dropped(reason);
    rejected.add(new RejectedFeature(id, reason));
  }

  /** Takes a feature whose geometry could not be read. */
  void broken(String id, Exception cause) {
    summary.profile.broken(cause);
    rejected(id, "broken geometry");
  }

  /**
   * Takes a footprint; it is rejected if the geometry has no polygon.
   *
   * @param id empty if the feature has none
   * @param kept values of {@link KeptTally#row}, or null
   */
  void footprint(String id, Geometry geometry, Heights heights, String kept) {
    for (Coordinate c : geometry.getCoordinates()) {
      if (!Double.isFinite(c.x) || !Double.isFinite(c.y)) {
        broken(id, new IllegalArgumentException("a coordinate is no number"));
        return;
      }
    }
    if (geometry.isEmpty()) {
      rejected(id, "empty geometry");
      return;
    }
    List<?> polygons = PolygonExtracter.getPolygons(geometry);
    if (polygons.isEmpty()) {
      rejected(id, "not a polygon");
      return;
    }
    Geometry areal =
        polygons.size() == 1
            ? (Geometry) polygons.get(0)
            : geometry.getFactory().buildGeometry(polygons);
    summary.withoutId += id.isEmpty() ? 1 : 0;
    summary.profile.shape(geometry, areal);
    byte[] wkb = Wkb.of(areal);
    String name = id.isEmpty() ? hashed(wkb) : id;
    packed(PackedFootprint.of(name, wkb, heights), name, areal.getEnvelopeInternal(), kept);
  }

  /**
   * Takes a footprint that is one already.
   *
   * @param id its own
   * @param box around its outlines
   * @param kept values of {@link KeptTally#row}, or null
   */
  void packed(PackedFootprint footprint, String id, Envelope box, String kept) {
    summary.footprint(id, box, footprint.heights().known());
    footprints.add(footprint, kept);
  }

  /** A name that depends on the geometry alone. */
  private static String hashed(byte[] wkb) {
    CRC32C crc = new CRC32C();
    crc.update(wkb);
    return String.format(Locale.ROOT, HASHED + "%08x%08x", crc.getValue(), Arrays.hashCode(wkb));
  }

  /** A block that is full; null if there is none. */
  FeatureBlock full() {
    return footprints.length() >= FULL
        ? footprints.block()
        : rejected.length() >= FULL ? rejected.block() : null;
  }

  /** What has not been given yet, a block with each call; null if there is nothing more. */
  FeatureBlock rest() {
    return !footprints.isEmpty()
        ? footprints.block()
        : !rejected.isEmpty() ? rejected.block() : null;
  }
}
