package io.citymesh.vector;

import io.citymesh.crs.CoordinateSystems;
import io.citymesh.geo.Heights;
import io.citymesh.input.HeightFields;
import io.citymesh.session.LocalFile;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.math.BigDecimal;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.io.ParseException;
import org.sqlite.SQLiteConfig;

/**
 * Reads one layer of a GeoPackage (OGC 12-128r19) through SQLite, read-only, row by row. SQLite
 * needs a local file, so one that lies elsewhere is fetched first.
 */
final class GeoPackageReader implements FeatureReader {
  private static final Set<String> POLYGONS =
      Set.of("POLYGON", "MULTIPOLYGON", "CURVEPOLYGON", "MULTISURFACE", "SURFACE");
  private static final Set<String> PERHAPS_POLYGONS = Set.of("GEOMETRY", "GEOMETRYCOLLECTION");

  /** SQLite's names for the number of a row; each means a column of that name if there is one. */
  private static final List<String> ROW_NUMBERS = List.of("rowid", "_rowid_", "oid");

  /** Bytes of the envelope in a geometry's header, by the code in its flags. */
  private static final int[] ENVELOPE = {0, 32, 48, 48, 64};

  /**
   * A table of features.
   *
   * @param column the one with geometries
   * @param type of its geometries, in capitals
   * @param srs number of its spatial reference system
   */
  private record Layer(String table, String column, String type, int srs) {}

  private final String file;
  private final FeatureSink sink;
  private final FootprintSummary summary;
  private final Connection connection;
  private final PlainPolygons polygons;
  private final PreparedStatement statement;
  private final ResultSet rows;
  private final int ids;
  private final boolean hasRoof;
  private final boolean hasHeight;
  private final boolean hasStoreys;

  /** Names of the columns selected, the geometry's first. */
  private final List<String> selected;

  /** Number of the first column whose values are only looked at. */
  private final int firstOther;

  /** Number of the last of them. */
  private final int others;

  /** Numbers of the columns that are kept, by name. */
  private final Map<String, Integer> kept = new HashMap<>();

  private boolean ended;

  private GeoPackageReader(
      String file,
      Connection connection,
      Layer layer,
      String range,
      ReadOptions wanted,
      FeatureSink sink)
      throws SQLException {
    this.file = file;
    this.connection = connection;
    this.polygons = sink.polygons();
    this.sink = sink;
    this.summary = sink.summary();
    List<String> names = columns(connection, layer.table);
    names.stream().filter(name -> !name.equals(layer.column)).forEach(summary::field);
    selected = new ArrayList<>(List.of(layer.column));
    HeightFields fields = wanted.heights();
    for (String id : wanted.idFields()) {
      names.stream().filter(id::equalsIgnoreCase).findFirst().ifPresent(selected::add);
    }
    this.ids = selected.size() - 1;
    this.hasRoof = select(selected, names, fields.roof());
    this.hasHeight = select(selected, names, fields.height());
    this.hasStoreys = select(selected, names, fields.storeys());
    firstOther = selected.size() + 1;
    names.stream()
        .filter(name -> !name.equals(layer.column) && summary.profile.looksAt(name))
        .forEach(selected::add);
    others = selected.size();
    for (String name : wanted.keep()) {
      if (select(selected, names, name)) {
        kept.put(name, selected.size());
      }
    }
    statement =
        connection.prepareStatement(
            "SELECT "
                + selected.stream().map(GeoPackageReader::quoted).collect(Collectors.joining(", "))
                + " FROM "
                + quoted(layer.table)
                + range);
    rows = statement.executeQuery();
  }

  private static boolean select(List<String> selected, List<String> names, String field) {
    boolean there = !field.isEmpty() && names.contains(field);
    if (there) {
      selected.add(field);
    }
    return there;
  }

  private static String quoted(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }

  static FeatureReader open(
      FootprintFiles.Piece piece, Configuration hadoop, ReadOptions wanted, FeatureSink sink)
      throws IOException {
    String file = piece.path();
    Path local = LocalFile.of(file, hadoop);
    requireWhole(file, local);
    Connection connection = null;
    try {
      SQLiteConfig config = new SQLiteConfig();
      config.setReadOnly(true);
      // A log of changes beside it is read too; without one nobody writes, and locks need no place.
      boolean changing = Files.exists(Path.of(local + "-wal"));
      connection =
          config.createConnection(
              "jdbc:sqlite:" + local.toUri() + "?mode=ro" + (changing ? "" : "&immutable=1"));
      Layer layer = layer(file, connection, wanted.layer());
      String crs = crs(connection, layer.srs);
      if (!crs.isEmpty()) {
        sink.summary().crs.add(crs);
      }
      String range = piece.whole() ? "" : range(connection, layer, piece, Files.size(local));
      return new GeoPackageReader(file, connection, layer, range, wanted, sink);
    } catch (SQLException e) {
      close(connection);
      throw broken(file, e);
    } catch (IOException | RuntimeException e) {
      close(connection);
      throw e;
    }
  }

  /**
   * The condition for the rows of a piece: the numbers of rows are divided as the bytes of the file
   * are. Of a table without numbers the first piece has all.
   *
   * @param length of the file, bytes
   */
  private static String range(
      Connection connection, Layer layer, FootprintFiles.Piece piece, long length)
      throws SQLException {
    boolean first = piece.start() == 0;
    String table = quoted(layer.table);
    List<String> columns = columns(connection, layer.table);
    Optional<String> number =
        ROW_NUMBERS.stream()
            .filter(name -> columns.stream().noneMatch(name::equalsIgnoreCase))
            .findFirst();
    if (number.isEmpty()) {
      return first ? "" : " WHERE 0";
    }
    String id = number.get();
    try (Statement statement = connection.createStatement();
        ResultSet ends =
            statement.executeQuery(
                "SELECT (SELECT min("
                    + id
                    + ") FROM "
                    + table
                    + "), (SELECT max("
                    + id
                    + ") FROM "
                    + table
                    + ")")) {
      ends.next();
      if (ends.getObject(1) instanceof Number least && ends.getObject(2) instanceof Number most) {
        double rows = (double) most.longValue() - least.longValue() + 1;
        long from = least.longValue() + (long) (rows * piece.start() / length);
        long to = least.longValue() + (long) (rows * piece.end() / length);
        String lower = first ? "" : id + " >= " + from;
        String upper = piece.end() >= length ? "" : id + " < " + to;
        return " WHERE " + lower + (first || upper.isEmpty() ? "" : " AND ") + upper;
      }
    } catch (SQLException e) {
      if (!String.valueOf(e.getMessage()).contains("no such column")) {
        throw e;
      }
    }
    return first ? "" : " WHERE 0";
  }

  private static void close(Connection connection) throws IOException {
    try {
      if (connection != null) {
        connection.close();
      }
    } catch (SQLException e) {
      throw new IOException(e);
    }
  }

  private static BadFile broken(String file, SQLException e) {
    return new BadFile(
        "The GeoPackage "
            + file
            + " cannot be read: it is damaged, or not whole; copy or download it again.",
        e);
  }

  /** SQLite would notice a missing end only when it gets there, if at all. */
  private static void requireWhole(String file, Path local) throws IOException {
    try (RandomAccessFile in = new RandomAccessFile(local.toFile(), "r")) {
      byte[] header = new byte[100];
      if (in.length() >= header.length) {
        in.readFully(header);
        ByteBuffer values = ByteBuffer.wrap(header);
        int page = values.getShort(16) & 0xffff;
        long pages = values.getInt(28) & 0xffffffffL;
        boolean counted = values.getInt(24) == values.getInt(92);
        if (!counted || in.length() >= pages * (page == 1 ? 65536 : page)) {
          return;
        }
      }
    }
    throw new BadFile(
        "The GeoPackage " + file + " is cut off: copy or download it again, it is not whole.");
  }

  // ---- what is in the file

  private static Layer layer(String file, Connection connection, String wanted)
      throws SQLException, BadFile {
    List<Layer> layers = new ArrayList<>();
    try (Statement statement = connection.createStatement()) {
      try (ResultSet there =
          statement.executeQuery(
              "SELECT 1 FROM sqlite_master WHERE name = 'gpkg_geometry_columns'")) {
        if (!there.next()) {
          throw new BadFile(
              "The footprint file "
                  + file
                  + " is an SQLite database, but not a GeoPackage: give "
                  + FootprintFiles.FORMATS
                  + ".");
        }
      }
      try (ResultSet found =
          statement.executeQuery(
              "SELECT table_name, column_name, geometry_type_name, srs_id"
                  + " FROM gpkg_geometry_columns ORDER BY table_name")) {
        while (found.next()) {
          layers.add(
              new Layer(
                  text(found, 1),
                  text(found, 2),
                  text(found, 3).toUpperCase(Locale.ROOT),
                  found.getInt(4)));
        }
      }
    }
    List<Layer> candidates =
        layers.stream()
            .filter(
                layer ->
                    wanted.isEmpty()
                        ? POLYGONS.contains(layer.type) || PERHAPS_POLYGONS.contains(layer.type)
                        : layer.table.equalsIgnoreCase(wanted))
            .toList();
    if (candidates.size() == 1) {
      return candidates.get(0);
    }
    String names =
        layers.stream()
            .map(layer -> layer.table + " (" + layer.type.toLowerCase(Locale.ROOT) + ")")
            .collect(Collectors.joining(", "));
    String has = layers.isEmpty() ? "it has no layer" : "its layers are " + names;
    throw new BadFile(
        "The GeoPackage "
            + file
            + (!wanted.isEmpty()
                ? " has no layer " + wanted + ": give --layer one that it has; " + has + "."
                : candidates.isEmpty()
                    ? " has no layer of polygons; " + has + ": give another file."
                    : " has several layers of polygons: choose one with --layer; " + has + "."));
  }

  /** Empty where the table has nothing. */
  private static String text(ResultSet found, int column) throws SQLException {
    String text = found.getString(column);
    return text == null ? "" : text;
  }

  private static String crs(Connection connection, int srs) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            "SELECT organization, organization_coordsys_id, definition FROM gpkg_spatial_ref_sys"
                + " WHERE srs_id = ?")) {
      statement.setInt(1, srs);
      try (ResultSet found = statement.executeQuery()) {
        if (srs <= 0 || !found.next()) {
          return "";
        }
        if ("EPSG".equalsIgnoreCase(found.getString(1))) {
          return CoordinateSystems.code("EPSG:" + found.getInt(2));
        }
        String definition = found.getString(3);
        return definition == null || definition.indexOf('[') < 0
            ? text(found, 1) + ":" + found.getInt(2)
            : CoordinateSystems.fromWkt(definition);
      }
    }
  }

  private static List<String> columns(Connection connection, String table) throws SQLException {
    List<String> names = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet found = statement.executeQuery("PRAGMA table_info(" + quoted(table) + ")")) {
      while (found.next()) {
        names.add(found.getString("name"));
      }
    }
    return names;
  }

  // ---- rows

  @Override
  public boolean more() {
    return !ended;
  }

  @Override
  public void next() throws IOException {
    String id = "";
    try {
      if (!rows.next()) {
        ended = true;
        return;
      }
      for (int i = firstOther; i <= others; i++) {
        summary.profile.value(selected.get(i - 1), rows.getObject(i));
      }
      id = id();
      byte[] blob = rows.getBytes(1);
      if (blob == null) {
        sink.rejected(id, "no geometry");
        return;
      }
      int column = 1 + ids;
      double roof = hasRoof ? number(++column) : Double.NaN;
      double height = hasHeight ? number(++column) : Double.NaN;
      double storeys = hasStoreys ? number(++column) : Double.NaN;
      Geometry geometry = PlainWkb.geometry(wkb(blob), polygons);
      Heights heights = new Heights(roof, height, Double.NaN, storeys);
      sink.footprint(id, geometry, polygons, heights, kept());
    } catch (ParseException | IllegalArgumentException | BufferUnderflowException e) {
      sink.broken(id, e);
    } catch (SQLException e) {
      throw broken(file, e);
    }
  }

  private String kept() throws SQLException {
    Map<String, Object> values = new HashMap<>();
    for (Map.Entry<String, Integer> column : kept.entrySet()) {
      int i = column.getValue();
      Object value = rows.getObject(i);
      boolean truth =
          value instanceof Integer
              && "BOOLEAN".equalsIgnoreCase(rows.getMetaData().getColumnTypeName(i));
      values.put(column.getKey(), truth ? (Object) !value.equals(0) : value);
    }
    return summary.kept.row(values::get);
  }

  private double number(int column) throws SQLException {
    return FieldNumber.of(rows.getObject(column));
  }

  private String id() throws SQLException {
    for (int i = 0; i < ids; i++) {
      Object value = rows.getObject(2 + i);
      String text =
          value instanceof Double number && Double.isFinite(number)
              ? Json.plain(new BigDecimal(number))
              : value == null || value instanceof byte[] ? "" : value.toString().strip();
      if (!text.isEmpty()) {
        return text;
      }
    }
    return "";
  }

  /** "GP", version, flags, the number of the CRS and perhaps an envelope; then WKB. */
  private static ByteBuffer wkb(byte[] blob) throws ParseException {
    ByteBuffer header = ByteBuffer.wrap(blob).order(ByteOrder.BIG_ENDIAN);
    if (header.getShort() != 0x4750) {
      throw new ParseException("no GeoPackage geometry");
    }
    header.get();
    int envelope = (header.get() >> 1) & 7;
    if (envelope >= ENVELOPE.length) {
      throw new ParseException("no such envelope");
    }
    int start = 8 + ENVELOPE[envelope];
    if (start > blob.length) {
      throw new ParseException("the header exceeds the value");
    }
    return header.position(start);
  }

  @Override
  public void close() throws IOException {
    try {
      rows.close();
      statement.close();
    } catch (SQLException e) {
      throw new IOException(e);
    } finally {
      close(connection);
    }
  }
}
