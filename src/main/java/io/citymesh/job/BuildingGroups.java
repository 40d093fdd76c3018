package io.citymesh.job;

import io.citymesh.format.FormatPart;
import io.citymesh.format.GroupedFormat;
import io.citymesh.format.TargetFiles;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.apache.spark.Partitioner;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaSparkContext;
import scala.Option;
import scala.Tuple2;

/**
 * The faces of each building, gathered from all parts by one shuffle: a piece of the file for each
 * range of buildings. The shuffle's files serve twice, to learn how long the pieces are and to
 * write them; a task holds the faces of a building in one part at a time.
 */
final class BuildingGroups {
  /** Faces of a range: some megabytes of text. */
  private static final long FACES_OF_RANGE = 500_000;

  private final PublishedParts parts;
  private final GroupedFormat format;

  /** The ranges of each piece. */
  private final List<List<Integer>> pieces = new ArrayList<>();

  private final JavaPairRDD<Long, byte[]> sorted;

  BuildingGroups(JavaSparkContext spark, PublishedParts parts, GroupedFormat format) {
    this.parts = parts;
    this.format = format;
    int buildings = parts.mesh().buildings();
    int ranges =
        (int)
            Math.max(
                1, Math.min(buildings, Math.min(10_000, parts.mesh().allFaces() / FACES_OF_RANGE)));
    this.sorted =
        parts
            .numbers(spark)
            .flatMapToPair(part -> parts.read(part, read -> groups(format, read, part)))
            .repartitionAndSortWithinPartitions(new Ranges(buildings, ranges));
  }

  private static Iterator<Tuple2<Long, byte[]>> groups(
      GroupedFormat format, FormatPart read, int part) throws IOException {
    List<Tuple2<Long, byte[]>> groups = new ArrayList<>();
    for (Map.Entry<Integer, byte[]> group : format.groups(read).entrySet()) {
      groups.add(new Tuple2<>(((long) group.getKey() << 32) | part, group.getValue()));
    }
    return groups.iterator();
  }

  /**
   * The pieces' lengths, bytes.
   *
   * @param least of a piece: ranges that are shorter are put together
   */
  long[] lengths(long least) {
    GroupedFormat task = format;
    List<Long> lengths =
        sorted
            .mapPartitions(
                range -> {
                  Counter counter = new Counter();
                  write(task, range, counter);
                  return List.of(counter.bytes).iterator();
                })
            .collect();
    List<Long> lengthsOfPieces = new ArrayList<>();
    List<Integer> together = new ArrayList<>();
    long length = 0;
    for (int range = 0; range < lengths.size(); range++) {
      together.add(range);
      length += lengths.get(range);
      if (length >= least) {
        pieces.add(together);
        lengthsOfPieces.add(length);
        together = new ArrayList<>();
        length = 0;
      }
    }
    if (pieces.isEmpty()) {
      pieces.add(together);
      lengthsOfPieces.add(length);
    } else { // What is left goes with the last.
      int last = pieces.size() - 1;
      pieces.get(last).addAll(together);
      lengthsOfPieces.set(last, lengthsOfPieces.get(last) + length);
    }
    return lengthsOfPieces.stream().mapToLong(Long::longValue).toArray();
  }

  /**
   * Writes the pieces.
   *
   * @return their receipts
   */
  List<String> write(String directory, TargetFiles target) {
    GroupedFormat task = format;
    PublishedParts known = parts;
    TargetFiles.Tail tail = target.tail();
    return sorted
        .rdd()
        .coalesce(pieces.size(), false, Option.apply(new Together(pieces)), null)
        .toJavaRDD()
        .mapPartitionsWithIndex(
            (index, groups) ->
                List.of(
                        tail.write(
                            index,
                            task,
                            known.mesh(),
                            known.output(),
                            known.output(directory),
                            stream -> write(task, groups, stream)))
                    .iterator(),
            true)
        .collect();
  }

  /** Writes groups that come by building, then by part. */
  private static void write(
      GroupedFormat format, Iterator<Tuple2<Long, byte[]>> range, OutputStream out)
      throws IOException {
    long open = -1;
    while (range.hasNext()) {
      Tuple2<Long, byte[]> group = range.next();
      long building = group._1 >>> 32;
      if (building != open) {
        out.write(format.heading((int) building));
        open = building;
      }
      out.write(group._2);
    }
  }

  /** Counts bytes and forgets them. */
  private static final class Counter extends OutputStream {
    private long bytes;

    @Override
    public void write(int b) {
      bytes++;
    }

    @Override
    public void write(byte[] all, int offset, int count) {
      bytes += count;
    }
  }

  /** Ranges of buildings; the upper half of a key is a building's index. */
  private static final class Ranges extends Partitioner {
    private static final long serialVersionUID = 1;

    private final int buildings;
    private final int ranges;

    Ranges(int buildings, int ranges) {
      this.buildings = buildings;
      this.ranges = ranges;
    }

    @Override
    public int numPartitions() {
      return ranges;
    }

    @Override
    public int getPartition(Object key) {
      return (int) (((Long) key >>> 32) * ranges / Math.max(1, buildings));
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Ranges same && same.buildings == buildings && same.ranges == ranges;
    }

    @Override
    public int hashCode() {
      return 31 * buildings + ranges;
    }
  }
}
