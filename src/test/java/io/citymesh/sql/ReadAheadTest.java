package io.citymesh.sql;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReadAheadTest {
  @TempDir Path dir;

  private static List<Thread> threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().equals(ReadAhead.THREAD))
        .toList();
  }

  @Test
  void isSilentAboutFilesAndLeavesNoThread() throws Exception {
    Path file = Files.write(dir.resolve("part.h5"), new byte[3 << 20]);
    List<Thread> before = threads();
    ReadAhead ahead = new ReadAhead();
    ahead.begin(dir.resolve("absent.h5"));
    ahead.begin(dir);
    ahead.begin(file);
    List<Thread> mine = threads().stream().filter(thread -> !before.contains(thread)).toList();
    assertEquals(1, mine.size(), "one thread, whatever the files are");
    assertTrue(mine.get(0).isDaemon());
    ahead.close();
    assertTimeoutPreemptively(Duration.ofSeconds(20), () -> mine.get(0).join());
    assertFalse(mine.get(0).isAlive());
    assertEquals(3 << 20, Files.size(file));
  }

  @Test
  void startsNoThreadForNothing() {
    List<Thread> before = threads();
    ReadAhead ahead = new ReadAhead();
    assertTrue(before.containsAll(threads()));
    ahead.close();
  }
}
