package io.citymesh.format;

import io.citymesh.stitch.FaceKind;
import java.io.IOException;

/**
 * The faces of a part by patch, where no patch shares vertices with another. Each patch of the city
 * is made when it is asked for, from corners and faces that one pass over the part has sorted.
 */
final class PatchMeshes {
  private final FormatPart part;

  /**
   * Corners of the ground's faces, three for each; those of {@link #groundMesh} when it is made.
   */
  private final int[] ground;

  private final int groundFaces;
  private PatchMesh groundMesh;

  /** The faces that are not of the ground, as they come in the part. */
  private final int[] others;

  private final int otherFaces;

  /**
   * The faces of a patch.
   *
   * @param vertices the part's numbers of the vertices that they use, own ones and then ghosts; of
   *     walls and roofs once for each building, by building, then by number
   * @param vertexCount how many they are: what stands behind them has no meaning
   * @param buildings of walls and roofs the building of each vertex; empty for the ground
   * @param corners places of the faces' corners among the vertices, three for each, faces as they
   *     come in the part
   * @param faceCount how many they are
   */
  record PatchMesh(
      int[] vertices, int vertexCount, int[] buildings, int[] corners, int faceCount) {}

  PatchMeshes(FormatPart part) throws IOException {
    this.part = part;
    byte[] kinds = part.kinds();
    int[] faces = part.faces();
    ground = new int[faces.length];
    others = new int[kinds.length];
    int n = 0;
    int m = 0;
    for (int f = 0; f < kinds.length; f++) {
      // Kinds come mixed: what is of no use is overwritten, which is cheaper than a branch.
      ground[n] = faces[3 * f];
      ground[n + 1] = faces[3 * f + 1];
      ground[n + 2] = faces[3 * f + 2];
      others[m] = f;
      int other = FaceKind.HALO - kinds[f] >>> 31;
      n += 3 - 3 * other;
      m += other;
    }
    groundFaces = n / 3;
    otherFaces = m;
  }

  /** The faces of one of the city's patches. */
  PatchMesh of(int patch) throws IOException {
    if (patch != Patches.GROUND) {
      return standing(patch);
    }
    if (groundMesh == null) {
      groundMesh = ground();
    }
    return groundMesh;
  }

  /**
   * x, y, z of some vertices about the local origin.
   *
   * @param first place of the first
   * @param xyz takes three for each
   */
  void coordinates(PatchMesh mesh, int first, int count, double[] xyz) throws IOException {
    double[] own = part.vertices();
    double[] ghosts = part.ghosts();
    double[] origin = part.mesh().localOrigin();
    for (int i = 0; i < count; i++) {
      int at = 3 * mesh.vertices[first + i];
      boolean foreign = at >= own.length;
      double[] from = foreign ? ghosts : own;
      at -= foreign ? own.length : 0;
      xyz[3 * i] = from[at] - origin[0];
      xyz[3 * i + 1] = from[at + 1] - origin[1];
      xyz[3 * i + 2] = from[at + 2] - origin[2];
    }
  }

  private PatchMesh ground() throws IOException {
    int all = part.vertexCount() + part.ghostCount();
    int[] corners = ground;
    int[] places = new int[all];
    for (int i = 0; i < 3 * groundFaces; i++) {
      places[corners[i]] = 1;
    }
    int[] vertices = new int[all];
    int n = 0;
    for (int v = 0; v < all; v++) {
      int used = places[v];
      vertices[n] = v; // The next takes its place if it is not used.
      places[v] = n;
      n += used;
    }
    for (int i = 0; i < 3 * groundFaces; i++) {
      corners[i] = places[corners[i]];
    }
    return new PatchMesh(vertices, n, new int[0], corners, groundFaces);
  }

  private PatchMesh standing(int patch) throws IOException {
    byte kind = patch == Patches.WALLS ? FaceKind.WALL : FaceKind.ROOF;
    byte[] kinds = part.kinds();
    int[] faces = part.faces();
    int[] buildings = part.buildings();
    int[] corners = new int[3 * otherFaces];
    int[] owners = new int[otherFaces];
    int m = 0;
    for (int i = 0; i < otherFaces; i++) {
      int f = others[i];
      if (kinds[f] == kind) {
        corners[3 * m] = faces[3 * f];
        corners[3 * m + 1] = faces[3 * f + 1];
        corners[3 * m + 2] = faces[3 * f + 2];
        owners[m++] = buildings[f];
      }
    }
    int all = part.vertexCount() + part.ghostCount();
    BuildingVertices vertices = new BuildingVertices(all, corners, owners, m);
    vertices.number(corners, owners, m);
    return new PatchMesh(vertices.vertices(), vertices.count(), vertices.buildings(), corners, m);
  }
}
