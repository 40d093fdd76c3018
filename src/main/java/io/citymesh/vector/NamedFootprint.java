package io.citymesh.vector;

import io.citymesh.geo.PackedFootprint;
import java.io.Serializable;

/**
 * A footprint and the values of its fields that are kept.
 *
 * @param footprint with its id
 * @param kept as {@link KeptField#values} reads it; null if no field is kept
 */
public record NamedFootprint(PackedFootprint footprint, String kept) implements Serializable {}
