package io.citymesh.air;

import io.citymesh.mesh.MeshInput;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/** The air of towns as parts publish it. */
public final class AirParts {
  /** Kinds of faces below triangles, and of those on the sides in the west, the east and others. */
  public static final byte GROUND = 0;

  public static final byte ROOF = 3;
  public static final byte INLET = 5;
  public static final byte OUTLET = 6;
  public static final byte SIDE = 7;

  private AirParts() {}

  /** The air of the kept triangles, as a part with the id 0. */
  public static AirPart of(Air air) {
    Surface s = air.surface();
    byte[] kinds = new byte[s.triangleCount()];
    byte[] sides = new byte[3 * kinds.length];
    for (int t = 0; t < kinds.length; t++) {
      kinds[t] = s.triangleLabels()[t] == MeshInput.GROUND ? GROUND : ROOF;
    }
    for (int e = 0; e < sides.length; e++) {
      sides[e] = s.across()[e] == MeshInput.OUTSIDE ? side(s, e) : AirPart.INSIDE;
    }
    return air.part(0, kinds, sides);
  }

  private static byte side(Surface s, int e) {
    int u = s.triangles()[e];
    int v = s.triangles()[Surface.next(e)];
    if (s.xy()[2 * u] != s.xy()[2 * v]) {
      return SIDE;
    }
    return s.xy()[2 * u + 1] > s.xy()[2 * v + 1] ? INLET : OUTLET;
  }

  /** The air above a surface, whose layers start with this height, below a top so far above. */
  public static AirPart above(Surface surface, double height, double above) {
    return of(Air.above(surface, Town.layers(surface, height, 1.15, above), Levels.NONE, 5));
  }

  /**
   * Cuts a part into several: a line belongs to the first of those that have triangles at it.
   *
   * @param partOf the place of each triangle's part among them
   * @param ids of the parts
   */
  public static AirPart[] cut(AirPart whole, int[] partOf, long... ids) {
    int[] owner = new int[whole.lines()];
    Arrays.fill(owner, ids.length);
    for (int e = 0; e < partOf.length * 3; e++) {
      int line = whole.triangles()[e];
      owner[line] = Math.min(owner[line], partOf[e / 3]);
    }
    // The first vertex of each line among those of its owner.
    int[] first = new int[whole.lines()];
    int[] counts = new int[ids.length];
    for (int line = 0; line < first.length; line++) {
      first[line] = counts[owner[line]];
      counts[owner[line]] += whole.levels().count(line);
    }
    AirPart[] parts = new AirPart[ids.length];
    for (int p = 0; p < ids.length; p++) {
      parts[p] = part(whole, partOf, p, owner, first, ids);
    }
    return parts;
  }

  private static AirPart part(
      AirPart whole, int[] partOf, int p, int[] owner, int[] first, long[] ids) {
    Map<Integer, Integer> own = new TreeMap<>();
    Map<Integer, Integer> others = new TreeMap<>();
    Map<Integer, Integer> edges = new HashMap<>();
    int m = 0;
    for (int e = 0; e < whole.triangles().length; e++) {
      if (partOf[e / 3] == p) {
        int line = whole.triangles()[e];
        (owner[line] == p ? own : others).put(line, 0);
        edges.put(e, 3 * m + e % 3);
        m += e % 3 == 2 ? 1 : 0;
      }
    }
    int[] lines = new int[own.size() + others.size()];
    int count = 0;
    for (Map<Integer, Integer> some : java.util.List.of(own, others)) {
      for (Map.Entry<Integer, Integer> line : some.entrySet()) {
        lines[count] = line.getKey();
        line.setValue(count++);
      }
    }
    double[] xy = new double[2 * count];
    long[] foreign = new long[2 * others.size()];
    for (int i = 0; i < count; i++) {
      xy[2 * i] = whole.xy()[2 * lines[i]];
      xy[2 * i + 1] = whole.xy()[2 * lines[i] + 1];
      if (i >= own.size()) {
        foreign[2 * (i - own.size())] = ids[owner[lines[i]]];
        foreign[2 * (i - own.size()) + 1] = first[lines[i]];
      }
    }
    int[] triangles = new int[3 * m];
    int[] bottoms = new int[3 * m];
    byte[] kinds = new byte[m];
    byte[] sides = new byte[3 * m];
    edges.forEach(
        (old, e) -> {
          int line = whole.triangles()[old];
          triangles[e] = owner[line] == p ? own.get(line) : others.get(line);
          bottoms[e] = whole.bottoms()[old];
          kinds[e / 3] = whole.kinds()[old / 3];
          sides[e] = whole.sides()[old];
        });
    int[] eaves = new int[whole.eaves().length];
    int end = 0;
    for (int i = 0; i < eaves.length; i += 3) {
      if (edges.containsKey(whole.eaves()[i])) {
        eaves[end++] = edges.get(whole.eaves()[i]);
        eaves[end++] = whole.eaves()[i + 1];
        eaves[end++] = whole.eaves()[i + 2];
      }
    }
    return new AirPart(
        ids[p],
        whole.top(),
        own.size(),
        xy,
        whole.levels().of(lines, count),
        foreign,
        triangles,
        bottoms,
        kinds,
        sides,
        Arrays.copyOf(eaves, end),
        AirPart.twins(triangles, count));
  }
}
