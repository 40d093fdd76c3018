package io.citymesh.format;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.citymesh.crs.CoordinateSystems;
import io.citymesh.geo.Bounds;
import io.citymesh.output.BuildingRow;
import io.citymesh.vector.KeptField;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/**
 * The buildings as a GeoPackage of one layer, {@code buildings}, written by SQLite. The column
 * {@code id} is the first of the building's ids, and {@code source_ids} all of them as JSON; the
 * fields of the input that are kept come last.
 *
 * <p>The same buildings give the same bytes: the time of the last change is that of the epoch.
 *
 * @see <a href="https://www.geopackage.org/spec130/">GeoPackage 1.3, OGC 12-128r17</a>
 */
record GeoPackageFormat() implements TableFormat {
  static final String NAME = "gpkg";

  private static final ObjectMapper JSON = new ObjectMapper();

  /** Rows that SQLite gets at once. */
  private static final int BATCH = 1000;

  /** Columns that are not kept fields of the input. */
  private static final int OWN = 11;

  /** Coordinates in a plane that is not known. */
  private static final int UNDEFINED = -1;

  private static final List<String> TABLES =
      List.of(
          """
          CREATE TABLE gpkg_spatial_ref_sys (
            srs_name TEXT NOT NULL,
            srs_id INTEGER NOT NULL PRIMARY KEY,
            organization TEXT NOT NULL,
            organization_coordsys_id INTEGER NOT NULL,
            definition TEXT NOT NULL,
            description TEXT)
          """,
          """
          CREATE TABLE gpkg_contents (
            table_name TEXT NOT NULL PRIMARY KEY,
            data_type TEXT NOT NULL,
            identifier TEXT UNIQUE,
            description TEXT DEFAULT '',
            last_change DATETIME NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now')),
            min_x DOUBLE,
            min_y DOUBLE,
            max_x DOUBLE,
            max_y DOUBLE,
            srs_id INTEGER,
            CONSTRAINT fk_gc_r_srs_id FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys(srs_id))
          """,
          """
          CREATE TABLE gpkg_geometry_columns (
            table_name TEXT NOT NULL,
            column_name TEXT NOT NULL,
            geometry_type_name TEXT NOT NULL,
            srs_id INTEGER NOT NULL,
            z TINYINT NOT NULL,
            m TINYINT NOT NULL,
            CONSTRAINT pk_geom_cols PRIMARY KEY (table_name, column_name),
            CONSTRAINT uk_gc_table_name UNIQUE (table_name),
            CONSTRAINT fk_gc_tn FOREIGN KEY (table_name) REFERENCES gpkg_contents(table_name),
            CONSTRAINT fk_gc_srs FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys (srs_id))
          """,
          """
          CREATE TABLE buildings (
            fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
            geom POLYGON,
            "index" INTEGER NOT NULL,
            "key" INTEGER NOT NULL,
            id TEXT NOT NULL,
            source_ids TEXT NOT NULL,
            ground_height DOUBLE NOT NULL,
            roof_height DOUBLE NOT NULL,
            height DOUBLE NOT NULL,
            height_source TEXT NOT NULL,
            area DOUBLE NOT NULL%s)
          """,
          "INSERT INTO gpkg_spatial_ref_sys VALUES"
              + " ('Undefined Cartesian SRS', -1, 'NONE', -1, 'undefined', ''),"
              + " ('Undefined geographic SRS', 0, 'NONE', 0, 'undefined', ''),"
              + " ('WGS 84 geodetic', 4326, 'EPSG', 4326, 'GEOGCS[\"WGS 84\",DATUM[\"WGS_1984\","
              + "SPHEROID[\"WGS 84\",6378137,298.257223563,AUTHORITY[\"EPSG\",\"7030\"]],"
              + "AUTHORITY[\"EPSG\",\"6326\"]],PRIMEM[\"Greenwich\",0,AUTHORITY[\"EPSG\",\"8901\"]],"
              + "UNIT[\"degree\",0.0174532925199433,AUTHORITY[\"EPSG\",\"9122\"]],"
              + "AUTHORITY[\"EPSG\",\"4326\"]]', '')");

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String usualName() {
    return "buildings.gpkg";
  }

  @Override
  public Table table(MeshParts mesh, List<KeptField> kept, Path file) throws IOException {
    try {
      return new Layer(mesh.crs(), kept, file);
    } catch (SQLException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  private static final class Layer implements Table {
    private final Connection connection;
    private final PreparedStatement insert;
    private final int srs;
    private final List<KeptField> kept;
    private Bounds bounds;
    private int waiting;

    Layer(String crs, List<KeptField> kept, Path file) throws SQLException {
      this.kept = kept;
      connection = DriverManager.getConnection("jdbc:sqlite:" + file);
      try (Statement statement = connection.createStatement()) {
        // The file is renamed once it is whole.
        statement.execute("PRAGMA journal_mode = OFF");
        statement.execute("PRAGMA synchronous = OFF");
        statement.execute("PRAGMA application_id = 0x47504B47"); // GPKG
        statement.execute("PRAGMA user_version = 10300");
        connection.setAutoCommit(false);
        for (String table : TABLES) {
          statement.execute(table.replace("%s", columns(kept)));
        }
      }
      srs = srs(crs);
      insert =
          connection.prepareStatement(
              "INSERT INTO buildings VALUES (?" + ", ?".repeat(OWN - 1 + kept.size()) + ")");
    }

    /** Declares the columns that are kept. */
    private static String columns(List<KeptField> kept) {
      StringBuilder columns = new StringBuilder();
      for (KeptField field : kept) {
        columns
            .append(", \"")
            .append(field.column().replace("\"", "\"\""))
            .append("\" ")
            .append(
                switch (field.type()) {
                  case BOOLEAN -> "BOOLEAN";
                  case INTEGER -> "INTEGER";
                  case NUMBER -> "DOUBLE";
                  case TEXT -> "TEXT";
                });
      }
      return columns.toString();
    }

    /** The number of the CRS, once the file has its definition. */
    private int srs(String crs) throws SQLException {
      if (crs.isEmpty()) {
        return UNDEFINED;
      }
      boolean epsg = crs.matches("EPSG:[0-9]{1,6}");
      int code = epsg ? Integer.parseInt(crs.substring("EPSG:".length())) : 100_000;
      try (PreparedStatement add =
          connection.prepareStatement(
              "INSERT INTO gpkg_spatial_ref_sys VALUES (?, ?, ?, ?, ?, '')")) {
        add.setString(1, CoordinateSystems.displayName(crs));
        add.setInt(2, code);
        add.setString(3, epsg ? "EPSG" : "NONE");
        add.setInt(4, code);
        add.setString(5, CoordinateSystems.wkt(crs));
        add.executeUpdate();
      }
      return code;
    }

    @Override
    public void write(BuildingRow row) throws IOException {
      bounds = bounds == null ? row.bounds() : bounds.union(row.bounds());
      try {
        insert.setInt(1, row.index() + 1);
        insert.setBytes(2, blob(row));
        insert.setInt(3, row.index());
        insert.setLong(4, row.key());
        insert.setString(5, row.sourceIds().isEmpty() ? "" : row.sourceIds().get(0));
        insert.setString(6, JSON.writeValueAsString(row.sourceIds()));
        insert.setDouble(7, row.ground());
        insert.setDouble(8, row.roof());
        insert.setDouble(9, row.height());
        insert.setString(10, row.heightSource());
        insert.setDouble(11, row.area());
        for (int i = 0; i < kept.size(); i++) {
          insert.setObject(OWN + 1 + i, row.kept().get(kept.get(i).column()));
        }
        insert.addBatch();
        if (++waiting == BATCH) {
          insert.executeBatch();
          waiting = 0;
        }
      } catch (SQLException e) {
        throw new IOException(e.getMessage(), e);
      }
    }

    /** A header with the rectangle around the footprint, and WKB. */
    private byte[] blob(BuildingRow row) {
      byte[] wkb = row.footprint();
      ByteBuffer out = ByteBuffer.allocate(8 + 4 * 8 + wkb.length).order(ByteOrder.LITTLE_ENDIAN);
      out.put((byte) 'G').put((byte) 'P').put((byte) 0).put((byte) 3).putInt(srs);
      Bounds box = row.bounds();
      out.putDouble(box.xmin()).putDouble(box.xmax()).putDouble(box.ymin()).putDouble(box.ymax());
      return out.put(wkb).array();
    }

    @Override
    public void close() throws IOException {
      try (connection;
          insert) {
        insert.executeBatch();
        try (PreparedStatement contents =
            connection.prepareStatement(
                "INSERT INTO gpkg_contents VALUES ('buildings', 'features', 'buildings', '',"
                    + " '1970-01-01T00:00:00.000Z', ?, ?, ?, ?, ?)")) {
          if (bounds != null) {
            contents.setDouble(1, bounds.xmin());
            contents.setDouble(2, bounds.ymin());
            contents.setDouble(3, bounds.xmax());
            contents.setDouble(4, bounds.ymax());
          }
          contents.setInt(5, srs);
          contents.executeUpdate();
        }
        try (Statement statement = connection.createStatement()) {
          statement.execute(
              "INSERT INTO gpkg_geometry_columns VALUES ('buildings', 'geom', 'POLYGON', "
                  + srs
                  + ", 0, 0)");
        }
        connection.commit();
      } catch (SQLException e) {
        throw new IOException(e.getMessage(), e);
      }
    }
  }
}
