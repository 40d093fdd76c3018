package io.citymesh.output;

import io.citymesh.session.SessionState;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The numbers of a city's buildings by their keys. Parts know buildings by key, which says nothing
 * of the rest of the city; {@code buildings.parquet} has key and number of each. 12 bytes a
 * building.
 */
public final class BuildingNumbers {

  /**
   * The last ones that were read.
   *
   * @param mesh stands for the mesh that they are of
   */
  private record Kept(String mesh, BuildingNumbers numbers) {}

  /** Those of the mesh that is read in this process. */
  private static final SessionState<AtomicReference<Optional<Kept>>> KEPT =
      new SessionState<>(() -> new AtomicReference<>(Optional.empty()), kept -> {});

  /** Ascending. */
  private final long[] keys;

  /** By the place of the key. */
  private final int[] indices;

  private BuildingNumbers(long[] keys, int[] indices) {
    this.keys = keys;
    this.indices = indices;
  }

  /**
   * The numbers of these buildings.
   *
   * @param byIndex the key of building 0, 1 and so on
   */
  public static BuildingNumbers of(long[] byIndex) {
    long[] keys = byIndex.clone();
    Arrays.sort(keys);
    int[] indices = new int[keys.length];
    for (int i = 0; i < byIndex.length; i++) {
      indices[Arrays.binarySearch(keys, byIndex[i])] = i;
    }
    return new BuildingNumbers(keys, indices);
  }

  /**
   * Reads them.
   *
   * @param out an output directory with {@code buildings.parquet}
   * @throws IOException if it cannot be read, or its numbers are not 0, 1 and so on
   */
  public static BuildingNumbers read(OutputDir out) throws IOException {
    Keys keys = new Keys();
    BuildingsFile.readKeys(out, keys::add);
    return of(keys.all());
  }

  /**
   * Reads them, or takes those that this process has read last.
   *
   * @param out an output directory
   * @param digest of the mesh there
   */
  public static BuildingNumbers read(OutputDir out, String digest) throws IOException {
    String mesh = out + " " + digest;
    AtomicReference<Optional<Kept>> kept = KEPT.get();
    synchronized (kept) { // All tasks want the same.
      Optional<Kept> last = kept.get().filter(known -> known.mesh.equals(mesh));
      if (last.isEmpty()) {
        last = Optional.of(new Kept(mesh, read(out)));
        kept.set(last);
      }
      return last.get().numbers;
    }
  }

  /** How many buildings there are (N). */
  public int count() {
    return keys.length;
  }

  /**
   * The number of a building, 0 ... N-1.
   *
   * @throws IOException if there is none with the key
   */
  public int of(long key) throws IOException {
    int at = Arrays.binarySearch(keys, key);
    if (at < 0) {
      throw new IOException(KnownFiles.BUILDINGS + " has no building with the key " + key);
    }
    return indices[at];
  }

  /** Keys in the order of their buildings. */
  private static final class Keys {
    private long[] keys = new long[64];
    private int count;

    void add(int index, long key) throws IOException {
      if (index != count) {
        throw new IOException(
            KnownFiles.BUILDINGS + " has building " + index + " where " + count + " must be");
      }
      if (count == keys.length) {
        keys = Arrays.copyOf(keys, 2 * count);
      }
      keys[count++] = key;
    }

    long[] all() {
      return Arrays.copyOf(keys, count);
    }
  }
}
