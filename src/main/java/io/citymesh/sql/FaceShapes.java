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

  /** In one pass: to fetch the corners takes longer than what is made of them. */
  @Override
  public void fill(int[] rows, int count) {
    boolean normals = area.length + nx.length + ny.length + nz.length > 0;
    boolean rectangles = xmin.length + xmax.length + ymin.length + ymax.length > 0;
    for (int i = 0; i < count; i++) {
      int a = 3 * faces[3 * rows[i]];
      int b = 3 * faces[3 * rows[i] + 1];
      int c = 3 * faces[3 * rows[i] + 2];
      double[] ofA = a < own.length ? own : ghosts;
      double[] ofB = b < own.length ? own : ghosts;
      double[] ofC = c < own.length ? own : ghosts;
      a -= a < own.length ? 0 : own.length;
      b -= b < own.length ? 0 : own.length;
      c -= c < own.length ? 0 : own.length;
      double ax = ofA[a];
      double ay = ofA[a + 1];
      double bx = ofB[b];
      double by = ofB[b + 1];
      double cx = ofC[c];
      double cy = ofC[c + 1];
      if (rectangles) {
        put(xmin, i, Math.min(ax, Math.min(bx, cx)));
        put(ymin, i, Math.min(ay, Math.min(by, cy)));
        put(xmax, i, Math.max(ax, Math.max(bx, cx)));
        put(ymax, i, Math.max(ay, Math.max(by, cy)));
      }
      if (normals) {
        // The product of two sides is the face's normal, and twice its area long.
        double az = ofA[a + 2];
        double uz = ofB[b + 2] - az;
        double vz = ofC[c + 2] - az;
        double x = (by - ay) * vz - uz * (cy - ay);
        double y = uz * (cx - ax) - (bx - ax) * vz;
        double z = (bx - ax) * (cy - ay) - (by - ay) * (cx - ax);
        double length = Math.sqrt(x * x + y * y + z * z);
        put(area, i, length / 2);
        put(nx, i, x / length);
        put(ny, i, y / length);
        put(nz, i, z / length);
      }
    }
  }

  private static void put(double[] values, int i, double value) {
    if (i < values.length) {
      values[i] = value;
    }
  }
}
