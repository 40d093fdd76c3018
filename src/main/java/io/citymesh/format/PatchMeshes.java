package io.citymesh.format;

import io.citymesh.geo.TupleNumbers;
import io.citymesh.stitch.FaceKind;
import io.citymesh.store.PartSurfaces;
import java.io.IOException;
import java.util.Arrays;

/**
 * The faces of a part by patch of the city, where no patch shares vertices with another. One pass
 * over the faces as they are read sorts them by patch. Vertices of the ground are numbered in the
 * part's order, those of walls and roofs in that of their first use.
 *
 * <p>An instance takes one part after the other, and uses its arrays again: made anew for each part
 * they would have to be zeroed, and would push each other out of the caches. Not thread-safe.
 */
public final class PatchMeshes {
  private final PatchMesh[] patches = {
    new PatchMesh(true), new PatchMesh(false), new PatchMesh(false)
  };

  /** Coordinates of the part's vertices and ghosts. */
  private double[] points = {};

  /** The buildings of walls and roofs, as their faces come in the part. */
  private int[] owners = {};

  /** Of each kind of face in which patch it is: a bit for each. */
  private static final int[] PATCH_BITS = patchBits();

  /** Of some faces those of walls, then those of roofs: their places, and their owners'. */
  private final int[] walls = new int[2 * FormatPart.FACES_AT_A_TIME + 2];

  private final int[] roofs = new int[2 * FormatPart.FACES_AT_A_TIME + 2];

  private static int[] patchBits() {
    int[] bits = new int[FaceKind.LAST + 1]; // What closes a domain is of no patch of the city.
    bits[FaceKind.GROUND] = 1 << Patches.GROUND;
    bits[FaceKind.HALO] = 1 << Patches.GROUND;
    bits[FaceKind.WALL] = 1 << Patches.WALLS;
    bits[FaceKind.ROOF] = 1 << Patches.ROOFS;
    return bits;
  }

  /**
   * What the part says of its ground, walls and roofs, whose faces were read.
   *
   * @throws IOException if it says other counts than there are
   */
  public PartSurfaces surfaces(FormatPart part) throws IOException {
    PartSurfaces surfaces = part.surfaces();
    for (int i = 0; i < Patches.OF_CITY; i++) {
      PartSurfaces.Surface said = surfaces.all().get(i);
      if (said.faces() != of(i).faceCount() || said.vertices() != of(i).vertexCount()) {
        throw new IOException(part.file() + ": says other counts of faces than it has");
      }
    }
    return surfaces;
  }

  /** The faces of a patch. Behind what is counted stands what has no meaning. */
  public static final class PatchMesh {
    private final boolean isGround;

    /**
     * Of each vertex of the part 1 more than its number with its first building, 0 without one; of
     * the ground its number.
     */
    private int[] places = {};

    /** How many vertices and ghosts the part has. */
    private int all;

    /** How many of them the faces use at most. */
    private int most;

    private int[] vertices = {};
    private int[] buildings = {};
    private int vertexCount;

    /** Of the ground the part's numbers of the corners, of walls and roofs their places. */
    private int[] corners = {};

    private int cornerCount;

    /** Vertices with other buildings than their first, see {@link #other}. */
    private TupleNumbers others = new TupleNumbers(1);

    /** Their numbers. */
    private int[] otherNumbers = {};

    PatchMesh(boolean isGround) {
      this.isGround = isGround;
    }

    /** The part's numbers of the vertices that the faces use: own ones, then ghosts. */
    public int[] vertices() {
      return vertices;
    }

    /**
     * Of walls and roofs the building of each vertex, its place among the part's keys: a vertex
     * counts once for each of its buildings. Of the ground without meaning.
     */
    public int[] buildings() {
      return buildings;
    }

    /** How many vertices there are. */
    public int vertexCount() {
      return vertexCount;
    }

    /**
     * Places of some of the faces' corners among the vertices, three for each face, faces as in the
     * part.
     *
     * @param first of the corners
     * @param plus is added to each
     * @param to takes them from its beginning on
     */
    public void corners(int first, int count, int plus, int[] to) {
      if (isGround) {
        for (int i = 0; i < count; i++) {
          to[i] = plus + places[corners[first + i]];
        }
      } else {
        for (int i = 0; i < count; i++) {
          to[i] = plus + corners[first + i];
        }
      }
    }

    /** How many faces there are. */
    public int faceCount() {
      return cornerCount / 3;
    }

    /**
     * Begins a part.
     *
     * @param all vertices and ghosts of the part
     * @param faces there may be of the patch
     */
    void begin(int all, int faces) {
      if (places.length < all) {
        places = new int[all];
      } else {
        Arrays.fill(places, 0, all, 0);
      }
      this.all = all;
      most = Math.min(all, 3 * faces);
      vertexCount = 0;
      cornerCount = 0;
      requireVertices(0);
      if (corners.length < 3 * faces + 3) { // One that is of no use stands behind them.
        corners = new int[3 * faces + 3];
      }
      if (others.count() > 0) {
        others = new TupleNumbers(1);
      }
    }

    /** There is room for a vertex more than there can be with so many of other buildings. */
    private void requireVertices(int ofOthers) {
      if (vertices.length <= most + ofOthers) {
        vertices = Arrays.copyOf(vertices, most + ofOthers + 1 + ofOthers);
        if (!isGround) {
          buildings = Arrays.copyOf(buildings, vertices.length);
        }
      }
    }

    /** Marks the vertices of faces of the ground, which stand behind those there are. */
    private void mark(int end) {
      for (int i = cornerCount; i < end; i++) {
        places[corners[i]] = 1;
      }
      cornerCount = end;
    }

    /** Numbers the vertices of the ground in their own order. */
    private void number() {
      int n = 0;
      for (int v = 0; v < all; v++) {
        int used = places[v];
        vertices[n] = v; // The next takes its place if it is not used.
        places[v] = n;
        n += used;
      }
      vertexCount = n;
    }

    /**
     * Adds faces of buildings.
     *
     * @param some corners of faces
     * @param which places among these faces, and among the owners: two numbers for each
     */
    private void add(int[] some, int[] which, int count, int[] owners) {
      for (int j = 0; j < count; j += 2) {
        int i = 3 * which[j];
        add(some[i], some[i + 1], some[i + 2], owners[which[j + 1]]);
      }
    }

    /** Adds a face of a building. */
    void add(int a, int b, int c, int owner) {
      int first = number(a, owner);
      int second = number(b, owner);
      int third = number(c, owner);
      if ((buildings[first] ^ owner | buildings[second] ^ owner | buildings[third] ^ owner) != 0) {
        first = numberOfAny(a, owner);
        second = numberOfAny(b, owner);
        third = numberOfAny(c, owner);
      }
      corners[cornerCount] = first;
      corners[cornerCount + 1] = second;
      corners[cornerCount + 2] = third;
      cornerCount += 3;
    }

    /** The number of a vertex with its first building, which is the owner if it is new. */
    private int number(int v, int owner) {
      int place = places[v];
      vertices[vertexCount] = v;
      buildings[vertexCount] = owner;
      int isNew = place - 1 >>> 31;
      place += isNew * (vertexCount + 1);
      vertexCount += isNew;
      places[v] = place;
      return place - 1;
    }

    /** The number of a vertex, which is there, with any building. */
    private int numberOfAny(int v, int owner) {
      int first = places[v] - 1;
      return buildings[first] == owner ? first : other(v, owner);
    }

    /** The number of a vertex with another building than its first. */
    private int other(int v, int owner) {
      int known = others.count();
      int place = others.add(TupleNumbers.pair(v, owner));
      if (place == known) {
        requireVertices(known + 1);
        vertices[vertexCount] = v;
        buildings[vertexCount] = owner;
        if (place == otherNumbers.length) {
          otherNumbers = Arrays.copyOf(otherNumbers, 2 * place + 16);
        }
        otherNumbers[place] = vertexCount++;
      }
      return otherNumbers[place];
    }
  }

  /** Reads a part, in place of the one before. */
  public void read(FormatPart part) throws IOException {
    byte[] kinds = part.kinds();
    int all = part.pointCount();
    int standing = readOwners(part);
    patches[Patches.GROUND].begin(all, part.faceCount() - standing);
    patches[Patches.WALLS].begin(all, standing);
    patches[Patches.ROOFS].begin(all, standing);
    int[] at = {0, 0}; // The next face, and the next owner.
    part.streamFaces(
        (corners, count) -> {
          at[1] = add(corners, count, kinds, at[0], at[1]);
          at[0] += count;
        });
    patches[Patches.GROUND].number();
    points = part.points(points);
  }

  /** Returns how many there are. */
  private int readOwners(FormatPart part) throws IOException {
    if (owners.length <= part.faceCount()) {
      owners = new int[part.faceCount() + 1];
    }
    int[] standing = {0};
    part.streamLocalBuildings(
        (buildings, count) -> {
          int n = standing[0];
          for (int i = 0; i < count; i++) {
            owners[n] = buildings[i]; // The next takes its place if it has none.
            n += 1 + (buildings[i] >> 31);
          }
          standing[0] = n;
        });
    return standing[0];
  }

  /**
   * Adds some faces to their patches.
   *
   * @param first the number of the first of them
   * @param owner the place of the next among the owners
   * @return the place of the next owner
   */
  private int add(int[] corners, int count, byte[] kinds, int first, int owner) {
    PatchMesh ground = patches[Patches.GROUND];
    int[] grounds = ground.corners;
    int end = ground.cornerCount;
    int wallCount = 0;
    int roofCount = 0;
    int next = owner;
    for (int i = 0; i < count; i++) {
      // Kinds come mixed: what is of no use is overwritten, which is cheaper than a branch.
      int bits = PATCH_BITS[kinds[first + i]];
      grounds[end] = corners[3 * i];
      grounds[end + 1] = corners[3 * i + 1];
      grounds[end + 2] = corners[3 * i + 2];
      walls[wallCount] = i;
      walls[wallCount + 1] = next;
      roofs[roofCount] = i;
      roofs[roofCount + 1] = next;
      int wall = bits >> Patches.WALLS & 1;
      int roof = bits >> Patches.ROOFS;
      end += 3 * (bits & 1);
      wallCount += 2 * wall;
      roofCount += 2 * roof;
      next += wall + roof;
    }
    ground.mark(end);
    patches[Patches.WALLS].add(corners, walls, wallCount, owners);
    patches[Patches.ROOFS].add(corners, roofs, roofCount, owners);
    return next;
  }

  /**
   * The faces of a patch, until the next part is read.
   *
   * @param patch {@link Patches#GROUND}, {@link Patches#WALLS} or {@link Patches#ROOFS}
   */
  public PatchMesh of(int patch) {
    return patches[patch];
  }

  /**
   * x, y, z of some vertices of a patch.
   *
   * @param first number of the first
   * @param origin is subtracted
   * @param xyz takes three for each
   */
  public void coordinates(PatchMesh mesh, int first, int count, double[] origin, double[] xyz) {
    double x = origin[0];
    double y = origin[1];
    double z = origin[2];
    for (int i = 0; i < count; i++) {
      int at = 3 * mesh.vertices[first + i];
      xyz[3 * i] = points[at] - x;
      xyz[3 * i + 1] = points[at + 1] - y;
      xyz[3 * i + 2] = points[at + 2] - z;
    }
  }

  /** One of the coordinates x, y, z of a vertex of a patch. */
  public double coordinate(PatchMesh mesh, int vertex, int axis) {
    return points[3 * mesh.vertices[vertex] + axis];
  }
}
