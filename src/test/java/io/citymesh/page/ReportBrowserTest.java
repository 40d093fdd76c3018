package io.citymesh.page;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.citymesh.output.OutputDir;
import io.citymesh.output.RejectedFile;
import io.citymesh.output.TinyCity;
import io.citymesh.report.Manifest;
import io.citymesh.report.Summary;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** The page of a run in a browser, from a disk. */
class ReportBrowserTest {
  private static final String HOSTILE = "a\"'</script><b>7</b>";

  @TempDir(cleanup = CleanupMode.NEVER)
  Path dir;

  @Test
  @Tag("slow")
  void aBuildingThatIsClickedTellsOfItself() throws Exception {
    Optional<Path> chromium = Browser.installed();
    assumeTrue(chromium.isPresent(), "Chromium is not installed");
    DrawnCity town =
        new DrawnCity()
            .tile("0_0", 84_000, 84_100, "")
            .box(HOSTILE, 84_050, 446_040, 40, 12.34)
            .building( // With a yard, away from the middle.
                "corner", 3, 84_002, 446_002, 84_012, 446_002, 84_012, 446_008, 84_002, 446_002);
    OutputDir tiny = OutputDir.of(dir.resolve("tiny").toString(), new Configuration());
    town.sample =
        new PartSample(
            List.of(new double[] {84_050, 446_040, 2.5}),
            PartSample.read(tiny, new TinyCity().publish(tiny)).tile());
    town.rejected.add(new RejectedFile.Entry("shed", "dropped", "too small"));
    town.rejected.add(new RejectedFile.Entry("tower", "clipped", "at the domain's boundary"));
    Set<String> fills = new TreeSet<>();
    Path page = Files.writeString(dir.resolve("report.html"), town.page());
    try (Browser browser = new Browser(chromium.get(), dir.resolve("profile"), 1200, 900, false)) {
      browser.open(page.toUri());
      assertEquals("2", browser.evaluate("document.documentElement.dataset.drawn").asText());
      assertEquals(
          "city: " + Summary.headline(town.manifest()),
          browser.evaluate("document.querySelector('h1').textContent").asText());
      JsonNode middle =
          browser.evaluate(
              """
              (() => {
                document.getElementById('view').scrollIntoView();
                const box = document.getElementById('view').getBoundingClientRect();
                return [box.x + box.width / 2, box.y + box.height / 2];
              })()\
              """);
      browser.click(middle.get(0).asDouble(), middle.get(1).asDouble());
      assertEquals(
          List.of("0", HOSTILE, "12.34 m", "height_field", "14.84 m", "1,600.00 m²"),
          told(browser));
      browser.evaluate("document.getElementById('id').focus()");
      browser.type("corner");
      assertEquals(
          List.of("1", "corner", "3.00 m", "height_field", "5.50 m", "30.00 m²"), told(browser));
      browser.evaluate(
          """
          (() => {
            const field = document.querySelector('[data-filter]');
            field.value = 'TOWER';
            field.dispatchEvent(new Event('input'));
          })()\
          """);
      assertEquals(
          "tower",
          browser
              .evaluate(
                  "[...document.querySelectorAll('#rejected tbody tr')].filter(row =>"
                      + " row.checkVisibility()).map(row => row.cells[0].textContent).join()")
              .asText());
      byte[] prisms = browser.picture();
      browser.evaluate("document.getElementById('mesh').click()");
      browser.evaluate("new Promise(done => setTimeout(done, 500))");
      assertFalse(Arrays.equals(prisms, browser.picture()), "the mesh is shown");
      for (String way : List.of("seconds", "status", "faces")) {
        browser.evaluate(
            "(() => { const by = document.getElementById('by'); by.value = '"
                + way
                + "'; by.dispatchEvent(new Event('change')); })()");
        String fill =
            browser
                .evaluate("getComputedStyle(document.querySelector('svg.map .meshed')).fill")
                .asText();
        fills.add(fill);
      }
      assertEquals(2, fills.size(), "the one tile has the most of either: " + fills);
      assertEquals(
          "",
          browser
              .evaluate(
                  "performance.getEntriesByType('resource').map(entry => entry.name)"
                      + ".filter(name => !name.startsWith('blob:')).join()")
              .asText(),
          "what was asked of a network");
      assertEquals(List.of(), browser.errors());
    }
  }

  @Test
  @Tag("slow")
  void manyBuildingsAreSeenSoonAndSmoothWhenAllIsStill() throws Exception {
    Optional<Path> chromium = Browser.installed();
    assumeTrue(chromium.isPresent(), "Chromium is not installed");
    DrawnCity town = new DrawnCity();
    town.bounds = new Manifest.Extent(84_000, 446_000, 90_000, 452_000);
    int side = 270;
    for (int i = 0; i < side * side; i++) {
      double x = 84_030 + 22.0 * (i % side);
      double y = 446_030 + 22.0 * (i / side);
      town.building( // Neither a rectangle nor convex.
          "b" + i,
          4 + i % 23,
          x,
          y,
          x + 14,
          y,
          x + 14,
          y + 6,
          x + 6,
          y + 6,
          x + 6,
          y + 14,
          x,
          y + 14,
          x,
          y);
    }
    Path page = Files.writeString(dir.resolve("many.html"), town.page());
    try (Browser browser = new Browser(chromium.get(), dir.resolve("many"), 1400, 900, false)) {
      browser.open(page.toUri());
      assertEquals(
          side * side, browser.evaluate("+document.documentElement.dataset.drawn").asInt());
      double first =
          browser.evaluate("performance.getEntriesByName('first picture')[0].startTime").asDouble();
      assertTrue(first > 0 && first < 15_000, first + " ms (1,500 if nothing else is done)");
      assertEquals(List.of(), browser.errors());
      long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(1);
      String smooth = "document.getElementById('view').width / innerWidth > 1";
      while (!browser.evaluate(smooth).asBoolean()) {
        assertTrue(System.nanoTime() < end, "twice the dots are drawn");
        Thread.sleep(100);
      }
    }
  }

  /** What the page tells of the chosen building. */
  private static List<String> told(Browser browser) throws Exception {
    String text =
        browser
            .evaluate(
                "[...document.querySelectorAll('#building dd')].map(value =>"
                    + " value.textContent).join('|')")
            .asText();
    assertTrue(!text.isEmpty(), "a building is chosen");
    return List.of(text.split("\\|"));
  }
}
