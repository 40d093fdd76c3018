package io.citymesh.sql;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.citymesh.ChildJvm;
import io.citymesh.CityMesh;
import io.citymesh.SparkTest;
import io.citymesh.TestData;
import io.citymesh.cli.Main;
import io.citymesh.output.ManifestFile;
import io.citymesh.output.OutputDir;
import io.citymesh.report.Manifest;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The data source through Spark Connect: a server and a client, each in a JVM of its own. */
@Tag("slow")
class ConnectTest extends SparkTest {
  private static final Path JARS = Path.of("target/connect");
  private static final String SERVER = "spark-connect_";
  private static final String CLIENT = "spark-connect-client-jvm_";

  @TempDir Path dir;

  /** What a client does, while a server runs. */
  @FunctionalInterface
  private interface Work {
    void with(int port) throws Exception;
  }

  private static void withServer(Work work) throws Exception {
    int port = freePort();
    Process server =
        start(
            List.of(
                "-Xmx1g",
                "-Dspark.master=local[2]",
                "-Dspark.app.name=connect",
                "-Dspark.ui.enabled=false",
                "-Dspark.driver.host=127.0.0.1",
                "-Dspark.driver.bindAddress=127.0.0.1",
                "-Dspark.connect.grpc.binding.address=127.0.0.1",
                "-Dspark.connect.grpc.binding.port=" + port),
            ConnectServer.class,
            List.of(),
            classPath(jar(SERVER), ""));
    try {
      awaitStart(server, port);
      work.with(port);
    } finally {
      server.destroyForcibly();
    }
  }

  /** Runs a client and returns what it prints. */
  private static String client(Class<?> main, List<String> args) throws Exception {
    Process client =
        start(
            List.of("-Xmx512m"),
            main,
            args,
            classPath(jar(CLIENT), "/spark-(sql|catalyst)_[^/]*$"));
    String output = new String(client.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertTrue(client.waitFor(1, TimeUnit.MINUTES), output);
    return output;
  }

  @Test
  void aClientBuildsAndReadsAndSeesErrors() throws Exception {
    withServer(
        port -> {
          CityMesh.Result city = SmallCity.build(spark(), dir);
          String out = dir.resolve("out").toString();
          String output =
              client(
                  ConnectClient.class, List.of("" + port, out, dir.resolve("notebook").toString()));
          Map<String, String> said = said(output);
          assertEquals("org.apache.spark.sql.connect.SparkSession", said.get("session"), output);
          Manifest manifest = ManifestFile.read(OutputDir.of(out, new Configuration()));
          assertEquals(city.manifest().digest(), manifest.digest(), "the bits of the file's city");
          assertEquals("" + manifest.totals().faces(), said.get("faces"), output);
          double roof =
              city.buildings(spark())
                  .orderBy("key")
                  .select(functions.col("area"))
                  .first()
                  .getDouble(0);
          assertEquals(roof, Double.parseDouble(said.get("roof")), 1e-6);
          assertEquals("true", said.get("sound"), output);
          assertEquals(
              PySparkNotebookTest.ROOFS, Double.parseDouble(said.get("notebook")), 0.01, output);
          assertTrue(said.containsKey("write") && said.containsKey("read"), output);
          assertError(said, "write", "--max-size must be");
          assertError(said, "read", "there is no table 'walls': the tables are faces, vertices");
        });
  }

  /** Command line, builder, data source, SQL and Connect, with the same options, on the campus. */
  @Test
  void eachWayInGivesOneDigest() throws Exception {
    Path campus = TestData.path("tudcampus");
    String file = campus.resolve("buildings.geojson").toString();
    Map<String, String> options = new TreeMap<>();
    options.put("terrain", campus.resolve("synthetic_dem.tif").toString());
    options.put("crs", "EPSG:28992");
    options.put("id-field", "identificatie");
    options.put("building-height", "9");
    options.put("tile-size", "500");
    options.put("report", "false");
    Dataset<Row> rows = footprints(file);
    assertEquals(1529, rows.count());
    Map<String, Path> outs = new TreeMap<>();
    for (String way : List.of("command line", "builder", "data source", "SQL", "Connect")) {
      outs.put(way, dir.resolve(way.replace(" ", "-")));
    }

    List<String> words = new ArrayList<>(List.of("build", "--master", "local[2]"));
    options.forEach(
        (name, value) ->
            words.addAll(
                value.equals("false") ? List.of("--no-" + name) : List.of("--" + name, value)));
    words.addAll(List.of("--buildings", file, "--out", outs.get("command line").toString()));
    ChildJvm.Outcome command = ChildJvm.run(List.of("-Xmx1g"), Main.class, words);
    assertEquals(0, command.code(), command.output());

    CityMesh.Builder builder = CityMesh.builder(spark()).buildings(file);
    options.forEach(builder::option);
    builder.out(outs.get("builder").toString()).build();

    rows.write().format("citymesh").options(options).save(outs.get("data source").toString());

    spark().conf().set("spark.sql.catalog.citymesh", CityMeshCatalog.class.getName());
    rows.createOrReplaceTempView("campus");
    String parameters =
        options.entrySet().stream()
            .map(o -> "%s => '%s'".formatted(o.getKey().replace('-', '_'), o.getValue()))
            .collect(Collectors.joining(", "));
    spark()
        .sql(
            "CALL citymesh.system.build(footprints => 'campus', out => '%s', %s)"
                .formatted(outs.get("SQL"), parameters));
    spark().catalog().dropTempView("campus");
    spark().conf().unset("spark.sql.catalog.citymesh");

    String table = dir.resolve("campus").toString();
    rows.write().parquet(table);
    withServer(
        port -> {
          List<String> args =
              new ArrayList<>(List.of("" + port, table, outs.get("Connect").toString()));
          options.forEach((name, value) -> args.addAll(List.of(name, value)));
          client(ConnectBuild.class, args);
        });

    Map<String, String> digests = new TreeMap<>();
    for (Map.Entry<String, Path> each : outs.entrySet()) {
      OutputDir out = OutputDir.of(each.getValue().toString(), new Configuration());
      digests.put(each.getKey(), ManifestFile.read(out).digest());
    }
    assertEquals(1, Set.copyOf(digests.values()).size(), digests::toString);
  }

  /** The features of a file of GeoJSON with multipolygons, as rows of an id and a WKT. */
  private static Dataset<Row> footprints(String file) throws IOException {
    List<Row> rows = new ArrayList<>();
    for (JsonNode feature : new ObjectMapper().readTree(new File(file)).get("features")) {
      String polygons = list(feature.at("/geometry/coordinates"), p -> list(p, ConnectTest::ring));
      rows.add(
          RowFactory.create(
              feature.at("/properties/identificatie").asText(), "MULTIPOLYGON" + polygons));
    }
    return spark()
        .createDataFrame(
            rows,
            new StructType()
                .add("identificatie", DataTypes.StringType)
                .add("geometry", DataTypes.StringType));
  }

  private static String ring(JsonNode ring) {
    return list(ring, corner -> corner.get(0).asDouble() + " " + corner.get(1).asDouble());
  }

  private static String list(JsonNode all, Function<JsonNode, String> text) {
    return StreamSupport.stream(all.spliterator(), false)
        .map(text)
        .collect(Collectors.joining(", ", "(", ")"));
  }

  private static void assertError(Map<String, String> said, String what, String words) {
    assertTrue(said.get(what).contains(words), said::toString);
    assertEquals(CityMeshException.CONDITION, said.get(what + " condition"), said::toString);
    assertEquals("org.apache.spark.SparkIllegalArgumentException", said.get(what + " is"));
  }

  private static Map<String, String> said(String output) {
    Map<String, String> said = new HashMap<>();
    for (String line : output.split("\n")) {
      if (line.startsWith("> ")) {
        said.put(line.substring(2, line.indexOf(": ")), line.substring(line.indexOf(": ") + 2));
      }
    }
    return said;
  }

  private static String jar(String name) throws IOException {
    if (Files.isDirectory(JARS)) {
      try (Stream<Path> jars = Files.list(JARS)) {
        List<Path> found =
            jars.filter(jar -> jar.getFileName().toString().startsWith(name)).toList();
        if (!found.isEmpty()) {
          return found.get(0).toString();
        }
      }
    }
    return Assumptions.abort("Spark Connect is not in " + JARS + ": mvn verify -P slow");
  }

  /** A jar, then this class path without those that match a pattern. */
  private static String classPath(String first, String without) {
    return first
        + File.pathSeparator
        + Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
            .filter(entry -> without.isEmpty() || !entry.matches(".*" + without))
            .collect(Collectors.joining(File.pathSeparator));
  }

  private static Process start(
      List<String> options, Class<?> main, List<String> args, String classPath) throws IOException {
    List<String> command = new ArrayList<>(ChildJvm.command(options, main, args));
    command.set(command.indexOf("-cp") + 1, classPath);
    return new ProcessBuilder(command).redirectErrorStream(true).start();
  }

  /** Waits until the server takes connections; its log goes to that of the test. */
  private static void awaitStart(Process server, int port) throws Exception {
    Thread reader =
        new Thread(
            () -> server.inputReader(StandardCharsets.UTF_8).lines().forEach(System.out::println));
    reader.setDaemon(true);
    reader.start();
    while (!listens(port)) {
      assertTrue(server.isAlive(), "the server has ended");
      Thread.sleep(200);
    }
  }

  private static boolean listens(int port) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
