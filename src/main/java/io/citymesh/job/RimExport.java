package io.citymesh.job;

import io.citymesh.air.ColumnCells;
import io.citymesh.air.Rim;
import java.io.IOException;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import scala.Tuple2;

/**
 * Finds what is beyond the rim of each part's air ({@link Rim}), and writes it to a file for each
 * part: two shuffles of the rims alone. A task holds a part, a bucket of some ten thousand edges,
 * or the rim of a part.
 */
final class RimExport {
  /** Faces of the surface for each bucket: their parts' rims have some ten thousand edges. */
  private static final long FACES_OF_BUCKET = 2_000_000;

  private static final int MOST_BUCKETS = 10_000;

  private final JavaSparkContext spark;
  private final PublishedParts parts;

  RimExport(JavaSparkContext spark, PublishedParts parts) {
    this.spark = spark;
    this.parts = parts;
  }

  /**
   * Writes the files.
   *
   * @param folder a whole path that the executors share; the caller deletes it
   */
  void write(String folder) {
    PublishedParts known = parts;
    Broadcast<long[]> first = spark.broadcast(firstCells());
    try {
      int buckets =
          (int) Math.max(1, Math.min(MOST_BUCKETS, parts.mesh().allFaces() / FACES_OF_BUCKET));
      int tasks = Math.max(1, Math.min(parts.mesh().count(), 8 * spark.defaultParallelism()));
      JavaPairRDD<Integer, byte[]> asked =
          parts
              .numbers(spark)
              .flatMapToPair(
                  part ->
                      pairs(
                          known.read(
                              part,
                              read -> Rim.ask(read.air(), part, first.value()[part], buckets))));
      asked
          .groupByKey(buckets)
          .flatMapToPair(
              bucket -> pairs(Rim.match(bucket._2.iterator(), known.mesh().files(), false)))
          .groupByKey(tasks)
          .foreach(part -> write(known, folder, part));
    } finally {
      first.destroy();
    }
  }

  private static void write(
      PublishedParts known, String folder, Tuple2<Integer, Iterable<byte[]>> part)
      throws IOException {
    Rim rim = Rim.of(part._2.iterator());
    known.output(folder).write(Integer.toString(part._1), rim::write);
  }

  private static Iterator<Tuple2<Integer, byte[]>> pairs(Map<Integer, byte[]> packed) {
    return packed.entrySet().stream().map(e -> new Tuple2<>(e.getKey(), e.getValue())).iterator();
  }

  /** The number of each part's first cell. */
  private long[] firstCells() {
    PublishedParts known = parts;
    List<Integer> counts =
        parts
            .numbers(spark)
            .map(
                part ->
                    known.read(
                        part,
                        read -> {
                          int[] firsts = ColumnCells.firsts(read.air());
                          return firsts[firsts.length - 1];
                        }))
            .collect();
    long[] first = new long[counts.size()];
    for (int p = 1; p < first.length; p++) {
      first[p] = first[p - 1] + counts.get(p - 1);
    }
    return first;
  }
}
