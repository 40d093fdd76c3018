package io.citymesh.air;

/**
 * Between what lies all that would be measured of a run of faces, one above the other, whose cells
 * are wedges between nominal fronts ({@link NominalFronts}): so that a run in one class is counted
 * without a look at each of its faces.
 *
 * <p>Below, T is the rest at a label, and D a line's depth. A cell between the fronts of T and T'
 * has its centre at the same place in plan whatever they are, and {@code (T + T') * q} below the
 * top, where {@code q = ((D0 + D1 + D2)^2 + D0^2 + D1^2 + D2^2) / (8 (D0 + D1 + D2))}.
 */
abstract class RunBounds {
  final NominalFronts fronts;

  /** The bounds that were asked for last, as histograms take values. */
  double low;

  double high;

  RunBounds(NominalFronts fronts) {
    this.fronts = fronts;
  }

  /**
   * Finds the bounds of the angles of some faces.
   *
   * @param from the label of the first face, at its lower end
   * @param to the label after that of the last, more than {@code from}
   */
  abstract void angles(int from, int to);

  /** Finds the upper bound of their skewness, and 0 for the lower. */
  abstract void skews(int from, int to);

  /** Finds the lower bound, too, after the upper. */
  abstract void leastSkew();

  /** The fronts of a column. */
  static final class Fronts extends RunBounds {
    /** The square of the slope of the front at the rest 1. */
    private double slope2;

    /**
     * The line between two cells' centres is vertical: it misses a front's centre by a vector of
     * the same horizontal part at all fronts, whose vertical part is as T. The squares of both at
     * the rest 1.
     */
    private double aside2;

    private double rise2;

    /** How far two cells' centres are apart by the difference of their T + T', metres. */
    private double q;

    Fronts(NominalFronts fronts) {
      super(fronts);
    }

    void moveTo(ColumnGeometry column) {
      double ax = column.x[1] - column.x[0];
      double ay = column.y[1] - column.y[0];
      double bx = column.x[2] - column.x[0];
      double by = column.y[2] - column.y[0];
      double az = column.depth[0] - column.depth[1];
      double bz = column.depth[0] - column.depth[2];
      double size = 1 / (2 * column.area);
      double nx = (ay * bz - az * by) * size;
      double ny = (az * bx - ax * bz) * size;
      double px = (ax + bx) / 3 - column.nominalX + column.x[0];
      double py = (ay + by) / 3 - column.nominalY + column.y[0];
      double rise = nx * px + ny * py;
      slope2 = nx * nx + ny * ny;
      aside2 = px * px + py * py;
      rise2 = rise * rise;
      q = column.nominalZ;
    }

    @Override
    void angles(int from, int to) {
      double most = fronts.rest[from];
      double least = fronts.rest[to - 1];
      low = -1 / (1 + slope2 * least * least);
      high = -1 / (1 + slope2 * most * most);
    }

    @Override
    void skews(int from, int to) {
      double most = fronts.rest[from];
      double apart = q * fronts.thinnestTwo[from];
      low = 0;
      high = (aside2 + rise2 * most * most) / (0.04 * apart * apart);
    }

    @Override
    void leastSkew() {
      low = 0;
    }

    /**
     * Finds the bounds of the skewness of the face at the top: what the line to the cell's centre
     * misses it by is level there.
     */
    void topSkew() {
      double below = q * fronts.rest[fronts.rest.length - 2];
      low = 0;
      high = aside2 / (0.16 * below * below);
    }
  }

  /** The quadrilaterals of a side between two columns. */
  static final class Sides extends RunBounds {
    /** Squares: of the distance of two centres in plan, and of its vertical part by T + T'. */
    private double apart2;

    private double climb2;

    /** The product that is the area's part along it, and its square by that of the edge. */
    private double across;

    private double cosine2;

    /** By how much the line between them misses the face's centre, likewise. */
    private double aside2;

    private double rise;

    /**
     * Of the vector to the corners at the side's start and at its end, times that of the miss: the
     * part in plan, that by the square of T + T', and that by the difference of the squares of T
     * and T', which is of either sign.
     */
    private double atU;

    private double atW;
    private double upU;
    private double upW;
    private double halfU;
    private double halfW;

    /** What the lower bound of the skewness that was asked for last follows from. */
    private double miss0;

    private double dotU0;
    private double dotU1;
    private double dotW0;
    private double dotW1;
    private double reach1;
    private double mostSquares;

    Sides(NominalFronts fronts) {
      super(fronts);
    }

    void moveTo(ColumnGeometry here, ColumnGeometry beside, int start, int end) {
      double ex = here.x[end] - here.x[start];
      double ey = here.y[end] - here.y[start];
      double edge2 = ex * ex + ey * ey;
      double du = here.depth[start];
      double dw = here.depth[end];
      double third = 1 / (3 * (du + dw));
      double s = (du + 2 * dw) * third;
      double r = (du * du + dw * dw + du * dw) * third;
      double dx = beside.nominalX - here.nominalX;
      double dy = beside.nominalY - here.nominalY;
      double climb = here.nominalZ - beside.nominalZ;
      across = ey * dx - ex * dy;
      apart2 = dx * dx + dy * dy;
      climb2 = climb * climb;
      cosine2 = across * across / edge2;
      double px = here.x[start] - here.nominalX + s * ex;
      double py = here.y[start] - here.nominalY + s * ey;
      double share = (ey * px - ex * py) / across;
      double mx = px - share * dx;
      double my = py - share * dy;
      double mz = here.nominalZ - r - share * climb;
      aside2 = mx * mx + my * my;
      rise = Math.abs(mz);
      double along = mx * ex + my * ey;
      atU = s * along;
      atW = atU - along;
      upU = mz * (r - du / 2);
      upW = mz * (r - dw / 2);
      halfU = rise * du / 2;
      halfW = rise * dw / 2;
    }

    @Override
    void angles(int from, int to) {
      double most = fronts.rest[from] + fronts.rest[from + 1];
      double least = fronts.rest[to - 1] + fronts.rest[to];
      low = -cosine2 / (apart2 + climb2 * least * least);
      high = across > 0 ? -cosine2 / (apart2 + climb2 * most * most) : Double.NaN;
    }

    @Override
    void skews(int from, int to) {
      double most = fronts.rest[from] + fronts.rest[from + 1];
      double least = fronts.rest[to - 1] + fronts.rest[to];
      most *= most;
      least *= least;
      miss0 = aside2 + rise * rise * least;
      double miss1 = aside2 + rise * rise * most;
      double apart0 = apart2 + climb2 * least;
      dotU0 = upU * least - atU;
      dotU1 = upU * most - atU;
      dotW0 = upW * least - atW;
      dotW1 = upW * most - atW;
      double lessU = leastSize(dotU0, dotU1) + halfU * fronts.leastSquares[from];
      double lessW = leastSize(dotW0, dotW1) + halfW * fronts.leastSquares[from];
      double dot0 = lessU > lessW ? lessU : lessW;
      double reach0 = 0.04 * apart0 * miss0;
      reach0 = dot0 * dot0 > reach0 ? dot0 * dot0 : reach0;
      mostSquares = fronts.mostSquares[from];
      reach1 = 0.04 * (apart2 + climb2 * most) * miss1;
      low = 0;
      high = miss1 * miss1 / (reach0 + Double.MIN_NORMAL);
    }

    @Override
    void leastSkew() {
      double moreU = mostSize(dotU0, dotU1) + halfU * mostSquares;
      double moreW = mostSize(dotW0, dotW1) + halfW * mostSquares;
      double dot1 = moreU > moreW ? moreU : moreW;
      double most = dot1 * dot1 > reach1 ? dot1 * dot1 : reach1;
      low = miss0 * miss0 / (most + Double.MIN_NORMAL);
    }

    private static double leastSize(double a, double b) {
      return a > 0 && b > 0 ? Math.min(a, b) : a < 0 && b < 0 ? -Math.max(a, b) : 0;
    }

    private static double mostSize(double a, double b) {
      return Math.max(Math.abs(a), Math.abs(b));
    }
  }
}
