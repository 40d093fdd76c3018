package io.citymesh.footprint;

import io.citymesh.geo.Wkb;
import java.io.Serializable;
import java.util.List;
import org.locationtech.jts.algorithm.Orientation;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.LineString;
import org.locationtech.jts.geom.Polygon;

/**
 * A building without its number and key: what {@link FootprintCleaner} makes of a cluster.
 *
 * @param sourceIds the features that it was made from: sorted if they were merged into one roof;
 *     without merging its own first, then those whose small parts it has taken in, sorted
 * @param ground elevation of the ground under it, metres
 * @param roof elevation of its roof, metres, on the 1 mm grid
 * @param heightSource where the roof comes from, by the most area
 * @param polygon on the 1 mm grid
 */
public record CleanedBuilding(
    List<String> sourceIds, double ground, double roof, HeightSource heightSource, Polygon polygon)
    implements Serializable, Comparable<CleanedBuilding> {

  /** Orders buildings by {@link #key}. */
  @Override
  public int compareTo(CleanedBuilding other) {
    return key().compareTo(other.key());
  }

  /** The building's place in the order of a city's buildings. */
  public Key key() {
    Coordinate[] shell = polygon.getExteriorRing().getCoordinates();
    return new Key(sourceIds, shell[0].x, shell[0].y, shell[1].x, shell[1].y);
  }

  /**
   * The order of buildings: by the source ids, and among parts of the same features by the first
   * edge of the outline, which no two parts of the same features share.
   *
   * @param sourceIds the features
   * @param x0 the edge's beginning, metres
   * @param y0 the edge's beginning, metres
   * @param x1 its end, metres
   * @param y1 its end, metres
   */
  public record Key(List<String> sourceIds, double x0, double y0, double x1, double y1)
      implements Serializable, Comparable<Key> {
    @Override
    public int compareTo(Key other) {
      int order = compare(sourceIds, other.sourceIds);
      order = order != 0 ? order : Double.compare(x0, other.x0);
      order = order != 0 ? order : Double.compare(y0, other.y0);
      order = order != 0 ? order : Double.compare(x1, other.x1);
      return order != 0 ? order : Double.compare(y1, other.y1);
    }

    private static int compare(List<String> a, List<String> b) {
      int common = Math.min(a.size(), b.size());
      for (int i = 0; i < common; i++) {
        int order = a.get(i).compareTo(b.get(i));
        if (order != 0) {
          return order;
        }
      }
      return Integer.compare(a.size(), b.size());
    }
  }

  private Object writeReplace() {
    return new Packed(sourceIds, ground, roof, heightSource, Wkb.of(polygon));
  }

  private record Packed(
      List<String> sourceIds, double ground, double roof, HeightSource heightSource, byte[] wkb)
      implements Serializable {
    private Object readResolve() {
      return new CleanedBuilding(
          sourceIds, ground, roof, heightSource, (Polygon) Wkb.geometry(wkb));
    }
  }

  /** This building with its number and key. */
  public Building numbered(int index, long key) {
    double[][] rings = new double[1 + polygon.getNumInteriorRing()][];
    List<LineString> lines = Shapes.rings(polygon);
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
    return new Building(index, key, sourceIds, ground, roof, heightSource, rings);
  }
}
