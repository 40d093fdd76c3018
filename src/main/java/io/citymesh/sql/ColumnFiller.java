package io.citymesh.sql;

/** Makes the values of some columns of a part, batch after batch. */
@FunctionalInterface
interface ColumnFiller {
  /**
   * Puts the values of rows into its columns, from their first place on.
   *
   * @param rows at most as many as the columns have room for
   */
  void fill(BatchRows rows);
}
