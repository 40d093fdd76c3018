package io.citymesh.inspect;

import io.citymesh.crs.CoordinateSystems;
import io.citymesh.geo.Bounds;
import io.citymesh.input.PointInput;
import io.citymesh.lidar.PointFile;
import io.citymesh.lidar.RangeScan;
import io.citymesh.report.UserError;
import io.citymesh.session.HadoopSettings;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import scala.Tuple2;

/** Files of points: their headers, what must hold of them, and what was read of each. */
public final class PointFiles {
  private PointFiles() {}

  /** A header, or the error in its place. */
  private record Header(List<PointFile> file, String path, String error) implements Serializable {}

  /**
   * The headers of files.
   *
   * @param good of the files that can be read, sorted by path
   * @param bad the errors of the others, by path
   */
  public record Headers(List<PointFile> good, TreeMap<String, String> bad) {
    /**
     * The good ones.
     *
     * @throws UserError if there is none
     */
    public List<PointFile> requireAny() {
      if (good.isEmpty()) {
        throw new UserError(
            "None of the files under --points can be read; the first: "
                + bad.firstEntry().getValue());
      }
      return good;
    }
  }

  /**
   * Reads the headers, in tasks.
   *
   * @throws UserError if there is no file under one of the paths
   */
  public static Headers headers(
      JavaSparkContext context, List<String> paths, HadoopSettings hadoop) {
    List<String> files = PointFile.list(paths, hadoop.value());
    int tasks = Math.min(files.size(), 4 * context.defaultParallelism());
    Headers headers = new Headers(new ArrayList<>(), new TreeMap<>());
    for (Header header :
        context.parallelize(files, tasks).map(path -> header(path, hadoop)).collect()) {
      headers.good.addAll(header.file);
      if (header.file.isEmpty()) {
        headers.bad.put(header.path, header.error);
      }
    }
    return headers;
  }

  private static Header header(String path, HadoopSettings hadoop) {
    try {
      return new Header(List.of(PointFile.read(path, hadoop.value())), path, "");
    } catch (UserError e) {
      return new Header(List.of(), path, e.getMessage());
    }
  }

  /**
   * The CRS of the points, which is the mesh's.
   *
   * @param override the CRS of the inputs, whatever they say; empty to believe them
   * @param mesh the CRS of the mesh, empty if unknown
   * @throws UserError if it cannot be the mesh's
   */
  public static String crs(List<PointFile> all, String override, String mesh) {
    if (!override.isEmpty()) {
      return sameAsMesh(override, mesh);
    }
    TreeSet<String> codes =
        all.stream().map(PointFile::crs).collect(Collectors.toCollection(TreeSet::new));
    codes.remove("");
    if (codes.size() > 1) {
      throw new UserError(
          "The point files mix the CRSs " + codes + ": reproject all of them to one metric CRS.");
    }
    return codes.isEmpty() ? mesh : sameAsMesh(codes.first(), mesh);
  }

  private static String sameAsMesh(String code, String mesh) {
    if (!mesh.isEmpty() && !mesh.equals(code)) {
      throw new UserError(
          "The mesh is in "
              + CoordinateSystems.displayName(mesh)
              + " but the points are in "
              + CoordinateSystems.displayName(code)
              + ", and points are not reprojected: mesh in theirs with --target-crs "
              + code
              + ", or correct a wrong CRS with --crs.");
    }
    if (!CoordinateSystems.unit(code).equals("metres")) {
      throw new UserError(
          "The points are in "
              + CoordinateSystems.unit(code)
              + " ("
              + CoordinateSystems.displayName(code)
              + "), but meshing needs metres, and points are not reprojected: reproject them with"
              + " another program, such as PDAL, or correct a wrong CRS with --crs.");
    }
    return code;
  }

  /** The rectangles around the points of the files whose headers tell them. */
  public static List<Bounds> extents(List<PointFile> files) {
    return files.stream().filter(PointFile::known).map(PointFile::bounds).toList();
  }

  /**
   * Refuses points that lie elsewhere.
   *
   * @throws UserError if none of the files reaches the footprints
   */
  public static void requireOverlap(List<PointFile> all, Bounds footprints) {
    if (all.stream().noneMatch(file -> file.mayReach(footprints))) {
      Bounds extent = all.stream().map(PointFile::bounds).reduce(Bounds::union).orElseThrow();
      throw new UserError(
          "the footprints, "
              + footprints
              + ", and the points, "
              + extent
              + ", do not overlap: are they of the same place and CRS?");
    }
  }

  /**
   * The files that reach into a rectangle.
   *
   * @throws UserError if there is none
   */
  public static List<PointFile> near(List<PointFile> all, Bounds area) {
    List<PointFile> near = all.stream().filter(file -> file.mayReach(area)).toList();
    if (near.isEmpty()) {
      throw new UserError(
          "None of the files under --points reaches into the domain " + area + ": check --bounds.");
    }
    return near;
  }

  // ---- what was read

  /**
   * The points that were read of a file.
   *
   * @param said how many points its header says
   * @param read how many could be read
   * @param classes points by class
   */
  public record Tally(long said, long read, Map<Integer, Long> classes) implements Serializable {
    private static Tally of(RangeScan.Result range) {
      return new Tally(range.range().count(), range.read(), range.classes());
    }

    private Tally plus(Tally more) {
      Map<Integer, Long> both = new HashMap<>(classes);
      more.classes.forEach((code, count) -> both.merge(code, count, Long::sum));
      return new Tally(said + more.said, read + more.read, both);
    }
  }

  /** The points that were read, by path of the file. */
  public static SortedMap<String, Tally> tallied(JavaRDD<RangeScan.Result> scanned) {
    return new TreeMap<>(
        scanned
            .mapToPair(range -> new Tuple2<>(range.range().file().path(), Tally.of(range)))
            .reduceByKey(Tally::plus)
            .collectAsMap());
  }

  /** Points of all files by class. */
  public static SortedMap<Integer, Long> classes(SortedMap<String, Tally> byFile) {
    SortedMap<Integer, Long> classes = new TreeMap<>();
    for (Tally tally : byFile.values()) {
      tally.classes.forEach((code, count) -> classes.merge(code, count, Long::sum));
    }
    return classes;
  }

  /**
   * Refuses points without ground, where a terrain is to be made of them.
   *
   * @throws UserError if there is no point of a ground class
   */
  public static void requireGround(PointInput points, SortedMap<Integer, Long> classes) {
    if (points.groundClasses().stream().noneMatch(classes::containsKey)) {
      throw new UserError(
          "The points have no ground class "
              + points.groundClasses()
              + "; they have "
              + classes.entrySet().stream()
                  .map(e -> "class " + e.getKey() + ": " + e.getValue())
                  .collect(Collectors.joining(", "))
              + ". Name the ground's class with --ground-classes, or take the lowest points with"
              + " --ground lowest, or give a --terrain.");
    }
  }
}
