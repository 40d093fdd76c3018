package io.citymesh.vector;

import io.citymesh.geo.Bounds;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/**
 * An input that could be read, and what it holds.
 *
 * @param paths its files: several only for Parquet, none for a dataset
 * @param format in words
 * @param crs that it names itself, empty if none
 * @param extent of its footprints, in its CRS; empty if it has none
 * @param features how many, footprints or not
 * @param footprints how many
 * @param withoutId how many of them are named by their geometry
 * @param shapes geometries by what is to be known of them
 * @param defects invalid footprints by kind of defect; they are repaired
 * @param dropped features that are no footprints, by reason
 * @param fields those that hold no ids, by name
 */
public record InputReport(
    List<String> paths,
    String format,
    String crs,
    Optional<Bounds> extent,
    long features,
    long footprints,
    long withoutId,
    SortedMap<String, Long> shapes,
    SortedMap<String, Long> defects,
    SortedMap<String, Long> dropped,
    List<FieldValues> fields) {}
