package io.citymesh.raster;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes a cloud optimised GeoTIFF on a local disk, by one thread, of rasters of any size: the
 * tiles of each level go to a file beside it, and then into it. Holds two tiles of cells per level.
 *
 * <p>The tile of an overview is made of the four below it, and these are made just before, so that
 * none is read again.
 */
public final class CogFile {
  /** The cells of a raster, made when they are asked for. */
  @FunctionalInterface
  public interface Cells {
    /**
     * A tile of level 0.
     *
     * @return {@link CogLayout#TILE_CELLS} cells row by row from the north-west; those beyond the
     *     raster have no value
     */
    int[] tile(int column, int row);
  }

  /** A tile in the file of its level. */
  private record Written(int tile, int bytes) {}

  private final CogLayout layout;
  private final CogSample sample;
  private final Cells cells;
  private final List<List<Written>> written = new ArrayList<>();
  private final List<OutputStream> levels = new ArrayList<>();

  private CogFile(CogLayout layout, CogSample sample, Cells cells) {
    this.layout = layout;
    this.sample = sample;
    this.cells = cells;
  }

  /** Writes a file, and replaces what is there. */
  public static void write(Path file, CogLayout layout, CogSample sample, Cells cells)
      throws IOException {
    new CogFile(layout, sample, cells).write(file);
  }

  private void write(Path file) throws IOException {
    List<Path> scratch = new ArrayList<>();
    try {
      for (int level = 0; level < layout.levels(); level++) {
        Path name = file.toAbsolutePath().resolveSibling("." + file.getFileName() + "." + level);
        scratch.add(name);
        written.add(new ArrayList<>());
        levels.add(new BufferedOutputStream(Files.newOutputStream(name)));
      }
      make(layout.levels() - 1, 0, 0);
      for (OutputStream level : levels) {
        level.close();
      }
      CogHead head = new CogHead(layout, sample);
      for (int level = layout.levels() - 1; level >= 0; level--) {
        for (Written tile : written.get(level)) {
          head.append(level, tile.tile, tile.bytes);
        }
      }
      try (OutputStream out = Files.newOutputStream(file)) {
        out.write(head.bytes());
        for (int level = layout.levels() - 1; level >= 0; level--) {
          Files.copy(scratch.get(level), out);
        }
      }
    } finally {
      for (OutputStream level : levels) {
        level.close();
      }
      for (Path name : scratch) {
        Files.deleteIfExists(name);
      }
    }
  }

  /** Makes a tile and all below it. */
  private int[] make(int level, int column, int row) throws IOException {
    int[] tile;
    if (level == 0) {
      tile = cells.tile(column, row);
    } else {
      tile = sample.emptyTile();
      for (int i = 0; i < 4; i++) {
        int c = 2 * column + i % 2;
        int r = 2 * row + i / 2;
        if (c < layout.across(level - 1) && r < layout.down(level - 1)) {
          sample.halve(make(level - 1, c, r), tile, i % 2, i / 2);
        }
      }
    }
    byte[] bytes = sample.encoded(tile);
    levels.get(level).write(bytes);
    written.get(level).add(new Written(row * layout.across(level) + column, bytes.length));
    return tile;
  }
}
