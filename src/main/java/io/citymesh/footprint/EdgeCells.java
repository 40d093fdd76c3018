package io.citymesh.footprint;

/**
 * Edges between places of whole millimetres in the square cells of a grid: two edges that come
 * closer than {@link #MARGIN} have a cell in common.
 *
 * <p>Use: {@code layOut}, then twice the same edges, each time with {@code endPass}: the first time
 * they are counted, the second time they are filled in. Layout: the edges of cell i are entries
 * {@code begin(i)} to {@code end(i) - 1}. Not thread-safe.
 */
final class EdgeCells {
  /** How far each edge reaches around itself, millimetres. */
  private static final int MARGIN = 3;

  /** How many pairs of edges are compared at most, for each edge. */
  private static final int MOST_PAIRS = 100;

  private final int xmin;
  private final int ymin;
  private final double side;
  private final int columns;
  private final int rows;

  /** First the number of entries of cell i - 1 at place i, then where the next one goes. */
  private final int[] place;

  private int[] entries = {};
  private boolean filling;

  /**
   * A grid over a rectangle, millimetres, of about as many cells as there are edges.
   *
   * @param length of all edges together
   */
  EdgeCells(int xmin, int ymin, int xmax, int ymax, int edges, double length) {
    double width = (double) xmax - xmin + 1;
    double height = (double) ymax - ymin + 1;
    this.xmin = xmin;
    this.ymin = ymin;
    this.side =
        Math.max(
            Math.max(10, length / edges),
            Math.max(Math.sqrt(width * height / (2.0 * edges)), (width + height) / (2.0 * edges)));
    this.columns = (int) (width / side) + 1;
    this.rows = (int) (height / side) + 1;
    this.place = new int[columns * rows + 2];
  }

  /** Is told of two edges, and says whether to go on. */
  @FunctionalInterface
  interface Pairs {
    boolean tell(int edge, int other);
  }

  /** Whether no two edges meet, as {@link #meeting} has it. */
  static boolean stayApart(int[] x, int[] y, int[] from, int[] to, int edges, double apart) {
    return meeting(x, y, from, to, edges, apart, (edge, other) -> false);
  }

  /**
   * Tells which edges cross, and which have a vertex close to an edge that does not end in it, or
   * to another vertex. Near-linear; what would take longer is not looked at.
   *
   * @param x by vertex, millimetres, less than 2^30; each place is one vertex
   * @param y likewise
   * @param from the edges' ends, each edge once and in one direction, at least one
   * @param to the other ends
   * @param apart how close a vertex may come, millimetres, at most {@link #MARGIN}
   * @param pairs is told of them, perhaps more than once
   * @return whether all were looked at: not so if that was not wanted, or if there is more to
   *     compare than {@link #MOST_PAIRS} for each edge
   */
  static boolean meeting(
      int[] x, int[] y, int[] from, int[] to, int edges, double apart, Pairs pairs) {
    int[] box = {x[from[0]], y[from[0]], x[from[0]], y[from[0]]};
    double length = 0;
    for (int i = 0; i < edges; i++) {
      int a = from[i];
      int b = to[i];
      box[0] = Math.min(box[0], Math.min(x[a], x[b]));
      box[1] = Math.min(box[1], Math.min(y[a], y[b]));
      box[2] = Math.max(box[2], Math.max(x[a], x[b]));
      box[3] = Math.max(box[3], Math.max(y[a], y[b]));
      length += Math.abs((double) x[a] - x[b]) + Math.abs((double) y[a] - y[b]);
    }
    EdgeCells cells = new EdgeCells(box[0], box[1], box[2], box[3], edges, length);
    for (int pass = 0; pass < 2; pass++) {
      for (int i = 0; i < edges; i++) {
        cells.add(i, x[from[i]], y[from[i]], x[to[i]], y[to[i]]);
      }
      cells.endPass();
    }
    long left = (long) MOST_PAIRS * edges;
    for (int cell = 0; cell < cells.count(); cell++) {
      int end = cells.end(cell);
      for (int i = cells.begin(cell); i < end; i++) {
        left -= end - i - 1;
        if (left < 0) {
          return false;
        }
        int a = from[cells.edge(i)];
        int b = to[cells.edge(i)];
        for (int j = i + 1; j < end; j++) {
          int c = from[cells.edge(j)];
          int d = to[cells.edge(j)];
          if (!apart(x, y, a, b, c, d, apart) && !pairs.tell(cells.edge(i), cells.edge(j))) {
            return false;
          }
        }
      }
    }
    return true;
  }

  private static boolean apart(int[] x, int[] y, int a, int b, int c, int d, double apart) {
    if (Math.max(x[a], x[b]) + MARGIN < Math.min(x[c], x[d])
        || Math.max(x[c], x[d]) + MARGIN < Math.min(x[a], x[b])
        || Math.max(y[a], y[b]) + MARGIN < Math.min(y[c], y[d])
        || Math.max(y[c], y[d]) + MARGIN < Math.min(y[a], y[b])) {
      return true;
    }
    boolean meet = a == c || a == d || b == c || b == d;
    if (!meet
        && turn(x, y, a, b, c) > 0 != turn(x, y, a, b, d) > 0
        && turn(x, y, c, d, a) > 0 != turn(x, y, c, d, b) > 0) {
      return false;
    }
    return apart(x, y, a, b, c, apart)
        && apart(x, y, a, b, d, apart)
        && apart(x, y, c, d, a, apart)
        && apart(x, y, c, d, b, apart);
  }

  /** Whether vertex v is an end of the edge ab, or far enough from it. */
  private static boolean apart(int[] x, int[] y, int a, int b, int v, double apart) {
    if (v == a || v == b) {
      return true;
    }
    long dx = x[b] - x[a];
    long dy = y[b] - y[a];
    long vx = x[v] - x[a];
    long vy = y[v] - y[a];
    long along = dx * vx + dy * vy;
    double square = (double) dx * dx + (double) dy * dy;
    if (along <= 0) {
      return vx * vx + vy * vy > apart * apart;
    }
    if (along >= square) {
      return (vx - dx) * (vx - dx) + (vy - dy) * (vy - dy) > apart * apart;
    }
    return Math.abs(turn(x, y, a, b, v)) > apart * Math.sqrt(square);
  }

  /** Twice the signed area of the triangle abc, square millimetres. */
  static long turn(int[] x, int[] y, int a, int b, int c) {
    return (long) (x[b] - x[a]) * (y[c] - y[a]) - (long) (y[b] - y[a]) * (x[c] - x[a]);
  }

  int count() {
    return columns * rows;
  }

  int begin(int cell) {
    return cell == 0 ? 0 : place[cell - 1];
  }

  int end(int cell) {
    return place[cell];
  }

  int edge(int entry) {
    return entries[entry];
  }

  /** Adds an edge. */
  void add(int edge, int ax, int ay, int bx, int by) {
    boolean eastward = ax <= bx;
    double west = eastward ? ax : bx;
    double east = eastward ? bx : ax;
    double atWest = eastward ? ay : by;
    double atEast = eastward ? by : ay;
    double slope = east > west ? (atEast - atWest) / (east - west) : 0;
    int first = index(west - MARGIN - xmin, columns);
    int last = index(east + MARGIN - xmin, columns);
    for (int column = first; column <= last; column++) {
      double x0 = Math.max(west, xmin + column * side - MARGIN);
      double x1 = Math.min(east, xmin + (column + 1) * side + MARGIN);
      double y0 = atWest + slope * (Math.min(x0, east) - west);
      double y1 =
          first == last || east == west ? atEast : atWest + slope * (Math.max(x1, west) - west);
      int lowest = index(Math.min(y0, y1) - MARGIN - ymin, rows);
      int highest = index(Math.max(y0, y1) + MARGIN - ymin, rows);
      for (int row = lowest; row <= highest; row++) {
        int cell = column * rows + row;
        if (filling) {
          entries[place[cell]++] = edge;
        } else {
          place[cell + 1]++;
        }
      }
    }
  }

  private int index(double distance, int cells) {
    return Math.max(0, Math.min(cells - 1, (int) (distance / side))); // Left of the grid is cell 0.
  }

  /** All edges were added once more. */
  void endPass() {
    if (!filling) {
      filling = true;
      for (int cell = 1; cell < place.length; cell++) {
        place[cell] += place[cell - 1];
      }
      entries = new int[place[place.length - 1]];
    }
  }
}
