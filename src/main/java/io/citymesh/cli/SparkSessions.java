package io.citymesh.cli;

import io.citymesh.job.KryoRecords;
import io.citymesh.report.UserError;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.SparkSession;

/**
 * Opens the Spark session of a command. A property is taken from, in this order: {@code --conf},
 * what {@code spark-submit} or {@code -Dspark.*} says, {@code conf/citymesh-defaults.conf} (local
 * masters only), and the defaults below.
 */
final class SparkSessions {

  private SparkSessions() {}

  /**
   * A session, or the one that this process has already.
   *
   * @param master the master's URL, or an empty text for the one that is configured
   * @param conf properties that the user has given
   * @param verbose whether Spark's own log is shown
   */
  static SparkSession open(String master, Map<String, String> conf, boolean verbose) {
    SparkSession session = SparkSession.builder().config(conf(master, conf)).getOrCreate();
    if (verbose) {
      session.sparkContext().setLogLevel("INFO");
    }
    return session;
  }

  /** The properties of a session, without opening it. */
  static SparkConf conf(String master, Map<String, String> conf) {
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
    result.setIfMissing("spark.app.name", "citymesh");
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
