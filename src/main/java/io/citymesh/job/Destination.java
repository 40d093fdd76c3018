package io.citymesh.job;

import io.citymesh.output.OutputDir;
import io.citymesh.output.OutputOptions;
import io.citymesh.report.Manifest;
import io.citymesh.report.UserError;
import io.citymesh.stitch.Part;
import io.citymesh.stitch.Stitched;
import io.citymesh.store.PartDigest;
import io.citymesh.store.PartFile;
import java.io.IOException;
import java.io.Serializable;
import java.util.BitSet;
import java.util.Locale;
import java.util.Optional;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.util.SerializableConfiguration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where a task puts the parts that it makes. */
sealed interface Destination extends Serializable {

  /**
   * Takes a part.
   *
   * @param stitched the part and the frontier after it
   * @param summary what is said about the part
   * @return what there is to pass on about it, besides that it was sealed
   * @throws UserError if it cannot be kept and must be
   */
  Optional<StageItem> take(Setting setting, Stitched stitched, StageItem.PartSummary summary);

  /** Whether the part of a node must be made even if it is in the output's work. */
  boolean mustMake(int node);

  /**
   * The output's work if it is on, else the executor's store. Both are a cache: a part for which
   * there is no room, or that is lost later, is made again when it is to be published.
   */
  record Store() implements Destination {
    private static final Logger LOG = LoggerFactory.getLogger(Store.class);

    @Override
    public Optional<StageItem> take(
        Setting setting, Stitched stitched, StageItem.PartSummary summary) {
      Part part = stitched.part();
      try {
        if (setting.work().isOn()) {
          setting.work().keep(setting.id(), part, summary, stitched.frontier());
        } else {
          ExecutorStores.of(setting).write(part);
        }
      } catch (IOException e) {
        LOG.warn("part {} cannot be kept and will be made again: {}", part.name(), e.getMessage());
      }
      return Optional.empty();
    }

    @Override
    public boolean mustMake(int node) {
      return false;
    }
  }

  /**
   * The output.
   *
   * @param out the output directory
   * @param hadoop to reach it
   * @param first the first node whose vertices are numbered
   * @param offsets by node from {@code first} on, the global id of the part's first vertex; and at
   *     the end the id after the last
   * @param wanted the nodes whose parts are to be published; others are let go
   */
  record Output(
      String out,
      Broadcast<SerializableConfiguration> hadoop,
      int first,
      Broadcast<long[]> offsets,
      BitSet wanted,
      int deflate)
      implements Destination {

    /** The same output for other nodes. */
    Output of(BitSet nodes) {
      return new Output(out, hadoop, first, offsets, nodes, deflate);
    }

    @Override
    public Optional<StageItem> take(
        Setting setting, Stitched stitched, StageItem.PartSummary summary) {
      if (setting.work().isOn()) {
        new Store().take(setting, stitched, summary);
      }
      Part part = stitched.part();
      return wanted.get(part.node()) ? Optional.of(publish(setting, part)) : Optional.empty();
    }

    @Override
    public boolean mustMake(int node) {
      return wanted.get(node);
    }

    /**
     * Writes a part to the output.
     *
     * @throws UserError if that is not possible: its disk may be full
     */
    StageItem publish(Setting setting, Part part) {
      long[] offset = offsets.value();
      int at = part.node() - first;
      if (offset[at + 1] - offset[at] != part.vertexCount()) {
        throw new IllegalStateException(
            "part %s has %d vertices, but had %d when it was sealed"
                .formatted(part.name(), part.vertexCount(), offset[at + 1] - offset[at]));
      }
      String digest = PartDigest.of(part);
      String file = OutputOptions.PARTS + "/" + part.name() + ".h5";
      double[] bounds = PartFile.bounds(part.vertices());
      try {
        OutputDir.of(out, hadoop.value().value())
            .writeLocally(
                file, path -> PartFile.write(path, part, new PartFile.Label(digest, deflate)));
        return new StageItem.PublishedPart(
            part.node(),
            new Manifest.Part(
                part.id(),
                part.node(),
                part.name(),
                file,
                part.kind().name().toLowerCase(Locale.ROOT),
                offset[at],
                part.vertexCount(),
                part.faceCount(),
                new Manifest.Extent(bounds[0], bounds[1], bounds[2], bounds[3]),
                digest));
      } catch (IOException e) {
        throw OutputDir.unwritable(out, e);
      }
    }
  }
}
