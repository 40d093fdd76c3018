package io.citymesh.cli;

import io.citymesh.job.KryoRecords;
import io.citymesh.report.UserError;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkContext;
import org.apache.spark.deploy.SparkHadoopUtil;
import org.apache.spark.network.util.JavaUtils;
import org.apache.spark.sql.SparkSession;

/**
 * Opens the Spark session of a command. A property is taken from, in this order: {@code --conf},
 * what {@code spark-submit} or {@code -Dspark.*} says, {@code conf/citymesh-defaults.conf} (local
 * masters only), and the defaults below.
 */
final class SparkSessions {

  /**
   * The smallest heap in which Spark starts without a smaller {@code spark.testing.reservedMemory},
   * bytes.
   */
  private static final long SPARKS_FLOOR = 450L << 20;

  /** The share of a smaller heap that Spark reserves for itself; it accepts at most two thirds. */
  private static final double SET_ASIDE = 0.6;

  /**
   * The smallest heap that is accepted, bytes: a smaller one holds Spark and a reader of
   * footprints, and hardly a tile.
   */
  private static final long LEAST_HEAP = 160L << 20;

  /**
   * With this property of its jobs Spark does not write down as JSON, for each RDD, which operation
   * made it: nobody but the web page with the jobs reads it, of a run or of its event log.
   */
  private static final String NO_SCOPES = "spark.rdd.scope.noOverride";

  private SparkSessions() {}

  /**
   * Opens a session, or returns the one that this process has.
   *
   * @param master the master's URL, or an empty text for the one that is configured
   * @param conf properties that the user has given
   * @param verbose whether Spark's own log is shown
   */
  static SparkSession open(String master, Map<String, String> conf, boolean verbose) {
    PrivateFolder.leaveToSpark();
    // SparkSession.builder() would look for this one with Scala's reflection, for half a second.
    SparkSession session =
        org.apache.spark.sql.classic.SparkSession.builder()
            .config(conf(master, conf))
            .getOrCreate();
    SparkContext context = session.sparkContext();
    if (context.ui().isEmpty() && !context.getConf().getBoolean("spark.eventLog.enabled", false)) {
      context.setLocalProperty(NO_SCOPES, "true");
    }
    if (verbose) {
      context.setLogLevel("INFO");
    }
    return session;
  }

  /** The properties of a session, without opening it. */
  static SparkConf conf(String master, Map<String, String> conf) {
    return conf(master, conf, Runtime.getRuntime().maxMemory());
  }

  /**
   * The properties of a session, without opening it.
   *
   * @param heap of this process, bytes
   * @throws UserError if the session could not start or do anything in this heap
   */
  static SparkConf conf(String master, Map<String, String> conf, long heap) {
    SparkConf result = new SparkConf(); // Takes -Dspark.*, and so what spark-submit says.
    String url = master(master);
    result.setMaster(url);
    conf.forEach(result::set);
    if (isLocal(url)) {
      defaultsFile().forEach((key, value) -> result.setIfMissing((String) key, (String) value));
      result.setIfMissing("spark.driver.host", "127.0.0.1");
      result.setIfMissing("spark.driver.bindAddress", "127.0.0.1");
      result.setIfMissing("spark.ui.enabled", "false");
      result.setIfMissing("spark.ui.showConsoleProgress", "false");
      // Progress inside a long task is heard with the heartbeat.
      result.setIfMissing("spark.executor.heartbeatInterval", "2s");
    }
    fit(result, isLocal(url), heap);
    result.setIfMissing("spark.app.name", "citymesh");
    // In the C locale an executor could not name the files that the driver names.
    result.setIfMissing("spark.executorEnv.LC_ALL", "C.UTF-8");
    // G1 would give each large array of the mesher whole regions of the heap.
    if (!result.get("spark.executor.extraJavaOptions", "").contains("GC")) {
      result.setIfMissing("spark.executor.defaultJavaOptions", "-XX:+UseParallelGC");
    }
    result.setIfMissing("spark.serializer", "org.apache.spark.serializer.KryoSerializer");
    result.setIfMissing("spark.kryo.registrator", KryoRecords.class.getName());
    result.setIfMissing("spark.kryoserializer.buffer.max", "1g");
    // To more partitions, a file and a Kryo for each would take more than sorting.
    result.setIfMissing("spark.shuffle.sort.bypassMergeThreshold", "16");
    return result;
  }

  /**
   * Sets Spark's reserved memory so that a local session starts in a small heap; a session that
   * cannot start is a user error.
   */
  private static void fit(SparkConf conf, boolean local, long heap) {
    if (local && heap < LEAST_HEAP) {
      throw new UserError(
          String.format(
              Locale.ROOT,
              "a heap of %d MB is too small: set CITYMESH_MEMORY (or -Xmx) to 300m or more",
              heap >> 20));
    }
    if (local && heap < SPARKS_FLOOR) {
      conf.setIfMissing("spark.testing.reservedMemory", Long.toString((long) (SET_ASIDE * heap)));
    }
    if (!local && heap < SPARKS_FLOOR && !conf.contains("spark.testing.reservedMemory")) {
      throw new UserError(
          String.format(
              Locale.ROOT,
              "a heap of %d MB is too small for the driver of a cluster: set CITYMESH_MEMORY (or"
                  + " --driver-memory) to 512m or more",
              heap >> 20));
    }
    String executor = conf.get("spark.executor.memory", "1g");
    if (!local && JavaUtils.byteStringAsBytes(executor) < SPARKS_FLOOR) {
      throw new UserError(
          String.format(
              Locale.ROOT,
              "spark.executor.memory is %s, too small for Spark: give 512m or more",
              executor));
    }
  }

  /**
   * How Hadoop's file systems are reached, as in a session, without opening one.
   *
   * @param conf Spark properties that the user has given; those of {@code spark.hadoop.} count
   */
  static Configuration hadoop(String master, Map<String, String> conf) {
    SparkConf spark = new SparkConf();
    conf.forEach(spark::set);
    if (isLocal(master(master))) {
      defaultsFile().forEach((key, value) -> spark.setIfMissing((String) key, (String) value));
    }
    return SparkHadoopUtil.get().newConfiguration(spark);
  }

  /**
   * The master to use: the one asked for, else the one configured, else all cores of this machine.
   */
  static String master(String asked) {
    return asked.isEmpty() ? System.getProperty("spark.master", "local[*]") : asked;
  }

  static boolean isLocal(String master) {
    return master.equals("local") || master.startsWith("local[");
  }

  private static Properties defaultsFile() {
    Properties defaults = new Properties();
    String file = System.getProperty("citymesh.conf", "");
    if (!file.isEmpty()) {
      try (Reader reader = Files.newBufferedReader(Path.of(file))) {
        defaults.load(reader);
      } catch (IOException e) {
        throw new UserError("the Spark defaults in " + file + " cannot be read: " + e, e);
      }
    }
    return defaults;
  }
}
