package io.citymesh.session;

import org.apache.spark.sql.SparkSession;

/** What the session has to work with. */
public final class SessionCores {
  private SessionCores() {}

  /** How many tasks the active session runs at once, as far as the driver knows. */
  public static int count() {
    return SparkSession.active().sparkContext().defaultParallelism();
  }
}
