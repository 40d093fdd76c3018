package io.citymesh.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.citymesh.air.AirPart;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is accepted is what jHDF finds. */
class FlatMetadataTest {
  @TempDir private Path dir;

  private static final List<String> ATTRIBUTES =
      List.of(
          "id",
          "name",
          "part",
          "key",
          "digest",
          "vertex_count",
          "face_count",
          "foreign_count",
          "xmin",
          "ymax",
          "top_label",
          "shared_count",
          "_jHDF",
          "crc32c");

  private static final List<String> ARRAYS =
      List.of(
          "vertices",
          "faces",
          "foreign",
          "ghosts",
          "kind",
          "building",
          "buildings",
          "surfaces",
          "lines",
          "levels",
          "columns",
          "sides",
          "ghost_lines",
          "absent");

  @FunctionalInterface
  private interface Step {
    Object run() throws IOException;
  }

  private static String outcome(Step step) {
    try {
      return String.valueOf(step.run());
    } catch (IOException e) {
      return e.getMessage();
    }
  }

  private static String where(Metadata.StoredArray array) throws IOException {
    return "%s %s x %d, %d rows at %d, %s"
        .formatted(
            array.name(),
            array.type(),
            array.columns(),
            array.rows(),
            array.bytes() == 0 ? -1 : array.address(),
            array.checksum().value());
  }

  /** All that there is to ask for. */
  private static List<String> all(Metadata metadata) {
    List<String> all = new ArrayList<>();
    for (String name : ATTRIBUTES) {
      all.add(outcome(() -> metadata.attribute(name)));
    }
    for (String name : ARRAYS) {
      all.add(outcome(() -> metadata.has(name)));
      all.add(outcome(() -> metadata.rows(name)));
      for (FlatArray.Type type : FlatArray.Type.values()) {
        for (int columns : new int[] {1, 2, 3, 8}) {
          all.add(outcome(() -> where(metadata.array(name, type, columns))));
        }
      }
    }
    return all;
  }

  private static Optional<FlatMetadata> flat(Path path, FileChannel channel) throws IOException {
    byte[] first = FlatMetadata.bytes(channel, 0, FlatMetadata.FIRST_BYTES);
    return FlatMetadata.read(path, channel, first, channel.size());
  }

  private void assertAsByJhdf(Path path) throws IOException {
    try (FileChannel channel = FileChannel.open(path)) {
      Metadata flat = flat(path, channel).orElseThrow();
      assertEquals(all(new JhdfMetadata(path, channel, channel.size())), all(flat));
    }
  }

  private static PartFile.Label label(int deflate) {
    return new PartFile.Label("a key", "a digest", deflate);
  }

  private Path surface(int vertices, int faces, int foreign, int deflate) throws IOException {
    Path path = dir.resolve("surface.h5");
    PartFile.write(
        path,
        MeshStoreTest.randomPart(7, vertices, faces, foreign),
        Optional.empty(),
        label(deflate));
    return path;
  }

  @Test
  void surfaces() throws IOException {
    assertAsByJhdf(surface(500, 1_000, 40, 0));
    assertAsByJhdf(surface(3, 1, 0, 0));
    assertAsByJhdf(surface(0, 0, 0, 0));
  }

  @Test
  void partsWithAir() throws IOException {
    for (AirPart air : AirFileTest.PARTS) {
      Path path = dir.resolve("air.h5");
      PartFile.write(path, AirFileTest.part(air), Optional.of(air), label(0));
      assertAsByJhdf(path);
    }
  }

  @Test
  void whatIsNotWrittenSoIsLeft() throws IOException {
    Path deflated = surface(500, 1_000, 40, 1);
    try (FileChannel channel = FileChannel.open(deflated)) {
      assertTrue(flat(deflated, channel).isEmpty());
    }
    Path texts = dir.resolve("texts.h5");
    for (String text : List.of("stra\u00dfe", "long".repeat(2_000))) {
      Hdf5File.write(texts, Map.of("name", text), FlatArray.of("kind", 1, new byte[9]));
      try (FileChannel channel = FileChannel.open(texts)) {
        assertTrue(flat(texts, channel).isEmpty());
      }
      try (Hdf5File file = Hdf5File.open(texts)) {
        assertEquals(text, file.text("name"));
        assertEquals(9, file.rows("kind"));
      }
    }
  }

  /** A byte or a number of eight is another, of which the checksums of headers know, or not. */
  @Test
  void whatIsChangedIsAcceptedOnlyAsJhdfReadsIt() throws IOException {
    Path path = surface(4, 3, 1, 0);
    byte[] file = Files.readAllBytes(path);
    long[] numbers = {
      Long.MIN_VALUE, Long.MAX_VALUE, -1, 0, 1L << 32, 1L << 61, file.length, file.length - 5
    };
    Random random = new Random(3);
    int accepted = 0;
    int left = 0;
    try (FileChannel channel =
        FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      for (int turn = 0; turn < 3_000; turn++) {
        byte[] changed = file.clone();
        ByteBuffer bytes = ByteBuffer.wrap(changed).order(ByteOrder.LITTLE_ENDIAN);
        int at = random.nextInt(file.length - Long.BYTES);
        switch (turn % 3) {
          case 0 -> bytes.put(at, (byte) random.nextInt());
          case 1 -> bytes.put(at, (byte) (bytes.get(at) ^ 1 << random.nextInt(8)));
          default -> bytes.putLong(at, numbers[random.nextInt(numbers.length)]);
        }
        boolean repaired = turn % 10 > 0;
        channel.write(ByteBuffer.wrap(repaired ? Hdf5Checksums.repaired(changed) : changed), 0);
        if (flat(path, channel).isPresent()) {
          assertAsByJhdf(path);
          accepted++;
        } else {
          left++;
        }
      }
    }
    assertTrue(accepted > 500, accepted + " are accepted");
    assertTrue(left > 1_000, left + " are left to jHDF");
  }

  /** With fewer bytes behind it than a number has. */
  @Test
  void anAddressJustBeforeTheEndIsNoMoreThanDamage() throws IOException {
    Path path = surface(4, 3, 1, 0);
    byte[] file = Files.readAllBytes(path);
    int refused = 0;
    for (int at = 0; at < Math.min(file.length, FlatMetadata.FIRST_BYTES) - Long.BYTES; at++) {
      for (int before : new int[] {1, 3, 5, 7}) {
        byte[] changed = file.clone();
        ByteBuffer.wrap(changed)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putLong(at, file.length - (long) before);
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE)) {
          channel.write(ByteBuffer.wrap(Hdf5Checksums.repaired(changed)), 0);
        }
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
          refused += flat(path, channel).isEmpty() ? 1 : 0;
        }
      }
    }
    assertTrue(refused > 1_000, refused + " are refused");
  }
}
