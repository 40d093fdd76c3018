package io.citymesh.job;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.KryoException;
import com.esotericsoftware.kryo.Serializer;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import com.esotericsoftware.kryo.util.MapReferenceResolver;
import io.citymesh.footprint.Building;
import io.citymesh.footprint.CleanedBuilding;
import io.citymesh.footprint.FootprintCleaner;
import io.citymesh.footprint.HeightSource;
import io.citymesh.footprint.Remark;
import io.citymesh.geo.Bounds;
import io.citymesh.geo.Footing;
import io.citymesh.geo.Heights;
import io.citymesh.geo.PackedFootprint;
import io.citymesh.geo.Wkb;
import io.citymesh.lidar.GroundBlock;
import io.citymesh.lidar.GroundCells;
import io.citymesh.lidar.RoofCounts;
import io.citymesh.lidar.RoofShape;
import io.citymesh.output.OutputDir;
import io.citymesh.report.Manifest;
import io.citymesh.stitch.Frontier;
import io.citymesh.stitch.Part;
import io.citymesh.stitch.PartQuality;
import io.citymesh.stitch.RecordInput;
import io.citymesh.stitch.RecordOutput;
import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.spark.serializer.KryoRegistrator;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.MultiPolygon;
import org.locationtech.jts.geom.Polygon;

/**
 * Teaches Spark's Kryo (version 4) what came to Java after it: records, whose fields it could not
 * set, and the unmodifiable collections of {@code List.of} and its like, which it could not fill;
 * and to write a JTS geometry, which is dozens of objects, as WKB. What travels in numbers goes
 * under a number, without the name of its class, and what a record's declaration tells is not
 * written.
 */
public final class KryoRecords implements KryoRegistrator {
  /** The classes of which many objects are shuffled, which get a number in place of their name. */
  private static final List<Class<?>> MANY =
      List.of(
          ArrayList.class,
          double[].class,
          double[][].class,
          Bounds.class,
          Polygon.class,
          MultiPolygon.class,
          Heights.class,
          PackedFootprint.class,
          OpenClusters.Member.class,
          CleanedItem.OpenFootprint.class,
          CleanedItem.OpenComponents.class,
          CleanedItem.KeyHashes.class,
          CleaningTotals.class,
          Tally.class,
          UnorderedDigest.class,
          TreeMap.class,
          long[].class,
          FootprintCleaner.Result.class,
          CleanedBuilding.class,
          CleanedBuilding.Key.class,
          Remark.class,
          Remark.Kind.class,
          HeightSource.class,
          Building.class,
          PackedBuilding.class,
          PackedRemark.class,
          byte[].class,
          StageItem.PartSummary.class,
          StageItem.FailedTile.class,
          StageItem.MadeRegion.class,
          StageItem.FoundRegion.class,
          PublishedFile.class,
          OutputDir.Stamp.class,
          Manifest.Extent.class,
          Part.Kind.class,
          PartQuality.class,
          GroundCells.class,
          GroundBlock.class,
          RoofShape.class,
          RoofCounts.class,
          CleanedItem.Standing.class,
          Footing.class,
          FeatureExport.Drawn.class,
          Squeezed.class);

  @Override
  public void registerClasses(Kryo kryo) {
    if (kryo.getReferences()) {
      kryo.setReferenceResolver(new References());
    }
    kryo.addDefaultSerializer(Record.class, RecordSerializer.class);
    // WKB has no linear rings: only what it gives back as it was.
    GeometrySerializer polygons = new GeometrySerializer();
    kryo.addDefaultSerializer(Polygon.class, polygons);
    kryo.addDefaultSerializer(MultiPolygon.class, polygons);
    // One object of each implementation: the classes themselves are private to the JDK.
    for (List<?> list : List.of(List.of(), List.of(1), List.of(1, 2).subList(0, 1))) {
      kryo.register(list.getClass(), new ListSerializer());
    }
    for (Set<?> set : List.of(Set.of(), Set.of(1))) {
      kryo.register(set.getClass(), new SetSerializer());
    }
    for (Map<?, ?> map : List.of(Map.of(), Map.of(1, 1))) {
      kryo.register(map.getClass(), new MapSerializer());
    }
    MANY.forEach(kryo::register);
    kryo.register(Frontier.class, new FrontierSerializer());
  }

  /**
   * Which objects of a record have been written. Kryo's own keeps a table of 2,048 entries once a
   * record or a broadcast had so many objects, and empties all of it after each record from then
   * on: 8 us, which is more than a small record takes.
   */
  private static final class References extends MapReferenceResolver {
    /** Objects that a small record may have. */
    private static final int FEW = 64;

    @Override
    public void reset() {
      readObjects.clear();
      if (writtenObjects.size > 0) {
        writtenObjects.clear(FEW);
      }
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

  /** A polygon or several, without their factory and user data. */
  private static final class GeometrySerializer extends Serializer<Geometry> {
    @Override
    public void write(Kryo kryo, Output output, Geometry geometry) {
      byte[] wkb = Wkb.of(geometry);
      output.writeInt(wkb.length, true);
      output.writeBytes(wkb);
    }

    @Override
    public Geometry read(Kryo kryo, Input input, Class<Geometry> type) {
      return Wkb.geometry(input.readBytes(input.readInt(true)));
    }
  }

  /** A frontier as it is kept for a later run: its tables' numbers and nothing else. */
  private static final class FrontierSerializer extends Serializer<Frontier> {
    @Override
    public void write(Kryo kryo, Output output, Frontier frontier) {
      RecordOutput record = new RecordOutput();
      frontier.write(record);
      byte[] bytes = record.bytes();
      output.writeInt(bytes.length, true);
      output.writeBytes(bytes);
    }

    @Override
    public Frontier read(Kryo kryo, Input input, Class<Frontier> type) {
      byte[] bytes = input.readBytes(input.readInt(true));
      try {
        return Frontier.read(new RecordInput(ByteBuffer.wrap(bytes)));
      } catch (IOException e) {
        throw new KryoException("no frontier: " + e.getMessage(), e);
      }
    }
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

  private interface Writer {
    void write(Kryo kryo, Output output, Object value);
  }

  private interface Reader {
    Object read(Kryo kryo, Input input);
  }

  /** How a component of a record is written and read. */
  private record Codec(Writer writer, Reader reader) {
    private static final Codec OF_ANY_CLASS =
        new Codec(Kryo::writeClassAndObject, Kryo::readClassAndObject);

    private static final Map<Class<?>, Codec> SIMPLE =
        Map.of(
            int.class,
            new Codec((k, to, v) -> to.writeInt((int) v, false), (k, in) -> in.readInt(false)),
            long.class,
            new Codec((k, to, v) -> to.writeLong((long) v, false), (k, in) -> in.readLong(false)),
            double.class,
            new Codec((k, to, v) -> to.writeDouble((double) v), (k, in) -> in.readDouble()),
            boolean.class,
            new Codec((k, to, v) -> to.writeBoolean((boolean) v), (k, in) -> in.readBoolean()),
            String.class,
            new Codec((k, to, v) -> to.writeString((String) v), (k, in) -> in.readString()));

    /** For a component of a declared type: an object of a final class need not tell its class. */
    static Codec of(Class<?> type) {
      boolean known = Modifier.isFinal(type.getModifiers()) && !type.isPrimitive();
      return SIMPLE.getOrDefault(type, known ? ofClass(type) : OF_ANY_CLASS);
    }

    private static Codec ofClass(Class<?> type) {
      return new Codec(
          (kryo, output, value) -> kryo.writeObjectOrNull(output, value, type),
          (kryo, input) -> kryo.readObjectOrNull(input, type));
    }
  }

  /** Writes a record's components in their order, and reads it through its constructor. */
  public static final class RecordSerializer extends Serializer<Record> {
    private final Method[] accessors;
    private final Codec[] codecs;
    private final Constructor<?> constructor;

    /** For Kryo, which makes one per record class. */
    public RecordSerializer(Kryo kryo, Class<?> type) {
      setImmutable(true);
      RecordComponent[] components = type.getRecordComponents();
      Class<?>[] types = new Class<?>[components.length];
      accessors = new Method[components.length];
      codecs = new Codec[components.length];
      try {
        for (int i = 0; i < types.length; i++) {
          types[i] = components[i].getType();
          codecs[i] = Codec.of(types[i]);
          accessors[i] = components[i].getAccessor();
          accessors[i].setAccessible(true);
        }
        constructor = type.getDeclaredConstructor(types);
        constructor.setAccessible(true);
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException("no canonical constructor in " + type, e);
      }
    }

    @Override
    public void write(Kryo kryo, Output output, Record record) {
      for (int i = 0; i < accessors.length; i++) {
        try {
          codecs[i].writer.write(kryo, output, accessors[i].invoke(record));
        } catch (ReflectiveOperationException e) {
          throw new IllegalStateException("cannot call " + accessors[i] + " of " + record, e);
        }
      }
    }

    @Override
    public Record read(Kryo kryo, Input input, Class<Record> type) {
      Object[] values = new Object[codecs.length];
      for (int i = 0; i < values.length; i++) {
        values[i] = codecs[i].reader.read(kryo, input);
      }
      try {
        return (Record) constructor.newInstance(values);
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException("cannot make a " + type.getName(), e);
      }
    }
  }
}
