package io.citymesh.session;

import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.spark.SparkEnv;

/**
 * What a process keeps between the tasks of one Spark session, such as the header of a raster: made
 * when it is first asked for, and dropped with the session or with the process. To be held by a
 * static field, one for each kind of thing. Without Spark it lasts as long as the process.
 * Thread-safe, as far as what is kept is.
 *
 * @param <T> what is kept
 */
public final class SessionState<T> {
  /** One for each static field. */
  private static final Set<SessionState<?>> ALL = ConcurrentHashMap.newKeySet();

  /** Whether the process is on its way out: what were made now would be left behind. */
  private static volatile boolean ending;

  static {
    Runtime.getRuntime().addShutdownHook(new Thread(SessionState::endProcess));
  }

  private final Supplier<T> maker;
  private final Consumer<T> remover;

  /** What is kept, and the session that it belongs to; null if nothing is. */
  private volatile Kept<T> kept;

  private record Kept<T>(SparkEnv session, T value) {}

  /**
   * @param maker makes an empty one for a session
   * @param remover removes what one leaves outside of the heap
   */
  public SessionState(Supplier<T> maker, Consumer<T> remover) {
    this.maker = maker;
    this.remover = remover;
    ALL.add(this);
  }

  /**
   * What is kept in the session that this process is in now.
   *
   * @throws IllegalStateException if the process is ending, whose tasks may still be at work
   */
  public T get() {
    return ifLasting()
        .orElseThrow(() -> new IllegalStateException("the process is ending, and keeps nothing"));
  }

  /** The same; empty if the process is ending and has dropped all, or is about to. */
  public Optional<T> ifLasting() {
    // Tasks ask for each building, and must not wait for each other.
    Kept<T> found = kept;
    return found != null && found.session == SparkEnv.get() && !ending
        ? Optional.of(found.value)
        : made();
  }

  private synchronized Optional<T> made() {
    if (ending) {
      return Optional.empty();
    }
    SparkEnv now = SparkEnv.get();
    if (kept == null || kept.session != now) {
      drop();
      kept = new Kept<>(now, maker.get());
    }
    return Optional.of(kept.value);
  }

  private synchronized void drop() {
    Kept<T> old = kept;
    kept = null;
    if (old != null) {
      remover.accept(old.value);
    }
  }

  /** Drops all that is kept; what is asked for later is made anew. */
  public static void endSession() {
    ALL.forEach(SessionState::drop);
  }

  private static void endProcess() {
    ending = true;
    endSession();
  }
}
