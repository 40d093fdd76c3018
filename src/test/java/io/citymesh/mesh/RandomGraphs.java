package io.citymesh.mesh;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.PrecisionModel;
import org.locationtech.jts.noding.NodedSegmentString;
import org.locationtech.jts.noding.SegmentString;
import org.locationtech.jts.noding.snapround.SnapRoundingNoder;

/**
 * Hard inputs for the mesher, each in a rectangle whose outside is {@link MeshInput#OUTSIDE}. The
 * same seed gives the same graph.
 */
enum RandomGraphs {
  /** Segments between the points of a small integer grid: collinear, cocircular, overlapping. */
  TINY_GRID {
    @Override
    void fill(Graph g, Random random) {
      int size = 3 + random.nextInt(7);
      g.frame(0, 0, size, size);
      g.gridSegments(random, size, 1, 0, 0, 2 + random.nextInt(25), 0);
    }
  },

  /** The same, some of them frozen. */
  FROZEN {
    @Override
    void fill(Graph g, Random random) {
      int size = 3 + random.nextInt(7);
      g.frame(0, 0, size, size);
      g.gridSegments(random, size, 1, 0, 0, 2 + random.nextInt(15), 0.5);
    }
  },

  /** The same, a millimetre wide and ten thousand kilometres away. */
  FAR_AWAY {
    @Override
    void fill(Graph g, Random random) {
      int size = 3 + random.nextInt(7);
      double x = 1e7 + random.nextInt(1000);
      double y = 1e7 - random.nextInt(1000);
      g.frame(x, y, x + size * 1e-3, y + size * 1e-3);
      g.gridSegments(random, size, 1e-3, x, y, 2 + random.nextInt(15), 0);
    }
  },

  /** Details of a millimetre in a large square ten thousand kilometres away. */
  FAR_AWAY_DETAIL {
    @Override
    void fill(Graph g, Random random) {
      double x = 1e7;
      double y = 1e7;
      g.frame(x - 5, y - 5, x + 5, y + 5);
      g.gridSegments(random, 5, 1e-3, x, y, 2 + random.nextInt(8), 0);
    }
  },

  /** Random segments, cut where they cross, on a grid of a centimetre. */
  NODED {
    @Override
    void fill(Graph g, Random random) {
      g.frame(0, 0, 10, 10);
      List<SegmentString> lines = new ArrayList<>();
      for (int i = 2 + random.nextInt(12); i > 0; i--) {
        Coordinate[] ends = {
          new Coordinate(1 + 8 * random.nextDouble(), 1 + 8 * random.nextDouble()),
          new Coordinate(1 + 8 * random.nextDouble(), 1 + 8 * random.nextDouble())
        };
        lines.add(new NodedSegmentString(ends, null));
      }
      SnapRoundingNoder noder = new SnapRoundingNoder(new PrecisionModel(100));
      noder.computeNodes(lines);
      for (Object string : noder.getNodedSubstrings()) {
        Coordinate[] c = ((SegmentString) string).getCoordinates();
        for (int i = 1; i < c.length; i++) {
          g.segment(g.vertex(c[i - 1].x, c[i - 1].y), g.vertex(c[i].x, c[i].y));
        }
      }
    }
  },

  /** Vertices twice at the same place, or a few ulps apart. */
  NEARLY_DUPLICATE {
    @Override
    void fill(Graph g, Random random) {
      g.frame(0, 0, 10, 10);
      for (int i = 0; i < 20; i++) {
        double x = 1 + 8 * random.nextDouble();
        double y = 1 + 8 * random.nextDouble();
        int a = g.input.addVertex(x, y);
        for (int copies = random.nextInt(4); copies > 0; copies--) {
          int b =
              g.input.addVertex(
                  x + (random.nextInt(5) - 2) * Math.ulp(x),
                  y + (random.nextInt(5) - 2) * Math.ulp(y));
          if (random.nextBoolean() && g.clear(a, b)) {
            g.segment(a, b);
          }
        }
      }
      g.joinVertices(random, 15);
    }
  },

  /** Triangles and rectangles a nanometre wide. */
  NEEDLES {
    @Override
    void fill(Graph g, Random random) {
      g.frame(0, 0, 10, 10);
      for (int i = 0; i < 4; i++) {
        double width = 1e-9 * (1 + random.nextInt(3));
        double angle = Math.PI * random.nextDouble() / 4;
        double length = 0.5 + random.nextDouble();
        double x = 1 + 2 * i + 0.3 * random.nextDouble();
        double y = 1 + 7 * random.nextDouble();
        double dx = length * Math.cos(angle);
        double dy = length * Math.sin(angle);
        double wx = -width * Math.sin(angle);
        double wy = width * Math.cos(angle);
        if (random.nextBoolean()) {
          g.ring(x, y, x + dx, y + dy, x + dx + wx, y + dy + wy);
        } else {
          g.ring(x, y, x + dx, y + dy, x + dx + wx, y + dy + wy, x + wx, y + wy);
        }
      }
    }
  },

  /** Vertices next to segments, by as little as a nanometre. */
  NEAR_SEGMENTS {
    @Override
    void fill(Graph g, Random random) {
      g.frame(0, 0, 10, 10);
      for (int i = 0; i < 5; i++) {
        double y = 1 + 1.5 * i + 0.3 * random.nextDouble();
        double dy = random.nextDouble();
        int a = g.vertex(1, y);
        int b = g.vertex(9, y + dy);
        g.segment(a, b);
        for (int j = 0; j < 3; j++) {
          double t = 0.1 + 0.8 * random.nextDouble();
          double off = Math.pow(10, -9 + random.nextInt(8)) * (random.nextBoolean() ? 1 : -1);
          int c = g.vertex(1 + 8 * t, y + t * dy + off);
          int d = g.vertex(1 + 8 * t + 0.05, y + t * dy + off + Math.signum(off) * 0.1);
          if (g.clear(c, d)) {
            g.segment(c, d);
          }
        }
      }
    }
  },

  /** A star with hundreds of acute corners. */
  STAR {
    @Override
    void fill(Graph g, Random random) {
      g.frame(-11, -11, 11, 11);
      int points = 200 + random.nextInt(301);
      double inner = 2 + 6 * random.nextDouble();
      double[] xy = new double[4 * points];
      for (int i = 0; i < 2 * points; i++) {
        double radius = i % 2 == 0 ? 10 : inner * (1 - 0.05 * random.nextDouble());
        xy[2 * i] = radius * Math.cos(Math.PI * i / points);
        xy[2 * i + 1] = radius * Math.sin(Math.PI * i / points);
      }
      g.ring(xy);
    }
  },

  /** Many segments out of one vertex, of all lengths. */
  FAN {
    @Override
    void fill(Graph g, Random random) {
      g.frame(-6, -6, 6, 6);
      int hub = g.vertex(0.1, 0.2);
      double angle = 0;
      while (angle < 6) {
        double length = 0.5 + 4.5 * random.nextDouble();
        g.segment(hub, g.vertex(0.1 + length * Math.cos(angle), 0.2 + length * Math.sin(angle)));
        angle += random.nextInt(3) == 0 ? 1e-3 + 0.01 * random.nextDouble() : random.nextDouble();
      }
    }
  },

  /** Segments that end in the interior of others, at all angles. */
  BRANCHES {
    @Override
    void fill(Graph g, Random random) {
      g.frame(0, 0, 16, 16);
      int a = g.vertex(1, 8);
      int b = g.vertex(15, 8);
      g.segment(a, b);
      for (int i = 0; i < 6; i++) {
        int x = 2 + 2 * i + random.nextInt(2);
        int foot = g.vertex(x, 8);
        double rise = Math.scalb(1.0, -random.nextInt(8));
        int tip = g.vertex(x + 2.5, random.nextBoolean() ? 8 + rise : 8 - rise);
        if (g.clear(foot, tip)) {
          g.segment(foot, tip);
        }
      }
    }
  },

  /** Ten rings, each in the one before. */
  NESTED {
    @Override
    void fill(Graph g, Random random) {
      g.frame(-12, -12, 12, 12);
      double radius = 11;
      for (int i = 0; i < 10; i++) {
        int n = 3 + random.nextInt(8);
        double turn = random.nextDouble();
        double[] xy = new double[2 * n];
        for (int j = 0; j < n; j++) {
          xy[2 * j] = radius * Math.cos(turn + 2 * Math.PI * j / n);
          xy[2 * j + 1] = radius * Math.sin(turn + 2 * Math.PI * j / n);
        }
        g.labelledRing(i, xy);
        radius *= Math.cos(Math.PI / n) * (1 - 0.3 * random.nextDouble() * random.nextDouble());
        radius *= 0.999;
      }
    }
  };

  abstract void fill(Graph g, Random random);

  Graph of(long seed) {
    Graph g = new Graph();
    fill(g, new Random(seed * 31 + ordinal()));
    return g;
  }

  /** A graph in the making. */
  static final class Graph {
    final MeshInput input = new MeshInput();
    double area;
    double size;

    /** The rings with labels, each in the one before. */
    private final Rings labelled = new Rings();

    void frame(double xmin, double ymin, double xmax, double ymax) {
      size = xmax - xmin;
      area = size * (ymax - ymin);
      double[] xy = {xmin, ymin, xmax, ymin, xmax, ymax, xmin, ymax};
      int first = input.vertexCount();
      for (int i = 0; i < 8; i += 2) {
        input.addVertex(xy[i], xy[i + 1]);
      }
      for (int i = 0; i < 4; i++) {
        input.addSegment(first + i, first + (i + 1) % 4, MeshInput.UNKNOWN, MeshInput.OUTSIDE);
      }
    }

    int vertex(double x, double y) {
      return input.addVertex(x, y);
    }

    void segment(int a, int b) {
      input.addSegment(a, b, MeshInput.UNKNOWN, MeshInput.UNKNOWN);
    }

    void ring(double... xy) {
      int first = input.vertexCount();
      int n = xy.length / 2;
      for (int i = 0; i < n; i++) {
        input.addVertex(xy[2 * i], xy[2 * i + 1]);
      }
      for (int i = 0; i < n; i++) {
        segment(first + i, first + (i + 1) % n);
      }
    }

    /** A ring inside all the others: label i inside, i - 1 (or the ground) outside. */
    void labelledRing(int i, double... xy) {
      MesherTest.ring(input, i, i == 0 ? MeshInput.GROUND : i - 1, xy);
      labelled.add(xy);
    }

    /** The label that a point inside the frame should have. */
    int label(double x, double y) {
      int depth = labelled.depth(x, y);
      return depth == 0 ? MeshInput.GROUND : depth - 1;
    }

    void gridSegments(
        Random random, int size, double scale, double x, double y, int count, double frozen) {
      for (int i = 0; i < count; i++) {
        int a = vertex(x + random.nextInt(size + 1) * scale, y + random.nextInt(size + 1) * scale);
        int b = vertex(x + random.nextInt(size + 1) * scale, y + random.nextInt(size + 1) * scale);
        if (clear(a, b)) {
          if (random.nextDouble() < frozen) {
            input.addFrozen(a, b, MeshInput.UNKNOWN, MeshInput.UNKNOWN);
          } else {
            segment(a, b);
          }
        }
      }
    }

    void joinVertices(Random random, int count) {
      int n = input.vertexCount();
      for (int i = 0; i < count; i++) {
        int a = random.nextInt(n);
        int b = random.nextInt(n);
        if (clear(a, b)) {
          segment(a, b);
        }
      }
    }

    /** True if a-b is not a point and crosses no segment but at vertices. */
    boolean clear(int a, int b) {
      if (input.x(a) == input.x(b) && input.y(a) == input.y(b)) {
        return false;
      }
      for (int s = 0; s < input.segmentCount; s++) {
        int c = input.start[s];
        int d = input.end[s];
        if (side(a, b, c) * side(a, b, d) < 0 && side(c, d, a) * side(c, d, b) < 0) {
          return false;
        }
      }
      return true;
    }

    private double side(int a, int b, int c) {
      return Math.signum(
          Predicates.orient(
              input.x(a), input.y(a), input.x(b), input.y(b), input.x(c), input.y(c)));
    }
  }
}
