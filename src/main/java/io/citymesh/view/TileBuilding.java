package io.citymesh.view;

import io.citymesh.geo.Wkb;
import io.citymesh.output.BuildingRow;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.locationtech.jts.algorithm.Area;
import org.locationtech.jts.algorithm.MinimumAreaRectangle;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.LinearRing;
import org.locationtech.jts.geom.Polygon;
import org.locationtech.jts.simplify.TopologyPreservingSimplifier;

/**
 * What tiles tell of a building.
 *
 * @param index 0 ... N-1
 * @param ids the input's own ids, with commas between them
 * @param ground elevation of the ground under it, metres
 * @param roof elevation of its roof, metres
 * @param source where the roof comes from
 * @param area of the footprint, square metres
 * @param footprint as it was meshed, or in a coarse tile with fewer corners; a polygon as WKB
 */
public record TileBuilding(
    int index, String ids, double ground, double roof, String source, double area, byte[] footprint)
    implements Serializable {
  private static final int CORNERS_OF_A_BOX = 4;

  /** What a row tells. */
  public static TileBuilding of(BuildingRow row) {
    return new TileBuilding(
        row.index(),
        String.join(", ", row.sourceIds()),
        row.ground(),
        row.roof(),
        row.heightSource(),
        row.area(),
        row.footprint());
  }

  /**
   * The same with fewer corners, as seen from afar.
   *
   * @param distance of a corner that is left out from the edge that takes its place, metres; no
   *     point of the outline moves farther than twice this, but yards of less than four times its
   *     square are built over
   */
  TileBuilding simplified(double distance) {
    if (!(Wkb.geometry(footprint) instanceof Polygon polygon)
        || polygon.isEmpty()
        || polygon.getNumPoints() <= CORNERS_OF_A_BOX + 1) {
      return this;
    }
    List<LinearRing> yards = new ArrayList<>();
    for (int i = 0; i < polygon.getNumInteriorRing(); i++) {
      LinearRing yard = polygon.getInteriorRingN(i);
      if (Area.ofRing(yard.getCoordinateSequence()) > 4 * distance * distance) {
        yards.add(yard);
      }
    }
    Polygon filled =
        polygon
            .getFactory()
            .createPolygon(polygon.getExteriorRing(), yards.toArray(LinearRing[]::new));
    Geometry coarse = TopologyPreservingSimplifier.simplify(filled, distance);
    if (coarse.getNumPoints() <= CORNERS_OF_A_BOX + 1) { // What is left of a house is often askew.
      Geometry box = MinimumAreaRectangle.getMinimumRectangle(filled);
      coarse = isNear(filled, box, 2 * distance) ? box : coarse;
    }
    return coarse instanceof Polygon && !coarse.isEmpty() && coarse.isValid()
        ? new TileBuilding(index, ids, ground, roof, source, area, Wkb.of(coarse))
        : this;
  }

  /** Whether no corner of an outline is farther than a distance from the other outline. */
  private static boolean isNear(Polygon a, Geometry b, double distance) {
    return isNear(a.getExteriorRing().getCoordinates(), b.getBoundary(), distance)
        && isNear(b.getCoordinates(), a.getExteriorRing(), distance);
  }

  private static boolean isNear(Coordinate[] corners, Geometry line, double distance) {
    return Arrays.stream(corners)
        .allMatch(corner -> line.isWithinDistance(line.getFactory().createPoint(corner), distance));
  }
}
