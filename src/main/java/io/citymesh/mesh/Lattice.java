package io.citymesh.mesh;

import io.citymesh.geo.Bounds;
import io.citymesh.tile.SizeField;
import io.citymesh.tile.SizeTree;
import io.citymesh.tile.Sizes;
import java.util.stream.IntStream;

/**
 * Puts vertices on a triangular lattice wherever nothing is near and sizes are level, before
 * anything is refined: the triangles between them are equilateral and of the largest area allowed,
 * so nothing there is left to refine. One lattice for each size covers the plane, from the origin
 * of the coordinates on: tiles and seams that know nothing of each other take the same places.
 *
 * <p>A vertex keeps clear of those that are there and of segments, which are hardly longer than
 * twice the size by then; what lies between is left to {@link Refiner}.
 */
final class Lattice {
  /** Part of a triangle's largest area that is taken: rounded, it must not be more. */
  private static final double FILLED = 0.9999;

  /** How far a vertex of the lattice is from others, at least, in units of its spacing. */
  private static final double CLEAR_OF_VERTICES = 0.7;

  /** How far it is from segments. */
  private static final double CLEAR_OF_SEGMENTS = 0.5;

  /** Rows and columns of a block, whose places are taken row by row. */
  private static final int BLOCK = 64;

  /** The same where not all places of a block may have the size. */
  private static final int BLOCK_IF_BY_PLACE = 16;

  private final Triangulation mesh;
  private final Limits limits;
  private final SizeField sizes;
  private final SteinerVertices vertices;

  /** What tells the sizes at places; null if they are the same everywhere. */
  private final SizeTrees trees;

  /** The gradation of sizes; null if it is not bounded. */
  private final Gradation gradation;

  /** What is refined of the plane: {xmin, ymin, xmax, ymax}. */
  private final double[] refined = new double[4];

  // The lattice of the size at hand: distances of places in a row, and of rows, metres.
  private double size;
  private double spacing;
  private double rise;

  // The triangle that is being filled, and the sizes in it.
  private final double[] corner = new double[6];
  private Sizes.Kind kind;
  private SizeTree tree;

  /** The size in its middle, and by how much that elsewhere in it differs, at most, metres. */
  private double middle;

  private double range;

  /** Where the next walk starts, a half-edge. */
  private int at;

  Lattice(
      Triangulation mesh,
      MeshInput input,
      Limits limits,
      SteinerVertices vertices,
      SizeTrees trees,
      Gradation gradation) {
    this.mesh = mesh;
    this.limits = limits;
    this.vertices = vertices;
    this.trees = trees;
    this.gradation = gradation;
    sizes = limits.sizes();
    for (int i = 0; i < 2; i++) {
      refined[i] = Math.max(limits.region()[i], input.extent[i]);
      refined[i + 2] = Math.min(limits.region()[i + 2], input.extent[i + 2]);
    }
  }

  /** Adds the vertices. */
  void seed() {
    double[] ground = sizes.levels(Sizes.Kind.GROUND);
    double[] roofs = sizes.levels(Sizes.Kind.ROOF);
    int[] large = IntStream.range(0, mesh.triangleCount).filter(this::isLarge).toArray();
    // As they are now: the vertices that are added change them.
    double[] corners = new double[6 * large.length];
    boolean[] onGround = new boolean[large.length];
    for (int n = 0; n < large.length; n++) {
      onGround[n] = mesh.label(large[n]) == MeshInput.GROUND;
      for (int i = 0; i < 3; i++) {
        System.arraycopy(mesh.xy, 2 * mesh.vertex[4 * large[n] + i], corners, 6 * n + 2 * i, 2);
      }
    }
    for (int n = 0; n < large.length; n++) {
      System.arraycopy(corners, 6 * n, corner, 0, 6);
      kind = onGround[n] ? Sizes.Kind.GROUND : Sizes.Kind.ROOF;
      tree = trees == null ? null : onGround[n] ? trees.ground() : trees.roof();
      if (tree != null) {
        measure();
      }
      for (double level : onGround[n] ? ground : roofs) {
        fill(level);
      }
    }
  }

  /** Whether a triangle is larger than some size allows. */
  private boolean isLarge(int t) {
    int label = mesh.label(t);
    if (label < MeshInput.GROUND) {
      return false;
    }
    double least = sizes.least(Limits.kind(label));
    return mesh.doubleArea(t) > least * least;
  }

  /** Fills the triangle where it has a size. */
  private void fill(double level) {
    double[] c = corner;
    double doubleArea = (c[2] - c[0]) * (c[5] - c[1]) - (c[3] - c[1]) * (c[4] - c[0]);
    if (!(doubleArea > level * level)) {
      return;
    }
    if (tree != null && Math.abs(middle - level) > range) {
      return;
    }
    size = level;
    spacing = Math.sqrt(FILLED * (0.5 * level * level) * 4 / Math.sqrt(3));
    rise = 0.5 * Math.sqrt(3) * spacing;
    double xmin = Math.max(refined[0], Math.min(c[0], Math.min(c[2], c[4])));
    double ymin = Math.max(refined[1], Math.min(c[1], Math.min(c[3], c[5])));
    double xmax = Math.min(refined[2], Math.max(c[0], Math.max(c[2], c[4])));
    double ymax = Math.min(refined[3], Math.max(c[1], Math.max(c[3], c[5])));
    fill(
        (long) Math.floor(xmin / spacing) - 1,
        (long) Math.ceil(ymin / rise),
        (long) Math.floor(xmax / spacing),
        (long) Math.floor(ymax / rise));
  }

  /** Finds the sizes that places in the triangle may have: a range around that of its middle. */
  private void measure() {
    double x = (corner[0] + corner[2] + corner[4]) / 3;
    double y = (corner[1] + corner[3] + corner[5]) / 3;
    double squared = 0;
    for (int i = 0; i < 6; i += 2) {
      double dx = corner[i] - x;
      double dy = corner[i + 1] - y;
      squared = Math.max(squared, dx * dx + dy * dy);
    }
    middle = tree.at(x, y);
    range = tree.rise(Math.sqrt(squared));
  }

  /** The same of some columns and rows. */
  private void fill(long firstColumn, long firstRow, long lastColumn, long lastRow) {
    if (firstColumn > lastColumn || firstRow > lastRow) {
      return;
    }
    double xmin = firstColumn * spacing;
    double ymin = firstRow * rise;
    double xmax = (lastColumn + 0.5) * spacing;
    double ymax = lastRow * rise;
    if (!meets(xmin, ymin, xmax, ymax) || !limits.part().touches(xmin, ymin, xmax, ymax)) {
      return;
    }
    long most = Math.max(lastColumn - firstColumn, lastRow - firstRow);
    if (tree != null && !mayHave(new Bounds(xmin, ymin, xmax, ymax), most >= BLOCK)) {
      return;
    }
    if (most < (tree == null ? BLOCK : BLOCK_IF_BY_PLACE)) {
      for (long row = firstRow; row <= lastRow; row++) {
        fillRow(row, firstColumn, lastColumn);
      }
      return;
    }
    long column = Math.floorDiv(firstColumn + lastColumn, 2);
    long row = Math.floorDiv(firstRow + lastRow, 2);
    fill(firstColumn, firstRow, column, row);
    fill(column + 1, firstRow, lastColumn, row);
    fill(firstColumn, row + 1, column, lastRow);
    fill(column + 1, row + 1, lastColumn, lastRow);
  }

  /** Whether some place in a rectangle may have the size; of a large one by a closer look. */
  private boolean mayHave(Bounds r, boolean isLarge) {
    double x = 0.5 * (r.xmin() + r.xmax());
    double y = 0.5 * (r.ymin() + r.ymax());
    double away = tree.rise(0.5 * (r.width() + r.height()));
    return !(Math.abs(tree.at(x, y) - size) > away)
        && !(isLarge && (sizes.least(kind, r) > size || sizes.most(kind, r) < size));
  }

  /** Whether the triangle may meet a rectangle: no side of it parts them. */
  private boolean meets(double xmin, double ymin, double xmax, double ymax) {
    for (int i = 0; i < 6; i += 2) {
      int j = (i + 2) % 6;
      double dx = corner[j] - corner[i];
      double dy = corner[j + 1] - corner[i + 1];
      // The corner of the rectangle that lies farthest to the left of the side.
      double x = (dy > 0 ? xmin : xmax) - corner[i];
      double y = (dx > 0 ? ymax : ymin) - corner[i + 1];
      if (dx * y - dy * x < 0) {
        return false;
      }
    }
    return true;
  }

  /** Fills a row from one side of the triangle to the other. */
  private void fillRow(long row, long firstColumn, long lastColumn) {
    double y = row * rise;
    double from = Double.NEGATIVE_INFINITY;
    double to = Double.POSITIVE_INFINITY;
    for (int i = 0; i < 6; i += 2) {
      int j = (i + 2) % 6;
      double dx = corner[j] - corner[i];
      double dy = corner[j + 1] - corner[i + 1];
      double x = corner[i] + dx * ((y - corner[i + 1]) / dy);
      if (dy > 0) {
        to = Math.min(to, x);
      } else if (dy < 0) {
        from = Math.max(from, x);
      }
    }
    double shift = Math.floorMod(row, 2) * 0.5;
    from = Math.max(from, refined[0]);
    to = Math.min(to, refined[2]);
    long first = Math.max(firstColumn, (long) Math.ceil(from / spacing - shift));
    long last = Math.min(lastColumn, (long) Math.floor(to / spacing - shift));
    for (long k = first; k <= last; k++) {
      // There and back in turn: so walks are short.
      long column = shift == 0 ? k : last - (k - first);
      place((column + shift) * spacing, y);
    }
  }

  /** Adds a vertex at a place if nothing is near. */
  private void place(double x, double y) {
    if (!isWanted(x, y)) {
      return;
    }
    switch (mesh.locate(x, y, at, false)) {
      case INSIDE -> at = mesh.located;
      case ON_EDGE -> {
        at = mesh.located;
        if (mesh.constraint[at] != 0) {
          return;
        }
      }
      default -> {
        return;
      }
    }
    if (mesh.label(at >> 2) < MeshInput.GROUND) {
      return;
    }
    mesh.openCavity(at >> 2, x, y);
    for (int i = 0; i < mesh.rimCount(); i++) {
      if (isNear(i, x, y)) {
        return;
      }
    }
    int v = vertices.add(x, y, -1, 0);
    mesh.fillCavity(v);
    if (gradation != null) {
      gradation.inherit(v);
    }
    at = 4 * mesh.made[0];
  }

  private boolean isWanted(double x, double y) {
    return (limits.part().holds(x, y) || limits.part().touches(x, y, x, y))
        && (tree == null || tree.at(x, y) == size);
  }

  /** Whether an edge around the place or its first vertex is too near, or too small. */
  private boolean isNear(int i, double x, double y) {
    int u = mesh.rimOrigin(i);
    double ux = mesh.xy[2 * u] - x;
    double uy = mesh.xy[2 * u + 1] - y;
    double clear = CLEAR_OF_VERTICES * spacing;
    if (ux * ux + uy * uy < clear * clear
        || (gradation != null && !gradation.allows(size, u, x, y))) {
      return true;
    }
    if (mesh.rimConstraint(i) == 0) {
      return false;
    }
    int v = mesh.rimTarget(i);
    double dx = mesh.xy[2 * v] - mesh.xy[2 * u];
    double dy = mesh.xy[2 * v + 1] - mesh.xy[2 * u + 1];
    double aside = dx * uy - dy * ux;
    double away = CLEAR_OF_SEGMENTS * spacing;
    return aside * aside < away * away * (dx * dx + dy * dy);
  }
}
