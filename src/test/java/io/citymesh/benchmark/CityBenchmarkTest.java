package io.citymesh.benchmark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.citymesh.ChildJvm;
import io.citymesh.cli.Main;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The small twin of {@link CityBenchmark}. */
class CityBenchmarkTest {
  private static final String SQUARE =
      """
      {"type": "FeatureCollection",
       "crs": {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::28992"}},
       "features": [{"type": "Feature", "properties": {"gid": 7}, "geometry": {"type": "Polygon",
       "coordinates": [[[100.001, 200], [110.25, 200], [110.25, 209.999], [100.001, 200]]]}}]}
      """;

  @TempDir Path dir;

  @Test
  void copiesAreTheOriginalMovedByWholeMetres() throws Exception {
    Path original = Files.writeString(dir.resolve("square.geojson"), SQUARE);
    assertEquals(50, CampusCopies.write(dir.resolve("copies"), original, 50));
    Set<String> ids = new HashSet<>();
    Set<String> corners = new HashSet<>();
    for (String name : List.of("copies-0000.geojson", "copies-0001.geojson")) {
      JsonNode root = new ObjectMapper().readTree(dir.resolve("copies").resolve(name).toFile());
      assertEquals("urn:ogc:def:crs:EPSG::28992", root.at("/crs/properties/name").asText());
      for (JsonNode feature : root.get("features")) {
        ids.add(feature.get("id").asText());
        JsonNode ring = feature.at("/geometry/coordinates/0");
        corners.add(ring.get(0).toString());
        double width = ring.get(1).get(0).asDouble() - ring.get(0).get(0).asDouble();
        assertEquals(10.249, width, 1e-9);
        assertEquals(9.999, ring.get(2).get(1).asDouble() - ring.get(0).get(1).asDouble(), 1e-9);
      }
    }
    assertEquals(50, ids.size());
    assertEquals(50, corners.size());
    assertTrue(corners.contains("[100.001,200]") && corners.contains("[211.001,310]"));
  }

  /** Two cores: a task of 4 s and one of 1 s, 2 s of the driver, and a task of 2 s. */
  @Test
  void coresAreIdleWhereNoTaskRuns() throws Exception {
    Files.writeString(
        dir.resolve("log"),
        """
        {"Event": "SparkListenerApplicationStart", "Timestamp": 1000}
        %s
        %s
        {"Event": "SparkListenerStageCompleted", "Stage Info": {"Stage ID": 0, "Stage Name": "read"}}
        %s
        """
            .formatted(task(0, 2000, 6000), task(0, 2000, 3000), task(1, 8000, 10_000)));
    EventLog log = EventLog.read(dir);
    assertEquals(1 - 7.0 / 16, log.idleShare(2), 1e-12);
    assertEquals(2, log.driverSeconds(), 1e-12);
    assertEquals(30, log.toDriver());
    assertEquals(2, log.stages().size());
    assertEquals("read", log.stages().get(0).name());
    assertEquals(2, log.stages().get(0).tasks());
    assertEquals(3 * 0.5, log.taskCpu(), 1e-12);
    assertEquals(4, log.table().size());
  }

  private static String task(int stage, long start, long end) {
    return ("{\"Event\": \"SparkListenerTaskEnd\", \"Stage ID\": %d, \"Task Info\": {\"Launch Time\":"
            + " %d, \"Finish Time\": %d}, \"Task Metrics\": {\"Executor CPU Time\": 500000000,"
            + " \"Result Size\": 10}}")
        .formatted(stage, start, end);
  }

  @Test
  void aCommandIsMeasuredWithAllThatItStarts() throws Exception {
    List<String> command =
        ChildJvm.command(
            List.of("-Xmx64m"),
            Main.class,
            List.of("demo", "--buildings", "3000", "--out", dir.resolve("city").toString()));
    ColdRun run = ColdRun.of(command, Map.of());
    assertTrue(run.output().startsWith("3,000 footprints"), run.output());
    assertTrue(run.seconds() > 0.2 && run.cpu() > 0.2, run.toString());
    assertTrue(run.peak() > 20e6 && run.peak() < 500e6, run.toString());
  }

  @Test
  @Tag("slow")
  void citiesAreBuiltMeasuredAndCompared() throws Exception {
    List<String> program = ChildJvm.command(List.of("-Xmx600m"), Main.class, List.of());
    CityBenchmark benchmark =
        new CityBenchmark(
            dir,
            List.of(
                new CityBenchmark.Version("before", program),
                new CityBenchmark.Version("this", program)),
            "600m");
    List<CityBenchmark.Figures> all = new ArrayList<>();
    for (String name : List.of("60", "120", "180")) {
      all.addAll(benchmark.measure(benchmark.city(name)));
      BenchmarkLog.delete(dir.resolve("input"));
    }
    assertEquals(6, all.size());
    for (CityBenchmark.Figures figures : all) {
      assertTrue(figures.told().faces() > 1000, figures.toString());
      assertTrue(figures.rest() > 0 && figures.rest() < figures.run().seconds());
      assertTrue(figures.run().peak() > 100e6 && figures.run().cpu() > 1, figures.toString());
      assertTrue(figures.log().idleShare(2) > 0 && figures.log().toDriver() > 0);
    }
    assertEquals(all.get(0).told().digest(), all.get(1).told().digest());
    String table = String.join("\n", CityBenchmark.table(all));
    assertEquals(2, table.split("Seconds that 1,000 more buildings take").length - 1, table);
    assertTrue(table.contains("1/"), table);
  }
}
