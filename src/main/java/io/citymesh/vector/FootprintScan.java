package io.citymesh.vector;

import io.citymesh.input.HeightFields;
import io.citymesh.report.UserError;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.storage.StorageLevel;

/**
 * Inputs that have been read, once: the features stay on the disks of the executors, the driver
 * holds a summary of each input. {@link #close} frees them.
 */
public final class FootprintScan implements AutoCloseable {
  private final FootprintInputs inputs;
  private final JavaRDD<FeatureBlock> blocks;
  private final TreeMap<Integer, FootprintSummary> summaries = new TreeMap<>();

  /** The errors of files that cannot be read, by number of the input. */
  private final TreeMap<Integer, String> errors = new TreeMap<>();

  /** The summary of all inputs together. */
  private final FootprintSummary all = new FootprintSummary();

  /** What is kept on disk. */
  private final List<JavaRDD<?>> persisted = new ArrayList<>();

  /** The hashes of all ids, if they are few. */
  private final Optional<long[]> hashes;

  /** Null until it is asked for. */
  private UniqueNames names;

  private FootprintScan(FootprintInputs inputs) {
    this.inputs = inputs;
    JavaRDD<FeatureBlock> read = inputs.blocks().persist(StorageLevel.DISK_ONLY());
    persisted.add(read);
    try {
      PieceBorders borders = new PieceBorders();
      List<Note> notes = collected(read, borders);
      Set<Integer> apart = borders.apart();
      if (!apart.isEmpty()) {
        JavaRDD<FeatureBlock> whole = inputs.whole().apply(apart).persist(StorageLevel.DISK_ONLY());
        persisted.add(whole);
        read = read.filter(block -> !apart.contains(block.source())).union(whole);
        notes = collected(read, new PieceBorders());
      }
      blocks = read;
      hashes = told(notes);
      borders.tell(summaries);
      summaries.values().forEach(all::add);
    } catch (Throwable e) { // Spark throws checked exceptions, undeclared.
      persisted.forEach(rdd -> rdd.unpersist());
      throw e;
    }
  }

  private static List<Note> collected(JavaRDD<FeatureBlock> blocks, PieceBorders borders) {
    int share = UniqueNames.FEW / Math.max(1, blocks.getNumPartitions());
    List<Note> notes = blocks.mapPartitions(mine -> notes(mine, share)).collect();
    for (Note note : notes) {
      if (note.block != null && note.block.kind() == FeatureBlock.Kind.BORDER) {
        borders.add(note.block);
      }
    }
    return notes;
  }

  /** Adds notes; the hashes of all ids, if they are few. */
  private Optional<long[]> told(List<Note> notes) {
    IdHashes known = new IdHashes();
    boolean few = true;
    for (Note note : notes) {
      if (note.block != null) {
        add(note.block);
      } else if (note.hashes != null) {
        Arrays.stream(note.hashes).forEach(known::add);
      } else {
        few = false;
      }
    }
    return few ? Optional.of(known.toArray()) : Optional.empty();
  }

  private void add(FeatureBlock note) {
    if (note.kind() == FeatureBlock.Kind.ERROR) {
      errors.merge(note.source(), note.note(), (a, b) -> a.compareTo(b) < 0 ? a : b);
    } else if (note.kind() == FeatureBlock.Kind.SUMMARY) {
      summaries
          .computeIfAbsent(note.source(), any -> new FootprintSummary())
          .add(FootprintSummary.parse(note.note()));
    }
  }

  /**
   * What the driver is told of a partition.
   *
   * @param block a summary or an error; null for the note that has
   * @param hashes those of the ids of all footprints; null if they are too many
   */
  private record Note(FeatureBlock block, long[] hashes) implements Serializable {}

  /**
   * The notes of a partition.
   *
   * @param most hashes of ids that the driver is told
   */
  private static Iterator<Note> notes(Iterator<FeatureBlock> blocks, int most) {
    List<Note> notes = new ArrayList<>();
    IdHashes hashes = new IdHashes();
    while (blocks.hasNext()) {
      FeatureBlock block = blocks.next();
      if (block.isNote()) {
        notes.add(new Note(block, null));
      } else if (hashes.size() <= most) {
        block.footprints().forEachRemaining(named -> hashes.add(IdHashes.of(named)));
      }
    }
    notes.add(new Note(null, hashes.size() <= most ? hashes.toArray() : null));
    return notes.iterator();
  }

  /** Reads everything once, keeps what it becomes on disk, and collects the summaries. */
  public static FootprintScan of(FootprintInputs inputs) {
    return new FootprintScan(inputs);
  }

  /**
   * Refuses what stands in the way of a run.
   *
   * @throws UserError for the first input that cannot be read, and for the gravest objection
   */
  public void requireUsable(FootprintFields fields) {
    if (!errors.isEmpty()) {
      throw new UserError(new TreeSet<>(errors.values()).first());
    }
    Optional<String> objection = FootprintObjections.of(all, inputs.what(), fields).findFirst();
    if (objection.isPresent()) {
      throw new UserError(objection.get());
    }
  }

  /** Why no city can be built of what could be read, the gravest first. */
  public List<String> objections(FootprintFields fields) {
    return FootprintObjections.of(all, inputs.what(), fields).toList();
  }

  /**
   * The footprints, each input in its own CRS; closing it frees them, too.
   *
   * @param crs the CRS of all inputs, whatever they say, or empty
   * @throws UserError if an input names several CRSs
   */
  public FootprintSource source(String crs) {
    Map<Integer, String> names = new TreeMap<>();
    inputs.list().forEach((number, input) -> names.put(number, input.name()));
    return new FootprintSource(
        blocks, persisted, names(), inputs.what(), names, summaries, inputs.keep(), crs);
  }

  /** How many footprints there are. */
  public long footprints() {
    return all.footprints;
  }

  /** How many features there are, footprints or not. */
  public long features() {
    return all.features();
  }

  /** The errors of the inputs that could not be read, by their paths. */
  public Map<String, String> errors() {
    Map<String, String> result = new LinkedHashMap<>();
    inputs
        .list()
        .forEach(
            (number, named) -> {
              if (errors.containsKey(number)) {
                result.put(String.join(", ", named.paths()), errors.get(number));
              }
            });
    return result;
  }

  /**
   * What the inputs hold that could be read, in the order of the paths.
   *
   * @param wanted the fields with heights, which are told of in any case
   */
  public List<InputReport> reports(HeightFields wanted) {
    List<InputReport> result = new ArrayList<>();
    inputs
        .list()
        .forEach(
            (number, named) -> {
              FootprintSummary summary = summaries.get(number);
              if (summary != null && !errors.containsKey(number)) {
                result.add(report(named, summary, wanted));
              }
            });
    return result;
  }

  private static InputReport report(
      FootprintInputs.Named named, FootprintSummary summary, HeightFields wanted) {
    FootprintProfile profile = summary.profile;
    List<FieldValues> fields = new ArrayList<>();
    profile.fields.forEach(
        (name, tally) -> {
          boolean id = ReadOptions.idFields("").contains(name.toLowerCase(Locale.ROOT));
          if (!id || wanted.names().contains(name)) {
            fields.add(tally.told(name, summary.features()));
          }
        });
    TreeMap<String, Long> dropped = new TreeMap<>(summary.dropped);
    if (!profile.broken.isEmpty()) {
      dropped.remove("broken geometry");
      profile.broken.forEach((reason, count) -> dropped.put("broken geometry: " + reason, count));
    }
    return new InputReport(
        named.paths(),
        named.format(),
        FootprintSource.said(summary),
        summary.footprints > 0 ? Optional.of(summary.extent()) : Optional.empty(),
        summary.features(),
        summary.footprints,
        summary.withoutId,
        new TreeMap<>(profile.shapes),
        new TreeMap<>(profile.defects),
        dropped,
        List.copyOf(fields));
  }

  /** Ids that occur more than once; counted once, where their hashes meet. */
  public RepeatedIds repeated() {
    return names().repeated();
  }

  private UniqueNames names() {
    if (names == null) {
      names =
          hashes.isPresent()
              ? UniqueNames.ofFew(hashes.get())
              : UniqueNames.of(blocks, all.footprints);
    }
    return names;
  }

  @Override
  public void close() {
    persisted.forEach(rdd -> rdd.unpersist());
    if (names != null) {
      names.persisted().forEach(rdd -> rdd.unpersist());
    }
  }
}
