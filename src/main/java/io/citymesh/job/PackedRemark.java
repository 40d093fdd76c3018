package io.citymesh.job;

import io.citymesh.footprint.Remark;
import io.citymesh.geo.Wkb;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.GeometryFactory;

/**
 * A remark as it travels and is kept: one array of bytes.
 *
 * @param bytes the remark, and its geometry as WKB at the end; not to be changed
 */
record PackedRemark(byte[] bytes) implements CleanedItem {
  private static final Remark.Kind[] KINDS = Remark.Kind.values();
  private static final Geometry NONE = new GeometryFactory().createPolygon();

  static PackedRemark of(Remark remark) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream to = new DataOutputStream(bytes);
    try {
      to.writeByte(remark.kind().ordinal());
      text(to, remark.sourceId());
      text(to, remark.reason());
      to.writeInt(remark.figures().size());
      for (Map.Entry<String, Double> figure : new TreeMap<>(remark.figures()).entrySet()) {
        text(to, figure.getKey());
        to.writeDouble(figure.getValue());
      }
      to.write(Wkb.of(remark.geometry()));
    } catch (IOException e) {
      throw new UncheckedIOException(e); // Nothing is written anywhere.
    }
    return new PackedRemark(bytes.toByteArray());
  }

  Remark unpacked() {
    return unpacked(true);
  }

  private Remark unpacked(boolean geometry) {
    DataInputStream from = new DataInputStream(new ByteArrayInputStream(bytes));
    try {
      Remark.Kind kind = KINDS[from.readByte()];
      String sourceId = text(from);
      String reason = text(from);
      Map<String, Double> figures = new HashMap<>();
      for (int count = from.readInt(); count > 0; count--) {
        String name = text(from);
        figures.put(name, from.readDouble());
      }
      return new Remark(
          kind, sourceId, reason, geometry ? Wkb.geometry(from.readAllBytes()) : NONE, figures);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A text by which remarks are sorted: the feature's id, the kind, the reason and the figures. */
  String order() {
    Remark remark = unpacked(false);
    return remark.sourceId()
        + '\0'
        + remark.kind().ordinal()
        + remark.reason()
        + '\0'
        + new TreeMap<>(remark.figures());
  }

  private static void text(DataOutputStream to, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    to.writeInt(bytes.length);
    to.write(bytes);
  }

  private static String text(DataInputStream from) throws IOException {
    return new String(from.readNBytes(from.readInt()), StandardCharsets.UTF_8);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof PackedRemark packed && Arrays.equals(bytes, packed.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }
}
