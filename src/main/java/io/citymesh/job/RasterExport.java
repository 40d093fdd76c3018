package io.citymesh.job;

import io.citymesh.format.FaceCells;
import io.citymesh.format.RasterFormat;
import io.citymesh.output.BuildingsFile;
import io.citymesh.raster.CogLayout;
import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.storage.StorageLevel;
import scala.Tuple2;

/**
 * Writes a mesh as rasters.
 *
 * <ol>
 *   <li>Each part is drawn onto squares of cells ({@link FaceCells}), which are shuffled to their
 *       blocks; so is the ground of each building, to the blocks that its footprint may meet.
 *   <li>A task per block merges what has come: the uppermost surface counts.
 *   <li>{@link RasterBlocks} writes each raster.
 * </ol>
 *
 * <p>A task holds a part and a square, or a block (12 MB).
 */
final class RasterExport {
  private static final int BLOCK = RasterBlocks.BLOCK;

  /** What meets in a block. */
  private sealed interface Item extends Serializable {}

  /** A drawn square or a piece of one. */
  private record Drawn(FaceCells.Cells cells) implements Item {}

  /** The elevation of the ground under a building. */
  private record Ground(int building, float elevation) implements Item {}

  /** A block in which nothing may be. */
  private record Nothing() implements Item {}

  /**
   * A block, row by row from the north-west.
   *
   * @param tops elevations of the uppermost surface, {@link FaceCells#NONE} where there is none
   * @param buildings -1 for ground
   * @param grounds elevations of the ground
   */
  private record Surface(float[] tops, int[] buildings, float[] grounds) implements Serializable {
    int[] cells(RasterFormat.Band band) {
      int[] cells = new int[tops.length];
      for (int i = 0; i < cells.length; i++) {
        cells[i] =
            tops[i] == FaceCells.NONE
                ? band.sample().none()
                : band.values().cell(tops[i], buildings[i], grounds[i]);
      }
      return cells;
    }
  }

  private final JavaSparkContext spark;
  private final PublishedParts parts;

  RasterExport(JavaSparkContext spark, PublishedParts parts) {
    this.spark = spark;
    this.parts = parts;
  }

  /**
   * Writes the files of a format.
   *
   * @param folder for working files, a whole path that the executors share; the caller deletes it
   * @return bytes of all files
   */
  long write(RasterFormat format, String folder, String directory, List<String> files)
      throws IOException {
    CogLayout layout = format.layout(parts.mesh());
    JavaPairRDD<Integer, Surface> surfaces =
        drawn(layout)
            .union(grounds(layout))
            .union(
                RasterBlocks.all(spark.sc(), layout, 0)
                    .mapToPair(block -> new Tuple2<>(block, new Nothing())))
            .repartitionAndSortWithinPartitions(
                RasterBlocks.order(layout, 0, spark.defaultParallelism()))
            .mapPartitionsToPair(
                sorted ->
                    new SortedGroups<>(sorted, (block, items) -> merged(layout, block, items)),
                true)
            .persist(StorageLevel.DISK_ONLY());
    try {
      long bytes = 0;
      for (int i = 0; i < files.size(); i++) {
        RasterFormat.Band band = format.bands().get(i);
        bytes +=
            new RasterBlocks(layout, band.sample(), folder, parts.hadoop())
                .write(surfaces.mapValues(surface -> surface.cells(band)), directory, files.get(i));
      }
      return bytes;
    } finally {
      surfaces.unpersist();
    }
  }

  /** What the parts draw, by block. */
  private JavaPairRDD<Integer, Item> drawn(CogLayout layout) {
    PublishedParts known = parts;
    return parts
        .numbers(spark)
        .flatMapToPair(part -> items(known.read(part, read -> FaceCells.of(read, layout)), layout));
  }

  private static Iterator<Tuple2<Integer, Item>> items(
      Iterator<FaceCells.Cells> squares, CogLayout layout) {
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return squares.hasNext();
      }

      @Override
      public Tuple2<Integer, Item> next() {
        FaceCells.Cells cells = squares.next();
        int block = block(layout, cells.column() / BLOCK, cells.row() / BLOCK);
        return new Tuple2<>(block, new Drawn(cells));
      }
    };
  }

  private static int block(CogLayout layout, int column, int row) {
    return row * RasterBlocks.across(layout, 0) + column;
  }

  /** The grounds of the buildings, by block. */
  private JavaPairRDD<Integer, Item> grounds(CogLayout layout) throws IOException {
    PublishedParts known = parts;
    return parts
        .buildingFiles(spark)
        .flatMapToPair(
            file -> {
              List<Tuple2<Integer, Item>> result = new ArrayList<>();
              BuildingsFile.read(
                  known.output(),
                  file,
                  row -> {
                    Ground ground = new Ground(row.index(), (float) row.ground());
                    double side = BLOCK * layout.cell();
                    int west = along((row.bounds().xmin() - layout.west()) / side);
                    int east = along((row.bounds().xmax() - layout.west()) / side);
                    int north = along((layout.north() - row.bounds().ymax()) / side);
                    int south = along((layout.north() - row.bounds().ymin()) / side);
                    int across = RasterBlocks.across(layout, 0);
                    int down = RasterBlocks.count(layout, 0) / across;
                    for (int r = north; r <= Math.min(south, down - 1); r++) {
                      for (int c = west; c <= Math.min(east, across - 1); c++) {
                        result.add(new Tuple2<>(block(layout, c, r), ground));
                      }
                    }
                  });
              return result.iterator();
            });
  }

  private static int along(double blocks) {
    return (int) Math.max(0, Math.floor(blocks));
  }

  private static Surface merged(CogLayout layout, int block, Iterator<Item> items) {
    int column = block % RasterBlocks.across(layout, 0) * BLOCK;
    int row = block / RasterBlocks.across(layout, 0) * BLOCK;
    float[] tops = new float[BLOCK * BLOCK];
    int[] buildings = new int[BLOCK * BLOCK];
    Arrays.fill(tops, FaceCells.NONE);
    Arrays.fill(buildings, -1);
    Map<Integer, Float> grounds = new HashMap<>();
    while (items.hasNext()) {
      Item item = items.next();
      if (item instanceof Ground ground) {
        grounds.put(ground.building, ground.elevation);
      } else if (item instanceof Drawn drawn) {
        FaceCells.Cells cells = drawn.cells;
        for (int i = 0; i < cells.tops().length; i++) {
          int at =
              (cells.row() - row + i / cells.width()) * BLOCK
                  + cells.column()
                  - column
                  + i % cells.width();
          if (FaceCells.isAbove(cells.tops()[i], cells.buildings()[i], tops[at], buildings[at])) {
            tops[at] = cells.tops()[i];
            buildings[at] = cells.buildings()[i];
          }
        }
      }
    }
    float[] ground = tops.clone();
    for (int i = 0; i < ground.length; i++) {
      if (buildings[i] >= 0) {
        Float elevation = grounds.get(buildings[i]);
        if (elevation == null) {
          throw new IllegalStateException(
              "building " + buildings[i] + " has a roof where its footprint is not");
        }
        ground[i] = elevation;
      }
    }
    return new Surface(tops, buildings, ground);
  }
}
