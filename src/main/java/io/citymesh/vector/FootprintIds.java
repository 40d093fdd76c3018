package io.citymesh.vector;

/**
 * Names of footprints, each of which is there once: the input's own id where that is so, else the
 * id, {@code #} and a number. An id with a {@code #} always gets a number, so that {@link #own}
 * leads back from every name to the id.
 */
public final class FootprintIds {
  private static final char SEPARATOR = '#';

  private FootprintIds() {}

  /**
   * The name of the n-th footprint with an id.
   *
   * @param n from 1
   */
  static String name(String id, int n) {
    return n == 1 && id.indexOf(SEPARATOR) < 0 ? id : id + SEPARATOR + n;
  }

  /** The input's own id of a footprint, by its name. */
  public static String own(String name) {
    int end = name.lastIndexOf(SEPARATOR);
    return end < 0 ? name : name.substring(0, end);
  }
}
