package io.citymesh.vector;

import io.citymesh.geo.Heights;
import io.citymesh.geo.PackedFootprint;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import scala.Tuple2;

/** Gives each footprint a name of its own, where those of one id meet; see {@link FootprintIds}. */
final class UniqueNames {
  private UniqueNames() {}

  /**
   * The footprints, each with a name of its own.
   *
   * @param count how many there are
   */
  static JavaRDD<NamedFootprint> give(JavaRDD<NamedFootprint> footprints, long count) {
    return footprints
        .mapToPair(named -> new Tuple2<>(named.footprint().id(), named))
        .groupByKey(FootprintSet.partitions(count))
        .flatMap(group -> named(group._1, group._2));
  }

  private static Iterator<NamedFootprint> named(String id, Iterable<NamedFootprint> group) {
    List<NamedFootprint> sorted = new ArrayList<>();
    group.forEach(sorted::add);
    sorted.sort(ORDER);
    List<NamedFootprint> result = new ArrayList<>();
    for (NamedFootprint one : sorted) {
      String name = FootprintIds.name(id, result.size() + 1);
      result.add(
          name.equals(id) ? one : new NamedFootprint(one.footprint().withId(name), one.kept()));
    }
    return result.iterator();
  }

  private static final Comparator<NamedFootprint> ORDER =
      Comparator.comparing(NamedFootprint::footprint, UniqueNames::byGeometry)
          .thenComparingDouble(named -> heights(named).height())
          .thenComparingDouble(named -> heights(named).roof())
          .thenComparingDouble(named -> heights(named).storeys())
          .thenComparing(named -> named.kept() == null ? "" : named.kept());

  private static Heights heights(NamedFootprint named) {
    return named.footprint().heights();
  }

  private static int byGeometry(PackedFootprint a, PackedFootprint b) {
    return Arrays.compareUnsigned(bytes(a.wkb()), bytes(b.wkb()));
  }

  private static byte[] bytes(ByteBuffer wkb) {
    byte[] bytes = new byte[wkb.remaining()];
    wkb.get(bytes);
    return bytes;
  }
}
