package io.citymesh.stitch;

import io.citymesh.air.StepOrder;
import io.citymesh.geo.Sum;
import io.citymesh.mesh.MeshInput;
import io.citymesh.mesh.PlanarMesh;
import io.citymesh.tile.Domain;
import io.citymesh.tile.ZoneCounts;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * The faces of a part, and their shape: each kept triangle at the level of its label, and along
 * each feature with kept triangles on its left a wall from the lower label to the higher, through
 * all levels at both ends. Where the domain is closed, its top and sides too.
 */
final class PartFaces {
  private final PlanarMesh mesh;
  private final Features features;
  private final OpenEdges edges;
  private final LevelColumns columns;
  private final Roofs roofs;
  private final Domain domain;
  private final double minAngle;

  /** A little more than the minimum angle's tangent: a triangle above it needs no cause. */
  private final double nearMinTangent;

  private final int oldVertices;

  /** For each old vertex a feature in whose interior it lies, or -1. */
  private final int[] oldFeature;

  private int[] corners;
  private byte[] kinds;

  /** The label of the building that each face belongs to, or that of the ground. */
  private int[] labels;

  private int count;
  private final PartQuality quality = new PartQuality();
  private final ZoneCounts byZone;
  private final Sum area = new Sum();
  private final Sum volume = new Sum();

  /**
   * @param domain whose top and sides are added if it is closed
   * @param minAngle triangles below it are counted by cause, degrees
   * @param byZone counts triangles of ground and roofs, by their centroids
   */
  PartFaces(
      KeptTriangles triangles,
      OpenEdges edges,
      LevelColumns columns,
      Roofs roofs,
      Domain domain,
      double minAngle,
      ZoneCounts byZone) {
    this.mesh = triangles.mesh();
    this.features = triangles.features();
    this.edges = edges;
    this.columns = columns;
    this.roofs = roofs;
    this.domain = domain;
    this.minAngle = minAngle;
    this.byZone = byZone;
    this.nearMinTangent = (1 + 1e-9) * Math.tan(Math.toRadians(minAngle));
    oldVertices = triangles.oldVertices();
    oldFeature = featuresOf(triangles.old());
    int planar = triangles.count();
    int expected = (domain.isClosed() ? 2 : 1) * planar + planar / 8 + 16;
    corners = new int[3 * expected];
    kinds = new byte[expected];
    labels = new int[kinds.length];
    boolean[] kept = triangles.kept();
    for (int t = 0; t < kept.length; t++) {
      if (kept[t]) {
        addPlanar(t);
      }
    }
    for (int e : edges.lined()) {
      addUprightAt(e);
    }
    for (int t = 0; t < kept.length && domain.isClosed(); t++) {
      if (kept[t]) {
        addTop(t);
      }
    }
  }

  private static int[] featuresOf(Frontier old) {
    int[] feature = new int[old.vertexCount()];
    Arrays.fill(feature, -1);
    Frontier.Covered covers = old.covers;
    for (int c = 0; c < covers.rows(); c++) {
      int f = covers.feature.values[c];
      note(feature, covers.startVertex.values[c], covers.start.values[c], f);
      note(feature, covers.endVertex.values[c], covers.end.values[c], f);
    }
    return feature;
  }

  private static void note(int[] feature, int v, double t, int f) {
    if (v >= 0 && t > 0 && t < 1) {
      feature[v] = f;
    }
  }

  /** Three corners per face. */
  int[] corners() {
    return Arrays.copyOf(corners, 3 * count);
  }

  /** The kind of each face, one of {@link FaceKind}. */
  byte[] kinds() {
    return Arrays.copyOf(kinds, count);
  }

  /** The labels of the buildings that the faces belong to, ascending. */
  int[] buildings() {
    boolean[] named = new boolean[roofs.rows()];
    for (int f = 0; f < count; f++) {
      if (labels[f] >= 0) {
        named[labels[f]] = true;
      }
    }
    return IntStream.range(0, named.length).filter(label -> named[label]).toArray();
  }

  /** For each face the place of its building's label among these, or -1 for ground. */
  int[] building(int[] buildings) {
    int[] place = new int[roofs.rows()];
    for (int i = 0; i < buildings.length; i++) {
      place[buildings[i]] = i;
    }
    int[] building = new int[count];
    for (int f = 0; f < count; f++) {
      building[f] = labels[f] < 0 ? -1 : place[labels[f]];
    }
    return building;
  }

  PartQuality quality() {
    return quality;
  }

  /** Planar area of ground and roofs, square metres. */
  double area() {
    return area.value();
  }

  /** Between ground and roofs and the domain's top, cubic metres; 0 if it is open. */
  double volume() {
    return volume.value();
  }

  private void add(int a, int b, int c, byte kind, int label) {
    if (count == kinds.length) {
      kinds = Arrays.copyOf(kinds, 2 * count);
      labels = Arrays.copyOf(labels, 2 * count);
      corners = Arrays.copyOf(corners, 6 * count);
    }
    corners[3 * count] = a;
    corners[3 * count + 1] = b;
    corners[3 * count + 2] = c;
    labels[count] = label;
    kinds[count++] = kind;
  }

  // --- ground and roofs ---

  private void addPlanar(int t) {
    int label = mesh.labels()[t];
    int a = mesh.triangles()[3 * t];
    int b = mesh.triangles()[3 * t + 1];
    int c = mesh.triangles()[3 * t + 2];
    // Nearly all corners lie off the features, where there is one level.
    int i = columns.single(a);
    int j = columns.single(b);
    int k = columns.single(c);
    if ((i | j | k) >= 0) {
      add(i, j, k, label == MeshInput.GROUND ? FaceKind.GROUND : FaceKind.ROOF, label);
    } else {
      addBesideFeature(a, b, c, label);
    }
    measure(t, a, b, c);
  }

  private void addBesideFeature(int a, int b, int c, int label) {
    byte kind = FaceKind.ROOF;
    if (label == MeshInput.GROUND) {
      boolean touches = columns.isStepped(a) || columns.isStepped(b) || columns.isStepped(c);
      kind = touches ? FaceKind.HALO : FaceKind.GROUND;
    }
    add(
        columns.corner(a, columns.levelOf(a, label)),
        columns.corner(b, columns.levelOf(b, label)),
        columns.corner(c, columns.levelOf(c, label)),
        kind,
        label);
  }

  private void measure(int t, int a, int b, int c) {
    double[] xy = mesh.xy();
    double abx = xy[2 * b] - xy[2 * a];
    double aby = xy[2 * b + 1] - xy[2 * a + 1];
    double bcx = xy[2 * c] - xy[2 * b];
    double bcy = xy[2 * c + 1] - xy[2 * b + 1];
    double cax = xy[2 * a] - xy[2 * c];
    double cay = xy[2 * a + 1] - xy[2 * c + 1];
    double ab = abx * abx + aby * aby;
    double bc = bcx * bcx + bcy * bcy;
    double ca = cax * cax + cay * cay;
    double doubleArea = abx * bcy - aby * bcx;
    area.add(0.5 * doubleArea);
    byZone.add(
        (xy[2 * a] + xy[2 * b] + xy[2 * c]) / 3,
        (xy[2 * a + 1] + xy[2 * b + 1] + xy[2 * c + 1]) / 3);
    if (domain.isClosed()) {
      volume.add(0.5 * doubleArea * (domain.top() - meanElevation(mesh.labels()[t], a, b, c)));
    }
    double cosine = PartQuality.cosine(ab, bc, ca);
    quality.addPlanar(doubleArea, cosine);
    if (doubleArea < nearMinTangent * cosine
        && PartQuality.degrees(doubleArea, cosine) < minAngle) {
      int shortest = ab <= bc && ab <= ca ? 3 * t : bc <= ca ? 3 * t + 1 : 3 * t + 2;
      quality.addBelow(cause(shortest));
    }
  }

  private double meanElevation(int label, int a, int b, int c) {
    if (label != MeshInput.GROUND) {
      double z = roofs.of(label);
      return (z + z + z) / 3;
    }
    return (columns.lowest(a) + columns.lowest(b) + columns.lowest(c)) / 3;
  }

  /** The triangle's copy at the top, which points down into the air. */
  private void addTop(int t) {
    int a = mesh.triangles()[3 * t];
    int b = mesh.triangles()[3 * t + 1];
    int c = mesh.triangles()[3 * t + 2];
    add(
        columns.corner(a, columns.count(a)),
        columns.corner(c, columns.count(c)),
        columns.corner(b, columns.count(b)),
        FaceKind.TOP,
        MeshInput.GROUND);
  }

  /** Why the triangle whose shortest edge is e has so small an angle, opposite e. */
  private PartQuality.Cause cause(int e) {
    int second = KeptTriangles.next(e);
    int f = edges.featureOf(second);
    int g = edges.featureOf(KeptTriangles.next(second));
    if (f >= 0 && g >= 0 && f != g) {
      return PartQuality.Cause.INPUT_CORNER;
    }
    f = featureOfVertex(mesh.triangles()[e]);
    g = featureOfVertex(mesh.triangles()[second]);
    if (f >= 0 && g >= 0 && f != g && features.meetInSmallCorner(f, g)) {
      return PartQuality.Cause.INPUT_CORNER;
    }
    for (int i = 0; i < 3; i++, e = KeptTriangles.next(e)) {
      if (mesh.triangles()[e] < oldVertices) {
        return PartQuality.Cause.SEALED_RIM;
      }
    }
    return PartQuality.Cause.OTHER;
  }

  private int featureOfVertex(int v) {
    return v < oldVertices ? oldFeature[v] : mesh.vertexFeature()[v];
  }

  // --- walls ---

  /**
   * What stands on edge e, if it lies on a feature: a wall between two heights, if e's triangle is
   * on its left, or a side of a closed domain.
   */
  private void addUprightAt(int e) {
    int f = edges.featureOf(e);
    if (f < 0) {
      return;
    }
    int u = mesh.triangles()[e];
    int v = mesh.triangles()[KeptTriangles.next(e)];
    if (features.onDomainBoundary(f)) {
      if (domain.isClosed()) {
        byte kind = sideKind(e);
        // Seen from the triangle, v is the left-hand end.
        addRows(v, 0, columns.count(v), u, 0, columns.count(u), kind, MeshInput.GROUND);
      }
      return;
    }
    double[] xy = mesh.xy();
    if (!features.forward(f, xy[2 * u], xy[2 * u + 1], xy[2 * v], xy[2 * v + 1])) {
      return;
    }
    int left = features.left(f);
    int right = features.right(f);
    double leftZ = left == MeshInput.GROUND ? Double.NEGATIVE_INFINITY : roofs.of(left);
    double rightZ = right == MeshInput.GROUND ? Double.NEGATIVE_INFINITY : roofs.of(right);
    if (leftZ == rightZ) {
      return;
    }
    // Seen from the lower side, the corners run counter-clockwise: with the higher label on the
    // left of u-v the wall is seen from the right, and u is the left-hand end.
    if (leftZ > rightZ) {
      addWall(u, v, right, left);
    } else {
      addWall(v, u, left, right);
    }
  }

  /**
   * The wall from the level of {@code low} to that of {@code high}; u is its left end seen from
   * outside.
   */
  private void addWall(int u, int v, int low, int high) {
    int i = columns.levelOf(u, low);
    int j = columns.levelOf(v, low);
    int topI = columns.levelOf(u, high);
    int topJ = columns.levelOf(v, high);
    double[] xy = mesh.xy();
    if (i >= topI || j >= topJ) {
      throw new IllegalStateException(
          String.format(
              Locale.ROOT,
              "a roof at %s, %s is not above what lies beside it",
              xy[2 * u],
              xy[2 * u + 1]));
    }
    addRows(u, i, topI, v, j, topJ, FaceKind.WALL, high);
  }

  /**
   * An upright face between the vertical lines above u and v, from one level to another on each,
   * through all levels between; u is its left end seen from where it points to.
   */
  private void addRows(
      int u, int from, int topI, int v, int fromV, int topJ, byte kind, int label) {
    int i = from;
    int j = fromV;
    double[] xy = mesh.xy();
    double dx = xy[2 * v] - xy[2 * u];
    double dy = xy[2 * v + 1] - xy[2 * u + 1];
    double length = Math.sqrt(dx * dx + dy * dy);
    while (i < topI || j < topJ) {
      double zi = columns.z(u, i);
      double zj = columns.z(v, j);
      boolean stepV = i == topI || (j < topJ && stepsSecond(u, i, v, j));
      int a = columns.corner(u, i);
      int b = columns.corner(v, j);
      if (stepV) {
        add(a, b, columns.corner(v, j + 1), kind, label);
        measureWall(kind, length, columns.z(v, j + 1) - zj, zj - zi);
        j++;
      } else {
        add(a, b, columns.corner(u, i + 1), kind, label);
        measureWall(kind, length, columns.z(u, i + 1) - zi, zi - zj);
        i++;
      }
    }
  }

  /**
   * Whether of two lines, from level i of u and level j of v, that of v takes the next step: the
   * same whichever of the two is asked for first. Where levels have labels, the lower one does, as
   * {@link io.citymesh.air.Column} has the faces beside it.
   */
  private boolean stepsSecond(int u, int i, int v, int j) {
    int difference = columns.isLabelled() ? columns.label(u, i) - columns.label(v, j) : 0;
    return difference > 0
        || difference == 0
            && StepOrder.isFirst(
                columns.z(v, j),
                columns.z(v, j + 1),
                columns.owner(v),
                columns.ownerIndex(v),
                columns.z(u, i),
                columns.z(u, i + 1),
                columns.owner(u),
                columns.ownerIndex(u));
  }

  /** The kind of the upright face above a half-edge on the boundary of the domain. */
  byte sideKind(int e) {
    return FaceKind.ofPatch(features.patch(edges.featureOf(e), domain));
  }

  /**
   * A wall triangle with a vertical side, and how much higher that side's lower end is than its
   * third corner. Sides of the domain do not count.
   */
  private void measureWall(byte kind, double length, double side, double rise) {
    if (kind != FaceKind.WALL) {
      return;
    }
    double lower = length * length + rise * rise;
    double upper = length * length + (rise + side) * (rise + side);
    quality.addWall(length * side, PartQuality.cosine(side * side, lower, upper));
  }
}
