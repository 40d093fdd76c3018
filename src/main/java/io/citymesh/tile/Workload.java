package io.citymesh.tile;

import java.io.Serializable;

/**
 * What there is to mesh in a piece of the plane, from which the work is estimated before it is
 * done: to plan tiles, partitions, memory and disk. Measured on real cities; right to within a
 * third.
 *
 * @param area of the piece, square metres
 * @param roofArea of the buildings in it, square metres
 * @param corners of the buildings' outlines in it
 */
public record Workload(double area, double roofArea, double corners) implements Serializable {
  /** Area of an average triangle over its bound. */
  private static final double FILL = 0.55;

  /** Triangles that a corner of an outline costs beyond those that the areas ask for. */
  private static final double TRIANGLES_PER_CORNER = 12;

  /** Peak heap of meshing and sealing a tile, bytes per face. */
  private static final double HEAP_PER_FACE = 400;

  /**
   * A frontier in memory, bytes per face that its region's perimeter runs along: 50 to 70, and the
   * same again while it is being read.
   */
  private static final double HEAP_PER_FACE_ALONG = 130;

  /** A face in a store: three indices, a marker, and half a vertex. */
  private static final double STORE_PER_FACE = 3 * 4 + 4 + 0.5 * 24;

  /** A face in a file: three indices, a marker, and half a vertex. */
  private static final double DISK_PER_FACE = 3 * 8 + 4 + 0.5 * 24;

  /** The part of it that lies in a share of the area. */
  public Workload share(double share) {
    return new Workload(share * area, share * roofArea, share * corners);
  }

  /** How many faces the mesh of it will have. */
  public double faces(MeshOptions options) {
    double ground = Math.max(0, area - roofArea);
    return ground / (FILL * 0.5 * options.maxSize() * options.maxSize())
        + roofArea / (FILL * 0.5 * options.buildingSize() * options.buildingSize())
        + TRIANGLES_PER_CORNER * corners;
  }

  /** The heap that a task needs to mesh so many faces at once, bytes. */
  public static double heap(double faces) {
    return HEAP_PER_FACE * faces;
  }

  /** The heap that so many faces take in a store in memory, bytes. */
  public static double store(double faces) {
    return STORE_PER_FACE * faces;
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

  /** The room that so many faces take on disk, in a store or in the output, bytes. */
  public static double disk(double faces) {
    return DISK_PER_FACE * faces;
  }
}
