package io.citymesh.stitch;

import io.citymesh.footprint.Building;
import io.citymesh.geo.Bounds;
import io.citymesh.tile.SizeField;
import io.citymesh.tile.Sizes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * The geometry contract, checked the slow and obvious way on a mesh in memory.
 *
 * <p>If each edge has one face on either side, but for the domain's boundary, and all ground and
 * roof faces look up, then every point of the domain is covered equally often; with the right area
 * that is once. Where a tile is missing, edges may be open in and near it, and coverage is sampled.
 */
final class ContractOracle {
  private static final double AREA_TOLERANCE = 1e-6;

  /** How far from a missing tile its rim may lie, in units of the largest size. */
  private static final double RIM = 3;

  /** Relative to a triangle's bound: what rounding may add to its area. */
  private static final double ROUNDING = 1e-12;

  /** Metres, between a row and its place. */
  private static final double LEVEL_TOLERANCE = 1e-9;

  /** Degrees. */
  private static final double ANGLE_TOLERANCE = 1e-9;

  /**
   * A triangle below the minimum angle beside a part that was sealed before: its rim can't be
   * split, so there is no promise for it, but a bound for how many there may be.
   */
  static final String BELOW_AT_RIM = "below the minimum angle at a sealed rim";

  /** The same elsewhere. */
  static final String BELOW = "below the minimum angle";

  private static final int SAMPLES = 400;

  private final Assembled mesh;
  private final double[] xyz;
  private final int[] faces;
  private final int[] markers;
  private final int n;
  private final TreeMap<String, Integer> defects = new TreeMap<>();

  /** What lies on the left of each planar edge: building, or -1 for the ground. */
  private final Map<List<Double>, Integer> leftOf = new HashMap<>();

  ContractOracle(Assembled mesh) {
    this.mesh = mesh;
    xyz = mesh.vertices;
    faces = mesh.faces;
    markers = mesh.markers;
    n = mesh.buildings;
  }

  /** Counts by name of defect. */
  Map<String, Integer> defects() {
    checkFaces();
    checkEdges();
    checkVertices();
    checkRows();
    checkAngles();
    checkFeatures();
    if (mesh.holes.isEmpty()) {
      checkAreas();
    } else {
      checkSamples();
    }
    return defects;
  }

  private void defect(String name) {
    defects.merge(name, 1, Integer::sum);
  }

  private boolean isWall(int f) {
    return markers[f] >= 0 && markers[f] < n;
  }

  /** The building under a roof, or -1 for the ground. */
  private int label(int f) {
    return markers[f] >= n ? markers[f] - n : -1;
  }

  private double x(int v) {
    return xyz[3 * v];
  }

  private double y(int v) {
    return xyz[3 * v + 1];
  }

  private double z(int v) {
    return xyz[3 * v + 2];
  }

  private double planarArea(int f) {
    int a = faces[3 * f];
    int b = faces[3 * f + 1];
    int c = faces[3 * f + 2];
    return 0.5 * ((x(b) - x(a)) * (y(c) - y(a)) - (y(b) - y(a)) * (x(c) - x(a)));
  }

  private double[] corners(int f) {
    double[] corners = new double[6];
    for (int i = 0; i < 3; i++) {
      corners[2 * i] = x(faces[3 * f + i]);
      corners[2 * i + 1] = y(faces[3 * f + i]);
    }
    return corners;
  }

  private void checkFaces() {
    Set<List<Integer>> seen = new HashSet<>();
    boolean[] atWall = new boolean[xyz.length / 3];
    for (int f = 0; f < markers.length; f++) {
      int[] corners = {faces[3 * f], faces[3 * f + 1], faces[3 * f + 2]};
      for (int v : corners) {
        atWall[v] |= isWall(f);
      }
      Arrays.sort(corners);
      if (!seen.add(Arrays.stream(corners).boxed().toList())) {
        defect("duplicate face");
      }
    }
    SizeField sizes = mesh.options.field();
    for (int f = 0; f < markers.length; f++) {
      double up = planarArea(f);
      if (isWall(f)) {
        if (Math.abs(up) > AREA_TOLERANCE) {
          defect("wall not vertical");
        }
        continue;
      }
      if (up <= 0) {
        defect("not facing up");
      }
      Sizes.Kind kind = label(f) < 0 ? Sizes.Kind.GROUND : Sizes.Kind.ROOF;
      double size = sizes.least(kind, corners(f));
      if (up > 0.5 * size * size * (1 + ROUNDING)) {
        defect("larger than its bound");
      }
      boolean touches = false;
      for (int i = 3 * f; i < 3 * f + 3; i++) {
        int u = faces[i];
        int v = faces[i % 3 == 2 ? i - 2 : i + 1];
        leftOf.put(List.of(x(u), y(u), x(v), y(v)), label(f));
        touches |= atWall[u];
        if (label(f) >= 0 && z(u) != mesh.city.get(label(f)).roof()) {
          defect("roof not at its height");
        }
        if (label(f) < 0
            && z(u) != mesh.terrain.elevations(new double[] {x(u), y(u)}, 1)[0] + 0.0) {
          defect("ground off the terrain");
        }
      }
      if (label(f) < 0 && touches != (markers[f] == Markers.HALO) && !nearHole(faces[3 * f])) {
        defect("wrong halo marker");
      }
    }
  }

  private void checkEdges() {
    Map<List<Integer>, int[]> edges = new HashMap<>();
    for (int i = 0; i < faces.length; i++) {
      int u = faces[i];
      int v = faces[i % 3 == 2 ? i - 2 : i + 1];
      int[] sides = edges.computeIfAbsent(List.of(Math.min(u, v), Math.max(u, v)), k -> new int[2]);
      sides[u < v ? 0 : 1]++;
    }
    edges.forEach(
        (edge, sides) -> {
          int u = edge.get(0);
          int v = edge.get(1);
          if (sides[0] > 1 || sides[1] > 1) {
            defect("edge used twice in one direction");
          } else if (sides[0] + sides[1] == 1
              && !onBoundary(u, v)
              && !(nearHole(u) && nearHole(v))) {
            defect("open edge");
          } else if (sides[0] + sides[1] == 2 && onBoundary(u, v)) {
            defect("two faces at the boundary");
          }
        });
  }

  private boolean onBoundary(int u, int v) {
    Bounds d = mesh.domain;
    return (x(u) == x(v) && (x(u) == d.xmin() || x(u) == d.xmax()))
        || (y(u) == y(v) && (y(u) == d.ymin() || y(u) == d.ymax()));
  }

  private boolean nearHole(int v) {
    return nearHole(x(v), y(v));
  }

  private boolean nearHole(double x, double y) {
    return mesh.holes.stream()
        .anyMatch(hole -> hole.grow(RIM * mesh.options.largestSize()).contains(x, y));
  }

  private void checkVertices() {
    Map<List<Double>, Integer> places = new HashMap<>();
    boolean[] used = new boolean[xyz.length / 3];
    for (int v : faces) {
      used[v] = true;
    }
    for (int v = 0; v < used.length; v++) {
      // On the rim of a hole the foot of a wall may be known whose faces are missing.
      if (!used[v] && !nearHole(v)) {
        defect("unused vertex");
      }
      if (places.put(List.of(x(v), y(v), z(v)), v) != null) {
        defect("duplicate vertex");
      }
    }
  }

  /**
   * Between two neighbouring levels of the labels on a vertical line: equal rows of at most the
   * wall size, and as few as can be.
   */
  private void checkRows() {
    Map<List<Double>, TreeSet<Double>> all = new HashMap<>();
    for (int v = 0; v < xyz.length / 3; v++) {
      all.computeIfAbsent(List.of(x(v), y(v)), k -> new TreeSet<>()).add(z(v));
    }
    Map<List<Double>, TreeSet<Double>> ofLabels = new HashMap<>();
    for (int f = 0; f < markers.length; f++) {
      for (int i = 3 * f; i < 3 * f + 3 && !isWall(f); i++) {
        int v = faces[i];
        ofLabels.computeIfAbsent(List.of(x(v), y(v)), k -> new TreeSet<>()).add(z(v));
      }
    }
    ofLabels.forEach(
        (place, levels) -> {
          // On the rim of a hole a level may be known whose faces are missing.
          if (!nearHole(place.get(0), place.get(1)) && !areRows(place, all.get(place), levels)) {
            defect("wrong rows");
          }
        });
  }

  private boolean areRows(List<Double> place, TreeSet<Double> all, TreeSet<Double> ofLabels) {
    double wallSize = mesh.options.field().at(Sizes.Kind.WALL, place.get(0), place.get(1));
    List<Double> wanted = new ArrayList<>(List.of(ofLabels.first()));
    for (double low = ofLabels.first(); low < ofLabels.last(); ) {
      double high = ofLabels.higher(low);
      int rows = Math.max(1, (int) Math.ceil((high - low) / wallSize));
      for (int row = 1; row <= rows; row++) {
        wanted.add(low + (high - low) * row / rows);
      }
      low = high;
    }
    List<Double> found = List.copyOf(all);
    return found.size() == wanted.size()
        && IntStream.range(0, found.size())
            .allMatch(i -> Math.abs(found.get(i) - wanted.get(i)) < LEVEL_TOLERANCE);
  }

  /**
   * Only a small corner of the footprints excuses a planar triangle below the minimum angle. The
   * smallest angle lies opposite the shortest edge.
   */
  private void checkAngles() {
    SmallCorners corners = new SmallCorners(mesh.city);
    for (int f = 0; f < markers.length; f++) {
      if (isWall(f)) {
        continue;
      }
      int u = faces[3 * f];
      int v = faces[3 * f + 1];
      int w = faces[3 * f + 2];
      for (int turn = 0; turn < 2; turn++) {
        if (length(v, w) < length(u, v) || length(w, u) < length(u, v)) {
          int first = u;
          u = v;
          v = w;
          w = first;
        }
      }
      if (angleAt(w, u, v) < mesh.options.minAngle() - ANGLE_TOLERANCE
          && !corners.span(x(u), y(u), x(v), y(v))) {
        defect(mesh.nearRim[f] ? BELOW_AT_RIM : BELOW);
      }
    }
  }

  private double length(int u, int v) {
    return Math.hypot(x(v) - x(u), y(v) - y(u));
  }

  /** Degrees, in plan, at w from u to v. */
  private double angleAt(int w, int u, int v) {
    double ux = x(u) - x(w);
    double uy = y(u) - y(w);
    double vx = x(v) - x(w);
    double vy = y(v) - y(w);
    return Math.toDegrees(Math.atan2(ux * vy - uy * vx, ux * vx + uy * vy));
  }

  /** Each footprint edge is made of mesh edges, with the right label on either side. */
  private void checkFeatures() {
    Map<List<Double>, int[]> features = new HashMap<>();
    for (Building b : mesh.city) {
      for (double[] ring : b.rings()) {
        for (int i = 0; i < ring.length; i += 2) {
          int j = i + 2 == ring.length ? 0 : i + 2;
          boolean forward = ring[i] < ring[j] || (ring[i] == ring[j] && ring[i + 1] < ring[j + 1]);
          List<Double> key =
              forward
                  ? List.of(ring[i], ring[i + 1], ring[j], ring[j + 1])
                  : List.of(ring[j], ring[j + 1], ring[i], ring[i + 1]);
          features.computeIfAbsent(key, k -> new int[] {-1, -1})[forward ? 0 : 1] = b.index();
        }
      }
    }
    Map<List<Integer>, Double> lengths = new HashMap<>();
    leftOf.forEach(
        (e, label) -> {
          Integer other = leftOf.get(List.of(e.get(2), e.get(3), e.get(0), e.get(1)));
          if (other != null && label < other) {
            double length = Math.hypot(e.get(2) - e.get(0), e.get(3) - e.get(1));
            lengths.merge(List.of(label, other), length, Double::sum);
          }
        });
    if (!mesh.holes.isEmpty()) {
      return;
    }
    Map<List<Integer>, Double> wanted = new HashMap<>();
    features.forEach(
        (e, labels) -> {
          double length = Math.hypot(e.get(2) - e.get(0), e.get(3) - e.get(1));
          wanted.merge(
              List.of(Math.min(labels[0], labels[1]), Math.max(labels[0], labels[1])),
              length,
              Double::sum);
        });
    if (!wanted.keySet().equals(lengths.keySet())) {
      defect("wrong neighbours");
    }
    wanted.forEach(
        (labels, length) -> {
          if (Math.abs(lengths.getOrDefault(labels, 0.0) - length) > 1e-6 * (1 + length)) {
            defect("footprint edge not met");
          }
        });
  }

  private void checkAreas() {
    double[] area = new double[n + 1];
    for (int f = 0; f < markers.length; f++) {
      if (!isWall(f)) {
        area[label(f) + 1] += planarArea(f);
      }
    }
    double built = 0;
    for (Building b : mesh.city) {
      double wanted = 0;
      for (double[] ring : b.rings()) {
        for (int i = 0; i < ring.length; i += 2) {
          int j = i + 2 == ring.length ? 0 : i + 2;
          wanted +=
              0.5
                  * ((ring[i] - ring[0]) * (ring[j + 1] - ring[1])
                      - (ring[i + 1] - ring[1]) * (ring[j] - ring[0]));
        }
      }
      built += wanted;
      if (Math.abs(area[b.index() + 1] - wanted) > 1e-6 * (1 + wanted)) {
        defect("roof area differs from the footprint's");
      }
    }
    double ground = mesh.domain.area() - built;
    if (Math.abs(area[0] - ground) > 1e-9 * mesh.domain.area() + 1e-6) {
      defect("ground area differs");
    }
  }

  /** Away from the holes each point is covered once; in the depth of a hole not at all. */
  private void checkSamples() {
    SplittableRandom random = new SplittableRandom(1);
    Bounds d = mesh.domain;
    double rim = RIM * mesh.options.largestSize();
    List<Integer> planar = new ArrayList<>();
    for (int f = 0; f < markers.length; f++) {
      if (!isWall(f)) {
        planar.add(f);
      }
    }
    for (int i = 0; i < SAMPLES; i++) {
      double px = random.nextDouble(d.xmin(), d.xmax());
      double py = random.nextDouble(d.ymin(), d.ymax());
      long covers = planar.stream().filter(f -> covers(f, px, py)).count();
      boolean far = mesh.holes.stream().noneMatch(hole -> hole.grow(rim).contains(px, py));
      boolean deep =
          mesh.holes.stream().anyMatch(hole -> hole.contains(px, py) && inner(hole, rim, px, py));
      if (far && covers != 1) {
        defect("a point covered " + covers + " times");
      }
      if (deep && covers != 0) {
        defect("a point of a missing tile covered");
      }
      if (covers > 1) {
        defect("a point covered " + covers + " times");
      }
    }
  }

  private boolean inner(Bounds hole, double rim, double px, double py) {
    return px > hole.xmin() + rim
        && py > hole.ymin() + rim
        && px < hole.xmax() - rim
        && py < hole.ymax() - rim;
  }

  private boolean covers(int f, double px, double py) {
    for (int i = 3 * f; i < 3 * f + 3; i++) {
      int u = faces[i];
      int v = faces[i % 3 == 2 ? i - 2 : i + 1];
      if ((x(v) - x(u)) * (py - y(u)) - (y(v) - y(u)) * (px - x(u)) < 0) {
        return false;
      }
    }
    return true;
  }
}
