package io.citymesh.session;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.spark.SparkEnv;

/**
 * Where files of a short life go that may be large, such as copies of files from an object store:
 * into Spark's local directory of this process ({@code spark.local.dir}), which Spark removes even
 * if the process is killed; without Spark into Java's temporary directory.
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

  private static Path root() throws IOException {
    SparkEnv env = SparkEnv.get();
    Path root =
        Path.of(
            env == null
                ? System.getProperty("java.io.tmpdir")
                : env.blockManager().diskBlockManager().localDirsString()[0]);
    return Files.createDirectories(root);
  }
}
