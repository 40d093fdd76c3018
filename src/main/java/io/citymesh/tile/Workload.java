package io.citymesh.tile;

import java.io.Serializable;

/**
 * The content of a piece of the plane, from which the number of faces, the time, the heap and the
 * disk of its mesh are estimated before it is meshed. The constants are measured on real cities;
 * the estimates are right to within a third.
 *
 * @param area of the piece, square metres
 * @param roofArea of the buildings in it, square metres
 * @param corners of the buildings' outlines in it
 * @param perimeter of the buildings' outlines in it, metres; where two buildings touch, both count
 * @param wallArea of the buildings in it, each from the ground to its roof, square metres
 */
public record Workload(
    double area, double roofArea, double corners, double perimeter, double wallArea)
    implements Serializable {
  /** Area of an average triangle over its bound. */
  private static final double FILL = 0.55;

  /** Triangles that a corner of an outline costs beyond those that the areas ask for. */
  private static final double TRIANGLES_PER_CORNER = 12;

  /** Length of an average edge along a wall over the smaller of the two sizes beside it. */
  private static final double EDGE = 0.89;

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

  /** The workload of a share of the area. */
  public Workload share(double share) {
    return new Workload(
        share * area, share * roofArea, share * corners, share * perimeter, share * wallArea);
  }

  /** The same with ground that takes so many times as many triangles. */
  public Workload withGround(double times) {
    double ground = Math.max(0, area - roofArea);
    return new Workload(ground * times + roofArea, roofArea, corners, perimeter, wallArea);
  }

  /** The estimated number of faces of the mesh. */
  public double faces(MeshOptions options) {
    return cost(options)
        + 2
            * moreRows(options.wallSize())
            / (EDGE * Math.min(options.maxSize(), options.buildingSize()));
  }

  /**
   * The estimated time of meshing, in units of the time of a face. Rows of walls do not count: they
   * are stacked, not meshed, in no measurable time.
   */
  public double cost(MeshOptions options) {
    double ground = Math.max(0, area - roofArea);
    return ground / (FILL * 0.5 * options.maxSize() * options.maxSize())
        + roofArea / (FILL * 0.5 * options.buildingSize() * options.buildingSize())
        + TRIANGLES_PER_CORNER * corners;
  }

  /** The workload of both pieces. */
  public Workload plus(Workload other) {
    return new Workload(
        area + other.area,
        roofArea + other.roofArea,
        corners + other.corners,
        perimeter + other.perimeter,
        wallArea + other.wallArea);
  }

  /**
   * The estimated number of faces of a closed mesh, but for the sides of its domain: the top is a
   * copy of the planar mesh.
   *
   * @param row height of the rows of walls, metres; 0 for one row
   */
  public double closedFaces(MeshOptions options, double row) {
    return 2 * cost(options)
        + 2 * moreRows(row) / (EDGE * Math.min(options.maxSize(), options.buildingSize()));
  }

  /**
   * The estimated number of cells of the air.
   *
   * @param layers between the ground and the top
   * @param row height of those beside buildings, metres
   */
  public double cells(MeshOptions options, int layers, double row) {
    double roofs =
        roofArea / (FILL * 0.5 * options.buildingSize() * options.buildingSize())
            + 0.5 * TRIANGLES_PER_CORNER * corners;
    double below = perimeter > 0 ? Math.min(layers - 1, wallArea / perimeter / row) : 0;
    return cost(options) * layers - roofs * below;
  }

  /**
   * Length of all rows of walls beyond the first of each wall, metres. Heights are known on average
   * only: rounding up to whole rows adds half a row to a wall.
   */
  private double moreRows(double row) {
    return row == 0 ? 0 : Math.max(0, wallArea / row - 0.5 * perimeter);
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
