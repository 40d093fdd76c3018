package io.citymesh.format;

import io.citymesh.output.OutputDir;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A file on any other file system that Hadoop knows: each piece is a file beside it. HDFS joins
 * them without reading them; elsewhere the driver strings them together, a buffer at a time.
 */
final class HadoopTarget implements TargetFile {
  private static final Logger LOG = LoggerFactory.getLogger(HadoopTarget.class);

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
    if (!out.traits().concatenates() || !joined(receipts)) {
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
  }

  /**
   * Joins the pieces; false if HDFS will not, as in an encryption zone, and they must be copied.
   */
  private boolean joined(List<String> receipts) throws IOException {
    try {
      out.concatenate(file, receipts);
      return true;
    } catch (IOException e) {
      for (String piece : receipts) {
        if (!out.exists(piece)) {
          throw e;
        }
      }
      LOG.warn("the pieces of {}/{} are copied, for: {}", out, file, e.getMessage());
      return false;
    }
  }

  @Override
  public void close() throws IOException {
    for (OutputDir.Entry entry : out.list("")) {
      String name = entry.name();
      // With a dot before it, what a task was writing when it was killed.
      boolean ours = name.startsWith(prefix) || name.startsWith("." + prefix);
      if (ours && !entry.folder()) {
        out.delete(name);
      }
    }
  }
}
