package io.citymesh.stitch;

import io.citymesh.air.AirPart;
import io.citymesh.air.JoinedAir;
import io.citymesh.footprint.Building;
import io.citymesh.tile.MeshOptions;
import io.citymesh.tile.StitchTree;
import io.citymesh.tile.ZoneCounts;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * A tile that is meshed in pieces for want of memory: each piece like a tile, with seams between
 * them, and then all of them joined into the one part that the tile has in the city's tree. What it
 * holds besides the piece at hand are sealed arrays, which take a fraction of what meshing does.
 */
final class TileInPieces {
  private final StitchTree pieces;
  private final RegionMesher mesher;
  private final MeshOptions options;
  private final List<Building> inTile;

  /** The parts by node of the pieces' tree. */
  private final Part[] parts;

  /** The air above them, by node, if there is any. */
  private final Map<Integer, AirPart> airs = new HashMap<>();

  private final PartQuality quality = new PartQuality();

  /** Triangles of ground and roofs by each of all zones. */
  private final long[] byZone;

  private double area;
  private double volume;

  /**
   * @param pieces the tree of the pieces
   * @param mesher makes the parts of that tree
   * @param options of the mesh
   * @param inTile all buildings whose footprint meets the tile's rectangle
   */
  TileInPieces(StitchTree pieces, RegionMesher mesher, MeshOptions options, List<Building> inTile) {
    this.pieces = pieces;
    this.mesher = mesher;
    this.options = options;
    this.byZone = new long[options.zones().size() + 1];
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
    int[] order = order();
    int[] start = new int[parts.length];
    int vertices = 0;
    for (int p : order) {
      start[p] = vertices;
      vertices = Math.addExact(vertices, parts[p].vertexCount());
    }
    frontier.id = id;
    for (int v = 0; v < frontier.vertexCount(); v++) {
      long piece = frontier.vertices.ownerPart.values[v];
      frontier.vertices.ownerIndex.values[v] += start[pieces.node(piece)];
      frontier.vertices.ownerPart.values[v] = id;
    }
    Part part = joined(tile, id, name, order, start, vertices);
    return new Stitched(
        part,
        joinedAir(id, order),
        quality,
        ZoneCounts.ofSeen(options, pieces.rectangle(pieces.root()), byZone),
        area,
        volume,
        frontier);
  }

  /**
   * The pieces in the order of their vertices. With cells above it is that of their ids, by which
   * the pieces have decided where steps tie: so vertices of the whole tile are in the same order.
   */
  private int[] order() {
    IntStream nodes = IntStream.range(0, parts.length);
    return airs.isEmpty()
        ? nodes.toArray()
        : nodes
            .boxed()
            .sorted(Comparator.comparingLong(pieces::id))
            .mapToInt(node -> node)
            .toArray();
  }

  private Frontier make(int node) {
    Stitched made =
        pieces.isTile(node)
            ? mesher.core(node, meeting(node))
            : mesher.stitch(node, make(pieces.firstChild(node)), make(pieces.secondChild(node)));
    parts[node] = made.part();
    made.air().ifPresent(air -> airs.put(node, air));
    quality.add(made.quality());
    long[] more = ZoneCounts.ofAll(options, pieces.rectangle(node), made.byZone());
    Arrays.setAll(byZone, zone -> byZone[zone] + more[zone]);
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

  private Part joined(int tile, long id, String name, int[] order, int[] start, int vertexCount) {
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
    double[] vertices = new double[3 * vertexCount];
    Faces faces = new Faces(faceCount);
    for (int p : order) {
      Part part = parts[p];
      System.arraycopy(part.vertices(), 0, vertices, 3 * start[p], 3 * part.vertexCount());
      faces.add(part, 0, planar(part), start, buildings);
    }
    for (int p : order) {
      faces.add(parts[p], planar(parts[p]), parts[p].faceCount(), start, buildings);
    }
    return new Part(
        tile,
        id,
        Part.Kind.CORE,
        name,
        vertices,
        faces.corners,
        faces.kinds,
        faces.building,
        buildings,
        new long[0],
        new double[0]);
  }

  /** How many of a piece's faces stand before those of all others: the triangles below its air. */
  private int planar(Part part) {
    AirPart air = airs.get(part.node());
    return air == null ? part.faceCount() : air.triangleCount();
  }

  private Optional<AirPart> joinedAir(long id, int[] order) {
    return airs.isEmpty()
        ? Optional.empty()
        : Optional.of(JoinedAir.of(id, Arrays.stream(order).mapToObj(airs::get).toList()));
  }

  /** The faces of the joined part. */
  private final class Faces {
    final int[] corners;
    final byte[] kinds;
    final int[] building;
    private int count;

    Faces(int expected) {
      corners = new int[3 * expected];
      kinds = new byte[expected];
      building = new int[expected];
    }

    /** Adds faces of a piece, from one to before another. */
    void add(Part part, int from, int to, int[] start, long[] buildings) {
      int own = part.vertexCount();
      int shift = start[part.node()];
      int[] place = new int[part.buildings().length];
      for (int b = 0; b < place.length; b++) {
        place[b] = Arrays.binarySearch(buildings, part.buildings()[b]);
      }
      System.arraycopy(part.faceKinds(), from, kinds, count, to - from);
      for (int f = from; f < to; f++) {
        int here = part.building()[f];
        building[count] = here < 0 ? -1 : place[here];
        for (int c = 0; c < 3; c++) {
          int corner = part.faces()[3 * f + c];
          corners[3 * count + c] =
              corner < own
                  ? shift + corner
                  : start[pieces.node(part.foreignPart(corner - own))]
                      + part.foreignIndex(corner - own);
        }
        count++;
      }
    }
  }
}
