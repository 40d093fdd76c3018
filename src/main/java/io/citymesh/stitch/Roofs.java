package io.citymesh.stitch;

import io.citymesh.footprint.Building;
import io.citymesh.geo.Bounds;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.LongStream;

/**
 * The buildings that a task or a frontier knows, by ascending key: roof, ground and extent. A
 * building's label is its row: good inside the task or the frontier only, and no larger than the
 * number of buildings there.
 */
final class Roofs extends Table {
  private static final long serialVersionUID = 1L;

  /** The keys, ascending, each once. */
  final LongColumn key = longs();

  /** Elevation of the roof, metres. */
  final DoubleColumn roof = doubles(Doubles.FINITE, 1);

  /** Elevation of the ground below, metres. */
  final DoubleColumn ground = doubles(Doubles.FINITE, 1);

  /** xmin, ymin, xmax, ymax of the footprint, metres. */
  final DoubleColumn bounds = doubles(Doubles.FINITE, 4);

  /** The table of these buildings, in any order; no two of them have the same key. */
  static Roofs of(Collection<Building> buildings) {
    Roofs roofs = new Roofs();
    List<Building> ordered =
        buildings.stream().sorted(Comparator.comparingLong(Building::key)).toList();
    roofs.key.values = ordered.stream().mapToLong(Building::key).toArray();
    roofs.roof.values = ordered.stream().mapToDouble(Building::roof).toArray();
    roofs.ground.values = ordered.stream().mapToDouble(Building::ground).toArray();
    roofs.bounds.values =
        ordered.stream()
            .map(Building::bounds)
            .flatMapToDouble(b -> DoubleStream.of(b.xmin(), b.ymin(), b.xmax(), b.ymax()))
            .toArray();
    return roofs;
  }

  /** The label of a building that is in the table. */
  int labelOf(Building building) {
    return Arrays.binarySearch(key.values, building.key());
  }

  /** The buildings of both, each once. */
  static Roofs union(Roofs first, Roofs second) {
    Roofs union = new Roofs();
    Renumbering same = new Renumbering(0, new int[0], new int[0]);
    union.append(first, same);
    union.append(second, same);
    long[] keys = union.key.values;
    union.pick(
        LongStream.concat(Arrays.stream(first.key.values), Arrays.stream(second.key.values))
            .sorted()
            .distinct()
            .mapToInt(key -> rowOf(keys, key, first.rows()))
            .toArray());
    return union;
  }

  /** Where a key is in a list of ascending ones, or in another one that follows. */
  private static int rowOf(long[] keys, long key, int split) {
    int row = Arrays.binarySearch(keys, 0, split, key);
    return row >= 0 ? row : Arrays.binarySearch(keys, split, keys.length, key);
  }

  /** Elevation of a building's roof, metres. */
  double of(int label) {
    return roof.values[label];
  }

  /** True if the whole footprint lies in the interior of the rectangle. */
  boolean isInside(int label, Bounds r) {
    double[] b = bounds.values;
    int i = 4 * label;
    return b[i] > r.xmin() && b[i + 1] > r.ymin() && b[i + 2] < r.xmax() && b[i + 3] < r.ymax();
  }

  /** The keys of some buildings. */
  long[] keys(int[] labels) {
    return Arrays.stream(labels).mapToLong(label -> key.values[label]).toArray();
  }

  /** The labels that the buildings have in another table, which knows all of them. */
  int[] labelsIn(Roofs other) {
    return Arrays.stream(key.values)
        .mapToInt(key -> Arrays.binarySearch(other.key.values, key))
        .toArray();
  }

  /**
   * The buildings with these labels alone.
   *
   * @param labels ascending
   */
  Roofs of(int[] labels) {
    Roofs some = new Roofs();
    some.append(this, new Renumbering(0, new int[0], new int[0]));
    some.pick(labels);
    return some;
  }

  @Override
  boolean isSound(Extent extent) {
    long[] keys = key.values;
    for (int i = 1; i < keys.length; i++) {
      if (keys[i] <= keys[i - 1]) {
        return false;
      }
    }
    return super.isSound(extent);
  }
}
