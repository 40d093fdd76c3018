package io.citymesh.job;

import io.citymesh.output.KnownFiles;
import io.citymesh.output.OutputDir;
import io.citymesh.output.OutputOptions;
import io.citymesh.report.UserError;
import io.citymesh.stitch.Frontier;
import io.citymesh.store.Hdf5File;
import io.citymesh.store.PartDigest;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The output's {@code _work}: what {@code --resume} keeps of each node of the stitching tree beside
 * its part, so that a later run need not make it again. A node is known by its {@link NodeKeys
 * key}, which stands for all that it depends on: what is found under its key fits.
 *
 * <p>A file per node, whole or absent: {@code <id>-<key>.region} is the part summary and the
 * frontier of the region below the node, as a {@link RegionRecord}. The part itself lies in {@code
 * parts}, and came first. A region counts as absent if it cannot be read, or if its part is not
 * there as it was: of its size and time, or else, and always with {@code --verify}, of its
 * checksums and digest. With {@code --verify} frontiers are read too, not only where they are
 * needed.
 *
 * <p>Any executor reads what any other has written. Thread-safe; attempts of the same task may
 * write the same files at the same time.
 *
 * @param output whose work it is
 * @param isOn whether anything is kept or looked for
 * @param verify whether parts and frontiers that are found are read
 * @param program stands for the program that made what is kept
 */
record Work(Output output, boolean isOn, boolean verify, String program) implements Serializable {
  private static final Logger LOG = LoggerFactory.getLogger(Work.class);

  /** Work that keeps nothing and finds nothing. */
  static Work off(Output output) {
    return new Work(output, false, false, ProgramCode.fingerprint());
  }

  /** The work of an output. */
  static Work in(Output output, boolean verify) {
    return new Work(output, true, verify, ProgramCode.fingerprint());
  }

  /** The record of the tables that an earlier run has written, see {@link CityTables}. */
  static final String TABLES = OutputOptions.WORK + "/tables.json";

  private static String file(long id, String key) {
    return OutputOptions.WORK + "/" + id + "-" + key + ".region";
  }

  /**
   * Keeps a part summary and the frontier after the part; nothing if the work is off. If there is
   * no room a later run makes the part again.
   *
   * @param run the run that made them
   */
  void keep(String run, StageItem.PartSummary summary, Frontier frontier) {
    if (!isOn) {
      return;
    }
    try {
      byte[] region = new RegionRecord(run, summary, frontier).toBytes();
      output.dir().write(file(summary.id(), summary.key()), stream -> stream.write(region));
    } catch (IOException e) {
      LOG.warn("region {} is not kept for a later run: {}", summary.id(), e.getMessage());
    }
  }

  /**
   * The part summary of a node, if its region and its part are here; it counts as reused if another
   * run than this one has made it.
   *
   * @param node the node in this run's tree
   * @param id the node's id
   */
  Optional<StageItem.PartSummary> find(String run, int node, long id, String key) {
    if (!isOn) {
      return Optional.empty();
    }
    try {
      String file = file(id, key);
      Optional<OutputDir.Stamp> stamp = output.dir().stamp(file);
      if (stamp.isEmpty()) {
        return Optional.empty();
      }
      RegionRecord.Head head;
      try (InputStream stream = output.dir().open(file)) {
        long length = stamp.get().bytes();
        head =
            verify
                ? RegionRecord.read(stream, length).head()
                : RegionRecord.readHead(stream, length);
      }
      requireNode(head.part(), id, key);
      if (!isThere(head.part().file())) {
        return Optional.empty();
      }
      return Optional.of(head.part().inRun(node, !head.run().equals(run)));
    } catch (IOException e) {
      LOG.warn("what was kept of region {} is of no use: {}", id, e.getMessage());
      return Optional.empty();
    }
  }

  private static void requireNode(StageItem.PartSummary part, long id, String key)
      throws IOException {
    if (part.id() != id || !part.key().equals(key)) {
      throw new IOException("it is of another node");
    }
  }

  /** Whether a part's file is as it was. */
  private boolean isThere(PublishedFile part) throws IOException {
    Optional<OutputDir.Stamp> found = output.dir().stamp(part.name());
    if (found.isEmpty()) {
      LOG.info("{} is gone", part.name());
      return false;
    }
    if (!verify && found.get().equals(part.stamp())) {
      return true;
    }
    try {
      if (output.dir().readLocally(part.name(), Work::digest).equals(part.digest())) {
        return true;
      }
      LOG.warn("{} holds another part, which is made again", part.name());
    } catch (IOException e) {
      LOG.warn("a part is made again: {}", e.getMessage());
    }
    if (output.dir().local().isEmpty()) {
      output.dir().delete(part.name()); // Its size alone would tell whether it is there.
    }
    return false;
  }

  private static String digest(Path path) throws IOException {
    try (Hdf5File file = Hdf5File.open(path)) {
      return PartDigest.of(file);
    }
  }

  /**
   * The frontier of a region that was found. What is damaged is removed, so that whoever looks for
   * the region again makes it again.
   *
   * @throws UserError if it cannot be read
   */
  Frontier frontier(long id, String key) {
    String file = file(id, key);
    try {
      long size = output.dir().size(file); // Before it is opened: a pipe would wait.
      RegionRecord region;
      try (InputStream stream = output.dir().open(file)) {
        region = RegionRecord.read(stream, size);
      }
      requireNode(region.part(), id, key);
      return region.frontier();
    } catch (IOException e) {
      remove(file);
      throw new UserError(
          output.out()
              + "/"
              + file
              + " is damaged and was removed: "
              + e.getMessage()
              + "; build again with --resume, and with --verify if there may be more of the kind",
          e);
    }
  }

  private void remove(String file) {
    try {
      output.dir().delete(file);
    } catch (IOException e) {
      LOG.warn("{} cannot be removed: {}", file, e.getMessage());
    }
  }

  /** Removes all but what belongs to these parts, and the record of the tables. */
  void retain(Collection<StageItem.PartSummary> parts) throws IOException {
    if (isOn) {
      Set<String> names =
          parts.stream()
              .map(part -> part.id() + "-" + part.key() + ".region")
              .collect(Collectors.toCollection(HashSet::new));
      names.add(TABLES.substring(OutputOptions.WORK.length() + 1));
      KnownFiles.retain(output.dir(), OutputOptions.WORK, names::contains);
    }
  }
}
