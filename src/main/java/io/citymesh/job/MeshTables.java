package io.citymesh.job;

import io.citymesh.output.MeshReader;
import io.citymesh.output.OutputDir;
import io.citymesh.report.Manifest;
import io.citymesh.stitch.Part;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.util.SerializableConfiguration;

/** The published mesh as a table, for notebooks and other programs. */
public final class MeshTables {
  private static final StructType FACES =
      new StructType()
          .add("part", DataTypes.StringType, false)
          .add("v0", DataTypes.LongType, false)
          .add("v1", DataTypes.LongType, false)
          .add("v2", DataTypes.LongType, false)
          .add("kind", DataTypes.IntegerType, false)
          .add("building", DataTypes.LongType, true);

  private MeshTables() {}

  /**
   * One row per face: the part's name, the global ids of the corners, the kind (0 ground, 1 ground
   * that touches a building, 2 wall, 3 roof) and the key of the building, null for ground. Read
   * lazily, part by part.
   */
  public static Dataset<Row> faces(SparkSession spark, String out, Manifest manifest) {
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    SerializableConfiguration hadoop = new SerializableConfiguration(context.hadoopConfiguration());
    int parts = manifest.parts().size();
    int slices = Math.max(1, Math.min(parts, 4 * context.defaultParallelism()));
    Broadcast<Manifest> shared = context.broadcast(manifest);
    JavaRDD<Row> rows =
        context
            .parallelize(IntStream.range(0, parts).boxed().toList(), slices)
            .mapPartitions(
                numbers -> rows(OutputDir.of(out, hadoop.value()), shared.value(), numbers));
    return spark.createDataFrame(rows, FACES);
  }

  /** The rows of the parts of a task, one part after the other. */
  private static Iterator<Row> rows(OutputDir out, Manifest manifest, Iterator<Integer> numbers)
      throws IOException {
    MeshReader mesh = new MeshReader(out, manifest);
    TaskContext.get()
        .addTaskCompletionListener(
            task -> {
              try {
                mesh.close();
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            });
    return StreamSupport.stream(
            Spliterators.spliteratorUnknownSize(numbers, Spliterator.ORDERED), false)
        .flatMap(number -> rows(mesh, number))
        .iterator();
  }

  private static Stream<Row> rows(MeshReader mesh, int number) {
    Part part;
    long[] corners;
    try {
      part = mesh.part(number);
      corners = mesh.globalFaces(number, part);
    } catch (IOException e) {
      throw new UncheckedIOException(e.getMessage(), e);
    }
    return IntStream.range(0, part.faceCount())
        .mapToObj(
            f -> {
              int building = part.building()[f];
              return RowFactory.create(
                  part.name(),
                  corners[3 * f],
                  corners[3 * f + 1],
                  corners[3 * f + 2],
                  (int) part.faceKinds()[f],
                  building < 0 ? null : part.buildings()[building]);
            });
  }
}
