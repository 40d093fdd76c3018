package io.citymesh.remote;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.citymesh.ChildJvm;
import io.citymesh.CityMesh;
import io.citymesh.SparkTest;
import io.citymesh.cli.DemoCity;
import io.citymesh.cli.Main;
import io.citymesh.job.MeshVerdict;
import io.citymesh.output.CheckReport;
import io.citymesh.output.OutputDir;
import io.citymesh.report.Manifest;
import io.citymesh.report.Progress;
import io.citymesh.report.UserError;
import io.citymesh.vector.TestQuarter;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.permission.FsPermission;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A city whose inputs and output lie on HDFS or on S3 is built, resumed, exported and checked, and
 * is the same as on a local disk to the last bit.
 */
@Tag("slow")
class RemoteBuildTest extends SparkTest {
  @TempDir static Path dir;

  private static Hdfs hdfs;
  private static S3 s3;
  private static DemoCity.Written city;

  /** As it is built from a local disk to a local disk. */
  private static CityMesh.Result here;

  @BeforeAll
  static void start() throws Exception {
    hdfs = Hdfs.start(dir.resolve("hdfs"));
    s3 = S3.start(dir.resolve("s3"));
    for (RemoteStorage storage : storages().toList()) {
      storage.in(spark().sparkContext().hadoopConfiguration());
    }
    city = DemoCity.write(dir, 3, 3, 5);
    here =
        builder(city.buildings().toString(), city.terrain().toString(), dir + "/here")
            .formats("vtu")
            .build();
  }

  @AfterAll
  static void stop() throws Exception {
    for (RemoteStorage storage : storages().toList()) {
      for (String name : storage.properties().keySet()) {
        spark().sparkContext().hadoopConfiguration().unset(name);
      }
      storage.stop();
    }
  }

  static Stream<RemoteStorage> storages() {
    return Stream.<RemoteStorage>of(hdfs, s3).filter(storage -> storage != null);
  }

  private static CityMesh.Builder builder(String buildings, String terrain, String out) {
    return CityMesh.builder(spark())
        .buildings(buildings)
        .terrain(terrain)
        .heightField(DemoCity.HEIGHT_FIELD)
        .merge(false)
        .tileSize(100)
        .maxSize(4)
        .out(out);
  }

  private static OutputDir local(String path) {
    return OutputDir.of(path, new Configuration());
  }

  private static byte[] read(OutputDir out, String file) throws IOException {
    try (InputStream in = out.open(file)) {
      return in.readAllBytes();
    }
  }

  /** The names of all files and folders of an output, but for those that Spark names by chance. */
  private static TreeSet<String> names(OutputDir out) throws IOException {
    TreeSet<String> names = new TreeSet<>();
    for (OutputDir.Entry entry : out.list("")) {
      names.add(entry.name());
      if (entry.folder() && entry.name().equals("parts")) {
        out.list("parts").forEach(part -> names.add("parts/" + part.name()));
      }
    }
    return names;
  }

  @ParameterizedTest
  @MethodSource("storages")
  void builtResumedExportedAndChecked(RemoteStorage storage) throws Exception {
    String buildings = storage.put(city.buildings(), "in");
    String terrain = storage.put(city.terrain(), "in");
    String path = storage.root() + "/out";
    OutputDir out = storage.output("out");
    Manifest manifest = builder(buildings, terrain, path).formats("vtu").build().manifest();
    assertEquals(here.manifest().digest(), manifest.digest());
    assertEquals(here.manifest().parts(), manifest.parts());
    assertEquals(names(local(dir + "/here")), names(out));
    assertArrayEquals(read(local(dir + "/here"), "mesh.vtu"), read(out, "mesh.vtu"));
    assertSound(out, manifest);

    UserError taken =
        assertThrows(UserError.class, () -> builder(buildings, terrain, path).build());
    assertTrue(taken.getMessage().contains("--overwrite"), taken.getMessage());
    UserError clash =
        assertThrows(
            UserError.class,
            () -> builder(buildings, terrain, storage.root()).overwrite(true).build());
    assertTrue(clash.getMessage().contains("holds the input"), clash.getMessage());

    Manifest kept =
        builder(buildings, terrain, path).overwrite(true).resume(true).build().manifest();
    assertEquals(here.manifest().digest(), kept.digest());
    assertFalse(out.exists("mesh.vtu"), "it was not asked for again");
    CityMesh.Result again = builder(buildings, terrain, path).resume(true).build();
    assertEquals(here.manifest().digest(), again.manifest().digest());
    assertEquals((long) kept.totals().parts(), again.manifest().counters().get("reused_parts"));
    assertSound(out, again.manifest());
    assertEquals(here.buildings(spark()).count(), again.buildings(spark()).count());
    assertEquals(here.faces(spark()).count(), again.faces(spark()).count());

    again.export(spark(), "vtu");
    assertArrayEquals(read(local(dir + "/here"), "mesh.vtu"), read(out, "mesh.vtu"));
    here.export(spark(), "ply", dir + "/ply/here.ply".replace("here", storage.name()));
    again.export(spark(), "ply", storage.root() + "/elsewhere/city.ply");
    assertArrayEquals(
        Files.readAllBytes(dir.resolve("ply").resolve(storage.name() + ".ply")),
        read(storage.output("elsewhere"), "city.ply"));
    assertEquals(
        List.of("city.ply"),
        storage.output("elsewhere").list("").stream().map(OutputDir.Entry::name).toList());
  }

  /** As when the machine of the driver is lost: the lock stays, and what is half written. */
  @ParameterizedTest
  @MethodSource("storages")
  void aKilledProcessIsContinued(RemoteStorage storage) throws Exception {
    int enough = 4;
    OutputDir out = storage.output("killed");
    List<String> args =
        new ArrayList<>(
            List.of(
                ("build --master local[1] --no-merge --resume --tile-size 100 --max-size 4"
                        + " --partitions 3 --height-field "
                        + DemoCity.HEIGHT_FIELD)
                    .split(" ")));
    args.addAll(List.of("--buildings", storage.put(city.buildings(), "in")));
    args.addAll(List.of("--terrain", storage.put(city.terrain(), "in")));
    args.addAll(List.of("--out", out.toString()));
    args.addAll(options(storage));
    Process process = ChildJvm.start(List.of("-Xmx1g"), Main.class, args);
    Thread reader = new Thread(() -> drain(process));
    reader.start();
    try {
      while (process.isAlive() && regions(out) < enough) {
        TimeUnit.MILLISECONDS.sleep(5);
      }
    } finally {
      process.destroyForcibly().waitFor();
      reader.join();
    }
    assertFalse(out.exists("_SUCCESS"));
    long kept = regions(out);
    assertTrue(kept >= enough, kept + " regions");
    Manifest manifest =
        builder(
                args.get(args.indexOf("--buildings") + 1),
                args.get(args.indexOf("--terrain") + 1),
                out.toString())
            .resume(true)
            .build()
            .manifest();
    assertEquals(here.manifest().digest(), manifest.digest());
    assertEquals(kept, manifest.counters().get("reused_parts"));
    assertTrue(out.exists("_SUCCESS"));
    assertEquals(
        manifest.parts().stream().map(Manifest.Part::file).sorted().toList(),
        out.list("parts").stream().map(part -> "parts/" + part.name()).toList());
  }

  private static long regions(OutputDir out) throws IOException {
    return out.list("_work").stream().filter(file -> file.name().endsWith(".region")).count();
  }

  private static void drain(Process process) {
    try {
      process.getInputStream().readAllBytes();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static List<String> options(RemoteStorage storage) {
    List<String> options = new ArrayList<>();
    storage
        .properties()
        .forEach(
            (name, value) ->
                options.addAll(List.of("--conf", "spark.hadoop." + name + "=" + value)));
    return options;
  }

  private static void assertSound(OutputDir out, Manifest manifest) throws IOException {
    CheckReport report = MeshVerdict.of(spark(), out.toString(), manifest, Progress.silent());
    assertFalse(report.broken(), report.table());
    assertEquals(manifest.totals().faces(), report.faces());
  }

  /** Files that are read as a stream, those that a library wants on a local disk, and points. */
  @ParameterizedTest
  @MethodSource("storages")
  void inputsOfEveryFormat(RemoteStorage storage) throws Exception {
    Path in = Files.createDirectories(dir.resolve("quarter " + storage.name()));
    List<Path> footprints =
        List.of(
            TestQuarter.geoJson(in.resolve("quarter.geojson")),
            TestQuarter.geoPackage(in.resolve("quarter.gpkg")),
            TestQuarter.shapefile(Files.createDirectory(in.resolve("shp")).resolve("quarter.shp")));
    TestQuarter.terrain(in.resolve("terrain.tif"));
    List<Path> points =
        List.of(
            TestQuarter.cloud(in.resolve("q0.las"), 0), TestQuarter.cloud(in.resolve("q1.las"), 1));
    String terrain = storage.put(in.resolve("terrain.tif"), "quarter");
    List<String> remote = new ArrayList<>();
    for (Path file : footprints) {
      remote.add(storage.put(file, "quarter"));
    }
    try (Stream<Path> shapefile = Files.list(in.resolve("shp"))) {
      for (Path file : shapefile.toList()) {
        storage.put(file, "quarter");
      }
    }
    for (Path file : points) {
      storage.put(file, "quarter");
    }
    String local =
        quarter(in.resolve("quarter.geojson"), storage)
            .terrain(in + "/terrain.tif")
            .build()
            .manifest()
            .digest();
    for (String file : remote) {
      assertEquals(
          local, quarter(file, storage).terrain(terrain).build().manifest().digest(), file);
    }
    String lidar =
        quarter(in.resolve("quarter.geojson"), storage)
            .points(in + "/q?.las")
            .build()
            .manifest()
            .digest();
    Manifest manifest =
        quarter(remote.get(0), storage)
            .points(storage.root() + "/quarter/q?.las")
            .build()
            .manifest();
    assertEquals(lidar, manifest.digest());
  }

  private static int quarters;

  private static CityMesh.Builder quarter(Object footprints, RemoteStorage storage) {
    boolean remote = footprints.toString().contains("://");
    String out = (remote ? storage.root() : dir.toString()) + "/quarter-" + quarters++;
    return CityMesh.builder(spark())
        .buildings(footprints.toString())
        .buildingHeight(9)
        .tileSize(100)
        .out(out);
  }

  /** The way of the command line: all that it knows of the store is in its options. */
  @Test
  void aMeshOnS3IsCheckedFromTheCommandLine() throws Exception {
    builder(city.buildings().toString(), city.terrain().toString(), s3.root() + "/cli").build();
    List<String> args = new ArrayList<>(List.of("check", s3.root() + "/cli"));
    args.addAll(options(s3));
    ChildJvm.Outcome outcome = ChildJvm.run(List.of("-Xmx1g"), Main.class, args);
    assertEquals(0, outcome.code(), outcome.output());
    args.set(1, s3.root() + "/nothing");
    outcome = ChildJvm.run(List.of("-Xmx1g"), Main.class, args);
    assertEquals(2, outcome.code(), outcome.output());
    assertTrue(outcome.output().contains("has no manifest.json"), outcome.output());
  }

  @Test
  void aFolderOnHdfsThatIsNotOursToWriteIsTheUsersError() throws Exception {
    org.apache.hadoop.fs.Path folder = new org.apache.hadoop.fs.Path(hdfs.root() + "/theirs");
    hdfs.files().mkdirs(folder);
    hdfs.files().setPermission(folder, new FsPermission("755"));
    for (String out : List.of("theirs", "theirs/city")) {
      ChildJvm.Outcome outcome =
          ChildJvm.run(
              Map.of("HADOOP_USER_NAME", "guest"),
              List.of("-Xmx1g"),
              Main.class,
              List.of(
                  "build",
                  "--buildings",
                  city.buildings().toString(),
                  "--terrain",
                  city.terrain().toString(),
                  "--overwrite",
                  "--out",
                  hdfs.root() + "/" + out));
      assertEquals(2, outcome.code(), outcome.output());
      assertTrue(outcome.output().contains("Permission denied: user=guest"), outcome.output());
      assertFalse(outcome.output().contains("\tat "), outcome.output());
    }
  }
}
