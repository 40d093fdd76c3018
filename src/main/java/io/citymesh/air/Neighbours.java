package io.citymesh.air;

/** The lines at the other ends of each line's edges, in the order of their identity. */
final class Neighbours {
  private final int[] start;
  private final int[] other;

  Neighbours(Surface surface) {
    int[] triangles = surface.triangles();
    int[] twins = surface.twins();
    start = new int[surface.lines() + 2];
    for (int e = 0; e < triangles.length; e++) {
      start[triangles[e] + 2]++;
      if (twins[e] < 0) {
        start[triangles[Surface.next(e)] + 2]++;
      }
    }
    for (int i = 2; i < start.length; i++) {
      start[i] += start[i - 1];
    }
    other = new int[start[start.length - 1]];
    // An edge between two triangles is seen from either end, once from each.
    for (int e = 0; e < triangles.length; e++) {
      int u = triangles[e];
      int v = triangles[Surface.next(e)];
      other[start[u + 1]++] = v;
      if (twins[e] < 0) {
        other[start[v + 1]++] = u;
      }
    }
    for (int i = 0; i < surface.lines(); i++) {
      sort(surface, start[i], start[i + 1]);
    }
  }

  private void sort(Surface surface, int from, int to) {
    for (int i = from + 1; i < to; i++) {
      int moved = other[i];
      int at = i;
      while (at > from && surface.compare(other[at - 1], moved) > 0) {
        other[at] = other[at - 1];
        at--;
      }
      other[at] = moved;
    }
  }

  /** How many there are of all lines. */
  int size() {
    return other.length;
  }

  int first(int line) {
    return start[line];
  }

  int end(int line) {
    return start[line + 1];
  }

  int at(int i) {
    return other[i];
  }
}
