package io.citymesh.cli;

import io.citymesh.geo.Bounds;
import io.citymesh.report.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

/**
 * A made-up city: the same arguments give the same bytes. For the demo, tests and benchmarks.
 *
 * <p>Building blocks stand in a grid of streets on gentle hills. They hold what is hard in real
 * footprints, at dimensions of at least 2 m: row houses of different heights that share walls,
 * closed and staggered rows, courtyards with buildings inside, towers that rise from a podium, and
 * free-standing houses at every angle.
 *
 * <p>Every coordinate is a whole number of millimetres. Footprints do not overlap, and where they
 * touch they share their vertices. Where four roofs and grounds meet in a point, the roofs around
 * it rise and fall only once, so that the city's surface is a manifold.
 *
 * <p>The CRS is EPSG:28992 (metres); the lower left corner is (84000, 446000).
 */
public final class DemoCity {
  /** The name of the file with the footprints: GeoJSON with a {@code crs} member. */
  public static final String BUILDINGS = "buildings.geojson";

  /** The name of the file with the terrain: GeoTIFF, 32-bit floats. */
  public static final String TERRAIN = "terrain.tif";

  /** The property with a building's height above its ground, metres. */
  public static final String HEIGHT_FIELD = FootprintFile.HEIGHT;

  /** The first line of the footprints, by which a demo's are known. */
  private static final String HEAD = FootprintFile.head("demo");

  private static final double PITCH = 125;
  private static final double STREET = 15;
  private static final double TERRAIN_MARGIN = 100;
  private static final double SMALLEST_PITCH = 80;

  /** How far the blocks are shifted against the tiles, so that tile borders cut buildings. */
  private static final double SHIFT = 0.37;

  private DemoCity() {}

  /**
   * What was written.
   *
   * @param buildings the footprints
   * @param terrain the terrain; it reaches 100 m further than {@code bounds} on every side
   * @param bounds a domain that holds all footprints
   * @param count how many footprints there are
   */
  public record Written(Path buildings, Path terrain, Bounds bounds, int count) {}

  /**
   * Writes a city of {@code blocksX} times {@code blocksY} blocks of 125 m.
   *
   * @param directory is created if it does not exist; files of the same names are replaced
   * @param seed another number, another city
   * @throws IOException if a file cannot be written
   */
  public static Written write(Path directory, int blocksX, int blocksY, long seed)
      throws IOException {
    requirePositive(blocksX, blocksY);
    List<DemoBlock.Footprint> footprints = new ArrayList<>();
    for (int i = 0; i < blocksX; i++) {
      for (int j = 0; j < blocksY; j++) {
        addBlock(footprints, i, j, i, j, seed, PITCH, SHIFT * PITCH);
      }
    }
    Bounds bounds =
        new Bounds(
            DemoTerrain.ORIGIN_X,
            DemoTerrain.ORIGIN_Y,
            DemoTerrain.ORIGIN_X + (blocksX + 2 * SHIFT) * PITCH,
            DemoTerrain.ORIGIN_Y + (blocksY + 2 * SHIFT) * PITCH);
    return write(directory, footprints, bounds, DemoTerrain.hills(700));
  }

  /**
   * Writes a city in which all tiles have the same content: the same buildings and the same hills,
   * moved by whole tiles. Tile borders cut through buildings. At the domain's boundary the
   * buildings that would reach over it are left out, so that the tiles there hold a little less.
   *
   * @param directory is created if it does not exist; files of the same names are replaced
   * @param tileSize metres, at least 80, and a multiple of 5
   * @param seed another number, another tile
   * @return its {@code bounds} are the tiles' and are to be the domain
   * @throws IOException if a file cannot be written
   */
  public static Written writeTiles(
      Path directory, int tilesX, int tilesY, double tileSize, long seed) throws IOException {
    return writeTiles(directory, tilesX, tilesY, tileSize, seed, 1);
  }

  /**
   * The same with fewer buildings: a full city has about 1000 footprints to the km2.
   *
   * @param every one block of so many is built upon, 1 or more; the others stay green
   */
  public static Written writeTiles(
      Path directory, int tilesX, int tilesY, double tileSize, long seed, int every)
      throws IOException {
    requirePositive(tilesX, tilesY);
    if (!(tileSize >= SMALLEST_PITCH) || tileSize % 5 != 0) {
      throw new IllegalArgumentException(
          "a demo tile is at least " + SMALLEST_PITCH + " m and a multiple of 5 m: " + tileSize);
    }
    int blocks = Math.max(1, (int) (tileSize / PITCH));
    double pitch = tileSize / blocks;
    List<DemoBlock.Footprint> footprints = new ArrayList<>();
    // A shift to the right: the last block of each row and column would cross the boundary.
    for (int i = 0; i < tilesX * blocks - 1; i++) {
      for (int j = 0; j < tilesY * blocks - 1; j++) {
        int likeI = i % blocks;
        int likeJ = j % blocks;
        if ((likeI + 3 * likeJ) % every == 0) {
          addBlock(footprints, i, j, likeI, likeJ, seed, pitch, SHIFT * pitch);
        }
      }
    }
    Bounds bounds =
        new Bounds(
            DemoTerrain.ORIGIN_X,
            DemoTerrain.ORIGIN_Y,
            DemoTerrain.ORIGIN_X + tilesX * tileSize,
            DemoTerrain.ORIGIN_Y + tilesY * tileSize);
    return write(directory, footprints, bounds, DemoTerrain.hills(tileSize));
  }

  private static void requirePositive(int columns, int rows) {
    if (columns < 1 || rows < 1) {
      throw new IllegalArgumentException(
          "a demo city has at least one column and row: " + columns + " x " + rows);
    }
  }

  /** Adds block (i, j), with the content of block (likeI, likeJ). */
  private static void addBlock(
      List<DemoBlock.Footprint> footprints,
      int i,
      int j,
      int likeI,
      int likeJ,
      long seed,
      double pitch,
      double shift) {
    SplittableRandom random =
        new SplittableRandom(seed * 1_000_003L + likeI * 10_007L + likeJ * 101L);
    random.nextLong(); // The first of neighbouring seeds are alike.
    DemoBlock block = new DemoBlock(random, pitch - STREET);
    block.fill(Math.floorMod(likeI + 2L * likeJ + seed, DemoBlock.KINDS));
    double centreX = DemoTerrain.ORIGIN_X + shift + (i + 0.5) * pitch;
    double centreY = DemoTerrain.ORIGIN_Y + shift + (j + 0.5) * pitch;
    footprints.addAll(block.place(String.format(Locale.ROOT, "%04d-%04d", i, j), centreX, centreY));
  }

  /**
   * Makes sure that writing a city replaces no files but those of an earlier demo.
   *
   * @throws UserError if it would
   */
  static void requireOwn(Path directory) throws IOException {
    Path buildings = directory.resolve(BUILDINGS);
    for (Path file : List.of(buildings, directory.resolve(TERRAIN))) {
      boolean foreign = Files.exists(file) && !FootprintFile.isOurs(buildings, HEAD);
      // What a link leads to is somebody's.
      if (foreign || Files.isSymbolicLink(file)) {
        throw new UserError(file + " is none of the demo's files: choose another --out");
      }
    }
  }

  private static Written write(
      Path directory, List<DemoBlock.Footprint> footprints, Bounds bounds, DemoTerrain terrain)
      throws IOException {
    Files.createDirectories(directory);
    Path buildings = directory.resolve(BUILDINGS);
    writeGeoJson(buildings, footprints);
    Path raster = directory.resolve(TERRAIN);
    terrain.write(raster, bounds.grow(TERRAIN_MARGIN));
    return new Written(buildings, raster, bounds, footprints.size());
  }

  private static void writeGeoJson(Path file, List<DemoBlock.Footprint> footprints)
      throws IOException {
    try (FootprintFile json = new FootprintFile(file, HEAD)) {
      for (DemoBlock.Footprint footprint : footprints) {
        json.write(footprint);
      }
    }
  }
}
