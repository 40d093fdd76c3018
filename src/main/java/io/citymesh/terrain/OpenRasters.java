package io.citymesh.terrain;

import io.citymesh.report.UserError;
import io.citymesh.session.LocalFile;
import io.citymesh.session.SessionHadoop;
import io.citymesh.session.SessionState;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;

/**
 * The rasters that a process reads, one for each version of a file, for as long as a session lasts.
 *
 * <p>A run reads one version of a file, that of its {@link RasterOpening}: whoever finds another,
 * in whatever process, ends the run with an error. Thread-safe.
 */
final class OpenRasters {
  private static final int CACHED_FILES = 4;
  private static final int CACHED_OPENINGS = 1000;

  private static final SessionState<Known> KNOWN = new SessionState<>(Known::new, any -> {});

  /** What a process knows in a session; guarded by its own lock. */
  private static final class Known {
    private final Map<RasterVersion, RasterFile> files = new RecentlyUsed<>(CACHED_FILES);

    /** By the identifier of an opening, the version that it has met here. */
    private final Map<String, RasterVersion> openings = new RecentlyUsed<>(CACHED_OPENINGS);
  }

  /**
   * The file of an opening as it was found in a session, which it does not keep in memory.
   *
   * @param session stands for the session
   */
  record Found(Object session, WeakReference<RasterFile> file) {
    /** The file; null if the session is over, or the file is no longer kept. */
    RasterFile current() {
      return session == KNOWN.get() ? file.get() : null;
    }
  }

  private OpenRasters() {}

  /**
   * The file of an opening, for who asks again and again: see {@link Found#current}.
   *
   * @throws UserError if the file here is another, or cannot be read
   */
  static Found find(RasterOpening opening) {
    return new Found(KNOWN.get(), new WeakReference<>(of(opening)));
  }

  /**
   * Opens a file as it is now.
   *
   * @param noData elevations that stand for no value, beside what the file says
   * @throws UserError if there is none, or it is no upright GeoTIFF of numbers
   */
  static RasterOpening open(String path, List<Double> noData) {
    try {
      Map<String, String> settings = SessionHadoop.settings();
      Path file = existing(path, settings);
      RasterVersion version = RasterVersion.of(file, noData);
      RasterFile opened = at(path, version);
      long now =
          Math.max(
              version.version().modified(),
              TimeUnit.MILLISECONDS.toNanos(System.currentTimeMillis()));
      String id = UUID.randomUUID().toString();
      Known known = KNOWN.get();
      synchronized (known) {
        known.openings.put(id, version);
      }
      return new RasterOpening(
          path, noData, opened.grid(), version.version().length(), now, id, settings);
    } catch (IOException e) {
      throw RasterFile.unreadable(path, e);
    }
  }

  /**
   * The file of an opening.
   *
   * @throws UserError if the file here is another, or cannot be read
   */
  static RasterFile of(RasterOpening opening) {
    Known known = KNOWN.get();
    RasterVersion version;
    synchronized (known) {
      version = known.openings.get(opening.id());
    }
    try {
      if (version == null) {
        Path file = existing(opening.path(), opening.hadoop());
        version = RasterVersion.of(file, opening.noData());
        // A copy on another machine may be older, but nothing is written during a run.
        if (version.version().length() != opening.length()
            || version.version().modified() > opening.at()) {
          throw new UserError(
              "The terrain "
                  + opening.path()
                  + " was changed after it was opened, or is another file on this machine: start"
                  + " again when it is written, and the same everywhere.");
        }
        synchronized (known) {
          known.openings.put(opening.id(), version);
        }
      }
      RasterFile file = at(opening.path(), version);
      if (!file.grid().equals(opening.grid())) {
        throw new UserError(
            "The terrain "
                + opening.path()
                + " is another file on this machine: copy it everywhere.");
      }
      return file;
    } catch (IOException e) {
      throw RasterFile.unreadable(opening.path(), e);
    }
  }

  private static RasterFile at(String path, RasterVersion version) throws IOException {
    Known known = KNOWN.get();
    synchronized (known) {
      RasterFile file = known.files.get(version);
      if (file == null) {
        file = new RasterFile(path, version);
        known.files.put(version, file);
      }
      return file;
    }
  }

  /**
   * Makes sure that there is a file.
   *
   * @throws UserError if there is none
   */
  static void requireFile(String path) {
    existing(path, SessionHadoop.settings());
  }

  /** The file on this machine, fetched if need be, and those that say where it lies. */
  private static Path existing(String path, Map<String, String> settings) {
    Path file = local(path, settings);
    if (!Files.isRegularFile(file)) {
      throw new UserError(
          "There is no terrain file "
              + path
              + ": give the path of a GeoTIFF that every executor can read, or flat:Z.");
    }
    return file;
  }

  private static Path local(String path, Map<String, String> settings) {
    try {
      if (path.startsWith("file:")) {
        return Path.of(URI.create(path).getPath());
      }
      Configuration hadoop = SessionHadoop.configuration(settings);
      boolean scheme = path.matches("[A-Za-z][A-Za-z0-9+.-]*:/.*");
      if (!scheme && FileSystem.getDefaultUri(hadoop).getScheme().equals("file")) {
        return Path.of(path); // Its name may hold what Hadoop's may not.
      }
      String name = new org.apache.hadoop.fs.Path(path).getName();
      return LocalFile.of(path, SideFiles.names(name), hadoop);
    } catch (FileNotFoundException e) {
      throw new UserError(
          "There is no terrain file " + path + ": give the path of a GeoTIFF, or flat:Z.", e);
    } catch (IOException | IllegalArgumentException e) {
      throw new UserError("The terrain " + path + " cannot be read: " + e.getMessage(), e);
    }
  }
}
