package io.citymesh.sql;

import io.citymesh.report.UserError;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.apache.spark.sql.connector.catalog.TableCatalog;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;

/**
 * The options of reading.
 *
 * @param path the output directory of a build, any Hadoop path
 * @param table which of its tables
 */
record SourceOptions(String path, Table table) {
  static final String PATH = "path";
  private static final String TABLE = "table";

  /** What a catalog tells of its table beside the options that it was created with. */
  private static final Set<String> OF_CATALOGS =
      Set.of(
          TableCatalog.PROP_PROVIDER,
          TableCatalog.PROP_LOCATION,
          TableCatalog.PROP_IS_MANAGED_LOCATION,
          TableCatalog.PROP_EXTERNAL,
          TableCatalog.PROP_OWNER,
          TableCatalog.PROP_COMMENT,
          TableCatalog.PROP_COLLATION);

  /** The tables of an output. */
  enum Table {
    FACES(PartTable.FACES),
    VERTICES(PartTable.VERTICES),
    BUILDINGS,
    TILES,
    PARTS,
    CELLS(PartTable.CELLS);

    private final Optional<PartTable> ofParts;

    Table() {
      ofParts = Optional.empty();
    }

    Table(PartTable table) {
      ofParts = Optional.of(table);
    }

    /** The columns and the reader of a table with rows in every part. */
    Optional<PartTable> ofParts() {
      return ofParts;
    }

    /** As the option names it. */
    String title() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * The options that were given.
   *
   * @throws UserError if one is unknown, is missing, or has an impossible value
   */
  static SourceOptions of(Map<String, String> given) {
    CaseInsensitiveStringMap options = new CaseInsensitiveStringMap(given);
    TreeMap<String, String> unknown = new TreeMap<>(options);
    unknown.keySet().removeIf(SourceOptions::isKnown);
    if (unknown.containsKey("paths")) {
      throw new UserError("one city is read at a time: give load() one path");
    }
    if (!unknown.isEmpty()) {
      throw new UserError(
          String.format(
              Locale.ROOT,
              "there is no option '%s' of reading: the only option is %s (%s)",
              unknown.firstKey(),
              TABLE,
              titles()));
    }
    String path =
        options.getOrDefault(PATH, options.getOrDefault(TableCatalog.PROP_LOCATION, "")).strip();
    if (path.isEmpty()) {
      throw new UserError("no path: give load() the directory that a build has written");
    }
    return new SourceOptions(path, table(options.getOrDefault(TABLE, Table.FACES.title())));
  }

  private static boolean isKnown(String option) {
    return option.equals(PATH)
        || option.equals(TABLE)
        || OF_CATALOGS.contains(option)
        || option.startsWith(TableCatalog.OPTION_PREFIX);
  }

  private static Table table(String title) {
    return Arrays.stream(Table.values())
        .filter(table -> table.title().equalsIgnoreCase(title.strip()))
        .findFirst()
        .orElseThrow(
            () ->
                new UserError(
                    String.format(
                        Locale.ROOT,
                        "there is no table '%s': the tables are %s",
                        title,
                        titles())));
  }

  private static String titles() {
    return String.join(", ", Arrays.stream(Table.values()).map(Table::title).toList());
  }
}
