package io.citymesh.stitch;

import java.io.Serializable;

/**
 * The open boundary of a region, and all that is needed to mesh on from there: what one task sends
 * to the next. Its size grows with the region's perimeter, never with its area.
 *
 * <p>Compact arrays; "covered" means already meshed and sealed in a part. Frontier vertex v lies at
 * {@code xy[2v], xy[2v+1]} and stands for the 3D vertices of the vertical line above it: level k,
 * at elevation {@code levels[levelStart[v] + k]} (ascending), is vertex {@code owner[v] + k}. Where
 * the ground is one of the labels around the vertex, it is the lowest level.
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

  // Vertices.
  double[] xy = {};
  long[] owner = {};
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

  Frontier(int node) {
    this.node = node;
  }

  /** The region's node in the stitching tree. */
  public int node() {
    return node;
  }

  int vertexCount() {
    return owner.length;
  }

  /** How many edges are open; at the root 0, but for the rims of failed tiles. */
  public int edgeCount() {
    return edgeLabel.length;
  }

  int featureCount() {
    return featureLeft.length;
  }
}
