package io.citymesh.footprint;

import java.util.Arrays;
import org.locationtech.jts.geom.Coordinate;

/**
 * Segments by the square cells of a grid that they meet: finds those that may be near a place.
 *
 * <p>Layout: the segments of cell i are {@code entries[starts[i]]} to {@code entries[starts[i + 1]
 * - 1]}; cells are numbered column by column. Not thread-safe.
 */
final class SegmentCells {
  /** What rounding may move a place, metres. */
  private static final double ROUNDING = 1e-6;

  /** What it may move the side of a column, metres. */
  private static final double COLUMN_ROUNDING = 1e-8;

  private final double reach;
  private final double xmin;
  private final double ymin;
  private final double side;
  private final int columns;
  private final int rows;
  private final int[] starts;
  private int[] entries = {};

  private int[] found = new int[16];

  /**
   * @param a where the segments begin, at least one
   * @param b where they end
   * @param count how many there are
   * @param reach how near a segment must be to a place to be found for certain, metres
   */
  SegmentCells(Coordinate[] a, Coordinate[] b, int count, double reach) {
    this.reach = reach;
    double x0 = Double.POSITIVE_INFINITY;
    double y0 = Double.POSITIVE_INFINITY;
    double x1 = Double.NEGATIVE_INFINITY;
    double y1 = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < count; i++) {
      x0 = Math.min(x0, Math.min(a[i].x, b[i].x));
      y0 = Math.min(y0, Math.min(a[i].y, b[i].y));
      x1 = Math.max(x1, Math.max(a[i].x, b[i].x));
      y1 = Math.max(y1, Math.max(a[i].y, b[i].y));
    }
    double width = x1 - x0;
    double height = y1 - y0;
    this.xmin = x0;
    this.ymin = y0;
    // Of at most about so many cells as there are segments, however long and narrow they lie.
    double least = Math.max(Math.sqrt(width * height / count), Math.max(width, height) / count);
    this.side = Math.max(Math.max(2 * reach, least), 1e-3);
    this.columns = 1 + (int) (width / side);
    this.rows = 1 + (int) (height / side);
    this.starts = new int[columns * rows + 2];
    for (int pass = 0; pass < 2; pass++) {
      for (int i = 0; i < count; i++) {
        add(i, a[i], b[i]);
      }
      if (pass == 0) {
        for (int cell = 2; cell < starts.length; cell++) {
          starts[cell] += starts[cell - 1];
        }
        entries = new int[starts[starts.length - 1]];
      }
    }
  }

  /** Adds a segment, column by column: first it is counted, then entered. */
  private void add(int segment, Coordinate a, Coordinate b) {
    Coordinate west = a.x <= b.x ? a : b;
    Coordinate east = a.x <= b.x ? b : a;
    double slope = east.x > west.x ? (east.y - west.y) / (east.x - west.x) : 0;
    double doubt = ROUNDING + Math.abs(slope) * COLUMN_ROUNDING;
    int first = index(west.x - xmin, columns);
    int last = index(east.x - xmin, columns);
    for (int column = first; column <= last; column++) {
      double from = column == first ? west.y : at(column, west, slope);
      double to = column == last ? east.y : at(column + 1, west, slope);
      int lowest = index(Math.min(from, to) - doubt - ymin, rows);
      int highest = index(Math.max(from, to) + doubt - ymin, rows);
      for (int cell = column * rows + lowest; cell <= column * rows + highest; cell++) {
        if (entries.length > 0) {
          entries[starts[cell + 1]++] = segment;
        } else {
          starts[cell + 2]++;
        }
      }
    }
  }

  /** Where a line runs into a column. */
  private double at(int column, Coordinate west, double slope) {
    return west.y + slope * (xmin + column * side - west.x);
  }

  private int index(double distance, int cells) {
    return (int) Math.max(0, Math.min(cells - 1.0, Math.floor(distance / side)));
  }

  /**
   * Looks for the segments that may be near a place.
   *
   * @return how many there are: {@link #found} has them, ascending, each once
   */
  int around(Coordinate c) {
    int n = 0;
    int lastColumn = index(c.x + reach + ROUNDING - xmin, columns);
    int firstRow = index(c.y - reach - ROUNDING - ymin, rows);
    int lastRow = index(c.y + reach + ROUNDING - ymin, rows);
    int column = index(c.x - reach - ROUNDING - xmin, columns);
    for (; column <= lastColumn; column++) {
      // The cells of a column lie one after the other, and so do their entries.
      int begin = starts[column * rows + firstRow];
      int length = starts[column * rows + lastRow + 1] - begin;
      if (n + length > found.length) {
        found = Arrays.copyOf(found, 2 * (n + length));
      }
      System.arraycopy(entries, begin, found, n, length);
      n += length;
    }
    Arrays.sort(found, 0, n);
    int kept = 0;
    for (int i = 0; i < n; i++) {
      if (kept == 0 || found[kept - 1] != found[i]) {
        found[kept++] = found[i];
      }
    }
    return kept;
  }

  int found(int place) {
    return found[place];
  }
}
