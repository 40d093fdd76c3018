package io.citymesh.raster;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Reads files that GDAL 3.6 has written, each in another form, with the same cells in all that
 * their type can hold: {@code gdal_translate -co COMPRESS=... -co PREDICTOR=... -co TILED=...}.
 */
class TiffFileTest {
  private static final int WIDTH = 75;
  private static final int HEIGHT = 50;

  private static final MissingCells NOTHING = new MissingCells(0, 0);

  @TempDir Path dir;

  private static Path folder() {
    return Path.of(System.getProperty("citymesh.tiffs", "src/test/resources/raster"));
  }

  static List<Path> files() {
    try (Stream<Path> all = Files.list(folder())) {
      return all.filter(path -> path.toString().endsWith(".tif")).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The cells of a file, by the type that its name begins with. */
  private static double cell(Path file, int column, int row) {
    String type = file.getFileName().toString().replaceAll("_.*", "");
    double value = (7 * column + 3 * row) % 120;
    return switch (type) {
      case "Byte" -> value;
      case "Int16", "Int32" -> value - 40;
      case "UInt16" -> value + 60_000;
      case "UInt32" -> value + 4e9;
      case "Float32", "Float64" -> value - 39.75;
      default -> throw new IllegalArgumentException(type);
    };
  }

  private static double[] window(TiffFile tiff, int column, int row, int columns, int rows)
      throws IOException {
    double[] values = new double[columns * rows];
    assertEquals(NOTHING, tiff.read(column, row, columns, rows, values));
    return values;
  }

  private static double[] whole(TiffFile tiff) throws IOException {
    return window(tiff, 0, 0, tiff.width(), tiff.height());
  }

  @ParameterizedTest
  @MethodSource("files")
  void everyFormIsReadInAnyWindow(Path file) throws IOException {
    TiffFile tiff = TiffFile.open(file);
    assertEquals(WIDTH, tiff.width());
    assertEquals(HEIGHT, tiff.height());
    Random random = new Random(1);
    for (int i = 0; i < 20; i++) {
      int column = i == 0 ? 0 : random.nextInt(WIDTH);
      int row = i == 0 ? 0 : random.nextInt(HEIGHT);
      int columns = i == 0 ? WIDTH : 1 + random.nextInt(WIDTH - column);
      int rows = i == 0 ? HEIGHT : 1 + random.nextInt(HEIGHT - row);
      double[] expected = new double[columns * rows];
      for (int k = 0; k < expected.length; k++) {
        expected[k] = cell(file, column + k % columns, row + k / columns);
      }
      assertArrayEquals(expected, window(tiff, column, row, columns, rows));
    }
    GeoTags.Placement placement = tiff.tags().placement().orElseThrow();
    assertEquals(new GeoTags.Placement(1001, 1999, 2, -2, true), placement);
    assertEquals(OptionalInt.of(28992), tiff.tags().keys().code());
  }

  @ParameterizedTest
  @MethodSource("files")
  void aFileThatIsCutAnywhereIsAnErrorWhereItIsRead(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    double[] cells = whole(TiffFile.open(file));
    Random random = new Random(2);
    for (int i = 0; i < 40; i++) {
      int length = i < 4 ? bytes.length - 1 - i : random.nextInt(bytes.length);
      Path cut = Files.write(dir.resolve("cut.tif"), Arrays.copyOf(bytes, length));
      try {
        assertArrayEquals(cells, whole(TiffFile.open(cut)), "cut to " + length);
      } catch (RasterException e) {
        assertTrue(
            e.getMessage().contains("cut off") || e.getMessage().contains("no TIFF"),
            e.getMessage());
        continue;
      }
      // Other bands and images may follow.
      assertTrue(file.toString().matches(".*(cog|band).tif"), "cut to " + length);
    }
  }

  @ParameterizedTest
  @MethodSource("files")
  void whateverHappensToAFileItIsReadOrOneClearLine(Path file) throws IOException {
    byte[] good = Files.readAllBytes(file);
    Random random = new Random(file.getFileName().toString().hashCode());
    int mutants = Integer.getInteger("citymesh.fuzz", 40);
    for (int i = 0; i < mutants; i++) {
      byte[] bad = mutant(good, random);
      Path mutant = Files.write(dir.resolve("mutant.tif"), bad);
      int n = i;
      assertTimeoutPreemptively(Duration.ofSeconds(10), () -> read(mutant), () -> file + " " + n);
    }
  }

  private static void read(Path mutant) throws IOException {
    try {
      TiffFile tiff = TiffFile.open(mutant);
      double[] values = new double[64 * 64];
      for (int row = 0; row < Math.min(tiff.height(), 200); row += 64) {
        for (int column = 0; column < Math.min(tiff.width(), 200); column += 64) {
          tiff.read(
              column,
              row,
              Math.min(64, tiff.width() - column),
              Math.min(64, tiff.height() - row),
              values);
        }
      }
    } catch (RasterException e) {
      assertEquals(1, e.getMessage().lines().count());
    }
  }

  /** A few bytes changed, cut, repeated or filled, most of them in the first kilobyte. */
  private static byte[] mutant(byte[] good, Random random) {
    byte[] bad = good.clone();
    int changes = 1 + random.nextInt(3);
    for (int k = 0; k < changes; k++) {
      int at = random.nextInt(random.nextBoolean() ? Math.min(1000, bad.length) : bad.length);
      switch (random.nextInt(4)) {
        case 0 -> bad[at] ^= (byte) (1 << random.nextInt(8));
        case 1 -> bad[at] = (byte) (random.nextBoolean() ? 0xff : 0);
        case 2 -> System.arraycopy(good, 0, bad, at, Math.min(bad.length - at, random.nextInt(64)));
        default -> Arrays.fill(bad, at, Math.min(bad.length, at + random.nextInt(16)), (byte) 0xff);
      }
    }
    return random.nextInt(4) == 0 ? Arrays.copyOf(bad, random.nextInt(bad.length)) : bad;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"Float32_DEFLATE_p3_tiles_classic_little", "Float32_DEFLATE_p1_strips_big_big"})
  void aDamagedByteInADeflatedBlockIsFoundWhereverItIs(String name) throws IOException {
    Path file = folder().resolve(name + ".tif");
    byte[] good = Files.readAllBytes(file);
    double[] cells = whole(TiffFile.open(file));
    int found = 0;
    int start = good.length / 2; // Behind all tags.
    for (int at = start; at < good.length; at++) {
      byte[] bad = good.clone();
      bad[at] ^= 0x10;
      Path damaged = Files.write(dir.resolve("damaged.tif"), bad);
      TiffFile tiff = TiffFile.open(damaged);
      try {
        assertArrayEquals(cells, whole(tiff), "byte " + at);
      } catch (RasterException e) {
        assertTrue(e.block().isPresent(), e.getMessage());
        found++;
      }
    }
    assertTrue(found > 0.95 * (good.length - start), found + " of " + (good.length - start));
  }

  @Test
  void theErrorNamesTheBlockAndTheOthersAreRead() throws IOException {
    Path file = folder().resolve("Float32_DEFLATE_p3_tiles_classic_little.tif");
    Path damaged = Files.write(dir.resolve("damaged.tif"), Files.readAllBytes(file));
    TiffFile tiff = TiffFile.open(damaged);
    // The last tile is that of the last columns and rows.
    byte[] bytes = Files.readAllBytes(damaged);
    Arrays.fill(bytes, bytes.length - 40, bytes.length, (byte) 0);
    Files.write(damaged, bytes);
    TiffFile again = TiffFile.open(damaged);
    RasterException error = assertThrows(RasterException.class, () -> whole(again));
    assertTrue(
        error.getMessage().contains("block 11 of 12 (columns 64 to 74, rows 48 to 49)"),
        error.getMessage());
    assertEquals(OptionalInt.of(11), error.block());
    assertEquals(cell(file, 0, 0), window(again, 0, 0, 64, 48)[0]);
    assertThrows(RasterException.class, () -> whole(tiff), "it was changed since");
  }

  @Test
  void allDamagedBlocksOfAWindowAreToldAndTheRestIsRead() throws IOException {
    Path file = folder().resolve("Float32_DEFLATE_p1_strips_big_big.tif");
    byte[] bytes = Files.readAllBytes(file);
    Path cut = Files.write(dir.resolve("cut.tif"), Arrays.copyOf(bytes, bytes.length - 1200));
    TiffFile tiff = TiffFile.open(cut);
    double[] values = new double[WIDTH * HEIGHT];
    List<Integer> told = new ArrayList<>();
    MissingCells missing =
        tiff.read(0, 0, WIDTH, HEIGHT, values, block -> told.add(block.block().orElseThrow()));
    assertTrue(told.size() > 1, told.toString());
    for (int i = 0; i < values.length; i++) {
      boolean lost = told.contains(i / WIDTH / 7);
      assertEquals(lost ? Double.NaN : cell(file, i % WIDTH, i / WIDTH), values[i], "cell " + i);
    }
    assertEquals(0, missing.leftOut());
    assertEquals(missing.damaged(), Arrays.stream(values).filter(Double::isNaN).count());
    assertTrue(tiff.holdsNothing(0, HEIGHT - 1, WIDTH, 1));
  }

  @Test
  void aFileThatChangesWhileItIsReadIsAnError() throws IOException {
    Path file = folder().resolve("Int16_NONE_p1_strips_classic_little.tif");
    Path changing = Files.write(dir.resolve("changing.tif"), Files.readAllBytes(file));
    TiffFile tiff = TiffFile.open(changing);
    whole(tiff);
    Files.setLastModifiedTime(changing, FileTime.fromMillis(1));
    RasterException error = assertThrows(RasterException.class, () -> whole(tiff));
    assertTrue(error.getMessage().contains("was changed while it was read"), error.getMessage());
  }

  // ---- made by hand

  /** A file of one directory: tags of one LONG each, and blocks. */
  private Path made(int[][] tags, byte[]... blocks) throws IOException {
    int n = tags.length;
    int extra = 8 + 2 + 12 * n + 4;
    int size = extra + Arrays.stream(blocks).mapToInt(block -> block.length).sum();
    ByteBuffer out = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    out.put((byte) 'I').put((byte) 'I').putShort((short) 42).putInt(8).putShort((short) n);
    for (int[] tag : tags) {
      out.putShort((short) tag[0]).putShort((short) 4).putInt(1).putInt(tag[1]);
    }
    out.putInt(0);
    for (byte[] block : blocks) {
      out.put(block);
    }
    return Files.write(dir.resolve("made.tif"), out.array());
  }

  private static final int START = 8 + 2 + 12 * 9 + 4;

  /** One strip of bytes. */
  private Path strip(int width, int height, int compression, int offset, int bytes, byte[] block)
      throws IOException {
    return made(
        new int[][] {
          {256, width},
          {257, height},
          {258, 8},
          {259, compression},
          {262, 1},
          {273, offset},
          {277, 1},
          {278, height},
          {279, bytes}
        },
        block);
  }

  @Test
  void aBlockThatIsLeftOutHasNoValues() throws IOException {
    TiffFile tiff = TiffFile.open(strip(4, 2, 1, 0, 0, new byte[8]));
    double[] values = new double[8];
    assertEquals(new MissingCells(8, 0), tiff.read(0, 0, 4, 2, values));
    assertTrue(Arrays.stream(values).allMatch(Double::isNaN));
    assertTrue(tiff.leavesOut(0, 0, 4, 2));
  }

  @Test
  void aShortBlockIsAnErrorAndNotZeros() throws IOException {
    byte[] cells = {1, 2, 3, 4, 5, 6, 7, 8};
    assertEquals(8, whole(TiffFile.open(strip(4, 2, 1, START, 8, cells)))[7]);
    for (int bytes : new int[] {0, 1, 7, 9 + 16}) {
      TiffFile tiff = TiffFile.open(strip(4, 2, 1, START, bytes, cells));
      RasterException error = assertThrows(RasterException.class, () -> whole(tiff));
      assertTrue(error.getMessage().contains("block 0 of 1"), error.getMessage());
    }
    for (int offset : new int[] {START + 1, 1 << 20, -1}) {
      TiffFile tiff = TiffFile.open(strip(4, 2, 1, offset, 8, cells));
      RasterException error = assertThrows(RasterException.class, () -> whole(tiff));
      assertTrue(error.getMessage().contains("beyond the end"), error.getMessage());
    }
    byte[] seven = {6, 1, 2, 3, 4, 5, 6, 7};
    TiffFile packed = TiffFile.open(strip(4, 2, 32773, START, 8, seven));
    RasterException error = assertThrows(RasterException.class, () -> whole(packed));
    assertTrue(error.getMessage().contains("after 7 of 8 bytes"), error.getMessage());
  }

  @Test
  void aHugeStripIsRefusedBeforeItIsDecoded() throws IOException {
    Path huge = strip(40_000, 40_000, 8, START, 8, new byte[8]);
    RasterException error = assertThrows(RasterException.class, () -> TiffFile.open(huge));
    assertTrue(error.getMessage().contains("1,526 MB"), error.getMessage());
    assertTrue(error.getMessage().contains("TILED=YES"), error.getMessage());
    // What is not compressed is read by rows, but must be there.
    Path plain = strip(40_000, 40_000, 1, START, 1_600_000_000, new byte[8]);
    TiffFile tiff = TiffFile.open(plain);
    assertThrows(RasterException.class, () -> window(tiff, 0, 0, 10, 10));
  }

  @Test
  void moreThanTheCellsOfABlockIsAnErrorToo() throws IOException {
    byte[] deflated = deflated(new byte[1 << 20]);
    TiffFile tiff = TiffFile.open(strip(4, 2, 8, START, deflated.length, deflated));
    RasterException error = assertThrows(RasterException.class, () -> whole(tiff));
    assertTrue(error.getMessage().contains("holds more"), error.getMessage());
  }

  private static byte[] deflated(byte[] bytes) {
    java.util.zip.Deflater deflater = new java.util.zip.Deflater();
    deflater.setInput(bytes);
    deflater.finish();
    byte[] result = new byte[bytes.length + 100];
    return Arrays.copyOf(result, deflater.deflate(result));
  }

  @Test
  void formsThatAreNotReadSayHowToConvertThem() throws IOException {
    for (int compression : new int[] {2, 7, 34887, 65_000}) {
      Path file = strip(4, 2, compression, START, 8, new byte[8]);
      RasterException error = assertThrows(RasterException.class, () -> TiffFile.open(file));
      assertTrue(error.getMessage().contains("gdal_translate"), error.getMessage());
    }
  }
}
