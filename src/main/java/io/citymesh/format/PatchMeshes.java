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

  /** The building of each face. */
  private int[] owners = {};

  /** Of each kind of face in which patch it is: a bit for each. */
  private static final int[] PATCH_BITS = patchBits();

  /** The kinds of eight faces in a row, which are often the same. */
  private static final long HALO_EIGHT_TIMES = FaceKind.HALO * 0x0101010101010101L;

  private static final long WALL_EIGHT_TIMES = FaceKind.WALL * 0x0101010101010101L;

  /** Of some faces which of them are of ground, of walls, and of roofs. */
  private final int[] grounds = new int[FormatPart.FACES_AT_A_TIME];

  private final int[] walls = new int[FormatPart.FACES_AT_A_TIME];
  private final int[] roofs = new int[FormatPart.FACES_AT_A_TIME];

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

    /** Of the ground the number of each vertex of the part. */
    private int[] numbers = {};

    /**
     * Of walls and roofs, of each vertex of the part, its first building and its number with it, in
     * half of the bits each; -1 without one.
     */
    private long[] firsts = {};

    /** How many vertices and ghosts the part has. */
    private int all;

    /**
     * The part's numbers of the vertices: own ones, then ghosts. Of walls and roofs the building of
     * each stands in the upper half of the bits.
     */
    private long[] vertices = {};

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

    /**
     * Of walls and roofs the building of a vertex, its place among the part's keys: a vertex counts
     * once for each of its buildings.
     */
    public int building(int vertex) {
      return (int) (vertices[vertex] >> 32);
    }

    /** The part's number of a vertex: own ones, then ghosts. */
    int vertex(int vertex) {
      return (int) vertices[vertex];
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
          to[i] = plus + numbers[corners[first + i]];
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
     */
    void begin(int all) {
      this.all = all;
      if (isGround) {
        numbers = numbers.length < all ? new int[all] : numbers;
        Arrays.fill(numbers, 0, all, 0);
      } else {
        firsts = firsts.length < all ? new long[all] : firsts;
        Arrays.fill(firsts, 0, all, -1);
      }
      vertexCount = 0;
      cornerCount = 0;
      if (others.count() > 0) {
        others = new TupleNumbers(1);
      }
    }

    /** An array that is long enough, with what it has. */
    private static int[] room(int[] array, int length) {
      return array.length >= length
          ? array
          : Arrays.copyOf(array, Math.max(length, array.length + array.length / 2));
    }

    private void requireVertices(int count) {
      if (vertices.length < count) {
        vertices = Arrays.copyOf(vertices, Math.max(count, vertices.length + vertices.length / 2));
      }
    }

    /**
     * Adds faces of the ground.
     *
     * @param some corners of faces
     * @param which places among these faces
     */
    private void add(int[] some, int[] which, int count) {
      corners = room(corners, cornerCount + 3 * count);
      int[] to = corners;
      int[] used = numbers;
      int at = cornerCount;
      for (int j = 0; j < count; j++, at += 3) {
        int i = 3 * which[j];
        int a = some[i];
        int b = some[i + 1];
        int c = some[i + 2];
        to[at] = a;
        to[at + 1] = b;
        to[at + 2] = c;
        used[a] = 1;
        used[b] = 1;
        used[c] = 1;
      }
      cornerCount = at;
    }

    /** Numbers the vertices of the ground, of which it is known which are used, in their order. */
    private void number() {
      requireVertices(all);
      int n = 0;
      for (int v = 0; v < all; v++) {
        int used = numbers[v];
        vertices[n] = v; // The next takes its place if it is not used.
        numbers[v] = n;
        n += used;
      }
      vertexCount = n;
    }

    /**
     * Adds faces of buildings.
     *
     * @param some corners of faces
     * @param which places among these faces
     * @param owners the buildings of all faces
     * @param from of these, that of the first of some
     */
    void add(int[] some, int[] which, int count, int[] owners, int from) {
      requireVertices(vertexCount + 3 * count);
      corners = room(corners, cornerCount + 3 * count);
      int[] to = corners;
      long[] there = vertices;
      long[] known = firsts;
      int n = vertexCount;
      int at = cornerCount;
      for (int j = 0; j < count; j++, at += 3) {
        int i = which[j];
        int owner = owners[from + i];
        long building = (long) owner << 32;
        int a = some[3 * i];
        int b = some[3 * i + 1];
        int c = some[3 * i + 2];
        // A vertex stands where a new one goes: the next takes its place if it is known.
        there[n] = building | a;
        long first = known[a];
        long isNew = first >> 63; // All bits or none.
        first &= building | n | ~isNew;
        known[a] = first;
        n -= (int) isNew;
        there[n] = building | b;
        long second = known[b];
        isNew = second >> 63;
        second &= building | n | ~isNew;
        known[b] = second;
        n -= (int) isNew;
        there[n] = building | c;
        long third = known[c];
        isNew = third >> 63;
        third &= building | n | ~isNew;
        known[c] = third;
        n -= (int) isNew;
        to[at] = (int) first;
        to[at + 1] = (int) second;
        to[at + 2] = (int) third;
        if ((first ^ building | second ^ building | third ^ building) >>> 32 != 0) {
          vertexCount = n;
          to[at] = number(a, first, owner);
          to[at + 1] = number(b, second, owner);
          to[at + 2] = number(c, third, owner);
          n = vertexCount;
        }
      }
      vertexCount = n;
      cornerCount = at;
    }

    /** The number of a vertex with a building. */
    private int number(int v, long first, int owner) {
      return first >> 32 == owner ? (int) first : other(v, owner);
    }

    /** The number of a vertex with another building than its first. */
    private int other(int v, int owner) {
      int known = others.count();
      int place = others.add(TupleNumbers.pair(v, owner));
      if (place == known) {
        vertices[vertexCount] = TupleNumbers.pair(owner, v);
        otherNumbers = room(otherNumbers, place + 16);
        otherNumbers[place] = vertexCount++;
      }
      return otherNumbers[place];
    }
  }

  /** Reads a part, in place of the one before. */
  public void read(FormatPart part) throws IOException {
    byte[] kinds = part.kinds();
    owners = part.localBuildings(owners);
    int all = part.pointCount();
    for (PatchMesh patch : patches) {
      patch.begin(all);
    }
    int[] next = {0};
    part.streamFaces(
        (corners, count) -> {
          add(corners, count, kinds, next[0]);
          next[0] += count;
        });
    patches[Patches.GROUND].number();
    points = part.points(points);
  }

  /**
   * Adds some faces to their patches.
   *
   * @param first the number of the first of them
   */
  private void add(int[] corners, int count, byte[] kinds, int first) {
    int groundCount = 0;
    int wallCount = 0;
    int roofCount = 0;
    for (int i = 0; i < count; ) {
      int end = Math.min(count, i + Long.BYTES);
      long eight = end - i < Long.BYTES ? -1 : (long) FormatPart.EIGHT.get(kinds, first + i);
      if (eight == WALL_EIGHT_TIMES) {
        for (; i < end; i++) {
          walls[wallCount++] = i;
        }
      } else if ((eight & ~HALO_EIGHT_TIMES) == 0) { // All ground, whatever it touches.
        for (; i < end; i++) {
          grounds[groundCount++] = i;
        }
      }
      for (; i < end; i++) {
        // Kinds come mixed: what is of no use is overwritten, which is cheaper than a branch.
        int bits = PATCH_BITS[kinds[first + i]];
        grounds[groundCount] = i;
        walls[wallCount] = i;
        roofs[roofCount] = i;
        groundCount += bits & 1;
        wallCount += bits >> Patches.WALLS & 1;
        roofCount += bits >> Patches.ROOFS;
      }
    }
    patches[Patches.GROUND].add(corners, grounds, groundCount);
    patches[Patches.WALLS].add(corners, walls, wallCount, owners, first);
    patches[Patches.ROOFS].add(corners, roofs, roofCount, owners, first);
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
      int at = 3 * mesh.vertex(first + i);
      xyz[3 * i] = points[at] - x;
      xyz[3 * i + 1] = points[at + 1] - y;
      xyz[3 * i + 2] = points[at + 2] - z;
    }
  }

  /** One of the coordinates x, y, z of a vertex of a patch. */
  public double coordinate(PatchMesh mesh, int vertex, int axis) {
    return points[3 * mesh.vertex(vertex) + axis];
  }
}
