package io.citymesh.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
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
}
