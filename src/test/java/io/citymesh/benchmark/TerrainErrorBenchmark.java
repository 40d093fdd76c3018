package io.citymesh.benchmark;

import io.citymesh.CityMesh;
import io.citymesh.TestData;
import io.citymesh.geo.Bounds;
import io.citymesh.geo.Terrain;
import io.citymesh.output.MeshReader;
import io.citymesh.output.OutputDir;
import io.citymesh.report.Manifest;
import io.citymesh.stitch.FaceKind;
import io.citymesh.stitch.Part;
import io.citymesh.terrain.Terrains;
import io.citymesh.terrain.TestRaster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Locale;
import java.util.function.UnaryOperator;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;

/**
 * How well and how cheaply the ground keeps to the terrain: real terrains and a made-up mountain
 * with {@code --terrain-error}, and with triangles of one size, made smaller until they keep to the
 * terrain as well. Each is built by the whole program; what is measured is read from its files, at
 * every cell of the raster, by a computation of its own.
 *
 * <p>It is run by {@code mvn -P bench verify} and writes {@code src/docs/benchmarks/terrain.md}.
 * The argument: the error, metres.
 */
public final class TerrainErrorBenchmark {
  /** By how much triangles of one size are made smaller from try to try. */
  private static final double SMALLER = 0.9;

  private TerrainErrorBenchmark() {}

  /**
   * A terrain.
   *
   * @param options its buildings and domain
   * @param maxSize of triangles where it is smooth, metres
   */
  record Case(String name, Path terrain, UnaryOperator<CityMesh.Builder> options, double maxSize) {}

  /**
   * How ground lies.
   *
   * @param triangles of ground
   * @param worst distance of a cell's elevation from them, metres
   * @param cells in them
   * @param others cells of the raster that lie in none: in buildings, or outside the domain
   */
  record Ground(long triangles, double worst, long cells, long others) {}

  /**
   * What was found.
   *
   * @param fitted the ground that keeps to the terrain
   * @param uniform that of triangles of one size, of the largest that keep to it as well
   * @param size theirs, metres
   */
  record Outcome(Ground fitted, Ground uniform, double size) {}

  public static void main(String[] args) throws IOException {
    double error = Double.parseDouble(args[0]);
    Path dir = Files.createTempDirectory("citymesh-terrain");
    BenchmarkLog log =
        new BenchmarkLog(
            "Ground that keeps to the terrain", "mvn -P bench verify", TerrainErrorBenchmark.class);
    log.line("Alone: `mvn -P bench test-compile exec:exec@terrain-error-benchmark`.");
    log.line(
        "`--terrain-error %s`, and triangles of one size, each time a tenth smaller, until they"
            + " keep to the terrain as well. Measured at every cell of the raster outside of"
            + " buildings.",
        error);
    log.line("");
    log.line(
        "| terrain | cells | worst, m | triangles | of one size: metres | worst, m | triangles |"
            + " of those |");
    log.line("|---|---|---|---|---|---|---|---|");
    Path data = TestData.path("tudcampus").getParent();
    Case[] cases = {
      new Case(
          "Delft, lidar ground in cells of 1 m",
          data.resolve("delft/dem_1m.tif"),
          city ->
              city.buildings(data.resolve("delft/buildings.gpkg").toString())
                  .buildingHeight(9)
                  .margin(0),
          10),
      new Case(
          "TU Delft campus, cells of 5 m",
          data.resolve("tudcampus/synthetic_dem.tif"),
          city ->
              city.buildings(data.resolve("tudcampus/buildings.gpkg").toString()).buildingHeight(9),
          100),
      new Case("a mountain of 300 m, cells of 5 m", mountain(dir, 500, 5), city -> city, 100)
    };
    try (SparkSession spark = session(dir)) {
      for (Case one : cases) {
        Outcome found = measure(spark, dir, one, error);
        log.line(
            "| %s | %,d | %.6f | %,d | %.2f | %.6f | %,d | %.1f %% |",
            one.name,
            found.fitted.cells,
            found.fitted.worst,
            found.fitted.triangles,
            found.size,
            found.uniform.worst,
            found.uniform.triangles,
            100.0 * found.fitted.triangles / found.uniform.triangles);
      }
    } finally {
      BenchmarkLog.delete(dir);
    }
    log.machine();
    log.write("terrain.md");
  }

  private static SparkSession session(Path dir) {
    return BenchmarkSession.local(2)
        .config("spark.local.dir", dir.resolve("spark").toString())
        .getOrCreate();
  }

  /**
   * A mountain with a rough top in a plain that is smooth.
   *
   * @param cells along a side
   * @param step from one to the next, metres
   */
  static Path mountain(Path dir, int cells, double step) {
    return new TestRaster(
            cells,
            cells,
            (column, row) -> {
              double u = (column + 0.5) / cells - 0.6;
              double v = (row + 0.5) / cells - 0.55;
              double r = Math.sqrt(u * u + v * v);
              double rough =
                  r < 0.06 ? 3 * (1 - r / 0.06) * Math.sin(0.7 * column) * Math.cos(0.9 * row) : 0;
              return 300 * Math.exp(-40 * r * r) + rough;
            })
        .origin(84_000, 450_000)
        .steps(step, step)
        .write(dir.resolve("mountain.tif"));
  }

  static Outcome measure(SparkSession spark, Path dir, Case one, double error) throws IOException {
    Ground fitted = ground(spark, dir, one, b -> b.maxSize(one.maxSize).terrainError(error));
    double size = one.maxSize;
    while (true) {
      double metres = size;
      Ground uniform =
          ground(spark, dir, one, b -> b.maxSize(metres).buildingSize(Math.min(5, metres)));
      System.out.printf(Locale.ROOT, "%s: %.3f m, %s%n", one.name, size, uniform);
      if (uniform.worst <= error) {
        return new Outcome(fitted, uniform, size);
      }
      // Far from it, larger steps do.
      size *= uniform.worst > 4 * error ? SMALLER * SMALLER * SMALLER : SMALLER;
    }
  }

  private static Ground ground(
      SparkSession spark, Path dir, Case one, UnaryOperator<CityMesh.Builder> sizes)
      throws IOException {
    Path out = dir.resolve("out");
    Manifest manifest =
        sizes
            .apply(
                one.options.apply(
                    CityMesh.builder(spark)
                        .terrain(one.terrain.toString())
                        .report(false)
                        .out(out.toString())))
            .build()
            .manifest();
    Ground ground = ground(out, manifest, Terrains.open(one.terrain.toString()));
    BenchmarkLog.delete(out);
    return ground;
  }

  /** Looks, for each triangle of ground, at the cells whose middles lie in it. */
  static Ground ground(Path out, Manifest manifest, Terrain terrain) throws IOException {
    Terrain.Grid grid = terrain.grid().orElseThrow();
    Bounds extent = terrain.extent();
    int west = (int) Math.ceil((extent.xmin() - grid.x()) / grid.stepX());
    int south = (int) Math.ceil((extent.ymin() - grid.y()) / grid.stepY());
    int columns = (int) Math.floor((extent.xmax() - grid.x()) / grid.stepX()) - west + 1;
    int rows = (int) Math.floor((extent.ymax() - grid.y()) / grid.stepY()) - south + 1;
    double[] xs = new double[columns];
    double[] ys = new double[rows];
    for (int i = 0; i < columns; i++) {
      xs[i] = grid.x() + (west + i) * grid.stepX();
    }
    for (int j = 0; j < rows; j++) {
      ys[j] = grid.y() + (south + j) * grid.stepY();
    }
    double[] places = new double[2 * columns * rows];
    for (int i = 0; i < columns * rows; i++) {
      places[2 * i] = xs[i % columns];
      places[2 * i + 1] = ys[i / columns];
    }
    double[] z = terrain.elevations(places, columns * rows);
    BitSet seen = new BitSet();
    long triangles = 0;
    double worst = 0;
    OutputDir dir = OutputDir.of(out.toString(), new Configuration());
    try (MeshReader reader = new MeshReader(dir, manifest)) {
      for (int number = 0; number < manifest.parts().size(); number++) {
        Part part = reader.part(number);
        double[] t = new double[9];
        for (int f = 0; f < part.faceCount(); f++) {
          if (part.faceKinds()[f] > FaceKind.HALO) {
            continue;
          }
          triangles++;
          for (int c = 0; c < 3; c++) {
            int v = part.faces()[3 * f + c];
            boolean own = v < part.vertexCount();
            System.arraycopy(
                own ? part.vertices() : part.ghosts(),
                3 * (own ? v : v - part.vertexCount()),
                t,
                3 * c,
                3);
          }
          worst = Math.max(worst, worst(t, xs, ys, z, seen));
        }
      }
    }
    return new Ground(triangles, worst, seen.cardinality(), z.length - seen.cardinality());
  }

  /** How far the cells in a triangle, its sides included, are from it, at worst. */
  private static double worst(double[] t, double[] xs, double[] ys, double[] z, BitSet seen) {
    double bx = t[3] - t[0];
    double by = t[4] - t[1];
    double cx = t[6] - t[0];
    double cy = t[7] - t[1];
    double doubleArea = bx * cy - by * cx;
    int east = after(xs, Math.max(t[0], Math.max(t[3], t[6])));
    int north = after(ys, Math.max(t[1], Math.max(t[4], t[7])));
    double worst = 0;
    for (int j = before(ys, Math.min(t[1], Math.min(t[4], t[7]))); j < north; j++) {
      for (int i = before(xs, Math.min(t[0], Math.min(t[3], t[6]))); i < east; i++) {
        double px = xs[i] - t[0];
        double py = ys[j] - t[1];
        double ofB = (px * cy - py * cx) / doubleArea;
        double ofC = (bx * py - by * px) / doubleArea;
        if (ofB >= 0 && ofC >= 0 && ofB + ofC <= 1) {
          double there = t[2] + ofB * (t[5] - t[2]) + ofC * (t[8] - t[2]);
          int cell = j * xs.length + i;
          seen.set(cell);
          worst = Math.max(worst, Math.abs(z[cell] - there));
        }
      }
    }
    return worst;
  }

  private static int before(double[] ascending, double value) {
    int i = Arrays.binarySearch(ascending, value);
    return i >= 0 ? i : -i - 1;
  }

  private static int after(double[] ascending, double value) {
    int i = Arrays.binarySearch(ascending, value);
    return i >= 0 ? i + 1 : -i - 1;
  }
}
