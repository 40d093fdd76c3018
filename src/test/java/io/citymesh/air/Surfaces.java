package io.citymesh.air;

import io.citymesh.mesh.MeshInput;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.IntStream;

/** Surfaces of whole towns, made of planar triangles alone. */
public final class Surfaces {
  private Surfaces() {}

  /**
   * The surface of triangles with labels; the lines are numbered as they are, and all of one part.
   */
  public static Surface of(
      double[] xy, double[] terrain, double[] roofs, int[] triangles, int[] labels) {
    int n = terrain.length;
    TreeSet<Integer>[] around = newSets(n);
    double[] sums = new double[roofs.length];
    int[] counts = new int[roofs.length];
    for (int e = 0; e < triangles.length; e++) {
      int label = labels[e / 3];
      around[triangles[e]].add(label);
      if (label >= 0) {
        sums[label] += terrain[triangles[e]];
        counts[label]++;
      }
    }
    int[] start = new int[n + 1];
    for (int v = 0; v < n; v++) {
      start[v + 1] = start[v] + around[v].size();
    }
    int[] twins = twins(triangles);
    boolean[] kept = new boolean[labels.length];
    Arrays.fill(kept, true);
    return new Surface(
        xy,
        new long[n],
        IntStream.range(0, n).toArray(),
        terrain,
        start,
        Arrays.stream(around).flatMap(TreeSet::stream).mapToInt(i -> i).toArray(),
        roofs,
        IntStream.range(0, roofs.length)
            .mapToDouble(b -> counts[b] == 0 ? 0 : sums[b] / counts[b])
            .toArray(),
        triangles,
        labels,
        twins,
        Arrays.stream(twins).map(o -> o < 0 ? MeshInput.OUTSIDE : labels[o / 3]).toArray(),
        kept);
  }

  @SuppressWarnings("unchecked")
  private static TreeSet<Integer>[] newSets(int n) {
    TreeSet<Integer>[] sets = new TreeSet[n];
    Arrays.setAll(sets, i -> new TreeSet<>());
    return sets;
  }

  static int[] twins(int[] triangles) {
    Map<Long, Integer> edges = new HashMap<>();
    for (int e = 0; e < triangles.length; e++) {
      edges.put((long) triangles[e] << 32 | triangles[Surface.next(e)], e);
    }
    int[] twins = new int[triangles.length];
    for (int e = 0; e < triangles.length; e++) {
      twins[e] = edges.getOrDefault((long) triangles[Surface.next(e)] << 32 | triangles[e], -1);
    }
    return twins;
  }

  /**
   * A part of a surface: all triangles within {@code rings} rings of those that are kept, with the
   * lines numbered anew, those that are frozen first.
   *
   * @param frozen which lines another part owns
   * @param whole receives for each line of the part its number in the surface
   */
  static Surface part(
      Surface s, boolean[] kept, int rings, boolean[] frozen, java.util.List<Integer> whole) {
    boolean[] near = new boolean[s.lines()];
    boolean[] known = kept.clone();
    for (int ring = 0; ring <= rings; ring++) {
      for (int t = 0; t < known.length; t++) {
        if (known[t]) {
          for (int c = 0; c < 3; c++) {
            near[s.triangles()[3 * t + c]] = true;
          }
        }
      }
      for (int t = 0; t < known.length && ring < rings; t++) {
        for (int c = 0; c < 3; c++) {
          known[t] |= near[s.triangles()[3 * t + c]];
        }
      }
    }
    int[] number = new int[s.lines()];
    for (boolean wanted : new boolean[] {true, false}) {
      for (int v = 0; v < near.length; v++) {
        if (near[v] && frozen[v] == wanted) {
          number[v] = whole.size();
          whole.add(v);
        }
      }
    }
    int[] old = whole.stream().mapToInt(v -> v).toArray();
    int[] start = new int[old.length + 1];
    for (int v = 0; v < old.length; v++) {
      start[v + 1] = start[v] + s.labelStart()[old[v] + 1] - s.labelStart()[old[v]];
    }
    int[] edges = IntStream.range(0, s.triangles().length).filter(e -> known[e / 3]).toArray();
    int[] triangles = Arrays.stream(edges).map(e -> number[s.triangles()[e]]).toArray();
    int[] across = Arrays.stream(edges).map(e -> s.across()[e]).toArray();
    boolean[] stay = new boolean[edges.length / 3];
    int[] labels = new int[stay.length];
    for (int t = 0; t < stay.length; t++) {
      stay[t] = kept[edges[3 * t] / 3];
      labels[t] = s.triangleLabels()[edges[3 * t] / 3];
    }
    return new Surface(
        Arrays.stream(old)
            .flatMap(v -> IntStream.of(2 * v, 2 * v + 1))
            .mapToDouble(i -> s.xy()[i])
            .toArray(),
        Arrays.stream(old).mapToLong(v -> s.part()[v]).toArray(),
        Arrays.stream(old).map(v -> s.index()[v]).toArray(),
        Arrays.stream(old).mapToDouble(v -> s.terrain()[v]).toArray(),
        start,
        Arrays.stream(old)
            .flatMap(v -> Arrays.stream(s.labels(), s.labelStart()[v], s.labelStart()[v + 1]))
            .toArray(),
        s.roofs(),
        s.grounds(),
        triangles,
        labels,
        twins(triangles),
        across,
        stay);
  }
}
