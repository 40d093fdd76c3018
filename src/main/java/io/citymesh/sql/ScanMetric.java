package io.citymesh.sql;

import org.apache.spark.sql.connector.metric.CustomSumMetric;
import org.apache.spark.sql.connector.metric.CustomTaskMetric;

/** What a scan tells of itself beside its rows: Spark's page shows it, and adds it up. */
final class ScanMetric {
  /** How many parts were opened. */
  static final String PARTS = "partsRead";

  /** How many rows these have that were looked at. */
  static final String ROWS = "rowsRead";

  private ScanMetric() {}

  /** What a task has to tell so far. */
  record Value(String name, long value) implements CustomTaskMetric {}

  /** Spark makes one of its own, by the name of the class. */
  public static final class Parts extends CustomSumMetric {
    @Override
    public String name() {
      return PARTS;
    }

    @Override
    public String description() {
      return "number of parts read";
    }
  }

  /** Spark makes one of its own, by the name of the class. */
  public static final class Rows extends CustomSumMetric {
    @Override
    public String name() {
      return ROWS;
    }

    @Override
    public String description() {
      return "number of rows read of these parts";
    }
  }
}
