package io.citymesh.job;

import io.citymesh.stitch.Frontier;
import io.citymesh.stitch.Part;
import io.citymesh.stitch.PartQuality;
import io.citymesh.stitch.RecordInput;
import io.citymesh.stitch.RecordOutput;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * What is kept of a region, as a file: a flat record, big-endian.
 *
 * <ol>
 *   <li>{@link #MAGIC}, the {@link #VERSION} of the format, the length of what follows the
 *       checksum, and its CRC-32C: 20 bytes.
 *   <li>The run that made it, and what is said about the part.
 *   <li>The frontier.
 * </ol>
 *
 * <p>A reader takes bytes from anybody: each is a record whose numbers fit each other, or an {@link
 * IOException} that says why not.
 *
 * @param run the run that made it
 * @param part what is said about the part
 * @param frontier of the region, as it was after the part
 */
record RegionRecord(String run, StageItem.PartSummary part, Frontier frontier) {
  /** The first eight bytes of a file, "CMREGION". */
  private static final long MAGIC = 0x434d524547494f4eL;

  private static final int VERSION = 3;
  private static final int HEADER = Long.BYTES + 3 * Integer.BYTES;

  /** More than any frontier takes; larger files are none of ours. */
  private static final long MOST = 1L << 30;

  /** The file's content. */
  byte[] toBytes() throws IOException {
    RecordOutput record = new RecordOutput();
    record.put(MAGIC).put(VERSION).put(0).put(0);
    record.put(run);
    record.put(part.node()).put(part.kind().ordinal());
    record.put(part.vertices()).put(part.faces()).put(part.open());
    record.put(part.area()).put(part.seconds()).put(part.bytes());
    record.put(part.key()).put(part.halvings());
    part.quality().write(record);
    frontier.write(record);
    byte[] bytes = record.bytes();
    if (bytes.length > MOST) {
      throw new IOException("a frontier of " + bytes.length + " bytes is too large to keep");
    }
    ByteBuffer.wrap(bytes, Long.BYTES + Integer.BYTES, 2 * Integer.BYTES)
        .putInt(bytes.length - HEADER)
        .putInt(checksum(bytes));
    return bytes;
  }

  private static int checksum(byte[] bytes) {
    CRC32C checksum = new CRC32C();
    checksum.update(bytes, HEADER, bytes.length - HEADER);
    return (int) checksum.getValue();
  }

  /**
   * Reads a file's content.
   *
   * @param stream the file
   * @param length how long the file is, bytes
   * @throws IOException if it is no region of this version, or is not whole
   */
  static RegionRecord read(InputStream stream, long length) throws IOException {
    if (length > MOST) {
      throw new IOException("it is no region: it has " + length + " bytes");
    }
    byte[] bytes = stream.readNBytes((int) length);
    if (bytes.length < length) {
      throw new EOFException("it ends after " + bytes.length + " of " + length + " bytes");
    }
    return of(bytes);
  }

  /**
   * Reads a file's content.
   *
   * @throws IOException if it is no region of this version, or is not whole
   */
  static RegionRecord of(byte[] bytes) throws IOException {
    RecordInput record = new RecordInput(ByteBuffer.wrap(bytes));
    if (record.longNumber() != MAGIC) {
      throw new IOException("it is no region");
    }
    int version = record.number();
    if (version != VERSION) {
      throw new IOException("it is a region of version " + version + ", not " + VERSION);
    }
    if (record.number() != bytes.length - HEADER) {
      throw new IOException("it is shorter or longer than it says");
    }
    if (record.number() != checksum(bytes)) {
      throw new IOException("its checksum does not fit its content");
    }
    String run = record.text();
    int node = record.count();
    Part.Kind kind = kind(record.number());
    int vertices = record.count();
    int faces = record.count();
    int open = record.count();
    double area = record.real();
    double seconds = record.real();
    long size = record.longNumber();
    String key = record.text();
    int halvings = record.count();
    if (!Double.isFinite(area) || !(seconds >= 0) || size < 0 || halvings >= Integer.SIZE - 1) {
      throw new IOException("what it says about the part cannot be");
    }
    PartQuality quality = PartQuality.read(record);
    Frontier frontier = Frontier.read(record);
    record.end();
    if (frontier.edgeCount() != open) {
      throw new IOException("its frontier is of another part");
    }
    StageItem.PartSummary part =
        new StageItem.PartSummary(
            node, kind, vertices, faces, quality, area, open, size, seconds, key, halvings, false);
    return new RegionRecord(run, part, frontier);
  }

  private static Part.Kind kind(int ordinal) throws IOException {
    Part.Kind[] kinds = Part.Kind.values();
    if (ordinal < 0 || ordinal >= kinds.length) {
      throw new IOException("there is no kind " + ordinal + " of parts");
    }
    return kinds[ordinal];
  }
}
