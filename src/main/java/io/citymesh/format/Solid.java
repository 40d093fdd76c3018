package io.citymesh.format;

import io.citymesh.output.BuildingRow;
import io.citymesh.stitch.FaceKind;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * A building as a body: its walls and roof, the walls that it has in common with neighbours, and a
 * flat floor; triangles that enclose it, seen from outside. The floor is at its ground, or at its
 * lowest foot, if that is lower.
 *
 * @param vertices x, y, z about the local origin, millionths of a metre
 * @param triangles by the vertices' indices
 * @param closed whether it is; it is not where a tile has failed, and then it has the faces of the
 *     mesh alone
 */
record Solid(List<long[]> vertices, List<int[]> triangles, boolean closed) {

  /**
   * The body of a building.
   *
   * @param faces its walls and roofs, part by part
   */
  static Solid of(MeshParts mesh, BuildingRow row, List<BuildingFaces> faces) {
    double[] origin = mesh.localOrigin();
    ClosedShell shell = new ClosedShell();
    BitSet roofs = new BitSet();
    long[] corners = new long[9];
    for (BuildingFaces part : faces) {
      for (int f = 0; f < part.kinds().length; f++) {
        for (int i = 0; i < 9; i++) {
          corners[i] = Decimal.millionths(part.xyz()[9 * f + i] - origin[i % 3]);
        }
        if (shell.add(corners)) {
          roofs.set(shell.faceCount() - 1, part.kinds()[f] == FaceKind.ROOF);
        }
      }
    }
    boolean closed = shell.close(Decimal.millionths(row.ground()));
    List<int[]> triangles = new ArrayList<>();
    for (int f = 0; f < shell.faceCount(); f++) {
      triangles.add(new int[] {shell.corner(f, 0), shell.corner(f, 1), shell.corner(f, 2)});
    }
    if (closed) {
      triangles.addAll(shell.wallTriangles());
      triangles.addAll(shell.floorTriangles(roofs::get));
    }
    List<long[]> vertices = new ArrayList<>();
    for (int v = 0; v < shell.vertexCount(); v++) {
      vertices.add(
          new long[] {shell.coordinate(v, 0), shell.coordinate(v, 1), shell.coordinate(v, 2)});
    }
    return new Solid(vertices, triangles, closed);
  }
}
