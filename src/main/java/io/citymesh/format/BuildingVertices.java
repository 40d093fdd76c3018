package io.citymesh.format;

import java.util.Arrays;

/**
 * The vertices of some faces, once for each building that they belong to: counted as they come, and
 * numbered by building, then by vertex.
 *
 * <p>Most vertices belong to one building, which stands in an array by vertex. Only those at which
 * buildings touch are looked up in a hash table, for their other buildings.
 */
public final class BuildingVertices {
  private static final int NONE = -1;

  /** The building that each vertex came with first, or {@link #NONE}. */
  private final int[] first;

  /** How many vertices there are. */
  private int count;

  /** Vertices with further buildings, see {@link #pair}. */
  private final TupleNumbers others = new TupleNumbers(1);

  /** The number of each vertex with its first building; after {@link #order}. */
  private int[] numbers = {};

  /** The numbers of the others. */
  private int[] otherNumbers = {};

  private int[] vertices = {};
  private int[] buildings = {};

  /**
   * @param all how many vertices the faces may have
   */
  public BuildingVertices(int all) {
    first = new int[all];
    Arrays.fill(first, NONE);
  }

  /**
   * Adds a corner.
   *
   * @param building 0 or more
   */
  public void add(int vertex, int building) {
    int known = first[vertex];
    if (known == NONE) {
      first[vertex] = building;
      count++;
    } else if (known != building) {
      others.add(pair(vertex, building), 0, 0);
    }
  }

  private static long pair(int vertex, int building) {
    return (long) vertex << 32 | building;
  }

  /** Whether a face has the vertex. */
  boolean has(int vertex) {
    return first[vertex] != NONE;
  }

  /** How many there are: a vertex counts once for each of its buildings. */
  public int count() {
    return count + others.count();
  }

  /** Numbers them, once all have been added. */
  public void order() {
    long[] more = new long[others.count()];
    for (int i = 0; i < more.length; i++) {
      more[i] = others.get(i, 0);
    }
    Arrays.sort(more);
    int[] byVertex = new int[count()];
    int[] theirs = new int[count()];
    int n = 0;
    int next = 0;
    for (int vertex = 0; vertex < first.length; vertex++) {
      if (first[vertex] != NONE) {
        byVertex[n] = vertex;
        theirs[n++] = first[vertex];
        for (; next < more.length && more[next] >> 32 == vertex; next++) {
          byVertex[n] = vertex;
          theirs[n++] = (int) more[next];
        }
      }
    }
    int[] order = FaceOrder.byBuilding(theirs, n);
    vertices = new int[n];
    buildings = new int[n];
    numbers = new int[first.length];
    otherNumbers = new int[more.length];
    for (int number = 0; number < n; number++) {
      int vertex = byVertex[order[number]];
      int building = theirs[order[number]];
      vertices[number] = vertex;
      buildings[number] = building;
      if (first[vertex] == building) {
        numbers[vertex] = number;
      } else {
        otherNumbers[others.add(pair(vertex, building), 0, 0)] = number;
      }
    }
  }

  /** The number of a vertex with one of its buildings; after {@link #order}. */
  public int number(int vertex, int building) {
    return first[vertex] == building
        ? numbers[vertex]
        : otherNumbers[others.add(pair(vertex, building), 0, 0)];
  }

  /** The vertex that has a number. */
  public int vertex(int number) {
    return vertices[number];
  }

  /** The building of a number. */
  public int building(int number) {
    return buildings[number];
  }
}
