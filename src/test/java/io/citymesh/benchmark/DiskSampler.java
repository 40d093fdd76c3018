package io.citymesh.benchmark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Measures how much lies in directories at most: looks several times a second, until closed. */
final class DiskSampler implements AutoCloseable {
  private static final long PAUSE_MILLIS = 300;

  private final Path spill;
  private final Path[] others;
  private final Thread thread = new Thread(this::sample, "disk sampler");
  private long mostSpilled;
  private long most;

  /**
   * @param spill what is measured alone, too
   * @param others what counts with it
   */
  DiskSampler(Path spill, Path... others) {
    this.spill = spill;
    this.others = others;
    thread.setDaemon(true);
    thread.start();
  }

  private void sample() {
    try {
      while (true) {
        look();
        Thread.sleep(PAUSE_MILLIS);
      }
    } catch (InterruptedException e) {
      return; // It is closed.
    }
  }

  private synchronized void look() {
    long spilled = bytes(spill);
    long all = spilled;
    for (Path other : others) {
      all += bytes(other);
    }
    mostSpilled = Math.max(mostSpilled, spilled);
    most = Math.max(most, all);
  }

  /** In all files below a directory that may not exist; some may go meanwhile. */
  private static long bytes(Path directory) {
    try (Stream<Path> files = Files.walk(directory)) {
      return files.mapToLong(file -> file.toFile().isFile() ? file.toFile().length() : 0).sum();
    } catch (NoSuchFileException e) {
      return 0;
    } catch (IOException | UncheckedIOException e) {
      return 0; // A directory went while it was looked at; the next look is soon.
    }
  }

  /** The most that lay in the spill directory, bytes. */
  synchronized long mostSpilled() {
    return mostSpilled;
  }

  /** The most that lay in all directories at one time, bytes. */
  synchronized long most() {
    return most;
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
