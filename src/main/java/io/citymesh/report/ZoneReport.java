package io.citymesh.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** How the triangles of ground and roofs are spread over the zones of a mesh. */
public final class ZoneReport {
  /** The counter of those that are in and around no zone. */
  public static final String ELSEWHERE = "planar_elsewhere";

  private ZoneReport() {}

  /** The words for triangles of ground and roofs in and around a zone. */
  public static String around(String zone) {
    return "triangles of ground and roofs in and around " + zone;
  }

  /** The words for the others. */
  public static String elsewhere() {
    return "triangles of ground and roofs elsewhere";
  }

  /** A line a zone, and one for the rest; none where sizes are the same everywhere. */
  public static List<String> lines(Manifest manifest) {
    List<String> lines = new ArrayList<>();
    for (Manifest.Zone zone : manifest.zones()) {
      lines.add(String.format(Locale.ROOT, "%,d %s", zone.planar(), around(zone.name())));
    }
    Long rest = manifest.counters().get(ELSEWHERE);
    if (rest != null) {
      lines.add(String.format(Locale.ROOT, "%,d %s", rest, elsewhere()));
    }
    return lines;
  }
}
