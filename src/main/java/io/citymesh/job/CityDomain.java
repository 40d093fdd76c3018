package io.citymesh.job;

import io.citymesh.air.Layers;
import io.citymesh.footprint.Building;
import io.citymesh.geo.Bounds;
import io.citymesh.geo.Sides;
import io.citymesh.geo.Terrain;
import io.citymesh.option.OptionTable;
import io.citymesh.report.OptionCheck;
import io.citymesh.report.UserError;
import io.citymesh.stitch.Stitcher;
import io.citymesh.tile.Domain;
import io.citymesh.tile.DomainOptions;
import io.citymesh.tile.LayerOptions;
import io.citymesh.tile.StitchTree;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaRDD;

/**
 * The domain of a run: that of its options, and where they leave it to the buildings, theirs.
 *
 * @param domain what is meshed
 * @param blockage how much of its cross-section the buildings block, 0 to 1; NaN if no wind asks
 */
record CityDomain(Domain domain, double blockage) {
  /** How far the top is above the highest roof, in heights of the tallest building. */
  private static final double ABOVE_ROOFS = 5;

  /** How far it is at least above the ground of every building, in the same. */
  private static final double ABOVE_GROUND = 6;

  /** How many corners a round domain has. */
  private static final int CORNERS = 36;

  /** The largest blockage that the guidelines allow. */
  private static final double MOST_BLOCKAGE = 0.03;

  /** Strips across the wind in which the outline of the city is drawn. */
  private static final int STRIPS = 2048;

  /**
   * Finds the domain.
   *
   * @param tight the bounds or the polygon that are given, or the rectangle around the footprints
   * @param terrain in it
   * @param note hears what was chosen
   * @throws UserError if the top is below a roof, or there is no building to choose by
   */
  static CityDomain of(
      Sides tight,
      Terrain terrain,
      DomainOptions options,
      JavaRDD<PackedBuilding> buildings,
      Consumer<String> note) {
    if (!options.close()) {
      return new CityDomain(Domain.of(tight), Double.NaN);
    }
    Axes axes = Axes.of(options.flow().orElse(270)); // Along the axes of the CRS.
    double lowest = options.layers().map(LayerOptions::first).orElse(0.0);
    City city = City.of(buildings, axes, lowest);
    if (city.isEmpty()
        && (options.top().isEmpty() || options.shape() != DomainOptions.Shape.TIGHT)) {
      throw new UserError(
          options.shape() == DomainOptions.Shape.TIGHT
              ? "no building says how high the closed domain is: give its elevation with "
                  + OptionTable.TOP.flag()
              : "there is no building around which "
                  + OptionTable.DOMAIN.flag()
                  + " could lay a domain: give --bounds, and close them with --close");
    }
    double chosen = city.top(options.layers().isPresent());
    double top = options.top().orElse(chosen);
    if (top <= city.roof()) {
      throw new UserError(
          OptionTable.TOP.flag()
              + " "
              + OptionCheck.text(top)
              + " is not above the highest roof, at "
              + OptionCheck.text(city.roof())
              + " m: give a higher one, or leave it out for "
              + OptionCheck.text(chosen));
    }
    Sides sides =
        switch (options.shape()) {
          case TIGHT -> tight;
          case WIND -> axes.rectangle(city, options.rule());
          case ROUND -> round(city, options.rule());
        };
    Domain domain = Domain.of(sides).closed(top, options.flow());
    if (options.top().isEmpty() || options.shape() != DomainOptions.Shape.TIGHT) {
      note.accept(
          String.format(
              Locale.ROOT,
              "The domain, %,.0f x %,.0f m with an area of %,.0f m2, is closed at %s m; the tallest"
                  + " building is %s m high.",
              domain.bounds().width(),
              domain.bounds().height(),
              sides.area(),
              OptionCheck.text(top),
              OptionCheck.text(Math.rint(1000 * city.tallest()) / 1000)));
    }
    if (options.layers().isPresent()) {
      domain = filled(domain, options.layers().get(), city, terrain, note);
    }
    double blockage = Double.NaN;
    if (options.flow().isPresent() && !city.isEmpty()) {
      double front = Arrays.stream(outline(buildings, axes, city)).sum() * city.strip();
      double height = top - city.ground();
      double width = axes.width(sides);
      blockage = front / (width * height);
      note.accept(words(blockage, front / (MOST_BLOCKAGE * height) - width, options.shape()));
    }
    return new CityDomain(domain, blockage);
  }

  /** The domain, filled with cells. */
  private static Domain filled(
      Domain domain, LayerOptions options, City city, Terrain terrain, Consumer<String> note) {
    double ground = city.middleGround();
    if (city.isEmpty()) {
      Bounds b = domain.bounds();
      double[] middle = {0.5 * (b.xmin() + b.xmax()), 0.5 * (b.ymin() + b.ymax())};
      ground = terrain.elevations(middle, 1)[0];
    }
    Domain filled = domain.filled(options.filling(ground, Math.max(ground, city.roof())));
    Layers layers = Stitcher.layers(filled);
    note.accept(
        String.format(
            Locale.ROOT,
            "The air is filled in %,d layers, the first %s m high and the last %s m.",
            layers.count(),
            OptionCheck.text(rounded(layers.front(ground, 1) - ground)),
            OptionCheck.text(rounded(layers.top() - layers.front(ground, layers.count() - 1)))));
    if (city.low() > 0) {
      note.accept(
          String.format(
              Locale.ROOT,
              "%,d %s lower than a layer of %s m, and one layer high all the same; a lower %s has"
                  + " more.",
              city.low(),
              city.low() == 1 ? "building is" : "buildings are",
              OptionCheck.text(options.first()),
              OptionTable.FIRST_LAYER.flag()));
    }
    return filled;
  }

  private static double rounded(double metres) {
    return Math.rint(100 * metres) / 100;
  }

  private static String words(double blockage, double wider, DomainOptions.Shape shape) {
    String words =
        String.format(
            Locale.ROOT,
            "The buildings block %.1f %% of the domain's section across the wind",
            100 * blockage);
    return blockage <= MOST_BLOCKAGE
        ? words + "."
        : words
            + String.format(
                Locale.ROOT,
                ", more than 3 %%: it takes a domain %,.0f m wider (%s) or a higher --top.",
                Math.ceil(wider),
                shape == DomainOptions.Shape.TIGHT
                    ? "--margin, --bounds or --domain"
                    : "--domain-rule");
  }

  /** A regular polygon around a circle around all buildings and as far as the rule says. */
  private static Sides round(City city, DomainOptions.Rule rule) {
    Bounds b = city.bounds();
    double x = 0.5 * (b.xmin() + b.xmax());
    double y = 0.5 * (b.ymin() + b.ymax());
    double radius =
        0.5 * Math.sqrt(b.width() * b.width() + b.height() * b.height())
            + rule.downstream() * city.tallest();
    radius /= StrictMath.cos(Math.PI / CORNERS);
    double[] ring = new double[2 * CORNERS];
    for (int i = 0; i < CORNERS; i++) {
      double angle = 2 * Math.PI * (i + 0.5) / CORNERS;
      ring[2 * i] = snapped(x + radius * StrictMath.cos(angle));
      ring[2 * i + 1] = snapped(y + radius * StrictMath.sin(angle));
    }
    return Sides.of(new double[][] {ring});
  }

  private static double snapped(double metres) {
    return Math.rint(metres * 1000) / 1000;
  }

  /** The largest height of a building in each strip across the wind, metres. */
  private static double[] outline(JavaRDD<PackedBuilding> buildings, Axes axes, City city) {
    return buildings
        .mapPartitions(all -> List.of(outline(all, axes, city)).iterator())
        .treeReduce(
            (a, b) -> {
              for (int i = 0; i < a.length; i++) {
                a[i] = Math.max(a[i], b[i]);
              }
              return a;
            });
  }

  private static double[] outline(Iterator<PackedBuilding> buildings, Axes axes, City city) {
    double[] highest = new double[STRIPS];
    while (buildings.hasNext()) {
      Building building = buildings.next().unpacked();
      double[] extent = axes.extent(building.rings()[0]);
      int from = (int) Math.round((extent[2] - city.right()) / city.strip());
      int to = (int) Math.round((extent[3] - city.right()) / city.strip());
      for (int i = Math.max(0, from); i < Math.min(STRIPS, to); i++) {
        highest[i] = Math.max(highest[i], building.roof() - building.ground());
      }
    }
    return highest;
  }

  /** What a plan says of it, beside its bounds. */
  List<String> lines() {
    List<String> lines = new ArrayList<>();
    if (!domain.sides().isRectangle()) {
      lines.add(domain.sides().words() + "; the bounds are around it");
    }
    if (domain.isClosed()) {
      lines.add(
          "closed at "
              + OptionCheck.text(domain.top())
              + " m; patches "
              + String.join(", ", domain.patches().values()));
    }
    if (domain.isFilled()) {
      lines.add(
          String.format(Locale.ROOT, "filled in %,d layers", Stitcher.layers(domain).count()));
    }
    if (!Double.isNaN(blockage)) {
      lines.add(String.format(Locale.ROOT, "blockage %.2f %%", 100 * blockage));
    }
    return lines;
  }

  /** What lies outside of a polygon, in the rectangle around it. */
  Optional<String> outside(StitchTree tree) {
    Sides sides = domain.sides();
    if (sides.isRectangle()) {
      return Optional.empty();
    }
    long empty =
        IntStream.range(0, tree.tiles())
            .filter(tile -> sides.exclude(tree.rectangle(tile)))
            .count();
    return Optional.of(
        String.format(
            Locale.ROOT,
            "The domain is %s: %,.0f of the %,.0f m2 of the rectangle around it; %,d of %,d tiles"
                + " lie outside.",
            sides.words(),
            sides.area(),
            sides.bounds().area(),
            empty,
            tree.tiles()));
  }

  /** What the manifest says of a closed domain. */
  SortedMap<String, Double> closing() {
    SortedMap<String, Double> closing = new TreeMap<>();
    if (domain.isClosed()) {
      closing.put("top", domain.top());
      if (domain.isFilled()) {
        closing.put("layers", (double) Stitcher.layers(domain).count());
      }
      if (domain.hasWind()) {
        closing.put("flow_direction", domain.wind());
      }
      if (!Double.isNaN(blockage)) {
        closing.put("blockage", blockage);
      }
    }
    return closing;
  }

  /**
   * The directions along the wind and to its left.
   *
   * @param x of the unit vector in which the wind blows
   * @param y of it
   */
  private record Axes(double x, double y) implements Serializable {
    /**
     * @param direction from which the wind comes, degrees clockwise from north
     */
    static Axes of(double direction) {
      if (direction % 90 == 0) {
        int quarter = (int) Math.round(direction / 90) % 4;
        return new Axes(
            quarter == 1 ? -1 : quarter == 3 ? 1 : 0, quarter == 0 ? -1 : quarter == 2 ? 1 : 0);
      }
      double angle = Math.toRadians(direction);
      return new Axes(-StrictMath.sin(angle), -StrictMath.cos(angle));
    }

    /** The least and the largest coordinate of a ring along the wind, then to its left. */
    double[] extent(double[] ring) {
      double[] extent = {
        Double.POSITIVE_INFINITY,
        Double.NEGATIVE_INFINITY,
        Double.POSITIVE_INFINITY,
        Double.NEGATIVE_INFINITY
      };
      for (int i = 0; i < ring.length; i += 2) {
        double along = ring[i] * x + ring[i + 1] * y;
        double left = ring[i + 1] * x - ring[i] * y;
        extent[0] = Math.min(extent[0], along);
        extent[1] = Math.max(extent[1], along);
        extent[2] = Math.min(extent[2], left);
        extent[3] = Math.max(extent[3], left);
      }
      return extent;
    }

    /** How wide a domain is across the wind, metres. */
    double width(Sides sides) {
      double[] extent = extent(sides.rings()[0]);
      return extent[3] - extent[2];
    }

    /** The rectangle around the city and as far as the rule says. */
    Sides rectangle(City city, DomainOptions.Rule rule) {
      double h = city.tallest();
      double from = city.upstream() - rule.upstream() * h;
      double to = city.downstream() + rule.downstream() * h;
      double right = city.right() - rule.aside() * h;
      double left = city.left() + rule.aside() * h;
      double[] ring = {
        px(from, right), py(from, right), px(to, right), py(to, right),
        px(to, left), py(to, left), px(from, left), py(from, left)
      };
      if (x == 0 || y == 0) {
        double[] box = new Axes(1, 0).extent(ring);
        return Sides.of(new Bounds(box[0], box[2], box[1], box[3]));
      }
      return Sides.of(new double[][] {ring});
    }

    private double px(double along, double left) {
      return snapped(along * x - left * y);
    }

    private double py(double along, double left) {
      return snapped(along * y + left * x);
    }
  }

  /**
   * How high the buildings are, and where.
   *
   * @param tallest the largest height of a roof above its building's ground, metres
   * @param roof the highest elevation of a roof, metres; negative infinity without buildings
   * @param ground the highest elevation of a building's ground, metres; the same
   * @param lowestGround the lowest, metres
   * @param low how many buildings are lower than a given height
   * @param bounds the rectangle around them
   * @param upstream the least coordinate along the wind
   * @param downstream the largest
   * @param right the least coordinate to the left of it
   * @param left the largest
   */
  private record City(
      double tallest,
      double roof,
      double ground,
      double lowestGround,
      long low,
      Bounds bounds,
      double upstream,
      double downstream,
      double right,
      double left)
      implements Serializable {
    private static final double MOST = Double.POSITIVE_INFINITY;
    private static final City NONE =
        new City(
            0,
            -MOST,
            -MOST,
            MOST,
            0,
            new Bounds(MOST, MOST, -MOST, -MOST),
            MOST,
            -MOST,
            MOST,
            -MOST);

    /** All buildings, in one pass; the same in any order. */
    static City of(JavaRDD<PackedBuilding> buildings, Axes axes, double low) {
      return buildings
          .mapPartitions(all -> List.of(of(all, axes, low)).iterator())
          .treeReduce(City::and);
    }

    private static City of(Iterator<PackedBuilding> buildings, Axes axes, double low) {
      City all = NONE;
      while (buildings.hasNext()) {
        Building next = buildings.next().unpacked();
        double[] e = axes.extent(next.rings()[0]);
        all =
            all.and(
                new City(
                    next.roof() - next.ground(),
                    next.roof(),
                    next.ground(),
                    next.ground(),
                    next.roof() - next.ground() < low ? 1 : 0,
                    next.bounds(),
                    e[0],
                    e[1],
                    e[2],
                    e[3]));
      }
      return all;
    }

    private City and(City other) {
      return new City(
          Math.max(tallest, other.tallest),
          Math.max(roof, other.roof),
          Math.max(ground, other.ground),
          Math.min(lowestGround, other.lowestGround),
          low + other.low,
          bounds.union(other.bounds),
          Math.min(upstream, other.upstream),
          Math.max(downstream, other.downstream),
          Math.min(right, other.right),
          Math.max(left, other.left));
    }

    boolean isEmpty() {
      return roof == -MOST;
    }

    /** Halfway between the lowest and the highest ground, metres. */
    double middleGround() {
      return 0.5 * (lowestGround + ground);
    }

    /** The width of a strip across the wind, metres. */
    double strip() {
      return (left - right) / STRIPS;
    }

    /**
     * The elevation of the top by the rule, rounded up to a whole metre.
     *
     * @param layered whether layers reach up to it: the higher the ground, the thinner they are, so
     *     the top is as far above the highest ground as that is above the lowest, and they are
     *     between 2/3 and 4/3 of their height
     */
    double top(boolean layered) {
      double top = Math.max(roof + ABOVE_ROOFS * tallest, ground + ABOVE_GROUND * tallest);
      return Math.ceil(layered ? Math.max(top, ground + (ground - lowestGround)) : top);
    }
  }
}
