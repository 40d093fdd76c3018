package io.citymesh.city;

import io.citymesh.report.UserError;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Names of coordinate reference systems, and which of them go together. */
public final class CoordinateSystems {
  /** As in urn:ogc:def:crs:EPSG::28992, EPSG:28992 and .../def/crs/EPSG/0/28992. */
  private static final Pattern EPSG =
      Pattern.compile("EPSG(?::|::|/0/|/|:[0-9.]+:|/[0-9.]+/)([0-9]+)$");

  private CoordinateSystems() {}

  /**
   * The short code for a name, such as {@code EPSG:28992} for {@code urn:ogc:def:crs:EPSG::28992};
   * CRS84 counts as EPSG:4326; any other name stays as it is.
   */
  public static String code(String name) {
    String upper = name.trim().toUpperCase(Locale.ROOT);
    if (upper.endsWith("CRS84") || upper.equals("WGS84")) {
      return "EPSG:4326";
    }
    Matcher matcher = EPSG.matcher(upper);
    return matcher.find() ? "EPSG:" + matcher.group(1) : name.trim();
  }

  /** True for the codes of degrees that geographic data most often carry. */
  public static boolean isGeographic(String code) {
    return switch (code) {
      case "EPSG:4326", "EPSG:4258", "EPSG:4269", "EPSG:4267", "EPSG:4979", "EPSG:4937" -> true;
      case "EPSG:4289", "EPSG:4314", "EPSG:4277", "EPSG:4230", "EPSG:4283", "EPSG:7844" -> true;
      default -> false;
    };
  }

  /**
   * The CRS of a city whose inputs have these.
   *
   * @param footprints code of the footprints' CRS, empty if unknown
   * @param terrain code of the terrain's CRS, empty if unknown
   * @return the one that is known, or an empty text
   * @throws UserError if both are known and differ
   */
  public static String common(String footprints, String terrain) {
    if (!footprints.isEmpty() && !terrain.isEmpty() && !footprints.equals(terrain)) {
      throw new UserError(
          "The footprints are in "
              + footprints
              + " but the terrain is in "
              + terrain
              + ": reproject one of them, so that both have the same metric CRS.");
    }
    return footprints.isEmpty() ? terrain : footprints;
  }

  /** The error for an input ({@code what}) in degrees. */
  public static UserError inDegrees(String what, String code) {
    return new UserError(
        what
            + " has coordinates in degrees ("
            + code
            + "), but meshing needs metres: reproject it to a metric CRS, for example with"
            + " ogr2ogr -t_srs EPSG:28992 or gdalwarp -t_srs EPSG:28992.");
  }
}
