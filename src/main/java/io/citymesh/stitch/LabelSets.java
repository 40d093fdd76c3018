package io.citymesh.stitch;

import io.citymesh.mesh.PlanarMesh;
import java.util.Arrays;

/** A small set of labels per vertex, as linked lists in arrays. */
final class LabelSets {
  private final int[] head;
  private int[] label = new int[64];
  private int[] next = new int[64];
  private int count;

  LabelSets(int vertices) {
    head = new int[vertices];
    Arrays.fill(head, -1);
  }

  /**
   * The labels on either side of the features, around the vertices that lie on them.
   *
   * @param wanted of which vertices
   */
  static LabelSets ofFeatures(SeamGraph graph, PlanarMesh mesh, boolean[] wanted) {
    LabelSets sets = new LabelSets(mesh.vertexCount());
    for (int f = 0; f < graph.features.count(); f++) {
      sets.addBeside(graph, graph.startVertex[f], f, wanted);
      sets.addBeside(graph, graph.endVertex[f], f, wanted);
    }
    for (int v = 0; v < wanted.length; v++) {
      if (mesh.vertexFeature()[v] >= 0) {
        sets.addBeside(graph, v, mesh.vertexFeature()[v], wanted);
      }
    }
    return sets;
  }

  private void addBeside(SeamGraph graph, int v, int f, boolean[] wanted) {
    if (v >= 0 && wanted[v]) {
      add(v, graph.features.left(f));
      add(v, graph.features.right(f));
    }
  }

  void add(int v, int newLabel) {
    if (has(v, newLabel)) {
      return;
    }
    if (count == label.length) {
      label = Arrays.copyOf(label, 2 * count);
      next = Arrays.copyOf(next, 2 * count);
    }
    label[count] = newLabel;
    next[count] = head[v];
    head[v] = count++;
  }

  boolean has(int v, int wanted) {
    for (int i = head[v]; i >= 0; i = next[i]) {
      if (label[i] == wanted) {
        return true;
      }
    }
    return false;
  }

  /** The first entry of v's list, or -1. */
  int first(int v) {
    return head[v];
  }

  /** The entry after i, or -1. */
  int next(int i) {
    return next[i];
  }

  int label(int i) {
    return label[i];
  }
}
