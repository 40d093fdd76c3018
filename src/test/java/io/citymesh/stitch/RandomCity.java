package io.citymesh.stitch;

import io.citymesh.geo.Bounds;
import io.citymesh.tile.MeshOptions;
import io.citymesh.tile.SizeZone;
import io.citymesh.tile.Sizes;
import io.citymesh.tile.StitchTree;
import io.citymesh.tile.TileGrid;
import io.citymesh.tile.ZoneShape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.GeometryFactory;

/**
 * A made-up small city and the way it is cut into tiles: the same seed gives the same city.
 *
 * <p>Groups of buildings stand in a grid of cells, turned at will, or parallel to the axes with a
 * corner moved onto a tile line. Coordinates are whole millimetres; buildings that touch share
 * their corners.
 *
 * @param domain anywhere, also at negative coordinates, and seldom aligned with the tiles
 * @param missing nodes of tiles that are to fail; usually none
 */
record RandomCity(Bounds domain, MeshOptions options, Drawn city, Set<Integer> missing) {

  /** Groups of buildings, each building a shell and holes, in a square from -1 to 1. */
  private static final double[][][][] GROUPS = {
    {{{-1, -0.6, 1, -0.6, 1, 0.6, -1, 0.6}}},
    {{{-1, -1, 1, -1, 1, -0.2, -0.2, -0.2, -0.2, 1, -1, 1}}},
    {{{-1, -1, 0.9, -0.7, 0.2, 1}}},
    {{{-1, -1, 1, -1, 1, 1, 0.3, 1, 0.3, 0, -0.3, 0, -0.3, 1, -1, 1}}},
    // A courtyard that holds a building.
    {
      {{-1, -1, 1, -1, 1, 1, -1, 1}, {-0.7, -0.7, -0.7, 0.7, 0.7, 0.7, 0.7, -0.7}},
      {{-0.35, 0, 0, -0.35, 0.35, 0, 0, 0.35}}
    },
    // Two that touch, three that touch in one place, four in a square.
    {{{-1, -0.6, 0, -0.6, 0, 0.6, -1, 0.6}}, {{0, -0.6, 1, -0.6, 1, 0.6, 0, 0.6}}},
    {
      {{-1, -1, 1, -1, 1, 0, 0.1, 0, -1, 0}},
      {{-1, 0, 0.1, 0, 0.1, 0.9, -1, 0.9}},
      {{0.1, 0, 1, 0, 1, 0.9, 0.1, 0.9}}
    },
    {
      {{-1, -1, 0, -1, 0, 0, -1, 0}},
      {{0, -1, 1, -1, 1, 0, 0, 0}},
      {{0, 0, 1, 0, 1, 1, 0, 1}},
      {{-1, 0, 0, 0, 0, 1, -1, 1}}
    },
    // A tower on a podium.
    {
      {{-1, -1, 1, -1, 1, 1, -1, 1}, {-0.4, -0.4, -0.4, 0.4, 0.4, 0.4, 0.4, -0.4}},
      {{-0.4, -0.4, 0.4, -0.4, 0.4, 0.4, -0.4, 0.4}}
    },
  };

  /** Corners of 9 and 13 degrees: a needle, and the narrow gap between two buildings. */
  private static final double[][][][] NEEDLES = {
    {{{-1, -0.15, 1, 0, -1, 0.15}}},
    {{{-1, -1, 1, -1, 1, 1, -1, -0.7}}, {{-1, -0.7, 1, 1, -1, 1, -0.4, 0.1}}},
  };

  private static final double[] OFFSETS = {0, -150, 84_913.257, 445_211.513, -6_800_000.5};
  private static final double CLEARANCE = 1;

  static RandomCity of(long seed) {
    return of(seed, GROUPS);
  }

  /** Half of the buildings have corners that are far below the minimum angle. */
  static RandomCity withNeedles(long seed) {
    double[][][][] groups = Arrays.copyOf(NEEDLES, NEEDLES.length + 2);
    System.arraycopy(GROUPS, 0, groups, NEEDLES.length, 2);
    return of(seed, groups);
  }

  private static RandomCity of(long seed, double[][][][] groups) {
    Random random = new Random(seed);
    double maxSize = 4 + random.nextInt(8);
    double buildingSize = 2 + random.nextInt(9);
    double wallSize = random.nextInt(8);
    double smallest = new MeshOptions(0, maxSize, buildingSize, 0, 25).smallestTileSize();
    double tile =
        random.nextBoolean() ? smallest : millimetres(smallest * (1 + random.nextDouble()));
    MeshOptions options = new MeshOptions(tile, maxSize, buildingSize, wallSize, 25);
    double x = offset(random, tile);
    double y = offset(random, tile);
    Bounds domain =
        new Bounds(
            millimetres(x),
            millimetres(y),
            millimetres(x + tile * (0.5 + 3.5 * random.nextDouble())),
            millimetres(y + tile * (0.5 + 3.5 * random.nextDouble())));
    Drawn city = new Builder(random, groups, domain, tile).build();
    StitchTree tree = new StitchTree(new TileGrid(domain, options));
    Set<Integer> missing = new HashSet<>();
    int tiles = tree.tiles();
    while (tiles > 1 && missing.size() + 1 < tiles && random.nextInt(5) == 0) {
      missing.add(random.nextInt(tiles));
    }
    return new RandomCity(domain, options, city, missing);
  }

  private static double offset(Random random, double tile) {
    double offset = OFFSETS[random.nextInt(OFFSETS.length)];
    return random.nextInt(3) == 0 ? tile * Math.rint(offset / tile) : offset + random.nextInt(100);
  }

  static double millimetres(double v) {
    return Math.rint(v * 1000) / 1000 + 0.0;
  }

  /** The same city, with triangles that grow by at most the factor. */
  RandomCity graded(double factor) {
    MeshOptions graded =
        new MeshOptions(
            options.tileSize(),
            options.maxSize(),
            options.buildingSize(),
            options.wallSize(),
            options.minAngle(),
            factor);
    return new RandomCity(domain, graded, city, missing);
  }

  /**
   * The same city with smaller triangles in its middle, around that, and around a place besides.
   */
  RandomCity withZones() {
    double side = Math.min(domain.width(), domain.height());
    MeshOptions zoned =
        options.withZones(
            List.of(
                zone(domain.grow(-0.3 * side), 0, 3),
                zone(domain.grow(-0.45 * side), 0.05 * side, 10),
                zone(
                    new Bounds(domain.xmin(), domain.ymin(), domain.xmin(), domain.ymin()), 0, 5)));
    return new RandomCity(domain, zoned, city, missing);
  }

  /**
   * @param part of which of the largest sizes its triangles are
   */
  private SizeZone zone(Bounds r, double radius, double part) {
    Sizes sizes =
        new Sizes(
            options.maxSize() / part, options.buildingSize() / part, Double.POSITIVE_INFINITY);
    return new SizeZone("zone", ZoneShape.of(r), radius, sizes);
  }

  /**
   * The same city with tiles four times as large, none of them missing; some whole, the others in
   * two or four pieces.
   */
  Assembled meshInPieces() {
    return Assembled.inPieces(
        domain,
        options.withTileSize(4 * options.tileSize()),
        new Wave(domain),
        city.buildings(),
        tile -> 2 - tile % 3);
  }

  /** The whole city as one tile. */
  Assembled meshUntiled() {
    return Assembled.mesh(
        domain, options.withTileSize(0), new Wave(domain), city.buildings(), Set.of());
  }

  Assembled mesh() {
    return Assembled.mesh(domain, options, new Wave(domain), city.buildings(), missing);
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%s, tile %s, ground %s, roofs %s, %d buildings, missing %s",
        domain,
        options.tileSize(),
        options.maxSize(),
        options.buildingSize(),
        city.buildings().size(),
        missing);
  }

  private static final class Builder {
    private final Random random;
    private final double[][][][] groups;
    private final Bounds domain;
    private final double tile;
    private final double pitch;
    private final Drawn city = Drawn.city();
    private final GeometryFactory geometry = new GeometryFactory();
    private Geometry through = geometry.createPolygon();

    Builder(Random random, double[][][][] groups, Bounds domain, double tile) {
      this.random = random;
      this.groups = groups;
      this.domain = domain;
      this.tile = tile;
      pitch = 15 + 45 * random.nextDouble();
    }

    Drawn build() {
      if (random.nextInt(4) == 0) {
        addThrough();
      }
      for (double y = domain.ymin() + pitch / 2; y < domain.ymax() - pitch / 2; y += pitch) {
        for (double x = domain.xmin() + pitch / 2; x < domain.xmax() - pitch / 2; x += pitch) {
          if (random.nextInt(10) < 6) {
            addGroup(x, y);
          }
        }
      }
      return city;
    }

    /** A long thin building from one side of the domain to the other. */
    private void addThrough() {
      double ax = domain.xmin() + 2 + random.nextInt(10);
      double ay = domain.ymin() + 2 + random.nextInt(10);
      double dx = domain.xmax() - 12 - ax;
      double dy = domain.ymax() - 12 - ay;
      double length = Math.hypot(dx, dy);
      double width = 1 + 4 * random.nextDouble();
      double[][] ring = {
        {ax, ay},
        {ax + dx, ay + dy},
        {ax + dx - width * dy / length, ay + dy + width * dx / length},
        {ax - width * dy / length, ay + width * dx / length}
      };
      double[] flat =
          Arrays.stream(ring)
              .flatMapToDouble(Arrays::stream)
              .map(RandomCity::millimetres)
              .toArray();
      for (int i = 0; i < 8; i += 2) {
        if (!domain.grow(-CLEARANCE).contains(flat[i], flat[i + 1])) {
          return;
        }
      }
      through = polygon(flat).buffer(CLEARANCE);
      city.with(9, flat);
    }

    private Geometry polygon(double[] ring) {
      Coordinate[] at = new Coordinate[ring.length / 2 + 1];
      for (int i = 0; i < at.length; i++) {
        int j = 2 * i % ring.length;
        at[i] = new Coordinate(ring[j], ring[j + 1]);
      }
      return geometry.createPolygon(at);
    }

    private void addGroup(double cx, double cy) {
      double[][][] group = groups[random.nextInt(groups.length)];
      double radius = pitch * (0.12 + 0.2 * random.nextDouble());
      boolean parallel = random.nextInt(3) == 0;
      double angle = parallel ? 0 : 2 * Math.PI * random.nextDouble();
      double dx = 0;
      double dy = 0;
      if (parallel) {
        dx = toLine(cx + radius * group[0][0][0]);
        dy = toLine(cy + radius * group[0][0][1]);
      }
      List<double[][]> placed = new ArrayList<>();
      for (double[][] building : group) {
        double[][] rings = new double[building.length][];
        for (int r = 0; r < rings.length; r++) {
          rings[r] = placed(building[r], cx + dx, cy + dy, radius, angle);
        }
        placed.add(rings);
      }
      for (double[][] rings : placed) {
        if (!isFree(rings[0])) {
          return;
        }
      }
      double[] roofs = roofs();
      for (int i = 0; i < placed.size(); i++) {
        city.with(roofs[i], placed.get(i));
      }
    }

    /** How far the nearest tile line is from v; 0 if it is too far to go there. */
    private double toLine(double v) {
      double line = tile * Math.rint(v / tile);
      return Math.abs(line - v) < 0.15 * pitch ? line - v : 0;
    }

    private double[] placed(double[] ring, double cx, double cy, double radius, double angle) {
      double[] at = new double[ring.length];
      double cos = Math.cos(angle);
      double sin = Math.sin(angle);
      for (int i = 0; i < ring.length; i += 2) {
        at[i] = millimetres(cx + radius * (cos * ring[i] - sin * ring[i + 1]));
        at[i + 1] = millimetres(cy + radius * (sin * ring[i] + cos * ring[i + 1]));
      }
      return at;
    }

    private boolean isFree(double[] shell) {
      for (int i = 0; i < shell.length; i += 2) {
        if (!domain.grow(-CLEARANCE).contains(shell[i], shell[i + 1])) {
          return false;
        }
      }
      return !polygon(shell).intersects(through);
    }

    /** Four heights that rise and fall only once around a point; some are equal. */
    private double[] roofs() {
      double[] roofs = new double[4];
      for (int i = 0; i < 4; i++) {
        roofs[i] = 8 + 3 * random.nextInt(4);
      }
      Arrays.sort(roofs);
      return new double[] {roofs[0], roofs[1], roofs[3], roofs[2]};
    }
  }
}
