package io.citymesh.air;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The air written out, cell by cell and face by face, and checked by brute force: faces are matched
 * by their vertices, volumes come from the divergence theorem.
 *
 * <p>Several parts go into one oracle: a vertex is a line's place and a label.
 */
final class AirOracle {
  /** A face seen from a cell. */
  record Face(int cell, List<Integer> vertices, AirFace kind) {}

  /** A vertex, as all parts know it. */
  record Key(double x, double y, int label) {}

  final List<double[]> vertices = new ArrayList<>();
  final List<List<Face>> cells = new ArrayList<>();
  final Map<CellKind, Integer> kinds = new EnumMap<>(CellKind.class);
  private final Map<Key, Integer> numbers = new HashMap<>();
  private double expected;
  private final Map<AirFace, Double> expectedArea = new EnumMap<>(AirFace.class);

  static AirOracle of(Air... parts) {
    AirOracle oracle = new AirOracle();
    for (Air part : parts) {
      oracle.add(part);
    }
    return oracle;
  }

  private void add(Air air) {
    Surface s = air.surface();
    for (int t = 0; t < s.triangleCount(); t++) {
      if (s.kept()[t]) {
        expect(air, t);
      }
    }
    AirPart part = AirParts.of(air);
    Levels levels = part.levels();
    int[] number = new int[levels.z().length];
    for (int line = 0; line < part.lines(); line++) {
      for (int k = levels.start()[line]; k < levels.start()[line + 1]; k++) {
        number[k] = number(part, line, k);
      }
    }
    Column column = new Column(part);
    for (int t = 0; t < part.triangleCount(); t++) {
      column.moveTo(t);
      for (int cell = 0; cell < column.cells(); cell++) {
        List<Face> faces = new ArrayList<>();
        int id = cells.size();
        column.faces(
            cell,
            (v, count, kind, side) ->
                faces.add(
                    new Face(
                        id,
                        Arrays.stream(v, 0, count).map(i -> number[i]).boxed().toList(),
                        kind)));
        cells.add(faces);
        kinds.merge(column.kind(cell), 1, Integer::sum);
      }
    }
  }

  private int number(AirPart part, int line, int k) {
    double x = part.xy()[2 * line];
    double y = part.xy()[2 * line + 1];
    Levels levels = part.levels();
    Key key = new Key(x, y, levels.base()[line] + k - levels.start()[line]);
    double[] at = {x, y, levels.z()[k]};
    Integer known = numbers.putIfAbsent(key, vertices.size());
    if (known != null) {
      assertTrue(Arrays.equals(at, vertices.get(known)), "a vertex is the same in all parts");
      return known;
    }
    vertices.add(at);
    return vertices.size() - 1;
  }

  /** What the surface says of the column, without a look at labels. */
  private void expect(Air air, int t) {
    Surface s = air.surface();
    double top = air.layers().top();
    int[] v = Arrays.copyOfRange(s.triangles(), 3 * t, 3 * t + 3);
    double ax = s.xy()[2 * v[1]] - s.xy()[2 * v[0]];
    double ay = s.xy()[2 * v[1] + 1] - s.xy()[2 * v[0] + 1];
    double bx = s.xy()[2 * v[2]] - s.xy()[2 * v[0]];
    double by = s.xy()[2 * v[2] + 1] - s.xy()[2 * v[0] + 1];
    double area = (ax * by - ay * bx) / 2;
    int label = s.triangleLabels()[t];
    double[] z = new double[3];
    for (int c = 0; c < 3; c++) {
      z[c] = height(s, v[c], label);
    }
    expected += area * (top - (z[0] + z[1] + z[2]) / 3);
    expectedArea.merge(AirFace.TOP, area, Double::sum);
    double az = z[1] - z[0];
    double bz = z[2] - z[0];
    double tilted =
        Math.sqrt(
                Math.pow(ay * bz - az * by, 2)
                    + Math.pow(az * bx - ax * bz, 2)
                    + Math.pow(ax * by - ay * bx, 2))
            / 2;
    expectedArea.merge(label < 0 ? AirFace.GROUND : AirFace.ROOF, tilted, Double::sum);
    for (int c = 0; c < 3; c++) {
      int e = 3 * t + c;
      int d = (c + 1) % 3;
      double length =
          Math.hypot(
              s.xy()[2 * v[c]] - s.xy()[2 * v[d]], s.xy()[2 * v[c] + 1] - s.xy()[2 * v[d] + 1]);
      int across = s.across()[e];
      if (across == io.citymesh.mesh.MeshInput.OUTSIDE) {
        expectedArea.merge(AirFace.SIDE, length * (2 * top - z[c] - z[d]) / 2, Double::sum);
      } else if (across >= 0 && s.roofs()[across] > Math.min(z[c], z[d])) {
        expectedArea.merge(
            AirFace.WALL, length * (2 * s.roofs()[across] - z[c] - z[d]) / 2, Double::sum);
      }
    }
  }

  private static double height(Surface s, int line, int label) {
    return label < 0 ? s.terrain()[line] : s.roofs()[label];
  }

  int cellCount() {
    return cells.size();
  }

  double share(CellKind kind) {
    return (double) kinds.getOrDefault(kind, 0) / cells.size();
  }

  /** Checks everything. */
  AirOracle check() {
    checkFaces();
    checkCells();
    checkAreas();
    return this;
  }

  /** Interior faces are in two cells, seen from opposite sides; all others are where they say. */
  private void checkFaces() {
    Map<List<Integer>, List<Face>> byVertices = new HashMap<>();
    for (List<Face> faces : cells) {
      for (Face face : faces) {
        assertEquals(
            face.vertices.size(),
            face.vertices.stream().distinct().count(),
            "corners are distinct");
        byVertices
            .computeIfAbsent(face.vertices.stream().sorted().toList(), k -> new ArrayList<>(2))
            .add(face);
      }
    }
    for (List<Face> same : byVertices.values()) {
      Face face = same.get(0);
      if (face.kind.isBoundary()) {
        assertEquals(1, same.size(), () -> "a boundary face is in one cell: " + where(face));
      } else {
        assertEquals(2, same.size(), () -> "an interior face is in two cells: " + where(face));
        Face other = same.get(1);
        assertEquals(face.kind, other.kind, () -> "both say the same: " + where(face));
        int at = other.vertices.indexOf(face.vertices.get(0));
        int n = other.vertices.size();
        assertEquals(
            face.vertices.get(1),
            other.vertices.get((at + n - 1) % n),
            () -> "neighbours see a face from opposite sides: " + where(face));
      }
    }
  }

  private String where(Face face) {
    return face.kind
        + " "
        + face.vertices.stream().map(v -> Arrays.toString(vertices.get(v))).toList();
  }

  /** Cells are closed, and convex: each lies on the inner side of its faces. */
  private void checkCells() {
    double volume = 0;
    for (List<Face> faces : cells) {
      Map<List<Integer>, Integer> edges = new HashMap<>();
      double[] inside = centre(faces);
      double own = 0;
      for (Face face : faces) {
        int n = face.vertices.size();
        for (int i = 0; i < n; i++) {
          int a = face.vertices.get(i);
          int b = face.vertices.get((i + 1) % n);
          edges.merge(List.of(Math.min(a, b), Math.max(a, b)), a < b ? 1 : -1, Integer::sum);
        }
        for (int i = 2; i < n; i++) {
          double six =
              volume6(
                  inside,
                  vertices.get(face.vertices.get(0)),
                  vertices.get(face.vertices.get(i - 1)),
                  vertices.get(face.vertices.get(i)));
          assertTrue(six > 0, () -> "a face is seen from inside: " + where(face));
          own += six / 6;
        }
      }
      assertTrue(edges.values().stream().allMatch(sum -> sum == 0), "a cell is closed");
      volume += own;
    }
    assertEquals(expected, volume, 1e-9 * expected);
  }

  private double[] centre(List<Face> faces) {
    double[] centre = new double[3];
    int[] all =
        faces.stream().flatMap(f -> f.vertices.stream()).distinct().mapToInt(v -> v).toArray();
    for (int v : all) {
      for (int d = 0; d < 3; d++) {
        centre[d] += vertices.get(v)[d] / all.length;
      }
    }
    return centre;
  }

  private void checkAreas() {
    Map<AirFace, Double> found = new EnumMap<>(AirFace.class);
    for (List<Face> faces : cells) {
      for (Face face : faces) {
        if (face.kind.isBoundary()) {
          found.merge(face.kind, area(face), Double::sum);
        }
      }
    }
    assertEquals(expectedArea.keySet(), found.keySet());
    expectedArea.forEach(
        (kind, area) -> assertEquals(area, found.get(kind), 1e-9 * area, kind.toString()));
  }

  double area(Face face) {
    double area = 0;
    double[] a = vertices.get(face.vertices.get(0));
    for (int i = 2; i < face.vertices.size(); i++) {
      double[] b = vertices.get(face.vertices.get(i - 1));
      double[] c = vertices.get(face.vertices.get(i));
      double x = (b[1] - a[1]) * (c[2] - a[2]) - (b[2] - a[2]) * (c[1] - a[1]);
      double y = (b[2] - a[2]) * (c[0] - a[0]) - (b[0] - a[0]) * (c[2] - a[2]);
      double z = (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]);
      area += Math.sqrt(x * x + y * y + z * z) / 2;
    }
    return area;
  }

  /** Six times the volume of a tet, positive if d sees a, b, c counter-clockwise. */
  static double volume6(double[] a, double[] b, double[] c, double[] d) {
    double[] u = {b[0] - a[0], b[1] - a[1], b[2] - a[2]};
    double[] v = {c[0] - a[0], c[1] - a[1], c[2] - a[2]};
    double[] w = {d[0] - a[0], d[1] - a[1], d[2] - a[2]};
    return u[0] * (v[1] * w[2] - v[2] * w[1])
        - u[1] * (v[0] * w[2] - v[2] * w[0])
        + u[2] * (v[0] * w[1] - v[1] * w[0]);
  }
}
