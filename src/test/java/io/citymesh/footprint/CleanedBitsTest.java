package io.citymesh.footprint;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.citymesh.geo.Bounds;
import io.citymesh.terrain.Terrains;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.Polygon;

/**
 * What the cleaner makes of clusters of several footprints, to the last bit: against the digests in
 * {@code cleaned.txt}; areas and volumes, which are sums, are not among them.
 *
 * <p>The 30 of random clusters that keep their identity are those of commit 774e1ed, in which every
 * overlay, offset and index was one of JTS. In the others an outline that is too close to itself
 * only is simplified before anything is closed or opened, and of footprints that are a coverage but
 * for a few only these are overlaid.
 */
class CleanedBitsTest {
  private static final Bounds DOMAIN = new Bounds(-1e7, -1e7, 1e7, 1e7);

  /** So many random clusters make one digest. */
  private static final int CHUNK = 20;

  private static final int FEW = 2;
  private static final int MANY = 30;

  @Test
  void randomClusters() throws IOException {
    assertAsBefore(digestsOfRandom(0, FEW));
  }

  @Test
  @Tag("slow")
  void manyRandomClusters() throws IOException {
    assertAsBefore(digestsOfRandom(FEW, MANY));
  }

  @Test
  @Tag("slow")
  void cities() throws IOException {
    assertAsBefore(digestsOfCities());
  }

  /** Prints all digests, one a line. */
  public static void main(String[] args) {
    digestsOfRandom(0, MANY).forEach((name, digest) -> System.out.println(name + " " + digest));
    digestsOfCities().forEach((name, digest) -> System.out.println(name + " " + digest));
  }

  private static void assertAsBefore(Map<String, String> digests) throws IOException {
    Map<String, String> expected = new TreeMap<>();
    try (InputStream file = CleanedBitsTest.class.getResourceAsStream("cleaned.txt")) {
      String all = new String(file.readAllBytes(), StandardCharsets.UTF_8);
      for (String line : all.lines().toList()) {
        expected.put(line.substring(0, line.lastIndexOf(' ')), line.split(" ")[2]);
      }
    }
    expected.keySet().retainAll(digests.keySet());
    assertEquals(expected, digests);
  }

  private static Map<String, String> digestsOfRandom(int from, int to) {
    Map<String, String> result = new TreeMap<>();
    for (int chunk = from; chunk < to; chunk++) {
      List<List<SourceFootprint>> clusters = new ArrayList<>();
      for (int i = 0; i < CHUNK; i++) {
        clusters.add(cluster(new Random(CHUNK * chunk + i)));
      }
      addDigests(String.format("random-%03d", chunk), clusters, result);
    }
    return result;
  }

  private static Map<String, String> digestsOfCities() {
    Map<String, String> result = new TreeMap<>();
    for (String city : List.of("delft", "tudcampus")) {
      addDigests(city, CityClusters.of(city), result);
    }
    return result;
  }

  private static void addDigests(
      String name, List<List<SourceFootprint>> clusters, Map<String, String> to) {
    for (boolean merge : new boolean[] {true, false}) {
      CleaningOptions options = new CleaningOptions(0.5, 15, merge, 0.5, 10, 0.1);
      FootprintCleaner cleaner =
          new FootprintCleaner(options, Terrains.open("flat:0"), DOMAIN, OptionalDouble.of(9));
      Digest digest = new Digest();
      for (List<SourceFootprint> cluster : clusters) {
        digest.add(cleaner.clean(cluster));
      }
      to.put(name + (merge ? " merge" : " keep"), String.format("%016x", digest.value));
    }
  }

  /** Footprints of all sorts in a heap, or a row of houses. */
  private static List<SourceFootprint> cluster(Random random) {
    double x = 84_000 + random.nextInt(999);
    double y = 447_000 + random.nextInt(999);
    int spread = random.nextBoolean() ? 15 : 40;
    int size = 2 + random.nextInt(7);
    List<SourceFootprint> result = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      RandomFootprints footprints =
          new RandomFootprints(random, x + random.nextInt(spread), y + random.nextInt(spread));
      result.add(footprints.next("f" + i));
    }
    return result;
  }

  /** FNV-1a, 64 bits, of buildings and remarks. */
  private static final class Digest {
    private long value = 0xCBF29CE484222325L;

    void add(FootprintCleaner.Result result) {
      for (CleanedBuilding building : result.buildings()) {
        add(building.sourceIds().toString() + building.heightSource());
        add(Double.doubleToLongBits(building.ground()));
        add(Double.doubleToLongBits(building.roof()));
        Polygon polygon = building.polygon();
        add(polygon.getNumInteriorRing());
        for (Coordinate c : polygon.getCoordinates()) {
          add(Double.doubleToLongBits(c.x));
          add(Double.doubleToLongBits(c.y));
        }
      }
      result.remarks().forEach(r -> add(r.kind() + r.sourceId() + r.reason()));
    }

    private void add(String text) {
      text.chars().forEach(this::add);
    }

    private void add(long bits) {
      for (int i = 0; i < Long.SIZE; i += Byte.SIZE) {
        value = (value ^ (bits >>> i & 0xFF)) * 0x100000001B3L;
      }
    }
  }
}
