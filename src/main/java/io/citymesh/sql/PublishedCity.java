package io.citymesh.sql;

import io.citymesh.output.KnownFiles;
import io.citymesh.output.ManifestFile;
import io.citymesh.output.OutputDir;
import io.citymesh.report.Manifest;
import io.citymesh.report.UserError;
import io.citymesh.session.SessionHadoop;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * An output as the driver knows it: its manifest, and what follows from it.
 *
 * @param path its directory, any Hadoop path
 */
record PublishedCity(String path, Manifest manifest) {
  /** Whether Spark takes names of files for patterns. */
  private static final String PATTERNS = "__globPaths__";

  /**
   * Reads the manifest.
   *
   * @throws UserError if there is none, or it makes no sense
   */
  static PublishedCity open(String path) {
    try {
      return new PublishedCity(
          path,
          ManifestFile.read(
              OutputDir.of(path, SessionHadoop.configuration(SessionHadoop.settings()))));
    } catch (IOException e) {
      throw new UserError(path + ": the manifest cannot be read: " + e.getMessage(), e);
    }
  }

  /** What Spark's readers of files take to read the table of buildings. */
  Map<String, String> buildings() {
    return Map.of(SourceOptions.PATH, path + "/" + KnownFiles.BUILDINGS, PATTERNS, "false");
  }

  /**
   * For each part a rectangle that holds all its vertices, its own and those of other parts: a seam
   * has vertices of parts that are below it in the stitching tree, where the id of a node is that
   * of the node above with one binary digit more.
   */
  Map<Long, Manifest.Extent> reaches() {
    Map<Long, Manifest.Extent> reaches = new HashMap<>();
    for (Manifest.Part part : manifest.parts()) {
      if (part.vertices() > 0) {
        for (long id = part.id(); id > 0; id >>= 1) {
          reaches.merge(id, part.bounds(), PublishedCity::around);
        }
      }
    }
    return reaches;
  }

  private static Manifest.Extent around(Manifest.Extent a, Manifest.Extent b) {
    return new Manifest.Extent(
        Math.min(a.xmin(), b.xmin()),
        Math.min(a.ymin(), b.ymin()),
        Math.max(a.xmax(), b.xmax()),
        Math.max(a.ymax(), b.ymax()));
  }

  /** The parts, in vertex order. */
  List<Manifest.Part> parts() {
    return manifest.parts();
  }
}
