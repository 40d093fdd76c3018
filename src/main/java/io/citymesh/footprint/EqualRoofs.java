package io.citymesh.footprint;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.locationtech.jts.geom.LineString;
import org.locationtech.jts.geom.Polygon;

/** Makes one building of those that share a wall and have the same roof. */
final class EqualRoofs {
  private EqualRoofs() {}

  /**
   * @param buildings noded, with disjoint interiors
   * @param detail the smallest detail, metres
   * @param limits that no outline may leave
   * @param told hears the id of each feature whose building was joined to others
   * @return the same where nothing is to be joined; else without the walls between equal roofs, and
   *     without vertices that only these needed
   */
  static List<CleanedBuilding> joined(
      List<CleanedBuilding> buildings,
      Levels levels,
      double detail,
      Limits limits,
      Consumer<String> told) {
    Groups groups = groups(buildings);
    List<List<Integer>> all = groups.all();
    if (all.size() == buildings.size()) {
      return buildings;
    }
    List<Polygon> outlines = new ArrayList<>();
    for (List<Integer> group : all) {
      List<Polygon> polygons = group.stream().map(i -> buildings.get(i).polygon()).toList();
      outlines.add(group.size() == 1 ? polygons.get(0) : Shapes.joined(polygons).get(0));
    }
    Linework linework = new Linework(outlines, detail, limits);
    linework.removeCollinear();
    List<Polygon> simple = linework.polygons();
    List<CleanedBuilding> result = new ArrayList<>();
    for (int i = 0; i < all.size(); i++) {
      Polygon outline = simple.get(i);
      outline.normalize();
      CleanedBuilding building =
          building(all.get(i).stream().map(buildings::get).toList(), outline, levels);
      if (all.get(i).size() > 1) {
        building.sourceIds().forEach(told);
      }
      result.add(building);
    }
    return result;
  }

  private static Groups groups(List<CleanedBuilding> buildings) {
    Groups groups = new Groups(buildings.size());
    Map<LineString, Integer> firstAt = new HashMap<>();
    for (int i = 0; i < buildings.size(); i++) {
      for (LineString wall : SharedWalls.segments(buildings.get(i).polygon())) {
        Integer first = firstAt.putIfAbsent(wall, i);
        if (first != null && buildings.get(first).roof() == buildings.get(i).roof()) {
          groups.join(first, i);
        }
      }
    }
    return groups;
  }

  private static CleanedBuilding building(
      List<CleanedBuilding> parts, Polygon outline, Levels levels) {
    CleanedBuilding first = parts.get(0);
    if (parts.size() == 1) {
      return new CleanedBuilding(
          first.sourceIds(), first.ground(), first.roof(), first.heightSource(), outline);
    }
    TreeSet<String> ids = new TreeSet<>();
    Map<HeightSource, Double> areas = new EnumMap<>(HeightSource.class);
    for (CleanedBuilding part : parts) {
      ids.addAll(part.sourceIds());
      areas.merge(part.heightSource(), part.polygon().getArea(), Double::sum);
    }
    return new CleanedBuilding(
        List.copyOf(ids), levels.ground(outline), first.roof(), HeightChain.most(areas), outline);
  }
}
