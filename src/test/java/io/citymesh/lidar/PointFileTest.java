package io.citymesh.lidar;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.github.mreutegg.laszip4j.laslib.LASheader;
import com.github.mreutegg.laszip4j.laslib.LASreader;
import io.citymesh.TestData;
import io.citymesh.geo.Bounds;
import io.citymesh.input.PointInput;
import io.citymesh.report.UserError;
import io.citymesh.vector.TestQuarter;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PointFileTest {
  private static final Configuration HADOOP = new Configuration();

  @TempDir Path dir;

  private static TestCloud cloud(int points) {
    TestCloud cloud = new TestCloud();
    for (int i = 0; i < points; i++) {
      cloud.add(1000 + i * 0.25, 2000 + i % 7, 3 + i % 5, i % 2 == 0 ? 2 : 6);
    }
    return cloud;
  }

  private static PointFile read(Path file) {
    return PointFile.read(file.toString(), HADOOP);
  }

  private static void assertRefused(Path file, String... words) {
    String message = assertThrows(UserError.class, () -> read(file)).getMessage();
    assertTrue(message.contains(file.getFileName().toString()), message);
    for (String word : words) {
      assertTrue(message.contains(word), message);
    }
    assertEquals(1, message.lines().count());
  }

  private Path cut(Path file, long bytes) throws IOException {
    Path part = dir.resolve("cut-" + file.getFileName());
    return Files.write(part, Arrays.copyOf(Files.readAllBytes(file), (int) bytes));
  }

  @Test
  void theHeaderTellsCountAndBounds() {
    for (Path file :
        List.of(
            cloud(41).write(dir.resolve("a.las")),
            cloud(41).writeLaz(dir.resolve("a.laz")),
            cloud(41).modern().write(dir.resolve("b.las")))) {
      PointFile header = read(file);
      assertEquals(41, header.points());
      assertEquals(new Bounds(1000, 2000, 1010, 2006), header.bounds());
      assertEquals("", header.crs());
    }
  }

  @Test
  void rangesAreWholeChunksAndHoldEachPointOnce() {
    PointFile file = new PointFile("a.laz", 1_200_001, new Bounds(0, 0, 1, 1), "", "LAZ 1.2");
    assertEquals(
        List.of(
            new PointFile.Range(file, 0, 500_000),
            new PointFile.Range(file, 500_000, 500_000),
            new PointFile.Range(file, 1_000_000, 200_001)),
        file.ranges());
    assertEquals(0, PointFile.RANGE % 50_000);
  }

  @Test
  void crsFromKeysOrText() {
    assertEquals("EPSG:28992", read(cloud(2).epsg(28992).write(dir.resolve("k.las"))).crs());
    String projected =
        "PROJCS[\"Amersfoort / RD New\",GEOGCS[\"Amersfoort\",DATUM[\"A\",AUTHORITY[\"EPSG\","
            + "\"6289\"]],AUTHORITY[\"EPSG\",\"4289\"]],UNIT[\"metre\",1],AUTHORITY[\"EPSG\","
            + "\"28992\"]]";
    assertEquals("EPSG:28992", PointCrs.ofText(projected));
    String compound =
        "COMPD_CS[\"both [old]\"," + projected + ",VERT_CS[\"NAP\",AUTHORITY[\"EPSG\",\"5709\"]]]";
    assertEquals(
        "EPSG:28992",
        read(cloud(2).modern().wellKnownText(compound).write(dir.resolve("t.las"))).crs());
    assertEquals(
        "EPSG:28992",
        PointCrs.ofText("PROJCRS[\"x\",BASEGEOGCRS[\"y\",ID[\"EPSG\",4289]],ID[\"EPSG\",28992]]"));
    assertEquals("EPSG:4326", PointCrs.ofText("GEOGCS[\"WGS 84\",AUTHORITY[\"EPSG\",\"4326\"]]"));
    assertEquals("", PointCrs.ofText("LOCAL_CS[\"here\"]"));
    assertEquals("", PointCrs.ofText("PROJCS[\"cut off"));
  }

  @Test
  void brokenFilesAreRefused() throws IOException {
    assertRefused(Files.createFile(dir.resolve("zero.laz")), "0 bytes");
    assertRefused(Files.writeString(dir.resolve("text.las"), "x,y,z\n1,2,3\n"), "no LAS or LAZ");
    Path plain = cloud(100).write(dir.resolve("plain.las"));
    assertRefused(cut(plain, 120), "cut short");
    assertRefused(cut(plain, 227 + 20 * 60), "60", "100", "--on-bad-file skip");
    // The chunk table lies beyond the end, is not told, or is told nowhere.
    assertRefused(
        cloud(100).writeStub(dir.resolve("a.laz"), 1200, 1000), "cut short", "100 points");
    assertRefused(cloud(100).writeStub(dir.resolve("b.laz"), 0, 1000), "cut short");
    assertRefused(cloud(100).writeStub(dir.resolve("c.laz"), -1, 1000), "cut short");
    assertRefused(cut(dir.resolve("c.laz"), 230), "cut short");
    assertRefused(cloud(0).write(dir.resolve("none.las")), "no point");
    assertRefused(cloud(10).claiming(12).write(dir.resolve("more.las")), "10", "12");
    assertRefused(cloud(10).claiming(8).write(dir.resolve("fewer.las")), "10", "8");
    assertRefused(cloud(10).modern().claiming(12).write(dir.resolve("1.4.las")), "10", "12");
    assertRefused(dir.resolve("absent.las"), "cannot be read");
  }

  /** Whatever the header claims, nobody asks for more than the file's bytes can hold. */
  @Test
  void craftedHeadersAreRefusedByTheFilesSize() throws IOException {
    byte[] las = Files.readAllBytes(cloud(10).modern().write(dir.resolve("whole.las")));
    byte[] laz = Files.readAllBytes(cloud(10).writeLaz(dir.resolve("whole.laz")));
    for (byte[] whole : List.of(las, laz)) {
      for (long claim : new long[] {1L << 32, 1L << 62, -1}) {
        assertRefused(crafted(whole, 247, claim, 8), "point file");
      }
      assertRefused(crafted(whole, 94, 100, 2), "header's sizes make no sense"); // header
      assertRefused(crafted(whole, 94, 0xFFFF, 2), "header's sizes make no sense");
      assertRefused(crafted(whole, 96, 0xFFFFFFFFL, 4), "cut short"); // first point
      assertRefused(crafted(whole, 100, 0xFFFFFFFFL, 4), "no room"); // records
      assertRefused(crafted(whole, 243, 0xFFFFFFFFL, 4), "records behind the points"); // extended
      long nan = Double.doubleToRawLongBits(Double.NaN);
      assertRefused(crafted(whole, 131, nan, 8), "scale");
      assertRefused(crafted(whole, 155, Double.doubleToRawLongBits(1e300), 8), "offset");
    }
    ByteBuffer header = ByteBuffer.wrap(laz).order(ByteOrder.LITTLE_ENDIAN);
    int start = header.getInt(96);
    int table = (int) header.getLong(start);
    assertRefused(crafted(laz, table, 7, 4), "another version");
    assertRefused(crafted(laz, table + 4, Integer.MAX_VALUE, 4), "more than its");
    assertRefused(crafted(laz, 105, 30, 2), "bytes and of others");
    assertRefused(crafted(laz, 375 + 54, 9, 2), "how its points are compressed");
  }

  /** The library would take as much memory as a layer says that it needs. */
  @Test
  void aLayerThatIsLargerThanItsChunkEndsTheReading() throws IOException {
    byte[] laz = Files.readAllBytes(cloud(10).writeLaz(dir.resolve("whole.laz")));
    int start = ByteBuffer.wrap(laz).order(ByteOrder.LITTLE_ENDIAN).getInt(96);
    int chunk = 38 + 4 + 11 * 4 + 12;
    Path file = crafted(laz, start + 8 + 3 * chunk + 38 + 4 + 4, Integer.MAX_VALUE, 4);
    assertEquals(3, scan(read(file), 0, 10, TerrainGrid.NONE).read());
  }

  /** The library counts bytes in 32 bits; the file is sparse, it takes no room. */
  @Test
  void pointsBehindFourGigabytesAreThoseThatWereAskedFor() throws IOException {
    long count = 160_000_000;
    Path file = cloud(3).modern().claiming(count).write(dir.resolve("large.las"));
    byte[] head = Files.readAllBytes(file);
    int start = head.length - 3 * 30;
    try (RandomAccessFile out = new RandomAccessFile(file.toFile(), "rw")) {
      out.setLength(start + 30 * count);
      out.seek(start + 30 * (count - 3));
      out.write(head, start, 3 * 30);
    }
    RangeScan.Result last = scan(read(file), count - 3, 3, TerrainGrid.NONE);
    assertEquals(Map.of(2, 2L, 6, 1L), last.classes());
  }

  private Path crafted(byte[] whole, int at, long value, int bytes) throws IOException {
    byte[] changed = whole.clone();
    ByteBuffer number = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(0, value);
    System.arraycopy(number.array(), 0, changed, at, bytes);
    return Files.write(dir.resolve("crafted.laz"), changed);
  }

  @Test
  void pathsAreFilesFoldersOrGlobs() throws IOException {
    Path folder = Files.createDirectory(dir.resolve("tiles"));
    cloud(2).write(folder.resolve("b.LAS"));
    cloud(2).writeStub(folder.resolve("a.laz"), 240, 260);
    Files.createFile(folder.resolve("notes.txt"));
    for (String path : List.of(folder.toString(), folder + "/*.[lL][aA]*")) {
      List<String> found = PointFile.list(List.of(path, path), HADOOP);
      assertEquals(2, found.size());
      assertTrue(found.get(0).endsWith("a.laz"));
    }
    String missing = folder + "/*.las";
    assertThrows(UserError.class, () -> PointFile.list(List.of(missing), HADOOP));
    Path empty = Files.createDirectory(dir.resolve("empty"));
    assertThrows(UserError.class, () -> PointFile.list(List.of(empty.toString()), HADOOP));
  }

  private static RangeScan.Result scan(PointFile file, long first, int count, TerrainGrid grid) {
    PointInput options =
        new PointInput(
            List.of(file.path()),
            1,
            PointInput.Ground.CLASS,
            List.of(2),
            List.of(6),
            90,
            PointInput.OnBadFile.FAIL);
    RangeScan.Task task = new RangeScan.Task(options, grid, RoofFiles.NONE);
    return RangeScan.of(new PointFile.Range(file, first, count), task, HADOOP);
  }

  @Test
  void aScanStopsWhereTheDataEnds() throws IOException {
    Path laz = TestData.path("delft/ahn3_cropped_2.laz");
    byte[] bytes = Files.readAllBytes(laz);
    bytes[108]++; // 256 points more than there are.
    PointFile file = read(Files.write(dir.resolve("claims.laz"), bytes));
    assertEquals(208_432 + 256, file.points());
    // The decoder takes the bytes behind the last point for a few points more.
    assertEquals(8_432, scan(file, 200_000, 8_432 + 256, TerrainGrid.NONE).read(), 10);
    assertRefused(cut(laz, Files.size(laz) - 40), "cut short", "208432 points");
    assertRefused(cut(laz, Files.size(laz) / 2), "cut short", "208432 points");
    // Broken inside.
    Arrays.fill(bytes, bytes.length / 2, bytes.length / 2 + 5000, (byte) 0x5A);
    PointFile broken = read(Files.write(dir.resolve("broken.laz"), bytes));
    assertTrue(scan(broken, 0, 208_432, TerrainGrid.NONE).read() <= 208_432);
  }

  /**
   * Point format 8, of which laszip4j by itself reads one point: all points are there, with the
   * returns and the extent that the header tells, whichever range is read.
   */
  @Test
  void pointsWithColoursInLayersAreReadWithoutTheColours() throws IOException {
    Path laz = TestData.path("ign/format8.laz");
    PointFile file = read(laz);
    assertEquals("LAZ 1.4, point format 8", file.format());
    LASreader reader = SelectiveReader.open(laz.toString());
    LASheader header = reader.header;
    long[] returns = new long[15];
    double[] low = {Double.MAX_VALUE, Double.MAX_VALUE, Double.MAX_VALUE};
    double[] high = {-Double.MAX_VALUE, -Double.MAX_VALUE, -Double.MAX_VALUE};
    while (reader.read_point()) {
      returns[reader.point.getReturn_number() - 1]++;
      double[] xyz = {reader.get_x(), reader.get_y(), reader.get_z()};
      for (int i = 0; i < 3; i++) {
        low[i] = Math.min(low[i], xyz[i]);
        high[i] = Math.max(high[i], xyz[i]);
      }
    }
    reader.close();
    assertArrayEquals(header.extended_number_of_points_by_return, returns);
    assertArrayEquals(new double[] {header.min_x, header.min_y, header.min_z}, low, 1e-9);
    assertArrayEquals(new double[] {header.max_x, header.max_y, header.max_z}, high, 1e-9);

    RangeScan.Result all = scan(file, 0, 72_770, TerrainGrid.NONE);
    assertEquals(72_770, all.read());
    Map<Integer, Long> classes = new HashMap<>(scan(file, 0, 50_003, TerrainGrid.NONE).classes());
    scan(file, 50_003, 22_767, TerrainGrid.NONE)
        .classes()
        .forEach((code, count) -> classes.merge(code, count, Long::sum));
    assertEquals(all.classes(), classes);
  }

  @Test
  void layeredChunksAreReadInAnyRanges() {
    PointFile file = read(cloud(41).writeLaz(dir.resolve("layers.laz")));
    assertEquals("LAZ 1.4, point format 8", file.format());
    assertEquals(Map.of(2, 21L, 6, 20L), scan(file, 0, 41, TerrainGrid.NONE).classes());
    assertEquals(Map.of(2, 6L, 6, 5L), scan(file, 30, 11, TerrainGrid.NONE).classes());
  }

  @Test
  void anyRangesGiveTheSameSums() {
    anyRangesGiveTheSameSums(TestData.path("delft/ahn3_cropped_2.laz"));
  }

  @Test
  void anyRangesOfADrawnCloudGiveTheSameSums() {
    anyRangesGiveTheSameSums(TestQuarter.cloud(dir.resolve("q.las"), 0));
  }

  private static void anyRangesGiveTheSameSums(Path path) {
    PointFile file = read(path);
    TerrainGrid grid = TerrainGrid.covering(file.bounds(), 1);
    int all = (int) file.points();
    int[][] cuts = {{0, all}, {0, all / 4, all / 2, all / 2 + 1, all}};
    GroundBlock[][] blocks = new GroundBlock[cuts.length][grid.blocks()];
    long[] read = new long[cuts.length];
    for (int k = 0; k < cuts.length; k++) {
      for (int i = 0; i + 1 < cuts[k].length; i++) {
        int count = cuts[k][i + 1] - cuts[k][i];
        RangeScan.Result result = scan(file, cuts[k][i], count, grid);
        read[k] += result.read();
        for (GroundCells cells : result.ground()) {
          GroundBlock known = blocks[k][cells.block()];
          blocks[k][cells.block()] = (known == null ? new GroundBlock(false) : known).add(cells);
        }
      }
    }
    assertEquals(all, read[0]);
    assertEquals(all, read[1]);
    for (int b = 0; b < grid.blocks(); b++) {
      assertEquals(blocks[0][b] == null, blocks[1][b] == null);
      if (blocks[0][b] != null) {
        assertTrue(Arrays.equals(blocks[0][b].elevations(), blocks[1][b].elevations()));
      }
    }
  }
}
