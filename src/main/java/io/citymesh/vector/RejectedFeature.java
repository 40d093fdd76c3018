package io.citymesh.vector;

import java.io.Serializable;

/**
 * A feature that is no footprint.
 *
 * @param id the input's own, empty if it has none
 * @param reason why not, in words
 */
public record RejectedFeature(String id, String reason) implements Serializable {}
