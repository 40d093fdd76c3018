package io.citymesh.format;

import java.io.IOException;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntToLongFunction;
import java.util.stream.IntStream;

/**
 * The layout of one file: bytes that the driver knows (headers, lengths, trailers), and sections of
 * which each part has a share, one after the other in the order of the parts.
 *
 * @param sections in the file's order
 */
public record Layout(List<Section> sections) {

  /** A stretch of a file. */
  public sealed interface Section {
    /** Bytes. */
    long length();
  }

  /** Bytes that are known. */
  public record Fixed(byte[] bytes) implements Section {
    @Override
    public long length() {
      return bytes.length;
    }

    /** A stretch of the bytes of a content. */
    static Fixed of(ByteSink.Content content) throws IOException {
      return new Fixed(ByteSink.bytes(content));
    }

    static Fixed text(String text) {
      return new Fixed(text.getBytes(StandardCharsets.UTF_8));
    }
  }

  /**
   * Shares of the parts.
   *
   * @param code which section it is, for the format
   * @param bases numbers that the format wants back with the share of part i
   * @param ends the bytes of all shares up to that of part i, and with it
   */
  public record Shares(int code, long[] bases, long[] ends) implements Section {
    /**
     * @param base a number that the format wants back with each share
     * @param parts how many
     * @param lengths of each part's share, bytes
     */
    public static Shares of(int code, long base, int parts, IntToLongFunction lengths) {
      return of(code, part -> base, parts, lengths);
    }

    /**
     * @param bases a number that the format wants back with each part's share
     * @param parts how many
     * @param lengths of each part's share, bytes
     */
    public static Shares of(
        int code, IntToLongFunction bases, int parts, IntToLongFunction lengths) {
      long[] ends = new long[parts];
      long end = 0;
      for (int part = 0; part < parts; part++) {
        end += lengths.applyAsLong(part);
        ends[part] = end;
      }
      return new Shares(code, IntStream.range(0, parts).mapToLong(bases).toArray(), ends);
    }

    @Override
    public long length() {
      return ends.length == 0 ? 0 : ends[ends.length - 1];
    }

    /** The bytes of the shares before that of a part. */
    long before(int part) {
      return part == 0 ? 0 : ends[part - 1];
    }
  }

  /**
   * A share that is to be written.
   *
   * @param section the code of its section
   * @param base the number that goes with it
   * @param before bytes of the section before this share
   * @param length bytes
   */
  public record Share(int section, long base, long before, long length) implements Serializable {}

  /** A stretch of a piece. */
  public sealed interface Run extends Serializable {}

  /** Bytes that are known. */
  public record Bytes(byte[] bytes) implements Run {}

  /**
   * The shares of parts that follow each other.
   *
   * @param bases the numbers that go with them
   * @param firstPart the first of them
   * @param ends the bytes of the section up to the end of each of them
   * @param before bytes of the section before the first of them
   */
  public record PartsRun(int section, long[] bases, int firstPart, long before, long[] ends)
      implements Run {
    /** The i-th of them. */
    Share share(int i) {
      long start = i == 0 ? before : ends[i - 1];
      return new Share(section, bases[i], start, ends[i] - start);
    }
  }

  /**
   * A stretch of a file that one task writes.
   *
   * @param place where it lies
   * @param runs what it is made of
   */
  public record Piece(TargetFile.Place place, List<Run> runs) implements Serializable {}

  /**
   * A share and its place.
   *
   * @param file which of the format's files it belongs to
   * @param position of its first byte in the file
   */
  record PlacedShare(int file, long position, Share share) implements Serializable {}

  /**
   * Bytes that are known, and their place.
   *
   * @param position of the first byte in the file
   */
  record PlacedBytes(long position, byte[] bytes) {}

  /**
   * The shares of a part, in the file's order, without those that are empty.
   *
   * @param file which of the format's files this is
   */
  List<PlacedShare> shares(int file, int part) {
    List<PlacedShare> shares = new ArrayList<>();
    long at = 0;
    for (Section section : sections) {
      if (section instanceof Shares all) {
        long before = all.before(part);
        long length = all.ends[part] - before;
        if (length > 0) {
          shares.add(
              new PlacedShare(
                  file, at + before, new Share(all.code, all.bases[part], before, length)));
        }
      }
      at += section.length();
    }
    return shares;
  }

  /** How many parts have shares. */
  int parts() {
    return sections.stream()
        .mapToInt(s -> s instanceof Shares all ? all.ends.length : 0)
        .max()
        .orElse(0);
  }

  /** All bytes that are known. */
  List<PlacedBytes> known() {
    List<PlacedBytes> known = new ArrayList<>();
    long at = 0;
    for (Section section : sections) {
      if (section instanceof Fixed fixed) {
        known.add(new PlacedBytes(at, fixed.bytes));
      }
      at += section.length();
    }
    return known;
  }

  /** Bytes of the whole file. */
  public long length() {
    return sections.stream().mapToLong(Section::length).sum();
  }

  /**
   * Cuts the file between shares.
   *
   * @param least bytes of a piece, but for the last
   */
  public List<Piece> pieces(long least) {
    List<Piece> pieces = new ArrayList<>();
    List<Run> runs = new ArrayList<>();
    long start = 0;
    long at = 0;
    for (Section section : sections) {
      if (section instanceof Fixed fixed) {
        runs.add(new Bytes(fixed.bytes));
        at += fixed.bytes.length;
      } else if (section instanceof Shares shares) {
        int first = 0;
        for (int part = 0; part < shares.ends.length; part++) {
          if (at + shares.ends[part] - start >= least) {
            runs.add(run(shares, first, part + 1));
            long end = at + shares.ends[part];
            pieces.add(new Piece(place(pieces, start, end), List.copyOf(runs)));
            runs.clear();
            first = part + 1;
            start = end;
          }
        }
        if (first < shares.ends.length) {
          runs.add(run(shares, first, shares.ends.length));
        }
        at += shares.length();
      }
    }
    if (!runs.isEmpty() || pieces.isEmpty()) {
      pieces.add(new Piece(place(pieces, start, at), List.copyOf(runs)));
    }
    return pieces;
  }

  private static TargetFile.Place place(List<Piece> before, long start, long end) {
    return new TargetFile.Place(before.size(), start, end - start);
  }

  private static PartsRun run(Shares shares, int from, int to) {
    return new PartsRun(
        shares.code,
        Arrays.copyOfRange(shares.bases, from, to),
        from,
        shares.before(from),
        Arrays.copyOfRange(shares.ends, from, to));
  }
}
