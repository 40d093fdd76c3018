package io.citymesh.output;

import java.util.Arrays;

/**
 * The vertices that other parts than their owner name: sorted, and what the checker knows of each
 * by its index in that order. Their number grows with the parts' perimeters, not with the city's
 * area.
 */
final class SharedVertices {
  /**
   * Their {@linkplain PublishedMesh#vertexName names}, sorted; the first {@code size} are in use.
   */
  private long[] ids = new long[1 << 10];

  private int size;

  /** x, y, z by index. */
  private double[] xyz = new double[0];

  /** By index: true once its coordinates are set. */
  private boolean[] known = new boolean[0];

  /** By index: true if a face of another part than its owner uses it. */
  private boolean[] used = new boolean[0];

  /** By index: true if a wall face of any part uses it. */
  private boolean[] onWall = new boolean[0];

  /**
   * By index: room for whoever reads a part, to number the vertices that it uses; -1 everywhere
   * between two parts. (An array per part would cost parts times shared vertices.)
   */
  private int[] scratch = new int[0];

  /** By index: the smallest index of a shared vertex with the same x and y. */
  private int[] planar = new int[0];

  /** First, for each use; ids may come in any order and more than once. */
  void add(long id) {
    if (size == ids.length) {
      compact();
      if (2 * size > ids.length) {
        ids = Arrays.copyOf(ids, 2 * ids.length);
      }
    }
    ids[size++] = id;
  }

  /** After the last {@link #add}. */
  void freeze() {
    compact();
    ids = Arrays.copyOf(ids, size);
    xyz = new double[3 * size];
    known = new boolean[size];
    used = new boolean[size];
    onWall = new boolean[size];
    scratch = new int[size];
    Arrays.fill(scratch, -1);
  }

  private void compact() {
    Arrays.sort(ids, 0, size);
    int kept = 0;
    for (int i = 0; i < size; i++) {
      if (kept == 0 || ids[i] != ids[kept - 1]) {
        ids[kept++] = ids[i];
      }
    }
    size = kept;
  }

  /** After all coordinates are known. */
  void groupByPlace() {
    planar = VertexIndex.planarGroups(xyz, size);
  }

  int size() {
    return size;
  }

  long id(int index) {
    return ids[index];
  }

  /** The index of an id, or a negative number. */
  int indexOf(long id) {
    return Arrays.binarySearch(ids, id);
  }

  /** The index of the smallest id that is at least {@code id}. */
  int firstFrom(long id) {
    int index = indexOf(id);
    return index >= 0 ? index : -index - 1;
  }

  /** Coordinates by index, three each; not to be changed. */
  double[] xyz() {
    return xyz;
  }

  void setCoordinates(int index, double x, double y, double z) {
    xyz[3 * index] = x;
    xyz[3 * index + 1] = y;
    xyz[3 * index + 2] = z;
    known[index] = true;
  }

  /** True if a readable part owns the vertex. */
  boolean isKnown(int index) {
    return known[index];
  }

  int[] scratch() {
    return scratch;
  }

  void setUsed(int index) {
    used[index] = true;
  }

  boolean isUsed(int index) {
    return used[index];
  }

  void setOnWall(int index) {
    onWall[index] = true;
  }

  boolean isOnWall(int index) {
    return onWall[index];
  }

  int planar(int index) {
    return planar[index];
  }
}
