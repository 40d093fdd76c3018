package io.citymesh.vector;

import io.citymesh.geo.PackedFootprint;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Iterator;
import java.util.NoSuchElementException;

/**
 * What reading makes: many features in one array of bytes, which costs next to nothing to keep and
 * to send; and at the end of each piece of an input a block with its summary, so that one pass over
 * the input tells the driver all it must check.
 *
 * <p>The bytes, big-endian: the kind as int8, the number of the input as int32; then, after their
 * lengths as int32, of each footprint its packed bytes and its kept values (length -1 for none), of
 * each rejected feature its id and the reason, or the rest is one text.
 *
 * @param bytes as above; not to be changed
 */
record FeatureBlock(byte[] bytes) implements Serializable {
  /** What a block holds. */
  enum Kind {
    FOOTPRINTS,
    REJECTED,
    /** A {@link FootprintSummary} as JSON. */
    SUMMARY,
    /** Why the input cannot be read, for the user. */
    ERROR,
    /** A {@link PieceBorder} as JSON. */
    BORDER
  }

  private static final Kind[] KINDS = Kind.values();
  private static final int HEADER = Byte.BYTES + Integer.BYTES;

  /** The summary of a piece of an input. */
  static FeatureBlock summary(FootprintSummary summary) {
    return text(Kind.SUMMARY, summary.source, summary.json());
  }

  /**
   * An input that cannot be read.
   *
   * @param message for the user
   * @param source number of the input
   */
  static FeatureBlock error(String message, int source) {
    return text(Kind.ERROR, source, message);
  }

  /** Where a piece of an input begins and ends. */
  static FeatureBlock border(PieceBorder border, int source) {
    return text(Kind.BORDER, source, border.json());
  }

  /** Whether it holds no features, but says something of them. */
  boolean isNote() {
    return kind().compareTo(Kind.SUMMARY) >= 0;
  }

  private static FeatureBlock text(Kind kind, int source, String text) {
    return new Builder(kind, source).putText(text).block();
  }

  Kind kind() {
    return KINDS[bytes[0]];
  }

  /** The number of the input. */
  int source() {
    return ByteBuffer.wrap(bytes).getInt(1);
  }

  /** The text of a block of this kind, see {@link Kind}. */
  String note() {
    return new String(bytes, HEADER, bytes.length - HEADER, StandardCharsets.UTF_8);
  }

  /** The footprints in it, in the order in which they were put. */
  Iterator<NamedFootprint> footprints() {
    return new Parts<>(kind() == Kind.FOOTPRINTS) {
      @Override
      NamedFootprint part() {
        return new NamedFootprint(new PackedFootprint(bytes()), text());
      }
    };
  }

  /** The rejected features in it, in the order in which they were put. */
  Iterator<RejectedFeature> rejected() {
    return new Parts<>(kind() == Kind.REJECTED) {
      @Override
      RejectedFeature part() {
        return new RejectedFeature(text(), text());
      }
    };
  }

  /** What stands in the bytes, from the first to the last. */
  private abstract class Parts<T> implements Iterator<T> {
    private int at;

    Parts(boolean any) {
      at = any ? HEADER : bytes.length;
    }

    abstract T part();

    /** The next array of bytes; null if there is none in its place. */
    byte[] bytes() {
      int length = ByteBuffer.wrap(bytes).getInt(at);
      at += Integer.BYTES;
      if (length < 0) {
        return null;
      }
      at += length;
      return Arrays.copyOfRange(bytes, at - length, at);
    }

    String text() {
      byte[] text = bytes();
      return text == null ? null : new String(text, StandardCharsets.UTF_8);
    }

    @Override
    public boolean hasNext() {
      return at < bytes.length;
    }

    @Override
    public T next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      return part();
    }
  }

  /** Puts the bytes of a block together. */
  static final class Builder {
    private final Kind kind;
    private final int source;
    private byte[] bytes = new byte[1 << 10];
    private int length;

    Builder(Kind kind, int source) {
      this.kind = kind;
      this.source = source;
      clear();
    }

    private void clear() {
      length = 0;
      put((byte) kind.ordinal());
      putInt(source);
    }

    private void reserve(int more) {
      if (bytes.length - length < more) {
        bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, Math.addExact(length, more)));
      }
    }

    private void put(byte value) {
      reserve(1);
      bytes[length++] = value;
    }

    private void putInt(int value) {
      reserve(Integer.BYTES);
      ByteBuffer.wrap(bytes).putInt(length, value);
      length += Integer.BYTES;
    }

    private void put(byte[] values) {
      reserve(values.length);
      System.arraycopy(values, 0, bytes, length, values.length);
      length += values.length;
    }

    private void putMeasured(byte[] values) {
      putInt(values.length);
      put(values);
    }

    private void putMeasured(String text) {
      if (text == null) {
        putInt(-1);
      } else {
        putMeasured(text.getBytes(StandardCharsets.UTF_8));
      }
    }

    private Builder putText(String text) {
      put(text.getBytes(StandardCharsets.UTF_8));
      return this;
    }

    void add(PackedFootprint footprint, String kept) {
      putMeasured(footprint.bytes());
      putMeasured(kept);
    }

    void add(RejectedFeature feature) {
      putMeasured(feature.id());
      putMeasured(feature.reason());
    }

    /** Bytes so far. */
    int length() {
      return length;
    }

    boolean isEmpty() {
      return length == HEADER;
    }

    /** All that was put since the last block was made. */
    FeatureBlock block() {
      FeatureBlock block = new FeatureBlock(Arrays.copyOf(bytes, length));
      clear();
      return block;
    }
  }
}
