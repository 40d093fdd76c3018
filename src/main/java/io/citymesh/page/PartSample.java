package io.citymesh.page;

import io.citymesh.format.FormatPart;
import io.citymesh.format.MeshParts;
import io.citymesh.output.OutputDir;
import io.citymesh.report.Manifest;
import io.citymesh.stitch.FaceKind;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * What the page takes from the parts: elevations of the ground, from parts all over the city, and
 * the triangles of one tile near its middle. It reads a part at a time, and some parts alone,
 * whatever the city.
 */
final class PartSample {
  /** Faces of the parts that are read, and of one of them, at most. */
  private static final long MOST_READ = 500_000;

  /** Faces of the tile that are shown, at most. */
  static final int MOST_SHOWN = 30_000;

  /** Steps of the tile's coordinates in a metre. */
  static final int STEPS = 100;

  /** A sample of nothing. */
  static final PartSample NONE = new PartSample(List.of(), Optional.empty());

  private final List<double[]> ground;
  private final Optional<Tile> tile;

  /**
   * A tile as the page's program reads it.
   *
   * @param name of the part
   * @param faces how many are shown
   * @param all how many it has
   */
  record Tile(String name, int faces, int all, byte[] packed) {}

  /**
   * @param ground x, y, z of vertices of the ground: 3n
   */
  PartSample(List<double[]> ground, Optional<Tile> tile) {
    this.ground = ground;
    this.tile = tile;
  }

  /** Reads some parts of an output. */
  static PartSample read(OutputDir out, Manifest manifest) throws IOException {
    MeshParts mesh = MeshParts.of(manifest);
    List<double[]> ground = new ArrayList<>();
    long stride = Math.max(1, (mesh.allFaces() + MOST_READ - 1) / MOST_READ);
    for (int part = 0; part < mesh.count(); part += (int) Math.min(stride, mesh.count())) {
      if (mesh.faces(part) <= MOST_READ) {
        ground.add(FormatPart.read(out, mesh, part, PartSample::ground));
      }
    }
    Optional<Tile> tile = Optional.empty();
    Optional<Manifest.Part> chosen = chosen(manifest);
    if (chosen.isPresent()) {
      String name = chosen.get().name();
      Manifest.Extent b = manifest.bounds();
      tile =
          Optional.of(
              FormatPart.read(out, mesh, chosen.get().number(), part -> tile(name, b, part)));
    }
    return new PartSample(ground, tile);
  }

  /** The core nearest to the middle of those that are shown whole, else the smallest. */
  private static Optional<Manifest.Part> chosen(Manifest manifest) {
    List<Manifest.Part> cores =
        manifest.parts().stream()
            .filter(part -> part.kind().equals("core") && part.faces() > 0)
            .filter(part -> part.faces() <= MOST_READ)
            .toList();
    Manifest.Extent all = manifest.bounds();
    Optional<Manifest.Part> whole =
        cores.stream()
            .filter(part -> part.faces() <= MOST_SHOWN && part.vertices() > 0)
            .min(
                Comparator.comparingDouble(
                    (Manifest.Part part) ->
                        Math.hypot(
                            part.bounds().xmin() + part.bounds().xmax() - all.xmin() - all.xmax(),
                            part.bounds().ymin()
                                + part.bounds().ymax()
                                - all.ymin()
                                - all.ymax())));
    return whole.or(() -> cores.stream().min(Comparator.comparingLong(Manifest.Part::faces)));
  }

  private static boolean isGround(byte kind) {
    return kind == FaceKind.GROUND || kind == FaceKind.HALO;
  }

  /** The own vertices that faces of the ground have. */
  private static double[] ground(FormatPart part) throws IOException {
    double[] own = part.vertices();
    boolean[] wanted = new boolean[own.length / 3];
    byte[] kinds = part.kinds();
    int[] faces = part.faces();
    for (int c = 0; c < faces.length; c++) {
      if (faces[c] < wanted.length && isGround(kinds[c / 3])) {
        wanted[faces[c]] = true;
      }
    }
    double[] ground = new double[own.length];
    int n = 0;
    for (int v = 0; v < wanted.length; v++) {
      if (wanted[v]) {
        System.arraycopy(own, 3 * v, ground, n, 3);
        n += 3;
      }
    }
    return Arrays.copyOf(ground, n);
  }

  /** The faces of a part, of many those around its middle, without those that close a domain. */
  private static Tile tile(String name, Manifest.Extent bounds, FormatPart part)
      throws IOException {
    double[] own = part.vertices();
    double[] ghosts = part.ghosts();
    double[] xyz = Arrays.copyOf(own, own.length + ghosts.length);
    System.arraycopy(ghosts, 0, xyz, own.length, ghosts.length);
    int[] corners = part.faces();
    byte[] kinds = part.kinds();
    int[] city = IntStream.range(0, kinds.length).filter(f -> kinds[f] < FaceKind.TOP).toArray();
    int[] shown = city;
    if (city.length > MOST_SHOWN) {
      double x = IntStream.of(city).mapToDouble(f -> xyz[3 * corners[3 * f]]).average().orElse(0);
      double y =
          IntStream.of(city).mapToDouble(f -> xyz[3 * corners[3 * f] + 1]).average().orElse(0);
      shown =
          IntStream.of(city)
              .boxed()
              .sorted(
                  Comparator.comparingDouble(
                      f ->
                          Math.max(
                              Math.abs(xyz[3 * corners[3 * f]] - x),
                              Math.abs(xyz[3 * corners[3 * f] + 1] - y))))
              .limit(MOST_SHOWN)
              .mapToInt(Integer::intValue)
              .sorted()
              .toArray();
    }
    return new Tile(name, shown.length, city.length, packed(bounds, xyz, corners, kinds, shown));
  }

  /** The vertices that the faces have, then the faces of ground, walls and roofs. */
  private static byte[] packed(
      Manifest.Extent bounds, double[] xyz, int[] corners, byte[] kinds, int[] shown) {
    int[] number = new int[xyz.length / 3];
    for (int f : shown) {
      for (int c = 3 * f; c < 3 * f + 3; c++) {
        number[corners[c]] = 1;
      }
    }
    int count = 0;
    for (int v = 0; v < number.length; v++) {
      number[v] = number[v] == 0 ? -1 : count++;
    }
    Packed packed = new Packed();
    packed.count(count);
    double[] origin = {bounds.xmin(), bounds.ymin(), 0};
    long[] pen = new long[3];
    for (int v = 0; v < number.length; v++) {
      for (int axis = 0; number[v] >= 0 && axis < 3; axis++) {
        long step = Math.round((xyz[3 * v + axis] - origin[axis]) * STEPS);
        packed.signed(step - pen[axis]);
        pen[axis] = step;
      }
    }
    for (int patch = 0; patch < 3; patch++) {
      int wanted = patch;
      int[] faces = IntStream.of(shown).filter(f -> patch(kinds[f]) == wanted).toArray();
      packed.count(faces.length);
      int before = 0;
      for (int f : faces) {
        for (int c = 3 * f; c < 3 * f + 3; c++) {
          int v = number[corners[c]];
          packed.signed(v - before);
          before = v;
        }
      }
    }
    return packed.bytes();
  }

  /** 0 ground, 1 walls, 2 roofs. */
  private static int patch(byte kind) {
    return isGround(kind) ? 0 : kind == FaceKind.WALL ? 1 : 2;
  }

  /** Gives the elevations to a grid. */
  void addTo(GroundGrid grid) {
    for (double[] xyz : ground) {
      for (int i = 0; i < xyz.length; i += 3) {
        grid.add(xyz[i], xyz[i + 1], xyz[i + 2]);
      }
    }
  }

  /** Whether there are elevations of the ground. */
  boolean hasGround() {
    return ground.stream().anyMatch(xyz -> xyz.length > 0);
  }

  /** The tile whose triangles are shown. */
  Optional<Tile> tile() {
    return tile;
  }
}
