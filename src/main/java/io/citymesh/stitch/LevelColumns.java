package io.citymesh.stitch;

import io.citymesh.geo.Terrain;
import io.citymesh.mesh.MeshInput;
import io.citymesh.mesh.PlanarMesh;
import io.citymesh.report.UserError;
import io.citymesh.tile.SizeField;
import io.citymesh.tile.Sizes;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * The 3D vertices of a part: for each planar vertex in use a column of levels on the vertical line
 * above it. There lies the ground, if it is one of the labels around the vertex, and the roof of
 * each building around it; the labels are known from the features. Levels far apart have rows of
 * more levels between them.
 *
 * <p>Where the domain is closed, each column ends in the top, which is not counted among the
 * levels: it is the same everywhere, and does not travel with the frontier.
 *
 * <p>Where the air is filled with cells, the levels are those of the air, the roofs' among them.
 *
 * <p>The columns of old vertices came with the frontier; their 3D vertices are foreign ones of this
 * part, as far as its faces use them.
 */
final class LevelColumns {
  /** A wall is cut into no more rows than this, whatever its height. */
  private static final int MAX_ROWS = 10_000;

  private final SeamGraph graph;
  private final PlanarMesh mesh;
  private final Frontier old;
  private final boolean[] used;
  private final int[] labelAt;
  private final Roofs roofs;
  private final SizeField sizes;
  private final int oldVertices;
  private final int vertexCount;

  /** For each vertex in use where its levels start, and how many there are. */
  private final int[] levelAt;

  private final int[] levelCount;
  private double[] level;
  private int levelTotal;

  /** For each vertex with levels the elevation of the lowest, metres: near each other in memory. */
  private final double[] lowest;

  /** For each own vertex in use its first 3D vertex. */
  private final int[] base;

  /**
   * The same for own vertices on which ground or one roof lies, nothing else; -1 for all others.
   */
  private final int[] single;

  private int ownVertices;

  /** Elevation of the top, metres; NaN if there is none. */
  private final double top;

  private final long part;
  private final Optional<FilledAir> air;

  /** For each old vertex the foreign vertex that its top is, or -1. */
  private final int[] foreignTop;

  /** For each old level the foreign vertex that it is, or -1. */
  private final int[] foreignAt;

  /** Owner and index of each foreign vertex, and its coordinates. */
  private long[] foreign = new long[64];

  private double[] ghosts = new double[96];
  private int foreignCount;

  /**
   * @param sizes the largest heights of rows, by place
   * @param top elevation of the top, metres; NaN for an open domain
   * @param part the id of the part
   * @param air the air above, which tells all levels, if there is any
   * @throws UserError if the top is not above the ground and the roofs
   */
  LevelColumns(
      KeptTriangles triangles,
      OpenEdges edges,
      Roofs roofs,
      Terrain terrain,
      SizeField sizes,
      double top,
      long part,
      Optional<FilledAir> air) {
    this.graph = triangles.graph();
    this.mesh = triangles.mesh();
    this.old = triangles.old();
    this.used = edges.used;
    this.labelAt = edges.labelAt;
    this.roofs = roofs;
    this.sizes = sizes;
    this.top = top;
    this.part = part;
    this.air = air;
    oldVertices = triangles.oldVertices();
    vertexCount = mesh.vertexCount();
    levelAt = new int[vertexCount];
    levelCount = new int[vertexCount];
    level = new double[2 * vertexCount + 16];
    lowest = new double[vertexCount];
    base = new int[vertexCount];
    single = new int[vertexCount];
    Arrays.fill(single, -1);
    takeOld();
    foreignAt = new int[levelTotal];
    Arrays.fill(foreignAt, -1);
    foreignTop = new int[Double.isNaN(top) ? 0 : oldVertices];
    Arrays.fill(foreignTop, -1);
    if (air.isPresent()) {
      takeOwn(air.get());
    } else {
      makeOwn(terrain);
    }
  }

  private void takeOld() {
    for (int v = 0; v < oldVertices; v++) {
      levelAt[v] = levelTotal;
      levelCount[v] = old.vertices.levels.values[v];
      for (int k = 0; k < levelCount[v]; k++) {
        put(old.levels.z.values[levelTotal]);
      }
      lowest[v] = levelCount[v] > 0 ? level[levelAt[v]] : Double.NaN;
    }
  }

  private void makeOwn(Terrain terrain) {
    LabelSets labels = LabelSets.ofFeatures(graph, mesh, ownInUse());
    double[] ground = groundOf(labels, terrain);
    for (int v = oldVertices; v < vertexCount; v++) {
      if (!used[v]) {
        continue;
      }
      levelAt[v] = levelTotal;
      base[v] = ownVertices;
      if (labels.first(v) < 0) {
        put(labelAt[v] == MeshInput.GROUND ? ground[v] : roofs.of(labelAt[v]));
        levelCount[v] = 1;
      } else {
        for (int i = labels.first(v); i >= 0; i = labels.next(i)) {
          int label = labels.label(i);
          if (label != MeshInput.OUTSIDE) {
            insert(v, label == MeshInput.GROUND ? ground[v] : roofs.of(label));
          }
        }
        addRows(v);
      }
      lowest[v] = level[levelAt[v]];
      single[v] = levelCount[v] == 1 ? ownVertices : -1;
      ownVertices += levelCount[v];
      if (!Double.isNaN(top)) {
        requireBelowTop(v);
        ownVertices++;
      }
    }
  }

  private boolean[] ownInUse() {
    boolean[] own = used.clone();
    Arrays.fill(own, 0, oldVertices, false);
    return own;
  }

  /** Takes the levels of the air. */
  private void takeOwn(FilledAir filled) {
    int[] made = filled.made();
    int total = levelTotal;
    for (int v : made) {
      levelCount[v] = filled.count(v);
      total += levelCount[v];
    }
    level = Arrays.copyOf(level, total);
    for (int v : made) {
      levelAt[v] = levelTotal;
      base[v] = ownVertices;
      System.arraycopy(filled.z(), filled.start(v), level, levelTotal, levelCount[v]);
      levelTotal += levelCount[v];
      lowest[v] = level[levelAt[v]];
      single[v] = filled.fixed(v) == 1 ? ownVertices : -1;
      ownVertices += levelCount[v] + 1;
    }
  }

  private void requireBelowTop(int v) {
    double highest = level[levelTotal - 1];
    if (highest >= top) {
      throw new UserError(
          String.format(
              Locale.ROOT,
              "the top of the domain, at %.2f m, is not above the city, which is %.2f m high at"
                  + " %.3f, %.3f: give a higher --top",
              top,
              highest,
              mesh.xy()[2 * v],
              mesh.xy()[2 * v + 1]));
    }
  }

  /**
   * Cuts the gaps between the levels of v, the last vertex so far, into equal rows of at most the
   * wall size there. It depends on levels and place alone, so all walls on the vertical line agree.
   */
  private void addRows(int v) {
    int count = levelCount[v];
    if (count < 2) {
      return;
    }
    double wallSize = sizes.at(Sizes.Kind.WALL, mesh.xy()[2 * v], mesh.xy()[2 * v + 1]);
    if (wallSize == Double.POSITIVE_INFINITY) {
      return;
    }
    double[] plain = Arrays.copyOfRange(level, levelAt[v], levelTotal);
    levelTotal = levelAt[v];
    for (int k = 0; k < count; k++) {
      put(plain[k]);
      double gap = k + 1 < count ? plain[k + 1] - plain[k] : 0;
      int rows = (int) Math.min(MAX_ROWS, Math.ceil(gap / wallSize));
      for (int row = 1; row < rows; row++) {
        put(plain[k] + gap * row / rows);
      }
    }
    levelCount[v] = levelTotal - levelAt[v];
  }

  private void put(double z) {
    if (levelTotal == level.length) {
      level = Arrays.copyOf(level, 2 * levelTotal);
    }
    level[levelTotal++] = z;
  }

  /** Puts z among the levels of v, the last vertex so far, in ascending order, once. */
  private void insert(int v, double z) {
    int at = levelAt[v];
    while (at < levelTotal && level[at] < z) {
      at++;
    }
    if (at < levelTotal && level[at] == z) {
      return;
    }
    put(0);
    System.arraycopy(level, at, level, at + 1, levelTotal - 1 - at);
    level[at] = z;
    levelCount[v]++;
  }

  /** Terrain elevations of the own vertices that touch the ground. */
  private double[] groundOf(LabelSets labels, Terrain terrain) {
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

  /** How many levels a vertex has; the top is the level of this number. */
  int count(int v) {
    return levelCount[v];
  }

  /** The number of an own vertex at the only place of the surface on its line; else -1. */
  int single(int v) {
    return single[v];
  }

  /** The elevation of the lowest level of a vertex, metres. */
  double lowest(int v) {
    return lowest[v];
  }

  /** The elevation of level k of a vertex, metres. */
  double z(int v, int k) {
    return k == levelCount[v] ? top : level[levelAt[v] + k];
  }

  /** Which of the vertex's levels belongs to the label. */
  int levelOf(int v, int label) {
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
        String.format(
            Locale.ROOT,
            "the vertex at %s, %s lacks the level of the roof beside it",
            mesh.xy()[2 * v],
            mesh.xy()[2 * v + 1]));
  }

  /** Whether the surface has steps on the line of a vertex: walls stand there. */
  boolean isStepped(int v) {
    return air.isPresent() ? air.get().fixed(v) > 1 : levelCount[v] > 1;
  }

  /** Whether levels have labels, so that the fronts of the air say how steps follow each other. */
  boolean isLabelled() {
    return air.isPresent();
  }

  /** The label of a level, if levels have labels. */
  int label(int v, int k) {
    return air.get().base(v) + k;
  }

  /** The id of the part that owns a vertex. */
  long owner(int v) {
    return v < oldVertices ? old.vertices.ownerPart.values[v] : part;
  }

  /** The number of its lowest level there. */
  int ownerIndex(int v) {
    return v < oldVertices ? old.vertices.ownerIndex.values[v] : base[v];
  }

  /** How many vertices the part owns. */
  int ownCount() {
    return ownVertices;
  }

  /**
   * The number of the 3D vertex at a level in this part's faces; it becomes a foreign one there.
   */
  int corner(int v, int k) {
    if (v >= oldVertices) {
      return base[v] + k;
    }
    boolean isTop = k == levelCount[v];
    int[] known = isTop ? foreignTop : foreignAt;
    int at = isTop ? v : levelAt[v] + k;
    if (known[at] < 0) {
      known[at] = addForeign(v, k);
    }
    return ownVertices + known[at];
  }

  private int addForeign(int v, int k) {
    if (2 * foreignCount == foreign.length) {
      foreign = Arrays.copyOf(foreign, 4 * foreignCount);
      ghosts = Arrays.copyOf(ghosts, 6 * foreignCount);
    }
    foreign[2 * foreignCount] = owner(v);
    foreign[2 * foreignCount + 1] = ownerIndex(v) + k;
    ghosts[3 * foreignCount] = old.vertices.xy.values[2 * v];
    ghosts[3 * foreignCount + 1] = old.vertices.xy.values[2 * v + 1];
    ghosts[3 * foreignCount + 2] = z(v, k);
    return foreignCount++;
  }

  /** x, y, z of the vertices that the part owns. */
  double[] vertices() {
    double[] vertices = new double[3 * ownVertices];
    int tops = Double.isNaN(top) ? 0 : 1;
    for (int v = oldVertices; v < vertexCount; v++) {
      if (used[v]) {
        double x = mesh.xy()[2 * v];
        double y = mesh.xy()[2 * v + 1];
        int count = levelCount[v];
        int at = 3 * base[v];
        for (int k = 0; k < count + tops; k++, at += 3) {
          vertices[at] = x;
          vertices[at + 1] = y;
          vertices[at + 2] = k < count ? level[levelAt[v] + k] : top;
        }
      }
    }
    return vertices;
  }

  /** Owner and index of the foreign vertices so far. */
  long[] foreign() {
    return Arrays.copyOf(foreign, 2 * foreignCount);
  }

  /** x, y, z of the foreign vertices so far. */
  double[] ghosts() {
    return Arrays.copyOf(ghosts, 3 * foreignCount);
  }

  /**
   * Writes vertices with their levels.
   *
   * @param chosen the vertices, ascending
   */
  void write(Frontier to, int[] chosen) {
    int n = chosen.length;
    int levels = 0;
    for (int v : chosen) {
      levels += levelCount[v];
    }
    boolean graded = mesh.sizes().length > 0;
    double[] xy = new double[2 * n];
    double[] size = new double[graded ? n : 0];
    long[] ownerPart = new long[n];
    int[] ownerIndex = new int[n];
    int[] counts = new int[n];
    double[] z = new double[levels];
    int done = 0;
    for (int i = 0; i < n; i++) {
      int v = chosen[i];
      xy[2 * i] = mesh.xy()[2 * v];
      xy[2 * i + 1] = mesh.xy()[2 * v + 1];
      if (graded) {
        size[i] = mesh.sizes()[v];
      }
      ownerPart[i] = owner(v);
      ownerIndex[i] = ownerIndex(v);
      counts[i] = levelCount[v];
      System.arraycopy(level, levelAt[v], z, done, counts[i]);
      done += counts[i];
    }
    to.vertices.xy.values = xy;
    to.vertices.size.values = size;
    to.vertices.ownerPart.values = ownerPart;
    to.vertices.ownerIndex.values = ownerIndex;
    to.vertices.levels.values = counts;
    to.levels.z.values = z;
    if (air.isPresent()) {
      FilledAir filled = air.get();
      to.air.terrain.values = Arrays.stream(chosen).mapToDouble(filled::terrain).toArray();
      to.air.fixed.values = Arrays.stream(chosen).map(filled::fixed).toArray();
    }
  }
}
