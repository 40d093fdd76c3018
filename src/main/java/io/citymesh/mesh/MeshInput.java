package io.citymesh.mesh;

import java.util.Arrays;

/**
 * A planar straight-line graph to be meshed: vertices, features, and segments with the label of the
 * plane on either side.
 *
 * <p>Segments may meet at vertices only; a vertex may lie in the interior of a segment (the segment
 * is then subdivided there), but two segments must not cross.
 *
 * <p>A <b>feature</b> is a whole straight line from its start (parameter 0) to its end (parameter
 * 1). A segment is a piece of a feature, from parameter {@code ta} to {@code tb}; where it is
 * split, the new vertex lies on the feature's line at its parameter, so that pieces of one feature
 * meshed apart from each other lie on the same points of the line. A <b>frozen</b> segment is never
 * split.
 */
public final class MeshInput {
  /** Label of the ground. Labels of buildings are any numbers from 0 on, one for each. */
  public static final int GROUND = -1;

  /** Label of what lies outside the domain: it is neither refined nor returned. */
  public static final int OUTSIDE = -2;

  /** Label of what is already meshed: it is neither refined nor returned. */
  public static final int COVERED = -3;

  /** On a side of a segment: the label is not known from this segment. */
  public static final int UNKNOWN = Triangulation.UNLABELLED;

  double[] xy = new double[64];
  int vertexCount;

  /** For each vertex the feature in whose interior it is known to lie, or -1. */
  int[] vertexFeature = new int[32];

  /** For each vertex its parameter on that feature. */
  double[] vertexParameter = new double[32];

  /** For each vertex whether it is a hint, which the mesher may move or leave out. */
  boolean[] hint = new boolean[32];

  /** For each vertex the size of triangles there; empty if no size was given. */
  double[] size = {};

  /** {xmin, ymin, xmax, ymax} of all vertices and of the rectangles of {@link #reach}. */
  final double[] extent = {
    Double.POSITIVE_INFINITY,
    Double.POSITIVE_INFINITY,
    Double.NEGATIVE_INFINITY,
    Double.NEGATIVE_INFINITY
  };

  /**
   * {xmin, ymin, xmax, ymax} of the rectangle in which all lines of the ground and of what is not
   * meshed are known; infinite unless it is given.
   */
  final double[] window = {
    Double.NEGATIVE_INFINITY,
    Double.NEGATIVE_INFINITY,
    Double.POSITIVE_INFINITY,
    Double.POSITIVE_INFINITY
  };

  /** Four per feature: the start's x, y and the end's x, y. */
  double[] features = new double[64];

  int featureCount;

  /** The first feature that is none of the caller's, but a line that parts two labels. */
  int firstDrawn = Integer.MAX_VALUE;

  int segmentCount;
  int[] start = new int[32];
  int[] end = new int[32];
  int[] left = new int[32];
  int[] right = new int[32];

  /** The segment's feature, or -1 if it is frozen. */
  int[] feature = new int[32];

  double[] ta = new double[32];
  double[] tb = new double[32];

  /** Adds a vertex (metres) and returns its index. */
  public int addVertex(double x, double y) {
    if (2 * vertexCount == xy.length) {
      xy = Arrays.copyOf(xy, 2 * xy.length);
      vertexFeature = Arrays.copyOf(vertexFeature, xy.length / 2);
      vertexParameter = Arrays.copyOf(vertexParameter, xy.length / 2);
      hint = Arrays.copyOf(hint, xy.length / 2);
    }
    xy[2 * vertexCount] = x;
    xy[2 * vertexCount + 1] = y;
    reach(x, y, x, y);
    vertexFeature[vertexCount] = -1;
    return vertexCount++;
  }

  /**
   * Adds a vertex that the mesher may move: a place where a vertex of a good mesh is likely to lie.
   */
  public int addHint(double x, double y) {
    int v = addVertex(x, y);
    hint[v] = true;
    return v;
  }

  /** Places vertex v in the interior of feature f, at parameter t. */
  public void placeOnFeature(int v, int f, double t) {
    vertexFeature[v] = f;
    vertexParameter[v] = t;
  }

  /**
   * Gives the size that graded triangles have at vertex v, metres. If one is given, none is
   * measured in the graph: vertices without a size of their own get it from those around them.
   */
  public void giveSize(int v, double metres) {
    if (v >= size.length) {
      int given = size.length;
      size = Arrays.copyOf(size, Math.max(v + 1, xy.length / 2));
      Arrays.fill(size, given, size.length, Double.POSITIVE_INFINITY);
    }
    size[v] = metres;
  }

  /** Extends the plane to be meshed to at least this rectangle (metres). */
  public void reach(double xmin, double ymin, double xmax, double ymax) {
    extent[0] = Math.min(extent[0], xmin);
    extent[1] = Math.min(extent[1], ymin);
    extent[2] = Math.max(extent[2], xmax);
    extent[3] = Math.max(extent[3], ymax);
  }

  /**
   * Says that lines between the ground and what is not meshed may be missing outside a rectangle
   * (metres): these labels spread over edges that meet it alone. Lines around buildings are whole.
   */
  public void knownWithin(double xmin, double ymin, double xmax, double ymax) {
    window[0] = xmin;
    window[1] = ymin;
    window[2] = xmax;
    window[3] = ymax;
  }

  boolean isKnownInPart() {
    return window[0] > Double.NEGATIVE_INFINITY;
  }

  public int vertexCount() {
    return vertexCount;
  }

  public double x(int v) {
    return xy[2 * v];
  }

  public double y(int v) {
    return xy[2 * v + 1];
  }

  /** Adds the feature from (ax, ay) to (bx, by) and returns its index. */
  public int addFeature(double ax, double ay, double bx, double by) {
    if (4 * featureCount == features.length) {
      features = Arrays.copyOf(features, 2 * features.length);
    }
    int f = 4 * featureCount;
    features[f] = ax;
    features[f + 1] = ay;
    features[f + 2] = bx;
    features[f + 3] = by;
    return featureCount++;
  }

  /**
   * Adds a line that parts two labels where nothing is known of a segment. It may be split, and is
   * not told of.
   *
   * @return the segment's number
   */
  int addDrawn(double ax, double ay, double bx, double by, int a, int b, int left, int right) {
    firstDrawn = Math.min(firstDrawn, featureCount);
    return add(addFeature(ax, ay, bx, by), a, 0, b, 1, left, right);
  }

  /** Whether a feature is a line that was drawn between two labels. */
  boolean isDrawn(int f) {
    return f >= firstDrawn;
  }

  /** Adds a segment that is a feature of its own, and returns the feature's index. */
  public int addSegment(int a, int b, int left, int right) {
    int f = addFeature(x(a), y(a), x(b), y(b));
    addPiece(f, a, 0, b, 1, left, right);
    return f;
  }

  /**
   * Adds a piece of a feature.
   *
   * @param f the feature
   * @param a the vertex where the piece starts, at parameter {@code ta}
   * @param b the vertex where it ends, at parameter {@code tb}, larger than {@code ta}
   * @param left the label on its left, seen from a to b
   * @param right the label on its right
   */
  public void addPiece(int f, int a, double ta, int b, double tb, int left, int right) {
    if (!(ta < tb)) {
      throw new IllegalArgumentException("a piece of a feature runs backwards: " + ta + ", " + tb);
    }
    add(f, a, ta, b, tb, left, right);
  }

  /** Adds a segment that must stay whole. */
  public void addFrozen(int a, int b, int left, int right) {
    add(-1, a, 0, b, 1, left, right);
  }

  int add(int f, int a, double tStart, int b, double tEnd, int leftLabel, int rightLabel) {
    if (segmentCount == start.length) {
      int length = 2 * segmentCount;
      start = Arrays.copyOf(start, length);
      end = Arrays.copyOf(end, length);
      left = Arrays.copyOf(left, length);
      right = Arrays.copyOf(right, length);
      feature = Arrays.copyOf(feature, length);
      ta = Arrays.copyOf(ta, length);
      tb = Arrays.copyOf(tb, length);
    }
    start[segmentCount] = a;
    end[segmentCount] = b;
    left[segmentCount] = leftLabel;
    right[segmentCount] = rightLabel;
    feature[segmentCount] = f;
    ta[segmentCount] = tStart;
    tb[segmentCount] = tEnd;
    return segmentCount++;
  }
}
