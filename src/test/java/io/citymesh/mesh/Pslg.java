package io.citymesh.mesh;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.StringTokenizer;
import java.util.stream.DoubleStream;

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

  /** The graph with unknown labels. */
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

  /** What is known of the plane between the segments, which form rings. */
  Domain domain() {
    return new Domain();
  }

  /**
   * The graph as a domain: the plane around all rings and in a ring with a hole's point is outside,
   * any other ring in an even number of others has ground inside, and the rest are buildings.
   */
  final class Domain implements MeshInvariants.LabelAt {
    private final Rings rings = new Rings();
    private final List<int[]> vertices = new ArrayList<>();
    private final int[] inside;

    private Domain() {
      traceRings();
      inside = new int[rings.count()];
      for (int ring = 0; ring < inside.length; ring++) {
        inside[ring] = rings.depth(ring) % 2 == 0 ? MeshInput.GROUND : ring;
      }
      for (int i = 0; i < holes.length; i += 2) {
        inside[rings.innermost(holes[i], holes[i + 1])] = MeshInput.OUTSIDE;
      }
    }

    /** Two segments meet at each vertex that has any. */
    private void traceRings() {
      int[] neighbours = new int[xy.length];
      Arrays.fill(neighbours, -1);
      for (int s = 0; s < segments.length; s++) {
        int v = 2 * segments[s];
        neighbours[neighbours[v] < 0 ? v : v + 1] = segments[s ^ 1];
      }
      boolean[] seen = new boolean[xy.length / 2];
      for (int first = 0; first < seen.length; first++) {
        List<Integer> ring = new ArrayList<>();
        for (int v = first; v >= 0 && !seen[v] && neighbours[2 * v] >= 0; ) {
          seen[v] = true;
          ring.add(v);
          int next = neighbours[2 * v];
          v = seen[next] ? neighbours[2 * v + 1] : next;
        }
        if (!ring.isEmpty()) {
          vertices.add(ring.stream().mapToInt(v -> v).toArray());
          rings.add(
              ring.stream()
                  .flatMapToDouble(v -> DoubleStream.of(xy[2 * v], xy[2 * v + 1]))
                  .toArray());
        }
      }
    }

    @Override
    public int label(double x, double y) {
      return insideOf(rings.innermost(x, y));
    }

    private int insideOf(int ring) {
      return ring < 0 ? MeshInput.OUTSIDE : inside[ring];
    }

    /** Of all that is to be meshed, square metres. */
    double area() {
      double area = 0;
      for (int ring = 0; ring < inside.length; ring++) {
        area += inside[ring] == MeshInput.OUTSIDE ? 0 : rings.area(ring);
        area -= insideOf(rings.parent(ring)) == MeshInput.OUTSIDE ? 0 : rings.area(ring);
      }
      return area;
    }

    /** The graph, each segment with the labels on both its sides. */
    MeshInput input() {
      MeshInput input = new MeshInput();
      for (int v = 0; v < xy.length; v += 2) {
        input.addVertex(xy[v], xy[v + 1]);
      }
      for (int ring = 0; ring < inside.length; ring++) {
        int[] v = vertices.get(ring);
        int within = inside[ring];
        int around = insideOf(rings.parent(ring));
        boolean turned = !rings.isCounterClockwise(ring);
        for (int i = 0; i < v.length; i++) {
          int next = v[(i + 1) % v.length];
          input.addSegment(v[i], next, turned ? around : within, turned ? within : around);
        }
      }
      return input;
    }
  }
}
