package io.citymesh.footprint;

import io.citymesh.geo.Bounds;
import io.citymesh.geo.Fingerprint;
import java.io.Serializable;
import java.util.List;

/**
 * One building as it is meshed: a cleaned polygon, its roof and where it came from.
 *
 * <p>Invariants: every coordinate and every roof lies on the 1 mm grid (it is the double nearest to
 * a whole number of millimetres); the rings of all buildings of a city together are noded (two ring
 * edges are equal, share an end point, or are disjoint) and their interiors are disjoint.
 *
 * @param index 0 ... N-1, by sorted source id, N buildings in the city; it depends on the rest of
 *     the city, and nothing that is meshed does. Until the buildings of a city are numbered, the
 *     place of the building among those of the same name, the first of its source ids, from 0
 * @param key tells the building from all others of the city, 0 or more: made of the source id that
 *     names it, so that it stays the same whatever other buildings there are
 * @param sourceIds the ids of the features that it was made from: sorted if they were merged into
 *     one roof; without merging its own first, then those whose small parts it has taken in, sorted
 * @param ground elevation of the ground under it, metres
 * @param roof elevation of its flat roof, metres; above the terrain everywhere on its outline
 * @param heightSource where the roof comes from, by the most area
 * @param rings the shell (counter-clockwise) and then the holes (clockwise), so that the inside is
 *     always on the left; each ring x0, y0, x1, y1, ... without a repeated last point
 */
public record Building(
    int index,
    long key,
    List<String> sourceIds,
    double ground,
    double roof,
    HeightSource heightSource,
    double[][] rings)
    implements Serializable, Comparable<Building>, Fingerprint.Content {

  /** Orders buildings by their source ids, then by the index: in the order of their numbers. */
  @Override
  public int compareTo(Building other) {
    int common = Math.min(sourceIds.size(), other.sourceIds.size());
    for (int i = 0; i < common; i++) {
      int order = sourceIds.get(i).compareTo(other.sourceIds.get(i));
      if (order != 0) {
        return order;
      }
    }
    return sourceIds.size() != other.sourceIds.size()
        ? Integer.compare(sourceIds.size(), other.sourceIds.size())
        : Integer.compare(index, other.index);
  }

  /**
   * Adds to a fingerprint all of the building that a mesh depends on: neither its number, which
   * depends on the rest of the city, nor what only tables show.
   */
  @Override
  public void addTo(Fingerprint print) {
    print.put(key).put(ground).put(roof).put(rings.length);
    for (double[] ring : rings) {
      print.put(ring);
    }
  }

  /** The rectangle around the shell. */
  public Bounds bounds() {
    double[] shell = rings[0];
    double xmin = shell[0];
    double xmax = shell[0];
    double ymin = shell[1];
    double ymax = shell[1];
    for (int i = 2; i < shell.length; i += 2) {
      xmin = Math.min(xmin, shell[i]);
      xmax = Math.max(xmax, shell[i]);
      ymin = Math.min(ymin, shell[i + 1]);
      ymax = Math.max(ymax, shell[i + 1]);
    }
    return new Bounds(xmin, ymin, xmax, ymax);
  }
}
