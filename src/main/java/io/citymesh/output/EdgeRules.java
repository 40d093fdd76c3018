package io.citymesh.output;

/** The rules by which an edge is judged once all its faces are known. */
final class EdgeRules {
  private final Domain domain;
  private final MeshTally tally;
  private final Open open;

  /** Receives the edges with one face, wherever they lie. */
  @FunctionalInterface
  interface Open {
    void add(double ax, double ay, double az, double bx, double by, double bz);
  }

  EdgeRules(Domain domain, MeshTally tally, Open open) {
    this.domain = domain;
    this.tally = tally;
    this.open = open;
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
      tally.findings.add(Defect.MISORIENTED_EDGES, () -> edge(xyz, a, b));
    } else if (faces > 2) {
      tally.findings.add(Defect.NON_MANIFOLD_EDGES, () -> edge(xyz, a, b));
    } else if (isFinite(xyz, a) && isFinite(xyz, b)) {
      open.add(
          xyz[3 * a], xyz[3 * a + 1], xyz[3 * a + 2], xyz[3 * b], xyz[3 * b + 1], xyz[3 * b + 2]);
      if (!domain.isClosed() && onBoundary(xyz, a, b)) {
        return;
      }
      if (onFailedTile(xyz, a, b)) {
        tally.holes++;
      } else {
        tally.findings.add(Defect.OPEN_EDGES, () -> edge(xyz, a, b));
      }
    } else {
      tally.findings.add(Defect.OPEN_EDGES, () -> edge(xyz, a, b));
    }
  }

  /** Judges an edge of the planar mesh; parameters as for {@link #settle}. */
  void settlePlanar(double[] xyz, int a, int b, int forward, int backward) {
    boolean inside = forward == 1 && backward == 1;
    boolean border = forward + backward == 1 && (onBoundary(xyz, a, b) || onFailedTile(xyz, a, b));
    if (!inside && !border) {
      tally.findings.add(Defect.PLANAR_EDGES, () -> edge(xyz, a, b));
    }
  }

  private boolean onBoundary(double[] xyz, int a, int b) {
    return domain.onBoundary(xyz[3 * a], xyz[3 * a + 1], xyz[3 * b], xyz[3 * b + 1]);
  }

  private boolean onFailedTile(double[] xyz, int a, int b) {
    return domain.atFailedTile(xyz[3 * a], xyz[3 * a + 1])
        && domain.atFailedTile(xyz[3 * b], xyz[3 * b + 1]);
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
