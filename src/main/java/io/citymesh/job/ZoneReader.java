package io.citymesh.job;

import io.citymesh.geo.Bounds;
import io.citymesh.geo.Fingerprint;
import io.citymesh.geo.PackedFootprint;
import io.citymesh.option.OptionTable;
import io.citymesh.report.UserError;
import io.citymesh.tile.MeshOptions;
import io.citymesh.tile.SizeZone;
import io.citymesh.tile.ZoneRequest;
import io.citymesh.tile.ZoneShape;
import io.citymesh.vector.FootprintReader;
import io.citymesh.vector.FootprintSet;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.SparkSession;
import org.locationtech.jts.geom.Geometry;

/**
 * Finds the zones that options ask for. They travel to every task with the options, so they must be
 * small.
 */
final class ZoneReader {
  /** The most vertices of all the zones together. */
  private static final long MOST_VERTICES = 100_000;

  private final SparkSession spark;
  private final MeshOptions options;
  private final String inputCrs;
  private final String crs;
  private final Bounds domain;
  private final Consumer<String> notes;
  private long vertices;

  /**
   * @param options with requests for zones
   * @param inputCrs the CRS of the inputs, whatever they say; empty to believe them
   * @param crs of the mesh, empty if unknown
   * @param domain of the mesh
   * @param notes is told of zones without an effect
   */
  ZoneReader(
      SparkSession spark,
      MeshOptions options,
      String inputCrs,
      String crs,
      Bounds domain,
      Consumer<String> notes) {
    this.spark = spark;
    this.options = options;
    this.inputCrs = inputCrs;
    this.crs = crs;
    this.domain = domain;
    this.notes = notes;
  }

  /**
   * The zones.
   *
   * @throws UserError if one cannot be read, holds nothing, is too large or lies outside the domain
   */
  List<SizeZone> read() {
    List<SizeZone> zones = new ArrayList<>();
    for (ZoneRequest request : options.refine()) {
      Optional<Bounds> rectangle = request.rectangle();
      String what = OptionTable.REFINE.flag() + " " + request.text();
      ZoneShape shape = rectangle.isPresent() ? ZoneShape.of(rectangle.get()) : file(request, what);
      SizeZone zone = options.zone(request, shape);
      if (!zone.bounds().intersects(domain)) {
        throw new UserError(
            what + " lies outside the domain: it is " + zone.bounds() + ", the domain " + domain);
      }
      if (options.withZones(List.of(zone)).field().isUniform()) {
        notes.accept(what + " has no effect: its sizes are not smaller than those elsewhere");
      }
      zones.add(zone);
    }
    // In an order of their own, so that nothing depends on that of the options.
    zones.sort(Comparator.comparing(zone -> new Fingerprint().put(zone).hex()));
    return zones;
  }

  private ZoneShape file(ZoneRequest request, String what) {
    try (FootprintSet read =
        FootprintReader.polygons(spark, List.of(request.place()), inputCrs, crs)) {
      return shape(read.footprints(), what);
    } catch (UserError e) {
      throw e.getMessage().startsWith(what) ? e : new UserError(what + ": " + e.getMessage(), e);
    }
  }

  private ZoneShape shape(JavaRDD<PackedFootprint> polygons, String what) {
    vertices +=
        Math.round(polygons.mapToDouble(polygon -> polygon.geometry().getNumPoints()).sum());
    if (vertices > MOST_VERTICES) {
      throw new UserError(
          "%s: zones have at most %,d vertices in all, and these are %,d: simplify them, or take"
                  .formatted(what, MOST_VERTICES, vertices)
              + " rectangles");
    }
    List<Geometry> shapes = polygons.map(PackedFootprint::geometry).collect();
    if (shapes.isEmpty()) {
      throw new UserError(what + " holds no polygon");
    }
    return ZoneShape.of(shapes);
  }
}
