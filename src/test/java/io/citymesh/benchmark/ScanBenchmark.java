package io.citymesh.benchmark;

import io.citymesh.CityMesh;
import io.citymesh.cli.DemoCity;
import io.citymesh.report.Manifest;
import io.citymesh.store.Hdf5File;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.VoidFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.execution.SparkPlan;
import org.apache.spark.sql.types.DoubleType;
import org.apache.spark.sql.types.LongType;
import org.apache.spark.sql.vectorized.ColumnVector;
import org.apache.spark.sql.vectorized.ColumnarBatch;

/**
 * How fast Spark reads the table of faces: whole, and of one building; in turns with reading the
 * bytes of the same files.
 *
 * <p>It is run by {@code mvn -P bench-large verify} and writes {@code src/docs/benchmarks/scan.md}.
 */
public final class ScanBenchmark {
  private static final double TILE_SIZE = 250;
  private static final double TRIANGLE_SIZE = 1.25;

  /** One block in four is built upon. */
  private static final int EVERY = 4;

  private static final int TURNS = 5;

  /** Columns that are more or less stored, and the arrays that they and that all columns need. */
  private static final String[] STORED = {"v0", "v1", "v2", "kind", "building"};

  private static final List<String> OF_STORED =
      List.of("faces", "foreign", "kind", "building", "buildings");

  private static final List<String> OF_ALL =
      List.of("faces", "foreign", "kind", "building", "buildings", "vertices", "ghosts");

  /** What came of the values of a batch, so that they are needed. */
  private static volatile long touched;

  private final Path dir;
  private final SparkSession spark;
  private final BenchmarkLog log;

  private ScanBenchmark(Path dir, SparkSession spark, BenchmarkLog log) {
    this.dir = dir;
    this.spark = spark;
    this.log = log;
  }

  /**
   * A city that is read.
   *
   * @param parts its files
   * @param all files that are read for its table
   */
  private record City(long faces, List<Path> parts, List<Path> all) {}

  /** A step that takes time. */
  private interface Step {
    void run() throws IOException;
  }

  /**
   * @param args the log's name, or {@code none}; tiles along a side of each city
   */
  public static void main(String[] args) throws IOException {
    Path dir = Files.createTempDirectory("citymesh-scan");
    BenchmarkLog log =
        new BenchmarkLog("Reading faces", "mvn -P bench-large verify", ScanBenchmark.class);
    log.line("Alone: `mvn -P bench-large test-compile exec:exec@scan-benchmark`.");
    log.line("");
    log.line(
        "`spark.read.format(\"citymesh\")` on two cores, in a heap of %,d MB, driver and executor"
            + " together. Each scan takes turns with two jobs of Spark: one reads, through"
            + " `Hdf5File` as the scan does, the same arrays of the same files and does nothing"
            + " with them; the other reads all bytes of the files. The median of %d turns each,"
            + " after a first time. \"Of the arrays\" and \"of the files\" are speeds in parts of"
            + " those of the two jobs, by the clock and by the CPU time of the process, with the"
            + " files in the system's cache; then the same after `dd iflag=nocache` had the system"
            + " forget the files, as when a city is opened that is larger than the memory. The"
            + " clock counts only on a quiet machine. Wanted: a full scan (all rows, each value of"
            + " the columns touched) at half the speed of reading the bytes or better, and of one"
            + " building no part but those that hold it.",
        Runtime.getRuntime().maxMemory() >> 20, TURNS);
    try (SparkSession spark =
        BenchmarkSession.withRecords(2)
            .config("spark.local.dir", dir.resolve("spark").toString())
            .getOrCreate()) {
      ScanBenchmark benchmark = new ScanBenchmark(dir, spark, log);
      for (String side : List.of(args).subList(1, args.length)) {
        benchmark.city(Integer.parseInt(side));
      }
    } finally {
      BenchmarkLog.delete(dir);
    }
    log.machine();
    if (!args[0].equals("none")) {
      log.write(args[0]);
    }
  }

  private void city(int side) throws IOException {
    DemoCity.Written city =
        DemoCity.writeTiles(dir.resolve("input"), side, side, TILE_SIZE, 7, EVERY);
    Path out = dir.resolve("city");
    Manifest manifest =
        CityMesh.builder(spark)
            .buildings(city.buildings().toString())
            .terrain(city.terrain().toString())
            .heightField(DemoCity.HEIGHT_FIELD)
            .bounds(city.bounds())
            .merge(false)
            .tileSize(TILE_SIZE)
            .maxSize(TRIANGLE_SIZE)
            .buildingSize(TRIANGLE_SIZE)
            .out(out.toString())
            .build()
            .manifest();
    List<Path> files = manifest.parts().stream().map(part -> out.resolve(part.file())).toList();
    City made = new City(manifest.totals().faces(), files, files);
    long bytes = 0;
    for (Path file : files) {
      bytes += Files.size(file);
    }
    log.line("");
    log.line(
        "%,d faces in %d parts, %,.0f MB:",
        manifest.totals().faces(), manifest.totals().parts(), bytes / 1e6);
    log.line("");
    log.line(
        "| what | first, s | seconds | million faces/s | of the arrays | of the files | CPU-s | of"
            + " the arrays, CPU | of the files, CPU | from disk, s | of the files from disk |");
    log.line("|---|---|---|---|---|---|---|---|---|---|---|");
    Dataset<Row> faces = table("faces", out);
    String[] numbers =
        Arrays.stream(faces.columns())
            .filter(column -> !column.equals("part"))
            .toArray(String[]::new);
    row(
        "a column (kind), its largest value",
        () -> largest(faces, STORED[3]),
        List.of("kind"),
        made);
    row(
        "columns that are stored, their largest values",
        () -> largest(faces, STORED),
        OF_STORED,
        made);
    row(
        "columns that are stored, each value touched",
        () -> touch(faces.selectExpr(STORED)),
        OF_STORED,
        made);
    row(
        "all columns but the part, their largest values",
        () -> largest(faces, numbers),
        OF_ALL,
        made);
    row(
        "all columns but the part, each value touched",
        () -> touch(faces.drop("part")),
        OF_ALL,
        made);
    row("all columns, to the format noop", () -> noop(faces), OF_ALL, made);
    Path parquet = dir.resolve("parquet");
    faces.write().parquet(parquet.toString());
    Dataset<Row> same = spark.read().parquet(parquet.toString());
    City table = new City(made.faces, files, Stream.concat(files.stream(), in(parquet)).toList());
    row(
        "the same table in Parquet: stored columns, their largest values",
        () -> largest(same, STORED),
        OF_STORED,
        table);
    row(
        "the same table in Parquet: all columns but the part, their largest values",
        () -> largest(same, numbers),
        OF_ALL,
        table);
    row(
        "the same table in Parquet: all columns, to the format noop",
        () -> noop(same),
        OF_ALL,
        table);
    BenchmarkLog.delete(parquet);
    long key = table("buildings", out).orderBy("key").first().getAs("key");
    building(faces, key, manifest);
    BenchmarkLog.delete(out);
  }

  private Dataset<Row> table(String name, Path out) {
    return spark.read().format("citymesh").option("table", name).load(out.toString());
  }

  private static void largest(Dataset<Row> rows, String... columns) {
    rows.selectExpr(Stream.of(columns).map(c -> "max(" + c + ")").toArray(String[]::new))
        .collectAsList();
  }

  private static void noop(Dataset<Row> rows) {
    rows.write().format("noop").mode("overwrite").save();
  }

  /** Looks at each value of the batches that a scan gives, without Spark's work on rows. */
  private static void touch(Dataset<Row> rows) {
    scan(rows).executeColumnar().toJavaRDD().foreach(ScanBenchmark::touch);
  }

  private static void touch(ColumnarBatch batch) {
    long bits = 0; // Not a sum of numbers with fractions, each of which would wait for the last.
    for (int c = 0; c < batch.numCols(); c++) {
      ColumnVector column = batch.column(c);
      if (column.dataType() instanceof DoubleType) {
        for (int i = 0; i < batch.numRows(); i++) {
          bits ^= Double.doubleToRawLongBits(column.getDouble(i));
        }
      } else if (column.dataType() instanceof LongType) {
        for (int i = 0; i < batch.numRows(); i++) {
          bits += column.isNullAt(i) ? 0 : column.getLong(i);
        }
      } else {
        for (int i = 0; i < batch.numRows(); i++) {
          bits += column.getInt(i);
        }
      }
    }
    touched = bits;
  }

  private void row(String what, Step step, List<String> arrays, City city) throws IOException {
    double first = time(step).seconds;
    List<Time> all = new ArrayList<>();
    List<Time> ofArrays = new ArrayList<>();
    List<Time> ofFiles = new ArrayList<>();
    List<Time> fromDisk = new ArrayList<>();
    List<Time> filesFromDisk = new ArrayList<>();
    for (int turn = 0; turn < TURNS; turn++) {
      ofArrays.add(read(city.parts, file -> readArrays(file, arrays)));
      ofFiles.add(read(city.parts, ScanBenchmark::readBytes));
      all.add(time(step));
      forget(city.all);
      filesFromDisk.add(read(city.parts, ScanBenchmark::readBytes));
      forget(city.all);
      fromDisk.add(time(step));
    }
    double seconds = median(all, Time::seconds);
    double cpu = median(all, Time::cpu);
    double cold = median(fromDisk, Time::seconds);
    line(
        "| %s | %.2f | %.2f | %.1f | %.2f | %.2f | %.2f | %.2f | %.2f | %.2f | %.2f |",
        what,
        first,
        seconds,
        city.faces / seconds / 1e6,
        median(ofArrays, Time::seconds) / seconds,
        median(ofFiles, Time::seconds) / seconds,
        cpu,
        median(ofArrays, Time::cpu) / cpu,
        median(ofFiles, Time::cpu) / cpu,
        cold,
        median(filesFromDisk, Time::seconds) / cold);
  }

  /** Has the system drop what it keeps of files in memory. */
  private static void forget(List<Path> files) throws IOException {
    List<String> command = new ArrayList<>();
    command.addAll(
        List.of(
            "sh",
            "-c",
            "sync \"$@\" && for f; do dd if=\"$f\" iflag=nocache count=0 || exit; done",
            "sh"));
    files.forEach(file -> command.add(file.toString()));
    BenchmarkLog.runProgram(command);
  }

  private static Stream<Path> in(Path dir) throws IOException {
    try (Stream<Path> files = Files.list(dir)) {
      return files.filter(Files::isRegularFile).toList().stream();
    }
  }

  private static SparkPlan scan(Dataset<Row> rows) {
    return ((org.apache.spark.sql.classic.Dataset<Row>) rows)
        .queryExecution()
        .executedPlan()
        .collectLeaves()
        .head();
  }

  private static double median(List<Time> times, Function<Time, Double> what) {
    return BenchmarkLog.median(times.stream().map(what).toList());
  }

  private void line(String format, Object... figures) {
    log.line(format, figures);
    System.out.printf(format + "%n", figures);
  }

  /**
   * What a step took.
   *
   * @param cpu seconds of all threads of the process
   */
  private record Time(double seconds, double cpu) {}

  private static Time time(Step step) throws IOException {
    long cpu = BenchmarkLog.cpu();
    long start = System.nanoTime();
    step.run();
    return new Time((System.nanoTime() - start) / 1e9, (BenchmarkLog.cpu() - cpu) / 1e9);
  }

  /** What a job takes whose tasks read files, and do no more. */
  private Time read(List<Path> files, VoidFunction<String> reader) throws IOException {
    List<String> names = files.stream().map(Path::toString).toList();
    return time(
        () ->
            JavaSparkContext.fromSparkContext(spark.sparkContext())
                .parallelize(names, 8)
                .foreach(reader));
  }

  private static void readBytes(String file) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocateDirect(1 << 18);
    try (FileChannel channel = FileChannel.open(Path.of(file))) {
      while (channel.read(buffer.clear()) >= 0) {
        // Its bytes are read, and that is all.
      }
    }
  }

  /** Through the store, which compares checksums. */
  private static void readArrays(String name, List<String> arrays) throws IOException {
    long values = 0;
    try (Hdf5File file = Hdf5File.open(Path.of(name))) {
      for (String array : arrays) {
        values +=
            switch (array) {
              case "vertices", "ghosts" -> file.doubles(array, 3).length;
              case "faces" -> file.ints(array, 3).length;
              case "building" -> file.ints(array, 1).length;
              case "foreign" -> file.longs(array, 2).length;
              case "buildings" -> file.longs(array, 1).length;
              default -> file.bytes(array, 1).length;
            };
      }
    }
    if (values == 0) {
      throw new IllegalStateException(name + " holds nothing");
    }
  }

  private void building(Dataset<Row> faces, long key, Manifest manifest) throws IOException {
    Dataset<Row> some = faces.where("building = " + key);
    int[] rows = {0};
    double first = time(() -> rows[0] = some.collectAsList().size()).seconds;
    Dataset<Row> again = faces.where("building = " + key);
    double seconds = time(() -> again.collectAsList()).seconds;
    SparkPlan scan = scan(again);
    long parts = again.select("part").distinct().count();
    line("");
    line(
        "One building: %,d faces in %d parts; %s. First %.2f s, then %.2f s. Of %,d parts %d were"
            + " opened, and of the faces %,d read.",
        rows[0],
        parts,
        scan.simpleString(1000).replaceFirst(".*(citymesh faces, .*]) Runtime.*", "$1"),
        first,
        seconds,
        manifest.totals().parts(),
        scan.metrics().get("partsRead").get().value(),
        scan.metrics().get("rowsRead").get().value());
  }
}
