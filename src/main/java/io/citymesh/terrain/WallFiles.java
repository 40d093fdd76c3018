package io.citymesh.terrain;

import io.citymesh.geo.Footing;
import io.citymesh.session.SessionHadoop;
import io.citymesh.session.SessionState;
import java.io.IOException;
import java.io.OutputStream;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * The outer walls of a city, in files that every executor can read: for each square of 512 m near
 * to which there are walls a file with all of them. Who has this object knows which squares these
 * are (8 bytes each); a process keeps the squares that it has read last, in bounded room.
 *
 * <p>A file has {@link #NUMBERS} float64, big-endian, for each wall, in any order: x and y of the
 * place of its block, which no other block has; the base on which the block stands, NaN for the
 * terrain; x and y of both ends.
 */
public final class WallFiles implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Side of a square, metres. */
  static final double SIDE = 512;

  /** Of a wall. */
  static final int NUMBERS = 7;

  /** Room for squares whatever the heap is, bytes. */
  private static final long LEAST_BYTES = 8 << 20;

  /** The share of the heap that squares may take. */
  private static final int SHARE = 64;

  private static final SessionState<Recent> RECENT = new SessionState<>(Recent::new, any -> {});

  /** The squares that a process has read last. */
  private static final class Recent {
    private final Map<String, WallSquare> squares = new LinkedHashMap<>(16, 0.75f, true);
    private long bytes;

    /** How files are reached, by what the driver has set: to find that out takes a while. */
    private final Map<Map<String, String>, Configuration> hadoop = new HashMap<>();

    synchronized Configuration configuration(Map<String, String> settings) {
      return hadoop.computeIfAbsent(settings, SessionHadoop::configuration);
    }

    synchronized WallSquare find(String file) {
      return squares.get(file);
    }

    synchronized void add(String file, WallSquare square) {
      if (squares.putIfAbsent(file, square) == null) {
        bytes += square.bytes();
      }
      long most = Math.max(LEAST_BYTES, Runtime.getRuntime().maxMemory() / SHARE);
      Iterator<WallSquare> oldest = squares.values().iterator();
      while (bytes > most && squares.size() > 1) {
        bytes -= oldest.next().bytes();
        oldest.remove();
      }
    }
  }

  private final String folder;
  private final double reach;
  private final long[] squares;
  private final TreeMap<String, String> hadoop;

  /**
   * @param folder with the files, a whole path that the executors share
   * @param reach how far aprons reach, metres
   * @param squares for which there is a file, by {@link #split}
   */
  public WallFiles(String folder, double reach, long[] squares) {
    this.folder = folder;
    this.reach = reach;
    this.squares = squares.clone();
    Arrays.sort(this.squares);
    this.hadoop = new TreeMap<>(SessionHadoop.settings());
  }

  /** How far aprons reach, metres. */
  double reach() {
    return reach;
  }

  private static long number(long column, long row) {
    return (column << 32) ^ (row & 0xFFFFFFFFL);
  }

  /** The name of a square's file. */
  public static String name(long square) {
    return "walls_" + (square >> 32) + "_" + (int) square;
  }

  /**
   * What the files of squares have of a block.
   *
   * @return records of walls, by the number of the square
   */
  public static Map<Long, byte[]> split(Footing block, double reach) {
    double[] walls = block.walls();
    int first = 0;
    for (int i = 2; i < walls.length; i += 2) {
      if (walls[i] < walls[first] || walls[i] == walls[first] && walls[i + 1] < walls[first + 1]) {
        first = i;
      }
    }
    double placeX = walls[first];
    double placeY = walls[first + 1];
    Map<Long, ByteBuffer> records = new TreeMap<>();
    for (int i = 0; i < walls.length; i += 4) {
      int at = i;
      WallGrid.near(
          walls[i],
          walls[i + 1],
          walls[i + 2],
          walls[i + 3],
          reach,
          SIDE,
          (column, row) ->
              records
                  .computeIfAbsent(
                      number(column, row),
                      any -> ByteBuffer.allocate(walls.length / 4 * NUMBERS * Double.BYTES))
                  .putDouble(placeX)
                  .putDouble(placeY)
                  .putDouble(block.base())
                  .putDouble(walls[at])
                  .putDouble(walls[at + 1])
                  .putDouble(walls[at + 2])
                  .putDouble(walls[at + 3]));
    }
    Map<Long, byte[]> result = new TreeMap<>();
    records.forEach(
        (square, record) -> result.put(square, Arrays.copyOf(record.array(), record.position())));
    return result;
  }

  /** Writes the file of a square. */
  public static void write(Iterator<byte[]> records, OutputStream out) throws IOException {
    while (records.hasNext()) {
      out.write(records.next());
    }
  }

  /** The number of the column or row of squares that holds a coordinate. */
  static long place(double coordinate) {
    return (long) Math.floor(coordinate / SIDE);
  }

  /** The square; empty if there is no wall near it. */
  Optional<WallSquare> square(long column, long row) {
    long number = number(column, row);
    if (Arrays.binarySearch(squares, number) < 0) {
      return Optional.empty();
    }
    String file = folder + "/" + name(number);
    Recent recent = RECENT.get();
    WallSquare found = recent.find(file);
    if (found == null) {
      found = new WallSquare(read(file), column, row, reach);
      recent.add(file, found);
    }
    return Optional.of(found);
  }

  private ByteBuffer read(String file) {
    Path path = new Path(file);
    try {
      FileSystem fs = path.getFileSystem(RECENT.get().configuration(hadoop));
      FileStatus status = fs.getFileStatus(path);
      byte[] bytes = new byte[Math.toIntExact(status.getLen())];
      try (FSDataInputStream in = fs.open(path)) {
        in.readFully(0, bytes);
      }
      return ByteBuffer.wrap(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException("the walls in " + file + " cannot be read", e);
    }
  }
}
