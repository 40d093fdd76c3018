package io.citymesh.job;

import io.citymesh.geo.PackedFootprint;
import io.citymesh.geo.Wkb;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.locationtech.jts.algorithm.Distance;
import org.locationtech.jts.geom.Coordinate;

/**
 * The coordinates of a footprint in arrays, to find how near two footprints are. What decides are
 * the boxes around polygons, and around holes outside them (repaired, such holes are polygons), and
 * the distance of the lines, as JTS computes it.
 */
final class Outline {
  /** The segments of a run, whose box tells whether they are worth a look. */
  private static final int RUN = 8;

  /** By how much boxes may be farther apart than segments are found to be: far above rounding. */
  private static final double SLACK = 1e-6;

  /** Boxes: xmin, ymin, xmax, ymax of each. */
  private double[] boxes = new double[8];

  private int boxCount;

  /** The box around shells, lines and points: all but holes. */
  private final double[] envelope = empty();

  /** The box around everything. */
  private final double[] all = empty();

  /** x0, y0, x1, y1, ... of all lines, one behind the other. */
  private double[] xy = new double[32];

  /** How many numbers of {@link #xy} are used. */
  private int length;

  /** Where in {@link #xy} each line begins, and the last ends. */
  private int[] starts = new int[4];

  private int lines;

  /** The boxes of runs of segments, and the first point of each run and the one that ends it. */
  private double[] runBoxes;

  private int[] runStarts;
  private int[] runEnds;

  private Outline() {}

  /** The outline of a footprint. */
  static Outline of(PackedFootprint footprint) {
    Outline outline = new Outline();
    outline.addMembers(footprint.wkb());
    outline.starts[outline.lines] = outline.length;
    outline.divide();
    return outline;
  }

  private static double[] empty() {
    return new double[] {
      Double.POSITIVE_INFINITY,
      Double.POSITIVE_INFINITY,
      Double.NEGATIVE_INFINITY,
      Double.NEGATIVE_INFINITY
    };
  }

  // ---- reading

  /** A collection's members have boxes of their own; anything else is its only member. */
  private void addMembers(ByteBuffer wkb) {
    wkb.mark();
    if (Wkb.type(wkb) <= 3) {
      wkb.reset();
      addMember(wkb);
      return;
    }
    for (int members = wkb.getInt(); members > 0; members--) {
      addMember(wkb);
    }
  }

  private void addMember(ByteBuffer wkb) {
    wkb.mark();
    boolean polygon = Wkb.type(wkb) == 3;
    wkb.reset();
    int place = boxCount;
    addBox(empty());
    double[] box = empty();
    add(wkb, box, polygon);
    System.arraycopy(box, 0, boxes, 4 * place, 4);
    expand(envelope, box);
  }

  /**
   * Adds the lines of a geometry.
   *
   * @param box of the member that it is or is in, without holes
   * @param holes whether holes outside of the shell get a box
   */
  private void add(ByteBuffer wkb, double[] box, boolean holes) {
    int type = Wkb.type(wkb);
    switch (type) {
      case 1 -> expand(box, points(wkb, 1));
      case 2 -> expand(box, points(wkb, wkb.getInt()));
      case 3 -> {
        int rings = wkb.getInt();
        for (int ring = 0; ring < rings; ring++) {
          double[] around = points(wkb, wkb.getInt());
          if (ring == 0) {
            expand(box, around);
          } else if (holes && !contains(box, 0, around, 0)) {
            addBox(around);
          }
        }
      }
      default -> {
        for (int members = wkb.getInt(); members > 0; members--) {
          add(wkb, box, false);
        }
      }
    }
  }

  private void addBox(double[] box) {
    if (4 * boxCount == boxes.length) {
      boxes = Arrays.copyOf(boxes, 2 * boxes.length);
    }
    System.arraycopy(box, 0, boxes, 4 * boxCount++, 4);
  }

  /** Adds a line; the box around it. */
  private double[] points(ByteBuffer wkb, int count) {
    double[] box = empty();
    if (lines + 1 == starts.length) {
      starts = Arrays.copyOf(starts, 2 * starts.length);
    }
    starts[lines++] = length;
    if (length + 2 * count > xy.length) {
      xy = Arrays.copyOf(xy, Math.max(2 * xy.length, length + 2 * count));
    }
    for (int i = 0; i < count; i++) {
      double x = wkb.getDouble();
      double y = wkb.getDouble();
      xy[length++] = x;
      xy[length++] = y;
      expand(box, x, y);
    }
    expand(all, box);
    return box;
  }

  private static void expand(double[] box, double x, double y) {
    if (x < box[0]) {
      box[0] = x;
    }
    if (y < box[1]) {
      box[1] = y;
    }
    if (x > box[2]) {
      box[2] = x;
    }
    if (y > box[3]) {
      box[3] = y;
    }
  }

  private static void expand(double[] box, double[] other) {
    if (other[0] <= other[2]) {
      expand(box, other[0], other[1]);
      expand(box, other[2], other[3]);
    }
  }

  /** Divides the lines into runs of a few segments. */
  private void divide() {
    int runs = 0;
    for (int line = 0; line < lines; line++) {
      runs += Math.max(1, (starts[line + 1] - starts[line]) / 2 / RUN + 1);
    }
    runBoxes = new double[4 * runs];
    runStarts = new int[runs];
    runEnds = new int[runs];
    int run = 0;
    for (int line = 0; line < lines; line++) {
      int end = starts[line + 1];
      for (int from = starts[line]; from < end; from += 2 * RUN) {
        int to = Math.min(end, from + 2 * RUN + 2);
        if (to - from == 2 && from > starts[line]) {
          break; // The last point is the end of the run before.
        }
        double[] box = empty();
        for (int i = from; i < to; i += 2) {
          expand(box, xy[i], xy[i + 1]);
        }
        System.arraycopy(box, 0, runBoxes, 4 * run, 4);
        runStarts[run] = from;
        runEnds[run] = to;
        run++;
      }
    }
    runStarts = Arrays.copyOf(runStarts, run);
  }

  // ---- comparing

  /**
   * Whether two footprints are close: near outlines, or a part of one inside a part of the other,
   * for which boxes stand.
   *
   * @param distance metres
   */
  boolean isClose(Outline other, double distance) {
    for (int i = 0; i < boxCount; i++) {
      for (int j = 0; j < other.boxCount; j++) {
        if (contains(boxes, i, other.boxes, j) || contains(other.boxes, j, boxes, i)) {
          return true;
        }
      }
    }
    return gap(envelope, 0, other.envelope, 0) <= distance && isWithin(other, distance);
  }

  /** Whether a box contains another one; an empty box neither contains nor is contained. */
  private static boolean contains(double[] a, int i, double[] b, int j) {
    return b[4 * j] <= b[4 * j + 2]
        && a[4 * i] <= b[4 * j]
        && a[4 * i + 1] <= b[4 * j + 1]
        && a[4 * i + 2] >= b[4 * j + 2]
        && a[4 * i + 3] >= b[4 * j + 3];
  }

  /** How far two boxes are apart. */
  private static double gap(double[] a, int i, double[] b, int j) {
    double dx = Math.max(0, Math.max(b[4 * j] - a[4 * i + 2], a[4 * i] - b[4 * j + 2]));
    double dy = Math.max(0, Math.max(b[4 * j + 1] - a[4 * i + 3], a[4 * i + 1] - b[4 * j + 3]));
    return dx == 0 ? dy : dy == 0 ? dx : Math.hypot(dx, dy);
  }

  private boolean isWithin(Outline other, double distance) {
    Coordinate a = new Coordinate();
    Coordinate b = new Coordinate();
    Coordinate c = new Coordinate();
    Coordinate d = new Coordinate();
    for (int i = 0; i < runStarts.length; i++) {
      if (gap(runBoxes, i, other.all, 0) > distance + SLACK) {
        continue; // Nearly all runs of a large outline.
      }
      for (int j = 0; j < other.runStarts.length; j++) {
        if (gap(runBoxes, i, other.runBoxes, j) > distance + SLACK) {
          continue;
        }
        // A line of one point is a segment without length.
        int lastI = Math.max(runStarts[i] + 2, runEnds[i] - 2);
        int lastJ = Math.max(other.runStarts[j] + 2, other.runEnds[j] - 2);
        for (int p = runStarts[i]; p < lastI; p += 2) {
          point(a, p);
          point(b, Math.min(p + 2, runEnds[i] - 2));
          for (int q = other.runStarts[j]; q < lastJ; q += 2) {
            other.point(c, q);
            other.point(d, Math.min(q + 2, other.runEnds[j] - 2));
            if (Distance.segmentToSegment(a, b, c, d) <= distance) {
              return true;
            }
          }
        }
      }
    }
    return false;
  }

  private void point(Coordinate at, int index) {
    at.x = xy[index];
    at.y = xy[index + 1];
  }
}
