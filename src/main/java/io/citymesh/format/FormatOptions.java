package io.citymesh.format;

import java.io.Serializable;

/** How formats are written, where there is a choice. */
public record FormatOptions() implements Serializable {
  /** The usual choices. */
  public static final FormatOptions DEFAULT = new FormatOptions();
}
