package io.citymesh.page;

import io.citymesh.report.Manifest;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Pictures of figures, as SVG whose colours are the page's. Each has words of its own. */
final class Charts {
  /** Tiles that are drawn one by one; of more, those of a square are drawn as one. */
  static final int MOST_TILES = 2_000;

  /** Squares along the longer side of a map of more tiles. */
  private static final int SQUARES = 44;

  /** The map's longer side, in units of the picture. */
  private static final double SIDE = 600;

  /** Shades of the map. */
  private static final int SHADES = 5;

  private Charts() {}

  /** What is drawn as one rectangle: a tile, or the tiles of a square. */
  private record Field(
      Manifest.Extent bounds, long faces, double seconds, long failed, String words) {

    Field and(Manifest.Tile tile) {
      long fails = failed + (tile.status() == Manifest.Status.FAILED ? 1 : 0);
      return new Field(bounds, faces + tile.faces(), seconds + tile.seconds(), fails, words);
    }

    /** Faces to the square metre. */
    double density() {
      double area = (bounds.xmax() - bounds.xmin()) * (bounds.ymax() - bounds.ymin());
      return area > 0 ? faces / area : 0;
    }
  }

  /**
   * The tiles from above, darker the more faces they have to the area, or the more seconds they
   * took (classes {@code faces0} and {@code seconds0} and on); failed ones are crossed out.
   */
  static String tiles(Manifest manifest) {
    Manifest.Extent all = manifest.bounds();
    double width = Math.max(all.xmax() - all.xmin(), 1e-3);
    double height = Math.max(all.ymax() - all.ymin(), 1e-3);
    double scale = SIDE / Math.max(width, height);
    List<Field> fields =
        manifest.tiles().size() <= MOST_TILES
            ? manifest.tiles().stream().map(Charts::field).toList()
            : squares(manifest.tiles(), all);
    double densest = fields.stream().mapToDouble(Field::density).max().orElse(0);
    double longest = fields.stream().mapToDouble(Field::seconds).max().orElse(0);
    StringBuilder svg =
        start(
            width * scale,
            height * scale,
            "map",
            String.format(
                Locale.ROOT,
                "Map of %,d tiles, darker the more faces they have to the area, or seconds they"
                    + " took; %,d failed",
                manifest.totals().tiles(),
                manifest.totals().failedTiles()));
    for (Field field : fields) {
      Manifest.Extent box = field.bounds();
      double x = (Math.max(box.xmin(), all.xmin()) - all.xmin()) * scale;
      double y = (all.ymax() - Math.min(box.ymax(), all.ymax())) * scale;
      double w = (Math.min(box.xmax(), all.xmax()) - all.xmin()) * scale - x;
      double h = (all.ymax() - Math.max(box.ymin(), all.ymin())) * scale - y;
      String kind =
          field.failed() > 0
              ? "failed"
              : String.format(
                  Locale.ROOT,
                  "meshed faces%d seconds%d",
                  shade(field.density(), densest),
                  shade(field.seconds(), longest));
      svg.append(
          String.format(
              Locale.ROOT,
              "<rect class=\"%s\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\""
                  + " height=\"%.1f\"><title>%s</title></rect>",
              kind,
              x,
              y,
              Math.max(w, 0),
              Math.max(h, 0),
              Markup.escape(words(field))));
      if (field.failed() > 0) {
        svg.append(
            String.format(
                Locale.ROOT,
                "<path class=\"cross\" d=\"M%.1f %.1fL%.1f %.1fM%.1f %.1fL%.1f %.1f\"/>",
                x,
                y,
                x + w,
                y + h,
                x + w,
                y,
                x,
                y + h));
      }
    }
    if (!manifest.domain().isEmpty()) {
      svg.append("<path class=\"domain\" d=\"");
      for (List<Double> ring : manifest.domain()) {
        outline(svg, ring, all, scale);
      }
      svg.append("\"/>");
    }
    return svg.append("</svg>").toString();
  }

  /** A ring of the map, without the corners that nobody could tell from those before. */
  private static void outline(
      StringBuilder path, List<Double> ring, Manifest.Extent all, double scale) {
    double lastX = Double.NaN;
    double lastY = Double.NaN;
    for (int i = 0; i < ring.size(); i += 2) {
      double x = (ring.get(i) - all.xmin()) * scale;
      double y = (all.ymax() - ring.get(i + 1)) * scale;
      if (!(Math.hypot(x - lastX, y - lastY) < 0.5)) {
        path.append(String.format(Locale.ROOT, "%s%.1f %.1f", i == 0 ? "M" : "L", x, y));
        lastX = x;
        lastY = y;
      }
    }
    path.append('Z');
  }

  /** The shade of a value, from 0 on; small ones are told apart better than large ones. */
  private static int shade(double value, double largest) {
    return largest > 0 ? (int) Math.min(SHADES - 1, Math.sqrt(value / largest) * SHADES) : 0;
  }

  private static Field field(Manifest.Tile tile) {
    return new Field(tile.bounds(), 0, 0, 0, "tile " + tile.key()).and(tile);
  }

  private static String words(Field field) {
    return String.format(
        Locale.ROOT,
        "%s: %s%,d faces, %.1f s",
        field.words(),
        field.failed() > 0 ? "failed, " : "",
        field.faces(),
        field.seconds());
  }

  private static List<Field> squares(List<Manifest.Tile> tiles, Manifest.Extent all) {
    double width = all.xmax() - all.xmin();
    double height = all.ymax() - all.ymin();
    double side = Math.max(width, height) / SQUARES;
    int columns = (int) Math.max(1, Math.ceil(width / side));
    int rows = (int) Math.max(1, Math.ceil(height / side));
    Field[] squares = new Field[columns * rows];
    int[] counts = new int[squares.length];
    for (Manifest.Tile tile : tiles) {
      Manifest.Extent box = tile.bounds();
      int i = place(((box.xmin() + box.xmax()) / 2 - all.xmin()) / side, columns);
      int j = place(((box.ymin() + box.ymax()) / 2 - all.ymin()) / side, rows);
      int at = j * columns + i;
      double x = all.xmin() + i * side;
      double y = all.ymin() + j * side;
      Field before =
          squares[at] == null
              ? new Field(new Manifest.Extent(x, y, x + side, y + side), 0, 0, 0, "")
              : squares[at];
      squares[at] = before.and(tile);
      counts[at]++;
    }
    List<Field> fields = new ArrayList<>();
    for (int at = 0; at < squares.length; at++) {
      if (squares[at] != null) {
        Field f = squares[at];
        fields.add(
            new Field(
                f.bounds(),
                f.faces(),
                f.seconds(),
                f.failed(),
                Markup.count(counts[at]) + " tiles"));
      }
    }
    return fields;
  }

  private static int place(double at, int places) {
    return (int) Math.min(Math.max(at, 0), places - 1);
  }

  /**
   * Triangles by smallest angle.
   *
   * @param what whose they are, such as {@code ground and roofs}
   */
  static String angles(Manifest.Quality quality, String what) {
    double width = 480;
    double height = 150;
    double bin = width / Manifest.Quality.BINS;
    long most = quality.histogram().stream().mapToLong(Long::longValue).max().orElse(0);
    boolean bound = quality.bound() > 0;
    StringBuilder svg =
        start(
            width,
            height + 22,
            "angles",
            String.format(
                Locale.ROOT,
                "Histogram of the smallest angles of %s, by 5 degrees; the smallest is %.2f"
                    + " degrees%s",
                what,
                quality.minimumAngle(),
                bound
                    ? String.format(Locale.ROOT, ", the bound is %.0f degrees", quality.bound())
                    : ""));
    for (int i = 0; i < quality.histogram().size(); i++) {
      long count = quality.histogram().get(i);
      double h = most == 0 ? 0 : (height - 8) * count / most;
      if (count > 0) {
        h = Math.max(h, 1.5); // A single triangle must be seen.
      }
      int from = i * Manifest.Quality.BIN_DEGREES;
      boolean below = bound && from + Manifest.Quality.BIN_DEGREES <= quality.bound();
      svg.append(
          String.format(
              Locale.ROOT,
              "<rect class=\"%s\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\"><title>%d to"
                  + " %d degrees: %,d triangles</title></rect>",
              below ? "bar below" : "bar",
              i * bin + 2,
              height - h,
              bin - 4,
              h,
              from,
              from + Manifest.Quality.BIN_DEGREES,
              count));
    }
    svg.append(
        String.format(Locale.ROOT, "<path class=\"axis\" d=\"M0 %.1fH%.1f\"/>", height, width));
    for (int degrees = 0; degrees <= 60; degrees += 15) {
      svg.append(
          String.format(
              Locale.ROOT,
              "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">%d°</text>",
              degrees * width / 60,
              height + 17,
              degrees == 0 ? "start" : degrees == 60 ? "end" : "middle",
              degrees));
    }
    if (bound) {
      double x = quality.bound() * width / 60;
      svg.append(
          String.format(
              Locale.ROOT,
              "<path class=\"bound\" d=\"M%.1f 0V%.1f\"/><text class=\"bound\" x=\"%.1f\" y=\"12\""
                  + " text-anchor=\"end\">bound %.0f°</text>",
              x,
              height,
              x - 6,
              quality.bound()));
    }
    return svg.append("</svg>").toString();
  }

  /** Bars of seconds, one below the other, each with its figure. */
  static String seconds(Map<String, Double> timings) {
    double row = 26;
    double label = 130;
    double width = 480;
    double longest = timings.values().stream().mapToDouble(Double::doubleValue).max().orElse(0);
    StringBuilder svg =
        start(width, Math.max(row, timings.size() * row), "seconds", "Seconds of each step");
    int i = 0;
    for (Map.Entry<String, Double> step : timings.entrySet()) {
      double w = longest > 0 ? (width - label - 80) * step.getValue() / longest : 0;
      svg.append(
          String.format(
              Locale.ROOT,
              "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"end\">%s</text><rect class=\"bar\""
                  + " x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" rx=\"2\"/><text"
                  + " x=\"%.1f\" y=\"%.1f\">%s s</text>",
              label - 10,
              i * row + 17,
              Markup.escape(Markup.cut(step.getKey(), 18)),
              label,
              i * row + 4,
              Math.max(w, 1),
              row - 8,
              label + Math.max(w, 1) + 8,
              i * row + 17,
              Markup.number(step.getValue(), 1)));
      i++;
    }
    return svg.append("</svg>").toString();
  }

  private static StringBuilder start(double width, double height, String kind, String words) {
    return new StringBuilder(
        String.format(
            Locale.ROOT,
            "<svg class=\"%s\" viewBox=\"0 0 %.1f %.1f\" role=\"img\" aria-label=\"%s\">",
            kind,
            width,
            height,
            Markup.escape(words)));
  }
}
