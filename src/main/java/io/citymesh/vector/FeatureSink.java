package io.citymesh.vector;

import io.citymesh.geo.Heights;
import io.citymesh.geo.PackedFootprint;
import io.citymesh.geo.Wkb;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Supplier;
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

  private final Supplier<FootprintSummary> summaries;
  private final FeatureBlock.Builder footprints;
  private final FeatureBlock.Builder rejected;
  private final Envelope box = new Envelope();
  private final PlainPolygons polygons = new PlainPolygons();
  private FootprintSummary summary;

  /** Features that were taken. */
  private long taken;

  /** Features that come once more and are counted alone. */
  private long again;

  /**
   * @param summaries gives a summary of nothing, which then counts what comes
   */
  FeatureSink(Supplier<FootprintSummary> summaries) {
    this.summaries = summaries;
    this.summary = summaries.get();
    this.footprints = new FeatureBlock.Builder(FeatureBlock.Kind.FOOTPRINTS, summary.source);
    this.rejected = new FeatureBlock.Builder(FeatureBlock.Kind.REJECTED, summary.source);
  }

  /** The summary of what came so far; another one after {@link #restart}. */
  FootprintSummary summary() {
    return summary;
  }

  /**
   * Takes the input from its beginning once more: what was taken before must come again, and in the
   * same order. It is counted anew, and not taken twice.
   */
  void restart() {
    summary = summaries.get();
    again = taken;
    taken = 0;
  }

  /** Whether a feature that comes is to be taken. */
  private boolean takes() {
    taken++;
    return taken > again;
  }

  /** Place for the polygons of the next feature. */
  PlainPolygons polygons() {
    return polygons;
  }

  /** Takes a feature that is no footprint. */
  void rejected(String id, String reason) {
    summary.dropped(reason);
    if (takes()) {
      rejected.add(new RejectedFeature(id, reason));
    }
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
    if (takes()) {
      footprints.add(footprint, kept);
    }
  }

  /**
   * Takes a footprint of plain polygons, or of a geometry if there is one.
   *
   * @param id empty if the feature has none
   * @param geometry null if the polygons count
   * @param kept values of {@link KeptTally#row}, or null
   */
  void footprint(
      String id, Geometry geometry, PlainPolygons polygons, Heights heights, String kept) {
    if (geometry == null) {
      footprint(id, polygons, heights, kept);
    } else {
      footprint(id, geometry, heights, kept);
    }
  }

  /**
   * Takes a footprint of plain polygons; what becomes of it is the same as of their geometry.
   *
   * @param id empty if the feature has none
   * @param kept values of {@link KeptTally#row}, or null
   */
  void footprint(String id, PlainPolygons polygons, Heights heights, String kept) {
    summary.withoutId += id.isEmpty() ? 1 : 0;
    summary.profile.shape(polygons);
    byte[] wkb = new byte[polygons.wkbLength()];
    polygons.wkb(ByteBuffer.wrap(wkb));
    String name = id.isEmpty() ? hashed(wkb) : id;
    polygons.expand(box);
    packed(PackedFootprint.of(name, wkb, heights), name, box, kept);
  }

  /** A name that depends on the geometry alone. */
  private static String hashed(byte[] wkb) {
    CRC32C crc = new CRC32C();
    crc.update(wkb);
    HexFormat hex = HexFormat.of();
    return HASHED + hex.toHexDigits((int) crc.getValue()) + hex.toHexDigits(Arrays.hashCode(wkb));
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
