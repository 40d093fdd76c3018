package io.citymesh.crs;

import io.citymesh.geo.Bounds;
import io.citymesh.report.UserError;
import java.util.List;
import java.util.TreeSet;

/**
 * The CRSs of inputs, as the inputs or the user state them, and where their coordinates lie: all
 * that the choice of the mesh's CRS needs to know of them.
 *
 * @param what how messages call all of the inputs
 * @param inputs each that has coordinates
 * @param overridden whether the user has named the CRS of all of them, and is believed
 */
public record StatedCrs(String what, List<Input> inputs, boolean overridden) {
  /** Keeps a copy of the list. */
  public StatedCrs {
    inputs = List.copyOf(inputs);
  }

  /**
   * An input: a file, a group of Parquet files, or a dataset.
   *
   * @param name how messages call it
   * @param crs code, empty if unknown
   * @param said the CRS that it names itself, empty if none
   * @param degrees whether its coordinates look like degrees
   * @param extent in its CRS
   */
  public record Input(String name, String crs, String said, boolean degrees, Bounds extent) {
    boolean overridden() {
      return !said.isEmpty() && !said.equals(crs);
    }
  }

  /** The different CRSs of the inputs, an empty text among them if one is unknown. */
  TreeSet<String> codes() {
    TreeSet<String> codes = new TreeSet<>();
    inputs.forEach(input -> codes.add(input.crs));
    return codes;
  }

  /**
   * Refuses inputs whose coordinates cannot be what their CRS says.
   *
   * @throws UserError that names the input and the remedy
   */
  void requireRightLabels() {
    for (Input input : inputs) {
      Bounds e = input.extent;
      boolean onEarth = new Bounds(-360, -90.001, 360, 90.001).contains(e);
      if (CoordinateSystems.isGeographic(input.crs) && !onEarth) {
        throw new UserError(
            input.name
                + " is said to be in degrees ("
                + CoordinateSystems.displayName(input.crs)
                + "), but its coordinates, "
                + e
                + ", are not: name its real CRS with --crs.");
      }
      boolean metric = input.crs.isEmpty() || !CoordinateSystems.isGeographic(input.crs);
      if (metric && input.degrees && !overridden) {
        throw new UserError(
            input.name
                + (input.crs.isEmpty()
                    ? " names no CRS"
                    : " is said to be in " + CoordinateSystems.displayName(input.crs))
                + ", but its coordinates, "
                + e
                + ", look like degrees: name its real CRS with --crs, for example --crs"
                + " EPSG:4326.");
      }
    }
  }
}
