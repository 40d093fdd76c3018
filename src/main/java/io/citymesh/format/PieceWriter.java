package io.citymesh.format;

import io.citymesh.output.OutputDir;
import java.io.IOException;
import java.io.OutputStream;

/** Writes a piece of a file: what is known of it, and the shares of its parts. */
final class PieceWriter {
  private PieceWriter() {}

  /**
   * Writes a piece, part by part.
   *
   * @param parts the output directory with the parts
   */
  static void write(
      Layout.Piece piece, PartFormat format, MeshParts mesh, OutputDir parts, OutputStream stream)
      throws IOException {
    ByteSink out = new ByteSink(stream);
    for (Layout.Run run : piece.runs()) {
      if (run instanceof Layout.Bytes known) {
        out.put(known.bytes());
      } else if (run instanceof Layout.PartsRun shares) {
        for (int i = 0; i < shares.ends().length; i++) {
          write(format, mesh, parts, shares.firstPart() + i, shares.share(i), out);
        }
      }
    }
    out.flush();
  }

  private static void write(
      PartFormat format,
      MeshParts mesh,
      OutputDir parts,
      int number,
      Layout.Share share,
      ByteSink out)
      throws IOException {
    if (share.length() == 0) {
      return;
    }
    long before = out.written();
    FormatPart.read(
        parts,
        mesh,
        number,
        part -> {
          format.write(share, part, out);
          return null;
        });
    long written = out.written() - before;
    if (written != share.length()) {
      throw new IOException(
          "%s: gives %d bytes to a section of %s where %d were expected"
              .formatted(mesh.files().get(number), written, format.name(), share.length()));
    }
  }
}
