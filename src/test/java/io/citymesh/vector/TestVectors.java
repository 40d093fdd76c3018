package io.citymesh.vector;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroupFactory;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.hadoop.util.HadoopOutputFile;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;
import org.locationtech.jts.algorithm.Orientation;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.CoordinateArrays;
import org.locationtech.jts.geom.Envelope;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.Polygon;
import org.locationtech.jts.io.ParseException;
import org.locationtech.jts.io.WKBWriter;
import org.locationtech.jts.io.WKTReader;

/** Writes small shapefiles, GeoPackages and (Geo)Parquet files. */
public final class TestVectors {
  /**
   * A feature with the fields {@code identificatie}, {@code height} and {@code name}.
   *
   * @param id may be null
   * @param height as text, may be blank
   * @param wkt a geometry, or null for none
   */
  public record Feature(String id, String height, String name, String wkt) {
    /** A square building. */
    public static Feature square(String id, double x, double y, double side) {
      return new Feature(id, "7.5", "", squareWkt(x, y, side));
    }
  }

  private TestVectors() {}

  public static String squareWkt(double x, double y, double side) {
    double e = x + side;
    double n = y + side;
    return "POLYGON((%s %s, %s %s, %s %s, %s %s, %s %s))".formatted(x, y, x, n, e, n, e, y, x, y);
  }

  static Geometry geometry(String wkt) {
    try {
      return new WKTReader().read(wkt);
    } catch (ParseException e) {
      throw new IllegalArgumentException(wkt, e);
    }
  }

  // ---- shapefile

  /**
   * Writes .shp, .dbf and, unless empty, .prj and .cpg.
   *
   * @return the path of the .shp
   */
  public static Path shapefile(
      Path shp, String prj, String cpg, Charset charset, List<Feature> features) {
    String base = shp.toString().replaceAll("\\.shp$", "");
    try {
      ByteArrayOutputStream records = new ByteArrayOutputStream();
      for (int i = 0; i < features.size(); i++) {
        byte[] content = shape(features.get(i).wkt);
        records.write(ByteBuffer.allocate(8).putInt(i + 1).putInt(content.length / 2).array());
        records.write(content);
      }
      ByteBuffer header = ByteBuffer.allocate(100);
      header.putInt(9994).position(24);
      header.putInt((100 + records.size()) / 2).order(ByteOrder.LITTLE_ENDIAN);
      header.putInt(1000).putInt(5);
      Files.write(shp, joined(header.array(), records.toByteArray()));
      Files.write(Path.of(base + ".dbf"), table(features, charset));
      if (!prj.isEmpty()) {
        Files.writeString(Path.of(base + ".prj"), prj);
      }
      if (!cpg.isEmpty()) {
        Files.writeString(Path.of(base + ".cpg"), cpg);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return shp;
  }

  private static byte[] shape(String wkt) {
    Geometry geometry = wkt == null ? null : geometry(wkt);
    if (geometry == null) {
      return new byte[4];
    }
    if (geometry.getDimension() == 0) {
      ByteBuffer point = ByteBuffer.allocate(20).order(ByteOrder.LITTLE_ENDIAN).putInt(1);
      return point
          .putDouble(geometry.getCoordinate().x)
          .putDouble(geometry.getCoordinate().y)
          .array();
    }
    ArrayList<Coordinate[]> rings = new ArrayList<>();
    for (int i = 0; i < geometry.getNumGeometries(); i++) {
      Polygon polygon = (Polygon) geometry.getGeometryN(i);
      rings.add(turned(polygon.getExteriorRing().getCoordinates(), false));
      for (int j = 0; j < polygon.getNumInteriorRing(); j++) {
        rings.add(turned(polygon.getInteriorRingN(j).getCoordinates(), true));
      }
    }
    int points = rings.stream().mapToInt(ring -> ring.length).sum();
    ByteBuffer out =
        ByteBuffer.allocate(44 + 4 * rings.size() + 16 * points).order(ByteOrder.LITTLE_ENDIAN);
    out.putInt(5).position(36);
    out.putInt(rings.size()).putInt(points);
    int start = 0;
    for (Coordinate[] ring : rings) {
      out.putInt(start);
      start += ring.length;
    }
    for (Coordinate[] ring : rings) {
      for (Coordinate c : ring) {
        out.putDouble(c.x).putDouble(c.y);
      }
    }
    return out.array();
  }

  private static Coordinate[] turned(Coordinate[] ring, boolean counterClockwise) {
    if (Orientation.isCCW(ring) != counterClockwise) {
      CoordinateArrays.reverse(ring);
    }
    return ring;
  }

  /** Field names keep their first ten characters. */
  private static byte[] table(List<Feature> features, Charset charset) {
    int[] widths = {40, 12, 20};
    String[] names = {"identifica", "HEIGHT", "name"};
    int rowLength = 1 + 40 + 12 + 20;
    ByteBuffer out =
        ByteBuffer.allocate(32 + 3 * 32 + 1 + rowLength * features.size())
            .order(ByteOrder.LITTLE_ENDIAN);
    out.put((byte) 3).position(4);
    out.putInt(features.size()).putShort((short) (32 + 3 * 32 + 1)).putShort((short) rowLength);
    for (int i = 0; i < 3; i++) {
      out.position(32 + 32 * i);
      out.put(names[i].getBytes(StandardCharsets.US_ASCII));
      out.put(32 + 32 * i + 11, (byte) (i == 1 ? 'N' : 'C'));
      out.put(32 + 32 * i + 16, (byte) widths[i]);
    }
    out.position(32 + 3 * 32);
    out.put((byte) 0x0d);
    for (Feature feature : features) {
      out.put((byte) ' ');
      String[] values = {feature.id, feature.height, feature.name};
      for (int i = 0; i < 3; i++) {
        byte[] text = (values[i] == null ? "" : values[i]).getBytes(charset);
        byte[] padded = new byte[widths[i]];
        Arrays.fill(padded, (byte) ' ');
        System.arraycopy(text, 0, padded, 0, text.length);
        out.put(padded);
      }
    }
    return out.array();
  }

  private static byte[] joined(byte[] a, byte[] b) {
    return ByteBuffer.allocate(a.length + b.length).put(a).put(b).array();
  }

  // ---- GeoPackage

  /**
   * Adds a layer to a GeoPackage, which is made if there is none.
   *
   * @param type such as POLYGON
   * @param epsg code of the CRS, 0 for none
   */
  public static Path geoPackage(
      Path file, String layer, String type, int epsg, List<Feature> features) {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement statement = connection.createStatement()) {
      statement.execute(
          "CREATE TABLE IF NOT EXISTS gpkg_spatial_ref_sys (srs_name TEXT, srs_id INTEGER PRIMARY"
              + " KEY, organization TEXT, organization_coordsys_id INTEGER, definition TEXT)");
      statement.execute(
          "CREATE TABLE IF NOT EXISTS gpkg_geometry_columns (table_name TEXT, column_name TEXT,"
              + " geometry_type_name TEXT, srs_id INTEGER, z TINYINT, m TINYINT)");
      if (epsg > 0) {
        statement.execute(
            "INSERT OR IGNORE INTO gpkg_spatial_ref_sys VALUES ('x', %1$d, 'EPSG', %1$d, '')"
                .formatted(epsg));
      }
      statement.execute(
          "INSERT INTO gpkg_geometry_columns VALUES ('%s', 'geom', '%s', %d, 0, 0)"
              .formatted(layer, type, epsg));
      statement.execute(
          "CREATE TABLE \"%s\" (fid INTEGER PRIMARY KEY, geom BLOB, identificatie TEXT, height REAL,"
                  .formatted(layer)
              + " name TEXT)");
      try (PreparedStatement insert =
          connection.prepareStatement(
              "INSERT INTO \"%s\" (geom, identificatie, height, name) VALUES (?, ?, ?, ?)"
                  .formatted(layer))) {
        for (Feature feature : features) {
          insert.setBytes(1, feature.wkt == null ? null : blob(feature.wkt, epsg));
          insert.setString(2, feature.id);
          insert.setString(3, feature.height);
          insert.setString(4, feature.name);
          insert.execute();
        }
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
    return file;
  }

  private static byte[] blob(String wkt, int epsg) {
    Geometry geometry = geometry(wkt);
    boolean deep = wkt.contains(" Z");
    byte[] wkb = new WKBWriter(deep ? 3 : 2).write(geometry);
    ByteBuffer out = ByteBuffer.allocate(8 + 32 + wkb.length).order(ByteOrder.LITTLE_ENDIAN);
    out.put((byte) 'G').put((byte) 'P').put((byte) 0).put((byte) 3).putInt(epsg);
    Envelope e = geometry.getEnvelopeInternal();
    out.putDouble(e.getMinX()).putDouble(e.getMaxX()).putDouble(e.getMinY()).putDouble(e.getMaxY());
    return out.put(wkb).array();
  }

  // ---- Parquet

  /**
   * Writes a Parquet file with the column {@code shape} (WKB) or {@code wkt}.
   *
   * @param geo the metadata of GeoParquet, or empty for a plain table
   */
  public static Path parquet(Path file, String geo, boolean asText, List<Feature> features) {
    String column = asText ? "wkt" : "shape";
    MessageType schema =
        MessageTypeParser.parseMessageType(
            "message m { optional binary identificatie (STRING); optional double height;"
                + " optional binary "
                + column
                + (asText ? " (STRING)" : "")
                + "; }");
    try (ParquetWriter<Group> writer =
        ExampleParquetWriter.builder(
                HadoopOutputFile.fromPath(
                    new org.apache.hadoop.fs.Path(file.toUri()), new Configuration()))
            .withType(schema)
            .withExtraMetaData(geo.isEmpty() ? Map.of() : Map.of("geo", geo))
            .build()) {
      for (Feature feature : features) {
        Group row = new SimpleGroupFactory(schema).newGroup();
        if (feature.id != null) {
          row.add("identificatie", feature.id);
        }
        if (!feature.height.isBlank()) {
          row.add("height", Double.parseDouble(feature.height));
        }
        if (feature.wkt != null && asText) {
          row.add(column, feature.wkt);
        } else if (feature.wkt != null) {
          row.add(
              column, Binary.fromConstantByteArray(new WKBWriter(2).write(geometry(feature.wkt))));
        }
        writer.write(row);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return file;
  }

  /** The metadata of GeoParquet for the column {@code shape}; {@code crs} is JSON, or empty. */
  public static String geo(String crs) {
    return "{\"version\": \"1.1.0\", \"primary_column\": \"shape\", \"columns\": {\"shape\":"
        + " {\"encoding\": \"WKB\", \"geometry_types\": []"
        + (crs.isEmpty() ? "" : ", \"crs\": " + crs)
        + "}}}";
  }
}
