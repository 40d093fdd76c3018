package io.citymesh.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.Appender;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.LoggerConfig;
import org.apache.logging.log4j.core.config.Property;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the loggers of Spark say when an executor is killed, and where it goes. */
class SparkLogTest {
  private static final String SCHEDULER = "org.apache.spark.scheduler.TaskSchedulerImpl";

  /** In place of the console. */
  private static final class Printed extends AbstractAppender {
    final List<String> lines = Collections.synchronizedList(new ArrayList<>());

    Printed() {
      super("printed", null, null, true, Property.EMPTY_ARRAY);
    }

    @Override
    public void append(LogEvent event) {
      String trace = event.getThrown() == null ? "" : " " + event.getThrown();
      lines.add(event.getMessage().getFormattedMessage() + trace);
    }
  }

  private final Printed printed = new Printed();
  private final List<Appender> others = new ArrayList<>();
  private LoggerConfig root;

  @BeforeEach
  void listen() {
    root = ((LoggerContext) LogManager.getContext(false)).getConfiguration().getRootLogger();
    others.addAll(root.getAppenders().values());
    others.forEach(appender -> root.removeAppender(appender.getName()));
    printed.start();
    root.addAppender(printed, null, null);
  }

  @AfterEach
  void listenNoMore() {
    root.removeAppender(printed.getName());
    others.forEach(appender -> root.addAppender(appender, null, null));
  }

  private static void anExecutorIsKilled() {
    LogManager.getLogger(SCHEDULER).error("Lost executor 0 on 127.0.0.1: exited with code 137");
    for (int block = 0; block < 60; block++) {
      LogManager.getLogger("org.apache.spark.storage.BlockManagerMasterEndpoint")
          .warn("No more replicas available for rdd_37_{} !", block);
    }
    for (int port = 4000; port < 4003; port++) {
      LogManager.getLogger("org.apache.spark.network.server.TransportChannelHandler")
          .warn("Exception in connection from /127.0.0.1:" + port, new IOException("reset"));
    }
  }

  @Test
  void aRunThatGoesOnHasALineForEachKind() {
    try (SparkLog log = SparkLog.hold()) {
      anExecutorIsKilled();
      assertEquals(
          List.of(
              "Spark said: TaskSchedulerImpl: Lost executor 0 on 127.0.0.1: exited with"
                  + " code 137",
              "Spark said 60 times: BlockManagerMasterEndpoint: No more replicas available for"
                  + " rdd_37_0 !",
              "Spark said 3 times: TransportChannelHandler: Exception in connection from"
                  + " /127.0.0.1:4000"),
          log.lines());
    }
    assertEquals(List.of(), printed.lines);
  }

  @Test
  void aRunThatFailsHasThemAll() {
    try (SparkLog log = SparkLog.hold()) {
      anExecutorIsKilled();
      log.print();
    }
    assertEquals(64, printed.lines.size());
    assertTrue(printed.lines.get(63).endsWith("java.io.IOException: reset"), "with the trace");
  }

  @Test
  void whatTheUserMustKnowPassesAtOnce() {
    try (SparkLog log = SparkLog.hold()) {
      LogManager.getLogger(SCHEDULER)
          .warn("Initial job has not accepted any resources; check your cluster UI");
      LogManager.getLogger("io.citymesh.job.CoreTask").warn("tile 1_2 ran out of memory");
      LogManager.getLogger("org.apache.spark.SparkConf").warn("The key is deprecated");
      assertEquals(3, printed.lines.size());
      assertEquals(List.of(), log.lines());
    }
  }

  @Test
  void afterwardsAllIsAsItWas() {
    SparkLog log = SparkLog.hold();
    log.close();
    log.close();
    LogManager.getLogger(SCHEDULER).warn("Lost");
    assertEquals(List.of("Lost"), printed.lines);
  }
}
