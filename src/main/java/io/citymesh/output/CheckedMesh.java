package io.citymesh.output;

import io.citymesh.report.Manifest;
import io.citymesh.store.Hdf5File;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.NoSuchFileException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/** The mesh that is checked, as the steps see it: its parts' files, and names for its vertices. */
final class CheckedMesh implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Stands for a vertex that no part can have. */
  static final long NO_VERTEX = -1;

  /** The most vertices or faces of a part: three times their number are places in an array. */
  static final int LARGEST = 1 << 29;

  private final CheckSource source;

  /** The number of each part, by its id. */
  private transient Map<Long, Integer> numbers;

  private transient Domain domain;

  CheckedMesh(CheckSource source) {
    this.source = source;
  }

  Manifest manifest() {
    return source.manifest();
  }

  /** The file of a part, for messages. */
  String file(int part) {
    return manifest().parts().get(part).file();
  }

  /** The area that the mesh has to cover. */
  Domain domain() {
    if (domain == null) {
      domain = new Domain(manifest());
    }
    return domain;
  }

  /** Reads the file of a part. */
  @FunctionalInterface
  interface Reader {
    void readFrom(Hdf5File part) throws IOException;
  }

  /**
   * Reads the file of a part; of one on a remote file system a local copy, which is removed
   * afterwards.
   *
   * @throws IOException if it is absent or no sound HDF5 file
   */
  void read(int part, Reader reader) throws IOException {
    OutputDir directory = source.directory();
    String file = file(part);
    if (directory.local().isEmpty() && !directory.exists(file)) {
      throw new NoSuchFileException(directory + "/" + file);
    }
    directory.readLocally(
        file,
        path -> {
          try (Hdf5File hdf = Hdf5File.open(path)) {
            reader.readFrom(hdf);
          }
          return part;
        });
  }

  /**
   * A vertex as one number, of which those of a part follow each other.
   *
   * @param part its number in the manifest
   * @param index 0 or more, below {@link #LARGEST}
   */
  static long vertexName(int part, int index) {
    return (long) part << 32 | index;
  }

  /** The number of the part that owns a vertex. */
  static int part(long name) {
    return (int) (name >>> 32);
  }

  /** The index of a vertex in its part. */
  static int index(long name) {
    return (int) name;
  }

  /**
   * The names of the vertices that a part says others have; {@link #NO_VERTEX} for one that no part
   * can have.
   *
   * @param pairs the id of the other part and the index there, of each
   */
  long[] foreignNames(long[] pairs) {
    if (numbers == null) {
      numbers = new HashMap<>();
      manifest().parts().forEach(part -> numbers.put(part.id(), part.number()));
    }
    long[] names = new long[pairs.length / 2];
    for (int j = 0; j < names.length; j++) {
      Integer number = numbers.get(pairs[2 * j]);
      long index = pairs[2 * j + 1];
      names[j] =
          number == null || index < 0 || index >= LARGEST
              ? NO_VERTEX
              : vertexName(number, (int) index);
    }
    return names;
  }

  /** Names in ascending order, each once, without {@link #NO_VERTEX}. */
  static long[] distinct(long[] names) {
    long[] sorted = names.clone();
    Arrays.sort(sorted);
    int kept = 0;
    for (long name : sorted) {
      if (name != NO_VERTEX && (kept == 0 || sorted[kept - 1] != name)) {
        sorted[kept++] = name;
      }
    }
    return Arrays.copyOf(sorted, kept);
  }
}
