package io.citymesh.tile;

import java.io.Serializable;

/**
 * What the mesh of a piece of the plane consists of, estimated before it is meshed, and what time,
 * heap and disk it takes. The constants are measured on real cities, with triangles of 2 to 100 m:
 * the estimates of triangles are right to within a tenth.
 *
 * @param ground triangles of ground that the sizes ask for
 * @param beside triangles of ground that the outlines of buildings ask for besides
 * @param roofs triangles of roofs
 * @param wallEdges edges along outlines on which a wall stands
 * @param wallHeights sum of the heights of the walls on them, metres
 */
public record Workload(
    double ground, double beside, double roofs, double wallEdges, double wallHeights)
    implements Serializable {
  /** Nothing. */
  public static final Workload NONE = new Workload(0, 0, 0, 0, 0);

  /** Area of an average triangle over its bound, where nothing else makes it smaller. */
  private static final double FILL = 0.96;

  /** The heap that meshing and sealing a tile fills if there is enough, bytes per face. */
  private static final double HEAP_PER_FACE = 400;

  /**
   * The heap that meshing and sealing a tile needs at least, bytes per face: the smallest heaps in
   * which the TU Delft campus was meshed in one piece have 100 (970,000 faces) to 130 (1.7 million)
   * beside what Spark takes, and faces are estimated to within a third.
   */
  private static final double LEAST_HEAP_PER_FACE = 200;

  /**
   * A frontier in memory, bytes per face that its region's perimeter runs along: 50 to 70, and the
   * same again while it is being read.
   */
  private static final double HEAP_PER_FACE_ALONG = 130;

  /**
   * A face in a file: three indices, a kind, a building, half a vertex, and its share of the rest.
   */
  private static final double DISK_PER_FACE = 3 * 4 + 1 + 4 + 0.5 * 24 + 1;

  /**
   * What each layer of air adds to that: half a vertical line stands on a face, and each of its
   * levels is held by a handful of arrays while it is smoothed, numbered and written.
   */
  private static final double HEAP_PER_LAYER = 40;

  /** And to the least heap. */
  private static final double LEAST_HEAP_PER_LAYER = 35;

  /** And to a frontier, which has all levels of its lines, twice while they are smoothed. */
  private static final double HEAP_PER_LAYER_ALONG = 25;

  /** And to a file: half a line has a level in it. */
  private static final double DISK_PER_LAYER = 0.5 * 8;

  /** What a file takes to say on which lines and levels a face with air above it lies. */
  private static final double DISK_PER_COLUMN = 3 * 4 + 3 * 4 + 1 + 3;

  /**
   * How many triangles fill an area.
   *
   * @param area square metres
   * @param size that they have, metres
   * @param onLattice whether vertices are put on a lattice where nothing is near
   */
  public static double triangles(double area, double size, boolean onLattice) {
    return (onLattice ? 1 : SizeField.GROWING) * area / (FILL * 0.5 * size * size);
  }

  /** The workload of a share of the piece. */
  public Workload share(double share) {
    return new Workload(
        share * ground, share * beside, share * roofs, share * wallEdges, share * wallHeights);
  }

  /** The same with sizes that ask for so many times as many triangles of ground. */
  public Workload withGround(double times) {
    return new Workload(ground * times, beside, roofs, wallEdges, wallHeights);
  }

  /** The workload of both pieces. */
  public Workload plus(Workload other) {
    return new Workload(
        ground + other.ground,
        beside + other.beside,
        roofs + other.roofs,
        wallEdges + other.wallEdges,
        wallHeights + other.wallHeights);
  }

  /**
   * The number of faces of the mesh.
   *
   * @param row height of the rows of walls, metres; 0 for one row
   */
  public double faces(double row) {
    return cost() + walls(row);
  }

  /**
   * The time of meshing, in units of the time of a triangle in the plane. Walls do not count: they
   * are stacked, not meshed, in no measurable time.
   */
  public double cost() {
    return ground + beside + roofs;
  }

  /**
   * The number of faces of a closed mesh, but for the sides of its domain: the top is a copy of the
   * planar mesh.
   *
   * @param row height of the rows of walls, metres; 0 for one row
   */
  public double closedFaces(double row) {
    return 2 * cost() + walls(row);
  }

  /**
   * The number of cells of the air.
   *
   * @param layers between the ground and the top
   * @param row height of those beside buildings, metres
   */
  public double cells(int layers, double row) {
    double below = wallEdges > 0 ? Math.min(layers - 1, wallHeights / wallEdges / row) : 0;
    return cost() * layers - roofs * below;
  }

  /**
   * Two faces for each row on each edge. Heights are known on average only: rounding up to whole
   * rows adds half a row.
   */
  private double walls(double row) {
    double more = row == 0 ? 0 : Math.max(0, wallHeights / row - 0.5 * wallEdges);
    return 2 * (wallEdges + more);
  }

  /**
   * The heap that a task fills when it meshes so many faces at once, bytes, if there is more.
   *
   * @param layers of air above them; 0 for the surface alone
   */
  public static double heap(double faces, int layers) {
    return (HEAP_PER_FACE + layers * HEAP_PER_LAYER) * faces;
  }

  /**
   * The least heap in which a task can mesh so many faces at once, bytes.
   *
   * @param layers of air above them; 0 for the surface alone
   */
  public static double leastHeap(double faces, int layers) {
    return (LEAST_HEAP_PER_FACE + layers * LEAST_HEAP_PER_LAYER) * faces;
  }

  /**
   * The heap that a frontier takes, bytes.
   *
   * @param perimeter of its region, metres
   * @param facesPerSquareMetre of the mesh around it
   * @param layers of air above it; 0 for the surface alone
   */
  public static double frontier(double perimeter, double facesPerSquareMetre, int layers) {
    return (HEAP_PER_FACE_ALONG + layers * HEAP_PER_LAYER_ALONG)
        * perimeter
        * Math.sqrt(facesPerSquareMetre);
  }

  /**
   * The room that so many faces take on disk, bytes.
   *
   * @param layers of air above them; 0 for the surface alone
   */
  public static double disk(double faces, int layers) {
    double above = layers == 0 ? 0 : DISK_PER_COLUMN + layers * DISK_PER_LAYER;
    return (DISK_PER_FACE + above) * faces;
  }
}
