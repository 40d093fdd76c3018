package io.citymesh.job;

import io.citymesh.footprint.FootprintCleaner;
import io.citymesh.footprint.Remark;
import io.citymesh.report.VolumeReport;
import io.citymesh.vector.FootprintIds;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The notes on roofs that the buildings no longer have. */
final class LoweredRoofs {
  private LoweredRoofs() {}

  private static double height(Remark lowered) {
    return lowered.figures().get(Remark.HEIGHT);
  }

  /**
   * A line for each way in which roofs were lost, with the tallest of them.
   *
   * @param tallest of the remarks, by reason
   * @param counts of the remarks, by kind and reason
   * @param volumes by the names of {@link VolumeReport}
   */
  static List<String> notes(
      Map<String, Remark> tallest,
      Map<String, Map<String, Long>> counts,
      Map<String, Double> volumes) {
    Map<String, Long> lowered = counts.getOrDefault(Remark.name(Remark.Kind.LOWERED), Map.of());
    List<String> notes = new ArrayList<>();
    Remark inMean = tallest.get(FootprintCleaner.IN_MEAN);
    if (inMean != null) {
      notes.add(
          String.format(
              Locale.ROOT,
              "the mean of merged roofs has lost %,d that were at least 3 m higher; the tallest,"
                  + " %.1f m of footprint %s, is now %.1f m: --merge-roofs keep keeps them",
              lowered.get(FootprintCleaner.IN_MEAN),
              height(inMean),
              FootprintIds.own(inMean.sourceId()),
              inMean.figures().get(Remark.LOWERED_TO)));
    }
    Remark inNeighbour = tallest.get(FootprintCleaner.IN_NEIGHBOUR);
    if (inNeighbour != null) {
      notes.add(
          String.format(
              Locale.ROOT,
              "%,d small parts were given to neighbours that are at least 3 m lower, and"
                  + " %,.0f m3 with them; the tallest, %.1f m of footprint %s, is now %.1f m",
              lowered.get(FootprintCleaner.IN_NEIGHBOUR),
              volumes.get(VolumeReport.SMALL_PARTS),
              height(inNeighbour),
              FootprintIds.own(inNeighbour.sourceId()),
              inNeighbour.figures().get(Remark.LOWERED_TO)));
    }
    return notes;
  }
}
