package io.citymesh.job;

import io.citymesh.format.FormatPart;
import io.citymesh.format.GroupedFormat;
import io.citymesh.format.MeshParts;
import io.citymesh.format.TargetFiles;
import io.citymesh.output.OutputDir;
import java.io.IOException;
import java.io.OutputStream;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.spark.Partitioner;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.rdd.PartitionCoalescer;
import org.apache.spark.rdd.PartitionGroup;
import org.apache.spark.rdd.RDD;
import org.apache.spark.util.SerializableConfiguration;
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

  private final String parts;
  private final Broadcast<SerializableConfiguration> hadoop;
  private final Broadcast<MeshParts> mesh;
  private final GroupedFormat format;

  /** By piece, the ranges up to it, and with it. */
  private final List<Integer> ends = new ArrayList<>();

  private final JavaPairRDD<Long, byte[]> sorted;

  BuildingGroups(
      JavaSparkContext spark,
      String parts,
      Broadcast<SerializableConfiguration> hadoop,
      Broadcast<MeshParts> mesh,
      GroupedFormat format) {
    this.parts = parts;
    this.hadoop = hadoop;
    this.mesh = mesh;
    this.format = format;
    int count = mesh.value().count();
    int buildings = mesh.value().buildings();
    int ranges =
        (int)
            Math.max(
                1, Math.min(buildings, Math.min(10_000, mesh.value().allFaces() / FACES_OF_RANGE)));
    List<Integer> all = IntStream.range(0, count).boxed().toList();
    this.sorted =
        spark
            .parallelize(all, Math.max(1, count))
            .flatMapToPair(
                part ->
                    FormatPart.read(
                        OutputDir.of(parts, hadoop.value().value()),
                        mesh.value(),
                        part,
                        read -> groups(format, read, part)))
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
    List<Long> pieces = new ArrayList<>();
    long length = 0;
    for (int range = 0; range < lengths.size(); range++) {
      length += lengths.get(range);
      if (length >= least) {
        ends.add(range + 1);
        pieces.add(length);
        length = 0;
      }
    }
    if (pieces.isEmpty()) {
      ends.add(lengths.size());
      pieces.add(length);
    } else { // What is left goes with the last.
      ends.set(ends.size() - 1, lengths.size());
      pieces.set(pieces.size() - 1, pieces.get(pieces.size() - 1) + length);
    }
    return pieces.stream().mapToLong(Long::longValue).toArray();
  }

  /**
   * Writes the pieces.
   *
   * @return their receipts
   */
  List<String> write(String directory, TargetFiles target) {
    GroupedFormat task = format;
    Broadcast<SerializableConfiguration> configuration = hadoop;
    Broadcast<MeshParts> known = mesh;
    String from = parts;
    TargetFiles.Tail tail = target.tail();
    return sorted
        .rdd()
        .coalesce(ends.size(), false, Option.apply(new Together(ends)), null)
        .toJavaRDD()
        .mapPartitionsWithIndex(
            (index, groups) -> {
              SerializableConfiguration hadoop = configuration.value();
              return List.of(
                      tail.write(
                          index,
                          task,
                          known.value(),
                          OutputDir.of(from, hadoop.value()),
                          OutputDir.of(directory, hadoop.value()),
                          stream -> write(task, groups, stream)))
                  .iterator();
            },
            true)
        .collect();
  }

  /** Joins neighbouring ranges into one partition. */
  private static final class Together implements PartitionCoalescer, Serializable {
    private static final long serialVersionUID = 1;

    /** Used by the driver alone. */
    private final transient List<Integer> ends;

    Together(List<Integer> ends) {
      this.ends = ends;
    }

    @Override
    public PartitionGroup[] coalesce(int most, RDD<?> ranges) {
      PartitionGroup[] pieces = new PartitionGroup[ends.size()];
      int range = 0;
      for (int piece = 0; piece < pieces.length; piece++) {
        pieces[piece] = new PartitionGroup(Option.empty());
        for (; range < ends.get(piece); range++) {
          pieces[piece].partitions().addOne(ranges.partitions()[range]);
        }
      }
      return pieces;
    }
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
