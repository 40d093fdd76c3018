package io.citymesh.footprint;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.Envelope;

/**
 * The edges between numbered vertices, in a grid of square cells: each with its <em>witnesses</em>,
 * the original vertices that it has replaced.
 *
 * <p>Layout: an edge goes by the key {@code lower vertex << 32 | higher vertex}; a cell's list of
 * keys may hold edges that are gone, which are passed over. Not thread-safe.
 */
final class WitnessedEdges {
  static final Coordinate[] NO_WITNESSES = {};

  private final double cell;

  /** The living edges, in the order in which they came. */
  private final Map<Long, Coordinate[]> edges = new LinkedHashMap<>();

  /** Edge keys by grid cell; a key may outlive its edge and is then ignored. */
  private final Map<Long, List<Long>> grid = new HashMap<>();

  /**
   * @param cell side of a grid cell, metres
   */
  WitnessedEdges(double cell) {
    this.cell = cell;
  }

  static long key(int a, int b) {
    return ((long) Math.min(a, b) << 32) | Math.max(a, b);
  }

  static int low(long edge) {
    return (int) (edge >>> 32);
  }

  static int high(long edge) {
    return (int) edge;
  }

  /** The keys of all edges, in the order in which they came. */
  Set<Long> keys() {
    return edges.keySet();
  }

  boolean has(int a, int b) {
    return edges.containsKey(key(a, b));
  }

  /** The witnesses of an edge that is there. */
  Coordinate[] witnesses(int a, int b) {
    return edges.get(key(a, b));
  }

  /** Takes an edge away and returns its witnesses. */
  Coordinate[] remove(int a, int b) {
    return edges.remove(key(a, b));
  }

  /**
   * Adds an edge, or gives one that is there other witnesses.
   *
   * @param from where vertex a lies
   * @param to where vertex b lies
   */
  void add(int a, int b, Coordinate from, Coordinate to, Coordinate[] witnesses) {
    long edge = key(a, b);
    if (edges.put(edge, witnesses) != null) {
      return;
    }
    forEachCell(from, to, c -> grid.computeIfAbsent(c, k -> new ArrayList<>()).add(edge));
  }

  /** The living edges that may meet the window, without repetition. */
  TreeSet<Long> meeting(Envelope window) {
    TreeSet<Long> result = new TreeSet<>();
    long x1 = (long) Math.floor(window.getMaxX() / cell);
    long y1 = (long) Math.floor(window.getMaxY() / cell);
    for (long x = (long) Math.floor(window.getMinX() / cell); x <= x1; x++) {
      for (long y = (long) Math.floor(window.getMinY() / cell); y <= y1; y++) {
        for (long edge : grid.getOrDefault(cellKey(x, y), List.of())) {
          if (edges.containsKey(edge)) {
            result.add(edge);
          }
        }
      }
    }
    return result;
  }

  private interface CellVisitor {
    void visit(long cell);
  }

  /** Visits the grid cells that the segment meets, column by column. */
  private void forEachCell(Coordinate a, Coordinate b, CellVisitor visitor) {
    Coordinate west = a.x <= b.x ? a : b;
    Coordinate east = a.x <= b.x ? b : a;
    double slope = east.x > west.x ? (east.y - west.y) / (east.x - west.x) : 0;
    long firstColumn = (long) Math.floor(west.x / cell);
    long lastColumn = (long) Math.floor(east.x / cell);
    for (long column = firstColumn; column <= lastColumn; column++) {
      double ya = west.y + slope * (Math.max(west.x, column * cell) - west.x);
      double yb = west.y + slope * (Math.min(east.x, (column + 1) * cell) - west.x);
      if (east.x == west.x) {
        yb = east.y;
      }
      long lastRow = (long) Math.floor((Math.max(ya, yb) + 1e-6) / cell);
      for (long row = (long) Math.floor((Math.min(ya, yb) - 1e-6) / cell); row <= lastRow; row++) {
        visitor.visit(cellKey(column, row));
      }
    }
  }

  private static long cellKey(long column, long row) {
    return (column << 32) ^ (row & 0xFFFFFFFFL);
  }
}
