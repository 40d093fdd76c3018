package io.citymesh.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import io.citymesh.job.KryoRecords;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.serializer.JavaSerializer;
import org.apache.spark.serializer.KryoSerializer;
import org.apache.spark.serializer.Serializer;
import org.apache.spark.util.SerializableConfiguration;
import org.junit.jupiter.api.Test;
import scala.reflect.ClassTag$;

class HadoopSettingsTest {
  private static final SparkConf CONF =
      new SparkConf(false).set("spark.kryo.registrator", KryoRecords.class.getName());

  private static Configuration configuration() {
    Configuration configuration = new Configuration();
    configuration.set("fs.s3a.endpoint", "http://localhost:9000/");
    configuration.set("whole", "${part} and more");
    configuration.set("part", "é");
    return configuration;
  }

  private static <T> T copy(T value, Class<T> type, Serializer serializer) {
    var tag = ClassTag$.MODULE$.<T>apply(type);
    var instance = serializer.newInstance();
    return instance.deserialize(instance.serialize(value, tag), tag);
  }

  private static Map<String, String> values(Configuration configuration) {
    Map<String, String> values = new TreeMap<>();
    configuration.forEach(entry -> values.put(entry.getKey(), entry.getValue()));
    return values;
  }

  /** Whatever is told by Spark's own way, which takes longer. */
  @Test
  void theCopyHasTheSameValues() {
    Configuration original = configuration();
    Configuration expected =
        copy(
                new SerializableConfiguration(original),
                SerializableConfiguration.class,
                new JavaSerializer(CONF))
            .value();
    for (Serializer serializer :
        new Serializer[] {new JavaSerializer(CONF), new KryoSerializer(CONF)}) {
      HadoopSettings copy = copy(new HadoopSettings(original), HadoopSettings.class, serializer);
      assertEquals(values(expected), values(copy.value()));
      assertEquals("é and more", copy.value().get("whole"));
      assertSame(copy.value(), copy.value());
    }
  }

  @Test
  void inTheSameProcessItIsTheSameObject() {
    Configuration original = configuration();
    assertSame(original, new HadoopSettings(original).value());
  }
}
