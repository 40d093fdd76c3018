package io.citymesh.sql;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Has the system fetch a file from the disk while another is worked upon. Nothing but time depends
 * on it: what is wrong with a file is told by who reads it in earnest.
 *
 * <p>A file that the system has in memory is left alone, for reading it for nothing would cost as
 * much as a tenth of a scan: its first block comes at once then.
 */
final class ReadAhead implements AutoCloseable {
  /** The name of its thread. */
  static final String THREAD = "citymesh-read-ahead";

  private static final int BLOCK = 1 << 18;

  /** A block that comes faster was in memory: no disk gives 2.5 GB/s from a standing start. */
  private static final long IN_MEMORY_NANOS = 100_000;

  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(
          task -> {
            Thread made = new Thread(task, THREAD);
            made.setDaemon(true);
            return made;
          });

  /** Of the thread alone. */
  private ByteBuffer block;

  /** Begins to fetch a file. */
  void begin(Path file) {
    thread.execute(() -> fetch(file));
  }

  private void fetch(Path file) {
    if (block == null) {
      block = ByteBuffer.allocateDirect(BLOCK);
    }
    try (FileChannel channel = FileChannel.open(file)) {
      long start = System.nanoTime();
      if (channel.read(block.clear()) < 0 || System.nanoTime() - start < IN_MEMORY_NANOS) {
        return;
      }
      while (channel.read(block.clear()) >= 0) {
        // Now the system has it.
      }
    } catch (IOException e) {
      // Who reads it will say so.
    }
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
