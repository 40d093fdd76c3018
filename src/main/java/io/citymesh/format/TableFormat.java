package io.citymesh.format;

import io.citymesh.output.BuildingRow;
import io.citymesh.output.BuildingsFile;
import io.citymesh.output.OutputDir;
import io.citymesh.vector.KeptField;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/**
 * A format whose file is a table of the buildings. One task writes it, row by row in the order of
 * their indices.
 */
public non-sealed interface TableFormat extends Format {

  /** Where the rows of a file go. */
  interface Table extends Closeable {
    /** Adds a row. */
    void write(BuildingRow row) throws IOException;
  }

  /**
   * Begins a file.
   *
   * @param kept the columns that rows have beside their own
   * @param file on the local file system, which is not there; the table is whole once it is closed
   */
  Table table(MeshParts mesh, List<KeptField> kept, Path file) throws IOException;

  /**
   * Writes all buildings of an output, on an executor.
   *
   * @param out the output directory with {@code buildings.parquet}
   * @param file on the local file system; it is there whole or not at all, and replaced
   */
  default void write(MeshParts mesh, OutputDir out, Path file) throws IOException {
    Path temporary = file.resolveSibling(OutputDir.temporaryName(file.getFileName().toString()));
    try {
      try (Table table = table(mesh, BuildingsFile.kept(out), temporary)) {
        BuildingsFile.read(out, table::write);
      }
      Files.move(temporary, file, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(temporary);
    }
  }

  /** Buildings are few beside faces. */
  @Override
  default double room(double faces) {
    return 2 * faces;
  }
}
