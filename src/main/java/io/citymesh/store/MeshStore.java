package io.citymesh.store;

import io.citymesh.air.AirPart;
import io.citymesh.stitch.Part;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Where an executor makes the files of parts, which are then moved to the output. The bytes of a
 * file are the same in every implementation.
 *
 * <p>Thread-safe. A part that is written again (a retried task) replaces its file by the same
 * content.
 */
public interface MeshStore {

  /**
   * Makes the file of a part: whole, or not at all.
   *
   * @param air above the part, if there is any
   * @param name of the file
   * @return the file, which the caller may move away or delete
   * @throws IOException if it cannot be made, for example because the disk is full; nothing of it
   *     is left behind then
   */
  Path write(Part part, Optional<AirPart> air, String name, PartFile.Label label)
      throws IOException;
}
