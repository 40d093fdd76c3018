package io.citymesh.lidar;

import com.github.mreutegg.laszip4j.laslib.LASreader;
import com.github.mreutegg.laszip4j.laszip.LASpoint;
import io.citymesh.input.PointInput;
import io.citymesh.report.ReadFailure;
import io.citymesh.report.UserError;
import io.citymesh.session.LocalFile;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;

/**
 * Reads a range of points once and keeps what terrain and roofs need of it: cell sums and
 * histograms. Its memory is bounded by {@link PointFile#RANGE}: an entry of 20 bytes per cell that
 * holds ground points, 32 bytes per point that lies in a block with footprints, and the shapes of
 * one such block at a time.
 */
public final class RangeScan {
  /** Low points (noise) and high noise, by the classes of LAS 1.4: never ground nor roof. */
  private static final List<Integer> NOISE = List.of(7, 18);

  private static final byte IGNORED = 0;
  private static final byte GROUND = 1;
  private static final byte BUILDING = 2;
  private static final byte OTHER = 3;

  private RangeScan() {}

  /**
   * The task of a scan: which points count for the terrain and for the roofs.
   *
   * @param options classes, and how ground is found
   * @param terrain the cells in which ground counts; {@link TerrainGrid#NONE} if none is wanted
   * @param roofs where the footprints are
   */
  public record Task(PointInput options, TerrainGrid terrain, RoofFiles roofs)
      implements Serializable {}

  /**
   * The result of a scan of one range.
   *
   * @param range which
   * @param read how many of its points could be read
   * @param classes how many points of each class, by number
   * @param ground the cells with ground points
   * @param roofs the points in footprints
   */
  public record Result(
      PointFile.Range range,
      int read,
      Map<Integer, Long> classes,
      List<GroundCells> ground,
      List<RoofCounts> roofs)
      implements Serializable {}

  /** The points in blocks with footprints, to be looked at block by block. */
  private static final class Candidates {
    private final RoofFiles files;
    private final Map<Long, Integer> numbers = new HashMap<>();
    private final List<Long> names = new ArrayList<>();
    private int size;
    private double[] xyz = new double[3 << 10];
    private int[] blocks = new int[1 << 10];
    private long lastName;
    private int lastNumber = -2;

    Candidates(RoofFiles files) {
      this.files = files;
    }

    void add(double x, double y, long elevation, boolean building) {
      long name = RoofFiles.block(x, y);
      if (name != lastName || lastNumber == -2) {
        lastName = name;
        lastNumber = files.places().containsKey(name) ? number(name) : -1;
      }
      if (lastNumber < 0) {
        return;
      }
      if (size == blocks.length) {
        blocks = Arrays.copyOf(blocks, 2 * size);
        xyz = Arrays.copyOf(xyz, 6 * size);
      }
      blocks[size] = lastNumber;
      xyz[3 * size] = x;
      xyz[3 * size + 1] = y;
      xyz[3 * size + 2] = RoofCounts.key(elevation, building);
      size++;
    }

    private int number(long name) {
      Integer known = numbers.putIfAbsent(name, names.size());
      if (known == null) {
        names.add(name);
        return names.size() - 1;
      }
      return known;
    }

    List<RoofCounts> counts(Configuration hadoop) throws IOException {
      int[] next = new int[names.size() + 1];
      for (int i = 0; i < size; i++) {
        next[blocks[i] + 1]++;
      }
      for (int b = 0; b < names.size(); b++) {
        next[b + 1] += next[b];
      }
      int[] order = new int[size];
      int[] starts = next.clone();
      for (int i = 0; i < size; i++) {
        order[next[blocks[i]]++] = i;
      }
      List<RoofCounts> result = new ArrayList<>();
      for (int b = 0; b < names.size(); b++) {
        RoofBlock block = files.read(names.get(b), hadoop);
        for (int k = starts[b]; k < starts[b + 1]; k++) {
          int i = 3 * order[k];
          block.add(xyz[i], xyz[i + 1], (long) xyz[i + 2]);
        }
        result.addAll(block.counts());
      }
      return result;
    }
  }

  /**
   * Reads a range. Points that the library cannot decode end it early: {@link Result#read} tells.
   *
   * @throws UserError if the file cannot be opened at all
   */
  public static Result of(PointFile.Range range, Task task, Configuration hadoop) {
    boolean lowest = task.options.ground() == PointInput.Ground.LOWEST;
    byte[] kinds = kinds(task.options);
    CellSums sums = new CellSums(lowest);
    Candidates candidates = new Candidates(task.roofs);
    TerrainGrid grid = task.terrain;
    boolean terrain = grid.blocks() > 0;
    boolean roofs = !task.roofs.places().isEmpty();
    long[] classes = new long[256];
    int read = 0;
    String path = range.file().path();
    try (Points points = Points.open(range, hadoop)) {
      points.seek(range.first());
      while (read < range.count() && points.next()) {
        read++;
        LASpoint point = points.point();
        int code = point.getClassification() & 0xFF;
        classes[code]++;
        byte kind = kinds[code];
        if (kind == IGNORED || point.getWithheld_flag() != 0) {
          continue;
        }
        double x = points.x();
        double y = points.y();
        long elevation = Math.round(points.z() * 1e4);
        if (terrain && (kind == GROUND || lowest)) {
          long cell = grid.cellOf(x, y);
          if (cell >= 0) {
            sums.add(cell, elevation);
          }
        }
        if (roofs && kind != GROUND) {
          candidates.add(x, y, elevation, kind == BUILDING);
        }
      }
      return new Result(range, read, map(classes), sums.byBlock(), candidates.counts(hadoop));
    } catch (IOException e) {
      throw new UserError(
          "The point file " + path + " cannot be read" + ReadFailure.reason(e) + ".", e);
    }
  }

  private static byte[] kinds(PointInput options) {
    byte[] kinds = new byte[256];
    Arrays.fill(kinds, OTHER);
    NOISE.forEach(code -> kinds[code] = IGNORED);
    options.buildingClasses().forEach(code -> kinds[code] = BUILDING);
    if (options.ground() == PointInput.Ground.CLASS) {
      options.groundClasses().forEach(code -> kinds[code] = GROUND);
    }
    return kinds;
  }

  private static Map<Integer, Long> map(long[] classes) {
    Map<Integer, Long> result = new HashMap<>();
    for (int code = 0; code < classes.length; code++) {
      if (classes[code] > 0) {
        result.put(code, classes[code]);
      }
    }
    return result;
  }

  /**
   * A file that is being read. The library neither throws on broken data nor ends cleanly: it
   * prints to standard error and says that there are no more points, or fails with whatever
   * exception its arrays throw. Both count as the end.
   */
  private static final class Points implements AutoCloseable {
    private final LASreader reader;
    private final double[] scale;
    private final double[] offset;
    private final long readable;
    private long next;
    private boolean ended;

    private Points(LASreader reader, long readable) {
      this.reader = reader;
      this.readable = readable;
      this.scale =
          new double[] {
            reader.header.x_scale_factor, reader.header.y_scale_factor, reader.header.z_scale_factor
          };
      this.offset =
          new double[] {reader.header.x_offset, reader.header.y_offset, reader.header.z_offset};
    }

    static Points open(PointFile.Range range, Configuration hadoop) throws IOException {
      String path = range.file().path();
      Path local = LocalFile.of(path, hadoop);
      long readable = LazChunks.readable(local, range);
      try {
        LASreader reader = SelectiveReader.open(local.toString());
        if (reader == null) {
          throw new UserError(
              "The point file " + path + " cannot be opened: is it a whole LAS or LAZ file?");
        }
        return new Points(reader, readable);
      } catch (RuntimeException e) { // Of no fixed kind: see above.
        throw e instanceof UserError
            ? e
            : new UserError(
                "The point file "
                    + path
                    + " is damaged: it cannot be opened; get it anew, or leave it out.",
                e);
      }
    }

    void seek(long first) {
      next = first;
      try {
        if (reader.header.laszip == null) {
          // The library counts bytes in 32 bits, which end at 2 GB.
          long bytes = reader.header.point_data_record_length * first;
          reader.get_stream().seek(start() + bytes);
          reader.p_count = first;
        } else {
          ended = first >= readable || (first > 0 && !reader.seek(first));
        }
      } catch (RuntimeException e) { // Of no fixed kind: see above.
        ended = true;
      }
    }

    private long start() {
      return Integer.toUnsignedLong(reader.header.offset_to_point_data);
    }

    boolean next() {
      try {
        ended = ended || next++ >= readable || !reader.read_point();
      } catch (RuntimeException e) { // Of no fixed kind: see above.
        ended = true;
      }
      return !ended;
    }

    LASpoint point() {
      return reader.point;
    }

    double x() {
      return reader.point.getX() * scale[0] + offset[0];
    }

    double y() {
      return reader.point.getY() * scale[1] + offset[1];
    }

    double z() {
      return reader.point.getZ() * scale[2] + offset[2];
    }

    @Override
    public void close() {
      reader.close();
    }
  }
}
