package io.citymesh.stitch;

import io.citymesh.air.Layers;
import io.citymesh.footprint.Building;
import io.citymesh.geo.Bounds;
import io.citymesh.geo.Sides;
import io.citymesh.geo.Terrain;
import io.citymesh.mesh.Limits;
import io.citymesh.mesh.MeshInput;
import io.citymesh.mesh.Mesher;
import io.citymesh.mesh.PlanarMesh;
import io.citymesh.tile.Domain;
import io.citymesh.tile.Filling;
import io.citymesh.tile.MeshOptions;
import io.citymesh.tile.SizeField;
import io.citymesh.tile.StitchTree;
import java.util.List;
import java.util.Optional;

/**
 * Meshes tiles and seams and seals what is kept of them: the work behind {@link Stitcher}, for the
 * city's tree and for the trees of tiles in pieces.
 */
final class RegionMesher {
  private final StitchTree tree;
  private final MeshOptions options;
  private final Terrain terrain;
  private final Optional<Layers> layers;

  /**
   * @param tree the stitching tree of the city
   * @param options triangle sizes
   * @param terrain elevations; defined in the whole domain
   */
  RegionMesher(StitchTree tree, MeshOptions options, Terrain terrain) {
    this.tree = tree;
    this.options = options;
    this.terrain = terrain;
    this.layers = tree.domain().isFilled() ? Optional.of(layers(tree.domain())) : Optional.empty();
  }

  /** The layers of a domain that is filled with cells. */
  static Layers layers(Domain domain) {
    Filling filling = domain.filling();
    return Layers.of(
        filling.first(),
        filling.growth(),
        filling.cap(),
        filling.ground(),
        filling.highest(),
        domain.top());
  }

  /**
   * Meshes a tile and seals its core.
   *
   * @param node the tile's node in the tree
   * @param inTile all buildings whose footprint meets the tile's rectangle, in any order
   */
  Stitched core(int node, List<Building> inTile) {
    Features features = new Features();
    features.addSides(tree.domain(), tree.rectangle(node));
    Roofs roofs = Roofs.of(inTile);
    inTile.stream()
        .sorted()
        .forEach(building -> features.addBuilding(building, roofs.labelOf(building)));
    SeamGraph graph = new SeamGraph(new Frontier(tree.id(node)), features, tree.domain(), false);
    SizeField sizes = sizes(node);
    KeptZone zone = KeptZone.ofCore(tree, node, options, sizes);
    return mesh(graph, node, Part.Kind.CORE, zone, sizes, roofs);
  }

  /** The frontier of a tile that is left out: nothing is covered, and nothing will be. */
  Frontier failed(int node) {
    Frontier frontier = new Frontier(tree.id(node));
    Bounds r = tree.rectangle(node);
    frontier.failed.rectangle.values = new double[] {r.xmin(), r.ymin(), r.xmax(), r.ymax()};
    Features features = new Features();
    features.addSides(tree.domain(), r);
    features.write(frontier.lines);
    return frontier;
  }

  /**
   * Meshes the seam between the two children of a node.
   *
   * @param node the node in the tree
   * @param first the frontier of its first child
   * @param second the frontier of its second child
   */
  Stitched stitch(int node, Frontier first, Frontier second) {
    if (first.id() != tree.id(tree.firstChild(node))
        || second.id() != tree.id(tree.secondChild(node))) {
      throw new IllegalArgumentException(
          "regions " + first.id() + " and " + second.id() + " do not make up " + tree.id(node));
    }
    Features features = new Features();
    Frontier union = FrontierUnion.of(tree.id(node), first, second, features);
    SeamGraph graph = new SeamGraph(union, features, tree.domain(), options.isGraded());
    SizeField sizes = sizes(node);
    KeptZone zone = KeptZone.ofSeam(tree, node, options, sizes);
    return mesh(graph, node, Part.Kind.SEAM, zone, sizes, union.roofs);
  }

  /** The sizes in a node's rectangle: beyond it zones are left out that have no say in it. */
  private SizeField sizes(int node) {
    return options.seenIn(tree.rectangle(node)).field();
  }

  private Stitched mesh(
      SeamGraph graph, int node, Part.Kind kind, KeptZone zone, SizeField sizes, Roofs roofs) {
    Bounds rectangle = tree.rectangle(node);
    graph.input.reach(rectangle.xmin(), rectangle.ymin(), rectangle.xmax(), rectangle.ymax());
    Limits limits = zone.refined(Limits.of(options.minAngle(), sizes).graded(options.gradation()));
    if (!options.isOnLattice(tree.domain())) {
      limits = limits.withoutLattice();
    }
    Optional<TerrainFit> fit = TerrainFit.of(terrain, options.terrainError());
    if (fit.isPresent()) {
      limits = limits.fitted(where(rectangle, graph.frontier.failed, fit.get()));
    }
    Sides sides = tree.domain().sides();
    int rest = MeshInput.GROUND;
    if (!sides.isRectangle()) {
      graph.input.knownWithin(
          rectangle.xmin(), rectangle.ymin(), rectangle.xmax(), rectangle.ymax());
      // With a side near, the ground touches it or what is sealed, and all else is done or outside.
      rest = sides.surround(rectangle) ? MeshInput.GROUND : MeshInput.OUTSIDE;
    }
    PlanarMesh mesh = Mesher.mesh(graph.input, limits, rest, MeshInput.UNKNOWN);
    boolean[] kept = keep(mesh, zone, graph.frontier.failed);
    KeptTriangles triangles = new KeptTriangles(graph, mesh, kept);
    return new Sealer(
            triangles, zone, rectangle, tree.domain(), roofs, terrain, options, sizes, layers)
        .seal(node, tree.id(node), kind, tree.partName(node));
  }

  /**
   * What holds triangles against the terrain, but for those in failed tiles and those that reach
   * out of the rectangle: none is kept there, and the terrain there is not the node's to look at.
   */
  private static Limits.Fit where(Bounds rectangle, Frontier.Failed failed, TerrainFit fit) {
    return new Limits.Fit() {
      @Override
      public boolean isPoor(double ax, double ay, double bx, double by, double cx, double cy) {
        return rectangle.contains(ax, ay)
            && rectangle.contains(bx, by)
            && rectangle.contains(cx, cy)
            && !failed.contain(ax, ay)
            && !failed.contain(bx, by)
            && !failed.contain(cx, cy)
            && !failed.contain((ax + bx + cx) / 3, (ay + by + cy) / 3)
            && fit.isPoor(ax, ay, bx, by, cx, cy);
      }

      @Override
      public double places(Bounds r) {
        return fit.places(r);
      }
    };
  }

  /**
   * A triangle is kept if its corners all lie in the zone, and neither they nor its middle in a
   * failed tile.
   */
  private static boolean[] keep(PlanarMesh mesh, KeptZone zone, Frontier.Failed failed) {
    double[] xy = mesh.xy();
    boolean[] inside = new boolean[mesh.vertexCount()];
    boolean anyFailed = failed.rows() > 0;
    for (int v = 0; v < inside.length; v++) {
      double x = xy[2 * v];
      double y = xy[2 * v + 1];
      inside[v] = zone.contains(x, y) && !(anyFailed && failed.contain(x, y));
    }
    int[] corners = mesh.triangles();
    boolean[] kept = new boolean[mesh.triangleCount()];
    for (int t = 0; t < kept.length; t++) {
      int a = corners[3 * t];
      int b = corners[3 * t + 1];
      int c = corners[3 * t + 2];
      kept[t] = inside[a] && inside[b] && inside[c];
      if (anyFailed && kept[t]) {
        double x = (xy[2 * a] + xy[2 * b] + xy[2 * c]) / 3;
        double y = (xy[2 * a + 1] + xy[2 * b + 1] + xy[2 * c + 1]) / 3;
        kept[t] = !failed.contain(x, y);
      }
    }
    return kept;
  }
}
