package io.citymesh.format;

/** Numbers as texts of fixed precision, whose lengths are known without writing them. */
final class Decimal {
  private Decimal() {}

  /**
   * In millionths, rounded.
   *
   * @param metres less than 10^12
   */
  static long millionths(double metres) {
    return Math.round(metres * 1e6);
  }

  /** How many digits a number of 0 or more has. */
  static int digits(long value) {
    int digits = 1;
    for (long limit = 10; limit <= value; limit *= 10) {
      digits++;
      if (digits == 19) {
        break;
      }
    }
    return digits;
  }

  /** How many characters millionths have with six places behind the point. */
  static int length(long millionths) {
    return (millionths < 0 ? 1 : 0) + digits(Math.abs(millionths) / 1_000_000) + 7;
  }
}
