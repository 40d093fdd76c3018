package io.citymesh.format;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.citymesh.output.OutputDir;
import io.citymesh.output.PublishTest;
import io.citymesh.output.TinyCity;
import io.citymesh.report.Manifest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How files are cut, and what follows the layout's pieces. */
class TargetFilesTest {
  @TempDir Path directory;

  private static Layout layout(long... lengths) {
    return new Layout(
        List.of(
            Layout.Fixed.text("head"),
            Layout.Shares.of(0, 0, lengths.length, p -> lengths[p]),
            Layout.Fixed.text("middle"),
            Layout.Shares.of(1, 7, lengths.length, p -> 2 * lengths[p])));
  }

  /** An object store takes no short piece but the last. */
  @Test
  void noPieceButTheLastIsShort() {
    for (int least = 1; least < 40; least++) {
      Layout layout = layout(3, 0, 10, 1, 0, 5);
      List<Layout.Piece> pieces = layout.pieces(least);
      long at = 0;
      for (Layout.Piece piece : pieces) {
        assertEquals(at, piece.place().position());
        at += piece.place().length();
        assertTrue(piece.place().length() >= least || piece == pieces.get(pieces.size() - 1));
      }
      assertEquals(layout.length(), at);
    }
    assertEquals(1, layout().pieces(1).size(), "a mesh without parts has a header all the same");
  }

  private OutputDir out(String scheme) {
    Configuration configuration = new Configuration();
    configuration.setClass(
        "fs.remote.impl",
        PublishTest.RemoteFileSystem.class,
        org.apache.hadoop.fs.FileSystem.class);
    return OutputDir.of(scheme + directory, configuration);
  }

  /** Where a file is put together of pieces; on a local disk that piece is empty. */
  @ParameterizedTest
  @ValueSource(strings = {"", "remote://"})
  void whatFollowsTheLayoutBeginsWithItsLastPiece(String scheme) throws IOException {
    OutputDir out = out(scheme);
    Manifest manifest = new TinyCity().publish(out);
    MeshParts mesh = MeshParts.of(manifest);
    PlyFormat format = new PlyFormat();
    List<Layout> layouts = format.layout(mesh, new long[0][], List.of("m"));
    TaskSize size = new TaskSize(1, 1, 1);
    byte[] alone;
    int tasks;
    try (TargetFiles target = new TargetFiles(out, List.of("m"), layouts, size, new long[0])) {
      target.complete(written(target, format, mesh, out), List.of());
      alone = Files.readAllBytes(directory.resolve("m"));
      tasks = target.tasks().size();
    }
    try (TargetFiles target =
        new TargetFiles(out, List.of("m"), layouts, size, new long[] {2, 3})) {
      assertEquals(scheme.isEmpty() ? tasks : tasks - 1, target.tasks().size());
      List<String> tail = new ArrayList<>();
      for (String text : List.of("ab", "cde")) {
        tail.add(
            target
                .tail()
                .write(
                    tail.size(),
                    format,
                    mesh,
                    out,
                    out,
                    stream -> stream.write(text.getBytes(StandardCharsets.US_ASCII))));
      }
      target.complete(written(target, format, mesh, out), tail);
    }
    String expected = new String(alone, StandardCharsets.ISO_8859_1) + "abcde";
    assertEquals(expected, Files.readString(directory.resolve("m"), StandardCharsets.ISO_8859_1));
  }

  private static List<String> written(
      TargetFiles target, PartFormat format, MeshParts mesh, OutputDir out) throws IOException {
    List<String> receipts = new ArrayList<>();
    for (FormatTask task : target.tasks()) {
      receipts.add(task.write(format, mesh, out, out));
    }
    return receipts;
  }

  /** On a local disk: so a part is read once, whatever the number of sections and files. */
  @Test
  void oneTaskWritesAllThatAPartGivesLongPartsFirst() throws IOException {
    OutputDir out = out("");
    List<Layout> layouts = List.of(layout(3, 0, 10, 1, 0, 5), layout(1, 0, 1, 0, 0, 9));
    try (TargetFiles target =
        new TargetFiles(out, List.of("a", "b"), layouts, new TaskSize(13, 40, 1), new long[0])) {
      List<List<Integer>> parts = new ArrayList<>();
      boolean[] written = new boolean[(int) (layouts.get(0).length() + layouts.get(1).length())];
      for (FormatTask each : target.tasks()) {
        PartsTask task = (PartsTask) each;
        parts.add(task.parts().stream().map(PartsTask.PartShares::number).toList());
        for (PartsTask.PartShares part : task.parts()) {
          for (Layout.PlacedShare placed : part.shares()) {
            long start = placed.position() + (placed.file() == 0 ? 0 : layouts.get(0).length());
            for (long at = start; at < start + placed.share().length(); at++) {
              assertFalse(written[(int) at], "written twice");
              written[(int) at] = true;
            }
          }
        }
      }
      // Of 90 bytes a quarter, at least 13, then of those that are left.
      assertEquals(List.of(List.of(5), List.of(2), List.of(0, 3)), parts);
      int known = 2 * "headmiddle".length();
      assertEquals(
          written.length - known,
          IntStream.range(0, written.length).filter(i -> written[i]).count());
    }
  }

  @Test
  void theLastTasksAreTheShortest() {
    TaskSize size = TaskSize.on(2);
    assertEquals(64 << 20, size.next(10L << 30));
    assertEquals(25 << 20, size.next(200L << 20));
    assertEquals(8 << 20, size.next(20L << 20));
    assertTrue(size.even(4L << 40) >= (4L << 40) / 10_000);
  }
}
