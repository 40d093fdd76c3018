package io.citymesh.job;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.Serializer;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import java.lang.reflect.Constructor;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
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
    // One object of each implementation: the classes themselves are private to the JDK.
    for (List<?> list : List.of(List.of(), List.of(1), List.of(1, 2).subList(0, 1))) {
      kryo.addDefaultSerializer(list.getClass(), new ListSerializer());
    }
    for (Set<?> set : List.of(Set.of(), Set.of(1))) {
      kryo.addDefaultSerializer(set.getClass(), new SetSerializer());
    }
    for (Map<?, ?> map : List.of(Map.of(), Map.of(1, 1))) {
      kryo.addDefaultSerializer(map.getClass(), new MapSerializer());
    }
  }

  private static void writeAll(Kryo kryo, Output output, Object[] values) {
    output.writeInt(values.length, true);
    for (Object value : values) {
      kryo.writeClassAndObject(output, value);
    }
  }

  private static Object[] readAll(Kryo kryo, Input input) {
    Object[] values = new Object[input.readInt(true)];
    for (int i = 0; i < values.length; i++) {
      values[i] = kryo.readClassAndObject(input);
    }
    return values;
  }

  /** {@code List.of}, {@code List.copyOf} and {@code Stream.toList}; the last may hold nulls. */
  private static final class ListSerializer extends Serializer<List<?>> {
    @Override
    public void write(Kryo kryo, Output output, List<?> list) {
      writeAll(kryo, output, list.toArray());
    }

    @Override
    public List<?> read(Kryo kryo, Input input, Class<List<?>> type) {
      return Arrays.stream(readAll(kryo, input)).toList();
    }
  }

  /** {@code Set.of} and {@code Set.copyOf}. */
  private static final class SetSerializer extends Serializer<Set<?>> {
    @Override
    public void write(Kryo kryo, Output output, Set<?> set) {
      writeAll(kryo, output, set.toArray());
    }

    @Override
    public Set<?> read(Kryo kryo, Input input, Class<Set<?>> type) {
      return Set.of(readAll(kryo, input));
    }
  }

  /** {@code Map.of} and {@code Map.copyOf}. */
  private static final class MapSerializer extends Serializer<Map<?, ?>> {
    @Override
    public void write(Kryo kryo, Output output, Map<?, ?> map) {
      List<Object> flat = new ArrayList<>();
      map.forEach(
          (key, value) -> {
            flat.add(key);
            flat.add(value);
          });
      writeAll(kryo, output, flat.toArray());
    }

    @Override
    public Map<?, ?> read(Kryo kryo, Input input, Class<Map<?, ?>> type) {
      Object[] flat = readAll(kryo, input);
      Map<Object, Object> map = new HashMap<>();
      for (int i = 0; i < flat.length; i += 2) {
        map.put(flat[i], flat[i + 1]);
      }
      return Map.copyOf(map);
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
      Object[] values = new Object[components.length];
      for (int i = 0; i < values.length; i++) {
        try {
          values[i] = components[i].getAccessor().invoke(record);
        } catch (ReflectiveOperationException e) {
          throw new IllegalStateException("cannot read " + components[i] + " of " + record, e);
        }
      }
      writeAll(kryo, output, values);
    }

    @Override
    public Record read(Kryo kryo, Input input, Class<Record> type) {
      try {
        return (Record) constructor.newInstance(readAll(kryo, input));
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException("cannot make a " + type.getName(), e);
      }
    }
  }
}
