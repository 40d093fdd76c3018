package io.citymesh.format;

/**
 * How much of a format's files a task writes.
 *
 * @param least bytes, but for the last task
 * @param most bytes that are wanted: tasks need not be longer for the sake of speed
 * @param cores on which tasks run
 */
public record TaskSize(long least, long most, int cores) {
  /** What an object store asks for of a piece, and some more. */
  private static final long LEAST = 8 << 20;

  private static final long MOST = 64 << 20;

  /** An object store takes 10,000 pieces of a file. */
  private static final long MOST_PIECES = 9_000;

  /** So that all cores are busy to the end. */
  private static final int TASKS_PER_CORE = 4;

  /** The usual sizes. */
  public static TaskSize on(int cores) {
    return new TaskSize(LEAST, MOST, cores);
  }

  /** The bytes of each task, if all have as many, for so many bytes in all. */
  long even(long length) {
    return Math.max(length / MOST_PIECES, next(length));
  }

  /** The bytes of the next task where so many are left: the last tasks are the shortest. */
  long next(long left) {
    return Math.max(least, Math.min(most, left / (TASKS_PER_CORE * cores)));
  }
}
