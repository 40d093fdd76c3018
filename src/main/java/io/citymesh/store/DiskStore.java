package io.citymesh.store;

import io.citymesh.stitch.Part;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.stream.Stream;

/**
 * Keeps each part as one HDF5 file on local disk.
 *
 * <p>The file of part {@code id} is {@code part_<id>.h5} in the store's own directory {@code
 * citymesh-<random>} below root {@code id mod roots}, or below the next one that takes it, so
 * several roots share the load, one may be full, and several stores can share a root. Content:
 * datasets {@code vertices} float64 (n,3), {@code faces} int32 (m,3), {@code markers} int32 (m),
 * {@code foreign} int64 (k,2) = (part id, index); attributes {@code id}, {@code name}, {@code
 * kind}, {@code fingerprint} and the counts {@code vertex_count}, {@code face_count}, {@code
 * foreign_count}; each dataset carries its {@code crc32c}.
 *
 * <p>A part is refused on reading if its file is truncated or changed, if it is another part, or if
 * it was written under another fingerprint, that is with other options.
 *
 * <p>{@link #close} deletes what the store made; a run that keeps its intermediate files does not
 * close it.
 */
public final class DiskStore implements MeshStore, Closeable {
  private final List<Path> directories = new ArrayList<>();
  private final List<Path> createdAncestors = new ArrayList<>();
  private final String fingerprint;

  /** Held to read by who writes a part, and to write by who closes the store. */
  private final ReadWriteLock open = new ReentrantReadWriteLock();

  private boolean closed;

  /**
   * @param roots the directories to spread the parts over, at least one; those that do not exist
   *     are made
   * @param fingerprint a text that stands for the run's options and input, not empty
   * @throws IOException if a directory cannot be made; the message names it
   */
  public DiskStore(List<Path> roots, String fingerprint) throws IOException {
    if (roots.isEmpty() || fingerprint.isEmpty()) {
      throw new IllegalArgumentException("A store needs a directory and a fingerprint");
    }
    this.fingerprint = fingerprint;
    String own = "citymesh-" + UUID.randomUUID();
    Set<Path> distinct = new HashSet<>();
    for (Path root : roots) {
      Path absolute = root.toAbsolutePath().normalize();
      if (distinct.add(absolute)) {
        noteMissing(absolute);
        directories.add(created(absolute.resolve(own)));
      }
    }
  }

  /** Creates a directory; another store may just be removing one on the way to it. */
  private static Path created(Path directory) throws IOException {
    try {
      return Files.createDirectories(directory);
    } catch (NoSuchFileException e) {
      return Files.createDirectories(directory);
    }
  }

  /** Remembers which directories on the way to a root are ours to delete, deepest last. */
  private void noteMissing(Path root) {
    List<Path> missing = new ArrayList<>();
    for (Path p = root; p != null && !Files.exists(p); p = p.getParent()) {
      missing.add(0, p);
    }
    createdAncestors.addAll(missing);
  }

  /** The directories that hold the parts, one below each root. */
  public List<Path> directories() {
    return List.copyOf(directories);
  }

  /** The file of a part; if there is none, where it would go. */
  public Path file(int id) {
    for (int i = 0; i < directories.size(); i++) {
      Path file = file(id, i);
      if (Files.exists(file)) {
        return file;
      }
    }
    return file(id, 0);
  }

  private Path file(int id, int choice) {
    return directories
        .get(Math.floorMod(id + choice, directories.size()))
        .resolve(String.format(Locale.ROOT, "part_%06d.h5", id));
  }

  @Override
  public void write(Part part) throws IOException {
    Map<String, Object> attributes = new LinkedHashMap<>();
    attributes.put("id", part.id());
    attributes.put("name", part.name());
    attributes.put("kind", part.kind().name());
    attributes.put("vertex_count", part.vertexCount());
    attributes.put("face_count", part.faceCount());
    attributes.put("foreign_count", part.foreign().length);
    attributes.put("fingerprint", fingerprint);
    FlatArray[] arrays = {
      FlatArray.of("vertices", 3, part.vertices()),
      FlatArray.of("faces", 3, part.faces()),
      FlatArray.of("markers", 1, part.markers()),
      foreignPairs(part.foreign())
    };
    open.readLock().lock();
    try {
      writeWhereThereIsRoom(part.id(), attributes, arrays);
    } finally {
      open.readLock().unlock();
    }
  }

  private void writeWhereThereIsRoom(int id, Map<String, Object> attributes, FlatArray... arrays)
      throws IOException {
    if (closed) {
      throw new IOException("the store of part " + id + " is closed");
    }
    for (int choice = 0; ; choice++) {
      try {
        Hdf5File.spill(file(id, choice), attributes, arrays);
        return;
      } catch (IOException e) {
        if (choice + 1 == directories.size()) {
          throw e;
        }
      }
    }
  }

  private static FlatArray foreignPairs(long[] foreign) {
    return new FlatArray(
        "foreign",
        FlatArray.Type.INT64,
        foreign.length,
        2,
        (first, slab) -> {
          // A slab holds whole rows.
          for (int i = (int) (first / 2); slab.hasRemaining(); i++) {
            slab.putLong(Part.foreignPart(foreign[i])).putLong(Part.foreignIndex(foreign[i]));
          }
        });
  }

  @Override
  public Part read(int id) throws IOException {
    Path path = file(id);
    if (!Files.exists(path)) {
      throw new NoSuchFileException(path.toString(), null, "part " + id + " is not in this store");
    }
    try (Hdf5File file = Hdf5File.open(path)) {
      expect(path, "id", file.number("id"), id);
      if (!file.text("fingerprint").equals(fingerprint)) {
        throw new IOException(path + ": was written with other options than this run's");
      }
      Part part =
          new Part(
              id,
              kind(path, file.text("kind")),
              file.text("name"),
              file.doubles("vertices", 3),
              file.ints("faces", 3),
              file.ints("markers", 1),
              joined(file.longs("foreign", 2)));
      expect(path, "vertex_count", file.number("vertex_count"), part.vertexCount());
      expect(path, "face_count", file.number("face_count"), part.faceCount());
      expect(path, "foreign_count", file.number("foreign_count"), part.foreign().length);
      expect(path, "rows of faces", part.faces().length / 3, part.faceCount());
      return part;
    }
  }

  private static Part.Kind kind(Path path, String name) throws IOException {
    for (Part.Kind kind : Part.Kind.values()) {
      if (kind.name().equals(name)) {
        return kind;
      }
    }
    throw new IOException(path + ": unknown kind of part " + name);
  }

  private static void expect(Path path, String what, long found, long expected) throws IOException {
    if (found != expected) {
      throw new IOException(path + ": " + what + " is " + found + " where it must be " + expected);
    }
  }

  private static long[] joined(long[] pairs) {
    long[] foreign = new long[pairs.length / 2];
    for (int i = 0; i < foreign.length; i++) {
      foreign[i] = Part.foreign((int) pairs[2 * i], (int) pairs[2 * i + 1]);
    }
    return foreign;
  }

  @Override
  public void delete(int id) throws IOException {
    for (int choice = 0; choice < directories.size(); choice++) {
      Files.deleteIfExists(file(id, choice));
    }
  }

  /**
   * Deletes all parts and every directory that this store made; what others put beside them stays.
   */
  public void deleteAll() throws IOException {
    for (Path directory : directories) {
      if (Files.exists(directory)) {
        try (Stream<Path> files = Files.list(directory)) {
          for (Path file : files.toList()) {
            Files.deleteIfExists(file);
          }
        }
        Files.deleteIfExists(directory);
      }
    }
    for (int i = createdAncestors.size() - 1; i >= 0; i--) {
      try {
        Files.deleteIfExists(createdAncestors.get(i));
      } catch (DirectoryNotEmptyException e) {
        // Another store has settled in it: the last one to leave can't know, and it stays.
        continue;
      }
    }
  }

  /** Waits for parts that are being written, takes no more, and {@link #deleteAll deletes} all. */
  @Override
  public void close() throws IOException {
    open.writeLock().lock();
    try {
      closed = true;
      deleteAll();
    } finally {
      open.writeLock().unlock();
    }
  }
}
