package io.citymesh.stitch;

import java.util.Arrays;
import java.util.stream.IntStream;

/** Puts two frontiers side by side: vertices and edges are appended, equal features become one. */
final class FrontierUnion {
  private final Frontier to;
  private final Features features;

  private FrontierUnion(int node, long id, Features features) {
    to = new Frontier(node, id);
    this.features = features;
  }

  /**
   * @param node the node of the union
   * @param id its id
   * @param first the frontier of the first region
   * @param second the frontier of the second
   * @param features an empty table, which is filled
   */
  static Frontier of(int node, long id, Frontier first, Frontier second, Features features) {
    FrontierUnion union = new FrontierUnion(node, id, features);
    union.append(first);
    union.append(second);
    writeFeatures(union.to, features);
    union.sortCovers();
    union.sortHints();
    return union.to;
  }

  static void writeFeatures(Frontier to, Features features) {
    to.featureEnds = Arrays.copyOf(features.ends(), 4 * features.count());
    to.featureLeft = IntStream.range(0, features.count()).map(features::left).toArray();
    to.featureRight = IntStream.range(0, features.count()).map(features::right).toArray();
  }

  private void append(Frontier f) {
    int vertices = to.vertexCount();
    int levels = to.levels.length;
    int[] line = new int[f.featureCount()];
    for (int i = 0; i < line.length; i++) {
      double[] e = f.featureEnds;
      line[i] =
          features.add(
              e[4 * i],
              e[4 * i + 1],
              e[4 * i + 2],
              e[4 * i + 3],
              f.featureLeft[i],
              f.featureRight[i]);
    }
    to.xy = join(to.xy, f.xy);
    to.ownerPart = join(to.ownerPart, f.ownerPart);
    to.ownerIndex = join(to.ownerIndex, f.ownerIndex);
    to.levelStart = Arrays.copyOf(to.levelStart, vertices + f.vertexCount() + 1);
    for (int v = 0; v <= f.vertexCount(); v++) {
      to.levelStart[vertices + v] = levels + f.levelStart[v];
    }
    to.levels = join(to.levels, f.levels);
    to.size = join(to.size, f.size);
    to.edges = join(to.edges, Arrays.stream(f.edges).map(v -> v + vertices).toArray());
    to.edgeLabel = join(to.edgeLabel, f.edgeLabel);
    to.edgeFeature =
        join(to.edgeFeature, Arrays.stream(f.edgeFeature).map(i -> i < 0 ? -1 : line[i]).toArray());
    to.coverFeature =
        join(to.coverFeature, Arrays.stream(f.coverFeature).map(i -> line[i]).toArray());
    to.coverStart = join(to.coverStart, f.coverStart);
    to.coverEnd = join(to.coverEnd, f.coverEnd);
    to.coverStartVertex = join(to.coverStartVertex, shifted(f.coverStartVertex, vertices));
    to.coverEndVertex = join(to.coverEndVertex, shifted(f.coverEndVertex, vertices));
    to.hintXy = join(to.hintXy, f.hintXy);
    to.hintSize = join(to.hintSize, f.hintSize);
    to.hintFeature = join(to.hintFeature, Arrays.stream(f.hintFeature).map(i -> line[i]).toArray());
    to.hintParameter = join(to.hintParameter, f.hintParameter);
    to.featureHintSize = join(to.featureHintSize, f.featureHintSize);
    appendRoofs(f);
    to.failed = join(to.failed, f.failed);
    to.area += f.area;
    to.boundary += f.boundary;
  }

  private static int[] shifted(int[] vertices, int by) {
    return Arrays.stream(vertices).map(v -> v < 0 ? -1 : v + by).toArray();
  }

  private void appendRoofs(Frontier f) {
    int[] labels =
        IntStream.concat(Arrays.stream(to.roofLabel), Arrays.stream(f.roofLabel))
            .sorted()
            .distinct()
            .toArray();
    double[] roof = new double[labels.length];
    double[] bounds = new double[4 * labels.length];
    for (int i = 0; i < labels.length; i++) {
      int at = Arrays.binarySearch(f.roofLabel, labels[i]);
      Frontier from = at >= 0 ? f : to;
      at = at >= 0 ? at : Arrays.binarySearch(to.roofLabel, labels[i]);
      roof[i] = from.roof[at];
      System.arraycopy(from.roofBounds, 4 * at, bounds, 4 * i, 4);
    }
    to.roofLabel = labels;
    to.roof = roof;
    to.roofBounds = bounds;
  }

  private void sortCovers() {
    int[] order = Order.of(to.coverFeature.length, to.coverFeature, to.coverStart, to.coverEnd);
    to.coverFeature = pick(to.coverFeature, order);
    to.coverStart = pick(to.coverStart, order);
    to.coverEnd = pick(to.coverEnd, order);
    to.coverStartVertex = pick(to.coverStartVertex, order);
    to.coverEndVertex = pick(to.coverEndVertex, order);
  }

  private void sortHints() {
    int[] order =
        Order.of(to.hintFeature.length, to.hintFeature, to.hintParameter, to.hintParameter);
    to.hintFeature = pick(to.hintFeature, order);
    to.hintParameter = pick(to.hintParameter, order);
    if (to.featureHintSize.length > 0) {
      to.featureHintSize = pick(to.featureHintSize, order);
    }
  }

  static int[] pick(int[] values, int[] order) {
    return Arrays.stream(order).map(i -> values[i]).toArray();
  }

  static double[] pick(double[] values, int[] order) {
    return Arrays.stream(order).mapToDouble(i -> values[i]).toArray();
  }

  private static int[] join(int[] a, int[] b) {
    int[] joined = Arrays.copyOf(a, a.length + b.length);
    System.arraycopy(b, 0, joined, a.length, b.length);
    return joined;
  }

  private static long[] join(long[] a, long[] b) {
    long[] joined = Arrays.copyOf(a, a.length + b.length);
    System.arraycopy(b, 0, joined, a.length, b.length);
    return joined;
  }

  private static double[] join(double[] a, double[] b) {
    double[] joined = Arrays.copyOf(a, a.length + b.length);
    System.arraycopy(b, 0, joined, a.length, b.length);
    return joined;
  }
}
