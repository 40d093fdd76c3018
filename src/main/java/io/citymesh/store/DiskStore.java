package io.citymesh.store;

import io.citymesh.air.AirPart;
import io.citymesh.stitch.Part;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.stream.Stream;

/**
 * Makes the files of parts on local disk.
 *
 * <p>The file of the part of node i lies in the store's own directory {@code citymesh-<random>}
 * below root {@code i mod roots}, or below the next one that takes it, so several roots share the
 * load, one may be full, and several stores can share a root.
 *
 * <p>{@link #close} deletes what is left of what the store made; a run that keeps its intermediate
 * files does not close it.
 */
public final class DiskStore implements MeshStore, Closeable {
  private static final FileAttribute<?> PRIVATE =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

  private final List<Path> directories = new ArrayList<>();
  private final List<Path> createdAncestors = new ArrayList<>();

  /** The lock that a writer of a part holds to read, and the closing of the store to write. */
  private final ReadWriteLock open = new ReentrantReadWriteLock();

  private boolean closed;

  /**
   * @param roots the directories to spread the parts over, at least one; those that do not exist
   *     are made, those that cannot be made are passed over
   * @throws IOException if none of the directories can be made; the message names the last
   */
  public DiskStore(List<Path> roots) throws IOException {
    if (roots.isEmpty()) {
      throw new IllegalArgumentException("A store needs a directory");
    }
    String own = "citymesh-" + UUID.randomUUID();
    Set<Path> distinct = new HashSet<>();
    IOException failure = new IOException("there is no directory");
    for (Path root : roots) {
      Path absolute = root.toAbsolutePath().normalize();
      if (distinct.add(absolute)) {
        noteMissing(absolute);
        try {
          directories.add(created(absolute.resolve(own)));
        } catch (IOException e) {
          failure = e;
        }
      }
    }
    if (directories.isEmpty()) {
      throw failure;
    }
  }

  /** Creates a directory; another store may just be removing one on the way to it. */
  private static Path created(Path directory) throws IOException {
    try {
      return createdPrivate(directory);
    } catch (NoSuchFileException e) {
      return createdPrivate(directory);
    }
  }

  /** Creates a directory that, like its parent, only the user may enter. */
  private static Path createdPrivate(Path directory) throws IOException {
    Path root = directory.getParent();
    if (Files.notExists(root)) {
      Files.createDirectories(root.getParent());
    }
    for (Path made : List.of(root, directory)) {
      try {
        if (made.getFileSystem().supportedFileAttributeViews().contains("posix")) {
          Files.createDirectory(made, PRIVATE);
        } else {
          Files.createDirectory(made);
        }
      } catch (FileAlreadyExistsException e) {
        if (!Files.isDirectory(made)) {
          throw e;
        }
      }
    }
    return directory;
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

  @Override
  public Path write(Part part, Optional<AirPart> air, String name, PartFile.Label label)
      throws IOException {
    open.readLock().lock();
    try {
      return writeWhereThereIsRoom(part, air, name, label);
    } finally {
      open.readLock().unlock();
    }
  }

  private Path writeWhereThereIsRoom(
      Part part, Optional<AirPart> air, String name, PartFile.Label label) throws IOException {
    if (closed) {
      throw new IOException("the store of part " + part.name() + " is closed");
    }
    for (int choice = 0; ; choice++) {
      int directory = Math.floorMod(part.node() + choice, directories.size());
      Path file = directories.get(directory).resolve(name);
      try {
        PartFile.write(file, part, air, label);
        return file;
      } catch (IOException e) {
        if (choice + 1 == directories.size()) {
          throw e;
        }
      }
    }
  }

  /**
   * Deletes all parts and every directory that this store made; what others put beside them stays.
   */
  public void deleteAll() throws IOException {
    for (Path directory : directories) {
      try (Stream<Path> files = Files.list(directory)) {
        for (Path file : files.toList()) {
          Files.deleteIfExists(file);
        }
        Files.deleteIfExists(directory);
      } catch (NoSuchFileException e) {
        // Another process has removed what the run has on this machine.
        continue;
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
