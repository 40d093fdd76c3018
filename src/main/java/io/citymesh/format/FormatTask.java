package io.citymesh.format;

import io.citymesh.output.OutputDir;
import java.io.IOException;
import java.io.Serializable;

/** What one task writes of a format's files. */
public sealed interface FormatTask extends Serializable permits PieceTask, PartsTask {
  /**
   * Writes it, on an executor.
   *
   * @param parts the output directory with the parts
   * @param out the directory of the files
   * @return a receipt
   */
  String write(PartFormat format, MeshParts mesh, OutputDir parts, OutputDir out)
      throws IOException;
}
