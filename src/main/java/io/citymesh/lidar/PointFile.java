package io.citymesh.lidar;

import io.citymesh.geo.Bounds;
import io.citymesh.report.ReadFailure;
import io.citymesh.report.UserError;
import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * The header of a LAS or LAZ file. Reading it fetches a few kilobytes, wherever the file lies.
 *
 * @param path a Hadoop path
 * @param points how many there are
 * @param bounds of the points, CRS coordinates
 * @param crs code such as {@code EPSG:28992}, empty if the file does not say
 * @param format for people, such as {@code LAZ 1.2, point format 3}
 */
public record PointFile(String path, long points, Bounds bounds, String crs, String format)
    implements Serializable {
  /** Points of a range: a whole number of LAZ chunks, which are of 50,000 points. */
  public static final int RANGE = 500_000;

  private static final int SMALLEST_HEADER = 227;
  private static final int MODERN_HEADER = 375;
  private static final int RECORD_HEADER = 54;
  private static final int EXTENDED_HEADER = 60;

  /**
   * The most points of a LAZ chunk that is read: to reach a point, all before it in the chunk are
   * decoded.
   */
  private static final long LARGEST_CHUNK = 10_000_000;

  /** The most points that a byte of a LAZ file is believed to hold; even equal points take more. */
  private static final long MOST_PER_BYTE = 5000;

  /** Units of a stored coordinate, metres or degrees. */
  private static final double LARGEST_SCALE = 1000;

  private static final double FARTHEST = 1e9;

  /** The format byte of LAZ has this bit; LAS 1.4 leaves it clear. */
  private static final int COMPRESSED = 0x80;

  private static final int FORMAT_NUMBER = 0x3F;

  /**
   * A run of points of one file, which one task reads. Ranges depend on the file alone.
   *
   * @param file where
   * @param first index of the first point
   * @param count how many, at most {@link #RANGE}
   */
  public record Range(PointFile file, long first, int count) implements Serializable {}

  /** The file's points in ranges. */
  public List<Range> ranges() {
    List<Range> result = new ArrayList<>();
    for (long first = 0; first < points; first += RANGE) {
      result.add(new Range(this, first, (int) Math.min(RANGE, points - first)));
    }
    return result;
  }

  /**
   * The files that paths stand for, sorted: of a folder, those whose names end in .las or .laz.
   *
   * @param paths files, folders or globs
   * @throws UserError if there is nothing under one of the paths
   */
  public static List<String> list(List<String> paths, Configuration hadoop) {
    List<String> result = new ArrayList<>();
    for (String path : paths) {
      List<String> found = new ArrayList<>();
      try {
        Path pattern = new Path(path);
        FileSystem files = pattern.getFileSystem(hadoop);
        FileStatus[] matches = files.globStatus(pattern);
        for (FileStatus match : matches == null ? new FileStatus[0] : matches) {
          if (!match.isDirectory()) {
            found.add(match.getPath().toString());
            continue;
          }
          for (FileStatus inside : files.listStatus(match.getPath())) {
            String name = inside.getPath().getName().toLowerCase(Locale.ROOT);
            if (inside.isFile() && (name.endsWith(".las") || name.endsWith(".laz"))) {
              found.add(inside.getPath().toString());
            }
          }
        }
      } catch (FileNotFoundException e) {
        throw missing(path);
      } catch (IOException | IllegalArgumentException e) {
        throw new UserError("The points " + path + " cannot be read: " + e.getMessage(), e);
      }
      if (found.isEmpty()) {
        throw missing(path);
      }
      result.addAll(found);
    }
    Collections.sort(result);
    return result.stream().distinct().toList();
  }

  private static UserError missing(String path) {
    return new UserError(
        "There is no LAS or LAZ file under "
            + path
            + ": give --points files, folders of them, or globs.");
  }

  /**
   * Reads a file's header and checks it against the file's length.
   *
   * @throws UserError if the file is no LAS or LAZ file, is empty, or is cut short
   */
  public static PointFile read(String path, Configuration hadoop) {
    Path source = new Path(path);
    try {
      FileSystem files = source.getFileSystem(hadoop);
      long length = files.getFileStatus(source).getLen();
      if (length == 0) {
        throw new UserError(
            "The point file " + path + " is empty (0 bytes): get it anew, or leave it out.");
      }
      try (FSDataInputStream in = files.open(source)) {
        return read(path, in, length);
      }
    } catch (EOFException e) {
      throw truncated(path, "its header is incomplete", e);
    } catch (IOException e) {
      throw new UserError(
          "The point file " + path + " cannot be read" + ReadFailure.reason(e) + ".", e);
    }
  }

  private static PointFile read(String path, FSDataInputStream in, long length) throws IOException {
    byte[] start = new byte[(int) Math.min(length, SMALLEST_HEADER)];
    in.readFully(0, start);
    if (start.length < 4 || !new String(start, 0, 4, StandardCharsets.US_ASCII).equals("LASF")) {
      throw new UserError(
          "The file " + path + " is no LAS or LAZ file: it does not begin with LASF.");
    }
    if (start.length < SMALLEST_HEADER) {
      throw truncated(path, "its header is incomplete", null);
    }
    ByteBuffer header = ByteBuffer.wrap(start).order(ByteOrder.LITTLE_ENDIAN);
    int minor = header.get(25);
    int headerSize = Short.toUnsignedInt(header.getShort(94));
    long pointsAt = Integer.toUnsignedLong(header.getInt(96));
    long records = Integer.toUnsignedLong(header.getInt(100));
    int format = Byte.toUnsignedInt(header.get(104));
    int recordLength = Short.toUnsignedInt(header.getShort(105));
    long points = Integer.toUnsignedLong(header.getInt(107));
    if (minor >= 4) {
      byte[] count = new byte[8];
      in.readFully(247, count);
      points = ByteBuffer.wrap(count).order(ByteOrder.LITTLE_ENDIAN).getLong();
    }
    if (points == 0) {
      throw new UserError("The point file " + path + " holds no point: leave it out.");
    }
    int smallest = minor >= 4 ? MODERN_HEADER : SMALLEST_HEADER;
    if (headerSize < smallest || headerSize > pointsAt || recordLength == 0 || points < 0) {
      throw damaged(path, "its header's sizes make no sense");
    }
    if (pointsAt >= length) {
      throw truncated(path, "it ends before its points", null);
    }
    if (records > (pointsAt - headerSize) / RECORD_HEADER) {
      throw damaged(path, "it has no room for the " + records + " records of its header");
    }
    for (int i = 0; i < 3; i++) {
      double scale = header.getDouble(131 + 8 * i);
      double offset = header.getDouble(155 + 8 * i);
      if (!(scale > 0 && scale <= LARGEST_SCALE && Math.abs(offset) <= FARTHEST)) {
        throw damaged(path, "the scale or the offset of its coordinates makes no sense");
      }
    }
    if (minor >= 4) {
      requireExtended(path, in, length);
    }
    byte[] variable = new byte[(int) Math.min(pointsAt - headerSize, 1 << 24)];
    in.readFully(headerSize, variable);
    if ((format & COMPRESSED) == 0) {
      requireWhole(path, points, (length - pointsAt) / recordLength, minor);
    } else {
      int chunks = requireChunkTable(path, in, pointsAt, length, points);
      requireCompressed(
          path, LazRecord.in(variable, records), recordLength, chunks, points, length);
    }
    Bounds bounds =
        new Bounds(
            header.getDouble(187),
            header.getDouble(203),
            header.getDouble(179),
            header.getDouble(195));
    String kind =
        ((format & COMPRESSED) == 0 ? "LAS " : "LAZ ")
            + header.get(24)
            + "."
            + minor
            + ", point format "
            + (format & FORMAT_NUMBER);
    return new PointFile(path, points, bounds, PointCrs.code(variable, records), kind);
  }

  private static void requireWhole(String path, long points, long room, int minor) {
    // Later versions may have other things behind the points.
    if (room < points || (room > points && minor <= 2)) {
      throw new UserError(mismatch(path, points, room));
    }
  }

  /** The words for a file whose header and content differ. */
  public static String mismatch(String path, long said, long found) {
    return "The point file "
        + path
        + " holds "
        + found
        + " points that can be read, but its header says "
        + said
        + ": is it whole? Get it anew, or take what can be read with --on-bad-file skip.";
  }

  /**
   * Requires extended records, behind the points, that are whole: the library takes each into
   * memory.
   */
  private static void requireExtended(String path, FSDataInputStream in, long length)
      throws IOException {
    byte[] bytes = new byte[12];
    in.readFully(235, bytes);
    ByteBuffer place = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    long at = place.getLong(0);
    long count = Integer.toUnsignedLong(place.getInt(8));
    for (long i = 0; i < count; i++) {
      byte[] size = new byte[8];
      if (at >= 0 && at <= length - EXTENDED_HEADER) {
        in.readFully(at + 20, size);
      }
      long content = ByteBuffer.wrap(size).order(ByteOrder.LITTLE_ENDIAN).getLong();
      boolean inside =
          at >= 0
              && at <= length - EXTENDED_HEADER
              && content >= 0
              && content <= length - EXTENDED_HEADER - at;
      if (!inside) {
        throw truncated(
            path, "of its " + count + " records behind the points some are missing", null);
      }
      at += EXTENDED_HEADER + content;
    }
  }

  /** Requires a number of points that the file's bytes can hold. */
  private static void requireCompressed(
      String path, Optional<LazRecord> said, int pointBytes, int chunks, long points, long length) {
    LazRecord record =
        said.orElseThrow(() -> damaged(path, "it does not say how its points are compressed"));
    if (record.pointBytes() != pointBytes) {
      throw damaged(path, "its points are of " + pointBytes + " bytes and of others");
    }
    if (record.chunk() > LARGEST_CHUNK && points > LARGEST_CHUNK) {
      throw damaged(
          path,
          "its points are in chunks of "
              + record.chunk()
              + ", of which more than "
              + LARGEST_CHUNK
              + " are not read (compress it again with the usual 50000)");
    }
    // Each chunk begins with a point that is not compressed.
    boolean fits =
        chunks >= 0
            && chunks <= points
            && chunks <= length / pointBytes
            && points / MOST_PER_BYTE <= length;
    if (!fits) {
      throw truncated(
          path,
          "its header says " + points + " points, more than its " + length + " bytes tell of",
          null);
    }
  }

  private static UserError damaged(String path, String why) {
    return new UserError(
        "The point file "
            + path
            + " is damaged: "
            + why
            + "; get it anew, or leave it out with --on-bad-file skip.");
  }

  /**
   * Requires the table of chunks, with which a LAZ file ends; its offset stands before the first
   * point.
   *
   * @return how many chunks it lists
   */
  private static int requireChunkTable(
      String path, FSDataInputStream in, long pointsAt, long length, long points)
      throws IOException {
    byte[] place = new byte[8];
    long table = 0;
    if (pointsAt + 8 < length) {
      in.readFully(pointsAt, place);
      table = ByteBuffer.wrap(place).order(ByteOrder.LITTLE_ENDIAN).getLong();
    }
    if (table == -1) { // Written as a stream: the place stands at the end.
      in.readFully(length - 8, place);
      table = ByteBuffer.wrap(place).order(ByteOrder.LITTLE_ENDIAN).getLong();
    }
    if (table <= pointsAt || table + 8 > length) {
      throw truncated(
          path,
          "its header says "
              + points
              + " points, but of the "
              + length
              + " bytes that are here"
              + " none tells where they lie (the chunk table is missing)",
          null);
    }
    in.readFully(table, place);
    ByteBuffer head = ByteBuffer.wrap(place).order(ByteOrder.LITTLE_ENDIAN);
    if (head.getInt(0) != 0) {
      throw damaged(path, "its chunk table is of another version than 0");
    }
    return head.getInt(4);
  }

  private static UserError truncated(String path, String why, IOException cause) {
    return new UserError(
        "The point file "
            + path
            + " is cut short: "
            + why
            + "; get it anew, or leave it out with --on-bad-file skip.",
        cause);
  }

  /** Whether any of the points may lie in a rectangle; true if the header does not say. */
  public boolean mayReach(Bounds area) {
    return !known() || bounds.intersects(area);
  }

  /** Whether the header's bounds make sense. */
  public boolean known() {
    return Double.isFinite(bounds.width())
        && Double.isFinite(bounds.height())
        && bounds.width() >= 0
        && bounds.height() >= 0
        && !(bounds.width() == 0 && bounds.height() == 0);
  }
}
