package io.citymesh.raster;

import static io.citymesh.raster.CogLayout.TILE;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.citymesh.ForeignProgram;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Cloud optimised GeoTIFFs, read by our own reader and by GDAL. */
class CogTest {
  private static final CogLayout LAYOUT = new CogLayout(1300, 700, 84_000, 447_000, 0.5, "");

  @TempDir private Path dir;

  /** A raster with voids, as cells of its own width. */
  private static int[] raster(CogLayout layout, CogSample sample) {
    Random random = new Random(7);
    int[] cells = new int[layout.width() * layout.height()];
    for (int i = 0; i < cells.length; i++) {
      int x = i % layout.width();
      boolean none = x / 100 % 3 == 1 && random.nextInt(4) > 0;
      int number = random.nextInt(1000) + x;
      cells[i] =
          none
              ? sample.none()
              : sample == CogSample.ID ? number : Float.floatToRawIntBits(number / 8f);
    }
    return cells;
  }

  private static void write(Path file, CogLayout layout, CogSample sample, int[] raster)
      throws IOException {
    CogFile.write(
        file,
        layout,
        sample,
        (column, row) -> {
          int[] tile = sample.emptyTile();
          for (int i = 0; i < tile.length; i++) {
            int x = column * TILE + i % TILE;
            int y = row * TILE + i / TILE;
            if (x < layout.width() && y < layout.height()) {
              tile[i] = raster[y * layout.width() + x];
            }
          }
          return tile;
        });
  }

  /** All images of a file, the raster and its overviews. */
  private static List<double[]> images(Path file) throws IOException {
    List<double[]> images = new ArrayList<>();
    try (FileChannel channel = FileChannel.open(file)) {
      for (TiffDirectory directory : TiffDirectory.all(channel, channel.size())) {
        TiffImage image = new TiffImage(directory, 1 << 30);
        double[] values = new double[image.width * image.height];
        image.read(
            new TiffSource(channel, channel.size(), directory.order()),
            0,
            0,
            image.width,
            image.height,
            values,
            damage -> {
              throw damage;
            });
        images.add(values);
      }
    }
    return images;
  }

  private static double value(CogSample sample, int cell) {
    return sample == CogSample.ID ? cell : Float.intBitsToFloat(cell);
  }

  @ParameterizedTest
  @EnumSource
  void cellsAndOverviewsAreThoseOfTheRaster(CogSample sample) throws IOException {
    int[] raster = raster(LAYOUT, sample);
    Path file = dir.resolve("a.tif");
    write(file, LAYOUT, sample, raster);
    List<double[]> images = images(file);
    assertEquals(3, LAYOUT.levels());
    assertEquals(3, images.size());
    int[] level = raster;
    for (int i = 0; i < images.size(); i++) {
      double[] expected = new double[level.length];
      for (int c = 0; c < level.length; c++) {
        expected[c] = value(sample, level[c]);
      }
      assertArrayEquals(expected, images.get(i), "level " + i);
      level = halved(sample, level, LAYOUT.width(i), LAYOUT.height(i));
    }
  }

  /** The same cell by cell. */
  private static int[] halved(CogSample sample, int[] cells, int width, int height) {
    int half = (width + 1) / 2;
    int[] result = new int[half * ((height + 1) / 2)];
    for (int i = 0; i < result.length; i++) {
      int x = 2 * (i % half);
      int y = 2 * (i / half);
      double[] below =
          Stream.of(
                  new int[] {x, y},
                  new int[] {x + 1, y},
                  new int[] {x, y + 1},
                  new int[] {x + 1, y + 1})
              .filter(c -> c[0] < width && c[1] < height)
              .mapToInt(c -> cells[c[1] * width + c[0]])
              .filter(c -> c != sample.none())
              .mapToDouble(c -> value(sample, c))
              .toArray();
      double sum = 0;
      for (double v : below) {
        sum += v;
      }
      result[i] =
          sample == CogSample.ID
              ? cells[y * width + x]
              : below.length == 0
                  ? sample.none()
                  : Float.floatToRawIntBits((float) (sum / below.length));
    }
    return result;
  }

  @ParameterizedTest
  @CsvSource({"1, 1, 1", "512, 512, 1", "513, 3, 2", "3, 1025, 3", "200000, 200000, 10"})
  void theLastLevelIsOneTile(int width, int height, int levels) {
    CogLayout layout = new CogLayout(width, height, 0, 0, 1, "");
    assertEquals(levels, layout.levels());
    assertEquals(1, layout.tiles(levels - 1));
    assertTrue(levels == 1 || layout.tiles(levels - 2) > 1);
  }

  @Test
  void theFileSaysWhereItLies() throws IOException {
    CogLayout layout = new CogLayout(3, 2, 84_000, 447_000, 0.5, "EPSG:28992");
    Path file = dir.resolve("a.tif");
    write(file, layout, CogSample.ELEVATION, new int[6]);
    GeoTags tags = TiffFile.open(file).tags();
    assertEquals(
        new GeoTags.Placement(84_000.25, 446_999.75, 0.5, -0.5, true),
        tags.placement().orElseThrow());
    assertEquals(28992, tags.keys().code().orElseThrow());
    assertEquals(-9999, tags.noData().orElseThrow());
    try (Stream<Path> left = Files.list(dir)) {
      assertEquals(List.of(file), left.toList());
    }
  }

  /** 8 tiles of 600 MB each, of which the file holds the last. */
  @Test
  void aLargeFileIsABigTiff() throws IOException {
    CogLayout layout = new CogLayout(8 * TILE, TILE, 0, 0, 1, "");
    CogHead head = new CogHead(layout, CogSample.ID);
    int[] tile = CogSample.ID.emptyTile();
    tile[5] = 12;
    byte[] bytes = CogSample.ID.encoded(tile);
    long end = 0;
    for (int level = layout.levels() - 1; level >= 0; level--) {
      for (int i = 0; i < layout.tiles(level); i++) {
        boolean last = level == 0 && i == 7;
        int length = last ? bytes.length : 600_000_000;
        head.append(level, i, length);
        end += last ? 0 : length;
      }
    }
    Path file = dir.resolve("big.tif");
    try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
      byte[] first = head.bytes();
      assertEquals(43, first[2]);
      sparse.write(first);
      sparse.seek(first.length + end);
      sparse.write(bytes);
    }
    double[] values = new double[TILE];
    TiffFile.open(file).read(7 * TILE, 0, TILE, 1, values);
    assertEquals(12, values[5]);
    assertEquals(-1, values[6]);
  }

  @ParameterizedTest
  @EnumSource
  void gdalFindsACloudOptimisedGeoTiff(CogSample sample) throws Exception {
    CogLayout layout = new CogLayout(1300, 700, 84_000, 447_000, 0.5, "EPSG:28992");
    int[] raster = raster(layout, sample);
    Path file = dir.resolve("a.tif");
    write(file, layout, sample, raster);
    String valid =
        ForeignProgram.named(
                "/usr/bin/python3", "-m", "osgeo_utils.samples.validate_cloud_optimized_geotiff")
            .orSkip("GDAL is not installed")
            .run("--full-check=yes", file.toString());
    assertTrue(valid.contains("is a valid cloud optimized GeoTIFF"), valid);
    assertTrue(!valid.contains("warning"), valid);
    String info =
        ForeignProgram.named("gdalinfo")
            .orSkip("GDAL is not installed")
            .run("-checksum", file.toString());
    assertTrue(info.contains("Overviews: 650x350, 325x175"), info);
    assertTrue(info.contains("ID[\"EPSG\",28992]"), info);
    assertTrue(info.contains("NoData Value=" + (sample == CogSample.ID ? "-1" : "-9999")), info);
  }
}
