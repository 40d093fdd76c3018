package io.citymesh.tile;

import io.citymesh.geo.Bounds;
import io.citymesh.option.OptionTable;
import io.citymesh.report.UserError;
import java.io.Serializable;
import java.util.Arrays;
import java.util.Optional;

/**
 * A zone as it was asked for: {@code PLACE:SIZE[,BUILDING-SIZE[,WALL-SIZE]]}.
 *
 * @param text all of it
 * @param place a file, or the four numbers of a rectangle
 * @param size of ground triangles, metres
 * @param buildingSize of roofs, metres; if NaN, as ground, but no more than elsewhere
 * @param wallSize height of the rows of walls, metres, 0 for one row; if NaN, the building size,
 *     but no more than elsewhere
 */
public record ZoneRequest(
    String text, String place, double size, double buildingSize, double wallSize)
    implements Serializable {

  /**
   * Reads a zone.
   *
   * @throws UserError if the text is none
   */
  public static ZoneRequest of(String text) {
    int colon = text.lastIndexOf(':');
    String[] sizes = text.substring(colon + 1).split(",", -1);
    if (colon < 1 || sizes.length > 3) {
      throw wrong(text);
    }
    double[] metres = Arrays.stream(sizes).mapToDouble(size -> number(size, text)).toArray();
    for (int i = 0; i < metres.length; i++) {
      if (!(metres[i] > 0 || (i == 2 && metres[i] == 0)) || !Double.isFinite(metres[i])) {
        throw wrong(text);
      }
    }
    ZoneRequest request =
        new ZoneRequest(
            text,
            text.substring(0, colon),
            metres[0],
            metres.length > 1 ? metres[1] : Double.NaN,
            metres.length > 2 ? metres[2] : Double.NaN);
    request.rectangle();
    return request;
  }

  private static double number(String number, String text) {
    try {
      return Double.parseDouble(number.strip());
    } catch (NumberFormatException e) {
      throw wrong(text);
    }
  }

  private static UserError wrong(String text) {
    return new UserError(
        OptionTable.REFINE.flag()
            + " must be FILE:SIZE or XMIN,YMIN,XMAX,YMAX:SIZE, with SIZE in metres, above 0, and"
            + " perhaps ,BUILDING-SIZE,WALL-SIZE, not '"
            + text
            + "'");
  }

  /**
   * The rectangle, if the place is one.
   *
   * @throws UserError if it has no area
   */
  public Optional<Bounds> rectangle() {
    String[] numbers = place.split(",", -1);
    if (numbers.length != 4) {
      return Optional.empty();
    }
    double[] r = new double[4];
    for (int i = 0; i < 4; i++) {
      try {
        r[i] = Double.parseDouble(numbers[i].strip());
      } catch (NumberFormatException e) {
        return Optional.empty(); // A file's name may hold commas.
      }
    }
    boolean area = r[0] < r[2] && r[1] < r[3];
    if (!area || !Arrays.stream(r).allMatch(Double::isFinite)) {
      throw new UserError(
          OptionTable.REFINE.flag()
              + " must have a rectangle xmin,ymin,xmax,ymax with xmin < xmax and ymin < ymax, not '"
              + text
              + "'");
    }
    return Optional.of(new Bounds(r[0], r[1], r[2], r[3]));
  }

  /** The sizes in the zone, none of which is larger than elsewhere. */
  Sizes sizes(Sizes elsewhere) {
    double roof = Math.min(elsewhere.roof(), Double.isNaN(buildingSize) ? size : buildingSize);
    double like = elsewhere.wall() < Double.POSITIVE_INFINITY ? roof : 0;
    double rows = Double.isNaN(wallSize) ? like : wallSize;
    return new Sizes(
        Math.min(elsewhere.ground(), size),
        roof,
        rows == 0 ? elsewhere.wall() : Math.min(elsewhere.wall(), rows));
  }
}
