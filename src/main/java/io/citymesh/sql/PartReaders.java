package io.citymesh.sql;

import io.citymesh.format.FormatPart;
import io.citymesh.format.MeshParts;
import io.citymesh.output.OutputDir;
import io.citymesh.session.SessionHadoop;
import java.io.IOException;
import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.connector.metric.CustomTaskMetric;
import org.apache.spark.sql.connector.read.InputPartition;
import org.apache.spark.sql.connector.read.PartitionReader;
import org.apache.spark.sql.connector.read.PartitionReaderFactory;
import org.apache.spark.sql.vectorized.ColumnVector;
import org.apache.spark.sql.vectorized.ColumnarBatch;

/**
 * Reads parts on executors, part after part, in batches of columns. Of a file only the arrays are
 * read that the columns and the conditions need; where a condition leaves no row, those of the
 * columns are not. Where nearly all of a file is needed, the next is fetched from a local disk
 * while it is read and its columns are worked upon.
 *
 * <p>Memory: the arrays of two parts, for Spark keeps the last batch of one until it has the first
 * of the next; 4 bytes for each row of one that fulfils the conditions, if there are any; and
 * {@link #ROOM} rows of the columns; a block of what is fetched ahead.
 *
 * @param path the output directory
 * @param hadoop what reaching it takes beside the session's properties
 * @param mesh the parts
 * @param columns that are asked for, in their order
 * @param conditions that rows fulfil
 */
record PartReaders(
    String path,
    Map<String, String> hadoop,
    MeshParts mesh,
    PartTable table,
    List<String> columns,
    List<Condition> conditions)
    implements PartitionReaderFactory {

  /** The most rows of a batch: its columns stay in a processor's cache. */
  static final int ROOM = 4096;

  /**
   * A part to be read.
   *
   * @param number its place in vertex order
   * @param rows how many it has, if the table's are counted
   */
  record Part(int number, String name, int rows) implements Serializable {}

  /** Parts that a task reads one after the other. */
  record Parts(List<Part> parts) implements InputPartition {}

  @Override
  public boolean supportColumnarReads(InputPartition partition) {
    return true;
  }

  @Override
  public PartitionReader<InternalRow> createReader(InputPartition partition) {
    throw new UnsupportedOperationException("parts are read in columns");
  }

  @Override
  public PartitionReader<ColumnarBatch> createColumnarReader(InputPartition partition) {
    return new Reader(((Parts) partition).parts);
  }

  private final class Reader implements PartitionReader<ColumnarBatch> {
    private final List<Part> parts;
    private final PartTable.Room room = table.new Room(ROOM);
    private final PartTable.Room roomOfConditions = table.new Room(ROOM);
    private final ReadAhead ahead = new ReadAhead();
    private OutputDir output;
    private int nextPart;
    private Rows rows = Rows.NONE;
    private long opened;
    private long lookedAt;

    Reader(List<Part> parts) {
      this.parts = parts;
    }

    @Override
    public boolean next() {
      while (rows.isDone()) {
        if (nextPart == parts.size()) {
          return false;
        }
        Part part = parts.get(nextPart++);
        rows = Rows.NONE; // Its arrays can go.
        try {
          rows = open(part);
        } catch (IOException e) {
          throw CityMeshException.damaged(part.name, e);
        }
      }
      rows.next();
      return true;
    }

    private Rows open(Part part) throws IOException {
      if (columns.isEmpty() && conditions.isEmpty() && table.isCounted()) {
        return Rows.all(part.rows, nothing());
      }
      opened++;
      if (nextPart < parts.size() && conditions.isEmpty() && table.needMost(columns)) {
        output().localPath(mesh.files().get(parts.get(nextPart).number)).ifPresent(ahead::begin);
      }
      return FormatPart.read(output(), mesh, part.number, file -> read(file, part));
    }

    private OutputDir output() {
      if (output == null) {
        output = OutputDir.of(path, SessionHadoop.configuration(hadoop));
      }
      return output;
    }

    private Rows read(FormatPart file, Part part) throws IOException {
      int count = table.isCounted() ? part.rows : table.rows(file);
      PartArrays arrays = new PartArrays(file, part.name);
      if (conditions.isEmpty() && columns.isEmpty()) {
        return Rows.all(count, nothing());
      }
      if (conditions.isEmpty()) {
        lookedAt += count;
        return Rows.all(count, batches(arrays));
      }
      if (!mayHold(file)) {
        return Rows.NONE;
      }
      lookedAt += count;
      int[] chosen = chosen(arrays, count);
      return chosen.length == 0 ? Rows.NONE : Rows.some(chosen, batches(arrays));
    }

    /** Of no columns: rows are counted. */
    private static Batches nothing() {
      return new Batches(new PartColumns(), new ColumnarBatch(new ColumnVector[0]));
    }

    private Batches batches(PartArrays arrays) throws IOException {
      PartColumns over = table.columns(columns, arrays, room);
      return new Batches(over, new ColumnarBatch(over.columns(columns)));
    }

    /** The rows that fulfil the conditions; each is asked of the rows that the ones before left. */
    private int[] chosen(PartArrays arrays, int count) throws IOException {
      PartColumns asked =
          table.columns(
              conditions.stream().map(Condition::column).distinct().toList(),
              arrays,
              roomOfConditions);
      int[] chosen = new int[Math.min(count, ROOM)];
      int[] rows = new int[chosen.length];
      int end = 0;
      for (int first = 0; first < count; first += ROOM) {
        int left = Math.min(ROOM, count - first);
        for (int i = 0; i < left; i++) {
          rows[i] = first + i;
        }
        for (Condition condition : conditions) {
          asked.moveTo(condition.column(), BatchRows.chosen(rows, 0, left));
          left = condition.keep(asked.column(condition.column()), rows, left);
        }
        if (end + left > chosen.length) {
          chosen = Arrays.copyOf(chosen, Math.min(count, Math.max(2 * end, end + left)));
        }
        System.arraycopy(rows, 0, chosen, end, left);
        end += left;
      }
      return Arrays.copyOf(chosen, end);
    }

    @Override
    public ColumnarBatch get() {
      return rows.batches.batch;
    }

    @Override
    public CustomTaskMetric[] currentMetricsValues() {
      return new CustomTaskMetric[] {
        new ScanMetric.Value(ScanMetric.PARTS, opened),
        new ScanMetric.Value(ScanMetric.ROWS, lookedAt)
      };
    }

    @Override
    public void close() {
      ahead.close();
      rows = Rows.NONE;
    }
  }

  /** Whether the part has one of the buildings that are asked for; only then it is asked. */
  private boolean mayHold(FormatPart file) throws IOException {
    for (Condition condition : conditions) {
      if (condition.namesBuildings()
          && Arrays.stream(file.buildingKeys()).noneMatch(condition.values()::contains)) {
        return false;
      }
    }
    return true;
  }

  /** Columns over a part, and the batch of them. */
  private record Batches(PartColumns columns, ColumnarBatch batch) {
    /** The most rows of a batch: any number if there is nothing in them. */
    int most() {
      return batch.numCols() == 0 ? Integer.MAX_VALUE : ROOM;
    }
  }

  /** The rows of a part that are still to come. */
  private static final class Rows {
    static final Rows NONE = new Rows(new int[0], 0, Reader.nothing());

    private final int[] chosen;
    private final int count;
    private final Batches batches;
    private int done;

    /**
     * @param chosen rows of the part, or none if all are
     * @param count how many there are
     */
    private Rows(int[] chosen, int count, Batches batches) {
      this.chosen = chosen;
      this.count = count;
      this.batches = batches;
    }

    static Rows all(int count, Batches batches) {
      return new Rows(new int[0], count, batches);
    }

    static Rows some(int[] chosen, Batches batches) {
      return new Rows(chosen, chosen.length, batches);
    }

    boolean isDone() {
      return done == count;
    }

    /** Moves the batch to the next rows. */
    void next() {
      int some = Math.min(batches.most(), count - done);
      batches.columns.moveTo(
          chosen.length == 0
              ? BatchRows.following(done, some)
              : BatchRows.chosen(chosen, done, some));
      batches.batch.setNumRows(some);
      done += some;
    }
  }
}
