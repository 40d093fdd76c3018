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

  /** The text of the zone around a focus. */
  public static final String FOCUS = "the focus";

  /**
   * Reads a zone.
   *
   * @throws UserError if the text is none
   */
  public static ZoneRequest of(String text) {
    int colon = text.lastIndexOf(':');
    Optional<double[]> metres = sizes(text.substring(colon + 1));
    if (colon < 1 || metres.isEmpty()) {
      throw new UserError(
          OptionTable.REFINE.flag()
              + " must be FILE:SIZE or XMIN,YMIN,XMAX,YMAX:SIZE, with SIZE in metres, above 0, and"
              + " perhaps ,BUILDING-SIZE,WALL-SIZE, not '"
              + text
              + "'");
    }
    ZoneRequest request = of(text, text.substring(0, colon), metres.get());
    request.rectangle();
    return request;
  }

  /**
   * The zone around a focus.
   *
   * @param sizes as {@code SIZE[,BUILDING-SIZE[,WALL-SIZE]]}
   * @throws UserError if the sizes are none
   */
  public static ZoneRequest ofFocus(String focus, String sizes) {
    double[] metres =
        sizes(sizes)
            .orElseThrow(
                () ->
                    new UserError(
                        OptionTable.FOCUS_SIZE.flag()
                            + " must be SIZE in metres, above 0, perhaps with"
                            + " ,BUILDING-SIZE,WALL-SIZE, not '"
                            + sizes
                            + "'"));
    return of(FOCUS, focus, metres);
  }

  private static ZoneRequest of(String text, String place, double[] metres) {
    return new ZoneRequest(
        text,
        place,
        metres[0],
        metres.length > 1 ? metres[1] : Double.NaN,
        metres.length > 2 ? metres[2] : Double.NaN);
  }

  /** One to three sizes, of which the third may be 0. */
  private static Optional<double[]> sizes(String text) {
    String[] sizes = text.split(",", -1);
    double[] metres = new double[sizes.length];
    for (int i = 0; i < sizes.length; i++) {
      try {
        metres[i] = Double.parseDouble(sizes[i].strip());
      } catch (NumberFormatException e) {
        return Optional.empty();
      }
      if (!(metres[i] > 0 || (i == 2 && metres[i] == 0)) || !Double.isFinite(metres[i])) {
        return Optional.empty();
      }
    }
    return sizes.length > 3 ? Optional.empty() : Optional.of(metres);
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
