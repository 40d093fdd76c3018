package io.citymesh.tile;

import io.citymesh.geo.Bounds;
import io.citymesh.geo.Fingerprint;
import io.citymesh.geo.Sides;
import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;

/**
 * The size of triangles as a function of their kind and place: that of the far field, or less in
 * and around zones. At a distance d from a zone of size s it is at most {@code s + growth * d}; so
 * it is nowhere steeper than the growth, and the same for whoever asks.
 *
 * <p>Thread-safe; small: the zones' edges.
 */
public final class SizeField implements SizeTree.Source, Serializable, Fingerprint.Content {
  private static final long serialVersionUID = 1L;

  /**
   * How far the nearest place of a triangle to a zone is from its centroid, on average, in units of
   * the size that it has: of an equilateral one that fills 0.645 of its bound.
   */
  static final double TOWARDS = 0.41;

  /**
   * How many times as many triangles a place takes where they are not on a lattice, as where sizes
   * grow: there they fill 0.645 of their bound, elsewhere 0.96.
   */
  static final double GROWING = 1.49;

  /** In an integral, sizes that differ by less than this part of themselves count as one. */
  private static final double EVEN = 0.2;

  /** How often a rectangle or line is divided before its corners are taken to tell of all of it. */
  private static final int FLAT_DEPTH = 4;

  /** How often a rectangle or line is divided in an integral, at most. */
  private static final int MOST_DEPTH = 14;

  /** By this part the reach of a zone is widened. */
  private static final double REACH_SLACK = 1e-6;

  private final Sizes far;
  private final double growth;
  private final SizeZone[] zones;

  /** The least size of each kind, anywhere. */
  private final double[] least = new double[Sizes.Kind.values().length];

  /**
   * @param far sizes where no zone is near
   * @param growth by how much sizes grow per metre of distance from a zone, more than 0
   * @param zones of which those count that have a smaller size
   */
  public SizeField(Sizes far, double growth, List<SizeZone> zones) {
    if (!(growth > 0)) {
      throw new IllegalArgumentException("sizes must grow: " + growth);
    }
    this.far = far;
    this.growth = growth;
    this.zones = zones.stream().filter(zone -> zone.sizes().isBelow(far)).toArray(SizeZone[]::new);
    for (Sizes.Kind kind : Sizes.Kind.values()) {
      double size = far.of(kind);
      for (SizeZone zone : zones) {
        size = Math.min(size, zone.sizes().of(kind));
      }
      least[kind.ordinal()] = size;
    }
  }

  /** The same size everywhere. */
  public static SizeField uniform(double ground, double roof) {
    return new SizeField(new Sizes(ground, roof, Double.POSITIVE_INFINITY), 1, List.of());
  }

  /** Whether the size is the same everywhere. */
  public boolean isUniform() {
    return zones.length == 0;
  }

  /** By how much sizes grow per metre of distance from a zone. */
  @Override
  public double growth() {
    return growth;
  }

  /** The zones. */
  public List<SizeZone> zones() {
    return List.of(zones);
  }

  /** The size where no zone is near, metres. */
  public double far(Sizes.Kind kind) {
    return far.of(kind);
  }

  /** The least size anywhere, metres. */
  public double least(Sizes.Kind kind) {
    return least[kind.ordinal()];
  }

  /** The size at a place, metres. */
  @Override
  public double at(Sizes.Kind kind, double x, double y) {
    double size = far.of(kind);
    for (SizeZone zone : zones) {
      size = near(zone, kind, x, y, size);
    }
    return size;
  }

  /** The size that a zone allows at a place, if it is less than another. */
  private double near(SizeZone zone, Sizes.Kind kind, double x, double y, double size) {
    double inside = zone.sizes().of(kind);
    if (inside >= size) {
      return size;
    }
    double limit = (size - inside) / growth + zone.radius();
    double distance = zone.shape().distance(x, y, limit);
    return distance < limit
        ? Math.min(size, inside + growth * Math.max(0, distance - zone.radius()))
        : size;
  }

  /** Whether a zone has a say in the sizes in a rectangle. */
  boolean reaches(SizeZone zone, Bounds r) {
    for (Sizes.Kind kind : Sizes.Kind.values()) {
      double inside = zone.sizes().of(kind);
      if (inside < far.of(kind)) {
        // A little farther, so that no rounding at a place makes it reach there all the same.
        double limit = (1 + REACH_SLACK) * ((far.of(kind) - inside) / growth + zone.radius());
        if (zone.shape().distance(low(r), limit) < limit
            || zone.shape().distance(high(r), limit) < limit) {
          return true;
        }
      }
    }
    return false;
  }

  /** The larger of the sizes of ground and roofs at a place, metres. */
  public double largest(double x, double y) {
    double ground = at(Sizes.Kind.GROUND, x, y);
    return ground >= far.roof() ? ground : Math.max(ground, at(Sizes.Kind.ROOF, x, y));
  }

  @Override
  public boolean isEven(Sizes.Kind kind, double size, Bounds r, double around) {
    double x = 0.5 * (r.xmin() + r.xmax());
    double y = 0.5 * (r.ymin() + r.ymax());
    double radius = 0.5 * Math.hypot(r.width(), r.height());
    boolean isCovered = size == far.of(kind);
    for (SizeZone zone : zones) {
      double inside = zone.sizes().of(kind);
      if (inside < size) {
        double reach = (size - inside) / growth + zone.radius() + radius + around;
        double limit = (1 + REACH_SLACK) * reach;
        if (zone.shape().distance(x, y, limit) < limit) {
          return false;
        }
      } else if (inside == size && !isCovered) {
        double most = zone.shape().mostDistance(r, zone.radius() + radius);
        isCovered = most <= zone.radius();
      }
    }
    return isCovered;
  }

  /**
   * The least size in a triangle, metres.
   *
   * @param t x and y of its corners
   */
  public double least(Sizes.Kind kind, double[] t) {
    return least(kind, t, far.of(kind));
  }

  /** The same, if it is less than a size that some place in the triangle has; else that. */
  private double least(Sizes.Kind kind, double[] t, double known) {
    double size = known;
    for (SizeZone zone : zones) {
      double inside = zone.sizes().of(kind);
      if (inside < size) {
        double limit = (size - inside) / growth + zone.radius();
        double distance = zone.shape().distance(t, limit);
        if (distance < limit) {
          double away = Math.max(0, distance - zone.radius());
          size = Math.min(size, inside + growth * away);
        }
      }
    }
    return size;
  }

  /** The least size in a rectangle, metres. */
  public double least(Sizes.Kind kind, Bounds r) {
    if (isUniform()) {
      return far.of(kind);
    }
    return Math.min(least(kind, low(r)), least(kind, high(r)));
  }

  /** The triangle below a diagonal. */
  private static double[] low(Bounds r) {
    return new double[] {r.xmin(), r.ymin(), r.xmax(), r.ymin(), r.xmax(), r.ymax()};
  }

  /** The triangle above it. */
  private static double[] high(Bounds r) {
    return new double[] {r.xmin(), r.ymin(), r.xmax(), r.ymax(), r.xmin(), r.ymax()};
  }

  /** An upper bound of the sizes in a rectangle, metres: the largest one, or a little more. */
  public double most(Sizes.Kind kind, Bounds r) {
    double size = far.of(kind);
    for (SizeZone zone : zones) {
      double inside = zone.sizes().of(kind);
      if (inside < size) {
        double limit = (size - inside) / growth + zone.radius();
        double away = zone.shape().mostDistance(r, limit);
        if (away < limit) { // What rounding makes of the limit may be less than the size.
          size = Math.min(size, inside + growth * Math.max(0, away - zone.radius()));
        }
      }
    }
    return size;
  }

  /**
   * What holds triangles against these sizes.
   *
   * @param r where most triangles lie, {xmin, ymin, xmax, ymax}
   * @throws IllegalStateException if sizes are the same everywhere
   */
  public SizeTree tree(Sizes.Kind kind, double[] r) {
    if (isUniform()) {
      throw new IllegalStateException("sizes are the same everywhere");
    }
    Bounds near = zones[0].bounds();
    for (SizeZone zone : zones) {
      double reach = Math.max(0, far.of(kind) - zone.sizes().of(kind)) / growth;
      near = near.union(zone.bounds().grow(reach < Double.POSITIVE_INFINITY ? reach : 0));
    }
    double xmin = Math.max(near.xmin(), r[0]);
    double ymin = Math.max(near.ymin(), r[1]);
    double xmax = Math.min(near.xmax(), r[2]);
    double ymax = Math.min(near.ymax(), r[3]);
    Bounds root = xmin < xmax && ymin < ymax ? new Bounds(xmin, ymin, xmax, ymax) : near;
    return new SizeTree(this, least(kind), far.of(kind), kind, near, root);
  }

  @Override
  public boolean isExceeded(
      Sizes.Kind kind,
      double doubleArea,
      double ax,
      double ay,
      double bx,
      double by,
      double cx,
      double cy) {
    double x = (ax + bx + cx) / 3;
    double y = (ay + by + cy) / 3;
    double middle = at(kind, x, y);
    if (doubleArea > middle * middle) {
      return true;
    }
    // No place in the triangle is farther from its centroid than one of the corners.
    double squared =
        Math.max(
            square(ax - x) + square(ay - y),
            Math.max(square(bx - x) + square(by - y), square(cx - x) + square(cy - y)));
    double away = (1 + REACH_SLACK) * Math.sqrt(squared);
    double safe = Math.max(least(kind), middle - growth * away);
    if (doubleArea <= safe * safe) {
      return false;
    }
    double size = least(kind, new double[] {ax, ay, bx, by, cx, cy}, middle);
    return doubleArea > size * size;
  }

  /**
   * The area of a rectangle in which each piece counts as often as triangles of the far field's
   * size are larger than those there: the integral of {@code (far / size)^2} for ground. Where
   * sizes grow, the size of a triangle is the least in it, which lies towards the zone.
   *
   * @return square metres; the area itself if no zone is near
   */
  public double weight(Bounds r) {
    return weight(r, Bounds::area);
  }

  /** The same of what lies inside a domain. */
  public double weight(Bounds r, Sides domain) {
    return weight(r, domain::area);
  }

  private double weight(Bounds r, ToDoubleFunction<Bounds> area) {
    if (least(Sizes.Kind.GROUND, r) >= far.ground()) {
      return area.applyAsDouble(r);
    }
    return Arrays.stream(weights(r, area)).sum();
  }

  /**
   * The same of a domain by zone, each with the places around it where its size decides; then that
   * of the far field.
   */
  public double[] weights(Sides domain) {
    return weights(domain.bounds(), domain::area);
  }

  /**
   * @param area that counts in a rectangle, square metres
   */
  private double[] weights(Bounds r, ToDoubleFunction<Bounds> area) {
    double[] weights = new double[zones.length + 1];
    addWeights(r, area, 0, weights);
    return weights;
  }

  private void addWeights(Bounds r, ToDoubleFunction<Bounds> area, int depth, double[] weights) {
    double x = 0.5 * (r.xmin() + r.xmax());
    double y = 0.5 * (r.ymin() + r.ymax());
    double middle = at(Sizes.Kind.GROUND, x, y);
    double radius = 0.5 * Math.hypot(r.width(), r.height());
    boolean isEven =
        growth * radius <= EVEN * middle
            || (depth >= FLAT_DEPTH && isFlat(r, middle))
            || depth == MOST_DEPTH
            || (middle >= far.ground() && least(Sizes.Kind.GROUND, r) >= far.ground());
    if (isEven) {
      int zone = deciding(x, y);
      double size =
          zone == zones.length
              ? middle
              : Math.max(zones[zone].sizes().ground(), middle / (1 + TOWARDS * growth));
      weights[zone] += area.applyAsDouble(r) * filling(middle) * square(far.ground() / size);
      return;
    }
    addWeights(new Bounds(r.xmin(), r.ymin(), x, y), area, depth + 1, weights);
    addWeights(new Bounds(x, r.ymin(), r.xmax(), y), area, depth + 1, weights);
    addWeights(new Bounds(r.xmin(), y, x, r.ymax()), area, depth + 1, weights);
    addWeights(new Bounds(x, y, r.xmax(), r.ymax()), area, depth + 1, weights);
  }

  /** The sizes that do not grow where they are, those of zones and of the far field; from large. */
  public double[] levels(Sizes.Kind kind) {
    double most = far.of(kind);
    return DoubleStream.concat(
            DoubleStream.of(most), Arrays.stream(zones).mapToDouble(zone -> zone.sizes().of(kind)))
        .filter(size -> size <= most)
        .map(size -> -size)
        .sorted()
        .distinct()
        .map(size -> -size)
        .toArray();
  }

  /** Whether sizes do not grow at places of a size: it is a zone's, or that of the far field. */
  @Override
  public boolean isLevel(Sizes.Kind kind, double size) {
    boolean isLevel = size == far.of(kind);
    for (SizeZone zone : zones) {
      isLevel |= size == zone.sizes().of(kind);
    }
    return isLevel;
  }

  /** How many times as many triangles a place takes as one where sizes are level. */
  private double filling(double size) {
    return isLevel(Sizes.Kind.GROUND, size) ? 1 : GROWING;
  }

  private boolean isFlat(Bounds r, double size) {
    return isLevel(Sizes.Kind.GROUND, size)
        && at(Sizes.Kind.GROUND, r.xmin(), r.ymin()) == size
        && at(Sizes.Kind.GROUND, r.xmax(), r.ymin()) == size
        && at(Sizes.Kind.GROUND, r.xmin(), r.ymax()) == size
        && at(Sizes.Kind.GROUND, r.xmax(), r.ymax()) == size
        && least(Sizes.Kind.GROUND, r) == size;
  }

  /** The first zone from which the ground's size at a place comes; else the number of zones. */
  int deciding(double x, double y) {
    double size = far.ground();
    int deciding = zones.length;
    for (int i = 0; i < zones.length; i++) {
      double found = near(zones[i], Sizes.Kind.GROUND, x, y, size);
      if (found < size) {
        size = found;
        deciding = i;
      }
    }
    return deciding;
  }

  /** The same of all places in a rectangle; empty if not all are known to have the same. */
  OptionalInt deciding(Bounds r) {
    double x = 0.5 * (r.xmin() + r.xmax());
    double y = 0.5 * (r.ymin() + r.ymax());
    double radius = (1 + REACH_SLACK) * 0.5 * Math.hypot(r.width(), r.height());
    double[] low = new double[zones.length];
    double[] high = new double[zones.length];
    int least = zones.length;
    double size = far.ground();
    for (int i = 0; i < zones.length; i++) {
      low[i] = Double.POSITIVE_INFINITY;
      high[i] = Double.POSITIVE_INFINITY;
      double inside = zones[i].sizes().ground();
      if (inside < far.ground()) {
        double limit = (far.ground() - inside) / growth + zones[i].radius();
        double away = zones[i].shape().distance(x, y, limit + radius);
        if (away < limit + radius) {
          low[i] = alone(zones[i], away - radius);
          high[i] =
              away + radius < limit
                  ? Math.min(far.ground(), alone(zones[i], away + radius))
                  : far.ground();
        }
      }
      if (high[i] < size) {
        size = high[i];
        least = i;
      }
    }
    for (int i = 0; i < zones.length; i++) {
      if (i != least && (i < least ? low[i] <= size : low[i] < size)) {
        return OptionalInt.empty();
      }
    }
    return OptionalInt.of(least);
  }

  /** The ground's size at a distance from a zone's shape. */
  private double alone(SizeZone zone, double distance) {
    return zone.sizes().ground() + growth * Math.max(0, distance - zone.radius());
  }

  private static double square(double x) {
    return x * x;
  }

  /**
   * The same for a strip along a line that is as wide as triangles are large there: the integral of
   * {@code far^2 / size} for ground.
   *
   * @return square metres
   */
  public double weightAlong(double ax, double ay, double bx, double by) {
    return weightAlong(ax, ay, bx, by, 0);
  }

  private double weightAlong(double ax, double ay, double bx, double by, int depth) {
    double x = 0.5 * (ax + bx);
    double y = 0.5 * (ay + by);
    double length = Math.hypot(bx - ax, by - ay);
    double middle = at(Sizes.Kind.GROUND, x, y);
    double low =
        isUniform() ? middle : least(Sizes.Kind.GROUND, new double[] {ax, ay, bx, by, x, y});
    boolean isEven =
        growth * 0.5 * length <= EVEN * middle
            || low >= far.ground()
            || depth == MOST_DEPTH
            || (depth >= FLAT_DEPTH
                && low == middle
                && at(Sizes.Kind.GROUND, ax, ay) == middle
                && at(Sizes.Kind.GROUND, bx, by) == middle);
    return isEven
        ? length * filling(middle) * far.ground() * far.ground() / middle
        : weightAlong(ax, ay, x, y, depth + 1) + weightAlong(x, y, bx, by, depth + 1);
  }

  @Override
  public void addTo(Fingerprint print) {
    print.put(far).put(growth).put(zones.length);
    for (SizeZone zone : zones) {
      print.put(zone);
    }
  }
}
