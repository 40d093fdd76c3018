package io.citymesh.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.awt.image.BufferedImage;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;

/**
 * An output as all commands show it that show one.
 *
 * @param page of {@code citymesh report}
 * @param tileset of {@code citymesh export --format 3dtiles}, which {@code citymesh view} serves
 * @param picture of {@code citymesh picture --map}, 200 x 200
 */
record Shown(String page, JsonNode tileset, BufferedImage picture) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Runs the commands one after the other; each must end well. */
  static Shown of(Path city) throws Exception {
    return of(city.toString(), city);
  }

  /**
   * @param name as the commands are given it
   */
  static Shown of(String name, Path city) throws Exception {
    Path picture = city.resolveSibling(city.getFileName() + ".png");
    Commands.succeed("report", name);
    Commands.succeed("export", name, "--format", "3dtiles", "--overwrite");
    Commands.succeed("picture", name, "--map", "--size", "200x200", "--out", picture.toString());
    JsonNode tileset = JSON.readTree(city.resolve("3dtiles/tileset.json").toFile());
    assertEquals(tileset, served(name));
    return new Shown(
        Files.readString(city.resolve("report.html")), tileset, ImageIO.read(picture.toFile()));
  }

  /** The tileset as a browser gets it. */
  private static JsonNode served(String name) throws Exception {
    StringWriter words = new StringWriter();
    PrintWriter text = new PrintWriter(words, true);
    Thread view = new Thread(() -> Main.execute(text, text, "view", name, "--no-browser"), "view");
    view.start();
    try {
      long end = System.nanoTime() + 30_000_000_000L;
      while (!words.toString().contains("Ctrl-C") && view.isAlive()) {
        assertTrue(System.nanoTime() < end, words.toString());
        Thread.sleep(10);
      }
      URI page = URI.create(words.toString().lines().findFirst().orElseThrow());
      HttpResponse<String> answer =
          HttpClient.newHttpClient()
              .send(
                  HttpRequest.newBuilder(page.resolve("city/3dtiles/tileset.json")).build(),
                  HttpResponse.BodyHandlers.ofString());
      assertEquals(200, answer.statusCode(), words.toString());
      return JSON.readTree(answer.body());
    } finally {
      view.interrupt();
      view.join();
    }
  }

  /** The share of the picture that is not its background. */
  double drawn() {
    int drawn = 0;
    int[] pixels = picture.getRGB(0, 0, 200, 200, null, 0, 200);
    for (int pixel : pixels) {
      drawn += pixel == 0xFFFFFFFF ? 0 : 1;
    }
    return drawn / (double) pixels.length;
  }
}
