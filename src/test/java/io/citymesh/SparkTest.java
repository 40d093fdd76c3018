package io.citymesh;

import org.apache.spark.sql.SparkSession;

/** Gives a test the one local Spark session that all tests of this JVM share. */
public abstract class SparkTest {
  private static SparkSession session;

  /** The session, started on first use. */
  protected static synchronized SparkSession spark() {
    if (session == null) {
      session =
          SparkSession.builder()
              .master("local[2]")
              .appName("citymesh tests")
              .config("spark.ui.enabled", "false")
              .config("spark.driver.host", "127.0.0.1")
              .config("spark.driver.bindAddress", "127.0.0.1")
              .config("spark.sql.shuffle.partitions", "4")
              .getOrCreate();
    }
    return session;
  }
}
