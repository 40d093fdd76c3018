package io.citymesh.mesh;

import io.citymesh.geo.Bounds;
import io.citymesh.tile.RoughCount;
import java.util.Arrays;

/**
 * The planar mesher: from a planar straight-line graph with labels to a triangle mesh that contains
 * all its segments and meets the limits. The one door of this package's planar part.
 *
 * <ol>
 *   <li>The vertices are inserted in the order of a Hilbert curve (Delaunay triangulation, exact
 *       predicates).
 *   <li>The segments are forced in, and labels flood the plane between them.
 *   <li>Steiner vertices are added, on a lattice where nothing is near ({@link Lattice}), then
 *       until the limits hold ({@link Refiner}).
 *   <li>What lies outside or is already covered is dropped ({@link Extraction}).
 * </ol>
 *
 * <p>The result depends on nothing but the arguments: same input, same bits. Another order of the
 * vertices or segments may give other Steiner vertices (without refinement, the same triangles
 * where no four vertices are cocircular). Not thread-safe, but free of shared state: several
 * meshers may run side by side.
 */
public final class Mesher {
  /** Of how many pieces those are counted that touch the rim of what is refined. */
  private static final double PIECES = 256;

  /** The same where that is a frame. */
  private static final double PIECES_OF_PART = 512;

  /** Triangles made per triangle of the largest size, as measured on real cities. */
  private static final double EXPECTED = 1.6;

  /** The same where most are on a lattice. */
  private static final double EXPECTED_ON_LATTICE = 1.1;

  // The bound of a refinement: vertices in any case, per vertex or square of the graph, and per
  // triangle of the largest size.
  private static final double FEWEST_AT_BOUND = 100_000;
  private static final double PER_FEATURE = 50;
  private static final double PER_TRIANGLE = 4;

  private final MeshInput input;
  private final Limits limits;
  private final int defaultLabel;
  private final int surroundings;

  /** What holds triangles against sizes that differ by place; else null. */
  private final SizeTrees trees;

  Mesher(MeshInput input, Limits limits, int defaultLabel, int surroundings) {
    this.input = input;
    this.limits = limits;
    this.defaultLabel = defaultLabel;
    this.surroundings = surroundings;
    trees = SizeTrees.of(limits);
  }

  /**
   * Meshes a graph.
   *
   * @param input the graph; it is used up (segments may be subdivided in place)
   * @param limits what the triangles must satisfy
   * @param defaultLabel the label of what no segment's label reaches
   * @param surroundings the label of the plane around all segments, or {@link MeshInput#UNKNOWN} to
   *     take it from them
   * @throws IllegalArgumentException if two segments cross, or their labels contradict each other;
   *     the message says where
   * @throws IllegalStateException if the refinement does not end within its bound of vertices
   */
  public static PlanarMesh mesh(
      MeshInput input, Limits limits, int defaultLabel, int surroundings) {
    return new Mesher(input, limits, defaultLabel, surroundings).run();
  }

  /**
   * Measures, at each vertex of a graph, how small the graph is there: the distance to what is next
   * to it, metres. These are the sizes from which graded triangles grow.
   *
   * @param input the graph; its labels are not looked at
   * @throws IllegalArgumentException if two segments cross; the message says where
   */
  public static double[] sizes(MeshInput input) {
    int n = input.vertexCount;
    Triangulation mesh = new Triangulation(n + 4);
    int[] alias = new Insertion(mesh).insertAll(input.xy, n, input.extent);
    new Constraints(
            mesh,
            input,
            Arrays.copyOf(input.vertexFeature, n + 4),
            Arrays.copyOf(input.vertexParameter, n + 4))
        .insertSegments(alias);
    return Gradation.measure(mesh);
  }

  private PlanarMesh run() {
    int inputVertices = input.vertexCount;
    Triangulation mesh = new Triangulation(inputVertices + 4);
    SteinerVertices vertices = refine(mesh);
    return new Extraction(mesh, input, inputVertices).extract(vertices);
  }

  /**
   * Triangulates the graph and refines it.
   *
   * @param mesh without vertices, with room for those of the input and four more
   * @return what is known of its vertices
   */
  SteinerVertices refine(Triangulation mesh) {
    SteinerVertices vertices = triangulate(mesh);
    new Refiner(mesh, input, limits, vertices, trees).refine();
    return vertices;
  }

  /** Triangulates the graph, with room for what refinement will add. */
  SteinerVertices triangulate(Triangulation mesh) {
    int inputVertices = input.vertexCount;
    int[] alias = new Insertion(mesh).insertAll(input.xy, inputVertices, input.extent);
    int[] vertexFeature = Arrays.copyOf(input.vertexFeature, mesh.vertexCount);
    Arrays.fill(vertexFeature, inputVertices, mesh.vertexCount, -1);
    double[] vertexParameter = Arrays.copyOf(input.vertexParameter, mesh.vertexCount);
    Constraints constraints = new Constraints(mesh, input, vertexFeature, vertexParameter);
    constraints.insertSegments(alias);
    constraints.flood(defaultLabel, surroundings, inputVertices);
    double bySize = trianglesBySize(mesh);
    double times = limits.onLattice() ? EXPECTED_ON_LATTICE : EXPECTED;
    int expected = (int) Math.min(times * bySize + 4.0 * mesh.vertexCount, Triangulation.MOST);
    mesh.reserve(expected);
    vertexFeature = Arrays.copyOf(vertexFeature, Math.max(mesh.vertexCount, expected / 2));
    vertexParameter = Arrays.copyOf(vertexParameter, vertexFeature.length);
    SteinerVertices vertices = new SteinerVertices(mesh, vertexFeature, vertexParameter);
    vertices.limit(vertexBound(mesh, bySize));
    return vertices;
  }

  /** How many triangles of the largest size allowed the labelled plane in the region holds. */
  private double trianglesBySize(Triangulation mesh) {
    if (trees != null) {
      return trianglesByPlace(mesh);
    }
    double ground = 0;
    double roofs = 0;
    for (int t = 0; t < mesh.triangleCount; t++) {
      if (mesh.label(t) == MeshInput.GROUND) {
        ground += mesh.doubleArea(t) / 2;
      } else if (mesh.label(t) > MeshInput.GROUND) {
        roofs += mesh.doubleArea(t) / 2;
      }
    }
    double part = Math.min(1, area(refined()) / Math.max(ground + roofs, Double.MIN_NORMAL));
    return part * (ground / limits.groundArea() + roofs / limits.roofArea());
  }

  /** The same where sizes differ by place, about. */
  private double trianglesByPlace(Triangulation mesh) {
    double[] r = refined();
    Limits.Part part = limits.part();
    RoughCount.Area there =
        (xmin, ymin, xmax, ymax) ->
            xmin <= r[2]
                && ymin <= r[3]
                && xmax >= r[0]
                && ymax >= r[1]
                && part.touches(xmin, ymin, xmax, ymax);
    double piece = 2 * area(r) / (part == Limits.Part.WHOLE ? PIECES : PIECES_OF_PART);
    RoughCount ground = new RoughCount(trees.ground(), there, piece);
    RoughCount roofs = new RoughCount(trees.roof(), there, piece);
    double[] xy = mesh.xy;
    double sum = 0;
    for (int t = 0; t < mesh.triangleCount; t++) {
      int label = mesh.label(t);
      if (label >= MeshInput.GROUND && mesh.touches(t, limits.region())) {
        int a = 2 * mesh.vertex[4 * t];
        int b = 2 * mesh.vertex[4 * t + 1];
        int c = 2 * mesh.vertex[4 * t + 2];
        RoughCount count = label == MeshInput.GROUND ? ground : roofs;
        sum += count.of(xy[a], xy[a + 1], xy[b], xy[b + 1], xy[c], xy[c + 1]);
      }
    }
    return sum;
  }

  /**
   * Several times more vertices than a refinement that ends has ever been seen to add, on real
   * cities and on hard random input; a few times what the mesh is expected to hold.
   *
   * @param bySize triangles of the largest size
   */
  private long vertexBound(Triangulation mesh, double bySize) {
    double features = mesh.vertexCount + slenderness(mesh);
    if (limits.gradation() < Double.POSITIVE_INFINITY) {
      // Around a feature, triangles that grow by g per step lie in rings of 1 / (g - 1) each.
      features *= 1 + 1 / Math.pow(limits.gradation() - 1, 2);
    }
    double wanted = FEWEST_AT_BOUND + PER_FEATURE * features + PER_TRIANGLE * (bySize + byFit());
    // As many as the arrays hold, two triangles a vertex.
    return (long) Math.min(wanted, Triangulation.MOST / 2.0 - mesh.vertexCount);
  }

  /** How many triangles the ground may take to lie as it must. */
  private double byFit() {
    double[] r = refined();
    return r[0] < r[2] && r[1] < r[3] ? limits.fit().places(new Bounds(r[0], r[1], r[2], r[3])) : 0;
  }

  /** What the region and the input have in common, {xmin, ymin, xmax, ymax}; turned if nothing. */
  private double[] refined() {
    double[] r = limits.region();
    double[] extent = input.extent;
    return new double[] {
      Math.max(r[0], extent[0]),
      Math.max(r[1], extent[1]),
      Math.min(r[2], extent[2]),
      Math.min(r[3], extent[3])
    };
  }

  private static double area(double[] r) {
    return Math.max(0, r[2] - r[0]) * Math.max(0, r[3] - r[1]);
  }

  /**
   * How many triangles of good shape it takes to fill those of the initial triangulation, by the
   * ratio of length to height: so a narrow gap counts by its length in widths.
   */
  private double slenderness(Triangulation mesh) {
    double sum = 0;
    for (int t = 0; t < mesh.triangleCount; t++) {
      if (mesh.label(t) >= MeshInput.GROUND && mesh.touches(t, limits.region())) {
        double longest = 0;
        for (int e = 4 * t; e < 4 * t + 3; e++) {
          longest =
              Math.max(longest, Math.sqrt(mesh.squaredDistance(mesh.origin(e), mesh.target(e))));
        }
        double height = mesh.doubleArea(t) / longest;
        sum += longest / Math.max(height, Limits.SHORTEST_EDGE);
      }
    }
    return sum;
  }
}
