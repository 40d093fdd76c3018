package io.citymesh.job;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import com.esotericsoftware.kryo.util.IdentityObjectIntMap;
import com.esotericsoftware.kryo.util.MapReferenceResolver;
import io.citymesh.footprint.Building;
import io.citymesh.footprint.HeightSource;
import io.citymesh.geo.Bounds;
import io.citymesh.stitch.Part;
import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.spark.SparkConf;
import org.apache.spark.serializer.KryoSerializer;
import org.apache.spark.serializer.SerializerInstance;
import org.junit.jupiter.api.Test;
import scala.reflect.ClassTag$;

class KryoRecordsTest {
  private static final SerializerInstance KRYO = new KryoSerializer(conf()).newInstance();

  private static SparkConf conf() {
    return new SparkConf(false).set("spark.kryo.registrator", KryoRecords.class.getName());
  }

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

  /** What is the same in a hundred items hardly counts. */
  @Test
  void summariesAreSqueezed() {
    List<StageItem> items = new ArrayList<>();
    for (int node = 0; node < 100; node++) {
      items.add(new StageItem.FailedTile(node, "a block of the terrain is damaged", true, 0.5));
    }
    Squeezed squeezed = roundTrip(Squeezed.of(items, KRYO));
    assertEquals(items, squeezed.items(KRYO));
    assertTrue(squeezed.bytes().length < 2000, squeezed.bytes().length + " bytes");
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

  /** After each record the table of its objects is emptied: it must not stay as large as ever. */
  @Test
  void aLargeRecordDoesNotSlowTheSmallOnesAfterIt() throws Exception {
    Kryo kryo = new KryoSerializer(conf()).newKryo();
    double[] shared = {1, 2};
    List<Object> large = new ArrayList<>();
    IntStream.range(0, 10_000).forEach(i -> large.add(new double[] {i}));
    large.add(shared);
    large.add(shared);
    Output output = new Output(4096, -1);
    kryo.writeClassAndObject(output, large);
    List<?> back = (List<?>) kryo.readClassAndObject(new Input(output.toBytes()));
    assertSame(back.get(10_000), back.get(10_001));
    assertTrue(capacity(kryo) <= 64, () -> "table of " + capacity(kryo));
    List<double[]> pair = List.of(shared, shared);
    output.clear();
    kryo.writeClassAndObject(output, pair);
    back = (List<?>) kryo.readClassAndObject(new Input(output.toBytes()));
    assertSame(back.get(0), back.get(1));
  }

  private static int capacity(Kryo kryo) {
    try {
      Field table = MapReferenceResolver.class.getDeclaredField("writtenObjects");
      table.setAccessible(true);
      Field capacity = IdentityObjectIntMap.class.getDeclaredField("capacity");
      capacity.setAccessible(true);
      return capacity.getInt(table.get(kryo.getReferenceResolver()));
    } catch (ReflectiveOperationException e) {
      throw new AssertionError(e);
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
