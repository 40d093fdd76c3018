package io.citymesh.tile;

import io.citymesh.geo.Bounds;
import java.io.Serializable;
import java.util.function.IntConsumer;

/**
 * The order in which tiles are joined: a kd-tree over the tile grid. Its leaves are the tiles, its
 * inner nodes the stitches, its root the city.
 *
 * <p>A block of tiles is halved across its longer side (counted in tiles, columns first); a tile
 * that is too large is halved further, across its longer side in metres. The T tiles are numbered 0
 * ... T - 1 from one end of the tree to the other, so that the tiles below a node follow each
 * other; then come the stitches in post-order, so that a node's number is larger than those of all
 * nodes below it, and the root comes last. The tree depends on the grid and the halvings alone.
 *
 * <p>A node's number counts the tiles before it; its {@link #id} says its place: the root's is 1,
 * and the children of the node with the id i have the ids 2i and 2i + 1. So the id of a node is the
 * same whatever tiles elsewhere are halved. (A tile that is halved leaves its id to the stitch that
 * joins its halves.)
 */
public final class StitchTree implements Serializable {
  private static final long serialVersionUID = 1L;

  private final TileGrid grid;
  private final Domain domain;
  private final long rootId;
  private final int tiles;
  private final TileKey[] keys;

  /** The rectangle of each node: xmin, ymin, xmax, ymax, metres. */
  private final double[] rectangle;

  private final int[] parent;

  /** First child of each stitch, by its number less T; and second child. */
  private final int[] first;

  private final int[] second;

  private int tileCount;
  private int stitchCount;

  /** The tree of a grid of which no tile is halved. */
  public StitchTree(TileGrid grid) {
    this(grid, new int[grid.tiles()]);
  }

  /** The tree of a grid whose rectangle is the domain, open to the sky. */
  public StitchTree(TileGrid grid, int[] halvings) {
    this(grid, Domain.of(grid.block(0, 0, grid.columns(), grid.rows())), halvings);
  }

  /**
   * @param domain what is meshed; the grid is that of the rectangle around it
   * @param halvings how often each tile of the grid is halved, by {@link TileGrid#cell}
   */
  public StitchTree(TileGrid grid, Domain domain, int[] halvings) {
    this(grid, domain, (cell, piece, times) -> times < halvings[cell]);
  }

  /**
   * The tree of a grid of which some tiles are halved, and some of their pieces.
   *
   * @param domain what is meshed; the grid is that of the rectangle around it
   */
  public StitchTree(TileGrid grid, Domain domain, Division division) {
    this(grid, domain, 1, count(grid, division));
    build(0, 0, grid.columns(), grid.rows(), division);
  }

  /** Says which tiles are halved. */
  @FunctionalInterface
  public interface Division {
    /**
     * Whether a piece is halved.
     *
     * @param cell the tile of the grid that it is a piece of, by {@link TileGrid#cell}
     * @param times how often that was halved for it
     */
    boolean isHalved(int cell, Bounds piece, int times);
  }

  private static int count(TileGrid grid, Division division) {
    int count = 0;
    for (int j = 0; j < grid.rows(); j++) {
      for (int i = 0; i < grid.columns(); i++) {
        Bounds tile = grid.block(i, j, i + 1, j + 1);
        count = Math.addExact(count, count(grid.cell(i, j), tile, 0, division));
      }
    }
    return count;
  }

  private static int count(int cell, Bounds piece, int times, Division division) {
    return division.isHalved(cell, piece, times)
        ? Math.addExact(
            count(cell, piece.half(true), times + 1, division),
            count(cell, piece.half(false), times + 1, division))
        : 1;
  }

  private StitchTree(TileGrid grid, Domain domain, long rootId, int tiles) {
    this.grid = grid;
    this.domain = domain;
    this.rootId = rootId;
    this.tiles = tiles;
    int nodes = Math.multiplyExact(2, tiles) - 1;
    keys = new TileKey[tiles];
    rectangle = new double[Math.multiplyExact(4, nodes)];
    parent = new int[nodes];
    first = new int[tiles - 1];
    second = new int[tiles - 1];
    parent[nodes - 1] = -1;
  }

  /**
   * A tree of one of the tiles alone, halved across its longer side, its halves across theirs, and
   * so on. Its domain is the city's; its nodes have numbers of their own, and the ids that they
   * would have below the tile's in the city's tree.
   *
   * @param times how often, 0 or more
   */
  public StitchTree halved(int tile, int times) {
    StitchTree pieces = new StitchTree(grid, domain, id(tile), 1 << times);
    pieces.halve(-1, rectangle(tile), key(tile), 0, (cell, piece, done) -> done < times);
    return pieces;
  }

  private int build(int i0, int j0, int i1, int j1, Division division) {
    Bounds block = grid.block(i0, j0, i1, j1);
    if (i1 - i0 == 1 && j1 - j0 == 1) {
      return halve(grid.cell(i0, j0), block, grid.key(i0, j0), 0, division);
    }
    if (i1 - i0 >= j1 - j0) {
      int middle = (i0 + i1) >>> 1;
      int child = build(i0, j0, middle, j1, division);
      return stitch(block, child, build(middle, j0, i1, j1, division));
    }
    int middle = (j0 + j1) >>> 1;
    int child = build(i0, j0, i1, middle, division);
    return stitch(block, child, build(i0, middle, i1, j1, division));
  }

  private int halve(int cell, Bounds r, TileKey key, int times, Division division) {
    if (!division.isHalved(cell, r, times)) {
      int tile = tileCount++;
      keys[tile] = key;
      place(tile, r);
      return tile;
    }
    int child = halve(cell, r.half(true), key.half("a"), times + 1, division);
    return stitch(r, child, halve(cell, r.half(false), key.half("b"), times + 1, division));
  }

  private int stitch(Bounds r, int firstChild, int secondChild) {
    first[stitchCount] = firstChild;
    second[stitchCount] = secondChild;
    int node = tiles + stitchCount++;
    parent[firstChild] = node;
    parent[secondChild] = node;
    place(node, r);
    return node;
  }

  private void place(int node, Bounds r) {
    rectangle[4 * node] = r.xmin();
    rectangle[4 * node + 1] = r.ymin();
    rectangle[4 * node + 2] = r.xmax();
    rectangle[4 * node + 3] = r.ymax();
  }

  public TileGrid grid() {
    return grid;
  }

  /** What is meshed. */
  public Domain domain() {
    return domain;
  }

  /** The rectangle of the whole city: that of the root. */
  public Bounds bounds() {
    return domain.bounds();
  }

  /** How many tiles (T): nodes 0 ... T - 1. */
  public int tiles() {
    return tiles;
  }

  /** How many nodes: tiles and stitches together. */
  public int nodes() {
    return parent.length;
  }

  public int root() {
    return parent.length - 1;
  }

  public boolean isTile(int node) {
    return node < tiles;
  }

  /** The node that joins this one with its sibling; -1 for the root. */
  public int parent(int node) {
    return parent[node];
  }

  /** The western or southern child of a stitch. */
  public int firstChild(int node) {
    return first[node - tiles];
  }

  /** The eastern or northern child of a stitch. */
  public int secondChild(int node) {
    return second[node - tiles];
  }

  /**
   * The id of a node: its place in the tree, 1 or more.
   *
   * @throws ArithmeticException if the tree is more than 62 stitches deep
   */
  public long id(int node) {
    if (node == root()) {
      return rootId;
    }
    int above = parent(node);
    return Math.addExact(Math.multiplyExact(2L, id(above)), node == secondChild(above) ? 1 : 0);
  }

  /**
   * The node with an id.
   *
   * @throws IllegalArgumentException if there is none in this tree
   */
  public int node(long id) {
    int depth = Long.numberOfLeadingZeros(rootId) - Long.numberOfLeadingZeros(id);
    if (id < rootId || id >> depth != rootId) {
      throw new IllegalArgumentException("there is no node with the id " + id);
    }
    int node = root();
    for (int bit = depth - 1; bit >= 0; bit--) {
      if (isTile(node)) {
        throw new IllegalArgumentException("there is no node with the id " + id);
      }
      node = (id >> bit & 1) == 0 ? firstChild(node) : secondChild(node);
    }
    return node;
  }

  /** Whether a node is below another one, or is it; by their ids. */
  public static boolean isWithin(long id, long ancestor) {
    int depth = Long.numberOfLeadingZeros(ancestor) - Long.numberOfLeadingZeros(id);
    return ancestor > 0 && depth >= 0 && id >> depth == ancestor;
  }

  /** The first of the tiles below a node; of a tile, itself. */
  public int firstTile(int node) {
    int tile = node;
    while (!isTile(tile)) {
      tile = firstChild(tile);
    }
    return tile;
  }

  /** The number after that of the last tile below a node. */
  public int endTile(int node) {
    int tile = node;
    while (!isTile(tile)) {
      tile = secondChild(tile);
    }
    return tile + 1;
  }

  /** The rectangle of a tile, or of all tiles below a stitch. */
  public Bounds rectangle(int node) {
    return new Bounds(
        rectangle[4 * node],
        rectangle[4 * node + 1],
        rectangle[4 * node + 2],
        rectangle[4 * node + 3]);
  }

  /** The name of a tile. */
  public TileKey key(int tile) {
    return keys[tile];
  }

  /** The part's name: with the tile's key for a core, with the node's id for a seam. */
  public String partName(int node) {
    return isTile(node) ? "core_" + key(node) : "seam_" + id(node);
  }

  /**
   * True if the stitch joins a western and an eastern block, false if a southern and a northern
   * one.
   */
  public boolean joinsAlongX(int node) {
    return rectangle[4 * firstChild(node) + 2] < rectangle[4 * node + 2];
  }

  /** Names, in ascending order, the tiles that a tile of the grid was divided into. */
  public void forTilesIn(Bounds gridTile, IntConsumer action) {
    forTilesMeeting(
        gridTile,
        tile -> {
          if (gridTile.contains(rectangle(tile))) {
            action.accept(tile);
          }
        });
  }

  /** Names, in ascending order, the tiles whose rectangles meet the bounds, sides included. */
  public void forTilesMeeting(Bounds bounds, IntConsumer action) {
    visit(root(), bounds, action);
  }

  private void visit(int node, Bounds bounds, IntConsumer action) {
    int r = 4 * node;
    if (bounds.xmin() > rectangle[r + 2]
        || bounds.ymin() > rectangle[r + 3]
        || bounds.xmax() < rectangle[r]
        || bounds.ymax() < rectangle[r + 1]) {
      return;
    }
    if (isTile(node)) {
      action.accept(node);
    } else {
      visit(firstChild(node), bounds, action);
      visit(secondChild(node), bounds, action);
    }
  }

  /**
   * A node's rectangle shrunk by {@code distance} on its open sides: those that are not part of the
   * domain's boundary.
   */
  public Bounds shrunk(int node, double distance) {
    Bounds r = rectangle(node);
    Bounds d = domain.bounds();
    return new Bounds(
        r.xmin() > d.xmin() ? r.xmin() + distance : r.xmin(),
        r.ymin() > d.ymin() ? r.ymin() + distance : r.ymin(),
        r.xmax() < d.xmax() ? r.xmax() - distance : r.xmax(),
        r.ymax() < d.ymax() ? r.ymax() - distance : r.ymax());
  }
}
