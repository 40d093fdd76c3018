package io.citymesh.vector;

import io.citymesh.input.HeightFields;
import java.io.Serializable;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * What to read from files or a dataset.
 *
 * @param heights the fields with heights
 * @param idField the field with ids, or empty to look for it
 * @param layer of a GeoPackage, or empty
 * @param everyField whether the summaries tell of all fields; else of those with heights, unless
 *     none is named
 * @param keep the fields that are kept
 */
record ReadOptions(
    HeightFields heights, String idField, String layer, boolean everyField, List<String> keep)
    implements Serializable {
  /** Options that keep no field. */
  ReadOptions(HeightFields heights, String idField, String layer, boolean everyField) {
    this(heights, idField, layer, everyField, List.of());
  }

  /** Where an id is looked for, in this order, whatever the case. */
  private static final List<String> ID_FIELDS =
      List.of("identificatie", "gml_id", "id", "gid", "fid", "objectid", "osm_id", "uuid");

  /** The fields that may hold ids: the one that is named, or those that are looked for. */
  static List<String> idFields(String named) {
    return named.isEmpty() ? ID_FIELDS : List.of(named);
  }

  /** A summary of nothing so far. */
  FootprintSummary summary(int source) {
    FootprintSummary summary = new FootprintSummary();
    summary.source = source;
    summary.profile = profile();
    summary.kept = new KeptTally(keep);
    return summary;
  }

  /** A profile of nothing so far. */
  FootprintProfile profile() {
    Set<String> named = new TreeSet<>(heights.names());
    named.remove("");
    return new FootprintProfile(everyField ? Set.of() : named);
  }

  List<String> idFields() {
    return idFields(idField);
  }
}
