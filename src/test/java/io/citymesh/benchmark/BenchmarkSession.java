package io.citymesh.benchmark;

import io.citymesh.job.KryoRecords;
import org.apache.spark.sql.SparkSession;

/** Sessions of Spark in this process, without its web page. */
final class BenchmarkSession {
  private BenchmarkSession() {}

  /** A session on some cores; {@code *} means all. */
  static SparkSession.Builder local(Object cores) {
    return SparkSession.builder()
        .master("local[" + cores + "]")
        .config("spark.ui.enabled", "false")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.driver.bindAddress", "127.0.0.1");
  }

  /** The same with the serializer of the command line. */
  static SparkSession.Builder withRecords(Object cores) {
    return local(cores)
        .config("spark.serializer", "org.apache.spark.serializer.KryoSerializer")
        .config("spark.kryo.registrator", KryoRecords.class.getName());
  }
}
