package io.citymesh.output;

import io.citymesh.air.AirFace;
import io.citymesh.air.AirPart;
import io.citymesh.air.AirQuality;
import io.citymesh.air.Column;
import io.citymesh.air.Levels;
import io.citymesh.air.StepOrder;
import io.citymesh.air.TetSink;
import io.citymesh.air.TetSplit;
import io.citymesh.stitch.FaceKind;
import io.citymesh.stitch.Part;
import io.citymesh.stitch.RecordInput;
import io.citymesh.stitch.RecordOutput;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Whether the cells of the air fill what is above a surface, once: a part's share, to be added to
 * those of the others. Together with {@link io.citymesh.air.Rim}, which brings parts together, it
 * proves that each face between cells is in exactly two of them, and that all other faces are those
 * of the closed surface.
 *
 * <ol>
 *   <li>Of each side between two columns both tell their faces, which must be the same. Fronts are
 *       between the cells of a column anyway.
 *   <li>The faces on the boundary are divided into triangles as walls are, and compared with the
 *       faces of the surface by kind: their numbers, and the sums of numbers that stand for the
 *       three vertices and their order. The sums of different faces are equal with a probability of
 *       2^-64.
 *   <li>Every cell has a positive volume. All volumes together are what the columns have by their
 *       triangles alone, and what the surface encloses.
 *   <li>The tets into which cells are divided are positive and hold as much. Each of their faces
 *       counts with its sign, by the order of its corners as it is seen from outside, as do the
 *       faces of the surface: what is in two tets, of the same part or not, cancels out, what is in
 *       one with the surface. The sum of all parts is 0.
 * </ol>
 */
public final class AirTally {
  /** Volumes agree to this share of them. */
  private static final double ROUNDING = 1e-9;

  private final AirQuality quality;

  /** For each kind of face how many triangles the surface has, and the air; then their sums. */
  private final long[] surfaceCount = new long[FaceKind.LAST + 1];

  private final long[] airCount = new long[FaceKind.LAST + 1];
  private final long[] surfaceSum = new long[FaceKind.LAST + 1];
  private final long[] airSum = new long[FaceKind.LAST + 1];

  private final List<String> unreadable = new ArrayList<>();
  private long unmatchedSides;
  private double enclosed;

  /** Of the tets: the sum of their faces and the surface's, their volume, and the least of one. */
  private long tetSum;

  private double tetVolume;
  private double smallestTet = Double.POSITIVE_INFINITY;

  private AirTally(AirQuality quality) {
    this.quality = quality;
  }

  /**
   * The share of a part.
   *
   * @param surface of the part
   * @param corners the vertices of its faces in the whole mesh: 3m
   * @param air above it
   * @param vertices the levels of all its lines in the whole mesh
   */
  public static AirTally of(Part surface, long[] corners, AirPart air, long[] vertices) {
    AirTally tally = new AirTally(AirQuality.of(air));
    for (int f = 0; f < surface.faceCount(); f++) {
      byte kind = surface.faceKinds()[f];
      tally.surfaceCount[kind]++;
      tally.surfaceSum[kind] += hash(corners[3 * f], corners[3 * f + 1], corners[3 * f + 2]);
      tally.enclosed += below(surface, f);
      tally.addSigned(corners[3 * f], corners[3 * f + 1], corners[3 * f + 2]);
    }
    tally.new Faces(air, vertices).add();
    tally.new Tets(air, vertices).add();
    return tally;
  }

  /** The share of a part that cannot be read, for this reason. */
  static AirTally unreadable(String reason) {
    AirTally tally = new AirTally(new AirQuality());
    tally.unreadable.add(reason);
    return tally;
  }

  /** No share of any part. */
  static AirTally none() {
    return new AirTally(new AirQuality());
  }

  /** What {@link #read} reads. */
  byte[] bytes() {
    RecordOutput out = new RecordOutput().put(quality.numbers());
    out.put(surfaceCount).put(airCount).put(surfaceSum).put(airSum);
    out.put(unmatchedSides).put(enclosed);
    out.put(tetSum).put(tetVolume).put(smallestTet).put(unreadable.size());
    unreadable.forEach(out::put);
    return out.bytes();
  }

  /** Reads what another process of the same program has written. */
  static AirTally read(byte[] bytes) throws IOException {
    RecordInput in = new RecordInput(ByteBuffer.wrap(bytes));
    AirTally tally = new AirTally(AirQuality.ofNumbers(in.longs()));
    for (long[] counts :
        List.of(tally.surfaceCount, tally.airCount, tally.surfaceSum, tally.airSum)) {
      System.arraycopy(in.longs(), 0, counts, 0, counts.length);
    }
    tally.unmatchedSides = in.longNumber();
    tally.enclosed = in.real();
    tally.tetSum = in.longNumber();
    tally.tetVolume = in.real();
    tally.smallestTet = in.real();
    for (int left = in.count(); left > 0; left--) {
      tally.unreadable.add(in.text());
    }
    return tally;
  }

  /** The volume between a face and the level of 0, negative where the face looks up. */
  private static double below(Part part, int f) {
    double[] p = new double[9];
    for (int c = 0; c < 3; c++) {
      int v = part.faces()[3 * f + c];
      boolean own = v < part.vertexCount();
      double[] from = own ? part.vertices() : part.ghosts();
      System.arraycopy(from, 3 * (own ? v : v - part.vertexCount()), p, 3 * c, 3);
    }
    double area = (p[3] - p[0]) * (p[7] - p[1]) - (p[4] - p[1]) * (p[6] - p[0]);
    return -area / 2 * (p[2] + p[5] + p[8]) / 3;
  }

  /** A number for three vertices in their order, whichever comes first. */
  private static long hash(long a, long b, long c) {
    if (a < b && a < c) {
      return VertexIndex.mix(VertexIndex.mix(VertexIndex.mix(a) + b) + c);
    }
    return b < c
        ? VertexIndex.mix(VertexIndex.mix(VertexIndex.mix(b) + c) + a)
        : VertexIndex.mix(VertexIndex.mix(VertexIndex.mix(c) + a) + b);
  }

  /** Adds the share of another part. */
  public void add(AirTally other) {
    quality.add(other.quality);
    for (int kind = 0; kind < surfaceCount.length; kind++) {
      surfaceCount[kind] += other.surfaceCount[kind];
      airCount[kind] += other.airCount[kind];
      surfaceSum[kind] += other.surfaceSum[kind];
      airSum[kind] += other.airSum[kind];
    }
    unreadable.addAll(other.unreadable);
    unmatchedSides += other.unmatchedSides;
    enclosed += other.enclosed;
    tetSum += other.tetSum;
    tetVolume += other.tetVolume;
    smallestTet = Math.min(smallestTet, other.smallestTet);
  }

  /** How good the cells are, but for the faces between parts. */
  public AirQuality quality() {
    return quality;
  }

  /**
   * What is wrong, a line each, once all parts are added; nothing if the air is filled once.
   *
   * @param holes whether tiles have failed: a surface with holes encloses nothing
   */
  public List<String> findings(boolean holes) {
    List<String> findings = new ArrayList<>(unreadable);
    if (unmatchedSides > 0) {
      findings.add(
          String.format(
              Locale.ROOT,
              "%,d sides between columns have other faces in one than in the other",
              unmatchedSides));
    }
    for (int kind = 0; kind < surfaceCount.length; kind++) {
      if (surfaceCount[kind] != airCount[kind] || surfaceSum[kind] != airSum[kind]) {
        findings.add(
            String.format(
                Locale.ROOT,
                "the surface's %,d faces of the kind %d are not the air's %,d",
                surfaceCount[kind],
                kind,
                airCount[kind]));
      }
    }
    if (!(quality.smallestVolume() > 0)) {
      findings.add(
          String.format(
              Locale.ROOT, "the smallest cell has %s cubic metres", quality.smallestVolume()));
    }
    if (!(smallestTet > 0)) {
      findings.add(String.format(Locale.ROOT, "the smallest tet has %s cubic metres", smallestTet));
    }
    if (tetSum != 0 && !holes) {
      findings.add("the tets of the cells do not fit together, or not to the surface");
    }
    compare(findings, "the columns hold", quality.columnVolume());
    if (!holes) {
      compare(findings, "the surface encloses", enclosed);
    }
    compare(findings, "their tets hold", tetVolume);
    return findings;
  }

  private void compare(List<String> findings, String words, double expected) {
    if (!(Math.abs(quality.volume() - expected) <= ROUNDING * Math.abs(expected))) {
      findings.add(
          String.format(
              Locale.ROOT,
              "the cells have %s cubic metres, and %s %s",
              quality.volume(),
              words,
              expected));
    }
  }

  /** Adds a face, or takes it away if its corners are in the other order. */
  private void addSigned(long a, long b, long c) {
    long least = Math.min(a, Math.min(b, c));
    long second = a == least ? b : b == least ? c : a;
    long third = a == least ? c : b == least ? a : b;
    tetSum += second < third ? hash(least, second, third) : -hash(least, third, second);
  }

  /** Goes through the tets of a part. */
  private final class Tets implements TetSink {
    /** A name for all centres: faces with one cancel out within their cell. */
    private static final long MIDDLE = Long.MIN_VALUE;

    private final AirPart air;
    private final long[] vertices;
    private final Column column;
    private final TetSplit split;
    private final double[] centre = new double[3];

    /** The corners of a tet: the first, and the others relative to it; metres. */
    private final double[] p = new double[12];

    Tets(AirPart air, long[] vertices) {
      this.air = air;
      this.vertices = vertices;
      column = new Column(air);
      split = new TetSplit(air);
    }

    void add() {
      for (int t = 0; t < air.triangleCount(); t++) {
        column.moveTo(t);
        for (int cell = 0; cell < column.cells(); cell++) {
          split.split(column, cell, this);
        }
      }
    }

    @Override
    public void centre(double x, double y, double z) {
      centre[0] = x;
      centre[1] = y;
      centre[2] = z;
    }

    @Override
    public void tet(int a, int b, int c, int d) {
      long nameA = vertices[a];
      long nameB = vertices[b];
      long nameC = vertices[c];
      long nameD = d == CENTRE ? MIDDLE : vertices[d];
      addSigned(nameA, nameC, nameB);
      addSigned(nameA, nameB, nameD);
      addSigned(nameB, nameC, nameD);
      addSigned(nameC, nameA, nameD);
      put(a, 0);
      put(b, 3);
      put(c, 6);
      put(d, 9);
      for (int i = 3; i < 12; i++) {
        p[i] -= p[i % 3];
      }
      double volume =
          (p[9] * (p[4] * p[8] - p[5] * p[7])
                  + p[10] * (p[5] * p[6] - p[3] * p[8])
                  + p[11] * (p[3] * p[7] - p[4] * p[6]))
              / 6;
      tetVolume += volume;
      smallestTet = Math.min(smallestTet, volume);
    }

    private void put(int v, int at) {
      if (v == CENTRE) {
        System.arraycopy(centre, 0, p, at, 3);
        return;
      }
      int[] start = air.levels().start();
      int corner = 0;
      while (v < start[column.line(corner)] || v >= start[column.line(corner) + 1]) {
        corner++;
      }
      int line = column.line(corner);
      p[at] = air.xy()[2 * line];
      p[at + 1] = air.xy()[2 * line + 1];
      p[at + 2] = air.levels().z()[v];
    }
  }

  /** Goes through the columns of a part. */
  private final class Faces {
    private final AirPart air;
    private final long[] vertices;
    private final Levels levels;
    private final Column column;
    private final Column beside;

    Faces(AirPart air, long[] vertices) {
      this.air = air;
      this.vertices = vertices;
      levels = air.levels();
      column = new Column(air);
      beside = new Column(air);
    }

    void add() {
      for (int t = 0; t < air.triangleCount(); t++) {
        column.moveTo(t);
        for (int cell = 0; cell < column.cells(); cell++) {
          column.faces(cell, this::take);
        }
        for (int side = 0; side < 3; side++) {
          int twin = air.twins()[3 * t + side];
          if (twin > 3 * t + side) {
            beside.moveTo(twin / 3);
            if (sum(column, side) != sum(beside, twin % 3)) {
              unmatchedSides++;
            }
          }
        }
      }
    }

    /** A number for the faces of a side that have cells behind them. */
    private long sum(Column of, int side) {
      long[] sum = {0};
      for (int cell = 0; cell < of.cells(); cell++) {
        of.faces(
            cell,
            (v, count, kind, s) -> {
              if (s == side && kind == AirFace.INNER) {
                // Sums forget the order, which the column on the other side turns around.
                long face = 0;
                for (int i = 0; i < count; i++) {
                  face += VertexIndex.mix(v[i] + 1L);
                }
                sum[0] += VertexIndex.mix(face + count);
              }
            });
      }
      return sum[0];
    }

    private void take(int[] v, int count, AirFace kind, int side) {
      int t = column.triangle();
      switch (kind) {
        case GROUND, ROOF -> put(air.kinds()[t], v[0], v[1], v[2]);
        case TOP -> put(FaceKind.TOP, v[0], v[1], v[2]);
        case WALL -> put(FaceKind.WALL, v, count, side);
        case SIDE -> put(air.sides()[3 * t + side], v, count, side);
        case INNER, RIM -> {
          // Between two cells.
        }
      }
    }

    private void put(byte kind, int[] v, int count, int side) {
      if (count == 3) {
        put(kind, v[0], v[1], v[2]);
        return;
      }
      int start = column.line(side);
      int end = column.line(side == 2 ? 0 : side + 1);
      double[] z = levels.z();
      boolean first =
          StepOrder.isFirst(
              z[v[0]],
              z[v[3]],
              air.owner(start),
              air.firstVertex(start),
              z[v[1]],
              z[v[2]],
              air.owner(end),
              air.firstVertex(end));
      put(kind, v[0], v[1], first ? v[3] : v[2]);
      put(kind, first ? v[1] : v[0], v[2], v[3]);
    }

    /** Counts a triangle, which looks out of the cell: those of the surface look into the air. */
    private void put(byte kind, int a, int b, int c) {
      airCount[kind]++;
      airSum[kind] += hash(vertices[a], vertices[c], vertices[b]);
    }
  }
}
