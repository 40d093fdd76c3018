package io.citymesh.footprint;

import java.io.Serializable;
import java.util.List;
import org.locationtech.jts.algorithm.Orientation;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.LineString;
import org.locationtech.jts.geom.Polygon;

/**
 * A building without its number: what {@link FootprintCleaner} makes of a cluster.
 *
 * @param sourceIds the features that it was made from: sorted if they were merged; without merging
 *     its own first, then those whose small parts it has taken in, sorted
 * @param ground elevation of the ground under it, metres
 * @param roof elevation of its roof, metres
 * @param heightSource where the roof comes from, by the most area
 * @param polygon on the 1 mm grid
 */
public record CleanedBuilding(
    List<String> sourceIds, double ground, double roof, HeightSource heightSource, Polygon polygon)
    implements Serializable, Comparable<CleanedBuilding> {

  /** By the source ids, and among parts of the same features by polygon. */
  @Override
  public int compareTo(CleanedBuilding other) {
    int common = Math.min(sourceIds.size(), other.sourceIds.size());
    for (int i = 0; i < common; i++) {
      int order = sourceIds.get(i).compareTo(other.sourceIds.get(i));
      if (order != 0) {
        return order;
      }
    }
    int order = Integer.compare(sourceIds.size(), other.sourceIds.size());
    return order != 0 ? order : polygon.compareTo(other.polygon);
  }

  /** The building under its number. */
  public Building numbered(int index) {
    double[][] rings = new double[1 + polygon.getNumInteriorRing()][];
    List<LineString> lines = Defects.rings(polygon);
    for (int i = 0; i < rings.length; i++) {
      Coordinate[] c = lines.get(i).getCoordinates();
      boolean shell = i == 0;
      boolean reverse = Orientation.isCCW(c) != shell;
      int n = c.length - 1;
      double[] ring = new double[2 * n];
      for (int j = 0; j < n; j++) {
        Coordinate from = c[reverse ? n - j : j];
        ring[2 * j] = from.x;
        ring[2 * j + 1] = from.y;
      }
      rings[i] = ring;
    }
    return new Building(index, sourceIds, ground, roof, heightSource, rings);
  }
}
