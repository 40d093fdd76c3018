package io.citymesh.crs;

/** The unit of the heights in the inputs: fields with heights, and elevations of a raster. */
public enum HeightUnit {
  /** Metres. */
  METRE("m", 1),
  /** International feet of 0.3048 m. */
  FOOT("ft", 0.3048),
  /** US survey feet of 1200/3937 m. */
  US_FOOT("us-ft", 1200.0 / 3937.0);

  private final String symbol;
  private final double metres;

  HeightUnit(String symbol, double metres) {
    this.symbol = symbol;
    this.metres = metres;
  }

  /** The word of {@code --height-unit}: {@code m}, {@code ft} or {@code us-ft}. */
  public String symbol() {
    return symbol;
  }

  /** The length of the unit, metres. */
  public double metres() {
    return metres;
  }

  /**
   * The unit of this symbol.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static HeightUnit of(String symbol) {
    for (HeightUnit unit : values()) {
      if (unit.symbol.equals(symbol)) {
        return unit;
      }
    }
    throw new IllegalArgumentException("no unit: " + symbol);
  }
}
