package io.citymesh.format;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A text that grows, as the bytes of its UTF-8. */
final class Utf8Text {
  /** The most bytes that a whole number takes, with a comma. */
  private static final int LONGEST = 21;

  /** Eight bytes of a text as a number, the first the lowest. */
  private static final VarHandle EIGHT_BYTES =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private static final int EIGHT_DIGITS = 100_000_000;
  private static final long EIGHT_ZEROS = 0x3030_3030_3030_3030L;

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

  /**
   * Puts a number of 0 or more, with up to eight bytes of no meaning behind it, for which there
   * must be room.
   */
  private static int putDigits(byte[] to, int start, int number) {
    if (number >= EIGHT_DIGITS) {
      int at = putDigits(to, start, number / EIGHT_DIGITS);
      EIGHT_BYTES.set(to, at, digits(number % EIGHT_DIGITS) + EIGHT_ZEROS);
      return at + 8;
    }
    // Without a branch for each length, which would be guessed wrong too often.
    long digits = digits(number);
    int leading = Math.min(7, Long.numberOfTrailingZeros(digits) >>> 3);
    EIGHT_BYTES.set(to, start, (digits >>> 8 * leading) + EIGHT_ZEROS);
    return start + 8 - leading;
  }

  /**
   * The eight digits of a number, the first in the lowest byte: it is cut in half, and each half
   * again, side by side.
   *
   * @param number of at most eight digits
   */
  private static long digits(int number) {
    long high = number / 10_000;
    long fours = high | number - 10_000 * high << 32;
    long hundreds = fours * 10_486 >>> 20 & 0x7F_0000_007FL;
    long pairs = hundreds | fours - 100 * hundreds << 16;
    long tens = pairs * 103 >>> 10 & 0x000F_000F_000F_000FL;
    return tens | pairs - 10 * tens << 8;
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
