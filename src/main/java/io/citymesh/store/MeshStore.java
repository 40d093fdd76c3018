package io.citymesh.store;

import io.citymesh.stitch.Part;
import java.io.IOException;

/**
 * Where the parts of a run lie between the moment they are sealed and the moment they are
 * published. One store serves the tasks of one executor; what is read equals what was written, bit
 * for bit, in every implementation.
 *
 * <p>Thread-safe: parts of different nodes may be written and read at the same time. Writing a part
 * again (a retried task) replaces it by the same content.
 */
public interface MeshStore {

  /**
   * Keeps a part: whole, or not at all.
   *
   * @throws IOException if it cannot be kept, for example because the disk is full; nothing of the
   *     part is left behind then
   */
  void write(Part part) throws IOException;

  /**
   * @param node the part's node in the stitching tree
   * @throws IOException if the part is not here, or its checksum does not fit its content; the
   *     message names the file
   */
  Part read(int node) throws IOException;

  /** Forgets a part; nothing happens if it is not here. */
  void delete(int node) throws IOException;
}
