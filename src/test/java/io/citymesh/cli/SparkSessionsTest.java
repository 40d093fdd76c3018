package io.citymesh.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.Map;
import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Test;

class SparkSessionsTest {

  @Test
  void aLocalSessionStaysOnThisMachine() {
    SparkConf conf = SparkSessions.conf("", Map.of());
    assertEquals("local[*]", conf.get("spark.master"));
    assertEquals("127.0.0.1", conf.get("spark.driver.host"));
    assertEquals("false", conf.get("spark.ui.enabled"));
  }

  @Test
  void whatTheUserSaysWins() {
    SparkConf conf = SparkSessions.conf("local[2]", Map.of("spark.ui.enabled", "true"));
    assertEquals("local[2]", conf.get("spark.master"));
    assertEquals("true", conf.get("spark.ui.enabled"));
  }

  @Test
  void aClusterKeepsItsOwnSettings() {
    SparkConf conf = SparkSessions.conf("spark://host:7077", Map.of());
    assertFalse(conf.contains("spark.driver.host"));
    assertFalse(conf.contains("spark.ui.enabled"));
  }

  @Test
  void executorsCollectInParallelUnlessTheUserSaysHow() {
    String options = "spark.executor.defaultJavaOptions";
    assertEquals(
        "-XX:+UseParallelGC", SparkSessions.conf("spark://host:7077", Map.of()).get(options));
    Map<String, String> given = Map.of("spark.executor.extraJavaOptions", "-Da=b -XX:+UseZGC");
    assertFalse(SparkSessions.conf("spark://host:7077", given).contains(options));
  }
}
