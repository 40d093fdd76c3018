package io.citymesh.output;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Abortable;
import org.apache.hadoop.fs.CommonPathCapabilities;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.StreamCapabilities;
import org.apache.hadoop.util.Progressable;

/**
 * An object store on the local disk, under the scheme {@code drawn}: a file appears when it is
 * closed, an upload can be given up, and there is no rename.
 */
public final class DrawnStore extends RawLocalFileSystem {
  /** What was asked of the store, such as {@code close a}, in order. */
  static final List<String> ASKED = new ArrayList<>();

  /** Whether a close fails, as it does when the last part of an upload does not arrive. */
  static boolean failing;

  /** A configuration that knows the store. */
  public static Configuration configuration() {
    Configuration hadoop = new Configuration(false);
    hadoop.setClass("fs.drawn.impl", DrawnStore.class, FileSystem.class);
    ASKED.clear();
    failing = false;
    return hadoop;
  }

  @Override
  public URI getUri() {
    return URI.create("drawn:///");
  }

  @Override
  public boolean hasPathCapability(Path path, String capability) {
    return capability.equals(CommonPathCapabilities.ABORTABLE_STREAM);
  }

  @Override
  public boolean rename(Path from, Path to) {
    throw new AssertionError("a store has no rename: " + from);
  }

  @Override
  public FSDataOutputStream create(
      Path path,
      boolean overwrite,
      int buffer,
      short replication,
      long block,
      Progressable progress)
      throws IOException {
    if (!overwrite && exists(path)) {
      throw new IOException("412 Precondition Failed");
    }
    ASKED.add("open " + path.getName());
    return new FSDataOutputStream(new Upload(path), null);
  }

  private final class Upload extends OutputStream implements Abortable, StreamCapabilities {
    private final Path path;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private boolean over;

    Upload(Path path) {
      this.path = path;
    }

    @Override
    public void write(int value) {
      bytes.write(value);
    }

    @Override
    public boolean hasCapability(String capability) {
      return capability.equals(CommonPathCapabilities.ABORTABLE_STREAM);
    }

    @Override
    public AbortableResult abort() {
      ASKED.add("abort " + path.getName());
      over = true;
      return new AbortableResult() {
        @Override
        public boolean alreadyClosed() {
          return false;
        }

        @Override
        public IOException anyCleanupException() {
          return null;
        }
      };
    }

    @Override
    public void close() throws IOException {
      if (over) {
        return;
      }
      over = true;
      if (failing) {
        throw new IOException("503 Slow Down");
      }
      ASKED.add("close " + path.getName());
      try (OutputStream file =
          DrawnStore.super.create(path, true, 4096, (short) 1, 1L << 20, null)) {
        bytes.writeTo(file);
      }
    }
  }
}
