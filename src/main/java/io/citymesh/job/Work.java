package io.citymesh.job;

import io.citymesh.output.KnownFiles;
import io.citymesh.output.OutputDir;
import io.citymesh.output.OutputOptions;
import io.citymesh.stitch.Frontier;
import io.citymesh.stitch.Part;
import io.citymesh.store.PartDigest;
import io.citymesh.store.PartFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.util.Collection;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.util.SerializableConfiguration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The output's {@code _work}: what {@code --resume} keeps of each node of the stitching tree, so
 * that a later run need not make it again. A node is known by its {@link NodeKeys key}, which
 * stands for all that it depends on: what is found under its key fits.
 *
 * <p>Two files per node, whole or absent: {@code <node>-<key>.h5} is the sealed part, {@code
 * <node>-<key>.region} its part summary and the frontier of the region below the node, as a {@link
 * RegionRecord}. The part comes first, so that where there is a region there was a part. A region
 * that cannot be read counts as absent; a part that cannot be read is noticed when it is published,
 * and made again like any lost part.
 *
 * <p>Any executor reads what any other has written. Thread-safe; attempts of the same task may
 * write the same files at the same time.
 *
 * @param out the output directory; empty if nothing is kept
 * @param hadoop to reach it
 * @param program stands for the program that made what is kept
 */
record Work(String out, SerializableConfiguration hadoop, String program) implements Serializable {
  private static final Logger LOG = LoggerFactory.getLogger(Work.class);

  /** Nothing is kept, and nothing is looked for. */
  static Work off() {
    return new Work("", new SerializableConfiguration(new Configuration(false)), "");
  }

  /** The work of the output in this directory. */
  static Work in(String out, Configuration hadoop) {
    return new Work(out, new SerializableConfiguration(hadoop), ProgramCode.fingerprint());
  }

  boolean isOn() {
    return !out.isEmpty();
  }

  private OutputDir dir() {
    return OutputDir.of(out, hadoop.value());
  }

  private static String file(int node, String key, String extension) {
    return OutputOptions.WORK + "/" + node + "-" + key + extension;
  }

  private static String partFile(int node, String key) {
    return file(node, key, ".h5");
  }

  private static String regionFile(int node, String key) {
    return file(node, key, ".region");
  }

  /**
   * Keeps a part and the frontier after it.
   *
   * @param run the run that made them
   * @param summary the part summary
   * @throws IOException if there is no room; what is left behind does no harm
   */
  void keep(String run, Part part, StageItem.PartSummary summary, Frontier frontier)
      throws IOException {
    byte[] region = new RegionRecord(run, summary, frontier).toBytes();
    dir()
        .writeLocally(
            partFile(part.node(), summary.key()),
            path -> PartFile.write(path, part, new PartFile.Label(PartDigest.of(part), 0)));
    dir().write(regionFile(part.node(), summary.key()), stream -> stream.write(region));
  }

  /**
   * What is said about the part of a node, if it is here; it counts as reused if another run than
   * this one has made it.
   */
  Optional<StageItem.PartSummary> find(String run, int node, String key) {
    if (!isOn()) {
      return Optional.empty();
    }
    try {
      if (!dir().exists(regionFile(node, key)) || !dir().exists(partFile(node, key))) {
        return Optional.empty();
      }
      RegionRecord region = region(node, key);
      StageItem.PartSummary part = region.part();
      return Optional.of(region.run().equals(run) ? part : part.asReused());
    } catch (IOException e) {
      LOG.warn("what was kept of node {} is of no use: {}", node, e.getMessage());
      return Optional.empty();
    }
  }

  /**
   * The frontier of a region that was found.
   *
   * @throws IOException if it cannot be read
   */
  Frontier frontier(int node, String key) throws IOException {
    return region(node, key).frontier();
  }

  private RegionRecord region(int node, String key) throws IOException {
    String file = regionFile(node, key);
    try {
      long size = dir().size(file); // Before it is opened: a pipe would wait for who writes to it.
      RegionRecord region;
      try (InputStream stream = dir().open(file)) {
        region = RegionRecord.read(stream, size);
      }
      if (region.part().node() != node || !region.part().key().equals(key)) {
        throw new IOException("it is of another node");
      }
      return region;
    } catch (IOException e) {
      throw new IOException(out + "/" + file + " cannot be read: " + e.getMessage(), e);
    }
  }

  /** Reads a part. */
  Part part(int node, String key) throws IOException {
    return dir().readLocally(partFile(node, key), path -> PartFile.read(path, node));
  }

  /** Removes all but what belongs to these parts. */
  void retain(Collection<StageItem.PartSummary> parts) throws IOException {
    if (!isOn()) {
      return;
    }
    Set<String> names = new HashSet<>();
    for (StageItem.PartSummary part : parts) {
      names.add(part.node() + "-" + part.key());
    }
    KnownFiles.retainWork(dir(), file -> names.contains(file.substring(0, file.lastIndexOf('.'))));
  }
}
