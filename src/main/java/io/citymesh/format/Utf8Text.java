package io.citymesh.format;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A text that grows, as the bytes of its UTF-8. */
final class Utf8Text {
  /** The most bytes that a whole number takes, with a comma. */
  private static final int LONGEST = 21;

  /** The digits of 00 to 99. */
  private static final byte[] PAIRS = new byte[200];

  static {
    for (int i = 0; i < 100; i++) {
      PAIRS[2 * i] = (byte) ('0' + i / 10);
      PAIRS[2 * i + 1] = (byte) ('0' + i % 10);
    }
  }

  private byte[] bytes;
  private int size;

  Utf8Text() {
    this(1024);
  }

  /**
   * @param room bytes that there is room for without growing
   */
  Utf8Text(int room) {
    bytes = new byte[room];
  }

  /** Adds a text. */
  Utf8Text add(String text) {
    byte[] more = text.getBytes(StandardCharsets.UTF_8);
    reserve(more.length);
    System.arraycopy(more, 0, bytes, size, more.length);
    size += more.length;
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
    size = put(bytes, size, number);
    return this;
  }

  /**
   * Adds whole numbers in brackets, with commas between them.
   *
   * @param numbers one at least
   */
  Utf8Text addList(int... numbers) {
    reserve(Math.addExact(2, Math.multiplyExact(LONGEST, numbers.length)));
    byte[] to = bytes;
    int at = size;
    to[at++] = '[';
    for (int number : numbers) {
      at = put(to, at, number);
      to[at++] = ',';
    }
    to[at - 1] = ']';
    size = at;
    return this;
  }

  /**
   * Adds three whole numbers in brackets, with commas between them.
   *
   * @param x like the others not the least of all
   */
  Utf8Text addList(long x, long y, long z) {
    reserve(2 + 3 * LONGEST);
    byte[] to = bytes;
    int at = size;
    to[at++] = '[';
    at = put(to, at, x);
    to[at++] = ',';
    at = put(to, at, y);
    to[at++] = ',';
    at = put(to, at, z);
    to[at++] = ']';
    size = at;
    return this;
  }

  /** Puts a number, and returns the place behind it. */
  private static int put(byte[] to, int start, long number) {
    int at = start;
    long left = number;
    if (left < 0) {
      to[at++] = '-';
      left = -left;
    }
    if (left <= Integer.MAX_VALUE) {
      return putDigits(to, at, (int) left);
    }
    int end = at + Decimal.digits(left);
    for (int digit = end; digit > at; left /= 10) {
      to[--digit] = (byte) ('0' + left % 10);
    }
    return end;
  }

  /** Puts a number of 0 or more, two digits at a time. */
  private static int putDigits(byte[] to, int start, int number) {
    int end = start + digits(number);
    int at = end;
    int left = number;
    for (; left >= 100; left /= 100) {
      int pair = 2 * (left % 100);
      to[--at] = PAIRS[pair + 1];
      to[--at] = PAIRS[pair];
    }
    to[--at] = PAIRS[2 * left + 1];
    if (left >= 10) {
      to[--at] = PAIRS[2 * left];
    }
    return end;
  }

  private static int digits(int number) {
    int digits = 1;
    int left = number;
    if (left >= 100_000) {
      digits += 5;
      left /= 100_000;
    }
    if (left >= 100) {
      return digits + (left >= 10_000 ? 4 : left >= 1_000 ? 3 : 2);
    }
    return digits + (left >= 10 ? 1 : 0);
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
