package io.citymesh.city;

import io.citymesh.report.UserError;
import java.io.Serializable;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.NoSuchElementException;
import java.util.zip.CRC32C;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.BinaryType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.GeometryFactory;
import org.locationtech.jts.geom.util.PolygonExtracter;
import org.locationtech.jts.io.ParseException;
import org.locationtech.jts.io.WKBReader;
import org.locationtech.jts.io.WKBWriter;
import org.locationtech.jts.io.WKTReader;

/**
 * The rows that reading makes: footprints, and at the end of each file or partition a summary, so
 * that one pass over the input tells the driver all it must check.
 */
final class FootprintRows {
  static final int FOOTPRINT = 0;
  static final int SUMMARY = 1;
  static final int ERROR = 2;

  /** {@code note} holds a summary as JSON, or an error message. */
  static final StructType SCHEMA =
      new StructType()
          .add("kind", DataTypes.IntegerType, false)
          .add("id", DataTypes.StringType)
          .add("geometry", DataTypes.BinaryType)
          .add("height", DataTypes.DoubleType)
          .add("roof", DataTypes.DoubleType)
          .add("lidar", DataTypes.DoubleType)
          .add("storeys", DataTypes.DoubleType)
          .add("note", DataTypes.StringType);

  /** Where an id is looked for, in this order, whatever the case. */
  static final List<String> ID_FIELDS =
      List.of("identificatie", "gml_id", "id", "gid", "fid", "objectid", "osm_id", "uuid");

  private static final List<String> GEOMETRY_COLUMNS =
      List.of("geometry", "geom", "wkb", "wkt", "the_geom");

  private FootprintRows() {}

  static Row summary(FootprintSummary summary) {
    return RowFactory.create(SUMMARY, null, null, null, null, null, null, summary.json());
  }

  static Row error(String message) {
    return RowFactory.create(ERROR, null, null, null, null, null, null, message);
  }

  /**
   * The row of a footprint, or null if the geometry has no polygon; counts it in the summary.
   *
   * @param id empty if the feature has none
   */
  static Row footprint(String id, Geometry geometry, Heights heights, FootprintSummary summary) {
    List<?> polygons = PolygonExtracter.getPolygons(geometry);
    for (Coordinate c : geometry.getCoordinates()) {
      if (!Double.isFinite(c.x) || !Double.isFinite(c.y)) {
        summary.dropped("broken geometry");
        return null;
      }
    }
    if (geometry.isEmpty()) {
      summary.dropped("empty geometry");
      return null;
    }
    if (polygons.isEmpty()) {
      summary.dropped("not a polygon");
      return null;
    }
    GeometryFactory factory = geometry.getFactory();
    Geometry areal =
        polygons.size() == 1 ? (Geometry) polygons.get(0) : factory.buildGeometry(polygons);
    summary.footprint(areal.getEnvelopeInternal(), heights.known());
    byte[] wkb = new WKBWriter(2).write(areal);
    return RowFactory.create(
        FOOTPRINT,
        id.isEmpty() ? hashed(wkb) : id,
        wkb,
        nullable(heights.height()),
        nullable(heights.roof()),
        nullable(heights.lidar()),
        nullable(heights.storeys()),
        null);
  }

  private static Double nullable(double value) {
    return Double.isNaN(value) ? null : value;
  }

  /** A name that depends on the geometry alone. */
  private static String hashed(byte[] wkb) {
    CRC32C crc = new CRC32C();
    crc.update(wkb);
    return String.format(Locale.ROOT, "geom-%08x%08x", crc.getValue(), Arrays.hashCode(wkb));
  }

  /** A finite number, also as text; NaN for anything else. */
  static double number(Object value) {
    double result = Double.NaN;
    if (value instanceof Number number) {
      result = number.doubleValue();
    } else if (value instanceof String text) {
      try {
        result = Double.parseDouble(text.trim());
      } catch (NumberFormatException e) {
        return Double.NaN;
      }
    }
    return Double.isFinite(result) ? result : Double.NaN;
  }

  // ---- datasets

  private static double number(Row row, int column) {
    return column < 0 ? Double.NaN : number(row.get(column));
  }

  /** Positions of the columns that count in a dataset; -1 where there is none. */
  record Columns(int geometry, int id, int height, int roof, int storeys, List<String> names)
      implements Serializable {

    static Columns of(StructType schema, HeightFields fields) {
      List<String> names = List.of(schema.fieldNames());
      int geometry = first(names, GEOMETRY_COLUMNS);
      for (int i = 0; geometry < 0 && i < names.size(); i++) {
        if (schema.fields()[i].dataType() instanceof BinaryType) {
          geometry = i;
        }
      }
      if (geometry < 0) {
        throw new UserError(
            "The dataset of footprints has no geometry column among "
                + names
                + ": name one geometry, as WKB (binary) or WKT (text).");
      }
      StructField field = schema.fields()[geometry];
      if (!(field.dataType() instanceof BinaryType) && !(field.dataType() instanceof StringType)) {
        throw new UserError(
            "The column "
                + field.name()
                + " is of type "
                + field.dataType().simpleString()
                + ": give geometries as WKB (binary) or WKT (text).");
      }
      return new Columns(
          geometry,
          first(names, ID_FIELDS),
          names.indexOf(fields.height().isEmpty() ? "height" : fields.height()),
          names.indexOf(fields.roof().isEmpty() ? "roof" : fields.roof()),
          names.indexOf(fields.storeys().isEmpty() ? "storeys" : fields.storeys()),
          names);
    }

    private static int first(List<String> names, List<String> candidates) {
      for (String candidate : candidates) {
        for (int i = 0; i < names.size(); i++) {
          if (names.get(i).equalsIgnoreCase(candidate)) {
            return i;
          }
        }
      }
      return -1;
    }
  }

  static Iterator<Row> normalised(Iterator<Row> rows, Columns columns) {
    FootprintSummary summary = new FootprintSummary();
    columns.names.forEach(summary::field);
    return new Iterator<>() {
      private Row next;
      private boolean done;

      @Override
      public boolean hasNext() {
        while (next == null && !done) {
          if (rows.hasNext()) {
            next = normalised(rows.next(), columns, summary);
          } else {
            next = summary(summary);
            done = true;
          }
        }
        return next != null;
      }

      @Override
      public Row next() {
        if (!hasNext()) {
          throw new NoSuchElementException();
        }
        Row result = next;
        next = null;
        return result;
      }
    };
  }

  private static Row normalised(Row row, Columns columns, FootprintSummary summary) {
    Object shape = row.get(columns.geometry);
    if (shape == null) {
      summary.dropped("no geometry");
      return null;
    }
    try {
      Geometry geometry =
          shape instanceof byte[] wkb
              ? new WKBReader().read(wkb)
              : new WKTReader().read((String) shape);
      Object id = columns.id < 0 ? null : row.get(columns.id);
      return footprint(
          id == null ? "" : id.toString(),
          geometry,
          new Heights(
              number(row, columns.roof),
              number(row, columns.height),
              Double.NaN,
              number(row, columns.storeys)),
          summary);
    } catch (ParseException | IllegalArgumentException e) {
      summary.dropped("broken geometry");
      return null;
    }
  }
}
