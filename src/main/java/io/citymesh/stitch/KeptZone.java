package io.citymesh.stitch;

import io.citymesh.geo.Bounds;
import io.citymesh.mesh.Limits;
import io.citymesh.tile.MeshOptions;
import io.citymesh.tile.Quarters;
import io.citymesh.tile.SizeField;
import io.citymesh.tile.Sizes;
import io.citymesh.tile.StitchTree;
import java.util.Arrays;

/**
 * Where the triangles of a core or of a seam are kept: in the node's rectangle shrunk by w on its
 * open sides, and of a seam in a strip along the common side of the node's children. Beyond it the
 * plane is refined a little further.
 *
 * <p>Where sizes are the same everywhere, w is one width, and both are rectangles. Where they
 * differ, w follows the sizes: a place p is kept if it is at least {@link
 * MeshOptions#seamHalfWidth(double, double)} of the sizes at p and at the nearest place of the line
 * away from it. So a seam is narrow where triangles are small. This is a function of the line and
 * of p alone; whoever stitches along that line later computes the same.
 */
abstract class KeptZone {
  /** Into how many pieces a rectangle is divided each way, to find the largest size in it. */
  private static final int PIECES = 12;

  /** Into how many its sides are. */
  private static final int PIECES_OF_SIDE = 48;

  /** Bounds of sizes are widened by this part, more than what rounding takes from them. */
  private static final double SLACK = 1e-6;

  /** How far beyond the kept zone the plane is refined, in units of the largest size. */
  private static final double REFINED_BEYOND = 1.5;

  /**
   * How deep the ragged rim of a core may be for a seam to reach its ground, in units of the
   * largest size.
   */
  private static final double RIM_DEPTH = 3;

  /**
   * The zone of a tile's core.
   *
   * @param sizes in the tile
   */
  static KeptZone ofCore(StitchTree tree, int node, MeshOptions options, SizeField sizes) {
    return options.isByPlace()
        ? new Local(tree, node, options, sizes, false)
        : new Rectangle(tree, tree.shrunk(node, options.seamHalfWidth()), options);
  }

  /**
   * The zone of the seam between the two children of a node.
   *
   * @param sizes in the node's rectangle
   */
  static KeptZone ofSeam(StitchTree tree, int node, MeshOptions options, SizeField sizes) {
    Bounds all = tree.shrunk(node, 0);
    boolean isWhole = all.equals(tree.bounds());
    if (isWhole || !options.isByPlace()) {
      return new Rectangle(tree, isWhole ? all : strip(tree, node, options), options);
    }
    return new Local(tree, node, options, sizes, true);
  }

  /** The strip along the common side of a node's children, in the node's shrunk rectangle. */
  private static Bounds strip(StitchTree tree, int node, MeshOptions options) {
    Bounds zone = tree.shrunk(node, options.seamHalfWidth());
    double reach = options.seamHalfWidth() + RIM_DEPTH * options.largestSize();
    Bounds first = tree.rectangle(tree.firstChild(node));
    if (tree.joinsAlongX(node)) {
      return new Bounds(
          Math.max(zone.xmin(), first.xmax() - reach),
          zone.ymin(),
          Math.min(zone.xmax(), first.xmax() + reach),
          zone.ymax());
    }
    return new Bounds(
        zone.xmin(),
        Math.max(zone.ymin(), first.ymax() - reach),
        zone.xmax(),
        Math.min(zone.ymax(), first.ymax() + reach));
  }

  /** Whether triangles whose corners are such places are kept. */
  abstract boolean contains(double x, double y);

  /** Whether a triangle with this rectangle around it may be in what is refined. */
  abstract boolean isRefined(double xmin, double ymin, double xmax, double ymax);

  /** The limits in what is refined. */
  abstract Limits refined(Limits limits);

  /** A rectangle. */
  private static final class Rectangle extends KeptZone {
    private final Bounds kept;
    private final Bounds refined;

    Rectangle(StitchTree tree, Bounds kept, MeshOptions options) {
      Bounds domain = tree.bounds();
      double beyond = REFINED_BEYOND * options.largestSize();
      this.kept = kept;
      refined =
          new Bounds(
              kept.xmin() > domain.xmin() ? kept.xmin() - beyond : kept.xmin(),
              kept.ymin() > domain.ymin() ? kept.ymin() - beyond : kept.ymin(),
              kept.xmax() < domain.xmax() ? kept.xmax() + beyond : kept.xmax(),
              kept.ymax() < domain.ymax() ? kept.ymax() + beyond : kept.ymax());
    }

    @Override
    boolean contains(double x, double y) {
      return kept.contains(x, y);
    }

    @Override
    boolean isRefined(double xmin, double ymin, double xmax, double ymax) {
      return xmax >= refined.xmin()
          && ymax >= refined.ymin()
          && xmin <= refined.xmax()
          && ymin <= refined.ymax();
    }

    @Override
    Limits refined(Limits limits) {
      return limits.within(refined.xmin(), refined.ymin(), refined.xmax(), refined.ymax());
    }
  }

  /** What the sizes around each place allow. */
  static final class Local extends KeptZone implements Limits.Part {
    private final MeshOptions options;
    private final SizeField sizes;
    private final Bounds rectangle;

    /** Whether each side is open: west, south, east, north. */
    private final boolean[] open;

    /** The common side of a seam: 0 for x, 1 for y, -1 for none; and its place. */
    private final int axis;

    private final double common;
    private final double widest;

    /** How wide the gap at each side is at its widest, metres, or a little more. */
    private final double[] deep = new double[4];

    private final Cells cells;

    Local(StitchTree tree, int node, MeshOptions options, SizeField sizes, boolean seam) {
      this.options = options;
      this.sizes = sizes;
      widest = options.seamHalfWidth();
      rectangle = tree.rectangle(node);
      Bounds domain = tree.bounds();
      open =
          new boolean[] {
            rectangle.xmin() > domain.xmin(),
            rectangle.ymin() > domain.ymin(),
            rectangle.xmax() < domain.xmax(),
            rectangle.ymax() < domain.ymax()
          };
      axis = !seam ? -1 : tree.joinsAlongX(node) ? 0 : 1;
      Bounds first = seam ? tree.rectangle(tree.firstChild(node)) : rectangle;
      common = axis == 0 ? first.xmax() : first.ymax();
      cells = new Cells();
      double most = most(rectangle, PIECES, PIECES);
      Bounds r = rectangle;
      Bounds[] sides = {
        new Bounds(r.xmin(), r.ymin(), r.xmin(), r.ymax()),
        new Bounds(r.xmin(), r.ymin(), r.xmax(), r.ymin()),
        new Bounds(r.xmax(), r.ymin(), r.xmax(), r.ymax()),
        new Bounds(r.xmin(), r.ymax(), r.xmax(), r.ymax())
      };
      for (int side = 0; side < 4; side++) {
        int columns = side % 2 == 0 ? 1 : PIECES_OF_SIDE;
        int rows = PIECES_OF_SIDE / columns;
        deep[side] =
            open[side]
                ? (1 + SLACK) * options.seamHalfWidth(most, most(sides[side], columns, rows))
                : 0;
      }
    }

    /** At least the largest size in a rectangle, by its pieces. */
    private double most(Bounds r, int columns, int rows) {
      double most = 0;
      for (int j = 0; j < rows; j++) {
        for (int i = 0; i < columns; i++) {
          Bounds piece =
              new Bounds(
                  r.xmin() + r.width() * i / columns,
                  r.ymin() + r.height() * j / rows,
                  r.xmin() + r.width() * (i + 1) / columns,
                  r.ymin() + r.height() * (j + 1) / rows);
          most = Math.max(most, sizes.most(Sizes.Kind.GROUND, piece));
          most = Math.max(most, sizes.most(Sizes.Kind.ROOF, piece));
        }
      }
      return most;
    }

    @Override
    boolean contains(double x, double y) {
      return rectangle.contains(x, y)
          && (cells.isKept(x, y) || (axis < 0 && isDeep(x, y, x, y)) || containsItself(x, y));
    }

    /** The same of a place of the rectangle, by the sizes there. */
    boolean containsItself(double x, double y) {
      double size = sizes.largest(x, y);
      return isClear(0, x - rectangle.xmin(), size, rectangle.xmin(), y)
          && isClear(1, y - rectangle.ymin(), size, x, rectangle.ymin())
          && isClear(2, rectangle.xmax() - x, size, rectangle.xmax(), y)
          && isClear(3, rectangle.ymax() - y, size, x, rectangle.ymax())
          && (axis != 0 || Math.abs(x - common) <= reach(size, common, y))
          && (axis != 1 || Math.abs(y - common) <= reach(size, x, common));
    }

    /** Whether a place of the rectangle is as far from a side as the gap there is wide. */
    private boolean isClear(int side, double away, double size, double lineX, double lineY) {
      return !open[side] || away >= deep[side] || away >= width(size, lineX, lineY);
    }

    /**
     * Whether no open side is nearer than its gap is wide anywhere: then sizes need not be asked
     * for, at places of the rectangle.
     */
    private boolean isDeep(double xmin, double ymin, double xmax, double ymax) {
      return (!open[0] || xmax - rectangle.xmin() >= deep[0])
          && (!open[1] || ymax - rectangle.ymin() >= deep[1])
          && (!open[2] || rectangle.xmax() - xmin >= deep[2])
          && (!open[3] || rectangle.ymax() - ymin >= deep[3]);
    }

    private double width(double size, double lineX, double lineY) {
      return options.seamHalfWidth(size, sizes.largest(lineX, lineY));
    }

    private double reach(double size, double lineX, double lineY) {
      return reach(size, sizes.largest(lineX, lineY));
    }

    /** How far from the common side places of a size are kept. */
    private double reach(double size, double onLine) {
      return options.seamHalfWidth(size, onLine) + RIM_DEPTH * size;
    }

    @Override
    boolean isRefined(double xmin, double ymin, double xmax, double ymax) {
      // Sizes beyond the tile may be larger than those in it.
      boolean isHere =
          xmin <= rectangle.xmax()
              && ymin <= rectangle.ymax()
              && xmax >= rectangle.xmin()
              && ymax >= rectangle.ymin();
      return (axis < 0 && isHere && isDeep(xmin, ymin, xmax, ymax))
          || cells.isRefined(xmin, ymin, xmax, ymax)
          || isRefinedItself(xmin, ymin, xmax, ymax, isHere);
    }

    /**
     * The same by the sizes there.
     *
     * @param isHere whether it touches the rectangle
     */
    boolean isRefinedItself(double xmin, double ymin, double xmax, double ymax, boolean isHere) {
      double x = 0.5 * (xmin + xmax);
      double y = 0.5 * (ymin + ymax);
      // No size in the rectangle differs by more from that in its middle; along a line neither.
      double change = sizes.growth() * 0.5 * Math.hypot(xmax - xmin, ymax - ymin);
      double size = sizes.largest(x, y);
      return isBeyond(0, gap(0, isHere), xmax - rectangle.xmin(), size, change, rectangle.xmin(), y)
          && isBeyond(1, gap(1, isHere), ymax - rectangle.ymin(), size, change, x, rectangle.ymin())
          && isBeyond(2, gap(2, isHere), rectangle.xmax() - xmin, size, change, rectangle.xmax(), y)
          && isBeyond(3, gap(3, isHere), rectangle.ymax() - ymin, size, change, x, rectangle.ymax())
          && (axis != 0 || Math.max(common - xmax, xmin - common) <= most(size, change, common, y))
          && (axis != 1 || Math.max(common - ymax, ymin - common) <= most(size, change, x, common));
    }

    private boolean isBeyond(
        int side, double gap, double away, double size, double change, double lineX, double lineY) {
      return !open[side] || away >= gap || away >= least(size, change, lineX, lineY);
    }

    /** How wide the gap at a side is at its widest. */
    private double gap(int side, boolean isHere) {
      return isHere ? deep[side] : widest;
    }

    /** How far from an open side what is refined may begin, at least. */
    private double least(double size, double change, double lineX, double lineY) {
      double low = Math.max(0, size - change);
      double onLine = Math.max(0, sizes.largest(lineX, lineY) - change);
      return options.seamHalfWidth(low, onLine) - REFINED_BEYOND * (size + change);
    }

    /** How far from the common side what is refined may end, at most. */
    private double most(double size, double change, double lineX, double lineY) {
      double high = size + change;
      double onLine = sizes.largest(lineX, lineY) + change;
      return options.seamHalfWidth(high, onLine) + (RIM_DEPTH + REFINED_BEYOND) * high;
    }

    /**
     * The rectangle in cells with bounds of the sizes in each, and so of how wide the gaps at the
     * open sides are there: by them, and of a seam by how near the common side lies, a place is
     * known to be kept, or what is around it to be refined: most questions end here.
     */
    private final class Cells {
      /** How often a cell is quartered, at most, and how many there are. */
      private static final int MOST_DEPTH = 12;

      private static final int MOST_CELLS = 1 << 16;

      /** Cells that are no wider than so many triangles are not quartered. */
      private static final double TRIANGLES = 2;

      /** Nor are those in which sizes differ by less than this part of themselves. */
      private static final double EVEN = 0.2;

      /** Into how many pieces the common side is divided. */
      private static final int SIDE = 48;

      private final Quarters cells = new Quarters(rectangle, MOST_DEPTH, MOST_CELLS, this::isLeaf);

      /**
       * Of each cell how far from each side all its places are kept; then by how much nearer they
       * may be for what is around them to be refined.
       */
      private double[] gaps = new double[5 * 16];

      /** By piece of the common side how far from it all places are kept; -1 until it is known. */
      private final double[] strip = new double[axis < 0 ? 0 : SIDE];

      Cells() {
        Arrays.fill(strip, -1);
      }

      /** Whether a place is kept, and known to be so by its cell. */
      boolean isKept(double x, double y) {
        int cell = cells.find(x, y);
        return cell >= 0 && isBeyond(cell, 0, x, y, x, y) && (axis < 0 || isInStrip(x, y));
      }

      /**
       * Whether a rectangle is refined, and known to be so by the cell of its middle. Then so is a
       * larger one: of that {@link Local#least} is no more, for it takes off by how much sizes may
       * differ there.
       */
      boolean isRefined(double xmin, double ymin, double xmax, double ymax) {
        double x = 0.5 * (xmin + xmax);
        double y = 0.5 * (ymin + ymax);
        int cell = cells.find(x, y);
        if (cell < 0) {
          return false;
        }
        double change = sizes.growth() * 0.5 * Math.max(xmax - xmin, ymax - ymin);
        double nearer = gaps[5 * cell + 4] + REFINED_BEYOND * change;
        return isBeyond(cell, nearer, xmin, ymin, xmax, ymax) && (axis < 0 || isInStrip(x, y));
      }

      private boolean isBeyond(
          int cell, double nearer, double xmin, double ymin, double xmax, double ymax) {
        return xmax - rectangle.xmin() >= gaps[5 * cell] - nearer
            && ymax - rectangle.ymin() >= gaps[5 * cell + 1] - nearer
            && rectangle.xmax() - xmin >= gaps[5 * cell + 2] - nearer
            && rectangle.ymax() - ymin >= gaps[5 * cell + 3] - nearer;
      }

      private boolean isInStrip(double x, double y) {
        double along =
            axis == 0
                ? (y - rectangle.ymin()) / rectangle.height()
                : (x - rectangle.xmin()) / rectangle.width();
        int piece = Math.min(SIDE - 1, (int) (SIDE * along));
        return Math.abs((axis == 0 ? x : y) - common) <= strip(piece);
      }

      private double strip(int piece) {
        if (strip[piece] < 0) {
          double onLine = least(around(piece, 0));
          double most = reach(onLine, onLine);
          double size = least(around(piece, most));
          strip[piece] = (1 - SLACK) * Math.min(most, reach(size, onLine));
        }
        return strip[piece];
      }

      /** What lies beside a piece of the common side, as far from it as that. */
      private Bounds around(int piece, double away) {
        Bounds cell = axis == 0 ? piece(0, piece, 1, piece + 1) : piece(piece, 0, piece + 1, 1);
        return axis == 0
            ? new Bounds(common - away, cell.ymin(), common + away, cell.ymax())
            : new Bounds(cell.xmin(), common - away, cell.xmax(), common + away);
      }

      private double least(Bounds r) {
        return Math.max(sizes.least(Sizes.Kind.GROUND, r), sizes.least(Sizes.Kind.ROOF, r));
      }

      private boolean isLeaf(int node, Bounds r, boolean isLast) {
        // A little wider, so that rounding puts no place into a cell that does not hold it.
        Bounds cell = r.grow(SLACK * Math.max(r.width(), r.height()));
        double most = largest(cell);
        double[] found = new double[5];
        boolean isKept = true;
        for (int side = 0; side < 4; side++) {
          double away = away(side, cell);
          found[side] = Double.NEGATIVE_INFINITY;
          if (open[side] && away < deep[side]) {
            double gap = options.seamHalfWidth(most, largest(onSide(side, cell)));
            if (away < gap) {
              found[side] = Math.min(gap, deep[side]);
              isKept = false;
            }
          }
        }
        if (!isKept) {
          double least = least(cell);
          if (!isLast
              && most - least > EVEN * most
              && Math.max(r.width(), r.height()) > TRIANGLES * most) {
            return false;
          }
          found[4] = (1 - SLACK) * REFINED_BEYOND * least;
        }
        if (5 * node + 5 > gaps.length) {
          gaps = Arrays.copyOf(gaps, Math.max(2 * gaps.length, 5 * node + 5));
        }
        System.arraycopy(found, 0, gaps, 5 * node, 5);
        return true;
      }

      /** How far a cell is from a side. */
      private double away(int side, Bounds cell) {
        return switch (side) {
          case 0 -> cell.xmin() - rectangle.xmin();
          case 1 -> cell.ymin() - rectangle.ymin();
          case 2 -> rectangle.xmax() - cell.xmax();
          default -> rectangle.ymax() - cell.ymax();
        };
      }

      /** The piece of a side that is next to a cell. */
      private Bounds onSide(int side, Bounds cell) {
        Bounds r = rectangle;
        double x = side == 0 ? r.xmin() : r.xmax();
        double y = side == 1 ? r.ymin() : r.ymax();
        return side % 2 == 0
            ? new Bounds(x, cell.ymin(), x, cell.ymax())
            : new Bounds(cell.xmin(), y, cell.xmax(), y);
      }

      /** A little wider, so that rounding puts no place into a cell that does not hold it. */
      private Bounds piece(int i0, int j0, int i1, int j1) {
        double width = rectangle.width() / SIDE;
        double height = rectangle.height() / SIDE;
        return new Bounds(
            rectangle.xmin() + (i0 - SLACK) * width,
            rectangle.ymin() + (j0 - SLACK) * height,
            rectangle.xmin() + (i1 + SLACK) * width,
            rectangle.ymin() + (j1 + SLACK) * height);
      }

      private double largest(Bounds r) {
        double ground = sizes.most(Sizes.Kind.GROUND, r);
        double most =
            ground >= sizes.far(Sizes.Kind.ROOF)
                ? ground
                : Math.max(ground, sizes.most(Sizes.Kind.ROOF, r));
        return (1 + SLACK) * most;
      }
    }

    @Override
    Limits refined(Limits limits) {
      return limits.within(
          rectangle.xmin(), rectangle.ymin(), rectangle.xmax(), rectangle.ymax(), this);
    }

    @Override
    public boolean touches(double xmin, double ymin, double xmax, double ymax) {
      return isRefined(xmin, ymin, xmax, ymax);
    }

    @Override
    public boolean holds(double x, double y) {
      return cells.isRefined(x, y, x, y);
    }
  }
}
