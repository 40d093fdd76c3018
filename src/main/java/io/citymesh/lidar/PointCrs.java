package io.citymesh.lidar;

import io.citymesh.crs.CoordinateSystems;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The CRS in a LAS header: as well-known text, or as GeoTIFF keys. */
final class PointCrs {
  private static final int RECORD_HEADER = 54;
  private static final int WELL_KNOWN_TEXT = 2112;
  private static final int GEO_KEYS = 34735;
  private static final int MODEL_TYPE_KEY = 1024;
  private static final int GEOGRAPHIC_KEY = 2048;
  private static final int PROJECTED_KEY = 3072;
  private static final int USER_DEFINED = 32767;

  private static final Pattern AUTHORITY =
      Pattern.compile("(?:AUTHORITY|ID)\\s*\\[\\s*\"EPSG\"\\s*,\\s*\"?(\\d+)\"?");

  private PointCrs() {}

  /**
   * @param records the variable length records, one after the other
   * @param count how many there should be
   * @return a code such as {@code EPSG:28992}, or an empty text
   */
  static String code(byte[] records, long count) {
    ByteBuffer in = ByteBuffer.wrap(records).order(ByteOrder.LITTLE_ENDIAN);
    String fromKeys = "";
    for (long i = 0; i < count && in.remaining() >= RECORD_HEADER; i++) {
      int at = in.position();
      String user =
          new String(records, at + 2, 16, StandardCharsets.US_ASCII).replace("\0", "").trim();
      int id = Short.toUnsignedInt(in.getShort(at + 18));
      int length = Short.toUnsignedInt(in.getShort(at + 20));
      in.position(at + RECORD_HEADER);
      if (length > in.remaining()) {
        break;
      }
      if (user.equals("LASF_Projection") && id == WELL_KNOWN_TEXT) {
        String code = ofText(new String(records, in.position(), length, StandardCharsets.UTF_8));
        if (!code.isEmpty()) {
          return code;
        }
      } else if (user.equals("LASF_Projection") && id == GEO_KEYS) {
        fromKeys = ofKeys(in.slice(in.position(), length).order(ByteOrder.LITTLE_ENDIAN));
      }
      in.position(in.position() + length);
    }
    return fromKeys;
  }

  private static String ofKeys(ByteBuffer keys) {
    int model = 0;
    int geographic = 0;
    int projected = 0;
    for (int at = 8; at + 8 <= keys.limit(); at += 8) {
      int location = keys.getShort(at + 2);
      int value = Short.toUnsignedInt(keys.getShort(at + 6));
      if (location == 0 && value != USER_DEFINED) {
        switch (Short.toUnsignedInt(keys.getShort(at))) {
          case MODEL_TYPE_KEY -> model = value;
          case GEOGRAPHIC_KEY -> geographic = value;
          case PROJECTED_KEY -> projected = value;
          default -> {}
        }
      }
    }
    if (projected > 0) {
      return "EPSG:" + projected;
    }
    return model == 2 && geographic > 0 ? "EPSG:" + geographic : "";
  }

  /** The code of the projected CRS in the text (which may be a part of a compound one), or none. */
  static String ofText(String text) {
    int start = Math.max(text.indexOf("PROJCS["), text.indexOf("PROJCRS["));
    if (start < 0) {
      start = Math.max(text.indexOf("GEOGCS["), text.indexOf("GEOGCRS["));
    }
    if (start < 0) {
      return "";
    }
    // The authority of the CRS itself stands one bracket deep, those of its parts stand deeper.
    int depth = 0;
    boolean quoted = false;
    for (int i = start; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"') {
        quoted = !quoted;
      } else if (!quoted && c == '[') {
        depth++;
      } else if (!quoted && c == ']' && --depth == 0) {
        return "";
      } else if (!quoted && depth == 1) {
        Matcher authority = AUTHORITY.matcher(text).region(i, text.length());
        if (authority.lookingAt()) {
          return CoordinateSystems.code("EPSG:" + authority.group(1));
        }
      }
    }
    return "";
  }
}
