package io.citymesh.format;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.citymesh.output.OutputDir;
import io.citymesh.output.TinyCity;
import io.citymesh.report.Manifest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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

  @Test
  void whatFollowsTheLayoutBeginsWithItsLastPiece() throws IOException {
    OutputDir out = OutputDir.of(directory.toString(), new Configuration());
    Manifest manifest = new TinyCity().publish(out);
    MeshParts mesh = MeshParts.of(manifest);
    PlyFormat format = new PlyFormat();
    Layout layout = format.layout(mesh, new long[0][], List.of("m")).get(0);
    byte[] alone;
    try (TargetFiles target = new TargetFiles(out, List.of("m"), List.of(layout), 1, new long[0])) {
      List<String> receipts = new ArrayList<>();
      for (TargetFiles.Task task : target.tasks()) {
        receipts.add(task.write(format, mesh, out, out));
      }
      target.complete(receipts, List.of());
      alone = Files.readAllBytes(directory.resolve("m"));
    }
    try (TargetFiles target =
        new TargetFiles(out, List.of("m"), List.of(layout), 1, new long[] {2, 3})) {
      assertEquals(layout.pieces(1).size() - 1, target.tasks().size());
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
      List<String> receipts = new ArrayList<>();
      for (TargetFiles.Task task : target.tasks()) {
        receipts.add(task.write(format, mesh, out, out));
      }
      target.complete(receipts, tail);
    }
    String expected = new String(alone, StandardCharsets.ISO_8859_1) + "abcde";
    assertEquals(expected, Files.readString(directory.resolve("m"), StandardCharsets.ISO_8859_1));
  }
}
