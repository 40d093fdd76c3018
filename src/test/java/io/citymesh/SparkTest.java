package io.citymesh;

import org.apache.spark.sql.SparkSession;

/** A test that needs Spark: all of them share one session, which lives as long as the JVM. */
public abstract class SparkTest {

  private static final class Holder {
    static final SparkSession SESSION =
        SparkSession.builder()
            .appName("test")
            .master("local[2]")
            .config("spark.ui.enabled", "false")
            .config("spark.driver.host", "127.0.0.1")
            .config("spark.driver.bindAddress", "127.0.0.1")
            .config("spark.sql.shuffle.partitions", "4")
            .getOrCreate();
  }

  protected static SparkSession spark() {
    return Holder.SESSION;
  }
}
