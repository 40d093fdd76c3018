package io.citymesh.output;

import io.citymesh.report.Manifest;

/**
 * The checker's knowledge beyond a single part: the counts, the shared vertices, edges and faces,
 * and the rules by which an edge is settled once all its faces are known.
 */
final class MeshTally {
  final Findings findings = new Findings();
  final Domain domain;
  final SharedVertices shared = new SharedVertices();
  final SharedFaces sharedFaces = new SharedFaces();

  /** The edges between shared vertices, by their indices. */
  final SharedEdges sharedEdges = new SharedEdges();

  /** The edges of planar faces between shared vertices, by their planar indices. */
  final SharedEdges sharedPlanarEdges = new SharedEdges();

  final OpenEdges openEdges = new OpenEdges();
  final ShapeStatistics planarShapes;
  final ShapeStatistics wallShapes = new ShapeStatistics(0);
  final double largestGround;
  final double largestRoof;

  final RoofHeights roofs = new RoofHeights();

  long largeGround;
  long largeRoofs;
  double shortestEdge = Double.POSITIVE_INFINITY;
  double longestEdge;
  private long holes;
  private final ExactSum ground = new ExactSum();
  private final ExactSum roofArea = new ExactSum();

  MeshTally(Manifest manifest) {
    domain = new Domain(manifest);
    planarShapes = new ShapeStatistics(manifest.number("min-angle"));
    largestGround = largestArea(manifest.number("max-size"));
    largestRoof = largestArea(manifest.number("building-size"));
  }

  /** The contract's bound for a size, with room for rounding. */
  private static double largestArea(double size) {
    return 0.5 * size * size * (1 + 1e-9);
  }

  /** Adds the planar area of a face of the ground. */
  void addGround(double area) {
    ground.add(area);
  }

  /** Adds the planar area of a face of a roof. */
  void addRoof(double area) {
    roofArea.add(area);
  }

  double coveredArea() {
    return ground.sum() + roofArea.sum();
  }

  double roofArea() {
    return roofArea.sum();
  }

  /** A sum that does not lose small terms (Neumaier 1974). */
  private static final class ExactSum {
    private double sum;
    private double rest;

    void add(double value) {
      double next = sum + value;
      rest += Math.abs(sum) >= Math.abs(value) ? sum - next + value : value - next + sum;
      sum = next;
    }

    double sum() {
      return sum + rest;
    }
  }

  long holes() {
    return holes;
  }

  /**
   * Judges an edge of the surface.
   *
   * @param xyz coordinates, three per vertex
   * @param a one end
   * @param b the other end
   * @param forward faces that go from a to b
   * @param backward faces that go from b to a
   */
  void settle(double[] xyz, int a, int b, int forward, int backward) {
    int faces = forward + backward;
    if (faces == 2 && forward == 1) {
      return;
    }
    if (faces == 2) {
      findings.add(Defect.MISORIENTED_EDGES, () -> edge(xyz, a, b));
    } else if (faces > 2) {
      findings.add(Defect.NON_MANIFOLD_EDGES, () -> edge(xyz, a, b));
    } else if (isFinite(xyz, a) && isFinite(xyz, b)) {
      openEdges.add(
          xyz[3 * a], xyz[3 * a + 1], xyz[3 * a + 2], xyz[3 * b], xyz[3 * b + 1], xyz[3 * b + 2]);
      if (onBoundary(xyz, a, b)) {
        return;
      }
      if (onFailedTile(xyz, a, b)) {
        holes++;
      } else {
        findings.add(Defect.OPEN_EDGES, () -> edge(xyz, a, b));
      }
    } else {
      findings.add(Defect.OPEN_EDGES, () -> edge(xyz, a, b));
    }
  }

  /** Judges an edge of the planar mesh; parameters as for {@link #settle}. */
  void settlePlanar(double[] xyz, int a, int b, int forward, int backward) {
    boolean inside = forward == 1 && backward == 1;
    boolean border = forward + backward == 1 && (onBoundary(xyz, a, b) || onFailedTile(xyz, a, b));
    if (!inside && !border) {
      findings.add(Defect.PLANAR_EDGES, () -> edge(xyz, a, b));
    }
  }

  /**
   * Judges, after the last part, the edges between shared vertices, the T-junctions and the area.
   */
  void finish() {
    double[] xyz = shared.xyz();
    sharedEdges.forEach((a, b, forward, backward) -> settle(xyz, a, b, forward, backward));
    sharedPlanarEdges.forEach(
        (a, b, forward, backward) -> settlePlanar(xyz, a, b, forward, backward));
    openEdges.forEachTJunction(
        (x, y, z) -> findings.add(Defect.T_JUNCTIONS, () -> Findings.point(x, y, z)));
    double expected = domain.area();
    if (!(Math.abs(coveredArea() - expected) <= domain.areaTolerance())) {
      findings.add(
          Defect.COVERAGE_GAPS, () -> coveredArea() + " m2 are covered of " + expected + " m2");
    }
  }

  private boolean onBoundary(double[] xyz, int a, int b) {
    return domain.onBoundary(xyz[3 * a], xyz[3 * a + 1], xyz[3 * b], xyz[3 * b + 1]);
  }

  private boolean onFailedTile(double[] xyz, int a, int b) {
    return atFailedTile(xyz, a) && atFailedTile(xyz, b);
  }

  /** Whether a vertex may lie on the rim of a hole. */
  boolean atFailedTile(double[] xyz, int v) {
    return domain.atFailedTile(xyz[3 * v], xyz[3 * v + 1]);
  }

  static boolean isFinite(double[] xyz, int v) {
    return Double.isFinite(xyz[3 * v])
        && Double.isFinite(xyz[3 * v + 1])
        && Double.isFinite(xyz[3 * v + 2]);
  }

  private static String edge(double[] xyz, int a, int b) {
    return Findings.point(xyz[3 * a], xyz[3 * a + 1], xyz[3 * a + 2])
        + " - "
        + Findings.point(xyz[3 * b], xyz[3 * b + 1], xyz[3 * b + 2]);
  }
}
