package io.citymesh.vector;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.citymesh.geo.Heights;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * How well a field is filled with numbers that could be heights. Mutable, of bounded size. What is
 * a number is decided by {@link FieldNumber}, and what a height by {@link Heights#sensible}, as
 * when a city is built.
 */
final class FieldTally {
  /** Bins of the histogram from a number to the next power of e: the median is good to 1%. */
  private static final double BINS = 100;

  private static final int EXAMPLE = 20;

  /** How programs write that there is no number, whatever the case. */
  private static final Pattern NO_NUMBER = Pattern.compile("(?i)[+-]?(nan|inf|infinity)");

  private static final int LONGEST_NO_NUMBER = "-infinity".length();

  private static final Pattern DECIMAL_COMMA = Pattern.compile("[+-]?\\d{1,12},\\d{1,12}");

  /** Numbers from 0.5 to 1000. */
  private long valid;

  /** Stand-ins for "unknown": -9999 and -1000. */
  private long sentinel;

  /** Other numbers. */
  private long outOfRange;

  /** Texts that are no numbers. */
  private long text;

  /** Texts that are numbers with a comma for the decimal point. */
  private long comma;

  private double min = Double.POSITIVE_INFINITY;
  private double max = Double.NEGATIVE_INFINITY;

  /** One of the texts that are no numbers; empty if there is none. */
  private String example = "";

  /** Valid numbers by logarithm. */
  private final TreeMap<Integer, Long> histogram = new TreeMap<>();

  void add(Object value) {
    double number = FieldNumber.of(value);
    if (!Double.isNaN(number)) {
      add(number);
    } else if (value instanceof String words && !isMissing(words.strip())) {
      text++;
      comma += hasDecimalComma(words.strip()) ? 1 : 0;
      keep(words.strip());
    }
  }

  /** Adds a finite number. */
  void add(double number) {
    if (number == -9999 || number == -1000) {
      sentinel++;
    } else {
      min = Math.min(min, number);
      max = Math.max(max, number);
      if (Heights.sensible(number)) {
        valid++;
        histogram.merge((int) Math.floor(BINS * Math.log(number)), 1L, Long::sum);
      } else {
        outOfRange++;
      }
    }
  }

  private static boolean isMissing(String words) {
    return words.isEmpty()
        || (words.length() <= LONGEST_NO_NUMBER && NO_NUMBER.matcher(words).matches());
  }

  private static boolean hasDecimalComma(String words) {
    return words.indexOf(',') >= 0 && DECIMAL_COMMA.matcher(words).matches();
  }

  /**
   * Keeps a text as the example if it comes before the present one: numbers with a comma first,
   * then by the alphabet.
   */
  private void keep(String words) {
    String cut = words.length() > EXAMPLE ? words.substring(0, EXAMPLE) : words;
    boolean better = hasDecimalComma(cut) && !hasDecimalComma(example);
    boolean worse = !hasDecimalComma(cut) && hasDecimalComma(example);
    if (example.isEmpty() || better || !worse && cut.compareTo(example) < 0) {
      example = cut;
    }
  }

  void add(FieldTally other) {
    valid += other.valid;
    sentinel += other.sentinel;
    outOfRange += other.outOfRange;
    text += other.text;
    comma += other.comma;
    min = Math.min(min, other.min);
    max = Math.max(max, other.max);
    if (!other.example.isEmpty()) {
      keep(other.example);
    }
    other.histogram.forEach((bin, count) -> histogram.merge(bin, count, Long::sum));
  }

  /**
   * The tally as values for a report.
   *
   * @param features how many there are, with or without a value
   */
  FieldValues told(String name, long features) {
    return new FieldValues(
        name,
        valid,
        features - valid - sentinel - outOfRange - text,
        text,
        comma,
        sentinel,
        outOfRange,
        min,
        median(),
        max,
        example);
  }

  private double median() {
    long before = 0;
    for (Map.Entry<Integer, Long> bin : histogram.entrySet()) {
      before += bin.getValue();
      if (2 * before >= valid) {
        return Math.max(min, Math.min(max, Math.exp((bin.getKey() + 0.5) / BINS)));
      }
    }
    return Double.NaN;
  }

  ObjectNode json() {
    ObjectNode node = new ObjectMapper().createObjectNode();
    node.put("valid", valid).put("sentinel", sentinel).put("outOfRange", outOfRange);
    node.put("text", text).put("comma", comma).put("example", example);
    if (min <= max) {
      node.put("min", min).put("max", max);
    }
    ObjectNode bins = node.putObject("histogram");
    histogram.forEach((bin, count) -> bins.put(bin.toString(), count));
    return node;
  }

  static FieldTally parse(JsonNode node) {
    FieldTally result = new FieldTally();
    result.valid = node.get("valid").asLong();
    result.sentinel = node.get("sentinel").asLong();
    result.outOfRange = node.get("outOfRange").asLong();
    result.text = node.get("text").asLong();
    result.comma = node.get("comma").asLong();
    result.example = node.get("example").asText();
    result.min = node.path("min").asDouble(Double.POSITIVE_INFINITY);
    result.max = node.path("max").asDouble(Double.NEGATIVE_INFINITY);
    node.get("histogram")
        .properties()
        .forEach(e -> result.histogram.put(Integer.valueOf(e.getKey()), e.getValue().asLong()));
    return result;
  }
}
