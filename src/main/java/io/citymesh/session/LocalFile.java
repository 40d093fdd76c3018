package io.citymesh.session;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Files for libraries that read from a local disk only: a file that lies elsewhere is fetched once
 * per process (per executor) and kept until the session ends. Thread-safe.
 */
public final class LocalFile {
  private static final Logger LOG = LoggerFactory.getLogger(LocalFile.class);

  /** Copies by path, length and time of change, each in a folder of its own. */
  private static final SessionState<Map<String, Path>> FETCHED =
      new SessionState<>(
          ConcurrentHashMap::new, copies -> copies.values().forEach(LocalFile::remove));

  private LocalFile() {}

  /**
   * @param path any Hadoop path of a file
   * @return the file itself if it is local, else its copy, with the time of its last change
   * @throws IOException if there is no such file, or it cannot be read or copied
   */
  public static Path of(String path, Configuration hadoop) throws IOException {
    org.apache.hadoop.fs.Path source = new org.apache.hadoop.fs.Path(path);
    FileSystem files = source.getFileSystem(hadoop);
    org.apache.hadoop.fs.Path whole = files.makeQualified(source);
    if (whole.toUri().getScheme().equals("file")) {
      return Path.of(whole.toUri().getPath());
    }
    FileStatus status = files.getFileStatus(whole);
    String key = whole + "|" + status.getLen() + "|" + status.getModificationTime();
    try {
      return FETCHED.get().computeIfAbsent(key, any -> fetch(files, status));
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private static Path fetch(FileSystem files, FileStatus source) {
    try {
      Path copy = Files.createTempDirectory("citymesh-fetched").resolve(source.getPath().getName());
      try {
        files.copyToLocalFile(
            false, source.getPath(), new org.apache.hadoop.fs.Path(copy.toUri()), true);
        if (Files.size(copy) != source.getLen()) {
          throw new IOException(source.getPath() + " was changed while it was fetched");
        }
        Files.setLastModifiedTime(copy, FileTime.fromMillis(source.getModificationTime()));
      } catch (IOException | RuntimeException e) {
        remove(copy);
        throw e;
      }
      return copy;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void remove(Path copy) {
    try {
      Files.deleteIfExists(copy);
      Files.deleteIfExists(copy.getParent());
    } catch (IOException e) {
      LOG.warn("{} cannot be removed: {}", copy, e.toString());
    }
  }
}
