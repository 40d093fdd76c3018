package io.citymesh.format;

import io.citymesh.output.OutputDir;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Locale;

/** A piece has the length that its place says. */
final class Pieces {
  private Pieces() {}

  /**
   * @param length how long the piece becomes with what is about to be written
   */
  private static void requireRoom(TargetFile.Place place, long length) throws IOException {
    if (length > place.length()) {
      throw new IOException(
          "piece " + place.number() + " is longer than its " + place.length() + " bytes");
    }
  }

  private static void requireWhole(TargetFile.Place place, long length) throws IOException {
    if (length != place.length()) {
      throw new IOException(
          String.format(
              Locale.ROOT, "piece %d has %d bytes of %d", place.number(), length, place.length()));
    }
  }

  /** Writes a piece to a stream, and checks its length. */
  static void write(TargetFile.Place place, OutputDir.Content content, OutputStream out)
      throws IOException {
    Counted counted = new Counted(place, out);
    content.writeTo(counted);
    requireWhole(place, counted.written);
  }

  private static final class Counted extends OutputStream {
    private final TargetFile.Place place;
    private final OutputStream out;
    private long written;

    Counted(TargetFile.Place place, OutputStream out) {
      this.place = place;
      this.out = out;
    }

    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int count) throws IOException {
      requireRoom(place, written + count);
      out.write(bytes, offset, count);
      written += count;
    }
  }
}
