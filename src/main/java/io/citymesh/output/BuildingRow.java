package io.citymesh.output;

import io.citymesh.footprint.Building;
import io.citymesh.geo.Bounds;
import io.citymesh.geo.Wkb;
import io.citymesh.vector.FootprintIds;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.GeometryFactory;
import org.locationtech.jts.geom.LinearRing;
import org.locationtech.jts.geom.Polygon;

/**
 * A building as {@code buildings.parquet} tells it.
 *
 * @param index 0 ... N-1, by sorted source id
 * @param key tells the building from all others of the city, whatever others there are; parts have
 *     it
 * @param sourceIds the input's own ids of the features that it was made from, each once
 * @param ground elevation of the ground under it, metres
 * @param roof elevation of its roof, metres
 * @param heightSource where the roof comes from, see {@link
 *     io.citymesh.footprint.HeightSource#column}
 * @param area of the footprint, square metres
 * @param bounds of the footprint
 * @param footprint as it was meshed, a polygon as WKB
 * @param kept values of the input's fields that are kept, by column and in their order: {@link
 *     Boolean}, {@link Long}, {@link Double}, {@link String} or null
 */
public record BuildingRow(
    int index,
    long key,
    List<String> sourceIds,
    double ground,
    double roof,
    String heightSource,
    double area,
    Bounds bounds,
    byte[] footprint,
    Map<String, Object> kept)
    implements Serializable {

  /** Keeps a copy of the values, in a map that may hold null and that tasks can exchange. */
  public BuildingRow {
    kept = new LinkedHashMap<>(kept);
  }

  /** The row of a building of which nothing else is known. */
  public static BuildingRow of(Building building) {
    return of(building, Map.of());
  }

  /**
   * The row of a building.
   *
   * @param kept values by column, in the order of the columns
   */
  public static BuildingRow of(Building building, Map<String, Object> kept) {
    Polygon polygon = polygon(building);
    return new BuildingRow(
        building.index(),
        building.key(),
        building.sourceIds().stream().map(FootprintIds::own).distinct().toList(),
        building.ground(),
        building.roof(),
        building.heightSource().column(),
        polygon.getArea(),
        building.bounds(),
        Wkb.of(polygon),
        kept);
  }

  /** From the ground to the roof, metres. */
  public double height() {
    return roof - ground;
  }

  /** A building's footprint. */
  public static Polygon polygon(Building building) {
    GeometryFactory factory = new GeometryFactory();
    List<LinearRing> rings = new ArrayList<>();
    for (double[] ring : building.rings()) {
      int n = ring.length / 2;
      Coordinate[] coordinates = new Coordinate[n + 1];
      for (int i = 0; i <= n; i++) {
        coordinates[i] = new Coordinate(ring[2 * (i % n)], ring[2 * (i % n) + 1]);
      }
      rings.add(factory.createLinearRing(coordinates));
    }
    return factory.createPolygon(
        rings.get(0), rings.subList(1, rings.size()).toArray(new LinearRing[0]));
  }
}
