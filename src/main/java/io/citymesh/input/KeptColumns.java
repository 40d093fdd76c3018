package io.citymesh.input;

import io.citymesh.option.OptionTable;
import io.citymesh.report.UserError;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The columns that fields of the input become in tables of buildings. A field has its own name,
 * unless one of the buildings' columns has it, in whatever case: then {@link #PREFIX} precedes it.
 */
public final class KeptColumns {
  /** Precedes the name of a field that is the name of one of the buildings' columns. */
  public static final String PREFIX = "input_";

  /** The buildings' own columns in all tables, in lower case. */
  private static final Set<String> OWN =
      Set.of(
          "fid",
          "id",
          "index",
          "key",
          "source_ids",
          "ground_height",
          "roof_height",
          "height",
          "height_source",
          "area",
          "geom",
          "geometry",
          "bbox");

  private KeptColumns() {}

  /** The column that a field becomes. */
  public static String of(String field) {
    return OWN.contains(field.toLowerCase(Locale.ROOT)) ? PREFIX + field : field;
  }

  /**
   * Requires fields whose columns differ in more than case, as those of a GeoPackage must.
   *
   * @return the fields, in alphabetical order, each once
   * @throws UserError otherwise
   */
  static List<String> checked(List<String> fields) {
    List<String> checked = OptionTable.KEEP_FIELDS.checked(fields);
    Map<String, String> byColumn = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    for (String field : checked) {
      if (field.isBlank()) {
        throw new UserError("--keep-fields needs names of fields, and one of them is empty");
      }
      String other = byColumn.put(of(field), field);
      if (other != null) {
        throw new UserError(
            String.format(
                Locale.ROOT,
                "--keep-fields names %s and %s, which would both be the column %s: leave one out,"
                    + " or rename it in the input",
                other,
                field,
                of(field)));
      }
    }
    return checked;
  }
}
