package io.citymesh.stitch;

import io.citymesh.mesh.MeshInput;
import io.citymesh.mesh.Mesher;
import io.citymesh.tile.Domain;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * The planar graph that one task meshes: for a tile its features; for a seam the frontiers of the
 * two regions, frozen, and the open pieces of the features.
 *
 * <p>Vertices of the mesher's input, in this order: the frontier's, the features' corners that are
 * not sealed yet, hints.
 */
final class SeamGraph {
  final Frontier frontier;
  final Features features;
  final MeshInput input = new MeshInput();

  /**
   * For each feature the input vertex at its start and at its end, or -1 where it is sealed and out
   * of reach.
   */
  int[] startVertex;

  int[] endVertex;

  /** Input vertices from here on are hints. */
  int firstHint;

  private final Frontier.Covered covers;
  private final Frontier.FeatureHints onFeatures;

  /**
   * Whether covered sides of the domain are drawn. On a slanted side vertices are rounded, so that
   * a straight line past them might cross what is frozen; nothing needs it to be there, for what is
   * covered and what lies outside are both left alone.
   */
  private final boolean drawsCovered;

  private final Map<Features.Corner, Integer> corners = new HashMap<>();

  /**
   * @param frontier what is already sealed, with features in the same order as {@code features}
   *     (empty for a tile)
   * @param features all features
   * @param domain whose covered sides are drawn if it is a rectangle
   * @param graded whether the sizes that the frontier carries are told, with those of the features
   */
  SeamGraph(Frontier frontier, Features features, Domain domain, boolean graded) {
    this.frontier = frontier;
    this.features = features;
    this.covers = frontier.covers;
    this.onFeatures = frontier.featureHints;
    this.drawsCovered = domain.sides().isRectangle();
    double[] xy = frontier.vertices.xy.values;
    for (int at = 0; at < xy.length; at += 2) {
      input.addVertex(xy[at], xy[at + 1]);
    }
    addFeatures();
    placeFrontier();
    int[] ends = frontier.edges.ends.values;
    int[] labels = frontier.edges.label.values;
    for (int e = 0; e < labels.length; e++) {
      input.addFrozen(ends[2 * e], ends[2 * e + 1], MeshInput.COVERED, labels[e]);
    }
    double[] hints = frontier.hints.xy.values;
    for (int h = 0; h < hints.length; h += 2) {
      input.addHint(hints[h], hints[h + 1]);
    }
    if (graded) {
      giveSizes();
    }
  }

  /**
   * Vertices and hints have the sizes that came with them. Corners that are still open have those
   * of the features around them, without the vertices in between.
   */
  private void giveSizes() {
    double[] sizes = frontier.vertices.size.values;
    for (int v = 0; v < sizes.length; v++) {
      input.giveSize(v, sizes[v]);
    }
    double[] hintSizes = frontier.hints.size.values;
    int first = input.vertexCount() - hintSizes.length;
    for (int h = 0; h < hintSizes.length; h++) {
      input.giveSize(first + h, hintSizes[h]);
    }
    if (!corners.isEmpty()) {
      Map<Features.Corner, Integer> numbers = new HashMap<>();
      double[] open = Mesher.sizes(features.graph(numbers));
      corners.forEach((corner, v) -> input.giveSize(v, open[numbers.get(corner)]));
    }
  }

  private void addFeatures() {
    int count = features.count();
    startVertex = new int[count];
    endVertex = new int[count];
    Arrays.fill(startVertex, -1);
    Arrays.fill(endVertex, -1);
    // Corners first, so that hints follow after all of them.
    int c = 0;
    for (int f = 0; f < count; f++) {
      boolean startSealed = false;
      boolean endSealed = false;
      for (; c < covers.rows() && covers.feature.values[c] == f; c++) {
        if (covers.start.values[c] == 0) {
          startSealed = true;
          startVertex[f] = covers.startVertex.values[c];
        }
        if (covers.end.values[c] == 1) {
          endSealed = true;
          endVertex[f] = covers.endVertex.values[c];
        }
      }
      // A sealed corner of the domain is needed too, for the covered sides are drawn from there.
      boolean side = drawsCovered && features.onDomainBoundary(f);
      if (!startSealed || (side && startVertex[f] < 0)) {
        startVertex[f] = corner(features.start(f));
      }
      if (!endSealed || (side && endVertex[f] < 0)) {
        endVertex[f] = corner(features.end(f));
      }
    }
    firstHint = input.vertexCount();
    c = 0;
    int h = 0;
    for (int f = 0; f < count; f++) {
      double[] e = features.ends();
      input.addFeature(e[4 * f], e[4 * f + 1], e[4 * f + 2], e[4 * f + 3]);
      double from = 0;
      int fromVertex = startVertex[f];
      while (h < onFeatures.rows() && onFeatures.feature.values[h] < f) {
        h++;
      }
      for (; c < covers.rows() && covers.feature.values[c] == f; c++) {
        h = addOpen(f, from, fromVertex, covers.start.values[c], covers.startVertex.values[c], h);
        if (drawsCovered && features.onDomainBoundary(f)) {
          addCoveredSide(f, c);
        }
        from = covers.end.values[c];
        fromVertex = covers.endVertex.values[c];
      }
      h = addOpen(f, from, fromVertex, 1, endVertex[f], h);
    }
  }

  /** Tells the mesher which frontier vertices lie on features: the ends of the covers. */
  private void placeFrontier() {
    for (int c = 0; c < covers.rows(); c++) {
      place(covers.startVertex.values[c], covers.feature.values[c], covers.start.values[c]);
      place(covers.endVertex.values[c], covers.feature.values[c], covers.end.values[c]);
    }
  }

  private void place(int v, int f, double t) {
    if (v >= 0 && t > 0 && t < 1) {
      input.placeOnFeature(v, f, t);
    }
  }

  /** Separates what is covered from what lies outside along the domain's boundary. */
  private void addCoveredSide(int f, int c) {
    int a = covers.start.values[c] == 0 ? startVertex[f] : covers.startVertex.values[c];
    int b = covers.end.values[c] == 1 ? endVertex[f] : covers.endVertex.values[c];
    if (a != b) {
      boolean outsideLeft = features.left(f) == MeshInput.OUTSIDE;
      input.addFrozen(
          a,
          b,
          outsideLeft ? MeshInput.OUTSIDE : MeshInput.COVERED,
          outsideLeft ? MeshInput.COVERED : MeshInput.OUTSIDE);
    }
  }

  private int corner(Features.Corner corner) {
    return corners.computeIfAbsent(corner, c -> input.addVertex(c.x(), c.y()));
  }

  /** Adds the open piece of feature f between two parameters, split at the hints on it. */
  private int addOpen(int f, double from, int fromVertex, double to, int toVertex, int hint) {
    int h = hint;
    if (from >= to) {
      return h;
    }
    double[] e = features.ends();
    double at = from;
    int atVertex = fromVertex;
    for (;
        h < onFeatures.rows()
            && onFeatures.feature.values[h] == f
            && onFeatures.parameter.values[h] < to;
        h++) {
      double t = onFeatures.parameter.values[h];
      if (t <= at) {
        continue;
      }
      int v =
          input.addHint(
              e[4 * f] + t * (e[4 * f + 2] - e[4 * f]),
              e[4 * f + 1] + t * (e[4 * f + 3] - e[4 * f + 1]));
      input.placeOnFeature(v, f, t);
      if (h < onFeatures.size.values.length) {
        input.giveSize(v, onFeatures.size.values[h]);
      }
      addPiece(f, at, atVertex, t, v);
      at = t;
      atVertex = v;
    }
    addPiece(f, at, atVertex, to, toVertex);
    return h;
  }

  private void addPiece(int f, double from, int fromVertex, double to, int toVertex) {
    if (fromVertex < 0 || toVertex < 0) {
      throw new IllegalStateException(
          "an open piece of the feature "
              + features.start(f)
              + " "
              + features.end(f)
              + " hangs on a vertex that is not on the frontier");
    }
    input.addPiece(f, fromVertex, from, toVertex, to, features.left(f), features.right(f));
  }
}
