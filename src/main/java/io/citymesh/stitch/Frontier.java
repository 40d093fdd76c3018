package io.citymesh.stitch;

import io.citymesh.mesh.MeshInput;
import io.citymesh.tile.StitchTree;
import java.io.IOException;
import java.io.Serializable;
import java.util.Arrays;

/**
 * The open boundary of a region, and all that is needed to mesh on from there: what one task sends
 * to the next. Its size grows with the region's perimeter, never with its area.
 *
 * <p>Compact arrays; "covered" means already meshed and sealed in a part. Frontier vertex v lies at
 * {@code xy[2v], xy[2v+1]} and stands for the 3D vertices of the vertical line above it: level k,
 * at elevation {@code levels[levelStart[v] + k]} (ascending), is vertex {@code ownerIndex[v] + k}
 * of the part with the id {@code ownerPart[v]}. Where the ground is one of the labels around the
 * vertex, it is the lowest level.
 *
 * <p>Features are whole straight lines between two corners on the 1 mm grid (a wall of a footprint,
 * a side of the domain), known by their coordinates, from the lexicographically smaller end to the
 * larger. A <b>cover</b> is a piece of a feature, between two parameters, that is made of sealed
 * edges (or a single sealed vertex); between the covers the feature is still to be meshed. A
 * feature that is wholly covered is still told as long as its building reaches out of the region,
 * for then the neighbours know the building too, and would take its walls for open.
 *
 * <p>Hints are the vertices that the discarded triangles next to the frontier had: a good mesh goes
 * on there, so they are offered to the seam's mesher.
 *
 * <p>Where sizes are graded, vertices and hints carry the size of triangles that their mesh allows
 * there; else those arrays are empty. A seam could not measure them: vertices of a refined mesh lie
 * close together, whatever feature made them so.
 */
public final class Frontier implements Serializable {
  private static final long serialVersionUID = 1L;

  int node;

  /** The node's id. */
  long id;

  // Vertices.
  double[] xy = {};
  long[] ownerPart = {};
  int[] ownerIndex = {};
  int[] levelStart = {0};
  double[] levels = {};
  double[] size = {};

  // Edges: covered on the left of first-to-second, open on the right.
  int[] edges = {};

  /** The label on the open side of each edge. */
  int[] edgeLabel = {};

  /** The feature that each edge is a piece of, or -1. */
  int[] edgeFeature = {};

  // Features.
  double[] featureEnds = {};
  int[] featureLeft = {};
  int[] featureRight = {};

  // Covers, by feature, then by parameter; disjoint. The vertex at an end is -1 if it isn't on the
  // frontier.
  int[] coverFeature = {};
  double[] coverStart = {};
  double[] coverEnd = {};
  int[] coverStartVertex = {};
  int[] coverEndVertex = {};

  // Hints: free ones, and ones on features.
  double[] hintXy = {};
  double[] hintSize = {};
  int[] hintFeature = {};
  double[] hintParameter = {};
  double[] featureHintSize = {};

  // Roof and extent of the buildings that the features and edges name, by ascending label.
  int[] roofLabel = {};
  double[] roof = {};
  double[] roofBounds = {};

  /** Rectangles of failed tiles in the region, four values each. */
  double[] failed = {};

  /** The area that is covered, square metres. */
  double area;

  /** The sum of cross products over the region's sealed edges on the domain's boundary. */
  double boundary;

  Frontier(int node, long id) {
    this.node = node;
    this.id = id;
  }

  /** The region's node in the stitching tree. */
  public int node() {
    return node;
  }

  int vertexCount() {
    return ownerPart.length;
  }

  /** How many edges are open; at the root 0, but for the rims of failed tiles. */
  public int edgeCount() {
    return edgeLabel.length;
  }

  int featureCount() {
    return featureLeft.length;
  }

  /** Puts all of it into a record. */
  public void write(RecordOutput record) {
    record.put(node).put(id);
    record.put(xy).put(ownerPart).put(ownerIndex).put(levelStart).put(levels).put(size);
    record.put(edges).put(edgeLabel).put(edgeFeature);
    record.put(featureEnds).put(featureLeft).put(featureRight);
    record.put(coverFeature).put(coverStart).put(coverEnd);
    record.put(coverStartVertex).put(coverEndVertex);
    record.put(hintXy).put(hintSize);
    record.put(hintFeature).put(hintParameter).put(featureHintSize);
    record.put(roofLabel).put(roof).put(roofBounds);
    record.put(failed).put(area).put(boundary);
  }

  /**
   * Takes it out of a record.
   *
   * @throws IOException if there is none, or its arrays do not fit each other
   */
  public static Frontier read(RecordInput record) throws IOException {
    Frontier f = new Frontier(record.count(), record.longNumber());
    f.xy = record.doubles();
    f.ownerPart = record.longs();
    f.ownerIndex = record.ints();
    f.levelStart = record.ints();
    f.levels = record.doubles();
    f.size = record.doubles();
    f.edges = record.ints();
    f.edgeLabel = record.ints();
    f.edgeFeature = record.ints();
    f.featureEnds = record.doubles();
    f.featureLeft = record.ints();
    f.featureRight = record.ints();
    f.coverFeature = record.ints();
    f.coverStart = record.doubles();
    f.coverEnd = record.doubles();
    f.coverStartVertex = record.ints();
    f.coverEndVertex = record.ints();
    f.hintXy = record.doubles();
    f.hintSize = record.doubles();
    f.hintFeature = record.ints();
    f.hintParameter = record.doubles();
    f.featureHintSize = record.doubles();
    f.roofLabel = record.ints();
    f.roof = record.doubles();
    f.roofBounds = record.doubles();
    f.failed = record.doubles();
    f.area = record.real();
    f.boundary = record.real();
    f.requireSound();
    return f;
  }

  /** That every index has something to point at, so that no reader of the arrays leaves them. */
  private void requireSound() throws IOException {
    int vertices = vertexCount();
    int lines = featureCount();
    int covers = coverFeature.length;
    int hints = hintFeature.length;
    require("vertices", xy.length == 2L * vertices && isFinite(xy));
    require(
        "owners",
        ownerIndex.length == vertices
            && Arrays.stream(ownerPart).allMatch(part -> StitchTree.isWithin(part, id))
            && Arrays.stream(ownerIndex).allMatch(i -> i >= 0));
    require(
        "levels",
        levelStart.length == vertices + 1L
            && levelStart[0] == 0
            && levelStart[vertices] == levels.length
            && isAscending(levelStart)
            && isFinite(levels));
    require("sizes", size.length == 0 || size.length == vertices);
    require("edges", edges.length == 2L * edgeCount() && isWithin(edges, 0, vertices));
    require("labels", areLabels(edgeLabel) && areLabels(featureLeft) && areLabels(featureRight));
    require(
        "features",
        edgeFeature.length == edgeCount()
            && isWithin(edgeFeature, -1, lines)
            && featureRight.length == lines
            && featureEnds.length == 4L * lines
            && isFinite(featureEnds));
    require(
        "covers",
        coverStart.length == covers
            && coverEnd.length == covers
            && coverStartVertex.length == covers
            && coverEndVertex.length == covers
            && isWithin(coverFeature, 0, lines)
            && isAscending(coverFeature)
            && areParameters(coverStart)
            && areParameters(coverEnd)
            && isWithin(coverStartVertex, -1, vertices)
            && isWithin(coverEndVertex, -1, vertices));
    require(
        "hints",
        hintXy.length % 2 == 0
            && isFinite(hintXy)
            && (hintSize.length == 0 || 2L * hintSize.length == hintXy.length)
            && hintParameter.length == hints
            && isWithin(hintFeature, 0, lines)
            && isAscending(hintFeature)
            && areParameters(hintParameter)
            && (featureHintSize.length == 0 || featureHintSize.length == hints));
    require(
        "roofs",
        roof.length == roofLabel.length
            && roofBounds.length == 4L * roofLabel.length
            && isAscending(roofLabel)
            && isFinite(roof)
            && isFinite(roofBounds));
    require(
        "areas",
        failed.length % 4 == 0
            && isFinite(failed)
            && Double.isFinite(area)
            && Double.isFinite(boundary));
  }

  private static void require(String what, boolean sound) throws IOException {
    if (!sound) {
      throw new IOException("the " + what + " of the frontier do not fit each other");
    }
  }

  /** A building's label has a roof. */
  private boolean areLabels(int[] labels) {
    return Arrays.stream(labels)
        .allMatch(
            label ->
                label >= 0
                    ? Arrays.binarySearch(roofLabel, label) >= 0
                    : label == MeshInput.GROUND || label == MeshInput.OUTSIDE);
  }

  private static boolean areParameters(double[] values) {
    return Arrays.stream(values).allMatch(t -> t >= 0 && t <= 1);
  }

  private static boolean isFinite(double[] values) {
    return Arrays.stream(values).allMatch(Double::isFinite);
  }

  private static boolean isWithin(int[] values, int first, int end) {
    return Arrays.stream(values).allMatch(i -> i >= first && i < end);
  }

  private static boolean isAscending(int[] values) {
    for (int i = 1; i < values.length; i++) {
      if (values[i] < values[i - 1]) {
        return false;
      }
    }
    return true;
  }
}
