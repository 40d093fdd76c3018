package io.citymesh.footprint;

import io.citymesh.geo.Heights;
import java.io.Serializable;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;

/**
 * Finds a building's roof: each feature takes the first of its sources that says something
 * sensible, and a merged building the mean of its features' roofs, weighted by area, or the highest
 * of them.
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

  /** The source that counts for the most area; of equals the one that is asked first. */
  static HeightSource most(Map<HeightSource, Double> areas) {
    HeightSource most = HeightSource.BUILDING_HEIGHT;
    double largest = 0;
    for (HeightSource source : HeightSource.values()) {
      double area = areas.getOrDefault(source, 0.0);
      if (area > largest) {
        largest = area;
        most = source;
      }
    }
    return most;
  }

  /** The roof of a merged building, made of its features' roofs. */
  static final class Joint {
    private final boolean highest;
    private double sum;
    private double weight;
    private double top = Double.NEGATIVE_INFINITY;
    private final Map<HeightSource, Double> areas = new EnumMap<>(HeightSource.class);

    /**
     * @param highest whether the highest roof counts alone; else it is the mean
     */
    Joint(boolean highest) {
      this.highest = highest;
    }

    /** Counts a roof for an area (square metres), unless it is unknown. */
    void add(Roof roof, double area) {
      if (!Double.isNaN(roof.elevation) && area > 0) {
        sum += area * roof.elevation;
        weight += area;
        if (highest && roof.elevation > top) {
          areas.clear();
        }
        if (!highest || roof.elevation >= top) {
          areas.merge(roof.source, area, Double::sum);
        }
        top = Math.max(top, roof.elevation);
      }
    }

    /** True if no feature has a roof. */
    boolean unknown() {
      return !(weight > 0);
    }

    double elevation() {
      return highest ? top : sum / weight;
    }

    /** The source of the roof: that of the most area. */
    HeightSource source() {
      return most(areas);
    }
  }
}
