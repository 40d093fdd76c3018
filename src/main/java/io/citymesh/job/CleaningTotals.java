package io.citymesh.job;

import io.citymesh.footprint.AreaAccount;
import io.citymesh.footprint.Building;
import io.citymesh.footprint.FootprintCleaner;
import io.citymesh.footprint.Remark;
import io.citymesh.geo.Footing;
import io.citymesh.output.BuildingRow;
import io.citymesh.report.VolumeReport;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.locationtech.jts.geom.GeometryFactory;
import org.locationtech.jts.geom.Polygon;

/**
 * Sums over what a task has cleaned: all that the driver sees of it, a few hundred bytes. Added up,
 * they do not depend on how clusters are dealt to tasks.
 */
final class CleaningTotals implements CleanedItem {
  private static final long serialVersionUID = 1L;

  /** One name of so many is in a sample. */
  private static final int SAMPLED = 256;

  private static final Polygon NOWHERE = new GeometryFactory().createPolygon();

  /** Orders remarks by height; of equal heights the lower id is the greater. */
  private static final Comparator<Remark> BY_HEIGHT =
      Comparator.<Remark>comparingDouble(remark -> remark.figures().get(Remark.HEIGHT))
          .thenComparing(Remark::sourceId, Comparator.reverseOrder());

  // What is tallied.
  static final String ROOFS = "roofs";
  static final String AREAS = "areas";
  static final String VOLUMES = "volumes";
  static final String DROPPED_AREAS = "dropped areas";
  static final String SOURCE = "source";
  static final String BUILT = "built";
  static final String CLIPPED = "clipped";
  static final String SIMPLIFIED = "simplified";
  static final String ADDED = "added";
  static final String AREA = "buildings";
  static final String BLOCKS = "blocks";
  static final String FLAT = "flat";
  static final String STEEP = "steep";

  private final Tally tally = new Tally();
  private final List<String> buildingNames = new ArrayList<>();
  private final List<String> remarkNames = new ArrayList<>();

  /** By the reason the remark on the tallest roof that was lost. */
  private final TreeMap<String, Remark> tallest = new TreeMap<>();

  private final UnorderedDigest buildingDigest = new UnorderedDigest();
  private final UnorderedDigest remarkDigest = new UnorderedDigest();
  private long openCost;

  /** The sums by two names. */
  Tally tally() {
    return tally;
  }

  /** How many buildings there are. */
  long buildings() {
    return tally.counts(ROOFS).values().stream().mapToLong(Long::longValue).sum();
  }

  /** A sample of the names of buildings, in which a name is or is not whatever others there are. */
  List<String> buildingNames() {
    return buildingNames;
  }

  /** A sample of the ids on which there are remarks. */
  List<String> remarkNames() {
    return remarkNames;
  }

  /** The remarks on the tallest roofs that were lost, by reason; without geometries. */
  Map<String, Remark> tallest() {
    return tallest;
  }

  /** Stands for all buildings, each as it was packed with its first hash as its key. */
  UnorderedDigest buildingDigest() {
    return buildingDigest;
  }

  /** Stands for all remarks. */
  UnorderedDigest remarkDigest() {
    return remarkDigest;
  }

  /** The cost of the footprints that wait for the rest of their clusters. */
  long openCost() {
    return openCost;
  }

  /** Adds the cost of footprints that wait. */
  void addOpen(long cost) {
    openCost += cost;
  }

  /** Adds what became of a cluster; its buildings, and its remarks, are added one by one. */
  void addCluster(FootprintCleaner.Result result) {
    for (Footing footing : result.footings()) {
      tally.add(BLOCKS, footing.isFlat() ? FLAT : STEEP, 1);
    }
    tally.add(VOLUMES, VolumeReport.SOURCE, litres(result.volumes().source()));
    tally.add(VOLUMES, VolumeReport.BUILDINGS, litres(result.volumes().buildings()));
    AreaAccount areas = result.areas();
    tally.add(AREAS, SOURCE, squareCentimetres(areas.source()));
    tally.add(AREAS, BUILT, squareCentimetres(areas.built()));
    tally.add(AREAS, CLIPPED, squareCentimetres(areas.clipped()));
    tally.add(AREAS, SIMPLIFIED, squareCentimetres(areas.simplified()));
    tally.add(AREAS, ADDED, squareCentimetres(areas.added()));
    areas
        .dropped()
        .forEach((reason, area) -> tally.add(DROPPED_AREAS, reason, squareCentimetres(area)));
  }

  /**
   * Adds a building.
   *
   * @param packed the same
   */
  void addBuilding(Building building, PackedBuilding packed) {
    buildingDigest.add(packed.bytes());
    tally.add(ROOFS, building.heightSource().name(), 1);
    tally.add(AREAS, AREA, squareCentimetres(BuildingRow.polygon(building).getArea()));
    String name = building.sourceIds().get(0);
    if (isSampled(name)) {
      buildingNames.add(name);
    }
  }

  /**
   * Adds a remark.
   *
   * @param packed the same
   */
  void addRemark(Remark remark, PackedRemark packed) {
    remarkDigest.add(packed.bytes());
    tally.add(Remark.name(remark.kind()), remark.reason(), 1);
    Double volume = remark.figures().get(Remark.VOLUME);
    if (volume != null) {
      tally.add(VOLUMES, VolumeReport.SMALL_PARTS, litres(volume));
    }
    if (isSampled(remark.sourceId())) {
      remarkNames.add(remark.sourceId());
    }
    if (remark.kind() == Remark.Kind.LOWERED) {
      Remark told =
          new Remark(remark.kind(), remark.sourceId(), remark.reason(), NOWHERE, remark.figures());
      tallest.merge(told.reason(), told, CleaningTotals::taller);
    }
  }

  /** An area in whole square centimetres, which add up the same in any order. */
  private static long squareCentimetres(double area) {
    return Math.round(area * 1e4);
  }

  private static long litres(double cubicMetres) {
    return Math.round(cubicMetres * 1e3);
  }

  private static Remark taller(Remark a, Remark b) {
    return BY_HEIGHT.compare(a, b) >= 0 ? a : b;
  }

  /** Adds the sums of another task. */
  void add(CleaningTotals other) {
    tally.addAll(other.tally);
    buildingNames.addAll(other.buildingNames);
    remarkNames.addAll(other.remarkNames);
    other.tallest.forEach(
        (reason, remark) -> tallest.merge(reason, remark, CleaningTotals::taller));
    buildingDigest.addAll(other.buildingDigest);
    remarkDigest.addAll(other.remarkDigest);
    openCost += other.openCost;
  }

  /** Whether a name is in the sample of names. */
  static boolean isSampled(String name) {
    int hash = name.hashCode() * 0x9E3779B1;
    return Integer.remainderUnsigned(hash ^ hash >>> 15, SAMPLED) == 0;
  }
}
