package io.citymesh.terrain;

import io.citymesh.raster.GeoTags;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** The files beside a raster that say where it lies: world files, and the definition of its CRS. */
final class SideFiles {
  /** Extensions of files beside a raster that place it. */
  private static final List<String> WORLD_FILES = List.of("tfw", "tifw", "wld");

  private static final String PRJ = "prj";

  /** The extensions of all of them. */
  static final List<String> EXTENSIONS = List.of("tfw", "tifw", "wld", PRJ);

  /** No definition of a CRS or placement is longer. */
  private static final int MOST_TEXT = 1 << 16;

  private SideFiles() {}

  /** The file that differs in its extension alone, if there is one. */
  static Optional<Path> companion(Path file, String extension) {
    return names(file.getFileName().toString(), extension)
        .map(file::resolveSibling)
        .filter(Files::isRegularFile)
        .findFirst();
  }

  private static Stream<String> names(String raster, String extension) {
    int dot = raster.lastIndexOf('.');
    String stem = dot < 0 ? raster : raster.substring(0, dot);
    return Stream.of(extension, extension.toUpperCase(Locale.ROOT))
        .map(written -> stem + "." + written);
  }

  /**
   * The names that all of them may have.
   *
   * @param raster the name of the raster
   */
  static List<String> names(String raster) {
    return EXTENSIONS.stream().flatMap(extension -> names(raster, extension)).toList();
  }

  /** What the first world file says that makes sense; empty if there is none. */
  static Optional<GeoTags.Placement> placement(Path raster) throws IOException {
    for (String extension : WORLD_FILES) {
      double[] world = numbers(text(raster, extension));
      if (world.length >= 6) {
        return Optional.of(
            new GeoTags.Placement(
                world[4], world[5], world[0], world[3], world[1] == 0 && world[2] == 0));
      }
    }
    return Optional.empty();
  }

  /** The definition of the CRS, in WKT; empty if there is none. */
  static String crs(Path raster) throws IOException {
    return text(raster, PRJ);
  }

  private static String text(Path raster, String extension) throws IOException {
    Optional<Path> file = companion(raster, extension);
    if (file.isEmpty()) {
      return "";
    }
    try (InputStream in = Files.newInputStream(file.get())) {
      return new String(in.readNBytes(MOST_TEXT), StandardCharsets.UTF_8);
    }
  }

  private static double[] numbers(String text) {
    try {
      return text.isBlank()
          ? new double[0]
          : Arrays.stream(text.strip().split("\\s+")).mapToDouble(Double::parseDouble).toArray();
    } catch (NumberFormatException e) {
      return new double[0];
    }
  }
}
