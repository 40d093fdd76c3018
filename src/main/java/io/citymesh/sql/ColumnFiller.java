package io.citymesh.sql;

/** Makes the values of some columns of a part, batch after batch. */
@FunctionalInterface
interface ColumnFiller {
  /**
   * Puts the values of rows into its columns, from their first place on.
   *
   * @param rows of the part, ascending
   * @param count how many of them, at most as many as the columns have room for
   */
  void fill(int[] rows, int count);
}
