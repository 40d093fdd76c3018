package io.citymesh.sql;

import io.citymesh.format.FormatPart;
import io.citymesh.format.PartCells;
import io.citymesh.stitch.Markers;
import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import org.apache.spark.unsafe.types.UTF8String;

/**
 * A part that is read for a table. Its fillers outlive it, and with them the arrays that they need.
 */
final class PartArrays {
  private final FormatPart part;
  private final String name;
  private int[] buildings;

  PartArrays(FormatPart part, String name) {
    this.part = part;
    this.name = name;
  }

  /** The same text in each row. */
  ColumnFiller name(PartColumn column) {
    UTF8String text = UTF8String.fromString(name);
    return (rows, count) -> Arrays.fill(column.texts(), 0, count, text);
  }

  /** The global id of a corner of each face: 0, 1 or 2. */
  ColumnFiller corner(int corner, PartColumn column) throws IOException {
    int[] faces = part.faces();
    long[] foreign = part.foreign();
    int own = part.vertexCount();
    long offset = part.vertexOffset();
    long[] ids = column.longs();
    return (rows, count) -> {
      for (int i = 0; i < count; i++) {
        int local = faces[3 * rows[i] + corner];
        ids[i] = local < own ? offset + local : foreign[local - own];
      }
    };
  }

  ColumnFiller kind(PartColumn column) throws IOException {
    byte[] all = part.kinds();
    int[] kinds = column.ints();
    return (rows, count) -> {
      for (int i = 0; i < count; i++) {
        kinds[i] = all[rows[i]];
      }
    };
  }

  ColumnFiller marker(PartColumn column) throws IOException {
    byte[] kinds = part.kinds();
    int[] local = buildings();
    int[] numbers = part.buildingNumbers();
    int all = part.mesh().buildings();
    int[] markers = column.ints();
    return (rows, count) -> {
      for (int i = 0; i < count; i++) {
        int building = local[rows[i]];
        markers[i] = Markers.of(kinds[rows[i]], building < 0 ? -1 : numbers[building], all);
      }
    };
  }

  /** The key of each face's building, null where there is none. */
  ColumnFiller building(PartColumn column) throws IOException {
    int[] local = buildings();
    long[] all = part.buildingKeys();
    long[] keys = column.longs();
    boolean[] nulls = column.nulls();
    return (rows, count) -> {
      for (int i = 0; i < count; i++) {
        int building = local[rows[i]];
        nulls[i] = building < 0;
        keys[i] = building < 0 ? 0 : all[building];
      }
    };
  }

  private int[] buildings() throws IOException {
    if (buildings == null) {
      buildings = part.localBuildings();
    }
    return buildings;
  }

  /** Areas, normals and rectangles of faces: those of these columns that are any. */
  ColumnFiller shapes(Map<String, PartColumn> columns) throws IOException {
    return new FaceShapes(part.faces(), part.points(), columns);
  }

  /** What cells are: those of these columns that are any of it. */
  ColumnFiller cells(Map<String, PartColumn> columns) throws IOException {
    return new CellShapes(new PartCells(part), columns);
  }

  /** The global id of each vertex. */
  ColumnFiller vertexId(PartColumn column) {
    long first = part.vertexOffset();
    long[] ids = column.longs();
    return (rows, count) -> {
      for (int i = 0; i < count; i++) {
        ids[i] = first + rows[i];
      }
    };
  }

  /** A coordinate of each vertex: axis 0 is x. */
  ColumnFiller coordinate(int axis, PartColumn column) throws IOException {
    double[] vertices = part.vertices();
    double[] values = column.doubles();
    return (rows, count) -> {
      for (int i = 0; i < count; i++) {
        values[i] = vertices[3 * rows[i] + axis];
      }
    };
  }
}
