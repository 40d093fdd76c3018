package io.citymesh.sql;

import java.util.Map;

/** What the corners of a part's faces give: areas and normals, and the rectangles around them. */
final class FaceShapes implements ColumnFiller {
  private static final double[] NONE = new double[0];

  private final int[] faces;
  private final double[] own;
  private final double[] ghosts;
  private final double[] area;
  private final double[] nx;
  private final double[] ny;
  private final double[] nz;
  private final double[] xmin;
  private final double[] ymin;
  private final double[] xmax;
  private final double[] ymax;

  /**
   * @param faces corners of the faces: 0 ... n - 1 own vertices, from n on ghosts: 3m
   * @param own x, y, z of the part's own vertices, metres: 3n
   * @param ghosts x, y, z of the vertices of other parts, metres: 3k
   * @param columns that are to be filled, by their names; of others no notice is taken
   */
  FaceShapes(int[] faces, double[] own, double[] ghosts, Map<String, PartColumn> columns) {
    this.faces = faces;
    this.own = own;
    this.ghosts = ghosts;
    area = values(columns.get("area"));
    nx = values(columns.get("nx"));
    ny = values(columns.get("ny"));
    nz = values(columns.get("nz"));
    xmin = values(columns.get("xmin"));
    ymin = values(columns.get("ymin"));
    xmax = values(columns.get("xmax"));
    ymax = values(columns.get("ymax"));
  }

  private static double[] values(PartColumn column) {
    return column == null ? NONE : column.doubles();
  }

  @Override
  public void fill(int[] rows, int count) {
    if (area.length + nx.length + ny.length + nz.length > 0) {
      fillNormals(rows, count);
    }
    if (xmin.length + xmax.length > 0) {
      fillRanges(rows, count, 0, xmin, xmax);
    }
    if (ymin.length + ymax.length > 0) {
      fillRanges(rows, count, 1, ymin, ymax);
    }
  }

  /** Where the coordinates of a corner start: in {@code own}, or so far beyond it in ghosts. */
  private int start(int face, int corner) {
    return 3 * faces[3 * face + corner];
  }

  private double at(int place) {
    return place < own.length ? own[place] : ghosts[place - own.length];
  }

  /** The product of two sides of a face is its normal, and twice its area long. */
  private void fillNormals(int[] rows, int count) {
    for (int i = 0; i < count; i++) {
      int a = start(rows[i], 0);
      int b = start(rows[i], 1);
      int c = start(rows[i], 2);
      double ax = at(a);
      double ay = at(a + 1);
      double az = at(a + 2);
      double ux = at(b) - ax;
      double uy = at(b + 1) - ay;
      double uz = at(b + 2) - az;
      double vx = at(c) - ax;
      double vy = at(c + 1) - ay;
      double vz = at(c + 2) - az;
      double x = uy * vz - uz * vy;
      double y = uz * vx - ux * vz;
      double z = ux * vy - uy * vx;
      double length = Math.sqrt(x * x + y * y + z * z);
      put(area, i, length / 2);
      put(nx, i, x / length);
      put(ny, i, y / length);
      put(nz, i, z / length);
    }
  }

  private void fillRanges(int[] rows, int count, int axis, double[] lowest, double[] highest) {
    for (int i = 0; i < count; i++) {
      double a = at(start(rows[i], 0) + axis);
      double b = at(start(rows[i], 1) + axis);
      double c = at(start(rows[i], 2) + axis);
      put(lowest, i, Math.min(a, Math.min(b, c)));
      put(highest, i, Math.max(a, Math.max(b, c)));
    }
  }

  private static void put(double[] values, int i, double value) {
    if (i < values.length) {
      values[i] = value;
    }
  }
}
