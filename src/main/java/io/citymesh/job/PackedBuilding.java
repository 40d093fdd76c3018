package io.citymesh.job;

import io.citymesh.footprint.Building;
import io.citymesh.footprint.HeightSource;
import io.citymesh.geo.Bounds;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A building as it travels and is kept: one array of bytes, which costs whoever shuffles, sizes or
 * serialises it next to nothing.
 *
 * <p>The bytes, big-endian: the key as int64, the index as int32, ground and roof as float64, the
 * ordinal of the source of its height as int8; how many source ids there are, and of each its
 * length and its UTF-8; how many rings there are, and of each how many numbers, and these as
 * float64. All lengths are int32.
 *
 * @param bytes as above; not to be changed
 */
record PackedBuilding(byte[] bytes) implements CleanedItem, Comparable<PackedBuilding> {
  private static final HeightSource[] SOURCES = HeightSource.values();

  private static final int INDEX = Long.BYTES;
  private static final int GROUND = INDEX + Integer.BYTES;
  private static final int SOURCE = GROUND + 2 * Double.BYTES;
  private static final int IDS = SOURCE + 1;

  /** The first byte of UTF-8 of the characters above all surrogates of UTF-16. */
  private static final int ABOVE_SURROGATES = 0xEE;

  /** The first byte of UTF-8 of the characters for which UTF-16 has surrogates. */
  private static final int SURROGATES = 0xF0;

  static PackedBuilding of(Building building) {
    List<byte[]> ids = new ArrayList<>();
    int size = IDS + 2 * Integer.BYTES;
    for (String id : building.sourceIds()) {
      byte[] text = id.getBytes(StandardCharsets.UTF_8);
      ids.add(text);
      size += Integer.BYTES + text.length;
    }
    for (double[] ring : building.rings()) {
      size += Integer.BYTES + ring.length * Double.BYTES;
    }
    ByteBuffer to =
        ByteBuffer.allocate(size)
            .putLong(building.key())
            .putInt(building.index())
            .putDouble(building.ground())
            .putDouble(building.roof())
            .put((byte) building.heightSource().ordinal())
            .putInt(ids.size());
    ids.forEach(id -> to.putInt(id.length).put(id));
    to.putInt(building.rings().length);
    for (double[] ring : building.rings()) {
      to.putInt(ring.length);
      to.asDoubleBuffer().put(ring);
      to.position(to.position() + ring.length * Double.BYTES);
    }
    return new PackedBuilding(to.array());
  }

  Building unpacked() {
    return unpacked(index());
  }

  /** The building with another index. */
  Building unpacked(int index) {
    ByteBuffer from = ByteBuffer.wrap(bytes);
    long key = from.getLong();
    from.getInt();
    double ground = from.getDouble();
    double roof = from.getDouble();
    HeightSource source = SOURCES[from.get()];
    String[] ids = new String[from.getInt()];
    for (int i = 0; i < ids.length; i++) {
      int length = from.getInt();
      ids[i] = new String(bytes, from.position(), length, StandardCharsets.UTF_8);
      from.position(from.position() + length);
    }
    double[][] rings = new double[from.getInt()][];
    for (int i = 0; i < rings.length; i++) {
      rings[i] = new double[from.getInt()];
      from.asDoubleBuffer().get(rings[i]);
      from.position(from.position() + rings[i].length * Double.BYTES);
    }
    return new Building(index, key, List.of(ids), ground, roof, source, rings);
  }

  /** The building's key. */
  long key() {
    return ByteBuffer.wrap(bytes).getLong();
  }

  /** The building with another key. */
  PackedBuilding withKey(long key) {
    byte[] copy = Arrays.copyOf(bytes, bytes.length);
    ByteBuffer.wrap(copy).putLong(key);
    return new PackedBuilding(copy);
  }

  /** The building's index, or its place among those of its name. */
  int index() {
    return ByteBuffer.wrap(bytes).getInt(INDEX);
  }

  /** The first of its source ids, which names it. */
  String name() {
    ByteBuffer from = ByteBuffer.wrap(bytes);
    int length = from.getInt(IDS + Integer.BYTES);
    return new String(bytes, IDS + 2 * Integer.BYTES, length, StandardCharsets.UTF_8);
  }

  /** The rectangle around the shell. */
  Bounds bounds() {
    ByteBuffer from = ByteBuffer.wrap(bytes).position(IDS);
    for (int ids = from.getInt(); ids > 0; ids--) {
      int length = from.getInt();
      from.position(from.position() + length);
    }
    from.getInt(); // How many rings; the shell is the first.
    int count = from.getInt();
    double xmin = Double.POSITIVE_INFINITY;
    double ymin = Double.POSITIVE_INFINITY;
    double xmax = Double.NEGATIVE_INFINITY;
    double ymax = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < count; i += 2) {
      double x = from.getDouble();
      double y = from.getDouble();
      xmin = Math.min(xmin, x);
      ymin = Math.min(ymin, y);
      xmax = Math.max(xmax, x);
      ymax = Math.max(ymax, y);
    }
    return new Bounds(xmin, ymin, xmax, ymax);
  }

  /** By the source ids, one after the other, as texts; then by the index. */
  @Override
  public int compareTo(PackedBuilding other) {
    ByteBuffer a = ByteBuffer.wrap(bytes).position(IDS);
    ByteBuffer b = ByteBuffer.wrap(other.bytes).position(IDS);
    int idsOfA = a.getInt();
    int idsOfB = b.getInt();
    for (int i = Math.min(idsOfA, idsOfB); i > 0; i--) {
      int lengthA = a.getInt();
      int lengthB = b.getInt();
      int order = compareTexts(bytes, a.position(), lengthA, other.bytes, b.position(), lengthB);
      if (order != 0) {
        return order;
      }
      a.position(a.position() + lengthA);
      b.position(b.position() + lengthB);
    }
    return idsOfA != idsOfB
        ? Integer.compare(idsOfA, idsOfB)
        : Integer.compare(index(), other.index());
  }

  /** The order of {@link String#compareTo}, of texts in UTF-8. */
  private static int compareTexts(byte[] a, int fromA, int sizeA, byte[] b, int fromB, int sizeB) {
    int at = Arrays.mismatch(a, fromA, fromA + sizeA, b, fromB, fromB + sizeB);
    if (at < 0) {
      return 0;
    }
    if (at == sizeA || at == sizeB) {
      return Integer.compare(sizeA, sizeB);
    }
    int x = a[fromA + at] & 0xFF;
    int y = b[fromB + at] & 0xFF;
    boolean turned = Math.min(x, y) >= ABOVE_SURROGATES && (x >= SURROGATES) != (y >= SURROGATES);
    return turned ? Integer.compare(y, x) : Integer.compare(x, y);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof PackedBuilding packed && Arrays.equals(bytes, packed.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }
}
