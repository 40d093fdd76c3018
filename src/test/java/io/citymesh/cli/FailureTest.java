package io.citymesh.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.citymesh.SparkTest;
import io.citymesh.report.UserError;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Test;

/** What an exception becomes at the end of the process. */
class FailureTest extends SparkTest {

  @Test
  void aUserErrorOfATaskIsStillOneLine() {
    JavaSparkContext context = new JavaSparkContext(spark().sparkContext());
    StringWriter err = new StringWriter();
    int code = -1;
    try {
      context
          .parallelize(List.of(1))
          .foreach(
              i -> {
                throw new UserError("feature 7 has no height");
              });
    } catch (Exception e) {
      code = Main.failure(e, new PrintWriter(err, true));
    }
    assertEquals(2, code);
    assertEquals("citymesh: feature 7 has no height", err.toString().strip());
  }

  @Test
  void aBugOfATaskIsSummedUpInALine() {
    JavaSparkContext context = new JavaSparkContext(spark().sparkContext());
    StringWriter err = new StringWriter();
    int code = -1;
    try {
      context
          .parallelize(List.of(1))
          .foreach(
              i -> {
                throw new IllegalStateException("tile 1_1 could not be meshed: no");
              });
    } catch (Exception e) {
      code = Main.failure(e, new PrintWriter(err, true));
    }
    assertEquals(4, code);
    List<String> lines = err.toString().lines().toList();
    assertEquals(
        "citymesh: failed: java.lang.IllegalStateException: tile 1_1 could not be meshed: no",
        lines.get(lines.size() - 1));
    assertTrue(err.toString().contains("at " + getClass().getName()), err.toString());
  }

  @Test
  void aBugKeepsItsTrace() {
    StringWriter err = new StringWriter();
    int code = Main.failure(new IllegalStateException("no"), new PrintWriter(err, true));
    assertEquals(4, code);
    assertTrue(err.toString().contains("at " + getClass().getName()), err.toString());
  }
}
