package io.citymesh.view;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.citymesh.CityMesh;
import io.citymesh.SparkTest;
import io.citymesh.cli.DemoCity;
import io.citymesh.geo.Wkb;
import io.citymesh.output.BuildingRow;
import io.citymesh.output.BuildingsFile;
import io.citymesh.output.OutputDir;
import io.citymesh.page.Browser;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.imageio.ImageIO;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.locationtech.jts.geom.Point;

/** The viewer in a browser: far, near, with triangles, with a building that is clicked. */
class ViewBrowserTest extends SparkTest {
  @TempDir(cleanup = CleanupMode.NEVER)
  Path dir;

  private int pictures;

  @Test
  @Tag("slow")
  void theCityIsDrawnFromFarAndNearAndTellsOfItself() throws Exception {
    Optional<Path> chromium = Browser.installed();
    assumeTrue(chromium.isPresent(), "Chromium is not installed");
    DemoCity.Written demo = DemoCity.write(dir.resolve("demo"), 4, 3, 1);
    Path city = dir.resolve("city");
    CityMesh.Result mesh =
        CityMesh.builder(SparkTest::spark)
            .buildings(demo.buildings().toString())
            .terrain(demo.terrain().toString())
            .heightField(DemoCity.HEIGHT_FIELD)
            .tileSize(100)
            .formats("3dtiles")
            .out(city.toString())
            .build();
    List<BuildingRow> rows = new ArrayList<>();
    BuildingsFile.read(OutputDir.of(city.toString(), new Configuration()), rows::add);
    double[] origin =
        mesh.manifest().formats().get(0).origin().stream().mapToDouble(v -> v).toArray();
    try (ViewServer server = ViewServer.start(city, 0);
        Browser browser = new Browser(chromium.get(), dir.resolve("profile"), 1280, 860, false)) {
      browser.open(server.address());
      Set<Integer> far = colours(picture(browser));
      assertTrue(far.size() > 100, "the city is drawn: " + far.size() + " colours");
      String coarse = drawn(browser);
      assertTrue(coarse.matches("[np\\d ]+") && coarse.contains("n"), coarse);
      OutputDir tiles = OutputDir.of(city.resolve("3dtiles").toString(), new Configuration());
      assertEquals(
          FirstScreen.bytes(
              tiles,
              browser.evaluate("document.getElementById('view').clientWidth").asInt(),
              browser.evaluate("document.getElementById('view').clientHeight").asInt()),
          tiles.size("tileset.json")
              + browser.evaluate("document.documentElement.dataset.bytes").asLong(),
          "what the manifest tells of a first screen is what the page loads");

      BuildingRow row = rows.get(rows.size() / 2);
      Point middle = Wkb.geometry(row.footprint()).getInteriorPoint();
      String place =
          String.format(
              Locale.ROOT,
              "#%.1f,%.1f,%.1f,120,-1.9,1.5",
              middle.getX() - origin[0],
              middle.getY() - origin[1],
              row.roof());
      browser.call("Page.navigate", Map.of("url", "about:blank"));
      browser.open(URI.create(server.address() + place));
      String near = drawn(browser);
      assertTrue(near.matches("p\\d+( p\\d+)*"), "the mesh itself: " + near);
      picture(browser);
      browser.click(640, 430);
      List<String> told = told(browser);
      assertEquals(String.format(Locale.ROOT, "%,d", row.index()), told.get(0));
      assertEquals(String.join(", ", row.sourceIds()), told.get(1));
      assertEquals(String.format(Locale.ROOT, "%,.2f m", row.height()), told.get(2));
      assertEquals(row.heightSource(), told.get(3));

      Set<Integer> before = colours(picture(browser));
      browser.evaluate("document.getElementById('triangles').click()");
      settle(browser);
      Set<Integer> lines = colours(picture(browser));
      assertTrue(lines.size() > before.size(), lines.size() + " colours after " + before.size());
      for (String way : List.of("height", "source", "angle", "tile")) {
        browser.evaluate(
            "(() => { const field = document.getElementById('colour'); field.value = '"
                + way
                + "'; field.dispatchEvent(new Event('change')); })()");
        settle(browser);
        Set<Integer> painted = colours(picture(browser));
        assertNotEquals(lines, painted, way);
        lines = painted;
      }
      browser.evaluate("document.getElementById('measure').click()");
      browser.click(640, 430);
      browser.click(700, 430);
      assertTrue(told(browser).get(0).matches("[\\d.]+ m"), told(browser).toString());
      int[] whole = pixels(picture(browser));
      browser.evaluate(
          "(() => { const field = document.getElementById('cut'); field.value = 'x';"
              + " document.getElementById('at').value = 999;"
              + " field.dispatchEvent(new Event('input')); })()");
      settle(browser);
      assertFalse(Arrays.equals(whole, pixels(picture(browser))), "a section cuts");
      assertEquals(
          "",
          browser
              .evaluate(
                  "performance.getEntriesByType('resource').map(entry => entry.name)"
                      + ".filter(name => !name.startsWith(location.origin)).join()")
              .asText(),
          "what was asked of other hosts");
      assertEquals(List.of(), browser.errors());
    }
  }

  private static void settle(Browser browser) throws Exception {
    browser.evaluate("new Promise(done => setTimeout(() => requestAnimationFrame(done), 300))");
    browser.drawn();
  }

  private static String drawn(Browser browser) throws Exception {
    return browser.evaluate("document.documentElement.dataset.drawn").asText();
  }

  private static List<String> told(Browser browser) throws Exception {
    String text =
        browser
            .evaluate(
                "[...document.querySelectorAll('#told dd')].map(value =>"
                    + " value.textContent).join('|')")
            .asText();
    assertTrue(!text.isEmpty(), browser.evaluate("document.body.innerText").asText());
    return List.of(text.split("\\|"));
  }

  /** The window, which is kept for who wants to look. */
  private BufferedImage picture(Browser browser) throws Exception {
    byte[] png = browser.picture();
    Files.write(dir.resolve("picture-" + pictures++ + ".png"), png);
    return ImageIO.read(new ByteArrayInputStream(png));
  }

  /** Those of the right half, where nothing but the city is. */
  private static int[] pixels(BufferedImage image) {
    int left = image.getWidth() / 2;
    return image.getRGB(left, 0, image.getWidth() - left, 800, null, 0, image.getWidth() - left);
  }

  private static Set<Integer> colours(BufferedImage image) {
    Set<Integer> colours = new HashSet<>();
    for (int pixel : pixels(image)) {
      colours.add(pixel);
    }
    return colours;
  }
}
