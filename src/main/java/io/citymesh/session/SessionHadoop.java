package io.citymesh.session;

import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkEnv;
import org.apache.spark.deploy.SparkHadoopUtil;
import org.apache.spark.sql.SparkSession;
import scala.Option;

/**
 * How this process reaches Hadoop's file systems in the session that it is in, for who is not given
 * a configuration.
 *
 * <p>Not the one that Spark keeps for a process: an executor makes that before it has the
 * application's jars, among which the file system may be.
 */
public final class SessionHadoop {
  private SessionHadoop() {}

  /**
   * The configuration.
   *
   * @param settings what the driver's has beside the session's properties
   */
  public static Configuration configuration(Map<String, String> settings) {
    Configuration hadoop = new Configuration(ofProperties());
    settings.forEach(hadoop::set);
    return hadoop;
  }

  /**
   * What a program has set in {@code SparkContext.hadoopConfiguration()}, which executors do not
   * know; on an executor nothing.
   */
  public static Map<String, String> settings() {
    Map<String, String> settings = new TreeMap<>();
    Option<SparkSession> session = SparkSession.getDefaultSession();
    if (session.isDefined() && !session.get().sparkContext().isStopped()) {
      Configuration known = ofProperties();
      for (Map.Entry<String, String> entry : session.get().sparkContext().hadoopConfiguration()) {
        if (!entry.getValue().equals(known.getRaw(entry.getKey()))) {
          settings.put(entry.getKey(), entry.getValue());
        }
      }
    }
    return settings;
  }

  /** Read once in a session: to parse Hadoop's files takes longer than to read a part. */
  private static final SessionState<Configuration> PROPERTIES =
      new SessionState<>(SessionHadoop::read, known -> {});

  /** From Spark's properties and the files of properties; nobody may change it. */
  private static Configuration ofProperties() {
    return SparkEnv.get() == null ? read() : PROPERTIES.ifLasting().orElseGet(SessionHadoop::read);
  }

  /** From Spark's properties ({@code spark.hadoop.*}) and the files of properties. */
  private static Configuration read() {
    SparkConf spark = SparkEnv.get() == null ? new SparkConf() : SparkEnv.get().conf();
    Configuration read = SparkHadoopUtil.get().newConfiguration(spark);
    read.size(); // It parses the files now, and not each of its copies.
    return read;
  }
}
