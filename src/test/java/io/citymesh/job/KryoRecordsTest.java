package io.citymesh.job;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.citymesh.footprint.Building;
import io.citymesh.footprint.HeightSource;
import io.citymesh.geo.Bounds;
import io.citymesh.stitch.Part;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.spark.SparkConf;
import org.apache.spark.serializer.KryoSerializer;
import org.apache.spark.serializer.SerializerInstance;
import org.junit.jupiter.api.Test;
import scala.reflect.ClassTag$;

class KryoRecordsTest {
  private static final SerializerInstance KRYO =
      new KryoSerializer(
              new SparkConf(false).set("spark.kryo.registrator", KryoRecords.class.getName()))
          .newInstance();

  @Test
  void recordsComeBackEqual() {
    Bounds bounds = new Bounds(-1, 0.1, 1e300, 4);
    assertEquals(bounds, roundTrip(bounds));
    Part part =
        new Part(
            3,
            1L << 40,
            Part.Kind.SEAM,
            "seam_3",
            new double[] {0.1, -0.0, Double.MIN_VALUE},
            new int[] {0, 1, -2},
            new byte[] {3},
            new int[] {0},
            new long[] {Long.MIN_VALUE},
            new long[] {1L << 41, 7},
            new double[] {1, 2, 3});
    Part back = roundTrip(part);
    assertEquals(Part.Kind.SEAM, back.kind());
    assertArrayEquals(part.vertices(), back.vertices());
    assertArrayEquals(part.faces(), back.faces());
    assertArrayEquals(part.faceKinds(), back.faceKinds());
    assertArrayEquals(part.buildings(), back.buildings());
    assertArrayEquals(part.foreign(), back.foreign());
  }

  @Test
  void unmodifiableCollectionsComeBackEqual() {
    Building building =
        new Building(
            0,
            1L << 62,
            List.of("a", "b", "c"),
            1,
            9,
            HeightSource.HEIGHT_FIELD,
            new double[][] {{0, 0, 1, 0, 0, 1}, {}});
    Building back = roundTrip(building);
    assertEquals(building.key(), back.key());
    assertEquals(building.sourceIds(), back.sourceIds());
    assertArrayEquals(building.rings(), back.rings());
    for (Object each :
        List.of(
            List.of(),
            List.of(1),
            List.of(1, 2, 3),
            List.of(1, 2).stream().map(i -> i + 1).toList(),
            List.of(1, 2, 3).subList(1, 2),
            Arrays.asList(1, 2),
            Set.of("x", "y", "z"),
            Map.of(),
            Map.of(1, bounds()),
            Map.of(1, 2, 3, 4))) {
      assertEquals(each, roundTrip(each));
    }
  }

  @Test
  void aListMayHoldWhatIsNotSerializable() {
    Part part =
        new Part(
            0,
            1,
            Part.Kind.CORE,
            "core",
            new double[0],
            new int[0],
            new byte[0],
            new int[0],
            new long[0],
            new long[0],
            new double[0]);
    assertEquals("core", roundTrip(List.of(part, part, part)).get(2).name());
  }

  private static Bounds bounds() {
    return new Bounds(0, 0, 1, 1);
  }

  @SuppressWarnings("unchecked")
  private static <T> T roundTrip(T value) {
    var tag = ClassTag$.MODULE$.<T>apply(Object.class);
    return (T) KRYO.deserialize(KRYO.serialize(value, tag), tag);
  }
}
