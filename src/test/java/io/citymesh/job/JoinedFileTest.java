package io.citymesh.job;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.citymesh.SparkTest;
import io.citymesh.session.HadoopSettings;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A file is its head and its pieces, in one task or in many. */
class JoinedFileTest extends SparkTest {
  @TempDir private Path dir;

  private void assertJoined(int head, int... lengths) throws IOException {
    Random random = new Random(7);
    ByteArrayOutputStream expected = new ByteArrayOutputStream();
    byte[] first = new byte[head];
    random.nextBytes(first);
    expected.write(first);
    List<JoinedFile.Piece> pieces = new ArrayList<>();
    for (int length : lengths) {
      byte[] bytes = new byte[length];
      random.nextBytes(bytes);
      expected.write(bytes);
      pieces.add(new JoinedFile.Piece("piece" + pieces.size(), length));
      Files.write(dir.resolve("piece" + (pieces.size() - 1)), bytes);
    }
    JavaSparkContext spark = JavaSparkContext.fromSparkContext(spark().sparkContext());
    Broadcast<HadoopSettings> hadoop =
        spark.broadcast(new HadoopSettings(spark.hadoopConfiguration()));
    for (long least : new long[] {1, 100, 1 << 20}) {
      long written =
          new JoinedFile(dir.toString(), hadoop, least)
              .write(spark, first, pieces, dir.toString(), "whole");
      assertEquals(expected.size(), written);
      assertArrayEquals(expected.toByteArray(), Files.readAllBytes(dir.resolve("whole")));
    }
    hadoop.destroy();
  }

  @Test
  void tasksChangeNothing() throws IOException {
    assertJoined(30, 40, 0, 29, 1, 500, 0, 99, 0);
    assertJoined(0, 10, 200, 3);
    assertJoined(150, 0, 7);
  }

  @Test
  void aHeadOrNothingIsAFile() throws IOException {
    assertJoined(20);
    assertJoined(0);
    assertJoined(0, 0, 0);
  }
}
