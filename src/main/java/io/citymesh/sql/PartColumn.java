package io.citymesh.sql;

import java.util.Arrays;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DoubleType;
import org.apache.spark.sql.types.IntegerType;
import org.apache.spark.sql.types.LongType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.vectorized.ColumnarArray;
import org.apache.spark.unsafe.types.UTF8String;

/**
 * A column of a batch whose values are computed: an array of its type, which the next batch
 * overwrites.
 */
final class PartColumn extends TypedColumn {
  /** Lists are of ids. */
  private static final StructField ELEMENT =
      new StructType().add("element", DataTypes.LongType, false).apply(0);

  private final int[] ints;
  private long[] longs;
  private final double[] doubles;
  private final UTF8String[] texts;

  /** Of a column of lists: all their elements, one list after the other, and where each ends. */
  private final PartColumn elements;

  private final int[] ends;

  /**
   * @param field its type; no value is null
   * @param room the most rows of a batch
   */
  PartColumn(StructField field, int room) {
    super(field.dataType());
    ints = new int[type instanceof IntegerType ? room : 0];
    longs = new long[type instanceof LongType ? room : 0];
    doubles = new double[type instanceof DoubleType ? room : 0];
    texts = new UTF8String[type instanceof StringType ? room : 0];
    boolean lists = type instanceof ArrayType;
    elements = lists ? new PartColumn(ELEMENT, room) : null;
    ends = new int[lists ? room : 0];
  }

  /** Its values, if it is of whole numbers of 32 bits; without length if not, as the others. */
  int[] ints() {
    return ints;
  }

  double[] doubles() {
    return doubles;
  }

  UTF8String[] texts() {
    return texts;
  }

  /**
   * Puts a list into a column of lists; those before it are there.
   *
   * @param values of which the first {@code count} are its elements
   */
  void putList(int row, long[] values, int count) {
    int start = row == 0 ? 0 : ends[row - 1];
    if (start + count > elements.longs.length) {
      elements.longs = Arrays.copyOf(elements.longs, 2 * (start + count));
    }
    System.arraycopy(values, 0, elements.longs, start, count);
    ends[row] = start + count;
  }

  @Override
  public int getInt(int row) {
    return ints[row];
  }

  @Override
  public long getLong(int row) {
    return longs[row];
  }

  @Override
  public double getDouble(int row) {
    return doubles[row];
  }

  @Override
  public UTF8String getUTF8String(int row) {
    return texts[row];
  }

  @Override
  public ColumnarArray getArray(int row) {
    int start = row == 0 ? 0 : ends[row - 1];
    return new ColumnarArray(elements, start, ends[row] - start);
  }
}
