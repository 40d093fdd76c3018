package io.citymesh.vector;

import java.io.Closeable;
import java.io.IOException;
import org.apache.spark.sql.Row;

/**
 * Reads one file (or a piece of one) of features, from its beginning to its end, one feature in
 * memory at a time.
 */
interface FeatureReader extends Closeable {

  /** A fault of the file; the message is for the user, with the remedy. */
  final class BadFile extends IOException {
    private static final long serialVersionUID = 1L;

    BadFile(String message) {
      super(message);
    }

    BadFile(String message, Throwable cause) {
      super(message, cause);
    }
  }

  /** Whether the file may hold more features. */
  boolean more();

  /**
   * Moves on by a feature, or by less. What is no footprint is counted in the summary.
   *
   * @return the row of a footprint, or null if this step has brought none
   * @throws IOException if the file cannot be read; {@link BadFile} says it in the user's words
   */
  Row next() throws IOException;

  /** The summary of what was read; complete once there is no more. */
  FootprintSummary summary();
}
