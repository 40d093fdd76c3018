package io.citymesh.terrain;

import io.citymesh.geo.Bounds;
import io.citymesh.geo.Depth;
import io.citymesh.geo.Fingerprint;
import io.citymesh.geo.Terrain;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * A terrain that is level around blocks of buildings: on a block's walls it is at the block's base
 * to the last bit, and within a reach it goes over to its own elevation. On the walls of a block
 * that stands on the terrain as it is, it is its own.
 *
 * <ol>
 *   <li>Of each block that is nearer than the reach r, at a distance d, counts its base (or the
 *       terrain's own elevation) with the weight ((r - d) / d)^2: it is all that counts on its
 *       walls, and nothing at the reach. So between two aprons there is no step.
 *   <li>From this mean the ground goes over to the terrain's own elevation by the share of the
 *       nearest distance in the reach; towards the boundary of a domain whose rim is flat, in the
 *       way that there is.
 * </ol>
 *
 * <p>It is a function of the place, the walls within reach and the terrain there. Source of the
 * weights: R. Franke and G. Nielson, <em>Smooth interpolation of large sets of scattered data</em>
 * (1980).
 */
public final class ApronTerrain implements Terrain {
  private static final long serialVersionUID = 1L;

  private final Terrain terrain;
  private final WallFiles walls;
  private final Depth depth;

  /**
   * @param depth in the area on whose boundary the terrain must be its own
   */
  public ApronTerrain(Terrain terrain, WallFiles walls, Depth depth) {
    this.terrain = terrain;
    this.walls = walls;
    this.depth = depth;
  }

  @Override
  public Bounds extent() {
    return terrain.extent();
  }

  @Override
  public String crs() {
    return terrain.crs();
  }

  /** The squares that points lie in, one after the other. */
  private final class Squares {
    private final Map<Long, Map<Long, Optional<WallSquare>>> known = new HashMap<>();
    private long column = Long.MIN_VALUE;
    private long row;
    private Optional<WallSquare> square = Optional.empty();

    double at(double x, double y, double own) {
      long c = WallFiles.place(x);
      long r = WallFiles.place(y);
      if (c != column || r != row) {
        square =
            known
                .computeIfAbsent(c, any -> new HashMap<>())
                .computeIfAbsent(r, any -> walls.square(c, r));
        column = c;
        row = r;
      }
      return square.isPresent() ? square.get().at(x, y, own, depth.at(x, y)) : own;
    }
  }

  @Override
  public Optional<Grid> grid() {
    return terrain.grid();
  }

  @Override
  public double[] elevations(double[] xy, int count) {
    double[] z = terrain.elevations(xy, count);
    Squares squares = new Squares();
    for (int i = 0; i < count; i++) {
      z[i] = squares.at(xy[2 * i], xy[2 * i + 1], z[i]);
    }
    return z;
  }

  @Override
  public double[] elevations(double[] x, double[] y, boolean[] wanted, int count) {
    double[] z = terrain.elevations(x, y, wanted, count);
    Squares squares = new Squares();
    int n = 0;
    for (int i = 0; i < wanted.length; i++) {
      if (wanted[i]) {
        z[n] = squares.at(x[i % x.length], y[i / x.length], z[n]);
        n++;
      }
    }
    return z;
  }

  /** At most the highest base around, where that is higher than the terrain. */
  @Override
  public double maxAlong(double ax, double ay, double bx, double by) {
    double highest = terrain.maxAlong(ax, ay, bx, by);
    Bounds box = new Bounds(Math.min(ax, bx), Math.min(ay, by), Math.max(ax, bx), Math.max(ay, by));
    for (long c = WallFiles.place(box.xmin()); c <= WallFiles.place(box.xmax()); c++) {
      for (long r = WallFiles.place(box.ymin()); r <= WallFiles.place(box.ymax()); r++) {
        Optional<WallSquare> square = walls.square(c, r);
        if (square.isPresent()) {
          highest = Math.max(highest, square.get().highestBase(box));
        }
      }
    }
    return highest;
  }

  @Override
  public String fingerprint(Bounds window) {
    String own = terrain.fingerprint(window);
    TreeSet<double[]> near = new TreeSet<>(Arrays::compare);
    for (long c = WallFiles.place(window.xmin()); c <= WallFiles.place(window.xmax()); c++) {
      for (long r = WallFiles.place(window.ymin()); r <= WallFiles.place(window.ymax()); r++) {
        walls.square(c, r).ifPresent(s -> s.within(window).forEach(i -> near.add(s.wall(i))));
      }
    }
    if (near.isEmpty()) {
      return own;
    }
    Fingerprint print = new Fingerprint().put(own).put(walls.reach()).put(near.size());
    near.forEach(print::put);
    if (depth.least(window) < walls.reach()) {
      print.put(depth);
    }
    return print.hex();
  }

  @Override
  public String toString() {
    return terrain.toString();
  }
}
