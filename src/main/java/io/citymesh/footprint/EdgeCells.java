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
  private static final int MARGIN = 2;

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
    return Math.max(0, Math.min(cells - 1, (int) Math.floor(distance / side)));
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
