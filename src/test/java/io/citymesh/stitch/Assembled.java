package io.citymesh.stitch;

import io.citymesh.city.Bounds;
import io.citymesh.city.Terrain;
import io.citymesh.footprint.Building;
import io.citymesh.tile.MeshOptions;
import io.citymesh.tile.StitchTree;
import io.citymesh.tile.TileGrid;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A whole city meshed in memory, tile by tile and stitch by stitch, with its parts put together.
 */
final class Assembled {
  final StitchTree tree;
  final Bounds domain;
  final int buildings;
  final List<Part> parts = new ArrayList<>();
  final PartQuality quality = new PartQuality();
  Frontier root;

  double[] vertices;
  int[] faces;
  int[] markers;

  /** Plain tiles; those in {@code failing} are left out as if they had failed. */
  static Assembled mesh(
      Bounds domain,
      MeshOptions options,
      Terrain terrain,
      List<Building> city,
      Set<Integer> failing) {
    return new Assembled(domain, options, terrain, city, failing);
  }

  private Assembled(
      Bounds domain,
      MeshOptions options,
      Terrain terrain,
      List<Building> city,
      Set<Integer> failing) {
    this.domain = domain;
    this.buildings = city.size();
    tree = new StitchTree(new TileGrid(domain, options));
    Stitcher stitcher = new Stitcher(tree, options, terrain, city.size());
    Frontier[] frontiers = new Frontier[tree.nodes()];
    for (int node = 0; node < tree.nodes(); node++) {
      if (tree.isTile(node) && failing.contains(node)) {
        frontiers[node] = stitcher.failed(node);
        continue;
      }
      Stitched made;
      if (tree.isTile(node)) {
        Bounds r = tree.rectangle(node);
        List<Building> here = city.stream().filter(b -> b.bounds().intersects(r)).toList();
        made = stitcher.core(node, here);
      } else {
        int a = tree.firstChild(node);
        int b = tree.secondChild(node);
        made = stitcher.stitch(node, frontiers[a], frontiers[b]);
        frontiers[a] = null;
        frontiers[b] = null;
      }
      frontiers[node] = made.frontier();
      parts.add(made.part());
      quality.add(made.quality());
    }
    root = frontiers[tree.root()];
    assemble();
  }

  private void assemble() {
    int[] offset = new int[tree.nodes() + 1];
    int n = 0;
    int m = 0;
    for (Part part : parts) {
      offset[part.id()] = n;
      n += part.vertexCount();
      m += part.faceCount();
    }
    vertices = new double[3 * n];
    faces = new int[3 * m];
    markers = new int[m];
    int at = 0;
    for (Part part : parts) {
      System.arraycopy(part.vertices(), 0, vertices, 3 * offset[part.id()], part.vertices().length);
      System.arraycopy(part.markers(), 0, markers, at, part.faceCount());
      for (int i = 0; i < part.faces().length; i++) {
        int v = part.faces()[i];
        int own = part.vertexCount();
        faces[3 * at + i] =
            v < own
                ? offset[part.id()] + v
                : offset[Part.foreignPart(part.foreign()[v - own])]
                    + Part.foreignIndex(part.foreign()[v - own]);
      }
      at += part.faceCount();
    }
  }

  /** Defects by name; empty if the surface keeps the contract. */
  Map<String, Integer> defects() {
    Map<String, Integer> defects = new HashMap<>();
    Map<Long, int[]> edges = new HashMap<>();
    double area = 0;
    for (int f = 0; f < markers.length; f++) {
      int a = faces[3 * f];
      int b = faces[3 * f + 1];
      int c = faces[3 * f + 2];
      double up = planarArea(a, b, c);
      boolean wall = markers[f] >= 0 && markers[f] < buildings;
      if (!wall) {
        area += up;
        if (up <= 0) {
          defects.merge("not facing up", 1, Integer::sum);
        }
      } else if (Math.abs(up) > 1e-6) {
        defects.merge("wall not vertical", 1, Integer::sum);
      }
      for (int[] e : new int[][] {{a, b}, {b, c}, {c, a}}) {
        int[] sides =
            edges.computeIfAbsent(
                (long) Math.min(e[0], e[1]) << 32 | Math.max(e[0], e[1]), k -> new int[2]);
        sides[e[0] < e[1] ? 0 : 1]++;
      }
    }
    if (Math.abs(area - domain.area()) > 1e-9 * domain.area()) {
      defects.put("area differs", 1);
    }
    edges.forEach(
        (key, sides) -> {
          if (sides[0] > 1 || sides[1] > 1) {
            defects.merge("edge used twice in one direction", 1, Integer::sum);
          } else if (sides[0] + sides[1] == 1
              && !onBoundary((int) (key >>> 32), (int) (long) key)) {
            defects.merge("open edge", 1, Integer::sum);
          }
        });
    Map<List<Double>, Integer> places = new HashMap<>();
    for (int v = 0; v < vertices.length; v += 3) {
      if (places.put(List.of(vertices[v], vertices[v + 1], vertices[v + 2]), v) != null) {
        defects.merge("duplicate vertex", 1, Integer::sum);
      }
    }
    boolean[] used = new boolean[vertices.length / 3];
    for (int v : faces) {
      used[v] = true;
    }
    for (boolean u : used) {
      if (!u) {
        defects.merge("unused vertex", 1, Integer::sum);
      }
    }
    return defects;
  }

  private double planarArea(int a, int b, int c) {
    return 0.5
        * ((vertices[3 * b] - vertices[3 * a]) * (vertices[3 * c + 1] - vertices[3 * a + 1])
            - (vertices[3 * b + 1] - vertices[3 * a + 1]) * (vertices[3 * c] - vertices[3 * a]));
  }

  private boolean onBoundary(int a, int b) {
    for (int axis = 0; axis < 2; axis++) {
      for (double side :
          axis == 0
              ? new double[] {domain.xmin(), domain.xmax()}
              : new double[] {domain.ymin(), domain.ymax()}) {
        if (vertices[3 * a + axis] == side && vertices[3 * b + axis] == side) {
          return true;
        }
      }
    }
    return false;
  }

  long triangles() {
    return Arrays.stream(quality.planarHistogram()).sum();
  }

  long below() {
    long below = 0;
    for (PartQuality.Cause cause : PartQuality.Cause.values()) {
      below += quality.below(cause);
    }
    return below;
  }
}
