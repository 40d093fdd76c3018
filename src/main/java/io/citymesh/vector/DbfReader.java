package io.citymesh.vector;

import io.citymesh.vector.FeatureReader.BadFile;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Reads a dBase table row by row: a header of 32 bytes, 32 bytes per field, then rows of fixed
 * length in which every value is text. A blank value, or one of asterisks, is missing.
 */
final class DbfReader implements Closeable {
  private static final int HEADER = 32;
  private static final int FIELD = 32;
  private static final int END_OF_FIELDS = 0x0d;
  private static final Charset WESTERN = Charset.forName("windows-1252");

  private record Field(String name, char type, int offset, int length) {}

  private final String file;
  private final DataInputStream in;
  private final Charset charset;
  private final List<Field> fields;
  private final byte[] row;
  private long left;

  private DbfReader(
      String file, DataInputStream in, Charset charset, List<Field> fields, int length, long rows) {
    this.file = file;
    this.in = in;
    this.charset = charset;
    this.fields = fields;
    this.row = new byte[length];
    this.left = rows;
  }

  /**
   * @param length of the file, bytes
   * @param encoding what the .cpg says, or empty
   */
  static DbfReader open(String file, DataInputStream in, long length, String encoding)
      throws IOException {
    byte[] bytes = in.readNBytes(HEADER);
    if (bytes.length < HEADER) {
      throw truncated(file);
    }
    ByteBuffer header = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    long rows = header.getInt(4) & 0xffffffffL;
    int headerLength = header.getShort(8) & 0xffff;
    int rowLength = header.getShort(10) & 0xffff;
    if (headerLength < HEADER || length < headerLength + rows * rowLength) {
      throw truncated(file);
    }
    Charset charset = charset(encoding, bytes[29] & 0xff);
    byte[] rest = in.readNBytes(headerLength - HEADER);
    List<Field> fields = new ArrayList<>();
    int offset = 1;
    for (int i = 0; i + FIELD <= rest.length && rest[i] != END_OF_FIELDS; i += FIELD) {
      int end = i;
      while (end < i + 11 && rest[end] != 0) {
        end++;
      }
      String name = new String(rest, i, end - i, charset).strip();
      char type = (char) rest[i + 11];
      // Long texts keep the high byte of their length where numbers have their decimals.
      int width = (rest[i + 16] & 0xff) + (type == 'C' ? (rest[i + 17] & 0xff) << 8 : 0);
      fields.add(new Field(name, type, offset, width));
      offset += width;
    }
    if (offset > rowLength) {
      throw new BadFile(
          "The table " + file + " is broken, its fields are wider than its rows: copy it again.");
    }
    return new DbfReader(file, in, charset, fields, rowLength, rows);
  }

  private static BadFile truncated(String file) {
    return new BadFile(
        "The table " + file + " is cut off: copy or download it again, it is not whole.");
  }

  /** The charset of the .cpg, else of the language driver in the header, else Western European. */
  private static Charset charset(String encoding, int driver) {
    String name = encoding.toUpperCase(Locale.ROOT).replaceAll("^(ANSI|OEM|CP)[ _-]*", "");
    if (name.equals("65001") || name.equals("UTF8")) {
      return StandardCharsets.UTF_8;
    }
    if (name.startsWith("8859")) {
      name = "ISO-8859-" + name.substring(4).replaceAll("^[-_ ]*", "");
    } else if (name.matches("125[0-8]")) {
      name = "windows-" + name;
    } else if (name.matches("[0-9]{3}")) {
      name = "IBM" + name;
    } else if (name.isEmpty()) {
      name =
          switch (driver) {
            case 0x01 -> "IBM437";
            case 0x02 -> "IBM850";
            case 0x13 -> "Shift_JIS";
            case 0x4d -> "GBK";
            case 0x4e -> "EUC-KR";
            case 0x4f -> "Big5";
            case 0x64, 0x1f, 0xc8 -> driver == 0x64 ? "IBM852" : "windows-1250";
            case 0xc9 -> "windows-1251";
            case 0xcb -> "windows-1253";
            case 0xca -> "windows-1254";
            default -> "windows-1252";
          };
    }
    try {
      return Charset.forName(name);
    } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
      return WESTERN;
    }
  }

  List<String> names() {
    return fields.stream().map(Field::name).toList();
  }

  /** Rows after the present one. */
  long left() {
    return left;
  }

  /** Moves on to the next row; false if there is none. */
  boolean advance() throws IOException {
    if (left == 0) {
      return false;
    }
    left--;
    if (in.readNBytes(row, 0, row.length) < row.length) {
      throw truncated(file);
    }
    return true;
  }

  /** Whether the present row was deleted. */
  boolean deleted() {
    return row[0] == '*';
  }

  boolean isNumber(int field) {
    char type = fields.get(field).type;
    return type == 'N' || type == 'F';
  }

  /** Whether a field holds days as YYYYMMDD; one of zeros is missing. */
  boolean isDate(int field) {
    return fields.get(field).type == 'D';
  }

  /** Whether a field holds true (T or Y), false (F or N) or nothing (?). */
  boolean isTruth(int field) {
    return fields.get(field).type == 'L';
  }

  /** The present row's value without blanks around it; empty if it is missing. */
  String text(int field) {
    Field f = fields.get(field);
    String text = new String(row, f.offset, f.length, charset).replace('\0', ' ').strip();
    return text.startsWith("*") && isNumber(field) ? "" : text;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
