package io.citymesh.job;

import io.citymesh.output.OutputDir;
import io.citymesh.report.Manifest;
import io.citymesh.store.Hdf5File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
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
          .add("marker", DataTypes.IntegerType, false);

  private MeshTables() {}

  /** One row per face: part, the global ids of its corners, marker. Read lazily, part by part. */
  public static Dataset<Row> faces(SparkSession spark, String out, Manifest manifest) {
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    SerializableConfiguration hadoop = new SerializableConfiguration(context.hadoopConfiguration());
    List<String> files = manifest.parts().stream().map(Manifest.Part::file).toList();
    JavaRDD<Row> rows =
        context
            .parallelize(
                files, Math.max(1, Math.min(files.size(), 4 * context.defaultParallelism())))
            .flatMap(file -> rows(OutputDir.of(out, hadoop.value()), file));
    return spark.createDataFrame(rows, FACES);
  }

  private static Iterator<Row> rows(OutputDir out, String file) throws IOException {
    return out.readLocally(file, path -> rows(path, file));
  }

  private static Iterator<Row> rows(Path path, String file) throws IOException {
    try (Hdf5File part = Hdf5File.open(path)) {
      long[] faces = part.longs("faces", 3);
      int[] markers = part.ints("markers", 1);
      return IntStream.range(0, markers.length)
          .mapToObj(
              f ->
                  RowFactory.create(
                      file, faces[3 * f], faces[3 * f + 1], faces[3 * f + 2], markers[f]))
          .iterator();
    }
  }
}
