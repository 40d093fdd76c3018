package io.citymesh.job;

import io.citymesh.footprint.Building;
import io.citymesh.output.BuildingRow;
import io.citymesh.output.BuildingsFile;
import io.citymesh.output.OutputDir;
import io.citymesh.session.HadoopSettings;
import io.citymesh.vector.FootprintSet;
import io.citymesh.vector.KeptField;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.apache.spark.Partitioner;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import scala.Tuple2;

/**
 * Joins the kept fields of the footprints with the buildings, where those are written: they take no
 * part in cleaning and meshing. A building of several footprints has the values of the largest, of
 * equally large ones those of the first by id.
 */
final class KeptValues {
  /** A building's place: the partition that has it, and its index. */
  private record Place(int partition, int index) implements Serializable {}

  /**
   * What a building may have.
   *
   * @param mixed whether not all footprints so far have the same values
   */
  private record Candidate(double area, String id, String values, boolean mixed)
      implements Serializable {
    Candidate or(Candidate other) {
      int order = Double.compare(area, other.area);
      boolean mine = order > 0 || (order == 0 && id.compareTo(other.id) <= 0);
      Candidate best = mine ? this : other;
      boolean differ = mixed || other.mixed || !values.equals(other.values);
      return new Candidate(best.area, best.id, best.values, differ);
    }
  }

  /** Leads a building's values to the partition that has the building. */
  private static final class Home extends Partitioner {
    private static final long serialVersionUID = 1L;

    private final int partitions;

    Home(int partitions) {
      this.partitions = partitions;
    }

    @Override
    public int numPartitions() {
      return partitions;
    }

    @Override
    public int getPartition(Object place) {
      return ((Place) place).partition;
    }
  }

  private KeptValues() {}

  /**
   * Writes {@code buildings.parquet} with the fields that are kept.
   *
   * @param buildings in ascending order of their indices
   * @param footprints that the buildings are made of, whose ids are the buildings' sources
   * @return how many buildings are made of footprints whose values differ
   */
  static long write(
      JavaRDD<Building> buildings,
      FootprintSet footprints,
      String out,
      String crs,
      JavaSparkContext context) {
    HadoopSettings hadoop = new HadoopSettings(context.hadoopConfiguration());
    List<KeptField> fields = new ArrayList<>(footprints.kept());
    int partitions = buildings.getNumPartitions();
    JavaPairRDD<Place, Candidate> chosen =
        sources(buildings)
            .join(values(footprints), partitions)
            .mapToPair(joined -> joined._2)
            .reduceByKey(new Home(partitions), Candidate::or);
    return buildings
        .zipPartitions(
            chosen,
            (rows, kept) -> {
              int partition = TaskContext.getPartitionId();
              if (!rows.hasNext() && partition > 0) { // The first tells the columns at least.
                return List.of(0L).iterator();
              }
              Map<Integer, String> byIndex = new HashMap<>();
              long mixed = 0;
              while (kept.hasNext()) {
                Tuple2<Place, Candidate> next = kept.next();
                byIndex.put(next._1.index, next._2.values);
                mixed += next._2.mixed ? 1 : 0;
              }
              BuildingsFile.write(
                  OutputDir.of(out, hadoop.value()),
                  partition,
                  rows(rows, fields, byIndex),
                  fields,
                  crs);
              return List.of(mixed).iterator();
            })
        .reduce(Long::sum);
  }

  private static Iterator<BuildingRow> rows(
      Iterator<Building> buildings, List<KeptField> fields, Map<Integer, String> byIndex) {
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return buildings.hasNext();
      }

      @Override
      public BuildingRow next() {
        Building building = buildings.next();
        String values = byIndex.get(building.index());
        if (values == null) {
          throw new IllegalStateException(
              "building " + building.index() + " has no footprint among " + building.sourceIds());
        }
        return BuildingRow.of(building, KeptField.values(fields, values));
      }
    };
  }

  /** The places of buildings by the ids of their footprints. */
  private static JavaPairRDD<String, Place> sources(JavaRDD<Building> buildings) {
    return buildings
        .mapPartitionsWithIndex(
            (partition, rows) -> {
              List<Tuple2<String, Place>> all = new ArrayList<>();
              while (rows.hasNext()) {
                Building building = rows.next();
                Place place = new Place(partition, building.index());
                building.sourceIds().forEach(id -> all.add(new Tuple2<>(id, place)));
              }
              return all.iterator();
            },
            false)
        .mapToPair(source -> source);
  }

  /** What the footprints keep, by their ids. */
  private static JavaPairRDD<String, Candidate> values(FootprintSet footprints) {
    return footprints
        .named()
        .mapToPair(
            named -> {
              String id = named.footprint().id();
              double area = named.footprint().geometry().getArea();
              return new Tuple2<>(id, new Candidate(area, id, named.kept(), false));
            });
  }
}
