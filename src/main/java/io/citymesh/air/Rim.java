package io.citymesh.air;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * The rim of a part's air: the edges beyond which other parts go on, with the cells there.
 *
 * <p>The parts find each other in two shuffles of small records, an edge's from either side:
 *
 * <ol>
 *   <li>{@link #ask} gives the edges of a part's rim, by bucket: that follows from the edge alone.
 *   <li>{@link #match} brings the two sides of each edge in a bucket together, and proves that both
 *       have the same lines and the same air above it. Its answers go to the parts.
 *   <li>{@link #of} puts the answers to a part together.
 * </ol>
 */
public final class Rim {
  /** No edges. */
  public static final Rim NONE = new Rim(new int[0], new int[0], new ColumnCells[0]);

  private final int[] edges;
  private final int[] parts;
  private final ColumnCells[] cells;

  private Rim(int[] edges, int[] parts, ColumnCells[] cells) {
    this.edges = edges;
    this.parts = parts;
    this.cells = cells;
  }

  /**
   * An edge of a rim, seen from one side.
   *
   * @param owner the id of the part that owns the line at its start
   * @param vertex the line's first vertex there
   * @param endOwner the id of the part that owns the line at its end
   * @param endVertex the line's first vertex there
   * @param part the number of the part on this side
   * @param edge the half-edge there
   * @param above the label above which there is air on both sides, on the line at the start
   * @param endAbove the same on the line at the end
   * @param line stands for the place and the levels of the line at the start
   * @param endLine stands for those of the line at the end
   * @param cells of the column
   */
  private record Side(
      long owner,
      int vertex,
      long endOwner,
      int endVertex,
      int part,
      int edge,
      int above,
      int endAbove,
      long line,
      long endLine,
      ColumnCells cells) {
    private static final Comparator<Side> BY_EDGE =
        Comparator.comparingLong(Side::leastOwner)
            .thenComparingInt(Side::leastVertex)
            .thenComparingLong(Side::mostOwner)
            .thenComparingInt(Side::mostVertex);

    private static final Comparator<Side> ORDER =
        BY_EDGE.thenComparingInt(Side::part).thenComparingInt(Side::edge);

    private boolean isForward() {
      return owner != endOwner ? owner < endOwner : vertex < endVertex;
    }

    private long leastOwner() {
      return isForward() ? owner : endOwner;
    }

    private int leastVertex() {
      return isForward() ? vertex : endVertex;
    }

    private long mostOwner() {
      return isForward() ? endOwner : owner;
    }

    private int mostVertex() {
      return isForward() ? endVertex : vertex;
    }

    int bucket(int buckets) {
      long hash = 31 * (31 * (31 * leastOwner() + leastVertex()) + mostOwner()) + mostVertex();
      return (int) Long.remainderUnsigned(mix(hash), buckets);
    }

    boolean isAcross(Side other) {
      return owner == other.endOwner
          && vertex == other.endVertex
          && endOwner == other.owner
          && endVertex == other.vertex
          && part != other.part;
    }

    void write(DataOutputStream out) throws IOException {
      out.writeLong(owner);
      out.writeInt(vertex);
      out.writeLong(endOwner);
      out.writeInt(endVertex);
      out.writeInt(part);
      out.writeInt(edge);
      out.writeInt(above);
      out.writeInt(endAbove);
      out.writeLong(line);
      out.writeLong(endLine);
      writeCells(out, cells);
    }

    static Side read(DataInputStream in) throws IOException {
      return new Side(
          in.readLong(),
          in.readInt(),
          in.readLong(),
          in.readInt(),
          in.readInt(),
          in.readInt(),
          in.readInt(),
          in.readInt(),
          in.readLong(),
          in.readLong(),
          readCells(in));
    }
  }

  private static void writeCells(DataOutputStream out, ColumnCells cells) throws IOException {
    out.writeLong(cells.first());
    out.writeInt(cells.lowest());
    out.writeByte(cells.crossed().length);
    for (int label : cells.crossed()) {
      out.writeInt(label);
    }
  }

  private static ColumnCells readCells(DataInputStream in) throws IOException {
    long first = in.readLong();
    int lowest = in.readInt();
    int[] crossed = new int[in.readByte()];
    for (int i = 0; i < crossed.length; i++) {
      crossed[i] = in.readInt();
    }
    return new ColumnCells(first, lowest, crossed);
  }

  /**
   * The edges of a part's rim.
   *
   * @param part its number
   * @param firstCell the number of its first cell
   * @param buckets how many there are
   * @return packed, by bucket
   */
  public static Map<Integer, byte[]> ask(AirPart air, int part, long firstCell, int buckets)
      throws IOException {
    Map<Integer, Packed> packed = new TreeMap<>();
    int[] firsts = ColumnCells.firsts(air);
    Column column = new Column(air);
    for (int e = 0; e < air.twins().length; e++) {
      if (air.twins()[e] >= 0 || air.sides()[e] != AirPart.INSIDE) {
        continue;
      }
      int side = e % 3;
      int t = e / 3;
      column.moveTo(t);
      int start = column.line(side);
      int end = column.line(side == 2 ? 0 : side + 1);
      Side asked =
          new Side(
              air.owner(start),
              air.firstVertex(start),
              air.owner(end),
              air.firstVertex(end),
              part,
              e,
              column.aboveWall(side),
              column.aboveWallAtEnd(side),
              hash(air, start),
              hash(air, end),
              ColumnCells.of(air, t, firstCell + firsts[t]));
      asked.write(packed.computeIfAbsent(asked.bucket(buckets), b -> new Packed()).out);
    }
    return Packed.bytes(packed);
  }

  /** A number that differs if anything of a line does. */
  private static long hash(AirPart air, int line) {
    Levels levels = air.levels();
    long hash = mixed(levels.base()[line], air.xy()[2 * line]);
    hash = mixed(hash, air.xy()[2 * line + 1]);
    for (int i = levels.start()[line]; i < levels.start()[line + 1]; i++) {
      hash = mixed(hash, levels.z()[i]);
    }
    return hash;
  }

  private static long mixed(long hash, double next) {
    return mix(hash ^ Double.doubleToRawLongBits(next));
  }

  /** Every bit of the result depends on all of the number (the finalizer of MurmurHash3). */
  private static long mix(long number) {
    long h = (number ^ number >>> 33) * 0xff51afd7ed558ccdL;
    h = (h ^ h >>> 33) * 0xc4ceb9fe1a85ec53L;
    return h ^ h >>> 33;
  }

  /** Records that are being packed. */
  private static final class Packed {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final DataOutputStream out = new DataOutputStream(bytes);

    static Map<Integer, byte[]> bytes(Map<Integer, Packed> packed) {
      Map<Integer, byte[]> all = new HashMap<>();
      packed.forEach((key, records) -> all.put(key, records.bytes.toByteArray()));
      return all;
    }
  }

  /**
   * Brings the two sides of each edge together.
   *
   * @param bucket what the parts have put there
   * @param files of the parts, for messages
   * @param holes whether parts are missing: then an edge may have one side, of which nothing is
   *     told
   * @return for each part that asked, packed, what is beyond its edges
   * @throws IOException if an edge has not two sides, in two parts, or they differ in the air above
   */
  public static Map<Integer, byte[]> match(
      Iterator<byte[]> bucket, List<String> files, boolean holes) throws IOException {
    List<Side> sides = new ArrayList<>();
    while (bucket.hasNext()) {
      try (DataInputStream in = input(bucket.next())) {
        while (in.available() > 0) {
          sides.add(Side.read(in));
        }
      }
    }
    sides.sort(Side.ORDER);
    Map<Integer, Packed> answers = new TreeMap<>();
    int next = 0;
    while (next < sides.size()) {
      int i = next;
      Side a = sides.get(i);
      Side b = i + 1 < sides.size() ? sides.get(i + 1) : a;
      if (holes && (a == b || Side.BY_EDGE.compare(a, b) != 0)) {
        next = i + 1;
        continue;
      }
      next = i + 2;
      if (!a.isAcross(b)
          || i + 2 < sides.size() && Side.BY_EDGE.compare(a, sides.get(i + 2)) == 0) {
        throw new IOException(
            String.format(
                Locale.ROOT,
                "%s: the air ends at edge %d of column %d, and no other part goes on there",
                files.get(a.part),
                a.edge % 3,
                a.edge / 3));
      }
      if (a.above != b.endAbove
          || a.endAbove != b.above
          || a.line != b.endLine
          || a.endLine != b.line) {
        throw new IOException(
            String.format(
                Locale.ROOT,
                "%s and %s: the air above their common edge (%d and %d) differs",
                files.get(a.part),
                files.get(b.part),
                a.edge,
                b.edge));
      }
      answer(answers, a, b);
      answer(answers, b, a);
    }
    return Packed.bytes(answers);
  }

  private static DataInputStream input(byte[] bytes) {
    return new DataInputStream(new ByteArrayInputStream(bytes));
  }

  private static void answer(Map<Integer, Packed> answers, Side to, Side found) throws IOException {
    DataOutputStream out = answers.computeIfAbsent(to.part, part -> new Packed()).out;
    out.writeInt(to.edge);
    out.writeInt(found.part);
    writeCells(out, found.cells);
  }

  /** Puts the answers to a part together. */
  public static Rim of(Iterator<byte[]> answers) throws IOException {
    TreeMap<Integer, Integer> parts = new TreeMap<>();
    Map<Integer, ColumnCells> cells = new HashMap<>();
    while (answers.hasNext()) {
      try (DataInputStream in = input(answers.next())) {
        while (in.available() > 0) {
          int edge = in.readInt();
          parts.put(edge, in.readInt());
          cells.put(edge, readCells(in));
        }
      }
    }
    return new Rim(
        parts.keySet().stream().mapToInt(e -> e).toArray(),
        parts.values().stream().mapToInt(p -> p).toArray(),
        parts.keySet().stream().map(cells::get).toArray(ColumnCells[]::new));
  }

  /** Writes it to a file. */
  public void write(OutputStream to) throws IOException {
    DataOutputStream out = new DataOutputStream(new BufferedOutputStream(to));
    out.writeInt(edges.length);
    for (int i = 0; i < edges.length; i++) {
      out.writeInt(edges[i]);
      out.writeInt(parts[i]);
      writeCells(out, cells[i]);
    }
    out.flush();
  }

  /** Reads what {@link #write} has written. */
  public static Rim read(InputStream from) throws IOException {
    DataInputStream in = new DataInputStream(new BufferedInputStream(from));
    int count = in.readInt();
    int[] edges = new int[count];
    int[] parts = new int[count];
    ColumnCells[] cells = new ColumnCells[count];
    for (int i = 0; i < count; i++) {
      edges[i] = in.readInt();
      parts[i] = in.readInt();
      cells[i] = readCells(in);
    }
    return new Rim(edges, parts, cells);
  }

  /**
   * The place of a half-edge of the part, to ask for what is beyond.
   *
   * @throws IllegalArgumentException if it is not on the rim
   */
  public int place(int edge) {
    int at = Arrays.binarySearch(edges, edge);
    if (at < 0) {
      throw new IllegalArgumentException("half-edge " + edge + " is not on the rim");
    }
    return at;
  }

  /** The number of the part beyond. */
  public int part(int place) {
    return parts[place];
  }

  /** The cells of the column beyond, by their numbers in the whole mesh. */
  public ColumnCells cells(int place) {
    return cells[place];
  }
}
