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
        + 2 * moreRows(options) / (EDGE * Math.min(options.maxSize(), options.buildingSize()));
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

  /**
   * Length of all rows of walls beyond the first of each wall, metres. Heights are known on average
   * only: rounding up to whole rows adds half a row to a wall.
   */
  private double moreRows(MeshOptions options) {
    return options.wallSize() == 0
        ? 0
        : Math.max(0, wallArea / options.wallSize() - 0.5 * perimeter);
  }

  /** The heap that a task fills when it meshes so many faces at once, bytes, if there is more. */
  public static double heap(double faces) {
    return HEAP_PER_FACE * faces;
  }

  /** The least heap in which a task can mesh so many faces at once, bytes. */
  public static double leastHeap(double faces) {
    return LEAST_HEAP_PER_FACE * faces;
  }

  /**
   * The heap that a frontier takes, bytes.
   *
   * @param perimeter of its region, metres
   * @param facesPerSquareMetre of the mesh around it
   */
  public static double frontier(double perimeter, double facesPerSquareMetre) {
    return HEAP_PER_FACE_ALONG * perimeter * Math.sqrt(facesPerSquareMetre);
  }

  /** The room that so many faces take on disk, bytes. */
  public static double disk(double faces) {
    return DISK_PER_FACE * faces;
  }
}
