package io.citymesh.format;

import io.citymesh.output.OutputDir;
import java.io.Closeable;
import java.io.IOException;
import java.io.Serializable;
import java.util.List;

/**
 * A file that tasks write together, in pieces whose places are known before: on the driver.
 *
 * <ol>
 *   <li>{@link TargetFiles#begin} begins it, under a temporary name.
 *   <li>Each task writes pieces through the {@link Writer}, on any machine that reaches the
 *       directory. A piece may be written more than once, by attempts that know nothing of each
 *       other, even at the same time; all write the same bytes. Each gives a receipt.
 *   <li>{@link #complete} takes one receipt for each piece, and the file is whole under its name.
 *   <li>{@link #close} removes what was begun, unless it is complete.
 * </ol>
 */
public interface TargetFile extends Closeable {

  /**
   * Where a piece lies.
   *
   * @param number 0, 1, ... in the order of the file
   * @param position of its first byte in the file
   * @param length bytes
   */
  record Place(int number, long position, long length) implements Serializable {}

  /** Writes pieces, on an executor. */
  interface Writer extends Serializable {
    /**
     * Writes a piece.
     *
     * @param out the directory of the file
     * @param content writes as many bytes as the place is long
     * @return a receipt, at most some hundred bytes
     * @throws IOException if it cannot be written, or has another length
     */
    String write(OutputDir out, Place place, OutputDir.Content content) throws IOException;
  }

  /** What tasks write their pieces with. */
  Writer writer();

  /**
   * Makes it a file.
   *
   * @param receipts of all pieces, in their order
   */
  void complete(List<String> receipts) throws IOException;
}
