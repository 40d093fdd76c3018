package io.citymesh.footprint;

import io.citymesh.report.OptionCheck;
import java.io.Serializable;

/**
 * How footprints are cleaned.
 *
 * @param minDetail edges, gaps and slivers narrower than this are closed, metres
 * @param minArea smaller buildings are left out, square metres
 * @param merge whether buildings that touch or nearly touch become one
 * @param mergeTolerance buildings nearer to each other than this are merged, metres
 */
public record CleaningOptions(
    double minDetail, double minArea, boolean merge, double mergeTolerance)
    implements Serializable {

  /**
   * @throws io.citymesh.report.UserError if a number is negative or not finite
   */
  public CleaningOptions {
    OptionCheck.notNegative("--min-detail", minDetail);
    OptionCheck.notNegative("--min-area", minArea);
    OptionCheck.notNegative("--merge-tolerance", mergeTolerance);
  }
}
