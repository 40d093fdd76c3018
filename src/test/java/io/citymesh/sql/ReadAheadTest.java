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
  private static final int SIZE = (3 << 20) + 17;

  @TempDir Path dir;

  private Path file(String name) throws Exception {
    return Files.write(dir.resolve(name), new byte[SIZE]);
  }

  private static List<Thread> threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().equals(ReadAhead.THREAD))
        .toList();
  }

  @Test
  void leavesFilesInMemoryAlone() throws Exception {
    try (ReadAhead ahead = new ReadAhead(Long.MAX_VALUE)) {
      assertEquals(ReadAhead.BLOCK, ahead.fetch(file("a.h5")));
      assertEquals(ReadAhead.BLOCK, ahead.fetch(file("b.h5")));
    }
  }

  @Test
  void readsTheWholeOfOthersAndNoMoreWhereTheSystemKeepsNothing() throws Exception {
    try (ReadAhead ahead = new ReadAhead(0)) {
      assertEquals(SIZE, ahead.fetch(file("a.h5")));
      assertEquals(0, ahead.fetch(file("b.h5")), "the first block came as slowly as before");
    }
  }

  @Test
  void isSilentAboutFiles() throws Exception {
    try (ReadAhead ahead = new ReadAhead(0)) {
      assertEquals(0, ahead.fetch(dir.resolve("absent.h5")));
      assertEquals(0, ahead.fetch(dir), "a folder");
      assertEquals(0, ahead.fetch(Files.createFile(dir.resolve("empty.h5"))));
    }
  }

  @Test
  void leavesNoThread() throws Exception {
    Path file = file("part.h5");
    List<Thread> before = threads();
    ReadAhead ahead = new ReadAhead();
    assertTrue(before.containsAll(threads()), "a thread for nothing");
    ahead.begin(dir.resolve("absent.h5"));
    ahead.begin(file);
    List<Thread> mine = threads().stream().filter(thread -> !before.contains(thread)).toList();
    assertEquals(1, mine.size(), "one thread, whatever the files are");
    assertTrue(mine.get(0).isDaemon());
    ahead.close();
    assertTimeoutPreemptively(Duration.ofSeconds(20), () -> mine.get(0).join());
    ahead.begin(file); // Nothing.
    assertFalse(mine.get(0).isAlive());
  }
}
