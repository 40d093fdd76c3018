package io.citymesh.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConsoleProgressTest {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final AtomicLong nanos = new AtomicLong();

  @Test
  void aFileGetsALineEveryFewSeconds() {
    Progress progress = progress(false, 5);
    progress.step("meshing tiles");
    for (int tile = 1; tile <= 10; tile++) {
      nanos.addAndGet(2_000_000_000L);
      progress.done(tile, 10, "tiles");
    }
    progress.finish();
    progress.finish();
    assertEquals(
        """
        meshing tiles ...
        meshing tiles: 3/10 tiles, 30%, 14 s left
        meshing tiles: 6/10 tiles, 60%, 8.0 s left
        meshing tiles: 9/10 tiles, 90%, 2.0 s left
        meshing tiles: 10/10 tiles, 20 s
        """,
        text());
  }

  @Test
  void aTerminalGetsOneLinePerStage() {
    Progress progress = progress(true, 0);
    progress.step("reading");
    progress.step("meshing tiles");
    nanos.addAndGet(1_000_000_000L);
    progress.done(1, 2, "tiles");
    progress.finish();
    String erase = "\r\u001b[K";
    assertEquals(
        erase
            + "reading ..."
            + erase
            + "reading: 0.0 s\n"
            + erase
            + "meshing tiles ..."
            + erase
            + "meshing tiles: 1/2 tiles, 50%, 1.0 s left"
            + erase
            + "meshing tiles: 1/2 tiles, 1.0 s\n",
        text());
  }

  @Test
  void aLongPieceKeepsTelling() {
    Progress progress = progress(false, 5);
    progress.step("cleaning footprints");
    for (int step = 1; step <= 2; step++) {
      nanos.addAndGet(6_000_000_000L);
      progress.within("12,500 corners, step " + step);
      progress.done(1, 4, "footprints");
    }
    progress.within("");
    progress.done(2, 4, "footprints");
    progress.finish();
    assertEquals(
        """
        cleaning footprints ...
        cleaning footprints: 1/4 footprints, 25%, 18 s left; 12,500 corners, step 1
        cleaning footprints: 1/4 footprints, 25%, 36 s left; 12,500 corners, step 2
        cleaning footprints: 2/4 footprints, 12 s
        """,
        text());
  }

  @Test
  void howMuchThereIsMayNotBeKnown() {
    Progress progress = progress(false, 5);
    progress.step("reading");
    nanos.addAndGet(6_000_000_000L);
    progress.done(7, 0, "tasks");
    progress.finish();
    assertEquals(
        """
        reading ...
        reading: 7 tasks
        reading: 7 tasks, 6.0 s
        """,
        text());
  }

  @Test
  void nothingIsSaidOutsideOfAStage() {
    Progress progress = progress(false, 0);
    progress.done(1, 2, "tiles");
    progress.finish();
    assertEquals("", text());
  }

  @ParameterizedTest
  @CsvSource({
    "0,0.0 s",
    "0.04,0.0 s",
    "9.9,9.9 s",
    "9.96,10 s",
    "59.4,59 s",
    "185,3 min 05 s",
    "7500,2 h 05 min"
  })
  void timesReadWell(double seconds, String expected) {
    assertEquals(expected, ConsoleProgress.time((long) (seconds * 1e9)));
  }

  private Progress progress(boolean terminal, int seconds) {
    PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
    return new ConsoleProgress(out, terminal, Duration.ofSeconds(seconds), nanos::get);
  }

  private String text() {
    return bytes.toString(StandardCharsets.UTF_8).replace(System.lineSeparator(), "\n");
  }
}
