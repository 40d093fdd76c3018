package io.citymesh.output;

import io.citymesh.footprint.Groups;
import java.util.Arrays;
import java.util.BitSet;
import java.util.function.IntPredicate;

/**
 * The pieces of a part's surface: faces that edges of the part join. It takes 4 bytes for each
 * face, half-edge and vertex.
 */
final class PartShells {
  private final int[] corners;

  /** The pieces: each is named by its first face. */
  private final Groups pieces;

  /** By the smaller end of each half-edge, three times its face and the number of its corner. */
  private final Buckets halfEdges;

  private final int vertices;
  private final BitSet usable;

  /** Half-edges of one bucket, by their larger ends. */
  private long[] some = new long[16];

  /** Receives edges. */
  @FunctionalInterface
  interface Visitor {
    /**
     * @param a one end
     * @param b the other end
     * @param piece the first face of the piece that it belongs to
     */
    void visit(int a, int b, int piece);
  }

  /**
   * @param vertices all corners of usable faces are below this
   * @param corners three per face
   * @param usable the faces that count
   */
  PartShells(int vertices, int[] corners, BitSet usable) {
    this.corners = corners;
    this.vertices = vertices;
    this.usable = usable;
    this.pieces = new Groups(corners.length / 3);
    this.halfEdges = new Buckets(vertices);
    for (int f = usable.nextSetBit(0); f >= 0; f = usable.nextSetBit(f + 1)) {
      for (int i = 3 * f; i < 3 * f + 3; i++) {
        halfEdges.count(low(i));
      }
    }
    halfEdges.allocate();
    for (int f = usable.nextSetBit(0); f >= 0; f = usable.nextSetBit(f + 1)) {
      for (int i = 3 * f; i < 3 * f + 3; i++) {
        halfEdges.put(low(i), i);
      }
    }
    for (int low = 0; low < vertices; low++) {
      int count = sort(low);
      for (int i = 1; i < count; i++) {
        if (some[i] >>> 32 == some[i - 1] >>> 32) {
          pieces.join((int) some[i] / 3, (int) some[i - 1] / 3);
        }
      }
    }
  }

  private int end(int halfEdge) {
    return corners[halfEdge % 3 == 2 ? halfEdge - 2 : halfEdge + 1];
  }

  private int low(int halfEdge) {
    return Math.min(corners[halfEdge], end(halfEdge));
  }

  /** Puts the half-edges of a bucket in order, and returns how many they are. */
  private int sort(int low) {
    int start = halfEdges.start(low);
    int count = halfEdges.start(low + 1) - start;
    if (count > some.length) {
      some = new long[2 * count];
    }
    for (int i = 0; i < count; i++) {
      int halfEdge = halfEdges.items()[start + i];
      some[i] = (long) Math.max(corners[halfEdge], end(halfEdge)) << 32 | halfEdge;
    }
    Arrays.sort(some, 0, count);
    return count;
  }

  /** How many pieces there are. */
  int count() {
    int count = 0;
    for (int f = usable.nextSetBit(0); f >= 0; f = usable.nextSetBit(f + 1)) {
      count += pieces.find(f) == f ? 1 : 0;
    }
    return count;
  }

  /** Names the edges with one face here whose ends are of a kind. */
  void forEachBorder(IntPredicate ends, Visitor visitor) {
    for (int low = 0; low < vertices; low++) {
      if (!ends.test(low)) {
        continue;
      }
      int count = sort(low);
      for (int i = 0; i < count; i++) {
        long high = some[i] >>> 32;
        boolean single =
            (i == 0 || some[i - 1] >>> 32 != high)
                && (i + 1 == count || some[i + 1] >>> 32 != high);
        if (single && ends.test((int) high)) {
          visitor.visit(low, (int) high, pieces.find((int) some[i] / 3));
        }
      }
    }
  }
}
