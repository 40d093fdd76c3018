package io.citymesh.cli;

import static io.citymesh.cli.Outlines.hook;
import static io.citymesh.cli.Outlines.horseshoe;
import static io.citymesh.cli.Outlines.quarterTurns;
import static io.citymesh.cli.Outlines.rectangle;
import static io.citymesh.cli.Outlines.regular;
import static io.citymesh.cli.Outlines.reversed;
import static io.citymesh.cli.Outlines.turned;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.TreeMap;

/**
 * One building block of the {@link DemoCity}: designed around (0, 0) in whole millimetres and
 * parallel to the axes, so that shared walls are exact, and then turned and moved as a whole. A
 * vertex that two buildings share has the same coordinates before, and therefore after.
 */
final class DemoBlock {
  /** How many kinds of blocks there are. */
  static final int KINDS = 6;

  private static final double[] TURNS = {0, 0, 5, -8};
  private static final long M = 1000;

  private final SplittableRandom random;
  private final double turn;

  /** Half the side of the square that may be built on, millimetres. */
  private final long half;

  private final List<Shape> shapes = new ArrayList<>();

  /**
   * One building.
   *
   * @param id unique in the city
   * @param kind what it is, for people
   * @param height above ground, metres
   * @param rings shell and holes, each x0, y0, x1, y1, ... in millimetres, without a repeated last
   *     point
   */
  record Footprint(String id, String kind, double height, List<long[]> rings) {}

  /** A building before it is placed; the same meaning as {@link Footprint}. */
  private record Shape(String kind, double height, List<long[]> rings) {}

  /**
   * @param side the square in which the turned block has to fit, metres
   */
  DemoBlock(SplittableRandom random, double side) {
    this.random = random;
    turn = Math.toRadians(TURNS[random.nextInt(TURNS.length)]);
    double fits = side / (Math.abs(Math.cos(turn)) + Math.abs(Math.sin(turn)));
    half = (long) (fits * M / 2) / 100 * 100;
  }

  /** Builds a block of this kind, 0 to {@link #KINDS} - 1. */
  void fill(int kind) {
    switch (kind) {
      case 0 -> closedRow();
      case 1 -> villas(3);
      case 2 -> courtyard();
      case 3 -> terraces();
      case 4 -> towers();
      case 5 -> park();
      default -> throw new IllegalArgumentException("no such kind of block: " + kind);
    }
  }

  /** The block's buildings around this centre (metres), with ids that begin with {@code name}. */
  List<Footprint> place(String name, double centreX, double centreY) {
    List<Footprint> placed = new ArrayList<>();
    double cos = Math.cos(turn);
    double sin = Math.sin(turn);
    long moveX = Math.round(centreX * M);
    long moveY = Math.round(centreY * M);
    List<List<long[]>> matched = shapes.stream().map(this::matchEdges).toList();
    for (int s = 0; s < shapes.size(); s++) {
      List<long[]> rings = new ArrayList<>();
      for (long[] ring : matched.get(s)) {
        rings.add(turned(ring, cos, sin, moveX, moveY));
      }
      Shape shape = shapes.get(s);
      String id = String.format(Locale.ROOT, "%s-%03d", name, s);
      placed.add(new Footprint(id, shape.kind(), shape.height(), rings));
    }
    return placed;
  }

  /** Row houses around a courtyard, some deeper than others, with a building in the courtyard. */
  private void closedRow() {
    long depth = 11 * M;
    long inner = half - depth;
    List<Long> cuts = cuts(-inner, inner, 6 * M, 9 * M);
    double tallest = 18;
    // The corners are taller than the rows: see the class comment of DemoCity on manifolds.
    for (int quarter = 0; quarter < 4; quarter++) {
      add(
          "corner",
          tallest + quarter,
          quarterTurns(quarter, rectangle(-half, -half, -inner, -inner)));
      for (int i = 0; i + 1 < cuts.size(); i++) {
        boolean atCorner = i == 0 || i + 2 == cuts.size();
        long extra = !atCorner && random.nextInt(3) == 0 ? 3 * M : 0;
        long[] house = rectangle(cuts.get(i), -half, cuts.get(i + 1), -inner + extra);
        add("row house", 8 + 0.5 * random.nextInt(16), quarterTurns(quarter, house));
      }
    }
    add("hall", 7, turned(hook(24 * M, 18 * M, 8 * M), random.nextDouble() * 6, 0, 0));
  }

  /** Free-standing houses of all shapes, at every angle, n by n. */
  private void villas(int n) {
    long lot = 2 * half / n;
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        double scale = Math.min(1, lot / (36.0 * M)) * (0.8 + 0.2 * random.nextDouble());
        long a = (long) (20 * M * scale);
        long b = (long) (14 * M * scale);
        long c = (long) (5 * M * scale);
        long[] outline =
            switch (random.nextInt(4)) {
              case 0 -> rectangle(-a / 2, -b / 2, a / 2, b / 2);
              case 1 -> hook(a, b, c);
              case 2 -> horseshoe(a, b, c);
              default -> regular(6 + random.nextInt(5), b * 0.6);
            };
        long x = -half + lot / 2 + i * lot;
        long y = -half + lot / 2 + j * lot;
        double angle = random.nextDouble() * 2 * Math.PI;
        add("villa", 5 + 0.5 * random.nextInt(14), turned(outline, angle, x, y));
      }
    }
  }

  /** One building with a courtyard; in it a wing that leans on it and a tower that does not. */
  private void courtyard() {
    long inner = half - 15 * M;
    double height = 16 + random.nextInt(6);
    add(
        "courtyard",
        height,
        rectangle(-half, -half, half, half),
        reversed(rectangle(-inner, -inner, inner, inner)));
    long wing = 4 * M + 500L * random.nextInt(8);
    add("wing", 6, rectangle(-wing, inner - 9 * M, wing, inner));
    add("annex", height + 3, rectangle(-inner, -wing, -inner + 6 * M, wing));
    add("tower", 34, turned(regular(8, 8.0 * M), random.nextDouble(), 8 * M, -8 * M));
  }

  /** Three rows of houses; every other house stands back by two metres. */
  private void terraces() {
    long depth = 12 * M;
    for (int row = -1; row <= 1; row++) {
      long y = row * (half - depth) - depth / 2;
      List<Long> cuts = cuts(-half, half, 7 * M, 11 * M);
      for (int i = 0; i + 1 < cuts.size(); i++) {
        long back = i % 2 == 0 ? 0 : 2 * M;
        add(
            "terrace",
            6 + 0.3 * ((i * 7 + row + 1) % 11),
            rectangle(cuts.get(i), y + back, cuts.get(i + 1), y + depth + back));
      }
    }
  }

  /** Towers that rise from a podium, and one that stands alone. */
  private void towers() {
    long width = half - 4 * M;
    long low = -half + 4 * M;
    long[] first = rectangle(-width + 8 * M, low + 8 * M, -width + 28 * M, low + 26 * M);
    long[] second = rectangle(width - 24 * M, low + 10 * M, width - 6 * M, low + 30 * M);
    add(
        "podium",
        9,
        rectangle(-width, low, width, low + 38 * M),
        reversed(first),
        reversed(second));
    add("tower", 52 + random.nextInt(20), first);
    add("tower", 38 + random.nextInt(12), second);
    add("slab", 24, rectangle(-width, low + 38 * M, -width + 12 * M, half - 4 * M));
    add("tower", 61, turned(regular(12, 10.0 * M), 0.2, width / 2, half - 18 * M));
  }

  /** Open ground with a round pavilion and two kiosks. */
  private void park() {
    add("pavilion", 7.5, turned(regular(16, 13.0 * M), 0.1, -8 * M, 6 * M));
    add("kiosk", 4, turned(rectangle(-3 * M, -3 * M, 3 * M, 3 * M), 0.5, half / 2, -half / 2));
    add("kiosk", 4.5, turned(rectangle(-4 * M, -2 * M, 4 * M, 2 * M), 1.1, -half / 2, -half / 2));
  }

  private void add(String kind, double height, long[]... rings) {
    shapes.add(new Shape(kind, Math.round(height * 10) / 10.0, List.of(rings)));
  }

  /** Numbers from {@code from} to {@code to}, with steps between {@code least} and {@code most}. */
  private List<Long> cuts(long from, long to, long least, long most) {
    List<Long> cuts = new ArrayList<>();
    long at = from;
    while (at < to - most - least) {
      cuts.add(at);
      at += least + 100 * random.nextLong((most - least) / 100 + 1);
    }
    // What is left is at most two widths: one house, or two of the same width.
    cuts.add(at);
    if (to - at > most) {
      cuts.add((at + to) / 2);
    }
    cuts.add(to);
    return cuts;
  }

  /** The shape's rings, with the vertices of all other shapes that lie on their edges. */
  private List<long[]> matchEdges(Shape shape) {
    return shape.rings().stream().map(this::matchEdges).toList();
  }

  private long[] matchEdges(long[] ring) {
    List<Long> result = new ArrayList<>();
    for (int k = 0; k < ring.length; k += 2) {
      long ax = ring[k];
      long ay = ring[k + 1];
      long bx = ring[(k + 2) % ring.length];
      long by = ring[(k + 3) % ring.length];
      result.add(ax);
      result.add(ay);
      TreeMap<Long, long[]> between = new TreeMap<>();
      for (Shape other : shapes) {
        for (long[] points : other.rings()) {
          for (int p = 0; p < points.length; p += 2) {
            long along = (points[p] - ax) * (bx - ax) + (points[p + 1] - ay) * (by - ay);
            long across = (points[p] - ax) * (by - ay) - (points[p + 1] - ay) * (bx - ax);
            long length = (bx - ax) * (bx - ax) + (by - ay) * (by - ay);
            if (across == 0 && along > 0 && along < length) {
              between.put(along, new long[] {points[p], points[p + 1]});
            }
          }
        }
      }
      for (long[] point : between.values()) {
        result.add(point[0]);
        result.add(point[1]);
      }
    }
    return result.stream().mapToLong(Long::longValue).toArray();
  }
}
