package io.citymesh.footprint;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.LinearRing;
import org.locationtech.jts.geom.Polygon;

/**
 * The rings of polygons over shared vertices: what is at one place is one vertex, however many
 * rings run through it.
 *
 * <p>Layout: a ring is a doubly linked list of <em>occurrences</em>; an occurrence names its
 * vertex; a vertex knows its occurrences. Vertices are numbered as they come, and a number is never
 * used again. Not thread-safe.
 */
final class RingGraph {
  private final List<Coordinate> vertices = new ArrayList<>();
  private final List<List<Integer>> occurrencesOf = new ArrayList<>();
  private final Map<Coordinate, Integer> vertexAt = new HashMap<>();

  private int[] occVertex = new int[256];
  private int[] occPrev = new int[256];
  private int[] occNext = new int[256];
  private int[] occRing = new int[256];
  private int occCount;

  /** A living occurrence of each ring. */
  private final List<Integer> ringStart = new ArrayList<>();

  private final List<Integer> ringSize = new ArrayList<>();

  /** The rings of each polygon, shell first. */
  private final List<int[]> polygonRings = new ArrayList<>();

  /**
   * @param polygons valid polygons, noded against one another
   */
  RingGraph(Collection<Polygon> polygons) {
    for (Polygon polygon : polygons) {
      int[] rings = new int[1 + polygon.getNumInteriorRing()];
      rings[0] = addRing(polygon.getExteriorRing());
      for (int i = 1; i < rings.length; i++) {
        rings[i] = addRing(polygon.getInteriorRingN(i - 1));
      }
      polygonRings.add(rings);
    }
  }

  /** The polygons as they are now, in the order in which they came in. */
  List<Polygon> polygons() {
    List<Polygon> result = new ArrayList<>();
    for (int[] rings : polygonRings) {
      LinearRing shell = Shapes.FACTORY.createLinearRing(ringCoordinates(rings[0]));
      LinearRing[] holes = new LinearRing[rings.length - 1];
      for (int i = 1; i < rings.length; i++) {
        holes[i - 1] = Shapes.FACTORY.createLinearRing(ringCoordinates(rings[i]));
      }
      result.add(Shapes.FACTORY.createPolygon(shell, holes));
    }
    return result;
  }

  /** How many vertices there have ever been. */
  int vertexCount() {
    return vertices.size();
  }

  /** The vertex at a place; null if there is none. */
  Integer vertexAt(Coordinate c) {
    return vertexAt.get(c);
  }

  /** Visits each two vertices that follow each other in a ring, ring by ring. */
  void forEachStep(StepVisitor visitor) {
    for (int ring = 0; ring < ringStart.size(); ring++) {
      int occurrence = ringStart.get(ring);
      for (int i = 0; i < ringSize.get(ring); i++) {
        int next = occNext[occurrence];
        visitor.visit(occVertex[occurrence], occVertex[next]);
        occurrence = next;
      }
    }
  }

  /** Receives each step from a vertex of a ring to the next. */
  interface StepVisitor {
    void visit(int from, int to);
  }

  /** The number of vertices of the smallest ring through a vertex. */
  int smallestRing(int vertex) {
    int smallest = Integer.MAX_VALUE;
    for (int occurrence : occurrencesOf.get(vertex)) {
      smallest = Math.min(smallest, ringSize.get(occRing[occurrence]));
    }
    return smallest;
  }

  /**
   * Whether vertex b can become its neighbour a in every ring: none is left with less than three
   * vertices, nor runs through a twice.
   */
  boolean canMerge(int a, int b) {
    for (int occurrence : occurrencesOf.get(b)) {
      boolean besideA = occVertex[occPrev[occurrence]] == a || occVertex[occNext[occurrence]] == a;
      int ring = occRing[occurrence];
      if (besideA ? ringSize.get(ring) <= 3 : ringContains(ring, a)) {
        return false;
      }
    }
    return true;
  }

  /** Makes vertex b its neighbour a, in every ring. */
  void merge(int a, int b) {
    for (int occurrence : List.copyOf(occurrencesOf.get(b))) {
      if (occVertex[occPrev[occurrence]] == a || occVertex[occNext[occurrence]] == a) {
        unlink(occurrence);
      } else {
        occVertex[occurrence] = a;
        occurrencesOf.get(a).add(occurrence);
      }
    }
    occurrencesOf.get(b).clear();
    vertexAt.remove(at(b));
  }

  /**
   * Replaces the path u, chain, w by u, points, w in every ring that uses it.
   *
   * @return the vertices at the points
   */
  int[] replace(int u, int[] chain, int w, Coordinate[] points) {
    List<Integer> starts = List.copyOf(occurrencesOf.get(chain[0]));
    for (int c : chain) {
      vertexAt.remove(at(c));
    }
    int[] added = new int[points.length];
    for (int i = 0; i < points.length; i++) {
      added[i] = vertex(points[i]);
    }
    for (int start : starts) {
      boolean forward = occVertex[occPrev[start]] == u && leadsTo(start, chain, w);
      int cursor = start;
      int gap = forward ? occPrev[start] : occNext[start];
      for (int i = 0; i < chain.length; i++) {
        int following = forward ? occNext[cursor] : occPrev[cursor];
        unlink(cursor);
        cursor = following;
      }
      for (int vertex : added) {
        gap = forward ? linkAfter(gap, vertex) : linkBefore(gap, vertex);
      }
    }
    return added;
  }

  private boolean leadsTo(int start, int[] chain, int w) {
    return occVertex[occNext[start]] == (chain.length > 1 ? chain[1] : w);
  }

  private boolean ringContains(int ring, int vertex) {
    for (int occurrence : occurrencesOf.get(vertex)) {
      if (occRing[occurrence] == ring) {
        return true;
      }
    }
    return false;
  }

  private int addRing(LinearRing line) {
    int ring = ringStart.size();
    Coordinate[] coordinates = line.getCoordinates();
    int last = -1;
    ringStart.add(-1);
    ringSize.add(0);
    for (int i = 0; i + 1 < coordinates.length; i++) {
      int vertex = vertex(coordinates[i]);
      last = last < 0 ? linkFirst(ring, vertex) : linkAfter(last, vertex);
    }
    return ring;
  }

  /** The vertex at a place, made if there is none. */
  int vertex(Coordinate c) {
    return vertexAt.computeIfAbsent(
        c,
        key -> {
          vertices.add(key);
          occurrencesOf.add(new ArrayList<>());
          return vertices.size() - 1;
        });
  }

  private int newOccurrence(int ring, int vertex) {
    if (occCount == occVertex.length) {
      int capacity = 2 * occCount;
      occVertex = Arrays.copyOf(occVertex, capacity);
      occPrev = Arrays.copyOf(occPrev, capacity);
      occNext = Arrays.copyOf(occNext, capacity);
      occRing = Arrays.copyOf(occRing, capacity);
    }
    occVertex[occCount] = vertex;
    occRing[occCount] = ring;
    occurrencesOf.get(vertex).add(occCount);
    ringSize.set(ring, ringSize.get(ring) + 1);
    return occCount++;
  }

  private int linkFirst(int ring, int vertex) {
    int occurrence = newOccurrence(ring, vertex);
    occPrev[occurrence] = occurrence;
    occNext[occurrence] = occurrence;
    ringStart.set(ring, occurrence);
    return occurrence;
  }

  private int linkAfter(int previous, int vertex) {
    int occurrence = newOccurrence(occRing[previous], vertex);
    int next = occNext[previous];
    occPrev[occurrence] = previous;
    occNext[occurrence] = next;
    occNext[previous] = occurrence;
    occPrev[next] = occurrence;
    return occurrence;
  }

  private int linkBefore(int next, int vertex) {
    return linkAfter(occPrev[next], vertex);
  }

  private void unlink(int occurrence) {
    int previous = occPrev[occurrence];
    int next = occNext[occurrence];
    occNext[previous] = next;
    occPrev[next] = previous;
    int ring = occRing[occurrence];
    ringStart.set(ring, next);
    ringSize.set(ring, ringSize.get(ring) - 1);
    occurrencesOf.get(occVertex[occurrence]).remove((Integer) occurrence);
  }

  private Coordinate[] ringCoordinates(int ring) {
    int size = ringSize.get(ring);
    Coordinate[] result = new Coordinate[size + 1];
    int occurrence = ringStart.get(ring);
    for (int i = 0; i < size; i++) {
      result[i] = at(occVertex[occurrence]).copy();
      occurrence = occNext[occurrence];
    }
    result[size] = result[0].copy();
    return result;
  }

  /** The vertices that share an edge with v, in ascending order of their coordinates. */
  int[] neighbours(int v) {
    List<Integer> occurrences = occurrencesOf.get(v);
    int[] found = new int[2 * occurrences.size()];
    int n = 0;
    for (int i = 0; i < occurrences.size(); i++) {
      int occurrence = occurrences.get(i);
      n = insert(found, n, occVertex[occPrev[occurrence]]);
      n = insert(found, n, occVertex[occNext[occurrence]]);
    }
    return n == found.length ? found : Arrays.copyOf(found, n);
  }

  /**
   * Inserts a vertex into an ascending array, unless it is there.
   *
   * @return how many vertices there are then
   */
  private int insert(int[] sorted, int size, int vertex) {
    int i = size;
    while (i > 0) {
      int order = at(sorted[i - 1]).compareTo(at(vertex));
      if (order == 0) {
        return size;
      }
      if (order < 0) {
        break;
      }
      i--;
    }
    System.arraycopy(sorted, i, sorted, i + 1, size - i);
    sorted[i] = vertex;
    return size + 1;
  }

  Coordinate at(int vertex) {
    return vertices.get(vertex);
  }
}
