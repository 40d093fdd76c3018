package io.citymesh.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.jhdf.HdfFile;
import io.jhdf.WritableHdfFile;
import io.jhdf.api.DatasetCreationOptions;
import io.jhdf.filter.Filter;
import io.jhdf.filter.FilterManager;
import io.jhdf.filter.Lz4Filter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Compressed files hold the same arrays, and the HDF5 tools read both kinds. */
class Hdf5FileTest {
  @TempDir Path directory;

  private final double[] vertices =
      IntStream.range(0, 3 * 40_001).mapToDouble(i -> i / 7.0).toArray();
  private final long[] faces = LongStream.range(0, 3 * 50_001).map(i -> i << 20).toArray();
  private final int[] markers = IntStream.range(0, 50_001).map(i -> i % 9 - 2).toArray();

  private Path write(int deflate) throws IOException {
    Path file = directory.resolve("deflate" + deflate + ".h5");
    Hdf5File.write(
        file,
        Map.of("vertex_offset", 1L << 40),
        deflate,
        FlatArray.of("vertices", 3, vertices),
        FlatArray.of("faces", 3, faces),
        FlatArray.of("markers", 1, markers),
        FlatArray.of("nothing", 3, new int[0]));
    return file;
  }

  @Test
  void compressedArraysAreReadBitForBitAndAreSmaller() throws IOException {
    Path file = write(1);
    assertTrue(Files.size(file) < Files.size(write(0)) / 2);
    try (Hdf5File read = Hdf5File.open(file)) {
      assertArrayEquals(vertices, read.doubles("vertices", 3));
      assertArrayEquals(faces, read.longs("faces", 3));
      assertArrayEquals(markers, read.ints("markers", 1));
      assertArrayEquals(new int[0], read.ints("nothing", 3));
    }
  }

  /** jHDF leaves room in the chunks' index: a flip there is not found, and changes nothing. */
  @Test
  void aFlippedByteInCompressedDataIsFoundOrChangesNothing() throws IOException {
    Path file = write(1);
    byte[] bytes = Files.readAllBytes(file);
    int step = bytes.length / 97;
    int found = 0;
    for (int i = 4096; i < bytes.length; i += step) {
      bytes[i] ^= 1;
      Files.write(file, bytes);
      bytes[i] ^= 1;
      try (Hdf5File read = Hdf5File.open(file)) {
        assertArrayEquals(vertices, read.doubles("vertices", 3));
        assertArrayEquals(faces, read.longs("faces", 3));
        assertArrayEquals(markers, read.ints("markers", 1));
      } catch (IOException e) {
        assertTrue(e.getMessage().contains(file.toString()), e.getMessage());
        found++;
      }
    }
    assertTrue(found > 40, found + " of about 97 flips were found");
  }

  @Test
  void theHdf5ToolsReadBothKinds() throws Exception {
    Path tool = Path.of("/usr/bin/h5dump");
    assumeTrue(Files.isExecutable(tool), "h5dump is not installed");
    for (int deflate : new int[] {0, 1}) {
      Path file = write(deflate);
      for (String name : new String[] {"vertices", "faces", "markers", "nothing"}) {
        Path raw = directory.resolve(name);
        Process dump =
            new ProcessBuilder(
                    tool.toString(), "-d", name, "-b", "LE", "-o", raw.toString(), file.toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(dump.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertTrue(dump.waitFor() == 0, said);
        if (name.equals("faces")) {
          assertArrayEquals(littleEndian(), Files.readAllBytes(raw));
        }
      }
    }
  }

  private byte[] littleEndian() {
    ByteBuffer bytes = ByteBuffer.allocate(8 * faces.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asLongBuffer().put(faces);
    return bytes.array();
  }

  @Test
  void arraysThatDoNotFillTheirRowsAreRefused() {
    assertThrows(IllegalArgumentException.class, () -> FlatArray.of("faces", 3, new int[4]));
  }

  // ---- crafted files

  private static String refused(Path file, String array) {
    return assertThrows(
            IOException.class,
            () -> {
              try (Hdf5File read = Hdf5File.open(file)) {
                read.doubles(array, 3);
              }
            })
        .getMessage();
  }

  /** A filter by the number of another one, which must never be asked for anything. */
  private record Bait(int id, AtomicInteger decoded) implements Filter {
    @Override
    public int getId() {
      return id;
    }

    @Override
    public String getName() {
      return "bait";
    }

    @Override
    public byte[] encode(byte[] bytes, int[] data) {
      return bytes;
    }

    @Override
    public byte[] decode(byte[] bytes, int[] data) {
      decoded.incrementAndGet();
      return bytes;
    }
  }

  /** Of LZ4 (32004) versions are known that end the process when they are given crafted bytes. */
  @Test
  void filtersOtherThanDeflateNeverRun() {
    Bait bait = new Bait(32004, new AtomicInteger());
    FilterManager.addFilter(bait);
    try {
      for (boolean deflated : new boolean[] {false, true}) {
        Path file = directory.resolve("lz4-" + deflated + ".h5");
        try (WritableHdfFile hdf = HdfFile.write(file)) {
          DatasetCreationOptions.Builder options =
              DatasetCreationOptions.builder().chunkDimensions(2, 3);
          options = deflated ? options.filter(bait, 4).deflate(1) : options.filter(bait, 4);
          hdf.putDataset("vertices", new double[5][3], options.build());
        }
        String message = refused(file, "vertices");
        assertTrue(message.contains("neither stored in one piece nor deflated"), message);
      }
      assertEquals(0, bait.decoded.get());
    } finally {
      FilterManager.addFilter(new Lz4Filter());
    }
  }

  /** Deflated zeros stand for a thousand times their bytes, and no more. */
  @Test
  void dimensionsThatTheFileCannotHoldAreRefused() throws IOException {
    for (int deflate : new int[] {0, 1}) {
      byte[] bytes = Files.readAllBytes(write(deflate));
      ByteBuffer all = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
      int found = 0;
      for (int at = 0; at + 16 < bytes.length && at < 4096; at++) {
        // The shape of the vertices, and the shape that they may grow to behind it.
        if (all.getLong(at) == 40_001 && all.getLong(at + 8) == 3) {
          all.putLong(at, 1L << 59);
          found++;
        }
      }
      assertTrue(found > 0, "the shape is found");
      Path file = directory.resolve("huge" + deflate + ".h5");
      Files.write(file, Hdf5Checksums.repaired(bytes));
      String message = refused(file, "vertices");
      assertTrue(message.contains("larger than the file can hold"), message);
    }
  }

  @Test
  void whatIsNoFileIsNotOpened() throws Exception {
    Path pipe = directory.resolve("pipe.h5");
    assumeTrue(
        new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor() == 0, "there are pipes");
    assertTrue(refused(pipe, "vertices").contains("is no file"));
    assertTrue(refused(directory, "vertices").contains("is no file"));
  }

  /** Arrays that are wanted are in the file itself: a link may lead to any other. */
  @Test
  void groupsInPlaceOfArraysAreRefused() {
    Path file = directory.resolve("group.h5");
    try (WritableHdfFile hdf = HdfFile.write(file)) {
      hdf.putGroup("vertices");
    }
    assertTrue(refused(file, "vertices").contains("has no array vertices"));
    assertTrue(refused(file, "faces").contains("has no array faces"));
  }
}
