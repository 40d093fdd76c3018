package io.citymesh.crs;

import io.citymesh.report.UserError;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The place of GeoTools' EPSG database: a folder of this process alone, which nobody else can write
 * to, and which goes when the process ends. GeoTools would unpack it (34 MB) to a folder of the
 * temporary directory whose name everybody knows, and would believe whatever lies there already.
 *
 * <p>A process that asks for nothing but well-known codes never unpacks it. One that names the
 * folder itself, with GeoTools' system property, keeps it.
 */
final class EpsgDatabase {
  private static final Logger LOG = LoggerFactory.getLogger(EpsgDatabase.class);

  /** GeoTools' property for the folder. */
  private static final String FOLDER = "EPSG-HSQL.directory";

  private EpsgDatabase() {}

  /**
   * Makes the folder; to be called before GeoTools may need its database.
   *
   * @throws UserError if the temporary directory cannot be written to
   */
  static synchronized void makePrivate() {
    if (System.getProperty(FOLDER) != null) {
      return;
    }
    try {
      Path folder = Files.createTempDirectory("citymesh-epsg"); // Private to the user.
      System.setProperty(FOLDER, folder.toString());
      Runtime.getRuntime().addShutdownHook(new Thread(() -> remove(folder)));
    } catch (IOException e) {
      throw new UserError(
          "The database of CRSs cannot be unpacked to the temporary directory "
              + System.getProperty("java.io.tmpdir")
              + ": make it writable, or name another with TMPDIR.",
          e);
    }
  }

  private static void remove(Path folder) {
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    } catch (IOException | UncheckedIOException e) {
      LOG.debug("{} is left: {}", folder, e.toString());
    }
  }
}
