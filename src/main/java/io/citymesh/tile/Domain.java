package io.citymesh.tile;

import io.citymesh.geo.Bounds;
import io.citymesh.geo.Fingerprint;
import io.citymesh.geo.Sides;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What is meshed: a rectangle or a polygon, and whether its surface is closed to a body of air.
 *
 * <p>A closed domain has a level <b>top</b> above the whole city and an upright face above each
 * edge on its boundary. All faces of a closed surface point into the air: the ground and roofs up,
 * walls away from their buildings, the top down and the sides inwards; so ground, roofs and walls
 * are what they are without it.
 *
 * <p>Each face of the top and of the sides belongs to a <b>patch</b>, which has a number. The top
 * is {@link #TOP}. Where the wind has a direction, a side that it meets within {@link #FACING}
 * degrees of the side's normal is {@link #INLET}, one through which it leaves the domain within as
 * much is {@link #OUTLET}, and any other one {@link #SIDES}. Without wind the sides have patches of
 * their own, from {@link #SIDES} on; where there are too many of them, each ring has one.
 *
 * @param sides the boundary
 * @param top elevation of the top, metres; NaN for an open surface
 * @param wind from where it comes, degrees clockwise from north; NaN for none
 * @param filling the layers of the air in a closed domain, if it is filled with cells
 */
public record Domain(Sides sides, double top, double wind, Filling filling)
    implements Serializable {
  /** The patch of the top. */
  public static final int TOP = 0;

  /** The patch of the sides through which the wind comes. */
  public static final int INLET = 1;

  /** The patch of the sides through which the wind leaves. */
  public static final int OUTLET = 2;

  /** The first patch of other sides. */
  public static final int SIDES = 3;

  /** The most patches of sides; rings beyond that share the last one. */
  private static final int MOST_SIDES = 100;

  /** Patches have numbers below this. */
  public static final int MOST_PATCHES = SIDES + MOST_SIDES;

  /** The largest angle between the wind and the normal of an inlet or outlet, degrees. */
  private static final double FACING = 60;

  /** A side at the limit faces the wind, whichever way its corners were rounded to the grid. */
  private static final double ROUNDING = 1e-4;

  /** A rectangle, open to the sky. */
  public static Domain of(Bounds rectangle) {
    return of(Sides.of(rectangle));
  }

  /** A domain between sides, open to the sky. */
  public static Domain of(Sides sides) {
    return new Domain(sides, Double.NaN, Double.NaN, Filling.NONE);
  }

  /**
   * The same domain, closed.
   *
   * @param elevation of the top, metres
   * @param direction from which the wind comes, degrees clockwise from north; empty for no wind
   */
  public Domain closed(double elevation, OptionalDouble direction) {
    return new Domain(sides, elevation, direction.orElse(Double.NaN), Filling.NONE);
  }

  /**
   * The same domain, filled with cells.
   *
   * @throws IllegalArgumentException if it is open
   */
  public Domain filled(Filling layers) {
    if (!isClosed()) {
      throw new IllegalArgumentException("an open domain has no top to fill it to");
    }
    return new Domain(sides, top, wind, layers);
  }

  /** Whether the air is filled with cells. */
  public boolean isFilled() {
    return !filling.isNone();
  }

  public boolean isClosed() {
    return !Double.isNaN(top);
  }

  public boolean hasWind() {
    return !Double.isNaN(wind);
  }

  /** The rectangle around it, metres. */
  public Bounds bounds() {
    return sides.bounds();
  }

  /** Is told of sides. */
  @FunctionalInterface
  public interface SideVisitor {
    /** A side from a to b, with the inside on its left. */
    void visit(double ax, double ay, double bx, double by);
  }

  /**
   * Names the sides that a tile has to know: those that meet it or come near it. Of a rectangle it
   * has to know all or none.
   */
  public void forSidesOf(Bounds tile, SideVisitor visitor) {
    if (!sides.isRectangle()) {
      sides.forMeeting(tile, side -> visit(side, visitor));
    } else if (touches(tile)) {
      forSides(visitor);
    }
  }

  private boolean touches(Bounds tile) {
    Bounds b = bounds();
    return tile.xmin() == b.xmin()
        || tile.ymin() == b.ymin()
        || tile.xmax() == b.xmax()
        || tile.ymax() == b.ymax();
  }

  private void forSides(SideVisitor visitor) {
    for (int side = 0; side < sides.count(); side++) {
      visit(side, visitor);
    }
  }

  private void visit(int side, SideVisitor visitor) {
    visitor.visit(sides.end(side, 0), sides.end(side, 1), sides.end(side, 2), sides.end(side, 3));
  }

  /**
   * All of a domain on which the mesh in a rectangle depends.
   *
   * @param bounds the rectangle around the domain
   * @param rectangle whether the domain is that
   * @param top as the domain has it
   * @param wind as the domain has it
   * @param filling as the domain has it
   * @param surrounds whether all of the rectangle is inside, away from the sides
   * @param sides ax, ay, bx, by of the sides that meet it or come near it, of a polygon
   * @param patches of these, if the domain is closed
   */
  public record Seen(
      Bounds bounds,
      boolean rectangle,
      double top,
      double wind,
      Filling filling,
      boolean surrounds,
      double[] sides,
      double[] patches)
      implements Fingerprint.Content {
    @Override
    public void addTo(Fingerprint print) {
      print.put(bounds).put(rectangle ? 1 : 0).put(top).put(wind).put(filling);
      print.put(surrounds ? 1 : 0).put(sides).put(patches);
    }
  }

  /** What is to be seen of it in a rectangle. */
  public Seen seenIn(Bounds r) {
    List<Double> ends = new ArrayList<>();
    List<Double> patches = new ArrayList<>();
    if (!sides.isRectangle()) {
      forSidesOf(
          r,
          (ax, ay, bx, by) -> {
            ends.addAll(List.of(ax, ay, bx, by));
            if (isClosed()) {
              patches.add((double) patch(ax, ay, bx, by));
            }
          });
    }
    return new Seen(
        bounds(),
        sides.isRectangle(),
        top,
        wind,
        filling,
        !sides.isRectangle() && sides.surround(r),
        ends.stream().mapToDouble(end -> end).toArray(),
        patches.stream().mapToDouble(patch -> patch).toArray());
  }

  /** The patch of the side from a to b. */
  public int patch(double ax, double ay, double bx, double by) {
    if (hasWind()) {
      double length = Math.hypot(bx - ax, by - ay);
      // The normal that points out of the domain, along the direction in which the wind blows.
      double angle = Math.toRadians(wind);
      double outwards =
          ((bx - ax) * StrictMath.cos(angle) - (by - ay) * StrictMath.sin(angle)) / length;
      double facing = StrictMath.cos(Math.toRadians(FACING)) - ROUNDING;
      return outwards <= -facing ? INLET : outwards >= facing ? OUTLET : SIDES;
    }
    int side = sides.number(ax, ay, bx, by);
    int number = sides.count() <= MOST_SIDES ? side : sides.ring(side);
    return SIDES + Math.min(number, MOST_SIDES - 1);
  }

  /** The names of the patches that it has, by number; none on an open surface. */
  public SortedMap<Integer, String> patches() {
    SortedMap<Integer, String> names = new TreeMap<>();
    if (isClosed()) {
      names.put(TOP, "top");
      forSides(
          (ax, ay, bx, by) -> {
            int patch = patch(ax, ay, bx, by);
            names.put(patch, sideName(patch));
          });
    }
    return names;
  }

  private String sideName(int patch) {
    return switch (patch) {
      case INLET -> "inlet";
      case OUTLET -> "outlet";
      default ->
          hasWind()
              ? "side"
              : (sides.count() <= MOST_SIDES ? "side_" : "ring_") + (patch - SIDES + 1);
    };
  }
}
