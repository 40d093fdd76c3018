package io.citymesh.store;

import io.citymesh.stitch.FaceKind;
import io.citymesh.stitch.Part;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What a part has of ground, walls and roofs, in numbers: a format that gives each of them vertices
 * of its own learns from them how long its shares become, without a look at the faces.
 *
 * <p>In the file of a part they are the dataset {@code surfaces} float64 (3,8).
 *
 * @param all ground, walls, roofs; the top and the sides of a closed mesh are none of them
 */
public record PartSurfaces(List<Surface> all) {
  static final String NAME = "surfaces";

  private static final int COUNT = 3;
  private static final int COLUMNS = 8;

  /**
   * One of them.
   *
   * @param faces how many
   * @param vertices that its faces use, own ones and ghosts; of walls and roofs each counts once
   *     for each building
   * @param bounds of these vertices: xmin, ymin, zmin, xmax, ymax, zmax, metres; without vertices
   *     plus infinity three times and minus infinity three times
   */
  public record Surface(long faces, long vertices, List<Double> bounds) {}

  /** Those of a part. */
  static PartSurfaces of(Part part) {
    int[] faces = new int[COUNT];
    int corners = part.vertexCount() + part.foreignCount();
    Users[] users = {new Users(corners), new Users(corners), new Users(corners)};
    int[] corner = part.faces();
    byte[] kinds = part.faceKinds();
    for (int f = 0; f < kinds.length; f++) {
      if (kinds[f] < FaceKind.TOP) {
        int surface = Math.max(0, kinds[f] - FaceKind.HALO);
        int building = surface == 0 ? 0 : part.building()[f];
        faces[surface]++;
        users[surface].add(corner[3 * f], building);
        users[surface].add(corner[3 * f + 1], building);
        users[surface].add(corner[3 * f + 2], building);
      }
    }
    return new PartSurfaces(
        IntStream.range(0, COUNT)
            .mapToObj(s -> new Surface(faces[s], users[s].count(), users[s].bounds(part)))
            .toList());
  }

  /** Which vertices a surface uses, and for which buildings. */
  private static final class Users {
    /** Of each vertex the first building that uses it, plus 1; 0 if none does. */
    private final int[] first;

    /** Vertices that others use too, with the building, not yet in order and perhaps repeated. */
    private long[] others = new long[64];

    private int otherCount;

    Users(int vertices) {
      first = new int[vertices];
    }

    /**
     * Adds a corner.
     *
     * @param building 0 or more
     */
    void add(int vertex, int building) {
      if (vertex < 0 || vertex >= first.length) {
        return; // Those who read the part refuse it.
      }
      int known = first[vertex];
      if (known == 0) {
        first[vertex] = building + 1;
      } else if (known != building + 1) {
        if (otherCount == others.length) {
          others = Arrays.copyOf(others, 2 * otherCount);
        }
        others[otherCount++] = (long) vertex << 32 | building;
      }
    }

    long count() {
      return Arrays.stream(first).filter(user -> user != 0).count()
          + Arrays.stream(others, 0, otherCount).distinct().count();
    }

    List<Double> bounds(Part part) {
      double[] bounds = new double[6];
      Arrays.fill(bounds, 0, 3, Double.POSITIVE_INFINITY);
      Arrays.fill(bounds, 3, 6, Double.NEGATIVE_INFINITY);
      include(part.vertices(), 0, bounds);
      include(part.ghosts(), part.vertexCount(), bounds);
      return Arrays.stream(bounds).boxed().toList();
    }

    /**
     * @param from the number of the first vertex
     */
    private void include(double[] xyz, int from, double[] bounds) {
      for (int at = 0; at < xyz.length; at += 3) {
        if (first[from + at / 3] == 0) {
          continue;
        }
        double x = xyz[at];
        double y = xyz[at + 1];
        double z = xyz[at + 2];
        // Most vertices change nothing: a branch is cheaper than a minimum here.
        if (x < bounds[0] || y < bounds[1] || z < bounds[2]) {
          bounds[0] = Math.min(bounds[0], x);
          bounds[1] = Math.min(bounds[1], y);
          bounds[2] = Math.min(bounds[2], z);
        }
        if (x > bounds[3] || y > bounds[4] || z > bounds[5]) {
          bounds[3] = Math.max(bounds[3], x);
          bounds[4] = Math.max(bounds[4], y);
          bounds[5] = Math.max(bounds[5], z);
        }
      }
    }
  }

  /** As a table: a row for each surface, of faces, vertices and bounds. */
  FlatArray array() {
    double[] values = new double[COUNT * COLUMNS];
    for (int s = 0; s < COUNT; s++) {
      values[COLUMNS * s] = all.get(s).faces;
      values[COLUMNS * s + 1] = all.get(s).vertices;
      for (int i = 0; i < 6; i++) {
        values[COLUMNS * s + 2 + i] = all.get(s).bounds.get(i);
      }
    }
    return FlatArray.of(NAME, COLUMNS, values);
  }

  /**
   * Those that a part's file holds.
   *
   * @param faces that the part has
   * @throws IOException if it holds none, or numbers that there cannot be
   */
  public static PartSurfaces read(Hdf5File file, int faces) throws IOException {
    double[] values = file.rows(NAME) == COUNT ? file.doubles(NAME, COLUMNS) : new double[0];
    List<Surface> all = new ArrayList<>();
    long left = faces;
    for (int at = 0; at < values.length; at += COLUMNS) {
      List<Double> bounds = Arrays.stream(values, at + 2, at + COLUMNS).boxed().toList();
      Surface surface = new Surface((long) values[at], (long) values[at + 1], bounds);
      boolean counted =
          surface.faces >= 0
              && surface.faces <= left
              && surface.vertices >= 0
              && surface.vertices <= 3 * surface.faces;
      if (counted) {
        all.add(surface);
        left -= surface.faces;
      }
    }
    if (all.size() != COUNT) {
      throw new IOException(file.path() + ": " + NAME + " has numbers that there cannot be");
    }
    return new PartSurfaces(List.copyOf(all));
  }
}
