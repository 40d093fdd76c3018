package io.citymesh.air;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The air of parts that are joined to one. */
public final class JoinedAir {
  private final List<AirPart> parts;

  /** The place of each part, by its id. */
  private final Map<Long, Integer> places = new HashMap<>();

  /** For each part its first line, triangle, and eave in the whole; one more at the end. */
  private final int[] firstLine;

  private final int[] firstTriangle;
  private final int[] firstEave;

  private JoinedAir(List<AirPart> parts) {
    this.parts = parts;
    int n = parts.size();
    firstLine = new int[n + 1];
    firstTriangle = new int[n + 1];
    firstEave = new int[n + 1];
    for (int p = 0; p < n; p++) {
      AirPart part = parts.get(p);
      places.put(part.id(), p);
      firstLine[p + 1] = Math.addExact(firstLine[p], part.owned());
      firstTriangle[p + 1] = Math.addExact(firstTriangle[p], part.triangleCount());
      firstEave[p + 1] = firstEave[p] + part.eaves().length / 3;
    }
  }

  /**
   * Joins parts: the lines that they own and their triangles, part by part.
   *
   * @param id of the whole
   * @param parts one or more; each line that one of them stands on is owned by one of them
   * @throws IllegalArgumentException if a line is owned by no part
   */
  public static AirPart of(long id, List<AirPart> parts) {
    return new JoinedAir(parts).whole(id);
  }

  private AirPart whole(long id) {
    int n = parts.size();
    int m = firstTriangle[n];
    double[] xy = new double[2 * firstLine[n]];
    int[] triangles = new int[Math.multiplyExact(3, m)];
    int[] bottoms = new int[triangles.length];
    byte[] kinds = new byte[m];
    byte[] sides = new byte[triangles.length];
    int[] eaves = new int[3 * firstEave[n]];
    for (int p = 0; p < n; p++) {
      AirPart part = parts.get(p);
      int corner = 3 * firstTriangle[p];
      System.arraycopy(part.xy(), 0, xy, 2 * firstLine[p], 2 * part.owned());
      System.arraycopy(part.bottoms(), 0, bottoms, corner, part.bottoms().length);
      System.arraycopy(part.kinds(), 0, kinds, firstTriangle[p], part.kinds().length);
      System.arraycopy(part.sides(), 0, sides, corner, part.sides().length);
      System.arraycopy(part.eaves(), 0, eaves, 3 * firstEave[p], part.eaves().length);
      for (int i = 3 * firstEave[p]; i < 3 * firstEave[p + 1]; i += 3) {
        eaves[i] += corner;
      }
      for (int e = 0; e < part.triangles().length; e++) {
        triangles[corner + e] = lineInWhole(p, part.triangles()[e]);
      }
    }
    return new AirPart(
        id,
        parts.get(0).top(),
        firstLine[n],
        xy,
        levels(),
        new long[0],
        triangles,
        bottoms,
        kinds,
        sides,
        eaves,
        AirPart.twins(triangles, firstLine[n]));
  }

  private int lineInWhole(int p, int line) {
    AirPart part = parts.get(p);
    if (line < part.owned()) {
      return firstLine[p] + line;
    }
    Integer owner = places.get(part.owner(line));
    int[] starts = owner == null ? new int[0] : parts.get(owner).levels().start();
    int to = owner == null ? 0 : parts.get(owner).owned();
    int found = Arrays.binarySearch(starts, 0, to, part.firstVertex(line));
    if (found < 0) {
      throw new IllegalArgumentException("a line of the air is owned by no part");
    }
    return firstLine[owner] + found;
  }

  private Levels levels() {
    int n = firstLine[parts.size()];
    int[] base = new int[n];
    int[] start = new int[n + 1];
    for (int p = 0; p < parts.size(); p++) {
      Levels levels = parts.get(p).levels();
      for (int line = 0; line < parts.get(p).owned(); line++) {
        int i = firstLine[p] + line;
        base[i] = levels.base()[line];
        start[i + 1] = Math.addExact(start[i], levels.count(line));
      }
    }
    double[] z = new double[start[n]];
    for (int p = 0; p < parts.size(); p++) {
      System.arraycopy(
          parts.get(p).levels().z(), 0, z, start[firstLine[p]], parts.get(p).ownVertices());
    }
    return new Levels(base, start, z);
  }
}
