package io.citymesh.air;

import io.citymesh.geo.Sum;
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

  /** So many faces of a run are measured rather than divided further. */
  private static final int FEW = 4;

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
    return of(air, NominalFronts.none(air), true);
  }

  /**
   * The same without aspect ratios and dihedral angles, and with no look at each face that is
   * between nominal fronts, which would take several times as long.
   *
   * @param layers by which the air was filled
   */
  public static AirQuality ofFaces(AirPart air, Layers layers) {
    return of(air, NominalFronts.of(air, layers), false);
  }

  private static AirQuality of(AirPart air, NominalFronts fronts, boolean shapes) {
    AirQuality quality = new AirQuality();
    quality.new Measuring(air, fronts, shapes).run();
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
    private final NominalFronts fronts;
    private ColumnGeometry here;
    private ColumnGeometry beside;
    private final int top;
    private final RunBounds.Fronts frontRun;
    private final RunBounds.Sides sideRun;

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

    /** What was measured of faces of one kind, to be counted together, as histograms take it. */
    private final double[] angles;

    private final double[] skews;

    /** The side that runs of upright faces are on. */
    private int sideOfRun;

    Measuring(AirPart air, NominalFronts fronts, boolean shapes) {
      this.air = air;
      this.fronts = fronts;
      this.shapes = shapes;
      levels = air.levels();
      here = new ColumnGeometry(air, fronts);
      beside = new ColumnGeometry(air, fronts);
      frontRun = new RunBounds.Fronts(fronts);
      sideRun = new RunBounds.Sides(fronts);
      top = air.top();
      frontSize = new double[top + 1];
      meets = new double[3 * top + 3];
      angles = new double[top + 1];
      skews = new double[top + 1];
    }

    /**
     * Goes from each column on to one beside it as long as there is one that it has not been to:
     * what was measured of that is there already.
     */
    void run() {
      boolean[] done = new boolean[air.triangleCount()];
      for (int first = 0; first < done.length; first++) {
        if (!done[first]) {
          int line = air.triangles()[3 * first];
          goOnFrom(first, air.xy()[2 * line], air.xy()[2 * line + 1], done);
        }
      }
    }

    private void goOnFrom(int first, double x, double y, boolean[] done) {
      here.moveTo(first, x, y);
      for (int t = first; t >= 0; ) {
        done[t] = true;
        here.measureBelow(here.column.cellAt(here.nominal));
        if (shapes) {
          here.measureFronts(0, here.column.cells() + 1);
          measureColumn();
        }
        addCells();
        addFronts();
        int next = -1;
        for (int side = 0; side < 3; side++) {
          int twin = Math.floorDiv(air.twins()[3 * t + side], 3);
          if (twin >= 0 && !done[twin]) {
            beside.moveTo(twin, x, y);
            addInnerSide(side);
            next = twin;
          }
          addBoundary(side);
        }
        ColumnGeometry left = here;
        here = beside;
        beside = left;
        t = next;
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
      for (int j = 0; j <= here.column.cells(); j++) {
        double nx = here.frontX[j];
        double ny = here.frontY[j];
        double size = length(nx, ny, here.area);
        frontSize[j] = size;
        for (int u = 0; u < 3; u++) {
          meets[3 * j + u] = (nx * edgeY[u] - ny * edgeX[u]) / (size * edge[u]);
        }
      }
    }

    private void addCells() {
      int count = here.column.cells();
      int plain = here.column.cellAt(here.column.plain());
      for (int cell = 0; cell < plain; cell++) {
        cells[here.column.kind(cell).ordinal()]++;
      }
      cells[CellKind.WEDGE.ordinal()] += count - plain;
      double sum = 0;
      int nominal = here.column.cellAt(here.nominal);
      for (int cell = 0; cell < nominal; cell++) {
        double v = here.volume[cell];
        sum += v;
        smallest = v < smallest ? v : smallest;
        if (shapes) {
          addShape(cell, v);
        }
      }
      if (nominal < count) {
        double above = here.area * (here.depth[0] + here.depth[1] + here.depth[2]) / 3;
        double v = above * fronts.thinnest[here.nominal];
        sum += above * fronts.rest[here.nominal];
        smallest = v < smallest ? v : smallest;
      }
      volume.add(sum);
      double height = 3 * here.z[0][count] - here.z[0][0] - here.z[1][0] - here.z[2][0];
      columns.add(here.area * height / 3);
    }

    private void addShape(int cell, double v) {
      int b = 3 * cell;
      double[] nx = here.frontX;
      double[] ny = here.frontY;
      double sx = Math.abs(nx[cell]) + Math.abs(nx[cell + 1]);
      double sy = Math.abs(ny[cell]) + Math.abs(ny[cell + 1]);
      double sz = 2 * here.area;
      double sharpest = -1;
      for (int u = 0; u < 3; u++) {
        int w = u == 2 ? 0 : u + 1;
        double hu = here.z[u][cell + 1] - here.z[u][cell];
        double hw = here.z[w][cell + 1] - here.z[w][cell];
        sx += Math.abs(edgeY[u]) * (hu + hw) / 2;
        sy += Math.abs(edgeX[u]) * (hu + hw) / 2;
        if (hu + hw > 0) {
          sharpest = meets[b + u] > sharpest ? meets[b + u] : sharpest;
          sharpest = -meets[b + 3 + u] > sharpest ? -meets[b + 3 + u] : sharpest;
        } else {
          double dot = nx[cell] * nx[cell + 1] + ny[cell] * ny[cell + 1] + here.area * here.area;
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
      fx = (here.x[0] + here.x[1] + here.x[2]) / 3;
      fy = (here.y[0] + here.y[1] + here.y[2]) / 3;
      int end = Math.min(here.column.cellAt(here.nominal) + 1, count);
      measureFronts(1, end);
      nonOrthogonality.addKeys(angles, end - 1);
      skewness.addKeys(skews, end - 1);
      if (here.nominal + 1 < top) {
        frontRun.moveTo(here);
        addAngles(frontRun, here.nominal + 1, top);
        addSkews(frontRun, here.nominal + 1, top);
      }
      corners = 3;
      here.measureFronts(0, 1);
      takeFront(0);
      addBoundaryFace(0, -here.frontX[0], -here.frontY[0], -here.area);
      if (here.nominal + 1 < top) {
        frontRun.topSkew();
        if (skewness.addRun(frontRun.low, frontRun.high, 1)) {
          return;
        }
      }
      here.measureFronts(count, count + 1);
      here.measureHighest();
      takeFront(count);
      addBoundaryFace(count - 1, here.frontX[count], here.frontY[count], here.area);
    }

    /** Counts the angles of a run's faces: all at once, or of either half. */
    private void addAngles(RunBounds run, int from, int to) {
      run.angles(from, to);
      if (nonOrthogonality.addRun(run.low, run.high, to - from)) {
        return;
      }
      if (to - from == 1) {
        measure(run, from, to);
        nonOrthogonality.addKeys(angles, 1);
        return;
      }
      int middle = (from + to) >>> 1;
      addAngles(run, from, middle);
      addAngles(run, middle, to);
    }

    /** Counts the skewness of a run's faces, likewise; of a few one after the other. */
    private void addSkews(RunBounds run, int from, int to) {
      run.skews(from, to);
      if (skewness.addRun(run.low, run.high, to - from)) {
        return;
      }
      run.leastSkew();
      if (skewness.addRun(run.low, run.high, to - from)) {
        return;
      }
      if (to - from <= FEW) {
        measure(run, from, to);
        skewness.addKeys(skews, to - from);
        return;
      }
      int middle = (from + to) >>> 1;
      addSkews(run, from, middle);
      addSkews(run, middle, to);
    }

    /** Measures some faces of a run one by one. */
    private void measure(RunBounds run, int from, int to) {
      if (run == frontRun) {
        measureFronts(here.column.cellAt(from), here.column.cellAt(to - 1) + 1);
      } else {
        measureQuads(sideOfRun, sideOfRun == 2 ? 0 : sideOfRun + 1, from, to - from);
      }
    }

    /** Makes a front the face at hand. */
    private void takeFront(int front) {
      for (int c = 0; c < 3; c++) {
        corner[3 * c] = here.x[c];
        corner[3 * c + 1] = here.y[c];
        corner[3 * c + 2] = here.z[c][front];
      }
      fz = (here.z[0][front] + here.z[1][front] + here.z[2][front]) / 3;
    }

    /** Measures the fronts from one to before another, between two cells each, without calls. */
    private void measureFronts(int start, int end) {
      here.measureBelow(end);
      here.measureFronts(start, end);
      measureFronts(here.z[0], here.z[1], here.z[2], start - 1, end - start);
    }

    private void measureFronts(double[] z0, double[] z1, double[] z2, int below, int count) {
      double[] cx = here.centreX;
      double[] cy = here.centreY;
      double[] cz = here.centreZ;
      double x0 = here.x[0] - fx;
      double x1 = here.x[1] - fx;
      double x2 = here.x[2] - fx;
      double y0 = here.y[0] - fy;
      double y1 = here.y[1] - fy;
      double y2 = here.y[2] - fy;
      double nz = here.area;
      for (int k = 0; k < count; k++) {
        int i = below + k;
        double nx = here.frontX[i + 1];
        double ny = here.frontY[i + 1];
        double middle = (z0[i + 1] + z1[i + 1] + z2[i + 1]) * (1.0 / 3);
        double dx = cx[i + 1] - cx[i];
        double dy = cy[i + 1] - cy[i];
        double dz = cz[i + 1] - cz[i];
        double distance2 = dx * dx + dy * dy + dz * dz;
        double across = nx * dx + ny * dy + nz * dz;
        angles[k] = -across * Math.abs(across) / (distance2 * (nx * nx + ny * ny + nz * nz));
        double px = fx - cx[i];
        double py = fy - cy[i];
        double pz = middle - cz[i];
        double share = (nx * px + ny * py + nz * pz) / across;
        double mx = px - share * dx;
        double my = py - share * dy;
        double mz = pz - share * dz;
        double miss = mx * mx + my * my + mz * mz;
        double dot0 = Math.abs(mx * x0 + my * y0 + mz * (z0[i + 1] - middle));
        double dot1 = Math.abs(mx * x1 + my * y1 + mz * (z1[i + 1] - middle));
        double dot2 = Math.abs(mx * x2 + my * y2 + mz * (z2[i + 1] - middle));
        double dot = Math.max(dot0, Math.max(dot1, dot2));
        double reach2 = Math.max(0.04 * distance2 * miss, dot * dot);
        skews[k] = miss * miss / (reach2 + Double.MIN_NORMAL);
      }
    }

    private void addInnerSide(int side) {
      int a = here.column.aboveWall(side);
      int b = here.column.aboveWallAtEnd(side);
      int end = side == 2 ? 0 : side + 1;
      double dx = here.x[end] - here.x[side];
      double dy = here.y[end] - here.y[side];
      int plain = Math.max(here.column.plain(), beside.column.plain());
      int nominal = Math.max(here.nominal, beside.nominal);
      here.measureBelow(here.column.cellAt(nominal));
      beside.measureBelow(beside.column.cellAt(nominal));
      while (a < plain || b < plain) {
        boolean stepA = a <= b;
        boolean stepB = b <= a;
        int label = Math.min(a, b);
        takeStep(side, end, a, b, stepA, stepB);
        addFace(here.column.cellAt(label), beside.column.cellAt(label), dy, -dx);
        a += stepA ? 1 : 0;
        b += stepB ? 1 : 0;
      }
      int count = nominal - plain;
      measureQuads(side, end, plain, count);
      nonOrthogonality.addKeys(angles, count);
      skewness.addKeys(skews, count);
      if (nominal < top) {
        sideOfRun = side;
        sideRun.moveTo(here, beside, side, end);
        addAngles(sideRun, nominal, top);
        addSkews(sideRun, nominal, top);
      }
    }

    /** Measures the quadrilaterals between two wedges from a label on, likewise. */
    private void measureQuads(int start, int end, int label, int count) {
      int u = levels.vertex(here.column.line(start), label);
      int w = levels.vertex(here.column.line(end), label);
      int c = here.column.cellAt(label);
      int o = beside.column.cellAt(label);
      here.measureBelow(c + count);
      beside.measureBelow(o + count);
      double[] z = levels.z();
      double[] cx = here.centreX;
      double[] cy = here.centreY;
      double[] cz = here.centreZ;
      double[] ox = beside.centreX;
      double[] oy = beside.centreY;
      double[] oz = beside.centreZ;
      double ux = here.x[start];
      double uy = here.y[start];
      double ex = here.x[end] - ux;
      double ey = here.y[end] - uy;
      double edge2 = ex * ex + ey * ey;
      for (int i = 0; i < count; i++) {
        double u0 = z[u + i];
        double u1 = z[u + i + 1];
        double w0 = z[w + i];
        double w1 = z[w + i + 1];
        // Two triangles, u0 w0 u1 and u1 w0 w1, of areas as their vertical edges.
        double hu = u1 - u0;
        double hw = w1 - w0;
        double third = 1 / (3 * (hu + hw));
        double s = (hu + 2 * hw) * third;
        double middle = (hu * (u0 + w0 + u1) + hw * (u1 + w0 + w1)) * third;
        double dx = ox[o + i] - cx[c + i];
        double dy = oy[o + i] - cy[c + i];
        double dz = oz[o + i] - cz[c + i];
        double distance2 = dx * dx + dy * dy + dz * dz;
        double across = ey * dx - ex * dy;
        angles[i] = -across * Math.abs(across) / (distance2 * edge2);
        double px = ux + s * ex - cx[c + i];
        double py = uy + s * ey - cy[c + i];
        double share = (ey * px - ex * py) / across;
        double mx = px - share * dx;
        double my = py - share * dy;
        double mz = middle - cz[c + i] - share * dz;
        double miss = mx * mx + my * my + mz * mz;
        double along = mx * ex + my * ey;
        double atU = s * along;
        double atW = along - atU;
        // The greater of two corners on a line: that of their middle and half of their distance.
        double rise = Math.abs(mz);
        double dotU = Math.abs(mz * ((u0 + u1) / 2 - middle) - atU) + rise * hu / 2;
        double dotW = Math.abs(mz * ((w0 + w1) / 2 - middle) + atW) + rise * hw / 2;
        double dot = Math.max(dotU, dotW);
        double reach2 = Math.max(0.04 * distance2 * miss, dot * dot);
        skews[i] = miss * miss / (reach2 + Double.MIN_NORMAL);
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
      int high = domain ? top : here.column.plain();
      here.measureBelow(here.column.cellAt(high));
      here.column.walk(
          side,
          here.column.low(0),
          high,
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

    /** Counts the upright face at hand, between a cell of this column and one of that beside. */
    private void addFace(int cell, int other, double nx, double ny) {
      double dx = beside.centreX[other] - here.centreX[cell];
      double dy = beside.centreY[other] - here.centreY[cell];
      double dz = beside.centreZ[other] - here.centreZ[cell];
      double distance = length(dx, dy, dz);
      double across = nx * dx + ny * dy;
      nonOrthogonality.addCosine(across / (distance * length(nx, ny, 0)));
      double px = fx - here.centreX[cell];
      double py = fy - here.centreY[cell];
      double pz = fz - here.centreZ[cell];
      double share = (nx * px + ny * py) / across;
      addSkewness(px - share * dx, py - share * dy, pz - share * dz, 0.2 * distance);
    }

    /** Counts the face at hand, on the boundary of a cell of this column. */
    private void addBoundaryFace(int cell, double nx, double ny, double nz) {
      double px = fx - here.centreX[cell];
      double py = fy - here.centreY[cell];
      double pz = fz - here.centreZ[cell];
      double across = nx * px + ny * py + nz * pz;
      double size2 = nx * nx + ny * ny + nz * nz;
      if (!shapes) {
        // Nearly all are good for certain: the corners tell how much better.
        double least2 = 0.16 * across * across;
        double miss2 = size2 * (px * px + py * py + pz * pz) - across * across;
        if (skewness.addRun(0, miss2 / least2, 1)) {
          return;
        }
      }
      double share = across / size2;
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
