package io.citymesh.format;

import io.citymesh.air.AirPart;
import io.citymesh.output.BuildingNumbers;
import io.citymesh.output.OutputDir;
import io.citymesh.stitch.FaceKind;
import io.citymesh.stitch.Markers;
import io.citymesh.store.FlatArray;
import io.citymesh.store.Hdf5File;
import io.citymesh.store.PartFile;
import io.citymesh.store.PartSurfaces;
import java.io.Closeable;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.DoubleBuffer;
import java.nio.IntBuffer;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * A published part as formats need it. Each array is read when it is first asked for and kept until
 * the part is closed; nobody may change it. The only class that knows how parts lie in their files.
 */
public final class FormatPart implements Closeable {
  /** Faces of which a sink takes the numbers at once: they stay in the first caches. */
  static final int FACES_AT_A_TIME = 1 << 11;

  /** Eight kinds of faces at a time. */
  static final VarHandle EIGHT =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private final OutputDir out;
  private final MeshParts mesh;
  private final int number;
  private final Hdf5File arrays;
  private double[] vertices;
  private double[] ghosts;
  private int[] faces;

  /** Of a surface alone, which of the vertices in the file it has, ascending. */
  private int[] kept;

  private long[] foreign;
  private byte[] kinds;
  private long[] keys;
  private int[] buildings;
  private int[] patches;
  private AirPart air;

  private FormatPart(OutputDir out, MeshParts mesh, int number, Hdf5File file) {
    this.out = out;
    this.mesh = mesh;
    this.number = number;
    this.arrays = file;
  }

  /** Reads arrays of a part. */
  @FunctionalInterface
  public interface Reader<T> {
    /** Reads the part, which is open until this returns. */
    T readFrom(FormatPart part) throws IOException;
  }

  /**
   * Reads a part; of one on a remote file system a local copy, which is removed afterwards.
   *
   * @param out the output directory with the parts
   * @param number of the part, in vertex order
   */
  public static <T> T read(OutputDir out, MeshParts mesh, int number, Reader<T> reader)
      throws IOException {
    return out.readLocally(
        mesh.files().get(number),
        path -> {
          try (FormatPart part = new FormatPart(out, mesh, number, Hdf5File.open(path))) {
            return reader.readFrom(part);
          }
        });
  }

  /** The mesh that it is a part of. */
  public MeshParts mesh() {
    return mesh;
  }

  /** The output directory that it lies in. */
  OutputDir output() {
    return out;
  }

  /** Its file, relative to the output directory. */
  public String file() {
    return mesh.files().get(number);
  }

  /** Its place among the parts. */
  int number() {
    return number;
  }

  /** The global id of its first vertex. */
  public long vertexOffset() {
    return mesh.vertexOffset(number);
  }

  /** The global index of its first face. */
  public long faceOffset() {
    return mesh.faceOffset(number);
  }

  /** How many vertices it owns (n); of a surface alone, how many of these the surface has. */
  public int vertexCount() {
    return mesh.vertices(number);
  }

  /** How many faces it has (m). */
  public int faceCount() {
    return mesh.faces(number);
  }

  /** x, y, z of its own vertices, metres: 3n. */
  public double[] vertices() throws IOException {
    if (vertices == null) {
      vertices = mesh.isOfSurface() ? keptVertices() : PartFile.vertices(arrays);
      requireCount("vertices", vertices.length, 3 * vertexCount());
    }
    return vertices;
  }

  private double[] keptVertices() throws IOException {
    faces();
    double[] xyz = new double[3 * kept.length];
    int[] at = {0, 0}; // The next vertex in the file, and the next that is kept.
    PartFile.streamVertices(
        arrays,
        slab -> {
          DoubleBuffer some = slab.asDoubleBuffer();
          int end = at[0] + some.remaining() / 3;
          for (; at[1] < kept.length && kept[at[1]] < end; at[1]++) {
            some.get(3 * (kept[at[1]] - at[0]), xyz, 3 * at[1], 3);
          }
          at[0] = end;
        });
    return xyz;
  }

  /**
   * Which vertices its faces use, by the number of the part that owns them, as {@link
   * MeshParts#together} puts them together.
   */
  public Map<Integer, long[]> surfaceUses() throws IOException {
    boolean[] used = used(fileFaces());
    Map<Integer, long[]> uses = new TreeMap<>();
    uses.put(number, SurfaceVertices.own(used, Math.toIntExact(PartFile.sharedVertices(arrays))));
    long[] named = arrays.longs("foreign", 2);
    for (int j = 0; j < named.length; j += 2) {
      mesh.vertex(named[j], named[j + 1]); // There is one.
      int vertex = (int) named[j + 1];
      uses.compute(mesh.numberOf(named[j]), (part, some) -> SurfaceVertices.with(some, vertex));
    }
    return uses;
  }

  /** Which of the vertices in the file are corners of faces. */
  private boolean[] used(int[] corners) throws IOException {
    boolean[] used = new boolean[Math.toIntExact(PartFile.vertexRows(arrays))];
    for (int corner : corners) {
      if (corner < used.length) {
        used[corner] = true;
      }
    }
    return used;
  }

  /** x, y, z of the vertices of other parts that its faces use, metres: 3k. */
  public double[] ghosts() throws IOException {
    if (ghosts == null) {
      ghosts = arrays.doubles("ghosts", 3);
    }
    return ghosts;
  }

  /** x, y, z of all corners of its faces, metres: those of its own vertices, then the ghosts. */
  public double[] points() throws IOException {
    double[] own = vertices();
    double[] others = ghosts();
    double[] points = Arrays.copyOf(own, own.length + others.length);
    System.arraycopy(others, 0, points, own.length, others.length);
    return points;
  }

  /**
   * As {@link #points()}.
   *
   * @param again an array that is no longer needed
   * @return this array if it is long enough, else a longer one; what stands behind the points has
   *     no meaning
   */
  public double[] points(double[] again) throws IOException {
    if (mesh.isOfSurface()) {
      return points();
    }
    int count = Math.multiplyExact(3, pointCount());
    double[] points = again.length < count ? new double[count] : again;
    int[] at = {0};
    FlatArray.Sink<IOException> append =
        slab -> {
          int values = slab.remaining() / Double.BYTES;
          slab.asDoubleBuffer().get(points, at[0], values);
          at[0] += values;
        };
    PartFile.streamVertices(arrays, append);
    arrays.stream("ghosts", FlatArray.Type.FLOAT64, 3, append);
    boolean finite = true;
    for (int i = 0; i < count; i++) {
      finite &= Math.abs(points[i]) < Double.POSITIVE_INFINITY;
    }
    if (!finite) {
      throw new IOException(file() + ": a vertex has a coordinate that is no number");
    }
    return points;
  }

  /**
   * How many points there are (n + k): as many as the manifest says, and no more than the file
   * holds.
   */
  int pointCount() throws IOException {
    if (!mesh.isOfSurface()) {
      requireCount("vertices", 3 * PartFile.vertexRows(arrays), 3L * vertexCount());
    }
    return Math.addExact(vertexCount(), ghostCount());
  }

  /** How many vertices of other parts its faces use (k). */
  int ghostCount() throws IOException {
    return ghosts == null
        ? Math.toIntExact(arrays.rows("ghosts", FlatArray.Type.FLOAT64, 3))
        : ghosts.length / 3;
  }

  /**
   * Writes x, y, z of its own vertices, 24 bytes each; if these are all in the file, as they stand
   * there: no array is made.
   */
  void putVertices(ByteSink out) throws IOException {
    if (mesh.isOfSurface()) {
      out.putDoubles(vertices());
      return;
    }
    requireCount("vertices", 3 * PartFile.vertexRows(arrays), 3L * vertexCount());
    PartFile.streamVertices(arrays, out::put);
  }

  /** Writes x, y, z of its own vertices less an origin, 24 bytes each. */
  void putVertices(double[] origin, ByteSink out) throws IOException {
    requireCount("vertices", 3 * PartFile.vertexRows(arrays), 3L * vertexCount());
    PartFile.streamVertices(
        arrays,
        slab -> {
          while (slab.hasRemaining()) {
            ByteBuffer xyz = out.room(24);
            xyz.putDouble(slab.getDouble() - origin[0]);
            xyz.putDouble(slab.getDouble() - origin[1]);
            xyz.putDouble(slab.getDouble() - origin[2]);
          }
        });
  }

  /** What it has of ground, walls and roofs, in numbers: see {@link PartSurfaces}. */
  PartSurfaces surfaces() throws IOException {
    PartSurfaces surfaces = PartSurfaces.read(arrays, faceCount());
    for (PartSurfaces.Surface surface : surfaces.all()) {
      if (surface.faces() > 0 && !surface.bounds().stream().allMatch(Double::isFinite)) {
        throw new IOException(file() + ": a vertex has a coordinate that is no number");
      }
    }
    return surfaces;
  }

  /** The lowest and the highest elevation of its own vertices, infinite if there are none. */
  double[] elevations() throws IOException {
    double[] range = {Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY};
    PartFile.streamVertices(
        arrays,
        slab -> {
          DoubleBuffer xyz = slab.asDoubleBuffer();
          double low = range[0];
          double high = range[1];
          for (int i = 2; i < xyz.limit(); i += 3) {
            low = Math.min(low, xyz.get(i));
            high = Math.max(high, xyz.get(i));
          }
          range[0] = low;
          range[1] = high;
        });
    return range;
  }

  /** Corners of its faces: 0 ... n - 1 its own vertices, n ... n + k - 1 the ghosts: 3m. */
  public int[] faces() throws IOException {
    if (faces == null) {
      int[] read = fileFaces();
      if (mesh.isOfSurface()) {
        keepSurface(read);
      } else {
        requireCount("vertices", 3 * PartFile.vertexRows(arrays), 3L * vertexCount());
      }
      faces = read;
    }
    return faces;
  }

  /** The corners as the file has them. */
  private int[] fileFaces() throws IOException {
    int[] read = arrays.ints("faces", 3);
    requireCount("faces", read.length, 3 * faceCount());
    requireCorners(read, read.length, Math.toIntExact(PartFile.vertexRows(arrays) + ghostCount()));
    return read;
  }

  private void requireCorners(int[] corners, int count, int all) throws IOException {
    int signs = 0; // Negative if a corner is, or if it is too large: without a branch.
    for (int i = 0; i < count; i++) {
      signs |= corners[i] | (all - 1 - corners[i]);
    }
    if (signs < 0) {
      throw badCorner(Arrays.copyOf(corners, count), all);
    }
  }

  /** Takes numbers of faces, some faces at a time. */
  @FunctionalInterface
  interface FaceSink {
    /**
     * Takes those of the next faces.
     *
     * @param numbers in an array that is used again
     * @param count of faces, at most {@link #FACES_AT_A_TIME}
     */
    void accept(int[] numbers, int count);
  }

  /** Sends what {@link #faces} gives to a sink: no array of all is made. */
  void streamFaces(FaceSink sink) throws IOException {
    int[] some = new int[3 * FACES_AT_A_TIME];
    if (mesh.isOfSurface()) {
      int[] all = faces();
      for (int at = 0; at < all.length; at += some.length) {
        int count = Math.min(some.length, all.length - at);
        System.arraycopy(all, at, some, 0, count);
        sink.accept(some, count / 3);
      }
      return;
    }
    int corners = pointCount();
    requireCount("faces", 3 * arrays.rows("faces"), 3L * faceCount());
    streamNumbers(
        "faces",
        3,
        some,
        count -> {
          requireCorners(some, count, corners);
          sink.accept(some, count / 3);
        });
  }

  /** Takes as many numbers as stand in an array that it knows. */
  @FunctionalInterface
  private interface CountSink {
    void accept(int count) throws IOException;
  }

  /**
   * Sends an array of the file to a sink.
   *
   * @param some takes the numbers, as many at a time as it has room for
   */
  private void streamNumbers(String name, int columns, int[] some, CountSink sink)
      throws IOException {
    arrays.stream(
        name,
        FlatArray.Type.INT32,
        columns,
        slab -> {
          IntBuffer all = slab.asIntBuffer();
          while (all.hasRemaining()) {
            int count = Math.min(some.length, all.remaining());
            all.get(some, 0, count);
            sink.accept(count);
          }
        });
  }

  /** Finds the vertices of the surface, and numbers the corners by these. */
  private void keepSurface(int[] corners) throws IOException {
    boolean[] used = used(corners);
    int shared = Math.toIntExact(PartFile.sharedVertices(arrays));
    for (int v = 0; v < shared; v++) {
      used[v] = mesh.surface().get(number).has(v);
    }
    int[] number = new int[used.length];
    int[] found = new int[used.length];
    int count = 0;
    for (int v = 0; v < used.length; v++) {
      number[v] = count;
      found[count] = v; // The next takes its place if it is not used.
      count += used[v] ? 1 : 0;
    }
    requireCount("vertices of the surface", 3L * count, 3L * vertexCount());
    for (int i = 0; i < corners.length; i++) {
      int corner = corners[i];
      corners[i] = corner < used.length ? number[corner] : corner - used.length + count;
    }
    kept = Arrays.copyOf(found, count);
  }

  private IOException badCorner(int[] corners, int all) {
    int bad = Arrays.stream(corners).filter(c -> c < 0 || c >= all).findFirst().orElseThrow();
    return new IOException(
        String.format(Locale.ROOT, "%s: a face has the corner %d of %d", file(), bad, all));
  }

  /** Global ids of the vertices of other parts: k. */
  public long[] foreign() throws IOException {
    if (foreign == null) {
      long[] read = arrays.longs("foreign", 2);
      requireCount("foreign", read.length / 2, ghostCount());
      long[] ids = new long[read.length / 2];
      for (int j = 0; j < ids.length; j++) {
        ids[j] = mesh.vertex(read[2 * j], read[2 * j + 1]);
      }
      foreign = ids;
    }
    return foreign;
  }

  /** Global ids of the corners of its faces: 3m. */
  public long[] corners() throws IOException {
    long[] ids = new long[faces().length];
    globalCorners(0).fill(0, ids.length, ids);
    return ids;
  }

  /**
   * Global ids of the corners of its faces: 3m, of which any can be asked for.
   *
   * @param plus is added to each
   */
  ByteSink.Longs globalCorners(long plus) throws IOException {
    int[] local = faces();
    long[] others = foreign();
    int own = vertexCount();
    long offset = vertexOffset() + plus;
    return (first, count, ids) -> {
      for (int i = 0; i < count; i++) {
        int corner = local[first + i];
        ids[i] = corner < own ? offset + corner : others[corner - own] + plus;
      }
    };
  }

  /** Of each face -2 ground, -1 ground that touches a building, i wall and N + i roof of i: m. */
  public int[] markers() throws IOException {
    byte[] kind = kinds();
    int[] building = buildings();
    int all = mesh.buildings();
    int[] markers = new int[kind.length];
    for (int f = 0; f < markers.length; f++) {
      markers[f] = Markers.of(kind[f], building[f], all);
    }
    return markers;
  }

  /** The kind of each face, see {@link FaceKind}: m. */
  public byte[] kinds() throws IOException {
    if (kinds == null) {
      byte[] read = arrays.bytes("kind", 1);
      requireCount("kind", read.length, faceCount());
      requireKinds(read);
      kinds = read;
    }
    return kinds;
  }

  private void requireKinds(byte[] kinds) throws IOException {
    long eight = 0;
    int at = 0;
    for (; at <= kinds.length - Long.BYTES; at += Long.BYTES) {
      eight |= (long) EIGHT.get(kinds, at);
    }
    long bits = 0; // All that any kind has.
    for (; at < kinds.length; at++) {
      bits |= kinds[at] & 0xFF;
    }
    for (; eight != 0; eight >>>= Byte.SIZE) {
      bits |= eight & 0xFF;
    }
    Patches patches = mesh.patches();
    boolean fit = bits <= Byte.MAX_VALUE;
    for (int kind = 0; fit && kind <= bits; kind++) {
      fit = patches.has((byte) kind); // More than there may be.
    }
    if (fit) {
      return;
    }
    for (byte kind : kinds) {
      if (!patches.has(kind)) {
        throw new IOException(
            String.format(Locale.ROOT, "%s: a face has the kind %d", file(), kind));
      }
    }
  }

  /**
   * The index of the building that each face belongs to, or -1: m. Parts know buildings by key: the
   * first time that an executor is asked, it reads all keys of the city.
   */
  public int[] buildings() throws IOException {
    if (buildings == null) {
      int[] read = localBuildings();
      int[] numbers = buildingNumbers();
      int[] indices = new int[numbers.length + 1];
      indices[0] = -1; // Of none.
      System.arraycopy(numbers, 0, indices, 1, numbers.length);
      for (int f = 0; f < read.length; f++) {
        read[f] = indices[read[f] + 1];
      }
      buildings = read;
    }
    return buildings;
  }

  /** The patch of each face, see {@link MeshParts#patches}: m. */
  int[] patches() throws IOException {
    if (patches == null) {
      Patches all = mesh.patches();
      byte[] kind = kinds();
      int[] found = new int[kind.length];
      for (int f = 0; f < found.length; f++) {
        found[f] = all.of(kind[f]);
      }
      if (all.ofBuildings()) {
        int[] building = buildings();
        byte[] places = all.field().isEmpty() ? new byte[0] : BuildingPatches.places(out, mesh);
        for (int f = 0; f < found.length; f++) {
          if (building[f] >= 0) {
            int place = all.field().isEmpty() ? building[f] : places[building[f]];
            found[f] = all.firstOfBuildings() + place;
          }
        }
      }
      patches = found;
    }
    return patches;
  }

  /**
   * The air above it.
   *
   * @throws IOException if it has none, or its file is damaged
   */
  public AirPart air() throws IOException {
    if (air == null) {
      AirPart read =
          PartFile.air(arrays)
              .orElseThrow(() -> new IOException(file() + ": holds no cells of the air"));
      requireCount("vertices", 3L * read.ownVertices(), 3L * vertexCount());
      Patches patches = mesh.patches();
      for (byte side : read.sides()) {
        if (side != AirPart.INSIDE && !patches.has(side)) {
          throw new IOException(
              String.format(Locale.ROOT, "%s: a column has a side of the kind %d", file(), side));
        }
      }
      air = read;
    }
    return air;
  }

  /**
   * Global ids of the vertices of other parts that are on its lines of the air, in the order of
   * these lines' levels.
   *
   * @throws IOException if there is no such vertex
   */
  long[] foreignLevels() throws IOException {
    AirPart lines = air();
    int own = lines.ownVertices();
    int[] start = lines.levels().start();
    long[] ids = new long[lines.levels().z().length - own];
    for (int line = lines.owned(); line < lines.lines(); line++) {
      int count = lines.levels().count(line);
      long first = mesh.vertex(lines.owner(line), lines.firstVertex(line));
      mesh.vertex(lines.owner(line), (long) lines.firstVertex(line) + count - 1);
      for (int i = 0; i < count; i++) {
        ids[start[line] - own + i] = first + i;
      }
    }
    return ids;
  }

  /** The keys of the buildings that its faces belong to: b. */
  public long[] buildingKeys() throws IOException {
    if (keys == null) {
      keys = arrays.longs("buildings", 1);
    }
    return keys;
  }

  /** The indices of the buildings that its faces belong to, in the order of their keys: b. */
  public int[] buildingNumbers() throws IOException {
    int[] indices = new int[buildingKeys().length];
    if (indices.length > 0) {
      BuildingNumbers numbers = BuildingNumbers.read(out, mesh.digest());
      for (int b = 0; b < indices.length; b++) {
        indices[b] = numbers.of(keys[b]);
      }
    }
    return indices;
  }

  /** The place of each face's building among {@link #buildingKeys}, or -1: m, the caller's own. */
  public int[] localBuildings() throws IOException {
    return localBuildings(new int[0]);
  }

  /**
   * As {@link #localBuildings()}.
   *
   * @param again an array that is no longer needed
   * @return this array if it is long enough, else a longer one; what stands behind the places has
   *     no meaning
   */
  int[] localBuildings(int[] again) throws IOException {
    int faces = faceCount();
    requireCount("building", arrays.rows("building", FlatArray.Type.INT32, 1), faces);
    int[] places = again.length < faces ? new int[faces] : again;
    int[] at = {0};
    arrays.stream(
        "building",
        FlatArray.Type.INT32,
        1,
        slab -> {
          int count = slab.remaining() / Integer.BYTES;
          slab.asIntBuffer().get(places, at[0], count);
          at[0] += count;
        });
    requireBuildings(places, faces);
    return places;
  }

  /**
   * All faces have a building that there is, or none if they can have none.
   *
   * @param building of all faces; what stands behind them has no meaning
   */
  private void requireBuildings(int[] building, int count) throws IOException {
    byte[] kind = kinds();
    int all = buildingKeys().length;
    int signs = 0; // Negative if one does not fit: without a branch, for kinds come mixed.
    for (int f = 0; f < count; f++) {
      signs |= building[f] + 1 | all - 1 - building[f];
    }
    for (int f = 0; f < count; f++) {
      int other = (kind[f] | 1) ^ FaceKind.ROOF; // 0 of walls and roofs, else above 0.
      signs |= building[f] ^ -other;
    }
    if (signs >= 0) {
      return;
    }
    for (int f = 0; f < count; f++) {
      int b = building[f];
      if (b < -1 || b >= all) {
        throw new IOException(
            String.format(Locale.ROOT, "%s: a face has the building %d of %d", file(), b, all));
      }
      if (!FaceKind.fits(kind[f], b)) {
        throw new IOException(
            String.format(
                Locale.ROOT, "%s: a face has the kind %d and the building %d", file(), kind[f], b));
      }
    }
  }

  private void requireCount(String what, long found, long expected) throws IOException {
    if (found != expected) {
      throw new IOException(
          String.format(
              Locale.ROOT,
              "%s: has %d numbers of %s where the manifest says %d",
              file(),
              found,
              what,
              expected));
    }
  }

  @Override
  public void close() throws IOException {
    arrays.close();
  }
}
