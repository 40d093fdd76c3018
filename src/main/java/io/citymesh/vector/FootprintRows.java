package io.citymesh.vector;

import io.citymesh.crs.CoordinateSystems;
import io.citymesh.geo.Heights;
import io.citymesh.geo.Wkb;
import io.citymesh.input.HeightFields;
import io.citymesh.report.ReadFailure;
import io.citymesh.report.UserError;
import java.io.Serializable;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.zip.CRC32C;
import org.apache.spark.SparkThrowable;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.BinaryType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.types.UserDefinedType;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.GeometryFactory;
import org.locationtech.jts.geom.util.PolygonExtracter;
import org.locationtech.jts.io.ParseException;
import org.locationtech.jts.io.WKBReader;
import org.locationtech.jts.io.WKTReader;

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

  /**
   * {@code note} holds a summary as JSON, or an error message; {@code source} is the number of the
   * input.
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
          .add("source", DataTypes.IntegerType);

  /** Where an id is looked for, in this order, whatever the case. */
  private static final List<String> ID_FIELDS =
      List.of("identificatie", "gml_id", "id", "gid", "fid", "objectid", "osm_id", "uuid");

  /** The fields that may hold ids: the one that is named, or those that are looked for. */
  static List<String> idFields(String named) {
    return named.isEmpty() ? ID_FIELDS : List.of(named);
  }

  private static final List<String> GEOMETRY_COLUMNS =
      List.of("geometry", "geom", "wkb", "wkt", "the_geom");

  /** How the names begin that features without an id get. */
  static final String HASHED = "geom-";

  private FootprintRows() {}

  static Row summary(FootprintSummary summary) {
    return RowFactory.create(
        SUMMARY, null, null, null, null, null, null, summary.json(), summary.source);
  }

  static Row error(String message, int source) {
    return RowFactory.create(ERROR, null, null, null, null, null, null, message, source);
  }

  /** The row of a feature that is no footprint; counts it in the summary. */
  static Row rejected(String id, String reason, FootprintSummary summary) {
    summary.dropped(reason);
    return RowFactory.create(REJECTED, id, null, null, null, null, null, reason, summary.source);
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
   */
  static Row footprint(String id, Geometry geometry, Heights heights, FootprintSummary summary) {
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
        summary.source);
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

  /** A finite number, also as text; NaN for anything else. */
  static double number(Object value) {
    double result = Double.NaN;
    if (value instanceof Number number) {
      result = number.doubleValue();
    } else if (value instanceof String text && startsLikeANumber(text.trim())) {
      try {
        result = Double.parseDouble(text.trim());
      } catch (NumberFormatException e) {
        return Double.NaN;
      }
    }
    return Double.isFinite(result) ? result : Double.NaN;
  }

  /** Whether it is worth trying: exceptions are slow, and most fields hold words. */
  private static boolean startsLikeANumber(String text) {
    return !text.isEmpty() && "+-.0123456789".indexOf(text.charAt(0)) >= 0;
  }

  // ---- datasets

  /** Whether values of a type could be heights. */
  static boolean isValue(DataType type) {
    return type instanceof NumericType || type instanceof StringType;
  }

  private static double number(Row row, int column) {
    return column < 0 ? Double.NaN : number(row.get(column));
  }

  /** Positions of the columns that count in a dataset; -1 where there is none. */
  record Columns(int geometry, int id, int height, int roof, int storeys, List<String> names)
      implements Serializable {

    /**
     * @param fields the columns with heights
     * @param idField the column with ids, or empty to look for it
     * @param primary the column with geometries, or empty to look for it
     * @param guess whether a column named height, roof or storeys counts without being asked for
     */
    static Columns of(
        StructType schema, HeightFields fields, String idField, String primary, boolean guess) {
      List<String> names = List.of(schema.fieldNames());
      int geometry = geometry(schema, names, primary);
      StructField field = schema.fields()[geometry];
      if (!isGeometry(field.dataType()) && !(field.dataType() instanceof StringType)) {
        throw new UserError(
            "The column "
                + field.name()
                + " is of type "
                + field.dataType().simpleString()
                + ": give geometries as WKB (binary) or WKT (text).");
      }
      return new Columns(
          geometry,
          first(names, idFields(idField)),
          names.indexOf(wanted(fields.height(), "height", guess)),
          names.indexOf(wanted(fields.roof(), "roof", guess)),
          names.indexOf(wanted(fields.storeys(), "storeys", guess)),
          names);
    }

    /** The same columns, with all names that there are. */
    Columns withNames(List<String> all) {
      return new Columns(geometry, id, height, roof, storeys, List.copyOf(all));
    }

    private static String wanted(String field, String otherwise, boolean guess) {
      return field.isEmpty() && guess ? otherwise : field;
    }

    private static int geometry(StructType schema, List<String> names, String primary) {
      int geometry = primary.isEmpty() ? first(names, GEOMETRY_COLUMNS) : names.indexOf(primary);
      for (int i = 0; geometry < 0 && i < names.size(); i++) {
        if (isGeometry(schema.fields()[i].dataType())) {
          geometry = i;
        }
      }
      if (geometry < 0) {
        throw new UserError(
            "There is no geometry column among "
                + names
                + ": name one geometry, as WKB (binary) or WKT (text).");
      }
      return geometry;
    }

    /** WKB, or a type of its own whose values are geometries, such as Sedona's. */
    private static boolean isGeometry(DataType type) {
      return type instanceof BinaryType
          || (type instanceof UserDefinedType<?> own
              && Geometry.class.isAssignableFrom(own.userClass()));
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

  /**
   * @param columns of the dataset
   * @param name how messages call the files that Spark reads it from; empty for a user's dataset
   * @param source number of the input
   * @param crs that it names, or empty
   * @param values the columns whose values are looked at, by position
   */
  record Input(Columns columns, String name, int source, String crs, Map<Integer, String> values)
      implements Serializable {}

  static Iterator<Row> normalised(Iterator<Row> rows, Input input) {
    Columns columns = input.columns;
    FootprintSummary summary = new FootprintSummary();
    summary.source = input.source;
    if (!input.crs.isEmpty()) {
      summary.crs.add(input.crs);
    }
    columns.names.forEach(summary::field);
    return new RowIterator() {
      private boolean told;

      @Override
      Row advance() {
        if (told) {
          return null;
        }
        Row next;
        try {
          next = rows.hasNext() ? rows.next() : null;
        } catch (Exception e) { // Spark throws checked exceptions, undeclared.
          if (input.name.isEmpty() || !isUnreadable(e)) {
            throw e;
          }
          told = true;
          return error(
              input.name
                  + " cannot be read"
                  + ReadFailure.reason(e)
                  + ": is it whole? Copy or download it again.",
              input.source);
        }
        told = next == null;
        return told ? summary(summary) : normalised(next, input, summary);
      }
    };
  }

  /** Whether Spark says of a file that it cannot be read. */
  private static boolean isUnreadable(Exception error) {
    return error instanceof SparkThrowable condition
        && String.valueOf(condition.getCondition()).startsWith("FAILED_READ_FILE");
  }

  private static Row normalised(Row row, Input input, FootprintSummary summary) {
    Columns columns = input.columns;
    input.values.forEach((i, name) -> summary.profile.value(name, row.get(i)));
    Object shape = row.get(columns.geometry);
    Object given = columns.id < 0 ? null : row.get(columns.id);
    String id = given == null ? "" : text(given);
    if (shape == null) {
      return rejected(id, "no geometry", summary);
    }
    try {
      Geometry geometry = geometry(shape);
      if (geometry.getSRID() > 0) {
        summary.crs.add(CoordinateSystems.code("EPSG:" + geometry.getSRID()));
      }
      return footprint(
          id,
          geometry,
          new Heights(
              number(row, columns.roof),
              number(row, columns.height),
              Double.NaN,
              number(row, columns.storeys)),
          summary);
    } catch (ParseException | IllegalArgumentException e) {
      return broken(id, e, summary);
    }
  }

  private static Geometry geometry(Object shape) throws ParseException {
    return shape instanceof Geometry geometry
        ? geometry
        : shape instanceof byte[] wkb
            ? new WKBReader().read(wkb)
            : new WKTReader().read((String) shape);
  }

  /** Whole numbers without a point, as in files. */
  private static String text(Object id) {
    return id instanceof Double || id instanceof BigDecimal
        ? Json.plain(new BigDecimal(id.toString()))
        : id.toString();
  }
}
