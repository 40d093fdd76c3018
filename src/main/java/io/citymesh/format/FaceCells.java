package io.citymesh.format;

import io.citymesh.mesh.Predicates;
import io.citymesh.raster.CogLayout;
import io.citymesh.stitch.FaceKind;
import java.io.IOException;
import java.io.Serializable;
import java.util.Arrays;
import java.util.Iterator;
import java.util.stream.IntStream;

/**
 * Draws the ground and the roofs of a part onto cells: each cell whose centre lies on a face, or on
 * its edge, gets the elevation there. Of several faces the uppermost counts, and of equal
 * elevations the building with the lowest index, then the ground; so it does not matter in which
 * order faces and parts come. Walls stand upright and are not seen, nor are the top and the sides
 * of a closed mesh.
 *
 * <p>Whether a centre lies on a face is decided exactly, so that no cell falls between two faces.
 */
public final class FaceCells {
  /** Cells along the side of a square: cells are made a square at a time. */
  public static final int SIDE = 256;

  /** The elevation of a cell that has none. */
  public static final float NONE = Float.NEGATIVE_INFINITY;

  /**
   * A rectangle of cells within a square.
   *
   * @param column of its first cell in the raster
   * @param row of its first cell in the raster, from the north
   * @param width columns
   * @param tops elevations row by row from the north-west, {@link #NONE} where there is none
   * @param buildings indices of the buildings whose roofs these are, -1 for ground
   */
  public record Cells(int column, int row, int width, float[] tops, int[] buildings)
      implements Serializable {}

  private final CogLayout layout;

  /** The coordinates of own and foreign vertices. */
  private final double[] xyz;

  private final int[] faces;
  private final int[] buildings;
  private final byte[] kinds;

  /** Columns and rows of the squares that the part may touch. */
  private int west = Integer.MAX_VALUE;

  private int north = Integer.MAX_VALUE;
  private int east = -1;
  private int south = -1;

  /** The faces of square i stand in {@code members} from {@code ends[i - 1]} to {@code ends[i]}. */
  private int[] ends;

  private int[] members;

  private FaceCells(CogLayout layout, FormatPart part) throws IOException {
    this.layout = layout;
    double[] own = part.vertices();
    double[] ghosts = part.ghosts();
    this.xyz = Arrays.copyOf(own, own.length + ghosts.length);
    System.arraycopy(ghosts, 0, xyz, own.length, ghosts.length);
    this.faces = part.faces();
    this.buildings = part.buildings();
    this.kinds = part.kinds();
    sort();
  }

  /**
   * Draws a part square by square; each square is drawn when it is asked for.
   *
   * @param part is read before this returns
   */
  public static Iterator<Cells> of(FormatPart part, CogLayout layout) throws IOException {
    FaceCells cells = new FaceCells(layout, part);
    return IntStream.range(0, cells.ends.length)
        .filter(square -> cells.first(square) < cells.ends[square])
        .mapToObj(cells::drawn)
        .iterator();
  }

  /** Finds the faces of each square. */
  private void sort() {
    int[] box = new int[4];
    for (int f = 0; f < kinds.length; f++) {
      if (box(f, box)) {
        west = Math.min(west, box[0] / SIDE);
        north = Math.min(north, box[1] / SIDE);
        east = Math.max(east, box[2] / SIDE);
        south = Math.max(south, box[3] / SIDE);
      }
    }
    int across = Math.max(0, east - west + 1);
    ends = new int[across * Math.max(0, south - north + 1)];
    for (int pass = 0; pass < 2; pass++) {
      for (int f = 0; f < kinds.length; f++) {
        if (!box(f, box)) {
          continue;
        }
        for (int row = box[1] / SIDE; row <= box[3] / SIDE; row++) {
          for (int column = box[0] / SIDE; column <= box[2] / SIDE; column++) {
            int square = (row - north) * across + column - west;
            if (pass == 0) {
              ends[square]++;
            } else {
              members[ends[square]++] = f;
            }
          }
        }
      }
      if (pass == 0) {
        int sum = 0;
        for (int square = 0; square < ends.length; square++) {
          int count = ends[square];
          ends[square] = sum;
          sum += count;
        }
        members = new int[sum];
      }
    }
  }

  private int first(int square) {
    return square == 0 ? 0 : ends[square - 1];
  }

  private double x(int face, int corner) {
    return xyz[3 * faces[3 * face + corner]];
  }

  private double y(int face, int corner) {
    return xyz[3 * faces[3 * face + corner] + 1];
  }

  private double z(int face, int corner) {
    return xyz[3 * faces[3 * face + corner] + 2];
  }

  /**
   * The cells whose centres may lie on a face.
   *
   * @param box gets the first column and row, the last column and row
   * @return false if there are none
   */
  private boolean box(int face, int[] box) {
    if (kinds[face] == FaceKind.WALL || kinds[face] >= FaceKind.TOP) {
      return false;
    }
    double xmin = Math.min(x(face, 0), Math.min(x(face, 1), x(face, 2)));
    double xmax = Math.max(x(face, 0), Math.max(x(face, 1), x(face, 2)));
    double ymin = Math.min(y(face, 0), Math.min(y(face, 1), y(face, 2)));
    double ymax = Math.max(y(face, 0), Math.max(y(face, 1), y(face, 2)));
    // One more on each side, where rounding may hide a centre.
    double slack = 1e-6;
    box[0] = (int) Math.max(0, Math.ceil((xmin - layout.west()) / layout.cell() - 0.5 - slack));
    box[1] = (int) Math.max(0, Math.ceil((layout.north() - ymax) / layout.cell() - 0.5 - slack));
    box[2] =
        (int)
            Math.min(
                layout.width() - 1.0,
                Math.floor((xmax - layout.west()) / layout.cell() - 0.5 + slack));
    box[3] =
        (int)
            Math.min(
                layout.height() - 1.0,
                Math.floor((layout.north() - ymin) / layout.cell() - 0.5 + slack));
    return box[0] <= box[2] && box[1] <= box[3];
  }

  private Cells drawn(int square) {
    int across = east - west + 1;
    int column = (west + square % across) * SIDE;
    int row = (north + square / across) * SIDE;
    int[] box = new int[4];
    int[] all = {Integer.MAX_VALUE, Integer.MAX_VALUE, -1, -1};
    for (int i = first(square); i < ends[square]; i++) {
      clipped(members[i], column, row, box);
      all[0] = Math.min(all[0], box[0]);
      all[1] = Math.min(all[1], box[1]);
      all[2] = Math.max(all[2], box[2]);
      all[3] = Math.max(all[3], box[3]);
    }
    int width = all[2] - all[0] + 1;
    int height = all[3] - all[1] + 1;
    Cells cells =
        new Cells(all[0], all[1], width, new float[width * height], new int[width * height]);
    Arrays.fill(cells.tops, NONE);
    Arrays.fill(cells.buildings, -1);
    for (int i = first(square); i < ends[square]; i++) {
      clipped(members[i], column, row, box);
      draw(members[i], box, cells);
    }
    return cells;
  }

  /** A face's box within a square, which it meets. */
  private void clipped(int face, int column, int row, int[] box) {
    box(face, box);
    box[0] = Math.max(box[0], column);
    box[1] = Math.max(box[1], row);
    box[2] = Math.min(box[2], column + SIDE - 1);
    box[3] = Math.min(box[3], row + SIDE - 1);
  }

  private void draw(int f, int[] box, Cells cells) {
    double ax = x(f, 0);
    double ay = y(f, 0);
    double bx = x(f, 1);
    double by = y(f, 1);
    double cx = x(f, 2);
    double cy = y(f, 2);
    int building = kinds[f] == FaceKind.ROOF ? buildings[f] : -1;
    for (int row = box[1]; row <= box[3]; row++) {
      double y = layout.north() - (row + 0.5) * layout.cell();
      for (int column = box[0]; column <= box[2]; column++) {
        double x = layout.west() + (column + 0.5) * layout.cell();
        double a = Predicates.orient(bx, by, cx, cy, x, y);
        double b = Predicates.orient(cx, cy, ax, ay, x, y);
        double c = Predicates.orient(ax, ay, bx, by, x, y);
        if (a >= 0 && b >= 0 && c >= 0) { // Faces are counter-clockwise from above.
          double z = z(f, 0) + (b * (z(f, 1) - z(f, 0)) + c * (z(f, 2) - z(f, 0))) / (a + b + c);
          int at = (row - cells.row) * cells.width + column - cells.column;
          if (isAbove((float) z, building, cells.tops[at], cells.buildings[at])) {
            cells.tops[at] = (float) z;
            cells.buildings[at] = building;
          }
        }
      }
    }
  }

  /** Whether one surface counts and not the other. */
  public static boolean isAbove(float top, int building, float otherTop, int otherBuilding) {
    // As unsigned numbers the ground's -1 is the largest.
    return top > otherTop
        || (top == otherTop && Integer.compareUnsigned(building, otherBuilding) < 0);
  }
}
