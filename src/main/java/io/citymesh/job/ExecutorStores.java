package io.citymesh.job;

import io.citymesh.store.DiskStore;
import io.citymesh.store.MemoryStore;
import io.citymesh.store.MeshStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.SparkEnv;

/**
 * The stores of this executor, one per run. A disk store lies in {@code --spill-dir}, or else in
 * the directories that Spark has for this executor's own blocks, which it removes when the executor
 * ends.
 */
final class ExecutorStores {
  private static final Map<String, MeshStore> STORES = new ConcurrentHashMap<>();

  private ExecutorStores() {}

  /** The store of a run on this executor; made at the first call. */
  static MeshStore of(Setting setting) {
    return STORES.computeIfAbsent(setting.id(), id -> open(id, setting.run()));
  }

  private static MeshStore open(String id, RunOptions run) {
    if (run.store() == RunOptions.Store.MEMORY) {
      return new MemoryStore();
    }
    try {
      DiskStore store = new DiskStore(roots(run), id);
      if (!run.keepIntermediate()) {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> close(id)));
      }
      return store;
    } catch (IOException e) {
      throw new UncheckedIOException("no place to spill to: " + e.getMessage(), e);
    }
  }

  private static List<Path> roots(RunOptions run) {
    if (!run.spillDirs().isEmpty()) {
      return run.spillDirs().stream().map(Path::of).toList();
    }
    String[] dirs = SparkEnv.get().blockManager().diskBlockManager().localDirsString();
    return Arrays.stream(dirs).map(Path::of).toList();
  }

  /** Removes the store of a run and all that is in it; nothing happens if there is none here. */
  static void close(String id) {
    MeshStore store = STORES.remove(id);
    if (store instanceof DiskStore disk) {
      try {
        disk.close();
      } catch (IOException e) {
        throw new UncheckedIOException("spilled parts cannot be removed: " + e.getMessage(), e);
      }
    }
  }

  /** Forgets the store of a run, but leaves its files. */
  static void forget(String id) {
    STORES.remove(id);
  }
}
