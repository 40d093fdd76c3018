package io.citymesh.raster;

import java.io.IOException;
import java.util.OptionalInt;

/**
 * A raster that cannot be read. The message goes on after the file's name: "is cut off: copy it
 * again", "block 3 of 12 (...) is damaged".
 */
public final class RasterException extends IOException {
  private static final long serialVersionUID = 1L;

  private final int block;

  RasterException(String message) {
    this(message, -1, null);
  }

  RasterException(String message, int block, Throwable cause) {
    super(message, cause);
    this.block = block;
  }

  /** The number of the block that cannot be read, if the rest may be. */
  public OptionalInt block() {
    return block < 0 ? OptionalInt.empty() : OptionalInt.of(block);
  }
}
