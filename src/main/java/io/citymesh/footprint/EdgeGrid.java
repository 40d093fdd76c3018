package io.citymesh.footprint;

/**
 * The edges of rings by the square cells that their rectangles meet; of few edges, one cell.
 *
 * <p>Layout: the edges of cell i are {@code edges[starts[i]]} to {@code edges[starts[i + 1] - 1]};
 * cells are numbered column by column.
 */
final class EdgeGrid {
  private static final int EDGES_PER_CELL = 4;

  /** In so many cells an edge is, on average, at most: else cells are larger. */
  private static final int CELLS_PER_EDGE = 16;

  private final GridRings rings;
  private final int xmin;
  private final int ymin;
  private final double side;
  private final int columns;
  private final int rows;
  private final int[] starts;
  private final int[] edges;

  EdgeGrid(GridRings rings) {
    this.rings = rings;
    int[] x = rings.x;
    int[] y = rings.y;
    int[] box = {x[0], y[0], x[0], y[0]};
    for (int i = 1; i < x.length; i++) {
      box[0] = Math.min(box[0], x[i]);
      box[1] = Math.min(box[1], y[i]);
      box[2] = Math.max(box[2], x[i]);
      box[3] = Math.max(box[3], y[i]);
    }
    this.xmin = box[0];
    this.ymin = box[1];
    double width = 1.0 + box[2] - xmin;
    double height = 1.0 + box[3] - ymin;
    double cells = Math.max(1, (double) x.length / EDGES_PER_CELL);
    // Of about so many cells, and no more columns or rows, however long and narrow the rings are.
    double across = Math.max(Math.sqrt(width * height / cells), Math.max(width, height) / cells);
    while (entries(across) > CELLS_PER_EDGE * (long) x.length && across < Math.max(width, height)) {
      across *= 2;
    }
    this.side = across;
    this.columns = 1 + (int) (width / side);
    this.rows = 1 + (int) (height / side);
    this.starts = new int[columns * rows + 2];
    for (int i = 0; i < x.length; i++) {
      int edge = i;
      forEachCell(edge, cell -> starts[cell + 2]++);
    }
    for (int cell = 2; cell < starts.length; cell++) {
      starts[cell] += starts[cell - 1];
    }
    this.edges = new int[starts[starts.length - 1]];
    for (int i = 0; i < x.length; i++) {
      int edge = i;
      forEachCell(edge, cell -> edges[starts[cell + 1]++] = edge);
    }
  }

  /** About how many cells of a size the edges' rectangles meet in all. */
  private double entries(double across) {
    double all = 0;
    for (int i = 0; i < rings.x.length; i++) {
      int end = rings.next[i];
      double wide = 1 + Math.abs((double) rings.x[end] - rings.x[i]) / across;
      double high = 1 + Math.abs((double) rings.y[end] - rings.y[i]) / across;
      all += wide * high;
    }
    return all;
  }

  private interface CellVisitor {
    void visit(int cell);
  }

  private void forEachCell(int edge, CellVisitor visitor) {
    int end = rings.next[edge];
    int lastColumn = column(Math.max(rings.x[edge], rings.x[end]));
    int firstRow = row(Math.min(rings.y[edge], rings.y[end]));
    int lastRow = row(Math.max(rings.y[edge], rings.y[end]));
    for (int c = column(Math.min(rings.x[edge], rings.x[end])); c <= lastColumn; c++) {
      for (int r = firstRow; r <= lastRow; r++) {
        visitor.visit(c * rows + r);
      }
    }
  }

  /** The column of a place, the nearest one if it lies outside. */
  int column(double x) {
    return (int) Math.max(0, Math.min(columns - 1.0, Math.floor((x - xmin) / side)));
  }

  /** The row of a place, the nearest one if it lies outside. */
  int row(double y) {
    return (int) Math.max(0, Math.min(rows - 1.0, Math.floor((y - ymin) / side)));
  }

  /** Where the edges of a cell begin. */
  int begin(int column, int row) {
    return starts[column * rows + row];
  }

  /** Where the edges of a cell end. */
  int end(int column, int row) {
    return starts[column * rows + row + 1];
  }

  /** An edge by its place. */
  int edge(int place) {
    return edges[place];
  }
}
