package io.citymesh.air;

import io.citymesh.mesh.MeshInput;
import java.util.Arrays;
import java.util.Locale;

/**
 * The air above the kept triangles of a surface, up to a level top, in labelled layers: the levels
 * of all vertical lines, and for each triangle the labels on which it lies. The cells follow from
 * these ({@link AirPart}, {@link Column}); none is stored.
 *
 * <p>The column above a triangle needs its own three lines and what is across its sides, nothing
 * else, and lines that another part owns may be given: so parts are filled apart from each other.
 */
public final class Air {
  private final Surface surface;
  private final Layers layers;
  private final Levels levels;

  /** How many lines were given with their levels: the first ones. */
  private final int given;

  /** For each corner of a kept triangle the label of its level there; 3m. */
  private final int[] bottoms;

  /** The half-edges of kept triangles beside which something is higher, ascending. */
  private int[] eaves = new int[64];

  /** For each of them the labels of what is higher, at the half-edge's start and at its end. */
  private int[] eaveLabels = new int[128];

  private int eaveCount;

  private Air(Surface surface, Layers layers, Levels levels, int given) {
    this.surface = surface;
    this.layers = layers;
    this.levels = levels;
    this.given = given;
    bottoms = new int[surface.triangles().length];
    for (int e = 0; e < bottoms.length; e++) {
      int t = e / 3;
      if (surface.kept()[t]) {
        bottoms[e] = bottom(surface.triangles()[e], surface.triangleLabels()[t]);
        if (surface.isBelow(e)) {
          addEave(e);
        }
      }
    }
  }

  /**
   * Fills the air above a surface.
   *
   * @param surface the surface of a part, with the triangles around it that are known
   * @param layers the layers of the whole city
   * @param given the levels of the surface's first lines, which stay as they are
   * @param passes how often the levels of the other lines are smoothed
   * @throws io.citymesh.report.UserError if roofs or terrain reach the top
   * @throws IllegalArgumentException if given levels lack what the triangles beside them need
   */
  public static Air above(Surface surface, Layers layers, Levels given, int passes) {
    Neighbours neighbours = new Neighbours(surface);
    FixedLevels fixed = new FixedLevels(surface, layers, given, neighbours);
    LevelBuilder built = new LevelBuilder(surface, layers, given, fixed);
    double[] z =
        new LevelSmoothing(surface, layers, neighbours, fixed, built, given.lines())
            .smoothed(passes);
    return new Air(surface, layers, new Levels(built.base(), built.start(), z), given.lines());
  }

  private int bottom(int line, int label) {
    if (label == MeshInput.GROUND) {
      if (levels.base()[line] == 0 && levels.count(line) > 0) {
        return 0;
      }
    } else {
      int found = levels.labelAt(line, surface.roofs()[label]);
      if (found > 0) {
        return found;
      }
    }
    throw new IllegalArgumentException(
        String.format(
            Locale.ROOT, "the line at %s lacks a level of what is around it", surface.place(line)));
  }

  private void addEave(int e) {
    if (eaveCount == eaves.length) {
      eaves = Arrays.copyOf(eaves, 2 * eaveCount);
      eaveLabels = Arrays.copyOf(eaveLabels, 4 * eaveCount);
    }
    int higher = surface.across()[e];
    eaves[eaveCount] = e;
    eaveLabels[2 * eaveCount] = bottom(surface.triangles()[e], higher);
    eaveLabels[2 * eaveCount + 1] = bottom(surface.triangles()[Surface.next(e)], higher);
    eaveCount++;
  }

  public Surface surface() {
    return surface;
  }

  public Layers layers() {
    return layers;
  }

  /** The levels of all lines: the given ones as they were. */
  public Levels levels() {
    return levels;
  }

  /** The label of its own level at a corner of a kept triangle, by half-edge: the bottom there. */
  public int bottom(int e) {
    return bottoms[e];
  }

  /**
   * The air of the kept triangles as a part of the city publishes it: these triangles in their
   * order, and the lines at their corners, first those that were made here, then the given ones,
   * each in their order.
   *
   * @param id of the part
   * @param kinds what is below each triangle, as {@link AirPart#kinds} has it: m
   * @param sides for each half-edge the kind of the domain's side there, or {@link AirPart#INSIDE}:
   *     3m
   */
  public AirPart part(long id, byte[] kinds, byte[] sides) {
    int[] triangles = surface.triangles();
    boolean[] used = new boolean[surface.lines()];
    int[] place = new int[surface.triangleCount()];
    int m = 0;
    for (int t = 0; t < place.length; t++) {
      place[t] = surface.kept()[t] ? m++ : -1;
      if (place[t] >= 0) {
        for (int c = 0; c < 3; c++) {
          used[triangles[3 * t + c]] = true;
        }
      }
    }
    int[] chosen = new int[surface.lines()];
    int own = gather(used, given, surface.lines(), chosen, 0);
    int all = gather(used, 0, given, chosen, own);
    int[] number = new int[surface.lines()];
    double[] xy = new double[2 * all];
    long[] foreign = new long[2 * (all - own)];
    for (int i = 0; i < all; i++) {
      int line = chosen[i];
      number[line] = i;
      xy[2 * i] = surface.xy()[2 * line];
      xy[2 * i + 1] = surface.xy()[2 * line + 1];
      if (i >= own) {
        foreign[2 * (i - own)] = surface.part()[line];
        foreign[2 * (i - own) + 1] = surface.index()[line];
      }
    }
    int[] corners = new int[3 * m];
    int[] low = new int[3 * m];
    byte[] below = new byte[m];
    byte[] beside = new byte[3 * m];
    int[] twins = new int[3 * m];
    int[] higher = new int[3 * eaveCount];
    int e = 0;
    int next = 0;
    for (int t = 0; t < place.length; t++) {
      if (place[t] < 0) {
        continue;
      }
      below[place[t]] = kinds[t];
      for (int old = 3 * t; old < 3 * t + 3; old++, e++) {
        corners[e] = number[triangles[old]];
        low[e] = bottoms[old];
        beside[e] = sides[old];
        int twin = surface.twins()[old];
        int other = twin < 0 ? -1 : place[twin / 3];
        twins[e] = other < 0 ? -1 : 3 * other + twin % 3;
        if (next < eaveCount && eaves[next] == old) {
          higher[3 * next] = e;
          higher[3 * next + 1] = eaveLabels[2 * next];
          higher[3 * next + 2] = eaveLabels[2 * next + 1];
          next++;
        }
      }
    }
    return new AirPart(
        id,
        layers.count(),
        own,
        xy,
        levels.of(chosen, all),
        foreign,
        corners,
        low,
        below,
        beside,
        higher,
        twins);
  }

  /** Appends the used ones of some lines to those that are chosen. */
  private static int gather(boolean[] used, int from, int to, int[] chosen, int count) {
    int end = count;
    for (int line = from; line < to; line++) {
      if (used[line]) {
        chosen[end++] = line;
      }
    }
    return end;
  }
}
