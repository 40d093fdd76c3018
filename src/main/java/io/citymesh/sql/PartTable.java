package io.citymesh.sql;

import io.citymesh.format.MeshParts;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.function.IntToDoubleFunction;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** The tables with rows in every part: what columns they have, and how a part gives them. */
enum PartTable {
  /** A row for each face. */
  FACES(
      new StructType()
          .add("part", DataTypes.StringType, false)
          .add("v0", DataTypes.LongType, false)
          .add("v1", DataTypes.LongType, false)
          .add("v2", DataTypes.LongType, false)
          .add("marker", DataTypes.IntegerType, false)
          .add("kind", DataTypes.IntegerType, false)
          .add("building", DataTypes.LongType, true)
          .add("area", DataTypes.DoubleType, false)
          .add("nx", DataTypes.DoubleType, false)
          .add("ny", DataTypes.DoubleType, false)
          .add("nz", DataTypes.DoubleType, false)
          .add("xmin", DataTypes.DoubleType, false)
          .add("ymin", DataTypes.DoubleType, false)
          .add("xmax", DataTypes.DoubleType, false)
          .add("ymax", DataTypes.DoubleType, false)) {
    @Override
    int rows(MeshParts mesh, int part) {
      return mesh.faces(part);
    }

    @Override
    PartColumn column(String column, PartArrays part) throws IOException {
      return switch (column) {
        case "part" -> part.name();
        case "v0" -> part.corner(0);
        case "v1" -> part.corner(1);
        case "v2" -> part.corner(2);
        case "marker" -> part.marker();
        case "kind" -> part.kind();
        case "building" -> part.building();
        default -> PartColumn.doubles(measure(column, part.shapes()));
      };
    }

    private static IntToDoubleFunction measure(String column, FaceShapes shapes) {
      return switch (column) {
        case "area" -> shapes::area;
        case "nx" -> face -> shapes.normal(face, 0);
        case "ny" -> face -> shapes.normal(face, 1);
        case "nz" -> face -> shapes.normal(face, 2);
        case "xmin" -> face -> shapes.lowest(face, 0);
        case "ymin" -> face -> shapes.lowest(face, 1);
        case "xmax" -> face -> shapes.highest(face, 0);
        case "ymax" -> face -> shapes.highest(face, 1);
        default -> throw new IllegalArgumentException("there is no column " + column);
      };
    }
  },

  /** A row for each vertex. */
  VERTICES(
      new StructType()
          .add("part", DataTypes.StringType, false)
          .add("id", DataTypes.LongType, false)
          .add("x", DataTypes.DoubleType, false)
          .add("y", DataTypes.DoubleType, false)
          .add("z", DataTypes.DoubleType, false)) {
    @Override
    int rows(MeshParts mesh, int part) {
      return mesh.vertices(part);
    }

    @Override
    PartColumn column(String column, PartArrays part) throws IOException {
      return switch (column) {
        case "part" -> part.name();
        case "id" -> part.vertexId();
        default -> part.coordinate(List.of("x", "y", "z").indexOf(column));
      };
    }
  };

  private final StructType schema;

  PartTable(StructType schema) {
    this.schema = schema;
  }

  /** All columns. */
  StructType schema() {
    return schema;
  }

  /** The name of the table. */
  String title() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** How many rows a part has. */
  abstract int rows(MeshParts mesh, int part);

  /**
   * A column of a part; the arrays that it needs are read.
   *
   * @throws IOException if the part is damaged
   */
  abstract PartColumn column(String column, PartArrays part) throws IOException;
}
