package io.citymesh.sql;

import io.citymesh.format.FormatPart;
import io.citymesh.stitch.Markers;
import java.io.IOException;

/**
 * A part that is read for a table: what several columns need is read or made once. The columns
 * outlive it; its arrays stay as long as they do.
 */
final class PartArrays {
  private final FormatPart part;
  private final String name;
  private long[] corners;
  private int[] buildings;
  private FaceShapes shapes;

  PartArrays(FormatPart part, String name) {
    this.part = part;
    this.name = name;
  }

  PartColumn name() {
    return PartColumn.text(name);
  }

  /** The global id of a corner of each face: 0, 1 or 2. */
  PartColumn corner(int corner) throws IOException {
    if (corners == null) {
      corners = part.corners();
    }
    long[] ids = corners;
    return PartColumn.longs(face -> ids[3 * face + corner]);
  }

  PartColumn kind() throws IOException {
    byte[] kinds = part.kinds();
    return PartColumn.ints(face -> kinds[face]);
  }

  PartColumn marker() throws IOException {
    byte[] kinds = part.kinds();
    int[] local = buildings();
    int[] numbers = part.buildingNumbers();
    int all = part.mesh().buildings();
    return PartColumn.ints(
        face -> Markers.of(kinds[face], local[face] < 0 ? -1 : numbers[local[face]], all));
  }

  /** The key of each face's building, null where there is none. */
  PartColumn building() throws IOException {
    int[] local = buildings();
    long[] keys = part.buildingKeys();
    return PartColumn.longs(face -> keys[local[face]], face -> local[face] < 0);
  }

  private int[] buildings() throws IOException {
    if (buildings == null) {
      buildings = part.localBuildings();
    }
    return buildings;
  }

  FaceShapes shapes() throws IOException {
    if (shapes == null) {
      shapes = new FaceShapes(part.faces(), part.vertices(), part.ghosts());
    }
    return shapes;
  }

  /** The global id of each vertex. */
  PartColumn vertexId() {
    long first = part.vertexOffset();
    return PartColumn.longs(vertex -> first + vertex);
  }

  /** A coordinate of each vertex: axis 0 is x. */
  PartColumn coordinate(int axis) throws IOException {
    double[] vertices = part.vertices();
    return PartColumn.doubles(vertex -> vertices[3 * vertex + axis]);
  }
}
