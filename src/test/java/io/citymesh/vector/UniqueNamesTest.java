package io.citymesh.vector;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.citymesh.SparkTest;
import io.citymesh.geo.Heights;
import io.citymesh.geo.PackedFootprint;
import io.citymesh.geo.Wkb;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Test;

class UniqueNamesTest extends SparkTest {
  private static NamedFootprint footprint(String id, int x) {
    byte[] wkb = Wkb.of(TestVectors.geometry(TestVectors.squareWkt(x, 0, 9)));
    return new NamedFootprint(PackedFootprint.of(id, wkb, Heights.above(x % 7 + 1)), "[" + x + "]");
  }

  private static List<FeatureBlock> blocks(List<NamedFootprint> footprints, int size) {
    List<FeatureBlock> blocks = new ArrayList<>();
    FeatureBlock.Builder builder = new FeatureBlock.Builder(FeatureBlock.Kind.FOOTPRINTS, 0);
    for (NamedFootprint one : footprints) {
      builder.add(one.footprint(), one.kept());
      if (builder.length() > size) {
        blocks.add(builder.block());
      }
    }
    blocks.add(builder.block());
    return blocks;
  }

  /** Some ids are there once, some several times, some look like names. */
  private static List<NamedFootprint> footprints(int count, Random random) {
    List<NamedFootprint> result = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int n = random.nextInt(count);
      String id =
          switch (n % 5) {
            case 0 -> FeatureSink.HASHED + n;
            case 1 -> n + "#2";
            default -> "b" + n;
          };
      result.add(footprint(id, random.nextInt(count)));
    }
    return result;
  }

  /** By id, in the order of the geometries: squares in the order of their corners. */
  private static Map<String, PackedFootprint> expected(List<NamedFootprint> all) {
    List<NamedFootprint> sorted = new ArrayList<>(all);
    sorted.sort(
        (a, b) ->
            Double.compare(
                a.footprint().box().orElseThrow().xmin(),
                b.footprint().box().orElseThrow().xmin()));
    Map<String, Integer> counts = new HashMap<>();
    Map<String, PackedFootprint> result = new TreeMap<>();
    for (NamedFootprint one : sorted) {
      String id = one.footprint().id();
      int n = counts.merge(id, 1, Integer::sum);
      String name = FootprintIds.name(id, n);
      result.put(name, one.footprint().withId(name));
    }
    return result;
  }

  private static RepeatedIds repeated(List<NamedFootprint> all) {
    Map<String, Long> counts = new HashMap<>();
    all.forEach(one -> counts.merge(one.footprint().id(), 1L, Long::sum));
    RepeatedIds result = RepeatedIds.NONE;
    for (Map.Entry<String, Long> id : counts.entrySet()) {
      boolean hashed = id.getKey().startsWith(FeatureSink.HASHED);
      if (id.getValue() > 1) {
        result =
            result.plus(
                hashed
                    ? new RepeatedIds(0, 0, id.getValue() - 1)
                    : new RepeatedIds(1, id.getValue(), 0));
      }
    }
    return result;
  }

  private static Map<String, PackedFootprint> given(JavaRDD<NamedFootprint> named, int count) {
    Map<String, PackedFootprint> result = new TreeMap<>();
    List<NamedFootprint> all = named.collect();
    assertEquals(count, all.size());
    all.forEach(one -> result.put(one.footprint().id(), one.footprint()));
    return result;
  }

  @Test
  void namesDoNotDependOnTheWayNorOnPartitionsNorOnTheOrder() {
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark().sparkContext());
    Random random = new Random(4);
    List<NamedFootprint> all = footprints(600, random);
    Map<String, PackedFootprint> expected = expected(all);
    assertEquals(all.size(), expected.size());
    for (int partitions : new int[] {1, 3, 8}) {
      Collections.shuffle(all, random);
      JavaRDD<FeatureBlock> blocks = context.parallelize(blocks(all, 1000), partitions);
      UniqueNames far = UniqueNames.of(blocks, all.size());
      UniqueNames few = UniqueNames.ofFew(all.stream().mapToLong(IdHashes::of).toArray());
      assertEquals(repeated(all), far.repeated());
      assertEquals(repeated(all), few.repeated());
      assertEquals(expected, given(far.give(blocks), all.size()));
      assertEquals(expected, given(few.give(blocks), all.size()));
      far.persisted().forEach(rdd -> rdd.unpersist());
    }
  }

  @Test
  void whereEachIdIsThereOnceOnlyThoseThatLookLikeNamesAreOthers() {
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark().sparkContext());
    List<NamedFootprint> all = List.of(footprint("a", 1), footprint("a#2", 2), footprint("", 3));
    JavaRDD<FeatureBlock> blocks = context.parallelize(blocks(all, 10), 2);
    for (UniqueNames names :
        List.of(
            UniqueNames.of(blocks, 3),
            UniqueNames.ofFew(all.stream().mapToLong(IdHashes::of).toArray()))) {
      assertEquals(RepeatedIds.NONE, names.repeated());
      assertEquals(List.of("", "a", "a#2#1"), List.copyOf(given(names.give(blocks), 3).keySet()));
    }
  }
}
