package io.citymesh.format;

import io.citymesh.output.OutputDir;
import java.io.IOException;
import java.io.Serializable;
import java.util.List;

/**
 * Writes all that some parts give to the local files of a format, each share at its position: a
 * part is read once.
 *
 * @param files the temporary names of the format's files
 * @param parts in the order in which they are written
 */
record PartsTask(List<String> files, List<PartShares> parts) implements FormatTask {

  /**
   * The shares of a part.
   *
   * @param number of the part, in vertex order
   * @param shares in the order of the files
   */
  record PartShares(int number, List<Layout.PlacedShare> shares) implements Serializable {
    long length() {
      return shares.stream().mapToLong(placed -> placed.share().length()).sum();
    }
  }

  @Override
  public String write(PartFormat format, MeshParts mesh, OutputDir directory, OutputDir out)
      throws IOException {
    PartFormat.Writers writers = format.writers();
    try (LocalTarget.Positions target = new LocalTarget.Positions(files)) {
      for (PartShares each : parts) {
        FormatPart.read(
            directory,
            mesh,
            each.number,
            part -> {
              PartFormat.ShareWriter writer = writers.shares(part);
              for (Layout.PlacedShare placed : each.shares) {
                ByteSink sink = target.at(placed.file(), placed.position());
                PieceTask.write(format, writer, part, placed.share(), sink);
              }
              return null;
            });
      }
      target.flush();
    }
    return "";
  }
}
