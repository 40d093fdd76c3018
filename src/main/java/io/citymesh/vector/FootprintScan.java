package io.citymesh.vector;

import io.citymesh.input.HeightFields;
import io.citymesh.report.UserError;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.storage.StorageLevel;
import scala.Tuple2;

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

  private FootprintScan(FootprintInputs inputs, JavaRDD<FeatureBlock> blocks) {
    this.inputs = inputs;
    this.blocks = blocks;
    for (FeatureBlock block : blocks.filter(FootprintScan::isNote).collect()) {
      if (block.kind() == FeatureBlock.Kind.ERROR) {
        errors.merge(block.source(), block.note(), (a, b) -> a.compareTo(b) < 0 ? a : b);
      } else {
        summaries
            .computeIfAbsent(block.source(), any -> new FootprintSummary())
            .add(FootprintSummary.parse(block.note()));
      }
    }
    summaries.values().forEach(all::add);
  }

  private static boolean isNote(FeatureBlock block) {
    return block.kind() == FeatureBlock.Kind.SUMMARY || block.kind() == FeatureBlock.Kind.ERROR;
  }

  /** Reads everything once, keeps what it becomes on disk, and collects the summaries. */
  public static FootprintScan of(FootprintInputs inputs) {
    JavaRDD<FeatureBlock> kept = inputs.blocks().persist(StorageLevel.DISK_ONLY());
    try {
      return new FootprintScan(inputs, kept);
    } catch (Throwable e) { // Spark throws checked exceptions, undeclared.
      kept.unpersist();
      throw e;
    }
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
    return new FootprintSource(blocks, inputs.what(), names, summaries, inputs.keep(), crs);
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

  /**
   * Ids that occur more than once.
   *
   * @param ids how many of the inputs' own ids
   * @param features how many features have one of them
   * @param copies how many features without an id have the geometry of another
   */
  public record Repeated(long ids, long features, long copies) implements Serializable {
    Repeated plus(Repeated other) {
      return new Repeated(ids + other.ids, features + other.features, copies + other.copies);
    }
  }

  /** Ids that occur more than once; counted where the ids meet: the driver gets three sums. */
  public Repeated repeated() {
    return blocks
        .flatMap(FeatureBlock::footprints)
        .mapToPair(named -> new Tuple2<>(named.footprint().id(), 1L))
        .reduceByKey(Long::sum, FootprintSet.partitions(all.footprints))
        .filter(found -> found._2 > 1)
        .map(
            found ->
                found._1.startsWith(FeatureSink.HASHED)
                    ? new Repeated(0, 0, found._2 - 1)
                    : new Repeated(1, found._2, 0))
        .fold(new Repeated(0, 0, 0), Repeated::plus);
  }

  @Override
  public void close() {
    blocks.unpersist();
  }
}
