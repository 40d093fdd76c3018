package io.citymesh.sql;

import java.util.function.IntPredicate;
import java.util.function.IntToDoubleFunction;
import java.util.function.IntToLongFunction;
import java.util.function.IntUnaryOperator;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.Decimal;
import org.apache.spark.sql.vectorized.ColumnVector;
import org.apache.spark.sql.vectorized.ColumnarArray;
import org.apache.spark.sql.vectorized.ColumnarMap;
import org.apache.spark.unsafe.types.UTF8String;

/**
 * A column of the rows of one part: a function of the row, over the arrays of the part, which are
 * not copied. What is computed, as an area, is computed when it is asked for.
 */
final class PartColumn extends ColumnVector {
  private final Values values;
  private final int[] rows;

  /**
   * The values by row of the part; the functions of other types than the column's are null.
   *
   * @param isNull null if no value is
   */
  private record Values(
      UTF8String text,
      IntUnaryOperator ints,
      IntToLongFunction longs,
      IntToDoubleFunction doubles,
      IntPredicate isNull) {}

  private PartColumn(DataType type, Values values, int[] rows) {
    super(type);
    this.values = values;
    this.rows = rows;
  }

  /** The same text in each row. */
  static PartColumn text(String text) {
    UTF8String bytes = UTF8String.fromString(text);
    return new PartColumn(
        DataTypes.StringType, new Values(bytes, null, null, null, null), new int[0]);
  }

  static PartColumn ints(IntUnaryOperator ints) {
    return new PartColumn(
        DataTypes.IntegerType, new Values(null, ints, null, null, null), new int[0]);
  }

  static PartColumn longs(IntToLongFunction longs) {
    return longs(longs, null);
  }

  /** Whole numbers, not asked for where they are null. */
  static PartColumn longs(IntToLongFunction longs, IntPredicate isNull) {
    return new PartColumn(
        DataTypes.LongType, new Values(null, null, longs, null, isNull), new int[0]);
  }

  static PartColumn doubles(IntToDoubleFunction doubles) {
    return new PartColumn(
        DataTypes.DoubleType, new Values(null, null, null, doubles, null), new int[0]);
  }

  /**
   * The same column of some of the rows.
   *
   * @param chosen rows of the part, at least one
   */
  PartColumn of(int[] chosen) {
    return new PartColumn(type, values, chosen);
  }

  private int row(int rowId) {
    return rows.length == 0 ? rowId : rows[rowId];
  }

  @Override
  public boolean hasNull() {
    return values.isNull != null;
  }

  /** Not known without looking at all rows; who asks wants to know whether it is 0. */
  @Override
  public int numNulls() {
    return hasNull() ? 1 : 0;
  }

  @Override
  public boolean isNullAt(int rowId) {
    return values.isNull != null && values.isNull.test(row(rowId));
  }

  @Override
  public int getInt(int rowId) {
    return values.ints.applyAsInt(row(rowId));
  }

  @Override
  public long getLong(int rowId) {
    return values.longs.applyAsLong(row(rowId));
  }

  @Override
  public double getDouble(int rowId) {
    return values.doubles.applyAsDouble(row(rowId));
  }

  @Override
  public UTF8String getUTF8String(int rowId) {
    return values.text;
  }

  /** The arrays are the part's, and go with it. */
  @Override
  public void close() {}

  private UnsupportedOperationException otherType() {
    return new UnsupportedOperationException("a column of " + type.simpleString());
  }

  @Override
  public boolean getBoolean(int rowId) {
    throw otherType();
  }

  @Override
  public byte getByte(int rowId) {
    throw otherType();
  }

  @Override
  public short getShort(int rowId) {
    throw otherType();
  }

  @Override
  public float getFloat(int rowId) {
    throw otherType();
  }

  @Override
  public ColumnarArray getArray(int rowId) {
    throw otherType();
  }

  @Override
  public ColumnarMap getMap(int rowId) {
    throw otherType();
  }

  @Override
  public Decimal getDecimal(int rowId, int precision, int scale) {
    throw otherType();
  }

  @Override
  public byte[] getBinary(int rowId) {
    throw otherType();
  }

  @Override
  public ColumnVector getChild(int ordinal) {
    throw otherType();
  }
}
