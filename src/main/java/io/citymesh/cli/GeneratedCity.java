package io.citymesh.cli;

import io.citymesh.geo.Bounds;
import io.citymesh.report.UserError;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A made-up city of any size, for benchmarks and to size a cluster: the same arguments give the
 * same bytes. Written block by block; nothing of it is kept in memory.
 *
 * <p>What stands where says {@link CityPlan}, how a block is built {@link CityBlock}, and how the
 * land lies {@link DemoTerrain#relief}: about 1,000 footprints to the km2, from 4,000 in a centre
 * to 5 between farms. A raster of 5 m reaches 100 m further than the city on every side.
 *
 * <p>Shapes and flaws are as frequent as in two Dutch registers, counted feature by feature: the
 * outlines of the BAG around a campus (1,529) and those of the BGT in an old town (160).
 *
 * <table>
 * <caption>Shares of all footprints</caption>
 * <tr><th></th><th>campus</th><th>old town</th><th>here</th></tr>
 * <tr><td>below 15 m2</td><td>30 %</td><td>18 %</td><td>a quarter, sheds</td></tr>
 * <tr><td>an edge below 10 cm</td><td>22 %</td><td>41 %</td><td>one in five houses</td></tr>
 * <tr><td>one of 10 to 50 cm</td><td>21 %</td><td>26 %</td><td>one in five houses</td></tr>
 * <tr><td>the id of another, another shape</td><td>2 per mille</td><td>0</td><td>1</td></tr>
 * <tr><td>spikes</td><td>1.3 per mille</td><td>0</td><td>1</td></tr>
 * </table>
 *
 * <p>A register checks what it publishes; what is merged from several sources, or drawn by many
 * hands, is not checked. For it stand, without a count of ours: 1 per mille that are there twice
 * with all they have, 1 that cross themselves, 2 with a point twice, 4 without a height, 1 whose
 * height is -9999, and 1 in 10,000 without an area.
 */
public final class GeneratedCity {
  /** The folder with the footprints: files of GeoJSON, which can be read at the same time. */
  public static final String BUILDINGS = "buildings";

  /** The name of the file with the terrain: a cloud optimised GeoTIFF, 32-bit floats. */
  public static final String TERRAIN = DemoCity.TERRAIN;

  /** The property with a building's height above its ground, metres. */
  public static final String HEIGHT_FIELD = FootprintFile.HEIGHT;

  /** The most footprints. */
  public static final int MOST = 100_000_000;

  private static final String HEAD = FootprintFile.head("generated");

  /** Footprints of a file: some 20 MB. */
  private static final int FILE = 1 << 16;

  private static final String FILE_NAME = "buildings-%05d.geojson";
  private static final String FILE_PATTERN = "buildings-[0-9]{5}\\.geojson";

  private static final double TERRAIN_MARGIN = 100;

  /** Bytes on disk of a footprint, and of a cell of the terrain. */
  private static final double FOOTPRINT_BYTES = 400;

  private static final double CELL_BYTES = 4;
  private static final double CELLS_PER_KM2 = 40_000;
  private static final long MM = 1000;

  /** What may be wrong with a footprint. */
  public enum Flaw {
    /** It is the one before it again. */
    TWICE(1000, "there twice, with id and shape"),
    /** It has the id of the one before it, and another shape. */
    SAME_ID(1000, "with the id of another"),
    /** Its ring crosses itself. */
    CROSSED(1000, "that cross themselves"),
    /** A wall goes out to a tip and back. */
    SPIKE(1000, "with a spike"),
    /** A point stands twice in its ring. */
    REPEATED_POINT(2000, "with a point twice"),
    /** It has no height. */
    NO_HEIGHT(4000, "without a height"),
    /** Its height is -9999. */
    HEIGHT_FLAG(1000, "with a height of -9999"),
    /** Its ring goes along a line and back, but for a millimetre: a park. */
    NO_AREA(100, "without an area");

    /** Of a million footprints. */
    private final int share;

    private final String words;

    Flaw(int share, String words) {
      this.share = share;
      this.words = words;
    }

    /** For people, after a number. */
    String words() {
      return words;
    }

    /** The flaw of the footprint with this number, or null for most of them. */
    private static Flaw of(long seed, long number) {
      double dice = 1e6 * Noise.unit(Noise.hash(seed + 7, number, 0));
      for (Flaw flaw : values()) {
        dice -= flaw.share;
        if (dice < 0) {
          return flaw;
        }
      }
      return null;
    }
  }

  /**
   * What was written.
   *
   * @param buildings the folder with the footprints
   * @param terrain the terrain
   * @param bounds a domain that holds all footprints
   * @param count how many footprints there are
   * @param flaws how many of them have one
   */
  public record Written(
      Path buildings, Path terrain, Bounds bounds, int count, Map<Flaw, Integer> flaws) {}

  private final CityPlan plan;
  private final Path folder;
  private final int count;
  private final long seed;
  private final Map<Flaw, Integer> flaws = new EnumMap<>(Flaw.class);
  private FootprintFile file;
  private int written;
  private DemoBlock.Footprint last;

  private GeneratedCity(CityPlan plan, Path folder, int count, long seed) {
    this.plan = plan;
    this.folder = folder;
    this.count = count;
    this.seed = seed;
  }

  /**
   * Writes a city.
   *
   * @param directory is created if it does not exist; an earlier generated city in it is replaced
   * @param count how many footprints, 1 to {@link #MOST}
   * @param seed another number, another city
   * @param skewed whether all but the farms stand in a quarter of the square
   * @throws UserError if there are files that no earlier call has written, or too little room
   * @throws IOException if a file cannot be written
   */
  public static Written write(Path directory, int count, long seed, boolean skewed)
      throws IOException {
    if (count < 1 || count > MOST) {
      throw new IllegalArgumentException("a city of " + count + " footprints");
    }
    List<Path> old = earlier(directory);
    CityPlan plan = CityPlan.of(count, seed, skewed);
    double side = (double) plan.side() * CityPlan.BLOCK;
    Path folder = directory.resolve(BUILDINGS);
    Path terrain = directory.resolve(TERRAIN);
    for (Path file : old) {
      Files.delete(file);
    }
    Files.createDirectories(folder);
    requireRoom(directory, count, side * side / 1e6);

    GeneratedCity city = new GeneratedCity(plan, folder, count, seed);
    city.writeFootprints();
    double west = DemoTerrain.ORIGIN_X;
    double south = DemoTerrain.ORIGIN_Y;
    Bounds bounds = new Bounds(west, south, west + side, south + side);
    DemoTerrain.relief(plan, seed).write(terrain, bounds.grow(TERRAIN_MARGIN));
    return new Written(folder, terrain, bounds, count, city.flaws);
  }

  /**
   * The files of an earlier city.
   *
   * @throws UserError if there are others where a city's would be
   */
  static List<Path> earlier(Path directory) throws IOException {
    if (Files.exists(directory) && !Files.isDirectory(directory)) {
      throw new UserError(directory + " is no folder: choose another --out");
    }
    List<Path> ours = new ArrayList<>();
    Path folder = directory.resolve(BUILDINGS);
    if (Files.exists(folder) || Files.isSymbolicLink(folder)) {
      // What a link leads to is somebody's.
      if (Files.isSymbolicLink(folder) || !Files.isDirectory(folder)) {
        throw foreign(folder);
      }
      try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
        for (Path file : files) {
          boolean named = file.getFileName().toString().matches(FILE_PATTERN);
          if (!named || Files.isSymbolicLink(file) || !FootprintFile.isOurs(file, HEAD)) {
            throw foreign(file);
          }
          ours.add(file);
        }
      }
    }
    Path terrain = directory.resolve(TERRAIN);
    if (Files.exists(terrain) || Files.isSymbolicLink(terrain)) {
      if (ours.isEmpty() || Files.isSymbolicLink(terrain) || !Files.isRegularFile(terrain)) {
        throw foreign(terrain);
      }
      // The terrain is written last, so that footprints say whose it is: it goes first.
      ours.add(0, terrain);
    }
    return ours;
  }

  private static UserError foreign(Path file) {
    return new UserError(file + " is none of a generated city's files: choose another --out");
  }

  private static void requireRoom(Path directory, int count, double area) throws IOException {
    double needed = count * FOOTPRINT_BYTES + area * CELLS_PER_KM2 * CELL_BYTES;
    FileStore disk = Files.getFileStore(directory);
    if (disk.getUsableSpace() < needed) {
      throw new UserError(
          String.format(
              Locale.ROOT,
              "a city of %,d buildings takes up to %.1f GB, and %s has room for %.1f GB: choose"
                  + " another --out, or fewer --buildings",
              count,
              needed / 1e9,
              directory,
              disk.getUsableSpace() / 1e9));
    }
  }

  // ---- footprints

  /**
   * Each block has its share of the footprints: of its room in the plan, so that the sum is right.
   */
  private void writeFootprints() throws IOException {
    long room = plan.room();
    long passed = 0;
    try {
      for (int row = 0; row < plan.side(); row++) {
        for (int column = 0; column < plan.side(); column++) {
          CityPlan.Plot plot = plan.plot(column, row);
          passed += plot.buildings();
          int buildings = (int) (passed * count / room - written);
          if (buildings > 0) {
            writeBlock(new CityPlan.Plot(plot.kind(), buildings), column, row);
          }
        }
      }
    } finally {
      if (file != null) {
        file.close();
      }
    }
  }

  private void writeBlock(CityPlan.Plot plot, int column, int row) throws IOException {
    long block = CityPlan.BLOCK * MM;
    long x = (long) DemoTerrain.ORIGIN_X * MM + column * block + block / 2;
    long y = (long) DemoTerrain.ORIGIN_Y * MM + row * block + block / 2;
    long random = Noise.hash(seed + 5, column, row);
    for (DemoBlock.Footprint footprint :
        CityBlock.footprints(plot, column + "-" + row, x, y, random)) {
      write(footprint);
    }
  }

  private void write(DemoBlock.Footprint footprint) throws IOException {
    if (written % FILE == 0) {
      if (file != null) {
        file.close();
      }
      String name = String.format(Locale.ROOT, FILE_NAME, written / FILE);
      file = new FootprintFile(folder.resolve(name), HEAD);
    }
    Flaw flaw = Flaw.of(seed, written);
    boolean follows = flaw != Flaw.TWICE && flaw != Flaw.SAME_ID || last != null;
    if (flaw != null && follows) {
      flaws.merge(flaw, 1, Integer::sum);
      footprint = flawed(footprint, flaw);
    }
    file.write(footprint);
    last = footprint;
    written++;
  }

  private DemoBlock.Footprint flawed(DemoBlock.Footprint sound, Flaw flaw) {
    return switch (flaw) {
      case TWICE -> last;
      case SAME_ID -> with(last.id(), sound, sound.height(), sound.rings());
      case CROSSED -> with(sound, crossed(sound.rings().get(0)));
      case SPIKE -> with(sound, spiked(sound.rings().get(0)));
      case REPEATED_POINT -> with(sound, repeated(sound.rings().get(0)));
      case NO_HEIGHT -> with(sound.id(), sound, Double.NaN, sound.rings());
      case HEIGHT_FLAG -> with(sound.id(), sound, -9999, sound.rings());
      case NO_AREA ->
          new DemoBlock.Footprint(
              sound.id(), "park", sound.height(), List.of(line(sound.rings().get(0))));
    };
  }

  private static DemoBlock.Footprint with(
      String id, DemoBlock.Footprint like, double height, List<long[]> rings) {
    return new DemoBlock.Footprint(id, like.kind(), height, rings);
  }

  /** With another shell. */
  private static DemoBlock.Footprint with(DemoBlock.Footprint like, long[] shell) {
    List<long[]> rings = new ArrayList<>(like.rings());
    rings.set(0, shell);
    return with(like.id(), like, like.height(), rings);
  }

  /** With the first two corners, both convex, in each other's place. */
  private static long[] crossed(long[] ring) {
    long[] result = ring.clone();
    result[0] = ring[2];
    result[1] = ring[3];
    result[2] = ring[0];
    result[3] = ring[1];
    return result;
  }

  /** Out of the first corner along the first edge, by 2 m, and back. */
  private static long[] spiked(long[] ring) {
    double dx = ring[0] - ring[2];
    double dy = ring[1] - ring[3];
    double scale = 2 * MM / Math.sqrt(dx * dx + dy * dy);
    long[] result = new long[ring.length + 4];
    result[0] = ring[0];
    result[1] = ring[1];
    result[2] = ring[0] + Math.round(dx * scale);
    result[3] = ring[1] + Math.round(dy * scale);
    System.arraycopy(ring, 0, result, 4, ring.length);
    return result;
  }

  private static long[] repeated(long[] ring) {
    long[] result = new long[ring.length + 2];
    result[0] = ring[0];
    result[1] = ring[1];
    System.arraycopy(ring, 0, result, 2, ring.length);
    return result;
  }

  private static long[] line(long[] ring) {
    long x = (ring[0] + ring[2]) / 2;
    long y = (ring[1] + ring[3]) / 2;
    return new long[] {ring[0], ring[1], ring[2], ring[3], x, y};
  }
}
