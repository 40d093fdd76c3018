package io.citymesh.vector;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.Serializable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A field of the input as a column of the buildings.
 *
 * @param column name of the column
 * @param type of its values
 */
public record KeptField(String column, Type type) implements Serializable {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** The type of a column; whatever is nothing else is text. */
  public enum Type {
    /** True and false. */
    BOOLEAN,
    /** Whole numbers of 64 bits. */
    INTEGER,
    /** Numbers of double precision. */
    NUMBER,
    /** Texts. */
    TEXT
  }

  /**
   * The values of a footprint by column, in the order of the fields: {@link Boolean}, {@link Long},
   * {@link Double}, {@link String}, or null where there is none.
   *
   * @param row as {@link KeptTally#row} has made it
   */
  public static Map<String, Object> values(List<KeptField> fields, String row) {
    JsonNode values;
    try {
      values = JSON.readTree(row);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("kept values are not the JSON they were written as", e);
    }
    Map<String, Object> result = new LinkedHashMap<>();
    for (int i = 0; i < fields.size(); i++) {
      result.put(fields.get(i).column, fields.get(i).value(values.path(i)));
    }
    return result;
  }

  private Object value(JsonNode value) {
    if (value.isNull() || value.isMissingNode()) {
      return null;
    }
    return switch (type) {
      case BOOLEAN -> value.booleanValue();
      case INTEGER -> value.longValue();
      case NUMBER -> value.doubleValue();
      case TEXT -> value.isNumber() ? Json.plain(value.decimalValue()) : value.asText();
    };
  }
}
