package io.citymesh.tile;

import io.citymesh.geo.Bounds;
import java.util.Arrays;

/**
 * Counts places of a rectangle by the zone that decides how large triangles of ground are, or would
 * be, there; the first one that does if several do. Most places lie in a cell of a grid all of
 * which one zone decides. Not thread-safe.
 */
public final class ZoneCounts {
  private static final int SIDE = 128;

  /** Cells are widened by this part, more than what rounding takes from them. */
  private static final double SLACK = 1e-6;

  private static final short UNKNOWN = 0;
  private static final short MIXED = -1;

  private final SizeField field;
  private final int[] numbers;
  private final Bounds r;
  private final double columnsPerMetre;
  private final double rowsPerMetre;
  private final long[] counts;

  /** The zone that decides everywhere; -1 if none is known to. */
  private final int everywhere;

  /** By cell, row by row: 1 + the zone that decides in all of it. */
  private final short[] cells = new short[SIDE * SIDE];

  /**
   * @param options with all zones
   * @param r where places are counted
   */
  public ZoneCounts(MeshOptions options, Bounds r) {
    this.field = options.seenIn(r).field();
    this.numbers = options.zonesSeenIn(r);
    this.r = r;
    this.columnsPerMetre = SIDE / r.width();
    this.rowsPerMetre = SIDE / r.height();
    this.counts = new long[numbers.length + 1];
    this.everywhere = field.deciding(r).orElse(-1);
  }

  /** Counts a place. */
  public void add(double x, double y) {
    counts[zone(x, y)]++;
  }

  private int zone(double x, double y) {
    if (!r.contains(x, y)) {
      return field.deciding(x, y);
    }
    if (everywhere >= 0) {
      return everywhere;
    }
    if (numbers.length >= Short.MAX_VALUE) {
      return field.deciding(x, y);
    }
    int i = Math.min(SIDE - 1, (int) ((x - r.xmin()) * columnsPerMetre));
    int j = Math.min(SIDE - 1, (int) ((y - r.ymin()) * rowsPerMetre));
    int cell = SIDE * j + i;
    if (cells[cell] == UNKNOWN) {
      cells[cell] = (short) (field.deciding(cell(i, j)).orElse(MIXED - 1) + 1);
    }
    return cells[cell] == MIXED ? field.deciding(x, y) : cells[cell] - 1;
  }

  private Bounds cell(int i, int j) {
    double width = r.width() / SIDE;
    double height = r.height() / SIDE;
    return new Bounds(
        r.xmin() + (i - SLACK) * width,
        r.ymin() + (j - SLACK) * height,
        r.xmin() + (i + 1 + SLACK) * width,
        r.ymin() + (j + 1 + SLACK) * height);
  }

  /** How many places were counted by each of the zones that have a say there, then elsewhere. */
  public long[] counts() {
    return counts.clone();
  }

  /**
   * The counts of a rectangle's zones among those of all.
   *
   * @param all as {@link #ofAll} has them, with no places of other zones
   */
  public static long[] ofSeen(MeshOptions options, Bounds r, long[] all) {
    int[] numbers = options.zonesSeenIn(r);
    long[] seen = new long[numbers.length + 1];
    for (int i = 0; i < numbers.length; i++) {
      seen[i] = all[numbers[i]];
    }
    seen[numbers.length] = all[all.length - 1];
    return seen;
  }

  /**
   * The same by each of all zones.
   *
   * @param options with all zones
   * @param seen what {@link #counts} says of a rectangle
   * @throws IllegalArgumentException if that is of other zones
   */
  public static long[] ofAll(MeshOptions options, Bounds r, long[] seen) {
    int[] numbers = options.zonesSeenIn(r);
    if (seen.length != numbers.length + 1) {
      throw new IllegalArgumentException(
          Arrays.toString(seen) + " are not counts of " + numbers.length + " zones");
    }
    long[] all = new long[options.zones().size() + 1];
    for (int i = 0; i < numbers.length; i++) {
      all[numbers[i]] = seen[i];
    }
    all[all.length - 1] = seen[numbers.length];
    return all;
  }
}
