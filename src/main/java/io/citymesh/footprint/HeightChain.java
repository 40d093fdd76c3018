package io.citymesh.footprint;

import io.citymesh.city.Heights;
import java.io.Serializable;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;

/**
 * Finds a building's roof: each feature takes the first of its sources that says something
 * sensible, and the building the mean of its features' roofs, weighted by area.
 *
 * <p>Sensible is a roof between {@link Heights#LOWEST} and {@link Heights#HIGHEST} above the
 * ground; NaN, infinity and stand-ins for "unknown" such as -9999 are not, and are passed over.
 */
final class HeightChain implements Serializable {
  private static final long serialVersionUID = 1L;

  private final double fallbackHeight;

  /**
   * @param fallbackHeight the height above ground where no source says anything, metres; the user
   *     asked for it, so it is believed
   */
  HeightChain(OptionalDouble fallbackHeight) {
    this.fallbackHeight = fallbackHeight.orElse(Double.NaN);
  }

  /**
   * The roof of one feature.
   *
   * @param elevation metres; NaN if no source says anything
   * @param source the source that it is taken from; meaningless if there is none
   * @param ignored the sources before it that say something out of range
   */
  record Roof(double elevation, HeightSource source, Set<HeightSource> ignored) {}

  /**
   * The roof of a feature whose ground is at the elevation {@code ground}, metres.
   *
   * @return with a NaN elevation if no source says anything
   */
  Roof roof(Heights heights, double ground) {
    Set<HeightSource> ignored = EnumSet.noneOf(HeightSource.class);
    for (HeightSource source : HeightSource.values()) {
      double elevation = elevation(source, heights, ground);
      if (Double.isNaN(elevation)) {
        continue;
      }
      double height = elevation - ground;
      boolean sensible = Heights.sensible(height);
      if (sensible || source == HeightSource.BUILDING_HEIGHT) {
        return new Roof(elevation, source, ignored);
      }
      ignored.add(source);
    }
    return new Roof(Double.NaN, HeightSource.BUILDING_HEIGHT, ignored);
  }

  private double elevation(HeightSource source, Heights heights, double ground) {
    return switch (source) {
      case ROOF_FIELD -> heights.roof();
      case HEIGHT_FIELD -> ground + heights.height();
      case LIDAR -> heights.lidar();
      case STOREYS_FIELD -> ground + Heights.STOREY * heights.storeys();
      case BUILDING_HEIGHT -> ground + fallbackHeight;
    };
  }

  /** Adds up the roofs of a building's features. */
  static final class Mean {
    private double sum;
    private double weight;
    private final Map<HeightSource, Double> areas = new EnumMap<>(HeightSource.class);

    /** Counts a roof for an area (square metres), unless it is unknown. */
    void add(Roof roof, double area) {
      if (!Double.isNaN(roof.elevation)) {
        sum += area * roof.elevation;
        weight += area;
        areas.merge(roof.source, area, Double::sum);
      }
    }

    /** True if no feature has a roof. */
    boolean unknown() {
      return !(weight > 0);
    }

    double elevation() {
      return sum / weight;
    }

    /** The source that counts for the most area; of equals the one that is asked first. */
    HeightSource source() {
      HeightSource most = HeightSource.BUILDING_HEIGHT;
      double largest = 0;
      for (Map.Entry<HeightSource, Double> entry : areas.entrySet()) {
        if (entry.getValue() > largest) {
          largest = entry.getValue();
          most = entry.getKey();
        }
      }
      return most;
    }
  }
}
