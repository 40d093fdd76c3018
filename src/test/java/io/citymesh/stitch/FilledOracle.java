package io.citymesh.stitch;

import io.citymesh.air.AirFace;
import io.citymesh.air.AirPart;
import io.citymesh.air.Column;
import io.citymesh.air.TetSink;
import io.citymesh.air.TetSplit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The cells above all parts of a city, checked by brute force against the city's surface.
 *
 * <p>A vertex is the one of the surface that its owner's part and its number there say, so that
 * nothing fits together by its place alone.
 */
final class FilledOracle {
  private final Assembled mesh;
  private final Map<String, Integer> defects = new TreeMap<>();

  /** The sides from which a face is seen: once from either, by its sorted vertices. */
  private final Map<List<Integer>, int[]> faces = new HashMap<>();

  private final Map<List<Integer>, int[]> triangles = new HashMap<>();

  /** Coordinates of the vertices, the centre points of cells among them. */
  private final List<double[]> points = new ArrayList<>();

  private double volume;
  private int cells;
  private int centres;

  private FilledOracle(Assembled mesh) {
    this.mesh = mesh;
    for (int v = 0; v < mesh.vertices.length; v += 3) {
      points.add(Arrays.copyOfRange(mesh.vertices, v, v + 3));
    }
    mesh.airs.forEach(this::add);
  }

  static FilledOracle of(Assembled mesh) {
    return new FilledOracle(mesh);
  }

  int cells() {
    return cells;
  }

  /** How many cells are divided around a point. */
  int centres() {
    return centres;
  }

  /** Defects by name, none if all is well. */
  Map<String, Integer> defects() {
    faces.forEach(
        (corners, seen) -> {
          if (seen[2] > 0 ? seen[0] + seen[1] != 1 : seen[0] != 1 || seen[1] != 1) {
            defect("a face is not in two cells, or on the boundary in one");
          }
        });
    Map<List<Integer>, int[]> surface = new HashMap<>();
    for (int f = 0; f < mesh.faces.length; f += 3) {
      note(surface, false, mesh.faces[f], mesh.faces[f + 2], mesh.faces[f + 1]);
    }
    triangles.forEach(
        (corners, seen) -> {
          int[] expected = surface.getOrDefault(corners, new int[] {1, 1, 0});
          if (!Arrays.equals(expected, seen)) {
            defect("a triangle of tets has no partner, or is not the surface's");
          }
        });
    surface.keySet().stream()
        .filter(corners -> !triangles.containsKey(corners))
        .forEach(corners -> defect("a triangle of the surface has no tet"));
    if (!(Math.abs(volume - mesh.volume) <= 1e-9 * mesh.volume)) {
      defect("volume " + volume + " instead of " + mesh.volume);
    }
    return defects;
  }

  private void defect(String name) {
    defects.merge(name, 1, Integer::sum);
  }

  private static void note(Map<List<Integer>, int[]> seen, boolean boundary, int... corners) {
    int least = 0;
    for (int i = 1; i < corners.length; i++) {
      least = corners[i] < corners[least] ? i : least;
    }
    int n = corners.length;
    int after = corners[(least + 1) % n];
    int before = corners[(least + n - 1) % n];
    List<Integer> sorted = Arrays.stream(corners).sorted().boxed().toList();
    int[] sides = seen.computeIfAbsent(sorted, k -> new int[3]);
    sides[after < before ? 0 : 1]++;
    sides[2] += boundary ? 1 : 0;
  }

  private void add(AirPart air) {
    int[] number = new int[air.levels().z().length];
    for (int line = 0; line < air.lines(); line++) {
      int first = mesh.offset[mesh.tree.node(air.owner(line))] + air.firstVertex(line);
      for (int k = 0; k < air.levels().count(line); k++) {
        int at = air.levels().start()[line] + k;
        number[at] = first + k;
        double[] p = points.get(number[at]);
        if (p[0] != air.xy()[2 * line]
            || p[1] != air.xy()[2 * line + 1]
            || p[2] != air.levels().z()[at]) {
          defect("a level is not the vertex of its owner");
        }
      }
    }
    if (!Arrays.equals(AirPart.twins(air.triangles(), air.lines()), air.twins())) {
      defect("a half-edge has another twin than the same edge in the neighbour");
    }
    Column column = new Column(air);
    TetSplit split = new TetSplit(air);
    for (int t = 0; t < air.triangleCount(); t++) {
      column.moveTo(t);
      for (int cell = 0; cell < column.cells(); cell++) {
        cells++;
        column.faces(
            cell,
            (v, count, kind, side) ->
                note(
                    faces,
                    kind != AirFace.INNER && kind != AirFace.RIM,
                    Arrays.stream(v, 0, count).map(i -> number[i]).toArray()));
        split.split(
            column,
            cell,
            new TetSink() {
              @Override
              public void centre(double x, double y, double z) {
                points.add(new double[] {x, y, z});
                centres++;
              }

              @Override
              public void tet(int a, int b, int c, int d) {
                addTet(
                    number[a], number[b], number[c], d == CENTRE ? points.size() - 1 : number[d]);
              }
            });
      }
    }
  }

  /** The corners a, b, c are counter-clockwise seen from d. */
  private void addTet(int a, int b, int c, int d) {
    double[] p = points.get(a);
    double[][] v = new double[3][3];
    int[] others = {b, c, d};
    for (int i = 0; i < 3; i++) {
      for (int j = 0; j < 3; j++) {
        v[i][j] = points.get(others[i])[j] - p[j];
      }
    }
    double six =
        v[0][0] * (v[1][1] * v[2][2] - v[1][2] * v[2][1])
            - v[0][1] * (v[1][0] * v[2][2] - v[1][2] * v[2][0])
            + v[0][2] * (v[1][0] * v[2][1] - v[1][1] * v[2][0]);
    if (!(six > 0)) {
      defect("a tet is inside out");
    }
    volume += six / 6;
    note(triangles, false, a, c, b);
    note(triangles, false, a, b, d);
    note(triangles, false, b, c, d);
    note(triangles, false, c, a, d);
  }
}
