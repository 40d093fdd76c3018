package io.citymesh.footprint;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.locationtech.jts.algorithm.Distance;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.Envelope;
import org.locationtech.jts.geom.LineString;
import org.locationtech.jts.geom.Polygon;
import org.locationtech.jts.index.strtree.STRtree;

/** The slow way to the defects of polygons, with an index of JTS: the oracle of {@link Defects}. */
final class IndexedDefects {
  private record Edge(int polygon, Coordinate a, Coordinate b) {}

  private IndexedDefects() {}

  static List<Defects.Defect> find(
      Envelope where, List<Polygon> polygons, double within, double across, boolean shared) {
    double reach = Math.max(within, across);
    STRtree index = new STRtree();
    Map<Coordinate, List<Edge>> edgesAt = new HashMap<>();
    List<Edge> edges = new ArrayList<>();
    Envelope wide = new Envelope(where);
    wide.expandBy(reach);
    for (int i = 0; i < polygons.size(); i++) {
      for (LineString ring : Shapes.rings(polygons.get(i))) {
        Coordinate[] c = ring.getCoordinates();
        for (int j = 0; j + 1 < c.length; j++) {
          if (wide.intersects(c[j], c[j + 1])) {
            Edge edge = new Edge(i, c[j], c[j + 1]);
            edges.add(edge);
            index.insert(new Envelope(edge.a, edge.b), edge);
            edgesAt.computeIfAbsent(edge.a, k -> new ArrayList<>(2)).add(edge);
            edgesAt.computeIfAbsent(edge.b, k -> new ArrayList<>(2)).add(edge);
          }
        }
      }
    }
    List<Defects.Defect> result = new ArrayList<>();
    for (Edge start : edges) {
      Coordinate v = start.a;
      if (where.contains(v)) {
        Envelope window = new Envelope(v);
        window.expandBy(reach);
        for (Object found : index.query(window)) {
          Edge edge = (Edge) found;
          double limit = edge.polygon == start.polygon ? within : across;
          double distance = Distance.pointToSegment(v, edge.a, edge.b);
          if (!edge.a.equals2D(v) && !edge.b.equals2D(v) && distance < limit - Defects.ROUNDING) {
            result.add(
                new Defects.Defect(
                    Defects.Kind.CLEARANCE,
                    start.polygon,
                    edge.polygon,
                    v,
                    nearest(v, edge.a, edge.b),
                    distance));
          }
        }
        corner(start, edgesAt.get(v), shared, result);
      }
    }
    return result;
  }

  private static void corner(
      Edge start, List<Edge> around, boolean shared, List<Defects.Defect> result) {
    Coordinate v = start.a;
    if (!shared && around.size() > 2) {
      for (Edge edge : around) {
        result.add(new Defects.Defect(Defects.Kind.TOUCH, start.polygon, edge.polygon, v, v, 0));
      }
    }
    for (Edge edge : around) {
      Coordinate end = edge.a.equals2D(v) ? edge.b : edge.a;
      double angle = Shapes.angle(start.b, v, end);
      if (!end.equals2D(start.b) && angle < Defects.FORCED_ANGLE) {
        result.add(
            new Defects.Defect(Defects.Kind.ANGLE, start.polygon, edge.polygon, v, v, angle));
      }
    }
  }

  private static Coordinate nearest(Coordinate v, Coordinate a, Coordinate b) {
    double dx = b.x - a.x;
    double dy = b.y - a.y;
    double t = ((v.x - a.x) * dx + (v.y - a.y) * dy) / (dx * dx + dy * dy);
    double u = Math.min(1, Math.max(0, t));
    return new Coordinate(a.x + u * dx, a.y + u * dy);
  }
}
