package io.citymesh.air;

import io.citymesh.mesh.MeshInput;
import java.util.Arrays;

/**
 * The air above the kept triangles of a surface, up to a level top, in labelled layers: the levels
 * of all vertical lines, and for each triangle the labels on which it lies. The cells follow from
 * these ({@link Column}); none is stored.
 *
 * <p>The column above a triangle needs its own three lines and what is across its sides, nothing
 * else, and lines that another part owns may be given: so parts are filled apart from each other.
 */
public final class Air {
  private final Surface surface;
  private final Layers layers;
  private final Levels levels;

  /** For each corner of a kept triangle the label of its level there; 3m. */
  private final int[] bottoms;

  /** The half-edges of kept triangles beside which something is higher, ascending. */
  private int[] eaves = new int[64];

  /** For each of them the labels of what is higher, at the half-edge's start and at its end. */
  private int[] eaveLabels = new int[128];

  private int eaveCount;

  private Air(Surface surface, Layers layers, Levels levels) {
    this.surface = surface;
    this.layers = layers;
    this.levels = levels;
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
        new LevelSmoothing(surface, layers, neighbours, built, given.lines()).smoothed(passes);
    return new Air(surface, layers, new Levels(built.base(), built.start(), z));
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
        "the line at %s lacks a level of what is around it".formatted(surface.place(line)));
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

  /** The place of the first eave at or after half-edge e. */
  int firstEave(int e) {
    int at = Arrays.binarySearch(eaves, 0, eaveCount, e);
    return at < 0 ? -at - 1 : at;
  }

  /** The half-edge of an eave, or the largest int after the last. */
  int eave(int i) {
    return i < eaveCount ? eaves[i] : Integer.MAX_VALUE;
  }

  /** The label of what is higher at the start of an eave. */
  int eaveAtStart(int i) {
    return eaveLabels[2 * i];
  }

  /** The label of what is higher at the end of an eave. */
  int eaveAtEnd(int i) {
    return eaveLabels[2 * i + 1];
  }
}
