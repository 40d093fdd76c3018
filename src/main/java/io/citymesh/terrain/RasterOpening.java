package io.citymesh.terrain;

import io.citymesh.session.SessionHadoop;
import java.io.Serializable;
import java.util.List;
import java.util.Map;

/**
 * What a run has opened; whoever works for the run reads that.
 *
 * @param noData elevations that stand for no value, beside what the file says
 * @param length bytes of the file
 * @param at when it was opened, nanoseconds since 1970
 * @param id unique
 * @param hadoop settings that reach it beside those of the session, see {@link SessionHadoop}
 */
record RasterOpening(
    String path,
    List<Double> noData,
    RasterGrid grid,
    long length,
    long at,
    String id,
    Map<String, String> hadoop)
    implements Serializable {}
