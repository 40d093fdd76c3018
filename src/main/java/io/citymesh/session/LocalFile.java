package io.citymesh.session;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
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
    return of(path, List.of(), hadoop);
  }

  /**
   * The same with files beside it, which lie beside the copy.
   *
   * @param path any Hadoop path of a file
   * @param beside names of files in its folder; those that are not there are left out
   */
  public static Path of(String path, List<String> beside, Configuration hadoop) throws IOException {
    org.apache.hadoop.fs.Path source = new org.apache.hadoop.fs.Path(path);
    FileSystem files = source.getFileSystem(hadoop);
    org.apache.hadoop.fs.Path whole = files.makeQualified(source);
    if (whole.toUri().getScheme().equals("file")) {
      return Path.of(whole.toUri().getPath());
    }
    List<FileStatus> all = new ArrayList<>(List.of(files.getFileStatus(whole)));
    for (String name : beside) {
      try {
        FileStatus other =
            files.getFileStatus(new org.apache.hadoop.fs.Path(whole.getParent(), name));
        if (other.isFile()) {
          all.add(other);
        }
      } catch (FileNotFoundException e) {
        continue; // It need not be there.
      }
    }
    String key =
        all.stream()
            .map(f -> f.getPath() + "|" + f.getLen() + "|" + f.getModificationTime())
            .collect(Collectors.joining("|"));
    try {
      return FETCHED.get().computeIfAbsent(key, any -> fetch(files, all));
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  /** Fetches files into a folder of their own; the copy of the first. */
  private static Path fetch(FileSystem files, List<FileStatus> sources) {
    try {
      Path folder = Scratch.folder("citymesh-fetched");
      try {
        for (FileStatus source : sources) {
          Path copy = folder.resolve(source.getPath().getName());
          files.copyToLocalFile(
              false, source.getPath(), new org.apache.hadoop.fs.Path(copy.toUri()), true);
          if (Files.size(copy) != source.getLen()) {
            throw new IOException(source.getPath() + " was changed while it was fetched");
          }
          Files.setLastModifiedTime(copy, FileTime.fromMillis(source.getModificationTime()));
        }
      } catch (IOException | RuntimeException e) {
        removeFolder(folder);
        throw e;
      }
      return folder.resolve(sources.get(0).getPath().getName());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void remove(Path copy) {
    removeFolder(copy.getParent());
  }

  private static void removeFolder(Path folder) {
    try {
      Scratch.removeFolder(folder);
    } catch (IOException e) {
      LOG.warn("{} cannot be removed: {}", folder, e.toString());
    }
  }
}
