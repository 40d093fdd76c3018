package io.citymesh.remote;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assumptions;

/**
 * An S3 server (S3Proxy) in a JVM of its own, which keeps objects in memory, and a bucket on it.
 */
public final class S3 implements RemoteStorage {
  private static final Path SERVER = Path.of("target/s3/s3proxy.jar");
  private static final Pattern STARTED = Pattern.compile("Started ServerConnector.*:(\\d+)}");

  private final Process server;
  private final String endpoint;

  /** Not that of another server in this JVM: Hadoop keeps the file system of a bucket. */
  private final String bucket;

  private S3(Process server, int port) {
    this.server = server;
    this.endpoint = "http://127.0.0.1:" + port;
    this.bucket = "city-" + port;
  }

  /**
   * Starts it.
   *
   * @param dir for its settings
   */
  public static S3 start(Path dir) throws Exception {
    Assumptions.assumeTrue(
        Files.exists(SERVER) && jars().size() > 1,
        "S3 is not on the class path: mvn verify -P slow");
    Path settings = Files.createDirectories(dir).resolve("s3proxy.conf");
    Files.write(
        settings,
        List.of(
            "s3proxy.authorization=none",
            "s3proxy.endpoint=http://127.0.0.1:0",
            "jclouds.provider=transient",
            "jclouds.identity=any",
            "jclouds.credential=any"));
    Process server =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-XX:+UseSerialGC",
                "-jar",
                SERVER.toString(),
                "--properties",
                settings.toString())
            .redirectErrorStream(true)
            .start();
    S3 s3 = new S3(server, port(server));
    HttpResponse<Void> made =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(URI.create(s3.endpoint + "/" + s3.bucket))
                    .PUT(HttpRequest.BodyPublishers.noBody())
                    .build(),
                HttpResponse.BodyHandlers.discarding());
    if (made.statusCode() != 200) {
      server.destroyForcibly();
      throw new IOException("no bucket: " + made);
    }
    return s3;
  }

  private static int port(Process server) throws IOException {
    StringBuilder said = new StringBuilder();
    BufferedReader lines = server.inputReader();
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      said.append(line).append('\n');
      Matcher started = STARTED.matcher(line);
      if (started.find()) {
        // What it says later must be read, or it waits.
        Thread reader = new Thread(() -> lines.lines().forEach(any -> {}));
        reader.setDaemon(true);
        reader.start();
        return Integer.parseInt(started.group(1));
      }
    }
    throw new IOException("the S3 server does not start: " + said);
  }

  /** The jars of S3's client, for executors: those that a user adds with {@code CITYMESH_JARS}. */
  public static List<String> jars() {
    return Arrays.stream(System.getProperty("java.class.path").split(":"))
        .filter(
            jar ->
                jar.matches(
                    ".*/(hadoop-aws|httpclient|httpcore|reactive-streams)-[^/]*\\.jar"
                        + "|.*/software/amazon/.*"))
        .toList();
  }

  @Override
  public String name() {
    return "S3";
  }

  @Override
  public String root() {
    return "s3a://" + bucket + "/test";
  }

  @Override
  public Map<String, String> properties() {
    return Map.of(
        "fs.s3a.endpoint", endpoint,
        "fs.s3a.endpoint.region", "us-east-1",
        "fs.s3a.path.style.access", "true",
        "fs.s3a.access.key", "any",
        "fs.s3a.secret.key", "any");
  }

  @Override
  public void stop() throws Exception {
    try {
      files().close();
    } finally {
      server.destroyForcibly().waitFor();
    }
  }

  @Override
  public String toString() {
    return name();
  }
}
