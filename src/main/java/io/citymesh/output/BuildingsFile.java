package io.citymesh.output;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.citymesh.crs.ProjJson;
import io.citymesh.footprint.Building;
import io.citymesh.geo.Bounds;
import io.citymesh.vector.KeptField;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.conf.HadoopParquetConfiguration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.RowGroup;
import org.apache.parquet.format.Util;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.ParquetReader;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.api.ReadSupport;
import org.apache.parquet.hadoop.api.WriteSupport;
import org.apache.parquet.hadoop.example.GroupReadSupport;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.InputFile;
import org.apache.parquet.io.LocalInputFile;
import org.apache.parquet.io.OutputFile;
import org.apache.parquet.io.PositionOutputStream;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.RecordConsumer;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;
import org.apache.parquet.schema.Types;

/**
 * {@code buildings.parquet}: the buildings as they were meshed, as GeoParquet 1.1.0, a file for
 * each partition. Tasks write them; each holds at most {@link #ROW_GROUP} of encoded rows.
 *
 * @see <a href="https://geoparquet.org/releases/v1.1.0/">GeoParquet 1.1.0</a>
 */
public final class BuildingsFile {
  /** Bytes of rows that are encoded before they are written. */
  private static final int ROW_GROUP = 16 << 20;

  private static final JsonFactory JSON = new JsonFactory();

  private static final MessageType SCHEMA =
      MessageTypeParser.parseMessageType(
          """
          message building {
            required int32 index;
            required int64 key;
            required group source_ids (LIST) {
              repeated group list {
                required binary element (STRING);
              }
            }
            required double ground_height;
            required double roof_height;
            required double height;
            required binary height_source (STRING);
            required double area;
            required binary geometry;
            required group bbox {
              required double xmin;
              required double ymin;
              required double xmax;
              required double ymax;
            }
          }
          """);

  private BuildingsFile() {}

  /**
   * Writes the buildings of a partition.
   *
   * @param crs code of the CRS, such as {@code EPSG:28992}, or an empty text; the file names it as
   *     unknown where {@link ProjJson} has no definition of it
   */
  public static void write(OutputDir out, int partition, Iterator<Building> buildings, String crs)
      throws IOException {
    Iterator<BuildingRow> rows =
        new Iterator<>() {
          @Override
          public boolean hasNext() {
            return buildings.hasNext();
          }

          @Override
          public BuildingRow next() {
            return BuildingRow.of(buildings.next());
          }
        };
    write(out, partition, rows, List.of(), crs);
  }

  /**
   * Writes the buildings of a partition, with what is kept of the input's fields.
   *
   * @param kept the columns after ours
   */
  public static void write(
      OutputDir out, int partition, Iterator<BuildingRow> rows, List<KeptField> kept, String crs)
      throws IOException {
    String name =
        String.format(Locale.ROOT, "%s/part-%05d.parquet", KnownFiles.BUILDINGS, partition);
    out.write(
        name,
        stream -> {
          try (ParquetWriter<BuildingRow> writer = new Builder(stream, kept, crs).build()) {
            while (rows.hasNext()) {
              writer.write(rows.next());
            }
          }
        });
  }

  /** The two columns that tell the number of a building by its key. */
  private static final String KEYS =
      "message building { required int32 index; required int64 key; }";

  /** Takes keys, in ascending order of their buildings' indices. */
  @FunctionalInterface
  public interface KeyConsumer {
    /** Takes the next. */
    void accept(int index, long key) throws IOException;
  }

  /** Reads the keys of all buildings of an output, and no other column. */
  public static void readKeys(OutputDir out, KeyConsumer consumer) throws IOException {
    Configuration twoColumns = new Configuration(false);
    twoColumns.set(ReadSupport.PARQUET_READ_SCHEMA, KEYS);
    for (String file : files(out)) {
      read(
          out,
          file,
          twoColumns,
          group -> consumer.accept(group.getInteger("index", 0), group.getLong("key", 0)));
    }
  }

  /** The columns that tell the names of a building and its height. */
  private static final String NAMES =
      """
      message building {
        required group source_ids (LIST) {
          repeated group list {
            required binary element (STRING);
          }
        }
        required double height;
      }
      """;

  /** Takes names, in ascending order of their buildings' indices. */
  @FunctionalInterface
  public interface NameConsumer {
    /**
     * Takes those of the next.
     *
     * @param height from the ground to the roof, metres
     */
    void accept(List<String> sourceIds, double height) throws IOException;
  }

  /** Reads names and heights of the buildings of one of the {@link #files}, and no other column. */
  public static void readNames(OutputDir out, String file, NameConsumer consumer)
      throws IOException {
    Configuration twoColumns = new Configuration(false);
    twoColumns.set(ReadSupport.PARQUET_READ_SCHEMA, NAMES);
    read(
        out,
        file,
        twoColumns,
        group -> consumer.accept(sourceIds(group), group.getDouble("height", 0)));
  }

  /** Takes rows, in ascending order of their indices. */
  @FunctionalInterface
  public interface Consumer {
    /** Takes the next. */
    void accept(BuildingRow row) throws IOException;
  }

  /** The files of an output, in the order of the buildings. */
  public static List<String> files(OutputDir out) throws IOException {
    return out.list(KnownFiles.BUILDINGS).stream()
        .filter(entry -> !entry.folder() && entry.name().matches("part-\\d{5,}\\.parquet"))
        .map(entry -> KnownFiles.BUILDINGS + "/" + entry.name())
        .toList();
  }

  /** Reads all buildings of an output, one after the other. */
  public static void read(OutputDir out, Consumer consumer) throws IOException {
    for (String file : files(out)) {
      read(out, file, consumer);
    }
  }

  /** Reads the buildings of one of the {@link #files}. */
  public static void read(OutputDir out, String file, Consumer consumer) throws IOException {
    read(out, file, new Configuration(false), group -> consumer.accept(row(group)));
  }

  /** Reads all buildings of an output, one after the other, without the input's kept fields. */
  public static void readWithoutKept(OutputDir out, Consumer consumer) throws IOException {
    Configuration ownColumns = new Configuration(false);
    ownColumns.set(ReadSupport.PARQUET_READ_SCHEMA, SCHEMA.toString());
    for (String file : files(out)) {
      read(out, file, ownColumns, group -> consumer.accept(row(group)));
    }
  }

  /** The columns of an output that are kept fields of the input, in their order. */
  public static List<KeptField> kept(OutputDir out) throws IOException {
    List<String> files = files(out);
    return files.isEmpty() ? List.of() : out.readLocally(files.get(0), BuildingsFile::kept);
  }

  private static List<KeptField> kept(Path path) throws IOException {
    try (ParquetFileReader reader = ParquetFileReader.open(new LocalInputFile(path))) {
      return reader.getFileMetaData().getSchema().getFields().stream()
          .filter(field -> !SCHEMA.containsField(field.getName()))
          .map(field -> new KeptField(field.getName(), type(field)))
          .toList();
    } catch (RuntimeException e) { // As Parquet says that a file is damaged.
      throw new IOException(path + ": cannot be read: " + e.getMessage(), e);
    }
  }

  private static KeptField.Type type(Type field) {
    return switch (field.asPrimitiveType().getPrimitiveTypeName()) {
      case BOOLEAN -> KeptField.Type.BOOLEAN;
      case INT64 -> KeptField.Type.INTEGER;
      case DOUBLE -> KeptField.Type.NUMBER;
      default -> KeptField.Type.TEXT;
    };
  }

  private static MessageType schema(List<KeptField> kept) {
    List<Type> fields = new ArrayList<>(SCHEMA.getFields());
    for (KeptField field : kept) {
      fields.add(
          switch (field.type()) {
            case BOOLEAN -> Types.optional(PrimitiveTypeName.BOOLEAN).named(field.column());
            case INTEGER -> Types.optional(PrimitiveTypeName.INT64).named(field.column());
            case NUMBER -> Types.optional(PrimitiveTypeName.DOUBLE).named(field.column());
            case TEXT ->
                Types.optional(PrimitiveTypeName.BINARY)
                    .as(LogicalTypeAnnotation.stringType())
                    .named(field.column());
          });
    }
    return new MessageType(SCHEMA.getName(), fields);
  }

  private interface GroupConsumer {
    void accept(Group group) throws IOException;
  }

  private static void read(
      OutputDir out, String file, Configuration columns, GroupConsumer consumer)
      throws IOException {
    out.readLocally(
        file,
        path -> {
          read(path, columns, consumer);
          return null;
        });
  }

  private static void read(Path path, Configuration columns, GroupConsumer consumer)
      throws IOException {
    try (ParquetReader<Group> reader = new Reader(new LocalInputFile(path), columns).build()) {
      for (Group group = reader.read(); group != null; group = reader.read()) {
        consumer.accept(group);
      }
    } catch (RuntimeException e) { // As Parquet says that a file is damaged.
      throw new IOException(path + ": cannot be read: " + e.getMessage(), e);
    }
  }

  private static List<String> sourceIds(Group group) {
    Group ids = group.getGroup("source_ids", 0);
    List<String> names = new ArrayList<>();
    for (int i = 0; i < ids.getFieldRepetitionCount("list"); i++) {
      names.add(ids.getGroup("list", i).getString("element", 0));
    }
    return names;
  }

  private static BuildingRow row(Group group) {
    Group box = group.getGroup("bbox", 0);
    return new BuildingRow(
        group.getInteger("index", 0),
        group.getLong("key", 0),
        sourceIds(group),
        group.getDouble("ground_height", 0),
        group.getDouble("roof_height", 0),
        group.getString("height_source", 0),
        group.getDouble("area", 0),
        new Bounds(
            box.getDouble("xmin", 0),
            box.getDouble("ymin", 0),
            box.getDouble("xmax", 0),
            box.getDouble("ymax", 0)),
        group.getBinary("geometry", 0).getBytes(),
        keptValues(group));
  }

  private static Map<String, Object> keptValues(Group group) {
    Map<String, Object> values = new LinkedHashMap<>();
    for (Type field : group.getType().getFields()) {
      String name = field.getName();
      if (SCHEMA.containsField(name)) {
        continue;
      }
      boolean none = group.getFieldRepetitionCount(name) == 0;
      values.put(
          name,
          none
              ? null
              : switch (type(field)) {
                case BOOLEAN -> group.getBoolean(name, 0);
                case INTEGER -> group.getLong(name, 0);
                case NUMBER -> group.getDouble(name, 0);
                case TEXT -> group.getString(name, 0);
              });
    }
    return values;
  }

  private static final class Reader extends ParquetReader.Builder<Group> {
    Reader(InputFile file, Configuration columns) {
      // Without one it would read all of Hadoop's defaults, which takes longer than a small file.
      super(file, new HadoopParquetConfiguration(columns));
    }

    @Override
    protected ReadSupport<Group> getReadSupport() {
      return new GroupReadSupport();
    }
  }

  /** Writes rows as one GeoParquet file. */
  public static final class Writer implements Closeable {
    private final ParquetWriter<BuildingRow> rows;

    /**
     * @param out is not closed
     * @param kept the columns after ours
     * @param crs as {@link BuildingsFile#write} has it
     */
    public Writer(OutputStream out, List<KeptField> kept, String crs) throws IOException {
      rows = new Builder(out, kept, crs).build();
    }

    /** Adds a row. */
    public void write(BuildingRow row) throws IOException {
      rows.write(row);
    }

    /** Writes the end of the file. */
    @Override
    public void close() throws IOException {
      rows.close();
    }
  }

  private static final class Builder extends ParquetWriter.Builder<BuildingRow, Builder> {
    private final List<KeptField> kept;
    private final String crs;
    private final Target target;

    Builder(OutputStream out, List<KeptField> kept, String crs) {
      this(new Target(out), kept, crs);
    }

    private Builder(Target target, List<KeptField> kept, String crs) {
      super(target);
      this.target = target;
      this.kept = kept;
      this.crs = crs;
      withCompressionCodec(CompressionCodecName.SNAPPY);
      withRowGroupSize((long) ROW_GROUP);
    }

    @Override
    protected Builder self() {
      return this;
    }

    @Override
    protected WriteSupport<BuildingRow> getWriteSupport(Configuration configuration) {
      return new Rows(kept, crs, target);
    }
  }

  /** Rows, and what the footer says of them. */
  private static final class Rows extends WriteSupport<BuildingRow> {
    private final List<KeptField> kept;
    private final String crs;
    private final Target target;
    private RecordConsumer out;
    private Bounds bounds;

    Rows(List<KeptField> kept, String crs, Target target) {
      this.kept = kept;
      this.crs = crs;
      this.target = target;
    }

    @Override
    public WriteContext init(Configuration configuration) {
      return new WriteContext(schema(kept), Map.of());
    }

    @Override
    public void prepareForWrite(RecordConsumer consumer) {
      out = consumer;
    }

    @Override
    public void write(BuildingRow row) {
      Bounds box = row.bounds();
      bounds = bounds == null ? box : bounds.union(box);
      out.startMessage();
      field(0, "index", () -> out.addInteger(row.index()));
      field(1, "key", () -> out.addLong(row.key()));
      field(2, "source_ids", () -> ids(row.sourceIds()));
      number(3, "ground_height", row.ground());
      number(4, "roof_height", row.roof());
      number(5, "height", row.height());
      text(6, "height_source", row.heightSource());
      number(7, "area", row.area());
      field(8, "geometry", () -> out.addBinary(Binary.fromConstantByteArray(row.footprint())));
      field(9, "bbox", () -> box(box));
      for (int i = 0; i < kept.size(); i++) {
        Object value = row.kept().get(kept.get(i).column());
        if (value != null) {
          field(SCHEMA.getFieldCount() + i, kept.get(i).column(), () -> value(value));
        }
      }
      out.endMessage();
    }

    private void value(Object value) {
      if (value instanceof Boolean truth) {
        out.addBoolean(truth);
      } else if (value instanceof Long whole) {
        out.addLong(whole);
      } else if (value instanceof Double number) {
        out.addDouble(number);
      } else {
        out.addBinary(Binary.fromString((String) value));
      }
    }

    private void ids(List<String> ids) {
      out.startGroup();
      field(
          0,
          "list",
          () -> {
            for (String id : ids) {
              out.startGroup();
              text(0, "element", id);
              out.endGroup();
            }
          });
      out.endGroup();
    }

    private void box(Bounds box) {
      out.startGroup();
      number(0, "xmin", box.xmin());
      number(1, "ymin", box.ymin());
      number(2, "xmax", box.xmax());
      number(3, "ymax", box.ymax());
      out.endGroup();
    }

    private void number(int index, String name, double value) {
      field(index, name, () -> out.addDouble(value));
    }

    private void text(int index, String name, String value) {
      field(index, name, () -> out.addBinary(Binary.fromString(value)));
    }

    private void field(int index, String name, Runnable value) {
      out.startField(name, index);
      value.run();
      out.endField(name, index);
    }

    @Override
    public FinalizedWriteContext finalizeWrite() {
      target.holdTheEnd();
      return new FinalizedWriteContext(Map.of("geo", metadata()));
    }

    private String metadata() {
      StringWriter text = new StringWriter();
      try (JsonGenerator json = JSON.createGenerator(text)) {
        json.writeStartObject();
        json.writeStringField("version", "1.1.0");
        json.writeStringField("primary_column", "geometry");
        json.writeObjectFieldStart("columns");
        json.writeObjectFieldStart("geometry");
        json.writeStringField("encoding", "WKB");
        json.writeArrayFieldStart("geometry_types");
        json.writeString("Polygon");
        json.writeEndArray();
        json.writeFieldName("crs");
        json.writeRawValue(ProjJson.of(crs).orElse("null")); // null: not known.
        json.writeStringField("orientation", "counterclockwise");
        if (bounds != null) {
          json.writeFieldName("bbox");
          double[] box = {bounds.xmin(), bounds.ymin(), bounds.xmax(), bounds.ymax()};
          json.writeArray(box, 0, box.length);
        }
        json.writeFieldName("covering");
        json.writeRawValue(
            "{\"bbox\":{\"xmin\":[\"bbox\",\"xmin\"],\"ymin\":[\"bbox\",\"ymin\"],"
                + "\"xmax\":[\"bbox\",\"xmax\"],\"ymax\":[\"bbox\",\"ymax\"]}}");
        json.writeEndObject();
        json.writeEndObject();
        json.writeEndObject();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      return text.toString();
    }
  }

  /**
   * A stream that is somebody else's to close, as Parquet wants it. What follows the last rows is
   * held until the end, for its footer is put in order.
   */
  private static final class Target implements OutputFile {
    private final OutputStream out;

    /** The indexes and the footer; null before {@link #holdTheEnd}. */
    private ByteArrayOutputStream end;

    Target(OutputStream out) {
      this.out = out;
    }

    /** All rows are written. */
    void holdTheEnd() {
      end = new ByteArrayOutputStream();
    }

    private OutputStream place() {
      return end == null ? out : end;
    }

    @Override
    public PositionOutputStream create(long blockSize) {
      return new PositionOutputStream() {
        private long position;

        @Override
        public long getPos() {
          return position;
        }

        @Override
        public void write(int b) throws IOException {
          place().write(b);
          position++;
        }

        @Override
        public void write(byte[] bytes, int offset, int count) throws IOException {
          place().write(bytes, offset, count);
          position += count;
        }

        @Override
        public void flush() throws IOException {
          place().flush();
        }

        @Override
        public void close() throws IOException {
          if (end != null) {
            out.write(inOrder(end.toByteArray()));
            end = null;
          }
          out.flush();
        }
      };
    }

    /**
     * The end of a file whose columns name their encodings in the order of their numbers. Parquet
     * names them in the order of a hash that is another in each Java process.
     */
    private static byte[] inOrder(byte[] end) throws IOException {
      int trailer = end.length - 2 * Integer.BYTES; // The footer's length, and a magic number.
      int length = ByteBuffer.wrap(end).order(ByteOrder.LITTLE_ENDIAN).getInt(trailer);
      int start = trailer - length;
      FileMetaData footer = Util.readFileMetaData(new ByteArrayInputStream(end, start, length));
      for (RowGroup rows : footer.getRow_groups()) {
        for (ColumnChunk column : rows.getColumns()) {
          column.getMeta_data().getEncodings().sort(null);
        }
      }
      ByteArrayOutputStream ordered = new ByteArrayOutputStream();
      Util.writeFileMetaData(footer, ordered);
      if (ordered.size() != length) {
        throw new IOException("the footer of a Parquet file cannot be put in order");
      }
      System.arraycopy(ordered.toByteArray(), 0, end, start, length);
      return end;
    }

    @Override
    public PositionOutputStream createOrOverwrite(long blockSize) {
      return create(blockSize);
    }

    @Override
    public boolean supportsBlockSize() {
      return false;
    }

    @Override
    public long defaultBlockSize() {
      return 0;
    }
  }
}
