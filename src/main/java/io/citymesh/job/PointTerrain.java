package io.citymesh.job;

import static io.citymesh.lidar.TerrainGrid.BLOCK;

import io.citymesh.geo.Bounds;
import io.citymesh.lidar.GroundBlock;
import io.citymesh.lidar.GroundCells;
import io.citymesh.lidar.LowestFilter;
import io.citymesh.lidar.Pyramid;
import io.citymesh.lidar.TerrainGrid;
import io.citymesh.raster.CogLayout;
import io.citymesh.raster.CogSample;
import io.citymesh.report.UserError;
import io.citymesh.session.HadoopSettings;
import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.storage.StorageLevel;
import scala.Tuple2;

/**
 * Makes a terrain raster from ground cells, block by block of 256 x 256 cells.
 *
 * <ol>
 *   <li>The cells of a block meet in one task and are added up (mean or lowest).
 *   <li>Without classes, {@link LowestFilter} takes away what is no ground; for that a block meets
 *       its neighbours.
 *   <li>Each block sends its neighbours the outermost cells of its {@link Pyramid}, and the driver
 *       one number, from which it fills the coarse levels (24 bytes per block).
 *   <li>Each block is filled, and {@link RasterBlocks} writes them to the GeoTIFF.
 * </ol>
 */
final class PointTerrain {
  /** A partition's blocks are in memory together: 0.8 MB each while they are added up. */
  private static final int BLOCKS_PER_PARTITION = 16;

  /** The coverage of the domain by ground points, in cells. */
  record Coverage(long cells, long voids, long far) implements Serializable {
    private Coverage plus(Coverage more) {
      return new Coverage(cells + more.cells, voids + more.voids, far + more.far);
    }
  }

  /** A message of a neighbouring block, and where that block lies. */
  private record From<T>(int east, int north, T what) implements Serializable {}

  private PointTerrain() {}

  /**
   * Writes the terrain.
   *
   * @param ground ground cells, in any order and any pieces
   * @param lowest whether they hold lowest points, to be filtered, and not sums
   * @param domain where coverage is counted
   * @param folder for working files and for the terrain, a whole path
   * @throws UserError if no cell holds ground
   */
  static Coverage write(
      JavaRDD<GroundCells> ground,
      boolean lowest,
      TerrainGrid grid,
      Bounds domain,
      String crs,
      String folder,
      Broadcast<HadoopSettings> hadoop,
      String file)
      throws IOException {
    Contiguous blocks =
        new Contiguous(
            grid.blocks(),
            Math.max(ground.context().defaultParallelism(), grid.blocks() / BLOCKS_PER_PARTITION));
    JavaPairRDD<Integer, int[]> summed =
        ground
            .mapToPair(cells -> new Tuple2<>(cells.block(), cells))
            .combineByKey(
                cells -> new GroundBlock(lowest).add(cells),
                (GroundBlock block, GroundCells cells) -> block.add(cells),
                (GroundBlock block, GroundBlock more) -> block.add(more),
                blocks,
                false,
                null)
            .mapValues(GroundBlock::elevations);
    JavaPairRDD<Integer, int[]> elevations =
        (lowest ? filtered(summed, grid, blocks) : summed).persist(StorageLevel.MEMORY_AND_DISK());
    JavaRDD<Tuple2<Integer, Pyramid.Filled>> filled = null;
    try {
      filled = filled(elevations, grid, blocks, domain).persist(StorageLevel.MEMORY_AND_DISK());
      Coverage coverage =
          filled
              .map(block -> new Coverage(block._2.cells(), block._2.voids(), block._2.far()))
              .reduce(Coverage::plus);
      CogLayout layout =
          new CogLayout(
              grid.columns() * BLOCK,
              grid.rows() * BLOCK,
              grid.bounds().xmin(),
              grid.bounds().ymax(),
              grid.cell(),
              crs);
      RasterBlocks raster = new RasterBlocks(layout, CogSample.ELEVATION, folder, hadoop);
      raster.write(
          raster.assembled(filled.mapToPair(block -> fragment(grid, layout, block))), folder, file);
      return coverage;
    } finally {
      elevations.unpersist();
      if (filled != null) {
        filled.unpersist();
      }
    }
  }

  /** A block of 256 x 256 cells as a fragment of the file's blocks, both from the north-west. */
  private static Tuple2<Integer, RasterBlocks.Fragment> fragment(
      TerrainGrid grid, CogLayout layout, Tuple2<Integer, Pyramid.Filled> filled) {
    int along = RasterBlocks.BLOCK / BLOCK;
    int column = filled._1 % grid.columns();
    int row = filled._1 / grid.columns();
    int block = row / along * RasterBlocks.across(layout, 0) + column / along;
    int[] cells = CogSample.bits(filled._2.elevations());
    return new Tuple2<>(
        block,
        new RasterBlocks.Fragment(column % along * BLOCK, row % along * BLOCK, BLOCK, cells));
  }

  private static JavaPairRDD<Integer, int[]> filtered(
      JavaPairRDD<Integer, int[]> lowest, TerrainGrid grid, Contiguous blocks) {
    return lowest
        .flatMapToPair(block -> toNeighbours(grid, block._1, block._2, true))
        .groupByKey(blocks)
        .mapValues(
            received -> {
              int[][][] around = new int[3][3][];
              received.forEach(from -> around[1 + from.north][1 + from.east] = from.what);
              return around;
            })
        .filter(block -> block._2[1][1] != null)
        .mapValues(around -> LowestFilter.ground(around, grid.cell()));
  }

  /** All blocks, in the order of their numbers. */
  private static JavaRDD<Tuple2<Integer, Pyramid.Filled>> filled(
      JavaPairRDD<Integer, int[]> elevations, TerrainGrid grid, Contiguous blocks, Bounds domain) {
    JavaSparkContext context = JavaSparkContext.fromSparkContext(elevations.context());
    List<Pyramid.Top> tops =
        elevations
            .map(block -> new Pyramid(block._2).top(block._1))
            .filter(top -> top.count() > 0)
            .collect();
    if (tops.isEmpty()) {
      throw new UserError(
          "No ground point lies in "
              + grid.bounds()
              + ", in which the terrain is needed: are footprints and --points of the same place"
              + " and CRS?");
    }
    Broadcast<double[]> top = context.broadcast(Pyramid.filledTop(grid, tops));
    JavaPairRDD<Integer, From<Pyramid.Rim>> rims =
        elevations.flatMapToPair(
            block -> toNeighbours(grid, block._1, new Pyramid(block._2).rim(), false));
    List<Integer> all = IntStream.range(0, grid.blocks()).boxed().toList();
    return context
        .parallelize(all, blocks.numPartitions())
        .mapToPair(block -> new Tuple2<>(block, block))
        .cogroup(elevations, rims, blocks)
        .map(
            block -> {
              Pyramid.Rim[][] around = new Pyramid.Rim[3][3];
              block._2._3().forEach(from -> around[1 + from.north][1 + from.east] = from.what);
              Iterator<int[]> own = block._2._2().iterator();
              Pyramid pyramid = own.hasNext() ? new Pyramid(own.next()) : Pyramid.empty();
              double[][] above = Pyramid.around(grid, top.value(), block._1);
              return new Tuple2<>(block._1, pyramid.fill(around, above, grid, block._1, domain));
            })
        .mapPartitions(PointTerrain::sorted);
  }

  private static Iterator<Tuple2<Integer, Pyramid.Filled>> sorted(
      Iterator<Tuple2<Integer, Pyramid.Filled>> partition) {
    List<Tuple2<Integer, Pyramid.Filled>> list = new ArrayList<>();
    partition.forEachRemaining(list::add);
    list.sort(Comparator.comparing(Tuple2::_1));
    return list.iterator();
  }

  private static <T> Iterator<Tuple2<Integer, From<T>>> toNeighbours(
      TerrainGrid grid, int block, T what, boolean andItself) {
    List<Tuple2<Integer, From<T>>> result = new ArrayList<>();
    for (int i = 0; i < 9; i++) {
      int east = i % 3 - 1;
      int north = i / 3 - 1;
      int neighbour = grid.neighbour(block, east, north);
      if (neighbour >= 0 && (andItself || i != 4)) {
        result.add(new Tuple2<>(neighbour, new From<>(-east, -north, what)));
      }
    }
    return result.iterator();
  }
}
