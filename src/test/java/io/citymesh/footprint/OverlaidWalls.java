package io.citymesh.footprint;

import io.citymesh.footprint.SharedWalls.Owned;
import io.citymesh.geo.Bounds;
import io.citymesh.geo.Sides;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.locationtech.jts.algorithm.locate.IndexedPointInAreaLocator;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.Envelope;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.LineString;
import org.locationtech.jts.geom.Location;
import org.locationtech.jts.geom.Polygon;
import org.locationtech.jts.index.strtree.STRtree;
import org.locationtech.jts.noding.BasicSegmentString;
import org.locationtech.jts.noding.NodedSegmentString;
import org.locationtech.jts.noding.Noder;
import org.locationtech.jts.noding.SegmentString;
import org.locationtech.jts.noding.snap.SnappingNoder;
import org.locationtech.jts.noding.snapround.SnapRoundingNoder;
import org.locationtech.jts.operation.polygonize.Polygonizer;

/**
 * {@link SharedWalls} by the overlays, noders and polygonizer of JTS alone: the slow oracle, which
 * computes everything anew, whatever is known of the outlines.
 */
final class OverlaidWalls {
  private static final int MAX_ROUNDS = 6;

  private static final Limits EVERYWHERE = Limits.in(Sides.of(new Bounds(-1e7, -1e7, 1e7, 1e7)), 0);

  private final CleaningOptions options;
  private final MergedOutlines outlines;
  private final int[] ranks;
  private final Runnable step;

  /**
   * @param ranks by owner: of those that overlap the least wins
   * @param step is told when a step ends
   */
  OverlaidWalls(CleaningOptions options, MergedOutlines outlines, int[] ranks, Runnable step) {
    this.options = options;
    this.outlines = outlines;
    this.ranks = ranks;
    this.step = step;
  }

  /**
   * @param parts valid polygons on the grid; they may overlap
   * @return noded polygons with disjoint interiors, by ascending owner
   */
  List<Owned> of(List<Owned> parts) {
    List<Owned> best = coverage(parts, Shapes.union(polygons(parts)), 0);
    List<Defects.Defect> defects = defects(best, options.closingDistance());
    List<Owned> current = best;
    int fewest = defects.isEmpty() ? 0 : Integer.MAX_VALUE;
    for (int round = 0; round < MAX_ROUNDS && !defects.isEmpty(); round++) {
      current = refined(current, defects, round);
      step.run();
      defects = defects(current, options.minDetail());
      step.run();
      if (defects.size() < fewest) {
        fewest = defects.size();
        best = current;
      }
    }
    return best;
  }

  private List<Defects.Defect> defects(List<Owned> parts, double across) {
    List<Polygon> polygons = polygons(parts);
    List<Defects.Defect> result =
        new ArrayList<>(Defects.find(polygons, options.minDetail(), across, true));
    // Where the outline of a block meets itself in a point, the buildings there do so too.
    Map<Coordinate, Integer> pinched = new HashMap<>();
    List<Polygon> blocks = Shapes.polygonsOf(Shapes.union(polygons));
    for (Defects.Defect touch : Defects.find(blocks, 0, 0, false)) {
      if (touch.kind() == Defects.Kind.TOUCH) {
        pinched.put(touch.at(), -1);
      }
    }
    for (int i = 0; i < polygons.size() && !pinched.isEmpty(); i++) {
      for (Coordinate c : polygons.get(i).getCoordinates()) {
        Integer first = pinched.get(c);
        if (first != null && first < 0) {
          pinched.put(c, i);
        } else if (first != null) {
          result.add(new Defects.Defect(Defects.Kind.TOUCH, first, i, c, c, 0));
        }
      }
    }
    return result;
  }

  /** Remakes the connected blocks that have a defect; the others stay as they are. */
  private List<Owned> refined(List<Owned> parts, List<Defects.Defect> defects, int round) {
    Groups blocks = Groups.touching(polygons(parts));
    Map<Integer, List<Defects.Defect>> defectsOf = new HashMap<>();
    for (Defects.Defect defect : defects) {
      blocks.join(defect.first(), defect.second());
    }
    for (Defects.Defect defect : defects) {
      int block = blocks.find(defect.first());
      defectsOf.computeIfAbsent(block, k -> new ArrayList<>()).add(defect);
    }
    double gap = round == 0 ? options.closingDistance() : options.minDetail();
    List<Owned> result = new ArrayList<>();
    for (List<Integer> block : blocks.all()) {
      List<Owned> members = block.stream().map(parts::get).toList();
      List<Defects.Defect> here = defectsOf.get(block.get(0));
      if (here == null) {
        result.addAll(members);
        continue;
      }
      Geometry outline = outlines.coarser(polygons(members), here, gap, round);
      double tolerance = options.minDetail() * Math.min(0.9, 0.3 + 0.15 * round);
      List<Owned> remade = coverage(members, outline, tolerance);
      Linework linework = outlines.linework(polygons(remade));
      linework.simplify();
      step.run();
      List<Polygon> simple = linework.polygons();
      for (int i = 0; i < simple.size(); i++) {
        result.add(new Owned(remade.get(i).owner(), simple.get(i)));
      }
    }
    // Blocks that were remade may have come to overlap others: node them all once more.
    List<Owned> noded = coverage(result, Shapes.union(polygons(result)), 0);
    List<Polygon> cut = new SharpCorners(options.minDetail(), EVERYWHERE).cut(polygons(noded));
    for (int i = 0; i < cut.size(); i++) {
      noded.set(i, new Owned(noded.get(i).owner(), cut.get(i)));
    }
    return noded;
  }

  /**
   * Noded polygons with disjoint interiors.
   *
   * @param outline what they shall cover together
   * @param tolerance what is closer than this is snapped together, metres; 0 for the grid only
   */
  private List<Owned> coverage(List<Owned> parts, Geometry outline, double tolerance) {
    List<Polygon> lines = new ArrayList<>(Shapes.polygonsOf(outline));
    lines.addAll(polygons(parts));
    List<Polygon> faces = faces(lines, tolerance);
    int[] owners = owners(faces, parts, outline);
    Map<Integer, List<Polygon>> facesOf = new TreeMap<>();
    for (int i = 0; i < owners.length; i++) {
      if (owners[i] >= 0) {
        facesOf.computeIfAbsent(owners[i], k -> new ArrayList<>()).add(faces.get(i));
      }
    }
    List<Owned> result = new ArrayList<>();
    facesOf.forEach(
        (owner, own) -> {
          for (Polygon polygon : Shapes.joined(own)) {
            polygon.normalize();
            result.add(new Owned(owner, polygon));
          }
        });
    result.sort(Comparator.comparingInt(Owned::owner).thenComparing(Owned::polygon));
    return result;
  }

  private static List<Polygon> faces(List<Polygon> outlines, double tolerance) {
    List<SegmentString> strings = new ArrayList<>();
    for (Polygon polygon : outlines) {
      for (LineString ring : Shapes.rings(polygon)) {
        strings.add(new BasicSegmentString(ring.getCoordinates(), null));
      }
    }
    if (tolerance > 0) {
      strings = noded(strings, new SnappingNoder(tolerance));
    }
    strings = noded(strings, new SnapRoundingNoder(Shapes.GRID));
    TreeSet<LineString> segments = new TreeSet<>();
    for (SegmentString string : strings) {
      for (int i = 0; i + 1 < string.size(); i++) {
        Coordinate a = Shapes.snapped(string.getCoordinate(i).x, string.getCoordinate(i).y);
        Coordinate b = Shapes.snapped(string.getCoordinate(i + 1).x, string.getCoordinate(i + 1).y);
        if (!a.equals2D(b)) {
          boolean ascending = a.compareTo(b) < 0;
          segments.add(
              Shapes.FACTORY.createLineString(
                  ascending ? new Coordinate[] {a, b} : new Coordinate[] {b, a}));
        }
      }
    }
    Polygonizer polygonizer = new Polygonizer();
    polygonizer.add(segments);
    List<Polygon> result = new ArrayList<>();
    for (Object face : polygonizer.getPolygons()) {
      Polygon polygon = (Polygon) face;
      polygon.normalize();
      result.add(polygon);
    }
    result.sort(Comparator.naturalOrder());
    return result;
  }

  private static List<SegmentString> noded(List<SegmentString> strings, Noder noder) {
    List<SegmentString> copies = new ArrayList<>();
    for (SegmentString string : strings) {
      copies.add(new NodedSegmentString(string.getCoordinates(), null));
    }
    noder.computeNodes(copies);
    List<SegmentString> result = new ArrayList<>();
    Collection<?> substrings = noder.getNodedSubstrings();
    for (Object substring : substrings) {
      result.add((SegmentString) substring);
    }
    return result;
  }

  /** The owner of each face; -1 where there is no building. */
  private int[] owners(List<Polygon> faces, List<Owned> parts, Geometry outline) {
    STRtree index = new STRtree();
    Map<Owned, IndexedPointInAreaLocator> locators = new HashMap<>();
    for (Owned part : parts) {
      index.insert(part.polygon().getEnvelopeInternal(), part);
    }
    IndexedPointInAreaLocator within = new IndexedPointInAreaLocator(outline);
    int[] owners = new int[faces.size()];
    boolean[] homeless = new boolean[faces.size()];
    for (int i = 0; i < owners.length; i++) {
      Coordinate inside = faces.get(i).getInteriorPoint().getCoordinate();
      owners[i] = -1;
      if (within.locate(inside) == Location.EXTERIOR) {
        continue;
      }
      for (Object found : index.query(new Envelope(inside))) {
        Owned part = (Owned) found;
        if ((owners[i] < 0 || ranks[part.owner()] < ranks[owners[i]])
            && locators
                    .computeIfAbsent(part, p -> new IndexedPointInAreaLocator(p.polygon()))
                    .locate(inside)
                != Location.EXTERIOR) {
          owners[i] = part.owner();
        }
      }
      homeless[i] = owners[i] < 0;
    }
    Map<LineString, List<Integer>> facesAt = facesAtSegments(faces);
    giveAway(faces, owners, homeless, facesAt);
    // What is a sliver, taken with all of its owner's faces around it, goes to a neighbour too.
    giveAway(faces, owners, slivers(faces, owners, facesAt), facesAt);
    return owners;
  }

  private static Map<LineString, List<Integer>> facesAtSegments(List<Polygon> faces) {
    Map<LineString, List<Integer>> result = new HashMap<>();
    for (int i = 0; i < faces.size(); i++) {
      for (LineString segment : segments(faces.get(i))) {
        result.computeIfAbsent(segment, k -> new ArrayList<>(2)).add(i);
      }
    }
    return result;
  }

  /** The edges of a polygon's rings, each from its lesser end to its greater one. */
  static List<LineString> segments(Polygon face) {
    List<LineString> result = new ArrayList<>();
    for (LineString ring : Shapes.rings(face)) {
      Coordinate[] c = ring.getCoordinates();
      for (int i = 0; i + 1 < c.length; i++) {
        boolean ascending = c[i].compareTo(c[i + 1]) < 0;
        result.add(
            Shapes.FACTORY.createLineString(
                new Coordinate[] {ascending ? c[i] : c[i + 1], ascending ? c[i + 1] : c[i]}));
      }
    }
    return result;
  }

  /** Hands each marked face to the neighbour with the longest common wall, outermost first. */
  private static void giveAway(
      List<Polygon> faces, int[] owners, boolean[] marked, Map<LineString, List<Integer>> facesAt) {
    boolean[] waiting = marked.clone();
    boolean progress = true;
    while (progress) {
      progress = false;
      int[] before = owners.clone();
      boolean[] waitingBefore = waiting.clone();
      for (int i = 0; i < waiting.length; i++) {
        if (!waitingBefore[i]) {
          continue;
        }
        Map<Integer, Double> common = new TreeMap<>();
        for (LineString segment : segments(faces.get(i))) {
          for (int neighbour : facesAt.get(segment)) {
            if (neighbour != i && before[neighbour] >= 0 && !waitingBefore[neighbour]) {
              common.merge(before[neighbour], segment.getLength(), Double::sum);
            }
          }
        }
        double longest = 0;
        for (Map.Entry<Integer, Double> entry : common.entrySet()) {
          if (entry.getValue() > longest) {
            longest = entry.getValue();
            owners[i] = entry.getKey();
            waiting[i] = false;
            progress = true;
          }
        }
      }
    }
  }

  /** Marks the faces of those connected pieces of a building that are narrower than a detail. */
  private boolean[] slivers(
      List<Polygon> faces, int[] owners, Map<LineString, List<Integer>> facesAt) {
    Groups pieces = new Groups(faces.size());
    for (List<Integer> pair : facesAt.values()) {
      if (pair.size() == 2 && owners[pair.get(0)] == owners[pair.get(1)]) {
        pieces.join(pair.get(0), pair.get(1));
      }
    }
    boolean[] result = new boolean[faces.size()];
    for (List<Integer> piece : pieces.all()) {
      if (owners[piece.get(0)] < 0) {
        continue;
      }
      double area = 0;
      List<Polygon> members = new ArrayList<>();
      for (int face : piece) {
        members.add(faces.get(face));
        area += faces.get(face).getArea();
      }
      if (area < options.minArea()
          && OnGrid.opened(Shapes.union(members), options.minDetail()).isEmpty()) {
        for (int face : piece) {
          result[face] = true;
        }
      }
    }
    return result;
  }

  private static List<Polygon> polygons(List<Owned> parts) {
    return parts.stream().map(Owned::polygon).toList();
  }
}
