package io.citymesh.session;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.SparkEnv;

/**
 * Where files of a short life go that may be large, such as copies of files from an object store:
 * into Spark's local directory of this process ({@code spark.local.dir}), which a cluster removes
 * also if an executor is killed; without Spark into Java's temporary directory.
 */
public final class Scratch {
  private Scratch() {}

  /**
   * Makes a folder that nobody else has, for the caller to remove.
   *
   * @param name begins its name
   */
  public static Path folder(String name) throws IOException {
    return Files.createTempDirectory(root(), name);
  }

  /**
   * Makes a file that nobody else has, empty, for the caller to remove.
   *
   * @param name begins its name
   */
  public static Path file(String name) throws IOException {
    return Files.createTempFile(root(), name, "");
  }

  /** The directory with the most room. */
  private static Path root() throws IOException {
    List<Path> ofSpark = ofSpark();
    List<Path> directories =
        ofSpark.isEmpty() ? List.of(Path.of(System.getProperty("java.io.tmpdir"))) : ofSpark;
    Path roomiest = null;
    long most = -1;
    for (Path directory : directories) {
      long free = Files.createDirectories(directory).toFile().getUsableSpace();
      if (free > most) {
        roomiest = directory;
        most = free;
      }
    }
    return roomiest;
  }

  /** Spark's local directories of this process; none if Spark does not run, or has stopped. */
  public static List<Path> ofSpark() {
    SparkEnv env = SparkEnv.get();
    return env == null
        ? List.of()
        : Stream.of(env.blockManager().diskBlockManager().localDirsString()).map(Path::of).toList();
  }

  /** Removes a folder with its files, which may have gone with Spark's directory. */
  public static void removeFolder(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.deleteIfExists(file);
      }
    }
    Files.deleteIfExists(folder);
  }
}
