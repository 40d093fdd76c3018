package io.citymesh.vector;

import com.fasterxml.jackson.core.io.NumberInput;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * JSON as bytes in a window that moves over a stream, and what can be said of it without a tree of
 * values. It is at least as strict as the parser whose place it takes: where it is not sure, it
 * says so, and that parser decides. Values of doubtful size count as not sure. Mutable.
 */
final class JsonBytes {
  /** What stands here is perhaps no JSON, or too large: somebody else has to decide. */
  static final class Unsure extends Exception {
    private static final long serialVersionUID = 1L;

    Unsure() {
      super(null, null, false, false);
    }
  }

  /** The window ends within a value, and the stream goes on. */
  static final class More extends Exception {
    private static final long serialVersionUID = 1L;

    More() {
      super(null, null, false, false);
    }
  }

  private static final Unsure UNSURE = new Unsure();
  private static final More MORE = new More();

  /** RFC 8142 puts this before each feature of a sequence. */
  private static final int RECORD_SEPARATOR = 0x1e;

  private static final int DEEPEST = 200;
  private static final int LONGEST_NUMBER = 400;
  private static final int LONGEST_TEXT = 1 << 20;

  /** A value larger than this is not held in the window. */
  private static final int LARGEST = 1 << 26;

  private static final long EXACT = 1L << 53;

  /** The powers of ten that a double has without rounding. */
  private static final double[] TENS = {
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16,
    1e17, 1e18, 1e19, 1e20, 1e21, 1e22
  };

  private final InputStream in;

  /** Behind the last byte of the window stands a zero, which is no JSON anywhere. */
  private byte[] bytes;

  private int limit;
  private boolean whole;

  /** Where the next value is read. */
  int at;

  /** Whether the text that was read last has escapes, or other letters than those of ASCII. */
  boolean escaped;

  boolean foreign;

  /** Whether the number that was read last is whole, and what it is. */
  boolean integer;

  /** Bytes of the stream before the window. */
  private long before;

  JsonBytes(InputStream in, long before, int size) {
    this.in = in;
    this.before = before;
    this.bytes = new byte[size + 1];
  }

  /** The byte at a place of the window. */
  byte get(int place) {
    return bytes[place];
  }

  /** Where a place of the window is in the stream. */
  long offset(int place) {
    return before + place;
  }

  /** Whether so many bytes of the window are these. */
  boolean equal(int from, int to, byte[] other) {
    return Arrays.equals(bytes, from, to, other, 0, other.length);
  }

  byte[] copy(int from, int to) {
    return Arrays.copyOfRange(bytes, from, to);
  }

  /** The window's bytes; not to be changed. */
  byte[] bytes() {
    return bytes;
  }

  /**
   * Reads on; the bytes before a place are not needed any more, and that place becomes the first.
   */
  void read(int keep) throws IOException, Unsure {
    if (keep > 0) {
      System.arraycopy(bytes, keep, bytes, 0, limit - keep);
      limit -= keep;
      before += keep;
      at -= keep;
    }
    if (limit == bytes.length - 1) {
      if (limit >= LARGEST) {
        throw UNSURE;
      }
      bytes = Arrays.copyOf(bytes, 2 * limit + 1);
    }
    int n = in.read(bytes, limit, bytes.length - 1 - limit);
    if (n < 0) {
      whole = true;
    } else {
      limit += n;
    }
    bytes[limit] = 0;
  }

  /** Ends reading at a byte that does not belong where it stands. */
  private void wrong(int place) throws More, Unsure {
    if (place == limit && !whole) {
      throw MORE;
    }
    throw UNSURE;
  }

  Unsure unsure() {
    return UNSURE;
  }

  // ---- tokens

  /** Whether nothing but blanks is left; else the next byte is no blank. */
  boolean isAtEnd() throws More {
    blanks();
    if (at < limit) {
      return false;
    }
    if (!whole) {
      throw MORE;
    }
    return true;
  }

  void blanks() {
    int b = bytes[at];
    while (b == ' ' || b == '\n' || b == '\r' || b == '\t' || b == RECORD_SEPARATOR) {
      b = bytes[++at];
    }
  }

  /** The next byte that is no blank; it is still to be read. */
  byte peek() throws More {
    blanks();
    if (at == limit && !whole) {
      throw MORE;
    }
    return bytes[at];
  }

  /** Reads a byte after blanks that must be there. */
  void expect(int wanted) throws More, Unsure {
    blanks();
    if (bytes[at] != wanted) {
      wrong(at);
    }
    at++;
  }

  /**
   * Reads on in an object or array, behind a value of it.
   *
   * @return whether there is a comma; else it ends
   */
  boolean goesOn(int end) throws More, Unsure {
    blanks();
    int b = bytes[at];
    if (b != ',' && b != end) {
      wrong(at);
    }
    at++;
    return b == ',';
  }

  /** Reads a text from its first quote to its last; returns the place after its first quote. */
  int text() throws More, Unsure {
    expect('"');
    int start = at;
    int p = at;
    escaped = false;
    foreign = false;
    while (true) {
      int b = bytes[p];
      while (b >= ' ' && b != '"' && b != '\\') {
        b = bytes[++p];
      }
      if (b == '"') {
        break;
      } else if (b == '\\') {
        escaped = true;
        p = escape(p + 1);
      } else if (b < 0) {
        foreign = true;
        p = foreign(p);
      } else {
        wrong(p);
      }
    }
    if (p - start > LONGEST_TEXT) {
      throw UNSURE;
    }
    at = p + 1;
    return start;
  }

  /** Behind a backslash. */
  private int escape(int p) throws More, Unsure {
    switch (bytes[p]) {
      case '"', '\\', '/', 'b', 'f', 'n', 'r', 't' -> {
        return p + 1;
      }
      case 'u' -> {
        for (int i = 1; i <= 4; i++) {
          if (Character.digit(bytes[p + i], 16) < 0) {
            wrong(p + i);
          }
        }
        return p + 5;
      }
      default -> {
        wrong(p);
        return p;
      }
    }
  }

  /** A letter of several bytes, as UTF-8 has it and not longer than it must be. */
  private int foreign(int p) throws More, Unsure {
    int b = bytes[p] & 0xff;
    int more =
        b >= 0xc2 && b < 0xe0 ? 1 : b >= 0xe0 && b < 0xf0 ? 2 : b >= 0xf0 && b < 0xf5 ? 3 : 0;
    if (more == 0) {
      throw UNSURE;
    }
    for (int i = 1; i <= more; i++) {
      if ((bytes[p + i] & 0xc0) != 0x80) {
        wrong(p + i);
      }
    }
    int second = bytes[p + 1] & 0xff;
    boolean bad =
        (b == 0xe0 && second < 0xa0)
            || (b == 0xed && second >= 0xa0)
            || (b == 0xf0 && second < 0x90)
            || (b == 0xf4 && second >= 0x90);
    if (bad) {
      throw UNSURE;
    }
    return p + 1 + more;
  }

  /** Reads a number, also one that is not finite in double precision. */
  double number() throws More, Unsure {
    blanks();
    int start = at;
    int p = at;
    int b = bytes[p];
    boolean negative = b == '-';
    if (negative) {
      b = bytes[++p];
    }
    if (!isDigit(b)) {
      wrong(p);
    }
    long digits = 0;
    int count = 0; // Of digits from the first that is no zero.
    int first = p;
    while (isDigit(b)) {
      if (count < 18) {
        digits = 10 * digits + (b - '0');
      }
      count += digits == 0 ? 0 : 1;
      b = bytes[++p];
    }
    if (bytes[first] == '0' && p > first + 1) {
      throw UNSURE;
    }
    integer = true;
    int exponent = 0;
    if (b == '.') {
      integer = false;
      int point = p;
      b = bytes[++p];
      if (!isDigit(b)) {
        wrong(p);
      }
      while (isDigit(b)) {
        if (count < 18) {
          digits = 10 * digits + (b - '0');
        }
        count += digits == 0 ? 0 : 1;
        b = bytes[++p];
      }
      exponent = point + 1 - p;
    }
    boolean plain = count <= 18;
    if (b == 'e' || b == 'E') {
      integer = false;
      plain = false;
      b = bytes[++p];
      if (b == '+' || b == '-') {
        b = bytes[++p];
      }
      if (!isDigit(b)) {
        wrong(p);
      }
      while (isDigit(b)) {
        b = bytes[++p];
      }
    }
    if (p == limit && !whole) {
      throw MORE;
    }
    if (p - start > LONGEST_NUMBER) {
      throw UNSURE;
    }
    at = p;
    if (plain && digits <= EXACT && exponent >= -22) {
      // Both are exact, so their quotient is rounded once.
      double value = digits / TENS[-exponent];
      return negative && !(integer && digits == 0) ? -value : value;
    }
    if (plain && integer) {
      return negative ? -digits : digits;
    }
    return NumberInput.parseDouble(
        new String(bytes, start, p - start, StandardCharsets.ISO_8859_1), true);
  }

  private static boolean isDigit(int b) {
    return b >= '0' && b <= '9';
  }

  /** Reads one of JSON's words: true, false, null. */
  void word(byte[] word) throws More, Unsure {
    for (byte b : word) {
      if (bytes[at] != b) {
        wrong(at);
      }
      at++;
    }
  }

  static final byte[] TRUE = {'t', 'r', 'u', 'e'};
  static final byte[] FALSE = {'f', 'a', 'l', 's', 'e'};
  static final byte[] NULL = {'n', 'u', 'l', 'l'};

  /** Reads any value. */
  void value() throws More, Unsure {
    value(0);
  }

  private void value(int depth) throws More, Unsure {
    if (depth > DEEPEST) {
      throw UNSURE;
    }
    switch (peek()) {
      case '{' -> {
        at++;
        if (peek() == '}') {
          at++;
          return;
        }
        do {
          text();
          expect(':');
          value(depth + 1);
        } while (goesOn('}'));
      }
      case '[' -> {
        at++;
        if (peek() == ']') {
          at++;
          return;
        }
        do {
          value(depth + 1);
        } while (goesOn(']'));
      }
      case '"' -> text();
      case 't' -> word(TRUE);
      case 'f' -> word(FALSE);
      case 'n' -> word(NULL);
      default -> number();
    }
  }

  /** The text between two places, which has no escapes. */
  String string(int from, int to, boolean foreign) {
    return new String(
        bytes, from, to - from, foreign ? StandardCharsets.UTF_8 : StandardCharsets.ISO_8859_1);
  }
}
