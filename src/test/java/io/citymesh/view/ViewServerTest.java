package io.citymesh.view;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.citymesh.report.UserError;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the server gives away, byte by byte over a socket: clients mend paths before they ask. */
class ViewServerTest {
  @TempDir Path dir;

  private ViewServer server;
  private String root;

  @BeforeEach
  void start() throws IOException {
    Path city = Files.createDirectories(dir.resolve("city"));
    Files.createDirectory(city.resolve("3dtiles"));
    Files.writeString(city.resolve("3dtiles/tileset.json"), "{\"asset\":1}");
    Files.writeString(city.resolve("3dtiles/p1.glb"), "0123456789");
    Files.writeString(city.resolve("3dtiles/notes.txt"), "secret");
    Files.writeString(city.resolve("manifest.json"), "{}");
    Files.writeString(city.resolve("mine.txt"), "secret");
    Files.writeString(dir.resolve("manifest.json"), "secret");
    Files.createSymbolicLink(city.resolve("report.html"), dir.resolve("manifest.json"));
    Files.createSymbolicLink(city.resolve("3dtiles/p2.glb"), dir.resolve("manifest.json"));
    Files.createSymbolicLink(city.resolve("3dtiles/p3.glb"), city.resolve("3dtiles/p1.glb"));
    server = ViewServer.start(city, 0);
    root = server.address().getPath();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private record Answer(int status, String head, String body) {}

  private Answer ask(String line, Map<String, String> headers) throws IOException {
    try (Socket socket = new Socket("127.0.0.1", server.address().getPort())) {
      StringBuilder text = new StringBuilder(line + " HTTP/1.1\r\nConnection: close\r\n");
      headers.forEach((name, value) -> text.append(name + ": " + value + "\r\n"));
      OutputStream out = socket.getOutputStream();
      out.write((text + "\r\n").getBytes(StandardCharsets.UTF_8));
      InputStream in = socket.getInputStream();
      String answer = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      int end = answer.indexOf("\r\n\r\n");
      return new Answer(
          Integer.parseInt(answer.substring(9, 12)),
          answer.substring(0, end),
          answer.substring(end + 4));
    }
  }

  private String host() {
    return "127.0.0.1:" + server.address().getPort();
  }

  private Answer get(String path) throws IOException {
    return ask("GET " + path, Map.of("Host", host()));
  }

  @Test
  void thePageAndTheFilesOfTheOutput() throws IOException {
    Answer page = get(root);
    assertEquals(200, page.status);
    assertTrue(page.head.contains("text/html"), page.head);
    assertTrue(page.head.contains("default-src 'none'"), page.head);
    for (String name : List.of("view.js", "tiles.js", "orbit.js", "view.css")) {
      assertEquals(200, get(root + name).status, name);
      assertTrue(
          page.body.contains(name) || get(root + "view.js").body.contains(name),
          name + " is asked for");
    }
    assertTrue(get(root + "three.module.min.js").body.contains("three.core.min.js"));
    assertEquals("{\"asset\":1}", get(root + "city/3dtiles/tileset.json").body);
    Answer tile = get(root + "city/3dtiles/p1.glb");
    assertEquals("0123456789", tile.body);
    assertTrue(tile.head.contains("model/gltf-binary"), tile.head);
    assertEquals("0123456789", get(root + "city/3dtiles/p3.glb").body, "a link within");
    assertEquals("", ask("HEAD " + root + "city/3dtiles/p1.glb", Map.of("Host", host())).body);
  }

  @Test
  void rangesOfBytes() throws IOException {
    Map<String, String> from = Map.of("Host", host(), "Range", "bytes=2-4");
    Answer some = ask("GET " + root + "city/3dtiles/p1.glb", from);
    assertEquals(206, some.status);
    assertEquals("234", some.body);
    assertTrue(
        some.head.toLowerCase(java.util.Locale.ROOT).contains("content-range: bytes 2-4/10"),
        some.head);
    for (Map.Entry<String, String> each :
        Map.of("bytes=7-", "789", "bytes=-2", "89", "bytes=8-99", "89", "bytes=-99", "0123456789")
            .entrySet()) {
      Map<String, String> headers = Map.of("Host", host(), "Range", each.getKey());
      assertEquals(
          each.getValue(), ask("GET " + root + "city/3dtiles/p1.glb", headers).body, each.getKey());
    }
    Map<String, String> beyond = Map.of("Host", host(), "Range", "bytes=10-");
    assertEquals(416, ask("GET " + root + "city/3dtiles/p1.glb", beyond).status);
    for (String none : List.of("bytes=-", "bytes=4-2,6-7", "lines=1-2")) {
      Map<String, String> headers = Map.of("Host", host(), "Range", none);
      assertEquals(200, ask("GET " + root + "city/3dtiles/p1.glb", headers).status, none);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "city/../manifest.json",
        "city/../../manifest.json",
        "city/%2e%2e/manifest.json",
        "city/3dtiles/../../manifest.json",
        "city/3dtiles/..%2f..%2fmanifest.json",
        "city/3dtiles/..%5c..%5cmanifest.json",
        "city//etc/passwd",
        "city/%2fetc%2fpasswd",
        "city/mine.txt",
        "city/3dtiles/notes.txt",
        "city/3dtiles",
        "city/3dtiles/",
        "city/",
        "city/3dtiles/p2.glb",
        "city/report.html",
        "city/3dtiles/p9.glb",
        "city/manifest.json%00.glb",
        "../view.js",
        "../../io/citymesh/CityMesh.class",
        "view.html/../../page/page.js"
      })
  void nothingElse(String path) throws IOException {
    Answer answer = get(root + path);
    assertTrue(answer.status == 404 || answer.status == 400, path + ": " + answer.status);
    assertTrue(!answer.body.contains("secret"), path);
  }

  @Test
  void onlyWhoKnowsTheTokenAndAsksThisMachine() throws IOException {
    for (String path : List.of("/", "/x", "/city/manifest.json", root.substring(0, 9) + "/")) {
      assertEquals(404, get(path).status, path);
    }
    String last = root.charAt(32) == '0' ? "1" : "0";
    assertEquals(404, get(root.substring(0, 32) + last + "/").status);
    assertEquals(403, ask("GET " + root, Map.of("Host", "example.org")).status, "a name for us");
    assertEquals(
        200, ask("GET " + root, Map.of("Host", host().replace("127.0.0.1", "localhost"))).status);
    for (String method : List.of("POST", "PUT", "DELETE", "OPTIONS")) {
      assertEquals(405, ask(method + " " + root, Map.of("Host", host())).status, method);
    }
    try (ViewServer other = ViewServer.start(dir.resolve("city"), 0)) {
      assertNotEquals(root, other.address().getPath());
      UserError taken =
          assertThrows(
              UserError.class,
              () -> ViewServer.start(dir.resolve("city"), other.address().getPort()));
      assertTrue(taken.getMessage().startsWith("--port"), taken.getMessage());
    }
  }

  /** Nobody listens at the machine's other addresses. */
  @Test
  void onlyThisMachine() throws IOException {
    assertTrue(InetAddress.getByName(server.address().getHost()).isLoopbackAddress());
    for (NetworkInterface network : NetworkInterface.networkInterfaces().toList()) {
      for (InetAddress address : network.inetAddresses().toList()) {
        if (address instanceof Inet4Address && !address.isLoopbackAddress()) {
          assertThrows(
              IOException.class,
              () -> {
                try (Socket socket = new Socket()) {
                  socket.connect(new InetSocketAddress(address, server.address().getPort()), 500);
                }
              },
              address.toString());
        }
      }
    }
  }

  @Test
  void closedItAnswersNobody() {
    URI address = server.address();
    server.close();
    assertThrows(ConnectException.class, () -> new Socket("127.0.0.1", address.getPort()).close());
  }
}
