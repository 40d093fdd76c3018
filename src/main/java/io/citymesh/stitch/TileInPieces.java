package io.citymesh.stitch;

import io.citymesh.footprint.Building;
import io.citymesh.tile.StitchTree;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A tile that is meshed in pieces for want of memory: each piece like a tile, with seams between
 * them, and then all of them joined into the one part that the tile has in the city's tree. What it
 * holds besides the piece at hand are sealed arrays, which take a fraction of what meshing does.
 */
final class TileInPieces {
  private final StitchTree pieces;
  private final RegionMesher mesher;
  private final List<Building> inTile;

  /** The parts by node of the pieces' tree. */
  private final Part[] parts;

  private final PartQuality quality = new PartQuality();
  private double area;
  private double volume;

  /**
   * @param pieces the tree of the pieces
   * @param mesher makes the parts of that tree
   * @param inTile all buildings whose footprint meets the tile's rectangle
   */
  TileInPieces(StitchTree pieces, RegionMesher mesher, List<Building> inTile) {
    this.pieces = pieces;
    this.mesher = mesher;
    this.inTile = inTile;
    this.parts = new Part[pieces.nodes()];
  }

  /**
   * Makes the tile's core.
   *
   * @param tile the tile's node in the city's tree
   * @param id its id there
   * @param name the name of its part
   */
  Stitched join(int tile, long id, String name) {
    Frontier frontier = make(pieces.root());
    int[] start = new int[parts.length + 1];
    for (int p = 0; p < parts.length; p++) {
      start[p + 1] = start[p] + parts[p].vertexCount();
    }
    frontier.id = id;
    for (int v = 0; v < frontier.vertexCount(); v++) {
      long piece = frontier.vertices.ownerPart.values[v];
      frontier.vertices.ownerIndex.values[v] += start[pieces.node(piece)];
      frontier.vertices.ownerPart.values[v] = id;
    }
    return new Stitched(joined(tile, id, name, start), quality, area, volume, frontier);
  }

  private Frontier make(int node) {
    Stitched made =
        pieces.isTile(node)
            ? mesher.core(node, meeting(node))
            : mesher.stitch(node, make(pieces.firstChild(node)), make(pieces.secondChild(node)));
    parts[node] = made.part();
    quality.add(made.quality());
    area += made.area();
    volume += made.volume();
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

  private Part joined(int tile, long id, String name, int[] start) {
    long[] buildings =
        Arrays.stream(parts)
            .flatMapToLong(part -> Arrays.stream(part.buildings()))
            .sorted()
            .distinct()
            .toArray();
    int faceCount = 0;
    for (Part part : parts) {
      faceCount += part.faceCount();
    }
    double[] vertices = new double[3 * start[parts.length]];
    int[] faces = new int[3 * faceCount];
    byte[] faceKinds = new byte[faceCount];
    int[] building = new int[faceCount];
    int done = 0;
    for (int p = 0; p < parts.length; p++) {
      Part part = parts[p];
      int own = part.vertexCount();
      System.arraycopy(part.vertices(), 0, vertices, 3 * start[p], 3 * own);
      System.arraycopy(part.faceKinds(), 0, faceKinds, done, part.faceCount());
      int[] place = new int[part.buildings().length];
      for (int b = 0; b < place.length; b++) {
        place[b] = Arrays.binarySearch(buildings, part.buildings()[b]);
      }
      for (int f = 0; f < part.faceCount(); f++) {
        int here = part.building()[f];
        building[done + f] = here < 0 ? -1 : place[here];
      }
      for (int c = 0; c < part.faces().length; c++) {
        int corner = part.faces()[c];
        faces[3 * done + c] =
            corner < own
                ? start[p] + corner
                : start[pieces.node(part.foreignPart(corner - own))]
                    + part.foreignIndex(corner - own);
      }
      done += part.faceCount();
    }
    return new Part(
        tile,
        id,
        Part.Kind.CORE,
        name,
        vertices,
        faces,
        faceKinds,
        building,
        buildings,
        new long[0],
        new double[0]);
  }
}
