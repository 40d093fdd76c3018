package io.citymesh.output;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.citymesh.footprint.Building;
import io.citymesh.footprint.HeightSource;
import io.citymesh.report.Manifest;
import io.citymesh.stitch.Part;
import io.citymesh.stitch.Part.Kind;
import io.citymesh.store.PartDigest;
import io.citymesh.store.PartFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.apache.hadoop.conf.Configuration;

/**
 * A city of nine cells with one box on the middle cell, in two parts, to be published and, for most
 * tests, broken first.
 *
 * <pre>
 *   3 +---+---+---+      The core owns the vertices with x at most 1 and the faces of column 0;
 *     | \ | \ | \ |      the seam owns everything else, and refers to the core's vertices at x = 1,
 *   2 +---+===+---+      among them two roof corners, which no face of the core uses.
 *     | \ | R | \ |
 *   1 +---+===+---+      Ground at z = 0, roof at z = 2. All planar angles are 45 or 90 degrees.
 *     | \ | \ | \ |
 *   0 +---+---+---+
 *     0   1   2   3
 * </pre>
 */
public final class TinyCity {
  static final int CORE = 0;
  static final int SEAM = 1;

  /** The parts' nodes in the stitching tree, and their ids: not their places in the list. */
  private static final int[] NODES = {0, 5};

  private static final long[] IDS = {4, 1};

  private static final double ROOF = 2;

  /** The key of the box. */
  public static final long BOX = 1L << 40;

  final List<List<double[]>> vertices = List.of(new ArrayList<>(), new ArrayList<>());

  /** Per part: three global vertex names and a marker. */
  final List<List<int[]>> faces = List.of(new ArrayList<>(), new ArrayList<>());

  final List<Manifest.Tile> tiles = new ArrayList<>();
  final Map<String, Object> options =
      new TreeMap<>(Map.of("max-size", 1, "building-size", 1.0, "min-angle", 25));
  List<List<Double>> domain = List.of();

  /** Place of a vertex: {part, index}; a vertex's name is its place in this list. */
  private final List<int[]> places = new ArrayList<>();

  private final Map<String, Integer> names = new HashMap<>();

  /** As it is drawn. */
  public TinyCity() {
    for (int x = 0; x <= 3; x++) {
      for (int y = 0; y <= 3; y++) {
        names.put("g" + x + y, addVertex(x <= 1 ? CORE : SEAM, x, y, 0));
        if (x % 3 != 0 && y % 3 != 0) {
          names.put("r" + x + y, addVertex(x <= 1 ? CORE : SEAM, x, y, ROOF));
        }
      }
    }
    for (int x = 0; x < 3; x++) {
      for (int y = 0; y < 3; y++) {
        addCell(x, y);
      }
    }
    addWall("11", "21");
    addWall("21", "22");
    addWall("22", "12");
    addWall("12", "11");
    tiles.add(tile("0_0", 0, 1, Manifest.Status.MESHED));
    tiles.add(tile("1_0", 1, 3, Manifest.Status.MESHED));
  }

  static Manifest.Tile tile(String key, double xmin, double xmax, Manifest.Status status) {
    return new Manifest.Tile(key, new Manifest.Extent(xmin, 0, xmax, 3), status, 1, 2, 0.5, "");
  }

  private void addCell(int x, int y) {
    boolean roof = x == 1 && y == 1;
    String level = roof ? "r" : "g";
    String[] corners = {
      level + x + y, level + (x + 1) + y, level + (x + 1) + (y + 1), level + x + (y + 1)
    };
    int part = x == 0 ? CORE : SEAM;
    addFace(part, marker(roof, 0, 1, 3, corners), corners[0], corners[1], corners[3]);
    addFace(part, marker(roof, 1, 2, 3, corners), corners[1], corners[2], corners[3]);
  }

  private static int marker(boolean roof, int a, int b, int c, String[] corners) {
    List<String> feet = List.of("g11", "g21", "g22", "g12");
    boolean halo =
        feet.contains(corners[a]) || feet.contains(corners[b]) || feet.contains(corners[c]);
    return roof ? 1 : halo ? -1 : -2;
  }

  private void addWall(String a, String b) {
    addFace(SEAM, 0, "g" + a, "g" + b, "r" + b);
    addFace(SEAM, 0, "g" + a, "r" + b, "r" + a);
  }

  /** Adds a vertex, to be named by the number that is returned. */
  int addVertex(int part, double x, double y, double z) {
    places.add(new int[] {part, vertices.get(part).size()});
    vertices.get(part).add(new double[] {x, y, z});
    return places.size() - 1;
  }

  int vertex(String name) {
    return names.get(name);
  }

  double[] at(String name) {
    return coordinates(vertex(name));
  }

  void addFace(int part, int marker, String a, String b, String c) {
    faces.get(part).add(new int[] {vertex(a), vertex(b), vertex(c), marker});
  }

  /** The face with these corners, in any order. */
  int[] face(String a, String b, String c) {
    int[] wanted = {vertex(a), vertex(b), vertex(c)};
    Arrays.sort(wanted);
    for (List<int[]> ofPart : faces) {
      for (int[] face : ofPart) {
        int[] corners = Arrays.copyOf(face, 3);
        Arrays.sort(corners);
        if (Arrays.equals(corners, wanted)) {
          return face;
        }
      }
    }
    throw new IllegalArgumentException("No face " + a + " " + b + " " + c);
  }

  public void removeFace(String a, String b, String c) {
    int[] face = face(a, b, c);
    faces.forEach(ofPart -> ofPart.removeIf(f -> f == face));
  }

  static void turn(int[] face) {
    int first = face[0];
    face[0] = face[1];
    face[1] = first;
  }

  Part part(int part) {
    int own = vertices.get(part).size();
    List<Integer> foreign = new ArrayList<>();
    List<int[]> own4 = faces.get(part);
    int[] corners = new int[3 * own4.size()];
    for (int i = 0; i < corners.length; i++) {
      int name = own4.get(i / 3)[i % 3];
      int[] place = places.get(name);
      if (place[0] == part) {
        corners[i] = place[1];
      } else {
        if (!foreign.contains(name)) {
          foreign.add(name);
        }
        corners[i] = own + foreign.indexOf(name);
      }
    }
    int[] markers = own4.stream().mapToInt(f -> f[3]).toArray();
    byte[] kinds = new byte[markers.length];
    for (int f = 0; f < kinds.length; f++) {
      kinds[f] = (byte) (markers[f] < 0 ? markers[f] + 2 : markers[f] == 1 ? 3 : 2);
    }
    long[] buildings =
        Arrays.stream(markers)
            .filter(m -> m >= 0)
            .mapToLong(TinyCity::key)
            .distinct()
            .sorted()
            .toArray();
    int[] building =
        Arrays.stream(markers)
            .map(m -> m < 0 ? -1 : Arrays.binarySearch(buildings, key(m)))
            .toArray();
    return new Part(
        NODES[part],
        IDS[part],
        part == CORE ? Kind.CORE : Kind.SEAM,
        part == CORE ? "core_0_0" : "seam_5",
        vertices.get(part).stream().flatMapToDouble(Arrays::stream).toArray(),
        corners,
        kinds,
        building,
        buildings,
        foreign.stream()
            .map(places::get)
            .flatMapToLong(place -> LongStream.of(IDS[place[0]], place[1]))
            .toArray(),
        foreign.stream().flatMapToDouble(v -> Arrays.stream(coordinates(v))).toArray());
  }

  /**
   * The key of the building that a face belongs to: of the box, whose walls have the marker 0 and
   * whose roof has the marker 1, or of another one that there is not.
   */
  private static long key(int marker) {
    return marker <= 1 ? BOX : marker;
  }

  /** The box as a building. */
  private static final Building BOX_ITSELF =
      new Building(
          0,
          BOX,
          List.of("box"),
          0,
          ROOF,
          HeightSource.HEIGHT_FIELD,
          new double[][] {{1, 1, 2, 1, 2, 2, 1, 2}});

  /** Publishes the city and returns its manifest. */
  public Manifest publish(OutputDir out) throws IOException {
    return publish(out, 0);
  }

  /**
   * As {@link #publish(OutputDir)}, with compressed parts.
   *
   * @param deflate zlib's level, 0 for none
   */
  Manifest publish(OutputDir out, int deflate) throws IOException {
    long coreVertices = vertices.get(CORE).size();
    List<Manifest.Part> parts = new ArrayList<>();
    for (int part : new int[] {CORE, SEAM}) {
      long offset = part == CORE ? 0 : coreVertices;
      parts.add(write(out, part(part), part, offset, deflate));
    }
    BuildingsFile.write(out, 0, List.of(BOX_ITSELF).iterator(), "");
    Manifest manifest = manifest(parts);
    ManifestFile.write(out, manifest);
    return manifest;
  }

  /**
   * Puts a part into the output, as a run does.
   *
   * @param number its place in the manifest
   * @param offset how many vertices the parts before it have
   * @return its line in the manifest
   */
  static Manifest.Part write(OutputDir out, Part part, int number, long offset, int deflate)
      throws IOException {
    String file = OutputOptions.PARTS + "/" + part.name() + ".h5";
    String digest = PartDigest.of(part);
    out.writeLocally(
        file, path -> PartFile.write(path, part, new PartFile.Label("a key", digest, deflate)));
    double[] b = PartFile.bounds(part.vertices());
    return new Manifest.Part(
        part.id(),
        number,
        part.name(),
        file,
        part.kind().name().toLowerCase(Locale.ROOT),
        offset,
        part.vertexCount(),
        part.faceCount(),
        new Manifest.Extent(b[0], b[1], b[2], b[3]),
        digest);
  }

  Manifest manifest(List<Manifest.Part> parts) {
    return manifest(
        parts,
        new Manifest.Extent(0, 0, 3, 3),
        quality(false, ((Number) options.get("min-angle")).doubleValue()),
        quality(true, 0));
  }

  /** The manifest of another mesh with this one's options and tiles. */
  Manifest manifest(
      List<Manifest.Part> parts,
      Manifest.Extent bounds,
      Manifest.Quality quality,
      Manifest.Quality walls) {
    long failed = tiles.stream().filter(t -> t.status() == Manifest.Status.FAILED).count();
    return new Manifest(
        new TreeMap<>(options),
        "EPSG:28992",
        bounds,
        domain,
        new Manifest.Totals(
            parts.stream().mapToLong(Manifest.Part::vertices).sum(),
            parts.stream().mapToLong(Manifest.Part::faces).sum(),
            parts.size(),
            tiles.size(),
            (int) failed,
            1),
        tiles,
        parts,
        List.of(),
        quality,
        walls,
        null,
        null,
        new TreeMap<>(Map.of("open_edges", 0L)),
        new TreeMap<>(Map.of("too_small", 7L)),
        null,
        null,
        null,
        List.of("a note"),
        List.of("a deviation"),
        new TreeMap<>(),
        new TreeMap<>(),
        Map.of("mesh", 1.5),
        new TreeMap<>(Map.of("failed_tasks", 0L)),
        new TreeMap<>(Map.of("java", "17")),
        Manifest.digestOf(parts));
  }

  /** The true angles of the walls, or of ground and roofs seen from above. */
  private Manifest.Quality quality(boolean walls, double bound) {
    double minimum = Double.POSITIVE_INFINITY;
    long below = 0;
    Long[] histogram = new Long[Manifest.Quality.BINS];
    Arrays.fill(histogram, 0L);
    for (int[] face : faces.stream().flatMap(List::stream).toList()) {
      double angle = smallestAngle(face, !walls);
      if ((face[3] == 0) == walls && !Double.isNaN(angle) && face[3] < 2) {
        minimum = Math.min(minimum, angle);
        below += angle < bound ? 1 : 0;
        histogram[(int) Math.min(11, angle / 5)]++;
      }
    }
    return new Manifest.Quality(
        minimum == Double.POSITIVE_INFINITY ? 0 : minimum,
        bound,
        below,
        List.of(histogram),
        new TreeMap<>(Map.of("input", below)));
  }

  /** Degrees, by the dot product at each corner; NaN for a face that has no plane. */
  private double smallestAngle(int[] face, boolean fromAbove) {
    double smallest = 60;
    for (int i = 0; i < 3; i++) {
      double[] at = coordinates(face[i]);
      double[] p = coordinates(face[(i + 1) % 3]);
      double[] q = coordinates(face[(i + 2) % 3]);
      if (face[i] == face[(i + 1) % 3] || Double.isNaN(at[2])) {
        return Double.NaN;
      }
      double dot = 0;
      double pp = 0;
      double qq = 0;
      for (int k = 0; k < (fromAbove ? 2 : 3); k++) {
        dot += (p[k] - at[k]) * (q[k] - at[k]);
        pp += (p[k] - at[k]) * (p[k] - at[k]);
        qq += (q[k] - at[k]) * (q[k] - at[k]);
      }
      double sine = Math.sqrt(Math.max(0, pp * qq - dot * dot));
      smallest = Math.min(smallest, Math.toDegrees(Math.atan2(sine, dot)));
    }
    return smallest;
  }

  private double[] coordinates(int vertex) {
    int[] place = places.get(vertex);
    return vertices.get(place[0]).get(place[1]);
  }

  /** Of each face, in the order of the parts, x, y, z of its corners and its marker. */
  public List<double[]> triangles() {
    List<double[]> all = new ArrayList<>();
    for (int[] face : faces.stream().flatMap(List::stream).toList()) {
      double[] triangle = new double[10];
      for (int i = 0; i < 3; i++) {
        System.arraycopy(coordinates(face[i]), 0, triangle, 3 * i, 3);
      }
      triangle[9] = face[3];
      all.add(triangle);
    }
    return all;
  }

  /** Publishes and checks the city, in one bucket and in many, with the same result. */
  CheckReport check(Path directory) throws IOException {
    OutputDir out = OutputDir.of(directory.toString(), new Configuration());
    publish(out);
    return checkInAnyBuckets(out);
  }

  static CheckReport checkInAnyBuckets(OutputDir out) throws IOException {
    CheckReport report = MeshCheck.run(out);
    for (int perBucket : new int[] {1, 5}) {
      CheckReport other = MeshCheck.run(out, new MeshCheck.Buckets(perBucket, perBucket));
      assertEquals(report.defects(), other.defects());
      assertEquals(report.examples().keySet(), other.examples().keySet());
      assertEquals(report.holes(), other.holes());
      assertEquals(report.planar(), other.planar());
      assertEquals(report.coveredArea(), other.coveredArea());
    }
    return report;
  }
}
