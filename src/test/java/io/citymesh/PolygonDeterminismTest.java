package io.citymesh;

import static org.junit.jupiter.api.Assertions.assertEquals;

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
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The same bits of a closed polygon with a hole, zones, graded sizes, a rim, flat bases and ground
 * that keeps to the terrain: what {@link DeterminismTest} asks of a rectangle.
 */
public class PolygonDeterminismTest extends SparkTest {
  private static final String FINE = "84100,446100,84150,446140:2";
  private static final String LESS_FINE = "84040,446040,84180,446180:4,2";

  @TempDir static Path dir;

  private static DemoCity.Written city;
  private static List<String> reference;

  @BeforeAll
  static void meshOnce() throws Exception {
    city = DemoCity.write(dir, 2, 2, 3);
    reference = build("reference", b -> b);
    assertEquals(1 + 9 + 8, reference.size(), "9 tiles, 8 seams and the whole");
  }

  @Test
  void whateverThePartitionsAndTheFanIn() {
    for (int partitions : new int[] {1, 16}) {
      assertEquals(
          reference,
          build("p" + partitions, b -> b.partitions(partitions).fanIn(partitions > 1 ? 8 : 2)));
    }
  }

  @Test
  void whateverTheStoreAndTheOrderOfTheZones() {
    assertEquals(
        reference, build("memory", b -> b.refine(LESS_FINE, FINE).store("memory").partitions(3)));
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

  /** Tasks share a heap in which Spark by itself does not start. */
  @Test
  @Tag("slow")
  void whateverTheCoresAndTheHeap() throws Exception {
    for (int cores : new int[] {1, 2, 8}) {
      Path out = dir.resolve("cores" + cores);
      ChildJvm.Outcome outcome =
          ChildJvm.run(
              List.of(cores > 1 ? "-Xmx300m" : "-Xmx2g"),
              Main.class,
              List.of(
                  "build",
                  "--master",
                  "local[" + cores + "]",
                  "--buildings",
                  city.buildings().toString(),
                  "--terrain",
                  city.terrain().toString(),
                  "--height-field",
                  DemoCity.HEIGHT_FIELD,
                  "--no-merge",
                  "--domain",
                  PolygonCityTest.CONCAVE,
                  "--close",
                  "--flow-direction",
                  "240",
                  "--flat-rim",
                  "15",
                  "--base",
                  "flat",
                  "--base-apron",
                  "6",
                  "--refine",
                  FINE,
                  "--refine",
                  LESS_FINE,
                  "--gradation",
                  "1.5",
                  "--terrain-error",
                  "0.2",
                  "--max-size",
                  "8",
                  "--tile-size",
                  "100",
                  "--out",
                  out.toString()));
      assertEquals(0, outcome.code(), outcome.output());
      assertEquals(
          reference,
          DeterminismTest.digests(
              ManifestFile.read(OutputDir.of(out.toString(), new Configuration()))));
    }
  }

  private static List<String> build(String name, UnaryOperator<CityMesh.Builder> more) {
    Manifest manifest =
        more.apply(
                polygon(
                    CityMesh.builder(spark())
                        .buildings(city.buildings().toString())
                        .terrain(city.terrain().toString())
                        .heightField(DemoCity.HEIGHT_FIELD)
                        .merge(false)
                        .out(dir.resolve(name).toString())))
            .build()
            .manifest();
    assertEquals(0, manifest.totals().failedTiles());
    return DeterminismTest.digests(manifest);
  }

  /** All that a domain and sizes by place can be, at once. */
  public static CityMesh.Builder polygon(CityMesh.Builder city) {
    return city.domain(PolygonCityTest.CONCAVE)
        .close(true)
        .flowDirection(240)
        .flatRim(15)
        .base("flat")
        .baseApron(6)
        .refine(FINE, LESS_FINE)
        .gradation(1.5)
        .terrainError(0.2)
        .maxSize(8)
        .tileSize(100);
  }
}
