package io.citymesh.sql;

import io.citymesh.format.FormatPart;
import io.citymesh.format.MeshParts;
import io.citymesh.output.OutputDir;
import io.citymesh.session.SessionHadoop;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.connector.read.InputPartition;
import org.apache.spark.sql.connector.read.PartitionReader;
import org.apache.spark.sql.connector.read.PartitionReaderFactory;
import org.apache.spark.sql.vectorized.ColumnVector;
import org.apache.spark.sql.vectorized.ColumnarBatch;

/**
 * Reads parts on executors, a task a part, in one batch of columns that lie over the part's arrays.
 * Of the file only the arrays are read that the columns and the conditions need; where a condition
 * leaves no row, those of the columns are not.
 *
 * <p>Memory: the arrays of one part, and 4 bytes for each row if there are conditions.
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

  /**
   * A part to be read.
   *
   * @param number its place in vertex order
   */
  record Part(int number, String name) implements InputPartition {}

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
    return new Reader((Part) partition);
  }

  private final class Reader implements PartitionReader<ColumnarBatch> {
    private final Part part;
    private ColumnarBatch batch;

    Reader(Part part) {
      this.part = part;
    }

    @Override
    public boolean next() {
      if (batch != null) {
        return false;
      }
      try {
        batch = read(part);
      } catch (IOException e) {
        throw CityMeshException.damaged(part.name, e);
      }
      return batch.numRows() > 0;
    }

    @Override
    public ColumnarBatch get() {
      return batch;
    }

    @Override
    public void close() {
      batch = null;
    }
  }

  private ColumnarBatch read(Part part) throws IOException {
    int rows = table.rows(mesh, part.number);
    if (columns.isEmpty() && conditions.isEmpty()) {
      return new ColumnarBatch(new ColumnVector[0], rows);
    }
    OutputDir out = OutputDir.of(path, SessionHadoop.configuration(hadoop));
    return FormatPart.read(
        out, mesh, part.number, file -> read(file, new PartArrays(file, part.name), rows));
  }

  private ColumnarBatch read(FormatPart file, PartArrays arrays, int rows) throws IOException {
    if (!mayHold(file)) {
      return new ColumnarBatch(new ColumnVector[0], 0);
    }
    List<IntPredicate> tests = new ArrayList<>();
    for (Condition condition : conditions) {
      tests.add(condition.of(table.column(condition.column(), arrays)));
    }
    IntPredicate all = row -> tests.stream().allMatch(test -> test.test(row));
    int[] chosen = tests.isEmpty() ? new int[0] : IntStream.range(0, rows).filter(all).toArray();
    int count = tests.isEmpty() ? rows : chosen.length;
    if (count == 0) {
      return new ColumnarBatch(new ColumnVector[0], 0);
    }
    ColumnVector[] vectors = new ColumnVector[columns.size()];
    for (int i = 0; i < vectors.length; i++) {
      PartColumn column = table.column(columns.get(i), arrays);
      vectors[i] = count == rows ? column : column.of(chosen);
    }
    return new ColumnarBatch(vectors, count);
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
}
