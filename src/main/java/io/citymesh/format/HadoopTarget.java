package io.citymesh.format;

import io.citymesh.output.OutputDir;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.UUID;

/**
 * A file on any other file system that Hadoop knows: each piece is a file beside it, which the
 * driver strings together, a buffer at a time.
 */
final class HadoopTarget implements TargetFile {
  private final OutputDir out;
  private final String file;
  private final String prefix;

  private HadoopTarget(OutputDir out, String file, String prefix) {
    this.out = out;
    this.file = file;
    this.prefix = prefix;
  }

  static HadoopTarget in(OutputDir out, String file) throws IOException {
    out.make();
    return new HadoopTarget(out, file, "." + file + "." + UUID.randomUUID() + ".");
  }

  /** Writes files whose names nobody else has: another attempt's piece is left alone. */
  private record PieceWriter(String prefix) implements Writer {
    @Override
    public String write(OutputDir out, Place place, OutputDir.Content content) throws IOException {
      String name = prefix + place.number() + "." + UUID.randomUUID();
      out.write(name, stream -> Pieces.write(place, content, stream));
      return name;
    }
  }

  @Override
  public Writer writer() {
    return new PieceWriter(prefix);
  }

  @Override
  public void complete(List<String> receipts) throws IOException {
    out.write(
        file,
        stream -> {
          for (String piece : receipts) {
            try (InputStream in = out.open(piece)) {
              in.transferTo(stream);
            }
          }
        });
  }

  @Override
  public void close() throws IOException {
    for (OutputDir.Entry entry : out.list("")) {
      if (entry.name().startsWith(prefix) && !entry.folder()) {
        out.delete(entry.name());
      }
    }
  }
}
