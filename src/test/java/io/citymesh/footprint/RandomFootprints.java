package io.citymesh.footprint;

import io.citymesh.geo.Heights;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.LinearRing;
import org.locationtech.jts.geom.Polygon;
import org.locationtech.jts.geom.util.AffineTransformation;

/**
 * Footprints of all sorts, about 10 to 30 m wide, around a place: houses and the things that make
 * cleaning hard, such as vertices almost on the line between their neighbours, outlines that almost
 * touch themselves, spikes, ties of rounding, invalid rings.
 */
final class RandomFootprints {
  private static final double[][] SHAPES = {
    {0, 0, 12, 0, 12, 9, 0, 9},
    {0, 0, 12, 0, 12, 5, 7, 5, 7, 11, 0, 11},
    {0, 0, 14, 0, 14, 9, 10, 9, 10, 4, 4, 4, 4, 9, 0, 9},
    {0, 0, 15, 0, 15, 4, 10, 4, 10, 10, 5, 10, 5, 4, 0, 4},
    {0, 0, 9, 1, 4, 8},
    {0, 0, 3, 0, 3, 3, 0, 3},
    {0, 0, 14, 0, 14, 9, 0, 9, 0, 5, 12, 5, 12, 4.5, 0, 4.5},
    {0, 0, 10, 0, 10, 10, 5.4, 10, 5.4, 3, 5, 3, 5, 10, 0, 10},
  };

  private final Random random;
  private final double x;
  private final double y;

  RandomFootprints(Random random, double x, double y) {
    this.random = random;
    this.x = x;
    this.y = y;
  }

  SourceFootprint next(String id) {
    Polygon polygon = polygon();
    Geometry geometry = polygon;
    int sort = random.nextInt(20);
    if (sort < 8) {
      geometry = Shapes.FACTORY.createMultiPolygon(new Polygon[] {polygon});
    } else if (sort == 8) {
      geometry = Shapes.FACTORY.createMultiPolygon(new Polygon[] {polygon, polygon()});
    } else if (sort == 9) {
      geometry =
          Shapes.FACTORY.createGeometryCollection(
              new Geometry[] {polygon, Shapes.FACTORY.createPoint(new Coordinate(x, y))});
    } else if (sort == 10) {
      geometry = polygon.reverse();
    }
    return new SourceFootprint(id, geometry, heights());
  }

  private Heights heights() {
    return switch (random.nextInt(8)) {
      case 0 -> Heights.UNKNOWN;
      case 1 -> new Heights(random.nextDouble() * 2, Double.NaN, Double.NaN, Double.NaN);
      case 2 -> new Heights(-9999, Double.NaN, 8 * random.nextDouble(), 3);
      case 3 -> new Heights(Double.NaN, 5000, Double.NaN, random.nextInt(5));
      case 4 -> new Heights(5 + random.nextDouble(), 9, Double.POSITIVE_INFINITY, Double.NaN);
      default -> Heights.above(12 * random.nextDouble());
    };
  }

  private Polygon polygon() {
    List<Coordinate> shell = ring(shape());
    List<LinearRing> holes = new ArrayList<>();
    if (random.nextInt(4) == 0) {
      int count = 1 + random.nextInt(3);
      for (int i = 0; i < count; i++) {
        double size = 0.3 + 5 * random.nextDouble();
        double left = 8 * random.nextDouble() - 0.5;
        double low = 4 * random.nextDouble() - 0.5;
        double[] hole = {
          left, low, left + size, low, left + size, low + size, left, low + size,
        };
        holes.add(line(ring(hole)));
      }
    }
    AffineTransformation place = new AffineTransformation();
    if (random.nextInt(3) > 0) {
      place.rotate(2 * Math.PI * random.nextDouble());
    }
    if (random.nextInt(4) == 0) {
      double scale = 0.2 + 3 * random.nextDouble();
      place.scale(scale, scale);
    }
    place.translate(x, y);
    Polygon result =
        (Polygon)
            place.transform(
                Shapes.FACTORY.createPolygon(line(shell), holes.toArray(new LinearRing[0])));
    double grid =
        switch (random.nextInt(4)) {
          case 0 -> 1000;
          case 1 -> 2000; // Half of the coordinates lie between two places of the grid.
          case 2 -> 100;
          default -> 0;
        };
    if (grid > 0) {
      result.apply((Coordinate c) -> c.setX(Math.rint(c.x * grid) / grid));
      result.apply((Coordinate c) -> c.setY(Math.rint(c.y * grid) / grid));
    }
    return result;
  }

  private double[] shape() {
    int sort = random.nextInt(12);
    if (sort == 0) {
      return round(5 + random.nextInt(200), 0);
    }
    if (sort == 1) {
      return round(5 + random.nextInt(60), 0.3);
    }
    if (sort == 2) {
      double[] walk = new double[2 * (4 + random.nextInt(5))];
      for (int i = 0; i < walk.length; i++) {
        walk[i] = 15 * random.nextDouble();
      }
      return walk;
    }
    return SHAPES[random.nextInt(SHAPES.length)].clone();
  }

  private double[] round(int corners, double noise) {
    double[] xy = new double[2 * corners];
    double radius = 3 + 12 * random.nextDouble();
    for (int i = 0; i < corners; i++) {
      double r = radius * (1 + noise * random.nextDouble());
      xy[2 * i] = 7 + r * Math.cos(2 * Math.PI * i / corners);
      xy[2 * i + 1] = 5 + r * Math.sin(2 * Math.PI * i / corners);
    }
    return xy;
  }

  /** The ring with more vertices on its edges, some of them almost. */
  private List<Coordinate> ring(double[] xy) {
    int more = random.nextInt(3) == 0 ? random.nextInt(4) : 0;
    double off =
        switch (random.nextInt(4)) {
          case 0 -> 0;
          case 1 -> 0.002;
          case 2 -> 0.004;
          default -> 0.02;
        };
    int bad = random.nextInt(12);
    List<Coordinate> result = new ArrayList<>();
    int n = xy.length / 2;
    for (int i = 0; i < n; i++) {
      Coordinate a = new Coordinate(xy[2 * i], xy[2 * i + 1]);
      Coordinate b = new Coordinate(xy[2 * (i + 1) % xy.length], xy[(2 * i + 3) % xy.length]);
      result.add(a);
      if (bad == 0 && i == 1) {
        result.add(a.copy());
      }
      if (bad == 1 && i == 2) {
        double near = 0.006 * random.nextDouble();
        result.add(new Coordinate(a.x + near * random.nextDouble(), a.y + near));
      }
      if (bad == 2 && i == 1) {
        result.add(new Coordinate(a.x - 2, a.y + 3 * random.nextDouble()));
        result.add(new Coordinate(a.x + 0.01 * random.nextDouble(), a.y));
      }
      for (int j = 0; j < more; j++) {
        double t = (j + 0.8 * random.nextDouble() + 0.1) / more;
        if (random.nextInt(6) == 0) {
          t = 0.01 * t;
        }
        result.add(
            new Coordinate(
                a.x + t * (b.x - a.x) + off * (random.nextDouble() - 0.5),
                a.y + t * (b.y - a.y) + off * (random.nextDouble() - 0.5)));
      }
    }
    result.add(result.get(0).copy());
    return result;
  }

  private static LinearRing line(List<Coordinate> ring) {
    return Shapes.FACTORY.createLinearRing(ring.toArray(new Coordinate[0]));
  }
}
