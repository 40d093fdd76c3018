package io.citymesh.output;

import io.citymesh.output.Parcel.Kind;
import io.citymesh.stitch.RecordOutput;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * The fourth step: in each bucket, what several parts have in common. Edges and faces are equal if
 * their vertices are, by reference; planar edges and doubled vertices if their coordinates are, to
 * the last bit.
 *
 * <p>It holds the bucket, and as much again for the tables of one kind at a time.
 */
final class MatchStep implements CheckStep {
  private static final long serialVersionUID = 1L;

  private final CheckedMesh mesh;
  private final Strips strips;

  MatchStep(CheckedMesh mesh, Strips strips) {
    this.mesh = mesh;
    this.strips = strips;
  }

  @Override
  public String words() {
    return "matching edges of parts";
  }

  @Override
  public void run(int number, List<Block> received, Post post) throws IOException {
    MeshTally tally = new MeshTally(mesh.manifest());
    OpenByStrip open = new OpenByStrip();
    EdgeRules rules = new EdgeRules(mesh.domain(), tally, open);
    matchEdges(received, tally, rules);
    matchPlanarEdges(received, rules);
    matchFaces(received, tally);
    matchVertices(received, tally);
    matchRoofs(received, tally);
    joinShells(received, tally);
    forEachRow(
        received,
        Kind.OPEN_EDGE,
        (from, rows, i) ->
            open.add(
                real(rows[i]),
                real(rows[i + 1]),
                real(rows[i + 2]),
                real(rows[i + 3]),
                real(rows[i + 4]),
                real(rows[i + 5])));
    open.send(post);
    post.send(DRIVER, tally.bytes());
  }

  private static double real(long bits) {
    return Double.longBitsToDouble(bits);
  }

  /** Receives rows. */
  @FunctionalInterface
  private interface Visitor {
    /**
     * @param from the part that has sent it
     * @param at where the row begins
     */
    void visit(int from, long[] rows, int at);
  }

  private static void forEachRow(List<Block> received, Kind kind, Visitor visitor) {
    for (Block block : received) {
      long[] rows = Parcel.rows(block.bytes(), kind);
      for (int at = 0; at < rows.length; at += kind.width) {
        visitor.visit(block.from(), rows, at);
      }
    }
  }

  /** The open edges, on their way to the strips that they touch. */
  private final class OpenByStrip implements EdgeRules.Open {
    /** By strip; null if there is none. */
    private final OpenEdges[] edges = new OpenEdges[strips.count()];

    @Override
    public void add(double ax, double ay, double az, double bx, double by, double bz) {
      int last = strips.last(ax, bx);
      for (int strip = strips.first(ax, bx); strip <= last; strip++) {
        if (edges[strip] == null) {
          edges[strip] = new OpenEdges();
        }
        edges[strip].add(ax, ay, az, bx, by, bz);
      }
    }

    void send(Post post) {
      for (int strip = 0; strip < edges.length; strip++) {
        if (edges[strip] != null) {
          post.send(strip, new RecordOutput().put(edges[strip].ends()).bytes());
        }
      }
    }
  }

  // ---- edges

  /** Different edges, how many faces go along them, and which rows tell more of them. */
  private static final class Edges {
    private static final long UNTOLD = -1;

    final KeyTable keys;
    private final List<Block> received;
    private final Kind kind;
    private int[] counts = new int[64];

    /** By edge the block and the place of a row of its own. */
    private long[] rows = untold(counts.length / 2);

    /**
     * @param kind of rows that tell more than a key
     * @param columns longs of an edge's key
     */
    Edges(List<Block> received, Kind kind, int columns) {
      this.received = received;
      this.kind = kind;
      this.keys = new KeyTable(columns);
    }

    private static long[] untold(int length) {
      long[] array = new long[length];
      Arrays.fill(array, UNTOLD);
      return array;
    }

    /**
     * @return the edge's number
     */
    private int add(long[] key, int at, int forward, int backward) {
      int edge = keys.number(key, at);
      if (edge >= rows.length) {
        counts = Arrays.copyOf(counts, 2 * counts.length);
        int known = rows.length;
        rows = Arrays.copyOf(rows, 2 * known);
        Arrays.fill(rows, known, rows.length, UNTOLD);
      }
      counts[2 * edge] += forward;
      counts[2 * edge + 1] += backward;
      return edge;
    }

    /** Adds the edges of a kind that have a face on each side. */
    void addWhole(Kind whole) {
      for (Block block : received) {
        long[] some = Parcel.rows(block.bytes(), whole);
        for (int at = 0; at < some.length; at += whole.width) {
          add(some, at, 1, 1);
        }
      }
    }

    /** Adds the others. */
    void addOthers() {
      int columns = keys.width();
      for (int i = 0; i < received.size(); i++) {
        long[] some = Parcel.rows(received.get(i).bytes(), kind);
        for (int at = 0; at < some.length; at += kind.width) {
          int edge = add(some, at, (int) some[at + columns], (int) some[at + columns + 1]);
          rows[edge] = (long) i << 32 | at;
        }
      }
    }

    int forward(int edge) {
      return counts[2 * edge];
    }

    int backward(int edge) {
      return counts[2 * edge + 1];
    }

    /** True if it has a face on each side, as nearly all. */
    boolean isWhole(int edge) {
      return forward(edge) == 1 && backward(edge) == 1;
    }

    /** What the last row tells behind key and counts; not a number if there is none. */
    double told(int edge, int column) {
      if (rows[edge] == UNTOLD) {
        return Double.NaN;
      }
      int at = (int) rows[edge] + keys.width() + 2 + column;
      return real(Parcel.value(received.get((int) (rows[edge] >> 32)).bytes(), kind, at));
    }

    boolean isTold(int edge) {
      return rows[edge] != UNTOLD;
    }
  }

  private void matchEdges(List<Block> received, MeshTally tally, EdgeRules rules) {
    Edges edges = new Edges(received, Kind.EDGE, 2);
    edges.addWhole(Kind.WHOLE_EDGE);
    edges.addOthers();
    double[] ends = new double[6];
    for (int i = 0; i < edges.keys.size(); i++) {
      int edge = i;
      if (edges.isTold(edge) && !edges.isWhole(edge)) {
        for (int c = 0; c < 6; c++) {
          ends[c] = edges.told(edge, c);
        }
        rules.settle(ends, 0, 1, edges.forward(edge), edges.backward(edge));
      } else if (!edges.isWhole(edge)) {
        // Each of several parts has a face on each side.
        tally.findings.add(
            Defect.NON_MANIFOLD_EDGES,
            () -> vertex(edges.keys.get(edge, 0)) + " - " + vertex(edges.keys.get(edge, 1)));
      }
    }
  }

  private String vertex(long name) {
    return mesh.file(CheckedMesh.part(name)) + " vertex " + CheckedMesh.index(name);
  }

  private static void matchPlanarEdges(List<Block> received, EdgeRules rules) {
    Edges edges = new Edges(received, Kind.PLANAR_EDGE, 4);
    edges.addWhole(Kind.WHOLE_PLANAR_EDGE);
    edges.addOthers();
    double[] ends = new double[6];
    for (int edge = 0; edge < edges.keys.size(); edge++) {
      for (int end = 0; end < 2 && !edges.isWhole(edge); end++) {
        ends[3 * end] = real(edges.keys.get(edge, 2 * end));
        ends[3 * end + 1] = real(edges.keys.get(edge, 2 * end + 1));
        ends[3 * end + 2] = edges.told(edge, end);
      }
      rules.settlePlanar(ends, 0, 1, edges.forward(edge), edges.backward(edge));
    }
  }

  // ---- faces, vertices

  private void matchFaces(List<Block> received, MeshTally tally) {
    KeyTable faces = new KeyTable(3);
    forEachRow(
        received,
        Kind.FACE,
        (from, rows, at) -> {
          int known = faces.size();
          if (faces.number(rows, at) < known) {
            long face = rows[at + 3];
            tally.findings.add(
                Defect.DUPLICATE_FACES,
                () -> mesh.file(from) + " face " + face + " of " + vertex(rows[at]));
          }
        });
  }

  private static void matchVertices(List<Block> received, MeshTally tally) {
    KeyTable vertices = new KeyTable(3);
    forEachRow(
        received,
        Kind.VERTEX,
        (from, rows, at) -> {
          int known = vertices.size();
          if (vertices.number(rows, at) < known) {
            tally.findings.add(
                Defect.DUPLICATE_VERTICES,
                () -> Findings.point(real(rows[at]), real(rows[at + 1]), real(rows[at + 2])));
          }
        });
  }

  // ---- shells

  /** Joins the pieces of parts that have an edge in common. */
  private static void joinShells(List<Block> received, MeshTally tally) {
    KeyTable edges = new KeyTable(2);
    long[][] first = {new long[64]};
    forEachRow(
        received,
        Kind.SHELL_EDGE,
        (from, rows, at) -> {
          int known = edges.size();
          int edge = edges.number(rows, at);
          long piece = CheckedMesh.vertexName(from, (int) rows[at + 2]);
          if (edge < known) {
            tally.shells.join(first[0][edge], piece);
            return;
          }
          if (edge == first[0].length) {
            first[0] = Arrays.copyOf(first[0], 2 * edge);
          }
          first[0][edge] = piece;
        });
  }

  // ---- roofs

  /** A building's roof is where the first face of the first part with one says that it is. */
  private void matchRoofs(List<Block> received, MeshTally tally) {
    KeyTable buildings = new KeyTable(1);
    Roofs roofs = new Roofs();
    forEachRow(
        received,
        Kind.ROOF,
        (from, rows, at) ->
            roofs.tell(buildings.number(rows, at), from, rows[at + 2], real(rows[at + 1])));
    forEachRow(
        received,
        Kind.ROOF,
        (from, rows, at) -> {
          double height = real(rows[at + 3]);
          if (!(height == roofs.height[buildings.number(rows, at)])) {
            tally.findings.add(
                Defect.UNEVEN_ROOFS,
                rows[at + 4],
                () ->
                    String.format(
                        Locale.ROOT,
                        "%s face %d at %s",
                        mesh.file(from),
                        rows[at + 5],
                        Findings.point(
                            real(rows[at + 6]), real(rows[at + 7]), real(rows[at + 8]))));
          }
        });
    tally.roofs += buildings.size();
  }

  /** Heights of roofs by building, in the order of the buildings. */
  private static final class Roofs {
    private double[] height = new double[64];

    /** By building: the first part with a roof face of it; -1 before there is one. */
    private int[] part = new int[0];

    /** By building: the first roof face of it in this part. */
    private long[] face = new long[64];

    void tell(int building, int from, long first, double told) {
      if (building >= part.length) {
        int known = part.length;
        part = Arrays.copyOf(part, Math.max(64, 2 * known));
        Arrays.fill(part, known, part.length, -1);
        height = Arrays.copyOf(height, part.length);
        face = Arrays.copyOf(face, part.length);
      }
      // Blocks come by part.
      if (part[building] < 0 || part[building] == from && first < face[building]) {
        part[building] = from;
        face[building] = first;
        height[building] = told;
      }
    }
  }
}
