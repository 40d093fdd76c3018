package io.citymesh.stitch;

import io.citymesh.footprint.Building;
import io.citymesh.tile.StitchTree;
import java.util.ArrayList;
import java.util.List;

/**
 * A tile that is meshed in pieces for want of memory: each piece like a tile, with seams between
 * them, and then all of them joined into the one part that the tile has in the city's tree. What it
 * holds besides the piece at hand are sealed arrays, which take a fraction of what meshing does.
 */
final class TileInPieces {
  private final StitchTree pieces;
  private final Stitcher stitcher;
  private final List<Building> inTile;

  /** By node of the pieces' tree. */
  private final Part[] parts;

  private final PartQuality quality = new PartQuality();
  private double area;

  /**
   * @param pieces the tree of the pieces
   * @param stitcher makes the parts of that tree
   * @param inTile all buildings whose footprint meets the tile's rectangle
   */
  TileInPieces(StitchTree pieces, Stitcher stitcher, List<Building> inTile) {
    this.pieces = pieces;
    this.stitcher = stitcher;
    this.inTile = inTile;
    this.parts = new Part[pieces.nodes()];
  }

  /**
   * Makes the tile's core.
   *
   * @param tile the tile's node in the city's tree
   * @param name the name of its part
   */
  Stitched join(int tile, String name) {
    Frontier frontier = make(pieces.root());
    int[] start = new int[parts.length + 1];
    for (int p = 0; p < parts.length; p++) {
      start[p + 1] = start[p] + parts[p].vertexCount();
    }
    frontier.node = tile;
    for (int v = 0; v < frontier.owner.length; v++) {
      frontier.owner[v] = Part.foreign(tile, inTile(frontier.owner[v], start));
    }
    return new Stitched(joined(tile, name, start), quality, area, frontier);
  }

  private Frontier make(int node) {
    Stitched made =
        pieces.isTile(node)
            ? stitcher.core(node, meeting(node))
            : stitcher.stitch(node, make(pieces.firstChild(node)), make(pieces.secondChild(node)));
    parts[node] = made.part();
    quality.add(made.quality());
    area += made.area();
    return made.frontier();
  }

  private List<Building> meeting(int piece) {
    List<Building> here = new ArrayList<>();
    for (Building building : inTile) {
      pieces.forTilesMeeting(
          building.bounds(),
          met -> {
            if (met == piece) {
              here.add(building);
            }
          });
    }
    return here;
  }

  /** The index in the tile's part of a vertex that a piece owns. */
  private static int inTile(long foreign, int[] start) {
    return start[Part.foreignPart(foreign)] + Part.foreignIndex(foreign);
  }

  private Part joined(int tile, String name, int[] start) {
    int faceCount = 0;
    for (Part part : parts) {
      faceCount += part.faceCount();
    }
    double[] vertices = new double[3 * start[parts.length]];
    int[] faces = new int[3 * faceCount];
    int[] markers = new int[faceCount];
    int done = 0;
    for (int p = 0; p < parts.length; p++) {
      Part part = parts[p];
      int own = part.vertexCount();
      System.arraycopy(part.vertices(), 0, vertices, 3 * start[p], 3 * own);
      System.arraycopy(part.markers(), 0, markers, done, part.faceCount());
      for (int c = 0; c < part.faces().length; c++) {
        int corner = part.faces()[c];
        faces[3 * done + c] =
            corner < own ? start[p] + corner : inTile(part.foreign()[corner - own], start);
      }
      done += part.faceCount();
    }
    return new Part(tile, Part.Kind.CORE, name, vertices, faces, markers, new long[0]);
  }
}
