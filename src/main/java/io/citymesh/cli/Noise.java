package io.citymesh.cli;

/**
 * Random numbers that are a function of a place: the same everywhere, in whatever order they are
 * asked for. Made of sums and products alone, which Java rounds alike on all machines.
 */
final class Noise {
  private Noise() {}

  /** 64 random bits for a seed and two whole numbers (the finalizer of MurmurHash3, two rounds). */
  static long hash(long seed, long x, long y) {
    return mixed(mixed(seed * 0x9e3779b97f4a7c15L + x) + y);
  }

  private static long mixed(long value) {
    long z = (value ^ (value >>> 33)) * 0xff51afd7ed558ccdL;
    z = (z ^ (z >>> 33)) * 0xc4ceb9fe1a85ec53L;
    return z ^ (z >>> 33);
  }

  /** The hash as a number from 0 to 1, 1 itself left out. */
  static double unit(long hash) {
    return (hash >>> 11) * 0x1p-53;
  }

  /**
   * A smooth random function of the plane, from -1 to 1, that varies over a distance of 1: random
   * values at whole numbers, between which it rises and falls with a continuous slope.
   */
  static double smooth(long seed, double x, double y) {
    double left = Math.floor(x);
    double low = Math.floor(y);
    long i = (long) left;
    long j = (long) low;
    double u = eased(x - left);
    double v = eased(y - low);
    double below = mean(unit(hash(seed, i, j)), unit(hash(seed, i + 1, j)), u);
    double above = mean(unit(hash(seed, i, j + 1)), unit(hash(seed, i + 1, j + 1)), u);
    return 2 * mean(below, above, v) - 1;
  }

  /**
   * The sum of smooth functions, each of half the wavelength and {@code gain} times the height of
   * the one before: the first varies over a distance of 1.
   */
  static double rough(long seed, double x, double y, int octaves, double gain) {
    double sum = 0;
    double height = 1;
    double scale = 1;
    for (int octave = 0; octave < octaves; octave++) {
      sum += height * smooth(seed + octave, x * scale, y * scale);
      height *= gain;
      scale *= 2;
    }
    return sum;
  }

  private static double mean(double a, double b, double share) {
    return a + (b - a) * share;
  }

  /** From 0 to 1, level at both ends. */
  static double eased(double t) {
    return t * t * t * (t * (6 * t - 15) + 10);
  }
}
