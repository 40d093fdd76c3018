package io.citymesh.sql;

import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.Decimal;
import org.apache.spark.sql.vectorized.ColumnVector;
import org.apache.spark.sql.vectorized.ColumnarArray;
import org.apache.spark.sql.vectorized.ColumnarMap;
import org.apache.spark.unsafe.types.UTF8String;

/** A column of values of one type that are never null: what is asked for else is a bug. */
abstract class TypedColumn extends ColumnVector {
  TypedColumn(DataType type) {
    super(type);
  }

  @Override
  public boolean hasNull() {
    return false;
  }

  /** Not known without looking at all rows; who asks wants to know whether it is 0. */
  @Override
  public int numNulls() {
    return hasNull() ? 1 : 0;
  }

  @Override
  public boolean isNullAt(int row) {
    return false;
  }

  /** The arrays go with the reader. */
  @Override
  public void close() {}

  private UnsupportedOperationException otherType() {
    return new UnsupportedOperationException("a column of " + type.simpleString());
  }

  @Override
  public boolean getBoolean(int row) {
    throw otherType();
  }

  @Override
  public byte getByte(int row) {
    throw otherType();
  }

  @Override
  public short getShort(int row) {
    throw otherType();
  }

  @Override
  public int getInt(int row) {
    throw otherType();
  }

  @Override
  public long getLong(int row) {
    throw otherType();
  }

  @Override
  public float getFloat(int row) {
    throw otherType();
  }

  @Override
  public double getDouble(int row) {
    throw otherType();
  }

  @Override
  public UTF8String getUTF8String(int row) {
    throw otherType();
  }

  @Override
  public ColumnarArray getArray(int row) {
    throw otherType();
  }

  @Override
  public ColumnarMap getMap(int row) {
    throw otherType();
  }

  @Override
  public Decimal getDecimal(int row, int precision, int scale) {
    throw otherType();
  }

  @Override
  public byte[] getBinary(int row) {
    throw otherType();
  }

  @Override
  public ColumnVector getChild(int ordinal) {
    throw otherType();
  }
}
