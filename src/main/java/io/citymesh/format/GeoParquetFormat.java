package io.citymesh.format;

import io.citymesh.output.BuildingRow;
import io.citymesh.output.BuildingsFile;
import io.citymesh.vector.KeptField;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The buildings as one GeoParquet 1.1.0 file, with the columns of {@code buildings.parquet}. */
record GeoParquetFormat() implements TableFormat {
  static final String NAME = "geoparquet";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String extension() {
    return "parquet";
  }

  @Override
  public String usualName() {
    return "buildings.geo.parquet";
  }

  @Override
  public Table table(MeshParts mesh, List<KeptField> kept, Path file) throws IOException {
    OutputStream out = Files.newOutputStream(file);
    BuildingsFile.Writer rows = new BuildingsFile.Writer(out, kept, mesh.crs());
    return new Table() {
      @Override
      public void write(BuildingRow row) throws IOException {
        rows.write(row);
      }

      @Override
      public void close() throws IOException {
        try (out) {
          rows.close();
        }
      }
    };
  }
}
