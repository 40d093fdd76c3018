package io.citymesh.geo;

import io.citymesh.report.UserError;
import java.util.regex.Pattern;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.io.ParseException;
import org.locationtech.jts.io.WKTReader;

/** Geometries as well-known text, as options take them. */
public final class Wkt {
  private static final Pattern BEGINNING =
      Pattern.compile(
          "^\\s*((MULTI)?(POINT|LINESTRING|POLYGON)|GEOMETRYCOLLECTION)\\b\\s*"
              + "(Z\\b|M\\b|ZM\\b)?\\s*(\\(|EMPTY\\b)",
          Pattern.CASE_INSENSITIVE);

  private Wkt() {}

  /** Whether a text begins as well-known text does. */
  public static boolean isOne(String text) {
    return BEGINNING.matcher(text).find();
  }

  /**
   * Reads a text.
   *
   * @param what how messages call it
   * @throws UserError if it is none, or coordinates are not finite
   */
  public static Geometry read(String text, String what) {
    Geometry geometry;
    try {
      geometry = new WKTReader().read(text);
    } catch (ParseException | IllegalArgumentException e) {
      String why = e.getMessage().lines().findFirst().orElse("");
      throw new UserError(what + " is no WKT: " + why, e);
    }
    for (Coordinate c : geometry.getCoordinates()) {
      if (!Double.isFinite(c.x) || !Double.isFinite(c.y)) {
        throw new UserError(
            what + " has the coordinates " + c.x + ", " + c.y + ": all must be finite");
      }
    }
    return geometry;
  }
}
