package io.citymesh.output;

import io.citymesh.report.Manifest;
import io.citymesh.session.Scratch;
import io.citymesh.store.Hdf5File;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/**
 * A published mesh, to be read part by part.
 *
 * <p>The parts of a mesh on a remote file system are copied to a scratch folder, each when it is
 * first opened, and stay there until {@link #close}: the disk holds the mesh once, the memory a
 * part at a time.
 */
final class PublishedMesh implements Closeable {
  private final OutputDir out;
  private final Manifest manifest;
  private final Optional<Path> scratch;

  PublishedMesh(OutputDir out, Manifest manifest) throws IOException {
    this.out = out;
    this.manifest = manifest;
    this.scratch =
        out.local().isPresent() ? Optional.empty() : Optional.of(Scratch.folder("citymesh-read"));
  }

  Manifest manifest() {
    return manifest;
  }

  /**
   * Opens part {@code index} of the manifest.
   *
   * @throws IOException if its file is absent or no sound HDF5 file
   */
  Hdf5File part(int index) throws IOException {
    String file = manifest.parts().get(index).file();
    if (scratch.isEmpty()) {
      return Hdf5File.open(out.local().orElseThrow().resolve(file));
    }
    Path copy = scratch.get().resolve(String.format(Locale.ROOT, "%d.h5", index));
    if (!Files.exists(copy)) {
      if (!out.exists(file)) {
        throw new NoSuchFileException(out + "/" + file);
      }
      try (InputStream in = out.open(file)) {
        Files.copy(in, copy);
      }
    }
    return Hdf5File.open(copy);
  }

  @Override
  public void close() throws IOException {
    if (scratch.isPresent()) {
      Scratch.removeFolder(scratch.get());
    }
  }
}
