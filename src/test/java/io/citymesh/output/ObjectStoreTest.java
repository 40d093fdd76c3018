package io.citymesh.output;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files of an output on an object store: uploaded once, under their names, whole or not at all. */
class ObjectStoreTest {
  @TempDir Path dir;

  private OutputDir out;

  @BeforeEach
  void open() {
    out = OutputDir.of("drawn://" + dir, DrawnStore.configuration());
  }

  private static byte[] bytes(String text) {
    return text.getBytes(java.nio.charset.StandardCharsets.US_ASCII);
  }

  @Test
  void nothingIsAssumedOfAStore() {
    assertEquals(new FileSystemTraits(false, true, false, false), out.traits());
  }

  @Test
  void aFileIsUploadedOnceUnderItsName() throws IOException {
    out.write("parts/a", stream -> stream.write(bytes("first")));
    out.write("parts/a", stream -> stream.write(bytes("second")));
    assertEquals("second", Files.readString(dir.resolve("parts/a")));
    assertEquals(List.of("open a", "close a", "open a", "close a"), DrawnStore.ASKED);
  }

  @Test
  void aFileMadeOnTheLocalDiskIsUploadedOnce() throws IOException {
    out.writeLocally("parts/a", path -> Files.writeString(path, "first"));
    assertEquals("first", Files.readString(dir.resolve("parts/a")));
    assertEquals(List.of("open a", "close a"), DrawnStore.ASKED);
  }

  /**
   * The bytes of a leaf of 3D Tiles lie outside the heap, and are more than a stream copies at
   * once.
   */
  @Test
  void whatRemainsOfABufferIsWritten(@TempDir Path local) throws IOException {
    byte[] all = new byte[100_000];
    new Random(1).nextBytes(all);
    ByteBuffer buffer = ByteBuffer.allocateDirect(all.length).put(all);
    byte[] some = Arrays.copyOfRange(all, 10, 99_000);
    out.write("tiles/a", buffer.duplicate().position(10).limit(99_000));
    assertArrayEquals(some, Files.readAllBytes(dir.resolve("tiles/a")));
    assertEquals(List.of("open a", "close a"), DrawnStore.ASKED);
    OutputDir here = OutputDir.of(local.toString(), new Configuration(false));
    here.write("tiles/a", buffer.duplicate().rewind());
    here.write("tiles/a", buffer.duplicate().position(10).limit(99_000));
    assertArrayEquals(some, Files.readAllBytes(local.resolve("tiles/a")));
    try (Stream<Path> files = Files.list(local.resolve("tiles"))) {
      assertEquals(1, files.count());
    }
  }

  /** Closing a stream is what makes the file appear: half of it must not be closed. */
  @Test
  void anUploadThatFailsIsCancelledAndTheEarlierFileStays() throws IOException {
    out.write("a", stream -> stream.write(bytes("whole")));
    DrawnStore.ASKED.clear();
    for (Exception failure : List.of(new IOException("lost"), new IllegalStateException("bug"))) {
      assertThrows(
          failure.getClass(),
          () ->
              out.write(
                  "a",
                  stream -> {
                    stream.write(bytes("hal"));
                    if (failure instanceof IOException e) {
                      throw e;
                    }
                    throw (IllegalStateException) failure;
                  }));
    }
    assertEquals(List.of("open a", "abort a", "open a", "abort a"), DrawnStore.ASKED);
    assertEquals("whole", Files.readString(dir.resolve("a")));
  }

  /** As writers of some formats do, whether they fail or not. */
  @Test
  void aWriterThatClosesTheStreamMakesNoFile() throws IOException {
    assertThrows(
        IOException.class,
        () ->
            out.write(
                "a",
                stream -> {
                  stream.write(bytes("hal"));
                  stream.close();
                  throw new IOException("lost");
                }));
    assertFalse(Files.exists(dir.resolve("a")));
    out.write(
        "a",
        stream -> {
          stream.write(bytes("whole"));
          stream.close();
        });
    assertEquals("whole", Files.readString(dir.resolve("a")));
  }

  @Test
  void aCloseThatFailsIsAnError() {
    DrawnStore.failing = true;
    assertThrows(IOException.class, () -> out.write("a", stream -> stream.write(1)));
    assertThrows(IOException.class, () -> out.replace("a", bytes("b")));
    assertThrows(IOException.class, () -> out.create("a", bytes("b")));
    assertFalse(Files.exists(dir.resolve("a")));
  }

  @Test
  void aFileThatIsThereIsNotMadeAgain() throws IOException {
    assertTrue(out.create("a", bytes("mine")));
    assertFalse(out.create("a", bytes("yours")));
    assertEquals("mine", Files.readString(dir.resolve("a")));
  }
}
