package io.citymesh.job;

import io.citymesh.format.FormatOptions;
import io.citymesh.output.OutputDir;
import io.citymesh.output.OutputOptions;
import io.citymesh.report.UserError;
import io.citymesh.tile.Workload;
import java.io.File;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.SparkEnv;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * Whether there is room for what a run is going to write, found out from the plan before anything
 * is written.
 *
 * <p>Disks are asked for the estimate and a quarter more; while tiles are meshed {@link RoomWatch}
 * corrects the estimate by what they take, and looks again. <b>The output</b> is looked at from the
 * driver, if it is a local directory; what is in it now will make room, or be used again. <b>Spill
 * directories</b> hold the parts that are being written: one a task, or all of them if they are
 * kept. They count together, each file system once; on a cluster a small Spark job looks at them
 * where the executors are. Machines that none of its tasks ran on count like the others, and where
 * executors may still be added, spilled parts stop no run. On the output's own file system a part
 * is renamed, and takes no room twice unless it is kept.
 *
 * <p>What Spark itself keeps and shuffles in its local directories (footprints, buildings and
 * frontiers, a few per cent of the mesh) is not counted.
 *
 * @param machine the executors
 * @param spilled bytes that lie in spill directories at one time; 0 if nothing does
 * @param spill where; each file system once
 * @param out the output, as the user named it
 * @param written bytes that are written to the output
 * @param output where; empty if the driver cannot see it
 * @param together whether spill and output lie on a file system at the same time
 */
record Room(
    Machine machine,
    double spilled,
    List<Place> spill,
    String out,
    double written,
    Optional<Place> output,
    boolean together) {
  /** What is asked for, over the estimate. */
  static final double MARGIN = 1.25;

  /** What frontiers take that are kept for a later run, over the parts. */
  private static final double FRONTIERS = 0.1;

  /** What deflate leaves of a part: a fifth; a half to be on the safe side. */
  private static final double DEFLATED = 0.5;

  /**
   * A directory, and the file system that it is on.
   *
   * @param host the machine
   * @param fileSystem its name there
   * @param free bytes that may be used
   */
  record Place(String host, String directory, String fileSystem, long free)
      implements Serializable {

    /**
     * Of a directory on this machine, or where it is to be made.
     *
     * @param option that names it
     * @throws UserError if it cannot be made, or nothing can be written to it
     */
    static Place of(String option, Path directory) {
      Path there = directory.toAbsolutePath().normalize();
      while (there.getParent() != null && Files.notExists(there)) {
        there = there.getParent();
      }
      if (!Files.isDirectory(there) || !Files.isWritable(there)) {
        throw new UserError(
            String.format(
                Locale.ROOT,
                "nothing can be written to %s on %s: %s is %s; name another directory with %s",
                directory,
                thisMachine(),
                there,
                Files.isDirectory(there) ? "not writable" : "no directory",
                option));
      }
      File file = there.toFile();
      // Some file systems in user space do not tell.
      long free = file.getTotalSpace() == 0 ? Long.MAX_VALUE : file.getUsableSpace();
      return new Place(thisMachine(), directory.toString(), fileSystem(there), free);
    }

    private static String thisMachine() {
      return SparkEnv.get().blockManager().blockManagerId().host();
    }

    private static String fileSystem(Path directory) {
      try {
        return Files.getFileStore(directory).toString();
      } catch (IOException e) {
        return directory.toString();
      }
    }

    boolean isOnSameFileSystem(Place other) {
      return host.equals(other.host) && fileSystem.equals(other.fileSystem);
    }

    Place plus(long bytes) {
      return new Place(host, directory, fileSystem, sum(free, bytes));
    }
  }

  /** Looks around for a plan. */
  static Room of(
      JavaSparkContext spark,
      TilePlan plan,
      RunOptions run,
      OutputOptions output,
      FormatOptions formats,
      Machine machine) {
    // With air above it a face takes more, top included; without, the top's faces count.
    double faces = plan.layers() > 0 ? plan.allFaces() : plan.triangles();
    double most = plan.mostFaces() * faces / plan.allFaces();
    boolean disk = run.store() == RunOptions.Store.DISK;
    double parts = Workload.disk(faces, plan.layers());
    double atOnce = Math.min(parts, machine.cores() * Workload.disk(most, plan.layers()));
    List<Place> spill = disk ? spill(spark, run) : List.of();
    Optional<Place> place = output(spark, output);
    return new Room(
        machine,
        disk ? run.keepIntermediate() ? parts : atOnce : 0,
        spill,
        output.out(),
        parts * ((output.deflate() > 0 ? DEFLATED : 1) + (output.resume() ? FRONTIERS : 0))
            + formats.formats().stream().mapToDouble(format -> format.room(faces)).sum(),
        place,
        run.keepIntermediate()
            && place.isPresent()
            && spill.stream().anyMatch(place.get()::isOnSameFileSystem));
  }

  /** Looks again at the output, if the driver can see it: how many bytes are free there now. */
  OptionalLong freeForOutput() {
    return output.isEmpty()
        ? OptionalLong.empty()
        : OptionalLong.of(Place.of("--out", Path.of(output.get().directory())).free());
  }

  private static List<Place> spill(JavaSparkContext spark, RunOptions run) {
    Collection<Place> found = spark.isLocal() ? spillHere(run) : spillOfExecutors(spark, run);
    Map<List<String>, Place> places = new TreeMap<>(Comparator.comparing(List::toString));
    for (Place place : found) {
      places.merge(
          List.of(place.host(), place.fileSystem()),
          place,
          (a, b) -> a.directory().compareTo(b.directory()) <= 0 ? a : b);
    }
    return List.copyOf(places.values());
  }

  private static List<Place> spillHere(RunOptions run) {
    return ExecutorStores.roots(run).stream().map(root -> Place.of("--spill-dir", root)).toList();
  }

  /**
   * Makes sure that this machine can spill where it is told to.
   *
   * @throws UserError if it cannot
   */
  static void requireSpill(RunOptions run) {
    if (run.store() == RunOptions.Store.DISK) {
      spillHere(run);
    }
  }

  private static List<Place> spillOfExecutors(JavaSparkContext spark, RunOptions run) {
    int everywhere = 4 * Math.max(1, spark.defaultParallelism());
    return spark
        .parallelize(new ArrayList<>(Collections.nCopies(everywhere, run)), everywhere)
        .flatMap(options -> spillHere(options).iterator())
        .collect();
  }

  private static Optional<Place> output(JavaSparkContext spark, OutputOptions output) {
    return OutputDir.of(output.out(), spark.hadoopConfiguration())
        .local()
        .map(
            path ->
                Place.of("--out", Files.isDirectory(path) ? path : path.getParent())
                    .plus(size(path)));
  }

  /** Bytes of the files in a directory; 0 if it is not there. */
  private static long size(Path directory) {
    if (Files.notExists(directory)) {
      return 0;
    }
    try (Stream<Path> all = Files.walk(directory)) {
      return all.mapToLong(path -> path.toFile().length()).sum();
    } catch (IOException | UncheckedIOException e) {
      return 0; // It makes that much less room.
    }
  }

  private static long sum(long a, long b) {
    return a > Long.MAX_VALUE - b ? Long.MAX_VALUE : a + b;
  }

  /** What there is for spilled parts on all machines, bytes. */
  private double freeForSpill() {
    double seen = spill.stream().mapToDouble(Place::free).sum();
    long hosts = spill.stream().map(Place::host).distinct().count();
    return hosts == 0 ? 0 : seen * Math.max(1, machine.hosts() / (double) hosts);
  }

  /** What is missing, where, and what to do about it, if anything is. */
  Optional<String> shortage() {
    if (output.isPresent() && MARGIN * written > output.get().free()) {
      return Optional.of(
          text(
              "the output %s needs %s, but %s: make room, choose another --out, or use --compress",
              out, asked(written), free(List.of(output.get()))));
    }
    if (spilled > 0 && !machine.grows()) {
      double needed = spilled + (together ? written : 0);
      if (MARGIN * needed > freeForSpill()) {
        return Optional.of(
            text(
                "the spilled parts%s need %s, but %s: make room, name directories on other disks"
                    + " with --spill-dir, or use --store memory",
                together ? " and the output" : "", asked(needed), free(spill)));
      }
    }
    return Optional.empty();
  }

  /** What is needed and what there is: a line for each. */
  List<String> lines() {
    List<String> lines = new ArrayList<>();
    if (spilled > 0) {
      lines.add(text("spill: %s; %s", asked(spilled), free(spill)));
    }
    lines.add(
        text(
            "output: %s; %s",
            asked(written),
            output.map(place -> free(List.of(place))).orElse("its free room is not known here")));
    return lines;
  }

  private static String asked(double bytes) {
    return text("about %,.0f MB, %,.0f MB to be safe", megabytes(bytes), megabytes(MARGIN * bytes));
  }

  private String free(List<Place> places) {
    return places.stream()
            .map(
                place ->
                    text(
                        "%s MB in %s%s",
                        place.free() == Long.MAX_VALUE
                            ? "unknown"
                            : text("%,d", place.free() / 1_000_000),
                        place.directory(),
                        machine.hosts() > 1 ? " on " + place.host() : ""))
            .collect(Collectors.joining(", "))
        + " are free";
  }

  /** Rounded up. */
  private static double megabytes(double bytes) {
    return Math.ceil(bytes / 1e6);
  }

  private static String text(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
