package io.citymesh.stitch;

import io.citymesh.tile.StitchTree;
import java.io.IOException;
import java.io.Serializable;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The open boundary of a region, and all that is needed to mesh on from there: what one task sends
 * to the next. Its size grows with the region's perimeter, never with its area.
 *
 * <p>Compact tables; "covered" means already meshed and sealed in a part. Each frontier vertex
 * stands for the 3D vertices of the vertical line above it, its levels. Features are whole straight
 * lines between two corners on the 1 mm grid (a wall of a footprint, a side of the domain), known
 * by their coordinates. A <b>cover</b> is a piece of a feature, between two parameters, that is
 * made of sealed edges (or a single sealed vertex); between the covers the feature is still to be
 * meshed. A feature that is wholly covered is still told as long as its building reaches out of the
 * region, for then the neighbours know the building too, and would take its walls for open.
 *
 * <p>Hints are the vertices that the discarded triangles next to the frontier had: a good mesh goes
 * on there, so they are offered to the seam's mesher.
 *
 * <p>Where sizes are graded, vertices and hints carry the size of triangles that their mesh allows
 * there; else those columns are empty. A seam could not measure them: vertices of a refined mesh
 * lie close together, whatever feature made them so.
 */
public final class Frontier implements Serializable {
  private static final long serialVersionUID = 1L;

  /** The vertices of the frontier. */
  static final class Vertices extends Table {
    private static final long serialVersionUID = 1L;

    /** Coordinates in plan, metres. */
    final DoubleColumn xy = doubles(Doubles.FINITE, 2);

    /** The id of the part that owns the vertex. */
    final LongColumn ownerPart = longs();

    /** The index there of the vertex at the lowest level; those at the others follow it. */
    final IntColumn ownerIndex = ints(Ints.COUNTS, 1);

    /** How many levels the vertex has, 1 or more: the next rows of {@link Levels}. */
    final IntColumn levels = ints(Ints.COUNTS, 1);

    /** Where sizes are graded, the size of triangles there, metres. */
    final DoubleColumn size = doubles(Doubles.SIZES_OR_NONE, 1);

    @Override
    boolean isSound(Extent extent) {
      return Arrays.stream(levels.values).allMatch(count -> count > 0) && super.isSound(extent);
    }
  }

  /** The levels of the vertices, one vertex after the other. */
  static final class Levels extends Table {
    private static final long serialVersionUID = 1L;

    /**
     * Elevation, metres; of each vertex ascending. Where the ground is one of the labels around the
     * vertex, it is the lowest level.
     */
    final DoubleColumn z = doubles(Doubles.FINITE, 1);
  }

  /** What is known of the vertices' lines besides, if there are cells above: one row a vertex. */
  static final class AirLines extends Table {
    private static final long serialVersionUID = 1L;

    /** Elevation of the terrain, also where only roofs meet, metres. */
    final DoubleColumn terrain = doubles(Doubles.FINITE, 1);

    /** How many of the levels are ground or a roof, 1 or more. */
    final IntColumn fixed = ints(Ints.COUNTS, 1);

    @Override
    boolean isSound(Extent extent) {
      return (rows() == 0 || rows() == extent.vertices())
          && Arrays.stream(fixed.values).allMatch(count -> count > 0)
          && super.isSound(extent);
    }
  }

  /** The open edges. */
  static final class Edges extends Table {
    private static final long serialVersionUID = 1L;

    /** Two vertices: covered on the left of first-to-second, open on the right. */
    final IntColumn ends = ints(Ints.VERTICES, 2);

    /** The label on the open side. */
    final IntColumn label = ints(Ints.LABELS, 1);

    /** The feature that the edge is a piece of, or -1. */
    final IntColumn feature = ints(Ints.FEATURES_OR_NONE, 1);
  }

  /** The features. */
  static final class Lines extends Table {
    private static final long serialVersionUID = 1L;

    /** The ends, metres: from the lexicographically smaller one to the larger. */
    final DoubleColumn ends = doubles(Doubles.FINITE, 4);

    /** The label on the left of that direction. */
    final IntColumn left = ints(Ints.LABELS, 1);

    /** The label on the right. */
    final IntColumn right = ints(Ints.LABELS, 1);
  }

  /** The covers, by feature, then by parameter; disjoint. */
  static final class Covered extends Table {
    private static final long serialVersionUID = 1L;

    final IntColumn feature = ints(Ints.FEATURES, 1);
    final DoubleColumn start = doubles(Doubles.PARAMETERS, 1);
    final DoubleColumn end = doubles(Doubles.PARAMETERS, 1);

    /** The vertex at the start, -1 if it is not on the frontier. */
    final IntColumn startVertex = ints(Ints.VERTICES_OR_NONE, 1);

    /** The vertex at the end, -1 if it is not on the frontier. */
    final IntColumn endVertex = ints(Ints.VERTICES_OR_NONE, 1);

    void sort() {
      pick(Order.of(rows(), feature.values, start.values, end.values));
    }

    @Override
    boolean isSound(Extent extent) {
      return feature.isAscending() && super.isSound(extent);
    }
  }

  /** Hints off the features. */
  static final class Hints extends Table {
    private static final long serialVersionUID = 1L;

    /** Coordinates, metres. */
    final DoubleColumn xy = doubles(Doubles.FINITE, 2);

    /** Where sizes are graded, the size of triangles there, metres. */
    final DoubleColumn size = doubles(Doubles.SIZES_OR_NONE, 1);
  }

  /** Hints on the features, by feature, then by parameter. */
  static final class FeatureHints extends Table {
    private static final long serialVersionUID = 1L;

    final IntColumn feature = ints(Ints.FEATURES, 1);
    final DoubleColumn parameter = doubles(Doubles.PARAMETERS, 1);

    /** Where sizes are graded, the size of triangles there, metres. */
    final DoubleColumn size = doubles(Doubles.SIZES_OR_NONE, 1);

    void sort() {
      pick(Order.of(rows(), feature.values, parameter.values, parameter.values));
    }

    @Override
    boolean isSound(Extent extent) {
      return feature.isAscending() && super.isSound(extent);
    }
  }

  /** The rectangles of failed tiles in the region. */
  static final class Failed extends Table {
    private static final long serialVersionUID = 1L;

    /** xmin, ymin, xmax, ymax, metres. */
    final DoubleColumn rectangle = doubles(Doubles.FINITE, 4);

    /** Whether a place lies in the interior of one of them. */
    boolean contain(double x, double y) {
      double[] r = rectangle.values;
      for (int i = 0; i < r.length; i += 4) {
        if (x > r[i] && y > r[i + 1] && x < r[i + 2] && y < r[i + 3]) {
          return true;
        }
      }
      return false;
    }
  }

  /** The id of the region's node. */
  long id;

  final Vertices vertices = new Vertices();
  final Levels levels = new Levels();
  final AirLines air = new AirLines();
  final Edges edges = new Edges();
  final Lines lines = new Lines();
  final Covered covers = new Covered();
  final Hints hints = new Hints();
  final FeatureHints featureHints = new FeatureHints();
  final Failed failed = new Failed();

  /** The buildings that the features and edges name. */
  Roofs roofs = new Roofs();

  /** The area that is covered, square metres. */
  double area;

  /** The sum of cross products over the region's sealed edges on the domain's boundary. */
  double boundary;

  Frontier(long id) {
    this.id = id;
  }

  int vertexCount() {
    return vertices.rows();
  }

  /** The region's place in the stitching tree: see {@link StitchTree#id}. */
  public long id() {
    return id;
  }

  /** How many edges are open; at the root 0, but for the rims of failed tiles. */
  public int edgeCount() {
    return edges.rows();
  }

  /** All tables by name, in the order of the record. */
  private Map<String, Table> tables() {
    Map<String, Table> tables = new LinkedHashMap<>();
    tables.put("vertices", vertices);
    tables.put("levels", levels);
    tables.put("lines of the air", air);
    tables.put("edges", edges);
    tables.put("features", lines);
    tables.put("covers", covers);
    tables.put("hints", hints);
    tables.put("hints on features", featureHints);
    tables.put("failed tiles", failed);
    tables.put("roofs", roofs);
    return tables;
  }

  /** Writes the frontier to a record. */
  public void write(RecordOutput record) {
    record.put(id);
    tables().values().forEach(table -> table.write(record));
    record.put(area).put(boundary);
  }

  /**
   * Reads a frontier from a record.
   *
   * @throws IOException if there is none, or its numbers do not fit each other
   */
  public static Frontier read(RecordInput record) throws IOException {
    Frontier f = new Frontier(record.longNumber());
    for (Table table : f.tables().values()) {
      table.read(record);
    }
    f.area = record.real();
    f.boundary = record.real();
    f.requireSound();
    return f;
  }

  /** Requires that every number points at a row, so that no reader of the tables leaves them. */
  private void requireSound() throws IOException {
    Table.Extent extent = new Table.Extent(vertices.rows(), lines.rows(), roofs.rows());
    for (Map.Entry<String, Table> table : tables().entrySet()) {
      require(table.getKey(), table.getValue().isSound(extent));
    }
    require(
        "owners",
        Arrays.stream(vertices.ownerPart.values).allMatch(part -> StitchTree.isWithin(part, id)));
    require("levels", Arrays.stream(vertices.levels.values).asLongStream().sum() == levels.rows());
    require("areas", Double.isFinite(area) && Double.isFinite(boundary));
  }

  private static void require(String what, boolean sound) throws IOException {
    if (!sound) {
      throw new IOException("the " + what + " of the frontier do not fit each other");
    }
  }
}
