package io.citymesh.sql;

/** Starts Spark Connect's server, which is not on the class path of those who compile this. */
final class ConnectServer {
  private ConnectServer() {}

  /** Serves until it is killed; the port and the master are system properties. */
  public static void main(String[] args) throws Exception {
    Class.forName("org.apache.spark.sql.connect.service.SparkConnectServer")
        .getMethod("main", String[].class)
        .invoke(null, (Object) args);
  }
}
