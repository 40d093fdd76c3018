package io.citymesh.tile;

import io.citymesh.geo.Bounds;
import java.util.Arrays;

/**
 * Counts places of a rectangle by the zone that decides how large triangles of ground are, or would
 * be, there; the first one that does if several do. Most places lie in a rectangle all of which one
 * zone decides. Not thread-safe.
 */
public final class ZoneCounts {
  /** How often a rectangle is quartered, at most: few places lie in those that several decide. */
  private static final int MOST_DEPTH = 7;

  /** Rectangles are widened by this part, more than what rounding takes from them. */
  private static final double SLACK = 1e-6;

  private static final int MIXED = -1;

  private final SizeField field;
  private final int[] numbers;
  private final long[] counts;
  private final Quarters quarters;

  /** Of each leaf the zone that decides in all of it, or that there is none such. */
  private int[] deciding = new int[64];

  /**
   * @param options with all zones
   * @param r where places are counted
   */
  public ZoneCounts(MeshOptions options, Bounds r) {
    this.field = options.seenIn(r).field();
    this.numbers = options.zonesSeenIn(r);
    this.counts = new long[numbers.length + 1];
    this.quarters = new Quarters(r, MOST_DEPTH, Integer.MAX_VALUE, this::isLeaf);
  }

  /** Counts a place. */
  public void add(double x, double y) {
    if (numbers.length == 0) {
      counts[0]++;
      return;
    }
    int leaf = quarters.find(x, y);
    int zone = leaf < 0 ? MIXED : deciding[leaf];
    counts[zone == MIXED ? field.deciding(x, y) : zone]++;
  }

  private boolean isLeaf(int node, Bounds r, boolean isLast) {
    Bounds wide = r.grow(SLACK * Math.max(r.width(), r.height()));
    int zone = field.deciding(wide).orElse(MIXED);
    if (zone == MIXED && !isLast) {
      return false;
    }
    if (node >= deciding.length) {
      deciding = Arrays.copyOf(deciding, Math.max(2 * deciding.length, node + 1));
    }
    deciding[node] = zone;
    return true;
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
