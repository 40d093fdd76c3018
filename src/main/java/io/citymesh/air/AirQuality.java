package io.citymesh.air;

import java.io.Serializable;
import java.util.PrimitiveIterator;
import java.util.stream.LongStream;

/**
 * How good the cells of the air are, as those who solve equations on them measure it, and how much
 * air they hold.
 *
 * <p>Non-orthogonality, skewness and aspect ratio are OpenFOAM's ({@code checkMesh} of version
 * 1912): the angle between a face's normal and the line between the centres of its two cells; how
 * far that line misses the face's centre, by the size of the face; and by how much the areas of a
 * cell's faces differ from direction to direction. Faces between two parts are left to whoever
 * knows both.
 */
public final class AirQuality implements Serializable {
  private static final long serialVersionUID = 1L;

  private final long[] cells = new long[CellKind.values().length];
  private final Histogram nonOrthogonality =
      Histogram.ofAngles(5, 10, 20, 30, 40, 50, 60, 65, 70, 75, 80, 85, 90);
  private final Histogram skewness = Histogram.of(0.25, 0.5, 1, 2, 4, 10, 20);
  private final Histogram aspect = Histogram.of(2, 5, 10, 20, 50, 100, 200, 500, 1000);
  private final Histogram dihedral =
      Histogram.ofAngles(1, 2, 5, 10, 15, 20, 25, 30, 35, 40, 45, 50, 55, 60);
  private final Sum volume = new Sum();
  private final Sum columns = new Sum();
  private double smallest = Double.POSITIVE_INFINITY;

  /** Measures the cells above the triangles of a part. */
  public static AirQuality of(AirPart air) {
    return of(air, true);
  }

  /** The same without aspect ratios and dihedral angles, which take a third of the time. */
  public static AirQuality ofFaces(AirPart air) {
    return of(air, false);
  }

  private static AirQuality of(AirPart air, boolean shapes) {
    AirQuality quality = new AirQuality();
    quality.new Measuring(air, shapes).run();
    return quality;
  }

  /** All that was measured, as numbers that {@link #ofNumbers} knows. */
  public long[] numbers() {
    LongStream.Builder numbers = LongStream.builder();
    for (long count : cells) {
      numbers.add(count);
    }
    nonOrthogonality.putTo(numbers);
    skewness.putTo(numbers);
    aspect.putTo(numbers);
    dihedral.putTo(numbers);
    volume.putTo(numbers);
    columns.putTo(numbers);
    return numbers.add(Double.doubleToRawLongBits(smallest)).build().toArray();
  }

  /**
   * What was measured elsewhere.
   *
   * @param numbers of {@link #numbers}
   */
  public static AirQuality ofNumbers(long[] numbers) {
    AirQuality quality = new AirQuality();
    PrimitiveIterator.OfLong next = LongStream.of(numbers).iterator();
    for (int i = 0; i < quality.cells.length; i++) {
      quality.cells[i] = next.nextLong();
    }
    quality.nonOrthogonality.takeFrom(next);
    quality.skewness.takeFrom(next);
    quality.aspect.takeFrom(next);
    quality.dihedral.takeFrom(next);
    quality.volume.takeFrom(next);
    quality.columns.takeFrom(next);
    quality.smallest = Double.longBitsToDouble(next.nextLong());
    return quality;
  }

  /** Adds what was measured elsewhere. */
  public void add(AirQuality other) {
    for (int i = 0; i < cells.length; i++) {
      cells[i] += other.cells[i];
    }
    nonOrthogonality.add(other.nonOrthogonality);
    skewness.add(other.skewness);
    aspect.add(other.aspect);
    dihedral.add(other.dihedral);
    volume.add(other.volume);
    columns.add(other.columns);
    smallest = Math.min(smallest, other.smallest);
  }

  /** How many cells there are of a kind. */
  public long cells(CellKind kind) {
    return cells[kind.ordinal()];
  }

  /** How many cells there are of all kinds. */
  public long cells() {
    return LongStream.of(cells).sum();
  }

  /** How many faces between cells are at which angle, degrees. */
  public Histogram nonOrthogonality() {
    return nonOrthogonality;
  }

  /** How many faces, on the boundary too, are how skew. */
  public Histogram skewness() {
    return skewness;
  }

  /** How many cells have which aspect ratio. */
  public Histogram aspect() {
    return aspect;
  }

  /** How many cells have their smallest dihedral angle in which class, degrees. */
  public Histogram dihedral() {
    return dihedral;
  }

  /** The sum of the volumes of all cells, cubic metres. */
  public double volume() {
    return volume.value();
  }

  /** The volume from the surface to the top by the triangles alone, cubic metres. */
  public double columnVolume() {
    return columns.value();
  }

  /** The volume of the smallest cell, cubic metres: not above 0 if one is inside out. */
  public double smallestVolume() {
    return smallest;
  }

  /** Goes through the columns of a part, with those beside them. */
  private final class Measuring {
    private final AirPart air;

    /** Whether the shapes of cells are measured too. */
    private final boolean shapes;

    private final Levels levels;
    private final ColumnGeometry here;
    private final ColumnGeometry beside;
    private final int top;

    /** The column's sides as vectors, their lengths, and the cosines of the angles between them. */
    private final double[] edgeX = new double[3];

    private final double[] edgeY = new double[3];
    private final double[] edge = new double[3];
    private final double[] corner2d = new double[3];

    /** The areas of its fronts, and the cosines of their angles with the sides: 3 each. */
    private final double[] frontSize;

    private final double[] meets;

    /** The corners of the face at hand, relative to the column's first: 3 each. */
    private final double[] corner = new double[12];

    private int corners;

    /** Its centre. */
    private double fx;

    private double fy;
    private double fz;

    Measuring(AirPart air, boolean shapes) {
      this.air = air;
      this.shapes = shapes;
      levels = air.levels();
      here = new ColumnGeometry(air);
      beside = new ColumnGeometry(air);
      top = air.top();
      frontSize = new double[top + 1];
      meets = new double[3 * top + 3];
    }

    void run() {
      for (int t = 0; t < air.triangleCount(); t++) {
        int line = air.triangles()[3 * t];
        double x = air.xy()[2 * line];
        double y = air.xy()[2 * line + 1];
        here.moveTo(t, x, y);
        here.measureFronts();
        if (shapes) {
          measureColumn();
        }
        for (int cell = 0; cell < here.column.cells(); cell++) {
          addCell(cell);
        }
        int last = here.column.cells();
        double height = 3 * here.z[3 * last] - here.z[0] - here.z[1] - here.z[2];
        columns.add(here.area * height / 3);
        addFronts();
        for (int side = 0; side < 3; side++) {
          int twin = Math.floorDiv(air.twins()[3 * t + side], 3);
          if (twin > t) {
            beside.moveTo(twin, x, y);
            addInnerSide(side);
          }
          addBoundary(side);
        }
      }
    }

    /** What all cells of the column share: lengths, angles, and how fronts meet the sides. */
    private void measureColumn() {
      for (int u = 0; u < 3; u++) {
        int w = u == 2 ? 0 : u + 1;
        edgeX[u] = here.x[w] - here.x[u];
        edgeY[u] = here.y[w] - here.y[u];
        edge[u] = Math.sqrt(edgeX[u] * edgeX[u] + edgeY[u] * edgeY[u]);
      }
      for (int u = 0; u < 3; u++) {
        int before = u == 0 ? 2 : u - 1;
        double dot = edgeX[u] * edgeX[before] + edgeY[u] * edgeY[before];
        corner2d[u] = -dot / (edge[u] * edge[before]);
      }
      double[] n = here.front;
      for (int j = 0; j <= here.column.cells(); j++) {
        double nx = n[3 * j];
        double ny = n[3 * j + 1];
        double size = length(nx, ny, n[3 * j + 2]);
        frontSize[j] = size;
        for (int u = 0; u < 3; u++) {
          meets[3 * j + u] = (nx * edgeY[u] - ny * edgeX[u]) / (size * edge[u]);
        }
      }
    }

    private void addCell(int cell) {
      cells[here.column.kind(cell).ordinal()]++;
      double v = here.volume[cell];
      volume.add(v);
      smallest = v < smallest ? v : smallest;
      if (shapes) {
        addShape(cell, v);
      }
    }

    private void addShape(int cell, double v) {
      int b = 3 * cell;
      double[] n = here.front;
      double[] z = here.z;
      double sx = Math.abs(n[b]) + Math.abs(n[b + 3]);
      double sy = Math.abs(n[b + 1]) + Math.abs(n[b + 4]);
      double sz = 2 * here.area;
      double sharpest = -1;
      for (int u = 0; u < 3; u++) {
        int w = u == 2 ? 0 : u + 1;
        double hu = z[b + 3 + u] - z[b + u];
        double hw = z[b + 3 + w] - z[b + w];
        sx += Math.abs(edgeY[u]) * (hu + hw) / 2;
        sy += Math.abs(edgeX[u]) * (hu + hw) / 2;
        if (hu + hw > 0) {
          sharpest = meets[b + u] > sharpest ? meets[b + u] : sharpest;
          sharpest = -meets[b + 3 + u] > sharpest ? -meets[b + 3 + u] : sharpest;
        } else {
          double dot = n[b] * n[b + 3] + n[b + 1] * n[b + 4] + n[b + 2] * n[b + 5];
          double cosine = dot / (frontSize[cell] * frontSize[cell + 1]);
          sharpest = cosine > sharpest ? cosine : sharpest;
        }
        if (hu > 0) {
          sharpest = corner2d[u] > sharpest ? corner2d[u] : sharpest;
        }
      }
      dihedral.addCosine(sharpest);
      double most = sx > sy ? sx : sy;
      double fewest = sx < sy ? sx : sy;
      double ratio = (most > sz ? most : sz) / (fewest < sz ? fewest : sz);
      double sum = (sx + sy + sz) / 6;
      // The root only where it decides.
      if (sum * sum * sum > ratio * ratio * ratio * v * v) {
        double root = Math.cbrt(v);
        ratio = sum / (root * root);
      }
      aspect.add(ratio);
    }

    private void addFronts() {
      int count = here.column.cells();
      double[] n = here.front;
      fx = (here.x[0] + here.x[1] + here.x[2]) / 3;
      fy = (here.y[0] + here.y[1] + here.y[2]) / 3;
      corners = 3;
      for (int j = 0; j <= count; j++) {
        for (int c = 0; c < 3; c++) {
          corner[3 * c] = here.x[c];
          corner[3 * c + 1] = here.y[c];
          corner[3 * c + 2] = here.z[3 * j + c];
        }
        fz = (here.z[3 * j] + here.z[3 * j + 1] + here.z[3 * j + 2]) / 3;
        if (j == 0) {
          addBoundaryFace(0, -n[0], -n[1], -n[2]);
        } else if (j == count) {
          addBoundaryFace(j - 1, n[3 * j], n[3 * j + 1], n[3 * j + 2]);
        } else {
          addFace(j - 1, here.centre, 3 * j, n[3 * j], n[3 * j + 1], n[3 * j + 2]);
        }
      }
    }

    private void addInnerSide(int side) {
      int a = here.column.aboveWall(side);
      int b = here.column.aboveWallAtEnd(side);
      int end = side == 2 ? 0 : side + 1;
      double dx = here.x[end] - here.x[side];
      double dy = here.y[end] - here.y[side];
      while (a < top || b < top) {
        boolean stepA = a <= b;
        boolean stepB = b <= a;
        int label = Math.min(a, b);
        takeStep(side, end, a, b, stepA, stepB);
        int cell = here.column.cellAt(label);
        addFace(cell, beside.centre, 3 * beside.column.cellAt(label), dy, -dx, 0);
        a += stepA ? 1 : 0;
        b += stepB ? 1 : 0;
      }
    }

    /** The wall below a side's eave, or all of a side of the domain. */
    private void addBoundary(int side) {
      boolean domain = air.sides()[3 * here.column.triangle() + side] != AirPart.INSIDE;
      if (!domain && !here.column.hasEave(side)) {
        return;
      }
      int end = side == 2 ? 0 : side + 1;
      double dx = here.x[end] - here.x[side];
      double dy = here.y[end] - here.y[side];
      here.column.walk(
          side,
          here.column.low(0),
          top,
          (a, b, stepA, stepB, wall) -> {
            if (wall || domain) {
              takeStep(side, end, a, b, stepA, stepB);
              addBoundaryFace(here.column.cellAt(Math.min(a, b)), dy, -dx, 0);
            }
          });
    }

    /** Makes the face between two lines the one at hand. */
    private void takeStep(int u, int w, int a, int b, boolean stepA, boolean stepB) {
      int lineU = here.column.line(u);
      int lineW = here.column.line(w);
      double u0 = levels.z(lineU, a);
      double w0 = levels.z(lineW, b);
      double u1 = stepA ? levels.z(lineU, a + 1) : u0;
      double w1 = stepB ? levels.z(lineW, b + 1) : w0;
      corners = 0;
      put(here.x[u], here.y[u], u0);
      put(here.x[w], here.y[w], w0);
      if (stepB) {
        put(here.x[w], here.y[w], w1);
      }
      if (stepA) {
        put(here.x[u], here.y[u], u1);
      }
      // Two triangles, u0 w0 u1 and u1 w0 w1, of areas as their vertical edges.
      double hu = u1 - u0;
      double hw = w1 - w0;
      double s = (hu + 2 * hw) / (3 * (hu + hw));
      fx = here.x[u] + s * (here.x[w] - here.x[u]);
      fy = here.y[u] + s * (here.y[w] - here.y[u]);
      fz = (hu * (u0 + w0 + u1) + hw * (u1 + w0 + w1)) / (3 * (hu + hw));
    }

    private void put(double x, double y, double z) {
      corner[3 * corners] = x;
      corner[3 * corners + 1] = y;
      corner[3 * corners++ + 2] = z;
    }

    /** Counts the face at hand, between a cell of this column and one whose centre is given. */
    private void addFace(int cell, double[] other, int at, double nx, double ny, double nz) {
      double ox = here.centre[3 * cell];
      double oy = here.centre[3 * cell + 1];
      double oz = here.centre[3 * cell + 2];
      double dx = other[at] - ox;
      double dy = other[at + 1] - oy;
      double dz = other[at + 2] - oz;
      double distance = length(dx, dy, dz);
      double across = nx * dx + ny * dy + nz * dz;
      nonOrthogonality.addCosine(across / (distance * length(nx, ny, nz)));
      double px = fx - ox;
      double py = fy - oy;
      double pz = fz - oz;
      double share = (nx * px + ny * py + nz * pz) / across;
      addSkewness(px - share * dx, py - share * dy, pz - share * dz, 0.2 * distance);
    }

    /** Counts the face at hand, on the boundary of a cell of this column. */
    private void addBoundaryFace(int cell, double nx, double ny, double nz) {
      double px = fx - here.centre[3 * cell];
      double py = fy - here.centre[3 * cell + 1];
      double pz = fz - here.centre[3 * cell + 2];
      double share = (nx * px + ny * py + nz * pz) / (nx * nx + ny * ny + nz * nz);
      double distance = Math.abs(share) * length(nx, ny, nz);
      addSkewness(px - share * nx, py - share * ny, pz - share * nz, 0.4 * distance);
    }

    private void addSkewness(double x, double y, double z, double least) {
      double miss = length(x, y, z);
      if (miss == 0) {
        skewness.add(0);
        return;
      }
      double reach = least * miss;
      for (int c = 0; c < corners; c++) {
        double dot =
            x * (corner[3 * c] - fx) + y * (corner[3 * c + 1] - fy) + z * (corner[3 * c + 2] - fz);
        dot = dot < 0 ? -dot : dot;
        reach = dot > reach ? dot : reach;
      }
      skewness.add(miss * miss / reach);
    }

    private static double length(double x, double y, double z) {
      return Math.sqrt(x * x + y * y + z * z);
    }
  }
}
