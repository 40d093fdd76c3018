package io.citymesh.sql;

import io.citymesh.format.FormatPart;
import io.citymesh.format.PartCells;
import io.citymesh.report.Manifest;
import java.io.IOException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
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
    boolean needMost(List<String> names) {
      return names.stream().anyMatch(COMPUTED::contains);
    }

    @Override
    PartColumns columns(List<String> names, PartArrays part, Room room) throws IOException {
      PartColumns columns = new PartColumns();
      List<String> shapes = names.stream().filter(COMPUTED::contains).toList();
      for (String name : names) {
        switch (name) {
          case "part" -> columns.add(name, part.name());
          case "v0" -> columns.add(name, part.corner(0));
          case "v1" -> columns.add(name, part.corner(1));
          case "v2" -> columns.add(name, part.corner(2));
          case "marker" -> columns.add(name, part.marker());
          case "kind" -> columns.add(name, part.kind());
          case "building" -> columns.add(name, part.building());
          default -> {} // One of the shapes.
        }
      }
      if (!shapes.isEmpty()) {
        Map<String, PartColumn> computed = room.of(shapes);
        columns.add(computed, part.shapes(computed, room.points(part)));
      }
      return columns;
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
    PartColumns columns(List<String> names, PartArrays part, Room room) throws IOException {
      PartColumns columns = new PartColumns();
      for (String name : names) {
        columns.add(
            name,
            switch (name) {
              case "part" -> part.name();
              case "id" -> part.vertexId();
              default -> part.coordinate(List.of("x", "y", "z").indexOf(name));
            });
      }
      return columns;
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
    boolean needMost(List<String> names) {
      return names.stream().anyMatch(name -> !name.equals("part"));
    }

    @Override
    PartColumns columns(List<String> names, PartArrays part, Room room) throws IOException {
      PartColumns columns = new PartColumns();
      if (names.contains("part")) {
        columns.add("part", part.name());
      }
      List<String> shapes = names.stream().filter(name -> !name.equals("part")).toList();
      if (!shapes.isEmpty()) {
        Map<String, PartColumn> computed = room.of(shapes);
        columns.add(computed, part.cells(computed));
      }
      return columns;
    }
  };

  /** About so many cells stand on a face. */
  private static final long LAYERS = 20;

  /** Columns of faces that are computed of their corners. */
  private static final Set<String> COMPUTED =
      Set.of("area", "nx", "ny", "nz", "xmin", "ymin", "xmax", "ymax");

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

  /** Whether some columns need nearly all of a part's file. */
  boolean needMost(List<String> names) {
    return false;
  }

  /** Whether the manifest knows how many rows a part has. */
  boolean isCounted() {
    return true;
  }

  /** How many rows a part has, if {@link #isCounted} does not say that it is known. */
  int rows(FormatPart part) throws IOException {
    throw new IllegalStateException(title() + " are counted");
  }

  /** Arrays for columns that are computed, used again from part to part. */
  final class Room {
    private final Map<String, PartColumn> columns = new HashMap<>();
    private final int rows;
    private double[] points = new double[0];

    /**
     * @param rows the most of a batch
     */
    Room(int rows) {
      this.rows = rows;
    }

    Map<String, PartColumn> of(List<String> names) {
      Map<String, PartColumn> some = new LinkedHashMap<>();
      for (String name : names) {
        some.put(
            name,
            columns.computeIfAbsent(name, absent -> new PartColumn(schema.apply(absent), rows)));
      }
      return some;
    }

    /** The corners of a part's faces, until the next part's are asked for. */
    double[] points(PartArrays part) throws IOException {
      points = part.points(points);
      return points;
    }
  }

  /**
   * Columns over the rows of a part; the arrays that they need are read.
   *
   * @param names some of the schema's
   * @param room for those that are computed
   * @throws IOException if the part is damaged
   */
  abstract PartColumns columns(List<String> names, PartArrays part, Room room) throws IOException;
}
