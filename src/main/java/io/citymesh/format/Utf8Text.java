package io.citymesh.format;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A text that grows, as the bytes of its UTF-8. */
final class Utf8Text {
  /** The most bytes that a whole number takes. */
  private static final int LONGEST = 20;

  private byte[] bytes = new byte[1024];
  private int size;

  /** Adds a text. */
  Utf8Text add(String text) {
    byte[] more = text.getBytes(StandardCharsets.UTF_8);
    reserve(more.length);
    System.arraycopy(more, 0, bytes, size, more.length);
    size += more.length;
    return this;
  }

  /** Adds another text. */
  Utf8Text add(Utf8Text text) {
    reserve(text.size);
    System.arraycopy(text.bytes, 0, bytes, size, text.size);
    size += text.size;
    return this;
  }

  /** Adds a character of ASCII. */
  Utf8Text add(char character) {
    reserve(1);
    bytes[size++] = (byte) character;
    return this;
  }

  /**
   * Adds the digits of a whole number, with a sign if it is negative.
   *
   * @param number not the least of all
   */
  Utf8Text add(long number) {
    reserve(LONGEST);
    long left = Math.abs(number);
    if (number < 0) {
      bytes[size++] = '-';
    }
    int end = size + Decimal.digits(left);
    int at = end;
    for (; left > Integer.MAX_VALUE; left /= 10) {
      bytes[--at] = (byte) ('0' + left % 10);
    }
    for (int rest = (int) left; at > size; rest /= 10) {
      bytes[--at] = (byte) ('0' + rest % 10);
    }
    size = end;
    return this;
  }

  /** Removes the last byte. */
  Utf8Text cut() {
    size--;
    return this;
  }

  /** The bytes, copied. */
  byte[] toBytes() {
    return Arrays.copyOf(bytes, size);
  }

  private void reserve(int more) {
    if (more > bytes.length - size) {
      int doubled = (int) Math.min(2L * bytes.length, Integer.MAX_VALUE - 8);
      bytes = Arrays.copyOf(bytes, Math.max(doubled, Math.addExact(size, more)));
    }
  }
}
