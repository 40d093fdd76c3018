package io.citymesh.vector;

/**
 * Reads the numbers of fields, whatever the format: numbers, and texts that {@link
 * Double#parseDouble} takes.
 */
final class FieldNumber {
  private FieldNumber() {}

  /** A finite number, also as text; NaN for anything else. */
  static double of(Object value) {
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

  /**
   * Whether a text may be a number; asked first, for exceptions are slow and most fields hold
   * words.
   */
  private static boolean startsLikeANumber(String text) {
    return !text.isEmpty() && "+-.0123456789".indexOf(text.charAt(0)) >= 0;
  }
}
