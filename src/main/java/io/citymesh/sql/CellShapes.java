package io.citymesh.sql;

import io.citymesh.air.CellKind;
import io.citymesh.format.PartCells;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.unsafe.types.UTF8String;

/** What the cells of a part's air are: shapes, layers, corners, volumes and centres. */
final class CellShapes implements ColumnFiller {
  private static final int MOST_CORNERS = 6;

  private final PartCells cells;
  private final UTF8String[] names = new UTF8String[CellKind.values().length];
  private final Optional<PartColumn> kind;
  private final Optional<PartColumn> layer;
  private final Optional<PartColumn> vertices;
  private final Optional<PartColumn> volume;
  private final Optional<PartColumn> x;
  private final Optional<PartColumn> y;
  private final Optional<PartColumn> z;
  private final double[] centre = new double[3];

  /**
   * @param columns that are to be filled, by their names; of others no notice is taken
   */
  CellShapes(PartCells cells, Map<String, PartColumn> columns) {
    this.cells = cells;
    for (CellKind each : CellKind.values()) {
      names[each.ordinal()] = UTF8String.fromString(each.name().toLowerCase(Locale.ROOT));
    }
    kind = Optional.ofNullable(columns.get("kind"));
    layer = Optional.ofNullable(columns.get("layer"));
    vertices = Optional.ofNullable(columns.get("vertices"));
    volume = Optional.ofNullable(columns.get("volume"));
    x = Optional.ofNullable(columns.get("x"));
    y = Optional.ofNullable(columns.get("y"));
    z = Optional.ofNullable(columns.get("z"));
  }

  @Override
  public void fill(BatchRows rows) {
    for (int i = 0; i < rows.count(); i++) {
      int row = i;
      cells.moveTo(rows.row(i));
      kind.ifPresent(column -> column.texts()[row] = names[cells.kind().ordinal()]);
      layer.ifPresent(column -> column.ints()[row] = cells.layer());
      vertices.ifPresent(column -> putCorners(column, row));
      volume.ifPresent(column -> column.doubles()[row] = cells.volume());
      if (x.isPresent() || y.isPresent() || z.isPresent()) {
        cells.centre(centre);
        x.ifPresent(column -> column.doubles()[row] = centre[0]);
        y.ifPresent(column -> column.doubles()[row] = centre[1]);
        z.ifPresent(column -> column.doubles()[row] = centre[2]);
      }
    }
  }

  /** In the order of VTK; of a polyhedron each once, ascending. */
  private void putCorners(PartColumn column, int row) {
    int corners = cells.corners();
    if (corners == 0) {
      long[] distinct = cells.distinctCorners();
      column.putList(row, distinct, distinct.length);
      return;
    }
    long[] ids = new long[MOST_CORNERS];
    for (int c = 0; c < corners; c++) {
      ids[c] = cells.corner(c);
    }
    column.putList(row, ids, corners);
  }
}
