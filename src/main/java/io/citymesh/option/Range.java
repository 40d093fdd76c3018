package io.citymesh.option;

import io.citymesh.report.OptionCheck;

/**
 * The numbers that an option takes.
 *
 * @param least the least
 * @param open whether the least itself is left out
 * @param most the most, itself included; infinite for no bound
 * @param unit in plural, such as {@code metres}; empty for none
 * @param hint what follows the range in a message, such as {@code , such as 1.5}
 * @param reason why the range ends where it does; empty if that is plain
 * @param infinite whether infinity is a value too
 */
public record Range(
    double least,
    boolean open,
    double most,
    String unit,
    String hint,
    String reason,
    boolean infinite) {

  /** All numbers greater than this. */
  public static Range above(double least, String unit) {
    return new Range(least, true, Double.POSITIVE_INFINITY, unit, "", "", false);
  }

  /** This number and all that are greater. */
  public static Range atLeast(double least, String unit) {
    return new Range(least, false, Double.POSITIVE_INFINITY, unit, "", "", false);
  }

  /** Both of these numbers and what lies between. */
  public static Range between(double least, double most, String unit) {
    return new Range(least, false, most, unit, "", "", false);
  }

  /** All numbers, also infinite ones. */
  public static Range any() {
    double infinity = Double.POSITIVE_INFINITY;
    return new Range(-infinity, false, infinity, "", "", "", true);
  }

  /** The same without the least itself. */
  public Range opened() {
    return new Range(least, true, most, unit, hint, reason, infinite);
  }

  /** The same with more words after the range. */
  public Range hint(String more) {
    return new Range(least, open, most, unit, more, reason, infinite);
  }

  /** The same with the reason of its bounds. */
  public Range because(String why) {
    return new Range(least, open, most, unit, hint, why, infinite);
  }

  /** The same with infinity, which stands for no bound. */
  public Range orInfinite() {
    return new Range(least, open, most, unit, hint, reason, true);
  }

  boolean holds(double value) {
    boolean finite = infinite ? value < Double.POSITIVE_INFINITY : Double.isFinite(value);
    boolean enough = open ? value > least : value >= least;
    return (finite && enough && value <= most) || (infinite && value == Double.POSITIVE_INFINITY);
  }

  /** Both ends, if there are two: {@code 0 to 33}; else empty. */
  String ends() {
    String ends = OptionCheck.text(least) + " to " + OptionCheck.text(most);
    return Double.isInfinite(most) ? "" : (open ? "above " : "") + ends;
  }

  /** What a value must be: {@code 0 to 33 degrees}. */
  String words() {
    String from = OptionCheck.text(least);
    String range;
    if (least == Double.NEGATIVE_INFINITY) {
      range = "a number";
    } else if (!Double.isInfinite(most)) {
      String to = OptionCheck.text(most);
      range = open ? "more than " + from + " and at most " + to : from + " to " + to;
    } else {
      range = open ? "more than " + from : from + " or more";
    }
    return range + (unit.isEmpty() ? "" : " " + unit) + hint;
  }
}
