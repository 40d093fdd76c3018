package io.citymesh.format;

import io.citymesh.stitch.FaceKind;
import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * The walls and roofs of a building in one part.
 *
 * @param building its index
 * @param part number of the part
 * @param kinds {@link FaceKind#WALL} or {@link FaceKind#ROOF}: m
 * @param xyz of the corners of each face, metres: 9m
 */
public record BuildingFaces(int building, int part, byte[] kinds, double[] xyz)
    implements Serializable {

  /** Those of all buildings that a part has faces of, in ascending order. */
  public static List<BuildingFaces> of(FormatPart part) throws IOException {
    byte[] kinds = part.kinds();
    int[] buildings = part.buildings();
    int[] faces = part.faces();
    double[] own = part.vertices();
    double[] ghosts = part.ghosts();
    int[] standing = new int[kinds.length];
    int n = 0;
    for (int f = 0; f < kinds.length; f++) {
      if (kinds[f] == FaceKind.WALL || kinds[f] == FaceKind.ROOF) {
        standing[n++] = f;
      }
    }
    int[] order = FaceOrder.byBuilding(standing, n, buildings);
    List<BuildingFaces> result = new ArrayList<>();
    for (int start = 0; start < n; ) {
      int building = buildings[standing[order[start]]];
      int end = start;
      while (end < n && buildings[standing[order[end]]] == building) {
        end++;
      }
      byte[] kind = new byte[end - start];
      double[] xyz = new double[9 * kind.length];
      for (int i = start; i < end; i++) {
        int f = standing[order[i]];
        kind[i - start] = kinds[f];
        for (int c = 0; c < 3; c++) {
          int at = 3 * faces[3 * f + c];
          for (int axis = 0; axis < 3; axis++) {
            xyz[9 * (i - start) + 3 * c + axis] =
                at < own.length ? own[at + axis] : ghosts[at - own.length + axis];
          }
        }
      }
      result.add(new BuildingFaces(building, part.number(), kind, xyz));
      start = end;
    }
    return result;
  }
}
