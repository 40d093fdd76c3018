package io.citymesh.output;

import io.citymesh.report.UserError;
import io.citymesh.session.Scratch;
import java.io.FileNotFoundException;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.Serializable;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.CommonPathCapabilities;
import org.apache.hadoop.fs.EtagSource;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.MultipartUploader;
import org.apache.hadoop.fs.Options;
import org.apache.hadoop.fs.RemoteIterator;
import org.apache.hadoop.hdfs.DistributedFileSystem;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The output directory, on the local file system or on any that Hadoop knows.
 *
 * <p>A file that is written appears whole under its name or not at all: it is written under a
 * temporary name and renamed, or uploaded under its own name to a store on which it appears when it
 * is closed ({@link FileSystemTraits#appearsWhole}), and given up if it cannot be made whole. Two
 * attempts of the same task may write the same file at the same time; one of them wins, and both
 * have the same content.
 *
 * <p>A local directory is written through {@code java.nio}, not through Hadoop's local file system,
 * which would put a {@code .crc} file beside each file. Thread-safe.
 */
public final class OutputDir {
  private static final Logger LOG = LoggerFactory.getLogger(OutputDir.class);

  /** How often a file is put in place before it is given up. */
  private static final int RENAMES = 5;

  private final String name;
  private final Optional<Path> local;
  private final org.apache.hadoop.fs.Path root;
  private final FileSystem files;
  private final FileSystemTraits traits;

  private OutputDir(String name, org.apache.hadoop.fs.Path root, FileSystem files)
      throws IOException {
    this.name = name;
    this.root = root;
    this.files = files;
    URI uri = root.toUri();
    // Not Path.of(uri), which wants all that is not ASCII escaped; Hadoop leaves it as it is.
    this.local =
        uri.getScheme().equals("file") ? Optional.of(Path.of(uri.getPath())) : Optional.empty();
    this.traits = local.isPresent() ? FileSystemTraits.LOCAL : FileSystemTraits.of(files, root);
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

  /** Another directory, reached in the same way. */
  public OutputDir other(String directory) {
    return of(directory, files.getConf());
  }

  /** The error for an output to which nothing can be written. */
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

  /** The traits of the directory's file system. */
  public FileSystemTraits traits() {
    return traits;
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
      place(
          file,
          temporary -> {
            try (OutputStream out = Files.newOutputStream(temporary)) {
              content.writeTo(out);
            }
          });
    } else if (traits.appearsWhole()) {
      fill(hadoopPath(file), true, content);
    } else {
      org.apache.hadoop.fs.Path target = hadoopPath(file);
      org.apache.hadoop.fs.Path temporary =
          new org.apache.hadoop.fs.Path(target.getParent(), temporaryName(target.getName()));
      boolean placed = false;
      try {
        fill(temporary, true, content);
        rename(temporary, target);
        placed = true;
      } finally {
        if (!placed) {
          deleteQuietly(temporary);
        }
      }
    }
  }

  /**
   * Writes a file.
   *
   * @param file a path relative to the directory; an existing file is replaced
   * @param bytes all that remain
   */
  public void write(String file, ByteBuffer bytes) throws IOException {
    if (local.isEmpty()) {
      write(file, out -> Channels.newChannel(out).write(bytes));
      return;
    }
    place(
        file,
        temporary -> {
          try (FileChannel out =
              FileChannel.open(
                  temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            while (bytes.hasRemaining()) {
              out.write(bytes);
            }
          }
        });
  }

  /** Makes a file of the local directory, under a temporary name first. */
  private void place(String file, LocalContent content) throws IOException {
    Path target = local.orElseThrow().resolve(file);
    createFolder(target.getParent());
    Path temporary = target.resolveSibling(temporaryName(target.getFileName().toString()));
    try {
      content.writeTo(temporary);
      Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(temporary);
    }
  }

  /** Makes a folder, if it is not there: the system's answer that it is would be an exception. */
  private static void createFolder(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      Files.createDirectories(folder);
    }
  }

  /**
   * Makes a file and fills it. If that fails, what is there of it is given up, never closed as if
   * it were whole; on a store where a file is there before it is closed, it must be deleted then.
   */
  private void fill(org.apache.hadoop.fs.Path path, boolean overwrite, Content content)
      throws IOException {
    fill(files.create(path, overwrite), content);
  }

  private static void fill(FSDataOutputStream out, Content content) throws IOException {
    boolean whole = false;
    try {
      content.writeTo(new OpenStream(out));
      whole = true;
    } finally {
      if (!whole) {
        giveUp(out);
      }
    }
    out.close();
  }

  /** Stays open when its writer closes it, as some do when they fail: that would make the file. */
  private static final class OpenStream extends FilterOutputStream {
    OpenStream(OutputStream out) {
      super(out);
    }

    @Override
    public void write(byte[] bytes, int offset, int count) throws IOException {
      out.write(bytes, offset, count);
    }

    @Override
    public void flush() {} // A stream to a store cannot, and need not before it is closed.

    @Override
    public void close() {}
  }

  /** Gives up a file that is being written: uploads of parts are cancelled. */
  private static void giveUp(FSDataOutputStream out) {
    if (out.hasCapability(CommonPathCapabilities.ABORTABLE_STREAM)) {
      out.abort();
    }
    try {
      out.close();
    } catch (IOException e) { // Why it is given up is told already.
      LOG.debug("a file that was given up cannot be closed", e);
    }
  }

  private void deleteQuietly(org.apache.hadoop.fs.Path path) {
    try {
      files.delete(path, false);
    } catch (IOException e) { // The next run sweeps it.
      LOG.warn("{} cannot be removed: {}", path, e.getMessage());
    }
  }

  /**
   * Makes a file that is not there yet, which one alone can do of those who try at the same time:
   * so local file systems and HDFS have it. Object stores look and then write, with a moment in
   * between.
   *
   * @param file a path relative to the directory, which exists
   * @return false if there is such a file already
   */
  public boolean create(String file, byte[] content) throws IOException {
    if (local.isPresent()) {
      java.nio.file.Path path = local.get().resolve(file);
      OutputStream made;
      try {
        made = Files.newOutputStream(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
      } catch (java.nio.file.FileAlreadyExistsException e) {
        return false;
      }
      try (made) {
        made.write(content);
        return true;
      } catch (IOException e) { // An empty file would keep others out.
        Files.deleteIfExists(path);
        throw e;
      }
    }
    org.apache.hadoop.fs.Path path = hadoopPath(file);
    FSDataOutputStream made;
    try {
      made = files.create(path, false);
    } catch (IOException e) {
      if (files.exists(path)) { // Stores say so in different words.
        return false;
      }
      throw e;
    }
    try {
      fill(made, out -> out.write(content));
      return true;
    } catch (IOException e) {
      if (!traits.appearsWhole()) {
        deleteQuietly(path);
      }
      throw e;
    }
  }

  /**
   * Replaces a file, which is there at any time; elsewhere than on a local file system it may be
   * seen without its content for a moment.
   *
   * @param file a path relative to the directory
   */
  public void replace(String file, byte[] content) throws IOException {
    if (local.isPresent()) {
      write(file, out -> out.write(content));
      return;
    }
    fill(hadoopPath(file), true, out -> out.write(content));
  }

  /** When a file (a path relative to the directory) was last written, by its system's clock. */
  public Instant modified(String file) throws IOException {
    return local.isPresent()
        ? Files.getLastModifiedTime(local.get().resolve(file)).toInstant()
        : Instant.ofEpochMilli(
            files.getFileStatus(new org.apache.hadoop.fs.Path(root, file)).getModificationTime());
  }

  /** Changes when a file (a path relative to the directory) was last written; takes no room. */
  public void touch(String file, Instant when) throws IOException {
    if (local.isPresent()) {
      Files.setLastModifiedTime(local.get().resolve(file), FileTime.from(when));
    } else {
      files.setTimes(new org.apache.hadoop.fs.Path(root, file), when.toEpochMilli(), -1);
    }
  }

  /**
   * What lies in a folder.
   *
   * @param folder whether it is a folder; a symbolic link to one is
   * @param link whether it is a symbolic link
   */
  public record Entry(String name, boolean folder, boolean link) {}

  /**
   * All that lies in a folder, hidden or not, by name; nothing if there is no such folder.
   *
   * @param folder a path relative to the directory; empty for the directory itself
   */
  public List<Entry> list(String folder) throws IOException {
    List<Entry> entries = new ArrayList<>();
    if (local.isPresent()) {
      Path path = local.get().resolve(folder);
      if (Files.isDirectory(path)) {
        try (DirectoryStream<Path> all = Files.newDirectoryStream(path)) {
          for (Path file : all) {
            entries.add(
                new Entry(
                    file.getFileName().toString(),
                    Files.isDirectory(file),
                    Files.isSymbolicLink(file)));
          }
        } catch (DirectoryIteratorException e) {
          throw e.getCause();
        }
      }
    } else {
      org.apache.hadoop.fs.Path path = hadoopPath(folder);
      if (files.exists(path)) {
        RemoteIterator<FileStatus> all = files.listStatusIterator(path);
        while (all.hasNext()) {
          FileStatus file = all.next();
          entries.add(new Entry(file.getPath().getName(), file.isDirectory(), file.isSymlink()));
        }
      }
    }
    entries.sort(Comparator.comparing(Entry::name));
    return entries;
  }

  /** A file (a path relative to the directory) as Hadoop names it; empty for the directory. */
  org.apache.hadoop.fs.Path hadoopPath(String file) {
    return file.isEmpty() ? root : new org.apache.hadoop.fs.Path(root, file);
  }

  /**
   * Makes the directory, if it is not there.
   *
   * @return whether it was not
   * @throws IOException if it is a file, or cannot be made
   */
  public boolean make() throws IOException {
    if (local.isPresent()) {
      if (Files.isDirectory(local.get())) {
        return false;
      }
      Files.createDirectories(local.get());
      return true;
    }
    if (files.exists(root)) {
      if (!files.getFileStatus(root).isDirectory()) {
        throw new IOException(name + " is a file");
      }
      return false;
    }
    if (!files.mkdirs(root)) {
      throw new IOException("its parent may not be writable");
    }
    return true;
  }

  /**
   * Removes a file, a symbolic link or an empty folder.
   *
   * @param file a path relative to the directory; empty for the directory itself
   * @return false if it stays: it is absent, or a folder that is not empty
   */
  public boolean delete(String file) throws IOException {
    if (local.isPresent()) {
      try {
        return Files.deleteIfExists(local.get().resolve(file));
      } catch (DirectoryNotEmptyException e) {
        return false;
      }
    }
    org.apache.hadoop.fs.Path path = hadoopPath(file);
    if (!files.exists(path)
        || (files.getFileStatus(path).isDirectory() && files.listStatus(path).length > 0)) {
      return false;
    }
    return files.delete(path, false);
  }

  /** Removes a directory (a path relative to this one) and all that is in it, if it exists. */
  public void deleteDirectory(String directory) throws IOException {
    files.delete(new org.apache.hadoop.fs.Path(root, directory), true);
  }

  /**
   * A temporary name for a file that is being written; {@link KnownFiles#sweep} removes files of
   * such names.
   */
  public static String temporaryName(String name) {
    return "." + name + "." + UUID.randomUUID();
  }

  /**
   * Hadoop's rename does not replace, but for HDFS' own: elsewhere an earlier attempt's file goes
   * first, and another attempt may put its own there meanwhile.
   */
  private void rename(org.apache.hadoop.fs.Path from, org.apache.hadoop.fs.Path to)
      throws IOException {
    if (files instanceof DistributedFileSystem hdfs) {
      hdfs.rename(from, to, Options.Rename.OVERWRITE);
      return;
    }
    for (int attempt = 0; attempt < RENAMES; attempt++) {
      try {
        if (files.rename(from, to)) {
          return;
        }
      } catch (FileAlreadyExistsException e) { // Some say so, others return false.
        LOG.debug("{} is there already", to);
      }
      files.delete(to, false);
    }
    throw new IOException(to + ": cannot be put in place of " + from);
  }

  /**
   * Joins files into one, without reading them; the pieces are removed.
   *
   * @param file a path relative to the directory; an existing file is replaced
   * @param pieces paths relative to the directory, in their order
   * @throws IOException if the file system will not; the pieces are still there then
   */
  public void concatenate(String file, List<String> pieces) throws IOException {
    org.apache.hadoop.fs.Path target = hadoopPath(file);
    org.apache.hadoop.fs.Path temporary =
        new org.apache.hadoop.fs.Path(target.getParent(), temporaryName(target.getName()));
    boolean placed = false;
    try {
      long length = 0;
      List<org.apache.hadoop.fs.Path> filled = new ArrayList<>();
      for (String piece : pieces) {
        long size = size(piece);
        if (size > 0) { // HDFS takes no empty ones.
          filled.add(hadoopPath(piece));
        }
        length += size;
      }
      fill(temporary, true, out -> {});
      if (!filled.isEmpty()) {
        files.concat(temporary, filled.toArray(org.apache.hadoop.fs.Path[]::new));
      }
      long made = files.getFileStatus(temporary).getLen();
      if (made != length) {
        throw new IOException(
            String.format(Locale.ROOT, "%s has %d bytes of %d", temporary, made, length));
      }
      rename(temporary, target);
      placed = true;
    } catch (UnsupportedOperationException | IllegalArgumentException e) {
      throw new IOException(e);
    } finally {
      if (!placed) {
        deleteQuietly(temporary);
      }
    }
  }

  /** Uploads files in parts; to be closed. */
  MultipartUploader uploader() throws IOException {
    return files.createMultipartUploader(root).build();
  }

  /**
   * Cancels the uploads into this directory that were begun and never ended, by processes that were
   * killed: nobody sees them, and they take room. Only for who has the directory for himself.
   */
  void cancelUploads() {
    if (!traits.takesParts()) {
      return;
    }
    try (MultipartUploader uploader = uploader()) {
      uploader.abortUploadsUnderPath(root).join();
    } catch (IOException | CompletionException | UnsupportedOperationException e) {
      // Not every user may list them; a store can have a rule that lets them expire.
      LOG.warn("{}: unfinished uploads cannot be cancelled: {}", name, e.getMessage());
    }
  }

  /**
   * Writes a file whose content can only be made on the local file system (HDF5 needs to go back
   * and forth): in place if the directory is local, else in a scratch folder first.
   *
   * @param file a path relative to the directory; an existing file is replaced
   * @param content makes the file, whole or not at all
   */
  public void writeLocally(String file, LocalContent content) throws IOException {
    if (local.isPresent()) {
      Path target = local.get().resolve(file);
      createFolder(target.getParent());
      content.writeTo(target);
      return;
    }
    Path scratch = Scratch.folder("citymesh-publish");
    Path path = scratch.resolve("content");
    try {
      content.writeTo(path);
      write(file, out -> Files.copy(path, out));
    } finally {
      Files.deleteIfExists(path);
      Files.delete(scratch);
    }
  }

  /**
   * Puts a file that is whole into the directory: on the same file system it is renamed; to another
   * one it is copied, or uploaded, and stays where it is.
   *
   * @param made the file, on the local file system or in memory
   * @param file a path relative to the directory; an existing file is replaced
   */
  public void take(Path made, String file) throws IOException {
    if (local.isPresent()) {
      Path target = local.get().resolve(file);
      createFolder(target.getParent());
      try {
        Files.move(made, target, StandardCopyOption.ATOMIC_MOVE);
        return;
      } catch (AtomicMoveNotSupportedException e) {
        LOG.debug("{} lies on another file system", made);
      }
    }
    write(file, out -> Files.copy(made, out));
  }

  /**
   * What tells whether a file is the one that it was: its length and when it was written, or the
   * tag that an object store gives its content.
   *
   * @param bytes its length
   * @param version the time, in nanoseconds, or the tag
   */
  public record Stamp(long bytes, String version) implements Serializable {}

  /** The stamp of a file (a path relative to the directory); empty if there is no such file. */
  public Optional<Stamp> stamp(String file) throws IOException {
    try {
      if (local.isPresent()) {
        BasicFileAttributes now =
            Files.readAttributes(local.get().resolve(file), BasicFileAttributes.class);
        long nanos = now.lastModifiedTime().to(TimeUnit.NANOSECONDS);
        return now.isRegularFile()
            ? Optional.of(new Stamp(now.size(), Long.toString(nanos)))
            : Optional.empty();
      }
      FileStatus now = files.getFileStatus(hadoopPath(file));
      String tag = now instanceof EtagSource tagged ? tagged.getEtag() : null;
      String version = tag == null ? now.getModificationTime() + "000000" : tag;
      return now.isFile() ? Optional.of(new Stamp(now.getLen(), version)) : Optional.empty();
    } catch (NoSuchFileException | FileNotFoundException e) {
      return Optional.empty();
    }
  }

  /** Reads a file on the local file system. */
  @FunctionalInterface
  public interface LocalReader<T> {
    /** Reads the file, which may be gone afterwards. */
    T readFrom(Path path) throws IOException;
  }

  /**
   * Where a file lies on the local file system, if the directory is local.
   *
   * @param file a path relative to the directory
   */
  public Optional<Path> localPath(String file) {
    return local.map(directory -> directory.resolve(file));
  }

  /**
   * Reads a file through a reader that needs it on the local file system: in place if the directory
   * is local, else from a copy in a scratch file.
   *
   * @param file a path relative to the directory
   */
  public <T> T readLocally(String file, LocalReader<T> reader) throws IOException {
    Optional<Path> here = localPath(file);
    if (here.isPresent()) {
      return reader.readFrom(here.get());
    }
    Path copy = Scratch.file("citymesh-read");
    try {
      try (InputStream in = open(file)) {
        Files.copy(in, copy, StandardCopyOption.REPLACE_EXISTING);
      }
      return reader.readFrom(copy);
    } finally {
      Files.deleteIfExists(copy);
    }
  }

  /** The directory as the user gave it. */
  @Override
  public String toString() {
    return name;
  }
}
