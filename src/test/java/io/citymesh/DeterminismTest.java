package io.citymesh;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.citymesh.cli.DemoCity;
import io.citymesh.cli.Main;
import io.citymesh.output.ManifestFile;
import io.citymesh.output.OutputDir;
import io.citymesh.report.Manifest;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The same input and options give the same bits: 25 tiles of a made-up city whose houses share
 * walls.
 */
class DeterminismTest extends SparkTest {
  @TempDir static Path dir;

  private static DemoCity.Written city;
  private static List<String> reference;

  @BeforeAll
  static void meshOnce() throws Exception {
    city = DemoCity.write(dir, 3, 3, 5);
    reference = build("reference", b -> b);
    assertEquals(1 + 25 + 24, reference.size(), "25 tiles, 24 seams and the whole");
  }

  @Test
  void whateverThePartitions() {
    for (int partitions : new int[] {1, 3, 16}) {
      assertEquals(reference, build("p" + partitions, b -> b.partitions(partitions)));
    }
  }

  @Test
  void whateverTheFanIn() {
    for (int fanIn : new int[] {0, 2, 8}) { // 0 leaves it to the plan.
      assertEquals(reference, build("f" + fanIn, b -> b.fanIn(fanIn).partitions(16)));
    }
  }

  @Test
  void whateverTheStore() {
    assertEquals(reference, build("memory", b -> b.store("memory").partitions(3)));
  }

  @Test
  void withGradedSizes() {
    List<String> graded = build("graded", b -> b.gradation(1.3));
    assertNotEquals(reference, graded);
    assertEquals(
        graded, build("graded-memory", b -> b.gradation(1.3).store("memory").partitions(3)));
  }

  @Test
  void withZones() {
    String zone = "84100,446100,84180,446160:3";
    List<String> zones = build("zones", b -> b.refine(zone, "84000,446000,84100,446100:5,2"));
    assertNotEquals(reference, zones);
    assertEquals(
        zones,
        build(
            "zones-memory",
            b -> b.refine("84000,446000,84100,446100:5,2", zone).store("memory").partitions(3)));
  }

  @Test
  void whateverTheOrderOfTheFeatures() throws Exception {
    ObjectMapper json = new ObjectMapper();
    ObjectNode collection = (ObjectNode) json.readTree(city.buildings().toFile());
    List<Object> features = new ArrayList<>();
    collection.get("features").forEach(features::add);
    Collections.shuffle(features, new Random(1));
    collection.set("features", json.convertValue(features, ArrayNode.class));
    Path shuffled = dir.resolve("shuffled.geojson");
    json.writeValue(shuffled.toFile(), collection);
    assertEquals(reference, build("shuffled", b -> b.buildings(shuffled.toString())));
  }

  /** Eight cores share a heap in which Spark by itself does not start, and tiles are halved. */
  @Test
  void whateverTheCoresTheHeapAndTheSerializer() throws Exception {
    List<String> expected = build("halved", b -> b.tileSize(250).maxSize(2.5).tileMemory(8));
    assertTrue(expected.size() > 2 * 4, "of four tiles, some are halved: " + expected);
    Path out = dir.resolve("eight-cores");
    ChildJvm.Outcome outcome =
        ChildJvm.run(
            List.of("-Xmx300m"),
            Main.class,
            List.of(
                "build",
                "--master",
                "local[8]",
                "--buildings",
                city.buildings().toString(),
                "--terrain",
                city.terrain().toString(),
                "--height-field",
                DemoCity.HEIGHT_FIELD,
                "--no-merge",
                "--tile-size",
                "250",
                "--max-size",
                "2.5",
                "--tile-memory",
                "8",
                "--out",
                out.toString()));
    assertEquals(0, outcome.code(), outcome.output());
    assertEquals(
        expected, digests(ManifestFile.read(OutputDir.of(out.toString(), new Configuration()))));
  }

  private static List<String> build(String name, UnaryOperator<CityMesh.Builder> more) {
    Manifest manifest =
        more.apply(
                CityMesh.builder(spark())
                    .buildings(city.buildings().toString())
                    .terrain(city.terrain().toString())
                    .heightField(DemoCity.HEIGHT_FIELD)
                    .merge(false)
                    .tileSize(100)
                    .out(dir.resolve(name).toString()))
            .build()
            .manifest();
    return digests(manifest);
  }

  /** Those of the mesh and of its parts, with their names and places. */
  static List<String> digests(Manifest manifest) {
    List<String> digests = new ArrayList<>(List.of(manifest.digest()));
    manifest
        .parts()
        .forEach(p -> digests.add(p.file() + " " + p.vertexOffset() + " " + p.digest()));
    return digests;
  }
}
