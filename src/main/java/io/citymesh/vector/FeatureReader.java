package io.citymesh.vector;

import java.io.Closeable;
import java.io.IOException;
import java.util.Optional;

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
   * Moves on by a feature, or by less; a feature goes to the reader's sink.
   *
   * @throws IOException if the file cannot be read; {@link BadFile} says it in the user's words
   */
  void next() throws IOException;

  /** Where the piece that was read begins and ends, if another piece has to know. */
  default Optional<PieceBorder> border() {
    return Optional.empty();
  }
}
