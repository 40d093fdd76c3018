package io.citymesh.sql;

import java.util.HashMap;
import java.util.Map;
import org.apache.spark.sql.SparkSession;

/** A program that has the client of Spark Connect, and not the engine, and builds a city. */
final class ConnectBuild {
  private ConnectBuild() {}

  /**
   * Writes rows.
   *
   * @param args the server's port, a table of footprints in Parquet, the output, and names and
   *     values of options
   */
  public static void main(String[] args) throws Exception {
    try (SparkSession spark =
        SparkSession.builder().remote("sc://127.0.0.1:" + args[0]).getOrCreate()) {
      Map<String, String> options = new HashMap<>();
      for (int i = 3; i < args.length; i += 2) {
        options.put(args[i], args[i + 1]);
      }
      spark.read().parquet(args[1]).write().format("citymesh").options(options).save(args[2]);
    }
    System.exit(0); // The client's threads go on.
  }
}
