package io.citymesh.sql;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Has the system fetch files from the disk while others are worked upon, by a thread of its own,
 * from the first file on. Nothing but time depends on it: what is wrong with a file is told by who
 * reads it in earnest.
 *
 * <p>A file that the system has in memory is left alone, for reading it for nothing would cost as
 * much as a tenth of a scan: its first block comes at once then. Where it still does not come at
 * once after the whole file was read, the system keeps nothing, and no more is fetched.
 */
final class ReadAhead implements AutoCloseable {
  /** The name of its thread. */
  static final String THREAD = "citymesh-read-ahead";

  /** Bytes that are read at a time. */
  static final int BLOCK = 1 << 18;

  /** A block that comes faster was in memory: no disk gives 2.5 GB/s from a standing start. */
  private static final long IN_MEMORY_NANOS = 100_000;

  private static final long IDLE_SECONDS = 60;

  private final long inMemoryNanos;
  private final ThreadPoolExecutor thread;

  /** What is read goes there. Of the thread alone, as is the next. */
  private ByteBuffer block;

  private boolean isInVain;

  ReadAhead() {
    this(IN_MEMORY_NANOS);
  }

  /**
   * @param inMemoryNanos a first block that comes in less time is taken to have been in memory
   */
  ReadAhead(long inMemoryNanos) {
    this.inMemoryNanos = inMemoryNanos;
    thread =
        new ThreadPoolExecutor(
            1,
            1,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            task -> {
              Thread made = new Thread(task, THREAD);
              made.setDaemon(true);
              return made;
            },
            new ThreadPoolExecutor.DiscardPolicy()); // Of what comes after it is closed.
    thread.allowCoreThreadTimeOut(true);
  }

  /** Begins to fetch a file; nothing if this is closed. */
  void begin(Path file) {
    try {
      thread.execute(() -> fetch(file));
    } catch (OutOfMemoryError e) {
      // There can be no thread: the scan waits for its files.
    }
  }

  /**
   * Reads a file, as far as it went when it was opened.
   *
   * @return bytes that were read
   */
  long fetch(Path file) {
    long done = 0;
    try {
      if (isInVain || !Files.isRegularFile(file)) {
        return 0;
      }
      if (block == null) {
        block = ByteBuffer.allocateDirect(BLOCK);
      }
      try (FileChannel channel = FileChannel.open(file)) {
        long size = channel.size();
        if (comesAtOnce(channel)) {
          return block.position();
        }
        done = block.position();
        while (done < size && channel.read(block.clear(), done) > 0) {
          done += block.position();
        }
        isInVain = !comesAtOnce(channel);
      }
    } catch (IOException | RuntimeException | OutOfMemoryError e) {
      // Who reads it in earnest will say so; an error that left the thread could end an executor.
    }
    return done;
  }

  private boolean comesAtOnce(FileChannel channel) throws IOException {
    long start = System.nanoTime();
    channel.read(block.clear(), 0);
    return System.nanoTime() - start < inMemoryNanos;
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
