package io.citymesh.view;

import io.citymesh.format.FormatPart;
import io.citymesh.format.PatchMeshes;
import io.citymesh.format.Patches;
import io.citymesh.geo.Wkb;
import io.citymesh.output.OutputDir;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.locationtech.jts.algorithm.Orientation;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.LineString;
import org.locationtech.jts.geom.Polygon;
import org.locationtech.jts.triangulate.polygon.PolygonTriangulator;

/**
 * The tiles of a few levels of the stitching tree, which one task writes from the bottom up: the
 * contents of the parts, then those of the nodes above them. It holds a part or a node at a time,
 * and what is kept of those below.
 */
public final class Subtree {
  /** Levels of a subtree. */
  public static final int LEVELS = 4;

  /** Bytes of a coarse content, about. */
  private static final int BUDGET = 2_000_000;

  /** Vertices of a coarse ground inside its rim, at most; two triangles each. */
  private static final int MOST_POINTS = 12_000;

  /** A coarse ground has at most one vertex of so many. */
  private static final int THINNING = 6;

  /** A coarse content is wrong by its diameter over this, even if nothing was moved. */
  private static final double SHARPNESS = 500;

  private static final int BYTES_PER_CORNER = 70;
  private static final int BYTES_PER_BUILDING = 60;
  private static final int BYTES_PER_POINT = 26;

  private final long root;
  private final Map<Long, Integer> parts;
  private final Map<Long, Region> below;
  private final Map<Integer, TileBuilding> buildings;
  private final Reader reader;
  private final OutputDir out;
  private final double[] origin;
  private final boolean quantize;

  /** The part that was read last. */
  private final PatchMeshes faces = new PatchMeshes();

  /** The content that is being made. */
  private final Content content;

  /** The nodes that have parts or subtrees below them. */
  private final Set<Long> inner = new HashSet<>();

  /** Reads parts. */
  @FunctionalInterface
  public interface Reader {
    /** Reads the part of this number. */
    <T> T read(int number, FormatPart.Reader<T> reader) throws IOException;
  }

  /**
   * @param root the id of its node in the stitching tree
   * @param parts its own parts' numbers, by id
   * @param below what the subtrees below it passed on
   * @param buildings those of its parts, by index
   * @param out the folder of the tileset
   * @param origin what all coordinates are about
   * @param quantize whether coordinates are 16-bit numbers
   */
  public Subtree(
      long root,
      Map<Long, Integer> parts,
      Iterable<Region> below,
      Map<Integer, TileBuilding> buildings,
      Reader reader,
      OutputDir out,
      double[] origin,
      boolean quantize) {
    this.root = root;
    this.parts = parts;
    this.below = new TreeMap<>();
    below.forEach(region -> this.below.put(region.id(), region));
    this.buildings = buildings;
    this.reader = reader;
    this.out = out;
    this.origin = origin.clone();
    this.quantize = quantize;
    this.content = new Content(origin);
    parts.keySet().forEach(this::markAbove);
    this.below.keySet().forEach(this::markAbove);
  }

  private void markAbove(long id) {
    for (long above = id >> 1; above >= root; above >>= 1) {
      inner.add(above);
    }
  }

  /** The subtree in which a part lies, by its id. */
  public static long of(long part) {
    return part >> (depth(part) % LEVELS);
  }

  /** Edges between a node and the root of the stitching tree. */
  public static int depth(long id) {
    return 63 - Long.numberOfLeadingZeros(id);
  }

  /** Writes its tiles; nothing is passed on if its parts have no faces. */
  public List<Region> write() throws IOException {
    List<Region> made = new ArrayList<>();
    add(root, made);
    if (made.isEmpty()) {
      return List.of();
    }
    Region whole = made.get(0);
    if (root > 1 && inner.contains(root)) {
      whole = external(whole);
    }
    return List.of(whole);
  }

  /** A tile that stands for another tileset, which has the region's own. */
  private Region external(Region region) throws IOException {
    byte[] tileset = Tileset.external(region.tile());
    String file = "n" + region.id() + ".json";
    out.write(file, stream -> stream.write(tileset));
    return new Region(
        region.id(),
        region.points(),
        region.known(),
        region.rim(),
        region.standing(),
        region.groundError(),
        region.dropped(),
        region.geometricError(),
        region.box(),
        Tileset.tile(region.box(), region.geometricError(), file, List.of()),
        region.totals().plus(new Region.Totals(tileset.length, 0, 0)));
  }

  /** Adds the regions that a node of the tree is made of: itself at every second level. */
  private void add(long id, List<Region> regions) throws IOException {
    if (below.containsKey(id)) {
      regions.add(below.get(id));
    } else if (!inner.contains(id)) {
      addPart(id, regions);
    } else if (depth(id) % 2 == 0) {
      List<Region> children = new ArrayList<>();
      addBelow(id, children);
      if (!children.isEmpty()) {
        regions.add(coarse(id, children));
      }
    } else {
      addBelow(id, regions);
    }
  }

  private void addBelow(long id, List<Region> regions) throws IOException {
    add(2 * id, regions);
    add(2 * id + 1, regions);
    addPart(id, regions);
  }

  private void addPart(long id, List<Region> regions) throws IOException {
    Integer number = parts.get(id);
    if (number != null) {
      Region region = reader.read(number, part -> part(id, part));
      if (region.totals().contents() > 0) {
        regions.add(region);
      }
    }
  }

  // --- Parts ---

  /**
   * The content of a part.
   *
   * @param table the buildings of the part
   * @param rows the place of each in the table, in the part's order
   * @param file with the content
   * @param bytes of the file; 0 if the part has no faces, and there is no file
   */
  record Leaf(List<TileBuilding> table, int[] rows, String file, int bytes) {}

  /** Writes a part's content. */
  Leaf leaf(long id, FormatPart part) throws IOException {
    faces.read(part);
    int[] numbers = part.buildingNumbers();
    int[] rows = new int[numbers.length];
    List<TileBuilding> table = table(numbers, rows);
    content.set(part, faces, rows);
    String file = "p" + id + ".glb";
    return new Leaf(table, rows, file, content.triangles() == 0 ? 0 : write(file, table));
  }

  /** Writes a part's content, and finds what the levels above need of the part. */
  private Region part(long id, FormatPart part) throws IOException {
    Leaf leaf = leaf(id, part);
    if (leaf.bytes == 0) {
      return new Region(
          id,
          new double[0],
          new boolean[0],
          new int[0],
          List.of(),
          0,
          0,
          0,
          content.box(),
          "",
          Region.Totals.NONE);
    }
    Outline outline = new Outline(faces, building -> leaf.table.get(leaf.rows[building]).ground());
    return new Region(
        id,
        outline.points(),
        outline.known(),
        outline.rim(),
        standing(leaf.table, leaf.rows),
        0,
        0,
        0,
        content.box(),
        Tileset.tile(content.box(), 0, leaf.file, List.of()),
        new Region.Totals(leaf.bytes, 1, content.triangles()));
  }

  /**
   * The buildings of a part, in the order of their indices.
   *
   * @param numbers their indices, in the part's order
   * @param rows takes the place of each in the table
   */
  private List<TileBuilding> table(int[] numbers, int[] rows) throws IOException {
    long[] order = new long[numbers.length];
    for (int b = 0; b < order.length; b++) {
      order[b] = (long) numbers[b] << 32 | b;
    }
    Arrays.sort(order);
    List<TileBuilding> table = new ArrayList<>();
    for (long next : order) {
      TileBuilding building = buildings.get((int) (next >> 32));
      if (building == null) {
        throw new IOException("buildings.parquet has no building " + (next >> 32));
      }
      rows[(int) next] = table.size();
      table.add(building);
    }
    return table;
  }

  /** Writes what was put into the content. */
  private int write(String file, List<TileBuilding> table) throws IOException {
    ByteBuffer bytes = content.file(table, quantize);
    int length = bytes.remaining();
    out.write(file, bytes);
    return length;
  }

  /** The buildings of the part that was read, with the feet of its walls. */
  private List<Region.Standing> standing(List<TileBuilding> table, int[] rows) {
    double[] feet = table.stream().mapToDouble(TileBuilding::ground).toArray();
    PatchMeshes.PatchMesh walls = faces.of(Patches.WALLS);
    for (int v = 0; v < walls.vertexCount(); v++) {
      int row = rows[walls.building(v)];
      feet[row] = Math.min(feet[row], faces.coordinate(walls, v, 2));
    }
    List<Region.Standing> standing = new ArrayList<>();
    for (int row = 0; row < feet.length; row++) {
      standing.add(new Region.Standing(table.get(row), feet[row]));
    }
    return standing;
  }

  // --- Nodes ---

  /** The points of some regions, with what is left of their rims. */
  private static final class Joined {
    final double[] points;
    final boolean[] known;
    final int[] rim;

    Joined(List<Region> regions) {
      PlanarPoints places = new PlanarPoints();
      Rim edges = new Rim(regions.stream().mapToInt(r -> r.rim().length / 2).sum());
      int all = regions.stream().mapToInt(r -> r.known().length).sum();
      double[] elevations = new double[all];
      boolean[] sure = new boolean[all];
      for (Region region : regions) {
        int[] number = new int[region.known().length];
        for (int i = 0; i < number.length; i++) {
          int before = places.count();
          number[i] = places.number(region.points()[3 * i], region.points()[3 * i + 1]);
          boolean isKnown = region.known()[i];
          if (number[i] == before || isKnown && !sure[number[i]]) {
            elevations[number[i]] = region.points()[3 * i + 2];
            sure[number[i]] = isKnown;
          }
        }
        for (int e = 0; e < region.rim().length; e += 2) {
          edges.add(number[region.rim()[e]], number[region.rim()[e + 1]]);
        }
      }
      points = new double[3 * places.count()];
      for (int i = 0; i < places.count(); i++) {
        points[3 * i] = places.x(i);
        points[3 * i + 1] = places.y(i);
        points[3 * i + 2] = elevations[i];
      }
      known = Arrays.copyOf(sure, places.count());
      rim = edges.left();
    }

    /** The points inside the rim whose elevation is the terrain's. */
    int[] inside() {
      boolean[] wanted = known.clone();
      for (int corner : rim) {
        wanted[corner] = false;
      }
      int[] inside = new int[wanted.length];
      int n = 0;
      for (int i = 0; i < wanted.length; i++) {
        if (wanted[i]) {
          inside[n++] = i;
        }
      }
      return Arrays.copyOf(inside, n);
    }
  }

  /** Writes the coarse content of a node, for which its children are drawn if they are near. */
  private Region coarse(long id, List<Region> children) throws IOException {
    double[] box = children.get(0).box().clone();
    children.forEach(child -> extend(box, child.box()));
    double least = Math.hypot(box[3] - box[0], box[4] - box[1]) / SHARPNESS;
    Joined joined = new Joined(children);
    int[] inside = joined.inside();
    CoarseGround ground =
        new CoarseGround(
            joined.points,
            joined.rim,
            inside,
            Math.min(MOST_POINTS, inside.length / THINNING),
            least / 4);
    double groundError =
        ground.error() + children.stream().mapToDouble(Region::groundError).max().orElse(0);
    Kept kept = new Kept(joined, ground);
    List<Region.Standing> standing = new ArrayList<>();
    double dropped = children.stream().mapToDouble(Region::dropped).max().orElse(0);
    long room = Math.max(BUDGET - (long) BYTES_PER_POINT * kept.count, BUDGET / 3);
    for (Region.Standing each : largest(children)) {
      if (room >= 0) {
        // Over all levels an outline moves by at most the error: the levels' add up to two of
        // these.
        TileBuilding coarse = each.building().simplified(least / 4);
        room -= bytes(coarse);
        if (room >= 0) {
          standing.add(new Region.Standing(coarse, each.foot()));
          continue;
        }
      }
      dropped = Math.max(dropped, each.building().roof() - each.foot());
    }
    standing.sort(Comparator.comparingInt(each -> each.building().index()));

    content.clear();
    kept.draw(content);
    for (int row = 0; row < standing.size(); row++) {
      draw(content, standing.get(row), standing.get(row).foot() - groundError, row);
    }
    List<String> tiles = children.stream().map(Region::tile).toList();
    Region.Totals totals =
        children.stream().map(Region::totals).reduce(Region.Totals.NONE, Region.Totals::plus);
    double error = Math.max(Math.max(least, groundError), dropped);
    for (Region child : children) {
      error = Math.max(error, child.geometricError());
    }
    String file = "n" + id + ".glb";
    int bytes = write(file, standing.stream().map(Region.Standing::building).toList());
    if (content.triangles() > 0) {
      extend(box, content.box());
    }
    return new Region(
        id,
        kept.points,
        kept.known,
        kept.rim,
        standing,
        groundError,
        dropped,
        error,
        box,
        Tileset.tile(box, error, file, tiles),
        totals.plus(new Region.Totals(bytes, 1, 0)));
  }

  private static void extend(double[] box, double[] by) {
    for (int axis = 0; axis < 3; axis++) {
      box[axis] = Math.min(box[axis], by[axis]);
      box[axis + 3] = Math.max(box[axis + 3], by[axis + 3]);
    }
  }

  /** The buildings of regions, each once, the largest first. */
  private static List<Region.Standing> largest(List<Region> regions) {
    Map<Integer, Region.Standing> all = new TreeMap<>();
    for (Region region : regions) {
      for (Region.Standing each : region.standing()) {
        all.merge(each.building().index(), each, (a, b) -> a.foot() <= b.foot() ? a : b);
      }
    }
    List<Region.Standing> largest = new ArrayList<>(all.values());
    largest.sort(
        Comparator.comparingDouble(
                (Region.Standing each) ->
                    each.building().area() * (each.building().roof() - each.foot()))
            .reversed()
            .thenComparingInt(each -> each.building().index()));
    return largest;
  }

  private static long bytes(TileBuilding building) {
    // A corner has 16 bytes in the footprint.
    return BYTES_PER_BUILDING
        + building.ids().length()
        + building.footprint().length / 16 * BYTES_PER_CORNER;
  }

  /** The points of a coarse ground alone. */
  private static final class Kept {
    final double[] points;
    final boolean[] known;
    final int[] rim;
    final int count;
    private final int[] triangles;

    Kept(Joined joined, CoarseGround ground) {
      int[] number = new int[joined.known.length];
      Arrays.fill(number, -1);
      double[] xyz = new double[joined.points.length];
      boolean[] sure = new boolean[joined.known.length];
      int n = 0;
      triangles = ground.triangles().clone();
      rim = joined.rim.clone();
      for (int[] corners : List.of(rim, triangles)) {
        for (int c = 0; c < corners.length; c++) {
          int from = corners[c];
          if (number[from] < 0) {
            System.arraycopy(joined.points, 3 * from, xyz, 3 * n, 3);
            sure[n] = joined.known[from];
            number[from] = n++;
          }
          corners[c] = number[from];
        }
      }
      count = n;
      points = Arrays.copyOf(xyz, 3 * n);
      known = Arrays.copyOf(sure, n);
    }

    void draw(Content content) {
      for (int i = 0; i < count; i++) {
        content.vertex(Content.GROUND, points[3 * i], points[3 * i + 1], points[3 * i + 2], 0);
      }
      for (int t = 0; t < triangles.length; t += 3) {
        content.triangle(Content.GROUND, triangles[t], triangles[t + 1], triangles[t + 2]);
      }
    }
  }

  /** Draws a building as a prism. */
  private static void draw(Content content, Region.Standing each, double foot, int row) {
    if (!(Wkb.geometry(each.building().footprint()) instanceof Polygon polygon)
        || polygon.isEmpty()) {
      return;
    }
    double roof = each.building().roof();
    wall(content, polygon.getExteriorRing(), foot, roof, row, true);
    for (int i = 0; i < polygon.getNumInteriorRing(); i++) {
      wall(content, polygon.getInteriorRingN(i), foot, roof, row, false);
    }
    PlanarPoints corners = new PlanarPoints();
    int first = -1;
    Geometry triangles = PolygonTriangulator.triangulate(polygon);
    for (int t = 0; t < triangles.getNumGeometries(); t++) {
      Coordinate[] three = triangles.getGeometryN(t).getCoordinates();
      int[] at = new int[3];
      for (int c = 0; c < 3; c++) {
        int before = corners.count();
        at[c] = corners.number(three[c].x, three[c].y);
        if (at[c] == before) {
          int vertex = content.vertex(Content.ROOFS, three[c].x, three[c].y, roof, row);
          first = first < 0 ? vertex : first;
        }
      }
      boolean turned = Orientation.isCCW(three);
      content.triangle(
          Content.ROOFS, first + at[0], first + at[turned ? 1 : 2], first + at[turned ? 2 : 1]);
    }
  }

  /**
   * Draws the walls along a ring.
   *
   * @param outer whether the building lies within
   */
  private static void wall(
      Content content, LineString ring, double foot, double roof, int row, boolean outer) {
    Coordinate[] points = ring.getCoordinates();
    int n = points.length - 1;
    boolean ahead = Orientation.isCCW(points) == outer; // Then the building lies on the left.
    int first = -1;
    for (int i = 0; i < n; i++) {
      int low = content.vertex(Content.WALLS, points[i].x, points[i].y, foot, row);
      content.vertex(Content.WALLS, points[i].x, points[i].y, roof, row);
      first = first < 0 ? low : first;
    }
    for (int i = 0; i < n; i++) {
      int a = first + 2 * i;
      int b = first + 2 * ((i + 1) % n);
      int from = ahead ? a : b;
      int to = ahead ? b : a;
      content.triangle(Content.WALLS, from, to, to + 1);
      content.triangle(Content.WALLS, from, to + 1, from + 1);
    }
  }
}
