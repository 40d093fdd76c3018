package io.citymesh.stitch;

import io.citymesh.geo.TupleNumbers;
import io.citymesh.mesh.PlanarMesh;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Which pieces of the features are sealed: the old covers and the edges and vertices of the kept
 * triangles, joined where they have a vertex in common.
 */
final class Covers {
  private final SeamGraph graph;
  private final PlanarMesh mesh;
  private final int oldVertices;

  /** Features with old vertices on them. */
  private final TupleNumbers oldPlaces;

  /** The parameter of each of these vertices on its feature. */
  private final double[] oldParameters;

  private int[] feature;
  private double[] start;
  private double[] end;
  private int[] startVertex;
  private int[] endVertex;
  private int count;
  private final boolean[] whole;

  /**
   * @param kept which triangles are sealed
   * @param used which vertices they use
   * @param lined their half-edges on features and on the old frontier, ascending
   */
  Covers(SeamGraph graph, PlanarMesh mesh, boolean[] kept, boolean[] used, int[] lined) {
    this.graph = graph;
    this.mesh = mesh;
    Frontier.Covered covers = graph.frontier.covers;
    oldVertices = graph.frontier.vertexCount();
    int expected = 64 + covers.rows();
    feature = new int[expected];
    start = new double[expected];
    end = new double[expected];
    startVertex = new int[expected];
    endVertex = new int[expected];
    oldPlaces = new TupleNumbers(1, 2 * covers.rows());
    oldParameters = new double[2 * covers.rows()];
    for (int c = 0; c < covers.rows(); c++) {
      add(
          covers.feature.values[c],
          covers.start.values[c],
          covers.startVertex.values[c],
          covers.end.values[c],
          covers.endVertex.values[c]);
      addOld(covers.feature.values[c], covers.startVertex.values[c], covers.start.values[c]);
      addOld(covers.feature.values[c], covers.endVertex.values[c], covers.end.values[c]);
    }
    addVertices(used);
    addEdges(kept, lined);
    whole = new boolean[graph.features.count()];
    join();
  }

  private void add(int f, double from, int fromVertex, double to, int toVertex) {
    if (count == feature.length) {
      feature = Arrays.copyOf(feature, 2 * count);
      start = Arrays.copyOf(start, 2 * count);
      end = Arrays.copyOf(end, 2 * count);
      startVertex = Arrays.copyOf(startVertex, 2 * count);
      endVertex = Arrays.copyOf(endVertex, 2 * count);
    }
    feature[count] = f;
    start[count] = from;
    end[count] = to;
    startVertex[count] = fromVertex;
    endVertex[count++] = toVertex;
  }

  /** A sealed vertex covers its own place on each of its features. */
  private void addVertices(boolean[] used) {
    for (int f = 0; f < graph.features.count(); f++) {
      int s = graph.startVertex[f];
      if (s >= oldVertices && used[s]) {
        add(f, 0, s, 0, s);
      }
      int e = graph.endVertex[f];
      if (e >= oldVertices && used[e]) {
        add(f, 1, e, 1, e);
      }
    }
    for (int v = oldVertices; v < used.length; v++) {
      int f = mesh.vertexFeature()[v];
      if (used[v] && f >= 0) {
        add(f, mesh.vertexParameter()[v], v, mesh.vertexParameter()[v], v);
      }
    }
  }

  private void addEdges(boolean[] kept, int[] lined) {
    int[] triangles = mesh.triangles();
    for (int e : lined) {
      int f = mesh.edgeFeatures()[e];
      int o = mesh.twins()[e];
      if (f < 0 || (o >= 0 && kept[o / 3] && o < e)) {
        continue;
      }
      int u = triangles[e];
      int v = triangles[e % 3 == 2 ? e - 2 : e + 1];
      double tu = parameter(f, u);
      double tv = parameter(f, v);
      if (tu < tv) {
        add(f, tu, u, tv, v);
      } else {
        add(f, tv, v, tu, u);
      }
    }
  }

  /**
   * Notes where an old vertex is on a feature.
   *
   * @param vertex negative if there is none
   */
  private void addOld(int feature, int vertex, double parameter) {
    if (vertex >= 0) {
      oldParameters[oldPlaces.add(TupleNumbers.pair(feature, vertex))] = parameter;
    }
  }

  private double parameter(int f, int v) {
    if (v == graph.startVertex[f]) {
      return 0;
    }
    if (v == graph.endVertex[f]) {
      return 1;
    }
    if (v < oldVertices) {
      int place = oldPlaces.find(TupleNumbers.pair(f, v));
      if (place < 0) {
        throw new IllegalStateException("an old vertex has no place on its feature");
      }
      return oldParameters[place];
    }
    if (mesh.vertexFeature()[v] != f) {
      throw new IllegalStateException("a vertex has no place on its feature");
    }
    return mesh.vertexParameter()[v];
  }

  /** Sorts by feature and parameter and joins what touches. */
  private void join() {
    int[] joinedFeature = new int[count];
    double[] joinedStart = new double[count];
    double[] joinedEnd = new double[count];
    int[] joinedStartVertex = new int[count];
    int[] joinedEndVertex = new int[count];
    int n = 0;
    for (int i : Order.of(count, feature, start, end)) {
      boolean joins = n > 0 && joinedFeature[n - 1] == feature[i] && start[i] <= joinedEnd[n - 1];
      if (!joins) {
        joinedFeature[n] = feature[i];
        joinedStart[n] = start[i];
        joinedEnd[n] = end[i];
        joinedStartVertex[n] = startVertex[i];
        joinedEndVertex[n++] = endVertex[i];
      } else if (end[i] > joinedEnd[n - 1]) {
        if (start[i] != joinedEnd[n - 1]) {
          throw new IllegalStateException("a piece of a feature was meshed twice");
        }
        joinedEnd[n - 1] = end[i];
        joinedEndVertex[n - 1] = endVertex[i];
      }
    }
    feature = joinedFeature;
    start = joinedStart;
    end = joinedEnd;
    startVertex = joinedStartVertex;
    endVertex = joinedEndVertex;
    count = n;
    for (int c = 0; c < count; c++) {
      whole[feature[c]] |= start[c] == 0 && end[c] == 1;
    }
  }

  /** True if no piece of the feature is left to mesh. */
  boolean isWhole(int f) {
    return whole[f];
  }

  /**
   * Writes the covers of the features that stay.
   *
   * @param featureNumber for each feature its number there, or -1
   * @param vertexNumber for each vertex its number on the new frontier, or -1
   */
  void write(Frontier.Covered to, int[] featureNumber, int[] vertexNumber) {
    int[] rows = IntStream.range(0, count).filter(c -> featureNumber[feature[c]] >= 0).toArray();
    to.feature.values = Arrays.stream(rows).map(c -> featureNumber[feature[c]]).toArray();
    to.start.values = Arrays.stream(rows).mapToDouble(c -> start[c]).toArray();
    to.end.values = Arrays.stream(rows).mapToDouble(c -> end[c]).toArray();
    to.startVertex.values = numbers(rows, startVertex, vertexNumber);
    to.endVertex.values = numbers(rows, endVertex, vertexNumber);
  }

  private static int[] numbers(int[] rows, int[] vertex, int[] vertexNumber) {
    return Arrays.stream(rows).map(c -> vertex[c] < 0 ? -1 : vertexNumber[vertex[c]]).toArray();
  }
}
