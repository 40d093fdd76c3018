package io.citymesh.job;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.citymesh.SparkTest;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URL;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.io.CompressionCodec;
import org.apache.spark.io.LZ4CompressionCodec;
import org.junit.jupiter.api.Test;
import scala.Tuple2;

/**
 * Spark's shuffles are compressed by LZ4, whose classes come from the one version on the class path
 * that is safe with crafted bytes (CVE-2025-12183, CVE-2025-66566).
 */
class ShuffleCompressionTest extends SparkTest {

  @Test
  void thereIsOneLz4AndItIsTheSafeOne() throws IOException {
    List<URL> found =
        Collections.list(
            getClass().getClassLoader().getResources("net/jpountz/lz4/LZ4Factory.class"));
    assertEquals(1, found.size(), found.toString());
    // 1.10 has the fixes.
    String version = LZ4_JAR.matcher(found.get(0).toString()).replaceFirst("$1");
    assertEquals("1.11.1", version);
  }

  private static final Pattern LZ4_JAR = Pattern.compile("^.*/lz4-java-([0-9.]+)\\.jar!.*$");

  @Test
  void whatSparkCompressesIsTheSameAgain() throws IOException {
    CompressionCodec codec = new LZ4CompressionCodec(spark().sparkContext().getConf());
    SplittableRandom random = new SplittableRandom(1);
    for (int size : new int[] {0, 1, 100, 32 << 10, (32 << 10) + 1, 1 << 20}) {
      for (int values : new int[] {1, 3, 256}) {
        byte[] bytes = new byte[size];
        for (int i = 0; i < size; i++) {
          bytes[i] = (byte) random.nextInt(values);
        }
        ByteArrayOutputStream compressed = new ByteArrayOutputStream();
        try (OutputStream out = codec.compressedOutputStream(compressed)) {
          out.write(bytes);
        }
        try (InputStream in =
            codec.compressedInputStream(new ByteArrayInputStream(compressed.toByteArray()))) {
          assertArrayEquals(bytes, in.readAllBytes());
        }
      }
    }
  }

  @Test
  void aShuffleLosesNothing() {
    assertEquals("lz4", spark().sparkContext().getConf().get("spark.io.compression.codec", "lz4"));
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark().sparkContext());
    JavaRDD<Integer> numbers =
        context.parallelize(List.of(0, 1, 2, 3), 4).flatMap(p -> range(p).iterator());
    long sum =
        numbers
            .mapToPair(i -> new Tuple2<>(i % 997, (long) i))
            .groupByKey(3)
            .values()
            .map(
                group -> {
                  long all = 0;
                  for (long value : group) {
                    all += value;
                  }
                  return all;
                })
            .reduce(Long::sum);
    assertEquals(40_000L * 39_999 / 2, sum);
  }

  private static List<Integer> range(int part) {
    return IntStream.range(10_000 * part, 10_000 * (part + 1)).boxed().toList();
  }
}
