package io.citymesh.vector;

import io.citymesh.geo.Heights;
import io.citymesh.geo.Wkb;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.zip.CRC32C;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.GeometryFactory;
import org.locationtech.jts.geom.util.PolygonExtracter;

/**
 * The rows that reading makes: footprints, and at the end of each file or partition a summary, so
 * that one pass over the input tells the driver all it must check.
 */
final class FootprintRows {
  /** A feature that is no footprint: its id, if it has one, and in {@code note} the reason. */
  static final int REJECTED = -1;

  static final int FOOTPRINT = 0;
  static final int SUMMARY = 1;
  static final int ERROR = 2;

  // Positions of the columns.
  static final int KIND = 0;
  static final int ID = 1;
  static final int GEOMETRY = 2;
  static final int HEIGHT = 3;
  static final int ROOF = 4;
  static final int LIDAR = 5;
  static final int STOREYS = 6;
  static final int NOTE = 7;
  static final int SOURCE = 8;
  static final int KEPT = 9;

  /**
   * {@code note} holds a summary as JSON, or an error message; {@code source} is the number of the
   * input; {@code kept} has the values of {@link KeptTally#row}.
   */
  static final StructType SCHEMA =
      new StructType()
          .add("kind", DataTypes.IntegerType, false)
          .add("id", DataTypes.StringType)
          .add("geometry", DataTypes.BinaryType)
          .add("height", DataTypes.DoubleType)
          .add("roof", DataTypes.DoubleType)
          .add("lidar", DataTypes.DoubleType)
          .add("storeys", DataTypes.DoubleType)
          .add("note", DataTypes.StringType)
          .add("source", DataTypes.IntegerType)
          .add("kept", DataTypes.StringType);

  /** The beginning of the names of features without an id. */
  static final String HASHED = "geom-";

  private FootprintRows() {}

  static Row summary(FootprintSummary summary) {
    return RowFactory.create(
        SUMMARY, null, null, null, null, null, null, summary.json(), summary.source, null);
  }

  static Row error(String message, int source) {
    return RowFactory.create(ERROR, null, null, null, null, null, null, message, source, null);
  }

  /** The row of a feature that is no footprint; counts it in the summary. */
  static Row rejected(String id, String reason, FootprintSummary summary) {
    summary.dropped(reason);
    return RowFactory.create(
        REJECTED, id, null, null, null, null, null, reason, summary.source, null);
  }

  /** The row of a feature whose geometry could not be read; counts it in the summary. */
  static Row broken(String id, Exception cause, FootprintSummary summary) {
    summary.profile.broken(cause);
    return rejected(id, "broken geometry", summary);
  }

  /**
   * The row of a footprint, or of a rejected feature if the geometry has no polygon; counts it in
   * the summary.
   *
   * @param id empty if the feature has none
   * @param kept values of {@link KeptTally#row}, or null
   */
  static Row footprint(
      String id, Geometry geometry, Heights heights, String kept, FootprintSummary summary) {
    List<?> polygons = PolygonExtracter.getPolygons(geometry);
    for (Coordinate c : geometry.getCoordinates()) {
      if (!Double.isFinite(c.x) || !Double.isFinite(c.y)) {
        return broken(id, new IllegalArgumentException("a coordinate is no number"), summary);
      }
    }
    if (geometry.isEmpty()) {
      return rejected(id, "empty geometry", summary);
    }
    if (polygons.isEmpty()) {
      return rejected(id, "not a polygon", summary);
    }
    GeometryFactory factory = geometry.getFactory();
    Geometry areal =
        polygons.size() == 1 ? (Geometry) polygons.get(0) : factory.buildGeometry(polygons);
    summary.withoutId += id.isEmpty() ? 1 : 0;
    summary.profile.shape(geometry, areal);
    byte[] wkb = Wkb.of(areal);
    String name = id.isEmpty() ? hashed(wkb) : id;
    summary.footprint(name, areal.getEnvelopeInternal(), heights.known());
    return RowFactory.create(
        FOOTPRINT,
        name,
        wkb,
        nullable(heights.height()),
        nullable(heights.roof()),
        nullable(heights.lidar()),
        nullable(heights.storeys()),
        null,
        summary.source,
        kept);
  }

  private static Double nullable(double value) {
    return Double.isNaN(value) ? null : value;
  }

  /** A name that depends on the geometry alone. */
  private static String hashed(byte[] wkb) {
    CRC32C crc = new CRC32C();
    crc.update(wkb);
    return String.format(Locale.ROOT, HASHED + "%08x%08x", crc.getValue(), Arrays.hashCode(wkb));
  }
}
