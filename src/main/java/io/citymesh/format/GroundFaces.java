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
    int[] numbers = new int[(own.length + ghosts.length) / 3];
    Arrays.fill(numbers, -1);
    double[] xyz = new double[own.length + ghosts.length];
    int[] corners = new int[faces.length];
    int vertices = 0;
    int n = 0;
    for (int f = 0; f < kinds.length; f++) {
      if (kinds[f] != FaceKind.GROUND && kinds[f] != FaceKind.HALO) {
        continue;
      }
      for (int c = 0; c < 3; c++) {
        int vertex = faces[3 * f + c];
        if (numbers[vertex] < 0) {
          boolean foreign = 3 * vertex >= own.length;
          System.arraycopy(
              foreign ? ghosts : own,
              foreign ? 3 * vertex - own.length : 3 * vertex,
              xyz,
              3 * vertices,
              3);
          numbers[vertex] = vertices++;
        }
        corners[n++] = numbers[vertex];
      }
    }
    return new GroundFaces(Arrays.copyOf(xyz, 3 * vertices), Arrays.copyOf(corners, n));
  }
}
