package io.citymesh.job;

import java.util.ArrayDeque;
import java.util.Deque;
import org.apache.spark.TaskContext;
import org.apache.spark.TaskKilledException;

/**
 * Lets only as many tasks of an executor mesh at the same time as its heap has room for, so that
 * its cores need not share the heap out beforehand and the plan need not know them.
 *
 * <p>A task asks before it meshes a tile or a seam, and waits in line: who came first goes first,
 * so that a large tile is not passed over for ever by small ones. What is larger than all of the
 * room goes alone. A task has one pass at most and waits for nothing else while it has it, so that
 * no two can wait for each other.
 *
 * <p>Thread-safe. It holds what is given out and nothing besides: when no task meshes, it is as
 * new.
 */
final class Admission {
  /** The interval at which a waiting task checks whether it was killed, milliseconds. */
  private static final long LOOK = 500;

  private static final Admission OF_EXECUTOR = new Admission(Machine.room(Machine.ofThisProcess()));

  private final long room;
  private final Deque<Pass> line = new ArrayDeque<>();
  private long given;

  /**
   * @param room heap that may be given out at a time, bytes
   */
  Admission(long room) {
    this.room = room;
  }

  /** The admission to this JVM's heap. */
  static Admission ofThisExecutor() {
    return OF_EXECUTOR;
  }

  /** The right to fill a part of the heap, until it is closed. */
  final class Pass implements AutoCloseable {
    private long bytes;

    /** Gives the pass back and waits for one for all of the room: nobody else meshes then. */
    void alone() {
      close();
      enter(this, room);
    }

    /** Gives the pass back. */
    @Override
    public void close() {
      leave(this);
    }
  }

  /**
   * Waits until there is room.
   *
   * @param bytes of heap that are wanted
   * @throws TaskKilledException if the task at hand is killed meanwhile
   */
  Pass admit(long bytes) {
    Pass pass = new Pass();
    enter(pass, bytes);
    return pass;
  }

  private synchronized void enter(Pass pass, long bytes) {
    long wanted = Math.min(bytes, room);
    line.add(pass);
    try {
      requireAlive();
      while (line.peek() != pass || given + wanted > room) {
        wait(LOOK);
        requireAlive();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new TaskKilledException("interrupted while it waited for heap");
    } finally {
      line.remove(pass);
      notifyAll(); // The next in line may fit beside this one.
    }
    given += wanted;
    pass.bytes = wanted;
  }

  private static void requireAlive() {
    TaskContext task = TaskContext.get();
    if (task != null && task.isInterrupted()) {
      throw new TaskKilledException("killed before it had its heap");
    }
  }

  private synchronized void leave(Pass pass) {
    given -= pass.bytes;
    pass.bytes = 0;
    notifyAll();
  }
}
