package io.citymesh.job;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Heap for 100 bytes, and tasks that want some of it. */
@Timeout(30)
class AdmissionTest {
  private final Admission admission = new Admission(100);
  private final ExecutorService tasks = Executors.newCachedThreadPool();

  @AfterEach
  void end() {
    tasks.shutdownNow();
  }

  @Test
  void thoseThatFitGoTogether() {
    try (Admission.Pass first = admission.admit(60);
        Admission.Pass second = admission.admit(40)) {
      assertTrue(first != second);
    }
  }

  @Test
  void theOthersWait() throws Exception {
    Future<?> waits;
    try (Admission.Pass first = admission.admit(60)) {
      waits = tasks.submit(() -> admission.admit(41).close());
      assertStillWaits(waits);
      first.close();
      waits.get(10, TimeUnit.SECONDS);
    }
    admission.admit(100).close(); // A pass that is closed twice is given back once.
  }

  /** Or a stream of small tiles would keep a large one waiting for ever. */
  @Test
  void whoCameFirstGoesFirst() throws Exception {
    Admission.Pass holder = admission.admit(60);
    Future<?> large = tasks.submit(() -> admission.admit(90).close());
    assertStillWaits(large);
    Future<?> small = tasks.submit(() -> admission.admit(10).close());
    assertStillWaits(small);
    holder.close();
    large.get(10, TimeUnit.SECONDS);
    small.get(10, TimeUnit.SECONDS);
  }

  @Test
  void whatIsTooLargeGoesAlone() throws Exception {
    Admission.Pass small = admission.admit(1);
    Future<Admission.Pass> huge = tasks.submit(() -> admission.admit(1000));
    assertStillWaits(huge);
    small.close();
    Admission.Pass pass = huge.get(10, TimeUnit.SECONDS);
    Future<?> next = tasks.submit(() -> admission.admit(1).close());
    assertStillWaits(next);
    pass.close();
    next.get(10, TimeUnit.SECONDS);
  }

  /** Each gives back what it has before it waits for all. */
  @Test
  void twoThatWantToBeAloneDoNotWaitForEachOther() throws Exception {
    List<Future<?>> all = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      Admission.Pass pass = admission.admit(50);
      all.add(
          tasks.submit(
              () -> {
                pass.alone();
                pass.close();
              }));
    }
    for (Future<?> task : all) {
      task.get(10, TimeUnit.SECONDS);
    }
  }

  @Test
  void neverIsMoreGivenOutThanThereIs() throws Exception {
    AtomicLong given = new AtomicLong();
    AtomicLong most = new AtomicLong();
    List<Future<?>> all = new ArrayList<>();
    for (int i = 0; i < 400; i++) {
      long bytes = 1 + (i * 37) % 60;
      all.add(
          tasks.submit(
              () -> {
                try (Admission.Pass pass = admission.admit(bytes)) {
                  most.accumulateAndGet(given.addAndGet(bytes), Math::max);
                  Thread.yield();
                  given.addAndGet(-bytes);
                }
              }));
    }
    for (Future<?> task : all) {
      task.get(20, TimeUnit.SECONDS);
    }
    assertTrue(most.get() <= 100, "given out: " + most);
    assertTrue(most.get() > 60, "nobody went together: " + most);
  }

  /** A task that Spark interrupts gives up its place in line. */
  @Test
  void whoGivesUpKeepsNobodyWaiting() throws Exception {
    Admission.Pass holder = admission.admit(60);
    Future<?> gone = tasks.submit(() -> admission.admit(100).close());
    assertStillWaits(gone);
    Future<?> next = tasks.submit(() -> admission.admit(40).close());
    gone.cancel(true);
    next.get(10, TimeUnit.SECONDS);
    holder.close();
    assertEquals(true, gone.isCancelled());
  }

  private static void assertStillWaits(Future<?> task) throws InterruptedException {
    Thread.sleep(50);
    assertTrue(!task.isDone());
  }
}
