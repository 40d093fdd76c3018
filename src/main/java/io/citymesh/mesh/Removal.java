package io.citymesh.mesh;

import java.util.Arrays;

/**
 * Removes free vertices from a triangulation: edges at the vertex are flipped away until three are
 * left, the three triangles around it become one, and what was changed is made Delaunay again.
 *
 * <p>The two triangle slots that come free are filled with the last two triangles.
 */
final class Removal {
  private final Triangulation mesh;

  /** The half-edges out of the vertex, counter-clockwise. */
  private int[] spokes = new int[16];

  private int degree;

  /** The triangles that the last removal made, changed, or moved to another slot. */
  int[] touched = new int[32];

  int touchedCount;

  Removal(Triangulation mesh) {
    this.mesh = mesh;
  }

  /**
   * Removes the vertex that half-edge {@code first} starts from; no constrained edge may end there.
   *
   * @return false if it could not be removed; it may have fewer neighbours then
   */
  boolean remove(int first) {
    touchedCount = 0;
    collectSpokes(first);
    while (degree > 3 && flipOne()) {
      touch(spokes[0] >> 2);
    }
    boolean removed = degree == 3;
    if (removed) {
      merge();
    }
    makeDelaunay();
    return removed;
  }

  private void collectSpokes(int first) {
    degree = 0;
    int e = first;
    do {
      if (degree == spokes.length) {
        spokes = Arrays.copyOf(spokes, 2 * degree);
      }
      spokes[degree++] = e;
      e = mesh.twin[Triangulation.previous(e)];
    } while (e != first);
  }

  /** Flips one spoke away. */
  private boolean flipOne() {
    int w = mesh.origin(spokes[0]);
    for (int i = 0; i < degree; i++) {
      int e = spokes[i];
      int a = mesh.target(spokes[i == 0 ? degree - 1 : i - 1]);
      int b = mesh.target(e);
      int c = mesh.target(spokes[i + 1 == degree ? 0 : i + 1]);
      double side = mesh.orient(a, c, w);
      // Of four neighbours, two may lie opposite each other: the flat triangle goes with the merge.
      if (mesh.orient(a, b, c) > 0 && (side > 0 || (side == 0 && degree == 4))) {
        int o = mesh.twin[e];
        mesh.flip(e);
        touch(e >> 2);
        System.arraycopy(spokes, i + 1, spokes, i, degree - i - 1);
        degree--;
        spokes[i == 0 ? degree - 1 : i - 1] = Triangulation.previous(o);
        return true;
      }
    }
    return false;
  }

  /** Turns the three triangles around the vertex into one. */
  private void merge() {
    int[] corner = new int[3];
    int[] outer = new int[3];
    int[] constrained = new int[3];
    for (int i = 0; i < 3; i++) {
      int rim = Triangulation.next(spokes[i]);
      corner[i] = mesh.origin(rim);
      outer[i] = mesh.twin[rim];
      constrained[i] = mesh.constraint[rim];
    }
    int t = spokes[0] >> 2;
    int first = Math.max(spokes[1] >> 2, spokes[2] >> 2);
    int second = Math.min(spokes[1] >> 2, spokes[2] >> 2);
    for (int i = 0; i < 3; i++) {
      mesh.vertex[4 * t + i] = corner[i];
      mesh.link(4 * t + i, outer[i], constrained[i]);
    }
    touch(t);
    free(first);
    free(second);
  }

  /** Fills a slot with the last triangle. */
  private void free(int slot) {
    int last = mesh.triangleCount - 1;
    mesh.moveLast(slot);
    int count = 0;
    for (int i = 0; i < touchedCount; i++) {
      if (touched[i] != slot) {
        touched[count++] = touched[i] == last ? slot : touched[i];
      }
    }
    touchedCount = count;
    if (slot != last) {
      touch(slot);
    }
  }

  private void makeDelaunay() {
    mesh.flippedCount = 0;
    for (int i = 0; i < touchedCount; i++) {
      for (int e = 4 * touched[i]; e < 4 * touched[i] + 3; e++) {
        mesh.legalise(e);
      }
    }
    for (int i = 0; i < mesh.flippedCount; i++) {
      touch(mesh.flipped[i]);
    }
  }

  private void touch(int t) {
    for (int i = 0; i < touchedCount; i++) {
      if (touched[i] == t) {
        return;
      }
    }
    if (touchedCount == touched.length) {
      touched = Arrays.copyOf(touched, 2 * touchedCount);
    }
    touched[touchedCount++] = t;
  }
}
