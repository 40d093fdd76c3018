package io.citymesh.job;

import io.citymesh.format.FeatureFormat;
import io.citymesh.format.Format;
import io.citymesh.format.FormatOptions;
import io.citymesh.format.FormatPart;
import io.citymesh.format.FormatTask;
import io.citymesh.format.GroupedFormat;
import io.citymesh.format.Layout;
import io.citymesh.format.MeshParts;
import io.citymesh.format.PartFormat;
import io.citymesh.format.PatchChoice;
import io.citymesh.format.RasterFormat;
import io.citymesh.format.RimFormat;
import io.citymesh.format.TableFormat;
import io.citymesh.format.TargetFiles;
import io.citymesh.format.TaskSize;
import io.citymesh.format.TilesetFormat;
import io.citymesh.output.KnownFiles;
import io.citymesh.output.ManifestFile;
import io.citymesh.output.OutputDir;
import io.citymesh.output.OutputLock;
import io.citymesh.report.Manifest;
import io.citymesh.report.Progress;
import io.citymesh.report.UserError;
import io.citymesh.view.FirstScreen;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkException;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import scala.Tuple2;

/**
 * Writes a published mesh in another format, by the executors: they read the parts and write
 * pieces; the driver knows some numbers a part, and puts the file in place.
 */
public final class MeshExport {
  /** Tasks a core that measure parts, if that takes less of each than the start of a task. */
  private static final int MEASURES_PER_CORE = 2;

  /** Parts that the driver measures itself in the time that a job takes to begin and to end. */
  private static final int MEASURED_AT_ONCE = 1_000;

  /** Buildings whose names it reads for that, at most. */
  private static final int NAMED_AT_ONCE = 100_000;

  /** Groups of buildings are put together to pieces of so many bytes. */
  private static final long LEAST_GROUPS = 8 << 20;

  private final JavaSparkContext spark;
  private final PublishedParts parts;

  private MeshExport(JavaSparkContext spark, String parts, MeshParts mesh) {
    this.spark = spark;
    this.parts = PublishedParts.of(spark, parts, mesh);
  }

  /**
   * The manifest of an output.
   *
   * @throws UserError if there is none
   */
  public static Manifest manifest(SparkSession spark, String out) {
    try {
      return ManifestFile.read(OutputDir.of(out, spark.sparkContext().hadoopConfiguration()));
    } catch (IOException e) {
      throw new UserError(out + ": the manifest cannot be read: " + e.getMessage(), e);
    }
  }

  /**
   * Writes formats into an output that is complete, and names them in its manifest.
   *
   * @return the manifest with them
   * @throws UserError if a format cannot hold the mesh, or another run is at work there
   */
  public static Manifest intoOutput(
      SparkSession spark, String out, FormatOptions options, Progress progress) {
    OutputDir dir = OutputDir.of(out, spark.sparkContext().hadoopConfiguration());
    Manifest manifest = manifest(spark, out);
    require(manifest, options, progress);
    try (TaskProgress tasks = TaskProgress.listen(spark.sparkContext(), progress);
        OutputLock lock = OutputLock.take(dir, UUID.randomUUID().toString())) {
      lock.complete(); // The mesh is, whatever becomes of the formats.
      List<Manifest.Format> written = new ArrayList<>();
      for (Format format : options.formats()) {
        lock.requireHeld();
        describe(spark, format);
        written.add(intoOutput(spark, out, manifest, options.choices().patches(), format));
      }
      lock.requireHeld();
      Manifest complete = manifest.withFormats(written);
      ManifestFile.write(dir, complete);
      return complete;
    } catch (IOException e) {
      throw OutputDir.unwritable(out, e);
    } finally {
      spark.sparkContext().setJobDescription(null);
    }
  }

  private static void require(Manifest manifest, FormatOptions options, Progress progress) {
    boolean filled = MeshParts.of(manifest).isFilled();
    options.requireFor(filled);
    if (filled) {
      options.noteOnCells().ifPresent(progress::note);
    }
    requireWhole(manifest, options);
  }

  /** Why a format cannot be written of a mesh, if so many tiles have failed that it needs. */
  static Optional<String> missing(int failed, Format format) {
    return failed == 0 || !format.isOfAir()
        ? Optional.empty()
        : Optional.of(
            String.format(
                Locale.ROOT,
                "%s: %s failed, and a surface with holes encloses no air: build the city again with"
                    + " --resume, which makes what is missing",
                format.name(),
                failed == 1 ? "a tile" : failed + " tiles"));
  }

  private static void requireWhole(Manifest manifest, FormatOptions options) {
    for (Format format : options.formats()) {
      missing(manifest.totals().failedTiles(), format)
          .ifPresent(
              words -> {
                throw new UserError(words);
              });
    }
  }

  private static void describe(SparkSession spark, Format format) {
    spark.sparkContext().setJobDescription("writing " + format.name());
  }

  /** Writes a format into the output itself, and returns what the manifest says of it. */
  static Manifest.Format intoOutput(
      SparkSession spark, String out, Manifest manifest, PatchChoice patches, Format format)
      throws IOException {
    String file = format.usualName();
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    MeshParts mesh = MeshPatches.mesh(context, out, manifest, patches, format);
    long bytes = write(spark, mesh, out, format, out, file);
    double[] origin = format.origin(mesh);
    return new Manifest.Format(
        format.name(),
        format.files(format.usualName(), mesh),
        bytes,
        format instanceof TilesetFormat
            ? FirstScreen.bytes(
                OutputDir.of(within(out, TilesetFormat.FOLDER), context.hadoopConfiguration()))
            : 0,
        Arrays.stream(origin).boxed().toList(),
        "metre");
  }

  /**
   * Writes formats elsewhere than into the output that has the mesh.
   *
   * @param target a file, if there is one format, or a folder
   * @param overwrite whether files that are there are replaced
   * @return the paths of all files
   * @throws UserError if a format cannot hold the mesh, or a file is there or cannot be written
   */
  public static List<String> elsewhere(
      SparkSession spark,
      String out,
      FormatOptions options,
      String target,
      boolean overwrite,
      Progress progress) {
    Configuration hadoop = spark.sparkContext().hadoopConfiguration();
    ExportTarget to = ExportTarget.of(out, options.formats(), target, hadoop);
    Manifest manifest = manifest(spark, out);
    require(manifest, options, progress);
    PatchChoice patches = options.choices().patches();
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    try (TaskProgress tasks = TaskProgress.listen(spark.sparkContext(), progress)) {
      OutputLock.requireFree(OutputDir.of(out, hadoop));
      Map<Format, MeshParts> meshes = new LinkedHashMap<>();
      for (Format format : options.formats()) {
        meshes.put(format, MeshPatches.mesh(context, out, manifest, patches, format));
      }
      if (!overwrite) {
        to.requireFree(meshes, hadoop);
      }
      for (Format format : options.formats()) {
        describe(spark, format);
        write(spark, meshes.get(format), out, format, to.directory(), to.file(format));
      }
      return to.paths(meshes);
    } catch (IOException e) {
      throw OutputDir.unwritable(target, e);
    } finally {
      spark.sparkContext().setJobDescription(null);
    }
  }

  /**
   * Writes the files of a format.
   *
   * @param parts the output directory that has the mesh
   * @param directory where the files go; it need not exist
   * @param file the name of the first; files that are there are replaced
   * @return bytes of all files
   * @throws UserError if a task finds that a part is damaged or differs from the manifest, or
   *     cannot write; of a file that fails nothing is left behind
   * @throws IOException if the driver cannot begin a file or put it in place
   */
  private static long write(
      SparkSession spark,
      MeshParts mesh,
      String parts,
      Format format,
      String directory,
      String file)
      throws IOException {
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    MeshExport export = new MeshExport(context, parts, mesh);
    try {
      if (format instanceof TableFormat table) {
        return export.write(table, directory, file);
      }
      if (format instanceof RasterFormat raster) {
        return export.write(raster, directory, file);
      }
      if (format instanceof FeatureFormat records) {
        return export.write(records, directory, file);
      }
      if (format instanceof TilesetFormat tiles) {
        return export.write(tiles, directory, file);
      }
      if (format instanceof RimFormat rims) {
        return export.write(rims, directory, file);
      }
      return export.write((PartFormat) format, directory, file);
    } catch (Exception e) { // Spark throws checked exceptions, undeclared.
      if (e instanceof SparkException && e.getCause() instanceof IOException failure) {
        throw failed(format, failure, e);
      }
      if (e instanceof SparkException && e.getCause() instanceof UserError error) {
        throw error; // As if the driver itself had measured.
      }
      throw e;
    } finally {
      export.parts.destroy();
    }
  }

  private static UserError failed(Format format, IOException failure, Exception cause) {
    return new UserError(
        String.format(
            Locale.ROOT,
            "%s cannot be written: %s; if a part is damaged, build the city again, if a disk is"
                + " full, make room",
            format.name(),
            failure.getMessage()),
        cause);
  }

  /** Writes with a folder for working files, which is deleted at the end. */
  private static long inFolder(OutputDir out, String directory, FolderWriter writer)
      throws IOException {
    String folder = KnownFiles.newFormatFolder();
    try {
      return writer.write(within(directory, folder));
    } finally {
      out.deleteDirectory(folder);
    }
  }

  @FunctionalInterface
  private interface FolderWriter {
    long write(String folder) throws IOException;
  }

  private long write(RimFormat format, String directory, String file) throws IOException {
    format.require(parts.mesh());
    return inFolder(
        OutputDir.of(directory, spark.hadoopConfiguration()),
        directory,
        folder -> {
          new RimExport(spark, parts).write(folder);
          return write(format.withRims(folder), directory, file);
        });
  }

  private long write(RasterFormat format, String directory, String file) throws IOException {
    return inFolder(
        OutputDir.of(directory, spark.hadoopConfiguration()),
        directory,
        folder ->
            new RasterExport(spark, parts)
                .write(format, folder, directory, format.files(file, parts.mesh())));
  }

  private long write(FeatureFormat format, String directory, String file) throws IOException {
    return inFolder(
        OutputDir.of(directory, spark.hadoopConfiguration()),
        directory,
        folder -> new FeatureExport(spark, parts).write(format, folder, directory, file));
  }

  private long write(TilesetFormat format, String directory, String file) throws IOException {
    String folder = TilesetFormat.folder(file);
    if (folder.equals(KnownFiles.TILES)) { // What is left of another mesh goes.
      KnownFiles.clearFolder(OutputDir.of(directory, spark.hadoopConfiguration()), folder);
    }
    return new TilesetExport(spark, parts).write(format, within(directory, folder));
  }

  /** The whole path of a folder in a directory. */
  private static String within(String directory, String folder) {
    return new org.apache.hadoop.fs.Path(directory, folder).toString();
  }

  /** One task writes all rows. */
  private long write(TableFormat format, String directory, String file) {
    PublishedParts known = parts;
    return spark
        .parallelize(List.of(file), 1)
        .map(
            name -> {
              OutputDir out = known.output(directory);
              out.writeLocally(name, path -> format.write(known.mesh(), known.output(), path));
              return out.size(name);
            })
        .first();
  }

  private long write(PartFormat format, String directory, String file) throws IOException {
    if (format.listsSurface() && parts.mesh().hasMoreThanSurface()) {
      MeshExport surface = new MeshExport(spark, parts.directory(), surface());
      try {
        return surface.write(format, directory, file);
      } finally {
        surface.parts.destroy();
      }
    }
    List<String> files = format.files(file, parts.mesh());
    List<Layout> layouts = format.layout(parts.mesh(), measures(format), files);
    Optional<BuildingGroups> groups =
        format instanceof GroupedFormat grouped
            ? Optional.of(new BuildingGroups(spark, parts, grouped))
            : Optional.empty();
    long[] tail = groups.map(g -> g.lengths(LEAST_GROUPS)).orElse(new long[0]);
    long length = layouts.stream().mapToLong(Layout::length).sum() + LongStream.of(tail).sum();
    OutputDir out = OutputDir.of(directory, spark.hadoopConfiguration());
    requireRoom(out, format, length);
    TaskSize size = TaskSize.on(spark.defaultParallelism());
    try (TargetFiles target = new TargetFiles(out, files, layouts, size, tail)) {
      List<String> receipts = written(format, directory, target.tasks());
      target.complete(receipts, groups.map(g -> g.write(directory, target)).orElse(List.of()));
    }
    return length;
  }

  /** How long the files become is known before anything is written. */
  private static void requireRoom(OutputDir out, Format format, long length) {
    Path there = out.local().orElse(null);
    while (there != null && Files.notExists(there)) {
      there = there.getParent();
    }
    File folder = there == null ? null : there.toFile();
    // Some file systems in user space do not tell.
    if (folder != null && folder.getTotalSpace() > 0 && folder.getUsableSpace() < length) {
      throw new UserError(
          String.format(
              Locale.ROOT,
              "%s: %s takes %,d MB, and %,d MB are free: make room or choose another --out",
              out,
              format.name(),
              length / 1_000_000,
              folder.getUsableSpace() / 1_000_000));
    }
  }

  /** The mesh with the vertices of its surface alone: all parts tell which they use. */
  private MeshParts surface() {
    PublishedParts known = parts;
    Map<Integer, long[]> uses =
        parts
            .numbers(spark)
            .flatMapToPair(
                part ->
                    known.read(part, FormatPart::surfaceUses).entrySet().stream()
                        .map(use -> new Tuple2<>(use.getKey(), use.getValue()))
                        .iterator())
            .reduceByKey(MeshParts::together)
            .collectAsMap();
    return parts.mesh().ofSurface(uses);
  }

  /** The numbers that the format wants to know of each part. */
  private long[][] measures(PartFormat format) {
    if (format.measures(parts.mesh()) == 0) {
      return new long[0][];
    }
    PublishedParts known = parts;
    int count = parts.mesh().count();
    if (format.measuresAtOnce()
        && count <= MEASURED_AT_ONCE
        && parts.mesh().buildings() <= NAMED_AT_ONCE
        && parts.output().local().isPresent()) {
      try {
        return measured(known, format, IntStream.range(0, count).iterator()).toArray(long[][]::new);
      } catch (IOException e) {
        throw failed(format, e, e);
      }
    }
    JavaRDD<Integer> numbers =
        format.measuresAtOnce() ? parts.numbers(spark, MEASURES_PER_CORE) : parts.numbers(spark);
    return numbers
        .mapPartitions(some -> measured(known, format, some).iterator())
        .collect()
        .toArray(long[][]::new);
  }

  private static List<long[]> measured(
      PublishedParts parts, PartFormat format, Iterator<Integer> numbers) throws IOException {
    FormatPart.Reader<long[]> measurer = format.measurer();
    List<long[]> measures = new ArrayList<>();
    while (numbers.hasNext()) {
      measures.add(parts.read(numbers.next(), measurer));
    }
    return measures;
  }

  private List<String> written(PartFormat format, String directory, List<FormatTask> tasks) {
    PublishedParts known = parts;
    return spark
        .parallelize(tasks, Math.max(1, tasks.size()))
        .map(task -> task.write(format, known.mesh(), known.output(), known.output(directory)))
        .collect();
  }
}
