package io.citymesh.job;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.citymesh.SparkTest;
import io.citymesh.raster.CogLayout;
import io.citymesh.raster.CogSample;
import io.citymesh.raster.TiffFile;
import io.citymesh.session.HadoopSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import scala.Tuple2;

class RasterBlocksTest extends SparkTest {
  /** Of 3 x 2 blocks, the last of which are not whole. */
  private static final CogLayout LAYOUT = new CogLayout(2100, 1100, 0, 0, 1, "");

  private static final int SIDE = 256;

  @TempDir private Path dir;

  private static int cell(int x, int y) {
    return 5000 * y + x;
  }

  /** Squares that cover all but the north-western block. */
  private static List<Tuple2<Integer, RasterBlocks.Fragment>> fragments() {
    List<Tuple2<Integer, RasterBlocks.Fragment>> result = new ArrayList<>();
    for (int row = 0; row < LAYOUT.height(); row += SIDE) {
      for (int column = 0; column < LAYOUT.width(); column += SIDE) {
        int[] cells = new int[SIDE * SIDE];
        for (int i = 0; i < cells.length; i++) {
          cells[i] = cell(column + i % SIDE, row + i / SIDE);
        }
        int block = row / RasterBlocks.BLOCK * 3 + column / RasterBlocks.BLOCK;
        if (block != 0) {
          result.add(
              new Tuple2<>(
                  block,
                  new RasterBlocks.Fragment(
                      column % RasterBlocks.BLOCK, row % RasterBlocks.BLOCK, SIDE, cells)));
        }
      }
    }
    return result;
  }

  private Path written(String name, long seed, int partitions) throws IOException {
    List<Tuple2<Integer, RasterBlocks.Fragment>> fragments = fragments();
    Collections.shuffle(fragments, new Random(seed));
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark().sparkContext());
    RasterBlocks raster =
        new RasterBlocks(
            LAYOUT,
            CogSample.ID,
            dir.resolve("pieces-" + name).toString(),
            context.broadcast(new HadoopSettings(new Configuration())));
    long length =
        raster.write(
            raster.assembled(context.parallelizePairs(fragments, partitions)),
            dir.toString(),
            name);
    assertEquals(Files.size(dir.resolve(name)), length);
    return dir.resolve(name);
  }

  @Test
  void theFileHoldsTheFragmentsInWhateverOrderTheyCome() throws IOException {
    Path file = written("a.tif", 1, 1);
    TiffFile tiff = TiffFile.open(file);
    double[] values = new double[LAYOUT.width() * LAYOUT.height()];
    tiff.read(0, 0, LAYOUT.width(), LAYOUT.height(), values);
    for (int i = 0; i < values.length; i++) {
      int x = i % LAYOUT.width();
      int y = i / LAYOUT.width();
      boolean none = x < RasterBlocks.BLOCK && y < RasterBlocks.BLOCK;
      assertEquals(none ? -1 : cell(x, y), values[i], x + ", " + y);
    }
    assertArrayEquals(Files.readAllBytes(file), Files.readAllBytes(written("b.tif", 2, 5)));
  }
}
