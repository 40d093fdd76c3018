package io.citymesh.format;

import io.citymesh.stitch.FaceKind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * The walls and roofs of a building in one part.
 *
 * @param building its index
 * @param part number of the part
 * @param kinds {@link FaceKind#WALL} or {@link FaceKind#ROOF}: m
 * @param corners of the faces, the places of their vertices, which are in the order in which faces
 *     use them: 3m
 * @param xyz of the vertices, metres: 3k
 */
public record BuildingFaces(int building, int part, byte[] kinds, int[] corners, double[] xyz) {

  /** Those of all buildings that a part has faces of, in ascending order. */
  public static List<BuildingFaces> of(FormatPart part) throws IOException {
    byte[] kinds = part.kinds();
    int[] buildings = part.buildings();
    int[] standing = new int[kinds.length];
    int[] theirs = new int[kinds.length];
    int n = 0;
    for (int f = 0; f < kinds.length; f++) {
      if (kinds[f] == FaceKind.WALL || kinds[f] == FaceKind.ROOF) {
        theirs[n] = buildings[f];
        standing[n++] = f;
      }
    }
    int[] order = FaceOrder.byBuilding(theirs, n);
    Vertices vertices = new Vertices(part);
    List<BuildingFaces> result = new ArrayList<>();
    for (int start = 0; start < n; ) {
      int building = theirs[order[start]];
      int end = start;
      while (end < n && theirs[order[end]] == building) {
        end++;
      }
      byte[] kind = new byte[end - start];
      int[] corners = new int[3 * kind.length];
      vertices.clear();
      for (int i = 0; i < kind.length; i++) {
        int f = standing[order[start + i]];
        kind[i] = kinds[f];
        for (int c = 0; c < 3; c++) {
          corners[3 * i + c] = vertices.place(f, c);
        }
      }
      result.add(new BuildingFaces(building, part.number(), kind, corners, vertices.xyz()));
      start = end;
    }
    return result;
  }

  /** Gives places to the vertices of some faces of a part, in the order in which they come. */
  private static final class Vertices {
    private final int[] faces;
    private final double[] own;
    private final double[] ghosts;

    /** The group of faces that a vertex was last in, from 1. */
    private final int[] groups;

    private final int[] places;
    private final int[] vertices;
    private int group;
    private int count;

    Vertices(FormatPart part) throws IOException {
      faces = part.faces();
      own = part.vertices();
      ghosts = part.ghosts();
      int all = (own.length + ghosts.length) / 3;
      groups = new int[all];
      places = new int[all];
      vertices = new int[all];
    }

    /** Begins a group. */
    void clear() {
      group++;
      count = 0;
    }

    int place(int face, int corner) {
      int vertex = faces[3 * face + corner];
      if (groups[vertex] != group) {
        groups[vertex] = group;
        places[vertex] = count;
        vertices[count++] = vertex;
      }
      return places[vertex];
    }

    double[] xyz() {
      double[] xyz = new double[3 * count];
      for (int i = 0; i < count; i++) {
        int at = 3 * vertices[i];
        boolean foreign = at >= own.length;
        System.arraycopy(foreign ? ghosts : own, foreign ? at - own.length : at, xyz, 3 * i, 3);
      }
      return xyz;
    }
  }

  /** What there is beside the numbers of the building and the part, as bytes: 8 + 13 m + 24 k. */
  public byte[] packed() {
    int length = Math.toIntExact(Integer.BYTES * 2L + 13L * kinds.length + 8L * xyz.length);
    ByteBuffer bytes = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putInt(kinds.length).putInt(xyz.length).put(kinds);
    bytes.asIntBuffer().put(corners);
    bytes.position(bytes.position() + Integer.BYTES * corners.length);
    bytes.asDoubleBuffer().put(xyz);
    return bytes.array();
  }

  /** What {@link #packed} told. */
  public static BuildingFaces unpacked(int building, int part, byte[] packed) {
    ByteBuffer bytes = ByteBuffer.wrap(packed).order(ByteOrder.LITTLE_ENDIAN);
    byte[] kinds = new byte[bytes.getInt()];
    int[] corners = new int[3 * kinds.length];
    double[] xyz = new double[bytes.getInt()];
    bytes.get(kinds);
    bytes.asIntBuffer().get(corners);
    bytes.position(bytes.position() + Integer.BYTES * corners.length);
    bytes.asDoubleBuffer().get(xyz);
    return new BuildingFaces(building, part, kinds, corners, xyz);
  }
}
