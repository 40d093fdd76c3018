package io.citymesh.benchmark;

import com.sun.management.GarbageCollectorMXBean;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.spark.SparkContext;
import org.apache.spark.api.plugin.DriverPlugin;
import org.apache.spark.api.plugin.ExecutorPlugin;
import org.apache.spark.api.plugin.PluginContext;
import org.apache.spark.api.plugin.SparkPlugin;

/**
 * Measures the heap that is in use in the driver and in each executor: what a full collection,
 * several times a second, leaves. The most that was seen, in bytes, is in the file {@code
 * heap-driver} or {@code heap-executor-<id>} of the {@linkplain #DIRECTORY directory}. In local
 * mode there is only a driver.
 */
public final class HeapSampler implements SparkPlugin {
  /** The property that names the directory. */
  static final String DIRECTORY = "spark.citymesh.heap";

  private static final long PAUSE_MILLIS = 200;

  /** The collectors that look at the whole heap. */
  private static final Set<String> FULL =
      Set.of("PS MarkSweep", "G1 Old Generation", "MarkSweepCompact");

  @Override
  public DriverPlugin driverPlugin() {
    return new DriverPlugin() {
      @Override
      public Map<String, String> init(SparkContext spark, PluginContext context) {
        start(context, "heap-driver");
        return Map.of();
      }
    };
  }

  @Override
  public ExecutorPlugin executorPlugin() {
    return new ExecutorPlugin() {
      @Override
      public void init(PluginContext context, Map<String, String> extraConf) {
        if (!context.executorID().equals("driver")) {
          start(context, "heap-executor-" + context.executorID());
        }
      }
    };
  }

  private static void start(PluginContext context, String file) {
    Path path = Path.of(context.conf().get(DIRECTORY), file);
    Thread sampler = new Thread(() -> sample(path), "heap sampler");
    sampler.setDaemon(true);
    sampler.start();
  }

  private static void sample(Path file) {
    long most = 0;
    try {
      while (true) {
        System.gc();
        long now = afterLastFullCollection();
        if (now > most) {
          most = now;
          Files.writeString(file, Long.toString(most));
        }
        Thread.sleep(PAUSE_MILLIS);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Bytes on the heap at the end of the collection, before anything was added to it. */
  static long afterLastFullCollection() {
    Set<String> heap =
        ManagementFactory.getMemoryPoolMXBeans().stream()
            .filter(pool -> pool.getType() == MemoryType.HEAP)
            .map(MemoryPoolMXBean::getName)
            .collect(Collectors.toSet());
    return ManagementFactory.getPlatformMXBeans(GarbageCollectorMXBean.class).stream()
        .filter(bean -> FULL.contains(bean.getName()) && bean.getLastGcInfo() != null)
        .flatMap(bean -> bean.getLastGcInfo().getMemoryUsageAfterGc().entrySet().stream())
        .filter(pool -> heap.contains(pool.getKey()))
        .mapToLong(pool -> pool.getValue().getUsed())
        .sum();
  }
}
