package io.citymesh.vector;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.citymesh.input.KeptColumns;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.Timestamp;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.apache.spark.sql.Row;
import scala.collection.Seq;

/** The fields of footprints that are kept, by name, and what values they have. Mutable. */
final class KeptTally {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Whole numbers up to this are numbers of double precision as well. */
  private static final long WHOLE_IN_DOUBLE = 1L << 53;

  /** What all values so far are. */
  private enum Values {
    NONE,
    BOOLEANS,
    /** Whole, and exact in double precision. */
    INTEGERS,
    /** Whole, and some are not exact in double precision. */
    LONG_INTEGERS,
    NUMBERS,
    TEXTS;

    Values and(Values other) {
      if (this == other || other == NONE) {
        return this;
      }
      if (this.ordinal() > other.ordinal()) {
        return other.and(this);
      }
      boolean wider = this == INTEGERS && (other == LONG_INTEGERS || other == NUMBERS);
      return this == NONE || wider ? other : TEXTS;
    }

    KeptField.Type type() {
      return switch (this) {
        case BOOLEANS -> KeptField.Type.BOOLEAN;
        case INTEGERS, LONG_INTEGERS -> KeptField.Type.INTEGER;
        case NUMBERS -> KeptField.Type.NUMBER;
        case NONE, TEXTS -> KeptField.Type.TEXT;
      };
    }
  }

  private final TreeMap<String, Values> fields = new TreeMap<>();

  /**
   * @param names of the fields that are kept
   */
  KeptTally(Collection<String> names) {
    names.forEach(name -> fields.put(name, Values.NONE));
  }

  /**
   * The values of a footprint as a JSON array, in the order of the names; null if no field is kept.
   *
   * @param value of a field by name: null where there is none, a boolean, a number, or anything
   *     else, which becomes text; a number that is not finite counts as none
   */
  String row(Function<String, Object> value) {
    if (fields.isEmpty()) {
      return null;
    }
    ArrayNode row = JSON.createArrayNode();
    for (Map.Entry<String, Values> field : fields.entrySet()) {
      field.setValue(field.getValue().and(add(row, value.apply(field.getKey()))));
    }
    return row.toString();
  }

  private static Values add(ArrayNode row, Object value) {
    if (value == null) {
      row.addNull();
      return Values.NONE;
    } else if (value instanceof Boolean truth) {
      row.add(truth.booleanValue());
      return Values.BOOLEANS;
    } else if (isWhole(value)) {
      long whole = ((Number) value).longValue();
      row.add(whole);
      boolean exact = whole >= -WHOLE_IN_DOUBLE && whole <= WHOLE_IN_DOUBLE;
      return exact ? Values.INTEGERS : Values.LONG_INTEGERS;
    } else if (value instanceof Float || value instanceof Double || value instanceof BigDecimal) {
      // A float as it is written: 2.1, not 2.0999999.
      double number = Double.parseDouble(value.toString());
      if (!Double.isFinite(number)) {
        row.addNull();
        return Values.NONE;
      }
      row.add(number);
      return Values.NUMBERS;
    }
    row.add(text(value));
    return Values.TEXTS;
  }

  private static boolean isWhole(Object value) {
    return value instanceof Long
        || value instanceof Integer
        || value instanceof Short
        || value instanceof Byte
        || (value instanceof BigInteger large && large.bitLength() < Long.SIZE);
  }

  /** The same on every machine, whatever its time zone. */
  private static String text(Object value) {
    return value instanceof byte[] bytes
        ? HexFormat.of().formatHex(bytes)
        : value instanceof Timestamp time
            ? time.toInstant().toString()
            : value instanceof Row row
                ? row.json()
                : value instanceof Seq<?> list ? list.mkString("[", ", ", "]") : value.toString();
  }

  void add(KeptTally other) {
    other.fields.forEach((name, values) -> fields.merge(name, values, Values::and));
  }

  /** The columns that the fields become. */
  List<KeptField> columns() {
    return fields.entrySet().stream()
        .map(field -> new KeptField(KeptColumns.of(field.getKey()), field.getValue().type()))
        .toList();
  }

  ObjectNode json() {
    ObjectNode node = JSON.createObjectNode();
    fields.forEach((name, values) -> node.put(name, values.name()));
    return node;
  }

  static KeptTally parse(JsonNode node) {
    KeptTally result = new KeptTally(List.of());
    node.properties()
        .forEach(e -> result.fields.put(e.getKey(), Values.valueOf(e.getValue().asText())));
    return result;
  }
}
