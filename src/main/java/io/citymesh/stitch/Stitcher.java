package io.citymesh.stitch;

import io.citymesh.air.Layers;
import io.citymesh.footprint.Building;
import io.citymesh.geo.Terrain;
import io.citymesh.tile.Domain;
import io.citymesh.tile.MeshOptions;
import io.citymesh.tile.StitchTree;
import java.util.List;

/**
 * Makes the parts of the city: the core of a tile, and the seam between two regions. The one door
 * of this package.
 *
 * <p>A <b>core</b> consists of the triangles of the tile's own mesh whose corners all lie in the
 * tile's rectangle shrunk by w on its open sides. A <b>stitch</b> meshes what lies between two
 * regions: the edges of their frontiers are frozen, the features are taken up where they were left,
 * and the triangles in a strip along the common side are kept, again within the rectangle of the
 * union shrunk on its open sides. The root has no open side and keeps everything.
 *
 * <p>Beyond what is kept the plane is refined a little further, so that the rim that is left open
 * has triangles of full quality on both sides; the corners of the first row beyond the rim travel
 * along as hints.
 *
 * <p>Stateless and thread-safe: a part depends on the arguments alone.
 */
public final class Stitcher {
  private final StitchTree tree;
  private final MeshOptions options;
  private final Terrain terrain;
  private final RegionMesher mesher;

  /**
   * @param tree the stitching tree of the city
   * @param options triangle sizes
   * @param terrain elevations; defined in the whole domain
   */
  public Stitcher(StitchTree tree, MeshOptions options, Terrain terrain) {
    this.tree = tree;
    this.options = options;
    this.terrain = terrain;
    this.mesher = new RegionMesher(tree, options, terrain);
  }

  /**
   * The layers of a domain that is filled with cells.
   *
   * @throws io.citymesh.report.UserError if they do not fit between the highest roof and the top
   */
  public static Layers layers(Domain domain) {
    return RegionMesher.layers(domain);
  }

  /**
   * Meshes a tile and seals its core.
   *
   * @param node the tile's node in the tree
   * @param inTile all buildings whose footprint meets the tile's rectangle, in any order
   */
  public Stitched core(int node, List<Building> inTile) {
    return mesher.core(node, inTile);
  }

  /**
   * Meshes a tile in pieces, which takes less memory, and seals its core. The core is sound like
   * any other, but not the same as that of the tile as a whole.
   *
   * @param node the tile's node in the tree
   * @param inTile all buildings whose footprint meets the tile's rectangle, in any order
   * @param halvings how often the tile is halved, 0 to {@link MeshOptions#mostHalvings}
   */
  public Stitched core(int node, List<Building> inTile, int halvings) {
    if (halvings == 0) {
      return core(node, inTile);
    }
    StitchTree pieces = tree.halved(node, halvings);
    return new TileInPieces(pieces, new RegionMesher(pieces, options, terrain), options, inTile)
        .join(node, tree.id(node), tree.partName(node));
  }

  /** The frontier of a tile that is left out: nothing is covered, and nothing will be. */
  public Frontier failed(int node) {
    return mesher.failed(node);
  }

  /**
   * Meshes the seam between the two children of a node.
   *
   * @param node the node in the tree
   * @param first the frontier of its first child
   * @param second the frontier of its second child
   */
  public Stitched stitch(int node, Frontier first, Frontier second) {
    return mesher.stitch(node, first, second);
  }
}
