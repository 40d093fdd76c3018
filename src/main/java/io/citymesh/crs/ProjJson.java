package io.citymesh.crs;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.zip.GZIPInputStream;

/**
 * Definitions of projected CRSs in metres as PROJJSON (v0.5), for files that carry them whole.
 *
 * <p>They lie in a file of one line per code, which PROJ 9.1 has written from the EPSG dataset; of
 * codes that are newer than it, from GeoTools' definitions, where both programs agree on the place
 * of a point. 22 of GeoTools' own codes, such as Van der Grinten's projection on a sphere, have
 * none.
 *
 * @see <a href="https://proj.org/en/stable/specifications/projjson.html">PROJJSON</a>
 */
public final class ProjJson {
  private ProjJson() {}

  /**
   * The definition of a CRS, a JSON object on one line.
   *
   * @param code such as {@code EPSG:28992}
   * @return empty if there is none: the CRS has another kind of code or none
   */
  public static Optional<String> of(String code) {
    if (!code.matches("EPSG:[0-9]{1,6}")) {
      return Optional.empty();
    }
    String start = code.substring("EPSG:".length()) + " ";
    try (InputStream in = ProjJson.class.getResourceAsStream("projjson.txt.gz");
        BufferedReader lines =
            new BufferedReader(
                new InputStreamReader(new GZIPInputStream(in), StandardCharsets.UTF_8))) {
      return lines
          .lines()
          .filter(line -> line.startsWith(start))
          .map(line -> line.substring(start.length()))
          .findFirst();
    } catch (IOException e) {
      throw new UncheckedIOException("a part of the program cannot be read", e);
    }
  }
}
