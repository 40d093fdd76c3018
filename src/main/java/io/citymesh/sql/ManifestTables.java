package io.citymesh.sql;

import io.citymesh.report.Manifest;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** The tables of a manifest, which the driver holds anyway. */
final class ManifestTables {
  static final StructType TILES =
      new StructType()
          .add("tile", DataTypes.StringType, false)
          .add("xmin", DataTypes.DoubleType, false)
          .add("ymin", DataTypes.DoubleType, false)
          .add("xmax", DataTypes.DoubleType, false)
          .add("ymax", DataTypes.DoubleType, false)
          .add("status", DataTypes.StringType, false)
          .add("vertices", DataTypes.LongType, false)
          .add("faces", DataTypes.LongType, false)
          .add("seconds", DataTypes.DoubleType, false)
          .add("error", DataTypes.StringType, true);

  static final StructType PARTS =
      new StructType()
          .add("part", DataTypes.StringType, false)
          .add("id", DataTypes.LongType, false)
          .add("kind", DataTypes.StringType, false)
          .add("file", DataTypes.StringType, false)
          .add("vertex_offset", DataTypes.LongType, false)
          .add("vertices", DataTypes.LongType, false)
          .add("faces", DataTypes.LongType, false)
          .add("xmin", DataTypes.DoubleType, false)
          .add("ymin", DataTypes.DoubleType, false)
          .add("xmax", DataTypes.DoubleType, false)
          .add("ymax", DataTypes.DoubleType, false)
          .add("digest", DataTypes.StringType, false);

  private ManifestTables() {}

  /** The tiles, in the order of the plan; the error is null where there was none. */
  static RowsScan.Rows tiles(Manifest manifest) {
    return new RowsScan.Rows(TILES, manifest.tiles().stream().map(ManifestTables::tile).toList());
  }

  /** The parts, in vertex order. */
  static RowsScan.Rows parts(Manifest manifest) {
    return new RowsScan.Rows(PARTS, manifest.parts().stream().map(ManifestTables::part).toList());
  }

  private static Object[] tile(Manifest.Tile tile) {
    Manifest.Extent bounds = tile.bounds();
    String error = text(tile.error());
    return new Object[] {
      text(tile.key()),
      bounds.xmin(),
      bounds.ymin(),
      bounds.xmax(),
      bounds.ymax(),
      tile.status().toString(),
      tile.vertices(),
      tile.faces(),
      tile.seconds(),
      error.isEmpty() ? null : error
    };
  }

  private static Object[] part(Manifest.Part part) {
    Manifest.Extent bounds = part.bounds();
    return new Object[] {
      part.name(),
      part.id(),
      part.kind(),
      part.file(),
      part.vertexOffset(),
      part.vertices(),
      part.faces(),
      bounds.xmin(),
      bounds.ymin(),
      bounds.xmax(),
      bounds.ymax(),
      part.digest()
    };
  }

  private static String text(String text) {
    return text == null ? "" : text;
  }
}
