package io.citymesh.sql;

import io.citymesh.format.FormatPart;
import io.citymesh.format.PartCells;
import io.citymesh.report.Manifest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
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
    long rows(Manifest.Part part) {
      return part.faces();
    }

    @Override
    List<ColumnFiller> fillers(Map<String, PartColumn> columns, PartArrays part)
        throws IOException {
      List<ColumnFiller> all = new ArrayList<>();
      boolean shapes = false;
      for (Map.Entry<String, PartColumn> each : columns.entrySet()) {
        PartColumn column = each.getValue();
        switch (each.getKey()) {
          case "part" -> all.add(part.name(column));
          case "v0" -> all.add(part.corner(0, column));
          case "v1" -> all.add(part.corner(1, column));
          case "v2" -> all.add(part.corner(2, column));
          case "marker" -> all.add(part.marker(column));
          case "kind" -> all.add(part.kind(column));
          case "building" -> all.add(part.building(column));
          default -> shapes = true;
        }
      }
      if (shapes) {
        all.add(part.shapes(columns));
      }
      return all;
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
    long rows(Manifest.Part part) {
      return part.vertices();
    }

    @Override
    List<ColumnFiller> fillers(Map<String, PartColumn> columns, PartArrays part)
        throws IOException {
      List<ColumnFiller> all = new ArrayList<>();
      for (Map.Entry<String, PartColumn> each : columns.entrySet()) {
        PartColumn column = each.getValue();
        all.add(
            switch (each.getKey()) {
              case "part" -> part.name(column);
              case "id" -> part.vertexId(column);
              default -> part.coordinate(List.of("x", "y", "z").indexOf(each.getKey()), column);
            });
      }
      return all;
    }
  },

  /** A row for each cell of the air. */
  CELLS(
      new StructType()
          .add("part", DataTypes.StringType, false)
          .add("kind", DataTypes.StringType, false)
          .add("layer", DataTypes.IntegerType, false)
          .add("vertices", DataTypes.createArrayType(DataTypes.LongType, false), false)
          .add("volume", DataTypes.DoubleType, false)
          .add("x", DataTypes.DoubleType, false)
          .add("y", DataTypes.DoubleType, false)
          .add("z", DataTypes.DoubleType, false)) {
    @Override
    long rows(Manifest.Part part) {
      return LAYERS * part.faces();
    }

    @Override
    boolean isCounted() {
      return false;
    }

    @Override
    int rows(FormatPart part) throws IOException {
      return new PartCells(part).all();
    }

    @Override
    List<ColumnFiller> fillers(Map<String, PartColumn> columns, PartArrays part)
        throws IOException {
      List<ColumnFiller> all = new ArrayList<>();
      if (columns.containsKey("part")) {
        all.add(part.name(columns.get("part")));
      }
      all.add(part.cells(columns));
      return all;
    }
  };

  /** About so many cells stand on a face. */
  private static final long LAYERS = 20;

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

  /** How many rows a part has, or about how many; none if it has none. */
  abstract long rows(Manifest.Part part);

  /** Whether the manifest knows how many rows a part has. */
  boolean isCounted() {
    return true;
  }

  /** How many rows a part has, if {@link #isCounted} does not say that it is known. */
  int rows(FormatPart part) throws IOException {
    throw new IllegalStateException(title() + " are counted");
  }

  /**
   * What fills columns with the rows of a part; the arrays that it needs are read.
   *
   * @param columns by their names, which are some of the schema's
   * @throws IOException if the part is damaged
   */
  abstract List<ColumnFiller> fillers(Map<String, PartColumn> columns, PartArrays part)
      throws IOException;
}
