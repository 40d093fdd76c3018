package io.citymesh.job;

import io.citymesh.footprint.Building;
import java.io.Serializable;
import java.nio.ByteBuffer;
import org.apache.spark.SparkEnv;
import org.apache.spark.serializer.SerializerInstance;
import scala.reflect.ClassTag;
import scala.reflect.ClassTag$;

/**
 * A building on its way to a tile, in bytes: Spark walks through all objects that it shuffles,
 * again and again as they get more, to know how much memory they take.
 *
 * @param bytes as Spark's serializer has it
 */
record PackedBuilding(byte[] bytes) implements Serializable {
  private static final ClassTag<Building> BUILDING = ClassTag$.MODULE$.apply(Building.class);

  /** The serializer of one task; not thread-safe. */
  static SerializerInstance serializer() {
    return SparkEnv.get().serializer().newInstance();
  }

  static PackedBuilding of(Building building, SerializerInstance serializer) {
    ByteBuffer packed = serializer.serialize(building, BUILDING);
    byte[] bytes = new byte[packed.remaining()];
    packed.get(bytes);
    return new PackedBuilding(bytes);
  }

  Building unpacked(SerializerInstance serializer) {
    return serializer.deserialize(ByteBuffer.wrap(bytes), BUILDING);
  }
}
