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
 *   <li>{@link #write} writes a share, on an executor, which knows its place from the lengths.
 * </ol>
 */
public non-sealed interface PartFormat extends Format {

  /** How many numbers the layout needs of each part beside its counts. */
  default int measures() {
    return 0;
  }

  /** The numbers that the layout needs of a part. */
  default long[] measure(FormatPart part) throws IOException {
    return new long[0];
  }

  /**
   * The sections of the files.
   *
   * @param mesh the parts with their counts
   * @param measures of each part, in the parts' order; empty if {@link #measures} is 0
   * @param files the names that {@link #files(String)} gives
   * @return a layout for each file, in their order
   * @throws io.citymesh.report.UserError if the format cannot hold the mesh
   */
  List<Layout> layout(MeshParts mesh, long[][] measures, List<String> files) throws IOException;

  /**
   * Writes a part's share of a section, which has the length that the layout says.
   *
   * @param share which
   */
  void write(Layout.Share share, FormatPart part, ByteSink out) throws IOException;
}
