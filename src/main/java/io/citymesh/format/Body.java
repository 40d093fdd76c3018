package io.citymesh.format;

import io.citymesh.output.BuildingRow;
import io.citymesh.stitch.FaceKind;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * A building as tools want it that need bodies: its walls and roof, and what closes them; triangles
 * seen from outside. The bottom is flat, at its ground, or at its lowest foot, if that is lower.
 *
 * @param vertices x, y, z about the local origin, millionths of a metre
 * @param triangles by the vertices' indices
 * @param whole whether it is; it is not where a tile has failed, and then it has the faces of the
 *     mesh alone
 */
record Body(List<long[]> vertices, List<int[]> triangles, boolean whole) {

  /** What is added to the faces of the mesh. */
  enum Closing {
    /** All that makes a closed solid of each building: its bottom, and walls down to it. */
    SOLID,

    /**
     * The bottom alone: a block of buildings that touch becomes closed, and no wall is inside it. A
     * building whose feet are not at one elevation has the walls, too.
     */
    BOTTOM;

    /** Its words in a file. */
    String words() {
      return this == SOLID ? "solids" : "bottoms";
    }
  }

  /**
   * The body of a building.
   *
   * @param faces its walls and roofs, part by part
   */
  static Body of(MeshParts mesh, BuildingRow row, List<BuildingFaces> faces, Closing closing) {
    double[] origin = mesh.localOrigin();
    ClosedShell shell = new ClosedShell();
    BitSet roofs = new BitSet();
    for (BuildingFaces part : faces) {
      int[] vertices = shell.vertices(part.xyz(), origin, Decimal::millionths);
      int[] corners = part.corners();
      for (int f = 0; f < part.kinds().length; f++) {
        if (shell.add(
            vertices[corners[3 * f]], vertices[corners[3 * f + 1]], vertices[corners[3 * f + 2]])) {
          roofs.set(shell.faceCount() - 1, part.kinds()[f] == FaceKind.ROOF);
        }
      }
    }
    boolean whole = shell.close(Decimal.millionths(row.ground()));
    List<int[]> triangles = new ArrayList<>();
    for (int f = 0; f < shell.faceCount(); f++) {
      triangles.add(new int[] {shell.corner(f, 0), shell.corner(f, 1), shell.corner(f, 2)});
    }
    if (whole) {
      if (closing == Closing.SOLID || !shell.isLevel()) {
        triangles.addAll(shell.wallTriangles());
      }
      triangles.addAll(shell.floorTriangles(roofs::get));
    }
    List<long[]> vertices = new ArrayList<>();
    for (int v = 0; v < shell.vertexCount(); v++) {
      vertices.add(
          new long[] {shell.coordinate(v, 0), shell.coordinate(v, 1), shell.coordinate(v, 2)});
    }
    return new Body(vertices, triangles, whole);
  }
}
