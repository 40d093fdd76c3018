package io.citymesh.terrain;

import static io.citymesh.fuzz.SeedFiles.created;
import static io.citymesh.fuzz.SeedFiles.files;

import io.citymesh.crs.CoordinateSystems;
import io.citymesh.fuzz.Subject;
import io.citymesh.geo.Bounds;
import io.citymesh.geo.Terrain;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The reader of rasters, to be given damaged files. */
public final class RasterSubjects {
  private RasterSubjects() {}

  /** All of them. */
  public static List<Subject> all(Path scratch) {
    return List.of(new Rasters(rasters(scratch)));
  }

  private static List<Map<String, byte[]>> rasters(Path scratch) {
    Path plain = created(scratch.resolve("raster"));
    new TestRaster(20, 12, (c, r) -> c + r).write(plain.resolve("a.tif"));
    Path deflated = created(scratch.resolve("deflated"));
    new TestRaster(40, 40, (c, r) -> c == 3 ? -9999 : c + r)
        .blocks(16)
        .scaled(0.5, 2)
        .write(deflated.resolve("a.tif"));
    return List.of(files(plain), files(deflated));
  }

  private record Rasters(List<Map<String, byte[]>> seeds) implements Subject {
    @Override
    public String name() {
      return "GeoTIFF";
    }

    @Override
    public int share() {
      return 12;
    }

    @Override
    public Optional<String> read(Path folder) {
      String path = folder.resolve("a.tif").toString();
      RasterSummary summary = RasterSummary.of(path, List.of());
      for (int row : summary.blockRows(summary.extent())) {
        summary.cells(row, summary.extent());
      }
      Terrain terrain = Terrains.open(path);
      if (!terrain.crs().isEmpty()) {
        CoordinateSystems.isMetric(terrain.crs());
      }
      Bounds extent = terrain.extent();
      terrain.elevations(new double[] {extent.xmin(), extent.ymin()}, 1);
      return Optional.empty();
    }
  }
}
