package io.citymesh.footprint;

import java.util.Locale;

/** What becomes of the roofs of footprints that are merged. */
public enum MergeRoofs {
  /** One roof at their mean, each weighted by the area where it is the highest. */
  MEAN,
  /** One roof, at the highest of them. */
  MAX,
  /** Each stays where it is the highest; only touching footprints with equal roofs become one. */
  KEEP;

  /** The word of {@code --merge-roofs}, in lower case. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
