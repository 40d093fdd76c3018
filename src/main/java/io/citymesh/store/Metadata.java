package io.citymesh.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * What an HDF5 file says of its arrays: where they lie, and what they must be. Everything that is
 * wrong with it is an {@link IOException} whose message starts with the file's path.
 */
sealed interface Metadata permits FlatMetadata, JhdfMetadata {
  /** Whether the file has an array of this name, or something else in its place. */
  boolean has(String name) throws IOException;

  /**
   * The number of rows of an array.
   *
   * @throws IOException if there is none, or the file is too short to hold as many
   */
  long rows(String name) throws IOException;

  /** The value of an attribute of the file, which is single. */
  Object attribute(String name) throws IOException;

  /**
   * Where an array lies.
   *
   * @throws IOException if there is none, if its type or shape differ from what is asked for, if it
   *     is stored as nobody writes it, or if the file is too short to hold it
   */
  StoredArray array(String name, FlatArray.Type type, int columns) throws IOException;

  /**
   * An array as it is stored: in one piece, or in chunks.
   *
   * @param address of the first byte, if it is in one piece and has any
   * @param chunks if it is in chunks
   * @param checksum the CRC-32C of its bytes
   */
  record StoredArray(
      String name,
      FlatArray.Type type,
      int columns,
      long rows,
      long address,
      Optional<Chunks> chunks,
      Checksum checksum) {
    int rowBytes() {
      return columns * type.bytes();
    }

    long bytes() {
      return rows * rowBytes();
    }
  }

  /** Gives a checksum, which is looked for when it is asked for. */
  @FunctionalInterface
  interface Checksum {
    /** The number that stands beside the array, which is none if something else stands there. */
    Optional<Long> value() throws IOException;
  }

  /**
   * Deflated pieces of an array, all but the last of as many rows.
   *
   * @param shuffled bytes of a number whose bytes lie apart in a chunk; 0 if they lie together
   */
  record Chunks(int rows, int shuffled, ChunkSource source) {}

  /** Gives the bytes of chunks. */
  @FunctionalInterface
  interface ChunkSource {
    /**
     * The bytes of a chunk as they are stored.
     *
     * @param row the first of its rows
     */
    ByteBuffer at(int row) throws IOException;
  }

  /** For an array that there is not. */
  static IOException noArray(Object path, String name) {
    return new IOException(path + ": has no array " + name);
  }

  /** For an array that is another than is asked for. */
  static IOException otherArray(Object path, String name, FlatArray.Type type, int columns) {
    return new IOException(
        path + ": " + name + " is not a little-endian array of " + columns + " x " + type);
  }

  /** For an attribute that there is not. */
  static IOException noAttribute(Object path, String name) {
    return new IOException(path + ": has no attribute " + name);
  }
}
