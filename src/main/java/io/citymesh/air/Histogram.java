package io.citymesh.air;

import io.citymesh.report.Manifest;
import java.io.Serializable;
import java.util.Arrays;
import java.util.PrimitiveIterator;
import java.util.stream.LongStream;

/**
 * How many values lie in each of a few classes, and the least and the greatest of them.
 *
 * <p>Values come as what needs no root: squares, or of angles the squares of their cosines with the
 * cosines' signs changed, which ascend with the angles.
 */
public final class Histogram implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Into how many steps squares of cosines are divided. */
  private static final int STEPS = 1024;

  /**
   * How far from a class's bounds a run must be to be counted: more than what rounding does to
   * faces of layers that are not as thin as some centimetres.
   */
  private static final double SLACK = 1e-6;

  private static final double LEAST_SLACK = 1e-9;

  private final double[] bounds;

  /** Whether values are angles, added by the squares of their cosines. */
  private final boolean angles;

  /** The bounds as values come: what these are compared with. */
  private final double[] keys;

  /** Of angles: for each of even steps of their keys the first class in it. */
  private final byte[] classes;

  private final long[] counts;
  private double least = Double.POSITIVE_INFINITY;
  private double greatest = Double.NEGATIVE_INFINITY;

  private Histogram(double[] bounds, boolean angles) {
    this.bounds = bounds;
    this.angles = angles;
    keys =
        Arrays.stream(bounds).map(b -> angles ? key(Math.cos(Math.toRadians(b))) : b * b).toArray();
    counts = new long[bounds.length + 1];
    classes = new byte[angles ? STEPS : 0];
    for (double key : angles ? keys : new double[0]) {
      Arrays.fill(classes, step(key) + 1, STEPS, (byte) (classes[STEPS - 1] + 1));
    }
  }

  /** As what an angle with this cosine is compared. */
  private static double key(double cosine) {
    return -cosine * Math.abs(cosine);
  }

  /** The step of the key of an angle. */
  private static int step(double key) {
    int step = (int) ((1 + key) * (STEPS / 2));
    return step < 0 ? 0 : step < STEPS ? step : STEPS - 1;
  }

  /** Classes between these bounds, ascending, and one beyond either end. */
  static Histogram of(double... bounds) {
    return new Histogram(bounds, false);
  }

  /** The same for angles, by bounds in degrees. */
  static Histogram ofAngles(double... degrees) {
    return new Histogram(degrees, true);
  }

  /** Adds a value, not below 0. */
  void add(double value) {
    addKey(value * value);
  }

  /** Adds an angle between 0 and 180 degrees. */
  void addCosine(double cosine) {
    addKey(key(cosine));
  }

  private void addKey(double key) {
    counts[classOf(key)]++;
    if (key < least) {
      least = key;
    }
    if (key > greatest) {
      greatest = key;
    }
  }

  private int classOf(double key) {
    int i = angles ? classes[step(key)] : 0;
    if (Double.isNaN(key)) {
      i = keys.length; // Of a face or cell that is none: not with the good ones.
    }
    while (i < keys.length && key >= keys[i]) {
      i++;
    }
    return i;
  }

  /**
   * Adds values of which bounds are known, if these tell their class and that none is the greatest.
   * The least value is not looked for among them.
   *
   * @param low what none is below, as its square or as the key of an angle
   * @param high what none is above, likewise; if either is no number, nothing is added
   * @return whether they were added
   */
  boolean addRun(double low, double high, int count) {
    double from = low - SLACK * Math.abs(low) - LEAST_SLACK;
    double to = high + SLACK * Math.abs(high) + LEAST_SLACK;
    if (!(from <= to && to < greatest)) {
      return false;
    }
    int i = classOf(from);
    if (i < keys.length && to >= keys[i]) {
      return false;
    }
    counts[i] += count;
    return true;
  }

  /** Adds the first of some values, as their squares, or as the keys of angles. */
  void addKeys(double[] values, int count) {
    for (int i = 0; i < count; i++) {
      addKey(values[i]);
    }
  }

  /** Adds what another histogram of the same classes counted. */
  void add(Histogram other) {
    for (int i = 0; i < counts.length; i++) {
      counts[i] += other.counts[i];
    }
    least = Math.min(least, other.least);
    greatest = Math.max(greatest, other.greatest);
  }

  /** The bounds between the classes: c - 1. */
  public double[] bounds() {
    return bounds.clone();
  }

  /** How many values are in each class: from the lower bound on, below the upper: c. */
  public long[] counts() {
    return counts.clone();
  }

  /** How many values there are. */
  public long total() {
    return Arrays.stream(counts).sum();
  }

  /** How many values are at one of the bounds or above. */
  public long from(double bound) {
    int i = Arrays.binarySearch(bounds, bound);
    if (i < 0) {
      throw new IllegalArgumentException("no class starts at " + bound);
    }
    return Arrays.stream(counts, i + 1, counts.length).sum();
  }

  /** The least of the values that were added one by one, or infinity if there is none. */
  public double least() {
    return told(least);
  }

  /** The greatest value, or negative infinity if there is none. */
  public double greatest() {
    return told(greatest);
  }

  /** The same as the manifest has it: 0 is the greatest of none. */
  public Manifest.Spread spread() {
    return new Manifest.Spread(
        total() == 0 ? 0 : greatest(),
        Arrays.stream(bounds).boxed().toList(),
        Arrays.stream(counts).boxed().toList());
  }

  private double told(double key) {
    double root = root(key);
    return angles && Double.isFinite(key)
        ? Math.toDegrees(Math.acos(Math.min(1, Math.max(-1, -root))))
        : root;
  }

  /** The value of a key, or the negative cosine of an angle. */
  private static double root(double key) {
    return Math.copySign(Math.sqrt(Math.abs(key)), key);
  }

  /** Puts what was counted among other numbers. */
  void putTo(LongStream.Builder numbers) {
    for (long count : counts) {
      numbers.add(count);
    }
    numbers.add(Double.doubleToRawLongBits(root(least)));
    numbers.add(Double.doubleToRawLongBits(root(greatest)));
  }

  /** Takes what {@link #putTo} has put, in its order. */
  void takeFrom(PrimitiveIterator.OfLong numbers) {
    for (int i = 0; i < counts.length; i++) {
      counts[i] = numbers.nextLong();
    }
    least = -key(Double.longBitsToDouble(numbers.nextLong()));
    greatest = -key(Double.longBitsToDouble(numbers.nextLong()));
  }
}
