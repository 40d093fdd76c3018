package io.citymesh.format;

import io.citymesh.output.OutputDir;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Locale;

/**
 * Writes a piece of a file: what is known of it, and the shares of its parts.
 *
 * @param file which of the format's files it belongs to
 */
record PieceTask(int file, TargetFile.Writer writer, Layout.Piece piece) implements FormatTask {
  @Override
  public String write(PartFormat format, MeshParts mesh, OutputDir parts, OutputDir out)
      throws IOException {
    return writer.write(out, piece.place(), stream -> write(format, mesh, parts, stream));
  }

  /** Writes it to a stream, part by part. */
  void write(PartFormat format, MeshParts mesh, OutputDir parts, OutputStream stream)
      throws IOException {
    ByteSink out = new ByteSink(stream);
    PartFormat.Writers writers = format.writers();
    for (Layout.Run run : piece.runs()) {
      if (run instanceof Layout.Bytes known) {
        out.put(known.bytes());
      } else if (run instanceof Layout.PartsRun shares) {
        for (int i = 0; i < shares.ends().length; i++) {
          Layout.Share share = shares.share(i);
          if (share.length() > 0) {
            FormatPart.read(
                parts,
                mesh,
                shares.firstPart() + i,
                part -> {
                  write(format, writers.shares(part), part, share, out);
                  return null;
                });
          }
        }
      }
    }
    out.flush();
  }

  /**
   * Writes a share of a part.
   *
   * @param shares of the part
   * @throws IOException if it has another length than the layout says
   */
  static void write(
      PartFormat format,
      PartFormat.ShareWriter shares,
      FormatPart part,
      Layout.Share share,
      ByteSink out)
      throws IOException {
    long before = out.written();
    shares.write(share, out);
    long written = out.written() - before;
    if (written != share.length()) {
      throw new IOException(
          String.format(
              Locale.ROOT,
              "%s: gives %d bytes to a section of %s where %d were expected",
              part.file(),
              written,
              format.name(),
              share.length()));
    }
  }
}
