package io.citymesh.sql;

import io.citymesh.format.FormatPart;
import io.citymesh.format.PartCells;
import io.citymesh.stitch.Markers;
import java.io.IOException;
import java.util.Map;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.unsafe.types.UTF8String;

/**
 * A part that is read for a table. Its columns outlive it, and with them the arrays that they need.
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
  ArrayColumn name() {
    UTF8String text = UTF8String.fromString(name);
    return new ArrayColumn(DataTypes.StringType) {
      @Override
      public UTF8String getUTF8String(int i) {
        return text;
      }
    };
  }

  /** The global id of a corner of each face: 0, 1 or 2. */
  ArrayColumn corner(int corner) throws IOException {
    int[] faces = part.faces();
    long[] foreign = part.foreign();
    int own = part.vertexCount();
    long offset = part.vertexOffset();
    return new ArrayColumn(DataTypes.LongType) {
      @Override
      public long getLong(int i) {
        int local = faces[3 * row(i) + corner];
        return local < own ? offset + local : foreign[local - own];
      }
    };
  }

  ArrayColumn kind() throws IOException {
    byte[] kinds = part.kinds();
    return new ArrayColumn(DataTypes.IntegerType) {
      @Override
      public int getInt(int i) {
        return kinds[row(i)];
      }
    };
  }

  ArrayColumn marker() throws IOException {
    byte[] kinds = part.kinds();
    int[] local = buildings();
    int[] numbers = part.buildingNumbers();
    int all = part.mesh().buildings();
    return new ArrayColumn(DataTypes.IntegerType) {
      @Override
      public int getInt(int i) {
        int building = local[row(i)];
        return Markers.of(kinds[row(i)], building < 0 ? -1 : numbers[building], all);
      }
    };
  }

  /** The key of each face's building, null where there is none. */
  ArrayColumn building() throws IOException {
    int[] local = buildings();
    long[] keys = part.buildingKeys();
    return new ArrayColumn(DataTypes.LongType) {
      @Override
      public boolean hasNull() {
        return true;
      }

      @Override
      public boolean isNullAt(int i) {
        return local[row(i)] < 0;
      }

      @Override
      public long getLong(int i) {
        int building = local[row(i)];
        return building < 0 ? 0 : keys[building];
      }
    };
  }

  private int[] buildings() throws IOException {
    if (buildings == null) {
      buildings = part.localBuildings();
    }
    return buildings;
  }

  /**
   * As {@link FormatPart#points(double[])}.
   *
   * @param again an array that is no longer needed
   */
  double[] points(double[] again) throws IOException {
    return part.points(again);
  }

  /**
   * Areas, normals and rectangles of faces: those of these columns that are any.
   *
   * @param points the corners of its faces
   */
  ColumnFiller shapes(Map<String, PartColumn> columns, double[] points) throws IOException {
    return new FaceShapes(part.faces(), points, columns);
  }

  /** What cells are: those of these columns that are any of it. */
  ColumnFiller cells(Map<String, PartColumn> columns) throws IOException {
    return new CellShapes(new PartCells(part), columns);
  }

  /** The global id of each vertex. */
  ArrayColumn vertexId() {
    long first = part.vertexOffset();
    return new ArrayColumn(DataTypes.LongType) {
      @Override
      public long getLong(int i) {
        return first + row(i);
      }
    };
  }

  /** A coordinate of each vertex: axis 0 is x. */
  ArrayColumn coordinate(int axis) throws IOException {
    double[] vertices = part.vertices();
    return new ArrayColumn(DataTypes.DoubleType) {
      @Override
      public double getDouble(int i) {
        return vertices[3 * row(i) + axis];
      }
    };
  }
}
