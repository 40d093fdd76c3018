package io.citymesh.output;

import io.citymesh.air.AirPart;
import io.citymesh.air.AirParts;
import io.citymesh.air.Column;
import io.citymesh.air.TetSink;
import io.citymesh.air.TetSplit;
import io.citymesh.report.Manifest;
import io.citymesh.stitch.FaceKind;
import io.citymesh.stitch.Part;
import io.citymesh.store.PartDigest;
import io.citymesh.store.PartFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

/** The air of a town, published in parts. */
public final class AirCity {
  private AirCity() {}

  /** The kinds that a closed mesh has besides: those of {@link AirParts}. */
  private static final Map<String, Integer> KINDS =
      Map.of(
          "top",
          4,
          "inlet",
          (int) AirParts.INLET,
          "outlet",
          (int) AirParts.OUTLET,
          "side",
          (int) AirParts.SIDE);

  /** The part below some air: its vertices are the levels, its faces those of the tets there. */
  public static Part surface(AirPart air) {
    Surface surface = new Surface(air);
    int own = air.ownVertices();
    double[] vertices = new double[3 * own];
    double[] ghosts = new double[3 * surface.foreign.size() / 2];
    for (int line = 0; line < air.lines(); line++) {
      for (int v = air.levels().start()[line]; v < air.levels().start()[line + 1]; v++) {
        double[] to = v < own ? vertices : ghosts;
        int at = v < own ? v : surface.ghosts.getOrDefault(v, -1);
        if (at >= 0) {
          to[3 * at] = air.xy()[2 * line];
          to[3 * at + 1] = air.xy()[2 * line + 1];
          to[3 * at + 2] = air.levels().z()[v];
        }
      }
    }
    byte[] kinds = new byte[surface.kinds.size()];
    int[] building = new int[kinds.length];
    for (int f = 0; f < kinds.length; f++) {
      kinds[f] = surface.kinds.get(f);
      building[f] = kinds[f] == FaceKind.WALL || kinds[f] == FaceKind.ROOF ? 0 : -1;
    }
    return new Part(
        0,
        air.id(),
        Part.Kind.CORE,
        "core_" + air.id(),
        vertices,
        surface.corners.stream().mapToInt(c -> c).toArray(),
        kinds,
        building,
        new long[] {TinyCity.BOX},
        surface.foreign.stream().mapToLong(f -> f).toArray(),
        ghosts);
  }

  /** The faces of tets that lie in faces of cells on the boundary, turned towards the air. */
  private static final class Surface implements TetSink {
    private final List<Integer> corners = new ArrayList<>();
    private final List<Byte> kinds = new ArrayList<>();
    private final List<Long> foreign = new ArrayList<>();
    private final Map<Integer, Integer> ghosts = new HashMap<>();
    private final AirPart air;
    private final int[] lineOf;

    /** The faces of the cell at hand. */
    private final Map<Set<Integer>, Byte> boundary = new HashMap<>();

    Surface(AirPart air) {
      this.air = air;
      lineOf = new int[air.levels().z().length];
      for (int line = 0; line < air.lines(); line++) {
        Arrays.fill(lineOf, air.levels().start()[line], air.levels().start()[line + 1], line);
      }
      Column column = new Column(air);
      TetSplit split = new TetSplit(air);
      for (int t = 0; t < air.triangleCount(); t++) {
        column.moveTo(t);
        int triangle = t;
        for (int cell = 0; cell < column.cells(); cell++) {
          boundary.clear();
          column.faces(
              cell,
              (v, count, kind, side) -> {
                if (kind.isBoundary()) {
                  Set<Integer> all = new HashSet<>();
                  Arrays.stream(v, 0, count).forEach(all::add);
                  boundary.put(
                      all,
                      switch (kind) {
                        case WALL -> FaceKind.WALL;
                        case TOP -> FaceKind.TOP;
                        case SIDE -> air.sides()[3 * triangle + side];
                        default -> air.kinds()[triangle];
                      });
                }
              });
          if (!boundary.isEmpty()) {
            split.split(column, cell, this);
          }
        }
      }
    }

    @Override
    public void centre(double x, double y, double z) {
      // No face on the boundary has it.
    }

    @Override
    public void tet(int a, int b, int c, int d) {
      addFace(a, b, c);
      addFace(a, d, b);
      addFace(b, d, c);
      addFace(c, d, a);
    }

    private void addFace(int a, int b, int c) {
      boundary.forEach(
          (all, kind) -> {
            if (all.containsAll(List.of(a, b, c))) {
              kinds.add(kind);
              corners.addAll(List.of(corner(a), corner(b), corner(c)));
            }
          });
    }

    private int corner(int v) {
      int own = air.ownVertices();
      if (v < own) {
        return v;
      }
      return own
          + ghosts.computeIfAbsent(
              v,
              key -> {
                int line = lineOf[v];
                foreign.add(air.owner(line));
                foreign.add((long) air.firstVertex(line) + v - air.levels().start()[line]);
                return ghosts.size();
              });
    }
  }

  /** Publishes parts in this order. */
  public static Manifest publish(OutputDir out, AirPart... parts) throws IOException {
    return publish(out, List.of(parts), AirCity::surface);
  }

  /**
   * Publishes parts in this order.
   *
   * @param surfaces gives what is below each
   */
  static Manifest publish(OutputDir out, List<AirPart> parts, Function<AirPart, Part> surfaces)
      throws IOException {
    List<Manifest.Part> entries = new ArrayList<>();
    long offset = 0;
    Manifest.Extent all = null;
    for (int number = 0; number < parts.size(); number++) {
      AirPart air = parts.get(number);
      Part part = surfaces.apply(air);
      String file = OutputOptions.PARTS + "/" + part.name() + ".h5";
      String digest = PartDigest.of(part, Optional.of(air));
      out.writeLocally(
          file,
          path ->
              PartFile.write(path, part, Optional.of(air), new PartFile.Label("a key", digest, 0)));
      double[] b = PartFile.bounds(part.vertices());
      Manifest.Extent bounds = new Manifest.Extent(b[0], b[1], b[2], b[3]);
      all = all == null ? bounds : around(all, bounds);
      entries.add(
          new Manifest.Part(
              part.id(),
              number,
              part.name(),
              file,
              "core",
              offset,
              part.vertexCount(),
              part.faceCount(),
              bounds,
              digest));
      offset += part.vertexCount();
    }
    Manifest manifest = manifest(entries, all, parts.get(0).top());
    ManifestFile.write(out, manifest);
    return manifest;
  }

  private static Manifest.Extent around(Manifest.Extent a, Manifest.Extent b) {
    return new Manifest.Extent(
        Math.min(a.xmin(), b.xmin()),
        Math.min(a.ymin(), b.ymin()),
        Math.max(a.xmax(), b.xmax()),
        Math.max(a.ymax(), b.ymax()));
  }

  private static Manifest manifest(List<Manifest.Part> parts, Manifest.Extent bounds, int layers) {
    Manifest.Quality none = new TinyCity().manifest(List.of()).quality();
    Manifest open = new TinyCity().manifest(parts, bounds, none, none);
    return new Manifest(
        open.options(),
        open.crs(),
        bounds,
        List.of(),
        open.totals(),
        open.tiles(),
        parts,
        open.formats(),
        none,
        none,
        open.cells(),
        open.cellQuality(),
        open.topology(),
        open.features(),
        new TreeMap<>(Map.of("top", 100.0, "layers", (double) layers)),
        new TreeMap<>(KINDS),
        open.zones(),
        open.notes(),
        open.deviations(),
        open.areas(),
        open.volumes(),
        open.timings(),
        open.counters(),
        open.versions(),
        open.digest());
  }

  /** The columns of a town in as many bands along x as there are ids, each a part. */
  public static AirPart[] bands(AirPart whole, long... ids) {
    double least = Double.POSITIVE_INFINITY;
    double most = Double.NEGATIVE_INFINITY;
    for (int line = 0; line < whole.lines(); line++) {
      least = Math.min(least, whole.xy()[2 * line]);
      most = Math.max(most, whole.xy()[2 * line]);
    }
    int[] partOf = new int[whole.triangleCount()];
    for (int t = 0; t < partOf.length; t++) {
      double x = whole.xy()[2 * whole.triangles()[3 * t]];
      partOf[t] = (int) Math.min(ids.length - 1, ids.length * (x - least) / (most - least));
    }
    // So that no part has the lower number everywhere, the last band comes first.
    int last = ids.length - 1;
    int[] turned = Arrays.stream(partOf).map(p -> p == last ? 0 : p + 1).toArray();
    return AirParts.cut(whole, ids.length == 1 ? partOf : turned, ids);
  }
}
