package io.citymesh.format;

import io.citymesh.stitch.FaceKind;
import java.io.IOException;
import java.util.Arrays;

/**
 * The ground of a part with the vertices that it uses.
 *
 * @param xyz x, y, z of the vertices in the order of their first use, metres: 3n
 * @param corners indices of vertices: 3m
 */
record GroundFaces(double[] xyz, int[] corners) {

  /** Those of a part. */
  static GroundFaces of(FormatPart part) throws IOException {
    byte[] kinds = part.kinds();
    int[] faces = part.faces();
    double[] own = part.vertices();
    double[] ghosts = part.ghosts();
    int[] places = new int[(own.length + ghosts.length) / 3]; // From 1, or 0: not used yet.
    int[] vertices = new int[places.length + 1];
    int[] corners = new int[faces.length];
    int used = 0;
    int n = 0;
    for (int f = 0; f < kinds.length; f++) {
      if (kinds[f] > FaceKind.HALO) {
        continue;
      }
      for (int c = 3 * f; c < 3 * f + 3; c++) {
        int vertex = faces[c];
        // Without a branch, for which vertices are new cannot be guessed.
        int fresh = places[vertex] - 1 >>> 31;
        vertices[used] = vertex; // The next fresh one takes its place, if it is not.
        used += fresh;
        places[vertex] += fresh * used;
        corners[n++] = places[vertex] - 1;
      }
    }
    double[] xyz = new double[3 * used];
    for (int i = 0; i < used; i++) {
      int at = 3 * vertices[i];
      boolean foreign = at >= own.length;
      double[] from = foreign ? ghosts : own;
      at -= foreign ? own.length : 0;
      xyz[3 * i] = from[at];
      xyz[3 * i + 1] = from[at + 1];
      xyz[3 * i + 2] = from[at + 2];
    }
    return new GroundFaces(xyz, Arrays.copyOf(corners, n));
  }
}
