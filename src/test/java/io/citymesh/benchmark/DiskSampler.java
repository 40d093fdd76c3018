package io.citymesh.benchmark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.concurrent.atomic.AtomicLong;

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

  /** In all files below a directory that may not exist; what goes meanwhile does not count. */
  private static long bytes(Path directory) {
    AtomicLong bytes = new AtomicLong();
    try {
      Files.walkFileTree(
          directory,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
              bytes.addAndGet(attributes.size());
              return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException gone) {
              return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path visited, IOException gone) {
              return FileVisitResult.CONTINUE;
            }
          });
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.get();
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
