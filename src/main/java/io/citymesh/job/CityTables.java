package io.citymesh.job;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.citymesh.geo.Fingerprint;
import io.citymesh.output.BuildingsFile;
import io.citymesh.output.KnownFiles;
import io.citymesh.output.OutputDir;
import io.citymesh.session.HadoopSettings;
import io.citymesh.vector.KeptField;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.apache.parquet.Version;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The files of an output that tell of the buildings and of what did not become one: {@code
 * buildings.parquet} and {@code rejected.geojson}.
 *
 * <p>With {@code --resume} those of an earlier run stay if nothing has changed that goes into them:
 * {@code _work} has a record of the files with a key that stands for all of it. A file counts as
 * what it was by its size and time, or else, and always with {@code --verify}, by its checksum. If
 * one is not what it was, all are written again.
 *
 * @param work of the output, which says whether anything is kept
 */
record CityTables(JavaSparkContext context, Scene scene, Footprints.Result cleaned, Work work) {
  private static final Logger LOG = LoggerFactory.getLogger(CityTables.class);
  private static final ObjectMapper JSON = new ObjectMapper();

  /** How many ids or values a task reads for the key, in partitions. */
  private static final int READ_TOGETHER = 4;

  /**
   * The files that a run has written.
   *
   * @param key stands for all that they depend on
   * @param mixed how many buildings are made of footprints whose kept fields differ
   * @param files all of them
   */
  private record Written(String key, long mixed, List<TableFile> files) {}

  /**
   * A file.
   *
   * @param name relative to the output directory
   * @param bytes its length
   * @param version of its {@link OutputDir.Stamp}
   * @param sha256 of its bytes
   */
  private record TableFile(String name, long bytes, String version, String sha256) {
    OutputDir.Stamp stamp() {
      return new OutputDir.Stamp(bytes, version);
    }
  }

  /**
   * Makes sure that the files are there.
   *
   * @return how many buildings are made of footprints whose kept fields differ
   */
  long make() throws IOException {
    if (!work.isOn()) {
      return write();
    }
    String key = key();
    Optional<Written> earlier = read();
    if (earlier.isPresent() && earlier.get().key().equals(key) && areThere(earlier.get().files())) {
      return earlier.get().mixed();
    }
    KnownFiles.clearTables(dir());
    long mixed = write();
    keep(key, mixed);
    return mixed;
  }

  private OutputDir dir() {
    return work.output().dir();
  }

  private long write() throws IOException {
    String out = work.output().out();
    long mixed = cleaned.writeBuildings(out, scene.crs(), scene.footprints(), context);
    cleaned.writeRejected(out, scene.footprints(), scene.crs(), context);
    return mixed;
  }

  // ---- what the files depend on

  /**
   * Stands for the program and the libraries that write the files, and for what goes into them: the
   * buildings and what was told while cleaning, which cleaning has summed up, and what reading has
   * rejected or kept, if it has.
   */
  private String key() {
    Fingerprint print =
        new Fingerprint()
            .put(work.program())
            .put(Version.FULL_VERSION)
            .put(scene.crs())
            .put(cleaned.count())
            .put(cleaned.clusters().totals().buildingDigest().hex())
            .put(cleaned.clusters().totals().remarkDigest().hex());
    if (!scene.footprints().dropped().isEmpty()) {
      print.put("rejected").put(rejected().hex());
    }
    List<KeptField> fields = scene.footprints().kept();
    if (!fields.isEmpty()) {
      fields.forEach(field -> print.put(field.column()).put(field.type().name()));
      print.put("kept").put(kept().hex());
    }
    return print.hex();
  }

  private UnorderedDigest rejected() {
    return sum(
        scene
            .footprints()
            .rejected()
            .map(feature -> new byte[][] {bytes(feature.id()), bytes(feature.reason())}));
  }

  private UnorderedDigest kept() {
    return sum(
        scene
            .footprints()
            .named()
            .map(named -> new byte[][] {named.footprint().bytes(), bytes(named.kept())}));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private UnorderedDigest sum(JavaRDD<byte[][]> things) {
    int partitions = things.getNumPartitions();
    UnorderedDigest sum = new UnorderedDigest();
    things
        .coalesce(Math.max(context.defaultParallelism(), partitions / READ_TOGETHER))
        .mapPartitions(
            all -> {
              UnorderedDigest digest = new UnorderedDigest();
              all.forEachRemaining(digest::add);
              return List.of(digest).iterator();
            })
        .collect()
        .forEach(sum::addAll);
    return sum;
  }

  // ---- the record of the files

  private static List<String> names(OutputDir dir) throws IOException {
    List<String> names = new ArrayList<>(BuildingsFile.files(dir));
    names.add(KnownFiles.REJECTED);
    return names;
  }

  private Optional<Written> read() {
    try {
      if (dir().stamp(Work.TABLES).isEmpty()) {
        return Optional.empty();
      }
      try (InputStream in = dir().open(Work.TABLES)) {
        return Optional.ofNullable(JSON.readValue(in, Written.class))
            .filter(written -> written.key() != null && written.files() != null);
      }
    } catch (IOException e) {
      LOG.warn("the record of the tables is of no use: {}", e.getMessage());
      return Optional.empty();
    }
  }

  /** Keeps the record; if there is no room a later run writes the files again. */
  private void keep(String key, long mixed) throws IOException {
    List<String> names = names(dir());
    List<String> sums = checksums(names);
    List<TableFile> files = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      OutputDir.Stamp stamp = dir().stamp(names.get(i)).orElseThrow();
      files.add(new TableFile(names.get(i), stamp.bytes(), stamp.version(), sums.get(i)));
    }
    try {
      byte[] record = JSON.writeValueAsBytes(new Written(key, mixed, files));
      dir().write(Work.TABLES, stream -> stream.write(record));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    } catch (IOException e) {
      LOG.warn("the record of the tables is not kept for a later run: {}", e.getMessage());
    }
  }

  /** Whether these files are there as they were, and no others of their kind. */
  private boolean areThere(List<TableFile> files) throws IOException {
    List<String> wanted = files.stream().map(TableFile::name).toList();
    if (!names(dir()).equals(wanted)) {
      return false;
    }
    List<TableFile> doubtful = new ArrayList<>();
    for (TableFile file : files) {
      Optional<OutputDir.Stamp> found = dir().stamp(file.name());
      if (found.isEmpty() || found.get().bytes() != file.bytes()) {
        return false;
      }
      if (work.verify() || !found.get().equals(file.stamp())) {
        doubtful.add(file);
      }
    }
    return checksums(doubtful.stream().map(TableFile::name).toList())
        .equals(doubtful.stream().map(TableFile::sha256).toList());
  }

  /** The SHA-256 of files, read by a task each. */
  private List<String> checksums(List<String> names) {
    if (names.isEmpty()) {
      return List.of();
    }
    String out = work.output().out();
    HadoopSettings hadoop = new HadoopSettings(context.hadoopConfiguration());
    return context
        .parallelize(names, names.size())
        .map(name -> checksum(OutputDir.of(out, hadoop.value()), name))
        .collect();
  }

  private static String checksum(OutputDir dir, String file) throws IOException {
    MessageDigest sha = UnorderedDigest.sha();
    try (InputStream in = new DigestInputStream(dir.open(file), sha)) {
      in.transferTo(OutputStream.nullOutputStream());
    }
    return HexFormat.of().formatHex(sha.digest());
  }
}
