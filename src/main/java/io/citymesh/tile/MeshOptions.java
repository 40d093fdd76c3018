package io.citymesh.tile;

import io.citymesh.geo.Bounds;
import io.citymesh.geo.Fingerprint;
import io.citymesh.option.OptionTable;
import io.citymesh.option.OptionValues;
import io.citymesh.report.OptionCheck;
import io.citymesh.report.UserError;
import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The size and the quality of the triangles, and of the tiles they are made in.
 *
 * @param tileSize side of a tile, metres; 0 means one tile for the whole city, else at least {@link
 *     #smallestTileSize}
 * @param maxSize ground triangles have at most the area {@code 0.5 * maxSize^2}, metres
 * @param buildingSize the same for roofs, metres
 * @param wallSize largest height of the rows that walls are cut into, metres; 0 for one row
 * @param minAngle smallest angle of a triangle in plan, degrees
 * @param gradation triangles grow from small features outwards by at most this factor per step;
 *     more than 1, infinite for no bound
 * @param refine zones that are asked for
 * @param focus what the mesh is made for; empty for nothing
 * @param focusRadius how far around the focus its sizes hold, metres; NaN for 3 times its largest
 *     dimension
 * @param focusSize its sizes, as {@link ZoneRequest} reads them
 * @param terrainError how far the terrain may leave a triangle of ground, metres; more than 0,
 *     infinite for no bound
 * @param zones what has come of them: where triangles are smaller
 */
public record MeshOptions(
    double tileSize,
    double maxSize,
    double buildingSize,
    double wallSize,
    double minAngle,
    double gradation,
    List<ZoneRequest> refine,
    String focus,
    double focusRadius,
    String focusSize,
    double terrainError,
    List<SizeZone> zones)
    implements Serializable, Fingerprint.Content {

  /**
   * How far a core's rim keeps at least from an open side of its tile, in units of the largest
   * size.
   */
  private static final double SEAM_HALF_WIDTH = 2.5;

  /**
   * Up to this smallest angle, degrees, vertices are put on a lattice. Whatever is added to an
   * equilateral triangle leaves an angle of 30 degrees at most: with a larger one asked for, each
   * vertex beside a wall would make its neighbours on the lattice bad, and so on through all of it.
   */
  private static final double MOST_ANGLE_ON_LATTICE = 30;

  private static final String NO_FOCUS = "1";

  /**
   * After Liu et al.: how far around a focus it matters what is there, in its largest dimension.
   */
  private static final double FOCUS_DIMENSIONS = 3;

  /** How often a tile is halved, at most. */
  private static final int MOST_HALVINGS = 20;

  /** By how much sizes grow per metre around a zone, if the gradation says nothing. */
  private static final double GROWTH = 0.5;

  /**
   * The size of features beyond a tile for which its core stays right, in units of the largest
   * size: the smallest details that are left after cleaning are about as small.
   */
  private static final double SMALLEST_FEATURE = 0.05;

  /**
   * @throws UserError if a value is impossible; the message says what is possible
   */
  public MeshOptions {
    OptionTable.MAX_SIZE.checked(maxSize);
    OptionTable.BUILDING_SIZE.checked(buildingSize);
    OptionTable.WALL_SIZE.checked(wallSize);
    OptionTable.TILE_SIZE.checked(Optional.of(tileSize));
    OptionTable.MIN_ANGLE.checked(minAngle);
    OptionTable.GRADATION.checked(gradation);
    if (!Double.isNaN(focusRadius)) {
      OptionTable.FOCUS_RADIUS.checked(focusRadius);
    }
    ZoneRequest.ofFocus(focus, focusSize);
    OptionTable.TERRAIN_ERROR.checked(terrainError);
    refine = List.copyOf(refine);
    zones = List.copyOf(zones);
    double largest = Math.max(maxSize, buildingSize);
    double smallestTile = smallestTileSize(largest, gradation);
    if (tileSize > 0 && tileSize < smallestTile) {
      throw new UserError(
          String.format(
              Locale.ROOT,
              "--tile-size must be 0 (one tile) or at least %s for triangles of %s m%s, not %s",
              OptionCheck.text(smallestTile),
              OptionCheck.text(largest),
              smallestTile > smallestTileSize(largest, Double.POSITIVE_INFINITY)
                  ? " and a gradation of " + OptionCheck.text(gradation)
                  : "",
              OptionCheck.text(tileSize)));
    }
  }

  /**
   * The options of these values; one tile where its size is left to the plan.
   *
   * @throws UserError if the tiles are too small for the triangles
   */
  public static MeshOptions of(OptionValues values) {
    return new MeshOptions(
        values.get(OptionTable.TILE_SIZE).orElse(0.0),
        values.get(OptionTable.MAX_SIZE),
        values.get(OptionTable.BUILDING_SIZE),
        values.get(OptionTable.WALL_SIZE),
        values.get(OptionTable.MIN_ANGLE),
        values.get(OptionTable.GRADATION),
        values.get(OptionTable.REFINE).stream().map(ZoneRequest::of).toList(),
        values.get(OptionTable.FOCUS).strip(),
        values.find(OptionTable.FOCUS_RADIUS).orElse(Double.NaN),
        values.get(OptionTable.FOCUS_SIZE),
        values.get(OptionTable.TERRAIN_ERROR),
        List.of());
  }

  @Override
  public void addTo(Fingerprint print) {
    print.put(tileSize).put(maxSize).put(buildingSize);
    print.put(wallSize).put(minAngle).put(gradation);
    print.put(terrainError).put(field());
  }

  /** Options without a bound for the growth of triangles. */
  public MeshOptions(
      double tileSize, double maxSize, double buildingSize, double wallSize, double minAngle) {
    this(tileSize, maxSize, buildingSize, wallSize, minAngle, Double.POSITIVE_INFINITY);
  }

  /** Options without zones. */
  public MeshOptions(
      double tileSize,
      double maxSize,
      double buildingSize,
      double wallSize,
      double minAngle,
      double gradation) {
    this(
        tileSize,
        maxSize,
        buildingSize,
        wallSize,
        minAngle,
        gradation,
        List.of(),
        "",
        Double.NaN,
        NO_FOCUS,
        Double.POSITIVE_INFINITY,
        List.of());
  }

  /**
   * The same triangles in other tiles.
   *
   * @throws UserError if the tiles are too small
   */
  public MeshOptions withTileSize(double metres) {
    return new MeshOptions(
        metres,
        maxSize,
        buildingSize,
        wallSize,
        minAngle,
        gradation,
        refine,
        focus,
        focusRadius,
        focusSize,
        terrainError,
        zones);
  }

  /** The same triangles but in and around zones. */
  public MeshOptions withZones(List<SizeZone> found) {
    return new MeshOptions(
        tileSize,
        maxSize,
        buildingSize,
        wallSize,
        minAngle,
        gradation,
        refine,
        focus,
        focusRadius,
        focusSize,
        terrainError,
        found);
  }

  /** The zone that a request asks for, at a shape. */
  public SizeZone zone(ZoneRequest request, ZoneShape shape) {
    return new SizeZone(request.text(), shape, 0, request.sizes(elsewhere()));
  }

  /** The zone around the focus, of this shape. */
  public SizeZone focusZone(ZoneShape shape) {
    ZoneRequest request = ZoneRequest.ofFocus(focus, focusSize);
    Bounds box = shape.bounds();
    double radius =
        Double.isNaN(focusRadius)
            ? FOCUS_DIMENSIONS * Math.max(box.width(), box.height())
            : focusRadius;
    return new SizeZone(request.text(), shape, radius, request.sizes(elsewhere()));
  }

  /** The sizes where no zone is near. */
  private Sizes elsewhere() {
    return new Sizes(maxSize, buildingSize, wallSize == 0 ? Double.POSITIVE_INFINITY : wallSize);
  }

  /** The sizes by kind and place. */
  public SizeField field() {
    return new SizeField(elsewhere(), isGraded() ? gradation - 1 : GROWTH, zones);
  }

  /** Whether sizes differ by place. */
  public boolean isByPlace() {
    return !field().isUniform();
  }

  /** The same with those zones only that have a say in the sizes in a rectangle. */
  public MeshOptions seenIn(Bounds r) {
    return zones.isEmpty()
        ? this
        : withZones(Arrays.stream(zonesSeenIn(r)).mapToObj(zones::get).toList());
  }

  /** The numbers of these zones, ascending. */
  int[] zonesSeenIn(Bounds r) {
    SizeField field = field();
    return IntStream.range(0, zones.size())
        .filter(number -> field.reaches(zones.get(number), r))
        .toArray();
  }

  /**
   * Whether vertices are put on a lattice where nothing is near: not below cells, nor where the
   * smallest angle does not allow it.
   */
  public boolean isOnLattice(Domain domain) {
    return !domain.isFilled() && isOnLattice(minAngle);
  }

  /** Whether a smallest angle, in degrees, lets vertices be put on a lattice. */
  public static boolean isOnLattice(double minAngle) {
    return minAngle <= MOST_ANGLE_ON_LATTICE;
  }

  /** Whether the growth of triangles is bounded. */
  public boolean isGraded() {
    return gradation < Double.POSITIVE_INFINITY;
  }

  /** The larger of the two sizes, metres: the unit in which seams are measured. */
  public double largestSize() {
    return Math.max(maxSize, buildingSize);
  }

  /**
   * Half the width of the gap that is left between two cores (w), metres: at least so wide that a
   * feature beyond the tile, which the tile does not know, allows the largest triangles in its
   * core. Where sizes differ by place this is the widest.
   */
  public double seamHalfWidth() {
    return widest(largestSize(), gradation);
  }

  private static double widest(double largestSize, double gradation) {
    return Math.max(SEAM_HALF_WIDTH, reach(gradation)) * largestSize;
  }

  /**
   * Half the width of the gap at a place, metres: room for some triangles on both sides of the
   * line, and so wide that a feature beyond it allows triangles of the place's size there.
   *
   * @param size at the place, metres
   * @param onLine size at the nearest place of the line, metres
   */
  public double seamHalfWidth(double size, double onLine) {
    return Math.max(SEAM_HALF_WIDTH * onLine, reach(gradation) * size);
  }

  /**
   * How far from a small feature triangles may have a size, in units of that size. At a distance d
   * from a feature of size s, triangles may be as large as {@code gradation * (s + (gradation - 1)
   * * d)}. It is rounded up, so that it reads well in messages.
   */
  private static double reach(double gradation) {
    double reach = (1 / gradation - SMALLEST_FEATURE) / (gradation - 1);
    return Math.ceil(10 * reach) / 10;
  }

  /** The smallest tile that has a core worth the name, metres. */
  public double smallestTileSize() {
    return smallestTileSize(largestSize(), gradation);
  }

  /**
   * How often a tile can be halved, across its longer side, its halves across theirs, and so on,
   * before a side that is halved is smaller than a tile may be; where sizes differ by place, before
   * no piece can be halved any more.
   */
  public int mostHalvings(Bounds tile) {
    if (!zones.isEmpty()) {
      return mostHalvings(tile, field());
    }
    double longer = Math.max(tile.width(), tile.height());
    double shorter = Math.min(tile.width(), tile.height());
    int times = 0;
    while (longer / 2 >= smallestTileSize()) {
      double half = longer / 2;
      longer = Math.max(half, shorter);
      shorter = Math.min(half, shorter);
      times++;
    }
    return times;
  }

  private int mostHalvings(Bounds tile, SizeField sizes) {
    Bounds piece = tile;
    int times = 0;
    while (times < MOST_HALVINGS && isHalvable(piece, sizes)) {
      Bounds low = piece.half(true);
      Bounds high = piece.half(false);
      piece = sizes.weight(low) >= sizes.weight(high) ? low : high;
      times++;
    }
    return times;
  }

  /**
   * Whether a tile's halves are worth their seam: whether it takes a quarter of the tile's
   * triangles at most. Where sizes are the same everywhere, that is so if the side that is halved
   * is twice as long as that of the smallest tile.
   *
   * @param sizes as {@link #field} has them
   */
  public boolean isHalvable(Bounds tile, SizeField sizes) {
    if (sizes.isUniform()) {
      return Math.max(tile.width(), tile.height()) / 2 >= smallestTileSize();
    }
    Bounds low = tile.half(true);
    double fromX = low.xmax() < tile.xmax() ? low.xmax() : tile.xmin();
    double fromY = low.ymax() < tile.ymax() ? low.ymax() : tile.ymin();
    double along = sizes.weightAlong(fromX, fromY, low.xmax(), low.ymax());
    return seamWeight(along) <= sizes.weight(tile) / 4;
  }

  /**
   * The weight of the strip that is left between two cores.
   *
   * @param along what {@link SizeField#weightAlong} says of the line between them
   */
  public double seamWeight(double along) {
    return 2 * seamHalfWidth(1, 1) * along;
  }

  private static double smallestTileSize(double largestSize, double gradation) {
    return 4 * widest(largestSize, gradation);
  }
}
