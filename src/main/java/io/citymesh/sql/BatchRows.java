package io.citymesh.sql;

/**
 * The rows of a part that are a batch, ascending.
 *
 * @param chosen rows of the part, of which the batch is a stretch; none if all are, so that those
 *     of a batch follow one another
 * @param first the place of its first row in these; else this row
 * @param count how many there are
 */
record BatchRows(int[] chosen, int first, int count) {
  private static final int[] NONE = {};

  /** Rows that follow one another. */
  static BatchRows following(int first, int count) {
    return new BatchRows(NONE, first, count);
  }

  /**
   * Rows that were chosen, which may follow one another all the same.
   *
   * @param first the place of the first, of {@code count}
   */
  static BatchRows chosen(int[] rows, int first, int count) {
    boolean following = count > 0 && rows[first + count - 1] - rows[first] == count - 1;
    return following ? following(rows[first], count) : new BatchRows(rows, first, count);
  }

  /** The row of the part that is a row of the batch. */
  int row(int i) {
    return chosen.length == 0 ? first + i : chosen[first + i];
  }
}
