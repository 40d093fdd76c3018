package io.citymesh.footprint;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.Envelope;
import org.locationtech.jts.geom.Polygon;

/**
 * Cuts sharp corners where walls meet, as where the walls of a tower and of its podium run into one
 * another: the tip of the corner, as far as it is narrower than a detail, is handed to a neighbour.
 *
 * <p>Where an edge ends before the tip is one detail wide, the tip ends there too. Of all ways to
 * cut a corner the one is taken that leaves the least that is too fine around it (of equals one
 * that keeps the area of the buildings, and then the first), and none unless it is better than the
 * corner itself. So it is only for want of a better shape that a sharp corner stays.
 */
final class SharpCorners {
  private static final int MAX_PASSES = 4;

  /** A cut must be better by so much, in the measure of {@link #badness}. */
  private static final double GAIN = 0.05;

  private final double detail;
  private final Limits limits;

  /**
   * @param limits that no outline may leave
   */
  SharpCorners(double detail, Limits limits) {
    this.detail = detail;
    this.limits = limits;
  }

  /**
   * @param polygons noded, with disjoint interiors
   * @return the same polygons in the same order, changed where it was possible
   */
  List<Polygon> cut(List<Polygon> polygons) {
    List<Polygon> current = new ArrayList<>(polygons);
    boolean changed = true;
    for (int pass = 0; pass < MAX_PASSES && changed; pass++) {
      changed = false;
      for (Coordinate vertex : sharp(current)) {
        changed |= cutAt(vertex, current);
      }
    }
    return current;
  }

  private static TreeSet<Coordinate> sharp(List<Polygon> polygons) {
    TreeSet<Coordinate> result = new TreeSet<>();
    for (Defects.Defect defect : Defects.find(polygons, 0, 0, true)) {
      if (defect.kind() == Defects.Kind.ANGLE) {
        result.add(defect.at());
      }
    }
    return result;
  }

  /** Cuts the sharpest corner at the vertex for which there is a way. */
  private boolean cutAt(Coordinate vertex, List<Polygon> polygons) {
    List<Integer> users = new ArrayList<>();
    for (int i = 0; i < polygons.size(); i++) {
      if (polygons.get(i).getEnvelopeInternal().intersects(vertex)) {
        users.add(i);
      }
    }
    List<Sector> sectors = Sector.around(vertex, users, polygons);
    int n = sectors.size();
    List<Integer> order = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      if (sectors.get(i).width() < Defects.FORCED_ANGLE) {
        order.add(i);
      }
    }
    order.sort(Comparator.comparingDouble(i -> sectors.get(i).width()));
    for (int i : order) {
      TreeSet<Integer> winners = new TreeSet<>(Comparator.reverseOrder());
      winners.add(sectors.get((i + n - 1) % n).polygon());
      winners.add(sectors.get((i + 1) % n).polygon());
      winners.remove(sectors.get(i).polygon());
      if (cut(sectors.get(i), winners, polygons)) {
        return true;
      }
    }
    return false;
  }

  /**
   * @param winners who may take the tip, the ground (-1) last
   */
  private boolean cut(Sector sector, Iterable<Integer> winners, List<Polygon> polygons) {
    List<Tip> tips = tips(sector);
    Envelope window = new Envelope(sector.vertex());
    for (Tip tip : tips) {
      window.expandToInclude(tip.p());
      window.expandToInclude(tip.q());
    }
    window.expandBy(2 * detail);
    List<Integer> near = new ArrayList<>();
    for (int i = 0; i < polygons.size(); i++) {
      if (polygons.get(i).getEnvelopeInternal().intersects(window)) {
        near.add(i);
      }
    }
    List<Polygon> before = near.stream().map(polygons::get).toList();
    double least = badness(before, window) - GAIN;
    List<Polygon> best = null;
    for (int winner : winners) {
      if (winner < 0 && best != null) {
        break; // The buildings keep their area.
      }
      for (Tip tip : tips) {
        Tip here = tip.numbered(near.indexOf(sector.polygon()));
        List<Polygon> after = new ArrayList<>(before);
        if (!here.holdsVertex(before)
            && here.isWithin(limits)
            && here.handOver(after, near.indexOf(winner))) {
          double bad = badness(after, window);
          if (bad < least) {
            least = bad;
            best = after;
          }
        }
      }
    }
    if (best == null) {
      return false;
    }
    for (int i = 0; i < near.size(); i++) {
      polygons.set(near.get(i), best.get(i));
    }
    return true;
  }

  /** The ways to end a tip: where it is wide enough, or where one edge ends, or both do. */
  private List<Tip> tips(Sector sector) {
    Coordinate vertex = sector.vertex();
    double from = vertex.distance(sector.from());
    double to = vertex.distance(sector.to());
    double wide = 1.05 * detail / (2 * Math.sin(0.5 * sector.width()));
    List<Tip> result = new ArrayList<>();
    if (wide < from && wide < to) {
      result.add(Tip.of(sector, wide));
    }
    if (from < to) {
      result.add(new Tip(sector, sector.from(), Shapes.along(vertex, sector.to(), from)));
    } else if (to < from) {
      result.add(new Tip(sector, Shapes.along(vertex, sector.from(), to), sector.to()));
    }
    result.add(new Tip(sector, sector.from(), sector.to()));
    return result;
  }

  /** How much is too fine in the window: each defect counts by what is missing. */
  private double badness(List<Polygon> polygons, Envelope window) {
    double sum = 0;
    for (Defects.Defect defect : Defects.within(window, polygons, detail)) {
      boolean angle = defect.kind() == Defects.Kind.ANGLE;
      sum += 1.1 - defect.size() / (angle ? Defects.FORCED_ANGLE : detail);
    }
    return sum;
  }
}
