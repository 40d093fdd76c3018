package io.citymesh.cli;

import static io.citymesh.cli.Outlines.hook;
import static io.citymesh.cli.Outlines.horseshoe;
import static io.citymesh.cli.Outlines.moved;
import static io.citymesh.cli.Outlines.quarterTurns;
import static io.citymesh.cli.Outlines.rectangle;
import static io.citymesh.cli.Outlines.regular;
import static io.citymesh.cli.Outlines.reversed;
import static io.citymesh.cli.Outlines.turned;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * One block of a {@link GeneratedCity}, with as many buildings as it is told: designed around (0,
 * 0) in whole millimetres and parallel to the axes, so that shared walls are exact, and then turned
 * and moved as a whole. Walls that are shared are not noded: a row house may be less deep than its
 * neighbour, as in a land register.
 */
final class CityBlock {
  private static final double[] TURNS = {0, 0, 5, -8};
  private static final long M = 1000;

  /** Half a street lies on each side of a block, metres. */
  private static final double STREET = 12;

  private final SplittableRandom random;
  private final double turn;

  /** Half the side of the square that may be built on, millimetres. */
  private final long half;

  private final List<Shape> shapes = new ArrayList<>();

  /** A building before it is placed; the same meaning as {@link DemoBlock.Footprint}. */
  private record Shape(String kind, double height, List<long[]> rings) {}

  private CityBlock(SplittableRandom random) {
    this.random = random;
    turn = Math.toRadians(TURNS[random.nextInt(TURNS.length)]);
    double reach = Math.abs(StrictMath.cos(turn)) + Math.abs(StrictMath.sin(turn));
    half = (long) ((CityPlan.BLOCK - STREET) / reach * M / 2) / 100 * 100;
  }

  /**
   * The buildings of a block.
   *
   * @param name that their ids begin with
   * @param x of the block's centre, millimetres
   * @param y of the block's centre, millimetres
   */
  static List<DemoBlock.Footprint> footprints(
      CityPlan.Plot plot, String name, long x, long y, long seed) {
    CityBlock block = new CityBlock(new SplittableRandom(seed));
    if (plot.buildings() > 0) {
      block.fill(plot.kind(), plot.buildings());
    }
    return block.place(name, x, y);
  }

  private void fill(CityPlan.Kind kind, int count) {
    switch (kind) {
      case CLOSED_ROW -> closedRow(count);
      case COURTYARD -> courtyard(count);
      case TOWERS -> towers(count);
      case TERRACES -> terraces(count);
      case VILLAS -> villas(count);
      case HALLS -> halls(count);
      case FARM -> farm(count);
      case GREEN -> pavilions(count);
    }
  }

  private List<DemoBlock.Footprint> place(String name, long x, long y) {
    double cos = StrictMath.cos(turn);
    double sin = StrictMath.sin(turn);
    List<DemoBlock.Footprint> placed = new ArrayList<>(shapes.size());
    for (Shape shape : shapes) {
      List<long[]> rings = new ArrayList<>(shape.rings.size());
      for (long[] ring : shape.rings) {
        rings.add(turned(ring, cos, sin, x, y));
      }
      String id = name + "-" + placed.size();
      placed.add(new DemoBlock.Footprint(id, shape.kind, shape.height, rings));
    }
    return placed;
  }

  /** Corners, the same number of row houses on each side, and sheds in the courtyard. */
  private void closedRow(int count) {
    if (count < 8) {
      villas(count);
      return;
    }
    long depth = 11 * M;
    long inner = half - depth;
    int widest = 4 * (int) (2 * inner / (5 * M));
    int houses = Math.min(count - 4, widest);
    for (int quarter = 0; quarter < 4; quarter++) {
      int here = houses / 4 + (quarter < houses % 4 ? 1 : 0);
      long[] corner = quarterTurns(quarter, rectangle(-half, -half, -inner, -inner));
      add("corner", 14 + random.nextInt(6), corner);
      long[] cuts = cuts(-inner, inner, here);
      for (int i = 0; i < here; i++) {
        // At the ends of a side an extension would meet that of the next side.
        boolean atCorner = i == 0 || i + 1 == here;
        long[] house = house(cuts[i], -half, cuts[i + 1], -inner, !atCorner);
        add("row house", 8 + 0.5 * random.nextInt(16), quarterTurns(quarter, house));
      }
    }
    sheds(count - 4 - houses, inner - 5 * M);
  }

  /** Ends of so many houses of about the same width, in a row. */
  private long[] cuts(long from, long to, int houses) {
    long[] cuts = new long[houses + 1];
    for (int i = 0; i <= houses; i++) {
      long width = (to - from) / Math.max(1, houses);
      long shift = i == 0 || i == houses ? 0 : (long) ((random.nextDouble() - 0.5) * 0.3 * width);
      cuts[i] = i == houses ? to : from + (to - from) * i / houses + shift;
    }
    return cuts;
  }

  /**
   * A house in a row, its front at the lower side: perhaps with an extension at the back, over half
   * the width, and with a step of some centimetres in its front.
   */
  private long[] house(long x0, long y0, long x1, long y1, boolean extensible) {
    long middle = (x0 + x1) / 2;
    long[] ring =
        extensible && random.nextInt(3) == 0
            ? new long[] {x0, y0, x1, y0, x1, y1 + 3 * M, middle, y1 + 3 * M, middle, y1, x0, y1}
            : rectangle(x0, y0, x1, y1);
    return stepped(ring);
  }

  /**
   * The ring with a step inwards in the middle of its first edge, for some: in land registers one
   * outline in five has an edge of less than 10 cm, and as many one of less than half a metre.
   */
  private long[] stepped(long[] ring) {
    int dice = random.nextInt(100);
    long step = dice < 22 ? 20 + random.nextInt(75) : dice < 43 ? 100 + random.nextInt(350) : 0;
    if (step == 0) {
      return ring;
    }
    long middle = (ring[0] + ring[2]) / 2;
    long[] result = new long[ring.length + 4];
    result[0] = ring[0];
    result[1] = ring[1];
    result[2] = middle;
    result[3] = ring[1];
    result[4] = middle;
    result[5] = ring[1] + step;
    result[6] = ring[2];
    result[7] = ring[3] + step;
    System.arraycopy(ring, 4, result, 8, ring.length - 4);
    return result;
  }

  /** Sheds on a grid in the square of this half side around the centre. */
  private void sheds(int count, long reach) {
    int across = (int) Math.ceil(Math.sqrt(count));
    for (int k = 0; k < count; k++) {
      long lot = 2 * reach / across;
      shed(-reach + lot / 2 + k % across * lot, -reach + lot / 2 + k / across * lot);
    }
  }

  /** A shed of 4 to 14 m2. */
  private void shed(long x, long y) {
    long width = 1000 + 100 * random.nextInt(8);
    long depth = 1000 + 100 * random.nextInt(10);
    add(
        "shed",
        2.4 + 0.1 * random.nextInt(8),
        rectangle(x - width, y - depth, x + width, y + depth));
  }

  /** One building with a courtyard; in it a wing and an annex that lean on it, a tower, sheds. */
  private void courtyard(int count) {
    long inner = half - 15 * M;
    double height = 14 + random.nextInt(8);
    long wing = 4 * M + 500L * random.nextInt(8);
    add(
        "courtyard",
        height,
        rectangle(-half, -half, half, half),
        reversed(rectangle(-inner, -inner, inner, inner)));
    if (count > 1) {
      add("wing", 6, rectangle(-wing, inner - 9 * M, wing, inner));
    }
    if (count > 2) {
      add("annex", height + 3, rectangle(-inner, -wing, -inner + 6 * M, wing));
    }
    if (count > 3) {
      add("tower", 34, turned(regular(8, 8.0 * M), random.nextDouble(), 8 * M, -8 * M));
    }
    for (int k = 4; k < count; k++) {
      shed(-inner + 4 * M + (k - 4) * 6 * M, -inner + 4 * M);
    }
  }

  /** Up to three towers that rise from a podium, and slabs behind it. */
  private void towers(int count) {
    long width = half - 4 * M;
    long low = -width;
    int rising = Math.min(count - 1, 3);
    List<long[]> podium = new ArrayList<>();
    podium.add(rectangle(-width, low, width, low + 36 * M));
    for (int i = 0; i < rising; i++) {
      long lot = (2 * width - 12 * M) / rising;
      long west = -width + 9 * M + i * lot;
      long[] tower =
          rectangle(west, low + 8 * M, west + Math.min(lot - 6 * M, 20 * M), low + 26 * M);
      podium.add(reversed(tower));
      add("tower", 36 + random.nextInt(40), tower);
    }
    add("podium", 6 + random.nextInt(5), podium.toArray(long[][]::new));
    int slabs = count - 1 - rising;
    for (int i = 0; i < slabs; i++) {
      long lot = 2 * width / slabs;
      long west = -width + i * lot;
      long[] slab = rectangle(west, low + 42 * M, west + Math.min(lot - 6 * M, 14 * M), width);
      add("slab", 18 + 3 * random.nextInt(5), stepped(slab));
    }
  }

  /** One to three rows in groups of six houses, with sheds in some gardens. */
  private void terraces(int count) {
    int sheds = (int) (0.28 * count);
    int houses = count - sheds;
    int rows = Math.min(3, (houses + 11) / 12);
    long pitch = 2 * half / rows;
    int built = 0;
    for (int row = 0; row < rows; row++) {
      int here = (houses - built) / (rows - row);
      long gaps = (here - 1) / 6 * 3 * M;
      long width = Math.min(7500, (2 * half - gaps) / here);
      long y = -half + row * pitch;
      for (int i = 0; i < here; i++) {
        long x = -half + i * width + i / 6 * 3 * M;
        long back = i % 3 == 1 ? 1500 : 0;
        long[] house = house(x, y + back, x + width, y + back + 9 * M, true);
        add("terrace", 7 + 0.3 * ((i / 6 * 7 + row) % 11), house);
        if (built + i < sheds) {
          shed(x + width / 2, y + 18 * M);
        }
      }
      built += here;
    }
  }

  /** Houses of all shapes at every angle, some in pairs, with sheds at the corners of lots. */
  private void villas(int count) {
    int sheds = count / 3;
    int houses = count - sheds;
    int across = (int) Math.ceil(Math.sqrt(houses));
    long lot = 2 * half / across;
    int built = 0;
    for (int k = 0; built < houses; k++) {
      double scale = Math.min(1, lot / (36.0 * M)) * (0.8 + 0.2 * random.nextDouble());
      long a = (long) (20 * M * scale);
      long b = (long) (14 * M * scale);
      long x = -half + lot / 2 + k % across * lot;
      long y = -half + lot / 2 + k / across * lot;
      double angle = random.nextDouble() * 2 * Math.PI;
      double height = 5 + 0.5 * random.nextInt(14);
      if (houses - built > 1 && random.nextInt(4) == 0) {
        long[] left = stepped(rectangle(-a / 2, -b / 2, 0, b / 2));
        add("semi-detached", height, turned(left, angle, x, y));
        add("semi-detached", height, turned(rectangle(0, -b / 2, a / 2, b / 2), angle, x, y));
        built += 2;
      } else {
        add("villa", height, turned(villa(a, b, (long) (5 * M * scale)), angle, x, y));
        built++;
      }
    }
    for (int k = 0; k < sheds; k++) {
      long corner = lot - 2500;
      shed(-half + k % across * lot + corner, -half + k / across * lot + corner);
    }
  }

  private long[] villa(long a, long b, long c) {
    return switch (random.nextInt(5)) {
      case 0, 1 -> stepped(rectangle(-a / 2, -b / 2, a / 2, b / 2));
      case 2 -> stepped(hook(a, b, c));
      case 3 -> stepped(horseshoe(a, b, c));
      default -> regular(6 + random.nextInt(15), b * 0.6);
    };
  }

  /** Halls on a grid, every other one with an office that shares a wall with it. */
  private void halls(int count) {
    int halls = (count + 1) / 2;
    int across = (int) Math.ceil(Math.sqrt(halls));
    long lot = 2 * half / across;
    for (int k = 0; k < halls; k++) {
      long x = -half + lot / 2 + k % across * lot - 4 * M;
      long y = -half + lot / 2 + k / across * lot;
      long a = lot - 16 * M;
      long b = (long) (a * (0.5 + 0.4 * random.nextDouble()));
      double height = 8 + random.nextInt(7);
      add("hall", height, moved(stepped(rectangle(-a / 2, -b / 2, a / 2, b / 2)), x, y));
      if (2 * k + 1 < count) {
        add("office", height + 3, moved(rectangle(a / 2, -b / 4, a / 2 + 8 * M, b / 4), x, y));
      }
    }
  }

  /** A house, barns and a silo around a yard, at any angle. */
  private void farm(int count) {
    double angle = random.nextDouble() * 2 * Math.PI;
    add(
        "farm house",
        6 + random.nextInt(4),
        turned(stepped(hook(16 * M, 12 * M, 7 * M)), angle, 0, 0));
    if (count > 1) {
      add("barn", 7, turned(stepped(rectangle(14 * M, -15 * M, 28 * M, 15 * M)), angle, 0, 0));
    }
    if (count > 2) {
      add("silo", 14, turned(moved(regular(12, 4.0 * M), 0, 18 * M), angle, 0, 0));
    }
    if (count > 3) {
      add("barn", 6, turned(rectangle(-27 * M, -12 * M, -15 * M, 12 * M), angle, 0, 0));
    }
  }

  private void pavilions(int count) {
    for (int k = 0; k < count; k++) {
      long x = (k % 2 == 0 ? -1 : 1) * half / 2;
      long y = (k / 2 == 0 ? -1 : 1) * half / 2;
      add("pavilion", 4 + random.nextInt(4), moved(regular(16, 5.0 * M + 1000 * k), x, y));
    }
  }

  private void add(String kind, double height, long[]... rings) {
    shapes.add(new Shape(kind, Math.round(height * 10) / 10.0, List.of(rings)));
  }
}
