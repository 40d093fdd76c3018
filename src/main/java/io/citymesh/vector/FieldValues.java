package io.citymesh.vector;

/**
 * A field and its values.
 *
 * @param valid numbers from 0.5 to 1000
 * @param missing null, blank or absent
 * @param text texts that are no numbers
 * @param comma those of them that are numbers with a comma for the decimal point
 * @param sentinel -9999 and -1000
 * @param outOfRange other numbers
 * @param min the smallest number that is no sentinel; infinite if there is none
 * @param median of the valid numbers, to 1%; NaN if there is none
 * @param max the largest number that is no sentinel; infinite if there is none
 * @param example one of the texts, or empty
 */
public record FieldValues(
    String name,
    long valid,
    long missing,
    long text,
    long comma,
    long sentinel,
    long outOfRange,
    double min,
    double median,
    double max,
    String example) {
  /** The sum of the counts, under this field's name; it has no median. */
  public FieldValues plus(FieldValues other) {
    return new FieldValues(
        name,
        valid + other.valid,
        missing + other.missing,
        text + other.text,
        comma + other.comma,
        sentinel + other.sentinel,
        outOfRange + other.outOfRange,
        Math.min(min, other.min),
        Double.NaN,
        Math.max(max, other.max),
        example.isEmpty() ? other.example : example);
  }
}
