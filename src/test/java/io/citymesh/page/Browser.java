package io.citymesh.page;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A page in Chromium without a window, over its protocol for developers. */
public final class Browser implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final long SECONDS = 60;

  private final Process process;
  private final WebSocket socket;
  private final BlockingQueue<JsonNode> messages = new LinkedBlockingQueue<>();
  private final List<String> errors = new ArrayList<>();
  private int last;

  /** The program, if it is installed. */
  public static Optional<Path> installed() {
    return Stream.of(System.getenv("PATH").split(":"))
        .map(folder -> Path.of(folder, "chromium"))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /**
   * @param profile an empty folder
   */
  public Browser(Path program, Path profile, int width, int height, boolean dark) throws Exception {
    process =
        new ProcessBuilder(
                program.toString(),
                "--headless=new",
                "--no-sandbox",
                "--use-angle=swiftshader",
                "--enable-unsafe-swiftshader",
                "--hide-scrollbars",
                "--remote-debugging-port=0",
                "--user-data-dir=" + profile,
                "--window-size=" + width + "," + height,
                "about:blank")
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    HttpClient http = HttpClient.newHttpClient();
    String page =
        JSON.readTree(
                http.send(
                        HttpRequest.newBuilder(
                                URI.create("http://127.0.0.1:" + port() + "/json/list"))
                            .build(),
                        HttpResponse.BodyHandlers.ofString())
                    .body())
            .findValue("webSocketDebuggerUrl")
            .asText();
    socket = http.newWebSocketBuilder().buildAsync(URI.create(page), listener()).join();
    call("Runtime.enable", Map.of());
    call("Log.enable", Map.of());
    call("Page.enable", Map.of());
    call(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", width < 600));
    call(
        "Emulation.setEmulatedMedia",
        Map.of(
            "features",
            List.of(Map.of("name", "prefers-color-scheme", "value", dark ? "dark" : "light"))));
  }

  private int port() throws IOException {
    BufferedReader words =
        new BufferedReader(new InputStreamReader(process.getErrorStream(), StandardCharsets.UTF_8));
    for (String line = words.readLine(); line != null; line = words.readLine()) {
      if (line.startsWith("DevTools listening on ws://")) {
        Thread drain = new Thread(() -> words.lines().forEach(rest -> {}));
        drain.setDaemon(true);
        drain.start();
        return URI.create(line.substring(line.indexOf("ws://"))).getPort();
      }
    }
    throw new IOException("Chromium did not start");
  }

  private WebSocket.Listener listener() {
    return new WebSocket.Listener() {
      private final StringBuilder text = new StringBuilder();

      @Override
      public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean whole) {
        text.append(data);
        if (whole) {
          try {
            messages.add(JSON.readTree(text.toString()));
          } catch (IOException e) {
            throw new IllegalStateException(e);
          }
          text.setLength(0);
        }
        from.request(1);
        return null;
      }
    };
  }

  /** Calls a method of the protocol and returns its result. */
  public JsonNode call(String method, Map<String, ?> parameters) throws Exception {
    ObjectNode message = JSON.createObjectNode().put("id", ++last).put("method", method);
    message.set("params", JSON.valueToTree(parameters));
    socket.sendText(message.toString(), true).join();
    while (true) {
      JsonNode answer = messages.poll(SECONDS, TimeUnit.SECONDS);
      if (answer == null) {
        throw new IOException(method + ": no answer");
      }
      note(answer);
      if (answer.path("id").asInt() == last) {
        return answer.path("result");
      }
    }
  }

  private void note(JsonNode message) {
    String method = message.path("method").asText();
    JsonNode parameters = message.path("params");
    boolean error =
        method.equals("Runtime.exceptionThrown")
            || method.equals("Log.entryAdded")
                && parameters.path("entry").path("level").asText().equals("error")
            || method.equals("Runtime.consoleAPICalled")
                && parameters.path("type").asText().equals("error");
    if (error) {
      errors.add(parameters.toString());
    }
  }

  /** What the page has told as errors. */
  public List<String> errors() {
    return errors;
  }

  /** Opens a page and waits until the city is drawn. */
  public void open(URI page) throws Exception {
    call("Page.navigate", Map.of("url", page.toString()));
    drawn();
  }

  /** Waits until the city is drawn. */
  public void drawn() throws Exception {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
    while (evaluate("document.documentElement.dataset.drawn ?? ''").asText().isEmpty()) {
      if (System.nanoTime() > end) {
        throw new IOException("the city is not drawn: " + evaluate("document.body.innerText"));
      }
      Thread.sleep(50);
    }
    evaluate("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))");
  }

  /** The value of an expression, whose promise is waited for. */
  public JsonNode evaluate(String expression) throws Exception {
    return call(
            "Runtime.evaluate",
            Map.of("expression", expression, "returnByValue", true, "awaitPromise", true))
        .path("result")
        .path("value");
  }

  /** Presses and releases a mouse's left button at a point of the window. */
  public void click(double x, double y) throws Exception {
    for (String type : List.of("mousePressed", "mouseReleased")) {
      call(
          "Input.dispatchMouseEvent",
          Map.of("type", type, "x", x, "y", y, "button", "left", "clickCount", 1));
    }
  }

  /** Types text and a key for its end into what has the focus. */
  public void type(String text) throws Exception {
    call("Input.insertText", Map.of("text", text));
    for (String type : List.of("keyDown", "keyUp")) {
      call(
          "Input.dispatchKeyEvent",
          Map.of("type", type, "key", "Enter", "text", "\r", "windowsVirtualKeyCode", 13));
    }
  }

  /** A picture of the window, as PNG. */
  public byte[] picture() throws Exception {
    String data = call("Page.captureScreenshot", Map.of("format", "png")).path("data").asText();
    return Base64.getDecoder().decode(data);
  }

  @Override
  public void close() throws Exception {
    socket.abort();
    process.destroy();
    if (!process.waitFor(10, TimeUnit.SECONDS)) {
      process.destroyForcibly().waitFor();
    }
  }
}
