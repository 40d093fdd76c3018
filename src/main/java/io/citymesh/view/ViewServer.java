package io.citymesh.view;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.citymesh.output.KnownFiles;
import io.citymesh.report.UserError;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Shows an output in browsers of this machine, and of no other: it listens on the loopback address.
 *
 * <p>It answers who knows the token in its address, and asks for it by its own name, so that pages
 * of other sites learn nothing. It gives away its own page and files of citymesh that lie in the
 * output, by their names, and changes nothing. What a link leads to outside of the output is not
 * given away.
 */
public final class ViewServer implements AutoCloseable {
  private static final String THREE = "/META-INF/resources/webjars/three/0.181.1/build/";

  /** What the page is made of: names, and where they lie on the class path. */
  private static final Map<String, String> PAGE =
      Map.of(
          "", "view.html",
          "view.js", "view.js",
          "view.css", "view.css",
          "tiles.js", "tiles.js",
          "orbit.js", "orbit.js",
          "three.module.min.js", THREE + "three.module.min.js",
          "three.core.min.js", THREE + "three.core.min.js");

  private static final Map<String, String> TYPES =
      Map.of(
          "html", "text/html; charset=utf-8",
          "js", "text/javascript; charset=utf-8",
          "css", "text/css; charset=utf-8",
          "json", "application/json",
          "geojson", "application/geo+json",
          "glb", "model/gltf-binary");

  /** Before a path in the output. */
  private static final String CITY = "city/";

  private static final Pattern RANGE = Pattern.compile("bytes=(\\d{0,18})-(\\d{0,18})");

  private static final int TOKEN = 16;
  private static final int THREADS = 8;

  private final Path directory;
  private final String token;
  private final HttpServer server;
  private final ExecutorService threads;

  private ViewServer(Path directory, HttpServer server) {
    this.directory = directory;
    this.server = server;
    byte[] random = new byte[TOKEN];
    new SecureRandom().nextBytes(random);
    this.token = HexFormat.of().formatHex(random);
    this.threads =
        Executors.newFixedThreadPool(
            THREADS,
            task -> {
              Thread thread = new Thread(task, "view");
              thread.setDaemon(true);
              return thread;
            });
    server.setExecutor(threads);
    server.createContext("/", this::answer);
  }

  /**
   * Starts.
   *
   * @param directory the output
   * @param port to listen on; 0 for any that is free
   * @throws UserError if the port is taken
   */
  public static ViewServer start(Path directory, int port) throws IOException {
    Path real = directory.toRealPath();
    InetSocketAddress here = new InetSocketAddress(InetAddress.getByName("127.0.0.1"), port);
    HttpServer server;
    try {
      server = HttpServer.create(here, 0);
    } catch (IOException e) {
      throw new UserError(
          String.format(
              Locale.ROOT,
              "--port %d cannot be listened on (%s): name another, or 0 for any that is free",
              port,
              e.getMessage()),
          e);
    }
    ViewServer view = new ViewServer(real, server);
    server.start();
    return view;
  }

  /** Where a browser finds the page. */
  public URI address() {
    return URI.create("http://127.0.0.1:" + port() + "/" + token + "/");
  }

  private int port() {
    return server.getAddress().getPort();
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      Headers headers = exchange.getResponseHeaders();
      headers.set("Cache-Control", "no-store");
      headers.set("X-Content-Type-Options", "nosniff");
      headers.set("Referrer-Policy", "no-referrer");
      headers.set("Cross-Origin-Resource-Policy", "same-origin");
      headers.set(
          "Content-Security-Policy",
          "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self';"
              + " img-src 'self' data:; base-uri 'none'; form-action 'none';"
              + " frame-ancestors 'none'");
      String host = exchange.getRequestHeaders().getFirst("Host");
      if (!List.of("127.0.0.1:" + port(), "localhost:" + port()).contains(host)) {
        refuse(exchange, 403, "this server is for this machine");
        return;
      }
      if (!List.of("GET", "HEAD").contains(exchange.getRequestMethod())) {
        headers.set("Allow", "GET, HEAD");
        refuse(exchange, 405, "this server is read only");
        return;
      }
      String path = exchange.getRequestURI().getPath();
      int end = path.indexOf('/', 1);
      if (end < 0 || !isToken(path.substring(1, end))) {
        refuse(exchange, 404, "nothing is there");
        return;
      }
      give(exchange, path.substring(end + 1));
    }
  }

  private boolean isToken(String given) {
    return MessageDigest.isEqual(
        token.getBytes(StandardCharsets.UTF_8), given.getBytes(StandardCharsets.UTF_8));
  }

  private void give(HttpExchange exchange, String name) throws IOException {
    if (PAGE.containsKey(name)) {
      byte[] bytes = resource(PAGE.get(name));
      exchange.getResponseHeaders().set("Content-Type", type(PAGE.get(name)));
      boolean head = exchange.getRequestMethod().equals("HEAD");
      exchange.sendResponseHeaders(200, head ? -1 : bytes.length);
      if (!head) {
        exchange.getResponseBody().write(bytes);
      }
    } else if (name.startsWith(CITY) && KnownFiles.isOurs(name.substring(CITY.length()))) {
      give(exchange, directory.resolve(name.substring(CITY.length())));
    } else {
      refuse(exchange, 404, "nothing is there");
    }
  }

  private static byte[] resource(String name) throws IOException {
    try (InputStream in = ViewServer.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new FileNotFoundException(name + " is not on the class path");
      }
      return in.readAllBytes();
    }
  }

  private static String type(String name) {
    String ending = name.substring(name.lastIndexOf('.') + 1);
    return TYPES.getOrDefault(ending, "application/octet-stream");
  }

  /** Gives a file of the output, or a range of its bytes. */
  private void give(HttpExchange exchange, Path file) throws IOException {
    Path real;
    try {
      real = file.toRealPath();
    } catch (IOException e) {
      refuse(exchange, 404, "nothing is there");
      return;
    }
    if (!real.startsWith(directory) || !Files.isRegularFile(real, LinkOption.NOFOLLOW_LINKS)) {
      refuse(exchange, 404, "nothing is there");
      return;
    }
    try (FileChannel channel = FileChannel.open(real)) {
      Headers headers = exchange.getResponseHeaders();
      headers.set("Content-Type", type(real.getFileName().toString()));
      headers.set("Accept-Ranges", "bytes");
      long size = channel.size();
      long from = 0;
      long to = size - 1;
      int status = 200;
      String asked = exchange.getRequestHeaders().getFirst("Range");
      Matcher range = RANGE.matcher(asked == null ? "" : asked);
      if (range.matches() && !asked.equals("bytes=-")) { // What is no range is not looked at.
        status = 206;
        if (range.group(1).isEmpty()) {
          from = Math.max(0, size - Long.parseLong(range.group(2)));
        } else {
          from = Long.parseLong(range.group(1));
          to = range.group(2).isEmpty() ? to : Math.min(to, Long.parseLong(range.group(2)));
        }
        if (from > to) {
          headers.set("Content-Range", "bytes */" + size);
          refuse(exchange, 416, "no such bytes");
          return;
        }
        headers.set("Content-Range", String.format(Locale.ROOT, "bytes %d-%d/%d", from, to, size));
      }
      if (exchange.getRequestMethod().equals("HEAD")) {
        headers.set("Content-Length", Long.toString(to - from + 1));
        exchange.sendResponseHeaders(status, -1);
        return;
      }
      exchange.sendResponseHeaders(status, to < from ? -1 : to - from + 1);
      if (to >= from) {
        OutputStream out = exchange.getResponseBody();
        long sent = channel.transferTo(from, to - from + 1, Channels.newChannel(out));
        while (sent < to - from + 1) {
          long more =
              channel.transferTo(from + sent, to - from + 1 - sent, Channels.newChannel(out));
          if (more <= 0) {
            throw new IOException(file + " became shorter");
          }
          sent += more;
        }
      }
    }
  }

  private static void refuse(HttpExchange exchange, int status, String words) throws IOException {
    byte[] text = (words + "\n").getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "text/plain; charset=utf-8");
    boolean head = exchange.getRequestMethod().equals("HEAD");
    exchange.sendResponseHeaders(status, head ? -1 : text.length);
    if (!head) {
      exchange.getResponseBody().write(text);
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
