package io.citymesh.job;

import io.citymesh.session.Scratch;
import io.citymesh.session.SessionState;
import io.citymesh.store.DiskStore;
import io.citymesh.store.MemoryStore;
import io.citymesh.store.MeshStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The stores of this executor, one per run. A disk store lies in {@code --spill-dir}, or else in
 * the directories that Spark has for this executor's own blocks, which it removes when the executor
 * ends. There the directory {@code citymesh-<run>} holds all that a run has on this machine, with a
 * directory for each of its executors.
 *
 * <p>An executor or a session that ends takes its directory along, unless it is killed; what was
 * left by those that were goes when the run {@linkplain #close closes} its stores.
 */
final class ExecutorStores {
  private static final Logger LOG = LoggerFactory.getLogger(ExecutorStores.class);
  private static final SessionState<OfSession> RUNS =
      new SessionState<>(OfSession::new, OfSession::close);

  /** The runs of a session. */
  private static final class OfSession {
    private final Map<String, Opened> stores = new ConcurrentHashMap<>();

    private final MemoryStore memory = new MemoryStore();

    /** Runs that are over. A task of theirs may still be at work, if nobody waits for it. */
    private final Set<String> closed = ConcurrentHashMap.newKeySet();

    /** Removes the spilled parts of the runs that are not over when the executor ends. */
    void close() {
      stores.values().stream().filter(opened -> !opened.keep).forEach(ExecutorStores::close);
      stores.clear();
    }
  }

  /**
   * @param keep whether what was spilled is to stay
   */
  private record Opened(MeshStore store, boolean keep) {}

  private ExecutorStores() {}

  /**
   * Where a file of a run is made for which no disk of this executor has room.
   *
   * @throws IllegalStateException if the run is over: its output is complete, and is left alone
   */
  static MeshStore memory(String id) {
    OfSession runs = RUNS.get();
    if (runs.closed.contains(id)) {
      throw new IllegalStateException("the run is over");
    }
    return runs.memory;
  }

  /**
   * The store of a run on this executor; made at the first call.
   *
   * @throws IOException if there is no place to spill to
   * @throws IllegalStateException if the run is over, or the process is ending
   */
  static MeshStore of(Setting setting) throws IOException {
    try {
      OfSession runs = RUNS.get();
      return runs.stores.computeIfAbsent(
              setting.id(),
              id -> {
                if (runs.closed.contains(id)) {
                  throw new IllegalStateException("the run is over");
                }
                return new Opened(open(id, setting.run()), setting.run().keepIntermediate());
              })
          .store;
    } catch (UncheckedIOException e) {
      throw new IOException("no place to spill to: " + e.getMessage(), e);
    }
  }

  private static MeshStore open(String id, RunOptions run) {
    if (run.store() == RunOptions.Store.MEMORY) {
      return memory(id);
    }
    try {
      return new DiskStore(directories(id, run));
    } catch (IOException e) {
      throw new UncheckedIOException(e.getMessage(), e);
    }
  }

  /** The directories that this executor spills to. */
  static List<Path> roots(RunOptions run) {
    List<String> roots = run.spillDirs();
    return roots.isEmpty() ? Scratch.ofSpark() : roots.stream().map(Path::of).toList();
  }

  /** The directories of a run on this machine, as far as this executor knows them. */
  private static List<Path> directories(String id, RunOptions run) {
    return roots(run).stream().map(root -> root.resolve("citymesh-" + id)).toList();
  }

  /**
   * Removes all that a run has spilled on this machine, by whichever executor. Nothing happens if
   * that is nothing; what cannot be removed is logged, for the mesh is none the worse.
   */
  static synchronized void close(String id, RunOptions run) {
    closeStore(id);
    if (run.store() == RunOptions.Store.DISK) {
      directories(id, run).forEach(ExecutorStores::remove);
    }
  }

  private static void closeStore(String id) {
    RUNS.ifLasting().ifPresent(runs -> closeStore(runs, id));
  }

  private static void closeStore(OfSession runs, String id) {
    runs.closed.add(id);
    Opened opened = runs.stores.remove(id);
    if (opened != null) {
      close(opened);
    }
  }

  private static void close(Opened opened) {
    if (opened.store instanceof DiskStore disk) {
      try {
        disk.close();
      } catch (IOException e) {
        LOG.warn("spilled parts cannot be removed: {}", e.toString());
      }
    }
  }

  /** Removes a directory, which other executors may be removing at the same time. */
  private static void remove(Path directory) {
    try (Stream<Path> all = Files.walk(directory)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    } catch (NoSuchFileException e) {
      LOG.debug("nothing is left in {}", directory);
    } catch (IOException | UncheckedIOException e) {
      if (Files.exists(directory)) {
        LOG.warn("spilled parts are left in {}: {}", directory, e.toString());
      }
    }
  }

  /** Forgets the store of a run, but leaves its files. */
  static void forget(String id) {
    RUNS.ifLasting().ifPresent(runs -> runs.stores.remove(id));
  }
}
