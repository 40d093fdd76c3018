package io.citymesh;

import io.citymesh.output.BuildingNumbers;
import io.citymesh.output.ManifestFile;
import io.citymesh.output.MeshReader;
import io.citymesh.output.OutputDir;
import io.citymesh.report.Manifest;
import io.citymesh.stitch.Part;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import org.apache.hadoop.conf.Configuration;

/**
 * What a grid of tiles has left behind in a mesh: the triangles in the band around the interior
 * tile lines, to be compared with those of an untiled mesh in the same band, and the edges on the
 * lines themselves.
 *
 * <p>The command line takes output directories, the untiled one first, and prints a table.
 */
public final class BorderTrace {
  /** Half the width of the band, in units of max-size. */
  private static final double BAND = 3;

  /**
   * The interior lines of a grid of tiles.
   *
   * @param xs where the vertical ones stand, metres
   * @param ys where the horizontal ones lie
   */
  public record Lines(SortedSet<Double> xs, SortedSet<Double> ys) {

    /** Those of the tiles in a manifest. */
    static Lines of(Manifest manifest) {
      SortedSet<Double> xs = new TreeSet<>();
      SortedSet<Double> ys = new TreeSet<>();
      for (Manifest.Tile tile : manifest.tiles()) {
        xs.addAll(List.of(tile.bounds().xmin(), tile.bounds().xmax()));
        ys.addAll(List.of(tile.bounds().ymin(), tile.bounds().ymax()));
      }
      Manifest.Extent d = manifest.bounds();
      xs.removeAll(List.of(d.xmin(), d.xmax()));
      ys.removeAll(List.of(d.ymin(), d.ymax()));
      return new Lines(xs, ys);
    }

    private boolean near(double x, double y, double distance) {
      return near(xs, x, distance) || near(ys, y, distance);
    }

    private static boolean near(SortedSet<Double> lines, double v, double distance) {
      return !lines.subSet(v - distance, v + distance).isEmpty();
    }
  }

  /**
   * Figures of one mesh.
   *
   * @param triangles of ground and roofs whose centroid lies in the band
   * @param below those of them with an angle, in plan, below the minimum
   * @param edgesOnLines edges with both ends on an interior line and the same label on both sides
   */
  public record Figures(long triangles, long below, long edgesOnLines) {

    /** The share of triangles below the minimum angle, percent. */
    public double percentBelow() {
      return triangles == 0 ? 0 : 100.0 * below / triangles;
    }
  }

  private final double[] vertices;
  private final int[] faces;
  private final int[] markers;
  private final int buildings;

  /**
   * @param vertices x, y, z of each vertex
   * @param faces three vertices each
   * @param markers one per face
   * @param buildings how many buildings the city has (N)
   */
  public BorderTrace(double[] vertices, int[] faces, int[] markers, int buildings) {
    this.vertices = vertices;
    this.faces = faces;
    this.markers = markers;
    this.buildings = buildings;
  }

  /** A published mesh, whole in memory. */
  static BorderTrace read(Path out, Manifest manifest) throws IOException {
    int n = Math.toIntExact(manifest.totals().vertices());
    int m = Math.toIntExact(manifest.totals().faces());
    double[] vertices = new double[3 * n];
    int[] faces = new int[3 * m];
    int[] markers = new int[m];
    int at = 0;
    BuildingNumbers numbers =
        BuildingNumbers.read(OutputDir.of(out.toString(), new Configuration()));
    try (MeshReader mesh =
        new MeshReader(OutputDir.of(out.toString(), new Configuration()), manifest)) {
      for (int number = 0; number < manifest.parts().size(); number++) {
        Part part = mesh.part(number);
        int offset = (int) (3 * manifest.parts().get(number).vertexOffset());
        System.arraycopy(part.vertices(), 0, vertices, offset, part.vertices().length);
        long[] corners = mesh.globalFaces(number, part);
        for (int i = 0; i < corners.length; i++) {
          faces[3 * at + i] = (int) corners[i];
        }
        int[] marked = MeshReader.markers(part, numbers);
        System.arraycopy(marked, 0, markers, at, marked.length);
        at += marked.length;
      }
    }
    return new BorderTrace(vertices, faces, markers, manifest.totals().buildings());
  }

  /**
   * Measures.
   *
   * @param lines the interior lines of the tiles
   * @param maxSize the size of ground triangles, metres
   * @param minAngle degrees
   */
  public Figures along(Lines lines, double maxSize, double minAngle) {
    long triangles = 0;
    long below = 0;
    Map<List<Double>, Integer> onLines = new HashMap<>();
    for (int f = 0; f < markers.length; f++) {
      if (markers[f] >= 0 && markers[f] < buildings) {
        continue;
      }
      double[] x = new double[3];
      double[] y = new double[3];
      for (int i = 0; i < 3; i++) {
        x[i] = vertices[3 * faces[3 * f + i]];
        y[i] = vertices[3 * faces[3 * f + i] + 1];
      }
      double cx = Arrays.stream(x).sum() / 3;
      double cy = Arrays.stream(y).sum() / 3;
      if (!lines.near(cx, cy, BAND * maxSize)) {
        continue;
      }
      triangles++;
      below += smallestAngle(x, y) < minAngle - 1e-9 ? 1 : 0;
      for (int i = 0; i < 3; i++) {
        int j = (i + 1) % 3;
        if ((x[i] == x[j] && lines.xs().contains(x[i]))
            || (y[i] == y[j] && lines.ys().contains(y[i]))) {
          onLines.put(List.of(x[i], y[i], x[j], y[j]), Math.max(markers[f], -1));
        }
      }
    }
    long edges =
        onLines.entrySet().stream()
            .filter(
                e -> {
                  List<Double> k = e.getKey();
                  Integer other = onLines.get(List.of(k.get(2), k.get(3), k.get(0), k.get(1)));
                  return e.getValue().equals(other);
                })
            .count();
    return new Figures(triangles, below, edges / 2);
  }

  private static double smallestAngle(double[] x, double[] y) {
    double smallest = 180;
    for (int i = 0; i < 3; i++) {
      int j = (i + 1) % 3;
      int k = (i + 2) % 3;
      double ux = x[j] - x[i];
      double uy = y[j] - y[i];
      double vx = x[k] - x[i];
      double vy = y[k] - y[i];
      smallest =
          Math.min(
              smallest, Math.toDegrees(Math.atan2(Math.abs(ux * vy - uy * vx), ux * vx + uy * vy)));
    }
    return smallest;
  }

  /** One line of the table. */
  static String row(String name, Figures tiled, Figures untiled) {
    return String.format(
        Locale.ROOT,
        "%-12s %9d %9d %+8.2f %%   %6.4f %%  %6.4f %%  %6d",
        name,
        tiled.triangles(),
        untiled.triangles(),
        100.0 * (tiled.triangles() - untiled.triangles()) / Math.max(1, untiled.triangles()),
        tiled.percentBelow(),
        untiled.percentBelow(),
        tiled.edgesOnLines());
  }

  static String header() {
    return String.format(
        Locale.ROOT,
        "%-12s %9s %9s %10s   %8s  %8s  %6s",
        "tile-size",
        "triangles",
        "untiled",
        "more",
        "below",
        "untiled",
        "edges on lines");
  }

  /** Prints the table for output directories, the untiled one first. */
  public static void main(String[] args) throws IOException {
    Path first = Path.of(args[0]);
    BorderTrace untiled = read(first, manifest(first));
    System.out.println(header());
    for (String name : Arrays.asList(args).subList(1, args.length)) {
      Path out = Path.of(name);
      Manifest manifest = manifest(out);
      Lines lines = Lines.of(manifest);
      double maxSize = manifest.number("max-size");
      double minAngle = manifest.number("min-angle");
      System.out.println(
          row(
              String.format(Locale.ROOT, "%.0f", manifest.number("tile-size")),
              read(out, manifest).along(lines, maxSize, minAngle),
              untiled.along(lines, maxSize, minAngle)));
    }
  }

  private static Manifest manifest(Path out) throws IOException {
    return ManifestFile.read(OutputDir.of(out.toString(), new Configuration()));
  }
}
