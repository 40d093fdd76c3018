package io.citymesh.footprint;

import io.citymesh.geo.Footing;
import io.citymesh.geo.Terrain;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.LineString;

/**
 * Finds the elevations on which blocks of buildings stand, if they are to stand on one each.
 *
 * <ol>
 *   <li>Buildings that share a corner are a block: a corner has one elevation of the ground.
 *   <li>The block's base is the ground percentile of the terrain inside it, at most so high that
 *       the lowest of its roofs is above it.
 *   <li>Where the terrain ranges over more than {@link #MOST_RANGE} along the block's outer walls,
 *       the block stays on the terrain: to level the ground around it would be to invent a cliff.
 * </ol>
 *
 * <p>The result depends on the buildings of the cluster alone, which are all that touch each other.
 */
final class Bases {
  /** How much the terrain may range over along the outer walls of a block, metres. */
  static final double MOST_RANGE = 2;

  /** The terrain is looked at along walls at least once in so many metres. */
  private static final double STEP = 1;

  /** A wall in plan, in the direction in which its ends ascend. */
  private record Wall(Coordinate from, Coordinate to) {
    static Wall of(Coordinate a, Coordinate b) {
      return a.compareTo(b) < 0 ? new Wall(a, b) : new Wall(b, a);
    }
  }

  private final Terrain terrain;
  private final Levels levels;
  private final List<CleanedBuilding> buildings;
  private final List<Footing> footings = new ArrayList<>();

  /**
   * @param buildings of a cluster
   */
  Bases(Terrain terrain, double groundPercentile, List<CleanedBuilding> buildings) {
    this.terrain = terrain;
    this.levels = new Levels(terrain, groundPercentile);
    this.buildings = new ArrayList<>(buildings);
    for (List<Integer> block : blocks()) {
      level(block);
    }
  }

  /** The buildings in their order; the ground of those that stand on a base is the base. */
  List<CleanedBuilding> buildings() {
    return buildings;
  }

  /** The footings of all blocks. */
  List<Footing> footings() {
    return footings;
  }

  /** The numbers of the buildings of each block, ascending, by their first. */
  private Iterable<List<Integer>> blocks() {
    int[] parent = new int[buildings.size()];
    Map<Coordinate, Integer> seen = new HashMap<>();
    for (int i = 0; i < parent.length; i++) {
      parent[i] = i;
      for (Coordinate corner : buildings.get(i).polygon().getCoordinates()) {
        Integer other = seen.putIfAbsent(corner, i);
        if (other != null) {
          int a = root(parent, other);
          int b = root(parent, i);
          parent[Math.max(a, b)] = Math.min(a, b);
        }
      }
    }
    Map<Integer, List<Integer>> blocks = new TreeMap<>();
    for (int i = 0; i < parent.length; i++) {
      blocks.computeIfAbsent(root(parent, i), any -> new ArrayList<>()).add(i);
    }
    return blocks.values();
  }

  private static int root(int[] parent, int i) {
    while (parent[i] != i) {
      parent[i] = parent[parent[i]];
      i = parent[i];
    }
    return i;
  }

  private void level(List<Integer> block) {
    double[] walls = outerWalls(block);
    double[] elevations = along(walls);
    double range =
        Arrays.stream(elevations).max().orElseThrow()
            - Arrays.stream(elevations).min().orElseThrow();
    double base = range > MOST_RANGE ? Double.NaN : base(block);
    footings.add(new Footing(base, walls));
    for (int i : block) {
      CleanedBuilding b = buildings.get(i);
      if (!Double.isNaN(base)) {
        buildings.set(
            i, new CleanedBuilding(b.sourceIds(), base, b.roof(), b.heightSource(), b.polygon()));
      }
    }
  }

  private double base(List<Integer> block) {
    double ground = buildings.get(block.get(0)).ground();
    double lowestRoof = Double.POSITIVE_INFINITY;
    List<double[]> rings = new ArrayList<>();
    for (int i : block) {
      CleanedBuilding building = buildings.get(i);
      lowestRoof = Math.min(lowestRoof, building.roof());
      rings.addAll(Arrays.asList(building.numbered(0, 0).rings()));
    }
    if (block.size() > 1) {
      // A wall between two of them is crossed twice, and so parts nothing.
      ground = levels.under(rings.toArray(double[][]::new)).percentile();
    }
    return Shapes.snapped(Math.min(ground, lowestRoof - Levels.CLEARANCE));
  }

  /** The walls that one building of a block has alone. */
  private double[] outerWalls(List<Integer> block) {
    Map<Wall, Integer> count = new LinkedHashMap<>();
    for (int i : block) {
      for (LineString ring : Shapes.rings(buildings.get(i).polygon())) {
        Coordinate[] corners = ring.getCoordinates();
        for (int k = 1; k < corners.length; k++) {
          count.merge(Wall.of(corners[k - 1], corners[k]), 1, Integer::sum);
        }
      }
    }
    return count.entrySet().stream()
        .filter(wall -> wall.getValue() == 1)
        .map(Map.Entry::getKey)
        .flatMapToDouble(
            wall -> Arrays.stream(new double[] {wall.from.x, wall.from.y, wall.to.x, wall.to.y}))
        .toArray();
  }

  /** The terrain's elevations along walls. */
  private double[] along(double[] walls) {
    double[] xy = new double[64];
    int n = 0;
    for (int i = 0; i < walls.length; i += 4) {
      double dx = walls[i + 2] - walls[i];
      double dy = walls[i + 3] - walls[i + 1];
      int pieces = (int) Math.max(1, Math.ceil(Math.hypot(dx, dy) / STEP));
      for (int k = 0; k <= pieces; k++) {
        if (n == xy.length) {
          xy = Arrays.copyOf(xy, 2 * n);
        }
        double t = k / (double) pieces;
        xy[n++] = walls[i] + t * dx;
        xy[n++] = walls[i + 1] + t * dy;
      }
    }
    return terrain.elevations(xy, n / 2);
  }
}
