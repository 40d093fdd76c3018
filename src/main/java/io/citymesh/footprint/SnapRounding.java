package io.citymesh.footprint;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.function.IntToLongFunction;

/**
 * Lines between places of a grid, noded by snap rounding in exact arithmetic: afterwards any two
 * pieces are equal, meet in an end, or do not meet.
 *
 * <p>Each end of a line and each crossing owns the square of one unit around it (its left and
 * bottom sides, but not the others, so that the squares share no place); each line runs through the
 * middles of all the squares that it meets. Hobby, "Practical segment intersection with finite
 * precision output" (Computational Geometry 13, 1999). Nothing is rounded on the way: JTS
 * calculates with rounded numbers here, and its pieces may cross now and then.
 *
 * <p>Layout: vertices are sorted by x, then by y; line i runs through the vertices {@code
 * chain(i)}. Compares each two lines whose boxes meet: meant for what nothing faster can do. Not
 * thread-safe.
 */
final class SnapRounding {
  private static final BigInteger TWO = BigInteger.TWO;

  /** The product of two smaller numbers, and the difference of two such products, fit a long. */
  private static final long SMALL = 1L << 30;

  /** Four roundings make a number below {@link #SMALL} wrong by less. */
  private static final double DOUBT = 1e-5;

  private int lines;
  private long[] ends = new long[64];

  private int squares;
  private long[] squareX = new long[32];
  private long[] squareY = new long[32];

  private int[][] chains;

  /** Adds the line from a to b, units of the grid, less than 2^40; it may be a single place. */
  void add(long ax, long ay, long bx, long by) {
    if (4 * lines + 4 > ends.length) {
      ends = Arrays.copyOf(ends, 2 * ends.length);
    }
    ends[4 * lines] = ax;
    ends[4 * lines + 1] = ay;
    ends[4 * lines + 2] = bx;
    ends[4 * lines + 3] = by;
    lines++;
  }

  /** Nodes all lines that were added. */
  void node() {
    for (int line = 0; line < lines; line++) {
      addSquare(ax(line), ay(line));
      addSquare(bx(line), by(line));
    }
    addCrossings();
    sortSquares();
    chains = new int[lines][];
    for (int line = 0; line < lines; line++) {
      chains[line] = chainOf(line);
    }
  }

  int vertexCount() {
    return squares;
  }

  long x(int vertex) {
    return squareX[vertex];
  }

  long y(int vertex) {
    return squareY[vertex];
  }

  /** The vertices that a line runs through, at least one, from its beginning to its end. */
  int[] chain(int line) {
    return chains[line];
  }

  private long ax(int line) {
    return ends[4 * line];
  }

  private long ay(int line) {
    return ends[4 * line + 1];
  }

  private long bx(int line) {
    return ends[4 * line + 2];
  }

  private long by(int line) {
    return ends[4 * line + 3];
  }

  // ---- crossings

  private void addCrossings() {
    int[] byLeft = order(lines, this::left);
    // Side by side in that order, for each line is compared with many.
    long[] left = new long[lines];
    long[] bottom = new long[lines];
    long[] top = new long[lines];
    for (int i = 0; i < lines; i++) {
      int line = byLeft[i];
      left[i] = left(line);
      bottom[i] = Math.min(ay(line), by(line));
      top[i] = Math.max(ay(line), by(line));
    }
    for (int i = 0; i < lines; i++) {
      int e = byLeft[i];
      long right = Math.max(ax(e), bx(e));
      for (int j = i + 1; j < lines && left[j] <= right; j++) {
        if (bottom[j] <= top[i] && top[j] >= bottom[i] && cross(e, byLeft[j])) {
          addCrossing(e, byLeft[j]);
        }
      }
    }
  }

  /** The numbers from 0, in the order of their keys. */
  private static int[] order(int count, IntToLongFunction key) {
    long[] keys = new long[count];
    long least = Long.MAX_VALUE;
    long most = Long.MIN_VALUE;
    for (int i = 0; i < count; i++) {
      keys[i] = key.applyAsLong(i);
      least = Math.min(least, keys[i]);
      most = Math.max(most, keys[i]);
    }
    int bits = 64 - Long.numberOfLeadingZeros(count);
    int[] result = new int[count];
    if (count > 0 && most - least < 1L << (62 - bits)) {
      long[] packed = new long[count];
      for (int i = 0; i < count; i++) {
        packed[i] = (keys[i] - least) << bits | i;
      }
      Arrays.sort(packed);
      for (int i = 0; i < count; i++) {
        result[i] = (int) (packed[i] & ((1L << bits) - 1));
      }
      return result;
    }
    Integer[] boxed = new Integer[count];
    Arrays.setAll(boxed, i -> i);
    Arrays.sort(boxed, (i, j) -> Long.compare(keys[i], keys[j]));
    Arrays.setAll(result, i -> boxed[i]);
    return result;
  }

  private long left(int line) {
    return Math.min(ax(line), bx(line));
  }

  /** Whether two lines cross, neither with an end on the other. */
  private boolean cross(int e, int f) {
    return side(e, ax(f), ay(f)) * side(e, bx(f), by(f)) < 0
        && side(f, ax(e), ay(e)) * side(f, bx(e), by(e)) < 0;
  }

  /** On which side of a line a place lies: 1 on its left, -1 on its right, 0 on it. */
  private int side(int line, long x, long y) {
    return side(ax(line), ay(line), bx(line), by(line), x, y);
  }

  /** The sign of the area of the triangle of three places: 1 if it is counter-clockwise. */
  static int side(long ax, long ay, long bx, long by, long x, long y) {
    return compareProducts(bx - ax, y - ay, by - ay, x - ax);
  }

  /** The sign of ab - cd. */
  static int compareProducts(long a, long b, long c, long d) {
    int high = Long.compare(Math.multiplyHigh(a, b), Math.multiplyHigh(c, d));
    return high != 0 ? high : Long.compareUnsigned(a * b, c * d);
  }

  private void addCrossing(int e, int f) {
    long ux = bx(e) - ax(e);
    long uy = by(e) - ay(e);
    long vx = bx(f) - ax(f);
    long vy = by(f) - ay(f);
    long wx = ax(f) - ax(e);
    long wy = ay(f) - ay(e);
    if (areSmall(ux, uy) && areSmall(vx, vy) && areSmall(wx, wy)) {
      double along = (double) (wx * vy - wy * vx) / (ux * vy - uy * vx);
      double x = ux * along;
      double y = uy * along;
      if (isPlain(x) && isPlain(y)) {
        addSquare(ax(e) + (long) Math.rint(x), ay(e) + (long) Math.rint(y));
        return;
      }
    }
    BigInteger part = minus(wx, vy, wy, vx);
    BigInteger whole = minus(ux, vy, uy, vx);
    if (whole.signum() < 0) {
      part = part.negate();
      whole = whole.negate();
    }
    addSquare(
        ax(e) + rounded(BigInteger.valueOf(ux).multiply(part), whole),
        ay(e) + rounded(BigInteger.valueOf(uy).multiply(part), whole));
  }

  /** Whether the products of such numbers, and their differences, are whole numbers of 63 bits. */
  private static boolean areSmall(long a, long b) {
    return Math.max(Math.abs(a), Math.abs(b)) < SMALL;
  }

  /** Whether a number is rounded with certainty, though it is wrong in its last bits. */
  private static boolean isPlain(double number) {
    return Math.abs(number - Math.floor(number) - 0.5) > DOUBT;
  }

  private static BigInteger minus(long a, long b, long c, long d) {
    return BigInteger.valueOf(a)
        .multiply(BigInteger.valueOf(b))
        .subtract(BigInteger.valueOf(c).multiply(BigInteger.valueOf(d)));
  }

  /** The whole number nearest to a quotient, the greater of two; the divisor is positive. */
  private static long rounded(BigInteger dividend, BigInteger divisor) {
    BigInteger twice = divisor.multiply(TWO);
    BigInteger[] result = dividend.multiply(TWO).add(divisor).divideAndRemainder(twice);
    return result[0].longValueExact() - (result[1].signum() < 0 ? 1 : 0);
  }

  // ---- squares

  private void addSquare(long x, long y) {
    if (squares == squareX.length) {
      squareX = Arrays.copyOf(squareX, 2 * squares);
      squareY = Arrays.copyOf(squareY, 2 * squares);
    }
    squareX[squares] = x;
    squareY[squares++] = y;
  }

  /** Sorts the squares, each once. */
  private void sortSquares() {
    int[] order = order(squares, square -> squareX[square]);
    sortByY(order);
    long[] x = new long[squares];
    long[] y = new long[squares];
    int count = 0;
    for (int square : order) {
      if (count == 0 || x[count - 1] != squareX[square] || y[count - 1] != squareY[square]) {
        x[count] = squareX[square];
        y[count++] = squareY[square];
      }
    }
    squareX = x;
    squareY = y;
    squares = count;
  }

  /** Sorts squares that are sorted by x, where they have one x, by y. */
  private void sortByY(int[] order) {
    for (int begin = 0; begin < squares; ) {
      int end = begin + 1;
      while (end < squares && squareX[order[end]] == squareX[order[begin]]) {
        end++;
      }
      if (end > begin + 1) {
        int[] column = Arrays.copyOfRange(order, begin, end);
        int[] byY = order(column.length, i -> squareY[column[i]]);
        for (int i = 0; i < byY.length; i++) {
          order[begin + i] = column[byY[i]];
        }
      }
      begin = end;
    }
  }

  private int[] chainOf(int line) {
    long right = Math.max(ax(line), bx(line));
    long bottom = Math.min(ay(line), by(line));
    long top = Math.max(ay(line), by(line));
    int[] met = new int[2];
    int count = 0;
    for (int s = firstFrom(left(line)); s < squares && squareX[s] <= right; s++) {
      if (squareY[s] >= bottom && squareY[s] <= top && meets(line, s)) {
        if (count == met.length) {
          met = Arrays.copyOf(met, 2 * count);
        }
        met[count++] = s;
      }
    }
    return inOrder(line, Arrays.copyOf(met, count));
  }

  /**
   * The squares in the order in which a line meets them. They share no place, so each next one is
   * farther in one direction of the line and not less far in the other.
   *
   * @param met sorted by x, then by y
   */
  private int[] inOrder(int line, int[] met) {
    int alongX = Long.signum(bx(line) - ax(line));
    int alongY = Long.signum(by(line) - ay(line));
    int[] order =
        order(
            met.length,
            i -> alongX * (squareX[met[i]] - ax(line)) + alongY * (squareY[met[i]] - ay(line)));
    int[] result = new int[met.length];
    for (int i = 0; i < result.length; i++) {
      result[i] = met[order[i]];
    }
    return result;
  }

  private int firstFrom(long x) {
    int low = 0;
    int high = squares;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (squareX[middle] < x) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /**
   * Whether a line meets a square: whether some part of the line, from t = 0 to t = 1, lies between
   * the square's left and right side and between its bottom and top.
   */
  private boolean meets(int line, int square) {
    // In half units from the middle of the square, which reaches from -1 to below 1.
    Part part = new Part();
    return part.between(2 * (ax(line) - squareX[square]), 2 * (bx(line) - ax(line)))
        && part.between(2 * (ay(line) - squareY[square]), 2 * (by(line) - ay(line)))
        && part.isThere();
  }

  /** A part of a line: from one quotient to another, with these or without them. */
  private static final class Part {
    private long from = 0;
    private long fromDivisor = 1;
    private boolean withFrom = true;
    private long to = 1;
    private long toDivisor = 1;
    private boolean withTo = true;

    /**
     * Leaves of the part what lies where -1 <= start + t * direction < 1; false if nothing does.
     */
    boolean between(long start, long direction) {
      if (direction == 0) {
        return -1 <= start && start < 1;
      }
      if (direction > 0) {
        raise(-1 - start, direction, true);
        lower(1 - start, direction, false);
      } else {
        raise(start - 1, -direction, false);
        lower(start + 1, -direction, true);
      }
      return true;
    }

    private void raise(long dividend, long divisor, boolean with) {
      int sign = compareProducts(dividend, fromDivisor, from, divisor);
      if (sign > 0) {
        from = dividend;
        fromDivisor = divisor;
        withFrom = with;
      } else if (sign == 0) {
        withFrom &= with;
      }
    }

    private void lower(long dividend, long divisor, boolean with) {
      int sign = compareProducts(dividend, toDivisor, to, divisor);
      if (sign < 0) {
        to = dividend;
        toDivisor = divisor;
        withTo = with;
      } else if (sign == 0) {
        withTo &= with;
      }
    }

    boolean isThere() {
      int sign = compareProducts(to, fromDivisor, from, toDivisor);
      return sign > 0 || (sign == 0 && withFrom && withTo);
    }
  }
}
