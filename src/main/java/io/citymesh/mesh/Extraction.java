package io.citymesh.mesh;

import java.util.Arrays;

/**
 * Copies the labelled triangles out of a finished triangulation; the four corners of the box are
 * cut from the numbering. Uses the triangulation up: each of its arrays is let go as soon as it has
 * been read, so that the result does not double the memory needed.
 */
final class Extraction {
  private final Triangulation mesh;
  private final MeshInput input;
  private final int inputVertices;

  /** For each triangle its number in the result, or -1. */
  private final int[] number;

  private final int triangles;

  Extraction(Triangulation mesh, MeshInput input, int inputVertices) {
    this.mesh = mesh;
    this.input = input;
    this.inputVertices = inputVertices;
    number = new int[mesh.triangleCount];
    int count = 0;
    for (int t = 0; t < number.length; t++) {
      number[t] = mesh.label(t) >= MeshInput.GROUND && !touchesBox(t) ? count++ : -1;
    }
    triangles = count;
  }

  private boolean touchesBox(int t) {
    for (int e = 4 * t; e < 4 * t + 3; e++) {
      if (mesh.vertex[e] >= inputVertices && mesh.vertex[e] < inputVertices + 4) {
        return true;
      }
    }
    return false;
  }

  PlanarMesh extract(SteinerVertices vertices) {
    int[] labels = labels();
    int[] corners = corners();
    mesh.vertex = new int[0];
    int[] twins = twins();
    mesh.twin = new int[0];
    int[] edgeFeatures = edgeFeatures();
    mesh.constraint = new int[0];
    int[] vertexFeature = vertices.feature;
    int[] features = Arrays.copyOf(vertexFeature, mesh.vertexCount - 4);
    int steiner = features.length - inputVertices;
    System.arraycopy(vertexFeature, inputVertices + 4, features, inputVertices, steiner);
    for (int v = inputVertices; v < features.length; v++) {
      if (input.isDrawn(features[v])) {
        features[v] = -1;
      }
    }
    return new PlanarMesh(
        withoutBox(mesh.xy, 2),
        inputVertices,
        features,
        withoutBox(vertices.parameter, 1),
        corners,
        twins,
        edgeFeatures,
        labels,
        vertices.size.length == 0 ? vertices.size : withoutBox(vertices.size, 1));
  }

  private double[] withoutBox(double[] from, int perVertex) {
    double[] to = Arrays.copyOf(from, perVertex * (mesh.vertexCount - 4));
    int first = perVertex * inputVertices;
    System.arraycopy(from, first + 4 * perVertex, to, first, to.length - first);
    return to;
  }

  private int[] labels() {
    int[] labels = new int[triangles];
    for (int t = 0; t < number.length; t++) {
      if (number[t] >= 0) {
        labels[number[t]] = mesh.label(t);
      }
    }
    return labels;
  }

  /** The number of a vertex in the result. */
  private int withoutBox(int v) {
    return v < inputVertices ? v : v - 4;
  }

  private int[] corners() {
    int[] corners = new int[3 * triangles];
    for (int t = 0, e = 0; t < number.length; t++) {
      if (number[t] >= 0) { // The numbers of the labelled ones ascend by 1.
        corners[e++] = withoutBox(mesh.vertex[4 * t]);
        corners[e++] = withoutBox(mesh.vertex[4 * t + 1]);
        corners[e++] = withoutBox(mesh.vertex[4 * t + 2]);
      }
    }
    return corners;
  }

  private int[] twins() {
    int[] twins = new int[3 * triangles];
    for (int t = 0, e = 0; t < number.length; t++) {
      if (number[t] >= 0) {
        twins[e++] = labelled(mesh.twin[4 * t]);
        twins[e++] = labelled(mesh.twin[4 * t + 1]);
        twins[e++] = labelled(mesh.twin[4 * t + 2]);
      }
    }
    return twins;
  }

  /** The number of a half-edge in the result, or -1. */
  private int labelled(int e) {
    int t = e < 0 ? -1 : number[e >> 2];
    return t < 0 ? -1 : 3 * t + (e & 3);
  }

  private int[] edgeFeatures() {
    int[] features = new int[3 * triangles];
    for (int t = 0, e = 0; t < number.length; t++) {
      if (number[t] >= 0) {
        features[e++] = featureOf(mesh.constraint[4 * t]);
        features[e++] = featureOf(mesh.constraint[4 * t + 1]);
        features[e++] = featureOf(mesh.constraint[4 * t + 2]);
      }
    }
    return features;
  }

  /** What an edge is a piece of: a feature, -2 for a frozen segment, -1 for none. */
  private int featureOf(int constraint) {
    return constraint == 0 ? -1 : featureOfSegment(constraint - 1);
  }

  private int featureOfSegment(int s) {
    int f = input.feature[s];
    return f < 0 || input.isDrawn(f) ? -2 : f;
  }
}
