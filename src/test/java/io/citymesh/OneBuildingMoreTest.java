package io.citymesh;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.citymesh.cli.DemoCity;
import io.citymesh.geo.Bounds;
import io.citymesh.output.BuildingNumbers;
import io.citymesh.output.OutputDir;
import io.citymesh.report.Manifest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A building that is added to a city, or taken away, costs the tiles that it meets and the stitches
 * above them, though all others get another number. ({@code job.NodeKeysTest} has the same of the
 * keys alone.)
 */
class OneBuildingMoreTest extends SparkTest {
  @TempDir Path dir;

  private DemoCity.Written city;

  @Test
  @Tag("slow")
  void itsTilesAreMadeAgainAndNoOthers() throws IOException {
    city = DemoCity.write(dir, 3, 3, 5);
    List<String> lines = new ArrayList<>(Files.readAllLines(city.buildings()));
    Path all = city.buildings();
    // The first building: of all others the number changes.
    String first = "{\"type\": \"Feature\", \"id\": \"0000-0000-000\"";
    assertTrue(lines.removeIf(line -> line.startsWith(first)));
    Path without = Files.write(dir.resolve("without.geojson"), lines);

    CityMesh.Result fresh = builder(without, "fresh").build();
    Manifest more = builder(all, "city").resume(true).build().manifest();
    assertEquals(fresh.manifest().totals().buildings() + 1, more.totals().buildings());

    CityMesh.Result fewer = builder(without, "city").resume(true).build();
    assertEquals(fresh.manifest().digest(), fewer.manifest().digest());
    assertNotEquals(more.digest(), fewer.manifest().digest());
    assertFewMade(fewer.manifest());
    Map<String, Long> fewerKeys = keys(fewer);
    assertEquals(keys(fresh), fewerKeys);

    CityMesh.Result again = builder(all, "city").resume(true).build();
    assertEquals(more.digest(), again.manifest().digest());
    assertFewMade(again.manifest());
    Map<String, Long> keys = keys(again);
    keys.remove("0000-0000-000");
    assertEquals(fewerKeys, keys);
  }

  private CityMesh.Builder builder(Path buildings, String name) {
    return CityMesh.builder(spark())
        .buildings(buildings.toString())
        .terrain(city.terrain().toString())
        .heightField(DemoCity.HEIGHT_FIELD)
        .merge(false)
        .bounds(new Bounds(84_050, 446_050, 84_380, 446_380))
        .tileSize(50)
        .maxSize(5)
        .out(dir.resolve(name).toString());
  }

  /** The building stands in a corner of the city, at a tile or two. */
  private static void assertFewMade(Manifest manifest) {
    Map<String, Long> counters = manifest.counters();
    String words = counters.toString();
    assertTrue(manifest.totals().tiles() > 30, manifest.totals().toString());
    assertTrue(counters.get("made_cores") > 0 && counters.get("made_cores") <= 4, words);
    assertTrue(counters.get("made_seams") <= 12, words);
    assertEquals(
        manifest.totals().parts() - counters.get("made_cores") - counters.get("made_seams"),
        counters.get("reused_parts"),
        words);
  }

  /** The keys by the ids of the footprints, as the table has them. */
  private Map<String, Long> keys(CityMesh.Result result) throws IOException {
    BuildingNumbers numbers = BuildingNumbers.read(OutputDir.of(result.out(), new Configuration()));
    Map<String, Long> keys = new HashMap<>();
    for (Row row : result.buildings(spark()).collectAsList()) {
      long key = row.<Long>getAs("key");
      assertEquals(row.<Integer>getAs("index"), numbers.of(key));
      keys.put(row.<String>getList(row.fieldIndex("source_ids")).get(0), key);
    }
    assertEquals(numbers.count(), keys.size());
    return keys;
  }
}
