package io.citymesh.stitch;

import io.citymesh.geo.Bounds;
import io.citymesh.mesh.MeshInput;
import io.citymesh.mesh.PlanarMesh;
import java.util.Arrays;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Writes the frontier of a region after a part of it is sealed.
 *
 * <ol>
 *   <li>The open edges and their vertices, with their levels.
 *   <li>The features that are not wholly covered, those that open edges lie on, and those that
 *       others know; with their covers.
 *   <li>Hints: the free corners of discarded triangles that touch the frontier.
 *   <li>What the features and edges need to know of roofs.
 * </ol>
 */
final class FrontierWriter {
  private final KeptTriangles triangles;
  private final PlanarMesh mesh;
  private final Features features;
  private final OpenEdges edges;
  private final LevelColumns columns;
  private final Roofs roofs;
  private final KeptZone zone;
  private final Bounds rectangle;
  private final Frontier to;

  /**
   * @param zone tells what was refined: hints are taken from there only
   * @param rectangle the rectangle of the region's tiles
   * @param to the region's frontier, empty yet
   */
  FrontierWriter(
      KeptTriangles triangles,
      OpenEdges edges,
      LevelColumns columns,
      Roofs roofs,
      KeptZone zone,
      Bounds rectangle,
      Frontier to) {
    this.triangles = triangles;
    this.mesh = triangles.mesh();
    this.features = triangles.features();
    this.edges = edges;
    this.columns = columns;
    this.roofs = roofs;
    this.zone = zone;
    this.rectangle = rectangle;
    this.to = to;
  }

  /** Writes the frontier, all but its area. */
  void write() {
    edges.write(to.edges);
    boolean[] onFrontier = new boolean[mesh.vertexCount()];
    for (int v : to.edges.ends.values) {
      onFrontier[v] = true;
    }
    int[] vertices = places(onFrontier, 0);
    columns.write(to, vertices);
    int[] vertexNumber = numbers(vertices, onFrontier.length);
    int[] hinted = places(hinted(onFrontier), triangles.graph().firstHint);
    writeFreeHints(hinted);
    Covers covers =
        new Covers(triangles.graph(), mesh, triangles.kept(), edges.used, edges.lined());
    int[] kept = keptFeatures(covers);
    int[] featureNumber = numbers(kept, features.count());
    features.write(to.lines);
    to.lines.pick(kept);
    covers.write(to.covers, featureNumber, vertexNumber);
    writeFeatureHints(hinted, featureNumber);
    renumber(to.edges.ends.values, vertexNumber);
    renumber(to.edges.feature.values, featureNumber);
    writeRoofs();
    to.failed.rectangle.values = triangles.old().failed.rectangle.values;
    to.boundary = triangles.old().boundary + edges.boundary();
  }

  /** Which are true, from one on, ascending. */
  private static int[] places(boolean[] all, int from) {
    int[] places = new int[64];
    int count = 0;
    for (int i = from; i < all.length; i++) {
      if (all[i]) {
        if (count == places.length) {
          places = Arrays.copyOf(places, 2 * count);
        }
        places[count++] = i;
      }
    }
    return Arrays.copyOf(places, count);
  }

  /** For each of {@code of} items its place among the chosen ones, or -1. */
  private static int[] numbers(int[] chosen, int of) {
    int[] numbers = new int[of];
    Arrays.fill(numbers, -1);
    for (int i = 0; i < chosen.length; i++) {
      numbers[chosen[i]] = i;
    }
    return numbers;
  }

  /** Renumbers the values; negative ones stay. */
  private static void renumber(int[] values, int[] numbers) {
    for (int i = 0; i < values.length; i++) {
      values[i] = values[i] < 0 ? values[i] : numbers[values[i]];
    }
  }

  // --- hints ---

  /**
   * The free corners of discarded triangles that touch the frontier, where the mesh was refined.
   */
  private boolean[] hinted(boolean[] onFrontier) {
    boolean[] hinted = new boolean[mesh.vertexCount()];
    int[] corners = mesh.triangles();
    for (int t = 0; t < triangles.kept().length; t++) {
      if (triangles.kept()[t]) {
        continue;
      }
      int a = corners[3 * t];
      int b = corners[3 * t + 1];
      int c = corners[3 * t + 2];
      if (onFrontier[a] || onFrontier[b] || onFrontier[c]) {
        boolean isRefined = isRefined(a, b, c);
        for (int e = 3 * t; e < 3 * t + 3; e++) {
          int v = corners[e];
          hinted[v] |= !edges.used[v] && (isRefined || v < mesh.inputVertices());
        }
      }
    }
    return hinted;
  }

  /** True if the triangle meets what was refined. */
  private boolean isRefined(int a, int b, int c) {
    double[] xy = mesh.xy();
    return zone.isRefined(
        Math.min(xy[2 * a], Math.min(xy[2 * b], xy[2 * c])),
        Math.min(xy[2 * a + 1], Math.min(xy[2 * b + 1], xy[2 * c + 1])),
        Math.max(xy[2 * a], Math.max(xy[2 * b], xy[2 * c])),
        Math.max(xy[2 * a + 1], Math.max(xy[2 * b + 1], xy[2 * c + 1])));
  }

  private void writeFreeHints(int[] hinted) {
    int[] hints = Arrays.stream(hinted).filter(v -> mesh.vertexFeature()[v] < 0).toArray();
    double[] xy = new double[2 * hints.length];
    for (int i = 0; i < hints.length; i++) {
      xy[2 * i] = mesh.xy()[2 * hints[i]];
      xy[2 * i + 1] = mesh.xy()[2 * hints[i] + 1];
    }
    to.hints.xy.values = xy;
    to.hints.size.values = sizes(hints);
  }

  private void writeFeatureHints(int[] hinted, int[] featureNumber) {
    int[] feature = mesh.vertexFeature();
    int[] hints =
        Arrays.stream(hinted)
            .filter(v -> feature[v] >= 0 && featureNumber[feature[v]] >= 0)
            .toArray();
    to.featureHints.feature.values =
        Arrays.stream(hints).map(v -> featureNumber[feature[v]]).toArray();
    to.featureHints.parameter.values =
        Arrays.stream(hints).mapToDouble(v -> mesh.vertexParameter()[v]).toArray();
    to.featureHints.size.values = sizes(hints);
    to.featureHints.sort();
  }

  /** The sizes of triangles at some vertices; none if they are not graded. */
  private double[] sizes(int[] vertices) {
    double[] sizes = mesh.sizes();
    return sizes.length == 0
        ? new double[0]
        : Arrays.stream(vertices).mapToDouble(v -> sizes[v]).toArray();
  }

  // --- features ---

  private int[] keptFeatures(Covers covers) {
    boolean[] onLine = new boolean[features.count()];
    for (int f : to.edges.feature.values) {
      if (f >= 0) {
        onLine[f] = true;
      }
    }
    return IntStream.range(0, onLine.length)
        .filter(
            f ->
                onLine[f]
                    || !covers.isWhole(f)
                    || reachesOut(f, features.left(f))
                    || reachesOut(f, features.right(f)))
        .toArray();
  }

  /** True if another region may know feature f, with the label beside it, too. */
  private boolean reachesOut(int f, int label) {
    return label == MeshInput.OUTSIDE
        ? !features.isInside(f, rectangle)
        : label >= 0 && !roofs.isInside(label, rectangle);
  }

  // --- roofs ---

  /** Writes the buildings that features and edges name; labels become rows of that table. */
  private void writeRoofs() {
    int[] labels =
        Stream.of(to.edges.label, to.lines.left, to.lines.right)
            .flatMapToInt(column -> Arrays.stream(column.values))
            .filter(label -> label >= 0)
            .sorted()
            .distinct()
            .toArray();
    to.roofs = roofs.of(labels);
    int[] numbers = numbers(labels, roofs.rows());
    renumber(to.edges.label.values, numbers);
    renumber(to.lines.left.values, numbers);
    renumber(to.lines.right.values, numbers);
  }
}
