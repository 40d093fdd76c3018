package io.citymesh.job;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;
import org.apache.spark.serializer.SerializerInstance;
import scala.reflect.ClassTag$;

/**
 * What a task tells the driver, deflated: of the summary of a part two thirds are zeros and digits.
 */
record Squeezed(byte[] bytes) implements Serializable {

  /**
   * Squeezes items.
   *
   * @param serializer Spark's, as the driver has it
   */
  static Squeezed of(List<StageItem> items, SerializerInstance serializer) {
    ByteBuffer plain = serializer.serialize(items, ClassTag$.MODULE$.apply(List.class));
    byte[] array = new byte[plain.remaining()];
    plain.get(array);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DeflaterOutputStream deflater = new DeflaterOutputStream(bytes)) {
      deflater.write(array);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new Squeezed(bytes.toByteArray());
  }

  /** The items. */
  List<StageItem> items(SerializerInstance serializer) {
    try (InflaterInputStream inflater = new InflaterInputStream(new ByteArrayInputStream(bytes))) {
      return serializer.deserialize(
          ByteBuffer.wrap(inflater.readAllBytes()), ClassTag$.MODULE$.apply(List.class));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
