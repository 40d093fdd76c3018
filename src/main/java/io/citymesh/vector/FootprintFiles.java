package io.citymesh.vector;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.citymesh.report.UserError;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * Finds the files of footprints behind paths, folders and globs, and tells their formats by their
 * first bytes (and by their names, where those promise another format). Runs on the driver and
 * reads a few kilobytes of each file.
 */
final class FootprintFiles {
  /** What can be read, for messages. */
  static final String FORMATS =
      "a GeoJSON file, a shapefile (.shp), a GeoPackage (.gpkg) or a (Geo)Parquet file";

  /** The formats. */
  enum Format {
    GEOJSON,
    SHAPEFILE,
    GEOPACKAGE,
    PARQUET
  }

  /**
   * A file, or the part of one that a task reads.
   *
   * @param source number of the file
   * @param start first byte
   * @param end the byte after the last; a line or a feature belongs to the piece in which it begins
   * @param whole whether it is the whole file
   * @param lines whether each line of the file is a GeoJSON Feature
   */
  record Piece(
      String path, int source, Format format, long start, long end, boolean whole, boolean lines)
      implements Serializable {}

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int HEAD = 1 << 16;
  private static final byte[] SQLITE = "SQLite format 3\0".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] PARQUET = "PAR1".getBytes(StandardCharsets.US_ASCII);
  private static final int SHAPEFILE = 9994;

  /** In smaller pieces a GeoPackage would be opened more than it is read. */
  private static final long LEAST_PACKAGE_PIECE = 1 << 20;

  /** Files that stand beside others and hold no features themselves. */
  private static final Set<String> COMPANIONS =
      Set.of(
          "dbf",
          "shx",
          "prj",
          "cpg",
          "qix",
          "sbn",
          "sbx",
          "qpj",
          "fbn",
          "fbx",
          "ain",
          "aih",
          "atx",
          "ixs",
          "mxs",
          "xml",
          "crc",
          "qmd",
          "gpkg-wal",
          "gpkg-shm",
          "gpkg-journal");

  private FootprintFiles() {}

  /**
   * The files, each once, in the order of the paths and then of their names.
   *
   * @param onBad is told of each file that is of no format that is read; it is left out
   * @throws UserError if a path leads to no file
   */
  static Map<String, FileFormat> find(
      List<String> paths, Configuration hadoop, BiConsumer<String, UserError> onBad) {
    Map<String, FileFormat> result = new LinkedHashMap<>();
    for (String path : paths) {
      Map<String, FileFormat> found = new LinkedHashMap<>();
      boolean bad = false;
      try {
        Path pattern = new Path(path);
        FileSystem system = pattern.getFileSystem(hadoop);
        FileStatus[] matches = system.globStatus(pattern);
        for (FileStatus match : matches == null ? new FileStatus[0] : matches) {
          boolean named = !match.isDirectory() && matches.length == 1;
          for (FileStatus file : files(match, system)) {
            if (named || !isCompanion(file.getPath().getName())) {
              try {
                found.put(file.getPath().toString(), recognise(file, system));
              } catch (UserError e) {
                bad = true;
                onBad.accept(file.getPath().toString(), e);
              }
            }
          }
        }
      } catch (FileNotFoundException e) {
        throw missing(path);
      } catch (IOException | IllegalArgumentException e) {
        throw new UserError(
            "The footprints "
                + path
                + " cannot be read ("
                + e.getMessage()
                + "): is the path right, and is the file whole?",
            e);
      }
      if (found.isEmpty() && !bad) {
        throw missing(path);
      }
      result.putAll(found);
    }
    return result;
  }

  /**
   * A file's format.
   *
   * @param length bytes
   * @param lines whether each line of it is a GeoJSON Feature
   */
  record FileFormat(Format format, long length, boolean lines) {
    /** The format's name for people. */
    String words() {
      return switch (format) {
        case GEOJSON -> lines ? "GeoJSON, a feature a line" : "GeoJSON";
        case SHAPEFILE -> "shapefile";
        case GEOPACKAGE -> "GeoPackage";
        case PARQUET -> "Parquet";
      };
    }
  }

  private static List<FileStatus> files(FileStatus match, FileSystem system) throws IOException {
    if (!match.isDirectory()) {
      return List.of(match);
    }
    if (extension(match.getPath().getName()).equals("gdb")) {
      throw new UserError(
          "The footprints "
              + match.getPath()
              + " are a file geodatabase, which is not read: convert it, for example with ogr2ogr"
              + " -f GPKG.");
    }
    List<FileStatus> files = new ArrayList<>();
    for (FileStatus file : system.listStatus(match.getPath())) {
      String name = file.getPath().getName();
      if (file.isFile() && !name.startsWith(".") && !name.startsWith("_")) {
        files.add(file);
      }
    }
    files.sort(Comparator.comparing(file -> file.getPath().toString()));
    return files;
  }

  private static UserError missing(String path) {
    return new UserError("There is no footprint file " + path + ": give " + FORMATS + ".");
  }

  private static String extension(String name) {
    return name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
  }

  private static boolean isCompanion(String name) {
    return COMPANIONS.contains(extension(name));
  }

  /** The format by the first bytes, which must agree with what the name promises. */
  private static FileFormat recognise(FileStatus file, FileSystem system) throws IOException {
    String path = file.getPath().toString();
    String extension = extension(file.getPath().getName());
    if (file.getLen() == 0) {
      throw new UserError(
          "The footprint file "
              + path
              + " is empty (0 bytes) and so holds no polygon: give "
              + FORMATS
              + ".");
    }
    byte[] head = head(file, system);
    if (startsWith(head, SQLITE)) {
      return new FileFormat(Format.GEOPACKAGE, file.getLen(), false);
    }
    if (startsWith(head, PARQUET)) {
      return new FileFormat(Format.PARQUET, file.getLen(), false);
    }
    boolean shape = head.length >= 4 && ByteBuffer.wrap(head).getInt() == SHAPEFILE;
    if (shape && !extension.equals("shx")) {
      return new FileFormat(Format.SHAPEFILE, file.getLen(), false);
    }
    if (isCompanion(extension) || shape) {
      throw new UserError(
          "The footprint file "
              + path
              + " is a part of a shapefile: name the file that ends with .shp.");
    }
    String promised =
        switch (extension) {
          case "gpkg" -> "GeoPackage";
          case "shp" -> "shapefile";
          case "parquet", "geoparquet" -> "Parquet file";
          default -> "";
        };
    if (!promised.isEmpty()) {
      throw new UserError(
          "The footprint file "
              + path
              + " is no "
              + promised
              + ", its first bytes are others: is it whole? Copy or download it again.");
    }
    if (startsWith(head, new byte[] {'P', 'K', 3, 4})
        || startsWith(head, new byte[] {0x1f, (byte) 0x8b})) {
      throw new UserError(
          "The footprint file " + path + " is compressed: unpack it, and name what is inside.");
    }
    return new FileFormat(Format.GEOJSON, file.getLen(), isLines(head));
  }

  private static byte[] head(FileStatus file, FileSystem system) throws IOException {
    try (InputStream in = system.open(file.getPath())) {
      return in.readNBytes((int) Math.min(HEAD, file.getLen()));
    }
  }

  private static boolean startsWith(byte[] head, byte[] magic) {
    return head.length >= magic.length
        && ByteBuffer.wrap(head, 0, magic.length).equals(ByteBuffer.wrap(magic));
  }

  /** Whether the first line is a whole Feature, and the second begins as one. */
  private static boolean isLines(byte[] head) {
    String text = new String(head, StandardCharsets.UTF_8);
    int end = text.indexOf('\n');
    if (end < 0 || end + 1 >= text.length() || text.charAt(end + 1) != '{') {
      return false;
    }
    try {
      return JSON.readTree(text.substring(0, end)).path("type").asText().equals("Feature");
    } catch (JsonProcessingException e) {
      return false;
    }
  }

  /**
   * Cuts files into pieces for tasks: one per file, and more for a large GeoJSON file or
   * GeoPackage.
   *
   * @param source the number of the first file
   * @param pieceBytes how large a piece may be
   */
  static List<Piece> pieces(Map<String, FileFormat> files, int source, long pieceBytes) {
    List<Piece> result = new ArrayList<>();
    int number = source;
    for (Map.Entry<String, FileFormat> entry : files.entrySet()) {
      FileFormat file = entry.getValue();
      if (file.format == Format.PARQUET) {
        continue;
      }
      boolean divided =
          file.format == Format.GEOJSON
              || (file.format == Format.GEOPACKAGE && pieceBytes >= LEAST_PACKAGE_PIECE);
      long count = divided ? (file.length + pieceBytes - 1) / pieceBytes : 1;
      for (long i = 0; i < count; i++) {
        result.add(
            new Piece(
                entry.getKey(),
                number,
                file.format,
                file.length * i / count,
                file.length * (i + 1) / count,
                count == 1,
                file.lines));
      }
      number++;
    }
    return result;
  }
}
