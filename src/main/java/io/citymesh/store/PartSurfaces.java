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
    int[] building = part.building();
    for (int f = 0; f < kinds.length; f++) {
      if (kinds[f] <= FaceKind.HALO) {
        faces[0]++;
        users[0].add(corner[3 * f]);
        users[0].add(corner[3 * f + 1]);
        users[0].add(corner[3 * f + 2]);
      } else if (kinds[f] < FaceKind.TOP) {
        int surface = kinds[f] - FaceKind.HALO;
        faces[surface]++;
        users[surface].add(corner[3 * f], building[f]);
        users[surface].add(corner[3 * f + 1], building[f]);
        users[surface].add(corner[3 * f + 2], building[f]);
      }
    }
    measure(part.vertices(), 0, users);
    measure(part.ghosts(), part.vertexCount(), users);
    return new PartSurfaces(
        IntStream.range(0, COUNT)
            .mapToObj(s -> new Surface(faces[s], users[s].count(), users[s].box()))
            .toList());
  }

  /**
   * Tells all surfaces where their vertices lie, in one pass.
   *
   * @param xyz coordinates of vertices
   * @param from the number of the first of them
   */
  private static void measure(double[] xyz, int from, Users[] users) {
    int[] ground = users[0].first;
    int[] walls = users[1].first;
    int[] roofs = users[2].first;
    for (int at = 0, v = from; at < xyz.length; at += 3, v++) {
      if (ground[v] != 0) {
        users[0].include(xyz, at);
      }
      if ((walls[v] | roofs[v]) != 0) {
        for (int s = 1; s < COUNT; s++) {
          if (users[s].first[v] != 0) {
            users[s].include(xyz, at);
          }
        }
      }
    }
  }

  /** Which vertices a surface uses, and for which buildings. */
  private static final class Users {
    /** Of each vertex the first building that uses it, plus 1; 0 if none does. */
    private final int[] first;

    /** Vertices that others use too, with the building, not yet in order and perhaps repeated. */
    private long[] others = new long[64];

    private int otherCount;

    /** How many vertices are in the bounds. */
    private int measured;

    private double xmin = Double.POSITIVE_INFINITY;
    private double ymin = Double.POSITIVE_INFINITY;
    private double zmin = Double.POSITIVE_INFINITY;
    private double xmax = Double.NEGATIVE_INFINITY;
    private double ymax = Double.NEGATIVE_INFINITY;
    private double zmax = Double.NEGATIVE_INFINITY;

    Users(int vertices) {
      first = new int[vertices];
    }

    /** Adds a corner of the ground, which belongs to no building. */
    void add(int vertex) {
      if (vertex >= 0 && vertex < first.length) { // Those who read the part refuse others.
        first[vertex] = 1;
      }
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

    /** Takes a vertex that it uses into its bounds. */
    void include(double[] xyz, int at) {
      double x = xyz[at];
      double y = xyz[at + 1];
      double z = xyz[at + 2];
      measured++;
      // Most vertices change nothing: a branch is cheaper than a minimum here.
      if (x < xmin || y < ymin || z < zmin) {
        xmin = Math.min(xmin, x);
        ymin = Math.min(ymin, y);
        zmin = Math.min(zmin, z);
      }
      if (x > xmax || y > ymax || z > zmax) {
        xmax = Math.max(xmax, x);
        ymax = Math.max(ymax, y);
        zmax = Math.max(zmax, z);
      }
    }

    long count() {
      return measured + Arrays.stream(others, 0, otherCount).distinct().count();
    }

    List<Double> box() {
      return List.of(xmin, ymin, zmin, xmax, ymax, zmax);
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
