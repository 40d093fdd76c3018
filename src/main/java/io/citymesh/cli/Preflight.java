package io.citymesh.cli;

import io.citymesh.geo.Wkt;
import io.citymesh.option.Option;
import io.citymesh.option.OptionTable;
import io.citymesh.option.OptionValues;
import io.citymesh.output.OutputOptions;
import io.citymesh.report.OptionCheck;
import io.citymesh.report.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;

/**
 * Looks for files of this machine before Spark starts, so that a mistyped path costs no wait. Only
 * for local masters, and for paths without a scheme; all others are looked for by the readers.
 */
final class Preflight {

  private Preflight() {}

  /** Looks for the files that the options about inputs name. */
  static void requireInputs(OptionValues given) {
    requireFiles(OptionTable.BUILDINGS, given);
    requireFiles(OptionTable.POINTS, given);
    String domain = given.get(OptionTable.DOMAIN);
    if (OptionTable.isPolygon(domain)
        && !Wkt.isOne(domain)
        && isPlain(domain)
        && !matches(OptionTable.DOMAIN.flag(), domain)) {
      throw new UserError(
          "--domain must be tight, wind, round, a file of polygons or a POLYGON as WKT, not '"
              + domain
              + "': there is no such file");
    }
    String terrain = given.get(OptionTable.TERRAIN);
    if (!terrain.startsWith("flat:") && isPlain(terrain) && !Files.isReadable(Path.of(terrain))) {
      throw new UserError("--terrain: there is no file " + terrain);
    }
  }

  private static void requireFiles(Option<List<String>> option, OptionValues given) {
    for (String path : given.get(option)) {
      if (isPlain(path) && !matches(option.flag(), path)) {
        throw new UserError(option.flag() + ": there is no file " + path);
      }
    }
  }

  static void requireFree(OutputOptions output) {
    if (isPlain(output.out())) {
      output.requireFree(new Configuration());
    }
  }

  static void requireMesh(String directory) {
    OptionCheck.path("the mesh", directory);
    if (isPlain(directory) && !Files.exists(Path.of(directory, "manifest.json"))) {
      throw new UserError(
          "there is no mesh in " + directory + ": name what build has written with --out");
    }
  }

  private static boolean isPlain(String path) {
    return !path.isBlank() && !path.matches("[A-Za-z][A-Za-z0-9+.-]*:.*");
  }

  /** Whether a file has this name, or this glob, in the syntax that Spark's readers use. */
  private static boolean matches(String option, String path) {
    if (Files.exists(Path.of(path))) {
      return true;
    }
    try {
      FileStatus[] found =
          FileSystem.getLocal(new Configuration()).globStatus(new org.apache.hadoop.fs.Path(path));
      return found != null && found.length > 0;
    } catch (IOException e) {
      throw new UserError(option + ": " + path + " cannot be read: " + e.getMessage(), e);
    }
  }
}
