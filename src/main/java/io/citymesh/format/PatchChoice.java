package io.citymesh.format;

import io.citymesh.report.UserError;
import java.io.Serializable;

/**
 * What the patches of buildings are, in formats that have patches.
 *
 * @param by what makes a patch
 * @param field the column whose values make patches; empty for none
 */
public record PatchChoice(By by, String field) implements Serializable {
  /** What makes a patch of walls and roofs. */
  public enum By {
    /** All walls, and all roofs. */
    SURFACE,
    /** Each building. */
    BUILDING
  }

  /** The most values of a column that have patches. */
  public static final int MOST_VALUES = 100;

  /**
   * @throws UserError if both are given
   */
  public PatchChoice {
    if (by == By.BUILDING && !field.isEmpty()) {
      throw new UserError(
          "--patches building and --patch-field "
              + field
              + " are two ways to divide the buildings: leave one out");
    }
  }

  /** Whether buildings have patches of their own. */
  public boolean ofBuildings() {
    return by == By.BUILDING || !field.isEmpty();
  }
}
