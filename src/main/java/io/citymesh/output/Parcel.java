package io.citymesh.output;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * What a part cannot settle by itself, on its way to the bucket where equal things meet: rows of
 * longs, doubles by their bits.
 */
final class Parcel {
  /** What there is; each kind has rows of its own. */
  enum Kind {
    /** An edge with a face on each side: the names of its ends, ascending. */
    WHOLE_EDGE(2),
    /**
     * Any other edge: the names of its ends, how many faces go from the first to the second and
     * back, x, y, z of the first, x, y, z of the second.
     */
    EDGE(10),
    /** An edge of planar faces with one on each side: the places of its ends, two longs each. */
    WHOLE_PLANAR_EDGE(4),
    /** Any other: the places of its ends, how many faces go there and back, z of either end. */
    PLANAR_EDGE(8),
    /** A face: the names of its vertices, ascending, and its index in its part. */
    FACE(4),
    /** A vertex: x, y, z. */
    VERTEX(3),
    /**
     * Roof faces of a building: its key; the height that the first of its faces in the part has
     * told, and this face's index; at what height these faces lie, or NaN for a slanted one; how
     * many they are; the first of them, and x, y, z of its first corner.
     */
    ROOF(9),
    /** An edge with one face that has been judged: x, y, z of its ends. */
    OPEN_EDGE(6),
    /**
     * An edge of a closed surface that has one face in the part: the names of its ends, ascending,
     * and the first face of the piece of the part that it belongs to.
     */
    SHELL_EDGE(3);

    final int width;

    Kind(int width) {
      this.width = width;
    }
  }

  private final long[][] rows = new long[Kind.values().length][0];
  private final int[] sizes = new int[rows.length];

  /** Adds a row. */
  void add(Kind kind, long... row) {
    int at = kind.ordinal();
    int size = sizes[at];
    if (size + row.length > rows[at].length) {
      rows[at] = Arrays.copyOf(rows[at], Math.max(4 * row.length, Math.multiplyExact(2, size)));
    }
    System.arraycopy(row, 0, rows[at], size, row.length);
    sizes[at] = size + row.length;
  }

  byte[] bytes() {
    int total = 4 * rows.length;
    for (int size : sizes) {
      total = Math.addExact(total, Math.multiplyExact(8, size));
    }
    ByteBuffer bytes = ByteBuffer.allocate(total);
    for (int i = 0; i < rows.length; i++) {
      bytes.putInt(sizes[i]);
      bytes.asLongBuffer().put(rows[i], 0, sizes[i]);
      bytes.position(bytes.position() + 8 * sizes[i]);
    }
    return bytes.array();
  }

  /** The rows of one kind in the bytes of a parcel. */
  static long[] rows(byte[] bytes, Kind kind) {
    ByteBuffer parcel = at(bytes, kind);
    long[] rows = new long[parcel.getInt()];
    parcel.asLongBuffer().get(rows);
    return rows;
  }

  /** One of these longs. */
  static long value(byte[] bytes, Kind kind, int index) {
    ByteBuffer parcel = at(bytes, kind);
    return parcel.getLong(parcel.position() + 4 + 8 * index);
  }

  /** Where the rows of a kind begin, with their number. */
  private static ByteBuffer at(byte[] bytes, Kind kind) {
    ByteBuffer parcel = ByteBuffer.wrap(bytes);
    for (int i = 0; i < kind.ordinal(); i++) {
      parcel.position(parcel.position() + 4 + 8 * parcel.getInt(parcel.position()));
    }
    return parcel;
  }

  /** A coordinate as a key: equal numbers have equal bits. */
  static long bits(double coordinate) {
    // Adding zero turns minus zero into zero.
    return Double.doubleToRawLongBits(coordinate + 0.0);
  }
}
