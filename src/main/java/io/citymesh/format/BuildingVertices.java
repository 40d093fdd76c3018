package io.citymesh.format;

import java.util.Arrays;

/**
 * The vertices of some faces, once for each building that they belong to, numbered by building,
 * then by vertex.
 *
 * <p>Most vertices belong to one building, which stands in an array by vertex. Only those at which
 * buildings touch are looked up in a hash table, for their other buildings.
 */
public final class BuildingVertices {
  /** The building that each vertex came with first, plus 1; or 0. */
  private final int[] first;

  /** Vertices with further buildings, see {@link #pair}. */
  private final TupleNumbers others = new TupleNumbers(1);

  /** The number of each vertex with its first building. */
  private final int[] numbers;

  /** The numbers of the others. */
  private final int[] otherNumbers;

  private final int[] vertices;
  private final int[] buildings;

  /**
   * @param all how many vertices the faces may have
   * @param corners vertices of the faces, three different ones for each
   * @param owners the building of each face, 0 or more
   * @param count how many faces there are
   */
  public BuildingVertices(int all, int[] corners, int[] owners, int count) {
    first = new int[all];
    for (int f = 0; f < count; f++) {
      int owner = owners[f] + 1;
      int a = corners[3 * f];
      int b = corners[3 * f + 1];
      int c = corners[3 * f + 2];
      // Which vertices are new cannot be guessed: there is a branch for those of others alone.
      int ofA = first[a] == 0 ? owner : first[a];
      int ofB = first[b] == 0 ? owner : first[b];
      int ofC = first[c] == 0 ? owner : first[c];
      first[a] = ofA;
      first[b] = ofB;
      first[c] = ofC;
      if ((ofA ^ owner | ofB ^ owner | ofC ^ owner) != 0) {
        addOther(a, owner);
        addOther(b, owner);
        addOther(c, owner);
      }
    }
    long[] more = new long[others.count()];
    for (int i = 0; i < more.length; i++) {
      more[i] = others.get(i, 0);
    }
    Arrays.sort(more);
    int[] byVertex = new int[all + more.length];
    int[] theirs = new int[byVertex.length];
    int n = 0;
    int vertex = 0;
    for (int next = 0; next <= more.length; next++) {
      int end = next < more.length ? (int) (more[next] >> 32) + 1 : all;
      for (; vertex < end; vertex++) {
        byVertex[n] = vertex; // The next takes its place if it is not used.
        theirs[n] = first[vertex] - 1;
        n += first[vertex] == 0 ? 0 : 1;
      }
      if (next < more.length) {
        byVertex[n] = vertex - 1;
        theirs[n++] = (int) more[next];
      }
    }
    int[] order = FaceOrder.byBuilding(theirs, n);
    vertices = new int[n];
    buildings = new int[n];
    numbers = new int[all];
    otherNumbers = new int[more.length];
    for (int number = 0; number < n; number++) {
      int place = order[number];
      vertices[number] = byVertex[place];
      buildings[number] = theirs[place];
      if (first[byVertex[place]] == theirs[place] + 1) {
        numbers[byVertex[place]] = number;
      } else {
        otherNumbers[other(byVertex[place], theirs[place])] = number;
      }
    }
  }

  private void addOther(int vertex, int owner) {
    if (first[vertex] != owner) {
      other(vertex, owner - 1);
    }
  }

  /** The place of a vertex with another building than its first. */
  private int other(int vertex, int building) {
    return others.add((long) vertex << 32 | building, 0, 0);
  }

  /** Replaces the corners of faces by the numbers of their vertices. */
  public void number(int[] corners, int[] owners, int count) {
    for (int f = 0; f < count; f++) {
      int owner = owners[f] + 1;
      int a = corners[3 * f];
      int b = corners[3 * f + 1];
      int c = corners[3 * f + 2];
      if ((first[a] ^ owner | first[b] ^ owner | first[c] ^ owner) == 0) {
        corners[3 * f] = numbers[a];
        corners[3 * f + 1] = numbers[b];
        corners[3 * f + 2] = numbers[c];
      } else {
        corners[3 * f] = number(a, owner);
        corners[3 * f + 1] = number(b, owner);
        corners[3 * f + 2] = number(c, owner);
      }
    }
  }

  private int number(int vertex, int owner) {
    return first[vertex] == owner ? numbers[vertex] : otherNumbers[other(vertex, owner - 1)];
  }

  /** How many there are: a vertex counts once for each of its buildings. */
  public int count() {
    return vertices.length;
  }

  /** The vertices, by number: n. */
  public int[] vertices() {
    return vertices;
  }

  /** The building of each number: n. */
  public int[] buildings() {
    return buildings;
  }
}
