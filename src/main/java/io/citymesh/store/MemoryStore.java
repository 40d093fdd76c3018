package io.citymesh.store;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import io.citymesh.air.AirPart;
import io.citymesh.stitch.Part;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Makes files in memory, where each takes as much heap as its bytes until it is deleted: for
 * machines without a local disk, and for disks that are full.
 */
public final class MemoryStore implements MeshStore {
  private static final int BLOCK = 1 << 16;

  private final FileSystem memory =
      Jimfs.newFileSystem(
          Configuration.unix().toBuilder()
              .setAttributeViews("basic")
              .setBlockSize(BLOCK)
              .setMaxSize(1L << 44) // The heap is what ends.
              .setMaxCacheSize(0) // What is deleted is free at once.
              .build());

  @Override
  public Path write(Part part, Optional<AirPart> air, String name, PartFile.Label label)
      throws IOException {
    Path file = memory.getPath("/", name);
    try {
      PartFile.write(file, part, air, label);
    } catch (OutOfMemoryError e) {
      Files.deleteIfExists(file);
      throw e;
    }
    return file;
  }
}
