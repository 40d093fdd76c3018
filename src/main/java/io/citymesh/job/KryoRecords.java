package io.citymesh.job;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.Serializer;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import com.esotericsoftware.kryo.serializers.JavaSerializer;
import java.lang.reflect.Constructor;
import java.lang.reflect.RecordComponent;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.spark.serializer.KryoRegistrator;

/**
 * Teaches Spark's Kryo (version 4) what came to Java after it: records, whose fields it could not
 * set, and the unmodifiable collections of {@code List.of} and its like, which it could not fill.
 */
public final class KryoRecords implements KryoRegistrator {

  @Override
  public void registerClasses(Kryo kryo) {
    kryo.addDefaultSerializer(Record.class, RecordSerializer.class);
    // One object of each implementation; the classes themselves are private to the JDK.
    List<Object> unmodifiable =
        List.of(
            List.of(),
            List.of(1),
            List.of(1, 2, 3).stream().toList(),
            Set.of(),
            Set.of(1),
            Map.of(),
            Map.of(1, 1));
    for (Object each : unmodifiable) {
      kryo.addDefaultSerializer(each.getClass(), JavaSerializer.class);
    }
  }

  /** Writes a record's components in their order, and reads it through its constructor. */
  public static final class RecordSerializer extends Serializer<Record> {
    private final RecordComponent[] components;
    private final Constructor<?> constructor;

    /** For Kryo, which makes one per record class. */
    public RecordSerializer(Kryo kryo, Class<?> type) {
      setImmutable(true);
      components = type.getRecordComponents();
      Class<?>[] types = new Class<?>[components.length];
      try {
        for (int i = 0; i < types.length; i++) {
          types[i] = components[i].getType();
          components[i].getAccessor().setAccessible(true);
        }
        constructor = type.getDeclaredConstructor(types);
        constructor.setAccessible(true);
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException("no canonical constructor in " + type, e);
      }
    }

    @Override
    public void write(Kryo kryo, Output output, Record record) {
      for (RecordComponent component : components) {
        try {
          kryo.writeClassAndObject(output, component.getAccessor().invoke(record));
        } catch (ReflectiveOperationException e) {
          throw new IllegalStateException("cannot read " + component + " of " + record, e);
        }
      }
    }

    @Override
    public Record read(Kryo kryo, Input input, Class<Record> type) {
      Object[] values = new Object[components.length];
      for (int i = 0; i < values.length; i++) {
        values[i] = kryo.readClassAndObject(input);
      }
      try {
        return (Record) constructor.newInstance(values);
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException("cannot make a " + type.getName(), e);
      }
    }
  }
}
