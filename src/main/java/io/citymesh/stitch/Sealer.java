package io.citymesh.stitch;

import io.citymesh.geo.Bounds;
import io.citymesh.geo.Terrain;
import io.citymesh.mesh.MeshInput;
import io.citymesh.mesh.PlanarMesh;
import io.citymesh.tile.MeshOptions;
import java.util.Arrays;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Turns the kept triangles of a planar mesh into a sealed 3D part and the frontier of the region
 * around it.
 *
 * <ol>
 *   <li>The open edges: those of the old frontier that no kept triangle closes, and those between a
 *       kept triangle and one that is not kept.
 *   <li>Levels: on the vertical line above a vertex lies the ground, if it is one of the labels
 *       around the vertex, and the roof of each building around it. The labels are known from the
 *       features.
 *   <li>Faces: each kept triangle at the level of its label; along each feature with kept triangles
 *       on its left a wall from the lower label to the higher, through all levels at both ends.
 *   <li>The covers of the features, joined with the old ones; hints; what the features and edges
 *       need to know of roofs.
 * </ol>
 *
 * <p>It proves itself: the sum of the areas of what is covered equals the area that the open edges
 * and the domain's boundary enclose.
 */
final class Sealer {
  /** A wall is cut into no more rows than this, whatever its height. */
  private static final int MAX_ROWS = 10_000;

  private final SeamGraph graph;
  private final Frontier old;
  private final Features features;
  private final PlanarMesh mesh;
  private final boolean[] kept;
  private final double[] region;
  private final Bounds rectangle;
  private final Roofs roofs;
  private final Terrain terrain;
  private final double minAngle;

  /** A little more than the minimum angle's tangent: what is above it is not looked at. */
  private final double nearMinTangent;

  private final double wallSize;
  private final double[] origin;

  private final int oldVertices;
  private final int vertexCount;

  /** Which vertices a kept triangle uses. */
  private final boolean[] used;

  private final LongIntMap oldEdge;
  private final boolean[] closed;

  /** New open edges: origin, target, label on the open side, feature or -1. */
  private int[] open = new int[256];

  private int openCount;

  /** The half-edges of kept triangles that lie on a feature or on the old frontier, ascending. */
  private int[] lined = new int[256];

  private int linedCount;

  /** For each vertex in use the label of a kept triangle at it: the only one, off the features. */
  private final int[] labelAt;

  /** For each vertex in use where its levels start, and how many there are. */
  private int[] levelAt;

  private int[] levelCount;
  private double[] level;
  private int levelTotal;

  /** For each own vertex in use its first 3D vertex. */
  private int[] base;

  private int ownLevels;

  private int[] foreignAt;

  /** Owner and index of each foreign vertex, and its coordinates. */
  private long[] foreign = new long[64];

  private double[] ghosts = new double[96];
  private int foreignCount;

  private int[] faces;
  private byte[] faceKinds;

  /** The label of the building that each face belongs to, or that of the ground. */
  private int[] faceLabels;

  private int faceCount;
  private final PartQuality quality = new PartQuality();

  /** For each frontier vertex the number it has on the new frontier, or -1. */
  private int[] frontierNumber;

  private Covers covers;

  /** Which vertices are offered as hints. */
  private boolean[] hinted;

  /** For each old vertex a feature in whose interior it lies, or -1. */
  private final int[] oldFeature;

  private double area;
  private double boundary;

  /**
   * @param graph the graph that was meshed
   * @param mesh the mesh of it
   * @param kept which of its triangles are to be sealed
   * @param region the rectangle that was refined: hints are taken from there only
   * @param rectangle the rectangle of the region's tiles
   * @param domain the whole city's: areas are summed from its corner, which keeps them exact enough
   * @param roofs roof elevations by building
   * @param options the wall size, and the minimum angle for the statistics
   */
  Sealer(
      SeamGraph graph,
      PlanarMesh mesh,
      boolean[] kept,
      double[] region,
      Bounds rectangle,
      Bounds domain,
      Roofs roofs,
      Terrain terrain,
      MeshOptions options) {
    this.graph = graph;
    this.old = graph.frontier;
    this.features = graph.features;
    this.mesh = mesh;
    this.kept = kept;
    this.region = region;
    this.rectangle = rectangle;
    this.roofs = roofs;
    this.terrain = terrain;
    this.minAngle = options.minAngle();
    this.nearMinTangent = (1 + 1e-9) * Math.tan(Math.toRadians(minAngle));
    this.wallSize = options.wallSize();
    this.origin = new double[] {domain.xmin(), domain.ymin()};
    oldVertices = old.vertexCount();
    vertexCount = mesh.vertexCount();
    used = new boolean[vertexCount];
    labelAt = new int[vertexCount];
    closed = new boolean[old.edgeCount()];
    oldEdge = new LongIntMap(old.edgeCount());
    for (int e = 0; e < old.edgeCount(); e++) {
      oldEdge.put(LongIntMap.pair(old.edges[2 * e], old.edges[2 * e + 1]), e);
    }
    oldFeature = new int[oldVertices];
    Arrays.fill(oldFeature, -1);
    for (int c = 0; c < old.coverFeature.length; c++) {
      noteOldFeature(old.coverStartVertex[c], old.coverStart[c], old.coverFeature[c]);
      noteOldFeature(old.coverEndVertex[c], old.coverEnd[c], old.coverFeature[c]);
    }
  }

  private void noteOldFeature(int v, double t, int f) {
    if (v >= 0 && t > 0 && t < 1) {
      oldFeature[v] = f;
    }
  }

  Stitched seal(int node, long id, Part.Kind kind, String name) {
    findOpenEdges();
    makeLevels();
    makeFaces();
    int[] labels = Arrays.copyOf(faceLabels, faceCount);
    long[] buildings = roofs.keysOf(labels);
    Part part =
        new Part(
            node,
            id,
            kind,
            name,
            ownVertices(),
            Arrays.copyOf(faces, 3 * faceCount),
            Arrays.copyOf(faceKinds, faceCount),
            labels,
            buildings,
            Arrays.copyOf(foreign, 2 * foreignCount),
            Arrays.copyOf(ghosts, 3 * foreignCount));
    covers = new Covers(graph, mesh, kept, used, Arrays.copyOf(lined, linedCount));
    Frontier frontier = new Frontier(node, id);
    fillFrontier(frontier);
    prove(frontier);
    return new Stitched(part, quality, area, frontier);
  }

  // --- open edges ---

  private void findOpenEdges() {
    int[] triangles = mesh.triangles();
    int[] twins = mesh.twins();
    int[] edgeFeatures = mesh.edgeFeatures();
    int[] labels = mesh.labels();
    for (int t = 0; t < kept.length; t++) {
      if (!kept[t]) {
        continue;
      }
      for (int e = 3 * t; e < 3 * t + 3; e++) {
        int u = triangles[e];
        used[u] = true;
        labelAt[u] = labels[t];
        int o = twins[e];
        int f = edgeFeatures[e];
        if (f != -1) {
          addLined(e);
        }
        if (o < 0) {
          closeEdge(e, u, triangles[next(e)]);
        } else if (!kept[o / 3]) {
          addOpen(u, triangles[next(e)], labels[o / 3], f);
        }
      }
    }
  }

  /** An edge without a neighbour: it closes one of the old frontier, or lies on the boundary. */
  private void closeEdge(int e, int u, int v) {
    int f = mesh.edgeFeatures()[e];
    if (f == -2) {
      int sealed = oldEdge.get(LongIntMap.pair(v, u), -1);
      if (sealed < 0 || closed[sealed]) {
        throw new IllegalStateException("a kept triangle lies on the wrong side of the frontier");
      }
      closed[sealed] = true;
    } else if (f >= 0 && features.onDomainBoundary(f)) {
      boundary += cross(u, v);
    } else {
      throw new IllegalStateException("a kept triangle reaches the end of the meshed plane");
    }
  }

  private void addLined(int e) {
    if (linedCount == lined.length) {
      lined = Arrays.copyOf(lined, 2 * linedCount);
    }
    lined[linedCount++] = e;
  }

  private static int next(int e) {
    return e % 3 == 2 ? e - 2 : e + 1;
  }

  private double cross(int u, int v) {
    double[] xy = mesh.xy();
    double x = xy[2 * u] - origin[0];
    double y = xy[2 * u + 1] - origin[1];
    return x * (xy[2 * v + 1] - xy[2 * u + 1]) - y * (xy[2 * v] - xy[2 * u]);
  }

  private void addOpen(int u, int v, int label, int feature) {
    if (openCount + 4 > open.length) {
      open = Arrays.copyOf(open, 2 * open.length);
    }
    open[openCount++] = u;
    open[openCount++] = v;
    open[openCount++] = label;
    open[openCount++] = feature;
  }

  // --- levels ---

  private void makeLevels() {
    levelAt = new int[vertexCount];
    levelCount = new int[vertexCount];
    level = new double[2 * vertexCount + 16];
    base = new int[vertexCount];
    for (int v = 0; v < oldVertices; v++) {
      int from = old.levelStart[v];
      int count = old.levelStart[v + 1] - from;
      levelAt[v] = levelTotal;
      levelCount[v] = count;
      for (int k = 0; k < count; k++) {
        putLevel(old.levels[from + k]);
      }
    }
    foreignAt = new int[levelTotal];
    Arrays.fill(foreignAt, -1);
    LabelSets labels = labelsOfFeatures();
    double[] ground = groundOf(labels);
    for (int v = oldVertices; v < vertexCount; v++) {
      if (!used[v]) {
        continue;
      }
      levelAt[v] = levelTotal;
      base[v] = ownLevels;
      if (labels.first(v) < 0) {
        putLevel(labelAt[v] == MeshInput.GROUND ? ground[v] : roofs.of(labelAt[v]));
        levelCount[v] = 1;
      } else {
        for (int i = labels.first(v); i >= 0; i = labels.next(i)) {
          int label = labels.label(i);
          if (label != MeshInput.OUTSIDE) {
            insertLevel(v, label == MeshInput.GROUND ? ground[v] : roofs.of(label));
          }
        }
        addRows(v);
      }
      ownLevels += levelCount[v];
    }
  }

  /**
   * Cuts the gaps between the levels of v, the last vertex so far, into equal rows of at most the
   * wall size. It depends on the levels alone, so all walls on the vertical line agree.
   */
  private void addRows(int v) {
    int count = levelCount[v];
    if (wallSize == 0 || count < 2) {
      return;
    }
    double[] plain = Arrays.copyOfRange(level, levelAt[v], levelTotal);
    levelTotal = levelAt[v];
    for (int k = 0; k < count; k++) {
      putLevel(plain[k]);
      double gap = k + 1 < count ? plain[k + 1] - plain[k] : 0;
      int rows = (int) Math.min(MAX_ROWS, Math.ceil(gap / wallSize));
      for (int row = 1; row < rows; row++) {
        putLevel(plain[k] + gap * row / rows);
      }
    }
    levelCount[v] = levelTotal - levelAt[v];
  }

  private void putLevel(double z) {
    if (levelTotal == level.length) {
      level = Arrays.copyOf(level, 2 * levelTotal);
    }
    level[levelTotal++] = z;
  }

  /** Puts z among the levels of v, the last vertex so far, in ascending order, once. */
  private void insertLevel(int v, double z) {
    int from = levelAt[v];
    int at = from;
    while (at < levelTotal && level[at] < z) {
      at++;
    }
    if (at < levelTotal && level[at] == z) {
      return;
    }
    putLevel(0);
    System.arraycopy(level, at, level, at + 1, levelTotal - 1 - at);
    level[at] = z;
    levelCount[v]++;
  }

  /** The labels around the own vertices that lie on features. */
  private LabelSets labelsOfFeatures() {
    LabelSets sets = new LabelSets(vertexCount);
    for (int f = 0; f < features.count(); f++) {
      addLabels(sets, graph.startVertex[f], f);
      addLabels(sets, graph.endVertex[f], f);
    }
    for (int v = oldVertices; v < vertexCount; v++) {
      if (used[v] && mesh.vertexFeature()[v] >= 0) {
        addLabels(sets, v, mesh.vertexFeature()[v]);
      }
    }
    return sets;
  }

  private void addLabels(LabelSets sets, int v, int f) {
    if (v >= oldVertices && used[v]) {
      sets.add(v, features.left(f));
      sets.add(v, features.right(f));
    }
  }

  /** Terrain elevations of the own vertices that touch the ground. */
  private double[] groundOf(LabelSets labels) {
    int[] which = new int[vertexCount];
    double[] places = new double[2 * vertexCount];
    int n = 0;
    for (int v = oldVertices; v < vertexCount; v++) {
      if (used[v]
          && (labels.first(v) < 0
              ? labelAt[v] == MeshInput.GROUND
              : labels.has(v, MeshInput.GROUND))) {
        which[n] = v;
        places[2 * n] = mesh.xy()[2 * v];
        places[2 * n + 1] = mesh.xy()[2 * v + 1];
        n++;
      }
    }
    double[] z = terrain.elevations(places, n);
    double[] ground = new double[vertexCount];
    for (int i = 0; i < n; i++) {
      ground[which[i]] = z[i] + 0.0;
    }
    return ground;
  }

  private double[] ownVertices() {
    double[] vertices = new double[3 * ownLevels];
    for (int v = oldVertices; v < vertexCount; v++) {
      for (int k = 0; k < (used[v] ? levelCount[v] : 0); k++) {
        int at = 3 * (base[v] + k);
        vertices[at] = mesh.xy()[2 * v];
        vertices[at + 1] = mesh.xy()[2 * v + 1];
        vertices[at + 2] = level[levelAt[v] + k];
      }
    }
    return vertices;
  }

  /** Which of the vertex's levels belongs to the label. */
  private int levelOf(int v, int label) {
    if (label == MeshInput.GROUND) {
      return 0;
    }
    double z = roofs.of(label);
    for (int k = 0; k < levelCount[v]; k++) {
      if (level[levelAt[v] + k] == z) {
        return k;
      }
    }
    throw new IllegalStateException(
        "a vertex beside building " + label + " lacks the level of its roof");
  }

  /** The number of the 3D vertex at a level in this part's faces. */
  private int corner(int v, int k) {
    if (v >= oldVertices) {
      return base[v] + k;
    }
    int at = levelAt[v] + k;
    if (foreignAt[at] < 0) {
      foreignAt[at] = addForeign(v, k);
    }
    return ownLevels + foreignAt[at];
  }

  private int addForeign(int v, int k) {
    if (2 * foreignCount == foreign.length) {
      foreign = Arrays.copyOf(foreign, 4 * foreignCount);
      ghosts = Arrays.copyOf(ghosts, 6 * foreignCount);
    }
    foreign[2 * foreignCount] = old.ownerPart[v];
    foreign[2 * foreignCount + 1] = old.ownerIndex[v] + k;
    ghosts[3 * foreignCount] = old.xy[2 * v];
    ghosts[3 * foreignCount + 1] = old.xy[2 * v + 1];
    ghosts[3 * foreignCount + 2] = level[levelAt[v] + k];
    return foreignCount++;
  }

  // --- faces ---

  private void makeFaces() {
    int count = 0;
    for (boolean k : kept) {
      count += k ? 1 : 0;
    }
    faces = new int[3 * (count + count / 8 + 16)];
    faceKinds = new byte[count + count / 8 + 16];
    faceLabels = new int[faceKinds.length];
    for (int t = 0; t < kept.length; t++) {
      if (kept[t]) {
        addPlanarFace(t);
      }
    }
    for (int i = 0; i < linedCount; i++) {
      addWallAt(lined[i]);
    }
  }

  private void addFace(int a, int b, int c, byte kind, int label) {
    if (faceCount == faceKinds.length) {
      faceKinds = Arrays.copyOf(faceKinds, 2 * faceCount);
      faceLabels = Arrays.copyOf(faceLabels, 2 * faceCount);
      faces = Arrays.copyOf(faces, 6 * faceCount);
    }
    faces[3 * faceCount] = a;
    faces[3 * faceCount + 1] = b;
    faces[3 * faceCount + 2] = c;
    faceLabels[faceCount] = label;
    faceKinds[faceCount++] = kind;
  }

  private void addPlanarFace(int t) {
    int label = mesh.labels()[t];
    int a = mesh.triangles()[3 * t];
    int b = mesh.triangles()[3 * t + 1];
    int c = mesh.triangles()[3 * t + 2];
    byte kind = FaceKind.ROOF;
    if (label == MeshInput.GROUND) {
      boolean touches = levelCount[a] > 1 || levelCount[b] > 1 || levelCount[c] > 1;
      kind = touches ? FaceKind.HALO : FaceKind.GROUND;
    }
    addFace(
        corner(a, levelOf(a, label)),
        corner(b, levelOf(b, label)),
        corner(c, levelOf(c, label)),
        kind,
        label);
    measure(t, a, b, c);
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
    area += 0.5 * doubleArea;
    double cosine = PartQuality.cosine(ab, bc, ca);
    quality.addPlanar(doubleArea, cosine);
    if (doubleArea < nearMinTangent * cosine
        && PartQuality.degrees(doubleArea, cosine) < minAngle) {
      int shortest = ab <= bc && ab <= ca ? 3 * t : bc <= ca ? 3 * t + 1 : 3 * t + 2;
      quality.addBelow(cause(shortest));
    }
  }

  /** Why the triangle whose shortest edge is e has so small an angle, opposite e. */
  private PartQuality.Cause cause(int e) {
    int f = featureOfEdge(next(e));
    int g = featureOfEdge(next(next(e)));
    if (f >= 0 && g >= 0 && f != g) {
      return PartQuality.Cause.INPUT_CORNER;
    }
    f = featureOfVertex(mesh.triangles()[e]);
    g = featureOfVertex(mesh.triangles()[next(e)]);
    if (f >= 0 && g >= 0 && f != g && features.meetInSmallCorner(f, g)) {
      return PartQuality.Cause.INPUT_CORNER;
    }
    for (int i = 0; i < 3; i++, e = next(e)) {
      if (mesh.triangles()[e] < oldVertices) {
        return PartQuality.Cause.SEALED_RIM;
      }
    }
    return PartQuality.Cause.OTHER;
  }

  private int featureOfVertex(int v) {
    return v < oldVertices ? oldFeature[v] : mesh.vertexFeature()[v];
  }

  /** The feature that the edge of a kept triangle lies on, or -1. */
  private int featureOfEdge(int e) {
    int f = mesh.edgeFeatures()[e];
    if (f == -2) {
      int v = mesh.triangles()[e];
      int u = mesh.triangles()[next(e)];
      return old.edgeFeature[oldEdge.get(LongIntMap.pair(u, v), -1)];
    }
    return f;
  }

  /**
   * The wall on edge e, if it lies on a feature between two heights and e's triangle is on its
   * left.
   */
  private void addWallAt(int e) {
    int f = featureOfEdge(e);
    if (f < 0 || features.onDomainBoundary(f)) {
      return;
    }
    int u = mesh.triangles()[e];
    int v = mesh.triangles()[next(e)];
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
    // left of
    // u-v the wall is seen from the right, and u is the left-hand end.
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
    int i = levelOf(u, low);
    int j = levelOf(v, low);
    int topI = levelOf(u, high);
    int topJ = levelOf(v, high);
    if (i >= topI || j >= topJ) {
      throw new IllegalStateException(
          "the roof of building " + high + " is not above what lies beside it");
    }
    double dx = mesh.xy()[2 * v] - mesh.xy()[2 * u];
    double dy = mesh.xy()[2 * v + 1] - mesh.xy()[2 * u + 1];
    double length = Math.sqrt(dx * dx + dy * dy);
    while (i < topI || j < topJ) {
      double zi = level[levelAt[u] + i];
      double zj = level[levelAt[v] + j];
      boolean stepV =
          i == topI
              || (j < topJ && level[levelAt[v] + j + 1] - zi <= level[levelAt[u] + i + 1] - zj);
      if (stepV) {
        addFace(corner(u, i), corner(v, j), corner(v, j + 1), FaceKind.WALL, high);
        measureWall(length, level[levelAt[v] + j + 1] - zj, zj - zi);
        j++;
      } else {
        addFace(corner(u, i), corner(v, j), corner(u, i + 1), FaceKind.WALL, high);
        measureWall(length, level[levelAt[u] + i + 1] - zi, zi - zj);
        i++;
      }
    }
  }

  /**
   * A wall triangle with a vertical side, and how much higher that side's lower end is than its
   * third corner.
   */
  private void measureWall(double length, double side, double rise) {
    double lower = length * length + rise * rise;
    double upper = length * length + (rise + side) * (rise + side);
    quality.addWall(length * side, PartQuality.cosine(side * side, lower, upper));
  }

  // --- the new frontier ---

  private void fillFrontier(Frontier to) {
    int[] edges = new int[2 * (old.edgeCount() + openCount / 4)];
    int[] labels = new int[edges.length / 2];
    int[] lines = new int[edges.length / 2];
    int n = 0;
    for (int e = 0; e < old.edgeCount(); e++) {
      if (!closed[e]) {
        edges[2 * n] = old.edges[2 * e];
        edges[2 * n + 1] = old.edges[2 * e + 1];
        labels[n] = old.edgeLabel[e];
        lines[n++] = old.edgeFeature[e];
      }
    }
    for (int i = 0; i < openCount; i += 4) {
      edges[2 * n] = open[i];
      edges[2 * n + 1] = open[i + 1];
      labels[n] = open[i + 2];
      lines[n++] = open[i + 3];
    }
    edges = Arrays.copyOf(edges, 2 * n);
    to.edgeLabel = Arrays.copyOf(labels, n);
    lines = Arrays.copyOf(lines, n);
    to.area = old.area + area;
    to.boundary = old.boundary + boundary;
    to.failed = old.failed;
    fillVertices(to, edges);
    fillFeatures(to, lines);
    to.edges = edges;
    for (int i = 0; i < edges.length; i++) {
      edges[i] = frontierNumber[edges[i]];
    }
    fillRoofs(to);
  }

  private void fillVertices(Frontier to, int[] edges) {
    boolean[] onFrontier = new boolean[vertexCount];
    for (int v : edges) {
      onFrontier[v] = true;
    }
    frontierNumber = new int[vertexCount];
    Arrays.fill(frontierNumber, -1);
    int n = 0;
    int levels = 0;
    for (int v = 0; v < vertexCount; v++) {
      if (onFrontier[v]) {
        frontierNumber[v] = n++;
        levels += levelCount[v];
      }
    }
    boolean graded = mesh.sizes().length > 0;
    to.xy = new double[2 * n];
    to.size = new double[graded ? n : 0];
    to.ownerPart = new long[n];
    to.ownerIndex = new int[n];
    to.levelStart = new int[n + 1];
    to.levels = new double[levels];
    for (int v = 0; v < vertexCount; v++) {
      int i = frontierNumber[v];
      if (i >= 0) {
        to.xy[2 * i] = mesh.xy()[2 * v];
        to.xy[2 * i + 1] = mesh.xy()[2 * v + 1];
        if (graded) {
          to.size[i] = mesh.sizes()[v];
        }
        to.ownerPart[i] = v < oldVertices ? old.ownerPart[v] : to.id;
        to.ownerIndex[i] = v < oldVertices ? old.ownerIndex[v] : base[v];
        System.arraycopy(level, levelAt[v], to.levels, to.levelStart[i], levelCount[v]);
        to.levelStart[i + 1] = to.levelStart[i] + levelCount[v];
      }
    }
    fillHints(to, onFrontier);
  }

  /**
   * The free corners of discarded triangles that touch the frontier, where the mesh was refined.
   */
  private void fillHints(Frontier to, boolean[] onFrontier) {
    boolean[] taken = new boolean[vertexCount];
    for (int t = 0; t < kept.length; t++) {
      if (kept[t]) {
        continue;
      }
      int a = mesh.triangles()[3 * t];
      int b = mesh.triangles()[3 * t + 1];
      int c = mesh.triangles()[3 * t + 2];
      if (onFrontier[a] || onFrontier[b] || onFrontier[c]) {
        boolean refined = isRefined(a, b, c);
        for (int e = 3 * t; e < 3 * t + 3; e++) {
          int v = mesh.triangles()[e];
          taken[v] |= !used[v] && (refined || v < mesh.inputVertices());
        }
      }
    }
    double[] free = new double[64];
    double[] sizes = new double[mesh.sizes().length > 0 ? 32 : 0];
    int n = 0;
    for (int v = graph.firstHint; v < vertexCount; v++) {
      if (taken[v] && mesh.vertexFeature()[v] < 0) {
        if (n == free.length) {
          free = Arrays.copyOf(free, 2 * n);
          sizes = Arrays.copyOf(sizes, 2 * sizes.length);
        }
        if (sizes.length > 0) {
          sizes[n / 2] = mesh.sizes()[v];
        }
        free[n++] = mesh.xy()[2 * v];
        free[n++] = mesh.xy()[2 * v + 1];
      }
    }
    to.hintXy = Arrays.copyOf(free, n);
    to.hintSize = Arrays.copyOf(sizes, Math.min(sizes.length, n / 2));
    hinted = taken;
  }

  /** True if the triangle meets the rectangle that was refined. */
  private boolean isRefined(int a, int b, int c) {
    double[] xy = mesh.xy();
    return Math.max(xy[2 * a], Math.max(xy[2 * b], xy[2 * c])) >= region[0]
        && Math.max(xy[2 * a + 1], Math.max(xy[2 * b + 1], xy[2 * c + 1])) >= region[1]
        && Math.min(xy[2 * a], Math.min(xy[2 * b], xy[2 * c])) <= region[2]
        && Math.min(xy[2 * a + 1], Math.min(xy[2 * b + 1], xy[2 * c + 1])) <= region[3];
  }

  /**
   * Keeps the features that are not wholly covered, those that open edges lie on, and those that
   * others know.
   */
  private void fillFeatures(Frontier to, int[] lines) {
    boolean[] keep = new boolean[features.count()];
    for (int f = 0; f < keep.length; f++) {
      keep[f] = !covers.isWhole(f) || reachesOut(features.left(f)) || reachesOut(features.right(f));
    }
    for (int f : lines) {
      if (f >= 0) {
        keep[f] = true;
      }
    }
    int[] number = new int[keep.length];
    int n = 0;
    for (int f = 0; f < keep.length; f++) {
      number[f] = keep[f] ? n++ : -1;
    }
    to.featureEnds = new double[4 * n];
    to.featureLeft = new int[n];
    to.featureRight = new int[n];
    for (int f = 0; f < keep.length; f++) {
      if (keep[f]) {
        System.arraycopy(features.ends(), 4 * f, to.featureEnds, 4 * number[f], 4);
        to.featureLeft[number[f]] = features.left(f);
        to.featureRight[number[f]] = features.right(f);
      }
    }
    to.edgeFeature = lines;
    for (int i = 0; i < lines.length; i++) {
      lines[i] = lines[i] < 0 ? -1 : number[lines[i]];
    }
    covers.write(to, number, frontierNumber);
    fillFeatureHints(to, number);
  }

  /** True if another region may know the label's features too. */
  private boolean reachesOut(int label) {
    return label == MeshInput.OUTSIDE || (label >= 0 && !roofs.isInside(label, rectangle));
  }

  private void fillFeatureHints(Frontier to, int[] number) {
    int[] feature = mesh.vertexFeature();
    double[] parameter = mesh.vertexParameter();
    int[] hints =
        IntStream.range(graph.firstHint, vertexCount)
            .filter(v -> hinted[v] && feature[v] >= 0 && number[feature[v]] >= 0)
            .toArray();
    int[] lines = Arrays.stream(hints).map(v -> number[feature[v]]).toArray();
    double[] places = Arrays.stream(hints).mapToDouble(v -> parameter[v]).toArray();
    int[] order = Order.of(hints.length, lines, places, places);
    to.hintFeature = FrontierUnion.pick(lines, order);
    to.hintParameter = FrontierUnion.pick(places, order);
    if (mesh.sizes().length > 0) {
      double[] sizes = Arrays.stream(hints).mapToDouble(v -> mesh.sizes()[v]).toArray();
      to.featureHintSize = FrontierUnion.pick(sizes, order);
    }
  }

  private void fillRoofs(Frontier to) {
    int[] labels =
        Stream.of(to.edgeLabel, to.featureLeft, to.featureRight)
            .flatMapToInt(Arrays::stream)
            .filter(label -> label >= 0)
            .sorted()
            .distinct()
            .toArray();
    roofs.write(to, labels);
  }

  private void prove(Frontier to) {
    double enclosed = to.boundary;
    double scale = 1;
    for (int e = 0; e < to.edgeCount(); e++) {
      int u = to.edges[2 * e];
      int v = to.edges[2 * e + 1];
      // By differences along the edge: far from the corner, products of coordinates lose metres.
      double x = (to.xy[2 * u] - origin[0]) * (to.xy[2 * v + 1] - to.xy[2 * u + 1]);
      double y = (to.xy[2 * u + 1] - origin[1]) * (to.xy[2 * v] - to.xy[2 * u]);
      enclosed += x - y;
      scale += Math.abs(x) + Math.abs(y);
    }
    scale += Math.abs(to.boundary);
    double difference = Math.abs(0.5 * enclosed - to.area);
    if (difference > 1e-12 * scale + 1e-6) {
      throw new IllegalStateException(
          "part "
              + to.node
              + " does not close: its triangles cover "
              + to.area
              + " m2, its boundary encloses "
              + 0.5 * enclosed);
    }
  }
}
