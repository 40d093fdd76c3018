package io.citymesh.format;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A mesh as whoever opens a file sees it: of each face x, y, z of its corners and its marker.
 *
 * @param faces ten numbers each
 * @param buildings how many there are (N)
 */
record Triangles(List<double[]> faces, int buildings) {

  /** As it is told by patches alone: -2 ground, 0 walls, 1 roofs. */
  Triangles byPatch() {
    return new Triangles(
        faces.stream()
            .map(
                face -> {
                  double[] told = face.clone();
                  told[9] = face[9] < 0 ? -2 : face[9] < buildings ? 0 : 1;
                  return told;
                })
            .toList(),
        1);
  }

  /** As it is told by kinds alone: -2 ground, -1 ground at a building, 0 walls, 1 roofs. */
  Triangles byKind() {
    return new Triangles(
        faces.stream()
            .map(
                face -> {
                  double[] told = face.clone();
                  told[9] = face[9] < 0 ? face[9] : face[9] < buildings ? 0 : 1;
                  return told;
                })
            .toList(),
        1);
  }

  /** The same faces in the same order, to a precision in metres. */
  void assertEqual(Triangles found, double precision) {
    assertEquals(faces.size(), found.faces.size(), "faces");
    for (int f = 0; f < faces.size(); f++) {
      double[] expected = faces.get(f);
      double[] actual = found.faces.get(f);
      for (int i = 0; i < 9; i++) {
        assertEquals(expected[i], actual[i], precision, "face " + f);
      }
      assertEquals(expected[9], actual[9], "marker of face " + f);
    }
  }

  /** The same counts, areas by kind, bounds and faces of each building, in whatever order. */
  void assertSameMesh(Triangles found, double precision) {
    assertEquals(faces.size(), found.faces.size(), "faces");
    assertEquals(facesByMarker(), found.facesByMarker());
    TreeMap<String, Double> areas = areas();
    TreeMap<String, Double> others = found.areas();
    assertEquals(areas.keySet(), others.keySet());
    areas.forEach(
        (kind, area) -> assertEquals(area, others.get(kind), 1e-9 * area + precision * 10, kind));
    double[] bounds = bounds();
    double[] other = found.bounds();
    for (int i = 0; i < 6; i++) {
      assertEquals(bounds[i], other[i], precision, "bounds " + Arrays.toString(other));
    }
  }

  private TreeMap<Integer, Integer> facesByMarker() {
    TreeMap<Integer, Integer> counts = new TreeMap<>();
    faces.forEach(face -> counts.merge((int) face[9], 1, Integer::sum));
    return counts;
  }

  private TreeMap<String, Double> areas() {
    TreeMap<String, Double> areas = new TreeMap<>();
    for (double[] f : faces) {
      String kind =
          f[9] == -2 ? "ground" : f[9] == -1 ? "halo" : f[9] < buildings ? "walls" : "roofs";
      areas.merge(kind, area(f), Double::sum);
    }
    return areas;
  }

  /** How many different corners they have. */
  long vertices() {
    return faces.stream()
        .flatMap(f -> Stream.of(0, 3, 6).map(i -> List.of(f[i], f[i + 1], f[i + 2])))
        .distinct()
        .count();
  }

  /** Square metres. */
  static double area(double[] f) {
    double ux = f[3] - f[0];
    double uy = f[4] - f[1];
    double uz = f[5] - f[2];
    double vx = f[6] - f[0];
    double vy = f[7] - f[1];
    double vz = f[8] - f[2];
    return 0.5
        * Math.sqrt(
            Math.pow(uy * vz - uz * vy, 2)
                + Math.pow(uz * vx - ux * vz, 2)
                + Math.pow(ux * vy - uy * vx, 2));
  }

  private double[] bounds() {
    double[] bounds = new double[6];
    Arrays.fill(bounds, 0, 3, Double.POSITIVE_INFINITY);
    Arrays.fill(bounds, 3, 6, Double.NEGATIVE_INFINITY);
    for (double[] face : faces) {
      for (int i = 0; i < 9; i++) {
        bounds[i % 3] = Math.min(bounds[i % 3], face[i]);
        bounds[3 + i % 3] = Math.max(bounds[3 + i % 3], face[i]);
      }
    }
    return bounds;
  }
}
