package io.citymesh.stitch;

import java.util.HashMap;
import java.util.Map;

/** What holds of a surface that encloses something. */
final class ClosedSurface {
  private ClosedSurface() {}

  /** How many edges do not have exactly two faces, one in either direction. */
  static int openEdges(Assembled mesh) {
    Map<Long, Integer> balance = new HashMap<>();
    Map<Long, Integer> count = new HashMap<>();
    for (int f = 0; f < mesh.faces.length; f += 3) {
      for (int i = 0; i < 3; i++) {
        int a = mesh.faces[f + i];
        int b = mesh.faces[f + (i + 1) % 3];
        long edge = (long) Math.min(a, b) << 32 | Math.max(a, b);
        balance.merge(edge, a < b ? 1 : -1, Integer::sum);
        count.merge(edge, 1, Integer::sum);
      }
    }
    return (int)
        count.entrySet().stream()
            .filter(e -> e.getValue() != 2 || balance.get(e.getKey()) != 0)
            .count();
  }

  /** The volume that the faces enclose, into which they point; cubic metres. */
  static double enclosed(Assembled mesh) {
    double six = 0;
    for (int f = 0; f < mesh.faces.length; f += 3) {
      double[] p = new double[9];
      for (int i = 0; i < 9; i++) {
        p[i] = mesh.vertices[3 * mesh.faces[f + i / 3] + i % 3];
      }
      six +=
          p[0] * (p[4] * p[8] - p[5] * p[7])
              + p[1] * (p[5] * p[6] - p[3] * p[8])
              + p[2] * (p[3] * p[7] - p[4] * p[6]);
    }
    return -six / 6;
  }
}
