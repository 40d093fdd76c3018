package io.citymesh.footprint;

import java.util.ArrayList;
import java.util.List;
import org.locationtech.jts.geom.Polygon;

/**
 * Simplifies blocks of buildings once more where they are too fine, as after small parts were given
 * to their neighbours: what was a corner of two walls may be a bend in one, and sharp.
 *
 * <p>A block is taken as it was unless it has fewer defects afterwards, and each building that is
 * large enough to stand stays so.
 */
final class Mending {
  private final CleaningOptions options;
  private final MergedOutlines outlines;

  Mending(CleaningOptions options, MergedOutlines outlines) {
    this.options = options;
    this.outlines = outlines;
  }

  /**
   * @param polygons noded, with disjoint interiors
   * @return the same polygons in the same order, changed where it helps
   */
  List<Polygon> mended(List<Polygon> polygons) {
    double detail = options.minDetail();
    List<Defects.Defect> defects = Defects.unsorted(polygons, detail, detail, true);
    if (defects.isEmpty()) {
      return polygons;
    }
    boolean[] fine = new boolean[polygons.size()];
    defects.forEach(defect -> fine[defect.first()] = true);
    // Blocks farther apart than both may move do not meet.
    Groups blocks = Groups.touching(polygons);
    for (Defects.Defect near : Defects.unsorted(polygons, 0, 2.5 * detail, true)) {
      blocks.join(near.first(), near.second());
    }
    List<Polygon> result = new ArrayList<>(polygons);
    for (List<Integer> block : blocks.all()) {
      if (block.stream().anyMatch(i -> fine[i])) {
        List<Polygon> before = block.stream().map(polygons::get).toList();
        List<Polygon> after = simplified(before);
        if (better(before, after)) {
          for (int i = 0; i < before.size(); i++) {
            result.set(block.get(i), after.get(i));
          }
        }
      }
    }
    return result;
  }

  private List<Polygon> simplified(List<Polygon> block) {
    Linework linework = outlines.linework(block);
    linework.simplify();
    List<Polygon> result = new ArrayList<>();
    SharpCorners corners = new SharpCorners(options.minDetail(), outlines.limits());
    for (Polygon polygon : corners.cut(linework.polygons())) {
      polygon.normalize();
      result.add(polygon);
    }
    return result;
  }

  private boolean better(List<Polygon> before, List<Polygon> after) {
    for (int i = 0; i < before.size(); i++) {
      if (before.get(i).getArea() >= options.minArea()
          && after.get(i).getArea() < options.minArea()) {
        return false;
      }
    }
    double detail = options.minDetail();
    return Defects.unsorted(after, detail, detail, true).size()
        < Defects.unsorted(before, detail, detail, true).size();
  }
}
