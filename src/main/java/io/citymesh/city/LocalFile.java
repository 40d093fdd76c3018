package io.citymesh.city;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;

/**
 * Files for libraries that read from a local disk only: a file that lies elsewhere is fetched once
 * per process (per executor) and kept until the process ends. Thread-safe.
 */
public final class LocalFile {
  /** By path, length and time of change. */
  private static final Map<String, Path> FETCHED = new ConcurrentHashMap<>();

  private LocalFile() {}

  /**
   * @param path any Hadoop path of a file
   * @return the file itself if it is local, else its copy
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
      return FETCHED.computeIfAbsent(key, any -> fetch(files, whole));
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private static Path fetch(FileSystem files, org.apache.hadoop.fs.Path source) {
    try {
      Path folder = Files.createTempDirectory("citymesh-fetched");
      Path copy = folder.resolve(source.getName());
      folder.toFile().deleteOnExit();
      copy.toFile().deleteOnExit();
      files.copyToLocalFile(false, source, new org.apache.hadoop.fs.Path(copy.toUri()), true);
      return copy;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
