package io.citymesh.tile;

import io.citymesh.city.Bounds;
import java.io.Serializable;
import java.util.Arrays;

/**
 * The order in which tiles are joined: a kd-tree over the tile grid. Its leaves are the tiles, its
 * inner nodes the stitches, its root the city.
 *
 * <p>A block of tiles is halved across its longer side (counted in tiles, columns first). Nodes are
 * numbered in post-order: a node's number is larger than those of all nodes below it, and the root
 * comes last. The number is also the id of the part that the node makes. The tree depends on the
 * grid alone.
 */
public final class StitchTree implements Serializable {
  private static final long serialVersionUID = 1L;

  private final TileGrid grid;
  private final Bounds domain;

  /** Column and row range of each node, four per node: i0, j0, i1, j1. */
  private final int[] block;

  private final int[] parent;

  /** First child, or -1 for a tile; the second child is always {@code node - 1}. */
  private final int[] first;

  private int count;

  public StitchTree(TileGrid grid) {
    this.grid = grid;
    int nodes = Math.multiplyExact(2, grid.tiles()) - 1;
    block = new int[Math.multiplyExact(4, nodes)];
    parent = new int[nodes];
    first = new int[nodes];
    Arrays.fill(parent, -1);
    build(0, 0, grid.columns(), grid.rows());
    domain = grid.block(0, 0, grid.columns(), grid.rows());
  }

  private int build(int i0, int j0, int i1, int j1) {
    int child = -1;
    int second = -1;
    if (i1 - i0 > 1 || j1 - j0 > 1) {
      if (i1 - i0 >= j1 - j0) {
        int middle = (i0 + i1) >>> 1;
        child = build(i0, j0, middle, j1);
        second = build(middle, j0, i1, j1);
      } else {
        int middle = (j0 + j1) >>> 1;
        child = build(i0, j0, i1, middle);
        second = build(i0, middle, i1, j1);
      }
    }
    int node = count++;
    block[4 * node] = i0;
    block[4 * node + 1] = j0;
    block[4 * node + 2] = i1;
    block[4 * node + 3] = j1;
    first[node] = child;
    if (child >= 0) {
      parent[child] = node;
      parent[second] = node;
    }
    return node;
  }

  public TileGrid grid() {
    return grid;
  }

  /** The rectangle of the whole city. */
  public Bounds domain() {
    return domain;
  }

  /** How many nodes: tiles and stitches together. */
  public int nodes() {
    return parent.length;
  }

  public int root() {
    return parent.length - 1;
  }

  public boolean isTile(int node) {
    return first[node] < 0;
  }

  /** The node that joins this one with its sibling; -1 for the root. */
  public int parent(int node) {
    return parent[node];
  }

  /** The western or southern child of a stitch. */
  public int firstChild(int node) {
    return first[node];
  }

  /** The eastern or northern child of a stitch. */
  public int secondChild(int node) {
    return node - 1;
  }

  /** The rectangle of a node's block of tiles. */
  public Bounds rectangle(int node) {
    return grid.block(
        block[4 * node], block[4 * node + 1], block[4 * node + 2], block[4 * node + 3]);
  }

  /** The name of a tile node. */
  public TileKey key(int node) {
    return grid.key(block[4 * node], block[4 * node + 1]);
  }

  /** The part's name: the tile's key for a core, the node's number for a seam. */
  public String partName(int node) {
    return isTile(node) ? "core_" + key(node) : "seam_" + node;
  }

  /**
   * True if the stitch joins a western and an eastern block, false if a southern and a northern
   * one.
   */
  public boolean joinsAlongX(int node) {
    return block[4 * first[node] + 2] < block[4 * node + 2];
  }

  /** All tile nodes in ascending order: the order in which tiles are laid out over partitions. */
  public int[] tiles() {
    int[] tiles = new int[grid.tiles()];
    int n = 0;
    for (int node = 0; node < nodes(); node++) {
      if (isTile(node)) {
        tiles[n++] = node;
      }
    }
    return tiles;
  }

  /** The node of tile (i, j). */
  public int tileAt(int i, int j) {
    int node = root();
    while (!isTile(node)) {
      int child = first[node];
      boolean inside = i < block[4 * child + 2] && j < block[4 * child + 3];
      node = inside ? child : node - 1;
    }
    return node;
  }

  /**
   * A node's rectangle shrunk by {@code distance} on its open sides: those that are not part of the
   * domain's boundary.
   */
  public Bounds shrunk(int node, double distance) {
    Bounds r = rectangle(node);
    return new Bounds(
        r.xmin() > domain.xmin() ? r.xmin() + distance : r.xmin(),
        r.ymin() > domain.ymin() ? r.ymin() + distance : r.ymin(),
        r.xmax() < domain.xmax() ? r.xmax() - distance : r.xmax(),
        r.ymax() < domain.ymax() ? r.ymax() - distance : r.ymax());
  }
}
