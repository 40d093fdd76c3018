package io.citymesh.vector;

import io.citymesh.crs.CoordinateSystems;
import io.citymesh.geo.Heights;
import io.citymesh.input.HeightFields;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.locationtech.jts.algorithm.Orientation;
import org.locationtech.jts.algorithm.locate.SimplePointInAreaLocator;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.GeometryFactory;
import org.locationtech.jts.geom.LinearRing;
import org.locationtech.jts.geom.Location;
import org.locationtech.jts.geom.Polygon;

/**
 * Reads a shapefile: shapes from .shp and attributes from .dbf side by side, the CRS from .prj. The
 * index .shx is not needed, so it may be missing.
 *
 * <p>Streams straight from Hadoop. A shape's outlines run clockwise and its holes the other way
 * (ESRI Shapefile Technical Description, 1998, pages 8 to 9); where a file breaks that, a ring that
 * lies in no outline counts as an outline itself.
 */
final class ShapefileReader implements FeatureReader {
  private static final GeometryFactory FACTORY = new GeometryFactory();
  private static final int HEADER = 100;
  private static final int NULL_SHAPE = 0;

  /** Polygons without and with Z and M differ behind their points only. */
  private static final int POLYGON = 5;

  private static final int POLYGON_Z = 15;
  private static final int POLYGON_M = 25;

  /** Characters that are kept of a field's name. */
  private static final int MAX_NAME = 10;

  private final String file;
  private final FeatureSink sink;
  private final FootprintSummary summary;
  private final DataInputStream shapes;
  private final DbfReader table;
  private final PlainPolygons polygons;

  /** Of the fields; those that were asked for as they were asked for. */
  private final List<String> names;

  private final List<Integer> idFields;
  private final int height;
  private final int roof;
  private final int storeys;

  /** Bytes of .shp after the present record. */
  private long left;

  private ShapefileReader(
      String file,
      DataInputStream shapes,
      long left,
      DbfReader table,
      ReadOptions wanted,
      FeatureSink sink) {
    this.file = file;
    this.shapes = shapes;
    this.left = left;
    this.table = table;
    this.polygons = sink.polygons();
    this.sink = sink;
    this.summary = sink.summary();
    this.names = new ArrayList<>(table.names());
    names.forEach(summary::field);
    this.idFields = wanted.idFields().stream().map(this::field).filter(i -> i >= 0).toList();
    HeightFields fields = wanted.heights();
    this.height = wanted(fields.height());
    this.roof = wanted(fields.roof());
    this.storeys = wanted(fields.storeys());
    wanted(wanted.idField());
    wanted.keep().forEach(this::wanted);
  }

  /** A field by its name, of which the format keeps the first ten characters; -1 if none. */
  private int field(String name) {
    String kept = name.length() > MAX_NAME ? name.substring(0, MAX_NAME) : name;
    List<String> names = table.names();
    for (int i = 0; i < names.size(); i++) {
      if (names.get(i).equalsIgnoreCase(kept)) {
        return i;
      }
    }
    return -1;
  }

  private int wanted(String name) {
    int field = name.isEmpty() ? -1 : field(name);
    if (field >= 0) {
      summary.field(name);
      names.set(field, name);
    }
    return field;
  }

  static FeatureReader open(String file, Configuration hadoop, ReadOptions wanted, FeatureSink sink)
      throws IOException {
    Path path = new Path(file);
    FileSystem files = path.getFileSystem(hadoop);
    Path dbf =
        companion(files, path, "dbf")
            .orElseThrow(
                () ->
                    new BadFile(
                        "The shapefile "
                            + file
                            + " has no .dbf beside it, which holds the ids and fields: copy all of"
                            + " its files to one folder."));
    Optional<Path> prj = companion(files, path, "prj");
    if (prj.isPresent()) {
      String code = CoordinateSystems.fromWkt(text(files, prj.get()));
      if (!code.isEmpty()) {
        sink.summary().crs.add(code);
      }
    }
    Optional<Path> cpg = companion(files, path, "cpg");
    String encoding = cpg.isPresent() ? text(files, cpg.get()).strip() : "";
    long tableLength = files.getFileStatus(dbf).getLen();
    if (tableLength == 0) { // Nor is it opened: a pipe would wait for who writes to it.
      throw new BadFile(
          "The table " + dbf + " is empty (0 bytes): copy all files of the shapefile again.");
    }
    long length = files.getFileStatus(path).getLen();
    DataInputStream shapes = buffered(files, path);
    try {
      byte[] header = shapes.readNBytes(HEADER);
      long said = header.length < HEADER ? HEADER : 2L * ByteBuffer.wrap(header).getInt(24);
      if (header.length < HEADER || said > length) {
        throw truncated(file);
      }
      DbfReader table = DbfReader.open(dbf.toString(), buffered(files, dbf), tableLength, encoding);
      return new ShapefileReader(file, shapes, said - HEADER, table, wanted, sink);
    } catch (IOException | RuntimeException e) {
      shapes.close();
      throw e;
    }
  }

  private static DataInputStream buffered(FileSystem files, Path path) throws IOException {
    return new DataInputStream(new BufferedInputStream(files.open(path), 1 << 16));
  }

  /** The file of the same name with another ending, in small or capital letters. */
  private static Optional<Path> companion(FileSystem files, Path path, String ending)
      throws IOException {
    String name = path.getName();
    String base = name.substring(0, Math.max(0, name.lastIndexOf('.')));
    for (String written : List.of(ending, ending.toUpperCase(Locale.ROOT))) {
      Path candidate = new Path(path.getParent(), base + "." + written);
      if (files.exists(candidate)) {
        return Optional.of(candidate);
      }
    }
    return Optional.empty();
  }

  private static String text(FileSystem files, Path path) throws IOException {
    if (files.getFileStatus(path).getLen() == 0) {
      return "";
    }
    try (DataInputStream in = buffered(files, path)) {
      return new String(in.readNBytes(1 << 16), StandardCharsets.UTF_8);
    } catch (FileNotFoundException e) {
      return "";
    }
  }

  private static BadFile truncated(String file) {
    return new BadFile(
        "The shapefile " + file + " is cut off: copy or download it again, it is not whole.");
  }

  @Override
  public boolean more() {
    return left > 0;
  }

  @Override
  public void next() throws IOException {
    byte[] content;
    try {
      shapes.readInt(); // The record's number.
      long length = 2L * shapes.readInt();
      left -= 8 + length;
      if (length < 4 || left < 0 || length > Integer.MAX_VALUE) {
        throw truncated(file);
      }
      content = shapes.readNBytes((int) length);
      if (content.length < length) {
        throw truncated(file);
      }
    } catch (EOFException e) {
      throw truncated(file);
    }
    if (!table.advance()) {
      throw mismatch("more");
    }
    if (left == 0 && table.left() > 0) {
      throw mismatch("fewer");
    }
    if (!table.deleted()) {
      feature(ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN));
    }
  }

  private BadFile mismatch(String relation) {
    return new BadFile(
        "The shapefile "
            + file
            + " holds "
            + relation
            + " shapes than its .dbf has rows: they do not belong together, copy all of its files"
            + " again.");
  }

  private void feature(ByteBuffer content) {
    values(summary.profile);
    int type = content.getInt();
    if (type == NULL_SHAPE) {
      sink.rejected(id(), "no geometry");
      return;
    }
    if (type != POLYGON && type != POLYGON_Z && type != POLYGON_M) {
      sink.rejected(id(), "not a polygon");
      return;
    }
    Geometry geometry;
    try {
      int start = content.position();
      geometry = isPlain(content) ? null : geometry(content.position(start));
    } catch (IllegalArgumentException | BufferUnderflowException e) {
      sink.broken(id(), e);
      return;
    }
    if (type == POLYGON_Z) { // The elevations themselves are not read.
      summary.profile.withZ();
    }
    Heights heights = new Heights(number(roof), number(height), Double.NaN, number(storeys));
    String kept = summary.kept.row(this::kept);
    sink.footprint(id(), geometry, polygons, heights, kept);
  }

  private void values(FootprintProfile profile) {
    for (int i = 0; i < names.size(); i++) {
      if (profile.looksAt(names.get(i))) {
        profile.value(names.get(i), table.text(i));
      }
    }
  }

  private String id() {
    for (int field : idFields) {
      String text = table.text(field);
      if (!text.isEmpty()) {
        return table.isNumber(field) ? plain(text) : text;
      }
    }
    return "";
  }

  /** A number as GeoJSON would have it: 7 for 7.000. */
  private static String plain(String text) {
    try {
      return Json.plain(new BigDecimal(text));
    } catch (NumberFormatException e) {
      return text;
    }
  }

  private double number(int field) {
    return field < 0 ? Double.NaN : FieldNumber.of(table.text(field));
  }

  /** A value as its field's type has it; null if it is missing. */
  private Object kept(String name) {
    int field = field(name);
    String text = field < 0 ? "" : table.text(field);
    if (text.isEmpty() || (table.isDate(field) && text.matches("0+"))) {
      return null;
    }
    if (table.isTruth(field)) {
      return "TtYy".contains(text) ? Boolean.TRUE : "FfNn".contains(text) ? Boolean.FALSE : null;
    }
    if (!table.isNumber(field)) {
      return text;
    }
    try {
      return text.matches("[+-]?[0-9]+") ? new BigInteger(text) : Double.valueOf(text);
    } catch (NumberFormatException e) {
      return text;
    }
  }

  // ---- shapes

  /** Reads a polygon of one ring; whatever is not that is not plain. */
  private boolean isPlain(ByteBuffer content) {
    content.position(content.position() + 4 * 8); // Its rectangle.
    int parts = content.getInt();
    int points = content.getInt();
    if (parts != 1 || points < 0 || content.remaining() < 4 + 16L * points) {
      return false;
    }
    if (content.getInt() != 0) {
      return false;
    }
    polygons.clear();
    for (int i = 0; i < points; i++) {
      double x = content.getDouble();
      double y = content.getDouble();
      if (!Double.isFinite(x) || !Double.isFinite(y)) {
        return false;
      }
      polygons.point(x, y);
    }
    return polygons.endRing() && polygons.endPolygon();
  }

  private static Geometry geometry(ByteBuffer content) {
    content.position(content.position() + 4 * 8); // Its rectangle.
    int parts = content.getInt();
    int points = content.getInt();
    if (parts < 0 || points < 0 || content.remaining() < 4L * parts + 16L * points) {
      throw new IllegalArgumentException("the counts exceed the record");
    }
    int[] starts = new int[parts + 1];
    for (int i = 0; i < parts; i++) {
      starts[i] = content.getInt();
    }
    starts[parts] = points;
    for (int i = 0; i < parts; i++) {
      if (starts[i] < 0 || starts[i] > starts[i + 1] || starts[i + 1] > points) {
        throw new IllegalArgumentException("a ring begins outside the points");
      }
    }
    int first = content.position();
    List<LinearRing> shells = new ArrayList<>();
    List<LinearRing> holes = new ArrayList<>();
    for (int i = 0; i < parts; i++) {
      LinearRing ring = ring(content, first, starts[i], starts[i + 1]);
      if (!ring.isEmpty()) {
        (Orientation.isCCWArea(ring.getCoordinates()) ? holes : shells).add(ring);
      }
    }
    return assembled(shells, holes);
  }

  private static LinearRing ring(ByteBuffer content, int first, int start, int end) {
    List<Coordinate> ring = new ArrayList<>();
    for (int i = start; i < end; i++) {
      int at = first + 16 * i;
      ring.add(new Coordinate(content.getDouble(at), content.getDouble(at + 8)));
    }
    if (!ring.isEmpty() && !ring.get(0).equals2D(ring.get(ring.size() - 1))) {
      ring.add(ring.get(0).copy());
    }
    return FACTORY.createLinearRing(ring.toArray(new Coordinate[0]));
  }

  /** Gives each hole to the smallest outline around it; without one it is an outline. */
  private static Geometry assembled(List<LinearRing> shells, List<LinearRing> holes) {
    List<List<LinearRing>> inside = new ArrayList<>();
    int clockwise = shells.size();
    List<LinearRing> all = new ArrayList<>(shells);
    shells.forEach(shell -> inside.add(new ArrayList<>()));
    for (LinearRing hole : holes) {
      int owner = -1;
      for (int i = 0; i < clockwise; i++) {
        LinearRing shell = all.get(i);
        if (contains(shell, hole)
            && (owner < 0
                || all.get(owner).getEnvelopeInternal().contains(shell.getEnvelopeInternal()))) {
          owner = i;
        }
      }
      if (owner < 0) {
        all.add(hole);
        inside.add(new ArrayList<>());
      } else {
        inside.get(owner).add(hole);
      }
    }
    Polygon[] polygons = new Polygon[all.size()];
    for (int i = 0; i < polygons.length; i++) {
      polygons[i] = FACTORY.createPolygon(all.get(i), inside.get(i).toArray(new LinearRing[0]));
    }
    return polygons.length == 1 ? polygons[0] : FACTORY.createMultiPolygon(polygons);
  }

  /** Decided by the first corner of the hole that is not on the shell itself. */
  private static boolean contains(LinearRing shell, LinearRing hole) {
    if (!shell.getEnvelopeInternal().contains(hole.getEnvelopeInternal())) {
      return false;
    }
    for (Coordinate corner : hole.getCoordinates()) {
      int location =
          SimplePointInAreaLocator.locatePointInPolygon(corner, FACTORY.createPolygon(shell));
      if (location != Location.BOUNDARY) {
        return location == Location.INTERIOR;
      }
    }
    return true;
  }

  @Override
  public void close() throws IOException {
    try {
      shapes.close();
    } finally {
      table.close();
    }
  }
}
