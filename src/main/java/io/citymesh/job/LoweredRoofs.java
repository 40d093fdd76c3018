package io.citymesh.job;

import io.citymesh.footprint.FootprintCleaner;
import io.citymesh.footprint.Remark;
import io.citymesh.report.VolumeReport;
import io.citymesh.vector.FootprintIds;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.spark.api.java.JavaRDD;

/** The notes on roofs that the buildings no longer have. */
final class LoweredRoofs {
  private LoweredRoofs() {}

  /** Orders remarks by height; of equal heights the lower id is the greater. */
  private static final class ByHeight implements Comparator<Remark>, Serializable {
    private static final long serialVersionUID = 1L;

    @Override
    public int compare(Remark a, Remark b) {
      int order = Double.compare(height(a), height(b));
      return order != 0 ? order : b.sourceId().compareTo(a.sourceId());
    }
  }

  private static double height(Remark lowered) {
    return lowered.figures().get(Remark.HEIGHT);
  }

  /**
   * A line for each way in which roofs were lost, with the tallest of them. Reads the remarks only
   * if there are any.
   *
   * @param counts of the remarks, by kind and reason
   * @param volumes by the names of {@link VolumeReport}
   */
  static List<String> notes(
      JavaRDD<FootprintCleaner.Result> cleaned,
      Map<String, Map<String, Long>> counts,
      Map<String, Double> volumes) {
    Map<String, Long> lowered = counts.getOrDefault(Remark.name(Remark.Kind.LOWERED), Map.of());
    List<String> notes = new ArrayList<>();
    if (lowered.containsKey(FootprintCleaner.IN_MEAN)) {
      Remark tallest = tallest(cleaned, FootprintCleaner.IN_MEAN);
      notes.add(
          String.format(
              Locale.ROOT,
              "the mean of merged roofs has lost %,d that were at least 3 m higher; the tallest,"
                  + " %.1f m of footprint %s, is now %.1f m: --merge-roofs keep keeps them",
              lowered.get(FootprintCleaner.IN_MEAN),
              height(tallest),
              FootprintIds.own(tallest.sourceId()),
              tallest.figures().get(Remark.LOWERED_TO)));
    }
    if (lowered.containsKey(FootprintCleaner.IN_NEIGHBOUR)) {
      Remark tallest = tallest(cleaned, FootprintCleaner.IN_NEIGHBOUR);
      notes.add(
          String.format(
              Locale.ROOT,
              "%,d small parts were given to neighbours that are at least 3 m lower, and"
                  + " %,.0f m3 with them; the tallest, %.1f m of footprint %s, is now %.1f m",
              lowered.get(FootprintCleaner.IN_NEIGHBOUR),
              volumes.get(VolumeReport.SMALL_PARTS),
              height(tallest),
              FootprintIds.own(tallest.sourceId()),
              tallest.figures().get(Remark.LOWERED_TO)));
    }
    return notes;
  }

  private static Remark tallest(JavaRDD<FootprintCleaner.Result> cleaned, String reason) {
    return cleaned
        .flatMap(result -> result.remarks().iterator())
        .filter(remark -> remark.kind() == Remark.Kind.LOWERED && remark.reason().equals(reason))
        .max(new ByHeight());
  }
}
