package io.citymesh.geo;

import java.io.Serializable;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import org.locationtech.jts.geom.Geometry;

/**
 * A footprint as it travels and is kept: one array of bytes, which costs whoever shuffles, sizes or
 * serialises it next to nothing.
 *
 * <p>The bytes, big-endian: the heights as four float64 ({@code roof}, {@code height}, {@code
 * lidar}, {@code storeys}; NaN where nothing is known), the length of the id as int32, the id in
 * UTF-8, the geometry as WKB in two dimensions.
 *
 * @param bytes as above; not to be changed
 */
public record PackedFootprint(byte[] bytes) implements Serializable {
  private static final VarHandle DOUBLES =
      MethodHandles.byteArrayViewVarHandle(double[].class, ByteOrder.BIG_ENDIAN);

  private static final int LIDAR = 2 * Double.BYTES;
  private static final int ID_LENGTH = 4 * Double.BYTES;
  private static final int ID = ID_LENGTH + Integer.BYTES;

  /**
   * Packs a footprint.
   *
   * @param id unique in the city
   * @param wkb as {@link Wkb#of} writes it, in CRS coordinates, metres
   * @param heights what its sources say of its height
   */
  public static PackedFootprint of(String id, byte[] wkb, Heights heights) {
    byte[] name = id.getBytes(StandardCharsets.UTF_8);
    return new PackedFootprint(
        ByteBuffer.allocate(ID + name.length + wkb.length)
            .putDouble(heights.roof())
            .putDouble(heights.height())
            .putDouble(heights.lidar())
            .putDouble(heights.storeys())
            .putInt(name.length)
            .put(name)
            .put(wkb)
            .array());
  }

  /** The id, unique in the city. */
  public String id() {
    return new String(bytes, ID, idLength(), StandardCharsets.UTF_8);
  }

  /** What its sources say of its height. */
  public Heights heights() {
    return new Heights(
        (double) DOUBLES.get(bytes, 0),
        (double) DOUBLES.get(bytes, Double.BYTES),
        (double) DOUBLES.get(bytes, LIDAR),
        (double) DOUBLES.get(bytes, LIDAR + Double.BYTES));
  }

  /** The geometry as WKB, big-endian, from its first byte to the buffer's limit. */
  public ByteBuffer wkb() {
    int start = ID + idLength();
    return ByteBuffer.wrap(bytes, start, bytes.length - start).slice();
  }

  /** The rectangle around all coordinates of the geometry; empty if it has none. */
  public Optional<Bounds> box() {
    return Wkb.box(wkb());
  }

  /** The footprint with another elevation of its roof from points, metres; NaN for none. */
  public PackedFootprint withLidar(double elevation) {
    byte[] copy = Arrays.copyOf(bytes, bytes.length);
    ByteBuffer.wrap(copy).putDouble(LIDAR, elevation);
    return new PackedFootprint(copy);
  }

  /** The footprint under another id. */
  public PackedFootprint withId(String id) {
    byte[] wkb = Arrays.copyOfRange(bytes, ID + idLength(), bytes.length);
    return of(id, wkb, heights());
  }

  /** The geometry, which is dozens of objects. */
  public Geometry geometry() {
    return Wkb.geometry(Arrays.copyOfRange(bytes, ID + idLength(), bytes.length));
  }

  private int idLength() {
    return ByteBuffer.wrap(bytes).getInt(ID_LENGTH);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof PackedFootprint packed && Arrays.equals(bytes, packed.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }
}
