package io.citymesh.cli;

import io.citymesh.output.RunningProcess;
import io.citymesh.report.UserError;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.hadoop.util.ShutdownHookManager;

/**
 * The folder of this process's temporary files, which nobody else may enter: of Spark, which would
 * let all read what it shuffles and what is spilled to its directories, and of libraries that
 * unpack native code. It becomes {@code java.io.tmpdir}, and goes when the process ends.
 *
 * <p>A process that was killed leaves its folder behind. The next one of the same user on this
 * system removes it: a file in it says whose it was.
 */
final class PrivateFolder {
  private static final String PREFIX = "citymesh-process-";

  /** The file that names the folder's process, see {@link RunningProcess}. */
  private static final String OWNER = "owner";

  /** How long a shutdown may remove the folder, seconds: it may hold many spilled parts. */
  private static final int SECONDS_TO_REMOVE = 60;

  private static final int MOST_BYTES = 1 << 10;

  private static Optional<Path> ofThisProcess = Optional.empty();
  private static boolean usedBySpark;

  private PrivateFolder() {}

  /**
   * Makes the folder in the system's temporary folder. To be called before any code asks for {@code
   * java.io.tmpdir}.
   *
   * @throws UserError if it cannot be made
   */
  static synchronized void open() {
    Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
    try {
      Path own = make(temporary);
      ofThisProcess = Optional.of(own);
      System.setProperty("java.io.tmpdir", own.toString());
      Runtime.getRuntime().addShutdownHook(new Thread(() -> close(false)));
      sweep(temporary, own);
    } catch (IOException e) {
      throw new UserError(
          "the temporary directory "
              + temporary
              + " cannot be written to: "
              + e.getMessage()
              + "; choose another with CITYMESH_JAVA_OPTS=-Djava.io.tmpdir=DIR",
          e);
    }
  }

  /** Keeps the folder until Spark has stopped. To be called before Spark starts. */
  static synchronized void leaveToSpark() {
    if (ofThisProcess.isPresent() && !usedBySpark) {
      usedBySpark = true;
      ShutdownHookManager.get()
          .addShutdownHook(() -> close(true), 0, SECONDS_TO_REMOVE, TimeUnit.SECONDS);
    }
  }

  private static synchronized void close(boolean afterSpark) {
    if (usedBySpark == afterSpark) {
      ofThisProcess.ifPresent(PrivateFolder::remove);
    }
  }

  static Path make(Path temporary) throws IOException {
    Path own = Files.createTempDirectory(temporary, PREFIX);
    Files.writeString(own.resolve(OWNER), RunningProcess.self());
    return own;
  }

  /** Removes the folders of processes that are gone. */
  static void sweep(Path temporary, Path own) throws IOException {
    try (DirectoryStream<Path> folders = Files.newDirectoryStream(temporary, PREFIX + "*")) {
      for (Path folder : folders) {
        if (!folder.equals(own) && isLeft(folder, own)) {
          remove(folder);
        }
      }
    }
  }

  /** Whether a folder is as private as this process's, and was left by a process that has ended. */
  private static boolean isLeft(Path folder, Path own) {
    try {
      LinkOption itself = LinkOption.NOFOLLOW_LINKS;
      Path owner = folder.resolve(OWNER);
      if (!Files.isDirectory(folder, itself)
          || !Files.getOwner(folder, itself).equals(Files.getOwner(own, itself))
          || !Files.getPosixFilePermissions(folder, itself)
              .equals(PosixFilePermissions.fromString("rwx------"))
          || !Files.isRegularFile(owner, itself)) {
        return false;
      }
      try (InputStream in = Files.newInputStream(owner)) {
        return RunningProcess.isGone(new String(in.readNBytes(MOST_BYTES), StandardCharsets.UTF_8));
      }
    } catch (IOException | UnsupportedOperationException e) { // Another may be removing it.
      return false;
    }
  }

  /** Removes a folder as far as that is possible; links are not followed. */
  private static void remove(Path folder) {
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    } catch (IOException | UncheckedIOException e) {
      // What stays is private, and the next process tries again.
    }
  }
}
