package io.citymesh.footprint;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.Polygon;

/** Sets of connected items 0 ... n-1 (union-find); each set is named by its smallest member. */
public final class Groups {
  private final int[] parent;

  /** Makes {@code size} sets of one item each. */
  public Groups(int size) {
    parent = new int[size];
    Arrays.setAll(parent, i -> i);
  }

  /** The groups of polygons that touch: they share a vertex, for they are noded. */
  static Groups touching(List<Polygon> polygons) {
    Groups groups = new Groups(polygons.size());
    Map<Coordinate, Integer> firstAt = new HashMap<>();
    for (int i = 0; i < polygons.size(); i++) {
      for (Coordinate c : polygons.get(i).getCoordinates()) {
        Integer first = firstAt.putIfAbsent(c, i);
        if (first != null) {
          groups.join(first, i);
        }
      }
    }
    return groups;
  }

  /** Joins the sets of a and b. */
  public void join(int a, int b) {
    int rootA = find(a);
    int rootB = find(b);
    parent[Math.max(rootA, rootB)] = Math.min(rootA, rootB);
  }

  /** The smallest member of the set that holds {@code item}. */
  public int find(int item) {
    int root = item;
    while (parent[root] != root) {
      parent[root] = parent[parent[root]];
      root = parent[root];
    }
    return root;
  }

  /** The sets, by ascending smallest member; each in ascending order. */
  public List<List<Integer>> all() {
    Map<Integer, List<Integer>> sets = new LinkedHashMap<>();
    for (int i = 0; i < parent.length; i++) {
      sets.computeIfAbsent(find(i), k -> new ArrayList<>()).add(i);
    }
    return new ArrayList<>(sets.values());
  }
}
