package io.citymesh.benchmark;

import io.citymesh.air.Air;
import io.citymesh.air.AirPart;
import io.citymesh.air.AirParts;
import io.citymesh.air.AirQuality;
import io.citymesh.air.CellKind;
import io.citymesh.air.Column;
import io.citymesh.air.Layers;
import io.citymesh.air.Levels;
import io.citymesh.air.Surface;
import io.citymesh.air.TetSink;
import io.citymesh.air.TetSplit;
import io.citymesh.air.Town;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * How fast the air above a town is filled: blocks of touching houses on a slope, as one part. In
 * CPU time of the whole process, collector included, medians of several rounds in turns.
 *
 * <p>It is run by {@code mvn -P bench verify} and writes {@code src/docs/benchmarks/air.md}. The
 * arguments: blocks along a side, rounds.
 */
public final class AirBenchmark {
  private static final int PASSES = 4;

  private AirBenchmark() {}

  /**
   * What was measured.
   *
   * @param cells in the town
   * @param levels on its lines
   * @param wedges of the cells
   * @param tets that the cells make
   * @param faces of the cells, each counted from either side
   * @param unsmoothed CPU nanoseconds for labels and levels
   * @param filled the same with smoothing
   * @param numbered for what a part publishes of them
   * @param quality for measuring the faces
   * @param expanded for telling all faces of all cells
   * @param split for telling all tets
   */
  record Figures(
      long cells,
      long levels,
      long wedges,
      long tets,
      long faces,
      double unsmoothed,
      double filled,
      double numbered,
      double quality,
      double expanded,
      double split) {}

  public static void main(String[] args) throws IOException {
    int blocks = Integer.parseInt(args[0]);
    Surface surface = Town.blocks(blocks, blocks).surface(5);
    Figures f = measure(surface, Integer.parseInt(args[1]));
    BenchmarkLog log =
        new BenchmarkLog("Filling the air", "mvn -P bench verify", AirBenchmark.class);
    log.line("Alone: `mvn -P bench test-compile exec:exec@air-benchmark`.");
    log.line("One thread, warm, serial collector; CPU time, collector included; medians.");
    log.figures();
    log.row("planar triangles", "%,d", "", surface.triangleCount());
    log.row("cells", "%,d", "", f.cells);
    log.row("levels", "%,d", "", f.levels);
    log.row("wedges", "%.2f %%", "at least 98 %", 100.0 * f.wedges / f.cells);
    log.row("labels and levels, ns a level", "%.0f", "", f.unsmoothed / f.levels);
    log.row(
        "smoothing in " + PASSES + " passes, ns a level",
        "%.0f",
        "",
        (f.filled - f.unsmoothed) / f.levels);
    log.row(
        "levels, smoothed, million cells a second", "%.1f", "at least 5", 1e3 * f.cells / f.filled);
    log.row("numbered as a part, ns a level", "%.0f", "", f.numbered / f.levels);
    log.row(
        "quality of all faces, which a build measures, ns a cell", "%.0f", "", f.quality / f.cells);
    log.row(
        "levels, part and quality, million cells a second",
        "%.1f",
        "at least 5, with sealing and writing",
        1e3 * f.cells / (f.filled + f.numbered + f.quality));
    log.row("telling all faces, ns a face", "%.0f", "", f.expanded / f.faces);
    log.row("telling all tets, ns a tet", "%.0f", "", f.split / f.tets);
    log.machine();
    log.raw(List.of(String.format(Locale.ROOT, "%s", f)));
    log.write("air.md");
  }

  static Figures measure(Surface surface, int rounds) {
    Layers layers = Town.layers(surface, 3, 1.15, 100);
    Air[] air = new Air[1];
    AirPart[] part = new AirPart[1];
    AirQuality[] quality = new AirQuality[1];
    long[] faces = new long[1];
    long[] tets = new long[1];
    Runnable[] kernels = {
      () -> air[0] = Air.above(surface, layers, Levels.NONE, 0),
      () -> air[0] = Air.above(surface, layers, Levels.NONE, PASSES),
      () -> part[0] = AirParts.of(air[0]),
      () -> quality[0] = AirQuality.ofFaces(part[0], layers),
      () -> faces[0] = countFaces(part[0]),
      () -> tets[0] = countTets(part[0])
    };
    List<List<Double>> nanos = new ArrayList<>();
    for (int i = 0; i < kernels.length; i++) {
      nanos.add(new ArrayList<>());
    }
    // The first round warms up.
    for (int round = 0; round <= rounds; round++) {
      for (int i = 0; i < kernels.length; i++) {
        long start = BenchmarkLog.cpu();
        kernels[i].run();
        if (round > 0) {
          nanos.get(i).add((double) (BenchmarkLog.cpu() - start));
        }
      }
    }
    long cells = 0;
    for (CellKind kind : CellKind.values()) {
      cells += quality[0].cells(kind);
    }
    return new Figures(
        cells,
        air[0].levels().z().length,
        quality[0].cells(CellKind.WEDGE),
        tets[0],
        faces[0],
        BenchmarkLog.median(nanos.get(0)),
        BenchmarkLog.median(nanos.get(1)),
        BenchmarkLog.median(nanos.get(2)),
        BenchmarkLog.median(nanos.get(3)),
        BenchmarkLog.median(nanos.get(4)),
        BenchmarkLog.median(nanos.get(5)));
  }

  private static long countFaces(AirPart air) {
    long[] count = new long[1];
    Column column = new Column(air);
    for (int t = 0; t < air.triangleCount(); t++) {
      column.moveTo(t);
      for (int cell = 0; cell < column.cells(); cell++) {
        column.faces(cell, (vertices, corners, kind, side) -> count[0]++);
      }
    }
    return count[0];
  }

  private static long countTets(AirPart air) {
    long[] count = new long[1];
    TetSink sink =
        new TetSink() {
          @Override
          public void centre(double x, double y, double z) {
            // Its tets follow.
          }

          @Override
          public void tet(int a, int b, int c, int d) {
            count[0]++;
          }
        };
    Column column = new Column(air);
    TetSplit split = new TetSplit(air);
    for (int t = 0; t < air.triangleCount(); t++) {
      column.moveTo(t);
      for (int cell = 0; cell < column.cells(); cell++) {
        split.split(column, cell, sink);
      }
    }
    return count[0];
  }
}
