package io.citymesh.view;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.citymesh.format.MeshParts;
import io.citymesh.output.OutputDir;
import io.citymesh.output.TinyCity;
import io.citymesh.report.Progress;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The tiny city: nine cells, on the middle one a box. */
class PictureTest {
  private static final int WHITE = 0xFFFFFF;

  @TempDir Path dir;

  private BufferedImage picture(int width, int height, boolean map) throws IOException {
    OutputDir out = OutputDir.of(dir.resolve(width + "" + map).toString(), new Configuration());
    MeshParts mesh = MeshParts.of(new TinyCity().publish(out));
    return Picture.of(out, mesh, width, height, map, Progress.silent());
  }

  private static int at(BufferedImage image, double x, double y) {
    return image.getRGB((int) (x * image.getWidth()), (int) (y * image.getHeight())) & WHITE;
  }

  private static boolean isRed(int colour) {
    return (colour >> 16 & 255) > 1.4 * (colour >> 8 & 255);
  }

  private static boolean isGreen(int colour) {
    return (colour >> 8 & 255) > (colour >> 16 & 255) && colour != WHITE;
  }

  @Test
  void aMapHasTheRoofInTheMiddleOfTheGround() throws IOException {
    BufferedImage map = picture(300, 150, true);
    assertEquals(300, map.getWidth());
    assertEquals(150, map.getHeight());
    assertEquals(WHITE, at(map, 0.1, 0.5), "the city is a square in the middle");
    assertEquals(WHITE, at(map, 0.5, 0.01), "with a margin");
    assertTrue(isRed(at(map, 0.51, 0.53)), "the roof");
    for (double[] corner : new double[][] {{0.28, 0.1}, {0.72, 0.12}, {0.28, 0.9}, {0.7, 0.9}}) {
      int colour = at(map, corner[0], corner[1]);
      assertTrue(isGreen(colour), "ground at %s: %x".formatted(corner[0], colour));
    }
    long edges =
        IntStream.range(70, 230)
            .filter(i -> i < 229)
            .filter(
                i -> {
                  int here = map.getRGB(i, 110) & 255;
                  int next = map.getRGB(i + 1, 110) & 255;
                  return here > next + 20;
                })
            .count();
    assertTrue(edges >= 4, "edges of triangles along a line: " + edges);
  }

  @Test
  void anObliqueViewHidesWhatStandsBehind() throws IOException {
    BufferedImage view = picture(400, 400, false);
    int[] pixels = view.getRGB(0, 0, 400, 400, null, 0, 400);
    long red = IntStream.of(pixels).filter(p -> isRed(p & WHITE)).count();
    long green = IntStream.of(pixels).filter(p -> isGreen(p & WHITE)).count();
    long wall =
        IntStream.of(pixels)
            .map(p -> p & WHITE)
            .filter(p -> p != WHITE && !isRed(p) && !isGreen(p))
            .count();
    assertTrue(red > 4000 && green > 10_000, red + ", " + green);
    assertTrue(wall > red, "two walls of a box twice as high as wide: " + wall + ", " + red);
    assertArrayEquals(pixels, picture(400, 400, false).getRGB(0, 0, 400, 400, null, 0, 400));
  }
}
