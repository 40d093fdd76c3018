package io.citymesh.geo;

import java.io.Serializable;
import java.util.PrimitiveIterator;
import java.util.stream.LongStream;

/**
 * A sum of doubles that is good to nearly twice their precision: what each addition rounds off is
 * summed on the side (Neumaier, Rundungsfehleranalyse einiger Verfahren zur Summation endlicher
 * Summen, 1974).
 */
public final class Sum implements Serializable {
  private static final long serialVersionUID = 1L;

  private double sum;
  private double rest;

  /** Adds a number. */
  public void add(double value) {
    double next = sum + value;
    rest += Math.abs(sum) >= Math.abs(value) ? (sum - next) + value : (value - next) + sum;
    sum = next;
  }

  /** Adds what another sum has. */
  public void add(Sum other) {
    add(other.sum);
    rest += other.rest;
  }

  /** The sum so far, rounded once. */
  public double value() {
    return sum + rest;
  }

  /** Puts the sum among other numbers. */
  public void putTo(LongStream.Builder numbers) {
    numbers.add(Double.doubleToRawLongBits(sum)).add(Double.doubleToRawLongBits(rest));
  }

  /** Takes what {@link #putTo} has put, in its order. */
  public void takeFrom(PrimitiveIterator.OfLong numbers) {
    sum = Double.longBitsToDouble(numbers.nextLong());
    rest = Double.longBitsToDouble(numbers.nextLong());
  }
}
