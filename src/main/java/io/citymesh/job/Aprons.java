package io.citymesh.job;

import io.citymesh.geo.Depth;
import io.citymesh.geo.Footing;
import io.citymesh.geo.Terrain;
import io.citymesh.output.KnownFiles;
import io.citymesh.output.OutputDir;
import io.citymesh.session.HadoopSettings;
import io.citymesh.terrain.ApronTerrain;
import io.citymesh.terrain.WallFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.fs.Path;
import org.apache.spark.HashPartitioner;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import scala.Tuple2;

/**
 * Levels the terrain around blocks of buildings, before anything is planned: tiles and seams ask
 * one terrain, whether they have the buildings or not.
 *
 * <p>The outer walls are shuffled by squares of 512 m, and a task writes the file of one square
 * after the other, as they come ({@link WallFiles}); the driver learns which squares there are. The
 * files go with the run: {@link #close}.
 */
final class Aprons implements AutoCloseable {
  private final Terrain terrain;

  /** The output, and the folder in it; empty if nothing was to be written. */
  private final Optional<OutputDir> out;

  private final String folder;

  private Aprons(Terrain terrain, Optional<OutputDir> out, String folder) {
    this.terrain = terrain;
    this.out = out;
    this.folder = folder;
  }

  /** A terrain as it is. */
  static Aprons none(Terrain terrain) {
    return new Aprons(terrain, Optional.empty(), "");
  }

  /**
   * Writes the walls into a folder in the output.
   *
   * @param reach how far the ground is levelled, metres
   * @param depth in the area on whose boundary the terrain must stay as it is
   */
  static Aprons burnt(
      JavaRDD<Footing> footings,
      Terrain terrain,
      double reach,
      Depth depth,
      String output,
      JavaSparkContext spark)
      throws IOException {
    Optional<OutputDir> out = Optional.of(OutputDir.of(output, spark.hadoopConfiguration()));
    String folder = KnownFiles.newBasesFolder();
    Aprons nothing = new Aprons(terrain, out, folder);
    try {
      Path whole = new Path(output, folder);
      String path =
          whole.getFileSystem(spark.hadoopConfiguration()).makeQualified(whole).toString();
      HadoopSettings hadoop = new HadoopSettings(spark.hadoopConfiguration());
      List<Long> squares =
          footings
              .flatMapToPair(
                  block -> {
                    List<Tuple2<Long, byte[]>> records = new ArrayList<>();
                    for (Map.Entry<Long, byte[]> record :
                        WallFiles.split(block, reach).entrySet()) {
                      records.add(new Tuple2<>(record.getKey(), record.getValue()));
                    }
                    return records.iterator();
                  })
              .repartitionAndSortWithinPartitions(
                  new HashPartitioner(
                      Math.max(spark.defaultParallelism(), footings.getNumPartitions())))
              .mapPartitions(
                  sorted ->
                      new SortedGroups<>(
                          sorted,
                          (square, records) -> {
                            try {
                              OutputDir.of(path, hadoop.value())
                                  .write(
                                      WallFiles.name(square),
                                      stream -> WallFiles.write(records, stream));
                              return true;
                            } catch (IOException e) {
                              throw new UncheckedIOException(e);
                            }
                          }))
              .map(Tuple2::_1)
              .collect();
      WallFiles walls =
          new WallFiles(path, reach, squares.stream().mapToLong(Long::longValue).toArray());
      return new Aprons(new ApronTerrain(terrain, walls, depth), out, folder);
    } catch (Throwable e) { // Spark throws checked exceptions, undeclared.
      nothing.close();
      throw e;
    }
  }

  /** The terrain with them. */
  Terrain terrain() {
    return terrain;
  }

  @Override
  public void close() {
    try {
      if (out.isPresent()) {
        out.get().deleteDirectory(folder);
      }
    } catch (IOException e) {
      // Working files that stay behind harm nobody, and must not hide how the run ended.
    }
  }
}
