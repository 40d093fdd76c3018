package io.citymesh.report;

/**
 * The plain checks of a numeric option, each with one line that names the option as the command
 * line spells it.
 */
public final class OptionCheck {

  private OptionCheck() {}

  /**
   * Requires a finite number greater than zero.
   *
   * @return the value
   * @throws UserError otherwise
   */
  public static double positive(String option, double value) {
    if (!(value > 0) || Double.isInfinite(value)) {
      throw new UserError(option + " must be a number greater than 0, not " + text(value));
    }
    return value;
  }

  /**
   * Requires a finite number of zero or more.
   *
   * @return the value
   * @throws UserError otherwise
   */
  public static double notNegative(String option, double value) {
    if (!(value >= 0) || Double.isInfinite(value)) {
      throw new UserError(option + " must be a number of 0 or more, not " + text(value));
    }
    return value;
  }

  /** A number as a person writes it: {@code 40}, not {@code 40.0}. */
  public static String text(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1e15
        ? Long.toString((long) value)
        : Double.toString(value);
  }
}
