package io.citymesh.mesh;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.StringTokenizer;

/** Reads the {@code .pslg} files of the test data. */
public final class Pslg {
  final double[] xy;
  final int[] segments;
  final double[] holes;

  private Pslg(double[] xy, int[] segments, double[] holes) {
    this.xy = xy;
    this.segments = segments;
    this.holes = holes;
  }

  public static Pslg read(Path path) {
    try {
      StringTokenizer in = new StringTokenizer(Files.readString(path).replaceAll("#.*", ""));
      double[] xy = numbers(in, "vertices");
      double[] ends = numbers(in, "segments");
      int[] segments = new int[ends.length];
      for (int i = 0; i < ends.length; i++) {
        segments[i] = (int) ends[i];
      }
      double[] holes = in.hasMoreTokens() ? numbers(in, "holes") : new double[0];
      return new Pslg(xy, segments, holes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static double[] numbers(StringTokenizer in, String word) {
    String found = in.nextToken();
    if (!found.equals(word)) {
      throw new IllegalArgumentException("expected " + word + ", found " + found);
    }
    double[] values = new double[2 * Integer.parseInt(in.nextToken())];
    for (int i = 0; i < values.length; i++) {
      values[i] = Double.parseDouble(in.nextToken());
    }
    return values;
  }

  /**
   * The graph with unknown labels; what lies outside the outermost segments is cut off by a frame.
   */
  public MeshInput input() {
    return input(1, 0, 0);
  }

  /** {@code copies} x {@code copies} of the graph side by side, {@code dx} and {@code dy} apart. */
  public MeshInput input(int copies, double dx, double dy) {
    MeshInput input = new MeshInput();
    for (int i = 0; i < copies; i++) {
      for (int j = 0; j < copies; j++) {
        int first = input.vertexCount();
        for (int v = 0; v < xy.length; v += 2) {
          input.addVertex(xy[v] + i * dx, xy[v + 1] + j * dy);
        }
        for (int s = 0; s < segments.length; s += 2) {
          input.addSegment(
              first + segments[s], first + segments[s + 1], MeshInput.UNKNOWN, MeshInput.UNKNOWN);
        }
      }
    }
    return input;
  }
}
