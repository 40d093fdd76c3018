package io.citymesh.air;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.citymesh.mesh.MeshInput;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * Labels and levels by the rules, written as plainly as they can be: layer coordinates by search,
 * isotonic regression by its formula of least and greatest means, steps inside a roof by going
 * round until nothing changes.
 */
final class LevelOracle {
  private final Surface s;
  private final Layers layers;

  /** For each line its fixed elevations with their labels. */
  private final List<SortedMap<Double, Integer>> fixed = new ArrayList<>();

  LevelOracle(Surface s, Layers layers) {
    this.s = s;
    this.layers = layers;
    for (int line = 0; line < s.lines(); line++) {
      fixed.add(labelsOf(line));
    }
    evenInsideRoofs();
  }

  /** The layer coordinate by bisection of the nominal elevation. */
  private double coordinate(double ground, double z) {
    double low = -1e6;
    double high = layers.count();
    for (int i = 0; i < 100; i++) {
      double middle = (low + high) / 2;
      if (layers.elevation(ground, middle) <= z) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return low;
  }

  private SortedMap<Double, Integer> labelsOf(int line) {
    double g = s.terrain()[line];
    SortedMap<Double, Integer> targets = new TreeMap<>();
    boolean ground = false;
    for (int i = s.labelStart()[line]; i < s.labelStart()[line + 1]; i++) {
      int b = s.labels()[i];
      if (b == MeshInput.GROUND) {
        ground = true;
        continue;
      }
      double k = coordinate(g, s.roofs()[b]);
      long p = Math.max(1, Math.round(coordinate(s.grounds()[b], s.roofs()[b])));
      double t = p;
      if (Math.abs(p - k) > 0.75) {
        double up = Math.floor(k + 0.75);
        double down = Math.ceil(k - 0.75);
        t = Math.abs(up - p) < Math.abs(down - p) ? up : down;
      }
      targets.merge(s.roofs()[b], (int) Math.max(1, t), Math::max);
    }
    List<Double> roofs = new ArrayList<>(targets.keySet());
    int n = roofs.size();
    double[] y = new double[n + 1];
    for (int i = 1; i <= n; i++) {
      y[i] = coordinate(g, roofs.get(i - 1)) - i;
    }
    SortedMap<Double, Integer> labels = new TreeMap<>();
    if (ground) {
      labels.put(g, 0);
    }
    int before = 0;
    for (int i = 1; i <= n; i++) {
      int at = i;
      double fit = fit(y, i);
      long equal =
          IntStream.rangeClosed(1, n).filter(j -> Math.abs(fit(y, j) - fit) < 1e-9).count();
      int label =
          equal == 1
              ? Math.max(i, targets.get(roofs.get(at - 1)))
              : i + (int) Math.max(0, Math.round(fit));
      before = i == 1 ? label : Math.max(label, before + 1);
      labels.put(roofs.get(i - 1), before);
    }
    return labels;
  }

  /** Isotonic regression: the greatest of the least means of runs around i. */
  private static double fit(double[] y, int i) {
    double greatest = Double.NEGATIVE_INFINITY;
    for (int a = 1; a <= i; a++) {
      double least = Double.POSITIVE_INFINITY;
      for (int b = i; b < y.length; b++) {
        double sum = 0;
        for (int j = a; j <= b; j++) {
          sum += y[j];
        }
        least = Math.min(least, sum / (b - a + 1));
      }
      greatest = Math.max(greatest, least);
    }
    return greatest;
  }

  private boolean isInsideRoof(int line) {
    return fixed.get(line).size() == 1 && fixed.get(line).get(fixed.get(line).firstKey()) > 0;
  }

  private void evenInsideRoofs() {
    Map<Integer, int[]> bounds = new HashMap<>();
    for (int line = 0; line < s.lines(); line++) {
      if (isInsideRoof(line)) {
        bounds.put(line, new int[] {-1_000_000, 1_000_000});
      }
    }
    boolean changed = true;
    while (changed) {
      changed = false;
      for (int e = 0; e < s.triangles().length; e++) {
        int u = s.triangles()[e];
        int v = s.triangles()[Surface.next(e)];
        int label = s.triangleLabels()[e / 3];
        if (label >= 0) {
          changed |= bound(bounds, u, v, s.roofs()[label]);
          changed |= bound(bounds, v, u, s.roofs()[label]);
        }
      }
    }
    bounds.forEach(
        (line, b) -> {
          double roof = fixed.get(line).firstKey();
          int own = fixed.get(line).get(roof);
          if (b[1] < 1_000_000) {
            int held =
                b[0] > b[1]
                    ? Math.floorDiv(b[0] + b[1] + 1, 2)
                    : Math.min(Math.max(own, b[0]), b[1]);
            fixed.get(line).put(roof, Math.max(1, held));
          }
        });
  }

  private boolean bound(Map<Integer, int[]> bounds, int of, int by, double roof) {
    int[] b = bounds.get(of);
    if (b == null) {
      return false;
    }
    int[] other = bounds.get(by);
    int label = other == null ? fixed.get(by).get(roof) : 0;
    int low = (other == null ? label : other[0]) - 1;
    int high = (other == null ? label : other[1]) + 1;
    boolean changed = low > b[0] && low > -900_000 || high < b[1] && high < 900_000;
    if (changed) {
      b[0] = Math.max(b[0], low);
      b[1] = Math.min(b[1], high);
    }
    return changed;
  }

  void check(Levels levels) {
    for (int line = 0; line < s.lines(); line++) {
      List<Double> z = levelsOf(line);
      assertEquals(
          fixed.get(line).get(fixed.get(line).firstKey()), levels.base()[line], "base label");
      assertEquals(z.size(), levels.count(line), "levels");
      for (int k = 0; k < z.size(); k++) {
        assertEquals(z.get(k), levels.z()[levels.start()[line] + k], 1e-7);
      }
      for (Map.Entry<Double, Integer> e : fixed.get(line).entrySet()) {
        assertEquals(e.getValue(), levels.labelAt(line, e.getKey()), "fixed to the last bit");
      }
    }
  }

  private List<Double> levelsOf(int line) {
    double g = s.terrain()[line];
    int top = layers.count();
    List<Double> z = new ArrayList<>();
    List<Double> at = new ArrayList<>(fixed.get(line).keySet());
    for (int m = fixed.get(line).get(at.get(0)); m < top; m++) {
      double below = at.get(0);
      for (double f : at) {
        below = fixed.get(line).get(f) <= m ? f : below;
      }
      int l1 = fixed.get(line).get(below);
      double k1 = coordinate(g, below);
      if (l1 == m) {
        z.add(below);
      } else if (below < at.get(at.size() - 1)) {
        double above = at.get(at.indexOf(below) + 1);
        int l2 = fixed.get(line).get(above);
        double k = k1 + (coordinate(g, above) - k1) * (m - l1) / (l2 - l1);
        z.add(layers.elevation(g, k));
      } else {
        double e = k1 - l1;
        double w = Math.max(4, Math.ceil(2 * Math.abs(e)) + 1);
        w = Math.min(w, top - l1);
        z.add(layers.elevation(g, m - l1 < w ? m + e * (1 - (m - l1) / w) : m));
      }
    }
    z.add(layers.top());
    return z;
  }
}
