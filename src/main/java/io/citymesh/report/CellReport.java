package io.citymesh.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The cells that fill the air of a city, in words.
 *
 * @param cells by kind, as the manifest has them
 * @param quality of their faces, by the names below
 */
public record CellReport(Map<String, Long> cells, Map<String, Manifest.Spread> quality) {
  /** The angles between the normals of faces and the lines between the cells' centres, degrees. */
  public static final String NON_ORTHOGONALITY = "non_orthogonality";

  /** How far these lines miss the centres of the faces, by their size. */
  public static final String SKEWNESS = "skewness";

  /** Faces at more degrees are severe, as OpenFOAM has it. */
  private static final double SEVERE = 70;

  /** The lines of the summary; none of a surface. */
  public List<String> lines() {
    List<String> lines = new ArrayList<>();
    long all = cells.values().stream().mapToLong(Long::longValue).sum();
    if (all > 0) {
      lines.add(
          String.format(
              Locale.ROOT,
              "%,d cells: %s",
              all,
              cells.entrySet().stream()
                  .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
                  .map(
                      e ->
                          String.format(
                              Locale.ROOT,
                              "%s %,d (%.3f %%)",
                              e.getKey(),
                              e.getValue(),
                              100.0 * e.getValue() / all))
                  .collect(Collectors.joining(", "))));
    }
    Manifest.Spread angles = quality.get(NON_ORTHOGONALITY);
    Manifest.Spread skewness = quality.get(SKEWNESS);
    if (angles != null && skewness != null) {
      lines.add(
          String.format(
              Locale.ROOT,
              "non-orthogonality of %,d faces within parts at most %.1f degrees, %,d above %.0f;"
                  + " skewness at most %.2f",
              angles.total(),
              angles.greatest(),
              angles.from(SEVERE),
              SEVERE,
              skewness.greatest()));
    }
    return lines;
  }
}
