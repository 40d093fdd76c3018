package io.citymesh.job;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.StringJoiner;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * What became of the tiles in this run: whole, in pieces, or failed.
 *
 * <p>A tile that ran out of memory once might not do so again, nor might a file that could not be
 * read; but its neighbours have been stitched to what came of it. So when Spark makes a lost stage
 * again, or a lost part is made again, a tile must end as it did before. The driver tells later
 * tasks by a local property of Spark's jobs, which reaches tasks of any lineage.
 */
final class TileOutcomes {
  private static final String PROPERTY = "citymesh.tile.outcomes";
  private static final int FAILED = -1;

  /** Whether the tiles that the task at hand can need have been meshed. */
  private final boolean known;

  /** How often each tile was halved that does not lie in one piece. */
  private final Map<Integer, Integer> unusual;

  private TileOutcomes(boolean known, Map<Integer, Integer> unusual) {
    this.known = known;
    this.unusual = unusual;
  }

  /** Tells the tasks of all later jobs of this thread. */
  static void tell(
      JavaSparkContext spark,
      List<StageItem.PartSummary> sealed,
      List<StageItem.FailedTile> failed) {
    StringJoiner words = new StringJoiner(" ");
    for (StageItem.PartSummary part : sealed) {
      if (part.halvings() > 0) {
        words.add(part.node() + ":" + part.halvings());
      }
    }
    failed.forEach(tile -> words.add(tile.node() + ":" + FAILED));
    spark.setLocalProperty(PROPERTY, words.toString());
  }

  /** Forgets the outcomes, so that the next run of this thread starts afresh. */
  static void forget(JavaSparkContext spark) {
    spark.setLocalProperty(PROPERTY, null);
  }

  /** The outcomes that the task at hand was told. */
  static TileOutcomes ofTask() {
    String words = TaskContext.get().getLocalProperty(PROPERTY);
    Map<Integer, Integer> unusual = new HashMap<>();
    if (words != null && !words.isEmpty()) {
      for (String word : words.split(" ")) {
        int colon = word.indexOf(':');
        unusual.put(
            Integer.valueOf(word.substring(0, colon)), Integer.valueOf(word.substring(colon + 1)));
      }
    }
    return new TileOutcomes(words != null, unusual);
  }

  boolean hasFailed(int tile) {
    return unusual.getOrDefault(tile, 0) == FAILED;
  }

  /** How often the tile was halved; empty if it has not been meshed yet. */
  OptionalInt halvings(int tile) {
    return known ? OptionalInt.of(unusual.getOrDefault(tile, 0)) : OptionalInt.empty();
  }
}
