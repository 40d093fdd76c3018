package io.citymesh.job;

import io.citymesh.air.AirQuality;
import io.citymesh.output.KnownFiles;
import io.citymesh.output.OutputDir;
import io.citymesh.output.OutputOptions;
import io.citymesh.report.Manifest;
import io.citymesh.stitch.Frontier;
import io.citymesh.stitch.Part;
import io.citymesh.stitch.PartQuality;
import io.citymesh.stitch.RecordInput;
import io.citymesh.stitch.RecordOutput;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.NoSuchElementException;
import java.util.zip.CRC32C;

/**
 * A region that is kept, as a file: a flat record, big-endian.
 *
 * <ol>
 *   <li>{@link #MAGIC}, the {@link #VERSION} of the format, then of the head and of the frontier
 *       their lengths and CRC-32Cs: 28 bytes.
 *   <li>The head: the run that made it, and the part summary. It can be read alone.
 *   <li>The frontier.
 * </ol>
 *
 * <p>A reader takes bytes from anybody: each is a record whose numbers fit each other, or an {@link
 * IOException} that says why not.
 *
 * @param run the run that made it
 * @param part the part summary; its node is that of the run
 * @param frontier of the region, as it was after the part
 */
record RegionRecord(String run, StageItem.PartSummary part, Frontier frontier) {
  /** The first eight bytes of a file, "CMREGION". */
  private static final long MAGIC = 0x434d524547494f4eL;

  private static final int VERSION = 8;
  private static final int PREFIX = Long.BYTES + 5 * Integer.BYTES;

  /** The most bytes of a file that is read; no frontier takes as much. */
  private static final long MOST = 1L << 30;

  /** More than any head takes. */
  private static final int LONGEST_HEAD = 1 << 20;

  /** What a file says of its part. */
  record Head(String run, StageItem.PartSummary part) {}

  /** What the file says of its part. */
  Head head() {
    return new Head(run, part);
  }

  /** The file's content. */
  byte[] toBytes() throws IOException {
    byte[] head = headBytes();
    RecordOutput open = new RecordOutput();
    frontier.write(open);
    byte[] rest = open.bytes();
    if ((long) PREFIX + head.length + rest.length > MOST) {
      throw new IOException("a frontier of " + rest.length + " bytes is too large to keep");
    }
    return ByteBuffer.allocate(PREFIX + head.length + rest.length)
        .putLong(MAGIC)
        .putInt(VERSION)
        .putInt(head.length)
        .putInt(checksum(ByteBuffer.wrap(head)))
        .putInt(rest.length)
        .putInt(checksum(ByteBuffer.wrap(rest)))
        .put(head)
        .put(rest)
        .array();
  }

  private byte[] headBytes() {
    RecordOutput record = new RecordOutput();
    record.put(run);
    record.put(part.id()).put(part.kind().ordinal());
    record.put(part.vertices()).put(part.faces()).put(part.open());
    record.put(part.bounds().xmin()).put(part.bounds().ymin());
    record.put(part.bounds().xmax()).put(part.bounds().ymax());
    record.put(part.area()).put(part.volume()).put(part.seconds()).put(part.bytes());
    record.put(part.key()).put(part.halvings());
    record.put(part.file().name()).put(part.file().digest());
    record.put(part.file().stamp().bytes()).put(part.file().stamp().version());
    part.quality().write(record);
    record.put(part.cells());
    record.put(part.byZone());
    return record.bytes();
  }

  private static int checksum(ByteBuffer bytes) {
    CRC32C checksum = new CRC32C();
    checksum.update(bytes.duplicate());
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
    return of(bytes(stream, (int) length));
  }

  /**
   * Reads the head of a file alone, and no more of it.
   *
   * @param stream the file
   * @param length how long the file is, bytes
   * @throws IOException if it is no region of this version, or is shorter or longer than it says
   */
  static Head readHead(InputStream stream, long length) throws IOException {
    ByteBuffer prefix = ByteBuffer.wrap(bytes(stream, (int) Math.min(PREFIX, length)));
    int head = headLength(prefix, length);
    return head(prefix, ByteBuffer.wrap(bytes(stream, head)));
  }

  private static byte[] bytes(InputStream stream, int length) throws IOException {
    byte[] bytes = stream.readNBytes(length);
    if (bytes.length < length) {
      throw new EOFException("it ends after " + bytes.length + " of " + length + " bytes");
    }
    return bytes;
  }

  /**
   * Reads a file's content.
   *
   * @throws IOException if it is no region of this version, or is not whole
   */
  static RegionRecord of(byte[] bytes) throws IOException {
    ByteBuffer whole = ByteBuffer.wrap(bytes);
    int length = headLength(whole, bytes.length);
    Head head = head(whole, whole.slice(PREFIX, length));
    ByteBuffer rest = whole.slice(PREFIX + length, bytes.length - PREFIX - length);
    requireChecksum(whole.getInt(PREFIX - Integer.BYTES), rest);
    RecordInput record = new RecordInput(rest);
    Frontier frontier = Frontier.read(record);
    record.end();
    if (frontier.id() != head.part.id() || frontier.edgeCount() != head.part.open()) {
      throw new IOException("its frontier is of another part");
    }
    return new RegionRecord(head.run, head.part, frontier);
  }

  /** How long the head is, by the first bytes of a file. */
  private static int headLength(ByteBuffer prefix, long length) throws IOException {
    if (prefix.limit() < PREFIX || prefix.getLong(0) != MAGIC) {
      throw new IOException("it is no region");
    }
    int version = prefix.getInt(Long.BYTES);
    if (version != VERSION) {
      throw new IOException("it is a region of version " + version + ", not " + VERSION);
    }
    int head = prefix.getInt(Long.BYTES + Integer.BYTES);
    int rest = prefix.getInt(Long.BYTES + 3 * Integer.BYTES);
    if (head < 0 || head > LONGEST_HEAD || rest < 0 || (long) PREFIX + head + rest != length) {
      throw new IOException("it is shorter or longer than it says");
    }
    return head;
  }

  private static void requireChecksum(int expected, ByteBuffer bytes) throws IOException {
    if (expected != checksum(bytes)) {
      throw new IOException("its checksum does not fit its content");
    }
  }

  private static Head head(ByteBuffer prefix, ByteBuffer bytes) throws IOException {
    requireChecksum(prefix.getInt(Long.BYTES + 2 * Integer.BYTES), bytes);
    RecordInput record = new RecordInput(bytes);
    String run = record.text();
    long id = record.longNumber();
    Part.Kind kind = kind(record.number());
    int vertices = record.count();
    int faces = record.count();
    int open = record.count();
    Manifest.Extent bounds =
        new Manifest.Extent(record.real(), record.real(), record.real(), record.real());
    double area = record.real();
    double volume = record.real();
    double seconds = record.real();
    long size = record.longNumber();
    String key = record.text();
    int halvings = record.count();
    String file = record.text();
    String digest = record.text();
    OutputDir.Stamp stamp = new OutputDir.Stamp(record.longNumber(), record.text());
    PartQuality quality = PartQuality.read(record);
    long[] cells = cells(record.longs());
    long[] byZone = record.longs();
    record.end();
    if (id <= 0
        || !isExtent(bounds)
        || !Double.isFinite(area)
        || !Double.isFinite(volume)
        || !(seconds >= 0)
        || size < 0
        || byZone.length == 0
        || Arrays.stream(byZone).anyMatch(count -> count < 0)
        || halvings >= Integer.SIZE - 1
        || !KnownFiles.isIn(OutputOptions.PARTS, file)) {
      throw new IOException("what it says about the part cannot be");
    }
    return new Head(
        run,
        new StageItem.PartSummary(
            StageItem.NO_NODE,
            id,
            kind,
            vertices,
            faces,
            bounds,
            quality,
            cells,
            byZone,
            area,
            volume,
            open,
            size,
            seconds,
            key,
            halvings,
            false,
            new PublishedFile(file, digest, stamp)));
  }

  private static long[] cells(long[] numbers) throws IOException {
    try {
      return numbers.length == 0 ? numbers : AirQuality.ofNumbers(numbers).numbers();
    } catch (NoSuchElementException e) {
      throw new IOException("what it says about cells ends after " + numbers.length, e);
    }
  }

  private static boolean isExtent(Manifest.Extent bounds) {
    return bounds.xmin() <= bounds.xmax() && bounds.ymin() <= bounds.ymax();
  }

  private static Part.Kind kind(int ordinal) throws IOException {
    Part.Kind[] kinds = Part.Kind.values();
    if (ordinal < 0 || ordinal >= kinds.length) {
      throw new IOException("there is no kind " + ordinal + " of parts");
    }
    return kinds[ordinal];
  }
}
