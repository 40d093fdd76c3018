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
  private final String folder;
  private final String name;
  private final String prefix;

  private HadoopTarget(OutputDir out, String folder, String name) {
    this.out = out;
    this.folder = folder;
    this.name = name;
    this.prefix = "." + name + "." + UUID.randomUUID() + ".";
  }

  static HadoopTarget in(OutputDir out, String file) throws IOException {
    out.make();
    int end = file.lastIndexOf('/') + 1;
    return new HadoopTarget(out, file.substring(0, end), file.substring(end));
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
    return new PieceWriter(folder + prefix);
  }

  @Override
  public void complete(List<String> receipts) throws IOException {
    if (!out.traits().concatenates() || !joined(receipts)) {
      out.write(
          folder + name,
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
      out.concatenate(folder + name, receipts);
      return true;
    } catch (IOException e) {
      for (String piece : receipts) {
        if (!out.exists(piece)) {
          throw e;
        }
      }
      LOG.warn("the pieces of {}/{} are copied, for: {}", out, folder + name, e.getMessage());
      return false;
    }
  }

  @Override
  public void close() throws IOException {
    for (OutputDir.Entry entry : out.list(folder)) {
      String there = entry.name();
      // With a dot before it, what a task was writing when it was killed.
      boolean ours = there.startsWith(prefix) || there.startsWith("." + prefix);
      if (ours && !entry.folder()) {
        out.delete(folder + there);
      }
    }
  }
}
