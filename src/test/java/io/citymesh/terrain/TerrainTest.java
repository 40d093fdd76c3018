package io.citymesh.terrain;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.citymesh.TestData;
import io.citymesh.crs.CoordinateSystems;
import io.citymesh.geo.Bounds;
import io.citymesh.geo.Terrain;
import io.citymesh.output.PublishTest;
import io.citymesh.report.UserError;
import io.citymesh.session.SessionState;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TerrainTest {
  @TempDir Path dir;

  private Terrain open(TestRaster raster) {
    return Terrains.open(raster.write(dir.resolve("t" + System.nanoTime() + ".tif")).toString());
  }

  private static double at(Terrain terrain, double x, double y) {
    return terrain.elevations(new double[] {x, y}, 1)[0];
  }

  @Test
  void levelGround() {
    Terrain flat = Terrains.open("flat:-1.5");
    assertArrayEquals(new double[] {-1.5, -1.5}, flat.elevations(new double[4], 2));
    assertEquals(-1.5, flat.maxAlong(0, 0, 10, 10));
    assertTrue(error("flat:high").contains("flat:0"));
  }

  @Test
  void planeIsReproducedBetweenCentresAcrossBlocks() {
    Terrain terrain = open(new TestRaster(600, 300, (c, r) -> 0.25 * c - 0.5 * r));
    assertEquals(new Bounds(1000, 1400, 2200, 2000), terrain.extent());
    assertEquals("EPSG:28992", terrain.crs());
    Random random = new Random(1);
    for (int i = 0; i < 2000; i++) {
      double x = 1001 + random.nextDouble() * 1198;
      double y = 1401 + random.nextDouble() * 598;
      assertEquals((x - 1001) / 8 - (1999 - y) / 4, at(terrain, x, y), 1e-9);
    }
  }

  @Test
  void manyPointsInAnyOrderAreAsOneByOne() {
    // More blocks than are kept at a time.
    Terrain terrain = open(new TestRaster(2000, 1500, (c, r) -> 100 * Math.sin(c * 0.7 + r * 1.3)));
    Random random = new Random(2);
    double[] xy = new double[2 * 500];
    for (int i = 0; i < 500; i++) {
      xy[2 * i] = 1000 + 4000 * random.nextDouble();
      xy[2 * i + 1] = 2000 - 3000 * random.nextDouble();
    }
    double[] together = terrain.elevations(xy, 500);
    for (int i = 0; i < 500; i++) {
      assertEquals(at(terrain, xy[2 * i], xy[2 * i + 1]), together[i]);
    }
    assertEquals(0, terrain.elevations(xy, 0).length);
  }

  @Test
  void pointsOfAGridAreAsOneByOne() {
    TestRaster raster =
        new TestRaster(
            700, 530, (c, r) -> c % 9 == 0 && r % 7 > 3 ? -9999 : 50 * Math.sin(c * 0.7 + r * 1.3));
    Random random = new Random(5);
    for (TestRaster each : List.of(raster, raster.scaled(0.01, 3), raster.steps(2, -2))) {
      Terrain terrain = open(each);
      Bounds all = terrain.extent();
      for (int i = 0; i < 300; i++) {
        // Of some squares, many of them at the lines between blocks or at the raster's border.
        double step = Math.exp(4 * random.nextDouble() - 2);
        int columns = 1 + random.nextInt(14);
        int rows = 1 + random.nextInt(14);
        double west = all.xmin() + random.nextInt(3) * 512 - step * random.nextInt(columns);
        double south = all.ymax() - random.nextInt(3) * 512 - step * random.nextInt(rows);
        double[] x = IntStream.range(0, columns).mapToDouble(k -> west + k * step).toArray();
        double[] y = IntStream.range(0, rows).mapToDouble(k -> south + k * step).toArray();
        boolean[] wanted = new boolean[columns * rows];
        double[] expected = new double[wanted.length];
        int count = 0;
        for (int k = 0; k < wanted.length; k++) {
          double px = x[k % columns];
          double py = y[k / columns];
          wanted[k] = all.contains(px, py) && random.nextInt(4) > 0;
          if (wanted[k]) {
            expected[count++] = at(terrain, px, py);
          }
        }
        double[] found = terrain.elevations(x, y, wanted, count);
        assertArrayEquals(Arrays.copyOf(expected, count), found);
      }
    }
  }

  @Test
  void pointsOfAGridOutsideAreAnErrorOnlyIfTheyAreWanted() {
    Terrain terrain = open(new TestRaster(4, 4, (c, r) -> c + r));
    double[] x = {999, 1001};
    double[] y = {1997, 1999};
    boolean[] inside = {false, true, false, true};
    assertArrayEquals(
        new double[] {at(terrain, 1001, 1997), at(terrain, 1001, 1999)},
        terrain.elevations(x, y, inside, 2));
    boolean[] outside = {true, false, false, false};
    assertThrows(UserError.class, () -> terrain.elevations(x, y, outside, 1));
    assertEquals(0, terrain.elevations(x, y, new boolean[4], 0).length);
  }

  /** Worked out from the cells, as the class says. */
  @Test
  void elevationsAreBilinearBetweenTheCellsToTheLastBit() {
    int width = 530;
    int height = 270;
    Random random = new Random(6);
    double[] cells = random.doubles(width * height).map(v -> (float) v).toArray();
    Terrain terrain =
        open(new TestRaster(width, height, (c, r) -> cells[r * width + c]).steps(0.7, 1.3));
    double[] xy = new double[2 * 5000];
    double[] expected = new double[5000];
    for (int i = 0; i < 5000; i++) {
      double x = 1000 + 0.7 * (i % 9 == 0 ? 256.5 : width * random.nextDouble());
      double y = 2000 - 1.3 * (i % 7 == 0 ? 256.5 : height * random.nextDouble());
      xy[2 * i] = x;
      xy[2 * i + 1] = y;
      double column = Math.max(0, Math.min(width - 1, (x - (1000 + 0.5 * 0.7)) / 0.7));
      double row = Math.max(0, Math.min(height - 1, (y - (2000 - 0.5 * 1.3)) / -1.3));
      int c = Math.min((int) column, width - 2);
      int r = Math.min((int) row, height - 2);
      double u = column - c;
      double v = row - r;
      int k = r * width + c;
      double near = cells[k] + u * (cells[k + 1] - cells[k]);
      double far = cells[k + width] + u * (cells[k + width + 1] - cells[k + width]);
      expected[i] = near + v * (far - near);
    }
    assertArrayEquals(expected, terrain.elevations(xy, 5000));
  }

  @Test
  void whatGdalScalesIsScaled() {
    TestRaster.Cells plain = (c, r) -> c - 2 * r;
    for (int blocks : new int[] {0, 64}) {
      Terrain terrain = open(new TestRaster(600, 300, plain).blocks(blocks).scaled(0.5, 100));
      assertEquals(100 + 0.5 * (300 - 2 * 260), at(terrain, 1001 + 600, 1999 - 520), 1e-9);
      // A gap stays one, and takes the nearest value.
      TestRaster.Cells gap = (c, r) -> c == 300 && r == 100 ? -9999 : 10;
      Terrain gaps = open(new TestRaster(600, 300, gap).blocks(blocks).scaled(0.5, 100));
      assertEquals(105, at(gaps, 1001 + 600, 1999 - 200), 1e-9);
      Terrain asItIs = open(new TestRaster(600, 300, plain).blocks(blocks));
      assertEquals(300 - 2 * 260, at(asItIs, 1001 + 600, 1999 - 520), 1e-9);
    }
  }

  @Test
  void theFingerprintOfAWindowTellsWhatIsSampledThere() {
    TestRaster.Cells plain = (c, r) -> c + 3 * r;
    Terrain terrain = open(new TestRaster(600, 300, plain));
    // Cells (255, 10) and (256, 10), on both sides of a line between blocks, changed.
    Terrain other =
        open(
            new TestRaster(
                600, 300, (c, r) -> plain.at(c, r) + ((c == 255 || c == 256) && r == 10 ? 1 : 0)));
    double y = 1999 - 2 * 10;
    for (double x = 1501; x <= 1523; x += 0.5) {
      Bounds window = new Bounds(x - 4, y - 4, x, y + 4);
      boolean touched = at(terrain, x, y) != at(other, x, y);
      boolean beside = at(terrain, x - 4, y) != at(other, x - 4, y);
      boolean differs = !terrain.fingerprint(window).equals(other.fingerprint(window));
      assertTrue(differs || !touched && !beside, "window up to " + x);
    }
    for (Bounds far :
        new Bounds[] {
          new Bounds(1000, y - 4, 1506, y + 4),
          new Bounds(1516, y - 4, 2200, y + 4),
          new Bounds(1000, 1400, 2200, y - 3),
          new Bounds(1000, y + 3, 2200, 2000)
        }) {
      assertEquals(terrain.fingerprint(far), other.fingerprint(far), far.toString());
      assertEquals(
          terrain.fingerprint(far), open(new TestRaster(600, 300, plain)).fingerprint(far));
    }
    Bounds all = terrain.extent();
    assertNotEquals(terrain.fingerprint(all), other.fingerprint(all));
    assertNotEquals(
        terrain.fingerprint(all),
        open(new TestRaster(600, 300, plain).origin(1001, 2000)).fingerprint(all));
    assertNotEquals(
        Terrains.open("flat:1").fingerprint(all), Terrains.open("flat:1.5").fingerprint(all));
  }

  @Test
  void outerHalfCellIsConstant() {
    Terrain terrain = open(new TestRaster(3, 3, (c, r) -> c + 10 * r));
    assertEquals(0, at(terrain, 1000, 2000));
    assertEquals(0, at(terrain, 1000.9, 1999.1), 1e-12);
    assertEquals(22, at(terrain, 1006, 1994));
  }

  @Test
  void pointRasterHasItsFirstCentreAtTheTiePoint() {
    Terrain terrain = open(new TestRaster(5, 5, (c, r) -> c).pixelIsPoint());
    assertEquals(new Bounds(999, 1991, 1009, 2001), terrain.extent());
    assertEquals(1, at(terrain, 1002, 1998), 1e-9);
  }

  @Test
  void gapsTakeTheNearestValueWhateverTheBlock() {
    Random random = new Random(7);
    boolean[] known = new boolean[700 * 520];
    for (int i = 0; i < known.length; i++) {
      int c = i % 700;
      int r = i / 700;
      boolean lake = Math.hypot(c - 330, r - 270) < 200;
      known[i] = !lake && random.nextInt(40) == 0;
    }
    double[] broken = {-9999, Double.NaN, Double.POSITIVE_INFINITY};
    Terrain terrain =
        open(
            new TestRaster(
                    700, 520, (c, r) -> known[r * 700 + c] ? c * 1000 + r : broken[(c + r) % 3])
                .steps(2, 3));
    for (int i = 0; i < 120; i++) {
      int c = i < 40 ? 255 + i % 3 : random.nextInt(700);
      int r = i < 40 ? 200 + i : random.nextInt(520);
      double nearest = nearest(known, c, r);
      assertEquals(nearest, at(terrain, 1001 + 2 * c, 1998.5 - 3 * r), 1e-6, c + "," + r);
    }
  }

  /** Brute force: nearest in metres, then lowest row, then lowest column. */
  private static double nearest(boolean[] known, int c, int r) {
    double best = Double.POSITIVE_INFINITY;
    double value = Double.NaN;
    for (int i = 0; i < known.length; i++) {
      if (known[i]) {
        double dx = (i % 700 - c) * 2;
        double dy = (i / 700 - r) * 3;
        if (dx * dx + dy * dy < best) {
          best = dx * dx + dy * dy;
          value = (float) (i % 700 * 1000.0 + i / 700);
        }
      }
    }
    return value;
  }

  @Test
  void maxAlongBoundsTheSegmentTightly() {
    Random random = new Random(3);
    double[] values = random.doubles(300 * 280).toArray();
    Terrain terrain = open(new TestRaster(300, 280, (c, r) -> values[r * 300 + c]));
    for (int i = 0; i < 500; i++) {
      double ax = 1000 + 600 * random.nextDouble();
      double ay = 1440 + 560 * random.nextDouble();
      double bx = i % 5 == 0 ? ax : Math.min(1600, Math.max(1000, ax + 60 * random.nextGaussian()));
      double by = i % 7 == 0 ? ay : Math.min(2000, Math.max(1440, ay + 60 * random.nextGaussian()));
      double bound = terrain.maxAlong(ax, ay, bx, by);
      double[] points =
          IntStream.rangeClosed(0, 1000)
              .mapToDouble(k -> k / 1000.0)
              .flatMap(t -> DoubleStream.of(ax + t * (bx - ax), ay + t * (by - ay)))
              .toArray();
      for (double z : terrain.elevations(points, 1001)) {
        assertTrue(z <= bound + 1e-9);
      }
      assertEquals(bound, terrain.maxAlong(bx, by, ax, ay));
      assertTrue(bound <= highestAround(values, ax, ay, bx, by) + 1e-6);
    }
  }

  private static double highestAround(double[] values, double ax, double ay, double bx, double by) {
    double highest = 0;
    for (int i = 0; i < values.length; i++) {
      double x = 1001 + 2 * (i % 300);
      double y = 1999 - 2 * (i / 300);
      if (x > Math.min(ax, bx) - 3
          && x < Math.max(ax, bx) + 3
          && y > Math.min(ay, by) - 3
          && y < Math.max(ay, by) + 3) {
        highest = Math.max(highest, (float) values[i]);
      }
    }
    return highest;
  }

  @Test
  void errorsNameTheRemedy() throws Exception {
    assertTrue(error(dir.resolve("none.tif").toString()).contains("no terrain file"));
    Path text = Files.writeString(dir.resolve("text.tif"), "elevation");
    assertTrue(error(text.toString()).contains("GeoTIFF"));
    Path empty = new TestRaster(300, 4, (c, r) -> -9999).write(dir.resolve("empty.tif"));
    assertTrue(error(empty.toString()).contains("no cell with a value"));
    Path degrees =
        new TestRaster(4, 4, (c, r) -> 1)
            .epsg(4326)
            .origin(4, 52)
            .steps(0.001, 0.001)
            .write(dir.resolve("degrees.tif"));
    assertEquals("EPSG:4326", Terrains.open(degrees.toString()).crs());
    Terrain terrain = open(new TestRaster(4, 4, (c, r) -> 1));
    String outside = assertThrows(UserError.class, () -> at(terrain, 5000, 1999)).getMessage();
    assertTrue(outside.contains("1000.000,1992.000,1008.000,2000.000"), outside);
    assertTrue(outside.contains("5000.000"), outside);
  }

  private static String error(String spec) {
    String message = assertThrows(UserError.class, () -> Terrains.open(spec)).getMessage();
    assertEquals(1, message.lines().count());
    return message;
  }

  @Test
  void aRasterThatIsReplacedIsReadAnew() {
    Path file = dir.resolve("replaced.tif");
    Terrain before = Terrains.open(new TestRaster(4, 4, (c, r) -> 1).write(file).toString());
    assertEquals(1, at(before, 1004, 1996));
    new TestRaster(4, 4, (c, r) -> 2).write(file);
    assertEquals(2, at(Terrains.open(file.toString()), 1004, 1996));
  }

  @Test
  void aRasterThatChangesUnderARunIsAnErrorWhoeverReadsIt() throws Exception {
    Path file = dir.resolve("changed.tif");
    Terrain terrain =
        Terrains.open(new TestRaster(600, 600, (c, r) -> 1).blocks(64).write(file).toString());
    assertEquals(1, at(terrain, 1002, 1998));
    new TestRaster(600, 600, (c, r) -> 2).blocks(64).write(file);
    assertEquals(1, at(terrain, 1002, 1998), "what was read is kept");
    for (boolean again : new boolean[] {false, true}) {
      String message = assertThrows(UserError.class, () -> at(terrain, 2000, 1000)).getMessage();
      assertTrue(message.contains("changed.tif was changed"), message);
      if (!again) {
        SessionState.endSession(); // As in another process, which has met no version yet.
      }
    }
  }

  @Test
  void aBlockThatIsNotWholeIsAnErrorWhereItIsNeededAndNotElevationZero() throws Exception {
    for (int blocks : new int[] {0, 64}) {
      Path file =
          new TestRaster(600, 600, (c, r) -> 50 + c % 7)
              .blocks(blocks)
              .write(dir.resolve("whole" + blocks + ".tif"));
      byte[] bytes = Files.readAllBytes(file);
      // The directory comes last here, so the last cells are damaged by what their tag says.
      Path damaged = Files.write(dir.resolve("damaged" + blocks + ".tif"), shorter(bytes, blocks));
      Terrain terrain = Terrains.open(damaged.toString());
      assertEquals(50 + 3.5, at(terrain, 1000 + 2 * 4, 1990), 1);
      String message = assertThrows(UserError.class, () -> at(terrain, 2199, 801)).getMessage();
      assertTrue(message.contains("damaged" + blocks + ".tif is damaged: block "), message);
      assertTrue(message.contains("rows "), message);
      Path cut =
          Files.write(dir.resolve("cut" + blocks + ".tif"), Arrays.copyOf(bytes, bytes.length / 2));
      assertTrue(error(cut.toString()).contains("is cut off"));
    }
  }

  /** The same file with a last block that ends 10 bytes early. */
  private static byte[] shorter(byte[] file, int blocks) {
    ByteBuffer bytes = ByteBuffer.wrap(file.clone()).order(ByteOrder.LITTLE_ENDIAN);
    int directory = bytes.getInt(4);
    for (int i = 0; i < bytes.getShort(directory); i++) {
      int tag = directory + 2 + 12 * i;
      if (bytes.getShort(tag) == (blocks == 0 ? 279 : 325)) {
        int last = bytes.getInt(tag + 8) + 4 * (bytes.getInt(tag + 4) - 1);
        bytes.putInt(last, bytes.getInt(last) - 10);
      }
    }
    return bytes.array();
  }

  @Test
  void theUserNamesWhatStandsForNoValue() {
    TestRaster.Cells cells =
        (c, r) -> c == 2 ? -32768 : c == 3 ? -3.4028234663852886e38 : c == 1 ? -9999 : 7;
    Path file = new TestRaster(8, 8, cells).write(dir.resolve("sentinels.tif"));
    assertEquals(-32768, at(Terrains.open(file.toString()), 1005, 1991));
    Terrain terrain = Terrains.open(file.toString(), List.of(-32768.0, -3.4028235e38));
    for (double x = 1001; x < 1016; x++) {
      assertEquals(7, at(terrain, x, 1991));
    }
  }

  @Test
  void cellsAreCountedByWhyTheyHaveNoValueAndInBands() {
    double[] row = {Double.NaN, Double.POSITIVE_INFINITY, -9999, -32768, 1, 2, 300, 5000};
    Path file = new TestRaster(8, 2, (c, r) -> row[c]).write(dir.resolve("counted.tif"));
    RasterSummary raster = RasterSummary.of(file.toString(), List.of());
    RasterSummary.Cells found = raster.cells(0, raster.extent());
    assertEquals(16, found.cells());
    assertEquals(6, found.empty());
    assertEquals(4, found.notFinite());
    assertEquals(
        List.of(
            new RasterSummary.Band(2, -32768, -32768),
            new RasterSummary.Band(6, 1, 300),
            new RasterSummary.Band(2, 5000, 5000)),
        found.groups(1000));
    assertEquals(2, found.groups(5000).size());
  }

  @Test
  void onlyWhatAWindowNeedsIsLookedAt() {
    Path file = new TestRaster(1000, 1000, (c, r) -> c).write(dir.resolve("window.tif"));
    RasterSummary raster = RasterSummary.of(file.toString(), List.of());
    assertEquals(List.of(0, 1, 2, 3), raster.blockRows(raster.extent()));
    Bounds window = new Bounds(1000 + 2 * 300, 2000 - 2 * 500, 1000 + 2 * 400, 2000 - 2 * 300);
    assertEquals(List.of(1), raster.blockRows(window));
    RasterSummary.Cells found = raster.cells(1, window);
    assertEquals(256 * 256, found.cells());
    assertEquals(256, found.lowest());
    assertEquals(511, found.highest());
    // The rectangle around a block holds the cells beside it.
    Bounds block = new Bounds(1000 + 2 * 255, 2000 - 2 * 513, 1000 + 2 * 513, 2000 - 2 * 255);
    List<Bounds> asked = new ArrayList<>();
    List<RasterSummary.BlockRow> needed =
        raster.blocks(
            raster.extent(),
            around -> {
              asked.add(around);
              return around.equals(block);
            });
    assertEquals(16, asked.size());
    assertEquals(1, needed.size());
    assertEquals(found, raster.cells(needed.get(0)));
    assertEquals(List.of(), raster.blocks(raster.extent(), around -> false));
  }

  @Test
  void aWorldFileAndADefinitionMayLieBesideTheRaster() throws Exception {
    Path plain =
        Files.write(dir.resolve("plain.tif"), withoutPlace(new TestRaster(4, 4, (c, r) -> c)));
    assertTrue(error(plain.toString()).contains("where it lies"));
    Files.writeString(dir.resolve("plain.tfw"), "2\n0\n0\n-2\n1001\n1999\n");
    assertEquals("", Terrains.open(plain.toString()).crs());
    Files.writeString(dir.resolve("plain.prj"), "PROJCS[\"RD_New\",GEOGCS[\"x\"]]");
    Terrain terrain = Terrains.open(plain.toString());
    assertEquals("EPSG:28992", terrain.crs());
    assertEquals(new Bounds(1000, 1992, 1008, 2000), terrain.extent());
    assertEquals(1, at(terrain, 1003, 1999));

    // On another file system they are fetched with the raster.
    Configuration hadoop = new Configuration();
    hadoop.setClass("fs.remote.impl", PublishTest.RemoteFileSystem.class, FileSystem.class);
    FileSystem.get(URI.create("remote:///"), hadoop); // Now the process knows it.
    Terrain far = Terrains.open("remote://" + plain);
    assertEquals("EPSG:28992", far.crs());
    assertEquals(terrain.extent(), far.extent());
    assertEquals(1, at(far, 1003, 1999));
    assertTrue(error("remote://" + dir + "/none.tif").contains("There is no terrain file"));
  }

  /** Without the tags that say where it lies and in which CRS. */
  private byte[] withoutPlace(TestRaster raster) throws Exception {
    ByteBuffer bytes =
        ByteBuffer.wrap(Files.readAllBytes(raster.write(dir.resolve("placed.tif"))))
            .order(ByteOrder.LITTLE_ENDIAN);
    int directory = bytes.getInt(4);
    for (int i = 0; i < bytes.getShort(directory); i++) {
      int tag = directory + 2 + 12 * i;
      int id = Short.toUnsignedInt(bytes.getShort(tag));
      if (id == 33550 || id == 33922 || id == 34735) {
        bytes.putShort(tag, (short) (id - 32000 + 20_000)); // Of no meaning.
      }
    }
    return bytes.array();
  }

  /** What GDAL writes for the Dutch grid with another false easting, which has no code. */
  @Test
  void aCrsWithoutACodeIsReadFromItsKeys() {
    Terrain terrain = Terrains.open("src/test/resources/raster/crs/userdefined.tif");
    assertTrue(terrain.crs().startsWith("PROJCS["), terrain.crs());
    assertTrue(CoordinateSystems.isMetric(terrain.crs()));
  }

  @Test
  void whateverHappensToARasterItIsReadOrOneClearLine() throws Exception {
    byte[] good =
        Files.readAllBytes(
            new TestRaster(70, 70, (c, r) -> c + r)
                .blocks(32)
                .scaled(2, 1)
                .write(dir.resolve("good.tif")));
    int directory = ByteBuffer.wrap(good).order(ByteOrder.LITTLE_ENDIAN).getInt(4);
    Random random = new Random(8);
    for (int i = 0; i < 400; i++) {
      byte[] bad = good.clone();
      for (int k = 0; k < 1 + i % 3; k++) {
        int at = directory + random.nextInt(good.length - directory);
        bad[at] = (byte) (k == 0 ? bad[at] ^ 1 << random.nextInt(8) : random.nextInt(256));
      }
      Path mutant = Files.write(dir.resolve("mutant" + i + ".tif"), bad);
      try {
        RasterSummary raster = RasterSummary.of(mutant.toString(), List.of());
        List<Integer> rows = raster.blockRows(raster.extent());
        for (int row : rows.subList(0, Math.min(rows.size(), 4))) {
          raster.cells(row, raster.columns() < 10_000 ? raster.extent() : new Bounds(0, 0, 0, 0));
        }
      } catch (UserError e) {
        assertEquals(1, e.getMessage().lines().count());
      }
    }
  }

  @Test
  void campusRasterIsReadInWindows() {
    Path dem = TestData.path("tudcampus/synthetic_dem.tif");
    Terrain terrain = Terrains.open(dem.toString());
    assertEquals(new Bounds(84650, 445240, 86260, 447190), terrain.extent());
    double[] xy = new double[2_000_000];
    for (int i = 0; i < 1_000_000; i++) {
      xy[2 * i] = 84650 + 1.61 * (i % 1000);
      xy[2 * i + 1] = 445240 + 1.95 * (i / 1000);
    }
    double[] z = terrain.elevations(xy, 1_000_000);
    assertTrue(IntStream.range(0, z.length).allMatch(i -> z[i] > -3.5 && z[i] < 4.5));
  }
}
