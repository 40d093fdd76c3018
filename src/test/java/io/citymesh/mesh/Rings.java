package io.citymesh.mesh;

import java.util.ArrayList;
import java.util.List;
import org.locationtech.jts.algorithm.Area;
import org.locationtech.jts.algorithm.Orientation;
import org.locationtech.jts.algorithm.PointLocation;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.Envelope;

/**
 * Closed rings that do not cross, and what lies inside which. An oracle for tests: each question
 * goes through all the rings, by crossings of a ray with each of their edges.
 */
final class Rings {
  private final List<Coordinate[]> rings = new ArrayList<>();
  private final List<Envelope> envelopes = new ArrayList<>();

  /** Adds a ring, not closed, and returns its index. */
  int add(double... xy) {
    Coordinate[] ring = new Coordinate[xy.length / 2 + 1];
    Envelope envelope = new Envelope();
    for (int i = 0; i < xy.length; i += 2) {
      ring[i / 2] = new Coordinate(xy[i], xy[i + 1]);
      envelope.expandToInclude(ring[i / 2]);
    }
    ring[xy.length / 2] = ring[0];
    rings.add(ring);
    envelopes.add(envelope);
    return rings.size() - 1;
  }

  int count() {
    return rings.size();
  }

  double area(int ring) {
    return Area.ofRing(rings.get(ring));
  }

  boolean isCounterClockwise(int ring) {
    return Orientation.isCCW(rings.get(ring));
  }

  /** How many of the rings a point lies in. */
  int depth(double x, double y) {
    return around(x, y, -1).size();
  }

  /** In how many others a ring lies. */
  int depth(int ring) {
    return around(ring).size();
  }

  /** The innermost of the rings that a point lies in, or -1. */
  int innermost(double x, double y) {
    return smallest(around(x, y, -1));
  }

  /** The innermost of the others that a ring lies in, or -1. */
  int parent(int ring) {
    return smallest(around(ring));
  }

  /** Rings may touch at vertices: the middle of an edge lies inside those around it. */
  private List<Integer> around(int ring) {
    Coordinate a = rings.get(ring)[0];
    Coordinate b = rings.get(ring)[1];
    return around((a.x + b.x) / 2, (a.y + b.y) / 2, ring);
  }

  private List<Integer> around(double x, double y, int except) {
    Coordinate p = new Coordinate(x, y);
    List<Integer> found = new ArrayList<>();
    for (int i = 0; i < rings.size(); i++) {
      if (i != except && envelopes.get(i).contains(p) && PointLocation.isInRing(p, rings.get(i))) {
        found.add(i);
      }
    }
    return found;
  }

  private int smallest(List<Integer> of) {
    int smallest = -1;
    for (int ring : of) {
      if (smallest < 0 || area(ring) < area(smallest)) {
        smallest = ring;
      }
    }
    return smallest;
  }
}
