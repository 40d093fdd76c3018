package io.citymesh.terrain;

import java.io.Serializable;
import java.util.List;

/**
 * What a run has opened; whoever works for the run reads that.
 *
 * @param noData elevations that stand for no value, beside what the file says
 * @param length bytes of the file
 * @param at when it was opened, nanoseconds since 1970
 * @param id unique
 */
record RasterOpening(
    String path, List<Double> noData, RasterGrid grid, long length, long at, String id)
    implements Serializable {}
