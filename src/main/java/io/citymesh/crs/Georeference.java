package io.citymesh.crs;

import io.citymesh.option.OptionTable;
import io.citymesh.option.OptionValues;
import io.citymesh.report.UserError;
import java.io.Serializable;
import java.util.regex.Pattern;

/**
 * The user's statements about coordinates, beside those of the inputs themselves.
 *
 * @param crs the CRS of the inputs, whatever they say; empty to believe them
 * @param targetCrs the CRS of the mesh; empty for the terrain's, or one that follows from the
 *     footprints
 * @param heightUnit the unit of the heights in the inputs
 */
public record Georeference(String crs, String targetCrs, HeightUnit heightUnit)
    implements Serializable {
  /** Everything is as the inputs say, in metres. */
  public static final Georeference AS_READ = new Georeference("", "", HeightUnit.METRE);

  private static final Pattern CODE = Pattern.compile("[A-Z]+:[0-9A-Z]+");

  /**
   * Brings the codes to their short form.
   *
   * @throws UserError if one is not of the form AUTHORITY:CODE, or the target is in degrees
   */
  public Georeference {
    crs = checked("--crs", crs);
    targetCrs = checked("--target-crs", targetCrs);
    if (CoordinateSystems.isKnownGeographic(targetCrs)) {
      throw new UserError(
          "--target-crs "
              + targetCrs
              + " has coordinates in degrees, but meshing needs metres: name a metric CRS, such as"
              + " EPSG:28992 or a UTM zone.");
    }
  }

  /** The statements of these values. */
  public static Georeference of(OptionValues values) {
    return new Georeference(
        values.get(OptionTable.CRS),
        values.get(OptionTable.TARGET_CRS),
        HeightUnit.of(values.get(OptionTable.HEIGHT_UNIT)));
  }

  private static String checked(String option, String given) {
    if (given.isEmpty()) {
      return "";
    }
    String code = CoordinateSystems.code(given);
    if (!CODE.matcher(code).matches()) {
      throw new UserError(option + " must be a code such as EPSG:28992, not '" + given + "'");
    }
    return code;
  }
}
