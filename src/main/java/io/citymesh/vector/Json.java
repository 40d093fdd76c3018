package io.citymesh.vector;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;

/** JSON of unknown origin. */
final class Json {
  /** No id has more digits; a number with as large an exponent would fill the memory. */
  private static final int MOST_DIGITS = 400;

  private Json() {}

  /**
   * The words for a file that cannot be parsed.
   *
   * @param what the file, at the beginning of a sentence
   * @param wanted what to give in its place
   */
  static String invalid(String what, JsonProcessingException error, String wanted) {
    JsonLocation at = error.getLocation();
    String place = at == null ? "" : " at line " + at.getLineNr() + ", column " + at.getColumnNr();
    String wrong =
        error instanceof StreamConstraintsException
            ? " holds values that are nested too deeply or are too long" + place
            : " is not valid JSON" + place;
    return what + wrong + ": is it whole? Give " + wanted + ".";
  }

  /** A number without an exponent, as an id is written: 7 for 7.000. Others stay as they are. */
  static String plain(BigDecimal number) {
    BigDecimal stripped = number.stripTrailingZeros();
    return Math.abs((long) stripped.scale()) > MOST_DIGITS
        ? stripped.toString()
        : stripped.toPlainString();
  }

  /** The text of a number or of a text; empty for anything else. */
  static String text(JsonNode node) {
    if (node.isNumber()) {
      double value = node.doubleValue();
      return node.isBigDecimal() || node.isIntegralNumber() || Double.isFinite(value)
          ? plain(node.decimalValue())
          : "";
    }
    return node.isTextual() ? node.asText().trim() : "";
  }
}
