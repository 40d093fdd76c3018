package io.citymesh.job;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.citymesh.SparkTest;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.spark.SparkContext;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Test;

/** Two things at once: both are waited for, and neither outlives the other's failure. */
class BesideTest extends SparkTest {
  private static final String MAIN = "main-of-test";

  private static SparkContext context() {
    return spark().sparkContext();
  }

  /** A job that ends only if it is cancelled. */
  private static void endless() {
    JavaSparkContext.fromSparkContext(context())
        .parallelize(List.of(1), 1)
        .foreach(
            any -> {
              for (int i = 0; i < 600; i++) {
                Thread.sleep(100);
                if (TaskContext.get().isInterrupted()) {
                  return;
                }
              }
            });
  }

  /** A job of the main work, of which the other waits for the first. */
  private static void jobOfMain() {
    context().addJobTag(MAIN);
    try {
      JavaSparkContext.fromSparkContext(context()).parallelize(List.of(1), 1).count();
    } finally {
      context().removeJobTag(MAIN);
    }
  }

  private static void await(CountDownLatch latch) throws InterruptedException {
    assertTrue(latch.await(30, TimeUnit.SECONDS));
  }

  @Test
  void bothAreDoneAtTheSameTime() {
    CountDownLatch beside = new CountDownLatch(1);
    CountDownLatch main = new CountDownLatch(1);
    context().setJobDescription("words");
    try {
      Beside.Both<Long, String> both =
          Beside.run(
              context(),
              "t1",
              MAIN,
              () -> {
                beside.countDown();
                await(main);
                assertNull(context().getLocalProperty(TaskProgress.DESCRIPTION));
                return JavaSparkContext.fromSparkContext(context())
                    .parallelize(List.of(1, 2, 3), 2)
                    .count();
              },
              () -> {
                main.countDown();
                jobOfMain();
                await(beside);
                return "made";
              });
      assertEquals(3, both.beside());
      assertEquals("made", both.main());
      assertEquals("words", context().getLocalProperty(TaskProgress.DESCRIPTION));
    } finally {
      context().setJobDescription(null);
    }
  }

  @Test
  void aFailureBesideEndsTheMainWorkAndIsTold() {
    IOException failure = new IOException("no room for the buildings");
    context().addJobTag(MAIN);
    try {
      CountDownLatch main = new CountDownLatch(1);
      Throwable told =
          assertThrows(
              IOException.class,
              () ->
                  Beside.run(
                      context(),
                      "t2",
                      MAIN,
                      () -> {
                        await(main);
                        Thread.sleep(500); // The job has begun.
                        throw failure;
                      },
                      () -> {
                        main.countDown();
                        endless();
                        return 0;
                      }));
      assertSame(failure, told);
      assertEquals(1, told.getSuppressed().length);
    } finally {
      context().removeJobTag(MAIN);
    }
  }

  @Test
  void aFailureOfTheMainWorkEndsWhatIsBeside() {
    AtomicBoolean goesOn = new AtomicBoolean();
    CountDownLatch beside = new CountDownLatch(1);
    IllegalStateException failure = new IllegalStateException("no tile could be meshed");
    Throwable told =
        assertThrows(
            IllegalStateException.class,
            () ->
                Beside.run(
                    context(),
                    "t3",
                    MAIN,
                    () -> {
                      goesOn.set(true);
                      try {
                        beside.countDown();
                        endless();
                      } finally {
                        goesOn.set(false);
                      }
                      return 0;
                    },
                    () -> {
                      jobOfMain();
                      await(beside);
                      throw failure;
                    }));
    assertSame(failure, told);
    assertFalse(goesOn.get());
  }

  @Test
  void aFailureAfterTheMainWorkIsToldToo() {
    Error failure = new AssertionError("late");
    CountDownLatch main = new CountDownLatch(1);
    Throwable told =
        assertThrows(
            AssertionError.class,
            () ->
                Beside.run(
                    context(),
                    "t4",
                    MAIN,
                    () -> {
                      await(main);
                      throw failure;
                    },
                    () -> {
                      main.countDown();
                      return 0;
                    }));
    assertSame(failure, told);
  }
}
