package io.citymesh.output;

import io.citymesh.report.UserError;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.RemoteIterator;

/**
 * The output directory, on the local file system or on any that Hadoop knows.
 *
 * <p>A file that is written appears whole under its name or not at all: it is written under a
 * temporary name and renamed. Two attempts of the same task may write the same file at the same
 * time; one of them wins, and both have the same content.
 *
 * <p>A local directory is written through {@code java.nio}, not through Hadoop's local file system,
 * which would put a {@code .crc} file beside each file. Thread-safe.
 */
public final class OutputDir {
  private final String name;
  private final Optional<Path> local;
  private final org.apache.hadoop.fs.Path root;
  private final FileSystem files;

  private OutputDir(String name, org.apache.hadoop.fs.Path root, FileSystem files) {
    this.name = name;
    this.root = root;
    this.files = files;
    URI uri = root.toUri();
    this.local = uri.getScheme().equals("file") ? Optional.of(Path.of(uri)) : Optional.empty();
  }

  /**
   * @param directory a path or URI; it need not exist
   * @param configuration Hadoop's, as {@code SparkContext.hadoopConfiguration} gives it
   * @throws UserError if no file system is known for the URI
   */
  public static OutputDir of(String directory, Configuration configuration) {
    try {
      org.apache.hadoop.fs.Path path = new org.apache.hadoop.fs.Path(directory);
      FileSystem files = path.getFileSystem(configuration);
      return new OutputDir(directory, files.makeQualified(path), files);
    } catch (IOException | IllegalArgumentException e) {
      throw new UserError(
          directory + ": is no directory that Hadoop can reach: " + e.getMessage(), e);
    }
  }

  /** What to say if something cannot be written to an output. */
  public static UserError unwritable(String directory, IOException error) {
    return new UserError(
        directory
            + " cannot be written: "
            + error.getMessage()
            + "; if its disk is full, make room or choose another --out",
        error);
  }

  /** The directory on the local file system, if that is where it is. */
  public Optional<Path> local() {
    return local;
  }

  /** True if the file (a path relative to the directory) exists. */
  public boolean exists(String file) throws IOException {
    return local.isPresent()
        ? Files.exists(local.get().resolve(file))
        : files.exists(new org.apache.hadoop.fs.Path(root, file));
  }

  /**
   * How long a file (a path relative to the directory) is, bytes.
   *
   * @throws IOException if it is absent, or no file but a folder or a pipe
   */
  public long size(String file) throws IOException {
    if (local.isPresent()) {
      Path path = local.get().resolve(file);
      BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
      if (!attributes.isRegularFile()) {
        throw new IOException(path + " is no regular file");
      }
      return attributes.size();
    }
    FileStatus status = files.getFileStatus(new org.apache.hadoop.fs.Path(root, file));
    if (!status.isFile()) {
      throw new IOException(status.getPath() + " is no file");
    }
    return status.getLen();
  }

  /** Opens a file (a path relative to the directory) to read. */
  public InputStream open(String file) throws IOException {
    return local.isPresent()
        ? Files.newInputStream(local.get().resolve(file))
        : files.open(new org.apache.hadoop.fs.Path(root, file));
  }

  /** Writes to a stream. */
  @FunctionalInterface
  public interface Content {
    /** Writes all of it; whoever calls closes the stream. */
    void writeTo(OutputStream out) throws IOException;
  }

  /** Writes to a file on the local file system. */
  @FunctionalInterface
  public interface LocalContent {
    /** Makes the file; its directory exists. */
    void writeTo(Path path) throws IOException;
  }

  /**
   * Writes a file, streaming its content.
   *
   * @param file a path relative to the directory; an existing file is replaced
   */
  public void write(String file, Content content) throws IOException {
    if (local.isPresent()) {
      Path target = local.get().resolve(file);
      Files.createDirectories(target.getParent());
      Path temporary = target.resolveSibling(temporaryName(target.getFileName().toString()));
      try {
        try (OutputStream out = Files.newOutputStream(temporary)) {
          content.writeTo(out);
        }
        Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
      } finally {
        Files.deleteIfExists(temporary);
      }
    } else {
      org.apache.hadoop.fs.Path target = new org.apache.hadoop.fs.Path(root, file);
      org.apache.hadoop.fs.Path temporary =
          new org.apache.hadoop.fs.Path(target.getParent(), temporaryName(target.getName()));
      try {
        try (OutputStream out = files.create(temporary, true)) {
          content.writeTo(out);
        }
        rename(temporary, target);
      } catch (IOException e) {
        files.delete(temporary, false);
        throw e;
      }
    }
  }

  /** Removes a directory (a path relative to this one) and all that is in it, if it exists. */
  public void deleteDirectory(String directory) throws IOException {
    files.delete(new org.apache.hadoop.fs.Path(root, directory), true);
  }

  private static String temporaryName(String name) {
    return "." + name + "." + UUID.randomUUID();
  }

  /**
   * Removes what was begun and never put in place, because the process that wrote it was killed.
   *
   * @param directory a path relative to this one; it need not exist
   */
  public void removeUnfinished(String directory) throws IOException {
    org.apache.hadoop.fs.Path path = new org.apache.hadoop.fs.Path(root, directory);
    if (local.isPresent()) {
      Path folder = local.get().resolve(directory);
      if (Files.isDirectory(folder)) {
        try (DirectoryStream<Path> unfinished = Files.newDirectoryStream(folder, ".*")) {
          for (Path file : unfinished) {
            Files.deleteIfExists(file);
          }
        }
      }
    } else if (files.exists(path)) {
      for (FileStatus file : files.listStatus(path, found -> found.getName().startsWith("."))) {
        files.delete(file.getPath(), false);
      }
    }
  }

  /** Hadoop's rename does not replace: an earlier attempt's file goes first. */
  private void rename(org.apache.hadoop.fs.Path from, org.apache.hadoop.fs.Path to)
      throws IOException {
    if (!files.rename(from, to)) {
      files.delete(to, false);
      if (!files.rename(from, to)) {
        throw new IOException(to + ": cannot be put in place of " + from);
      }
    }
  }

  /**
   * Writes a file whose content can only be made on the local file system (HDF5 needs to go back
   * and forth): in place if the directory is local, else in the local temporary directory first.
   *
   * @param file a path relative to the directory; an existing file is replaced
   * @param content makes the file, whole or not at all
   */
  public void writeLocally(String file, LocalContent content) throws IOException {
    if (local.isPresent()) {
      Path target = local.get().resolve(file);
      Files.createDirectories(target.getParent());
      content.writeTo(target);
      return;
    }
    Path scratch = Files.createTempDirectory("citymesh-publish");
    Path path = scratch.resolve("content");
    try {
      content.writeTo(path);
      write(file, out -> Files.copy(path, out));
    } finally {
      Files.deleteIfExists(path);
      Files.delete(scratch);
    }
  }

  /** Reads a file on the local file system. */
  @FunctionalInterface
  public interface LocalReader<T> {
    /** Takes what is wanted from the file, which may be gone afterwards. */
    T readFrom(Path path) throws IOException;
  }

  /**
   * Reads a file through a reader that needs it on the local file system: in place if the directory
   * is local, else from a copy in the local temporary directory.
   *
   * @param file a path relative to the directory
   */
  public <T> T readLocally(String file, LocalReader<T> reader) throws IOException {
    if (local.isPresent()) {
      return reader.readFrom(local.get().resolve(file));
    }
    Path copy = Files.createTempFile("citymesh-read", "");
    try {
      try (InputStream in = open(file)) {
        Files.copy(in, copy, StandardCopyOption.REPLACE_EXISTING);
      }
      return reader.readFrom(copy);
    } finally {
      Files.deleteIfExists(copy);
    }
  }

  /**
   * Deletes the files of a folder that are not wanted; nothing happens if there is no such folder.
   *
   * @param folder a path relative to the directory
   * @param wanted by file name
   */
  public void retain(String folder, Predicate<String> wanted) throws IOException {
    org.apache.hadoop.fs.Path path = new org.apache.hadoop.fs.Path(root, folder);
    if (!files.exists(path)) {
      return;
    }
    RemoteIterator<FileStatus> all = files.listStatusIterator(path);
    while (all.hasNext()) {
      org.apache.hadoop.fs.Path file = all.next().getPath();
      if (!wanted.test(file.getName())) {
        files.delete(file, false);
      }
    }
  }

  /** As the user gave it. */
  @Override
  public String toString() {
    return name;
  }
}
