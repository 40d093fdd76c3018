package io.citymesh.inspect;

import io.citymesh.crs.CoordinateSystems;
import io.citymesh.geo.Bounds;
import io.citymesh.report.UserError;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** How numbers, places and counts are written for people. */
final class Words {
  private Words() {}

  static String path(String path) {
    return path.startsWith("file:/") ? path.replaceFirst("^file:/+", "/") : path;
  }

  static String crs(String code) {
    return code.isEmpty() ? "none" : CoordinateSystems.displayName(code);
  }

  /** The corners of a rectangle, and its size where the CRS is metric. */
  static String extent(Bounds bounds, String crs) {
    String unit = "";
    try {
      unit = crs.isEmpty() ? "" : " " + CoordinateSystems.unit(crs);
    } catch (UserError e) {
      // The CRS is not known, which is told elsewhere.
    }
    return String.format(
        Locale.ROOT,
        "%s (%s x %s%s)",
        bounds,
        number(bounds.width()),
        number(bounds.height()),
        unit);
  }

  static String counts(Map<String, Long> counts) {
    return counts.entrySet().stream()
        .map(e -> e.getKey() + " " + grouped(e.getValue()))
        .collect(Collectors.joining(", "));
  }

  static long sum(Map<String, Long> counts) {
    return counts.values().stream().mapToLong(Long::longValue).sum();
  }

  static String count(long n, String noun) {
    return grouped(n) + " " + noun + (n == 1 ? "" : "s");
  }

  static String grouped(long n) {
    return String.format(Locale.ROOT, "%,d", n);
  }

  static String percent(double share) {
    double percent = 100 * share;
    return String.format(
        Locale.ROOT, percent == 0 || percent >= 99.95 ? "%.0f%%" : "%.1f%%", percent);
  }

  /** A number with four digits; an empty text for what is no number. */
  static String number(double value) {
    if (!Double.isFinite(value)) {
      return "";
    }
    if (value == Math.rint(value) || Math.abs(value) >= 1000) {
      return Long.toString(Math.round(value));
    }
    return String.format(Locale.ROOT, Math.abs(value) >= 10 ? "%.1f" : "%.4g", value);
  }
}
