package io.citymesh.view;

import io.citymesh.format.PatchMeshes;
import io.citymesh.format.Patches;
import java.util.Arrays;
import java.util.function.IntToDoubleFunction;

/**
 * What the levels above need of a part: its outline in the plane, and the points of its ground.
 *
 * <p>Inside a patch edges cancel by the numbers of its vertices. Of what is left those of ground
 * and roofs, which lie beside each other in the plane, cancel by place.
 */
final class Outline {
  private final PatchMeshes faces;
  private final PlanarPoints places = new PlanarPoints();

  /** By place the point that stands there. */
  private int[] pointAt = new int[64];

  private double[] points;
  private boolean[] known;
  private int count;
  private final int[] rim;

  /**
   * @param faces of a part
   * @param ground elevation of the ground under a building of the part
   */
  Outline(PatchMeshes faces, IntToDoubleFunction ground) {
    this.faces = faces;
    PatchMeshes.PatchMesh plain = faces.of(Patches.GROUND);
    count = plain.vertexCount();
    points = new double[3 * count];
    known = new boolean[count];
    Arrays.fill(known, true);
    faces.coordinates(plain, 0, count, new double[3], points);
    int[] around = around(plain);
    Rim edges = new Rim(around.length);
    for (int i = 0; i < around.length; i++) {
      int v = around[i];
      around[i] = point(points[3 * v], points[3 * v + 1], v);
    }
    add(edges, around);
    PatchMeshes.PatchMesh roofs = faces.of(Patches.ROOFS);
    around = around(roofs);
    for (int i = 0; i < around.length; i++) {
      around[i] = hidden(roofs, around[i], ground);
    }
    add(edges, around);
    rim = edges.left();
  }

  /** The edges of a patch that have it on one side alone: two of its vertices each. */
  private static int[] around(PatchMeshes.PatchMesh patch) {
    int[] corners = new int[3 * patch.faceCount()];
    patch.corners(0, corners.length, 0, corners);
    Rim edges = new Rim(corners.length);
    for (int i = 0; i < corners.length; i += 3) {
      edges.add(corners[i], corners[i + 1]);
      edges.add(corners[i + 1], corners[i + 2]);
      edges.add(corners[i + 2], corners[i]);
    }
    return edges.left();
  }

  private static void add(Rim edges, int[] ends) {
    for (int i = 0; i < ends.length; i += 2) {
      edges.add(ends[i], ends[i + 1]);
    }
  }

  /** The point at a place, which is a given one if there is none yet. */
  private int point(double x, double y, int point) {
    int before = places.count();
    int place = places.number(x, y);
    if (place == pointAt.length) {
      pointAt = Arrays.copyOf(pointAt, 2 * place);
    }
    if (place == before) {
      pointAt[place] = point;
    }
    return pointAt[place];
  }

  /** The point under a roof's vertex: where no ground is beside it, one below the building. */
  private int hidden(PatchMeshes.PatchMesh roofs, int v, IntToDoubleFunction ground) {
    double x = faces.coordinate(roofs, v, 0);
    double y = faces.coordinate(roofs, v, 1);
    int point = point(x, y, count);
    if (point == count) {
      if (count == known.length) {
        known = Arrays.copyOf(known, 2 * count + 16);
        points = Arrays.copyOf(points, 3 * known.length);
      }
      points[3 * count] = x;
      points[3 * count + 1] = y;
      points[3 * count + 2] = ground.applyAsDouble(roofs.building(v));
      known[count++] = false;
    }
    return point;
  }

  /** x, y, z of each point, metres. */
  double[] points() {
    return Arrays.copyOf(points, 3 * count);
  }

  /** Of each point whether its z is that of the terrain. */
  boolean[] known() {
    return Arrays.copyOf(known, count);
  }

  /** Two points for each edge of the outline, which has the part on its left. */
  int[] rim() {
    return rim.clone();
  }
}
