package io.citymesh.sql;

import java.util.List;
import org.apache.spark.SparkThrowable;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;

/** A program that has the client of Spark Connect, and not the engine; it prints what it sees. */
final class ConnectClient {
  private ConnectClient() {}

  /**
   * Builds a city of rows, reads it, runs the notebook of PySpark, and makes mistakes.
   *
   * @param args the server's port, the output, and that of the notebook of PySpark
   */
  public static void main(String[] args) throws Exception {
    try (SparkSession spark =
        SparkSession.builder().remote("sc://127.0.0.1:" + args[0]).getOrCreate()) {
      say("session", spark.getClass().getName());
      Dataset<Row> rows = SmallCity.rows(spark);
      write(rows, "10", args[1]);
      Dataset<Row> faces = read(spark, "faces", args[1]);
      say("faces", faces.count());
      long key = read(spark, "buildings", args[1]).agg(functions.min("key")).first().getLong(0);
      List<Row> roof =
          faces
              .where(functions.col("building").equalTo(key).and(functions.col("kind").equalTo(3)))
              .agg(functions.sum("area"))
              .collectAsList();
      say("roof", roof.get(0).getDouble(0));
      spark.conf().set("spark.sql.catalog.citymesh", "io.citymesh.sql.CityMeshCatalog");
      say(
          "sound",
          spark
              .sql("CALL citymesh.system.check(path => '" + args[1] + "')")
              .collectAsList()
              .stream()
              .allMatch(row -> row.getLong(1) == 0));
      say(
          "notebook",
          PySparkNotebook.run(spark, args[2]).get(1).stream()
              .mapToDouble(row -> row.getDouble(1))
              .sum());
      tell("write", () -> write(rows, "-5", args[1]));
      tell("read", () -> read(spark, "walls", args[1]).count());
    }
    System.exit(0); // The client's threads go on.
  }

  private static void write(Dataset<Row> rows, String size, String out) {
    rows.write()
        .format("citymesh")
        .option("terrain", "flat:1")
        .option("height-field", "height")
        .option("crs", "EPSG:28992")
        .option("tile-size", 100)
        .option("max-size", size)
        .save(out);
  }

  private static Dataset<Row> read(SparkSession spark, String table, String out) {
    return spark.read().format("citymesh").option("table", table).load(out);
  }

  private static void tell(String what, Runnable work) {
    try {
      work.run();
      say(what, "no error");
    } catch (Exception e) { // Spark throws checked exceptions, undeclared.
      say(what, e.getMessage());
      say(what + " is", e.getClass().getName());
      say(what + " condition", e instanceof SparkThrowable known ? known.getCondition() : "none");
    }
  }

  private static void say(String what, Object value) {
    System.out.println("> " + what + ": " + value);
  }
}
