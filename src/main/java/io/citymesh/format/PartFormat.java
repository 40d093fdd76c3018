package io.citymesh.format;

import java.io.IOException;
import java.util.List;

/**
 * A format whose files are sections, to each of which every part of the mesh gives its share. How
 * long a share is follows from the part's counts, or from a few numbers that are measured before.
 *
 * <ol>
 *   <li>{@link #measure} is asked for each part, on the executors, if {@link #measures} says so.
 *   <li>{@link #layout} lists the sections of each file, with the lengths of all shares: on the
 *       driver, a number a part and section.
 *   <li>{@link #shares} writes the shares of a part, on an executor, which knows their places from
 *       the lengths.
 * </ol>
 */
public non-sealed interface PartFormat extends Format {

  /**
   * Whether its files list vertices for the faces of the surface alone: then a mesh that is filled
   * with cells comes as {@link MeshParts#ofSurface}.
   */
  default boolean listsSurface() {
    return false;
  }

  /** How many numbers the layout needs of each part beside its counts. */
  default int measures(MeshParts mesh) {
    return 0;
  }

  /** Whether a part has the numbers ready, so that it takes no look at its arrays to measure it. */
  default boolean measuresAtOnce() {
    return false;
  }

  /** The numbers that the layout needs of a part. */
  default long[] measure(FormatPart part) throws IOException {
    return new long[0];
  }

  /** What measures the parts of a task: it may keep between them what all of them need. */
  default FormatPart.Reader<long[]> measurer() {
    return this::measure;
  }

  /**
   * The sections of the files.
   *
   * @param mesh the parts with their counts
   * @param measures of each part, in the parts' order; empty if {@link #measures} is 0
   * @param files the names that {@link #files} gives
   * @return a layout for each file, in their order
   * @throws io.citymesh.report.UserError if the format cannot hold the mesh
   */
  List<Layout> layout(MeshParts mesh, long[][] measures, List<String> files) throws IOException;

  /**
   * What writes the shares of a part. It may keep between them what several need; they come in the
   * order of the files.
   *
   * @param part is open until the last of them is written
   */
  ShareWriter shares(FormatPart part) throws IOException;

  /** What writes the shares of the parts of a task, of one after the other. */
  default Writers writers() {
    return this::shares;
  }

  /** Writes shares of parts, one after the other: it may use again what it has made for a part. */
  @FunctionalInterface
  interface Writers {
    /** As {@link PartFormat#shares}; what it gave before is no longer asked. */
    ShareWriter shares(FormatPart part) throws IOException;
  }

  /** Writes shares of one part. */
  @FunctionalInterface
  interface ShareWriter {
    /** Writes a share, which has the length that the layout says. */
    void write(Layout.Share share, ByteSink out) throws IOException;
  }
}
