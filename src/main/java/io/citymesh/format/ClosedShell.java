package io.citymesh.format;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

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
 * <p>Each edge is then used as often in one direction as in the other: what a wall adds on its
 * upright sides is taken back by the walls beside it and by the surface's own upright edges.
 *
 * <p>Vertices are known by whole numbers x, y, z: so what is written is closed to the last digit.
 */
final class ClosedShell {
  /** Where a vertex stands. */
  private record Place(long x, long y) {}

  private record Edge(int from, int to) {}

  private final List<long[]> vertices = new ArrayList<>();
  private final Map<List<Long>, Integer> numbers = new HashMap<>();

  /** Triangles of the mesh. */
  private final List<int[]> faces = new ArrayList<>();

  /** Levels of the vertices at each place. */
  private final Map<Place, TreeSet<Long>> columns = new HashMap<>();

  /** What closes the surface: walls, a ring each. */
  private final List<int[]> walls = new ArrayList<>();

  /** Rings of the floor, the shell first; all seen from below, the shell counter-clockwise. */
  private final List<int[]> floor = new ArrayList<>();

  /**
   * Adds a face of the mesh.
   *
   * @param corners nine whole numbers
   * @return false if two of its corners are equal: it is left out
   */
  boolean add(long[] corners) {
    int[] face = new int[3];
    for (int i = 0; i < 3; i++) {
      face[i] = number(corners[3 * i], corners[3 * i + 1], corners[3 * i + 2]);
    }
    if (face[0] == face[1] || face[1] == face[2] || face[2] == face[0]) {
      return false;
    }
    faces.add(face);
    return true;
  }

  private int number(long x, long y, long z) {
    return numbers.computeIfAbsent(
        List.of(x, y, z),
        key -> {
          vertices.add(new long[] {x, y, z});
          columns.computeIfAbsent(new Place(x, y), place -> new TreeSet<>()).add(z);
          return vertices.size() - 1;
        });
  }

  private Place place(int vertex) {
    return new Place(vertices.get(vertex)[0], vertices.get(vertex)[1]);
  }

  /** The vertices, x, y, z. */
  List<long[]> vertices() {
    return vertices;
  }

  /** The triangles of the mesh. */
  List<int[]> faces() {
    return faces;
  }

  /** The walls that close the surface; after {@link #close}. */
  List<int[]> walls() {
    return walls;
  }

  /** The rings of the floor; after {@link #close}. */
  List<int[]> floor() {
    return floor;
  }

  /**
   * Closes the surface.
   *
   * @return false if it has no outline around it: faces are missing
   */
  boolean close() {
    if (faces.isEmpty()) {
      return false;
    }
    long level = vertices.stream().mapToLong(v -> v[2]).min().orElseThrow();
    Map<Place, Place> next = new LinkedHashMap<>();
    for (Edge edge : open()) {
      Place from = place(edge.from);
      Place to = place(edge.to);
      if (!from.equals(to)) {
        if (next.put(to, from) != null) { // The floor turns the other way.
          return false;
        }
      }
    }
    // All levels are known before the first wall is made.
    next.keySet().forEach(place -> number(place.x, place.y, level));
    for (Edge edge : open()) {
      if (!place(edge.from).equals(place(edge.to))) {
        wall(edge, level);
      }
    }
    return rings(next, level);
  }

  private Set<Edge> open() {
    Set<Edge> open = new LinkedHashSet<>();
    Set<Edge> all = new HashSet<>();
    for (int[] face : faces) {
      for (int i = 0; i < 3; i++) {
        all.add(new Edge(face[i], face[(i + 1) % 3]));
      }
    }
    for (int[] face : faces) {
      for (int i = 0; i < 3; i++) {
        Edge edge = new Edge(face[i], face[(i + 1) % 3]);
        if (!all.contains(new Edge(edge.to, edge.from))) {
          open.add(edge);
        }
      }
    }
    return open;
  }

  /** Below an edge: back along it, down at its beginning, along the floor, and up at its end. */
  private void wall(Edge edge, long level) {
    List<Integer> ring = new ArrayList<>(List.of(edge.to, edge.from));
    long[] from = vertices.get(edge.from);
    long[] to = vertices.get(edge.to);
    for (long z : columns.get(place(edge.from)).headSet(from[2], false).descendingSet()) {
      ring.add(number(from[0], from[1], z));
    }
    for (long z : columns.get(place(edge.to)).headSet(to[2])) {
      ring.add(number(to[0], to[1], z));
    }
    if (ring.size() > 2) {
      walls.add(ring.stream().mapToInt(i -> i).toArray());
    }
  }

  private boolean rings(Map<Place, Place> next, long level) {
    Set<Place> left = new LinkedHashSet<>(next.keySet());
    List<List<Place>> rings = new ArrayList<>();
    while (!left.isEmpty()) {
      List<Place> ring = new ArrayList<>();
      Place start = left.iterator().next();
      for (Place at = start; left.remove(at); at = next.get(at)) {
        ring.add(at);
        if (!next.containsKey(next.get(at))) {
          return false;
        }
      }
      if (!next.get(ring.get(ring.size() - 1)).equals(start)) {
        return false;
      }
      rings.add(ring);
    }
    // From above the shell is clockwise, and its area the only negative one.
    rings.sort(Comparator.comparingDouble(ClosedShell::area));
    Optional<List<Place>> second = rings.stream().skip(1).findFirst();
    if (rings.isEmpty()
        || area(rings.get(0)) >= 0
        || second.filter(ring -> area(ring) <= 0).isPresent()) {
      return false;
    }
    for (List<Place> ring : rings) {
      floor.add(ring.stream().mapToInt(p -> number(p.x, p.y, level)).toArray());
    }
    return true;
  }

  /** Twice the area, positive if the ring is counter-clockwise from above. */
  private static double area(List<Place> ring) {
    double area = 0;
    Place origin = ring.get(0);
    for (int i = 0; i < ring.size(); i++) {
      Place a = ring.get(i);
      Place b = ring.get((i + 1) % ring.size());
      area +=
          (double) (a.x - origin.x) * (b.y - origin.y)
              - (double) (b.x - origin.x) * (a.y - origin.y);
    }
    return area;
  }
}
