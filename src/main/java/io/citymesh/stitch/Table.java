package io.citymesh.stitch;

import io.citymesh.mesh.MeshInput;
import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Rows of numbers in columns: the tables that make up a {@link Frontier}.
 *
 * <p>A table declares each of its columns once, with what its numbers are; how the column is
 * appended, picked from, checked, written and read follows from that.
 */
abstract class Table implements Serializable {
  private static final long serialVersionUID = 1L;

  /** The meaning of the ints of a column. */
  enum Ints {
    /** Numbers from 0 on. */
    COUNTS,
    /** Vertices of the frontier. */
    VERTICES,
    /** Vertices of the frontier, or -1. */
    VERTICES_OR_NONE,
    /** Features of the frontier. */
    FEATURES,
    /** Features of the frontier, or -1. */
    FEATURES_OR_NONE,
    /** Labels: of ground and outside, or a row of the frontier's {@link Roofs}. */
    LABELS
  }

  /** The meaning of the doubles of a column. */
  enum Doubles {
    /** Finite numbers. */
    FINITE,
    /** Places on a feature, from 0 to 1. */
    PARAMETERS,
    /** Sizes of triangles, metres, infinite where any will do; or none at all. */
    SIZES_OR_NONE
  }

  /**
   * The numbers that the rows of one frontier get in another one.
   *
   * @param vertices what is added to the numbers of its vertices
   * @param features by the number of each of its features
   * @param labels by each of its labels of buildings
   */
  record Renumbering(int vertices, int[] features, int[] labels) {
    private int renumbered(Ints what, int number) {
      if (number < 0) {
        return number;
      }
      return switch (what) {
        case COUNTS -> number;
        case VERTICES, VERTICES_OR_NONE -> number + vertices;
        case FEATURES, FEATURES_OR_NONE -> features[number];
        case LABELS -> labels[number];
      };
    }
  }

  /** How many rows the tables have that the numbers of other tables point to. */
  record Extent(int vertices, int features, int labels) {
    private boolean contains(Ints what, int number) {
      return switch (what) {
        case COUNTS -> number >= 0;
        case VERTICES -> number >= 0 && number < vertices;
        case VERTICES_OR_NONE -> number >= -1 && number < vertices;
        case FEATURES -> number >= 0 && number < features;
        case FEATURES_OR_NONE -> number >= -1 && number < features;
        case LABELS ->
            number >= 0
                ? number < labels
                : number == MeshInput.GROUND || number == MeshInput.OUTSIDE;
      };
    }
  }

  private final List<Column> columns = new ArrayList<>();

  /** The number of rows: the length of the first column. */
  final int rows() {
    return columns.get(0).length() / columns.get(0).width;
  }

  /** Declares the next column. */
  final IntColumn ints(Ints what, int width) {
    IntColumn column = new IntColumn(what, width);
    columns.add(column);
    return column;
  }

  /** Declares the next column. */
  final LongColumn longs() {
    LongColumn column = new LongColumn();
    columns.add(column);
    return column;
  }

  /** Declares the next column. */
  final DoubleColumn doubles(Doubles what, int width) {
    DoubleColumn column = new DoubleColumn(what, width);
    columns.add(column);
    return column;
  }

  /** Appends the rows of the same table of another frontier. */
  final void append(Table other, Renumbering renumbering) {
    for (int i = 0; i < columns.size(); i++) {
      columns.get(i).append(other.columns.get(i), renumbering);
    }
  }

  /** Keeps these rows only, in this order. */
  final void pick(int[] rows) {
    columns.forEach(column -> column.pick(rows));
  }

  final void write(RecordOutput record) {
    columns.forEach(column -> column.write(record));
  }

  final void read(RecordInput record) throws IOException {
    for (Column column : columns) {
      column.read(record);
    }
  }

  /**
   * Whether all columns are of the same length, and their numbers what they are declared to be, so
   * that no reader of the table leaves the frontier's arrays. A table that asks for more adds it.
   */
  boolean isSound(Extent extent) {
    int rows = rows();
    return columns.stream().allMatch(column -> column.isSound(rows, extent));
  }

  /** One or more numbers for each row. */
  abstract static class Column implements Serializable {
    private static final long serialVersionUID = 1L;

    /** Numbers per row. */
    final int width;

    private Column(int width) {
      this.width = width;
    }

    abstract int length();

    abstract void append(Column other, Renumbering renumbering);

    abstract void pick(int[] rows);

    abstract void write(RecordOutput record);

    abstract void read(RecordInput record) throws IOException;

    /** Whether there are as many numbers as that many rows have, and all of them can be. */
    abstract boolean isSound(int rows, Extent extent);

    /** For each number of the picked rows where it is now. */
    final int[] places(int[] rows) {
      int[] places = new int[Math.multiplyExact(width, rows.length)];
      for (int i = 0; i < places.length; i++) {
        places[i] = width * rows[i / width] + i % width;
      }
      return places;
    }
  }

  /** Ints. */
  static final class IntColumn extends Column {
    private static final long serialVersionUID = 1L;
    private final Ints what;

    /** Row by row. */
    int[] values = {};

    private IntColumn(Ints what, int width) {
      super(width);
      this.what = what;
    }

    @Override
    int length() {
      return values.length;
    }

    @Override
    void append(Column other, Renumbering renumbering) {
      int[] more = ((IntColumn) other).values;
      int length = values.length;
      values = Arrays.copyOf(values, length + more.length);
      for (int i = 0; i < more.length; i++) {
        values[length + i] = renumbering.renumbered(what, more[i]);
      }
    }

    @Override
    void pick(int[] rows) {
      int[] all = values;
      values = Arrays.stream(places(rows)).map(i -> all[i]).toArray();
    }

    @Override
    void write(RecordOutput record) {
      record.put(values);
    }

    @Override
    void read(RecordInput record) throws IOException {
      values = record.ints();
    }

    @Override
    boolean isSound(int rows, Extent extent) {
      return values.length == (long) rows * width
          && Arrays.stream(values).allMatch(number -> extent.contains(what, number));
    }

    boolean isAscending() {
      for (int i = 1; i < values.length; i++) {
        if (values[i] < values[i - 1]) {
          return false;
        }
      }
      return true;
    }
  }

  /** Longs, one per row: any. */
  static final class LongColumn extends Column {
    private static final long serialVersionUID = 1L;

    /** Row by row. */
    long[] values = {};

    private LongColumn() {
      super(1);
    }

    @Override
    int length() {
      return values.length;
    }

    @Override
    void append(Column other, Renumbering renumbering) {
      long[] more = ((LongColumn) other).values;
      int length = values.length;
      values = Arrays.copyOf(values, length + more.length);
      System.arraycopy(more, 0, values, length, more.length);
    }

    @Override
    void pick(int[] rows) {
      long[] all = values;
      values = Arrays.stream(rows).mapToLong(i -> all[i]).toArray();
    }

    @Override
    void write(RecordOutput record) {
      record.put(values);
    }

    @Override
    void read(RecordInput record) throws IOException {
      values = record.longs();
    }

    @Override
    boolean isSound(int rows, Extent extent) {
      return values.length == rows;
    }
  }

  /** Doubles. */
  static final class DoubleColumn extends Column {
    private static final long serialVersionUID = 1L;
    private final Doubles what;

    /** Row by row. */
    double[] values = {};

    private DoubleColumn(Doubles what, int width) {
      super(width);
      this.what = what;
    }

    @Override
    int length() {
      return values.length;
    }

    @Override
    void append(Column other, Renumbering renumbering) {
      double[] more = ((DoubleColumn) other).values;
      int length = values.length;
      values = Arrays.copyOf(values, length + more.length);
      System.arraycopy(more, 0, values, length, more.length);
    }

    @Override
    void pick(int[] rows) {
      if (values.length > 0) { // Sizes may be left out.
        double[] all = values;
        values = Arrays.stream(places(rows)).mapToDouble(i -> all[i]).toArray();
      }
    }

    @Override
    void write(RecordOutput record) {
      record.put(values);
    }

    @Override
    void read(RecordInput record) throws IOException {
      values = record.doubles();
    }

    @Override
    boolean isSound(int rows, Extent extent) {
      boolean none = what == Doubles.SIZES_OR_NONE && values.length == 0;
      return (none || values.length == (long) rows * width)
          && switch (what) {
            case FINITE -> Arrays.stream(values).allMatch(Double::isFinite);
            case PARAMETERS -> Arrays.stream(values).allMatch(t -> t >= 0 && t <= 1);
            case SIZES_OR_NONE -> Arrays.stream(values).allMatch(size -> size >= 0);
          };
    }
  }
}
