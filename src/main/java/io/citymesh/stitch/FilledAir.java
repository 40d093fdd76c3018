package io.citymesh.stitch;

import io.citymesh.air.Air;
import io.citymesh.air.AirPart;
import io.citymesh.air.Layers;
import io.citymesh.air.Levels;
import io.citymesh.air.Surface;
import io.citymesh.geo.Bounds;
import io.citymesh.geo.Terrain;
import io.citymesh.mesh.MeshInput;
import io.citymesh.mesh.PlanarMesh;
import java.util.Arrays;
import java.util.function.IntUnaryOperator;

/**
 * The air above the triangles of a part: the vertical lines above their vertices, with all levels.
 *
 * <p>The lines of old vertices came with the frontier and stay as they are. The others are smoothed
 * with the triangles around the kept ones, too, which lie in the region and will be meshed again
 * with the next seam: what comes there will be much like them.
 */
final class FilledAir {
  /** How often levels are smoothed: more changes little. */
  private static final int PASSES = 4;

  private final KeptTriangles triangles;
  private final PlanarMesh mesh;
  private final OpenEdges edges;
  private final Roofs roofs;
  private final int oldVertices;
  private final long part;

  /** The triangles of the mesh that the air stands on or is smoothed with, ascending. */
  private final int[] chosen;

  /**
   * For each vertex of the mesh its line, or -1; old vertices first, then those in use, others
   * last.
   */
  private final int[] lineOf;

  /** The vertex below each line. */
  private final int[] vertexOf;

  private final LabelSets labels;
  private final double[] ground;
  private final Air air;

  /**
   * @param rectangle the rectangle of the region's tiles
   * @param layers of the whole city
   * @param part the id of the part
   * @throws io.citymesh.report.UserError if terrain or roofs reach the top
   */
  FilledAir(
      KeptTriangles triangles,
      OpenEdges edges,
      Roofs roofs,
      Terrain terrain,
      Bounds rectangle,
      Layers layers,
      long part) {
    this.triangles = triangles;
    this.mesh = triangles.mesh();
    this.edges = edges;
    this.roofs = roofs;
    this.part = part;
    oldVertices = triangles.oldVertices();
    chosen = chosen(rectangle);
    lineOf = new int[mesh.vertexCount()];
    vertexOf = numberLines();
    labels = labels();
    ground = ground(terrain);
    air = Air.above(surface(), layers, given(layers), PASSES);
  }

  /** The kept triangles, and those that touch them, in the region and out of what has failed. */
  private int[] chosen(Bounds rectangle) {
    double[] xy = mesh.xy();
    Frontier.Failed failed = triangles.old().failed;
    boolean[] within = new boolean[mesh.vertexCount()];
    for (int v = 0; v < within.length; v++) {
      double x = xy[2 * v];
      double y = xy[2 * v + 1];
      within[v] = rectangle.contains(x, y) && !failed.contain(x, y);
    }
    int[] corners = mesh.triangles();
    boolean[] kept = triangles.kept();
    int[] found = new int[kept.length];
    int count = 0;
    for (int t = 0; t < kept.length; t++) {
      int a = corners[3 * t];
      int b = corners[3 * t + 1];
      int c = corners[3 * t + 2];
      boolean beside =
          (edges.used[a] || edges.used[b] || edges.used[c])
              && within[a]
              && within[b]
              && within[c]
              && !failed.contain(
                  (xy[2 * a] + xy[2 * b] + xy[2 * c]) / 3,
                  (xy[2 * a + 1] + xy[2 * b + 1] + xy[2 * c + 1]) / 3);
      if (kept[t] || beside) {
        found[count++] = t;
      }
    }
    return Arrays.copyOf(found, count);
  }

  private int[] numberLines() {
    boolean[] near = new boolean[lineOf.length];
    for (int t : chosen) {
      for (int e = 3 * t; e < 3 * t + 3; e++) {
        near[mesh.triangles()[e]] = true;
      }
    }
    Arrays.fill(lineOf, -1);
    int[] vertices = new int[lineOf.length];
    int count = 0;
    for (int v = 0; v < oldVertices; v++) {
      lineOf[v] = count;
      vertices[count++] = v;
    }
    // Lines that other parts will share come first: AirPart.sharedVertices.
    boolean[] rim = edges.onRim();
    int[] group = new int[near.length];
    for (int v = oldVertices; v < near.length; v++) {
      group[v] = !edges.used[v] ? 2 : rim[v] ? 0 : 1;
    }
    for (int g = 0; g <= 2; g++) {
      for (int v = oldVertices; v < near.length; v++) {
        if (near[v] && group[v] == g) {
          lineOf[v] = count;
          vertices[count++] = v;
        }
      }
    }
    return Arrays.copyOf(vertices, count);
  }

  /** The vertices in use that are not old, in the order of their lines. */
  int[] made() {
    return Arrays.stream(vertexOf, oldVertices, vertexOf.length)
        .filter(v -> edges.used[v])
        .toArray();
  }

  /**
   * The labels around each line that is not old: features know those of other parts' triangles,
   * too.
   */
  private LabelSets labels() {
    boolean[] wanted = new boolean[lineOf.length];
    for (int line = oldVertices; line < vertexOf.length; line++) {
      wanted[vertexOf[line]] = true;
    }
    LabelSets sets = LabelSets.ofFeatures(triangles.graph(), mesh, wanted);
    for (int t : chosen) {
      for (int e = 3 * t; e < 3 * t + 3; e++) {
        if (wanted[mesh.triangles()[e]]) {
          sets.add(mesh.triangles()[e], mesh.labels()[t]);
        }
      }
    }
    return sets;
  }

  /** Elevation of the terrain on each line, metres. */
  private double[] ground(Terrain terrain) {
    int made = vertexOf.length - oldVertices;
    double[] places = new double[2 * made];
    for (int i = 0; i < made; i++) {
      places[2 * i] = mesh.xy()[2 * vertexOf[oldVertices + i]];
      places[2 * i + 1] = mesh.xy()[2 * vertexOf[oldVertices + i] + 1];
    }
    double[] z = terrain.elevations(places, made);
    double[] elevations = Arrays.copyOf(triangles.old().air.terrain.values, vertexOf.length);
    for (int i = 0; i < made; i++) {
      elevations[oldVertices + i] = z[i] + 0.0;
    }
    return elevations;
  }

  /** The levels of the old lines, with the top, which does not travel. */
  private Levels given(Layers layers) {
    Frontier old = triangles.old();
    int[] base = new int[oldVertices];
    int[] start = new int[oldVertices + 1];
    double[] z = new double[old.levels.rows() + oldVertices];
    int from = 0;
    for (int v = 0; v < oldVertices; v++) {
      int count = old.vertices.levels.values[v];
      base[v] = layers.count() - count;
      start[v + 1] = start[v] + count + 1;
      System.arraycopy(old.levels.z.values, from, z, start[v], count);
      z[start[v] + count] = layers.top();
      from += count;
    }
    return new Levels(base, start, z);
  }

  private Surface surface() {
    int n = vertexOf.length;
    Frontier.Vertices old = triangles.old().vertices;
    double[] xy = new double[2 * n];
    long[] owner = new long[n];
    int[] index = new int[n];
    int[] labelStart = new int[n + 1];
    int[] around = new int[n + 16];
    for (int line = 0; line < n; line++) {
      int v = vertexOf[line];
      xy[2 * line] = mesh.xy()[2 * v];
      xy[2 * line + 1] = mesh.xy()[2 * v + 1];
      owner[line] = line < oldVertices ? old.ownerPart.values[v] : part;
      index[line] = line < oldVertices ? old.ownerIndex.values[v] : line;
      int end = labelStart[line];
      for (int i = labels.first(v); i >= 0; i = labels.next(i)) {
        if (labels.label(i) != MeshInput.OUTSIDE) {
          if (end == around.length) {
            around = Arrays.copyOf(around, 2 * end);
          }
          around[end++] = labels.label(i);
        }
      }
      labelStart[line + 1] = end;
    }
    int m = chosen.length;
    int[] place = new int[mesh.triangleCount()];
    Arrays.fill(place, -1);
    for (int i = 0; i < m; i++) {
      place[chosen[i]] = i;
    }
    int[] corners = new int[3 * m];
    int[] triangleLabels = new int[m];
    int[] twins = new int[3 * m];
    int[] across = new int[3 * m];
    boolean[] kept = new boolean[m];
    for (int i = 0; i < m; i++) {
      kept[i] = triangles.kept()[chosen[i]];
      triangleLabels[i] = mesh.labels()[chosen[i]];
      for (int c = 0; c < 3; c++) {
        int e = 3 * chosen[i] + c;
        int twin = mesh.twins()[e];
        corners[3 * i + c] = lineOf[mesh.triangles()[e]];
        twins[3 * i + c] = twin < 0 || place[twin / 3] < 0 ? -1 : 3 * place[twin / 3] + twin % 3;
        across[3 * i + c] = kept[i] ? across(e) : triangleLabels[i];
      }
    }
    return new Surface(
        xy,
        owner,
        index,
        ground,
        labelStart,
        Arrays.copyOf(around, labelStart[n]),
        roofs.roof.values,
        roofs.ground.values,
        corners,
        triangleLabels,
        twins,
        across,
        kept);
  }

  /** What is on the other side of a kept triangle's edge. */
  private int across(int e) {
    int twin = mesh.twins()[e];
    if (twin >= 0) {
      return mesh.labels()[twin / 3];
    }
    int f = edges.featureOf(e);
    if (f < 0) {
      return mesh.labels()[e / 3]; // What is sealed behind the rim goes on.
    }
    Features features = triangles.features();
    if (features.onDomainBoundary(f)) {
      return MeshInput.OUTSIDE;
    }
    double[] xy = mesh.xy();
    int u = mesh.triangles()[e];
    int v = mesh.triangles()[KeptTriangles.next(e)];
    return features.forward(f, xy[2 * u], xy[2 * u + 1], xy[2 * v], xy[2 * v + 1])
        ? features.right(f)
        : features.left(f);
  }

  /** The label of the lowest level of a vertex. */
  int base(int v) {
    return air.levels().base()[lineOf[v]];
  }

  /** Where the levels of a vertex start. */
  int start(int v) {
    return air.levels().start()[lineOf[v]];
  }

  /** How many levels a vertex has, without the top. */
  int count(int v) {
    return air.levels().count(lineOf[v]) - 1;
  }

  /** Elevations of all levels, metres. */
  double[] z() {
    return air.levels().z();
  }

  /** Elevation of the terrain below a vertex, metres. */
  double terrain(int v) {
    return ground[lineOf[v]];
  }

  /** How many levels of a vertex are ground or a roof. */
  int fixed(int v) {
    if (v < oldVertices) {
      return triangles.old().air.fixed.values[v];
    }
    int count = 0;
    for (int i = labels.first(v); i >= 0; i = labels.next(i)) {
      count += isNew(v, i) ? 1 : 0;
    }
    return count;
  }

  /** Whether an entry of a vertex's labels has an elevation that no later one has. */
  private boolean isNew(int v, int entry) {
    int label = labels.label(entry);
    if (label == MeshInput.OUTSIDE) {
      return false;
    }
    for (int i = labels.next(entry); i >= 0; i = labels.next(i)) {
      int other = labels.label(i);
      if (label >= 0 && other >= 0 && roofs.of(label) == roofs.of(other)) {
        return false;
      }
    }
    return true;
  }

  /**
   * What is kept of it.
   *
   * @param faceKinds the kinds of the part's faces, the first of which are its triangles
   * @param sideKind the kind of the upright face above a half-edge of the mesh on the boundary
   */
  AirPart part(byte[] faceKinds, IntUnaryOperator sideKind) {
    byte[] kinds = new byte[chosen.length];
    byte[] sides = new byte[3 * chosen.length];
    Arrays.fill(sides, AirPart.INSIDE);
    int done = 0;
    for (int i = 0; i < chosen.length; i++) {
      if (triangles.kept()[chosen[i]]) {
        kinds[i] = faceKinds[done++];
        for (int e = 3 * i; e < 3 * i + 3; e++) {
          if (air.surface().across()[e] == MeshInput.OUTSIDE) {
            sides[e] = (byte) sideKind.applyAsInt(3 * chosen[i] + e % 3);
          }
        }
      }
    }
    return air.part(part, kinds, sides);
  }
}
