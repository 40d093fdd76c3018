package io.citymesh.output;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.citymesh.ChildJvm;
import io.citymesh.output.PublishTest.RemoteFileSystem;
import io.citymesh.report.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One run at a time in an output, on a local file system and on any other. */
class OutputLockTest {
  @TempDir private Path dir;

  private Path out() {
    return dir.resolve("out");
  }

  private OutputDir out(String scheme) {
    Configuration hadoop = new Configuration(false);
    hadoop.setClass("fs.remote.impl", RemoteFileSystem.class, FileSystem.class);
    return OutputDir.of(scheme + out(), hadoop);
  }

  private OutputOptions options(boolean overwrite) {
    return new OutputOptions(out().toString(), overwrite, 0, false, false, true);
  }

  private JsonNode file() throws IOException {
    return new ObjectMapper().readTree(out().resolve(OutputLock.NAME).toFile());
  }

  private Set<String> files() throws IOException {
    try (Stream<Path> all = Files.list(out())) {
      return all.map(file -> file.getFileName().toString())
          .collect(Collectors.toCollection(TreeSet::new));
    }
  }

  private void age(Duration age) throws IOException {
    Files.setLastModifiedTime(
        out().resolve(OutputLock.NAME), FileTime.from(Instant.now().minus(age)));
  }

  /** As a run leaves it that was killed on a machine that this one knows nothing of. */
  private void leave(String run, Duration age) throws IOException {
    Files.createDirectories(out());
    Files.writeString(
        out().resolve(OutputLock.NAME),
        "{\"citymesh\": \"1\", \"run\": \"%s\", \"host\": \"far\", \"state\": \"running\"}"
            .formatted(run));
    age(age);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "remote://"})
  void aSecondRunIsTurnedAwayUntilTheFirstIsDone(String scheme) throws IOException {
    try (OutputLock first = OutputLock.take(out(scheme), "first")) {
      assertEquals("running", file().path("state").asText());
      UserError error = assertThrows(UserError.class, () -> OutputLock.take(out(scheme), "second"));
      assertTrue(error.getMessage().contains("another run is writing"), error.getMessage());
      assertTrue(error.getMessage().contains("run first"), error.getMessage());
      assertThrows(UserError.class, () -> options(true).requireFree(new Configuration()));
      first.requireHeld();
      first.complete();
    }
    assertEquals("complete", file().path("state").asText());
    try (OutputLock second = OutputLock.take(out(scheme), "second")) {
      assertEquals(Optional.empty(), second.left(), "nothing was left unfinished");
      assertEquals("second", file().path("run").asText());
    }
    assertEquals(Set.of(OutputLock.NAME), files());
  }

  @Test
  void aRunThatFailsBeforeItWritesLeavesNothing() throws IOException {
    OutputLock.take(out(""), "fails").close();
    assertFalse(Files.exists(out()));
    Files.createDirectory(out());
    OutputLock.take(out(""), "fails").close();
    assertEquals("failed", file().path("state").asText(), "it has not made the folder");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "remote://"})
  void aLockIsStaleFiveMinutesAfterTheLastSignOfLife(String scheme) throws IOException {
    leave("lost", Duration.ofMinutes(4));
    assertThrows(UserError.class, () -> OutputLock.take(out(scheme), "next"));
    leave("lost", Duration.ofMinutes(6));
    try (OutputLock next = OutputLock.take(out(scheme), "next")) {
      assertEquals(Optional.of("run lost on far, last heard of 6 min ago"), next.left());
      assertEquals(Optional.of("lost"), next.leftRun());
      next.requireHeld();
    }
    assertEquals(Set.of(OutputLock.NAME), files());
  }

  /** Twenty find the same stale lock at the same time. */
  @Test
  void onlyOneTakesAStaleLockOver() throws Exception {
    int runs = 20;
    ExecutorService threads = Executors.newFixedThreadPool(runs);
    try {
      for (int round = 0; round < 10; round++) {
        leave("lost" + round, Duration.ofMinutes(6));
        CyclicBarrier start = new CyclicBarrier(runs);
        List<Future<Optional<OutputLock>>> attempts = new ArrayList<>();
        for (int i = 0; i < runs; i++) {
          String name = "run" + i;
          Callable<Optional<OutputLock>> attempt =
              () -> {
                start.await();
                try {
                  return Optional.of(OutputLock.take(out(""), name));
                } catch (UserError e) {
                  return Optional.empty();
                }
              };
          attempts.add(threads.submit(attempt));
        }
        List<OutputLock> holders = new ArrayList<>();
        for (Future<Optional<OutputLock>> attempt : attempts) {
          attempt.get().ifPresent(holders::add);
        }
        assertEquals(1, holders.size(), "runs that hold the lock");
        holders.get(0).requireHeld();
        holders.get(0).close();
      }
    } finally {
      threads.shutdownNow();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "remote://"})
  void aRunAtWorkKeepsItsLockFresh(String scheme) throws Exception {
    try (OutputLock lock = OutputLock.take(out(scheme), "long", Duration.ofMillis(20))) {
      age(Duration.ofMinutes(6));
      Instant old = out(scheme).modified(OutputLock.NAME);
      while (!out(scheme).modified(OutputLock.NAME).isAfter(old)) {
        Thread.sleep(5);
      }
      assertThrows(UserError.class, () -> OutputLock.take(out(scheme), "next"));
      lock.requireHeld();
      lock.complete();
    }
    Instant end = out(scheme).modified(OutputLock.NAME);
    Thread.sleep(100);
    assertEquals(end, out(scheme).modified(OutputLock.NAME), "it beats no more");
  }

  @Test
  void aRunThatHasLostItsLockIsTold() throws IOException {
    try (OutputLock slept = OutputLock.take(out(""), "slept")) {
      leave("other", Duration.ZERO);
      UserError error = assertThrows(UserError.class, slept::requireHeld);
      assertTrue(error.getMessage().contains("run other"), error.getMessage());
    }
    assertEquals("other", file().path("run").asText(), "the other's file is left alone");
  }

  /** Takes the lock and waits to be killed. */
  public static final class Holder {
    private Holder() {}

    public static void main(String[] args) throws Exception {
      OutputLock.take(OutputDir.of(args[0], new Configuration(false)), "killed");
      Thread.sleep(60_000);
    }
  }

  @Test
  void aProcessThatIsGoneIsKnownToBeGone() throws Exception {
    Process holder = ChildJvm.start(List.of(), Holder.class, List.of(out().toString()));
    try {
      while (Files.notExists(out().resolve(OutputLock.NAME)) && holder.isAlive()) {
        Thread.sleep(5);
      }
      assertThrows(UserError.class, () -> OutputLock.take(out(""), "next"));
    } finally {
      holder.destroyForcibly().waitFor();
    }
    assertTrue(OutputLock.isOurs(out("")), "a killed run's folder is ours");
    options(true).requireFree(new Configuration());
    try (OutputLock next = OutputLock.take(out(""), "next")) {
      assertTrue(next.left().orElse("").startsWith("run killed"), "it is told");
    }
  }

  @Test
  void aProcessIsToldApartFromThoseBeforeIt() {
    String self = RunningProcess.self();
    assertTrue(self.contains("@"), self);
    assertFalse(RunningProcess.isGone(self));
    assertTrue(RunningProcess.isGone(self + "0"), "another process had this number");
    assertFalse(RunningProcess.isGone("another boot/pid:[1]/1@1"), "another machine's");
    for (String nothing : List.of("", "/", "@", "x/y@", self.replace('@', '/'))) {
      assertFalse(RunningProcess.isGone(nothing), nothing);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "null",
        "{",
        "{\"state\": {}}",
        "{\"citymesh\": 1, \"run\": \"../../x\", \"state\": \"running\", \"process\": \"a/b@c\"}"
      })
  void anyContentIsALock(String content) throws IOException {
    Files.createDirectories(out());
    Files.writeString(out().resolve(OutputLock.NAME), content);
    age(Duration.ofMinutes(6));
    try (OutputLock next = OutputLock.take(out(""), "next")) {
      next.requireHeld();
    }
  }
}
