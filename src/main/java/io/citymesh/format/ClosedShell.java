package io.citymesh.format;

import io.citymesh.geo.TupleNumbers;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.DoubleToLongFunction;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * Closes the surface of a building, which has no floor, nor a wall where a neighbour stands.
 *
 * <ol>
 *   <li>An edge is open if no other face of the building has it, in the other direction. The open
 *       edges that are not upright run once around the footprint.
 *   <li>The floor is flat, at the lowest of all vertices. Below each open edge stands a wall down
 *       to it; on its two upright sides it has all vertices that the building has there.
 *   <li>The floor's rings are the lower edges of these walls.
 * </ol>
 *
 * <p>As triangles, the floor is the roof seen from below, and a wall is cut between its two upright
 * sides from the bottom up, by a rule that does not depend on the side from which it is seen: two
 * neighbours that have a wall in common and the same levels at its ends cut it alike.
 *
 * <p>Each edge is then used as often in one direction as in the other: what a wall adds on its
 * upright sides is taken back by the walls beside it and by the surface's own upright edges.
 *
 * <p>Vertices are known by whole numbers x, y, z: so what is written is closed to the last digit.
 */
final class ClosedShell {
  private static final int NONE = -1;

  /** x, y, z of the vertices. */
  private final TupleNumbers vertices = new TupleNumbers(3);

  /** x, y of the places at which vertices stand. */
  private final TupleNumbers places = new TupleNumbers(2);

  /** Of each vertex its place. */
  private int[] placeOf = new int[64];

  /** Of each vertex the one that came before it at its place, or {@link #NONE}. */
  private int[] before = new int[64];

  /** Of each place the vertex that came last. */
  private int[] last = new int[64];

  /** Corners of the triangles of the mesh. */
  private int[] faces = new int[64];

  private int faceCount;

  /** What closes the surface: walls, a ring each. */
  private final List<int[]> walls = new ArrayList<>();

  /** The same walls as triangles. */
  private final List<int[]> wallTriangles = new ArrayList<>();

  /** Rings of the floor, the shell first; all seen from below, the shell counter-clockwise. */
  private final List<int[]> floor = new ArrayList<>();

  /** Of the floor. */
  private long level;

  private boolean isLevel = true;

  /**
   * Adds a face of the mesh.
   *
   * @param a like the others, the number of a vertex
   * @return false if two of its corners are equal: it is left out
   */
  boolean add(int a, int b, int c) {
    if (a == b || b == c || c == a) {
      return false;
    }
    if (faces.length < 3 * faceCount + 3) {
      faces = Arrays.copyOf(faces, Math.multiplyExact(2, faces.length));
    }
    faces[3 * faceCount] = a;
    faces[3 * faceCount + 1] = b;
    faces[3 * faceCount + 2] = c;
    faceCount++;
    return true;
  }

  /**
   * The numbers of vertices, which are added where they are not there yet.
   *
   * @param xyz of the vertices
   * @param whole makes whole numbers of their coordinates about the origin
   */
  int[] vertices(double[] xyz, double[] origin, DoubleToLongFunction whole) {
    int[] numbers = new int[xyz.length / 3];
    for (int v = 0; v < numbers.length; v++) {
      numbers[v] =
          vertex(
              whole.applyAsLong(xyz[3 * v] - origin[0]),
              whole.applyAsLong(xyz[3 * v + 1] - origin[1]),
              whole.applyAsLong(xyz[3 * v + 2] - origin[2]));
    }
    return numbers;
  }

  /** The number of a vertex, which is added if it is not there yet. */
  int vertex(long x, long y, long z) {
    int known = vertices.count();
    int vertex = vertices.add(x, y, z);
    if (vertex == known) {
      int knownPlaces = places.count();
      int place = places.add(x, y, 0);
      if (vertex == placeOf.length) {
        placeOf = Arrays.copyOf(placeOf, 2 * vertex);
        before = Arrays.copyOf(before, 2 * vertex);
      }
      if (place == last.length) {
        last = Arrays.copyOf(last, 2 * place);
      }
      placeOf[vertex] = place;
      before[vertex] = place == knownPlaces ? NONE : last[place];
      last[place] = vertex;
    }
    return vertex;
  }

  /** How many vertices there are. */
  int vertexCount() {
    return vertices.count();
  }

  /** A coordinate of a vertex: x, y or z. */
  long coordinate(int vertex, int axis) {
    return vertices.get(vertex, axis);
  }

  /** How many triangles of the mesh there are. */
  int faceCount() {
    return faceCount;
  }

  /** A corner of a triangle of the mesh: 0, 1 or 2. */
  int corner(int face, int corner) {
    return faces[3 * face + corner];
  }

  /** The walls that close the surface; after {@link #close}. */
  List<int[]> walls() {
    return walls;
  }

  /** The rings of the floor; after {@link #close}. */
  List<int[]> floor() {
    return floor;
  }

  /** The walls that close the surface as triangles; after {@link #close}. */
  List<int[]> wallTriangles() {
    return wallTriangles;
  }

  /**
   * Whether all open edges are level: the feet of walls on level ground, or on a neighbour's roof;
   * after {@link #close}.
   */
  boolean isLevel() {
    return isLevel;
  }

  /**
   * The floor as triangles; after {@link #close}.
   *
   * @param isRoof whether a triangle of the mesh, by its number, is one of the roof
   */
  List<int[]> floorTriangles(IntPredicate isRoof) {
    List<int[]> triangles = new ArrayList<>();
    for (int f = 0; f < faceCount; f++) {
      if (isRoof.test(f)) {
        triangles.add(
            new int[] {onFloor(corner(f, 0)), onFloor(corner(f, 2)), onFloor(corner(f, 1))});
      }
    }
    return triangles;
  }

  private int onFloor(int vertex) {
    return vertex(vertices.get(vertex, 0), vertices.get(vertex, 1), level);
  }

  /**
   * Closes the surface.
   *
   * @param highest elevation of the floor, which is lower if a vertex is
   * @return false if it has no outline around it: faces are missing
   */
  boolean close(long highest) {
    if (faceCount == 0) {
      return false;
    }
    level = highest;
    for (int v = 0; v < vertices.count(); v++) {
      level = Math.min(level, vertices.get(v, 2));
    }
    int[] open = open();
    int[] next = new int[places.count()];
    Arrays.fill(next, NONE);
    int[] outline = new int[open.length];
    int size = 0;
    for (int edge : open) {
      int from = placeOf[faces[edge]];
      int to = placeOf[faces[following(edge)]];
      if (from != to) {
        if (next[to] != NONE) { // The floor turns the other way.
          return false;
        }
        next[to] = from;
        outline[size++] = to;
      }
    }
    outline = Arrays.copyOf(outline, size);
    // All levels are known before the first wall is made.
    for (int place : outline) {
      vertex(places.get(place, 0), places.get(place, 1), level);
    }
    for (int edge : open) {
      int from = faces[edge];
      int to = faces[following(edge)];
      if (placeOf[from] != placeOf[to]) {
        wall(from, to);
      }
    }
    return rings(outline, next);
  }

  /**
   * The open edges, in the order of the faces, each once: the corners that they begin at. In time
   * that is linear, whatever the number of edges at a vertex.
   */
  int[] open() {
    int corners = 3 * faceCount;
    int[] ends = new int[vertices.count() + 1];
    for (int corner = 0; corner < corners; corner++) {
      ends[faces[corner] + 1]++;
    }
    for (int v = 0; v < vertices.count(); v++) {
      ends[v + 1] += ends[v];
    }
    // The corners at vertex v, in their order, up to ends[v] once they are all there.
    int[] around = new int[corners];
    for (int corner = 0; corner < corners; corner++) {
      around[ends[faces[corner]]++] = corner;
    }
    boolean[] open = new boolean[corners];
    int count = 0;
    // The last vertex that has an edge from vertex v, or an open one to it, plus one.
    int[] met = new int[vertices.count()];
    for (int v = 0; v < vertices.count(); v++) {
      int start = v == 0 ? 0 : ends[v - 1];
      for (int i = start; i < ends[v]; i++) {
        met[faces[following(following(around[i]))]] = v + 1;
      }
      for (int i = start; i < ends[v]; i++) {
        int to = faces[following(around[i])];
        if (met[to] != v + 1) {
          met[to] = v + 1;
          open[around[i]] = true;
          count++;
        }
      }
    }
    int[] found = new int[count];
    for (int corner = 0, n = 0; n < count; corner++) {
      if (open[corner]) {
        found[n++] = corner;
      }
    }
    return found;
  }

  /** The corner after a corner, in the same face. */
  private static int following(int corner) {
    return corner % 3 == 2 ? corner - 2 : corner + 1;
  }

  /** Below an edge: back along it, down at its beginning, along the floor, and up at its end. */
  private void wall(int from, int to) {
    int[] down = below(from);
    int[] up = below(to);
    isLevel &= vertices.get(from, 2) == vertices.get(to, 2);
    if (down.length + up.length > 0) {
      int[] ring = new int[2 + down.length + up.length];
      ring[0] = to;
      ring[1] = from;
      for (int i = 0; i < down.length; i++) {
        ring[2 + i] = down[down.length - 1 - i];
      }
      System.arraycopy(up, 0, ring, 2 + down.length, up.length);
      walls.add(ring);
      cut(with(down, from), with(up, to));
    }
  }

  private static int[] with(int[] below, int top) {
    int[] column = Arrays.copyOf(below, below.length + 1);
    column[below.length] = top;
    return column;
  }

  /** Cuts a wall into triangles: always towards the nearer of the next vertices on both sides. */
  private void cut(int[] from, int[] to) {
    boolean fromFirst = isBefore(from[0], to[0]);
    int i = 0;
    int j = 0;
    while (i + 1 < from.length || j + 1 < to.length) {
      boolean up = i + 1 == from.length;
      if (!up && j + 1 < to.length) {
        long nextTo = vertices.get(to[j + 1], 2) - vertices.get(from[i], 2);
        long nextFrom = vertices.get(from[i + 1], 2) - vertices.get(to[j], 2);
        up = nextTo == nextFrom ? fromFirst : nextTo < nextFrom;
      }
      wallTriangles.add(new int[] {from[i], to[j], up ? to[j + 1] : from[i + 1]});
      if (up) {
        j++;
      } else {
        i++;
      }
    }
  }

  /** Whether a vertex stands farther west than another, or as far west and farther south. */
  private boolean isBefore(int a, int b) {
    long ax = vertices.get(a, 0);
    long bx = vertices.get(b, 0);
    return ax < bx || ax == bx && vertices.get(a, 1) < vertices.get(b, 1);
  }

  /** The vertices below a vertex at its place, the lowest first. */
  private int[] below(int vertex) {
    IntStream.Builder below = IntStream.builder();
    for (int v = last[placeOf[vertex]]; v != NONE; v = before[v]) {
      if (vertices.get(v, 2) < vertices.get(vertex, 2)) {
        below.add(v);
      }
    }
    int[] found = below.build().toArray();
    if (found.length < 2) {
      return found;
    }
    return Arrays.stream(found)
        .boxed()
        .sorted(Comparator.comparingLong(v -> vertices.get(v, 2)))
        .mapToInt(v -> v)
        .toArray();
  }

  /**
   * Makes the floor.
   *
   * @param outline the places around it, in the order in which rings begin
   * @param next of each of these places the one after it
   */
  private boolean rings(int[] outline, int[] next) {
    boolean[] done = new boolean[next.length];
    List<int[]> rings = new ArrayList<>();
    for (int start : outline) {
      if (done[start]) {
        continue;
      }
      int[] ring = new int[outline.length];
      int size = 0;
      int at = start;
      for (; !done[at]; at = next[at]) {
        done[at] = true;
        ring[size++] = at;
        if (next[next[at]] == NONE) {
          return false;
        }
      }
      if (at != start) {
        return false;
      }
      rings.add(Arrays.copyOf(ring, size));
    }
    // From above the shell is clockwise, and its area the only negative one.
    rings.sort(Comparator.comparingDouble(this::area));
    if (rings.isEmpty()
        || area(rings.get(0)) >= 0
        || (rings.size() > 1 && area(rings.get(1)) <= 0)) {
      return false;
    }
    for (int[] ring : rings) {
      floor.add(
          Arrays.stream(ring)
              .map(p -> vertex(places.get(p, 0), places.get(p, 1), level))
              .toArray());
    }
    return true;
  }

  /** Twice the area of a ring of places, positive if it is counter-clockwise from above. */
  private double area(int[] ring) {
    double area = 0;
    long x = places.get(ring[0], 0);
    long y = places.get(ring[0], 1);
    for (int i = 0; i < ring.length; i++) {
      int a = ring[i];
      int b = ring[(i + 1) % ring.length];
      area +=
          (double) (places.get(a, 0) - x) * (places.get(b, 1) - y)
              - (double) (places.get(b, 0) - x) * (places.get(a, 1) - y);
    }
    return area;
  }
}
