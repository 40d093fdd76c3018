package io.citymesh.stitch;

import io.citymesh.tile.MeshOptions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.locationtech.jts.algorithm.Orientation;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.GeometryFactory;
import org.locationtech.jts.geom.LinearRing;
import org.locationtech.jts.geom.Polygon;

/**
 * A polygon to mesh in tiles of 100 m, and sizes, by a seed: stars, octagons with sides along the
 * axes and diagonals, and rings of which many corners lie on tile lines or a few millimetres off;
 * some with a hole, some with a building.
 */
final class RandomDomain {
  private static final double TILE = 100;
  private static final GeometryFactory GEOMETRIES = new GeometryFactory();

  final double[][] rings;
  final MeshOptions options;
  final Drawn city = Drawn.city();

  private RandomDomain(double[][] rings, MeshOptions options) {
    this.rings = rings;
    this.options = options;
  }

  static RandomDomain of(long seed) {
    Random random = new Random(seed);
    double size = 4 + 6 * random.nextDouble();
    boolean graded = random.nextInt(4) == 0;
    MeshOptions options =
        new MeshOptions(TILE, size, size, 5, 25, graded ? 1.5 : Double.POSITIVE_INFINITY);
    while (true) {
      double x = 600 * random.nextDouble() - 300;
      double y = 600 * random.nextDouble() - 300;
      double radius = 30 + 170 * random.nextDouble();
      double[] shell = ring(random, x, y, radius);
      double[] hole = reversed(ring(random, x, y, radius / 4));
      boolean hollow = random.nextInt(3) == 0;
      double[][] rings = hollow ? new double[][] {shell, hole} : new double[][] {shell};
      Polygon polygon = polygon(rings);
      if (!polygon.isValid() || polygon.getArea() < 100) {
        continue;
      }
      RandomDomain domain = new RandomDomain(rings, options);
      double bx = Math.rint(x + radius / 2);
      double by = Math.rint(y - radius / 8);
      double side = Math.rint(8 + radius / 8);
      double[] box = {bx, by, bx + side, by, bx + side, by + side, bx, by + side};
      if (random.nextBoolean() && polygon.contains(polygon(box).buffer(1))) {
        domain.city.box(20, bx, by, bx + side, by + side);
      }
      return domain;
    }
  }

  private static double[] ring(Random random, double x, double y, double radius) {
    int kind = random.nextInt(3);
    int corners = kind == 1 ? 8 : 3 + random.nextInt(10);
    double[] angles = random.doubles(corners, 0, 2 * Math.PI).sorted().toArray();
    double[] ring = new double[2 * corners];
    for (int i = 0; i < corners; i++) {
      double angle = kind == 1 ? Math.PI * (i + 0.5) / 4 : angles[i];
      double r = kind == 1 ? radius : radius * (0.2 + 0.8 * random.nextDouble());
      ring[2 * i] = place(random, kind, x + r * Math.cos(angle));
      ring[2 * i + 1] = place(random, kind, y + r * Math.sin(angle));
    }
    if (kind == 1) {
      // Sides along the axes exactly.
      for (int i = 0; i < 8; i += 2) {
        int axis = i % 4 == 0 ? 0 : 1;
        ring[2 * ((i + 7) % 8) + axis] = ring[2 * i + axis];
      }
    }
    return ring;
  }

  /** On the grid; of the third kind often at a tile line, or nearly. */
  private static double place(Random random, int kind, double at) {
    double millimetres = Math.rint(1000 * at);
    if (kind == 2 && random.nextInt(2) == 0) {
      millimetres = 1000 * TILE * Math.rint(at / TILE) + random.nextInt(5) - 2;
    }
    return millimetres / 1000;
  }

  private static double[] reversed(double[] ring) {
    double[] other = new double[ring.length];
    for (int i = 0; i < ring.length; i += 2) {
      other[i] = ring[ring.length - 2 - i];
      other[i + 1] = ring[ring.length - 1 - i];
    }
    return other;
  }

  private static Polygon polygon(double[]... rings) {
    List<LinearRing> all = new ArrayList<>();
    for (double[] ring : rings) {
      Coordinate[] points = new Coordinate[ring.length / 2 + 1];
      for (int i = 0; i < points.length; i++) {
        int at = 2 * i % ring.length;
        points[i] = new Coordinate(ring[at], ring[at + 1]);
      }
      all.add(GEOMETRIES.createLinearRing(points));
    }
    boolean turned = false;
    for (int i = 0; i < all.size(); i++) {
      turned |= Orientation.isCCW(all.get(i).getCoordinates()) != (i == 0);
    }
    return turned
        ? GEOMETRIES.createPolygon()
        : GEOMETRIES.createPolygon(
            all.get(0), all.subList(1, all.size()).toArray(LinearRing[]::new));
  }

  @Override
  public String toString() {
    return Arrays.deepToString(rings) + ", " + options.maxSize() + ", " + options.gradation();
  }
}
