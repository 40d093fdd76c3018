package io.citymesh.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.citymesh.report.UserError;
import java.util.Map;
import org.apache.spark.SparkConf;
import org.apache.spark.memory.UnifiedMemoryManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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

  /** What {@code CITYMESH_MEMORY=300m} and {@code 500m} leave after the collector's share. */
  @ParameterizedTest
  @ValueSource(longs = {192L << 20, 287L << 20, 449L << 20, 479L << 20})
  void sparkStartsInASmallLocalHeap(long heap) {
    SparkConf conf = SparkSessions.conf("local[2]", Map.of(), heap);
    conf.set("spark.testing.memory", Long.toString(heap)); // Spark takes it for the heap's size.
    assertTrue(UnifiedMemoryManager.apply(conf, 2).maxHeapMemory() > heap / 10);
  }

  @Test
  void aTinyHeapIsRefusedInPlainWords() {
    UserError error =
        assertThrows(UserError.class, () -> SparkSessions.conf("local", Map.of(), 90L << 20));
    assertEquals(
        "a heap of 90 MB is too small: set CITYMESH_MEMORY (or -Xmx) to 300m or more",
        error.getMessage());
  }

  @Test
  void aClusterIsRefusedASmallDriverOrExecutorInPlainWords() {
    String url = "spark://host:7077";
    UserError driver =
        assertThrows(UserError.class, () -> SparkSessions.conf(url, Map.of(), 287L << 20));
    assertTrue(driver.getMessage().contains("CITYMESH_MEMORY"), driver.getMessage());
    Map<String, String> small = Map.of("spark.executor.memory", "400m");
    UserError executor =
        assertThrows(UserError.class, () -> SparkSessions.conf(url, small, 1L << 30));
    assertTrue(
        executor.getMessage().startsWith("spark.executor.memory is 400m"), executor.getMessage());
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
