package io.citymesh.job;

import static io.citymesh.raster.CogLayout.TILE;
import static io.citymesh.raster.CogLayout.TILE_CELLS;

import io.citymesh.output.OutputDir;
import io.citymesh.raster.CogHead;
import io.citymesh.raster.CogLayout;
import io.citymesh.raster.CogSample;
import io.citymesh.session.HadoopSettings;
import java.io.IOException;
import java.io.OutputStream;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.SparkContext;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.storage.StorageLevel;
import scala.Tuple2;

/**
 * Writes a raster that the executors hold as a cloud optimised GeoTIFF.
 *
 * <p>A block is 2 x 2 tiles, which is one tile of the level above. Level by level,
 *
 * <ol>
 *   <li>the fragments of a block meet in one task, sorted by block;
 *   <li>the task encodes the block's tiles, one after the other, into its piece of the level, and
 *       tells the driver how long each is (some 100 bytes per block);
 *   <li>the block at half its scale is a fragment of a block of the level above.
 * </ol>
 *
 * <p>The file is its head and the pieces, those of the last level first ({@link JoinedFile}). A
 * task holds one block. The file is the same whatever the partitions: blocks lie in the order of
 * their numbers.
 */
final class RasterBlocks {
  /** Cells along the side of a block. */
  static final int BLOCK = 2 * TILE;

  /** A partition's blocks are made one after the other, 4 MB each. */
  private static final int BLOCKS_PER_PARTITION = 4;

  /**
   * A square of cells in a block.
   *
   * @param column of its first cell in the block
   * @param row of its first cell, from the north
   * @param side cells along its side
   * @param cells row by row from the north-west
   */
  record Fragment(int column, int row, int side, int[] cells) implements Serializable {}

  /**
   * A block whose tiles are written.
   *
   * @param lengths bytes of its tiles, in the order in which they are written
   * @param halved the block as a tile of the level above; empty if that is all the driver asks for
   */
  private record Written(int block, String piece, int[] lengths, int[] halved)
      implements Serializable {}

  private final CogLayout layout;
  private final CogSample sample;
  private final String folder;
  private final Broadcast<HadoopSettings> hadoop;

  /**
   * @param folder for pieces, a whole path that the executors share; the caller deletes it
   */
  RasterBlocks(
      CogLayout layout, CogSample sample, String folder, Broadcast<HadoopSettings> hadoop) {
    this.layout = layout;
    this.sample = sample;
    this.folder = folder;
    this.hadoop = hadoop;
  }

  /** Blocks from west to east. */
  static int across(CogLayout layout, int level) {
    return (layout.across(level) + 1) / 2;
  }

  /** Blocks of a level. */
  static int count(CogLayout layout, int level) {
    return across(layout, level) * ((layout.down(level) + 1) / 2);
  }

  /** How the blocks of a level are spread, in their order. */
  static Contiguous order(CogLayout layout, int level, int cores) {
    int blocks = count(layout, level);
    return new Contiguous(blocks, Math.max(4 * cores, blocks / BLOCKS_PER_PARTITION));
  }

  /** The numbers of all blocks of a level. */
  static JavaRDD<Integer> all(SparkContext spark, CogLayout layout, int level) {
    int blocks = count(layout, level);
    List<Integer> all = IntStream.range(0, blocks).boxed().toList();
    return JavaSparkContext.fromSparkContext(spark)
        .parallelize(all, Math.min(blocks, spark.defaultParallelism()));
  }

  /**
   * The blocks of level 0 in the order that {@link #write} wants.
   *
   * @param fragments by block, counted row by row from the north-west; what no fragment covers has
   *     no value
   */
  JavaPairRDD<Integer, int[]> assembled(JavaPairRDD<Integer, Fragment> fragments) {
    return assembled(fragments, 0);
  }

  private JavaPairRDD<Integer, int[]> assembled(
      JavaPairRDD<Integer, Fragment> fragments, int level) {
    // Blocks without a fragment are there, too.
    JavaPairRDD<Integer, Fragment> empty =
        all(fragments.context(), layout, level)
            .mapToPair(block -> new Tuple2<>(block, new Fragment(0, 0, 0, new int[0])));
    int none = sample.none();
    return fragments
        .union(empty)
        .repartitionAndSortWithinPartitions(
            order(layout, level, fragments.context().defaultParallelism()))
        .mapPartitionsToPair(
            sorted -> new SortedGroups<>(sorted, (block, all) -> assembled(all, none)), true);
  }

  private static int[] assembled(Iterator<Fragment> fragments, int none) {
    int[] cells = new int[BLOCK * BLOCK];
    Arrays.fill(cells, none);
    while (fragments.hasNext()) {
      Fragment fragment = fragments.next();
      for (int y = 0; y < fragment.side; y++) {
        System.arraycopy(
            fragment.cells,
            y * fragment.side,
            cells,
            (fragment.row + y) * BLOCK + fragment.column,
            fragment.side);
      }
    }
    return cells;
  }

  /**
   * Writes the file.
   *
   * @param blocks the cells of each block of level 0, spread and sorted by {@link #order}
   * @param directory any Hadoop path that the executors share
   * @param file its name in the directory
   * @return bytes of the file
   */
  long write(JavaPairRDD<Integer, int[]> blocks, String directory, String file) throws IOException {
    CogHead head = new CogHead(layout, sample);
    List<List<Written>> levels = new ArrayList<>();
    List<JavaRDD<Written>> kept = new ArrayList<>();
    try {
      JavaPairRDD<Integer, int[]> next = blocks;
      for (int level = 0; level < layout.levels(); level++) {
        Task task = new Task(layout, sample, level, folder, hadoop);
        JavaRDD<Written> written =
            next.mapPartitions(task::written).persist(StorageLevel.DISK_ONLY());
        kept.add(written);
        levels.add(
            written.map(b -> new Written(b.block, b.piece, b.lengths, new int[0])).collect());
        if (level + 1 < layout.levels()) {
          next = assembled(above(written, layout, level), level + 1);
        }
      }
    } finally {
      kept.forEach(written -> written.unpersist());
    }
    List<JoinedFile.Piece> pieces = new ArrayList<>();
    for (int level = layout.levels() - 1; level >= 0; level--) {
      for (Written block : levels.get(level)) {
        int[] tiles = tiles(layout, level, block.block);
        long length = 0;
        for (int i = 0; i < tiles.length; i++) {
          head.append(level, tiles[i], block.lengths[i]);
          length += block.lengths[i];
        }
        int last = pieces.size() - 1;
        if (last >= 0 && pieces.get(last).name().equals(block.piece)) {
          length += pieces.remove(last).length();
        }
        pieces.add(new JoinedFile.Piece(block.piece, length));
      }
    }
    return new JoinedFile(folder, hadoop)
        .write(
            JavaSparkContext.fromSparkContext(blocks.context()),
            head.bytes(),
            pieces,
            directory,
            file);
  }

  /**
   * The tiles of a block, by their numbers in the level, in the order in which they are written.
   */
  private static int[] tiles(CogLayout layout, int level, int block) {
    int column = 2 * (block % across(layout, level));
    int row = 2 * (block / across(layout, level));
    int[] tiles = new int[4];
    int n = 0;
    for (int r = row; r < Math.min(row + 2, layout.down(level)); r++) {
      for (int c = column; c < Math.min(column + 2, layout.across(level)); c++) {
        tiles[n++] = r * layout.across(level) + c;
      }
    }
    return Arrays.copyOf(tiles, n);
  }

  private static JavaPairRDD<Integer, Fragment> above(
      JavaRDD<Written> written, CogLayout layout, int level) {
    return written.mapToPair(
        block -> {
          int column = block.block % across(layout, level);
          int row = block.block / across(layout, level);
          int parent = row / 2 * across(layout, level + 1) + column / 2;
          return new Tuple2<>(
              parent, new Fragment(column % 2 * TILE, row % 2 * TILE, TILE, block.halved));
        });
  }

  /** Writes the blocks of a partition. */
  private record Task(
      CogLayout layout,
      CogSample sample,
      int level,
      String folder,
      Broadcast<HadoopSettings> hadoop)
      implements Serializable {

    Iterator<Written> written(Iterator<Tuple2<Integer, int[]>> blocks) throws IOException {
      List<Written> result = new ArrayList<>();
      if (blocks.hasNext()) {
        String piece = "level-" + level + "-" + TaskContext.get().taskAttemptId();
        OutputDir.of(folder, hadoop.value().value())
            .write(
                piece,
                stream -> {
                  while (blocks.hasNext()) {
                    Tuple2<Integer, int[]> block = blocks.next();
                    result.add(write(block._1, block._2, piece, stream));
                  }
                });
      }
      return result.iterator();
    }

    private Written write(int block, int[] cells, String piece, OutputStream stream)
        throws IOException {
      int[] tiles = tiles(layout, level, block);
      int[] lengths = new int[tiles.length];
      int[] halved = sample.emptyTile();
      int[] tile = new int[TILE_CELLS];
      int firstColumn = 2 * (block % across(layout, level));
      int firstRow = 2 * (block / across(layout, level));
      for (int i = 0; i < tiles.length; i++) {
        int column = tiles[i] % layout.across(level) - firstColumn;
        int row = tiles[i] / layout.across(level) - firstRow;
        for (int y = 0; y < TILE; y++) {
          System.arraycopy(cells, (row * TILE + y) * BLOCK + column * TILE, tile, y * TILE, TILE);
        }
        byte[] bytes = sample.encoded(tile);
        stream.write(bytes);
        lengths[i] = bytes.length;
        sample.halve(tile, halved, column, row);
      }
      return new Written(block, piece, lengths, halved);
    }
  }
}
