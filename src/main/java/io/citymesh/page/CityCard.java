package io.citymesh.page;

import io.citymesh.report.Manifest;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import javax.imageio.ImageIO;

/** A city as a piece of HTML for a notebook's cell: a table of its figures, and its picture. */
public final class CityCard {
  private CityCard() {}

  /**
   * The piece, which needs no other file.
   *
   * @param out the output directory
   * @param manifest what was built there
   * @param picture of the mesh
   */
  public static String of(String out, Manifest manifest, BufferedImage picture) {
    Manifest.Totals totals = manifest.totals();
    Map<String, String> figures = new LinkedHashMap<>();
    figures.put("faces", Markup.count(totals.faces()));
    figures.put("vertices", Markup.count(totals.vertices()));
    figures.put("buildings", Markup.count(totals.buildings()));
    figures.put("tiles", Markup.count(totals.tiles()));
    if (totals.failedTiles() > 0) {
      figures.put("failed tiles", Markup.count(totals.failedTiles()));
    }
    figures.put("smallest angle", Markup.number(manifest.quality().minimumAngle(), 2) + "°");
    StringBuilder rows = new StringBuilder();
    figures.forEach((name, figure) -> rows.append(Markup.row(name, Markup.cell(figure))));
    String name = Markup.escape(out);
    return String.format(Locale.ROOT, "<table><caption>%s</caption>%n%s</table>%n", name, rows)
        + String.format(
            Locale.ROOT, "<img alt=\"%s\" src=\"data:image/png;base64,%s\">", name, png(picture));
  }

  private static String png(BufferedImage picture) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      ImageIO.write(picture, "png", bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e); // Memory takes what it is given.
    }
    return Base64.getEncoder().encodeToString(bytes.toByteArray());
  }
}
