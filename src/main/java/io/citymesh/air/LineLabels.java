package io.citymesh.air;

import io.citymesh.mesh.MeshInput;
import io.citymesh.report.UserError;
import java.util.Arrays;
import java.util.Locale;

/**
 * The labels of the elevations that are fixed on one vertical line, as far as the line alone
 * decides: ground has 0, and each roof a label near its layer coordinate on this line, ascending.
 *
 * <p>A roof would like the label that it has above the mean ground of its building, so that it is
 * one front; it gets it where that is no more than {@link #REACH} layers from the line's own
 * coordinate. Roofs too close to each other for their labels are spread around the middle of what
 * they would like, by isotonic regression (pool adjacent violators: Barlow, Bartholomew, Bremner,
 * Brunk, Statistical Inference under Order Restrictions, 1972, section 1.2).
 */
final class LineLabels {
  /** How far the label of a roof may be from its layer coordinate on the line, in layers. */
  private static final double REACH = 0.75;

  private final Surface surface;
  private final Layers layers;

  /** For each building the label that its roof would like. */
  private final int[] preferred;

  /** The line's fixed elevations, ascending, with their layer coordinates and labels. */
  double[] z = new double[8];

  double[] k = new double[8];
  int[] label = new int[8];

  /** How many elevations are fixed on the line, 0 if it carries no air. */
  int count;

  /** Whether the lowest of them is the ground. */
  boolean ground;

  private double[] sum = new double[8];
  private int[] size = new int[8];

  LineLabels(Surface surface, Layers layers) {
    this.surface = surface;
    this.layers = layers;
    preferred = new int[surface.roofs().length];
    for (int b = 0; b < preferred.length; b++) {
      double own = layers.coordinate(surface.grounds()[b], surface.roofs()[b]);
      preferred[b] = (int) Math.max(1, Math.round(own));
    }
  }

  /**
   * Labels a line.
   *
   * @throws UserError if its terrain or its roofs reach the top
   */
  void take(int line) {
    count = 0;
    ground = false;
    int from = surface.labelStart()[line];
    int to = surface.labelStart()[line + 1];
    if (from == to) {
      return;
    }
    double terrain = surface.terrain()[line];
    if (!(layers.top() - terrain >= layers.first())) {
      throw new UserError(
          String.format(
              Locale.ROOT,
              "the terrain at %s reaches %.2f m, no layer below the top at %.2f m; raise --top",
              surface.place(line),
              terrain,
              layers.top()));
    }
    for (int i = from; i < to; i++) {
      int b = surface.labels()[i];
      if (b == MeshInput.GROUND) {
        ground = true;
      } else {
        insert(terrain, surface.roofs()[b], preferred[b]);
      }
    }
    if (count > 0) {
      pool();
      if (label[count - 1] >= layers.count()) {
        throw new UserError(
            String.format(
                Locale.ROOT,
                "the roof of %.2f m at %s leaves no layer below the top at %.2f m; raise --top or"
                    + " make the first layer lower",
                z[count - 1],
                surface.place(line),
                layers.top()));
      }
    }
    if (ground) {
      putGround(terrain, line);
    }
  }

  /** Puts a roof among the elevations; {@code label} holds what each would like, until pooled. */
  private void insert(double terrain, double roof, int liked) {
    double at = layers.coordinate(terrain, roof);
    int target = liked;
    if (Math.abs(liked - at) > REACH) {
      target = (int) (liked > at ? Math.floor(at + REACH) : Math.ceil(at - REACH));
    }
    target = Math.max(1, target);
    int i = count;
    while (i > 0 && z[i - 1] > roof) {
      i--;
    }
    if (i > 0 && z[i - 1] == roof) {
      label[i - 1] = Math.max(label[i - 1], target);
      return;
    }
    open(i);
    z[i] = roof;
    k[i] = at;
    label[i] = target;
  }

  private void open(int at) {
    if (count == z.length) {
      z = Arrays.copyOf(z, 2 * count);
      k = Arrays.copyOf(k, 2 * count);
      label = Arrays.copyOf(label, 2 * count);
      sum = Arrays.copyOf(sum, 2 * count);
      size = Arrays.copyOf(size, 2 * count);
    }
    System.arraycopy(z, at, z, at + 1, count - at);
    System.arraycopy(k, at, k, at + 1, count - at);
    System.arraycopy(label, at, label, at + 1, count - at);
    count++;
  }

  /** Makes the labels of the roofs ascend: roof i, counted from 1, has at least label i. */
  private void pool() {
    int blocks = 0;
    for (int i = 0; i < count; i++) {
      sum[blocks] = k[i] - (i + 1);
      size[blocks++] = 1;
      while (blocks > 1
          && sum[blocks - 2] / size[blocks - 2] > sum[blocks - 1] / size[blocks - 1]) {
        blocks--;
        sum[blocks - 1] += sum[blocks];
        size[blocks - 1] += size[blocks];
      }
    }
    int i = 0;
    for (int block = 0; block < blocks; block++) {
      int shift = (int) Math.max(0, Math.round(sum[block] / size[block]));
      boolean alone = size[block] == 1;
      for (int end = i + size[block]; i < end; i++) {
        int wanted = alone ? Math.max(i + 1, label[i]) : i + 1 + shift;
        label[i] = i == 0 ? wanted : Math.max(wanted, label[i - 1] + 1);
      }
    }
  }

  private void putGround(double terrain, int line) {
    if (count > 0 && !(z[0] > terrain)) {
      throw new IllegalStateException(
          String.format(
              Locale.ROOT, "a roof at %s is not above the ground beside it", surface.place(line)));
    }
    open(0);
    z[0] = terrain;
    k[0] = 0;
    label[0] = 0;
  }
}
