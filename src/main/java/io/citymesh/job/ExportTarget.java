package io.citymesh.job;

import io.citymesh.format.Format;
import io.citymesh.format.MeshParts;
import io.citymesh.output.OutputDir;
import io.citymesh.report.OptionCheck;
import io.citymesh.report.UserError;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * The target of an export that does not go into the output itself.
 *
 * @param directory any Hadoop path
 * @param name of the first file of the one format; empty if each format has its usual names
 * @param formats that are written there
 */
record ExportTarget(String directory, String name, List<Format> formats) {

  /**
   * The target that {@code --out} names.
   *
   * @param mesh the output directory with the mesh
   * @throws UserError if it lies in there, or cannot be for several formats
   */
  static ExportTarget of(String mesh, List<Format> formats, String out, Configuration hadoop) {
    OptionCheck.path("--out", out);
    if (out.isBlank()) {
      throw new UserError("--out must name a file or a folder");
    }
    try {
      Path path = new Path(out);
      FileSystem files = path.getFileSystem(hadoop);
      Path whole = files.makeQualified(path);
      Path root = new Path(mesh);
      for (Path p = whole; p != null; p = p.getParent()) {
        if (p.equals(root.getFileSystem(hadoop).makeQualified(root))) {
          throw new UserError(
              "--out "
                  + out
                  + " lies in the output with the mesh: leave --out out to write the format there");
        }
      }
      boolean folder =
          out.endsWith("/") || (files.exists(path) && files.getFileStatus(path).isDirectory());
      if (!folder && formats.size() > 1) {
        throw new UserError(
            String.format(
                Locale.ROOT,
                "--out %s names a file, for %d formats: name a folder, which ends in /",
                out,
                formats.size()));
      }
      return folder
          ? new ExportTarget(whole.toString(), "", formats)
          : new ExportTarget(whole.getParent().toString(), whole.getName(), formats);
    } catch (IOException | IllegalArgumentException e) {
      throw new UserError("--out " + out + " cannot be used: " + e.getMessage(), e);
    }
  }

  /** The name of a format's first file. */
  String file(Format format) {
    return name.isEmpty() ? format.usualName() : name;
  }

  private List<String> names(Map<Format, MeshParts> meshes) {
    return formats.stream()
        .flatMap(format -> format.files(file(format), meshes.get(format)).stream())
        .toList();
  }

  /**
   * The paths of all files.
   *
   * @param meshes as each format has the mesh
   */
  List<String> paths(Map<Format, MeshParts> meshes) {
    return names(meshes).stream().map(name -> new Path(directory, name).toString()).toList();
  }

  /**
   * @throws UserError if one of the files is there
   */
  void requireFree(Map<Format, MeshParts> meshes, Configuration hadoop) throws IOException {
    OutputDir out = OutputDir.of(directory, hadoop);
    for (String file : names(meshes)) {
      if (out.exists(file)) {
        throw new UserError(
            String.format(
                Locale.ROOT,
                "--out: there is %s already: choose another name, or replace it with --overwrite",
                new Path(directory, file)));
      }
    }
  }
}
