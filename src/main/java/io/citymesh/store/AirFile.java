package io.citymesh.store;

import io.citymesh.air.AirPart;
import io.citymesh.air.Layers;
import io.citymesh.air.Levels;
import io.citymesh.stitch.FaceKind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.DoubleBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * The air of a part in its file, in place of the vertices ({@link PartFile}). What is read may come
 * from anybody: sizes, ranges and order are proven before anything relies on them.
 */
final class AirFile {
  static final String TOP_LABEL = "top_label";
  static final String SHARED_COUNT = "shared_count";
  static final String LINES = "lines";
  static final String BASE = "base";
  static final String LEVELS = "levels";
  static final String FOREIGN_LINES = "foreign_lines";
  static final String GHOST_LINES = "ghost_lines";
  static final String GHOST_BASE = "ghost_base";
  static final String GHOST_LEVELS = "ghost_levels";
  static final String COLUMNS = "columns";
  static final String BOTTOMS = "bottoms";
  static final String COLUMN_KIND = "column_kind";
  static final String SIDES = "sides";
  static final String EAVES = "eaves";

  private AirFile() {}

  /** What stands for the vertices. */
  static List<FlatArray> vertices(AirPart air) {
    int n = air.owned();
    return List.of(
        doubles(LINES, 2, air.xy(), 0, 2 * n),
        ints(BASE, air.levels().base(), 0, n),
        doubles(LEVELS, 1, air.levels().z(), 0, air.ownVertices()));
  }

  /** What else makes the digest, in its order. */
  static List<FlatArray> columns(AirPart air) {
    return List.of(
        FlatArray.of(FOREIGN_LINES, 2, air.foreign()),
        FlatArray.of(COLUMNS, 3, air.triangles()),
        FlatArray.of(BOTTOMS, 3, air.bottoms()),
        FlatArray.of(COLUMN_KIND, 1, air.kinds()),
        FlatArray.of(SIDES, 3, air.sides()),
        FlatArray.of(EAVES, 3, air.eaves()));
  }

  /** The lines of other parts. */
  static List<FlatArray> ghosts(AirPart air) {
    int n = air.owned();
    int own = air.ownVertices();
    return List.of(
        doubles(GHOST_LINES, 2, air.xy(), 2 * n, air.xy().length),
        ints(GHOST_BASE, air.levels().base(), n, air.lines()),
        doubles(GHOST_LEVELS, 1, air.levels().z(), own, air.levels().z().length));
  }

  private static FlatArray doubles(String name, int columns, double[] values, int from, int to) {
    return new FlatArray(
        name,
        FlatArray.Type.FLOAT64,
        (to - from) / columns,
        columns,
        (first, slab) ->
            slab.asDoubleBuffer()
                .put(values, from + Math.toIntExact(first), slab.remaining() / Double.BYTES));
  }

  private static FlatArray ints(String name, int[] values, int from, int to) {
    return new FlatArray(
        name,
        FlatArray.Type.INT32,
        to - from,
        1,
        (first, slab) ->
            slab.asIntBuffer()
                .put(values, from + Math.toIntExact(first), slab.remaining() / Integer.BYTES));
  }

  /** Sends all that makes the digest to a sink, but for what goes between. */
  static void stream(Hdf5File file, FlatArray.Sink<IOException> sink, Between between)
      throws IOException {
    file.stream(LINES, FlatArray.Type.FLOAT64, 2, sink);
    file.stream(BASE, FlatArray.Type.INT32, 1, sink);
    file.stream(LEVELS, FlatArray.Type.FLOAT64, 1, sink);
    between.stream();
    file.stream(FOREIGN_LINES, FlatArray.Type.INT64, 2, sink);
    file.stream(COLUMNS, FlatArray.Type.INT32, 3, sink);
    file.stream(BOTTOMS, FlatArray.Type.INT32, 3, sink);
    file.stream(COLUMN_KIND, FlatArray.Type.INT8, 1, sink);
    file.stream(SIDES, FlatArray.Type.INT8, 3, sink);
    file.stream(EAVES, FlatArray.Type.INT32, 3, sink);
    // For their checksums.
    file.stream(GHOST_LINES, FlatArray.Type.FLOAT64, 2, slab -> {});
    file.stream(GHOST_BASE, FlatArray.Type.INT32, 1, slab -> {});
    file.stream(GHOST_LEVELS, FlatArray.Type.FLOAT64, 1, slab -> {});
  }

  /** What the digest has between vertices and columns. */
  @FunctionalInterface
  interface Between {
    void stream() throws IOException;
  }

  /** Whether a file holds air. */
  static boolean isIn(Hdf5File file) throws IOException {
    return file.has(LEVELS);
  }

  /** The label of the top. */
  private static int top(Hdf5File file) throws IOException {
    long top = file.number(TOP_LABEL);
    if (top < 1 || top > Layers.MOST) {
      throw new IOException(file.path() + ": the label of the top is " + top);
    }
    return (int) top;
  }

  /** Where the levels of each line start, and where the last of them end. */
  private static int[] starts(Hdf5File file, String name, int[] base, int top) throws IOException {
    int[] start = new int[base.length + 1];
    long end = 0;
    for (int line = 0; line < base.length; line++) {
      if (base[line] < 0 || base[line] >= top) {
        throw new IOException(
            String.format(
                Locale.ROOT,
                "%s: %s has the label %d below a top of %d",
                file.path(),
                name,
                base[line],
                top));
      }
      end += top + 1 - base[line];
      start[line + 1] = (int) Math.min(end, Integer.MAX_VALUE);
    }
    if (end > Integer.MAX_VALUE - 8) {
      throw new IOException(file.path() + ": its lines have " + end + " levels, too many");
    }
    return start;
  }

  private static void requireRows(Hdf5File file, String name, long expected) throws IOException {
    if (file.rows(name) != expected) {
      throw new IOException(
          String.format(
              Locale.ROOT,
              "%s: %s has %d rows where %d are expected",
              file.path(),
              name,
              file.rows(name),
              expected));
    }
  }

  /**
   * Sends x, y, z of the vertices to a sink, little-endian, whole vertices at a time.
   *
   * @throws IOException if the file is damaged, or its levels do not fit its lines
   */
  static void streamVertices(Hdf5File file, FlatArray.Sink<IOException> sink) throws IOException {
    int[] start = starts(file, BASE, file.ints(BASE, 1), top(file));
    int lines = start.length - 1;
    requireRows(file, LINES, lines);
    requireRows(file, LEVELS, start[lines]);
    double[] xy = file.doubles(LINES, 2);
    ByteBuffer slab = ByteBuffer.allocate(FlatArray.SLAB_BYTES / 24 * 24);
    slab.order(ByteOrder.LITTLE_ENDIAN);
    int[] at = {0, 0}; // The next vertex and its line.
    file.stream(
        LEVELS,
        FlatArray.Type.FLOAT64,
        1,
        levels -> {
          DoubleBuffer z = levels.asDoubleBuffer();
          while (z.hasRemaining()) {
            slab.clear();
            while (z.hasRemaining() && slab.hasRemaining()) {
              while (at[0] >= start[at[1] + 1]) {
                at[1]++;
              }
              slab.putDouble(xy[2 * at[1]]).putDouble(xy[2 * at[1] + 1]).putDouble(z.get());
              at[0]++;
            }
            sink.accept(slab.flip());
          }
        });
  }

  /** Reads the air of a part. */
  static AirPart read(Hdf5File file) throws IOException {
    int top = top(file);
    int[] base = file.ints(BASE, 1);
    int[] ghostBase = file.ints(GHOST_BASE, 1);
    int[] start = starts(file, BASE, base, top);
    int[] ghostStart = starts(file, GHOST_BASE, ghostBase, top);
    int n = base.length;
    int k = ghostBase.length;
    requireRows(file, LINES, n);
    requireRows(file, GHOST_LINES, k);
    requireRows(file, FOREIGN_LINES, k);
    requireRows(file, LEVELS, start[n]);
    requireRows(file, GHOST_LEVELS, ghostStart[k]);
    int[] triangles = file.ints(COLUMNS, 3);
    requireRows(file, BOTTOMS, triangles.length / 3);
    requireRows(file, COLUMN_KIND, triangles.length / 3);
    requireRows(file, SIDES, triangles.length / 3);
    double[] xy = together(file.doubles(LINES, 2), file.doubles(GHOST_LINES, 2));
    double[] z = together(file.doubles(LEVELS, 1), file.doubles(GHOST_LEVELS, 1));
    requireFinite(file, LINES, xy);
    requireFinite(file, LEVELS, z);
    int[] all = Arrays.copyOf(base, n + k);
    System.arraycopy(ghostBase, 0, all, n, k);
    int[] starts = Arrays.copyOf(start, n + k + 1);
    for (int j = 0; j < k; j++) {
      starts[n + j + 1] = start[n] + ghostStart[j + 1];
    }
    for (int line : triangles) {
      if (line < 0 || line >= n + k) {
        throw new IOException(
            file.path() + ": a column has the line " + line + " of " + (long) (n + k));
      }
    }
    try {
      AirPart air =
          new AirPart(
              file.number("id"),
              top,
              n,
              xy,
              new Levels(all, starts, z),
              file.longs(FOREIGN_LINES, 2),
              triangles,
              file.ints(BOTTOMS, 3),
              file.bytes(COLUMN_KIND, 1),
              file.bytes(SIDES, 3),
              file.ints(EAVES, 3),
              AirPart.twins(triangles, n + k));
      requireKinds(file, air);
      if (air.sharedVertices() != file.number(SHARED_COUNT)) {
        throw new IOException(
            String.format(
                Locale.ROOT,
                "%s: other parts share %d of its vertices, and it says %d",
                file.path(),
                air.sharedVertices(),
                file.number(SHARED_COUNT)));
      }
      return air;
    } catch (IllegalArgumentException e) {
      throw new IOException(file.path() + ": " + e.getMessage(), e);
    }
  }

  private static double[] together(double[] own, double[] ghosts) throws IOException {
    if ((long) own.length + ghosts.length > Integer.MAX_VALUE - 8) {
      throw new IOException("too many lines and levels for one array");
    }
    double[] all = Arrays.copyOf(own, own.length + ghosts.length);
    System.arraycopy(ghosts, 0, all, own.length, ghosts.length);
    return all;
  }

  private static void requireFinite(Hdf5File file, String name, double[] values)
      throws IOException {
    for (double value : values) {
      if (!Double.isFinite(value)) {
        throw new IOException(file.path() + ": " + name + " has the number " + value);
      }
    }
  }

  private static void requireKinds(Hdf5File file, AirPart air) throws IOException {
    for (int t = 0; t < air.triangleCount(); t++) {
      byte kind = air.kinds()[t];
      boolean ground = kind == FaceKind.GROUND || kind == FaceKind.HALO;
      if (!ground && kind != FaceKind.ROOF || ground != (air.bottoms()[3 * t] == 0)) {
        throw new IOException(file.path() + ": a column stands on the kind " + kind);
      }
    }
    for (byte side : air.sides()) {
      if (side != AirPart.INSIDE && (side <= FaceKind.TOP || side > FaceKind.LAST)) {
        throw new IOException(file.path() + ": a column has a side of the kind " + side);
      }
    }
    for (int j = 1; j < air.foreign().length; j += 2) {
      long first = air.foreign()[j];
      if (first < 0 || first > Integer.MAX_VALUE) {
        throw new IOException(file.path() + ": a line of another part starts at vertex " + first);
      }
    }
  }
}
