package io.citymesh.vector;

import java.io.Serializable;

/**
 * Ids that occur more than once.
 *
 * @param ids how many of the inputs' own ids
 * @param features how many features have one of them
 * @param copies how many features without an id have the geometry of another
 */
public record RepeatedIds(long ids, long features, long copies) implements Serializable {
  /** Each id is there once. */
  public static final RepeatedIds NONE = new RepeatedIds(0, 0, 0);

  RepeatedIds plus(RepeatedIds other) {
    return new RepeatedIds(ids + other.ids, features + other.features, copies + other.copies);
  }
}
