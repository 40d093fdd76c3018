package io.citymesh.vector;

import io.citymesh.crs.CoordinateSystems;
import io.citymesh.geo.Heights;
import io.citymesh.input.HeightFields;
import io.citymesh.report.ReadFailure;
import io.citymesh.report.UserError;
import java.io.Serializable;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.apache.spark.SparkThrowable;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.BinaryType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.types.UserDefinedType;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.io.ParseException;
import org.locationtech.jts.io.WKTReader;

/**
 * The footprints that are made of a dataset's rows: which of its columns count, and what their
 * values become.
 */
final class TableRows {
  private static final List<String> GEOMETRY_COLUMNS =
      List.of("geometry", "geom", "wkb", "wkt", "the_geom");

  private TableRows() {}

  /** Whether values of a type could be heights. */
  static boolean isValue(DataType type) {
    return type instanceof NumericType || type instanceof StringType;
  }

  private static double number(Row row, int column) {
    return column < 0 ? Double.NaN : FieldNumber.of(row.get(column));
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
          first(names, ReadOptions.idFields(idField)),
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
   * @param keep the columns that are kept
   */
  record Input(
      Columns columns,
      String name,
      int source,
      String crs,
      Map<Integer, String> values,
      List<String> keep)
      implements Serializable {}

  /** The blocks of rows, of which the last is a summary or an error. */
  static Iterator<FeatureBlock> blocks(Iterator<Row> rows, Input input) {
    FeatureSink sink = new FeatureSink(() -> summary(input));
    return new AdvancingIterator<>() {
      /** What comes after all features; null once it has been given. */
      private FeatureBlock last;

      private boolean ended;

      @Override
      FeatureBlock advance() {
        while (!ended) {
          read();
          FeatureBlock full = sink.full();
          if (full != null) {
            return full;
          }
        }
        FeatureBlock next = sink.rest();
        if (next == null) {
          next = last;
          last = null;
        }
        return next;
      }

      private void read() {
        try {
          if (rows.hasNext()) {
            feature(rows.next(), input, sink);
            return;
          }
          last = FeatureBlock.summary(sink.summary());
        } catch (Exception e) { // Spark throws checked exceptions, undeclared.
          if (input.name.isEmpty() || !isUnreadable(e)) {
            throw e;
          }
          last =
              FeatureBlock.error(
                  input.name
                      + " cannot be read"
                      + ReadFailure.reason(e)
                      + ": is it whole? Copy or download it again.",
                  input.source);
        }
        ended = true;
      }
    };
  }

  private static FootprintSummary summary(Input input) {
    FootprintSummary summary = new FootprintSummary();
    summary.source = input.source;
    summary.kept = new KeptTally(input.keep);
    if (!input.crs.isEmpty()) {
      summary.crs.add(input.crs);
    }
    input.columns.names.forEach(summary::field);
    return summary;
  }

  /** Whether Spark says of a file that it cannot be read. */
  private static boolean isUnreadable(Exception error) {
    return error instanceof SparkThrowable condition
        && String.valueOf(condition.getCondition()).startsWith("FAILED_READ_FILE");
  }

  private static void feature(Row row, Input input, FeatureSink sink) {
    Columns columns = input.columns;
    FootprintSummary summary = sink.summary();
    input.values.forEach((i, name) -> summary.profile.value(name, row.get(i)));
    Object shape = row.get(columns.geometry);
    Object given = columns.id < 0 ? null : row.get(columns.id);
    String id = given == null ? "" : text(given);
    if (shape == null) {
      sink.rejected(id, "no geometry");
      return;
    }
    try {
      PlainPolygons polygons = sink.polygons();
      Geometry geometry = geometry(shape, polygons);
      if (geometry != null && geometry.getSRID() > 0) {
        summary.crs.add(CoordinateSystems.code("EPSG:" + geometry.getSRID()));
      }
      sink.footprint(
          id,
          geometry,
          polygons,
          new Heights(
              number(row, columns.roof),
              number(row, columns.height),
              Double.NaN,
              number(row, columns.storeys)),
          summary.kept.row(name -> value(row, name)));
    } catch (ParseException | IllegalArgumentException e) {
      sink.broken(id, e);
    }
  }

  /** Null where there is no such column. */
  private static Object value(Row row, String name) {
    int column = List.of(row.schema().fieldNames()).indexOf(name);
    return column < 0 ? null : row.get(column);
  }

  /** Null if the polygons have it. */
  private static Geometry geometry(Object shape, PlainPolygons polygons) throws ParseException {
    return shape instanceof Geometry geometry
        ? geometry
        : shape instanceof byte[] wkb
            ? PlainWkb.geometry(ByteBuffer.wrap(wkb), polygons)
            : new WKTReader().read((String) shape);
  }

  /** Whole numbers without a point, as in files. */
  private static String text(Object id) {
    return id instanceof Double || id instanceof BigDecimal
        ? Json.plain(new BigDecimal(id.toString()))
        : id.toString();
  }
}
