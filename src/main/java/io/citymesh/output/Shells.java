package io.citymesh.output;

import io.citymesh.stitch.RecordInput;
import io.citymesh.stitch.RecordOutput;
import java.io.IOException;
import java.util.Arrays;

/**
 * How many shells a surface has: the pieces of its parts, less what is joined where parts meet. A
 * name of a piece is a part and a face; pieces that nothing joins need none. It takes some 60 bytes
 * for each piece that is joined.
 */
final class Shells {
  private final KeyTable names = new KeyTable(1);

  /** By name the number of another of the same shell, or its own. */
  private int[] parents = new int[16];

  /** Pairs of names, each of which has made one of two shells. */
  private long[] joints = new long[16];

  private int size;
  private long pieces;

  /** Adds pieces of a part. */
  void add(long count) {
    pieces += count;
  }

  /** Joins two pieces. */
  void join(long a, long b) {
    int first = root(number(a));
    int second = root(number(b));
    if (first == second) {
      return;
    }
    parents[Math.max(first, second)] = Math.min(first, second);
    if (size == joints.length) {
      joints = Arrays.copyOf(joints, 2 * size);
    }
    joints[size++] = a;
    joints[size++] = b;
  }

  private int number(long name) {
    int known = names.size();
    int number = names.number(new long[] {name}, 0);
    if (number == known) {
      if (number == parents.length) {
        parents = Arrays.copyOf(parents, 2 * number);
      }
      parents[number] = number;
    }
    return number;
  }

  private int root(int number) {
    int at = number;
    while (parents[at] != at) {
      parents[at] = parents[parents[at]];
      at = parents[at];
    }
    return at;
  }

  /** How many shells there are, once all is added. */
  long count() {
    return pieces - size / 2;
  }

  void write(RecordOutput out) {
    out.put(pieces).put(Arrays.copyOf(joints, size));
  }

  /** Adds what {@link #write} has written. */
  void add(RecordInput in) throws IOException {
    pieces += in.longNumber();
    long[] more = in.longs();
    for (int i = 0; i < more.length; i += 2) {
      join(more[i], more[i + 1]);
    }
  }
}
