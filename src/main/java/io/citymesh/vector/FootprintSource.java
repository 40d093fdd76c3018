package io.citymesh.vector;

import io.citymesh.crs.CoordinateSystems;
import io.citymesh.crs.Frame;
import io.citymesh.crs.StatedCrs;
import io.citymesh.geo.Heights;
import io.citymesh.geo.PackedFootprint;
import io.citymesh.report.UserError;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.storage.StorageLevel;

/**
 * Footprints as they were read, each input in its own CRS; {@link #in} brings them to one. The
 * geometries stay in the executors, the driver holds a summary per input. {@link #close} frees
 * them; so does closing what {@link #in} gives.
 */
public final class FootprintSource implements AutoCloseable {
  private final JavaRDD<FeatureBlock> blocks;
  private final List<JavaRDD<?>> persisted;
  private final UniqueNames unique;
  private final String what;
  private final Map<Integer, StatedCrs.Input> inputs = new TreeMap<>();
  private final FootprintSummary all;
  private final boolean believed;
  private final KeptTally kept;

  /**
   * @param blocks what was read
   * @param persisted what lies below them on disk
   * @param unique has compared the ids of the blocks
   * @param what how messages call all of it
   * @param names of the inputs by number
   * @param summaries of the inputs by number
   * @param keep names of the fields that are kept
   * @param override the CRS of all inputs, whatever they say, or empty
   */
  FootprintSource(
      JavaRDD<FeatureBlock> blocks,
      List<JavaRDD<?>> persisted,
      UniqueNames unique,
      String what,
      Map<Integer, String> names,
      Map<Integer, FootprintSummary> summaries,
      List<String> keep,
      String override) {
    this.blocks = blocks;
    this.persisted = Stream.concat(persisted.stream(), unique.persisted()).toList();
    this.unique = unique;
    this.what = what;
    this.believed = !override.isEmpty();
    this.all = new FootprintSummary();
    this.kept = new KeptTally(keep);
    for (Map.Entry<Integer, FootprintSummary> entry : summaries.entrySet()) {
      FootprintSummary summary = entry.getValue();
      all.add(summary);
      kept.add(summary.kept);
      if (summary.footprints > 0) {
        inputs.put(
            entry.getKey(), input(names.getOrDefault(entry.getKey(), what), summary, override));
      }
    }
  }

  private static StatedCrs.Input input(String name, FootprintSummary summary, String override) {
    boolean degrees = summary.looksLikeDegrees();
    if (summary.crs.size() > 1 && override.isEmpty()) {
      throw new UserError(
          name
              + " mixes the CRSs "
              + summary.crs
              + ": reproject all of it to one, or name the right one with --crs.");
    }
    String said = said(summary);
    String crs = override.isEmpty() ? said : override;
    return new StatedCrs.Input(name, crs, said, degrees, summary.extent());
  }

  /** The CRS that an input names itself, or that its format stands for; empty if none. */
  static String said(FootprintSummary summary) {
    if (!summary.crs.isEmpty()) {
      return String.join(", ", summary.crs);
    }
    return summary.degreesByDefault && summary.looksLikeDegrees() ? "EPSG:4326" : "";
  }

  FootprintSummary summary() {
    return all;
  }

  /** The CRSs of the inputs that have footprints. */
  public StatedCrs statedCrs() {
    return new StatedCrs(what, List.copyOf(inputs.values()), believed);
  }

  /**
   * The footprints in a frame, heights in metres.
   *
   * @throws UserError if there are footprints, and nothing is left of them
   */
  public FootprintSet in(Frame frame) {
    return in(frame.crs(), frame.heightUnit().metres());
  }

  /**
   * The footprints in one CRS.
   *
   * @param crs a metric CRS, or empty to take coordinates as they are
   * @param metresPerUnit metres per unit of the height and roof fields
   * @throws UserError if there are footprints, and nothing is left of them
   */
  public FootprintSet in(String crs, double metresPerUnit) {
    TreeMap<Integer, String> moves = new TreeMap<>();
    inputs.forEach(
        (number, input) -> {
          if (!crs.isEmpty()
              && !input.crs().isEmpty()
              && !CoordinateSystems.same(input.crs(), crs)) {
            moves.put(number, input.crs());
          }
        });
    if (moves.isEmpty() && metresPerUnit == 1) {
      return set(blocks, crs, all, all.dropped);
    }
    JavaRDD<FeatureBlock> placed =
        blocks
            .mapPartitions(read -> new Placing(read, moves, crs, metresPerUnit))
            .persist(StorageLevel.DISK_ONLY());
    try {
      return placed(placed, moves.values(), crs);
    } catch (Throwable e) { // Spark throws checked exceptions, undeclared.
      placed.unpersist();
      throw e;
    }
  }

  private FootprintSet placed(JavaRDD<FeatureBlock> placed, Collection<String> from, String crs) {
    FootprintSummary after = new FootprintSummary();
    placed
        .filter(block -> block.kind() == FeatureBlock.Kind.SUMMARY)
        .collect()
        .forEach(block -> after.add(FootprintSummary.parse(block.note())));
    Map<String, Long> dropped = new TreeMap<>(all.dropped);
    after.dropped.forEach((reason, count) -> dropped.merge(reason, count, Long::sum));
    if (after.footprints == 0 && all.footprints > 0) {
      throw new UserError(
          what
              + " has no footprint that can be brought from "
              + from.stream().map(CoordinateSystems::displayName).distinct().toList()
              + " to "
              + CoordinateSystems.displayName(crs)
              + ": name the real CRS of the input with --crs.");
    }
    return set(placed, crs, after, dropped);
  }

  private FootprintSet set(
      JavaRDD<FeatureBlock> placed,
      String crs,
      FootprintSummary summary,
      Map<String, Long> dropped) {
    return new FootprintSet(
        unique.give(placed),
        placed.flatMap(FeatureBlock::rejected),
        crs,
        summary.footprints > 0 ? Optional.of(summary.extent()) : Optional.empty(),
        summary.outermost.outliers(summary.footprints),
        summary.footprints,
        summary.withoutHeight,
        Map.copyOf(dropped),
        squareMetres(summary.droppedAreas),
        kept.columns(),
        Stream.concat(persisted.stream(), Stream.of(placed).filter(rdd -> rdd != blocks)).toList());
  }

  private static Map<String, Double> squareMetres(Map<String, Long> squareCentimetres) {
    Map<String, Double> result = new TreeMap<>();
    squareCentimetres.forEach((reason, area) -> result.put(reason, area / 1e4));
    return Map.copyOf(result);
  }

  @Override
  public void close() {
    persisted.forEach(rdd -> rdd.unpersist());
  }

  /** Brings footprints to another CRS and heights to metres; ends with a summary of what came. */
  private static final class Placing extends AdvancingIterator<FeatureBlock> {
    private static final String NOWHERE = "cannot be reprojected";

    private final Iterator<FeatureBlock> blocks;

    /** The CRSs that differ from the target, by the number of the input. */
    private final TreeMap<Integer, String> moves;

    private final String target;
    private final double metresPerUnit;
    private final FeatureSink sink = new FeatureSink(FootprintSummary::new);
    private final Map<String, PlacedWkb> byCrs = new HashMap<>();
    private boolean told;

    Placing(
        Iterator<FeatureBlock> blocks,
        TreeMap<Integer, String> moves,
        String target,
        double metresPerUnit) {
      this.blocks = blocks;
      this.moves = moves;
      this.target = target;
      this.metresPerUnit = metresPerUnit;
    }

    @Override
    FeatureBlock advance() {
      FeatureBlock next = sink.full();
      while (next == null && blocks.hasNext()) {
        FeatureBlock block = blocks.next();
        if (block.kind() == FeatureBlock.Kind.REJECTED) {
          next = block;
        } else {
          String from = moves.get(block.source());
          block.footprints().forEachRemaining(footprint -> place(footprint, from));
          next = sink.full();
        }
      }
      if (next == null) {
        next = sink.rest();
      }
      if (next == null && !told) {
        told = true;
        next = FeatureBlock.summary(sink.summary());
      }
      return next;
    }

    /**
     * Places a footprint, or rejects it if there is no place for it.
     *
     * @param from its CRS, null if that is the target
     */
    private void place(NamedFootprint named, String from) {
      PackedFootprint packed = named.footprint();
      PlacedWkb placing =
          byCrs.computeIfAbsent(
              from == null ? "" : from,
              crs ->
                  new PlacedWkb(crs.isEmpty() ? null : CoordinateSystems.transform(crs, target)));
      ByteBuffer read = packed.wkb();
      byte[] wkb = new byte[read.remaining()];
      read.get(wkb);
      if (!placing.place(ByteBuffer.wrap(wkb))) {
        sink.summary().droppedArea(NOWHERE, CoordinateSystems.groundArea(from, packed.geometry()));
        sink.rejected(packed.id(), NOWHERE);
        return;
      }
      Heights heights = packed.heights();
      sink.packed(
          PackedFootprint.of(
              packed.id(),
              wkb,
              new Heights(
                  heights.roof() * metresPerUnit,
                  heights.height() * metresPerUnit,
                  heights.lidar(),
                  heights.storeys())),
          packed.id(),
          placing.box(),
          named.kept());
    }
  }
}
