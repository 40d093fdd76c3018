package io.citymesh.cluster;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.citymesh.CityMesh;
import io.citymesh.cli.DemoCity;
import io.citymesh.output.CheckReport;
import io.citymesh.output.MeshCheck;
import io.citymesh.output.OutputDir;
import io.citymesh.remote.Hdfs;
import io.citymesh.remote.RemoteStorage;
import io.citymesh.remote.S3;
import io.citymesh.report.Manifest;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Executors of a cluster are killed while inputs and output lie on HDFS or on S3: the mesh is that
 * of a local disk, to the last bit, and nothing half is left.
 */
@Tag("slow")
class RemoteLossIT {
  @TempDir static Path dir;

  private static Hdfs hdfs;
  private static S3 s3;
  private static TestCluster cluster;
  private static DemoCity.Written city;
  private static Manifest here;

  @BeforeAll
  static void meshOnceAndStart() throws Exception {
    hdfs = Hdfs.start(dir.resolve("hdfs"));
    s3 = S3.start(dir.resolve("s3"));
    city = DemoCity.write(dir, 3, 3, 5);
    try (SparkSession spark = Executors.session("local[2]", Map.of())) {
      here =
          builder(spark, city.buildings().toString(), city.terrain().toString(), dir + "/here")
              .build()
              .manifest();
    }
    cluster = TestCluster.start(dir.resolve("cluster"), "127.0.0.1 127.0.0.1");
  }

  @AfterAll
  static void stop() throws Exception {
    if (cluster != null) {
      cluster.close();
    }
    for (RemoteStorage storage : storages().toList()) {
      storage.stop();
    }
  }

  static Stream<RemoteStorage> storages() {
    return Stream.<RemoteStorage>of(hdfs, s3).filter(storage -> storage != null);
  }

  private static CityMesh.Builder builder(
      SparkSession spark, String buildings, String terrain, String out) {
    return CityMesh.builder(spark)
        .buildings(buildings)
        .terrain(terrain)
        .heightField(DemoCity.HEIGHT_FIELD)
        .merge(false)
        .tileSize(100)
        .maxSize(4)
        .partitions(6)
        .formats("vtu")
        .spillDirs(dir.resolve("spill").toString())
        .out(out);
  }

  @ParameterizedTest
  @MethodSource("storages")
  void killedWhileMeshingAndStitching(RemoteStorage storage) throws Exception {
    Map<String, String> properties = properties(storage);
    String buildings = storage.put(city.buildings(), "in");
    String terrain = storage.put(city.terrain(), "in");
    try (SparkSession spark = Executors.session(cluster.url(), properties)) {
      for (boolean resume : new boolean[] {false, true}) {
        for (String stage : List.of("meshing", "stitching")) {
          String name = (resume ? "resumed-" : "") + stage;
          Executors.awaitTwo(spark.sparkContext());
          Executors.Killer killer =
              new Executors.Killer(spark.sparkContext().applicationId(), stage, 1);
          spark.sparkContext().addSparkListener(killer);
          Manifest manifest =
              builder(spark, buildings, terrain, storage.root() + "/" + name)
                  .resume(resume)
                  .build()
                  .manifest();
          spark.sparkContext().removeSparkListener(killer);
          assertEquals(0, killer.left(), name);
          assertTrue(manifest.counters().get("lost_executors") > 0, manifest.counters().toString());
          assertEquals(here.digest(), manifest.digest(), name);
          assertWhole(storage.output(name), manifest);
        }
      }
    }
    assertEquals(List.of(), TestCluster.files(dir.resolve("spill")), "spilled files are left");
  }

  /** Large enough for several pieces, some of which are written by an executor that is killed. */
  @ParameterizedTest
  @MethodSource("storages")
  void killedWhileExporting(RemoteStorage storage) throws Exception {
    Map<String, String> properties = properties(storage);
    String path = storage.root() + "/fine";
    try (SparkSession spark = Executors.session(cluster.url(), properties)) {
      CityMesh.Result mesh =
          builder(spark, city.buildings().toString(), city.terrain().toString(), path)
              .maxSize(0.65)
              .buildingSize(0.65)
              .build();
      assertTrue(mesh.manifest().formats().get(0).bytes() > 24L << 20, "too few pieces");
      Executors.awaitTwo(spark.sparkContext());
      Executors.Killer killer =
          new Executors.Killer(spark.sparkContext().applicationId(), "writing vtu", 1);
      spark.sparkContext().addSparkListener(killer);
      mesh.export(spark, "vtu", path + "-again/mesh.vtu");
      spark.sparkContext().removeSparkListener(killer);
      assertEquals(0, killer.left());
      assertEquals(
          List.of("mesh.vtu"),
          storage.output("fine-again").list("").stream().map(OutputDir.Entry::name).toList());
      OutputDir here = OutputDir.of(dir + "/fine " + storage, new Configuration());
      mesh.export(spark, "vtu", here + "/mesh.vtu");
      try (InputStream expected = here.open("mesh.vtu");
          InputStream first = storage.output("fine").open("mesh.vtu");
          InputStream again = storage.output("fine-again").open("mesh.vtu")) {
        byte[] bytes = expected.readAllBytes();
        assertArrayEquals(bytes, first.readAllBytes());
        assertArrayEquals(bytes, again.readAllBytes());
      }
    }
  }

  private static Map<String, String> properties(RemoteStorage storage) throws Exception {
    Map<String, String> properties = new HashMap<>();
    storage.properties().forEach((name, value) -> properties.put("spark.hadoop." + name, value));
    properties.put("spark.jars", TestCluster.jars() + "," + String.join(",", S3.jars()));
    return properties;
  }

  private static void assertWhole(OutputDir out, Manifest manifest) throws Exception {
    CheckReport report = MeshCheck.run(out);
    assertFalse(report.broken(), report.table());
    assertEquals(
        manifest.parts().stream().map(Manifest.Part::file).sorted().toList(),
        out.list("parts").stream().map(part -> "parts/" + part.name()).toList());
    for (OutputDir.Entry entry : out.list("")) {
      assertFalse(entry.name().startsWith("."), entry.name() + " is left");
    }
  }
}
