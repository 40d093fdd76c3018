package io.citymesh.job;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.citymesh.SparkTest;
import io.citymesh.footprint.AreaAccount;
import io.citymesh.footprint.Building;
import io.citymesh.footprint.CleanedBuilding;
import io.citymesh.footprint.FootprintCleaner;
import io.citymesh.footprint.HeightSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Test;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.GeometryFactory;
import org.locationtech.jts.geom.Polygon;

/** Keys of buildings: one each, and the same whatever else there is. */
class BuildingKeysTest extends SparkTest {

  /** A cluster of one house a name: a list of the names of each house's features. */
  private static FootprintCleaner.Result cluster(List<List<String>> houses) {
    List<CleanedBuilding> buildings = new ArrayList<>();
    for (int i = 0; i < houses.size(); i++) {
      buildings.add(
          new CleanedBuilding(houses.get(i), 0, 9, HeightSource.HEIGHT_FIELD, square(20 * i)));
    }
    Collections.sort(buildings);
    return new FootprintCleaner.Result(
        buildings,
        List.of(),
        new AreaAccount(0, 0, new TreeMap<>(), 0, 0, 0),
        new FootprintCleaner.Volumes(0, 0));
  }

  private static Polygon square(double x) {
    return new GeometryFactory()
        .createPolygon(
            new Coordinate[] {
              new Coordinate(x, 0),
              new Coordinate(x + 9, 0),
              new Coordinate(x + 9, 9),
              new Coordinate(x, 9),
              new Coordinate(x, 0)
            });
  }

  private static FootprintCleaner.Result house(String... features) {
    return cluster(List.of(List.of(features)));
  }

  /** The keys in the order of the buildings, by features and a number for each building. */
  private Map<String, Long> keys(
      List<FootprintCleaner.Result> clusters, int partitions, BuildingKeys.Hash hash) {
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark().sparkContext());
    BuildingKeys.Hash made = hash == null ? BuildingKeys.Hash.OF_CITIES : hash;
    List<PackedBuilding> counted = new ArrayList<>();
    for (FootprintCleaner.Result cluster : clusters) {
      BuildingKeys.counted(cluster, made).forEach(each -> counted.add(PackedBuilding.of(each)));
    }
    JavaRDD<PackedBuilding> rdd = context.parallelize(counted, partitions);
    JavaRDD<long[]> hashes = rdd.map(building -> new long[] {building.key()});
    Set<Long> twice = BuildingKeys.twice(hashes, 200_000L * partitions);
    assertEquals(twice, BuildingKeys.twice(hashes.collect()));
    BuildingKeys keys = BuildingKeys.of(rdd, twice, made);
    Collections.sort(counted);
    Map<String, Long> result = new TreeMap<>();
    for (PackedBuilding each : counted) {
      Building building = keys.keyed(each).unpacked();
      assertTrue(building.key() >= 0);
      result.put(building.sourceIds() + " " + building.index(), building.key());
    }
    assertEquals(counted.size(), new TreeSet<>(result.values()).size(), "a key each: " + result);
    return result;
  }

  @Test
  void aKeyIsMadeOfTheFirstSourceIdAlone() {
    Map<String, Long> few = keys(List.of(house("a"), house("b")), 2, null);
    Map<String, Long> more =
        keys(List.of(house("0"), house("a", "c"), house("b"), house("z")), 3, null);
    assertEquals(few.get("[a] 0"), more.get("[a, c] 0"));
    assertEquals(few.get("[b] 0"), more.get("[b] 0"));
  }

  /** These numbers are in people's files: they must never be others. */
  @Test
  void keysAreTheSameInEveryVersion() {
    Map<String, Long> keys = keys(List.of(house("way/1"), house("B.0503")), 1, null);
    assertEquals(
        "{[B.0503] 0=3342242767801135747, [way/1] 0=8953253792916811215}", keys.toString());
  }

  @Test
  void partsOfOneFootprintAreCountedInTheirOrder() {
    Map<String, Long> alone = keys(List.of(house("a")), 1, null);
    Map<String, Long> three =
        keys(List.of(cluster(List.of(List.of("a"), List.of("a"), List.of("a", "b")))), 1, null);
    assertEquals(List.of("[a, b] 2", "[a] 0", "[a] 1"), List.copyOf(three.keySet()));
    assertEquals(alone.get("[a] 0"), three.get("[a] 0"));
  }

  /** All first hashes are one of three, later ones one of nine. */
  private static final BuildingKeys.Hash CROWDED =
      (name, count, attempt) -> (name.hashCode() + 31L * count + attempt) % (attempt == 0 ? 3 : 9);

  @Test
  void ofTwoWithTheSameHashTheFirstKeepsIt() {
    BuildingKeys.Hash same = (name, count, attempt) -> attempt == 0 ? 5 : name.charAt(0) + attempt;
    Map<String, Long> keys = keys(List.of(house("c"), house("a"), house("b")), 2, same);
    assertEquals("{[a] 0=5, [b] 0=99, [c] 0=100}", keys.toString());
    assertEquals("{[b] 0=5, [c] 0=100}", keys(List.of(house("c"), house("b")), 1, same).toString());
  }

  @Test
  void aHashThatMovesOnDoesNotTakeAnothersKey() {
    // b moves on from 5 to 7, which c has, and on to 8.
    BuildingKeys.Hash hash =
        (name, count, attempt) -> name.equals("c") ? 7 : attempt == 0 ? 5 : 6 + attempt;
    Map<String, Long> keys = keys(List.of(house("a"), house("b"), house("c")), 3, hash);
    assertEquals("{[a] 0=5, [b] 0=8, [c] 0=7}", keys.toString());
  }

  @Test
  void crowdedKeysDoNotDependOnPartitionsAndOrder() {
    List<FootprintCleaner.Result> clusters = new ArrayList<>();
    for (String name : List.of("a", "b", "c", "d")) {
      clusters.add(house(name));
    }
    clusters.add(cluster(List.of(List.of("e"), List.of("e"))));
    Map<String, Long> expected = keys(clusters, 1, CROWDED);
    assertTrue(expected.values().stream().anyMatch(key -> key >= 3), "some have moved on");
    for (int partitions : new int[] {2, 5}) {
      Collections.shuffle(clusters, new Random(partitions));
      assertEquals(expected, keys(clusters, partitions, CROWDED));
    }
  }

  @Test
  void manyKeysAreAllDifferent() {
    List<List<String>> names = new ArrayList<>();
    for (int i = 0; i < 3000; i++) {
      names.add(List.of("way/" + i));
    }
    Map<String, Long> keys = keys(Arrays.asList(cluster(names)), 3, null);
    assertEquals(3000, keys.size());
    assertNotEquals(keys.get("[way/1] 0"), keys.get("[way/2] 0"));
  }

  @Test
  void aCityWithoutBuildingsHasNoKeys() {
    assertEquals(Map.of(), keys(List.of(), 1, null));
  }
}
