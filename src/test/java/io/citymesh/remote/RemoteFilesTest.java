package io.citymesh.remote;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.citymesh.format.TargetFile;
import io.citymesh.format.TargetFiles;
import io.citymesh.output.KnownFiles;
import io.citymesh.output.OutputDir;
import io.citymesh.output.OutputLock;
import io.citymesh.output.PartUpload;
import io.citymesh.report.UserError;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Files of an output on HDFS and on S3: whole or absent, made by one of several, and joined. */
@Tag("slow")
class RemoteFilesTest {
  private static final int MEGABYTE = 1 << 20;

  @TempDir static Path dir;

  private static Hdfs hdfs;
  private static S3 s3;

  @BeforeAll
  static void start() throws Exception {
    hdfs = Hdfs.start(dir.resolve("hdfs"));
    s3 = S3.start(dir.resolve("s3"));
  }

  @AfterAll
  static void stop() throws Exception {
    for (RemoteStorage storage : storages().toList()) {
      storage.stop();
    }
  }

  static Stream<RemoteStorage> storages() {
    return Stream.<RemoteStorage>of(hdfs, s3).filter(storage -> storage != null);
  }

  private static byte[] read(OutputDir out, String file) throws IOException {
    try (InputStream in = out.open(file)) {
      return in.readAllBytes();
    }
  }

  private static List<String> names(OutputDir out) throws IOException {
    return out.list("").stream().map(OutputDir.Entry::name).toList();
  }

  private static byte[] noise(int bytes) {
    byte[] noise = new byte[bytes];
    new Random(bytes).nextBytes(noise);
    return noise;
  }

  @Test
  void whatTheySayOfThemselves() {
    assertTrue(hdfs.output("a").traits().createsAlone());
    assertTrue(hdfs.output("a").traits().concatenates());
    assertFalse(hdfs.output("a").traits().appearsWhole());
    assertTrue(s3.output("a").traits().appearsWhole());
    assertTrue(s3.output("a").traits().takesParts());
    assertFalse(s3.output("a").traits().createsAlone());
    assertFalse(s3.output("a").traits().concatenates());
  }

  @ParameterizedTest
  @MethodSource("storages")
  void aFileIsWholeOrAsItWas(RemoteStorage storage) throws IOException {
    OutputDir out = storage.output("whole");
    byte[] content = noise(9 * MEGABYTE);
    out.write("a", stream -> stream.write(content));
    // Beyond the first block of an upload, and before it.
    for (int bytes : new int[] {8 * MEGABYTE, 10}) {
      assertThrows(
          IOException.class,
          () ->
              out.write(
                  "a",
                  stream -> {
                    stream.write(new byte[bytes]);
                    throw new IOException("lost");
                  }));
    }
    assertArrayEquals(content, read(out, "a"));
    out.write("a", stream -> stream.write(1));
    assertArrayEquals(new byte[] {1}, read(out, "a"));
    assertEquals(List.of("a"), names(out));
    assertEquals(0, unfinished(storage, "whole"));
  }

  /** How many uploads were begun and never ended; they are cancelled. */
  private static int unfinished(RemoteStorage storage, String folder) throws IOException {
    if (storage != s3) {
      return 0;
    }
    org.apache.hadoop.fs.Path path = new org.apache.hadoop.fs.Path(storage.root(), folder);
    try (var uploader = storage.files().createMultipartUploader(path).build()) {
      return uploader.abortUploadsUnderPath(path).get();
    } catch (Exception e) {
      throw new IOException(e);
    }
  }

  @ParameterizedTest
  @MethodSource("storages")
  void piecesBecomeOneFile(RemoteStorage storage) throws IOException {
    OutputDir out = storage.output("joined");
    List<byte[]> pieces =
        List.of(noise(5 * MEGABYTE), noise(7 * MEGABYTE + 3), noise(6 * MEGABYTE), noise(11));
    out.write("mesh.vtu", stream -> stream.write(noise(100)));
    List<TargetFile.Place> places = new ArrayList<>();
    long length = 0;
    for (byte[] piece : pieces) {
      places.add(new TargetFile.Place(places.size(), length, piece.length));
      length += piece.length;
    }
    try (TargetFile file = TargetFiles.begin(out, "mesh.vtu", length)) {
      String[] receipts = new String[pieces.size()];
      for (int i : new int[] {2, 0, 3, 1, 2}) { // One comes twice.
        receipts[i] =
            file.writer().write(out, places.get(i), stream -> stream.write(pieces.get(i)));
      }
      assertArrayEquals(noise(100), read(out, "mesh.vtu"));
      file.complete(List.of(receipts));
    }
    byte[] all = read(out, "mesh.vtu");
    assertEquals(length, all.length);
    for (int i = 0; i < pieces.size(); i++) {
      int from = (int) places.get(i).position();
      assertArrayEquals(
          pieces.get(i), java.util.Arrays.copyOfRange(all, from, from + pieces.get(i).length));
    }
    assertEquals(List.of("mesh.vtu"), names(out));
    assertEquals(0, unfinished(storage, "joined"));
  }

  @ParameterizedTest
  @MethodSource("storages")
  void aJoinedFileThatIsGivenUpLeavesNothing(RemoteStorage storage) throws IOException {
    OutputDir out = storage.output("given-up");
    out.make();
    TargetFile.Place place = new TargetFile.Place(0, 0, 10);
    try (TargetFile file = TargetFiles.begin(out, "mesh.vtu", 20)) {
      file.writer().write(out, place, stream -> stream.write(new byte[10]));
      assertThrows(
          IOException.class,
          () -> file.writer().write(out, place, stream -> stream.write(new byte[9])));
    }
    assertEquals(List.of(), names(out));
    assertEquals(0, unfinished(storage, "given-up"));
  }

  /** Nobody sees the parts of an upload, and the store asks money for them. */
  @Test
  void theNextRunCancelsUploadsOfOneThatWasKilled() throws IOException {
    OutputDir out = s3.output("killed");
    out.write("manifest.json", stream -> stream.write(1));
    PartUpload.begin(out, "mesh.vtu");
    PartUpload.begin(s3.output("beside"), "mesh.vtu");
    KnownFiles.sweep(out);
    assertEquals(0, unfinished(s3, "killed"));
    assertEquals(1, unfinished(s3, "beside"));
    assertEquals(List.of("manifest.json"), names(out));
  }

  @ParameterizedTest
  @MethodSource("storages")
  void oneRunHasTheOutput(RemoteStorage storage) throws Exception {
    OutputDir out = storage.output("locked");
    int runs = 4;
    ExecutorService threads = Executors.newFixedThreadPool(runs);
    List<Future<OutputLock>> locks = new ArrayList<>();
    for (int run = 0; run < runs; run++) {
      String name = "run-" + run;
      Callable<OutputLock> take = () -> OutputLock.take(storage.output("locked"), name);
      locks.add(threads.submit(take));
    }
    int taken = 0;
    for (Future<OutputLock> each : locks) {
      try (OutputLock lock = each.get()) {
        lock.requireHeld();
        lock.complete();
        taken++;
      } catch (java.util.concurrent.ExecutionException e) {
        assertTrue(e.getCause() instanceof UserError, e.toString());
      }
    }
    threads.shutdown();
    assertEquals(1, taken);
    assertEquals(List.of(OutputLock.NAME), names(out));
    OutputLock.take(out, "next").close();
  }
}
