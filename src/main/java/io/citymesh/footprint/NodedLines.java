package io.citymesh.footprint;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.LineString;
import org.locationtech.jts.noding.NodedSegmentString;
import org.locationtech.jts.noding.Noder;
import org.locationtech.jts.noding.SegmentString;
import org.locationtech.jts.noding.snapround.SnapRoundingNoder;

/**
 * The pieces between the vertices of lines, rounded to the 1 mm grid, each once.
 *
 * <p>Layout: vertices are numbered as they come, each place once; piece i runs between vertices
 * {@code from[i]} and {@code to[i]}, of which the first is the lesser place. Not thread-safe.
 */
final class NodedLines {
  /** Vertices farther from the first one would not fit the arithmetic, millimetres. */
  private static final long LARGEST = 1L << 29;

  /**
   * The least distance of what was rounded, millimetres: rounding moves a vertex by 0.71, and snap
   * rounding a line that passes by within 0.71 of a vertex.
   */
  private static final double APART = 2.25;

  /** Which part of a millimetre is not rounded with certainty. */
  private static final double DOUBT = 0.499;

  private final Map<Coordinate, Integer> numbers = new HashMap<>();
  private final List<Coordinate> places = new ArrayList<>();
  private final Set<Long> keys = new HashSet<>();
  private int count;
  private int[] from = new int[64];
  private int[] to = new int[64];
  private boolean doubtful;

  NodedLines(Collection<? extends SegmentString> lines) {
    for (SegmentString line : lines) {
      int before = -1;
      for (int i = 0; i < line.size(); i++) {
        int vertex = vertex(line.getCoordinate(i));
        if (i > 0 && vertex != before) {
          add(before, vertex);
        }
        before = vertex;
      }
    }
  }

  private NodedLines(GridNoding noding) {
    int[] vertices = new int[noding.vertices.count];
    for (int i = 0; i < vertices.length; i++) {
      vertices[i] =
          vertex(
              new Coordinate(
                  Shapes.metres(noding.originX() + noding.vertices.x[i]),
                  Shapes.metres(noding.originY() + noding.vertices.y[i])));
    }
    for (int piece = 0; piece < noding.pieces; piece++) {
      add(vertices[noding.from[piece]], vertices[noding.to[piece]]);
    }
  }

  /**
   * The pieces of lines that are noded by snap rounding.
   *
   * @param lines not rounded as yet
   */
  static NodedLines snapRounded(List<SegmentString> lines) {
    GridNoding noding = new GridNoding();
    return addTo(noding, lines) && noding.node()
        ? new NodedLines(noding)
        : new NodedLines(noded(lines, new SnapRoundingNoder(Shapes.GRID)));
  }

  private static boolean addTo(GridNoding noding, List<SegmentString> lines) {
    for (SegmentString line : lines) {
      for (int i = 1; i < line.size(); i++) {
        Coordinate a = line.getCoordinate(i - 1);
        Coordinate b = line.getCoordinate(i);
        if (!a.equals2D(b) && !noding.add(a, b, 0, i == 1)) {
          return false;
        }
      }
    }
    return true;
  }

  /** The pieces of lines as a noder of JTS makes them. */
  static List<SegmentString> noded(List<SegmentString> lines, Noder noder) {
    List<SegmentString> copies = new ArrayList<>();
    for (SegmentString line : lines) {
      copies.add(new NodedSegmentString(line.getCoordinates(), null));
    }
    noder.computeNodes(copies);
    List<SegmentString> result = new ArrayList<>();
    Collection<?> substrings = noder.getNodedSubstrings();
    for (Object substring : substrings) {
      result.add((SegmentString) substring);
    }
    return result;
  }

  private int vertex(Coordinate c) {
    Coordinate place = Shapes.snapped(c.x, c.y);
    doubtful |= 1000 * Math.abs(c.x - place.x) > DOUBT || 1000 * Math.abs(c.y - place.y) > DOUBT;
    // Without the negative zero, which is the same place and another key.
    Integer number =
        numbers.putIfAbsent(new Coordinate(place.x + 0.0, place.y + 0.0), places.size());
    if (number != null) {
      return number;
    }
    places.add(place);
    return places.size() - 1;
  }

  private void add(int a, int b) {
    boolean ascending = places.get(a).compareTo(places.get(b)) < 0;
    int low = ascending ? a : b;
    int high = ascending ? b : a;
    if (keys.add((long) low << 32 | high)) {
      if (count == from.length) {
        from = Arrays.copyOf(from, 2 * count);
        to = Arrays.copyOf(to, 2 * count);
      }
      from[count] = low;
      to[count++] = high;
    }
  }

  /** Whether it is certain that snap rounding of the lines would only round their vertices. */
  boolean staysPut() {
    if (doubtful || count == 0) {
      return false;
    }
    int[] x = new int[places.size()];
    int[] y = new int[places.size()];
    long originX = Shapes.millimetres(places.get(0).x);
    long originY = Shapes.millimetres(places.get(0).y);
    for (int i = 0; i < x.length; i++) {
      long mx = Shapes.millimetres(places.get(i).x) - originX;
      long my = Shapes.millimetres(places.get(i).y) - originY;
      if (Math.abs(mx) > LARGEST || Math.abs(my) > LARGEST) {
        return false;
      }
      x[i] = (int) mx;
      y[i] = (int) my;
    }
    return EdgeCells.stayApart(x, y, from, to, count, APART);
  }

  /** The pieces. */
  List<LineString> pieces() {
    List<LineString> result = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      Coordinate[] ends = {places.get(from[i]), places.get(to[i])};
      result.add(Shapes.FACTORY.createLineString(ends));
    }
    return result;
  }
}
