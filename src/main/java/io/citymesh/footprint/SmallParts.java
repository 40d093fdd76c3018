package io.citymesh.footprint;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.locationtech.jts.geom.LineString;
import org.locationtech.jts.geom.Polygon;

/**
 * Gives parts that are too small to be buildings to a neighbour, so that they leave no holes in a
 * block: the smallest first, to the neighbour with the longest common wall (of equals the lowest in
 * the list). What touches nothing stays as it is, however small.
 */
final class SmallParts {
  private final double minArea;
  private final List<Polygon> polygons = new ArrayList<>();

  /** Per part whose areas went into it, square metres. */
  private final List<TreeMap<Integer, Double>> owners = new ArrayList<>();

  private final List<Integer> mainOwners = new ArrayList<>();

  /** The parts on both sides of each wall segment; one at an outer wall. */
  private final Map<LineString, TreeSet<Integer>> partsAt = new HashMap<>();

  /**
   * A part and the owners of all that went into it.
   *
   * @param owner whose building it is
   * @param others whose small parts it has taken in, ascending, and how much they cover, square
   *     metres; without {@code owner}
   */
  record Joined(int owner, SortedMap<Integer, Double> others, Polygon polygon) {}

  private record Waiting(double area, int part) {
    static final Comparator<Waiting> ORDER =
        Comparator.comparingDouble(Waiting::area).thenComparingInt(Waiting::part);
  }

  private SmallParts(List<SharedWalls.Owned> parts, double minArea) {
    this.minArea = minArea;
    for (SharedWalls.Owned part : parts) {
      int number = polygons.size();
      polygons.add(part.polygon());
      mainOwners.add(part.owner());
      owners.add(new TreeMap<>(Map.of(part.owner(), part.polygon().getArea())));
      for (LineString segment : SharedWalls.segments(part.polygon())) {
        partsAt.computeIfAbsent(segment, k -> new TreeSet<>()).add(number);
      }
    }
  }

  /**
   * @param parts noded, with disjoint interiors
   * @param minArea square metres
   * @return in the order of the parts
   */
  static List<Joined> givenAway(List<SharedWalls.Owned> parts, double minArea) {
    SmallParts all = new SmallParts(parts, minArea);
    all.run();
    List<Joined> result = new ArrayList<>();
    for (int i = 0; i < all.polygons.size(); i++) {
      if (!all.owners.get(i).isEmpty()) {
        int owner = all.mainOwners.get(i);
        SortedMap<Integer, Double> others = new TreeMap<>(all.owners.get(i));
        others.remove(owner);
        result.add(new Joined(owner, others, all.polygons.get(i)));
      }
    }
    return result;
  }

  private void run() {
    PriorityQueue<Waiting> queue = new PriorityQueue<>(Waiting.ORDER);
    for (int i = 0; i < polygons.size(); i++) {
      enqueue(i, queue);
    }
    while (!queue.isEmpty()) {
      Waiting next = queue.remove();
      int part = next.part;
      // One that has been given away, or has grown since, is no longer meant.
      if (!owners.get(part).isEmpty() && polygons.get(part).getArea() == next.area) {
        int neighbour = neighbour(part);
        if (neighbour >= 0) {
          join(part, neighbour);
          enqueue(neighbour, queue);
        }
      }
    }
  }

  private void enqueue(int part, PriorityQueue<Waiting> queue) {
    double area = polygons.get(part).getArea();
    if (area < minArea) {
      queue.add(new Waiting(area, part));
    }
  }

  /** The part with the longest common wall; -1 if there is none. */
  private int neighbour(int part) {
    Map<Integer, Double> common = new TreeMap<>();
    for (LineString segment : SharedWalls.segments(polygons.get(part))) {
      for (int other : partsAt.get(segment)) {
        if (other != part) {
          common.merge(other, segment.getLength(), Double::sum);
        }
      }
    }
    int result = -1;
    double longest = 0;
    for (Map.Entry<Integer, Double> entry : common.entrySet()) {
      if (entry.getValue() > longest) {
        longest = entry.getValue();
        result = entry.getKey();
      }
    }
    return result;
  }

  private void join(int part, int neighbour) {
    Polygon joined = Shapes.joined(List.of(polygons.get(part), polygons.get(neighbour))).get(0);
    joined.normalize();
    for (LineString segment : SharedWalls.segments(polygons.get(part))) {
      TreeSet<Integer> sides = partsAt.get(segment);
      sides.remove(part);
      if (!sides.remove(neighbour)) {
        sides.add(neighbour);
      }
    }
    polygons.set(neighbour, joined);
    owners
        .get(part)
        .forEach((owner, area) -> owners.get(neighbour).merge(owner, area, Double::sum));
    owners.get(part).clear();
  }
}
