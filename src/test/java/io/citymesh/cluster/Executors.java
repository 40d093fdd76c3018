package io.citymesh.cluster;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.apache.spark.SparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerStageSubmitted;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.sql.SparkSession;

/** Sessions on a {@link TestCluster}, and the end of their executors. */
final class Executors {
  private Executors() {}

  /** Waits for a killed executor's successor: without it, there is nobody to go on. */
  static void awaitTwo(SparkContext context) throws InterruptedException {
    int withTheDriver = 3;
    for (int tenths = 0;
        context.statusTracker().getExecutorInfos().length < withTheDriver;
        tenths++) {
      assertTrue(tenths < 3000, "no two executors");
      Thread.sleep(100);
    }
  }

  static SparkSession session(String master, Map<String, String> conf) throws Exception {
    SparkSession.Builder builder =
        SparkSession.builder()
            .appName("executors")
            .master(master)
            .config("spark.jars", TestCluster.jars())
            .config("spark.driver.host", "127.0.0.1")
            .config("spark.driver.bindAddress", "127.0.0.1")
            .config("spark.ui.enabled", "false")
            .config("spark.executor.memory", "1g")
            .config("spark.executor.extraJavaOptions", "-XX:TieredStopAtLevel=1")
            .config("spark.sql.shuffle.partitions", "4");
    conf.forEach(builder::config);
    return builder.getOrCreate();
  }

  /** Kills the executor that ends a certain task of a stage of the run. */
  static final class Killer extends SparkListener {
    private final String application;
    private final String words;
    private final Set<Integer> stages = new HashSet<>();
    private int left;

    /**
     * @param words what the stage's description starts with
     * @param left how many tasks end until then
     */
    Killer(String application, String words, int left) {
      this.application = application;
      this.words = words;
      this.left = left;
    }

    synchronized int left() {
      return left;
    }

    @Override
    public synchronized void onStageSubmitted(SparkListenerStageSubmitted event) {
      if (event.properties().getProperty("spark.job.description", "").startsWith(words)) {
        stages.add(event.stageInfo().stageId());
      }
    }

    @Override
    public synchronized void onTaskEnd(SparkListenerTaskEnd event) {
      if (left > 0 && stages.contains(event.stageId())) {
        left--;
        if (left == 0) {
          kill(application, event.taskInfo().executorId());
        }
      }
    }
  }

  /** As the kernel does when memory runs out: no shutdown hook runs. */
  private static void kill(String application, String executor) {
    try {
      TestCluster.executor(application, executor).destroyForcibly();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
