package io.citymesh.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MetadataChannelTest {
  @TempDir Path dir;

  /** Short and long stretches, within a block and across several, near and far, again and again. */
  @Test
  void anyStretchIsThatOfTheFile() throws IOException {
    Random random = new Random(5);
    byte[] content = new byte[300_001];
    random.nextBytes(content);
    Path path = Files.write(dir.resolve("file"), content);
    try (FileChannel file = FileChannel.open(path);
        MetadataChannel channel = new MetadataChannel(file)) {
      assertEquals(content.length, channel.size());
      for (int i = 0; i < 2000; i++) {
        int length = 1 + random.nextInt(i % 3 == 0 ? 9000 : 40);
        int position = random.nextInt(content.length);
        ByteBuffer stretch = ByteBuffer.allocate(length);
        int expected = Math.min(length, content.length - position);
        assertEquals(expected, channel.read(stretch, position));
        assertArrayEquals(
            Arrays.copyOfRange(content, position, position + expected),
            Arrays.copyOf(stretch.array(), expected));
      }
      for (int length : new int[] {1, 9000}) {
        assertEquals(-1, channel.read(ByteBuffer.allocate(length), content.length));
        assertEquals(-1, channel.read(ByteBuffer.allocate(length), 1L << 40));
        assertThrows(
            IllegalArgumentException.class, () -> channel.read(ByteBuffer.allocate(length), -1));
      }
    }
  }
}
