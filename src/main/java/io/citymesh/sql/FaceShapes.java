package io.citymesh.sql;

import java.util.Map;

/**
 * What the corners of a part's faces give: areas and normals, and the rectangles around them.
 *
 * <p>The corners of some faces are fetched first, from wherever they are, into an array for each
 * coordinate. What is made of them are then loops over arrays, of which the virtual machine
 * computes several rows at once.
 */
final class FaceShapes implements ColumnFiller {
  private static final double[] NONE = new double[0];

  /** Faces whose corners are fetched at a time: they stay in the fastest cache. */
  private static final int BLOCK = 256;

  private final int[] faces;
  private final double[] points;
  private final boolean normals;
  private final boolean rectangles;
  private final double[] area;
  private final double[] nx;
  private final double[] ny;
  private final double[] nz;
  private final double[] xmin;
  private final double[] ymin;
  private final double[] xmax;
  private final double[] ymax;

  // The coordinates of the corners a, b and c.
  private final double[] ax = new double[BLOCK];
  private final double[] ay = new double[BLOCK];
  private final double[] az = new double[BLOCK];
  private final double[] bx = new double[BLOCK];
  private final double[] by = new double[BLOCK];
  private final double[] bz = new double[BLOCK];
  private final double[] cx = new double[BLOCK];
  private final double[] cy = new double[BLOCK];
  private final double[] cz = new double[BLOCK];

  // A normal as long as twice the area, and this length.
  private final double[] x = new double[BLOCK];
  private final double[] y = new double[BLOCK];
  private final double[] z = new double[BLOCK];
  private final double[] length = new double[BLOCK];

  /**
   * @param faces corners of the faces, numbers of points: 3m
   * @param points x, y, z of the corners, metres: 3 (n + k)
   * @param columns that are to be filled, by their names; of others no notice is taken
   */
  FaceShapes(int[] faces, double[] points, Map<String, PartColumn> columns) {
    this.faces = faces;
    this.points = points;
    area = values(columns.get("area"));
    nx = values(columns.get("nx"));
    ny = values(columns.get("ny"));
    nz = values(columns.get("nz"));
    xmin = values(columns.get("xmin"));
    ymin = values(columns.get("ymin"));
    xmax = values(columns.get("xmax"));
    ymax = values(columns.get("ymax"));
    normals = area.length + nx.length + ny.length + nz.length > 0;
    rectangles = xmin.length + xmax.length + ymin.length + ymax.length > 0;
  }

  private static double[] values(PartColumn column) {
    return column == null ? NONE : column.doubles();
  }

  @Override
  public void fill(BatchRows rows) {
    for (int first = 0; first < rows.count(); first += BLOCK) {
      int some = Math.min(BLOCK, rows.count() - first);
      fetch(rows, first, some);
      if (rectangles) {
        least(ax, bx, cx, xmin, first, some);
        least(ay, by, cy, ymin, first, some);
        greatest(ax, bx, cx, xmax, first, some);
        greatest(ay, by, cy, ymax, first, some);
      }
      if (normals) {
        computeNormals(some);
        for (int i = 0; i < some && area.length > 0; i++) {
          area[first + i] = length[i] / 2;
        }
        divide(x, nx, first, some);
        divide(y, ny, first, some);
        divide(z, nz, first, some);
      }
    }
  }

  private void fetch(BatchRows rows, int first, int count) {
    for (int i = 0; i < count; i++) {
      int face = 3 * rows.row(first + i);
      int a = 3 * faces[face];
      int b = 3 * faces[face + 1];
      int c = 3 * faces[face + 2];
      ax[i] = points[a];
      ay[i] = points[a + 1];
      az[i] = points[a + 2];
      bx[i] = points[b];
      by[i] = points[b + 1];
      bz[i] = points[b + 2];
      cx[i] = points[c];
      cy[i] = points[c + 1];
      cz[i] = points[c + 2];
    }
  }

  /** The product of two sides is the face's normal, and twice its area long. */
  private void computeNormals(int count) {
    for (int i = 0; i < count; i++) {
      double ux = bx[i] - ax[i];
      double uy = by[i] - ay[i];
      double uz = bz[i] - az[i];
      double vx = cx[i] - ax[i];
      double vy = cy[i] - ay[i];
      double vz = cz[i] - az[i];
      double px = uy * vz - uz * vy;
      double py = uz * vx - ux * vz;
      double pz = ux * vy - uy * vx;
      x[i] = px;
      y[i] = py;
      z[i] = pz;
      length[i] = Math.sqrt(px * px + py * py + pz * pz);
    }
  }

  private void divide(double[] values, double[] quotients, int first, int count) {
    for (int i = 0; i < count && quotients.length > 0; i++) {
      quotients[first + i] = values[i] / length[i];
    }
  }

  private static void least(
      double[] a, double[] b, double[] c, double[] values, int first, int count) {
    for (int i = 0; i < count && values.length > 0; i++) {
      values[first + i] = Math.min(a[i], Math.min(b[i], c[i]));
    }
  }

  private static void greatest(
      double[] a, double[] b, double[] c, double[] values, int first, int count) {
    for (int i = 0; i < count && values.length > 0; i++) {
      values[first + i] = Math.max(a[i], Math.max(b[i], c[i]));
    }
  }
}
