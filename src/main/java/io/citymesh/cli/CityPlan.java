package io.citymesh.cli;

import java.util.List;

/**
 * What stands where in a {@link GeneratedCity}: a square of blocks of {@link #BLOCK} m, each of one
 * kind and with a number of buildings. A block is a function of its place, the side of the square
 * and the seed; nothing is kept.
 *
 * <p>Of a city of about 1,000 buildings to the km2, a thirtieth is a centre (4,000 to the km2), two
 * fifths suburbs (2,000), a twentieth villages (1,000) and the rest land with farms (5), cut by a
 * river. All but the villages grow with the square, up to one of 40 km; a larger one has several
 * cities, each of another size.
 */
final class CityPlan {
  /** Side of a block with its half of the streets, metres. */
  static final int BLOCK = 100;

  /** Kinds of blocks. */
  enum Kind {
    /** Row houses around a courtyard, with sheds in it. */
    CLOSED_ROW,
    /** One building with a courtyard, and others in it. */
    COURTYARD,
    /** Towers that rise from a podium, and slabs. */
    TOWERS,
    /** Rows of houses with sheds in their gardens. */
    TERRACES,
    /** Free-standing and semi-detached houses, with sheds. */
    VILLAS,
    /** Large halls with offices. */
    HALLS,
    /** A house, barns and a silo. */
    FARM,
    /** Pavilions in a park, or nothing. */
    GREEN
  }

  /**
   * A block.
   *
   * @param buildings how many stand there
   */
  record Plot(Kind kind, int buildings) {}

  /**
   * How often a kind is found in a zone.
   *
   * @param share of the zone's blocks
   * @param least buildings of a block
   * @param most buildings of a block
   */
  private record Share(Kind kind, double share, int least, int most) {}

  /** Where kinds are mixed alike. What the shares leave is green without a building. */
  private enum Zone {
    CENTRE(
        new Share(Kind.CLOSED_ROW, 0.68, 44, 76),
        new Share(Kind.COURTYARD, 0.1, 3, 7),
        new Share(Kind.TOWERS, 0.1, 3, 7),
        new Share(Kind.GREEN, 0.12, 0, 3)),
    SUBURB(
        new Share(Kind.TERRACES, 0.45, 26, 44),
        new Share(Kind.VILLAS, 0.25, 10, 20),
        new Share(Kind.TOWERS, 0.06, 3, 6),
        new Share(Kind.HALLS, 0.07, 2, 6),
        new Share(Kind.GREEN, 0.17, 0, 1)),
    VILLAGE(
        new Share(Kind.TERRACES, 0.2, 14, 26),
        new Share(Kind.VILLAS, 0.5, 6, 16),
        new Share(Kind.FARM, 0.15, 1, 4)),
    LAND(new Share(Kind.FARM, 0.02, 1, 4)),
    WATER;

    private final List<Share> shares;

    Zone(Share... shares) {
      this.shares = List.of(shares);
    }
  }

  /** The most blocks along the side of one city. */
  private static final int LARGEST_CITY = 400;

  private static final double CENTRE = 0.2;
  private static final double SUBURBS = 0.74;

  /** Blocks from one village to the next, where there is one. */
  private static final int VILLAGES = 18;

  /** A river needs a city of so many blocks along a side; half its width, metres. */
  private static final int SMALLEST_WITH_RIVER = 20;

  private static final double RIVER = 80;

  private final int side;
  private final long seed;
  private final boolean skewed;

  private CityPlan(int side, long seed, boolean skewed) {
    this.side = side;
    this.seed = seed;
    this.skewed = skewed;
  }

  /**
   * The smallest square that has room for so many buildings.
   *
   * @param skewed whether all but the farms stand in the south-western quarter
   */
  static CityPlan of(int buildings, long seed, boolean skewed) {
    int side = Math.max(1, (int) Math.sqrt(buildings / 12.0));
    while (true) {
      CityPlan plan = new CityPlan(side, seed, skewed);
      long room = plan.room();
      if (room >= buildings) {
        return plan;
      }
      double wanted = side * Math.sqrt(buildings / Math.max(1.0, room));
      side = Math.max(side + 1, (int) Math.min(wanted, 2.0 * side));
    }
  }

  /** Blocks along each side. */
  int side() {
    return side;
  }

  /** The buildings of all blocks. */
  long room() {
    long room = 0;
    for (int row = 0; row < side; row++) {
      for (int column = 0; column < side; column++) {
        room += plot(column, row).buildings;
      }
    }
    return room;
  }

  /** The block of this column from the west and row from the south. */
  Plot plot(int column, int row) {
    long hash = Noise.hash(seed, column, row);
    double dice = Noise.unit(hash);
    for (Share share : zone(column, row).shares) {
      dice -= share.share;
      if (dice < 0) {
        double more = Noise.unit(Noise.hash(hash, 1, 0)) * (share.most - share.least + 1);
        return new Plot(share.kind, share.least + (int) more);
      }
    }
    return new Plot(Kind.GREEN, 0);
  }

  private Zone zone(int column, int row) {
    if (skewed) {
      return 2 * column < side && 2 * row < side ? Zone.CENTRE : Zone.LAND;
    }
    if (riverDistance((column + 0.5) * BLOCK, (row + 0.5) * BLOCK) < RIVER) {
      return Zone.WATER;
    }
    int cities = cities();
    double span = (double) side / cities;
    int i = (int) (column / span);
    int j = (int) (row / span);
    double x = 2 * (column + 0.5 - i * span) / span - 1;
    double y = 2 * (row + 0.5 - j * span) / span - 1;
    double size = cities == 1 ? 1 : 0.7 + 0.5 * Noise.unit(Noise.hash(seed + 1, i, j));
    // Towns are not round.
    double away = (Math.sqrt(x * x + y * y) + 0.15 * Noise.rough(seed + 2, 3 * x, 3 * y, 3, 0.5));
    if (away < CENTRE * size) {
      return Zone.CENTRE;
    }
    if (away < SUBURBS * size) {
      return Zone.SUBURB;
    }
    return isVillage(column, row) ? Zone.VILLAGE : Zone.LAND;
  }

  private int cities() {
    return (side + LARGEST_CITY - 1) / LARGEST_CITY;
  }

  private boolean isVillage(int column, int row) {
    int i = column / VILLAGES;
    int j = row / VILLAGES;
    long hash = Noise.hash(seed + 3, i, j);
    double radius = 2.5 + 2 * Noise.unit(Noise.hash(hash, 1, 0));
    double dx = column + 0.5 - i * VILLAGES - centre(hash, 2);
    double dy = row + 0.5 - j * VILLAGES - centre(hash, 3);
    return Noise.unit(hash) < 0.55 && dx * dx + dy * dy < radius * radius;
  }

  /** Far enough from the sides for the whole village, blocks. */
  private static double centre(long hash, int axis) {
    return 5 + (VILLAGES - 10) * Noise.unit(Noise.hash(hash, axis, 0));
  }

  /**
   * How far it is to the river, about; infinite if there is none.
   *
   * @param x from the western side, metres
   * @param y from the southern side, metres
   */
  double riverDistance(double x, double y) {
    if (skewed || side < SMALLEST_WITH_RIVER) {
      return Double.POSITIVE_INFINITY;
    }
    double span = (double) side / cities() * BLOCK;
    double winding = 0.15 * Noise.rough(seed + 4, 4 * x / span, 0, 4, 0.4);
    double river = (Math.floor(y / span) + 0.45 + winding) * span;
    return Math.abs(y - river);
  }
}
