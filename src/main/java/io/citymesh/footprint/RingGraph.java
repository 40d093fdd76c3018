package io.citymesh.footprint;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.LinearRing;
import org.locationtech.jts.geom.Polygon;

/**
 * The rings of polygons over shared vertices: what is at one place is one vertex, however many
 * rings run through it.
 *
 * <p>Layout: a ring is a doubly linked list of <em>occurrences</em>; an occurrence names its
 * vertex; a vertex knows its occurrences, a singly linked list in the order in which they came.
 * Vertices are numbered as they come, and a number is never used again; places are found by open
 * addressing. Not thread-safe.
 */
final class RingGraph {
  private static final int NONE = -1;

  /** A slot of the table whose vertex is gone. */
  private static final int GONE = -1;

  // By vertex: its place, and its first and last occurrence.
  private int vertexCount;
  private Coordinate[] places;
  private int[] firstOcc;
  private int[] lastOcc;

  /** Vertex + 1 in a slot, 0 for a free one, or {@link #GONE}. */
  private int[] table;

  /** How many slots are not free. */
  private int taken;

  // By occurrence: its vertex, its neighbours in the ring, its ring, the next one of its vertex.
  private int occCount;
  private int[] occVertex;
  private int[] occPrev;
  private int[] occNext;
  private int[] occRing;
  private int[] nextOfVertex;

  /** A living occurrence of each ring, and how many there are. */
  private final int[] ringStart;

  private final int[] ringSize;

  /** By polygon its first ring, the shell; one entry more than there are polygons. */
  private final int[] polygonStart;

  /**
   * @param polygons valid polygons, noded against one another
   */
  RingGraph(Collection<Polygon> polygons) {
    int points = 8;
    int rings = 0;
    for (Polygon polygon : polygons) {
      points += polygon.getNumPoints();
      rings += 1 + polygon.getNumInteriorRing();
    }
    this.places = new Coordinate[points];
    this.firstOcc = new int[points];
    this.lastOcc = new int[points];
    this.table = new int[Integer.highestOneBit(points) << 2];
    this.occVertex = new int[points];
    this.occPrev = new int[points];
    this.occNext = new int[points];
    this.occRing = new int[points];
    this.nextOfVertex = new int[points];
    this.ringStart = new int[rings];
    this.ringSize = new int[rings];
    this.polygonStart = new int[polygons.size() + 1];
    int ring = 0;
    int number = 0;
    for (Polygon polygon : polygons) {
      addRing(ring++, polygon.getExteriorRing());
      for (int i = 0; i < polygon.getNumInteriorRing(); i++) {
        addRing(ring++, polygon.getInteriorRingN(i));
      }
      polygonStart[++number] = ring;
    }
  }

  /** The polygons as they are now, in the order in which they came in. */
  List<Polygon> polygons() {
    Polygon[] result = new Polygon[polygonStart.length - 1];
    for (int i = 0; i < result.length; i++) {
      LinearRing shell = ring(polygonStart[i]);
      LinearRing[] holes = new LinearRing[polygonStart[i + 1] - polygonStart[i] - 1];
      for (int j = 0; j < holes.length; j++) {
        holes[j] = ring(polygonStart[i] + 1 + j);
      }
      result[i] = Shapes.FACTORY.createPolygon(shell, holes);
    }
    return List.of(result);
  }

  /** How many vertices there have ever been. */
  int vertexCount() {
    return vertexCount;
  }

  /** The vertex at a place; -1 if there is none. */
  int vertexAt(Coordinate c) {
    int vertex = table[slot(c)] - 1;
    return Math.max(NONE, vertex);
  }

  /** Visits each two vertices that follow each other in a ring, ring by ring. */
  void forEachStep(StepVisitor visitor) {
    for (int ring = 0; ring < ringStart.length; ring++) {
      int occurrence = ringStart[ring];
      for (int i = 0; i < ringSize[ring]; i++) {
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
    for (int occ = firstOcc[vertex]; occ >= 0; occ = nextOfVertex[occ]) {
      smallest = Math.min(smallest, ringSize[occRing[occ]]);
    }
    return smallest;
  }

  /**
   * Whether vertex b can become its neighbour a in every ring: none is left with less than three
   * vertices, nor runs through a twice.
   */
  boolean canMerge(int a, int b) {
    for (int occ = firstOcc[b]; occ >= 0; occ = nextOfVertex[occ]) {
      boolean besideA = occVertex[occPrev[occ]] == a || occVertex[occNext[occ]] == a;
      int ring = occRing[occ];
      if (besideA ? ringSize[ring] <= 3 : ringContains(ring, a)) {
        return false;
      }
    }
    return true;
  }

  /** Makes vertex b its neighbour a, in every ring. */
  void merge(int a, int b) {
    for (int occurrence : occurrences(b)) {
      if (occVertex[occPrev[occurrence]] == a || occVertex[occNext[occurrence]] == a) {
        unlink(occurrence);
      } else {
        remove(b, occurrence);
        occVertex[occurrence] = a;
        append(a, occurrence);
      }
    }
    forget(b);
  }

  /**
   * Replaces the path u, chain, w by u, points, w in every ring that uses it.
   *
   * @return the vertices at the points
   */
  int[] replace(int u, int[] chain, int w, Coordinate[] points) {
    int[] starts = occurrences(chain[0]);
    for (int c : chain) {
      forget(c);
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
    for (int occ = firstOcc[vertex]; occ >= 0; occ = nextOfVertex[occ]) {
      if (occRing[occ] == ring) {
        return true;
      }
    }
    return false;
  }

  // ---- vertices and their occurrences

  /** The vertex at a place, made if there is none. */
  int vertex(Coordinate c) {
    int slot = slot(c);
    if (table[slot] > 0) {
      return table[slot] - 1;
    }
    if (vertexCount == places.length) {
      places = Arrays.copyOf(places, 2 * vertexCount);
      firstOcc = Arrays.copyOf(firstOcc, 2 * vertexCount);
      lastOcc = Arrays.copyOf(lastOcc, 2 * vertexCount);
    }
    places[vertexCount] = c;
    firstOcc[vertexCount] = NONE;
    lastOcc[vertexCount] = NONE;
    table[slot] = ++vertexCount;
    if (2 * ++taken > table.length) {
      rehash();
    }
    return vertexCount - 1;
  }

  private void rehash() {
    int[] before = table;
    table = new int[2 * before.length];
    taken = 0;
    for (int entry : before) {
      if (entry > 0) {
        table[slot(places[entry - 1])] = entry;
        taken++;
      }
    }
  }

  /** The slot that holds a place's vertex, or the free one where it would be. */
  private int slot(Coordinate c) {
    int mask = table.length - 1;
    // The negative zero is the same place.
    long hash =
        Double.doubleToRawLongBits(c.x + 0.0) * 0x9E3779B97F4A7C15L
            + Double.doubleToRawLongBits(c.y + 0.0);
    hash = (hash ^ (hash >>> 32)) * 0xBF58476D1CE4E5B9L;
    int slot = (int) (hash >>> 33) & mask;
    while (table[slot] != 0 && (table[slot] == GONE || !places[table[slot] - 1].equals2D(c))) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  /** Nothing is at the vertex' place any more. */
  private void forget(int vertex) {
    int slot = slot(places[vertex]);
    if (table[slot] > 0) {
      table[slot] = GONE;
    }
  }

  private int[] occurrences(int vertex) {
    int n = 0;
    for (int occ = firstOcc[vertex]; occ >= 0; occ = nextOfVertex[occ]) {
      n++;
    }
    int[] result = new int[n];
    n = 0;
    for (int occ = firstOcc[vertex]; occ >= 0; occ = nextOfVertex[occ]) {
      result[n++] = occ;
    }
    return result;
  }

  private void append(int vertex, int occurrence) {
    nextOfVertex[occurrence] = NONE;
    if (lastOcc[vertex] < 0) {
      firstOcc[vertex] = occurrence;
    } else {
      nextOfVertex[lastOcc[vertex]] = occurrence;
    }
    lastOcc[vertex] = occurrence;
  }

  private void remove(int vertex, int occurrence) {
    int before = NONE;
    int occ = firstOcc[vertex];
    while (occ != occurrence) {
      before = occ;
      occ = nextOfVertex[occ];
    }
    if (before < 0) {
      firstOcc[vertex] = nextOfVertex[occ];
    } else {
      nextOfVertex[before] = nextOfVertex[occ];
    }
    if (lastOcc[vertex] == occ) {
      lastOcc[vertex] = before;
    }
  }

  // ---- rings

  private void addRing(int ring, LinearRing line) {
    Coordinate[] coordinates = line.getCoordinates();
    int last = NONE;
    for (int i = 0; i + 1 < coordinates.length; i++) {
      int vertex = vertex(coordinates[i]);
      last = last < 0 ? linkFirst(ring, vertex) : linkAfter(last, vertex);
    }
  }

  private int newOccurrence(int ring, int vertex) {
    if (occCount == occVertex.length) {
      int capacity = 2 * occCount;
      occVertex = Arrays.copyOf(occVertex, capacity);
      occPrev = Arrays.copyOf(occPrev, capacity);
      occNext = Arrays.copyOf(occNext, capacity);
      occRing = Arrays.copyOf(occRing, capacity);
      nextOfVertex = Arrays.copyOf(nextOfVertex, capacity);
    }
    occVertex[occCount] = vertex;
    occRing[occCount] = ring;
    append(vertex, occCount);
    ringSize[ring]++;
    return occCount++;
  }

  private int linkFirst(int ring, int vertex) {
    int occurrence = newOccurrence(ring, vertex);
    occPrev[occurrence] = occurrence;
    occNext[occurrence] = occurrence;
    ringStart[ring] = occurrence;
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
    ringStart[ring] = next;
    ringSize[ring]--;
    remove(occVertex[occurrence], occurrence);
  }

  private LinearRing ring(int ring) {
    int size = ringSize[ring];
    Coordinate[] result = new Coordinate[size + 1];
    int occurrence = ringStart[ring];
    for (int i = 0; i < size; i++) {
      result[i] = at(occVertex[occurrence]).copy();
      occurrence = occNext[occurrence];
    }
    result[size] = result[0].copy();
    return Shapes.FACTORY.createLinearRing(result);
  }

  /**
   * Finds the two vertices that share an edge with v, as {@link #neighbours} has them.
   *
   * @param pair where they are put
   * @return false if there are more or less than two
   */
  boolean pair(int v, int[] pair) {
    int first = firstOcc[v];
    if (first < 0) {
      return false;
    }
    if (nextOfVertex[first] < 0) {
      int a = occVertex[occPrev[first]];
      int b = occVertex[occNext[first]];
      int order = at(a).compareTo(at(b));
      pair[0] = order < 0 ? a : b;
      pair[1] = order < 0 ? b : a;
      return order != 0;
    }
    int[] all = neighbours(v);
    if (all.length != 2) {
      return false;
    }
    pair[0] = all[0];
    pair[1] = all[1];
    return true;
  }

  /** The vertices that share an edge with v, in ascending order of their coordinates. */
  int[] neighbours(int v) {
    int first = firstOcc[v];
    if (first < 0) {
      return new int[0];
    }
    if (nextOfVertex[first] < 0) {
      int a = occVertex[occPrev[first]];
      int b = occVertex[occNext[first]];
      int order = at(a).compareTo(at(b));
      return order == 0 ? new int[] {a} : order < 0 ? new int[] {a, b} : new int[] {b, a};
    }
    int[] found = new int[4];
    int n = 0;
    for (int occ = first; occ >= 0; occ = nextOfVertex[occ]) {
      if (n + 2 > found.length) {
        found = Arrays.copyOf(found, 2 * found.length);
      }
      n = insert(found, n, occVertex[occPrev[occ]]);
      n = insert(found, n, occVertex[occNext[occ]]);
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
    return places[vertex];
  }
}
