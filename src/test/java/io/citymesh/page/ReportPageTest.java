package io.citymesh.page;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.citymesh.output.ManifestFile;
import io.citymesh.output.RejectedFile;
import io.citymesh.report.Manifest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.InflaterInputStream;
import org.junit.jupiter.api.Test;

/** The page of a run, as text. */
class ReportPageTest {
  private static final Pattern FIGURE =
      Pattern.compile("data-figure=\"([^\"]+)\">([^<]*)<", Pattern.DOTALL);
  private static final String HOSTILE =
      "\"'></td></script><script>alert(1)</script><img src=x>\u0007\u202e";

  private static DrawnCity town() {
    return new DrawnCity()
        .tile("0_0", 84_000, 84_050, "")
        .tile("1_0", 84_050, 84_100, "")
        .box("house", 84_050, 446_040, 20, 12.34)
        .box("shed", 84_080, 446_060, 5, 3);
  }

  @Test
  void figuresAreTheManifests() throws Exception {
    DrawnCity town = town();
    JsonNode manifest = new ObjectMapper().readTree(ManifestFile.toJson(town.manifest()));
    Map<String, String> figures = new TreeMap<>();
    for (Matcher figure = FIGURE.matcher(town.page()); figure.find(); ) {
      String before = figures.put(unescaped(figure.group(1)), figure.group(2));
      assertTrue(before == null || number(figure.group(2)) == number(before), figure.group());
    }
    for (Map.Entry<String, String> figure : figures.entrySet()) {
      JsonNode value = at(manifest, figure.getKey());
      assertTrue(value.isNumber(), figure.getKey());
      String text = figure.getValue().replaceAll("[^-0-9.].*$", "");
      double shown = number(figure.getValue());
      int digits = text.contains(".") ? text.length() - text.indexOf('.') - 1 : 0;
      assertEquals(
          value.asDouble() / scale(figure.getKey()),
          shown,
          0.5000001 * Math.pow(10, -digits),
          figure.getKey());
    }
    TreeSet<String> wanted = new TreeSet<>();
    for (String map :
        new String[] {"areas", "volumes", "features", "topology", "counters", "timings"}) {
      for (Iterator<String> names = manifest.get(map).fieldNames(); names.hasNext(); ) {
        wanted.add(map + "." + names.next());
      }
    }
    for (String total :
        new String[] {"vertices", "faces", "parts", "tiles", "failed_tiles", "buildings"}) {
      wanted.add("totals." + total);
    }
    for (int i = 0; i < Manifest.Quality.BINS; i++) {
      wanted.add("quality.histogram." + i);
      wanted.add("walls.histogram." + i);
    }
    wanted.removeAll(figures.keySet());
    assertEquals(new TreeSet<>(), wanted, "figures of the manifest that the page does not have");
  }

  private static double number(String text) {
    return Double.parseDouble(text.replace(",", "").replaceAll("[^-0-9.].*$", ""));
  }

  private static double scale(String path) {
    boolean bytes = path.endsWith("_bytes") || path.startsWith("counters.peak_heap");
    return bytes ? 1e6 : path.endsWith("_millis") ? 1e3 : 1;
  }

  /** A value by its path; names of a map may have points in them. */
  private static JsonNode at(JsonNode node, String path) {
    if (node.has(path)) {
      return node.get(path);
    }
    int point = path.indexOf('.');
    if (point < 0) {
      return node.path(Integer.parseInt(path));
    }
    return at(node.path(path.substring(0, point)), path.substring(point + 1));
  }

  private static String unescaped(String text) {
    return text.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&#39;", "'")
        .replace("&amp;", "&");
  }

  @Test
  void hostileNamesAreText() throws Exception {
    String plain = town().page();
    DrawnCity town = town();
    town.out = HOSTILE;
    town.crs = HOSTILE;
    town.notes.add(HOSTILE);
    town.notes.add("{{city}}");
    town.options.put("id-field", HOSTILE);
    town.rejected.add(new RejectedFile.Entry(HOSTILE, "dropped", HOSTILE));
    town.tile(HOSTILE, 84_000, 84_010, HOSTILE).box(HOSTILE, 84_020, 446_020, 10, 5);
    String page = town.page();
    assertEquals(count(plain, "<script"), count(page, "<script"), "scripts");
    assertEquals(count(plain, "</script"), count(page, "</script"), "ends of scripts");
    assertEquals(0, count(page, "<img"), "pictures");
    assertFalse(page.contains("\u0007") || page.contains("\u202e"), "characters that are not seen");
    assertTrue(page.contains("<li>{{city}}</li>"), "a note is not a place to fill");
    assertTrue(page.contains("&lt;img src=x&gt;\ufffd\ufffd"), "the name can be read");
    assertTrue(drawing(page).contains(Markup.plain(HOSTILE)), "the id is drawn as it is");
  }

  private static int count(String text, String word) {
    return text.split(Pattern.quote(word), -1).length - 1;
  }

  /** What the page draws, as bytes of which ids can be read. */
  private static String drawing(String page) throws IOException {
    Matcher text = Pattern.compile("id=\"drawing\">([^<]*)<").matcher(page);
    assertTrue(text.find(), "the page has a drawing");
    byte[] bytes =
        new InflaterInputStream(new ByteArrayInputStream(Base64.getDecoder().decode(text.group(1))))
            .readAllBytes();
    return new String(bytes, StandardCharsets.UTF_8);
  }

  @Test
  void ofManyBuildingsTheLargestAreDrawn() throws Exception {
    DrawnCity city = new DrawnCity();
    city.bounds = new Manifest.Extent(0, 0, 30_000, 30_000);
    for (int i = 0; i < 2_500; i++) {
      city.tile(i % 50 + "_" + i / 50, 0, 10_000, "a reason " + "x".repeat(1_000) + i);
    }
    Random random = new Random(5);
    for (int i = 0; i < 4_500; i++) {
      double[] outline = new double[2 * 600];
      for (int k = 0; k < 599; k++) { // Noise, which nothing packs.
        double turn = 2 * Math.PI * k / 599;
        double radius = 40 + 60 * random.nextDouble();
        outline[2 * k] = 15_000 + radius * Math.cos(turn);
        outline[2 * k + 1] = 15_000 + radius * Math.sin(turn);
      }
      outline[1198] = outline[0];
      outline[1199] = outline[1];
      city.building(
          "id-" + i + ";", i == 777 ? 500 : i == 778 ? 1 : 10 + random.nextInt(20), outline);
    }
    String page = city.page();
    int bytes = page.getBytes(StandardCharsets.UTF_8).length;
    assertTrue(bytes <= ReportPage.MOST_BYTES, bytes + " bytes");
    assertTrue(bytes > 0.8 * ReportPage.MOST_BYTES, "the room is used: " + bytes + " bytes");
    assertTrue(page.contains("of 4,500 buildings are drawn"), "the rest is told");
    String drawing = drawing(page);
    assertTrue(drawing.contains("id-777;"), "the largest");
    assertFalse(drawing.contains("id-778;"), "the smallest");
    assertTrue(
        page.contains("more, which the manifest names"), "the failed tiles that are left out");
  }

  @Test
  void citiesThatAreHardlyOne() throws Exception {
    DrawnCity empty = new DrawnCity().tile("0_0", 84_000, 84_100, "");
    assertTrue(empty.page().contains("No building was built: the ground alone is drawn."));
    DrawnCity single =
        new DrawnCity().tile("0_0", 84_000, 84_100, "").box("one", 84_050, 446_040, 9, 9);
    single.crs = "";
    String page = single.page();
    assertTrue(page.contains("The one building is drawn."));
    assertTrue(page.contains("<th scope=\"row\">CRS</th><td>not known</td>"));
    assertTrue(page.contains(">complete</p>"));
  }

  @Test
  void failedTilesAreNamed() throws Exception {
    DrawnCity town = town().tile("2_0", 84_090, 84_100, "it was too steep");
    String page = town.page();
    assertTrue(page.contains("<th scope=\"row\">2_0</th><td>it was too steep</td>"), "in a table");
    assertTrue(page.contains("<title>tile 2_0: failed"), "on the map");
    assertTrue(page.contains("of 3 tiles are missing"), "at the top");
  }

  @Test
  void whatIsMissingIsNotDrawn() throws Exception {
    DrawnCity town =
        town()
            .tile("2_0", 84_090, 84_100, "it was too steep")
            .box("missing", 84_095, 446_020, 4, 5)
            .box("half", 84_089, 446_060, 4, 5);
    String page = town.page();
    assertTrue(
        page.contains("All 3 buildings are drawn. Another one stands in tiles that are missing."),
        page);
    assertFalse(drawing(page).contains("missing"));
    assertTrue(drawing(page).contains("half"), "a part of it was meshed");
  }

  @Test
  void aPolygonIsOnTheMapAndInTheDrawing() throws Exception {
    DrawnCity town = town();
    int square = drawing(town.page()).length();
    town.domain =
        List.of(
            List.of(84_000.0, 446_000.0, 84_100.0, 446_000.0, 84_050.0, 446_080.0),
            List.of(84_040.0, 446_010.0, 84_050.0, 446_030.0, 84_060.0, 446_010.0));
    String page = town.page();
    assertTrue(
        page.contains(
            "d=\"M0.0 480.0L600.0 480.0L300.0 0.0ZM240.0 420.0L300.0 300.0L360.0 420.0Z\""));
    assertTrue(drawing(page).length() > square);
  }

  @Test
  void theCommandHasWhatDiffersFromTheDefaults() {
    Map<String, Object> options = new TreeMap<>();
    options.put("buildings", List.of("a b.geojson", "c.geojson"));
    options.put("max-size", 7.5);
    options.put("min-angle", 25.0);
    options.put("merge", false);
    options.put("keep-fields", List.of("use", "year"));
    options.put("id-field", "it's");
    assertEquals(
        """
        citymesh build \\
          --buildings 'a b.geojson' c.geojson \\
          --id-field 'it'\\''s' \\
          --keep-fields use,year \\
          --max-size 7.5 \\
          --no-merge\
        """,
        CommandLine.build(new TreeMap<>(options)));
  }

  @Test
  void theGroundGoesThroughTheBuildings() {
    GroundGrid grid = new GroundGrid(new Manifest.Extent(0, 0, 950, 475));
    grid.add(0, 0, 10);
    grid.add(0, 0, 14);
    grid.add(950, 475, 30);
    double[] ground = grid.elevations();
    assertEquals(96 * 49, ground.length);
    assertEquals(12, ground[0]);
    assertEquals(30, ground[ground.length - 1]);
    for (double elevation : ground) {
      assertTrue(elevation >= 12 && elevation <= 30, elevation + " m");
    }
    double[] none = new GroundGrid(new Manifest.Extent(0, 0, 1, 1)).elevations();
    for (double elevation : none) {
      assertEquals(0, elevation);
    }
  }
}
