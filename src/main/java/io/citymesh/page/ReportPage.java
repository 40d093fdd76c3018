package io.citymesh.page;

import static io.citymesh.page.Markup.cell;
import static io.citymesh.page.Markup.count;
import static io.citymesh.page.Markup.escape;
import static io.citymesh.page.Markup.figure;
import static io.citymesh.page.Markup.number;
import static io.citymesh.page.Markup.row;
import static io.citymesh.page.Markup.table;

import io.citymesh.geo.Sides;
import io.citymesh.output.BuildingsFile;
import io.citymesh.output.KnownFiles;
import io.citymesh.output.OutputDir;
import io.citymesh.output.RejectedFile;
import io.citymesh.report.AreaReport;
import io.citymesh.report.Manifest;
import io.citymesh.report.Summary;
import io.citymesh.report.VolumeReport;
import io.citymesh.report.ZoneReport;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A run as one page: what was built, how well, how fast and what is missing, with the city to turn
 * and to click on. All that it needs is in it, at most {@link #MOST_BYTES} whatever the city.
 */
public final class ReportPage {
  /** Bytes of a page, at most. */
  public static final int MOST_BYTES = 5_000_000;

  /** Bytes that are left free beside the parts of a page: its frame, and a sentence. */
  private static final int FRAME = 20_000;

  /** Bytes of the buildings that are held while they are chosen. */
  private static final int HELD = 9_000_000;

  /** Characters of tables whose rows come from users: notes, ids, paths. */
  private static final int TEXT = 250_000;

  /** Rows of such a table. */
  private static final int ROWS = 1_000;

  /** Characters of a cell. */
  private static final int CELL = 400;

  private static final String THREE = "/META-INF/resources/webjars/three/0.181.1/";

  private static final Pattern PLACE = Pattern.compile("\\{\\{([a-z_]+)\\}\\}");

  private final String out;
  private final Manifest manifest;
  private final List<RejectedFile.Entry> rejected;

  private ReportPage(String out, Manifest manifest, List<RejectedFile.Entry> rejected) {
    this.out = out;
    this.manifest = manifest;
    this.rejected = rejected;
  }

  /** Gives buildings, one after the other. */
  @FunctionalInterface
  public interface Buildings {
    /** Gives all to the consumer, in ascending order of their indices. */
    void forEach(BuildingsFile.Consumer consumer) throws IOException;
  }

  /**
   * Writes {@link KnownFiles#REPORT} into an output that has all else, reading its tables once.
   *
   * @param directory the output's name
   */
  public static void write(OutputDir out, String directory, Manifest manifest) throws IOException {
    String page =
        of(
            directory,
            manifest,
            consumer -> BuildingsFile.readWithoutKept(out, consumer),
            PartSample.read(out, manifest),
            RejectedFile.read(out, ROWS));
    byte[] bytes = page.getBytes(StandardCharsets.UTF_8);
    out.write(KnownFiles.REPORT, stream -> stream.write(bytes));
  }

  /**
   * The page.
   *
   * @param directory the output's name
   * @param buildings are asked for once
   * @param sample of the mesh
   * @param rejected the first of what was not built as it was
   */
  static String of(
      String directory,
      Manifest manifest,
      Buildings buildings,
      PartSample sample,
      List<RejectedFile.Entry> rejected)
      throws IOException {
    Prisms prisms = new Prisms(manifest, HELD, sample);
    buildings.forEach(prisms::add);
    return new ReportPage(directory, manifest, rejected).page(prisms, sample);
  }

  private String page(Prisms prisms, PartSample sample) throws IOException {
    Map<String, String> parts = new LinkedHashMap<>();
    parts.put("title", escape(Markup.cut(out, CELL)));
    parts.put("headline", escape(Summary.headline(manifest)));
    parts.put("style", resource("page.css"));
    parts.put("status", status());
    parts.put("figures", figures());
    parts.put("tiles", tiles());
    parts.put("angles", angles() + zones());
    parts.put("time", time());
    parts.put("areas", areas());
    parts.put("footprints", footprints());
    parts.put("notes", notes());
    parts.put("options", options());
    parts.put("files", files());
    parts.put("versions", versions());
    parts.put("script", resource("/io/citymesh/view/orbit.js") + resource("page.js"));
    parts.put("licence", escape(resource(THREE + "LICENSE")));
    parts.put("three_core", library("three.core.min.js"));
    parts.put("three_module", library("three.module.min.js"));
    parts.put("triangles", sample.tile().map(ReportPage::triangles).orElse(""));
    parts.put("tile", sample.tile().map(t -> Packed.text(Packed.deflated(t.packed()))).orElse(""));
    parts.put(
        "ground",
        sample.hasGround()
            ? "The ground is drawn through vertices of the mesh, coarser than they are."
            : "The ground is drawn through the elevations on which buildings stand.");
    long text = parts.values().stream().mapToLong(ReportPage::size).sum() + FRAME;
    // Three bytes make four letters.
    Prisms.Drawing drawing = prisms.drawing((int) Math.max(0, (MOST_BYTES - text) / 4 * 3));
    parts.put("shown", shown(drawing.shown(), prisms.absent()));
    parts.put("city", Packed.text(drawing.deflated()));
    return filled(resource("page.html"), parts);
  }

  /** The switch that shows the mesh itself, of one tile. */
  private static String triangles(PartSample.Tile tile) {
    String words =
        tile.faces() == tile.all()
            ? "Mesh of " + Markup.cut(tile.name(), CELL)
            : "Mesh in the middle of " + Markup.cut(tile.name(), CELL);
    return "<label><input type=\"checkbox\" id=\"mesh\"> "
        + escape(words + ", " + count(tile.faces()) + " triangles")
        + "</label>";
  }

  private static long size(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }

  /** A frame with its places filled; what is put in is not looked at again. */
  private static String filled(String frame, Map<String, String> parts) {
    StringBuilder page = new StringBuilder();
    Matcher place = PLACE.matcher(frame);
    int from = 0;
    while (place.find()) {
      String part = parts.get(place.group(1));
      if (part == null) {
        throw new IllegalStateException("the page has no part " + place.group(1));
      }
      page.append(frame, from, place.start()).append(part);
      from = place.end();
    }
    return page.append(frame, from, frame.length()).toString();
  }

  private static String resource(String name) throws IOException {
    return new String(bytes(name), StandardCharsets.UTF_8);
  }

  private static byte[] bytes(String name) throws IOException {
    try (InputStream in = ReportPage.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new FileNotFoundException(name + " is not on the class path");
      }
      return in.readAllBytes();
    }
  }

  private static String library(String file) throws IOException {
    return Packed.text(Packed.deflated(bytes(THREE + "build/" + file)));
  }

  private String status() {
    int failed = manifest.totals().failedTiles();
    return failed == 0
        ? "<p class=\"badge good\">complete</p>"
        : "<p class=\"badge bad\"><span data-figure=\"totals.failed_tiles\">"
            + count(failed)
            + "</span> of "
            + count(manifest.totals().tiles())
            + " tiles are missing</p>";
  }

  private String figures() {
    Manifest.Quality quality = manifest.quality();
    StringBuilder text = new StringBuilder();
    add(text, "Faces", "totals.faces", count(manifest.totals().faces()), "");
    add(text, "Buildings", "totals.buildings", count(manifest.totals().buildings()), "");
    add(text, "Smallest angle", "quality.minimum_angle", number(quality.minimumAngle(), 2), "°");
    add(
        text,
        "Triangles below " + number(quality.bound(), 0) + "°",
        "quality.below",
        count(quality.below()),
        "");
    Map<String, String> checks =
        manifest.totals().failedTiles() > 0
            ? Map.of("hole_edges", "Open edges around holes")
            : Map.of("open_edges", "Open edges");
    checks.forEach(
        (key, words) -> {
          Long value = manifest.topology().get(key);
          if (value != null) {
            add(text, words, "topology." + key, count(value), "");
          }
        });
    Double total = manifest.timings().get("total");
    if (total != null) {
      add(text, "Built in", "timings.total", number(total, 1), " s");
    }
    Double volume = manifest.volumes().get(VolumeReport.BUILDINGS);
    if (volume != null) {
      add(text, "Volume of the buildings", "volumes.buildings", number(volume, 0), " m³");
    }
    Double area = manifest.areas().get(AreaReport.BUILDINGS);
    if (area != null) {
      add(text, "Area of the buildings", "areas.buildings", number(area, 1), " m²");
    }
    return text.toString();
  }

  private static void add(StringBuilder text, String name, String path, String value, String unit) {
    text.append("<div><dt>")
        .append(escape(name))
        .append("</dt><dd><span data-figure=\"")
        .append(escape(path))
        .append("\">")
        .append(escape(value))
        .append("</span>")
        .append(escape(unit))
        .append("</dd></div>\n");
  }

  private String shown(int shown, int absent) {
    int all = manifest.totals().buildings() - absent;
    String words =
        all == 0
            ? absent > 0
                ? "The ground alone is drawn."
                : "No building was built: the ground alone is drawn."
            : shown == all
                ? all == 1
                    ? "The one building is drawn."
                    : "All " + count(all) + " buildings are drawn."
                : "The largest "
                    + count(shown)
                    + " of "
                    + count(all)
                    + " buildings are drawn, as many as fit into this page.";
    return escape(
        absent == 0
            ? words
            : words
                + (absent == 1 ? " Another one stands" : " Another " + count(absent) + " stand")
                + " in tiles that are missing.");
  }

  private String tiles() {
    StringBuilder text =
        new StringBuilder("<figure id=\"tiles\" data-by=\"faces\">" + Charts.tiles(manifest));
    boolean single = manifest.tiles().size() <= Charts.MOST_TILES;
    text.append("<figcaption><label>Colour <select id=\"by\">")
        .append("<option value=\"faces\">faces to the area</option>")
        .append("<option value=\"seconds\">seconds</option>")
        .append("<option value=\"status\">status</option></select></label> ")
        .append("<span class=\"of-scale\">from few <span class=\"ramp\">")
        .append("<i class=\"k0\"></i><i class=\"k1\"></i><i class=\"k2\"></i>")
        .append("<i class=\"k3\"></i><i class=\"k4\"></i></span> to many; </span>")
        .append("<span class=\"of-status\"><span class=\"ramp\"><i class=\"k-good\"></i></span>")
        .append(" meshed, crossed out: failed; </span>north is up.")
        .append(single ? "" : " The tiles of a square are drawn as one.")
        .append("</figcaption></figure>\n");
    Rows failed = new Rows();
    for (Manifest.Tile tile : manifest.tiles()) {
      if (tile.status() == Manifest.Status.FAILED) {
        failed.add(tile.key(), tile.error());
      }
    }
    if (failed.count() > 0) {
      text.append("<h3>Tiles that are missing</h3>")
          .append(table("Tiles that could not be meshed", failed.html(), "Tile", "Why"))
          .append(failed.rest());
    }
    StringBuilder rows = new StringBuilder();
    Manifest.Totals totals = manifest.totals();
    rows.append(row("Tiles", figure("totals.tiles", count(totals.tiles()))));
    rows.append(row("Failed tiles", figure("totals.failed_tiles", count(totals.failedTiles()))));
    rows.append(row("Parts", figure("totals.parts", count(totals.parts()))));
    rows.append(row("Vertices", figure("totals.vertices", count(totals.vertices()))));
    manifest
        .topology()
        .forEach(
            (key, value) ->
                rows.append(row(escape(words(key)), figure("topology." + key, count(value)))));
    rows.append(
        row("CRS", cell(manifest.crs().isEmpty() ? "not known" : Markup.cut(manifest.crs(), 80))));
    Manifest.Extent box = manifest.bounds();
    rows.append(
        row(
            "Domain",
            cell(
                number(box.xmax() - box.xmin(), 1)
                    + " × "
                    + number(box.ymax() - box.ymin(), 1)
                    + " m from "
                    + plain(box.xmin())
                    + ", "
                    + plain(box.ymin()))));
    if (!manifest.domain().isEmpty()) {
      Sides sides =
          Sides.of(
              manifest.domain().stream()
                  .map(ring -> ring.stream().mapToDouble(Double::doubleValue).toArray())
                  .toArray(double[][]::new));
      rows.append(
          row("Its shape", cell(sides.words() + ", " + number(Math.abs(sides.area()), 0) + " m²")));
    }
    manifest
        .closing()
        .forEach(
            (key, value) ->
                rows.append(row(escape(words(key)), figure("closing." + key, plain(value)))));
    return text + table("The mesh", rows.toString(), "What", "Value");
  }

  private static String plain(double value) {
    return number(value, 3).replaceAll("\\.?0+$", "").replace(",", "");
  }

  private static String words(String key) {
    String words = key.replace('_', ' ');
    return words.isEmpty()
        ? words
        : words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1);
  }

  private String angles() {
    return angles(
            "Ground and roofs, seen from above", "ground and roofs", manifest.quality(), "quality")
        + angles("Walls, each in its own plane", "walls", manifest.walls(), "walls");
  }

  private static String angles(String title, String what, Manifest.Quality quality, String path) {
    if (quality == null || quality.histogram().isEmpty()) {
      return "";
    }
    StringBuilder rows = new StringBuilder();
    for (int i = 0; i < quality.histogram().size(); i++) {
      int from = i * Manifest.Quality.BIN_DEGREES;
      rows.append(
          row(
              from + "° to " + (from + Manifest.Quality.BIN_DEGREES) + "°",
              figure(path + ".histogram." + i, count(quality.histogram().get(i)))));
    }
    StringBuilder causes = new StringBuilder();
    quality
        .causes()
        .forEach(
            (key, value) ->
                causes.append(
                    row(escape(words(key)), figure(path + ".causes." + key, count(value)))));
    return "<figure><h3>"
        + escape(title)
        + "</h3>"
        + Charts.angles(quality, what)
        + "<figcaption>Triangles by smallest angle; the smallest is "
        + number(quality.minimumAngle(), 2)
        + "°.</figcaption><details><summary>Figures</summary>"
        + table(
            "Triangles of " + what + " by smallest angle", rows.toString(), "Angle", "Triangles")
        + (causes.length() == 0
            ? ""
            : table("Why triangles are below the bound", causes.toString(), "Cause", "Triangles"))
        + "</details></figure>\n";
  }

  private String time() {
    Map<String, Double> steps = new LinkedHashMap<>(manifest.timings());
    Double total = steps.remove("total");
    StringBuilder text = new StringBuilder("<figure>" + Charts.seconds(steps));
    text.append("<figcaption>Seconds of each step")
        .append(total == null ? "" : "; " + number(total, 1) + " s in all, other formats apart")
        .append("</figcaption>");
    StringBuilder times = new StringBuilder();
    manifest
        .timings()
        .forEach(
            (step, seconds) ->
                times.append(
                    row(
                        escape(words(Markup.cut(step, CELL))),
                        figure("timings." + step, number(seconds, 1) + " s"))));
    StringBuilder rows = new StringBuilder();
    for (Map.Entry<String, Long> counter : manifest.counters().entrySet()) {
      String name = counter.getKey().replaceAll("_(bytes|millis|percent)$", "");
      rows.append(
          row(
              escape(words(name)),
              figure("counters." + counter.getKey(), Summary.amount(counter))));
    }
    return text
        + "<details><summary>Figures</summary>"
        + table("Time", times.toString(), "Step", "Seconds")
        + "</details></figure>\n"
        + (rows.length() == 0
            ? ""
            : table("Cores, memory, disk and network", rows.toString(), "What", "Value"));
  }

  /** Where triangles are smaller, and how many there are. */
  private String zones() {
    if (manifest.zones().isEmpty()) {
      return "";
    }
    Rows rows = new Rows();
    for (Manifest.Zone zone : manifest.zones()) {
      rows.add(zone.name(), number(zone.size(), 2) + " m", count(zone.planar()));
    }
    Long rest = manifest.counters().get(ZoneReport.ELSEWHERE);
    if (rest != null) {
      rows.add("elsewhere", "", count(rest));
    }
    return table(
            "Triangles of ground and roofs by zone",
            rows.html(),
            "In and around",
            "Size",
            "Triangles")
        + rows.rest();
  }

  private String areas() {
    StringBuilder rows = new StringBuilder();
    AreaReport report = new AreaReport(manifest.areas());
    area(rows, report, "Footprints", AreaReport.SOURCE);
    area(rows, report, "of these built", AreaReport.BUILT);
    for (String name : manifest.areas().keySet()) {
      if (name.startsWith(AreaReport.DROPPED)) {
        area(rows, report, name, name);
      }
    }
    area(rows, report, "clipped at the domain's boundary", AreaReport.CLIPPED);
    area(rows, report, "simplified away", AreaReport.SIMPLIFIED);
    area(rows, report, "Buildings", AreaReport.BUILDINGS);
    area(rows, report, "of these added, gaps and slivers filled", AreaReport.ADDED);
    StringBuilder volumes = new StringBuilder();
    manifest
        .volumes()
        .forEach(
            (key, value) ->
                volumes.append(
                    row(escape(words(key)), figure("volumes." + key, number(value, 0) + " m³"))));
    StringBuilder text = new StringBuilder();
    report
        .warnings()
        .forEach(
            warning -> text.append("<p class=\"warning\">").append(escape(warning)).append("</p>"));
    return text
        + table("The account of the footprints' area", rows.toString(), "What", "Area")
        + (volumes.length() == 0
            ? ""
            : table("Volumes below the roofs", volumes.toString(), "What", "Volume"));
  }

  private void area(StringBuilder rows, AreaReport report, String words, String name) {
    if (manifest.areas().containsKey(name)) {
      rows.append(
          row(escape(words), figure("areas." + name, number(report.area(name), 1) + " m²")));
    }
  }

  private String footprints() {
    StringBuilder counts = new StringBuilder();
    manifest
        .features()
        .forEach(
            (key, value) ->
                counts.append(
                    row(escape(Markup.cut(key, CELL)), figure("features." + key, count(value)))));
    StringBuilder text = new StringBuilder();
    text.append(
        table(
            "Footprints, roofs and points, by what became of them",
            counts.toString(),
            "What",
            "How many"));
    Rows rows = new Rows();
    for (RejectedFile.Entry entry : rejected) {
      rows.add(entry.id(), entry.what(), entry.reason());
    }
    if (rows.count() > 0) {
      text.append("<h3>One by one</h3>")
          .append("<p><label>Search <input type=\"search\" data-filter=\"rejected\"></label> ")
          .append("<output data-found=\"rejected\"></output></p>")
          .append("<div id=\"rejected\">")
          .append(
              table(
                  "Footprints that were not built just as they are",
                  rows.html(),
                  "Id",
                  "What was done",
                  "Why"))
          .append("</div>");
      text.append(
          rejected.size() < ROWS && rows.whole()
              ? ""
              : "<p>The first "
                  + count(rows.shown())
                  + " are listed; all stand in <code>"
                  + KnownFiles.REJECTED
                  + "</code>.</p>");
    }
    return text.toString();
  }

  /** Rows of text from users, as many as there is room for. */
  private static final class Rows {
    private final StringBuilder html = new StringBuilder();
    private long count;
    private long shown;

    void add(String name, String... texts) {
      count++;
      if (shown < ROWS && html.length() < TEXT) {
        List<String> cells = new ArrayList<>();
        for (String text : texts) {
          cells.add(cell(Markup.cut(text, CELL)));
        }
        html.append(row(escape(Markup.cut(name, CELL)), cells.toArray(String[]::new)));
        shown++;
      }
    }

    String html() {
      return html.toString();
    }

    long count() {
      return count;
    }

    long shown() {
      return shown;
    }

    boolean whole() {
      return shown == count;
    }

    String rest() {
      return whole()
          ? ""
          : "<p>And " + Markup.count(count - shown) + " more, which the manifest names.</p>";
    }
  }

  private String notes() {
    List<String> all = new ArrayList<>(manifest.deviations());
    all.addAll(manifest.notes());
    if (all.isEmpty()) {
      return "<p>There is nothing to tell of the inputs.</p>";
    }
    List<String> notes = new ArrayList<>();
    int length = 0;
    for (String note : all) {
      String cut = Markup.cut(note, 4 * CELL);
      length += cut.length();
      if (notes.size() == ROWS || length > TEXT) {
        notes.add("and " + count(all.size() - notes.size()) + " more, which the manifest has");
        break;
      }
      notes.add(cut);
    }
    return Markup.list(notes);
  }

  private String options() {
    Rows rows = new Rows();
    CommandLine.changed(manifest.options())
        .forEach((name, value) -> rows.add("--" + name, CommandLine.words(value)));
    return table("Options that differ from the defaults", rows.html(), "Option", "Value")
        + rows.rest()
        + "<h3>To make the same again</h3><pre tabindex=\"0\"><code>"
        + escapeLines(Markup.cut(CommandLine.build(manifest.options()), TEXT / 4))
        + "</code></pre>";
  }

  private static String escapeLines(String text) {
    List<String> lines = new ArrayList<>();
    text.lines().forEach(line -> lines.add(escape(line)));
    return String.join("\n", lines);
  }

  private String files() {
    Rows rows = new Rows();
    for (Manifest.Format format : manifest.formats()) {
      rows.add(
          format.name(),
          CommandLine.words(format.files()),
          number(format.bytes() / 1e6, 1)
              + " MB"
              + (format.firstScreen() > 0
                  ? ", of which a first screen loads "
                      + number(format.firstScreen() / 1e6, 1)
                      + " MB"
                  : ""));
    }
    return rows.count() == 0
        ? "<p>The mesh was written in no other format.</p>"
        : table("Other formats", rows.html(), "Format", "Files", "Size");
  }

  private String versions() {
    List<String> words = new ArrayList<>();
    manifest.versions().forEach((name, version) -> words.add(name + " " + version));
    return escape(Markup.cut(String.join(", ", words), CELL))
        + "<br>digest of the mesh <code>"
        + escape(Markup.cut(manifest.digest(), 80))
        + "</code>";
  }
}
