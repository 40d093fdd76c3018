package io.citymesh.report;

import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What was built: the content of {@code manifest.json}, whose keys are these components' names in
 * snake case ({@code failedTiles} is {@code failed_tiles}). Written and read by {@code
 * output.ManifestFile}.
 *
 * <p>The order of everything is fixed: options, causes, topology, features, closing, kinds, areas,
 * volumes and versions by key; zones, tiles, parts and timings as given.
 *
 * @param options the run's options by option name, such as {@code "tile-size": 250}
 * @param crs the CRS of all coordinates, such as {@code EPSG:28992}, or an empty text
 * @param bounds the rectangle around the domain
 * @param domain the rings of the domain if it is a polygon (shell first, then holes; each ring x0,
 *     y0, x1, y1, ... without a repeated last point); empty if it is the rectangle {@code bounds}
 * @param totals sums over the parts and tiles
 * @param tiles one entry per tile, in the order of the plan
 * @param parts the published parts, in vertex order: {@code vertexOffset} of each is the sum of
 *     {@code vertices} before it
 * @param formats the other formats that the mesh is written in, beside the parts, by name
 * @param quality the angles of the planar mesh
 * @param walls the angles of the walls, each in its own plane; no bound applies to them
 * @param cells of the air, by their kind: {@code wedge}, {@code pyramid}, {@code tet}, {@code
 *     polyhedron}; empty for a surface
 * @param cellQuality by name, {@code non_orthogonality} (degrees) and {@code skewness} of the faces
 *     of cells within parts, as OpenFOAM measures them; empty for a surface
 * @param topology {@code open_edges} and {@code coverage_gaps}, both zero in a sound mesh; with
 *     failed tiles, where the run can count neither, {@code hole_edges}, the open edges around them
 * @param features how many features were read, dropped, repaired, ..., by reason, and how many
 *     buildings have their roof from which source; keys that begin with {@code lidar} count points,
 *     cells and files
 * @param closing of a closed mesh {@code top} (its elevation, metres) and, if the wind has a
 *     direction, {@code flow_direction} (from where it comes, degrees clockwise from north); empty
 *     for an open mesh
 * @param kinds of a closed mesh, the kinds of faces that only it has, by name: {@code top}, {@code
 *     inlet}, {@code outlet}, {@code side}, or {@code side_1} and so on
 * @param zones where triangles are smaller than elsewhere
 * @param notes what the user should know of the inputs, such as a CRS that was overridden, a line
 *     each
 * @param deviations why the mesh is not, to the last bit, the one that the input and the options
 *     stand for: a line for each tile that was halved because it ran out of memory
 * @param areas square metres, by the names of {@link AreaReport}: what became of the union of the
 *     footprints, and what the buildings cover
 * @param volumes cubic metres, by the names of {@link VolumeReport}: below the roofs of the
 *     footprints, and of the buildings; of a closed mesh also what it encloses
 * @param timings seconds by step, in the order of the steps
 * @param counters what it took besides time: {@code idle_cores_percent} (the share of the cores'
 *     time between the first task and the last of stitching that no task had), {@code
 *     failed_tasks}, {@code lost_executors}, {@code halved_tiles} (that ran out of memory and were
 *     meshed in pieces), {@code planar_elsewhere} (where there are zones, triangles of ground and
 *     roofs in and around none of them), {@code written_bytes} (the files of the parts that the run
 *     has made), {@code shuffled_bytes} and, of these, {@code stitch_shuffled_bytes}, {@code
 *     core_millis} and {@code seam_millis} (what meshing the parts took, in the time of a task),
 *     {@code peak_heap_driver} and {@code peak_heap_executor} (bytes); with {@code --resume} also
 *     {@code reused_parts}, {@code made_cores} and {@code made_seams}
 * @param versions of citymesh, Spark, Java, by name
 * @param digest of the whole mesh: {@link #digestOf} of the parts
 */
public record Manifest(
    SortedMap<String, Object> options,
    String crs,
    Extent bounds,
    List<List<Double>> domain,
    Totals totals,
    List<Tile> tiles,
    List<Part> parts,
    List<Format> formats,
    Quality quality,
    Quality walls,
    SortedMap<String, Long> cells,
    SortedMap<String, Spread> cellQuality,
    SortedMap<String, Long> topology,
    SortedMap<String, Long> features,
    SortedMap<String, Double> closing,
    SortedMap<String, Integer> kinds,
    List<Zone> zones,
    List<String> notes,
    List<String> deviations,
    SortedMap<String, Double> areas,
    SortedMap<String, Double> volumes,
    Map<String, Double> timings,
    SortedMap<String, Long> counters,
    SortedMap<String, String> versions,
    String digest)
    implements Serializable {

  /** Takes copies; an absent map, list or text counts as empty. */
  public Manifest {
    options = sorted(options);
    crs = crs == null ? "" : crs;
    domain = domain == null ? List.of() : domain.stream().map(List::copyOf).toList();
    tiles = tiles == null ? List.of() : List.copyOf(tiles);
    parts = parts == null ? List.of() : List.copyOf(parts);
    formats = formats == null ? List.of() : List.copyOf(formats);
    cells = sorted(cells);
    cellQuality = sorted(cellQuality);
    topology = sorted(topology);
    features = sorted(features);
    closing = sorted(closing);
    kinds = sorted(kinds);
    zones = zones == null ? List.of() : List.copyOf(zones);
    notes = notes == null ? List.of() : List.copyOf(notes);
    deviations = deviations == null ? List.of() : List.copyOf(deviations);
    areas = sorted(areas);
    volumes = sorted(volumes);
    timings =
        Collections.unmodifiableMap(
            timings == null ? new LinkedHashMap<>() : new LinkedHashMap<>(timings));
    counters = sorted(counters);
    versions = sorted(versions);
    digest = digest == null ? "" : digest;
  }

  /** The same manifest with other timings. */
  public Manifest withTimings(Map<String, Double> seconds) {
    return with(formats, seconds);
  }

  /** The same manifest with more formats; of a name that it has already the new one counts. */
  public Manifest withFormats(List<Format> more) {
    TreeMap<String, Format> all = new TreeMap<>();
    formats.forEach(format -> all.put(format.name(), format));
    more.forEach(format -> all.put(format.name(), format));
    return with(List.copyOf(all.values()), timings);
  }

  private Manifest with(List<Format> otherFormats, Map<String, Double> otherTimings) {
    return new Manifest(
        options,
        crs,
        bounds,
        domain,
        totals,
        tiles,
        parts,
        otherFormats,
        quality,
        walls,
        cells,
        cellQuality,
        topology,
        features,
        closing,
        kinds,
        zones,
        notes,
        deviations,
        areas,
        volumes,
        otherTimings,
        counters,
        versions,
        digest);
  }

  private static <V> SortedMap<String, V> sorted(Map<String, V> map) {
    return Collections.unmodifiableSortedMap(map == null ? new TreeMap<>() : new TreeMap<>(map));
  }

  /**
   * The digest of a whole mesh: SHA-256 over the digests of its parts (each as ASCII text followed
   * by a line feed), in vertex order.
   */
  public static String digestOf(List<Part> parts) {
    try {
      MessageDigest sha = MessageDigest.getInstance("SHA-256");
      for (Part part : parts) {
        sha.update((part.digest() + "\n").getBytes(StandardCharsets.US_ASCII));
      }
      return HexFormat.of().formatHex(sha.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256", e);
    }
  }

  /**
   * A numeric option.
   *
   * @throws UserError if the manifest has no such option or it is not a number
   */
  public double number(String option) {
    if (options.get(option) instanceof Number number) {
      return number.doubleValue();
    }
    throw new UserError(
        "The manifest has no number for the option " + option + ": was it written by citymesh?");
  }

  /**
   * How many values lie in each of some classes.
   *
   * @param greatest of all values
   * @param bounds between the classes, ascending: c - 1
   * @param counts from the lower bound on, below the upper: c
   */
  public record Spread(double greatest, List<Double> bounds, List<Long> counts)
      implements Serializable {
    /** Takes copies; an absent list counts as empty. */
    public Spread {
      bounds = bounds == null ? List.of() : List.copyOf(bounds);
      counts = counts == null ? List.of() : List.copyOf(counts);
    }

    /** How many values there are. */
    public long total() {
      return counts.stream().mapToLong(Long::longValue).sum();
    }

    /** How many values are at a bound, or above; 0 if it is none. */
    public long from(double bound) {
      int at = bounds.indexOf(bound);
      return at < 0 ? 0 : counts.stream().skip(at + 1L).mapToLong(Long::longValue).sum();
    }
  }

  /** A rectangle in CRS coordinates, metres. */
  public record Extent(double xmin, double ymin, double xmax, double ymax)
      implements Serializable {}

  /**
   * Sums.
   *
   * @param vertices of all parts
   * @param faces of all parts
   * @param parts how many
   * @param tiles how many were planned
   * @param failedTiles how many of them failed
   * @param buildings N
   */
  public record Totals(
      long vertices, long faces, int parts, int tiles, int failedTiles, int buildings)
      implements Serializable {}

  /** What became of a tile. */
  public enum Status {
    MESHED,
    FAILED;

    /** The status as the manifest has it, in lower case. */
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * A tile.
   *
   * @param key column and row, such as {@code 12_-3}
   * @param bounds its rectangle, clipped to the domain's bounds or not
   * @param status meshed or failed
   * @param vertices of its core
   * @param faces of its core
   * @param seconds that its meshing took
   * @param error why it failed; empty if it did not
   */
  public record Tile(
      String key,
      Extent bounds,
      Status status,
      long vertices,
      long faces,
      double seconds,
      String error)
      implements Serializable {}

  /**
   * A published part.
   *
   * @param id its place in the grid and the stitching tree, 1 or more: other parts name its
   *     vertices by it, and it is the same whatever becomes of other tiles
   * @param number its place in this list, from 0
   * @param name for people, such as {@code core_12_-3}
   * @param file relative to the output directory, such as {@code parts/core_12_-3-0123....h5}
   * @param kind {@code core} or {@code seam}
   * @param vertexOffset vertex i of the file is vertex {@code vertexOffset + i} of the mesh
   * @param vertices how many it owns
   * @param faces how many it has
   * @param bounds the rectangle around its own vertices
   * @param digest SHA-256, in hexadecimal digits, over the little-endian bytes of its arrays {@code
   *     vertices}, {@code faces}, {@code foreign}, {@code kind}, {@code building} and {@code
   *     buildings}
   */
  public record Part(
      long id,
      int number,
      String name,
      String file,
      String kind,
      long vertexOffset,
      long vertices,
      long faces,
      Extent bounds,
      String digest)
      implements Serializable {}

  /**
   * A place with smaller triangles.
   *
   * @param name what asked for it
   * @param bounds the rectangle around all places that have its sizes, metres
   * @param size of triangles of ground, metres
   * @param buildingSize of triangles of roofs, metres
   * @param planar how many triangles of ground and roofs there are in and around it
   */
  public record Zone(String name, Extent bounds, double size, double buildingSize, long planar)
      implements Serializable {}

  /**
   * Another format that the mesh is written in.
   *
   * @param name such as {@code obj}
   * @param files relative to the output directory, such as {@code mesh.obj}
   * @param bytes of all of them
   * @param firstScreen bytes of those that a client loads to show the whole city in a window of
   *     1,400 by 900 pixels, of a format that is shown piece by piece; else 0
   * @param origin what was subtracted from all coordinates: x, y, z in the CRS of the mesh, in
   *     units
   * @param units of the coordinates, such as {@code metre}
   */
  public record Format(
      String name,
      List<String> files,
      long bytes,
      long firstScreen,
      List<Double> origin,
      String units)
      implements Serializable {

    /** Takes copies; what is absent counts as empty. */
    public Format {
      name = name == null ? "" : name;
      units = units == null ? "" : units;
      files = files == null ? List.of() : List.copyOf(files);
      origin = origin == null ? List.of() : List.copyOf(origin);
    }
  }

  /**
   * The angles of the planar mesh: ground and roof triangles, seen from above.
   *
   * @param minimumAngle the smallest angle of all, degrees; 0 if there is no triangle
   * @param bound the smallest angle asked for, degrees
   * @param below how many triangles have a smaller angle than {@code bound}
   * @param histogram triangles by smallest angle, in bins of 5 degrees from 0 to 60
   * @param causes why triangles are below the bound: cause, number of triangles
   */
  public record Quality(
      double minimumAngle,
      double bound,
      long below,
      List<Long> histogram,
      SortedMap<String, Long> causes)
      implements Serializable {

    /** Width of a histogram bin, degrees. */
    public static final int BIN_DEGREES = 5;

    /** Number of histogram bins: the smallest angle of a triangle is at most 60 degrees. */
    public static final int BINS = 12;

    /** Takes copies; an absent list or map counts as empty. */
    public Quality {
      histogram = histogram == null ? List.of() : List.copyOf(histogram);
      causes = sorted(causes);
    }
  }
}
