package io.citymesh.job;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.citymesh.SparkTest;
import io.citymesh.footprint.Building;
import io.citymesh.footprint.HeightSource;
import io.citymesh.format.CellChoice;
import io.citymesh.format.FormatChoices;
import io.citymesh.format.FormatOptions;
import io.citymesh.output.BuildingsFile;
import io.citymesh.output.OutputDir;
import io.citymesh.output.TinyCity;
import io.citymesh.raster.TiffFile;
import io.citymesh.report.Manifest;
import io.citymesh.report.Progress;
import io.citymesh.report.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The tiny city of one box as rasters, against all faces tried for each cell. */
class RasterExportTest extends SparkTest {
  private static final double GROUND = -0.25;

  @TempDir private Path dir;

  private final TinyCity city = new TinyCity();
  private Manifest manifest;

  @BeforeEach
  void publish() throws IOException {
    OutputDir out = OutputDir.of(dir.resolve("city").toString(), new Configuration());
    manifest = city.publish(out);
    double[] box = {1, 1, 2, 1, 2, 2, 1, 2};
    Building building =
        new Building(
            0, TinyCity.BOX, List.of("a"), GROUND, 2, HeightSource.LIDAR, new double[][] {box});
    BuildingsFile.write(out, 0, List.of(building).iterator(), manifest.crs());
  }

  private List<Path> written(double cell, String name) {
    return MeshExport.elsewhere(
            spark(),
            dir.resolve("city").toString(),
            new FormatOptions(
                List.of("tif"),
                new FormatChoices(
                    FormatOptions.NONE.choices().patches(),
                    false,
                    false,
                    false,
                    false,
                    cell,
                    CellChoice.MIXED,
                    FormatOptions.NONE.choices().wind())),
            dir.resolve(name).toString(),
            false,
            Progress.silent())
        .stream()
        .map(path -> Path.of(path.replace("file:", "")))
        .toList();
  }

  /** Top, ground, height and building of a point; NaN where there is none. */
  private double[] at(double x, double y) {
    double top = Double.NaN;
    boolean roof = false;
    for (double[] f : city.triangles()) {
      double[] weights = {
        cross(f[3], f[4], f[6], f[7], x, y),
        cross(f[6], f[7], f[0], f[1], x, y),
        cross(f[0], f[1], f[3], f[4], x, y)
      };
      double sum = weights[0] + weights[1] + weights[2];
      if (sum > 1e-9 && weights[0] >= 0 && weights[1] >= 0 && weights[2] >= 0) {
        double z = (weights[0] * f[2] + weights[1] * f[5] + weights[2] * f[8]) / sum;
        if (!(z <= top)) {
          top = z;
          roof = f[9] == 1;
        }
      }
    }
    double ground = roof ? GROUND : top;
    return new double[] {top, ground, roof ? top - ground : Double.NaN, roof ? 0 : Double.NaN};
  }

  private static double cross(double ax, double ay, double bx, double by, double x, double y) {
    return (bx - ax) * (y - ay) - (by - ay) * (x - ax);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.25, 0.3, 1, 2, 0.005})
  void eachCellIsWhatLiesAtItsCentre(double cell) throws IOException {
    List<Path> files = written(cell, "m.tif");
    assertEquals(
        List.of("m_dsm.tif", "m_dtm.tif", "m_height.tif", "m_id.tif"),
        files.stream().map(file -> file.getFileName().toString()).toList());
    int side = (int) Math.ceil(3 / cell);
    double north = side * cell;
    for (int band = 0; band < 4; band++) {
      TiffFile tiff = TiffFile.open(files.get(band));
      assertEquals(side, tiff.width());
      assertEquals(side, tiff.height());
      double[] values = new double[side * side];
      tiff.read(0, 0, side, side, values);
      double none = tiff.tags().noData().orElseThrow();
      for (int i = 0; i < values.length; i++) {
        double x = (i % side + 0.5) * cell;
        double y = north - (i / side + 0.5) * cell;
        double expected = at(x, y)[band];
        assertEquals(
            Double.isNaN(expected) ? none : (float) expected,
            values[i],
            1e-6,
            files.get(band).getFileName() + " at " + x + ", " + y);
      }
    }
    try (Stream<Path> left = Files.list(dir)) {
      assertEquals(5, left.count(), "no working file is left");
    }
  }

  @Test
  void theBytesDependOnTheMeshAlone() throws IOException {
    List<Path> first = written(0.01, "a.tif");
    String parallelism = "spark.default.parallelism";
    spark().sparkContext().conf().set(parallelism, "7");
    try {
      List<Path> second = written(0.01, "b.tif");
      for (int i = 0; i < 4; i++) {
        assertArrayEquals(Files.readAllBytes(first.get(i)), Files.readAllBytes(second.get(i)));
      }
    } finally {
      spark().sparkContext().conf().remove(parallelism);
    }
  }

  @Test
  void aCellThatIsTooSmallIsRefused() {
    UserError error = assertThrows(UserError.class, () -> written(1e-7, "m.tif"));
    assertTrue(error.getMessage().contains("--raster-cell"), error.getMessage());
  }
}
