package io.citymesh.output;

import io.citymesh.report.Manifest;
import io.citymesh.stitch.RecordInput;
import io.citymesh.stitch.RecordOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * Smallest angles of triangles: their minimum, their histogram, and how many are below a bound; and
 * whether what the manifest says of them is true.
 */
final class ShapeStatistics {
  /**
   * By how much two measurements of an angle may differ, degrees: the rounding of coordinates. An
   * angle this much below the bound still meets it.
   */
  private static final double SLACK = 1e-6;

  private final double bound;
  private final long[] histogram = new long[Manifest.Quality.BINS];
  private double minimum = Double.POSITIVE_INFINITY;
  private long below;

  /** How many of the triangles that are not below the bound may as well be. */
  private long nearBound;

  /** By the bin above a limit: triangles in it that may as well be in the one below it. */
  private final long[] justAbove = new long[Manifest.Quality.BINS];

  /** By the bin above a limit: triangles below it that may as well be in the one above it. */
  private final long[] justBelow = new long[Manifest.Quality.BINS];

  ShapeStatistics(double bound) {
    this.bound = bound;
  }

  /**
   * Adds a triangle by its edges' squared lengths and twice its area.
   *
   * <p>The smallest angle lies opposite the shortest edge, between the two others: its sine is
   * twice the area over their product, its cosine follows from the law of cosines.
   */
  void add(double aa, double bb, double cc, double twiceArea) {
    double shortest = Math.min(aa, Math.min(bb, cc));
    double cosine = (aa + bb + cc - 2 * shortest) / 2;
    double angle = Math.toDegrees(Math.atan2(Math.abs(twiceArea), cosine));
    if (Double.isNaN(angle)) {
      return;
    }
    minimum = Math.min(minimum, angle);
    if (angle < bound - SLACK) {
      below++;
    } else if (angle < bound + SLACK) {
      nearBound++;
    }
    int bin = Math.min(histogram.length - 1, (int) (angle / Manifest.Quality.BIN_DEGREES));
    histogram[bin]++;
    double inBin = angle - bin * Manifest.Quality.BIN_DEGREES;
    if (inBin < SLACK) {
      justAbove[bin]++;
    } else if (inBin > Manifest.Quality.BIN_DEGREES - SLACK && bin + 1 < histogram.length) {
      justBelow[bin + 1]++;
    }
  }

  /** Writes what {@link #add(RecordInput)} takes. */
  void write(RecordOutput out) {
    out.put(minimum).put(below).put(nearBound);
    out.put(histogram).put(justAbove).put(justBelow);
  }

  /** Adds the triangles of others with the same bound. */
  void add(RecordInput in) throws IOException {
    minimum = Math.min(minimum, in.real());
    below += in.longNumber();
    nearBound += in.longNumber();
    add(histogram, in.longs());
    add(justAbove, in.longs());
    add(justBelow, in.longs());
  }

  private static void add(long[] to, long[] more) {
    for (int i = 0; i < to.length; i++) {
      to[i] += more[i];
    }
  }

  /**
   * Compares what the manifest says of these triangles with what they are.
   *
   * @param name its key in the manifest
   * @param said what stands there; null if nothing does
   */
  void compare(String name, Manifest.Quality said, Findings findings) {
    Manifest.Quality found = quality();
    if (said == null || said.histogram().size() != histogram.length) {
      findings.add(
          Defect.QUALITY_MISMATCHES,
          () -> "the manifest has no " + name + " with " + histogram.length + " classes");
      return;
    }
    compareAngles(name + ".minimum_angle", found.minimumAngle(), said.minimumAngle(), findings);
    compareAngles(name + ".bound", found.bound(), said.bound(), findings);
    compareNumbers(name + ".below", below, below + nearBound, said.below(), findings);
    long causes = said.causes().values().stream().mapToLong(n -> n).sum();
    compareNumbers("the sum of " + name + ".causes", said.below(), said.below(), causes, findings);
    long counted = 0;
    long told = 0;
    for (int bin = 0; bin < histogram.length; bin++) {
      counted += histogram[bin];
      told += said.histogram().get(bin);
      boolean last = bin + 1 == histogram.length;
      compareNumbers(
          name + ".histogram up to " + (bin + 1) * Manifest.Quality.BIN_DEGREES + " degrees",
          last ? counted : counted - justBelow[bin + 1],
          last ? counted : counted + justAbove[bin + 1],
          told,
          findings);
    }
  }

  private static void compareAngles(String what, double found, double said, Findings findings) {
    if (!(Math.abs(found - said) <= SLACK)) {
      findings.add(
          Defect.QUALITY_MISMATCHES,
          () -> what + " is " + said + " where " + found + " is expected");
    }
  }

  private static void compareNumbers(
      String what, long least, long most, long said, Findings findings) {
    if (said < least || said > most) {
      String expected = least == most ? "" + least : least + " to " + most;
      findings.add(
          Defect.QUALITY_MISMATCHES,
          () -> what + " is " + said + " where " + expected + " is expected");
    }
  }

  Manifest.Quality quality() {
    List<Long> bins = new ArrayList<>();
    for (long count : histogram) {
      bins.add(count);
    }
    double smallest = minimum == Double.POSITIVE_INFINITY ? 0 : minimum;
    return new Manifest.Quality(smallest, bound, below, bins, new TreeMap<>());
  }
}
