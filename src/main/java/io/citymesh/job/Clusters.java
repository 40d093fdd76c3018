package io.citymesh.job;

import io.citymesh.footprint.Groups;
import io.citymesh.footprint.SourceFootprint;
import io.citymesh.geo.PackedFootprint;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.spark.HashPartitioner;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.locationtech.jts.geom.Envelope;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.Polygon;
import org.locationtech.jts.index.strtree.STRtree;
import org.locationtech.jts.operation.distance.IndexedFacetDistance;
import scala.Tuple2;

/**
 * Divides footprints into clusters: the connected components of "no farther apart than a distance".
 *
 * <ol>
 *   <li>Each footprint goes to every cell of a square grid that it comes near to, so any two close
 *       footprints meet in some cell.
 *   <li>In each cell a union-find over the close pairs; a component is named by its smallest id.
 *   <li>A footprint that has different components in several cells links them. These pairs of names
 *       are all that meets on the driver: one for each cluster of several footprints that crosses
 *       from a cell into the next, where the names differ. A second union-find there gives each
 *       component its cluster's name, however long the chain.
 *   <li>Each footprint goes to its cluster from the first of its cells.
 *   <li>The clusters of a cell go to the same task, one after the other.
 * </ol>
 */
final class Clusters {
  /** Side of a cell, metres: a few dozen blocks of houses. */
  private static final double CELL = 500;

  /** A square of the grid. */
  record Cell(long column, long row) implements Comparable<Cell>, Serializable {
    /** Orders cells by rows, then by columns. */
    @Override
    public int compareTo(Cell other) {
      return row == other.row ? Long.compare(column, other.column) : Long.compare(row, other.row);
    }
  }

  /** A footprint in one of its cells; {@code home} in the first, {@code shared} if it has more. */
  record Placed(PackedFootprint footprint, boolean home, boolean shared) implements Serializable {}

  /** A footprint in a cell, and the name of its component there. */
  record Member(Cell cell, String component, Placed placed) implements Serializable {}

  private Clusters() {}

  /**
   * @param footprints with unique ids
   * @param distance metres
   * @return each cluster once, its footprints in any order; those of a cell follow each other, and
   *     rows of cells do, so that who looks at the terrain for one after the other reads it once
   */
  static JavaRDD<List<SourceFootprint>> of(
      JavaRDD<PackedFootprint> footprints, double distance, int partitions) {
    // Worked out twice, from the same shuffle: that is cheaper than to keep it.
    JavaRDD<Member> members =
        footprints
            .flatMapToPair(footprint -> placed(footprint, distance))
            .groupByKey(partitions)
            .flatMap(cell -> components(cell._1, cell._2, distance));
    List<Tuple2<String, String>> links =
        members
            .filter(member -> member.placed.shared)
            .mapToPair(member -> new Tuple2<>(member.placed.footprint.id(), member.component))
            .groupByKey(partitions)
            .flatMap(footprint -> pairs(footprint._2))
            .distinct()
            .collect();
    JavaSparkContext context = JavaSparkContext.fromSparkContext(footprints.context());
    Broadcast<Map<String, String>> names = context.broadcast(names(links));
    JavaPairRDD<String, Member> named =
        members
            .filter(member -> member.placed.home)
            .mapToPair(
                member ->
                    new Tuple2<>(
                        names.value().getOrDefault(member.component, member.component), member));
    return named
        .groupByKey(partitions)
        .mapToPair(cluster -> inFirstCell(list(cluster._2)))
        .repartitionAndSortWithinPartitions(new HashPartitioner(partitions))
        .map(cluster -> unpacked(cluster._2));
  }

  private static Iterator<Tuple2<Cell, Placed>> placed(PackedFootprint packed, double distance) {
    Envelope box = box(packed.geometry());
    List<Cell> cells = new ArrayList<>();
    long lastColumn = (long) Math.floor((box.getMaxX() + distance) / CELL);
    long lastRow = (long) Math.floor((box.getMaxY() + distance) / CELL);
    for (long c = (long) Math.floor((box.getMinX() - distance) / CELL); c <= lastColumn; c++) {
      for (long r = (long) Math.floor((box.getMinY() - distance) / CELL); r <= lastRow; r++) {
        cells.add(new Cell(c, r));
      }
    }
    List<Tuple2<Cell, Placed>> result = new ArrayList<>();
    for (int i = 0; i < cells.size(); i++) {
      result.add(new Tuple2<>(cells.get(i), new Placed(packed, i == 0, cells.size() > 1)));
    }
    return result.iterator();
  }

  private static Iterator<Member> components(
      Cell cell, Iterable<Placed> footprints, double distance) {
    List<Placed> placed = list(footprints);
    placed.sort(Comparator.comparing(p -> p.footprint.id()));
    List<Geometry> shapes = new ArrayList<>();
    STRtree index = new STRtree();
    for (int i = 0; i < placed.size(); i++) {
      Geometry shape = placed.get(i).footprint.geometry();
      shapes.add(shape);
      index.insert(box(shape), i);
    }
    Groups groups = new Groups(placed.size());
    for (int i = 0; i < shapes.size(); i++) {
      Envelope near = box(shapes.get(i));
      near.expandBy(distance);
      IndexedFacetDistance facets = null;
      for (Object found : index.query(near)) {
        int other = (Integer) found;
        if (other <= i || groups.find(i) == groups.find(other)) {
          continue;
        }
        if (facets == null) {
          facets = new IndexedFacetDistance(shapes.get(i));
        }
        if (close(shapes.get(i), shapes.get(other), facets, distance)) {
          groups.join(i, other);
        }
      }
    }
    List<Member> result = new ArrayList<>();
    for (int i = 0; i < placed.size(); i++) {
      result.add(new Member(cell, placed.get(groups.find(i)).footprint.id(), placed.get(i)));
    }
    return result.iterator();
  }

  /**
   * Whether two footprints are close: near outlines, or a part of one inside a part of the other
   * (for which boxes stand).
   */
  private static boolean close(
      Geometry a, Geometry b, IndexedFacetDistance facets, double distance) {
    for (Envelope boxA : boxes(a)) {
      for (Envelope boxB : boxes(b)) {
        if (boxA.contains(boxB) || boxB.contains(boxA)) {
          return true;
        }
      }
    }
    return facets.isWithinDistance(b, distance);
  }

  /**
   * The boxes around each polygon, and around holes outside it: repaired, such holes are polygons.
   */
  private static List<Envelope> boxes(Geometry footprint) {
    List<Envelope> boxes = new ArrayList<>();
    for (int i = 0; i < footprint.getNumGeometries(); i++) {
      Envelope shell = footprint.getGeometryN(i).getEnvelopeInternal();
      boxes.add(shell);
      if (footprint.getGeometryN(i) instanceof Polygon polygon) {
        for (int j = 0; j < polygon.getNumInteriorRing(); j++) {
          Envelope hole = polygon.getInteriorRingN(j).getEnvelopeInternal();
          if (!shell.contains(hole)) {
            boxes.add(hole);
          }
        }
      }
    }
    return boxes;
  }

  private static Envelope box(Geometry footprint) {
    Envelope all = new Envelope();
    boxes(footprint).forEach(all::expandToInclude);
    return all;
  }

  /** The pairs of the smallest name with each of the others. */
  private static Iterator<Tuple2<String, String>> pairs(Iterable<String> components) {
    List<String> names = new ArrayList<>(new TreeSet<>(list(components)));
    return names.stream().skip(1).map(name -> new Tuple2<>(names.get(0), name)).iterator();
  }

  /** For each component that is linked to others, the smallest name of those it is linked to. */
  private static Map<String, String> names(List<Tuple2<String, String>> links) {
    Map<String, Integer> numbers = new TreeMap<>();
    for (Tuple2<String, String> link : links) {
      numbers.put(link._1, 0);
      numbers.put(link._2, 0);
    }
    List<String> sorted = new ArrayList<>(numbers.keySet());
    for (int i = 0; i < sorted.size(); i++) {
      numbers.put(sorted.get(i), i);
    }
    Groups groups = new Groups(sorted.size());
    for (Tuple2<String, String> link : links) {
      groups.join(numbers.get(link._1), numbers.get(link._2));
    }
    Map<String, String> result = new HashMap<>();
    for (int i = 0; i < sorted.size(); i++) {
      if (groups.find(i) != i) {
        result.put(sorted.get(i), sorted.get(groups.find(i)));
      }
    }
    return result;
  }

  private static Tuple2<Cell, List<PackedFootprint>> inFirstCell(List<Member> cluster) {
    Cell first = cluster.stream().map(Member::cell).min(Comparator.naturalOrder()).orElseThrow();
    List<PackedFootprint> footprints = new ArrayList<>();
    cluster.forEach(member -> footprints.add(member.placed.footprint));
    return new Tuple2<>(first, footprints);
  }

  private static List<SourceFootprint> unpacked(List<PackedFootprint> cluster) {
    List<SourceFootprint> result = new ArrayList<>();
    cluster.forEach(footprint -> result.add(SourceFootprint.of(footprint)));
    return result;
  }

  private static <T> List<T> list(Iterable<T> values) {
    List<T> result = new ArrayList<>();
    values.forEach(result::add);
    return result;
  }
}
