package io.citymesh.air;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

/** The quality of cells, against that of cells written out face by face. */
class AirQualityTest {
  /**
   * Free levels come to meet roofs, which can't: with all levels of one weight, or levels as near
   * to a roof above as to one below, skewness is 1.5 and 2.1 there.
   */
  @Test
  void cellsAtCornersOfSeveralRoofsReachNotFarAboveTheStripsOfWallThere() {
    assertTrue(skewness(Town.casbah(4).surface(5)) < 1.2);
    assertTrue(skewness(Town.casbah(6).surface(5)) < 1.8);
  }

  private static double skewness(Surface surface) {
    Layers layers = Town.layers(surface, 3, 1.15, 60);
    Air air = Air.above(surface, layers, Levels.NONE, 4);
    return AirQuality.of(AirParts.of(air)).skewness().greatest();
  }

  @Property(tries = 12, seed = "5", shrinking = ShrinkingMode.OFF, edgeCases = EdgeCasesMode.NONE)
  void facesAndCellsWrittenOutHaveTheSameQuality(@ForAll @LongRange(max = 1_000_000) long seed) {
    Surface surface = Town.random(seed).surface(seed % 2 == 0 ? 5 : 50);
    double height = 1 + seed % 4;
    Air air = Air.above(surface, Town.layers(surface, height, 1.2, 30), Levels.NONE, 3);
    AirQuality quality = AirQuality.of(AirParts.of(air));
    AirOracle oracle = AirOracle.of(air);
    Plain plain = new Plain(oracle);
    for (CellKind kind : CellKind.values()) {
      assertEquals(oracle.kinds.getOrDefault(kind, 0).longValue(), quality.cells(kind));
    }
    assertSame(plain.nonOrthogonality, quality.nonOrthogonality());
    assertSame(plain.skewness, quality.skewness());
    assertSame(plain.aspect, quality.aspect());
    assertSame(plain.dihedral, quality.dihedral());
    assertEquals(quality.columnVolume(), quality.volume(), 1e-12 * quality.volume());
    assertEquals(plain.volume, quality.volume(), 1e-10 * plain.volume);
    assertEquals(plain.smallest, quality.smallestVolume(), 1e-7 * plain.smallest);
  }

  @Property(tries = 40, seed = "6", shrinking = ShrinkingMode.OFF, edgeCases = EdgeCasesMode.NONE)
  void runsOfFacesBetweenNominalFrontsAreCountedAsOneByOne(
      @ForAll @LongRange(max = 1_000_000) long seed) {
    Surface surface = Town.random(seed).surface(seed % 3 == 0 ? 20 : 5);
    assertRunsCount(surface, Town.layers(surface, 1 + seed % 4, 1.2, 30 + seed % 5 * 60));
  }

  @Test
  void runsOfFacesAboveATownOnASlopeAreCountedAsOneByOne() {
    Surface surface = Town.blocks(4, 4).surface(5);
    for (Layers layers :
        List.of(Town.layers(surface, 3, 1.15, 100), Town.layers(surface, 3, 1, 400))) {
      AirPart part = assertRunsCount(surface, layers);
      NominalFronts fronts = NominalFronts.of(part, layers);
      long on =
          IntStream.range(0, part.lines()).filter(l -> fronts.from(l) < layers.count() / 2).count();
      assertTrue(on > 0.9 * part.lines(), on + " of " + part.lines() + " lines have runs");
    }
  }

  /** Where layers are thin, or a line is far from its fronts, faces are measured one by one. */
  @Test
  void thinLayersHighAboveTheSeaAreCountedAsOneByOne() {
    for (double ground : new double[] {0, 2000, 8000}) {
      for (double first : new double[] {0.04, 0.06, 0.5}) {
        Layers layers = Layers.of(first, 1.2, 2, ground, ground + 30, ground + 60);
        int levels = layers.count() + 1;
        double[] xy = {0, 0, 100, 3, 40, 90, 60, -80, 130, 95};
        double[] z = new double[5 * levels];
        int[] start = new int[6];
        for (int line = 0; line < 5; line++) {
          layers.fronts(ground + 7 * line, 0, levels, z, line * levels);
          start[line + 1] = (line + 1) * levels;
        }
        int[] triangles = {0, 1, 2, 1, 0, 3, 2, 1, 4};
        byte[] sides = {-1, -1, 7, -1, 7, 7, -1, 7, 7};
        AirPart part =
            new AirPart(
                1,
                layers.count(),
                5,
                xy,
                new Levels(new int[5], start, z),
                new long[0],
                triangles,
                new int[9],
                new byte[3],
                sides,
                new int[0],
                AirPart.twins(triangles, 5));
        assertSameFaces(AirQuality.of(part), AirQuality.ofFaces(part, layers));
      }
    }
  }

  /** A run is added as a whole if it is for certain in one class, and holds not the greatest. */
  @Test
  void aRunIsAddedWhereItsBoundsTellTheClass() {
    Histogram h = Histogram.of(1, 2);
    assertFalse(h.addRun(0.1, 0.2, 3), "one of them may be the greatest");
    h.add(5);
    assertTrue(h.addRun(0.1, 0.2, 3));
    assertTrue(h.addRun(1.1, 3.9, 4));
    assertTrue(h.addRun(4.1, 24, 5));
    assertArrayEquals(new long[] {3, 4, 6}, h.counts());
    assertFalse(h.addRun(0.9, 1.1, 2), "of two classes");
    assertFalse(h.addRun(0.5, 1 - 1e-7, 2), "too near to the next class");
    assertFalse(h.addRun(1, 2, 2), "too near to the class before");
    assertFalse(h.addRun(5, 25, 2), "as great as the greatest");
    assertFalse(h.addRun(Double.NaN, 2, 1));
    assertFalse(h.addRun(2, Double.NaN, 1));
    assertArrayEquals(new long[] {3, 4, 6}, h.counts());
    assertEquals(5, h.greatest());
  }

  private static AirPart assertRunsCount(Surface surface, Layers layers) {
    AirPart part = AirParts.of(Air.above(surface, layers, Levels.NONE, 4));
    assertSameFaces(AirQuality.of(part), AirQuality.ofFaces(part, layers));
    return part;
  }

  private static void assertSameFaces(AirQuality each, AirQuality runs) {
    for (CellKind kind : CellKind.values()) {
      assertEquals(each.cells(kind), runs.cells(kind));
    }
    assertArrayEquals(each.nonOrthogonality().counts(), runs.nonOrthogonality().counts());
    assertArrayEquals(each.skewness().counts(), runs.skewness().counts());
    assertEquals(each.nonOrthogonality().greatest(), runs.nonOrthogonality().greatest(), 0);
    assertEquals(each.skewness().greatest(), runs.skewness().greatest(), 0);
    assertEquals(each.volume(), runs.volume(), 1e-12 * each.volume());
    assertEquals(each.columnVolume(), runs.columnVolume(), 0);
    assertEquals(each.smallestVolume(), runs.smallestVolume(), 1e-9 * each.smallestVolume());
  }

  /** The same values, but for the class of those that are on a bound up to rounding. */
  private static void assertSame(List<Double> expected, Histogram found) {
    long below = 0;
    for (int i = 0; i < found.bounds().length; i++) {
      below += found.counts()[i];
      double bound = found.bounds()[i];
      long least = expected.stream().filter(v -> v < bound - 1e-6).count();
      long most = expected.stream().filter(v -> v < bound + 1e-6).count();
      assertTrue(least <= below && below <= most, bound + Arrays.toString(found.counts()));
    }
    assertEquals(expected.size(), found.total());
    double least = expected.stream().min(Double::compare).orElseThrow();
    double greatest = expected.stream().max(Double::compare).orElseThrow();
    assertEquals(least, found.least(), 1e-4);
    assertEquals(greatest, found.greatest(), 1e-5 * Math.max(1, greatest));
  }

  /** Centres by tets, areas by triangles, edges by their two faces. */
  private static final class Plain {
    final List<Double> nonOrthogonality = new ArrayList<>();
    final List<Double> skewness = new ArrayList<>();
    final List<Double> aspect = new ArrayList<>();
    final List<Double> dihedral = new ArrayList<>();
    double volume;
    double smallest = Double.POSITIVE_INFINITY;
    private final AirOracle oracle;
    private final double[][] centres;

    Plain(AirOracle oracle) {
      this.oracle = oracle;
      centres = new double[oracle.cells.size()][];
      for (int i = 0; i < centres.length; i++) {
        addCell(i);
      }
      Map<List<Integer>, AirOracle.Face> open = new HashMap<>();
      for (List<AirOracle.Face> faces : oracle.cells) {
        for (AirOracle.Face face : faces) {
          if (face.kind().isBoundary()) {
            addBoundary(face);
          } else {
            List<Integer> key = face.vertices().stream().sorted().toList();
            AirOracle.Face first = open.remove(key);
            if (first == null) {
              open.put(key, face);
            } else {
              addInner(first, face.cell());
            }
          }
        }
      }
    }

    private void addCell(int i) {
      List<AirOracle.Face> faces = oracle.cells.get(i);
      double[] inside = oracle.vertices.get(faces.get(0).vertices().get(0));
      double v = 0;
      double[] c = new double[3];
      double[] areas = new double[3];
      Map<List<Integer>, double[]> edges = new HashMap<>();
      double sharpest = -1;
      for (AirOracle.Face face : faces) {
        List<Integer> f = face.vertices();
        for (int k = 2; k < f.size(); k++) {
          double[] p = at(f.get(0));
          double[] q = at(f.get(k - 1));
          double[] r = at(f.get(k));
          double part = AirOracle.volume6(inside, p, q, r) / 6;
          v += part;
          for (int d = 0; d < 3; d++) {
            c[d] += part * (inside[d] + p[d] + q[d] + r[d]) / 4;
          }
        }
        double[] n = areaVector(face);
        for (int d = 0; d < 3; d++) {
          areas[d] += Math.abs(n[d]);
        }
        for (int k = 0; k < f.size(); k++) {
          int a = f.get(k);
          int b = f.get((k + 1) % f.size());
          double[] other = edges.put(List.of(Math.min(a, b), Math.max(a, b)), n);
          if (other != null) {
            sharpest = Math.max(sharpest, -dot(n, other) / (norm(n) * norm(other)));
          }
        }
      }
      for (int d = 0; d < 3; d++) {
        c[d] /= v;
      }
      centres[i] = c;
      volume += v;
      smallest = Math.min(smallest, v);
      dihedral.add(degrees(sharpest));
      double most = Arrays.stream(areas).max().orElseThrow();
      double fewest = Arrays.stream(areas).min().orElseThrow();
      double sum = areas[0] + areas[1] + areas[2];
      aspect.add(Math.max(most / fewest, sum / 6 / Math.pow(v, 2.0 / 3)));
    }

    private void addInner(AirOracle.Face face, int neighbour) {
      double[] d = minus(centres[neighbour], centres[face.cell()]);
      double[] n = areaVector(face);
      nonOrthogonality.add(degrees(dot(d, n) / (norm(d) * norm(n))));
      addSkewness(face, d, 0.2 * norm(d));
    }

    private void addBoundary(AirOracle.Face face) {
      double[] n = areaVector(face);
      double[] p = minus(centre(face), centres[face.cell()]);
      double share = dot(n, p) / dot(n, n);
      addSkewness(face, n, 0.4 * share * norm(n));
    }

    private void addSkewness(AirOracle.Face face, double[] d, double least) {
      double[] n = areaVector(face);
      double[] centre = centre(face);
      double[] p = minus(centre, centres[face.cell()]);
      double share = dot(n, p) / dot(n, d);
      double[] miss = {p[0] - share * d[0], p[1] - share * d[1], p[2] - share * d[2]};
      double size = norm(miss);
      double reach = least;
      for (int v : face.vertices()) {
        reach = Math.max(reach, Math.abs(dot(miss, minus(at(v), centre))) / size);
      }
      skewness.add(size == 0 ? 0 : size / reach);
    }

    private double[] at(int v) {
      return oracle.vertices.get(v);
    }

    private double[] areaVector(AirOracle.Face face) {
      double[] n = new double[3];
      double[] a = at(face.vertices().get(0));
      for (int k = 2; k < face.vertices().size(); k++) {
        double[] u = minus(at(face.vertices().get(k - 1)), a);
        double[] w = minus(at(face.vertices().get(k)), a);
        for (int d = 0; d < 3; d++) {
          int e = (d + 1) % 3;
          int f = (d + 2) % 3;
          n[d] += (u[e] * w[f] - u[f] * w[e]) / 2;
        }
      }
      return n;
    }

    private double[] centre(AirOracle.Face face) {
      double[] c = new double[3];
      double[] n = areaVector(face);
      double[] a = at(face.vertices().get(0));
      double total = 0;
      for (int k = 2; k < face.vertices().size(); k++) {
        double[] b = at(face.vertices().get(k - 1));
        double[] e = at(face.vertices().get(k));
        double[] u = minus(b, a);
        double[] w = minus(e, a);
        double[] cross = {
          u[1] * w[2] - u[2] * w[1], u[2] * w[0] - u[0] * w[2], u[0] * w[1] - u[1] * w[0]
        };
        double area = dot(cross, n);
        total += area;
        for (int d = 0; d < 3; d++) {
          c[d] += area * (a[d] + b[d] + e[d]) / 3;
        }
      }
      return new double[] {c[0] / total, c[1] / total, c[2] / total};
    }

    private static double degrees(double cosine) {
      return Math.toDegrees(Math.acos(Math.min(1, Math.max(-1, cosine))));
    }

    private static double[] minus(double[] a, double[] b) {
      return new double[] {a[0] - b[0], a[1] - b[1], a[2] - b[2]};
    }

    private static double dot(double[] a, double[] b) {
      return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
    }

    private static double norm(double[] a) {
      return Math.sqrt(dot(a, a));
    }
  }

  @Test
  void classesAreCountedFromTheirLowerBounds() {
    Histogram h = Histogram.of(1, 2);
    for (double v : new double[] {0.5, 1, 1.5, 2, 7}) {
      h.add(v);
    }
    assertArrayEquals(new long[] {1, 2, 2}, h.counts());
    assertEquals(2, h.from(2));
    assertEquals(5, h.total());
    assertEquals(7, h.greatest());
    assertThrows(IllegalArgumentException.class, () -> h.from(3));
    Histogram angles = Histogram.ofAngles(60);
    angles.addCosine(Math.cos(Math.toRadians(59)));
    angles.addCosine(Math.cos(Math.toRadians(61)));
    assertArrayEquals(new long[] {1, 1}, angles.counts());
    assertEquals(61, angles.greatest(), 1e-9);
    h.add(Histogram.of(1, 2));
    assertEquals(5, h.total());
  }
}
